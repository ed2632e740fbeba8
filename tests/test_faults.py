"""A disk that is full, broken or cut off at any one call: a command is done and recorded, or is refused in one sentence and nothing is changed."""

from __future__ import annotations

import errno
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from tests.busy_office import as_told, copied
from tests.clerk import Clerk, Said, begun
from tests.faulty import END, EVERY_POINT, FROM_THERE_ON, SHORT, Desk, desk
from tests.repository import commits, git, leftovers

NOW, LATER = "2026-04-01T10:00", "2026-04-01T11:00"
NEXT = "order note WO-20260307-002 --text 下一件 --by S-01"
UNITS = "楼栋,房号,面积,业主姓名,手机\n6栋,0101,89.5,赵一,13811110001\n6栋,0102,90,钱二,13811110002\n"
WRITING = {
    "note": "order note WO-20260307-001 --text 客户来电 --by S-01",
    "report": "order report --unit QH-5-802 --description 又漏水 --by S-01",
    "undo": "undo --why 记错 --yes --by S-01",
    "import": "unit import {papers}/units.csv --yes",
}
READING = ("order list", "find 滴水", "show WO-20260307-001")
WAYS = {
    "full": (errno.ENOSPC, 0),
    "broken": (errno.EIO, 0),
    "full from there on": (errno.ENOSPC, FROM_THERE_ON),
    "short": (SHORT, 0),
    "killed": (END, 0),
}
EACH = ("full", "broken")
"""The ways that are tried at every fourth call; the others at every twelfth, as each try takes some tenths of a second."""
KILLED = -9
Picture = dict[str, bytes]


class Place(Struct):
    """The office to be copied, the desk under the library, and how each command goes on a good disk."""

    clerk: Clerk
    desk: Desk
    usual: dict[str, tuple[int, Picture, Said]]

    def anew(self) -> Clerk:
        """The office as it was, in the one place that is watched."""
        shutil.rmtree(self.desk.office.parent, ignore_errors=True)
        return copied(self.clerk, self.desk.office.parent)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with desk(tmp_path_factory.mktemp("faults")) as one:
        clerk = begun(tmp_path_factory.mktemp("town"))
        clerk.paper("units.csv", UNITS)
        clerk.tell("2026-03-07T09:00 order report --unit QH-5-802 --description 龙头滴水 --by S-01\n" * 2)
        clerk.tell("2026-03-07T09:10 order note 1 --text 再问一次 --by S-01")
        shutil.rmtree(clerk.office / ".git" / "hooks", ignore_errors=True)
        yield Place(clerk, one, {})


def picture(office: Path) -> Picture:
    """Every file of the office but git's own, and the order that the next command changes."""
    found = {path.relative_to(office).as_posix(): path for path in office.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith(".git/") and "-002.yaml" not in name}


def usual(place: Place, words: str) -> tuple[int, Picture, Said]:
    """How many calls a command makes on a good disk, what the files are then, and what it says."""
    if words not in place.usual:
        clerk = place.anew()
        place.desk.disk.set(0, 0)
        done = place.desk.give(NOW, words)
        assert done.code == 0, done
        place.usual[words] = (place.desk.disk.count, picture(clerk.office), done)
    return place.usual[words]


def untold(said: Said) -> list[str]:
    """What is wrong with the way in which a fault was told."""
    lines = said.err.strip().splitlines()
    bad = "Traceback" in said.err or said.code != 4 or not 1 <= len(lines) <= 12
    return [f"told {said.code}: {said.err}"] if bad else []


def faults(place: Place, words: str, at: int, how: int, flags: int) -> list[str]:
    """All that is not as it must be once the n-th call of a command was struck, and the next command given."""
    _, after, _ = usual(place, words)
    clerk = place.anew()
    before, count = picture(clerk.office), commits(clerk.office)
    said = place.desk.struck(NOW, words, at, how, flags)
    found = [] if said.code in ((0, KILLED) if how == END else (0,)) else untold(said)
    done, _ = as_told(clerk, LATER, NEXT)
    landed = commits(clerk.office) - count - 1
    found += [f"the next command: {done.err}"] if done.code else []
    found += (
        [f"{landed} commits, and it said {said.code}"]
        if landed not in (0, 1) or (said.code != KILLED and (said.code == 0) != landed)
        else []
    )
    should, now = after if landed else before, picture(clerk.office)
    found += [f"{name} is not as it must be" for name in sorted({*should, *now}) if should.get(name) != now.get(name)]
    return found + disorder(clerk.office)


def disorder(office: Path) -> list[str]:
    """What was left over, what git complains of, and what a person's own commit would change beside."""
    fsck = subprocess.run(["git", "fsck", "--strict", "--no-dangling", "--no-progress"], cwd=office, capture_output=True, check=False)
    found = [f"left over: {one}" for one in leftovers(office)] + ([str(fsck)] if fsck.returncode else [])
    status = git(office, "status", "--porcelain")
    (office / "other.txt").write_text("1\n")
    git(office, "add", "other.txt")
    git(office, "commit", "-qm", "By hand")
    shown = git(office, "show", "--format=", "--name-only", "HEAD")
    return found + [one for one in (status, shown.replace("other.txt\n", "")) if one]


def all_faults(place: Place, words: str, way: str, stride: int) -> list[str]:
    """The faults at every n-th call of a command, by one way of failing."""
    how, flags = WAYS[way]
    words = words.format(papers=place.desk.office.parent / "papers")
    calls = usual(place, words)[0]
    assert calls > 20
    found = []
    for at in range(1 + calls % stride, calls + 1, stride):
        found += [f"call {at} of {calls} ({place.desk.disk.struck}): {one}" for one in faults(place, words, at, how, flags)]
    return found


@pytest.mark.parametrize(
    ("name", "way", "stride"), [("note", "full", 13), ("report", "broken", 13), ("undo", "full from there on", 19), ("import", "short", 29)]
)
def test_a_command_is_done_or_refused_and_nothing_is_between(place: Place, name: str, way: str, stride: int) -> None:
    assert "\n".join(all_faults(place, WRITING[name], way, stride)) == ""


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", WRITING)
def test_at_every_call(place: Place, name: str, way: str) -> None:
    assert "\n".join(all_faults(place, WRITING[name], way, 1 if EVERY_POINT else 4 if way in EACH else 12)) == ""


def unread(place: Place, words: str, way: str, stride: int) -> list[str]:
    """Where a reading command fails, or says something else, as its index cannot be written."""
    how, flags = WAYS[way]
    calls, _, good = usual(place, words)
    found = []
    for at in range(1, calls + 1, stride):
        place.anew()
        said = place.desk.struck(NOW, words, at, how, flags)
        answers = [place.desk.give(NOW, words), *([] if said.code == KILLED and how == END else [said])]
        found += [f"call {at} of {calls} ({place.desk.disk.struck}): {one}" for one in answers if (one.code, one.out) != (0, good.out)]
    return found


@pytest.mark.parametrize("words", READING)
def test_a_reading_command_needs_no_index(place: Place, words: str) -> None:
    assert unread(place, words, "full", 9) == []


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("words", READING[:2])
def test_a_reading_command_needs_no_index_at_any_call(place: Place, words: str, way: str) -> None:
    assert unread(place, words, way, 1 if EVERY_POINT else 4 if way in EACH else 12) == []
