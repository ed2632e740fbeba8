"""The two languages: how one is chosen, how facts are shown, and that no sentence lacks its Chinese."""

from __future__ import annotations

import ast
import gettext
import runpy
from datetime import UTC, date
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from repairctl.cli.language import LOCALE, Tongue, first_known, language_named, said_in_settings, zone_in_settings
from repairctl.errors import say
from repairctl.model import At, Label, Length, Span
from repairctl.texts import moment

ROOT = Path(__file__).resolve().parent.parent
TOOL = runpy.run_path(str(ROOT / "tools" / "catalogue.py"))
PO = LOCALE / "zh_CN" / "LC_MESSAGES" / "repairctl.po"
ZONE = ZoneInfo("Asia/Shanghai")
NOW = moment("2026-03-09T08:00", ZONE)
LATE = moment("2026-03-07T22:40", ZONE)
ZH, EN = Tongue("zh_CN", ZONE, NOW), Tongue("en", ZONE, NOW)

NAMED = {
    "zh": "zh_CN", "zh-CN": "zh_CN", "zh_CN.UTF-8": "zh_CN", "zh_TW": "zh_CN", "中文": "zh_CN", "Chinese (Simplified)_China.936": "zh_CN",
    "en": "en", "en_US.UTF-8": "en", "C": "en", "C.UTF-8": "en", "POSIX": "en", "fr_FR.UTF-8": "", "": "",
}  # fmt: skip


@pytest.mark.parametrize(("word", "language"), NAMED.items())
def test_a_language_is_known_by_its_usual_names(word: str, language: str) -> None:
    assert language_named(word) == language


def test_the_first_known_language_counts_and_english_is_the_last_resort() -> None:
    assert first_known(["", "fr_FR", "zh-CN", "en"]) == "zh_CN"
    assert first_known(["fr_FR"]) == "en"


SETTINGS = ["languages: [zh-CN, en]", "languages: zh", "name: x\nlanguages:\n- zh\n- en", 'languages: ["zh-CN"]', "languages: [ zh ]"]


@pytest.mark.parametrize("text", SETTINGS)
def test_the_settings_may_name_the_language(text: str) -> None:
    assert language_named(said_in_settings(f"# an office\n{text}\n")) == "zh_CN"


def test_settings_without_a_language_or_zone_leave_it_to_others() -> None:
    assert said_in_settings("name: languages: zh\n") == ""
    assert zone_in_settings("name: x\n") == "Asia/Shanghai"
    assert zone_in_settings("zone: Europe/Berlin\n") == "Europe/Berlin"
    assert zone_in_settings("zone: Middle/Earth\n") == "Asia/Shanghai"


FACTS = [
    (At(LATE, UTC), "03-07 周六 22:40", "03-07 Sat 22:40"),
    (At(moment("2025-12-31T09:05", ZONE)), "2025-12-31 周三 09:05", "2025-12-31 Wed 09:05"),
    (Span(130), "2时10分", "2 h 10 min"),
    (Span(-25), "-25分", "-25 min"),
    (Span(0), "0分", "0 min"),
    (Label("accept", "验收"), "验收", "accept"),
    (Decimal("342.30"), "342.30", "342.30"),
    (Decimal("1E+3"), "1000", "1000"),
    (True, "是", "yes"),
    (date(2026, 3, 7), "2026-03-07", "2026-03-07"),
    (Length(3, "working_days"), "3个工作日", "3 working days"),
    (Length(240, "minutes"), "4时", "4 h"),
    (("S-11", Label("a", "甲")), "S-11、甲", "S-11, a"),
    (say("{n} rows", n=2), "2 行", "2 rows"),
    (None, "", ""),
]


@pytest.mark.parametrize(("fact", "chinese", "english"), FACTS)
def test_a_fact_is_shown_as_the_reader_writes_it(fact: object, chinese: str, english: str) -> None:
    assert (ZH.fact(fact), EN.fact(fact)) == (chinese, english)


def test_the_end_of_a_day_is_its_24_00() -> None:
    midnight = moment("2026-03-09T00:00", ZONE)
    assert (ZH.until(midnight), EN.until(midnight + 1)) == ("03-08 周日 24:00", "03-09 Mon 00:01")


def test_a_sentence_is_translated_before_its_facts_are_put_in() -> None:
    told = say("{id} belongs to {kind}, not to {wanted}.", id="WO-1", kind=Label("order", "工单"), wanted=Label("complaint", "投诉"))
    assert EN.say(told) == "WO-1 belongs to order, not to complaint."
    assert ZH.say(told) == "WO-1 属于工单，不是投诉。"


def test_chinese_sentences_follow_each_other_without_a_blank() -> None:
    pair = [say("Nothing was written."), say("Nothing was written.")]
    assert EN.all(pair) == "Nothing was written. Nothing was written."
    assert ZH.all(pair) == "什么都没写。什么都没写。"


# ------------------------------------------------------------------ the catalogue


def test_every_sentence_has_a_translation_with_the_same_holes_and_none_is_left_over() -> None:
    told = TOOL["read_po"](PO.read_text(encoding="utf-8"))
    assert list(TOOL["faults"](TOOL["extracted"](ROOT / "repairctl"), told)) == []


def test_the_catalogue_is_written_as_the_tool_writes_it_and_nothing_is_fuzzy() -> None:
    text = PO.read_text(encoding="utf-8")
    told = TOOL["read_po"](text)
    assert text == TOOL["po_text"](TOOL["extracted"](ROOT / "repairctl"), told)
    assert "#, fuzzy" not in text


def test_the_compiled_catalogue_says_what_the_written_one_says() -> None:
    told = {id: text for id, text in TOOL["read_po"](PO.read_text(encoding="utf-8")).items() if id}
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert {id: compiled.gettext(id) for id in told} == told
    assert PO.with_suffix(".mo").read_bytes() == TOOL["mo_bytes"](told)


def test_chinese_text_has_no_sign_that_a_gbk_console_lacks() -> None:
    told = TOOL["read_po"](PO.read_text(encoding="utf-8"))
    lacking = {sign for text in told.values() for sign in text if sign.encode("gbk", "ignore") == b""}
    assert lacking == set()


def test_a_sentence_that_is_no_literal_stops_the_tool() -> None:
    assert list(TOOL["sentences"]('say("one {x}", x=say("two"))\n_("three")\nother("four")')) == ["one {x}", "two", "three"]
    with pytest.raises(SystemExit, match="must be a literal"):
        list(TOOL["sentences"]("say(text)"))


def test_planted_faults_of_a_catalogue_are_named() -> None:
    found = TOOL["extracted"](ROOT / "repairctl")
    told = TOOL["read_po"](PO.read_text(encoding="utf-8"))
    first = next(one.text for one in found if "{id}" in one.text)
    wrong = {**told, first: told[first].replace("{id}", "{name}"), "gone": "没了"}
    assert [fault.partition(": ")[2][:11] for fault in TOOL["faults"](found, wrong)][:1] == ["other holes"]
    assert [fault for fault in TOOL["faults"](found, wrong) if fault.startswith("left over")] == ["left over: gone"]


def test_every_hole_of_a_sentence_is_filled_where_it_is_said() -> None:
    """Otherwise the sentence breaks when it is shown, and only then."""
    unfilled = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / "repairctl").rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "say"
        if isinstance(call.args[0], ast.Constant) and None not in [keyword.arg for keyword in call.keywords]
        if {hole.partition(":")[0] for hole in TOOL["holes"](call.args[0].value)} != {keyword.arg for keyword in call.keywords}
    ]
    assert unfilled == []
