"""A disk that is really full: a small one of our own, where the system lets us make one."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clerk import begun
from tests.repository import commits, git, leftovers

NOW, LATER = "2026-04-01T10:00", "2026-04-01T11:00"
PAGE = 4096
COMMANDS = ("order note WO-20260307-001 --text 客户来电 --by S-01", "order report --unit QH-5-802 --description 又漏水 --by S-01")
pytestmark = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a disk")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if shutil.which("mount") is None or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", folder], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def filled(disk: Path, pages: int) -> Path:
    """Fills a disk until only so many pages are free."""
    filler, page = disk / "filler", bytes(PAGE)
    with open(filler, "wb", buffering=0) as file:
        try:
            while file.write(page) == PAGE:
                pass
        except OSError as error:
            assert error.errno == errno.ENOSPC
        file.truncate(max(0, file.tell() - pages * PAGE))
    return filler


def picture(office: Path) -> dict[str, bytes]:
    found = {path.relative_to(office).as_posix(): path for path in office.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith(".git/")}


@pytest.mark.parametrize("words", COMMANDS)
def test_on_a_full_disk_a_command_is_done_or_refused_and_works_once_there_is_room(disk: Path, words: str) -> None:
    clerk = begun(disk)
    clerk.tell("2026-03-07T09:00 order report --unit QH-5-802 --description 龙头滴水 --by S-01\n" * 2)
    codes = []
    for minute, pages in enumerate((0, 1, 2, 4, 6, 8, 10, 12, 16, 24, 64), 10):
        before, count = picture(clerk.office), commits(clerk.office)
        filler = filled(disk, pages)
        said = clerk.give(f"2026-04-01T10:{minute}", words)
        listed = clerk.give(NOW, "order list")
        filler.unlink()
        codes.append(said.code)
        assert said.code in (0, 4) and "Traceback" not in said.err and listed.code == 0, (pages, said, listed)
        assert (commits(clerk.office) > count) == (picture(clerk.office) != before) == (said.code == 0), (pages, said)
    told = clerk.give(LATER, "order note WO-20260307-002 --text 下一件 --by S-01")
    assert (told.code, leftovers(clerk.office), git(clerk.office, "status", "--porcelain")) == (0, [], ""), told
    assert codes[0] == 4 and codes[-1] == 0, codes


def test_a_list_on_a_full_disk_says_what_it_says_on_an_empty_one(disk: Path) -> None:
    clerk = begun(disk)
    clerk.tell("2026-03-07T09:00 order report --unit QH-5-802 --description 龙头滴水 --by S-01\n" * 2)
    good = [clerk.give(NOW, words) for words in ("order list", "find 滴水", "show WO-20260307-001")]
    for path in (clerk.office / ".git" / "repairctl").glob("index-*"):
        path.unlink()
    filled(disk, 0)
    assert [clerk.give(NOW, words) for words in ("order list", "find 滴水", "show WO-20260307-001")] == good
