"""The printed sheets: HTML to the byte, PDF as a reader finds it, hostile text, broken templates, a machine without an engine."""

from __future__ import annotations

import ast
import hashlib
import io
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from msgspec.structs import replace
from pypdf import PdfReader

from repairctl import sheets
from repairctl.edges import documents, glyphs, pdf
from repairctl.edges.documents import BrokenTemplate, Documents, NoGlyph, NoTemplate
from repairctl.model import Field, Plain, Record
from tests import paper
from tests.clerk import ROOT, Clerk, begun
from tests.reading import record

A4 = (595.28, 841.89)  # points
BOTH = [(sheet, lang) for sheet in sheets.SHEETS for lang in ("zh", "en")]
LONG = "给水立管检修口周边墙体开凿修补及防水层恢复含闭水试验二十四小时与垃圾清运至小区指定堆放点并保护电梯轿厢地面墙面共计六十个汉字"
FOLDERS = (paper.TEMPLATES,)


def text_of(sheet: str, one: Record, lang: str = "zh", office: Mapping[str, Plain] | None = None) -> str:
    return "".join(paper.pages(paper.paper(sheet, one, lang, office)))


def folded(text: str) -> str:
    return "".join(text.split())


# ------------------------------------------------------------------ HTML


@pytest.mark.parametrize(("sheet", "lang"), BOTH)
def test_the_html_is_the_golden_one_to_the_byte(sheet: str, lang: str) -> None:
    golden = (paper.ROOT / "tests" / "golden" / f"{sheet}.{lang}.html").read_bytes()
    assert paper.html(sheet, paper.sample(sheet), lang).encode() == golden, "after a wanted change: python tools/golden.py"


@pytest.mark.parametrize(("sheet", "lang"), BOTH)
def test_a_sheet_names_no_folder_of_this_machine_and_asks_for_nothing_but_its_fonts(sheet: str, lang: str) -> None:
    html = paper.html(sheet, paper.sample(sheet), lang)
    assert str(paper.ROOT) not in html
    assert html.count("url(") == html.count(f'url("{glyphs.BESIDE}/') == len(glyphs.FILES)
    assert "http" not in html.replace("http://www.w3.org/2000/svg", "")


NUMBERS = [("1234.5", "1,234.50"), ("0.005", "0.01"), ("-342.30", "−342.30"), ("123456789.01", "123,456,789.01"), ("-0.004", "0.00")]


@pytest.mark.parametrize(("amount", "shown"), NUMBERS)
def test_money_has_two_decimals_thousands_commas_and_a_true_minus(amount: str, shown: str) -> None:
    assert documents.money(Decimal(amount)) == shown


def test_other_values_are_shown_as_people_write_them() -> None:
    assert [documents.percent(Decimal(rate)) for rate in ("0.09", "0.01", "0.005", "0", "0.10")] == ["9%", "1%", "0.5%", "0%", "10%"]
    assert [documents.quantity(held) for held in (Decimal("2.0"), Decimal("-1"), 3, None)] == ["2.0", "−1", "3", ""]
    assert (documents.money(None), documents.day(None), documents.clock(date(2026, 3, 7)), documents.moment(None)) == ("", "", "", "")


# ------------------------------------------------------------------ what a reader finds in the PDF


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_statement_holds_every_amount_name_and_the_words(lang: str) -> None:
    told = text_of("settlement", paper.burst_pipe(), lang)
    amounts = ["160.00", "80.00", "55.50", "46.80", "240.00", "102.30", "314.04", "28.26", "¥342.30", "−342.30", "0.00"]
    names = [
        "张静",
        "138****6621",
        "李强",
        "清和苑5幢802",
        "厨房表后支管爆裂",
        "2026-03-0722:40",
        "2026-03-25",
        "WO-20260307-001",
        "YS-20260307-001",
    ]
    policies = ["charges@2026-01", "service@2026-01", "3f9a07c1d2e4"]
    assert [one for one in (*amounts, *names, *policies, "人民币叁佰肆拾贰元叁角整") if one not in told] == []


def test_the_acceptance_sheet_holds_checks_parts_and_the_warranty() -> None:
    told = text_of("acceptance", paper.burst_pipe())
    wanted = [
        "给水管试压",
        "≥0.6MPa",
        "0.8MPa",
        "铜球阀DN20",
        "交还业主",
        "2026-03-08至2026-09-08",
        "前、后",
        "合格",
        "签字",
        "更换爆裂段，试压合格",
    ]
    assert [one for one in wanted if one not in told] == []


def test_the_dispatch_slip_holds_limits_tools_and_moments() -> None:
    told = text_of("dispatch", paper.burst_pipe())
    wanted = [
        "2026-03-0723:10",
        "2026-03-0822:40",
        "管钳、热熔机",
        "PPR管、铜球阀",
        "手套",
        "P1急修",
        "证号尾号1990",
        "本户厨房、走廊",
        "很满意",
        "加急",
    ]
    assert [one for one in wanted if one not in told] == []


def test_all_digits_and_signs_come_out_of_the_pdf_as_they_went_in() -> None:
    signs = "0123456789 ,.:;-–—…~～·•°%‰§×÷±≤≥≈′″℃Ω㎡m²φΦ№①Ⅱ「」《》（）【】、。，；：？！￥¥€"
    assert folded(signs) in text_of("dispatch", paper.changed(paper.burst_pipe(), "request", description=signs))


@pytest.mark.parametrize(("sheet", "lang"), BOTH)
def test_pages_are_a4_small_and_carry_their_own_fonts(sheet: str, lang: str) -> None:
    data = paper.paper(sheet, paper.sample(sheet), lang)
    found = PdfReader(io.BytesIO(data)).pages
    assert len(found) <= 2 and len(data) < 150_000 * len(found)
    assert all(abs(float(side) - wanted) <= 0.5 for side, wanted in zip(found[0].mediabox[2:], A4, strict=True))
    fonts = [one["/FontDescriptor"] for one in _within(found[0]["/Resources"]) if "/FontDescriptor" in one]
    assert {str(font["/FontName"]).partition("+")[2] for font in fonts} == {"RepairctlSansSC-Regular", "RepairctlSansSC-Bold"}
    assert all("/FontFile2" in font for font in fonts)


def _within(held: Any) -> Iterator[Mapping[str, Any]]:
    """Every dictionary of a PDF below one."""
    held = held.get_object() if hasattr(held, "get_object") else held
    if isinstance(held, Mapping):
        yield held
    for one in held.values() if isinstance(held, Mapping) else held if isinstance(held, list) else ():
        yield from _within(one)


@pytest.mark.parametrize("sheet", sheets.SHEETS)
def test_the_qr_code_reads_from_a_raster_of_120_dpi(sheet: str) -> None:
    one = paper.sample(sheet)
    page = pypdfium2.PdfDocument(paper.paper(sheet, one))[0]
    (found,) = {one.text for one in zxingcpp.read_barcodes(page.render(scale=120 / 72).to_pil())}
    assert found.splitlines() == [
        "repairctl",
        sheets.view(sheet, one, paper.around())["number"],
        one.id,
        sheets.code_of(sheet, one, account=paper.account()),
        "3f9a07c1d2e4",
    ]


ELSEWHERE = """
import hashlib, sys
sys.path.insert(0, {root!r})
from repairctl import sheets
from tests import paper
print([hashlib.sha256(paper.paper(sheet, paper.sample(sheet))).hexdigest() for sheet in sheets.SHEETS])
"""


def test_the_bytes_are_the_same_in_another_process_zone_and_folder(tmp_path: Path) -> None:
    found = []
    for zone, seed, folder in (("UTC", "1", tmp_path), ("America/St_Johns", "2", paper.ROOT)):
        surroundings = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
        program = [sys.executable, "-c", ELSEWHERE.format(root=str(paper.ROOT))]
        found.append(subprocess.run(program, cwd=folder, env=surroundings, capture_output=True, encoding="utf-8", check=True).stdout)
    here = [hashlib.sha256(paper.paper(sheet, paper.sample(sheet))).hexdigest() for sheet in sheets.SHEETS]
    assert [ast.literal_eval(one) for one in found] == [here, here]


# ------------------------------------------------------------------ many lines, long words, hardly any


@pytest.mark.parametrize("count", [0, 1, 6, 12, 14, 16, 18, 20, 22, 34, 200])
def test_the_signatures_stand_with_the_totals_and_every_page_has_head_and_number(count: int) -> None:
    found = paper.pages(paper.paper("settlement", paper.with_lines(count)))
    assert [page for page in found if "签字" in page or "价税合计（大写）" in page] == found[-1:]
    assert "签字" in found[-1]
    with_rows = [page for page in found if "第" in page and "项" in page.replace("项目", "")]
    assert all("序类别项目与说明单位数量" in page for page in with_rows)
    assert all(f"第{number}页/共{len(found)}页" in page for number, page in enumerate(found, 1))
    assert all(f"第{number}项" in "".join(found) for number in range(1, count + 1))


def test_two_hundred_lines_stay_small() -> None:
    data = paper.paper("settlement", paper.with_lines(200))
    assert len(data) < 150_000


def test_long_names_and_nine_digits_stay_inside_the_page() -> None:
    big = paper.with_lines(2, description=LONG, unit_price=Decimal("123456789.01"))
    words = "人民币负壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分"
    total = Decimal("-123456789.01")
    big = paper.changed(big, "settlement", net=total, total=total, payable=total, in_words=words)
    data = paper.paper("settlement", big, "zh", {"name": LONG, "name_en": "Long " * 12, "address": LONG})
    told = "".join(paper.pages(data))
    assert [one for one in (LONG, "123,456,789.01", "¥−123,456,789.01", "−123,457,131.31", words) if one not in told] == []
    page = pypdfium2.PdfDocument(data)[0]
    white = page.render(scale=1, grayscale=True).to_pil().crop((int(A4[0]) - 36, 0, int(A4[0]), int(A4[1])))
    assert white.getextrema() == (255, 255)  # nothing in the right margin


def test_a_record_with_hardly_anything_prints_a_slip_to_write_on() -> None:
    bare = record("""
    request: {description: 漏水}
    place: {spot: 大门}
    log:
    - {step: report, at: 2026-03-07 22:40, by: S-01}
    - {step: dispatch, at: 2026-03-07 22:45, by: S-01, technician: S-11}
    """)
    empty = replace(paper.around(), office={"name": "物业"}, verdicts=(), certificates={}, policy=(), commit="")
    html = paper.DOCUMENTS.html("order/dispatch.html.j2", sheets.view("dispatch", bare, empty))
    assert html.count('<tr class="blank">') == 4
    (page,) = paper.pages(pdf.pdf(html, paper.PRINTED, bare.id))
    assert [one for one in ("漏水", "大门", "未完原因", "□很满意", "接单", "签字") if one not in page] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_practice_office_says_so_across_the_page(lang: str) -> None:
    told = [
        word in text_of("settlement", paper.burst_pipe(), lang, {"practice": held})
        for held in (True, None)
        for word in ("练习", "PRACTICE")
    ]
    assert told == [lang == "zh", lang == "en", False, False]


# ------------------------------------------------------------------ hostile text

HOSTILE = [
    "<script>alert(1)</script>",
    "{{7*7}}{% raw %}",
    "</td></table></style>",
    '"; } * { display: none',
    r"a\b\26 c",
    "'&amp;<!--",
    "]]>\n}",
]


def hostile_record(sheet: str, text: str) -> Record:
    """The sample of a sheet with the text in every place where a person may write freely."""
    one = paper.sample(sheet)
    boxes = {box.name: _hostile(one.sections.get(box.name, () if box.many else {}), box.fields, text) for box in one.kind.sections}
    log = tuple(replace(entry, filled=_hostile(entry.filled, _fields(one, entry.step), text)) for entry in one.story)
    of = {step: tuple(entry for entry in log if entry.step == step) for step in one.of}
    return replace(one, sections=boxes, story=log, of=of)


def _fields(one: Record, step: str) -> tuple[Field, ...]:
    found = one.kind.step(step)
    return found.fields if found else ()


def _hostile(held: Any, fields: tuple[Field, ...], text: str) -> Any:
    """Every text of a box, an entry or rows changed; a list of rows that is empty has one."""
    if isinstance(held, tuple):
        return tuple(_hostile(row, fields, text) for row in held or ({},))
    made: dict[str, Any] = {"text": text, "words": (text,)}
    rows = {one.name: _hostile(held.get(one.name, ()), one.rows, text) for one in fields if one.type == "rows"}
    return {**held, **{one.name: made[one.type] for one in fields if one.type in made}, **rows}


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("sheet", [name for name, one in sheets.of_kind("order").items() if one.ready(paper.burst_pipe()) or not one.each])
def test_hostile_text_is_printed_as_it_was_written(sheet: str, text: str) -> None:
    office: dict[str, Plain] = dict.fromkeys(paper.OFFICE, text)
    people = {id: {"name": text, "phone": text} for id in paper.PEOPLE}
    around = replace(paper.around(office=office), people=people, places={"QH-5-802": text}, policy=(text,))
    html = paper.DOCUMENTS.html(sheets.SHEETS[sheet].template, sheets.view(sheet, hostile_record(sheet, text), around))
    assert ("<script" in html, html.count("</style>"), html.count("</body>")) == (False, 1, 1)
    (*_, last) = paper.pages(pdf.pdf(html, paper.PRINTED, "x"))
    footer = last[last.rindex("校验") - 3 * len(text) - 60 :]
    assert folded(text) in footer
    assert last.count(folded(text)) >= 4


# ------------------------------------------------------------------ characters that the font lacks

LACKING = ["😀", "𬎆", "\u200b", "\u200f", "\u202e", "\ufeff", "\ue000", "\x07"]


@pytest.mark.parametrize("char", LACKING)
def test_a_character_that_the_font_lacks_is_named_with_its_field(char: str) -> None:
    one = paper.with_lines(3, description=f"阀{char}门")
    with pytest.raises(NoGlyph) as refused:
        paper.html("settlement", one)
    sentence = refused.value.sentences[0]
    assert sentence.facts["field"] == "lines.1.description"
    assert f"U+{ord(char):04X}" in str(sentence.facts["chars"])
    view = sheets.view("settlement", one, paper.around())
    assert "阀〓门" in paper.DOCUMENTS.html("order/settlement.html.j2", view, replace_missing="〓")


def test_what_stands_in_for_a_missing_character_must_itself_be_in_the_font() -> None:
    view = sheets.view("settlement", paper.burst_pipe(), paper.around())
    with pytest.raises(NoGlyph) as refused:
        paper.DOCUMENTS.html("order/settlement.html.j2", view, replace_missing="😀")
    assert refused.value.sentences[0].facts["field"] == "--replace-missing"


def test_rare_characters_of_names_are_there() -> None:
    assert glyphs.lacking("周珺昇喆堃瑄啰镕赟㛃𬍛−²") == ()
    assert len(glyphs.coverage()) > 9_600


# ------------------------------------------------------------------ templates of the office


def own(folder: Path, text: str | bytes) -> Documents:
    """The office's copy of a template, before the shipped ones."""
    (folder / "order").mkdir()
    (folder / "order" / "settlement.html.j2").write_bytes(text.encode() if isinstance(text, str) else text)
    return Documents((folder, *FOLDERS))


BROKEN: Mapping[str, tuple[str | bytes, int, str]] = {
    "a misspelt name": ("\n\n{{ totl }}", 3, "'totl' is undefined"),
    "no end": ("{% for one in lines %}\n", 1, "endfor"),
    "an unknown filter": ("\n{{ record|shout }}", 2, "shout"),
    "an endless range": ("{% for one in range(999999999) %}{% endfor %}", 1, "Range too big"),
    "a division by nothing": ("\n{{ 1 / 0 }}", 2, "division"),
    "a way out": ("\n\n\n{{ ''.__class__.__mro__ }}", 4, "unsafe"),
    "itself": ("{% include 'order/settlement.html.j2' %}", 1, "recursion"),
    "too far": ("{{ lines[99].amount }}", 1, "99"),
    "a change of what is shown": ("{{ lines.append(1) }}", 1, "unsafe"),
    "a macro of the house used wrongly": ("\n{% import '_house.html.j2' as house with context %}\n{{ house.facts(7) }}", 2, "iterable"),
    "another encoding": ("结算单".encode("gbk"), 1, "decode"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_template_is_named_with_its_line(fault: str, tmp_path: Path) -> None:
    text, line, problem = BROKEN[fault]
    with pytest.raises(BrokenTemplate) as refused:
        own(tmp_path, text).html("order/settlement.html.j2", sheets.view("settlement", paper.burst_pipe(), paper.around()))
    facts = refused.value.sentences[0].facts
    assert problem in str(facts["problem"])
    assert str(facts["name"]).startswith("templates/")
    assert fault.startswith("a macro") or (facts["name"], facts["line"]) == ("templates/order/settlement.html.j2", line)


@pytest.mark.parametrize("name", ["order/nothing.html.j2", "../secret.html.j2", "/etc/hostname"])
def test_a_template_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(NoTemplate, match=name):
        paper.DOCUMENTS.html(name, sheets.view("settlement", paper.burst_pipe(), paper.around()))


def test_the_offices_own_template_comes_before_the_shipped_one(tmp_path: Path) -> None:
    html = own(tmp_path, "{{ record }} {{ none_here|default('-') }}").html("order/settlement.html.j2", {"lang": "zh", "record": "WO-1"})
    assert html == "WO-1 -"


def test_a_character_of_a_template_that_the_font_lacks_is_named_with_the_template(tmp_path: Path) -> None:
    with pytest.raises(NoGlyph) as refused:
        own(tmp_path, "☎️ {{ record }}").html("order/settlement.html.j2", {"lang": "zh", "record": "WO-1"})
    assert refused.value.sentences[0].facts["field"] == "templates/order/settlement.html.j2"


PLANTED = [
    '<img src="{url}">',
    '<link rel="stylesheet" href="{url}">',
    '<style>@import url("{url}"); body {{ background: url("{url}") }}</style>',
    '<svg><image href="{url}" width="9" height="9"/></svg><div style="background: url({url})">x</div>',
]


@pytest.mark.parametrize("planted", PLANTED)
def test_nothing_is_fetched_from_the_network(planted: str) -> None:
    with listening() as (url, door):
        with pytest.raises(pdf.NotFetched, match=r"http://127\.0\.0\.1"):
            pdf.pdf(f"<html><body>{planted.format(url=url)}</body></html>", paper.PRINTED, "x")
        with pytest.raises(BlockingIOError):
            door.accept()


def test_no_file_of_the_machine_is_read(tmp_path: Path) -> None:
    picture = tmp_path / "secret.png"
    picture.write_bytes((paper.ROOT / "docs" / "statement.png").read_bytes())
    for url in (picture.as_uri(), "../office.yaml", "repairctl-fonts/../../secret.ttf"):
        with pytest.raises(pdf.NotFetched):
            pdf.pdf(f'<html><body><img src="{url}"></body></html>', paper.PRINTED, "x")


def test_a_picture_inside_the_template_is_shown() -> None:
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    data = pdf.pdf(f'<html><body><img src="data:image/png;base64,{dot}" style="width:9mm"></body></html>', paper.PRINTED, "x")
    assert len(PdfReader(io.BytesIO(data)).pages[0].images) == 1


@contextmanager
def listening() -> Iterator[tuple[str, Any]]:
    """An address at which somebody would notice a visitor."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.setblocking(False)
        yield f"http://127.0.0.1:{door.getsockname()[1]}/x.png", door


# ------------------------------------------------------------------ printing in an office

STORY = """
2026-03-07T22:40 order report --unit QH-5-802 --part private --channel phone --reporter P-0802 --relation owner --description 漏水 --occurred-at 2026-03-07T22:35 --impact-scope 本户 --urgency emergency --item pipe --by S-01
2026-03-07T22:45 order dispatch 1 --technician S-11 --by S-01
"""
NOW = "2026-03-07T22:50"
WO = "WO-20260307-001"


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    one = begun(tmp_path_factory.mktemp("town"))
    one.tell(STORY)
    return one


def test_html_pdf_and_the_fonts_for_a_browser_land_in_out(clerk: Clerk) -> None:
    said = clerk.give(NOW, f"order print {WO} 派工单 --pdf --document-lang zh")
    names = ["派工单_PG-20260307-001.html", "派工单_PG-20260307-001.pdf"]
    assert (said.code, [Path(line).name for line in said.out.splitlines()]) == (0, names), said.err
    assert {path.name for path in (clerk.office / "out" / glyphs.BESIDE).iterdir()} == set(glyphs.FILES)
    told = "".join(paper.pages((clerk.office / "out" / names[1]).read_bytes()))
    assert [one for one in ("李强", "张静", "2026-03-0723:10", "service@2026-01") if one not in told] == []


def test_a_sheet_that_comes_later_is_refused(clerk: Clerk) -> None:
    assert clerk.give(NOW, f"order print {WO} settlement").code == 3


def test_without_an_engine_the_html_is_kept_and_named(clerk: Clerk, tmp_path: Path) -> None:
    for engine in ("plutoprint", "weasyprint"):
        (tmp_path / f"{engine}.py").write_text("raise ImportError('no wheel for this machine')\n", encoding="utf-8")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").symlink_to(shutil.which("git") or "")  # and no browser
    surroundings = {
        **os.environ,
        "PATH": str(tmp_path / "bin"),
        "PYTHONPATH": f"{tmp_path}{os.pathsep}{paper.ROOT}",
        "REPAIRCTL_NOW": NOW,
        "PYTHONIOENCODING": "utf-8",
    }
    program = [
        sys.executable,
        "-m",
        "repairctl",
        "order",
        "print",
        WO,
        "dispatch",
        "--pdf",
        "--out",
        str(tmp_path / "here"),
        "--document-lang",
        "en",
    ]
    done = subprocess.run(program, cwd=clerk.office, env=surroundings, capture_output=True, encoding="utf-8")
    assert done.returncode == 4
    assert "dispatch_PG-20260307-001.html" in folded(done.stderr)
    assert sorted(path.name for path in (tmp_path / "here").iterdir()) == ["dispatch_PG-20260307-001.html", glyphs.BESIDE]


def test_a_broken_template_of_the_office_stops_the_print_and_says_where(clerk: Clerk) -> None:
    template = clerk.office / "templates" / "order" / "dispatch.html.j2"
    shipped = (ROOT / "templates" / "order" / "dispatch.html.j2").read_text(encoding="utf-8")
    template.parent.mkdir()
    template.write_text(shipped.replace("if expedited", "if expeditted"), encoding="utf-8")
    said = clerk.give(NOW, f"order print {WO} dispatch --out elsewhere --document-lang en")
    template.unlink()
    template.parent.rmdir()
    assert (said.code, "templates/order/dispatch.html.j2:2" in said.err, (clerk.office / "elsewhere").exists()) == (3, True, False), (
        said.err
    )
