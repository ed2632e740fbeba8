"""Every ailment made for real: the doctor names it, its command mends it, and --repair mends what is derived, and nothing else."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from msgspec import Struct

from repairctl.actions import doctoring
from repairctl.actions.doctoring import Examined
from repairctl.actions.health.patient import Patient
from repairctl.checks.scarce import scarce
from repairctl.edges import disk, journal
from repairctl.edges.durable import Lock
from repairctl.edges.journal import Item, Journal
from repairctl.model import Says, minute_of
from tests.clerk import ROOT, Clerk, begun
from tests.repository import git

ID = "WO-20260307-001"
ORDER = f"records/orders/2026/03/{ID}.yaml"
UNIT = "records/units/QH-5-802.yaml"
POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX")
AS_ROOT = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")


def now_here() -> int:
    """The machine's own minute: git dates its commits by it, and on a slow machine a test begins long after this file was read."""
    return minute_of(datetime.now(UTC))


@pytest.fixture(scope="session")
def an_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    clerk = begun(tmp_path_factory.mktemp("doctor"))
    clerk.tell("""
        2026-03-07T09:00 report --unit QH-5-802 --description 龙头滴水 --urgency routine --impact-scope 厨房 --part private --by S-01
        2026-03-07T09:05 triage 1 --priority P4 --no-survey-needed --by S-01
        2026-03-07T10:00 order list
    """)
    return clerk.office


@pytest.fixture
def root(an_office: Path, tmp_path: Path) -> Path:
    shutil.copytree(an_office, tmp_path / "office", symlinks=True)
    git(tmp_path / "office", "update-index", "--refresh")
    return tmp_path / "office"


def ill(root: Path, now: int | None = None, *, clock_runs: bool = True, deep: bool = False) -> Patient:
    return doctoring.patient(root, now_here() if now is None else now, clock_runs=clock_runs, deep=deep)


def examined(root: Path, *, deep: bool = False) -> Examined:
    return doctoring.examined(ill(root, deep=deep))


def codes(one: Examined) -> list[str]:
    return [finding.code for finding in one.findings]


def typed(root: Path, command: str) -> None:
    """A command that the doctor named, as a person types it."""
    done = subprocess.run(["sh", "-c", command], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (command, done.stdout, done.stderr)


def files(root: Path) -> dict[str, bytes]:
    """What lies outside .git."""
    found = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.relative_to(root).parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def test_a_sound_office_is_told_in_one_line(root: Path) -> None:
    said = Clerk(root).give("", "doctor")
    assert (said.code, said.err) == (0, "")
    assert said.out == f"{len(doctoring.AILMENTS)} things looked at, nothing found.\n"
    assert Clerk(root).give("", "doctor --deep --json").json == {"looked_at": len(doctoring.AILMENTS), "findings": [], "mended": []}


# ------------------------------------------------------------------ what a person mends, with the command that is named


class Case(Struct, frozen=True):
    """How an ailment is made, under which code it is told, words of its sentence, and the command that mends it ('' : none does)."""

    make: Callable[[Path], object]
    code: str
    words: str
    command: str
    exit_code: int = 1


def torn_elsewhere(root: Path) -> None:
    """Broken off by a power cut, after a hand had changed it."""
    data = (root / ORDER).read_bytes()
    (root / ORDER).write_bytes(b"# by hand\n" + data[: len(data) // 2] + bytes(4))


def in_conflict(root: Path) -> None:
    (root / ORDER).write_bytes((root / ORDER).read_bytes() + b"<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> other\n")


def other_id(root: Path) -> None:
    (root / ORDER).write_bytes((root / ORDER).read_bytes().replace(b"id: WO-20260307-001", b"id: WO-20260307-002"))


def another_month(root: Path) -> None:
    (root / "records/orders/2026/04").mkdir()
    (root / ORDER).rename(root / ORDER.replace("/03/", "/04/"))


def a_new_record(root: Path) -> None:
    shutil.copy(root / UNIT, root / "records/units/QH-5-803.yaml")
    text = (root / "records/units/QH-5-803.yaml").read_text(encoding="utf-8")
    (root / "records/units/QH-5-803.yaml").write_text(text.replace("id: QH-5-802", "id: QH-5-803"), encoding="utf-8")


def ignored(root: Path) -> None:
    with (root / ".gitignore").open("a") as file:
        file.write("units/\n")
    a_new_record(root)


def a_merge(root: Path, change: Callable[[Path], object] = lambda root: None) -> None:
    """A merge of two branches that changed one line, as git leaves it."""
    git(root, "switch", "-qc", "other")
    for branch in ("other", "main"):
        git(root, "switch", "-q", branch)
        (root / UNIT).write_bytes((root / UNIT).read_bytes() + f"# {branch}\n".encode())
        git(root, "commit", "-qam", branch)
    subprocess.run(["git", "merge", "other"], cwd=root, capture_output=True, check=False)
    change(root)


def unmerged(root: Path) -> None:
    a_merge(root, lambda root: (root / ".git/MERGE_HEAD").unlink())
    git(root, "checkout", "--ours", "--", UNIT)


def cut_short(root: Path) -> None:
    """A shallow clone in the office's place."""
    root.rename(root.parent / "whole")
    git(root.parent, "clone", "-q", "--depth=2", f"file://{root.parent}/whole", str(root))
    for name in ("name", "email"):
        git(root, "config", f"user.{name}", name)


def left_out(root: Path) -> None:
    """A clone without the files, which it fetches when they are asked for."""
    root.rename(root.parent / "whole")
    git(root.parent / "whole", "config", "uploadpack.allowFilter", "true")
    git(root.parent, "clone", "-q", "--filter=blob:none", f"file://{root.parent}/whole", str(root))


def small_letters(root: Path) -> None:
    text = (root / UNIT).read_text(encoding="utf-8").replace("QH-5-802", "qh-5-802")
    (root / "records/units/qh-5-802.yaml").write_text(text, encoding="utf-8")
    git(root, "add", "records")
    git(root, "commit", "-qm", "small")


def held_lock(name: str) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        (root / ".git" / name).touch()

    return make


def zeroed_branch(root: Path) -> None:
    (root / ".git/refs/heads/main").write_bytes(bytes(41))


def zeroed_list(root: Path) -> None:
    git(root, "tag", "seal")
    git(root, "pack-refs", "--all")
    (root / ".git/packed-refs").write_bytes(bytes(100))


def empty_head(root: Path) -> None:
    (root / ".git/HEAD").write_bytes(b"")


def unborn(root: Path) -> None:
    git(root, "branch", "main2")
    git(root, "symbolic-ref", "HEAD", "refs/heads/mian")


def lost_branch(root: Path) -> None:
    (root / ".git/refs/heads/main").unlink()


def lost_object(root: Path) -> None:
    name = git(root, "rev-parse", f"HEAD:{ORDER}").strip()
    (root / ".git/objects" / name[:2] / name[2:]).unlink()


def emptied_object(root: Path) -> None:
    name = git(root, "rev-parse", f"HEAD:{ORDER}").strip()
    path = root / ".git/objects" / name[:2] / name[2:]
    path.unlink()
    path.touch()


def private_in_git(root: Path) -> None:
    git(root, "add", "-f", "private/parties/P-0802.yaml")
    git(root, "commit", "-qm", "names")


def draft_of_last_year(root: Path) -> None:
    (root / "private/drafts").mkdir()
    held = {"name": "report-1", "command": ["report"], "begun": now_here() - 400 * 24 * 60, "answers": []}
    (root / "private/drafts/report-1.json").write_text(json.dumps(held), encoding="utf-8")


def a_gap(root: Path) -> None:
    for number in ("004",):
        text = (root / ORDER).read_text(encoding="utf-8").replace(ID, f"WO-20260307-{number}")
        (root / ORDER.replace("001", number)).write_text(text, encoding="utf-8")
    git(root, "add", "records")
    git(root, "commit", "-qm", "a number far away")


def taken_out(root: Path) -> None:
    a_gap(root)
    git(root, "rm", "-q", ORDER)
    git(root, "commit", "-qm", "taken out")


def nonsense(root: Path) -> None:
    (root / ORDER).write_text("kind: [order\n", encoding="utf-8")


def nobody(root: Path) -> None:
    git(root, "config", "user.name", "")


MENDED_BY_HAND: dict[str, Case] = {
    "torn, and not what git has": Case(torn_elsewhere, "DOC-TORN", "ends in zero bytes", f"git restore {ORDER}", 5),
    "conflict": Case(in_conflict, "DOC-CONFLICT", "two versions", f"git checkout HEAD -- {ORDER}", 5),
    "no YAML": Case(nonsense, "YML-UNREADABLE", "bracket", f"git restore {ORDER}", 5),
    "another ID inside": Case(other_id, "DOC-OTHER-ID", "WO-20260307-002", f"git restore {ORDER}"),
    "in git, not on the disk": Case(
        lambda root: (root / ORDER).unlink(), "FILE-MISPLACED", "not on the disk", f"git checkout HEAD -- {ORDER}", 5
    ),
    "the wrong month": Case(another_month, "FILE-MISPLACED", "belongs in", f"mv {ORDER.replace('/03/', '/04/')} {ORDER}", 5),
    "on the disk, not in git": Case(a_new_record, "DOC-UNRECORDED", "not in git", "git add records && git commit"),
    "ignored": Case(ignored, "DOC-IGNORED", "QH-5-803", "git check-ignore -v records/units/QH-5-803.yaml"),
    "a merge": Case(a_merge, "DOC-UNFINISHED", "merge", "git merge --abort", 4),
    "two versions": Case(unmerged, "DOC-UNMERGED", "two versions", f"git add {UNIT}", 4),
    "bisect": Case(lambda root: git(root, "bisect", "start"), "DOC-UNFINISHED", "bisect", "git bisect reset", 4),
    "shallow": Case(cut_short, "DOC-SHALLOW", "latest part", "git fetch --unshallow"),
    "index.lock": Case(held_lock("index.lock"), "DOC-GIT-LOCK", "one was killed", "rm .git/index.lock", 4),
    "a branch's lock": Case(held_lock("refs/heads/main.lock"), "DOC-GIT-LOCK", "one was killed", "rm .git/refs/heads/main.lock", 4),
    "a branch of zeros": Case(zeroed_branch, "DOC-REF-BROKEN", "leads to no commit", "> .git/refs/heads/main", 4),
    "packed branches of zeros": Case(zeroed_list, "DOC-REF-BROKEN", "list of branches", "mv .git/packed-refs .git/packed-refs.broken", 4),
    "an empty HEAD": Case(empty_head, "DOC-HEAD-BROKEN", "HEAD says nothing", "echo 'ref: refs/heads/main' > .git/HEAD", 4),
    "no such branch": Case(unborn, "DOC-HEAD-UNBORN", "no commit", "git symbolic-ref HEAD refs/heads/main", 4),
    "a branch gone": Case(lost_branch, "DOC-HEAD-UNBORN", "no commit", "git update-ref refs/heads/main", 4),
    "detached": Case(
        lambda root: git(root, "checkout", "-q", "--detach"), "DOC-HEAD-DETACHED", "on no branch", "git switch main && git merge office"
    ),
    "a lost object": Case(lost_object, "DOC-OBJECT", ORDER, f"git hash-object -w {ORDER}", 4),
    "an emptied object": Case(emptied_object, "DOC-OBJECT", ORDER, f"git hash-object -w {ORDER}", 4),
    "private in git": Case(private_in_git, "DOC-PRIVATE-IN-GIT", "P-0802", "git rm -r --cached private && git commit"),
    "an old draft": Case(draft_of_last_year, "DOC-DRAFT-OLD", "never recorded", "rm private/drafts/report-1.json", 0),
    "a gap": Case(a_gap, "DOC-NUMBER-MISSING", "never had it", "", 0),
    "a record taken out": Case(taken_out, "DOC-NUMBER-MISSING", "Test Desk took the record out", f"-- {ORDER}", 0),
    "nobody": Case(nobody, "DOC-IDENTITY", "who you are", "git config --global", 4),
    "settings gone": Case(lambda root: (root / "office.yaml").unlink(), "DOC-SETTINGS", "not there", "git restore office.yaml", 5),
    "settings broken": Case(
        lambda root: (root / "office.yaml").write_text("nmae: x\n"), "DOC-SETTINGS", "no setting", "git restore office.yaml", 5
    ),
    "small and capital letters": Case(small_letters, "DOC-CASE-CLASH", "QH-5-802", "git rm records/units/qh-5-802.yaml"),
    "partial": Case(left_out, "DOC-SHALLOW", "left files out", "git fetch --refetch"),
    "line ends": Case(lambda root: (root / ".gitattributes").write_text("* text=auto\n"), "DOC-LINE-ENDS", "line ends", "records/** -text"),
}
COMMAND = re.compile(r"^.*?(?=\b(git (?!program|has\b|holds)[a-z]|rm |mv |echo ))")
SHOWN_ONLY = ("git fetch --refetch", "git check-ignore", "git config --global", "records/** -text", f"-- {ORDER}", "")
"""Commands that show, or that tell a person what to write."""


@pytest.mark.parametrize("case", MENDED_BY_HAND.values(), ids=list(MENDED_BY_HAND))
def test_an_ailment_is_named_and_the_command_that_is_named_mends_it(root: Path, case: Case) -> None:
    case.make(root)
    before = files(root)
    one = examined(root)
    mine = [finding for finding in one.findings if finding.code == case.code]
    assert mine, codes(one)
    assert any(case.words in str(finding.sentence) + finding.subject.id for finding in mine), [str(finding.sentence) for finding in mine]
    assert one.code == case.exit_code
    assert files(root) == before
    todo = next(str(finding.todo) for finding in mine if case.command in str(finding.todo))
    if not case.command.startswith(SHOWN_ONLY[:-1]) and case.command:
        typed(
            root, COMMAND.sub("", todo, count=1).partition("; what")[0].replace("git commit", "git commit -qm mended").partition("; if")[0]
        )
        assert case.code not in codes(examined(root))


@pytest.mark.parametrize("case", MENDED_BY_HAND.values(), ids=list(MENDED_BY_HAND))
def test_repair_leaves_alone_what_is_not_derived(root: Path, case: Case) -> None:
    case.make(root)
    before, head = files(root), (root / ".git/HEAD").read_bytes()
    one = doctoring.mended(ill(root))
    assert case.code in codes(one)
    assert (files(root), (root / ".git/HEAD").read_bytes()) == (before, head)


# ------------------------------------------------------------------ what --repair mends


def interrupted(root: Path) -> None:
    """Killed after the files were swapped in, before the commit."""
    old = (root / ORDER).read_bytes()
    planned = Journal("refs/heads/main", git(root, "rev-parse", "HEAD").strip(), (Item(ORDER, old, old + b"# new\n", True, "x"),))
    journal.write(root / ".git", planned)
    planned.carry_out(root)


def left_over(root: Path) -> None:
    """Of processes that are not there any more."""
    ended = subprocess.Popen(["true"])
    ended.wait()
    for path in (
        f"{ORDER.rpartition('/')[0]}/.repairctl-0.new",
        f"private/.repairctl-{ended.pid}.tmp",
        f".git/repairctl/clock-{ended.pid}",
    ):
        (root / path).write_bytes(b"x")


def emptied(root: Path) -> None:
    (root / ORDER).write_bytes(b"")


def zeros(root: Path) -> None:
    (root / ORDER).write_bytes(bytes(len((root / ORDER).read_bytes())))


def half(root: Path) -> None:
    data = (root / ORDER).read_bytes()
    (root / ORDER).write_bytes(data[: data.index("龙头".encode()) + 4])


def half_and_zeros(root: Path) -> None:
    data = (root / ORDER).read_bytes()
    (root / ORDER).write_bytes(data[:100] + bytes(len(data) - 100))


def no_index(root: Path) -> None:
    (root / ".git/index").unlink()


def broken_index(root: Path) -> None:
    (root / ".git/index").write_bytes(bytes(1000))


def stale_index(root: Path) -> None:
    """As a commit without git's index leaves it."""
    index = root / git(root, "rev-parse", "--git-dir").strip() / "index"
    old = index.read_bytes()
    Clerk(root).tell(f"2026-03-07T09:30 order dispatch {ID} --technician S-11 --by S-01")
    index.write_bytes(old)


def own_index(root: Path) -> Path:
    return next((root / ".git/repairctl").glob("index-*.sqlite"))


def broken_cache(root: Path) -> None:
    path = own_index(root)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    data = bytearray(path.read_bytes())
    data[8192:24576] = b"\xff" * 16384
    path.write_bytes(data)


def another_cache(root: Path) -> None:
    """What SQLite can read and is wrong. Made after the copy, so that the files have the signs that are kept."""
    time.sleep(0.1)  # a file that was changed just now is never sure
    for path in (root / ".git/repairctl").glob("index-*"):
        path.unlink()
    assert Clerk(root).give("2026-03-08T09:00", "order list").code == 0
    with sqlite3.connect(own_index(root)) as db:
        db.execute("UPDATE file SET blob = 'x' WHERE path = ?", (ORDER,))
    db.close()


MENDED: dict[str, tuple[Callable[[Path], object], str]] = {
    "interrupted": (interrupted, "DOC-JOURNAL"),
    "left over": (left_over, "DOC-LEFTOVER"),
    "empty": (emptied, "DOC-TORN"),
    "zeros": (zeros, "DOC-TORN"),
    "half": (half, "DOC-TORN"),
    "half and zeros": (half_and_zeros, "DOC-TORN"),
    "no index": (no_index, "DOC-INDEX-BROKEN"),
    "a broken index": (broken_index, "DOC-INDEX-BROKEN"),
    "an index behind": (stale_index, "DOC-INDEX-BEHIND"),
    "a broken cache": (broken_cache, "DOC-CACHE-BROKEN"),
    "another cache": (another_cache, "DOC-CACHE-DIFFERS"),
}


@pytest.mark.parametrize(("make", "code"), MENDED.values(), ids=list(MENDED))
def test_repair_mends_what_is_derived_and_a_second_look_finds_nothing(root: Path, make: Callable[[Path], object], code: str) -> None:
    make(root)
    first = examined(root)
    assert codes(first) == [code]
    assert "doctor --repair" in str(first.findings[0].todo)
    one = doctoring.mended(ill(root))
    assert (codes(one), one.code) == ([], 0)
    assert one.mended
    assert git(root, "status", "--porcelain") == ""
    assert codes(examined(root)) == []


def test_lines_that_a_person_took_away_are_not_put_back(root: Path) -> None:
    data = (root / ORDER).read_bytes()
    (root / ORDER).write_bytes(data[: data.index(b"log:")])
    doctoring.mended(ill(root))
    assert (root / ORDER).read_bytes() == data[: data.index(b"log:")]


def test_what_a_person_staged_is_no_index_behind(root: Path) -> None:
    (root / ORDER).write_bytes((root / ORDER).read_bytes() + b"# by hand\n")
    git(root, "add", ORDER)
    assert codes(doctoring.mended(ill(root))) == []
    assert git(root, "status", "--porcelain") == f"M  {ORDER}\n"


def test_the_broken_index_of_git_is_kept_aside(root: Path) -> None:
    broken_index(root)
    doctoring.mended(ill(root))
    assert (root / ".git/repairctl/index.broken").read_bytes() == bytes(1000)


def test_a_broken_journal_is_never_mended(root: Path) -> None:
    (root / ".git/repairctl/journal").mkdir(exist_ok=True)
    (root / ".git/repairctl/journal/open.json").write_bytes(b'{"ref": ')
    one = doctoring.mended(ill(root))
    assert codes(one) == ["DOC-JOURNAL-BROKEN"]
    assert one.code == 4
    assert (root / ".git/repairctl/journal/open.json").read_bytes() == b'{"ref": '


def test_where_a_branch_stood_that_no_log_tells_is_not_guessed(root: Path) -> None:
    (root / ".git/refs/heads/other").write_bytes(bytes(41))
    told = [str(one.todo) for one in examined(root).findings if one.code == "DOC-REF-BROKEN"]
    assert len(told) == 1
    assert told[0].startswith("No log knows")


def test_a_command_stands_in_one_line(root: Path) -> None:
    zeroed_branch(root)
    said = Clerk(root).give("", "doctor").out
    assert re.search(r"^  -> .*: echo [0-9a-f]{40} > \.git/refs/heads/main$", said, re.MULTILINE)


def test_a_list_of_branches_set_aside_leaves_a_history_that_the_doctor_finds_again(root: Path) -> None:
    head = git(root, "rev-parse", "HEAD")
    zeroed_list(root)
    (root / ".git/packed-refs").unlink()
    found = examined(root).findings
    typed(root, COMMAND.sub("", next(str(one.todo) for one in found if one.code == "DOC-HEAD-UNBORN")))
    assert git(root, "rev-parse", "HEAD") == head
    assert codes(examined(root)) == []


@pytest.mark.parametrize("name", ["interrupted", "half", "an index behind", "a broken index", "another cache"])
def test_an_office_in_a_folder_of_a_repository_is_looked_at_and_mended_too(root: Path, name: str) -> None:
    (root / ".git").rename(root.parent / ".git")
    git(root.parent, "add", "--all", "office")
    git(root.parent, "commit", "-qam", "moved")
    assert codes(examined(root)) == []
    inner, code = MENDED[name]
    if name != "an index behind":
        (root / ".git").symlink_to(root.parent / ".git")  # what makes the ailment looks there
    inner(root)
    (root / ".git").unlink(missing_ok=True)
    assert codes(examined(root)) == [code]
    assert codes(doctoring.mended(ill(root))) == []


# ------------------------------------------------------------------ the surroundings


def test_little_room_is_told_before_there_is_none() -> None:
    gigabyte = 1024
    assert [scarce(left, 100 * gigabyte, 100, gigabyte) for left in (99, 100, 1023, 1024)] == ["error", "warning", "warning", None]
    assert scarce(1000, 2000, 100, gigabyte) is None  # half of a small disk
    room = disk.room(Path("/"))
    assert 0 < room.free <= room.total


@AS_ROOT
def test_a_disk_that_is_nearly_full_is_told(root: Path) -> None:
    small = root.parent / "small"
    small.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=40m,nr_inodes=900", "none", str(small)], capture_output=True, check=False
    ).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        shutil.copytree(root, small / "office", symlinks=True)
        one = examined(small / "office")
        assert set(codes(one)) == {"DOC-DISK-FULL"}
        assert any("more files" in str(finding.sentence) for finding in one.findings)
    finally:
        subprocess.run(["umount", str(small)], check=True)


@POSIX
def test_what_may_not_be_written_is_told() -> None:
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        (Path(name) / "records/orders").mkdir(parents=True)
        (Path(name) / "records/orders/a.yaml").write_text("a", encoding="utf-8")
        (Path(name) / "records/orders").chmod(0o555)
        code = f"import os; from repairctl.edges import disk; from pathlib import Path; os.getuid() or os.setuid(65534); print(*disk.shut(Path({name!r}), 'records'))"
        told = subprocess.run(
            [sys.executable, "-c", code], cwd="/", env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
        ).stdout.split()
        (Path(name) / "records/orders").chmod(0o755)
        assert "records/orders" in told


def test_what_cannot_be_mended_is_told_and_the_rest_is_mended(root: Path) -> None:
    another_cache(root)
    no_index(root)
    lock = Lock(root / ".git", 1)
    lock.take()
    try:
        with pytest.MonkeyPatch.context() as around:
            around.setattr(doctoring, "LOCK_SECONDS", 0)
            one = doctoring.mended(ill(root))
    finally:
        lock.let_go()
    assert codes(one) == ["DOC-INDEX-BROKEN", "DOC-NOT-MENDED", "DOC-LOCK-HELD"]
    assert one.code == 4
    assert [str(sentence) for sentence in one.mended] == ["The index of the records is made anew."]


def test_a_command_that_is_writing_is_told_and_its_files_are_left_alone(root: Path) -> None:
    lock = Lock(root / ".git", 1)
    lock.take()
    try:
        (root / "records/.repairctl-0.new").touch()
        (root / "records/units/.repairctl-0.new").touch()
        one = doctoring.mended(ill(root))
        assert codes(one) == ["DOC-LOCK-HELD"]
        assert one.code == 0
        assert str(os.getpid()) in str(one.findings[0].sentence)
        assert (root / "records/.repairctl-0.new").exists()
    finally:
        lock.let_go()


def test_a_command_under_way_is_no_ailment(root: Path) -> None:
    code = "import sys; from tests.clerk import Clerk; from pathlib import Path\n"
    code += f"for n in range(8): Clerk(Path({str(root)!r})).tell(f'2026-03-08T09:0{{n}} unit new QH-9-10{{n}} --estate QH --building 9 --room 10{{n}} --part private')"
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) as writing:
        found = set[str]()
        while writing.poll() is None:
            found |= set(codes(examined(root)))
    assert writing.returncode == 0
    assert found <= {"DOC-LOCK-HELD"}
    assert codes(examined(root)) == []


def test_a_clock_that_is_held_or_was_set_back_is_told(root: Path) -> None:
    assert codes(doctoring.examined(ill(root, clock_runs=False))) == ["DOC-CLOCK-HELD"]
    last_year = minute_of(datetime.now(UTC) - timedelta(days=365))
    found = codes(doctoring.examined(ill(root, last_year)))
    assert found.count("DOC-CLOCK-BACK") == 2
    assert Clerk(root).give("2026-03-08T09:00", "doctor").code == 1


def test_another_record_of_the_same_number_in_another_branch_is_told(root: Path) -> None:
    git(root, "switch", "-qc", "other", "main~2")
    (root / ORDER).parent.mkdir(parents=True, exist_ok=True)
    (root / ORDER).write_text("kind: order\nid: WO-20260307-001\n", encoding="utf-8")
    git(root, "add", "records")
    git(root, "commit", "-qm", "another")
    git(root, "switch", "-q", "main")
    one = examined(root)
    assert codes(one) == ["DOC-NUMBER-TWICE"]
    assert "refs/heads/other" in str(one.findings[0].sentence)


def test_a_branch_that_stepped_the_same_record_is_no_clash(root: Path) -> None:
    git(root, "switch", "-qc", "other")
    (root / ORDER).write_bytes((root / ORDER).read_bytes() + b"# further\n")
    git(root, "commit", "-qam", "further")
    git(root, "switch", "-q", "main")
    assert codes(examined(root)) == []


@POSIX
def test_what_everybody_can_read_is_told(root: Path) -> None:
    (root / "private").chmod(0o755)
    above = [folder for folder in root.parents if not folder.stat().st_mode & 1]
    kept = {folder: folder.stat().st_mode for folder in above}
    try:
        for folder in above:
            folder.chmod(kept[folder] | 0o001)
        one = examined(root)
        assert codes(one) == ["DOC-PRIVATE-OPEN"]
        typed(root, str(one.findings[0].todo).partition(": ")[2])
        assert codes(examined(root)) == []
    finally:
        for folder, mode in kept.items():
            folder.chmod(mode)


@AS_ROOT
def test_files_of_another_user_are_told(root: Path) -> None:
    os.chown(root / ORDER, 65534, -1)
    one = examined(root)
    assert codes(one) == ["DOC-OWNER"]
    assert ORDER in str(one.findings[0].sentence)
    typed(root, str(one.findings[0].todo).partition(": ")[2].replace("sudo ", ""))
    assert codes(examined(root)) == []


@pytest.fixture
def without_git(root: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as around:
        around.setenv("PATH", str(root / "nowhere"))
        yield


@pytest.mark.usefixtures("without_git")
def test_without_git_one_sentence_says_so_and_the_rest_is_looked_at(root: Path) -> None:
    emptied(root)
    one = examined(root)
    assert one.code == 4
    assert set(codes(one)) == {"DOC-GIT-MISSING", "DOC-TORN"}


def test_an_office_without_a_repository_says_so(root: Path) -> None:
    shutil.rmtree(root / ".git")
    in_conflict(root)
    assert set(codes(examined(root))) == {"DOC-NO-REPOSITORY", "DOC-CONFLICT"}


def test_a_git_that_is_too_old_is_told(root: Path) -> None:
    (root.parent / "bin").mkdir()
    old = root.parent / "bin/git"
    old.write_text('#!/bin/sh\necho "git version 2.17.1"\n')
    old.chmod(0o755)
    with pytest.MonkeyPatch.context() as around:
        around.setenv("PATH", f"{root.parent}/bin:{os.environ['PATH']}")
        assert codes(examined(root)) == ["DOC-GIT-OLD"]


def test_what_cannot_be_looked_at_is_a_finding_and_hides_nothing(root: Path) -> None:
    emptied(root)
    (root / ".git/packed-refs").mkdir()
    one = examined(root)
    assert "DOC-TORN" in codes(one)
    assert any(finding.says is Says.UNDETERMINED for finding in one.findings)
    assert one.code in (4, 5)


def test_several_ailments_are_told_by_their_gravity(root: Path) -> None:
    emptied(root)
    left_over(root)
    other_id_of_a_unit = (root / UNIT).read_bytes().replace(b"id: QH-5-802", b"id: QH-5-803")
    (root / UNIT).write_bytes(other_id_of_a_unit)
    a_cache = another_cache
    a_cache(root)
    said = Clerk(root).give("", "doctor")
    told = [line.partition("[")[2].partition("]")[0] for line in said.out.splitlines() if "[DOC-" in line]
    assert told == ["DOC-OTHER-ID", "DOC-TORN", "DOC-CACHE-DIFFERS", "DOC-LEFTOVER"]
    assert said.code == 5
    mended = Clerk(root).give("", "doctor --repair")
    assert mended.code == 1
    assert mended.out.count("mended: ") == 5
    assert mended.out.count("[DOC-") == 1
