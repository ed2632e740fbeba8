"""The index says what the files say: after commands, hand edits and whatever git does to them; and words are found in it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from repairctl import office as offices
from repairctl.actions import index_rows, indexed, seeking
from repairctl.actions.listing import Asked, listed
from repairctl.actions.outcomes import Sought
from repairctl.actions.working import Working
from repairctl.edges import index as indexes
from repairctl.edges.index import Unusable
from repairctl.edges.index_layout import Row
from repairctl.edges.index_words import sought, split
from repairctl.errors import RepairError
from repairctl.kinds import KINDS
from repairctl.office import Office
from tests.clerk import ROOT, Clerk, begun
from tests.reading import at
from tests.repository import git

NOW = "2026-03-09T10:00"
POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX")
CALLS = (
    ("2026-01-05T09:00", "厨房水槽下漏水"),
    ("2026-03-07T22:40", "厨房表后支管爆裂"),
    ("2026-03-08T08:10", "No light on floor 3, lamp broken"),
)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with three orders, one of them two months old."""
    clerk = begun(tmp_path_factory.mktemp("pattern"))
    for now, text in CALLS:
        assert clerk.give(now, ["order", "report", "--unit", "QH-5-802", "--description", text, "--by", "S-01"]).code == 0
    return clerk.office


@pytest.fixture
def clerk(pattern: Path, tmp_path: Path) -> Clerk:
    return Clerk(Path(shutil.copytree(pattern, tmp_path / "office")))


def office(clerk: Clerk, now: str = NOW) -> Office:
    return offices.find(clerk.office, at(now.replace("T", " ")))


def read(one: Office) -> dict[str, Row]:
    """What the index would keep of every file that can be read, each read anew."""
    working = Working(one)
    rows: dict[str, Row] = {}
    for kind in KINDS.values():
        for id in one.store.ids(kind):
            try:
                loaded = working.load(kind, id)
                path = one.store.path_of(kind, id)
            except RepairError:
                continue
            rows[path] = index_rows.row(loaded.record, path, indexed.blob(loaded.data))
    return rows


def kept(one: Office, *, every: bool = False) -> dict[str, tuple[object, ...]]:
    index = indexed.in_step(one, every=every)
    try:
        return {row[0]: row for kind in KINDS for row in index.rows(kind)}
    finally:
        index.close()


def same(one: Office, *, every: bool = False) -> None:
    wanted = {path: (path, Path(path).stem, row.status, row.cells) for path, row in read(one).items()}
    assert kept(one, every=every) == wanted


def ids(clerk: Clerk, now: str = NOW, **asked: object) -> list[str]:
    return [str(row["id"]) for row in listed(office(clerk, now), "order", Asked(**asked)).rows]  # type: ignore[arg-type]


def path(clerk: Clerk, id: str) -> Path:
    return clerk.office / "records/orders" / id[3:7] / id[7:9] / f"{id}.yaml"


def edited_in_place(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    with open(file, "r+", encoding="utf-8") as held:
        held.write(text.replace(old, new))
        held.truncate()


OLD, BURST, LAMP = "WO-20260105-001", "WO-20260307-001", "WO-20260308-001"


# ------------------------------------------------------------------ in step


def test_a_list_says_what_the_files_say(clerk: Clerk) -> None:
    same(office(clerk))
    clerk.give(NOW, ["order", "triage", BURST, "--priority", "P1", "--by", "S-01"])
    same(office(clerk))
    assert ids(clerk, filters={"priority": "P1"}) == [BURST]


def test_a_second_look_reads_no_record(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    same(office(clerk))
    for file in clerk.office.rglob("*.yaml"):
        os.utime(file, ns=(1_700_000_000_000_000_000, 1_700_000_000_000_000_000))
    assert len(ids(clerk)) == 3  # signs are taken anew once, and then are old enough
    import time

    time.sleep(0.1)
    assert len(ids(clerk)) == 3
    monkeypatch.setattr(indexed.Reading, "row", lambda *_: pytest.fail("a record was read"))
    assert ids(clerk, sort="-id") == [LAMP, BURST, OLD]


def test_an_edit_in_place_is_seen_at_once_in_a_recent_month(clerk: Clerk) -> None:
    assert ids(clerk, filters={"description": "爆裂"}) == [BURST]
    edited_in_place(path(clerk, BURST), "爆裂", "渗水")
    assert ids(clerk, filters={"description": "渗水"}) == [BURST]
    assert ids(clerk, filters={"description": "爆裂"}) == []


def test_an_edit_in_place_in_an_old_month_is_seen_where_the_record_is_shown_committed_or_every_file_asked_for(clerk: Clerk) -> None:
    for how in ("shown", "committed", "every"):
        assert ids(clerk, filters={"description": "水槽"}) == [OLD]
        edited_in_place(path(clerk, OLD), "水槽", how)
        if how == "committed":
            git(clerk.office, "commit", "-qam", "by hand")
        if how == "shown":
            assert ids(clerk, filters={"description": "水槽"}) == []  # it was about to be shown, and was looked at
        assert ids(clerk, filters={"description": how}, fresh=how == "every") == [OLD]
        edited_in_place(path(clerk, OLD), how, "水槽")
        same(office(clerk), every=True)


@pytest.mark.parametrize("how", ["deleted", "replaced", "added", "moved", "unreadable", "emptied"])
def test_files_that_come_and_go_are_seen_at_once(clerk: Clerk, how: str) -> None:
    same(office(clerk))
    old = path(clerk, OLD)
    if how == "deleted":
        old.unlink()
    if how == "replaced":
        fresh = old.with_suffix(".new")
        fresh.write_text(old.read_text(encoding="utf-8").replace("水槽", "灶台"), encoding="utf-8")
        fresh.replace(old)
    if how == "added":
        new = path(clerk, "WO-20251231-001")
        new.parent.mkdir(parents=True)
        new.write_text(old.read_text(encoding="utf-8").replace(OLD, new.stem), encoding="utf-8")
    if how == "moved":
        shutil.move(old.parent, clerk.office / "aside")
    if how == "unreadable":
        fresh = old.with_suffix(".new")
        fresh.write_text("kind: order\n\tid: x\n", encoding="utf-8")
        fresh.replace(old)
        assert listed(office(clerk), "order", Asked()).unread[0].subject.id == OLD
    if how == "emptied":
        old.unlink()
        old.write_bytes(b"")
    same(office(clerk))


@pytest.mark.parametrize("how", ["lost", "torn", "of another form", "no database"])
def test_an_index_that_is_of_no_use_is_made_anew(clerk: Clerk, how: str) -> None:
    same(office(clerk))
    file = next((clerk.office / ".git/repairctl").glob("index-*.sqlite"))
    if how == "lost":
        file.unlink()
    if how == "torn":
        file.write_bytes(file.read_bytes()[:5000])
    if how == "of another form":
        db = sqlite3.connect(file)
        db.execute("UPDATE note SET said = 'x' WHERE name = 'form'")
        db.commit()
        db.close()
    if how == "no database":
        file.write_bytes(b"by hand")
    same(office(clerk))
    assert len(list((clerk.office / ".git/repairctl").glob("index-*.sqlite"))) == 1


@pytest.mark.parametrize("part", range(8))
def test_a_damaged_index_is_thrown_away_wherever_the_damage_shows(clerk: Clerk, part: int) -> None:
    same(office(clerk))
    file = next((clerk.office / ".git/repairctl").glob("index-*.sqlite"))
    size = file.stat().st_size
    with open(file, "r+b") as held:
        for page in range(part + 1, size // 8192, 4):
            held.seek(page * 8192)
            held.write(b"\xa5" * 4096)
    assert ids(clerk, sort="description") == [LAMP, OLD, BURST]
    assert [hit.id for hit in seek(clerk, "爆裂").hits] == [BURST]
    assert ids(clerk, filters={"description": "水槽"}) == [OLD]
    same(office(clerk))


def test_an_index_of_an_older_version_is_taken_away(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    same(office(clerk))
    monkeypatch.setattr(indexed, "__version__", "9.9")
    same(office(clerk))
    assert len(list((clerk.office / ".git/repairctl").glob("index-*.sqlite"))) == 1


def test_a_build_that_is_ended_leaves_no_half_index(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(indexes.Index, "note_folders", ended)
        with pytest.raises(KeyboardInterrupt):
            indexed.in_step(office(clerk))
    assert list((clerk.office / ".git/repairctl").glob("index-*")) == []
    same(office(clerk))


@POSIX
def test_where_nothing_can_be_written_the_list_is_right_all_the_same(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise Unusable

    monkeypatch.setattr(indexes, "made", full)
    same(office(clerk))
    assert list((clerk.office / ".git/repairctl").glob("index-*.sqlite")) == []
    (clerk.office / ".git").rename(clerk.office / "no-git")
    same(office(clerk))


def test_two_who_build_at_once_disturb_nobody(clerk: Clerk) -> None:
    command = [sys.executable, "-m", "repairctl", "order", "list", "--json"]
    around = {**os.environ, "REPAIRCTL_NOW": NOW, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    both = [subprocess.Popen(command, cwd=clerk.office, env=around, stdout=subprocess.PIPE) for _ in range(4)]
    told = {one.communicate(timeout=60)[0] for one in both}
    assert (len(told), [one.returncode for one in both]) == (1, [0] * 4)
    same(office(clerk))


@POSIX
def test_a_link_in_place_of_a_record_is_never_taken_as_read(clerk: Clerk) -> None:
    target = clerk.office / "outside.yaml"
    shutil.move(path(clerk, OLD), target)
    path(clerk, OLD).symlink_to(target)
    same(office(clerk))
    edited_in_place(target, "水槽", "灶台")
    same(office(clerk), every=True)


# ------------------------------------------------------------------ whatever happens


class AnyDay(RuleBasedStateMachine):
    """Steps, hand edits and git's own commands in any order: the index, the files and the history agree after each."""

    pattern: Path

    @initialize()
    def begin(self) -> None:
        self.folder = Path(mkdtemp(prefix="any-day-"))
        self.clerk = Clerk(Path(shutil.copytree(self.pattern, self.folder / "office")))
        self.minute = 0

    def now(self) -> str:
        self.minute += 1
        return f"2026-03-10T{8 + self.minute // 60:02}:{self.minute % 60:02}"

    def orders(self) -> list[Path]:
        return sorted((self.clerk.office / "records/orders").rglob("*.yaml"))

    def git(self, *words: str) -> bool:
        return subprocess.run(["git", *words], cwd=self.clerk.office, capture_output=True, check=False).returncode == 0

    @rule(text=st.sampled_from(["水管", "灯不亮", "lift noise", "门锁"]))
    def report(self, text: str) -> None:
        self.clerk.give(self.now(), ["order", "report", "--unit", "QH-1-303", "--description", text, "--by", "S-01"])

    @rule(which=st.integers(0, 9), priority=st.sampled_from(["P1", "P2", "P3"]))
    def triage(self, which: int, priority: str) -> None:
        if orders := self.orders():
            id = orders[which % len(orders)].stem
            self.clerk.give(self.now(), ["order", "triage", id, "--priority", priority, "--by", "S-01", "--anyway", "试"])

    @rule(which=st.integers(0, 9), word=st.sampled_from(["渗水", "异响", "破损"]), commits=st.booleans())
    def edit(self, which: int, word: str, commits: bool) -> None:
        if orders := self.orders():
            text = orders[which % len(orders)].read_text(encoding="utf-8")
            fresh = self.clerk.office / "fresh"
            fresh.write_text(text.replace("description: ", f"description: {word}"), encoding="utf-8")
            fresh.replace(orders[which % len(orders)])
            if commits:
                self.git("commit", "-qam", "by hand")

    @rule(which=st.integers(0, 9))
    def delete(self, which: int) -> None:
        if orders := self.orders():
            orders[which % len(orders)].unlink()

    @rule(back=st.integers(1, 3), hard=st.booleans())
    def reset(self, back: int, hard: bool) -> None:
        self.git("reset", "-q", "--hard" if hard else "--mixed", f"HEAD~{back}")

    @rule(pop=st.booleans())
    def stash(self, pop: bool) -> None:
        self.git("stash", "pop" if pop else "push", "-q")

    @rule(name=st.sampled_from(["main", "desk-b"]))
    def checkout(self, name: str) -> None:
        if not self.git("checkout", "-q", name):
            self.git("checkout", "-q", "-b", name)

    @rule()
    def merge(self) -> None:
        if not self.git("merge", "-q", "--no-edit", "desk-b"):
            self.git("merge", "--abort")

    @rule()
    def undo(self) -> None:
        self.clerk.give(self.now(), ["undo", "--by", "S-01", "--yes"])

    @rule()
    def forget(self) -> None:
        indexes.removed(self.clerk.office / ".git/repairctl")

    @invariant()
    def agrees(self) -> None:
        if hasattr(self, "clerk"):
            same(office(self.clerk, "2026-03-10T20:00"))

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder, onerror=_writable)


def _writable(_: object, name: str, __: object) -> None:
    os.chmod(name, stat.S_IWRITE)  # git's objects on Windows
    os.unlink(name)


@pytest.fixture
def any_day(pattern: Path) -> Iterator[type[AnyDay]]:
    AnyDay.pattern = pattern
    yield AnyDay


def _run(machine: type[AnyDay], examples: int, steps: int) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]
    how = settings(max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=quiet)
    run_state_machine_as_test(machine, settings=how)


def test_whatever_happens_the_index_agrees_with_the_files(any_day: type[AnyDay]) -> None:
    _run(any_day, 5, 10)


@pytest.mark.slow
def test_whatever_happens_in_long_days_the_index_agrees_with_the_files(any_day: type[AnyDay]) -> None:
    _run(any_day, 25, 25)


# ------------------------------------------------------------------ words


def seek(clerk: Clerk, *words: str, limit: int = 30) -> Sought:
    return seeking.sought(office(clerk), words, limit=limit)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["爆裂"], [BURST]),
        (["表后支管"], [BURST]),
        (["厨房"], [BURST, OLD]),
        (["厨房", "漏水"], [OLD]),
        (["房"], [BURST, OLD]),
        (["厨房水"], [OLD]),
        (["房厨"], []),
        (["lamp"], [LAMP]),
        (["LAMP"], [LAMP]),
        (["ｌａｍｐ"], [LAMP]),
        (["lam"], [LAMP]),
        (["amp"], []),
        (["floor 3"], [LAMP]),
        ([BURST], [BURST]),
        (['lamp" OR "爆裂'], []),
        (["爆裂*"], [BURST]),
        (["NOT 爆裂"], []),
        (["'; DROP TABLE file; --"], []),
    ],
)
def test_words_are_found_wherever_they_stand(clerk: Clerk, words: list[str], found: list[str]) -> None:
    assert [hit.id for hit in seek(clerk, *words).hits if hit.kind.name == "order"] == found


def test_what_an_edit_took_away_is_found_no_more(clerk: Clerk) -> None:
    assert len(seek(clerk, "水槽").hits) == 1
    edited_in_place(path(clerk, OLD), "水槽", "灶台")
    assert seek(clerk, "水槽").hits == ()
    assert [hit.id for hit in seek(clerk, "灶台").hits] == [OLD]


def test_a_limit_says_how_many_there_are(clerk: Clerk) -> None:
    one = seek(clerk, "厨房", limit=1)
    assert ([hit.id for hit in one.hits], one.total) == ([BURST], 2)


def test_a_person_is_found_by_the_name_that_only_private_files_know(clerk: Clerk) -> None:
    one = seek(clerk, "李强")
    assert (one.people, [hit.id for hit in one.hits]) == (("S-11",), ["S-11"])
    clerk.give(NOW, ["order", "triage", BURST, "--priority", "P1", "--by", "S-01"])
    clerk.give(NOW, ["order", "dispatch", BURST, "--technician", "S-11", "--by", "S-01"])
    assert [hit.id for hit in seek(clerk, "李强").hits] == [BURST, "S-11"]
    assert not any("李强".encode() in file.read_bytes() for file in (clerk.office / ".git/repairctl").glob("index-*"))


def test_what_can_be_found_nowhere_is_refused_or_said(clerk: Clerk) -> None:
    assert seek(clerk, "潜水艇").hits == ()
    said = clerk.give(NOW, ["find", "。。"])
    assert (said.code, "no letter" in said.err) == (2, True)
    said = clerk.give(NOW, ["find", "厨房", "--as-of", "2026-03-01"])
    assert (said.code, "leave --as-of out" in said.err) == (2, True)


def test_find_answers_programs_in_tabs_and_json(clerk: Clerk) -> None:
    said = clerk.give(NOW, ["find", "爆裂"])
    assert said.out == f"order\t{BURST}\tregistered\tQH-5-802\t厨房表后支管爆裂\n"
    rows = clerk.give(NOW, ["查找", "lamp", "--json"]).json["rows"]
    about = "No light on floor 3, lamp broken"
    assert rows == [{"kind": "order", "id": LAMP, "status": "registered", "where": "QH-5-802", "about": about, "says": []}]


def test_chinese_is_kept_in_pairs_and_other_words_whole() -> None:
    assert split("厨房漏水 Lamp-3，灯") == "厨房 房漏 漏水 水 lamp 3 灯"
    assert sought(["漏水"]) == '"漏水"'
    assert sought(["灯", "lam"]) == '"灯" * AND "lam" *'


@POSIX
@pytest.mark.parametrize("name", ["工单.yaml".encode("gbk"), "记录".encode("gbk") + b"/1.yaml"])
def test_a_file_whose_name_is_no_text_hides_no_record(clerk: Clerk, name: bytes) -> None:
    indexed.in_step(office(clerk))
    place = os.fsencode(clerk.office / "records/orders/2026/03") + b"/" + name
    os.makedirs(os.path.dirname(place), exist_ok=True)
    Path(os.fsdecode(place)).write_text("kind: order\n")
    for _ in range(2):
        assert len(listed(office(clerk), "order", Asked()).rows) == 3
        shutil.rmtree(clerk.office / ".git/repairctl")
        assert len(listed(office(clerk), "order", Asked(fresh=True)).rows) == 3
        clerk.git("add", "-A")
        clerk.git("commit", "-qm", "by hand", "--allow-empty")
