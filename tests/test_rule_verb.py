"""`rule CODE` tells every rule that carries a code, and refuses one that none does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from repairctl.cli.own_codes import OWN
from tests.clerk import ROOT, begun

NOW = "2026-03-20T09:00"


def test_a_code_of_the_default_pack_is_told(tmp_path: Path) -> None:
    clerk = begun(tmp_path)
    told = clerk.give(NOW, "rule sla-arrive-late --json")
    assert told.code == 0, told.err
    for one in told.json:
        assert one["code"] == "SLA-ARRIVE-LATE" and one["basis"]
        line = (clerk.office / one["path"]).read_text(encoding="utf-8").splitlines()[one["line"] - 1]
        assert "SLA-ARRIVE-LATE" in line
    text = clerk.give(NOW, "rule SLA-ARRIVE-LATE")
    assert text.out.startswith("SLA-ARRIVE-LATE") and told.json[0]["path"] in text.out
    missing = clerk.give(NOW, "rule SLA-ARIVE-LATE")
    assert missing.code == 2 and "SLA-ARRIVE-LATE" in missing.err


def test_a_rule_shows_a_test_of_its_policy_in_which_it_fails(tmp_path: Path) -> None:
    clerk = begun(tmp_path)
    for one in clerk.give(NOW, "rule SLA-ARRIVE-LATE --json").json:
        lines = (clerk.office / one["path"]).read_text(encoding="utf-8").splitlines()
        assert one["example"]["test"] in lines[one["example"]["line"] - 1]
        following = "\n".join(lines[one["example"]["line"] :]).partition("\n- ")[0]
        assert "SLA-ARRIVE-LATE: fail" in following
        assert "fails for example" in clerk.give(NOW, "rule SLA-ARRIVE-LATE").out


def test_every_code_of_the_policy_page_that_no_policy_carries_is_told_in_both_languages(tmp_path: Path) -> None:
    page = (ROOT / "docs/policies.md").read_text(encoding="utf-8").partition("## What is checked without any rule")[2].partition("\n## ")[0]
    codes = [code for line in page.splitlines() if line.startswith("| `") for code in re.findall(r"`([A-Z-]+)`", line.split("|")[1])]
    assert len(codes) > 30
    assert [code for code in codes if code not in OWN] == []
    clerk = begun(tmp_path)
    assert clerk.give(NOW, "rule his-hook-bypassed").out.startswith("HIS-HOOK-BYPASSED  A commit by hand")
    assert "钩子" in clerk.give(NOW, "rule HIS-HOOK-BYPASSED", REPAIRCTL_LANG="zh_CN").out
    assert all(one.what.en != one.what.zh and one.todo.en != one.todo.zh for one in OWN.values())


def test_the_severity_told_is_the_one_that_is_found(tmp_path: Path) -> None:
    clerk = begun(tmp_path)
    path = clerk.file("QH-5-802")
    path.write_bytes(path.read_bytes() + b"colour: red\n")
    found = clerk.give(NOW, "check --strict --json").json["findings"]
    mine = [one for one in found if one["code"] in OWN]
    assert {one["code"] for one in mine} >= {"SCH-UNKNOWN-KEY", "SCH-NOT-JUDGED", "HIS-UNRECORDED", "POL-NO-REVIEW"}
    assert [one for one in mine if OWN[one["code"]].severity != one["severity"]] == []


FINDS = re.compile(r"(AUD|CAL|CHECK|DOC|FILE|HIS|LOG|PAUSE|PII|POL|REF|SCH|STATE|STATUS|WVR|YML)-[A-Z-]+")


def test_every_code_that_the_program_itself_finds_is_told() -> None:
    """Words of these families anywhere in the program, but for the lists of what is not covered yet."""
    trees = [ast.parse(one.read_text(encoding="utf-8")) for one in (ROOT / "repairctl").rglob("*.py") if one.name != "sections.py"]
    said = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    found = sorted(one for one in said if FINDS.fullmatch(one))
    assert len(found) > 40
    assert [one for one in found if one not in OWN] == []
