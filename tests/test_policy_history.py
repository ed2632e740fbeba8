"""What git knows of the policies: changed after they took effect, recorded too late, taken away; and what was known at an older version."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.clerk import Clerk
from tests.repository import git

VERSION = """\
title: 时限
judges: order
effective_from: 2026-03-01
selected_by: first report
rules:
- {code: SLA-ARRIVE-LATE, form: deadline, from: first report, to: first arrive, within: 30 min, severity: error}
"""
ORDER = """\
kind: order
id: WO-20260305-001
status: in_progress

place:
  unit: QH-5-802

request:
  description: 厨房没水

log:
- step: report
  at: 2026-03-05T09:00:00+08:00
  by: S-01

- step: dispatch
  at: 2026-03-05T09:05:00+08:00
  by: S-01
  technician: S-11

- step: arrive
  at: 2026-03-05T09:45:00+08:00
  by: S-11
"""
FILE = "policies/service/1.yaml"
RECORD = "records/orders/2026/03/WO-20260305-001.yaml"


@pytest.fixture
def office(tmp_path: Path) -> Clerk:
    """An office that began on 10 February 2026 with one version, and took one order in March."""
    root = tmp_path / "office"
    root.mkdir()
    git(root, "init", "-q")
    put(root, "2026-02-10T09:00", {"office.yaml": "name: 试验\n", FILE: VERSION})
    put(root, "2026-03-05T10:00", {RECORD: ORDER})
    return Clerk(root)


def put(root: Path, day: str, files: dict[str, str | None]) -> str:
    """A commit of that moment, made by hand; None takes a file away."""
    for path, text in files.items():
        if text is None:
            (root / path).unlink()
        else:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
    git(root, "add", "-A")
    dates = {"GIT_AUTHOR_DATE": f"{day}:00+0800", "GIT_COMMITTER_DATE": f"{day}:00+0800"}
    subprocess.run(["git", "commit", "-qm", "by hand"], cwd=root, env={**os.environ, **dates}, check=True)
    return git(root, "rev-parse", "HEAD").strip()


def told(office: Clerk, *more: str, now: str = "2026-06-01T09:00") -> list[tuple[str, str]]:
    said = office.give(now, ["check", "--json", *more])
    return [
        (one["code"], one["sentence"])
        for one in json.loads(said.out)["findings"]
        if not one["code"].startswith("REF-")
    ]  # fmt: skip


def codes(office: Clerk, *more: str, now: str = "2026-06-01T09:00") -> list[str]:
    return [code for code, _ in told(office, *more, now=now)]


def test_an_office_that_leaves_its_versions_alone_hears_nothing(office: Clerk) -> None:
    assert codes(office) == ["SLA-ARRIVE-LATE"]


def test_a_limit_changed_in_force_is_told_and_who_may_be_asked(office: Clerk) -> None:
    commit = put(office.office, "2026-03-06T08:00", {FILE: VERSION.replace("30 min", "60 min")})
    (found,) = told(office)
    assert found[0] == "POL-NO-VERSION-BUMP"
    assert found[1].endswith(f"service@1 is in force since 2026-03-01, but was changed at 03-06 Fri 08:00 in {commit[:12]}: rules.")
    put(office.office, "2026-03-07T08:00", {FILE: VERSION})
    assert codes(office) == ["SLA-ARRIVE-LATE"]


def test_a_limit_changed_by_hand_and_not_recorded_is_told(office: Clerk) -> None:
    (office.office / FILE).write_text(VERSION.replace("30 min", "60 min"), encoding="utf-8")
    (found,) = told(office)
    assert (found[0], "by hand, which is not recorded" in found[1]) == ("POL-NO-VERSION-BUMP", True)


def test_before_the_first_day_of_a_version_or_an_office_a_hand_may_change_it(office: Clerk) -> None:
    (office.office / FILE).write_text(VERSION.replace("30 min", "60 min"), encoding="utf-8")
    assert "POL-NO-VERSION-BUMP" not in codes(office, now="2026-02-28T23:59")
    put(office.office, "2026-03-06T09:00", {"office.yaml": "name: 试验\nlive_from: 2026-07-01\n"})
    (office.office / FILE).write_text(VERSION.replace("30 min", "90 min"), encoding="utf-8")
    assert "POL-NO-VERSION-BUMP" not in codes(office, now="2026-06-30T23:59")
    assert "POL-NO-VERSION-BUMP" in codes(office, now="2026-07-01T00:00")


@pytest.mark.parametrize(
    "change",
    [("title: 时限", "title: 时限（修订）"), ("title: 时限\n", "# 解释\ntitle: 时限\nverified_on: 2026-03-20\nnotes: [以接听时刻为准]\n")],
)
def test_what_does_not_judge_may_be_added(office: Clerk, change: tuple[str, str]) -> None:
    put(office.office, "2026-03-06T08:00", {FILE: VERSION.replace(*change)})
    assert codes(office) == ["SLA-ARRIVE-LATE"]


def test_a_version_may_be_changed_until_its_first_day(office: Clerk) -> None:
    put(office.office, "2026-02-28T23:59", {FILE: VERSION.replace("30 min", "60 min")})
    assert codes(office) == []


@pytest.mark.parametrize(("recorded", "wanted"), [("2026-04-01T23:59", []), ("2026-04-02T00:01", ["POL-RETROACTIVE"])])
def test_a_version_recorded_after_its_first_day_is_told(office: Clerk, recorded: str, wanted: list[str]) -> None:
    later = VERSION.replace("2026-03-01", "2026-04-01")
    put(office.office, recorded, {"policies/service/2.yaml": later})
    assert [one for one in codes(office) if one.startswith("POL-")] == wanted
    why = "retroactive: {reason: 对业主有利, approved_by: S-04}\n"
    put(office.office, "2026-04-03T09:00", {"policies/service/2.yaml": later + why})
    assert [one for one in codes(office) if one.startswith("POL-")] == []


def test_a_version_that_was_taken_away_cannot_judge_any_more(office: Clerk) -> None:
    commit = put(office.office, "2026-04-01T08:00", {FILE: None})
    none, found = told(office)
    assert (none[0], found[0]) == ("POL-NONE", "POL-DELETED")
    assert f"taken away at 04-01 Wed 08:00 in {commit[:12]}" in found[1]
    assert office.give("2026-06-01T09:00", "check").code == 5
    git(office.office, "checkout", "-q", "HEAD~1", "--", FILE)
    assert codes(office) == ["SLA-ARRIVE-LATE"]
    (office.office / FILE).unlink()
    assert codes(office) == ["POL-NONE", "POL-DELETED"]


def test_a_version_that_never_came_into_force_may_be_taken_away(office: Clerk) -> None:
    put(office.office, "2026-03-10T08:00", {"policies/service/2.yaml": VERSION.replace("2026-03-01", "2026-05-01")})
    put(office.office, "2026-04-30T08:00", {"policies/service/2.yaml": None})
    assert codes(office) == ["SLA-ARRIVE-LATE"]


def test_nothing_is_told_of_the_time_before_the_office_went_live(office: Clerk) -> None:
    put(office.office, "2026-03-06T08:00", {FILE: VERSION.replace("30 min", "60 min"), "policies/extra/1.yaml": VERSION})
    assert sorted(codes(office)) == ["POL-NO-VERSION-BUMP", "POL-RETROACTIVE", "SLA-ARRIVE-LATE"]
    put(office.office, "2026-03-06T09:00", {"office.yaml": "name: 试验\nlive_from: 2026-03-07\n"})
    assert codes(office) == ["SLA-ARRIVE-LATE"]
    put(office.office, "2026-03-08T09:00", {FILE: VERSION})
    assert "POL-NO-VERSION-BUMP" in codes(office)


def test_an_older_version_is_asked_with_its_own_records_and_policies(office: Clerk) -> None:
    before = git(office.office, "rev-parse", "HEAD").strip()
    put(office.office, "2026-03-06T08:00", {FILE: VERSION.replace("30 min", "60 min"), RECORD: ORDER.replace("09:45", "10:10")})
    assert "SLA-ARRIVE-LATE" in codes(office)
    (found,) = told(office, "--known-at", before)
    assert (found[0], "15 min after the limit" in found[1]) == ("SLA-ARRIVE-LATE", True)
    assert codes(office, "--known-at", f"{before}~1") == []
    assert git(office.office, "status", "--porcelain") == ""


def test_what_was_recorded_later_is_not_known_yet(office: Clerk) -> None:
    """Nobody knew on the 5th at 10:00 that the technician had arrived: it was recorded a day later."""
    root = office.office
    waiting = ORDER.split("\n- step: arrive")[0].replace("in_progress", "dispatched")
    commit = put(root, "2026-03-05T10:00", {RECORD: waiting})
    put(root, "2026-03-06T09:00", {RECORD: ORDER})
    ((_, now),) = told(office)
    ((_, then),) = told(office, "--known-at", commit)
    assert now.startswith("03-05 Thu 09:45 is 15 min after the limit")
    assert then.startswith("Not done yet, 30 min after the limit")


@pytest.mark.parametrize("rev", ["nobody", "--all", "HEAD:office.yaml"])
def test_a_version_that_git_does_not_know_is_refused(office: Clerk, rev: str) -> None:
    said = office.give("2026-06-01T09:00", ["check", f"--known-at={rev}"])
    assert (said.code, f"git knows no version {rev}" in said.err) == (3, True), said.err


@pytest.mark.parametrize("command", ["check", "due"])
def test_an_office_without_any_policy_is_not_praised(office: Clerk, command: str) -> None:
    (office.office / FILE).unlink()
    said = office.give("2026-06-01T09:00", command)
    assert (said.code, "No policy here judges anything" in said.out + said.err) == (5, True)
