"""The office's own templates: listed, begun, edited, checked, looked at; a broken one stops a print, and never a step."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from pypdf import PdfReader

from repairctl import office as offices
from repairctl import sheets
from repairctl.actions import template_trials as trials
from repairctl.actions import templates
from repairctl.cli.own_codes import OWN
from repairctl.edges import documents_lint, pdf
from repairctl.office import Office
from tests import paper
from tests.clerk import Clerk, begun

NOW = "2026-03-08T09:00"
REPORT = "order report --unit QH-5-802 --part private --channel phone --reporter P-0802 --description 漏水 --urgency emergency --by S-01"


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    one = begun(tmp_path_factory.mktemp("office"))
    one.tell(f"2026-03-07T22:40 {REPORT}\n2026-03-07T22:45 order dispatch 1 --technician S-11 --by S-01")
    return one


@pytest.fixture
def fresh(clerk: Clerk) -> Clerk:
    """The office with no template of its own."""
    for path in (clerk.office / "templates").rglob("*.j2"):
        path.unlink()
    if subprocess.run(["git", "ls-files", "templates/order"], cwd=clerk.office, capture_output=True, check=True).stdout:
        subprocess.run(["git", "commit", "-qam", "Take the templates away"], cwd=clerk.office, check=True)
    return clerk


def own(clerk: Clerk, text: str, name: str = "order/dispatch.html.j2") -> Path:
    path = clerk.office / "templates" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def shipped(name: str = "order/dispatch.html.j2") -> str:
    return (paper.TEMPLATES / name).read_text(encoding="utf-8")


def office(clerk: Clerk) -> Office:
    return offices.find(clerk.office, 29_500_000)


def states(clerk: Clerk) -> dict[str, str]:
    return {one.name: one.state for one in templates.listed(office(clerk))}


# ------------------------------------------------------------------ list


def test_every_document_is_listed_with_its_state_and_papers(fresh: Clerk) -> None:
    own(fresh, shipped("order/settlement.html.j2"), "order/settlement.html.j2")
    own(fresh, shipped("order/acceptance.html.j2") + "\n", "order/acceptance.html.j2")
    own(fresh, "{{ nothing }}")
    rows = {row["document"]: row for row in fresh.give(NOW, "template list --json").json}
    told = {"settlement": "copy", "acceptance": "own", "dispatch": "broken"}
    assert {name: rows[name]["state"] for name in told} == told
    assert {name for name, row in rows.items() if row["state"] == "shipped"} == set(sheets.ALL) - set(told)
    assert all(tuple(rows[name]["papers"]) == sheet.papers for name, sheet in sheets.SHEETS.items())
    assert "templates/order/dispatch.html.j2:1" in rows["dispatch"]["problem"]


def test_a_document_says_when_it_was_last_printed(fresh: Clerk) -> None:
    assert fresh.give(NOW, "order print 0307-1 dispatch").code == 0
    rows = {row["document"]: row["printed"] for row in fresh.give(NOW, "template list --json").json}
    assert (rows["dispatch"], rows["settlement"]) == ("2026-03-08 09:00", None)


# ------------------------------------------------------------------ new


def test_a_new_template_is_the_shipped_one_in_one_commit_with_who_did_it(fresh: Clerk) -> None:
    said = fresh.give(NOW, "template new order settlement --by S-01 --json")
    assert said.code == 0, said.err
    path = fresh.office / "templates" / "order" / "settlement.html.j2"
    assert path.read_text(encoding="utf-8") == shipped("order/settlement.html.j2")
    told = subprocess.run(
        ["git", "show", "--name-only", "--format=%B", "HEAD"], cwd=fresh.office, capture_output=True, text=True, check=True
    ).stdout
    assert "By: S-01" in told and told.strip().endswith("templates/order/settlement.html.j2")
    assert fresh.give(NOW, "template new order settlement --by S-01").code == 3
    assert "AUD-BEYOND" not in fresh.give(NOW, "audit").out


def test_a_new_template_may_be_like_another_document(fresh: Clerk) -> None:
    own(fresh, "{{ record }}", "order/acceptance.html.j2")
    assert fresh.give(NOW, "模板 新建 工单 dispatch --仿照 验收单 --by S-01").code == 0
    assert (fresh.office / "templates" / "order" / "dispatch.html.j2").read_text(encoding="utf-8") == "{{ record }}"


@pytest.mark.parametrize(("words", "code"), [("order letter", 2), ("unit settlement", 2), ("nothing settlement", 2), ("order", 2)])
def test_what_is_no_document_of_the_kind_is_refused(words: str, code: int, fresh: Clerk) -> None:
    assert fresh.give(NOW, f"template new {words} --by S-01").code == code
    assert not list((fresh.office / "templates").rglob("*.j2"))


def test_trying_out_a_new_template_writes_nothing(fresh: Clerk) -> None:
    said = fresh.give(NOW, "template new order settlement -n")
    assert "house.page(" in said.out
    assert not list((fresh.office / "templates").rglob("*.j2"))


# ------------------------------------------------------------------ edit

EDITOR = """
import sys
from pathlib import Path
file = Path(sys.argv[1])
file.write_text(file.read_text(encoding="utf-8").replace({old!r}, {new!r}), encoding="utf-8", newline="")
"""


def edited(clerk: Clerk, folder: Path, old: str, new: str) -> tuple[int, str]:
    (folder / "editor.py").write_text(EDITOR.format(old=old, new=new), encoding="utf-8")
    said = clerk.give(NOW, "template edit dispatch --by S-01", EDITOR=f'"{sys.executable}" "{folder / "editor.py"}"', VISUAL="")
    return said.code, said.out + said.err


def test_an_edited_template_is_tried_and_committed(fresh: Clerk, tmp_path: Path) -> None:
    fresh.give(NOW, "template new order dispatch --by S-01")
    code, told = edited(fresh, tmp_path, "{% endcall %}", "<p>请带工牌</p>{% endcall %}")
    assert (code, "请带工牌" in (fresh.office / "templates/order/dispatch.html.j2").read_text(encoding="utf-8")) == (0, True), told
    last = subprocess.run(["git", "log", "-1", "--format=%B"], cwd=fresh.office, capture_output=True, text=True, check=True).stdout
    assert "template dispatch: edited" in last and "By: S-01" in last
    assert fresh.give(NOW, "order print 0307-1 dispatch").code == 0


def test_what_cannot_be_printed_is_not_written_and_kept_as_a_draft(fresh: Clerk, tmp_path: Path) -> None:
    fresh.give(NOW, "template new order dispatch --by S-01")
    code, told = edited(fresh, tmp_path, "{% endcall %}", "{{ nummer }}{% endcall %}")
    assert code == 1
    assert re.search(r"templates/order/dispatch\.html\.j2:\d+: nummer is no value of this document\. Did you mean number\?", told)
    assert (fresh.office / "templates/order/dispatch.html.j2").read_text(encoding="utf-8") == shipped()
    assert (fresh.office / "private" / "drafts" / "template-dispatch.html").exists()
    assert edited(fresh, tmp_path, "{{ nummer }}", "<i>x</i>")[0] == 0


def test_what_is_shipped_is_not_edited(fresh: Clerk, tmp_path: Path) -> None:
    code, told = edited(fresh, tmp_path, "x", "y")
    assert (code, "repairctl template new order dispatch" in told) == (3, True)


# ------------------------------------------------------------------ check


def codes(clerk: Clerk, text: str, name: str = "dispatch") -> list[tuple[str, int]]:
    own(clerk, text)
    found = trials.checked(office(clerk), [name], "plutoprint")
    return [(one.code, one.where[1]) for one in found if one.where]


@pytest.mark.parametrize("name", sheets.ALL)
def test_every_shipped_template_stands_every_trial(name: str, fresh: Clerk) -> None:
    found = trials.checked(office(fresh), [name], "plutoprint")
    assert [(one.where, str(one.sentence)) for one in found if one.code != "TEMPLATE-NO-SAMPLE"] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["settlement"])
@pytest.mark.filterwarnings("ignore:.*sRGB2014:pytest.PytestUnraisableExceptionWarning")
def test_every_engine_of_this_machine_prints_the_samples(name: str, fresh: Clerk) -> None:
    assert trials.checked(office(fresh), [name], "") == ()


WRONG: Mapping[str, tuple[str, tuple[str, int]]] = {
    "a syntax": ("<style></style>\n{% for x in %}", ("TEMPLATE-BROKEN", 2)),
    "a misspelt name": ("{{ recrod }}", ("TEMPLATE-UNKNOWN-NAME", 1)),
    "a misspelt name that no sample comes to": ("{% if none %}\n{{ recrod }}{% endif %}", ("TEMPLATE-UNKNOWN-NAME", 2)),
    "safe": ("\n\n{{ description|safe }}", ("TEMPLATE-UNSAFE", 3)),
    "a picture from elsewhere": ('\n<img src="https://example.org/logo.png">', ("TEMPLATE-FETCHES", 2)),
    "a style from elsewhere": ('<style>@import "a.css";</style>', ("TEMPLATE-FETCHES", 1)),
    "a background": ("<style>\np { background: url(logo.png) }</style>", ("TEMPLATE-FETCHES", 2)),
    "no page": ("<p>{{ record }}</p>", ("TEMPLATE-NO-PAGE", 1)),
    "another font": ("<style>@page { size: A4 }\np { font-family: Arial, sans-serif }</style>", ("TEMPLATE-FONT", 2)),
    "a short for another font": ('<style>@page { size: A4 }\np { font: 9pt "SimSun" }</style>', ("TEMPLATE-FONT", 2)),
    "what only an empty text breaks": ("<style>@page { size: A4 }</style>\n{{ description[0] }}", ("TEMPLATE-BROKEN", 2)),
}


@pytest.mark.parametrize("fault", WRONG)
def test_what_is_wrong_is_told_with_its_line(fault: str, fresh: Clerk) -> None:
    text, told = WRONG[fault]
    assert told in codes(fresh, text)


@pytest.mark.slow
def test_a_template_that_takes_too_long_is_tried_once(fresh: Clerk) -> None:
    assert codes(fresh, "{% for a in range(90000) %}\n{% for b in range(90000) %}{% endfor %}{% endfor %}")[-1] == ("TEMPLATE-BROKEN", 2)


def test_text_that_gets_into_the_page_as_markup_is_told(fresh: Clerk) -> None:
    text = "<style>@page { size: A4 }</style><p>{% for sign in description %}{{ {'<': '&lt;'|e }.get(sign, sign)|xmlattr }}{% endfor %}</p>"
    assert codes(fresh, text)  # no way of letting it through is known but |safe; whoever tries one is told something


def test_every_code_of_a_template_is_told_on_the_policy_page() -> None:
    source = "".join(Path(module.__file__ or "").read_text(encoding="utf-8") for module in (trials, documents_lint))
    assert set(re.findall(r'"(TEMPLATE-[A-Z-]+)"', source)) == {code for code in OWN if code.startswith("TEMPLATE-")}


def test_check_says_file_and_line_and_ends_with_one(fresh: Clerk) -> None:
    own(fresh, "<style>@page { size: A4 }</style>\n{{ nummer }}")
    said = fresh.give(NOW, "template check dispatch --engine plutoprint")
    assert said.code == 1
    assert "templates/order/dispatch.html.j2:2: error [TEMPLATE-UNKNOWN-NAME]" in said.out
    own(fresh, shipped())
    assert fresh.give(NOW, "template check dispatch --engine plutoprint").code == 0


def test_severity_decides_the_exit_code(fresh: Clerk) -> None:
    own(fresh, "<style>@page { size: A4 } p { font-family: Arial }</style>")
    ends = [fresh.give(NOW, f"template check dispatch --engine plutoprint --fail-on {one}").code for one in ("warning", "error")]
    assert ends == [1, 0]


# ------------------------------------------------------------------ preview


def test_a_preview_says_on_every_page_that_it_is_a_sample(fresh: Clerk, tmp_path: Path) -> None:
    said = fresh.give(NOW, f"template preview settlement -o {tmp_path / 'look.pdf'}")
    assert said.code == 0 and pdf.engine() in said.err
    assert all("样张SAMPLE" in "".join(page.extract_text().split()) for page in PdfReader(tmp_path / "look.pdf").pages)
    assert fresh.give(NOW, f"template preview settlement -o {tmp_path / 'look.html'}").code == 0
    assert "样张 SAMPLE" in (tmp_path / "look.html").read_text(encoding="utf-8")
    assert "样张" in fresh.give(NOW, "template preview slip").out


@pytest.mark.parametrize(
    "words",
    ["nothing", "settlement --sample WO-1", "settlement --paper roll99", "settlement -o look.doc", "settlement --engine word -o look.pdf"],
)
def test_what_cannot_be_previewed_is_refused(words: str, fresh: Clerk) -> None:
    assert fresh.give(NOW, f"template preview {words}").code in (2, 3)


# ------------------------------------------------------------------ engines


@pytest.mark.filterwarnings("ignore:.*sRGB2014:pytest.PytestUnraisableExceptionWarning")
def test_a_sheet_for_the_archive_says_which_engine_made_it(fresh: Clerk, tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    said = fresh.give(NOW, f"order print 0307-1 dispatch --archive --out {tmp_path} --json")
    assert said.code == 0, said.err
    assert re.fullmatch(r"weasyprint \d+\.\d+ pdf/a-2a", said.json["engine"])
    assert [fresh.give(NOW, f"order print 0307-1 dispatch --engine {one} --archive").code for one in ("word", "plutoprint")] == [2, 2]
    assert fresh.give(NOW, "order print 0307-1 dispatch --engine word").code == 2


# ------------------------------------------------------------------ a broken template and the day's work


def test_a_broken_template_stops_the_print_and_no_step(fresh: Clerk) -> None:
    for name in ("settlement.html.j2", "acceptance.html.j2", "dispatch.html.j2", "slip.txt.j2"):
        own(fresh, "{% if %}", f"order/{name}")
    own(fresh, "{% macro %}", "_house.html.j2")
    assert fresh.give(NOW, "order print 0307-1 dispatch").code == 3
    steps = (REPORT, "order dispatch 0308-1 --technician S-11 --by S-01", "order arrive 0308-1 --by S-11")
    assert [fresh.give(NOW, one).code for one in steps] == [0, 0, 0]
    assert fresh.give(NOW, "check 0308-1 --fail-on error").code in (0, 1)
    (fresh.office / "templates" / "_house.html.j2").unlink()
