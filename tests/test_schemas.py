"""The JSON Schemas that `schema` prints, judged by programs that are not ours: a validator, and a reader of YAML 1.2."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml12
from jsonschema import Draft202012Validator

from repairctl.kinds import KINDS
from tests.clerk import ROOT, Clerk, begun

NOW = "2026-11-20T09:00"
NAMES = (*KINDS, "policy")
POLICIES = sorted((ROOT / "policies").rglob("*.yaml"))


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """The practice office, played to its end."""
    folder = tmp_path_factory.mktemp("schemas")
    assert Clerk(folder).give(NOW, "demo office --lang en").code == 0
    return Clerk(folder / "office")


@pytest.fixture(scope="module")
def schemas(practice: Clerk) -> dict[str, Draft202012Validator]:
    said = {name: practice.give(NOW, f"schema {name}") for name in NAMES}
    assert {one.code for one in said.values()} == {0}
    return {name: Draft202012Validator(one.json) for name, one in said.items()}


def faults(schema: Draft202012Validator, held: object) -> list[str]:
    return [f"{'.'.join(map(str, one.absolute_path))}: {one.message}"[:300] for one in schema.iter_errors(held)]


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one_by_its_own_standard(schemas: dict[str, Draft202012Validator], name: str) -> None:
    Draft202012Validator.check_schema(schemas[name].schema)


def test_every_record_of_the_sample_and_of_the_practice_office_fits(practice: Clerk, schemas: dict[str, Draft202012Validator]) -> None:
    paths = [*(ROOT / "records").rglob("*.yaml"), *(practice.office / "records").rglob("*.yaml")]
    assert len(paths) > 20
    seen = set()
    for path in paths:
        held: Any = yaml12.read_yaml(str(path))
        assert faults(schemas[held["kind"]], held) == [], path
        seen.add(held["kind"])
    assert seen >= {"order", "party", "staff", "unit", "archive"}


@pytest.mark.parametrize("path", POLICIES, ids=[path.relative_to(ROOT / "policies").as_posix() for path in POLICIES])
def test_every_shipped_policy_fits(schemas: dict[str, Draft202012Validator], path: Path) -> None:
    assert faults(schemas["policy"], yaml12.read_yaml(str(path))) == []


def put(*path: str | int, to: object) -> Callable[[Any], None]:
    def change(held: Any) -> None:
        for part in path[:-1]:
            held = held[part]
        held[path[-1]] = to

    return change


def drop(*path: str | int) -> Callable[[Any], None]:
    def change(held: Any) -> None:
        for part in path[:-1]:
            held = held[part]
        del held[path[-1]]

    return change


BROKEN_ORDERS = {
    "another kind": put("kind", to="unit"),
    "an id that names no order": put("id", to="7-1"),
    "no log": drop("log"),
    "no status": drop("status"),
    "a status that is none": put("status", to="done"),
    "a box that is none": put("reqest", to={}),
    "a field that is none": put("request", "discription", to="x"),
    "a choice that is none": put("request", "urgency", to="very"),
    "a moment that is a day": put("request", "occurred_at", to="2026-03-07"),
    "a box that is a list": put("request", to=[]),
    "a step that is none": put("log", 0, "step", to="raport"),
    "an entry without a person": drop("log", 0, "by"),
    "an entry at no moment": put("log", 0, "at", to="yesterday"),
    "a field of another step": put("log", 0, "technician", to="S-11"),
    "a log that is a box": put("log", to={}),
    "a truth that is a number": put("request", "occupied", to=3),
}


@pytest.mark.parametrize("change", BROKEN_ORDERS.values(), ids=BROKEN_ORDERS)
def test_a_broken_order_is_refused_by_the_schema_and_by_check(
    practice: Clerk, schemas: dict[str, Draft202012Validator], change: Callable[[Any], None], tmp_path: Path
) -> None:
    path = next((practice.office / "records/orders").rglob("*.yaml"))
    held: Any = yaml12.read_yaml(str(path))
    change(held)
    assert faults(schemas["order"], held)
    before = path.read_bytes()
    path.write_text(json.dumps(held, ensure_ascii=False), encoding="utf-8")
    try:
        codes = {one["code"] for one in practice.give(NOW, f"check {path.stem} --json").json["findings"]}
    finally:
        path.write_bytes(before)
    assert any(code.startswith(("SCH-", "STATUS-")) for code in codes), codes


RULE = {"code": "A-B", "form": "deadline", "severity": "error", "from": "first report", "to": "first arrive", "within": "4 h"}
POLICY = {"title": "试", "judges": "order", "effective_from": "2026-01-01", "selected_by": "first report", "rules": [RULE]}
BROKEN_POLICIES: dict[str, object] = {
    "a key that is none": {**POLICY, "efective_from": "2026-01-01"},
    "no beginning": {key: value for key, value in POLICY.items() if key != "effective_from"},
    "a day that is none": {**POLICY, "effective_from": "soon"},
    "a kind that is none": {**POLICY, "judges": "oder"},
    "a layer that is none": {**POLICY, "layer": "state"},
    "a rule without a code": {**POLICY, "rules": [{key: value for key, value in RULE.items() if key != "code"}]},
    "a form that is none": {**POLICY, "rules": [{**RULE, "form": "dedline"}]},
    "a parameter of another form": {**POLICY, "rules": [{**RULE, "roles": ["a"]}]},
    "a parameter that is missing": {**POLICY, "rules": [{key: value for key, value in RULE.items() if key != "within"}]},
    "a severity that is none": {**POLICY, "rules": [{**RULE, "severity": "fatal"}]},
    "a table without columns": {**POLICY, "tables": {"t": {"by": "a.b", "rows": {}}}},
    "a calendar without make-up days": {"title": "x", "layer": "law", "covers": {"from": "2027-01-01", "to": "2027-12-31"}},
}


@pytest.mark.parametrize("held", BROKEN_POLICIES.values(), ids=BROKEN_POLICIES)
def test_a_broken_policy_is_refused(schemas: dict[str, Draft202012Validator], held: object) -> None:
    assert faults(schemas["policy"], POLICY) == []
    assert faults(schemas["policy"], held)


def test_where_an_office_keeps_schemas_its_new_files_name_theirs(tmp_path: Path) -> None:
    clerk = begun(tmp_path)
    assert not clerk.file("S-01").read_text(encoding="utf-8").startswith("#")
    assert clerk.give(NOW, "schema --all .schemas").code == 0
    clerk.tell("""
        2026-03-04T09:00 order report --unit QH-5-802 --description 漏水 --by S-01
        2026-03-04T09:30 order triage 4-1 --priority P3 --no-survey-needed --by S-01
    """)
    path = clerk.file("WO-20260304-001")
    first, second, *_ = path.read_text(encoding="utf-8").splitlines()
    assert first.startswith("# yaml-language-server: $schema=../") and second == "kind: order"
    target = (path.parent / first.partition("=")[2]).resolve()
    assert target == (clerk.office / ".schemas/order.json").resolve() and json.loads(target.read_text(encoding="utf-8"))
    assert clerk.codes("2026-03-04T09:40", "WO-20260304-001") == ["REQ-FIELDS"], "the line is no fault"


def test_an_unknown_kind_or_folder_is_refused(practice: Clerk, tmp_path: Path) -> None:
    said = practice.give(NOW, "schema oder")
    assert said.code == 2 and "order" in said.err
    (tmp_path / "file").write_text("")
    assert practice.give(NOW, ["schema", "--all", str(tmp_path / "file" / "x")]).code == 4
    assert practice.give(NOW, "schema 工单").out == practice.give(NOW, "schema order").out
