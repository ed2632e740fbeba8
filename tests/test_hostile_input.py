"""What a person or a script may hand to a command that would never end, cannot be seen, or means nothing: refused in a sentence."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from repairctl.inputs import text
from repairctl.inputs.words import LONGEST, NotText
from tests.clerk import Clerk, begun

HEADER = "kind,item,description,quantity,unit,unit_price,tax_category,note\n"
SETTLE = "settle 7-1 --payer owner --by S-01 --dry-run --lines"


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    one = begun(tmp_path_factory.mktemp("input"))
    one.tell("2026-03-07T22:40 report --unit QH-5-802 --description 爆管 --urgency emergency --item pipe --by S-02 --no-input")
    return one


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (HEADER + f"labour,labour.plumbing,{'x' * 200_000},1,h,80.00,repair,\n", "a cell is longer than any text"),
        (HEADER + "labour,labour.plumbing,,1,h,80.00,repair,\n" * 1001, "lines.csv:1002: it is row 1001; one record has at most 1000"),
        ("水工 2\n" * 1001, "one record has at most 1000"),
        ("x" * (1 << 20) + "y", "has more than 1048576 bytes"),
    ],
)
def test_lines_that_nobody_could_look_through(body: str, why: str, clerk: Clerk) -> None:
    said = clerk.give("2026-03-09T08:00", f"{SETTLE} {clerk.paper('lines.csv', body)}")
    assert said.code in (2, 3) and why in said.err


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
def test_lines_that_never_end(clerk: Clerk, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for source in ("/dev/zero", str(tmp_path / "pipe"), str(tmp_path)):
        said = clerk.give("2026-03-09T08:00", f"{SETTLE} {source}")
        assert said.code == 3 and "is no plain file" in said.err


@pytest.mark.parametrize("now", ["9999-12-31T23:59", "0001-01-01T00:00", "2199-06-01T00:00", "1900-06-01T00:00", "20xx"])
def test_a_clock_that_shows_no_year_of_ours(now: str, clerk: Clerk) -> None:
    for command in ("today", "check", "order list"):
        said = clerk.give(now, command)
        assert said.code == 2 and "REPAIRCTL_NOW" in said.err


@pytest.mark.parametrize(
    "sign", ["\u200b", "\u200c", "\ufeff", "\ufffe", "\U0001fffe", "\U000e0041", "\u2060", "\u00ad", "\ufdd0", "\u200d"]
)
def test_what_cannot_be_seen_is_no_text(sign: str, clerk: Clerk) -> None:
    with pytest.raises(NotText, match="Character 3"):
        text(f"厨房{sign}漏水")
    said = clerk.give("2026-03-07T22:50", ["report", "--unit", "QH-5-802", "--description", f"厨房{sign}", "--by", "S-02", "--no-input"])
    assert said.code == 2


def test_pictures_of_several_parts_are_text() -> None:
    for picture in ("👨\u200d👩\u200d👧", "👍🏽", "❤️", "🏳️\u200d🌈", "𠮷", "㈱"):
        assert text(f"谢谢{picture}") == f"谢谢{picture}"


def test_a_text_has_an_end() -> None:
    assert text("长" * LONGEST)
    with pytest.raises(NotText, match="at most 20000"):
        text("长" * (LONGEST + 1))


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\U000e0041"])
def test_what_cannot_be_seen_is_named_in_a_file_by_its_line(sign: str, clerk: Clerk) -> None:
    path = clerk.file("WO-20260307-001")
    before = path.read_bytes()
    path.write_bytes(before.replace("爆管".encode(), f"爆{sign}管".encode()))
    said = clerk.give("2026-03-09T08:00", "check")
    path.write_bytes(before)
    assert said.code == 5 and f"U+{ord(sign):04X}" in said.out and "WO-20260307-001.yaml:9:" in said.out


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("languages: fr", "languages is 'fr', but must be zh or en"),
        ("languages: [zh, klingon]", "languages is 'klingon'"),
        ("estates: 3", "estates is '3', but must be a list of rows"),
        ("estates: [3]", "estates is '3', but must be a row with code, name"),
        ("estates: [{cod: QH}]", "estates is 'cod', but must be one of code, name"),
        ("estates: [{name: 清和苑}]", "estates code is ''"),
        ("estates: {code: QH}", "must be a list of rows"),
    ],
)
def test_settings_of_another_shape(line: str, why: str, clerk: Clerk) -> None:
    path = clerk.office / "office.yaml"
    before = path.read_text(encoding="utf-8")
    path.write_text(f"name: x\n{line}\n", encoding="utf-8")
    said = clerk.give("2026-03-09T08:00", "today")
    path.write_text(before, encoding="utf-8")
    assert said.code == 3 and why in said.err and "office.yaml:2" in said.err
