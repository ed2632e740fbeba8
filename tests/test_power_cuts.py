"""The power fails at any point of a command: whatever the disk holds then, the next command works, and nothing acknowledged is lost."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec import Struct

from tests import power
from tests.busy_office import as_told
from tests.clerk import Clerk, begun
from tests.faulty import EVERY_POINT, desk
from tests.power import Cut, Log
from tests.repository import commits, git, hook, leftovers

NOW, LATER = "2026-04-01T10:00", "2026-04-01T11:00"
NEXT = "order note WO-20260307-002 --text 下一件 --by S-01"
COMMANDS = {
    "note": "order note WO-20260307-001 --text 客户来电 --by S-01",
    "report": "order report --unit QH-5-802 --description 又漏水 --by S-01",
}


class Story(Struct, frozen=True):
    """What a command did to the disk, the office before it, and every file after it."""

    words: str
    before: Clerk
    log: Log
    after: dict[str, bytes]
    hooked: bool


@pytest.fixture(scope="module", params=["note", "report", "note with a hook"])
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Story:
    clerk = begun(tmp_path_factory.mktemp("power"))
    clerk.tell("2026-03-07T09:00 order report --unit QH-5-802 --description 龙头滴水 --by S-01\n" * 2)
    shutil.rmtree(clerk.office / ".git" / "hooks", ignore_errors=True)
    name, _, hooked = request.param.partition(" with ")
    if hooked:  # then git's own command must record
        hook(clerk.office, "pre-commit", "exit 0")
    clerk.give(NOW, "order list")
    with desk(tmp_path_factory.mktemp("cut"), logging=True) as one:
        shutil.copytree(clerk.office.parent, one.office.parent)
        one.disk.set(0, 0)
        words = COMMANDS[name]
        assert one.give(NOW, words).code == 0
        return Story(words, clerk, power.read(one.disk.log, one.office, clerk.office), files(one.office), bool(hooked))


def files(office: Path) -> dict[str, bytes]:
    """Every file of the office but git's own, and the order that the next command changes."""
    found = {path.relative_to(office).as_posix(): path for path in office.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith(".git/") and "0307-002" not in name}


def given(clerk: Clerk, now: str, words: str) -> list[str]:
    """What is wrong with a command after the cut."""
    done, _ = as_told(clerk, now, words)
    return [f"{words}: {done.code} {done.err}"] if done.code else []


def faults(story: Story, cut: Cut, folder: Path) -> list[str]:
    """All that is not as it must be after a cut, once the next command was given, and that one again which the cut undid."""
    clerk = Clerk(Path(shutil.copytree(story.before.office.parent, folder)) / "office")
    cut.build(story.log, clerk.office)
    count = commits(story.before.office)
    found = given(clerk, LATER, NEXT)
    if found:
        return found
    landed = commits(clerk.office) - count - 1
    found += [f"{landed} commits of it"] if landed not in ((1,) if cut.after == len(story.log.operations) else (0, 1)) else []
    should, here = story.after if landed else files(story.before.office), files(clerk.office)
    found += [f"{name} is not as it must be" for name in sorted({*should, *here}) if should.get(name) != here.get(name)]
    found += [] if landed else given(clerk, NOW, story.words)
    found += [f"{commits(clerk.office) - count} commits in the end"] if commits(clerk.office) != count + 2 else []
    shutil.rmtree(folder, ignore_errors=True) if not found + disorder(clerk.office) else None
    return found + (disorder(clerk.office) if folder.exists() else [])


def disorder(office: Path) -> list[str]:
    """What git misses of what the branch reaches, what differs from it, and what was left over."""
    reached = subprocess.run(
        "git rev-list --objects HEAD | cut -d' ' -f1 | git cat-file --batch", shell=True, cwd=office, capture_output=True, check=False
    )
    broken = [reached.stderr.decode()] if reached.stderr or b" missing\n" in reached.stdout else []
    return [one for one in (*broken, git(office, "status", "--porcelain"), *leftovers(office)) if one]


def all_faults(story: Story, points: Sequence[int], folder: Path) -> list[str]:
    """The faults of the cuts at these points."""
    found = []
    for number, cut in enumerate(power.cuts(story.log, points, 1)):
        try:
            told = faults(story, cut, folder / str(number))
        except AssertionError as complaint:  # git itself, asked as a person would
            told = [str(complaint)]
        last = "\t".join(
            str(story.log.operations[cut.after - 1].names or story.log.operations[cut.after - 1].synced) for _ in [0] if cut.after
        )
        found += [f"{cut} ({last}): {one}" for one in told]
    return found


def test_the_power_fails_at_some_points(story: Story, tmp_path: Path) -> None:
    whole = len(story.log.operations)
    assert "\n".join(all_faults(story, [*range(3, whole, 11), whole], tmp_path)) == ""


@pytest.mark.slow
def test_the_power_fails_at_every_point_or_every_fifth(story: Story, tmp_path: Path) -> None:
    whole, stride = len(story.log.operations), 1 if EVERY_POINT else 10 if story.hooked else 5
    assert "\n".join(all_faults(story, [*range(0, whole, stride), whole], tmp_path)) == ""
