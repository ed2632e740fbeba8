"""kill -9 at any moment of any command that writes: what was acknowledged is there, nothing is half done, the next command just works."""

from __future__ import annotations

import os
import random
import re
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from msgspec import Struct

from tests.busy_office import NEXT, NOW, as_told, busy, commands, copied, editor
from tests.children import WAY_OF_FORKING, command, said
from tests.clerk import Clerk, Said
from tests.repository import commits, git, leftovers

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX"),
    pytest.mark.filterwarnings(WAY_OF_FORKING),
]
LATER = "2026-03-07T11:00"
OTHERS = re.compile(r"-010\.yaml|/drafts/|/out/.*\.repairctl-\d+\.tmp$")
"""What the next command changes; drafts, which are there to outlive a kill; half a sheet, which the next print there clears away."""
GIT_COMMITS = find_spec("repairctl.edges.history_quick") is None
"""Whether git's own command records, so that a kill may leave git's locks; a person is told to delete them."""
NOTE = re.compile(r"/(\.git/repairctl|\.git/hooks|out/.*)/\.repairctl-\d+\.tmp$")
"""A note of this desk (who sits at it), our hook or a sheet that was half written: nobody reads it, and the next one written there clears it away."""
Picture = dict[str, bytes]


class Usual(Struct, frozen=True):
    """What a command does when nobody kills it: its code, its seconds, how many commits, and every file before and after."""

    code: int
    seconds: float
    commits: int
    before: Picture
    after: Picture


class Office(Struct):
    """The office to be copied, what each command usually does, and how often a person had to take away a lock that git left."""

    clerk: Clerk
    folder: Path
    usual: dict[int, Usual]
    helped: int = 0
    trials: int = 0

    def copy(self) -> Clerk:
        self.trials += 1
        return copied(self.clerk, self.folder / str(self.trials))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(busy(tmp_path_factory.mktemp("busy")), tmp_path_factory.mktemp("killed"), {})


def picture(clerk: Clerk) -> Picture:
    """Every file of the office and beside it, but git's own."""
    found = {path.relative_to(clerk.office.parent).as_posix(): path for path in clerk.office.parent.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith("office/.git/")}


def usual(office: Office, number: int) -> Usual:
    """How the command goes when nobody kills it; tried once."""
    if number not in office.usual:
        clerk = office.copy()
        before, count, start = picture(clerk), commits(clerk.office), time.perf_counter()
        done = said(command(clerk.office, NOW, commands(clerk)[number], **editor(clerk)))
        seconds = time.perf_counter() - start
        assert done and done.code in (0, 1, 5), done
        office.usual[number] = Usual(done.code if done else -1, seconds, commits(clerk.office) - count, before, picture(clerk))
    return office.usual[number]


def killed(clerk: Clerk, number: int, seconds: float) -> Said | None:
    """What the command told before all of its group was killed after so many seconds; None: nothing."""
    one = command(clerk.office, NOW, commands(clerk)[number], **editor(clerk))
    one.wait_until(time.perf_counter() + seconds)
    one.kill()
    return said(one)


def next_command(office: Office, clerk: Clerk) -> list[str]:
    """Gives it, and counts the locks that a person had to delete."""
    done, deleted = as_told(clerk, LATER, NEXT)
    office.helped += deleted
    return [] if done.code == 0 else [f"the next command: {done}"]


def unlike(here: Picture, usual: Usual, landed: int) -> list[str]:
    """The files that are not as the history says; a command that commits nothing writes each file whole or not at all."""
    names = [name for name in {*here, *usual.before, *usual.after} if not OTHERS.search(name)]
    if usual.commits:
        should = usual.after if landed else usual.before
        return sorted(name for name in names if here.get(name) != should.get(name))
    return sorted(name for name in names if here.get(name) not in (usual.before.get(name), usual.after.get(name)))


def reverted(clerk: Clerk) -> list[str]:
    """What a person's own commit of one new file changes beside it: nothing, unless git's index is behind."""
    (clerk.office / "other.txt").write_text("1\n")
    git(clerk.office, "add", "other.txt")
    git(clerk.office, "commit", "-qm", "By hand")
    told = git(clerk.office, "show", "--format=", "--name-status", "HEAD")
    return [] if told == "A\tother.txt\n" else [f"a commit by hand changed {told}"]


def faults(office: Office, number: int, seconds: float) -> list[str]:
    """All that is not as it must be once a command was killed after so many seconds and the next one given."""
    clerk, how = office.copy(), usual(office, number)
    count = commits(clerk.office)
    told = killed(clerk, number, seconds)
    found = next_command(office, clerk)
    landed = commits(clerk.office) - count - 1
    if landed not in (0, how.commits) or (told and told.code == how.code and landed != how.commits):
        found += [f"{landed} commits, acknowledged: {told}"]
    if told and told.code != how.code:
        found += [f"ended otherwise: {told}"]
    found += [f"{name} is neither as before nor as after" for name in unlike(picture(clerk), how, landed)]
    found += [f"left over: {one}" for one in leftovers(clerk.office) if not NOTE.search(one)]
    complaint = subprocess.run(
        ["git", "fsck", "--strict", "--no-dangling", "--no-progress"], cwd=clerk.office, capture_output=True, check=False
    )
    found += [str(complaint)] if complaint.returncode else []
    found += [f"git status: {told}" for told in [git(clerk.office, "status", "--porcelain")] if told]
    return found + reverted(clerk)


def storm(office: Office, seed: int, kills: int) -> list[str]:
    """So many kills, over all commands in turn, each at a random part of its usual time."""
    chance, all_commands = random.Random(seed), commands(office.clerk)
    order = [number for _ in range(kills // len(all_commands) + 1) for number in chance.sample(range(len(all_commands)), len(all_commands))]
    found = []
    for kill, number in enumerate(order[:kills]):
        part = chance.random() * 1.1
        told = faults(office, number, usual(office, number).seconds * part)
        found += [f"seed {seed}, kill {kill}, {part:.0%} of {all_commands[number]!r}: {one}" for one in told]
    return [*found, *([f"{office.helped} locks were left"] if office.helped and not GIT_COMMITS else [])]


def test_kills_at_random_moments(office: Office) -> None:
    assert "\n".join(storm(office, 1, 40)) == ""


@pytest.mark.slow
def test_two_hundred_kills_at_random_moments(office: Office) -> None:
    assert "\n".join(storm(office, 2, 200)) == ""
