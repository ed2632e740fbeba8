"""Many clerks at once: what each exit code says is what the history holds, nothing is lost, nothing is there twice."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.children import WAY_OF_FORKING, Child, Tell, child
from tests.clerk import Clerk, begun
from tests.repository import commits, git, leftovers

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX"),
    pytest.mark.filterwarnings(WAY_OF_FORKING),
]
STEPS = 25
SHARED = ("WO-20260307-001", "WO-20260307-002", "WO-20260307-003")
MARK = re.compile(r"mark-[a-z0-9]+-\d+-end")
OF_NO_CLERK = ("me", "now")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with three orders."""
    clerk = begun(tmp_path_factory.mktemp("crowd"))
    for _ in SHARED:
        clerk.tell("2026-03-07T08:00 order report --unit QH-5-802 --description 龙头滴水 --by S-01")
    return clerk.office


class Step(msgspec.Struct, frozen=True):
    """A command that was given: the mark in its text, its code, what it said, and the record it made."""

    mark: str
    code: int
    said: str
    id: str = ""


def clerk_at_work(office: Path, number: int) -> Child:
    """A clerk who takes 25 steps, on the orders of all, on an own one and on new ones. Each has a mark and a minute of its own."""

    def work(tell: Tell) -> None:
        chance, own = random.Random(number), ""
        for step in range(STEPS):
            mark, minute = f"mark-c{number}-{step}-end", 60 * 9 + number * STEPS + step
            words = ["order", "report", "--unit", "QH-1-303", "--description", mark]
            if own and chance.random() < 0.7:
                words = ["order", "note", chance.choice([*SHARED, own]), "--text", mark]
            said = Clerk(office).give(f"2026-03-07T{minute // 60:02}:{minute % 60:02}", [*words, "--by", "S-01", "--json"])
            made = said.json["changes"][0]["record"]["id"] if said.code == 0 and words[1] == "report" else ""
            own = own or made
            tell(Step(mark, said.code, said.err, made))

    return child(work)


def person_with_git(office: Path) -> Child:
    """Somebody who records files of another sort with git alone meanwhile, and again where git was in use."""

    def work(tell: Tell) -> None:
        for step in range(STEPS):
            mark = f"mark-git-{step}-end"
            (office / f"sheet-{step}.txt").write_text(f"{mark}\n")
            for words in (["add", f"sheet-{step}.txt"], ["commit", "-qm", mark]):
                for _ in range(400):
                    done = subprocess.run(["git", *words], cwd=office, capture_output=True, text=True, check=False)
                    if done.returncode == 0:
                        break
            tell(Step(mark, done.returncode, done.stderr + done.stdout))

    return child(work)


def given(office: Path, clerks: int, *, by_hand: bool = False) -> list[Step]:
    """What came of all steps of so many clerks at once."""
    started = [clerk_at_work(office, number) for number in range(clerks)]
    started += [person_with_git(office)] if by_hand else []
    told = [msgspec.convert(one.wait(), list[Step]) for one in started]
    assert [len(one) for one in told] == [STEPS] * len(started), "somebody broke off"
    return [step for one in told for step in one]


def marks_in(text: str, sign: str) -> Counter[str]:
    """How often each mark stands in the lines of a patch that begin so."""
    return Counter(mark for line in text.splitlines() if line.startswith(sign) for mark in MARK.findall(line))


def untrue(office: Path, steps: list[Step], before: int) -> list[str]:
    """Where the history, the files or what was left over are not what the exit codes say."""
    patches = git(office, "log", "-p", "--format=", "--unified=0", "--no-renames")
    done = Counter(step.mark for step in steps if step.code == 0)
    found = [f"{mark}: {count} times recorded, {done[mark]} acknowledged" for mark, count in _differing(marks_in(patches, "+"), done)]
    found += [f"{mark} was taken out again" for mark in marks_in(patches, "-")]
    now = "".join(path.read_text(encoding="utf-8") for path in [*office.glob("*.txt"), *(office / "records").rglob("*.yaml")])
    found += [f"{mark}: {count} times in the files" for mark, count in _differing(Counter(MARK.findall(now)), done)]
    found += [f"{commits(office) - before} commits, {done.total()} acknowledged"] if commits(office) - before != done.total() else []
    return found + disorder(office)


def _differing(here: Counter[str], done: Counter[str]) -> list[tuple[str, int]]:
    return [(mark, here[mark]) for mark in sorted({*here, *done}) if here[mark] != done[mark]]


def disorder(office: Path) -> list[str]:
    """What git complains of, what differs from it, what was left over, and numbers that were given twice."""
    found = [git(office, "fsck", "--strict", "--no-dangling", "--no-progress"), git(office, "status", "--porcelain"), *leftovers(office)]
    found += [str(path) for path in (office / ".git").rglob("*") if path.suffix == ".lock" and path.name != "repairctl.lock"]
    found += [str(path) for path in (office / ".git").rglob("tmp_*")]
    ids = Counter(re.findall(r"(?m)^id: (\S+)", "".join(path.read_text(encoding="utf-8") for path in (office / "records").rglob("*.yaml"))))
    return [one for one in found if one] + [f"{id} twice" for id, count in ids.items() if count > 1]


def codes(office: Path) -> set[str]:
    """The codes of all findings."""
    told: Any = Clerk(office).give("2026-03-07T23:00", ["check", "--json"]).json
    return {one["code"] for one in told["findings"]}


def stormed(fresh: Path, tmp_path: Path, clerks: int, *, by_hand: bool) -> list[Step]:
    """So many clerks at work in a copy of the office, and all that must hold afterwards."""
    office, alone = (Path(shutil.copytree(fresh, tmp_path / name)) for name in ("office", "alone"))
    before = commits(office)
    steps = given(office, clerks, by_hand=by_hand)
    assert untrue(office, steps, before) == []
    made = [step.id for step in steps if step.id]
    assert len(set(made)) == len(made) and all(Clerk(office).file(id).is_file() for id in made)
    given(alone, 1)
    assert codes(office) <= codes(alone)
    return [step for step in steps if step.code != 0]


def test_four_clerks_and_a_person_with_git_at_once(fresh: Path, tmp_path: Path) -> None:
    assert stormed(fresh, tmp_path, 4, by_hand=True) == []


@pytest.mark.slow
@pytest.mark.parametrize("by_hand", [False, True])
def test_sixteen_clerks_at_once(fresh: Path, tmp_path: Path, by_hand: bool) -> None:
    refused = stormed(fresh, tmp_path, 16, by_hand=by_hand)
    assert all(step.code == 4 for step in refused), refused  # whoever waited too long for the lock is told so
