"""What `check --format` writes, read back by programs that are not ours."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from junitparser import JUnitXml
from pydantic import ValidationError
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif

from repairctl.cli import finding_formats
from tests.clerk import Clerk, begun

NOW = "2026-03-20T09:00"


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """An office with a reference that leads nowhere: one warning, in a text with signs that every form reads differently."""
    clerk = begun(tmp_path_factory.mktemp("formats"))
    path = clerk.file("P-0802")
    path.write_text(path.read_text(encoding="utf-8").replace("QH-5-802", "QH-9-999"), encoding="utf-8")
    assert clerk.give(NOW, "check --json").json["findings"]
    return clerk


def plain(clerk: Clerk) -> list[dict[str, object]]:
    return list(clerk.give(NOW, "check --json").json["findings"])


def test_every_form_has_every_finding_and_the_same_exit_code(clerk: Clerk) -> None:
    found = plain(clerk)
    prints = [one["fingerprint"] for one in found]
    said = {form: clerk.give(NOW, f"check --format {form}") for form in finding_formats.FORMATS}
    assert len({one.code for one in said.values()}) == 1
    assert [json.loads(line)["fingerprint"] for line in said["jsonl"].out.splitlines()] == prints
    assert [one["fingerprint"] for one in csv.DictReader(said["csv"].out.splitlines())] == prints
    assert len(said["github"].out.splitlines()) == len(found) == len(said["md"].out.splitlines()) - 2
    results = said["sarif"].json["runs"][0]["results"]
    assert [one["partialFingerprints"]["repairctl/v1"] for one in results] == prints
    for one in results:
        assert said["sarif"].json["runs"][0]["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"]


def test_a_fingerprint_knows_neither_language_nor_line(clerk: Clerk) -> None:
    before = [one["fingerprint"] for one in plain(clerk)]
    chinese = clerk.give(NOW, "check --json", REPAIRCTL_LANG="zh_CN").json["findings"]
    assert [one["fingerprint"] for one in chinese] == before
    path = clerk.file("P-0802")
    held = path.read_bytes()
    path.write_bytes("# 手写的一行\n".encode() + held)
    moved = plain(clerk)
    path.write_bytes(held)
    assert [one["fingerprint"] for one in moved] == before
    assert moved[0]["line"] != plain(clerk)[0]["line"]


def test_junit_is_read_by_junitparser_and_its_counts_agree(clerk: Clerk) -> None:
    text = clerk.give(NOW, "check --format junit").out
    read = JUnitXml.fromstring(text.encode())
    suite = next(iter(read))
    cases = list(suite)
    assert suite.tests == len(cases) == len(plain(clerk)) + 1
    assert suite.failures == sum(any(type(one).__name__ == "Failure" for one in case.result) for case in cases) > 0
    assert text.isascii()


def sarif(clerk: Clerk, *words: str) -> dict[str, Any]:
    return dict(clerk.give(NOW, ["check", *words, "--format", "sarif"]).json)


def test_sarif_is_sarif_by_its_official_schema(clerk: Clerk) -> None:
    said = sarif(clerk)
    assert said["runs"][0]["results"], "an empty list proves nothing"
    Sarif.model_validate(said)
    clerk.give(NOW, "check --format jsonl -o ../known.jsonl")
    again = sarif(clerk, "--baseline", "../known.jsonl")
    Sarif.model_validate(again)
    assert [one["baselineState"] for one in again["runs"][0]["results"]] == ["unchanged"] * len(again["runs"][0]["results"])


BROKEN: dict[str, Callable[[Any], object]] = {
    "no driver": lambda told: told["runs"][0]["tool"].pop("driver"),
    "another version": lambda told: told.update(version="2.0.0"),
    "an unknown key": lambda told: told["runs"][0].update(findings=[]),
    "an unknown level": lambda told: told["runs"][0]["results"][0].update(level="fatal"),
    "a line before the first": lambda told: told["runs"][0]["results"][0]["locations"][0]["physicalLocation"].update(
        region={"startLine": 0}
    ),
    "no message": lambda told: told["runs"][0]["results"][0].pop("message"),
}


@pytest.mark.parametrize("spoil", BROKEN.values(), ids=BROKEN)
def test_that_schema_refuses_what_is_none(clerk: Clerk, spoil: Callable[[Any], object]) -> None:
    said = sarif(clerk)
    spoil(said)
    with pytest.raises(ValidationError):
        Sarif.model_validate(said)


def test_a_csv_file_begins_with_a_bom_and_the_stream_does_not(clerk: Clerk) -> None:
    assert not clerk.give(NOW, "check --format csv").out.startswith("\ufeff")
    said = clerk.give(NOW, "check --format csv -o 结果.csv")
    written = clerk.office / "结果.csv"
    data = written.read_bytes()
    written.unlink()
    assert said.out == "" and data.startswith(b"\xef\xbb\xbfseverity,code,")


def test_a_file_that_cannot_be_written_is_refused(clerk: Clerk, tmp_path: Path) -> None:
    in_the_way = tmp_path / "a file"
    in_the_way.write_bytes(b"")
    said = clerk.give(NOW, ["check", "-o", str(in_the_way / "x.txt")])
    assert said.code == 4 and "cannot be written" in said.err
    assert clerk.give(NOW, "check --format xml").code == 2


def test_signs_that_a_form_reads_are_escaped() -> None:
    assert finding_formats._data("50%\r\n") == "50%25%0D%0A"
    assert finding_formats._cell("=1+1") == "'=1+1"
    assert finding_formats._mark("a|b\n<c>") == r"a\|b \<c\>"
    assert finding_formats._xml('a<\x1b&"') == "a&lt;\ufffd&amp;&quot;"
    assert finding_formats._uri("records/五 1.yaml") == "records/%E4%BA%94%201.yaml"
