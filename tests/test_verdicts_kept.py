"""A second check judges only what something touched, and says to the byte what a check of everything says."""

from __future__ import annotations

import os
import sqlite3
import time
import zoneinfo
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from repairctl.actions import judging, rechecking
from repairctl.actions.handed import form
from repairctl.actions.outcomes import Checked
from repairctl.cli import finding_formats
from repairctl.cli.language import Tongue
from repairctl.edges import index_verdicts, pack, signs
from repairctl.office import find
from tests.clerk import Clerk, begun
from tests.reading import ZONE, at

NOW = "2026-03-10T09:00"
ORDERS = "records/orders/2026/03"
FIRST, SECOND, REWORK = (f"{ORDERS}/WO-20260305-00{n}.yaml" for n in (1, 2, 3))
WAIVER = "records/waivers/2026/03/WV-20260308-001.yaml"
ARCHIVE = "records/archive/2026/03/AR-20260305-001.yaml"
STAFF = "records/staff/S-12.yaml"
UNIT = "records/units/QH-5-802.yaml"
TEXT = """\
kind: order
id: {id}
status: in_progress

place:
  unit: {unit}
  part: private

request:
  channel: phone
  description: 厨房没水
  urgency: routine
  item: {item}
{more}
log:
- step: report
  at: 2026-03-{day}T09:00:00+08:00
  by: S-02

- step: triage
  at: 2026-03-{day}T09:02:00+08:00
  by: S-02
  priority: P3
  survey_needed: false
  decision: accept

- step: dispatch
  at: 2026-03-{day}T09:05:00+08:00
  by: S-02
  technician: {technician}

- step: arrive
  at: 2026-03-{day}T{arrived}:00+08:00
  by: {technician}
"""
WAIVED = """\
kind: waiver
id: WV-20260308-001
status: granted

waiver:
  rules: [SLA-ARRIVE-LATE]
  category: accepted
  reason: 道路封闭
{remedy}
scope:
  estates: [QH]

covers:
  from: 2026-03-04
  to: 2026-03-09

log:
- step: request
  at: 2026-03-03T08:00:00+08:00
  by: S-02

- step: grant
  at: {granted}:00+08:00
  by: S-01
"""


def order(number: int, unit: str = "QH-5-802", item: str = "pipe", technician: str = "S-11", day: str = "05", **more: str) -> str:
    words = {"arrived": "15:00", "more": "", **more}
    return TEXT.format(id=f"WO-202603{day}-{number:03}", unit=unit, item=item, technician=technician, day=day, **words)


def waiver(granted: str = "2026-03-03T09:00", remedy: str = "") -> str:
    return WAIVED.format(granted=granted, remedy=f"  remedy_by: {remedy}\n" if remedy else "")


def write(office: Path, path: str, text: str) -> None:
    (office / path).parent.mkdir(parents=True, exist_ok=True)
    (office / path).write_text(text, encoding="utf-8")


def edit(office: Path, path: str, old: str, new: str) -> None:
    text = (office / path).read_text(encoding="utf-8")
    assert old in text, (path, old)
    (office / path).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def begun_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with three orders, late to arrive, one of them an electrician's, one a rework; and an archive with a paper."""
    clerk = begun(tmp_path_factory.mktemp("begun"))
    write(clerk.office, "papers/signed.txt", "signed\n")
    table = clerk.paper("attachments.csv", "file,medium\npapers/signed.txt,electronic\n")
    clerk.tell(f"2026-03-05T09:00 archive new --title 电梯年检报告 --retention-class lift --attachments {table} --by S-01")
    write(clerk.office, FIRST, order(1))
    write(clerk.office, SECOND, order(2, "QH-1-303", "power_fault", "S-12"))
    write(clerk.office, REWORK, order(3, "QH-1-303", more="  rework_of: WO-20260305-001"))
    clerk.git("add", "-A")
    clerk.git("commit", "-qm", "Orders")
    return clerk.office


@pytest.fixture
def office(begun_once: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(begun_once, tmp_path / "office", symlinks=True))


def told(one: Checked) -> str:
    """What `check --json` says."""
    return finding_formats.whole_json(Tongue("en", ZONE, one.as_of), replace(one, anew=None))


def checked(office: Path, now: str = NOW, *, strict: bool = False) -> Checked:
    """A check beside what is kept; it says what a check of everything says."""
    there = find(office, at(now))
    found = rechecking.checked(there, strict=strict)
    assert told(found) == told(judging.checked(there, strict=strict))
    return found


def anew(office: Path, now: str = NOW) -> set[str]:
    """The files that a check judges now, by their names."""
    return {Path(path).stem for path in checked(office, now).anew or ()}


def codes(one: Checked) -> set[tuple[str, str]]:
    return {(finding.subject.id, finding.code) for finding in one.findings}


def test_a_second_check_judges_nothing(office: Path) -> None:
    first = checked(office)
    assert len(first.anew or ()) == first.records > 10
    assert ("WO-20260305-001", "SLA-ARRIVE-LATE") in codes(first)
    assert checked(office).anew == ()


def test_what_is_kept_may_be_deleted(office: Path) -> None:
    checked(office)
    index_verdicts.removed(office / ".git/repairctl")
    assert len(checked(office).anew or ()) > 10
    assert checked(office).anew == ()


FLIPS: dict[str, tuple[Callable[[Path], None], set[str]]] = {
    "a record": (lambda o: edit(o, FIRST, "T15:00", "T09:30"), {"WO-20260305-001", "WO-20260305-003"}),
    "a record that is linked": (
        lambda o: edit(o, FIRST, "QH-5-802", "QH-1-303"),
        {"WO-20260305-001", "WO-20260305-003"},
    ),
    "a certificate that ends": (lambda o: edit(o, STAFF, "2029-05-01", "2026-03-01"), {"S-12", "WO-20260305-002"}),
    "a person who is gone": (lambda o: (o / STAFF).unlink(), {"WO-20260305-002"}),
    "the estate of a unit": (lambda o: edit(o, UNIT, "estate: QH", "estate: XX"), {"QH-5-802", "WO-20260305-001"}),
    "a new order of the same place and item": (
        lambda o: write(o, f"{ORDERS}/WO-20260306-001.yaml", order(1, day="06")),
        {"WO-20260306-001"},
    ),
    "an order that is gone": (lambda o: (o / SECOND).unlink(), set()),
    "a record that cannot be read": (lambda o: write(o, SECOND, "id: ["), {"WO-20260305-002"}),
    "a paper": (lambda o: write(o, "papers/signed.txt", "signed \n"), {"AR-20260305-001"}),
    "a paper that is gone": (lambda o: (o / "papers/signed.txt").unlink(), {"AR-20260305-001"}),
    "a stray file": (lambda o: write(o, "records/orders/notes.txt", "?"), set()),
    "a waiver": (lambda o: write(o, WAIVER, waiver()), {"WV-20260308-001", "WO-20260305-001", "WO-20260305-002", "WO-20260305-003"}),
}


@pytest.mark.parametrize("name", FLIPS)
def test_what_changes_moves_the_verdict_and_touches_only_what_it_was_handed_to(name: str, office: Path) -> None:
    change, touched = FLIPS[name]
    before = checked(office)
    change(office)
    after = checked(office)
    assert told(after) != told(before)
    assert {Path(path).stem for path in after.anew or ()} == touched
    if name != "a record that cannot be read":  # nothing is kept of it
        assert checked(office).anew == ()


def test_a_new_policy_a_calendar_and_a_setting_touch_everything(office: Path) -> None:
    changes: list[tuple[str, str, str]] = [
        ("policies/service/2026-01.yaml", "arrive: 4 h", "arrive: 10 h"),
        ("policies/calendar/2026.yaml", "- 2026-04-05\n", ""),
        ("office.yaml", "name: 清和苑物业", "name: 清和苑物业\ntax_rounding: line"),
    ]
    every = len(checked(office).anew or ())
    for path, old, new in changes:
        edit(office, path, old, new)
        assert len(checked(office).anew or ()) == every, path
        assert checked(office).anew == ()


def test_the_tests_of_a_policy_touch_no_record(office: Path) -> None:
    checked(office)
    path = office / "policies/service/2026-01.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# read again\n", encoding="utf-8")
    assert checked(office).anew == ()


def test_another_program_judges_everything(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked(office)
    monkeypatch.setattr(pack, "state", lambda: (("another", 1, 1),))
    assert len(checked(office).anew or ()) > 10
    assert len(list((office / ".git/repairctl").glob("verdicts-*.sqlite"))) == 1


@pytest.mark.skipif(not zoneinfo.TZPATH, reason="this machine has no time zones of its own")
def test_a_time_zone_that_is_changed_by_law_judges_everything(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "zones/Asia/Shanghai"
    file.parent.mkdir(parents=True)
    file.write_bytes(pack.zone_data("Asia/Shanghai"))
    try:
        zoneinfo.reset_tzpath([str(tmp_path / "zones")])
        checked(office)
        assert checked(office).anew == ()
        file.write_bytes(file.read_bytes().replace(b"CST-8", b"CST-9"))
        zoneinfo.ZoneInfo.clear_cache()
        assert len(checked(office).anew or ()) > 10
    finally:
        zoneinfo.reset_tzpath()
        zoneinfo.ZoneInfo.clear_cache()


def test_time_moves_only_what_it_can_move(office: Path) -> None:
    edit(office, SECOND, "- step: arrive", "- step: note")
    write(office, SECOND, (office / SECOND).read_text(encoding="utf-8").partition("- step: note")[0])  # nobody has come yet
    assert ("WO-20260305-002", "SLA-ARRIVE-LATE") not in codes(checked(office, "2026-03-05T12:00"))
    assert anew(office, "2026-03-05T12:00") == set()
    assert "WO-20260305-001" in anew(office, "2026-03-05T15:01")  # what lay in the future then has come
    late = checked(office, "2026-03-05T16:00")
    assert ("WO-20260305-002", "SLA-ARRIVE-LATE") in codes(late)
    assert "WO-20260305-002" in anew(office, "2026-03-05T16:01")  # it is a minute later
    assert "AR-20260305-001" not in anew(office, "2026-03-05T16:02")


def test_what_is_judged_as_of_now_says_so_a_minute_later(office: Path) -> None:
    edit(office, UNIT, "estate: QH", "estate: XX")
    assert ("QH-5-802", "SCOPE-UNKNOWN-PROJECT") in codes(checked(office))
    assert "QH-5-802" in anew(office, "2026-03-10T09:01")


def test_a_clock_set_back_judges_anew(office: Path) -> None:
    checked(office, "2026-03-09T09:00")
    assert len(checked(office, "2026-03-05T10:00").anew or ()) > 10


def test_waivers_are_granted_run_out_and_end(office: Path) -> None:
    late = {"WO-20260305-001", "WO-20260305-002", "WO-20260305-003"}
    checked(office)
    write(office, WAIVER, waiver(remedy="2026-03-11"))
    assert len(checked(office).waived) == 3
    assert anew(office) == set()
    assert len(checked(office, "2026-03-12T00:00").waived) == 3
    assert late <= anew(office, "2026-03-12T00:01")
    assert checked(office, "2026-03-12T00:01").expired == 3
    (office / WAIVER).unlink()
    assert late <= anew(office, "2026-03-12T00:01")


def test_a_waiver_that_is_granted_later_counts_from_then_on(office: Path) -> None:
    write(office, WAIVER, waiver(granted="2026-03-10T10:00"))
    assert not checked(office).waived
    assert not checked(office, "2026-03-10T09:59").waived
    assert len(checked(office, "2026-03-10T10:00").waived) == 3


def test_the_same_bytes_under_another_time_touch_nothing(office: Path) -> None:
    checked(office)
    for path in (office / "records").rglob("*.yaml"):
        os.utime(path, ns=(1, 1))
    assert checked(office).anew == ()


def test_other_bytes_of_the_same_size_and_time_are_seen(office: Path) -> None:
    checked(office)
    there = (office / FIRST).stat()
    edit(office, FIRST, "T15:00", "T09:30")
    os.utime(office / FIRST, ns=(there.st_atime_ns, there.st_mtime_ns))
    assert "WO-20260305-001" in anew(office)


def test_an_order_of_which_somebody_is_made_known_is_judged_again(office: Path) -> None:
    edit(office, FIRST, "technician: S-11", "technician: S-77")
    assert ("WO-20260305-001", "REF-UNKNOWN") in codes(checked(office))
    write(office, "records/staff/S-77.yaml", "kind: staff\nid: S-77\n\nperson:\n  role: technician\n")
    after = checked(office)
    assert {Path(path).stem for path in after.anew or ()} == {"S-77", "WO-20260305-001"}
    assert ("WO-20260305-001", "REF-UNKNOWN") not in codes(after)


def test_a_record_that_cannot_be_read_is_told_again_and_again(office: Path) -> None:
    write(office, SECOND, "id: [")
    for _ in range(3):
        assert ("WO-20260305-002", "YML-UNREADABLE") in codes(checked(office))
        time.sleep(2 * signs.TICK_NS / signs.SECOND_NS)  # its sign is sure by now


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX")
def test_a_file_whose_name_is_no_text_is_told_and_stops_nothing(office: Path) -> None:
    checked(office)
    stray = Path(os.fsdecode(os.fsencode(office / "records/orders/2026/03") + b"/" + "工单.yaml".encode("gbk")))
    write(office, str(stray.relative_to(office)), "kind: order\n")
    assert {code for id, code in codes(checked(office)) if "\udcb9" in id} == {"FILE-MISPLACED", "YML-UNREADABLE"}
    stray.unlink()
    assert checked(office).anew == ()


def test_a_folder_in_the_way_of_a_record_is_seen_to_come_and_go(office: Path) -> None:
    edit(office, FIRST, "technician: S-11", "technician: S-77")
    assert ("WO-20260305-001", "REF-UNKNOWN") in codes(checked(office))
    folder = office / "records/staff/S-77.yaml"
    folder.mkdir()
    assert ("WO-20260305-001", "REF-UNKNOWN") not in codes(checked(office))
    assert checked(office).anew == ()
    folder.rmdir()
    assert ("WO-20260305-001", "REF-UNKNOWN") in codes(checked(office))


def test_a_paper_among_the_records_is_looked_at_again(office: Path) -> None:
    write(office, "records/archive/paper.txt", "signed\n")
    edit(office, ARCHIVE, "papers/signed.txt", "records/archive/paper.txt")
    assert ("AR-20260305-001", "ARCHIVE-HASH") not in codes(checked(office))
    write(office, "records/archive/paper.txt", "signed \n")
    assert ("AR-20260305-001", "ARCHIVE-HASH") in codes(checked(office))
    assert checked(office).anew == ()


def test_strict_tells_the_same_beside_what_is_kept(office: Path) -> None:
    edit(office, FIRST, "- step: arrive", "- step: hold\n  reason: waiting_parts\n  expected: 2026-03-11\n  evidence: [采购单]")
    edit(office, FIRST, "T15:00:00+08:00\n  by: S-11", "T15:00:00+08:00\n  by: S-02")
    checked(office)
    assert ("WO-20260305-001", "PAUSE-OVERDUE") not in codes(checked(office, strict=True))
    assert ("WO-20260305-001", "PAUSE-OVERDUE") in codes(checked(office, "2026-03-12T00:01", strict=True))


def test_where_nothing_can_be_kept_everything_is_judged(office: Path) -> None:
    checked(office)
    (file,) = (office / ".git/repairctl").glob("verdicts-*.sqlite")
    file.write_bytes(b"no such thing" * 100)
    assert len(checked(office).anew or ()) > 10
    assert checked(office).anew == ()
    index_verdicts.removed(office / ".git/repairctl")
    file.mkdir()
    assert checked(office).anew is None


def test_a_row_that_somebody_broke_judges_everything(office: Path) -> None:
    checked(office)
    (file,) = (office / ".git/repairctl").glob("verdicts-*.sqlite")
    db = sqlite3.connect(file)
    db.execute("UPDATE unit SET told = '[\"Finding\"]' WHERE told IS NOT NULL")
    db.commit()
    db.close()
    checked(office)


def test_whoever_wrote_meanwhile_is_not_written_over(office: Path) -> None:
    there = find(office, at(NOW))
    folder, name = there.history.own_folder, form()
    checked(office)
    slow = index_verdicts.opened(folder, name)
    edit(office, FIRST, "T15:00", "T09:30")
    assert "WO-20260305-001" in anew(office)
    with pytest.raises(index_verdicts.Unkept), slow.changing():
        slow.clear()
    slow.close()
    assert checked(office).anew == ()


def test_fresh_judges_everything(office: Path) -> None:
    clerk = Clerk(office)
    first = clerk.give(NOW, "check --json")
    assert first.out == clerk.give(NOW, "check --json").out == clerk.give(NOW, "check --fresh --json").out
    assert len(rechecking.checked(find(office, at(NOW)), fresh=True).anew or ()) > 10
