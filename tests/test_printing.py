"""Printing: one record, several, a month; in one file, in every form, again, and to a printer. Every file is whole, named for any system."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from datetime import date
from html import escape
from pathlib import Path

import pypdfium2
import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from repairctl.actions import print_files, print_pages
from repairctl.edges import html_many, html_parts, pdf, pdf_chromium, pdf_reading, plain_text, printings, word_file
from repairctl.inputs.typed import plain
from tests import paper
from tests.clerk import ROOT, Clerk, Said, begun
from tests.terminal import terminal

NOW = "2026-03-09T09:00"
LATER = "2026-04-02T09:00"
CALL = """
2026-03-07T22:40 report --unit QH-5-802 --description 厨房表后支管爆裂 --channel phone --reporter P-0802 --by S-01
2026-03-07T22:45 dispatch 1 --technician S-11 --by S-01
2026-03-08T10:00 report --unit QH-1-303 --description 客厅插座打火 --channel phone --reporter P-0303 --by S-01
"""
SAMPLE = (paper.SAMPLES / "order" / "WO-20260307-001.yaml").read_text(encoding="utf-8").replace("2026-09-08", "2026-06-08")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An order on its way and one that was only reported; to be copied."""
    clerk = begun(tmp_path_factory.mktemp("told"))
    clerk.tell(CALL)
    return clerk.office


@pytest.fixture
def clerk(told: Path, tmp_path: Path) -> Clerk:
    return Clerk(shutil.copytree(told, tmp_path / "office"))


def month(office: Path, count: int) -> Clerk:
    """So many settled orders more, recorded by hand."""
    clerk, folder = Clerk(office), office / "records/orders/2026/03"
    for number in range(101, 101 + count):
        id = f"WO-202603{number % 28 + 1:02}-{number}"
        text = f"kind: order\nid: {id}\n{SAMPLE.replace('WO-20260307-001', id)}"
        (folder / f"{id}.yaml").write_text(text, encoding="utf-8")
    clerk.git("add", ".")
    clerk.git("commit", "-qm", "a month")
    return clerk


def out(clerk: Clerk, ending: str = "") -> list[str]:
    return sorted(path.name for path in (clerk.office / "out").glob(f"*{ending}") if path.is_file())


def given(clerk: Clerk, command: str, code: int = 0, now: str = NOW) -> Said:
    said = clerk.give(now, command)
    assert said.code == code, said
    return said


# ------------------------------------------------------------------ which records


def test_several_orders_are_printed_and_who_has_not_come_so_far_is_left_out_with_the_way_on(clerk: Clerk) -> None:
    said = given(clerk, "order print 7-1 8-1 dispatch", 3)
    assert out(clerk, ".html") == ["派工单_PG-20260307-001.html"]
    assert "1 left out" in said.err and "repairctl order dispatch WO-20260308-001" in " ".join(said.err.split())


def test_without_a_document_each_record_of_a_filter_has_the_last_it_has_come_to_and_the_answer_names_it(clerk: Clerk) -> None:
    said = given(clerk, "order print --status dispatched")
    assert out(clerk, ".html") == ["派工单_PG-20260307-001.html"] and "1 dispatch slip" in said.err
    told = " ".join(given(clerk, "order print --month 2026-03").err.split())
    assert "1 request register" in told and "1 dispatch slip" in told


def test_the_kind_need_not_be_said_with_an_id_or_a_range(clerk: Clerk) -> None:
    assert len(given(clerk, "print 7-1 dispatch --json").json["files"]) == 1
    assert len(given(clerk, "打印 7-1..7-1 派工单 --json").json["files"]) == 1
    given(clerk, "print TS-1 dispatch", 2)
    given(clerk, "print P-0802 dispatch", 2)


def test_ids_and_a_filter_are_not_given_together(clerk: Clerk) -> None:
    given(clerk, "order print 7-1 --status dispatched", 2)
    given(clerk, "order print --status dispatched --where status=dispatched", 2)
    given(clerk, "order print", 2)
    given(clerk, "order print 7-1 不存在的单", 2)


def test_what_is_not_of_the_month_is_not_printed(clerk: Clerk) -> None:
    said = given(clerk, "order print --month 2026-02 --document dispatch --json")
    assert said.json["files"] == [] and said.json["left_out"] == []
    found = given(clerk, "order print --month 2026-03 --document dispatch --json", 3).json
    assert [one["id"] for one in found["documents"]] == ["WO-20260307-001"]
    assert [one["id"] for one in found["left_out"]] == ["WO-20260308-001"]


def test_what_is_not_as_computed_is_left_out_and_named_with_its_line(clerk: Clerk) -> None:
    month(clerk.office, 2)
    path = next((clerk.office / "records").rglob("WO-*-101.yaml"))
    path.write_text(path.read_text(encoding="utf-8").replace("total: 342.30", "total: 342.31"), encoding="utf-8")
    said = given(clerk, "order print --status settled --document settlement", 1, LATER)
    assert len(out(clerk, ".html")) == 1 and "101.yaml:" in said.err and f"repairctl check {path.stem}" in " ".join(said.err.split())


# ------------------------------------------------------------------ one file


def test_a_month_of_120_is_one_pdf_with_page_numbers_of_each_document_and_the_fonts_once(clerk: Clerk) -> None:
    month(clerk.office, 120)
    said = given(clerk, "order print --status settled --month 2026-03 --document settlement --merge --pdf", now=LATER)
    assert out(clerk) == ["结算单_2026-03.html", "结算单_2026-03.manifest.json", "结算单_2026-03.pdf"], said.err
    data = (clerk.office / "out" / "结算单_2026-03.pdf").read_bytes()
    pages = paper.pages(data)
    assert len(pages) == 120 and all("第1页/共1页" in page for page in pages) and len(data) < 120 * 10_000
    assert [page.count("JS-20260328-111") > 0 for page in pages].count(True) == 1
    assert len({key for page in PdfReader(io.BytesIO(data)).pages for key in page["/Resources"]["/Font"]}) <= 8  # type: ignore[index]


def test_sheets_of_many_pages_are_numbered_each_for_itself() -> None:
    long = paper.html("settlement", paper.with_lines(60))
    short = paper.html("settlement", paper.sample("settlement"))
    pages = paper.pages(pdf.book([long, short, long], paper.PRINTED, "x"))
    alone = paper.pages(pdf.pdf(long, paper.PRINTED, "x"))
    assert len(pages) == 2 * len(alone) + 1 and pages[: len(alone)] == alone == pages[-len(alone) :]
    assert f"第{len(alone)}页/共{len(alone)}页" in pages[len(alone) - 1] and "第1页/共1页" in pages[len(alone)]


def test_sheets_that_share_their_fonts_look_as_they_do_alone() -> None:
    html = paper.html("settlement", paper.sample("settlement"))
    both = [pypdfium2.PdfDocument(one)[0].render(scale=1).to_pil().tobytes() for one in (
        pdf.pdf(html, paper.PRINTED, "x"), pdf.book([html, html], paper.PRINTED, "x"))]  # fmt: skip
    assert both[0] == both[1]


def test_a_sheet_in_a_merge_fetches_nothing() -> None:
    with pytest.raises(pdf.NotFetched):
        pdf.book(['<img src="http://127.0.0.1/a.png">'], paper.PRINTED, "x")


def test_the_merged_html_has_every_sheet_its_own_foot_and_one_style() -> None:
    first = paper.html("settlement", paper.burst_pipe())
    sheets = [first, first.replace("#1f3a5f", "#000000"), first]
    html = html_many.many(sheets, "{}")
    assert html.count("@page p") == 3 and html.count("@scope") == 2 and html.count("@font-face") == 2
    assert html.count("<body>") == 1 and html.count('class="sheet') == 3 and html.count("{") == html.count("}")
    told = html_parts.words(html_parts.blocks(html))
    assert told == "\n".join(html_parts.words(html_parts.blocks(one)) for one in sheets)


def test_nothing_to_print_writes_no_file_and_says_so(clerk: Clerk) -> None:
    said = given(clerk, "order print --month 2026-02 --document dispatch --merge --pdf")
    assert "Nothing was printed" in said.err and not (clerk.office / "out").exists()


# ------------------------------------------------------------------ forms


def test_a_sheet_is_printed_in_every_form_that_was_asked_for(clerk: Clerk) -> None:
    given(clerk, "order print 7-1 dispatch --to png --to docx --to text --to pdf")
    assert out(clerk) == sorted(f"派工单_PG-20260307-001.{end}" for end in ("png", "docx", "txt", "pdf", "manifest.json"))
    picture = (clerk.office / "out" / "派工单_PG-20260307-001.png").read_bytes()
    assert picture.startswith(b"\x89PNG") and int.from_bytes(picture[16:20]) in (1240, 1241)
    given(clerk, "order print 7-1 dispatch --to gif", 2)


@pytest.mark.parametrize("sheet", ["settlement", "acceptance", "dispatch"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_plain_text_and_the_word_document_say_all_that_the_page_says(sheet: str, lang: str) -> None:
    blocks = html_parts.blocks(paper.html(sheet, paper.sample(sheet), lang))
    wanted = "".join(html_parts.words(blocks).split())
    text = plain_text.text(blocks)
    assert sorted("".join(text.split())) == sorted(wanted)
    assert all(plain_text.cells(line) <= 80 for line in text.splitlines())
    with zipfile.ZipFile(io.BytesIO(word_file.document(blocks))) as packed:
        body = packed.read("word/document.xml").decode()
    assert "".join("".join(html_parts.words(html_parts.blocks(body.replace("w:t ", "p ").replace("w:t>", "p>"))).split())) == wanted


def test_hostile_text_is_text_in_every_form() -> None:
    evil = "</w:t><script>alert(1)</script>=1+1 \x1b[31m\x00&amp;"
    html = paper.html("settlement", paper.changed(paper.burst_pipe(), "request", description=evil.replace("\x1b", "").replace("\x00", "")))
    blocks = html_parts.blocks(html)
    assert "<script>alert(1)</script>=1+1" in plain_text.text(blocks)
    data = word_file.document([*blocks, html_parts.Text(evil)])
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        body = packed.read("word/document.xml").decode()
    assert "<script>" not in body and "\x1b" not in body and "\x00" not in body
    assert data == word_file.document([*blocks, html_parts.Text(evil)])


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("派工单_../../etc/passwd", "派工单_..-..-etc-passwd"),
        ('a<b>:"c|d?e*f\\g', "a-b---c-d-e-f-g"),
        ("a\x00b\nc  d", "a-b-c_d"),
        ("trailing. . ", "trailing"),
        ("...", "-"),
        ("长" * 100, "长" * 60),
    ],
)
def test_a_file_has_a_name_that_every_system_takes_and_lies_in_its_folder(tmp_path: Path, name: str, safe: str) -> None:
    assert print_files.stem(tmp_path, name) == tmp_path / safe


# ------------------------------------------------------------------ manifest, copies, what is void


def test_the_manifest_says_of_what_everything_was_made_and_so_does_the_note(clerk: Clerk) -> None:
    given(clerk, "order print 7-1 dispatch --pdf")
    folder = clerk.office / "out"
    held = json.loads((folder / "派工单_PG-20260307-001.manifest.json").read_bytes())
    assert held["files"] == {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in held["files"]}
    (one,) = held["printed"]
    assert one["content"].startswith(one["code"].replace("-", "")) and one["commit"] == clerk.git("rev-parse", "HEAD")[:12]
    assert one["record"] == "WO-20260307-001" and one["engine"].startswith("plutoprint ") and len(one["template"]) == len(one["font"]) == 64
    (noted,) = printings.kept(clerk.office, "WO-20260307-001")
    assert noted.pdf == held["files"]["派工单_PG-20260307-001.pdf"] and noted.template == one["template"]


def test_another_house_file_is_another_template(clerk: Clerk) -> None:
    given(clerk, "order print 7-1 dispatch")
    house = clerk.office / "templates" / "_house.html.j2"
    house.parent.mkdir(exist_ok=True)
    house.write_text((paper.TEMPLATES / "_house.html.j2").read_text(encoding="utf-8").replace("#1f3a5f", "#000"), encoding="utf-8")
    given(clerk, "order print 7-1 dispatch")
    first, second = printings.kept(clerk.office, "WO-20260307-001")
    assert first.template != second.template and first.content == second.content


def test_a_second_copy_says_so_in_the_answer_and_on_the_paper_and_keeps_its_code(clerk: Clerk) -> None:
    first = given(clerk, "order print 7-1 dispatch --json").json
    said = given(clerk, "order print 7-1 dispatch")
    assert "copy 2, first printed" in said.err and "补打" in (clerk.office / "out" / out(clerk, ".html")[0]).read_text(encoding="utf-8")
    assert given(clerk, "order print 7-1 dispatch --json").json["code"] == first["code"]


def test_a_copy_that_is_not_true_any_more_is_told_when_it_is_printed_anew(clerk: Clerk) -> None:
    code = given(clerk, "order print 7-1 dispatch --json").json["code"]
    clerk.tell(f"{NOW} amend 7-1 request.description=厨房总阀爆裂 --why 听错 --by S-01")
    said = " ".join(given(clerk, "order print 7-1 dispatch").err.split())
    assert f"is void, for something was changed since; what: repairctl verify PG-20260307-001 {code}" in said
    assert "补打" not in (clerk.office / "out" / out(clerk, ".html")[0]).read_text(encoding="utf-8")


def test_the_command_for_the_printer_is_shown_and_run_only_with_yes_and_its_copies_count(clerk: Clerk, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "lp").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/lp.log\n')
    (programs / "lp").chmod(0o755)
    around = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    said = clerk.give(NOW, "order print 7-1 dispatch --send-to HP1 --copies 3", **around)
    assert "lp -d HP1 -n 3 -o media=A4 -o sides=one-sided -o print-scaling=none" in said.err and not (tmp_path / "lp.log").exists()
    assert clerk.give(NOW, "order print 7-1 dispatch --send-to HP1 --copies 3 --yes", **around).code == 0
    assert (tmp_path / "lp.log").read_text(encoding="utf-8").startswith("-d HP1 -n 3 ")
    assert [(one.sent, one.copies) for one in printings.kept(clerk.office, "WO-20260307-001")] == [("", 1), ("HP1", 3)]
    (programs / "lp").write_text("#!/bin/sh\necho 'lp: no such printer' >&2\nexit 1\n")
    failed = clerk.give(NOW, "order print 7-1 dispatch --send-to HP1 --yes", **around)
    assert failed.code == 4 and "no such printer" in failed.err
    given(clerk, "order print 7-1 dispatch --send-to=-o", 2)


def test_without_an_engine_the_html_of_a_merge_is_there_all_the_same(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "plutoprint", None)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.setattr(pdf_chromium, "found", lambda: "")  # a browser is found in many places
    for more in ("", " --merge"):
        said = given(clerk, f"order print 7-1 dispatch --to pdf{more}", 4)
        path = next((clerk.office / "out").glob("*.html"))
        assert str(path) in said.err and not out(clerk, ".pdf")
        path.unlink()


def test_without_a_screen_nothing_is_opened_and_nothing_printed(clerk: Clerk) -> None:
    said = clerk.give(NOW, "order print 7-1 dispatch --open", DISPLAY="", WAYLAND_DISPLAY="")
    assert said.code == 4 and "--open" in said.err and not (clerk.office / "out").exists()


# ------------------------------------------------------------------ again


def test_a_sheet_is_made_again_to_the_byte_on_another_day_in_another_zone_and_folder(clerk: Clerk, tmp_path: Path) -> None:
    code = given(clerk, "order print 7-1 dispatch --pdf --json").json["code"]
    first = {path.suffix: path.read_bytes() for path in (clerk.office / "out").iterdir() if path.suffix in (".pdf", ".html")}
    (tmp_path / "first.pdf").write_bytes(first[".pdf"])
    clerk.tell(f"{NOW} amend 7-1 request.description=厨房总阀爆裂 --why 听错 --by S-01")
    for number, named in enumerate((code, str(tmp_path / "first.pdf"), str(clerk.office / "out" / out(clerk, ".manifest.json")[0]))):
        to = tmp_path / f"again{number}"
        command = ["--office", str(clerk.office), "--as-printed", named, "--pdf", "-o", str(to)]
        around = {
            **os.environ,
            "REPAIRCTL_NOW": "2031-01-05T03:00",
            "TZ": "America/New_York",
            "PYTHONHASHSEED": "7",
            "PYTHONPATH": str(ROOT),
        }
        subprocess.run([sys.executable, "-m", "repairctl", "order", "print", *command], cwd=tmp_path, env=around, check=True)
        assert {path.suffix: path.read_bytes() for path in to.iterdir() if path.is_file()} == first
    assert len(printings.kept(clerk.office, "WO-20260307-001")) == 1


def test_what_was_never_printed_cannot_be_made_again(clerk: Clerk, tmp_path: Path) -> None:
    given(clerk, "order print --as-printed 1234-abcd", 3)
    (tmp_path / "strange.pdf").write_bytes(b"%PDF-1.7\n")
    given(clerk, f"order print --as-printed {tmp_path}/strange.pdf", 3)


@pytest.mark.parametrize(
    "said",
    [
        {"day": "someday"}, {"document": "nothing"}, {"as_of": 10**18}, {"as_of": -5}, {"lang": "../x"}, {"commit": "--all"},
        {"number": "\x1b[31m"}, {"record": 7}, {"which": "1"}, {"as_of": None},
    ],
    ids=str,
)  # fmt: skip
def test_a_file_that_says_nonsense_of_itself_is_none_of_ours(clerk: Clerk, said: dict[str, object]) -> None:
    given(clerk, "order print 7-1 dispatch")
    path = clerk.office / "out" / out(clerk, ".html")[0]
    (note,) = print_pages.said_in(path.read_text(encoding="utf-8"))
    row = {name: getattr(note, name) for name in print_pages.TOLD} | said
    told = escape(json.dumps({"sort": print_pages.SORT, "sheets": [row]}))
    path.write_text(f'<meta name="keywords" content="{told}">', encoding="utf-8")
    assert clerk.give(NOW, f"order print --as-printed {path}").code == 3
    assert clerk.give(NOW, f"verify {path}").code == 2


# ------------------------------------------------------------------ whole files


def test_a_person_at_a_terminal_sees_how_far_it_has_come(clerk: Clerk) -> None:
    month(clerk.office, 20)
    one = terminal(clerk.office, ["order", "print", "--status", "settled", "--document", "settlement", "--merge", "--to", "pdf"], LATER)
    assert one.end() == 0 and "] 19/20" in one.screen and "] 20/20" in one.screen


@pytest.mark.slow
def test_whoever_is_killed_while_printing_leaves_whole_files(clerk: Clerk) -> None:
    month(clerk.office, 60)
    for round_ in range(6):
        process = clerk.start(LATER, ["order", "print", "--status", "settled", "--document", "settlement", "--pdf"])
        time.sleep(0.7 + 0.25 * round_)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for path in (clerk.office / "out").glob("*"):
            if path.suffix == ".pdf":
                assert len(PdfReader(path).pages) == 1
            elif path.suffix == ".html":
                assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")
            elif path.suffix == ".json":
                assert json.loads(path.read_bytes())["printed"]
    given(clerk, "order print --status settled --document settlement --pdf --json", now=LATER)


# ------------------------------------------------------------------ keywords


@pytest.mark.parametrize("text", ["plain", "with (brackets) and \\ and )", '{"a":"\\u5929"}', "天地 𬎆", "line\nbreak"])
def test_the_keywords_of_a_pdf_are_read_as_a_library_reads_them(text: str) -> None:
    data = pdf.book(["<p>x</p>"], date(2026, 3, 12), "t", keywords=text)
    info = PdfReader(io.BytesIO(data)).metadata
    assert info is not None and pdf_reading.keywords(data) == info.keywords == text


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"%PDF-1.7\nstream\nxx\nendstream /Keywords (", b"\x00" * 100, b"stream" * 50])
def test_what_is_no_pdf_of_ours_has_no_keywords(data: bytes) -> None:
    assert pdf_reading.keywords(data) == ""


def test_a_note_that_cannot_be_read_is_passed_over_and_the_others_are_kept(tmp_path: Path) -> None:
    one = printings.Printing("dispatch", 1, "1234-abcd", "zh")
    printings.keep(tmp_path, "WO-1", one)
    path = tmp_path / printings.FOLDER / "WO-1.json"
    held = json.loads(path.read_bytes())
    path.write_text(json.dumps([{"document": 7}, *held, {"document": "a", "at": 1, "code": "b", "later": "x"}]))
    assert printings.kept(tmp_path, "WO-1") == (one, replace(one, document="a", code="b", lang=""))
    path.write_text("[" * 100_000)
    assert printings.kept(tmp_path, "WO-1") == ()


def test_full_width_codes_are_read() -> None:
    assert plain("３ｆ９ａ－０７ｃ１") == "3f9a-07c1"


def test_the_digest_of_a_template_finds_all_that_the_templates_bring_in() -> None:
    import jinja2
    from jinja2 import meta

    from repairctl.edges import documents_hash

    for path in sorted((ROOT / "templates").rglob("*.j2")):
        parsed = jinja2.Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        assert set(documents_hash._names(path.read_bytes())) == {one for one in meta.find_referenced_templates(parsed) if one}, path
