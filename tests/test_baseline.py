"""`check --baseline`, `--changed`, `--strict`: what is known, what is new since a version, what is no fault yet. Real offices, real git."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.clerk import Clerk, begun

NOW = "2026-03-20T09:00"


@pytest.fixture(scope="module")
def well(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office in which all is well, to be copied."""
    return begun(tmp_path_factory.mktemp("well")).office.parent


@pytest.fixture
def clean(tmp_path: Path, well: Path) -> Clerk:
    """An office in which all is well."""
    return Clerk(shutil.copytree(well, tmp_path / "here") / "office")


@pytest.fixture
def clerk(clean: Clerk) -> Clerk:
    """An office with one reference that leads nowhere, recorded by hand."""
    clerk = clean
    changed(clerk, "P-0802", "QH-5-802", "QH-9-999")
    clerk.git("commit", "-qam", "by hand")
    return clerk


def changed(clerk: Clerk, id: str, was: str, becomes: str) -> None:
    path = clerk.file(id)
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, becomes), encoding="utf-8")


def found(clerk: Clerk, command: str) -> list[dict[str, object]]:
    return list(clerk.give(NOW, f"check {command} --json").json["findings"])


def test_known_findings_are_counted_apart_and_do_not_fail(clerk: Clerk) -> None:
    assert clerk.give(NOW, "check --format jsonl -o ../known.jsonl").code == 1
    said = clerk.give(NOW, "check --baseline ../known.jsonl")
    assert (said.code, said.out) == (0, "")
    assert "1 findings are known already, 0 are new." in said.err
    told = clerk.give(NOW, "check --baseline ../known.jsonl --json").json
    assert told["findings"] == [] and [one["subject"] for one in told["known"]] == ["P-0802"]


def test_a_new_finding_fails_beside_the_known(clerk: Clerk) -> None:
    clerk.give(NOW, "check --json -o ../known.json")
    changed(clerk, "P-0303", "QH-1-303", "QH-9-998")
    said = clerk.give(NOW, "check --baseline ../known.json")
    assert said.code == 1 and "P-0303" in said.out and "P-0802" not in said.out


def test_an_entry_that_matches_no_more_is_told_and_fails_only_if_info_does(clerk: Clerk) -> None:
    clerk.give(NOW, "check --format jsonl -o ../known.jsonl")
    changed(clerk, "P-0802", "QH-9-999", "QH-5-802")
    said = clerk.give(NOW, "check --baseline ../known.jsonl")
    assert said.code == 0 and "../known.jsonl:1:" in said.out and "CHECK-BASELINE-STALE" in said.out
    assert clerk.give(NOW, "check --baseline ../known.jsonl --fail-on info").code == 1
    assert clerk.give(NOW, "check P-0303 --baseline ../known.jsonl").out == "", "of records not judged nobody can say that it is stale"


def test_an_entry_covers_one_finding_of_one_verdict(clerk: Clerk) -> None:
    line = clerk.give(NOW, "check --format jsonl").out.strip()
    path = clerk.office.parent / "known.jsonl"
    path.write_text(json.dumps({**json.loads(line), "verdict": "undetermined"}) + "\n", encoding="utf-8")
    said = clerk.give(NOW, "check --baseline ../known.jsonl")
    assert said.code == 1 and "CHECK-BASELINE-STALE" in said.out and "P-0802" in said.out


@pytest.mark.parametrize(
    ("text", "why"),
    [("{}\n", "line 1"), ("[1]\n", "line 1"), ('{"fingerprint": 3}\n', "line 1"), ("nonsense\n", "line 1"), ("\xff", "UTF-8")],
)
def test_a_file_that_is_no_list_of_findings_is_refused(clerk: Clerk, text: str, why: str) -> None:
    (clerk.office.parent / "known").write_bytes(text.encode("latin-1"))
    said = clerk.give(NOW, "check --baseline ../known")
    assert said.code == 2 and why in said.err and said.out == ""


def test_a_list_that_is_missing_or_would_be_overwritten_is_refused(clerk: Clerk) -> None:
    assert clerk.give(NOW, "check --baseline ../none").code == 2
    clerk.give(NOW, "check --format jsonl -o ../known.jsonl")
    held = (clerk.office.parent / "known.jsonl").read_bytes()
    said = clerk.give(NOW, "check --baseline ../known.jsonl --format jsonl -o ../known.jsonl")
    assert said.code == 2 and "Name another file" in said.err
    assert (clerk.office.parent / "known.jsonl").read_bytes() == held


def test_only_what_changed_since_a_version_is_judged_with_hand_edits(clerk: Clerk) -> None:
    assert clerk.give(NOW, "check --changed HEAD").out == ""
    assert [one["subject"] for one in found(clerk, "--changed HEAD~1")] == ["P-0802"]
    changed(clerk, "P-0303", "QH-1-303", "QH-9-998")
    assert [one["subject"] for one in found(clerk, "--changed HEAD")] == ["P-0303"]
    assert clerk.give(NOW, "check --changed HEAD --json").json["records"] == 1


def test_a_changed_policy_brings_all_records_that_it_judges(clerk: Clerk) -> None:
    path = clerk.office / "policies/people/2026-01.yaml"
    path.write_bytes(path.read_bytes() + b"\n# touched\n")
    everything = clerk.give(NOW, "check --json").json["records"]
    told = clerk.give(NOW, "check --changed HEAD --json").json
    assert told["records"] == everything
    assert all(one["subject"] != "P-0802" for one in told["findings"]), "that policy judges no parties"


def test_a_stray_file_and_a_lost_record_are_among_what_changed(clerk: Clerk) -> None:
    clerk.file("P-0303").unlink()
    (clerk.office / "records/notes.txt").write_text("x")
    assert sorted(str(one["path"]) for one in found(clerk, "--changed HEAD")) == ["records/notes.txt", "records/parties/P-0303.yaml"]


def test_a_changed_file_that_cannot_be_read_is_a_finding_and_hides_no_other(clerk: Clerk) -> None:
    changed(clerk, "P-0303", "QH-1-303", "QH-9-998")
    clerk.file("S-01").write_bytes(b"kind: [\n")
    odd = clerk.office / "records/orders/2026/03/WO-20260302-000.yaml"
    odd.parent.mkdir(parents=True)
    odd.write_text("kind: order\nid: WO-20260302-000\n", encoding="utf-8")
    said = clerk.give(NOW, "check --changed HEAD --json")
    assert said.code == 5
    assert {one["code"] for one in said.json["findings"]} >= {"YML-UNREADABLE", "REF-UNKNOWN", "SCH-MISSING"}


@pytest.mark.parametrize("rev", ["nonsense", "HEAD~99", "--all", "HEAD:office.yaml"])
def test_an_unknown_version_is_refused_in_one_sentence(clerk: Clerk, rev: str) -> None:
    said = clerk.give(NOW, ["check", f"--changed={rev}"])
    assert said.code != 0 and f"git knows no version {rev}." in said.err and said.out == ""


def test_changed_and_ids_are_two_ways_of_saying_one_thing(clerk: Clerk) -> None:
    assert clerk.give(NOW, "check P-0802 --changed HEAD").code == 2


def test_strict_tells_hand_edits_and_versions_that_nobody_reads_again(clerk: Clerk) -> None:
    before = {one["code"] for one in found(clerk, "")}
    assert "POL-NO-REVIEW" not in before
    path = clerk.file("P-0303")
    path.write_bytes(path.read_bytes() + b"# seen\n")
    strict = found(clerk, "--strict")
    assert [one["path"] for one in strict if one["code"] == "HIS-UNRECORDED"] == ["records/parties/P-0303.yaml"]
    assert "service@2026-01" in [one["subject"] for one in strict if one["code"] == "POL-NO-REVIEW"]
    assert not [one for one in found(clerk, "") if one["code"] in ("HIS-UNRECORDED", "POL-NO-REVIEW")]


def test_strict_fails_from_info_on_unless_told_otherwise(clean: Clerk) -> None:
    assert clean.give(NOW, "check").code == 0
    assert clean.give(NOW, "check --strict").code == 1
    assert clean.give(NOW, "check --strict --fail-on warning").code == 0


def test_strict_tells_a_pause_without_an_end_and_one_that_outlasts_its_end(clean: Clerk) -> None:
    clean.tell("""
        2026-03-04T09:00 order report --unit QH-5-802 --description 漏水 --by S-01
        2026-03-04T09:30 order triage 4-1 --priority P3 --no-survey-needed --by S-01
        2026-03-04T12:00 order hold 4-1 --reason waiting_parts --evidence 图 --expected 2026-03-06 --by S-01
    """)
    ends: list[tuple[str, list[str]]] = [("2026-03-06T23:59", []), ("2026-03-07T00:00", []), ("2026-03-07T00:01", ["PAUSE-OVERDUE"])]
    for at, codes in ends:
        assert [one for one in clean.codes(at, "WO-20260304-001", "--strict") if one.startswith("PAUSE")] == codes, at
    clean.tell("""
        2026-03-08T09:00 order resume 4-1 --by S-01
        2026-03-08T10:00 order hold 4-1 --reason waiting_parts --evidence 图 --by S-01
    """)
    told = clean.give("2026-03-08T11:00", "check WO-20260304-001 --strict --json").json["findings"]
    assert [(one["code"], one["severity"]) for one in told if one["code"].startswith("PAUSE")] == [("PAUSE-NO-END", "info")]
    clean.tell("2026-03-08T12:00 order resume 4-1 --by S-01")
    assert "PAUSE" not in clean.give("2026-03-09T09:00", "check WO-20260304-001 --strict").out
