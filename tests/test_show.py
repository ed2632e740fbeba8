"""What a person or a program gets to see: cells, pipes of any encoding, JSON, and what is imported for it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from repairctl.actions import results
from repairctl.actions.outcomes import Listing
from repairctl.cli import run, show, show_findings, show_list
from repairctl.cli.cells import cells, cut, padded, wrapped
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.errors import say
from repairctl.kinds import KINDS
from repairctl.model import At, Finding, Label, Says, Severity, Subject
from repairctl.texts import moment

ZONE = ZoneInfo("Asia/Shanghai")
NOW = "2026-03-07T22:41"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with one order, made by the real commands."""
    folder = tmp_path_factory.mktemp("desk") / "office"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder.parent)
        patch.setenv("REPAIRCTL_NOW", "2026-01-02T08:00")
        told = [
            "init office --name 清和苑 --estates QH=清和苑",
            "staff new S-01 --role manager",
            "unit new QH-5-802 --building 5 --room 802 --estate QH",
        ]
        assert run(told[0].split()) == 0
        patch.chdir(folder)
        assert [run(one.split()) for one in told[1:]] == [0, 0]
        patch.setenv("REPAIRCTL_NOW", NOW)
        assert (
            run(
                [
                    *["order", "report", "--unit", "QH-5-802", "--by", "S-01", "--at", "2026-03-07T22:40", "--description"],
                    "厨房表后支管爆裂，水漫到客厅",
                ]
            )
            == 0
        )
    return folder


def command(office: Path, words: Sequence[str], **environment: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "REPAIRCTL_NOW": NOW, "PYTHONPATH": str(Path(__file__).resolve().parent.parent), **environment}
    return subprocess.run([sys.executable, "-m", "repairctl", *words], cwd=office, env=env, capture_output=True, check=False)


# ------------------------------------------------------------------ cells


@given(st.text(alphabet="ab 厨房漏水，。1", max_size=40), st.integers(2, 30))
def test_a_cut_text_fits_and_says_that_it_was_cut(text: str, width: int) -> None:
    shown = cut(text, width)
    assert cells(shown) <= width
    assert shown == text or shown.endswith("..")
    assert cells(padded(shown, width)) == width


@given(st.text(alphabet="ab 厨房漏水，。--1", max_size=80), st.integers(8, 40))
def test_wrapped_lines_lose_nothing_but_blanks(text: str, width: int) -> None:
    lines = list(wrapped(text, width))
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_no_line_begins_with_a_closing_mark() -> None:
    assert list(wrapped("厨房漏水，关阀。", 8)) == ["厨房漏", "水，关", "阀。"] or all(
        line[0] not in "，。" for line in wrapped("厨房漏水，关阀。", 8)
    )


def test_only_soft_columns_are_cut_and_numbers_stay_as_they_are() -> None:
    columns = [show.Column("编号"), show.Column("问题", soft=True), show.Column("金额", right=True)]
    lines = list(show.table(columns, [["WO-20260307-001", "厨房表后支管爆裂，水漫到客厅，渗到楼下", "1342.30"], ["1", "2.0", "80.00"]], 40))
    assert all(cells(line) <= 40 for line in lines)
    assert "WO-20260307-001" in lines[2] and ".." in lines[2] and "1342.30" in lines[2]
    assert lines[3].split() == ["1", "2.0", "80.00"]
    assert lines[2].endswith("1342.30") and lines[3].endswith("  80.00")


LISTING = Listing(
    KINDS["order"],
    (
        ("id", Label("number", "编号")),
        ("status", Label("status", "状态")),
        ("description", Label("d", "问题")),
        ("reported_at", Label("r", "报修")),
    ),
    ({"id": "WO-1", "status": "registered", "description": "=1+1\t坏", "reported_at": moment("2026-03-07T22:40", ZONE)},),
    1,
    frozenset({"reported_at"}),
)


def test_a_list_for_a_program_has_tabs_keys_and_exact_moments() -> None:
    row = show_list.exact(Tongue("zh_CN", ZONE), LISTING, LISTING.rows[0])
    assert row == ["WO-1", "registered", "=1+1 坏", "2026-03-07T22:40:00+08:00"]


def test_a_spreadsheet_runs_no_formula_of_ours() -> None:
    rows = list(csv.DictReader(io.StringIO(show_list.csv_text(Tongue("zh_CN", ZONE), LISTING))))
    assert rows[0]["description"] == "'=1+1 坏"


# ------------------------------------------------------------------ real pipes


def test_a_gbk_pipe_gets_gbk_and_what_it_lacks_as_an_escape(office: Path) -> None:
    done = command(office, ["order", "show", "1", "--lang", "zh"], PYTHONIOENCODING="gbk:strict")
    assert done.returncode == 0, done.stderr
    assert "厨房表后支管爆裂" in done.stdout.decode("gbk")


@pytest.mark.parametrize("words", [["order", "show", "1"], ["order", "list"], ["--help"], ["order", "settle", "1"], ["check"], ["due"]])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_bare_c_locale_stops_no_command(office: Path, words: list[str], language: str) -> None:
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "REPAIRCTL_LANG": language}
    done = command(office, words, **bare)
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 1, 2, 3)
    assert done.stdout.isascii() and done.stderr.isascii()


def test_a_pipe_that_closes_early_is_no_fault(office: Path) -> None:
    line = f'"{sys.executable}" -m repairctl order --help | head -1'
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    done = subprocess.run(["bash", "-c", line], cwd=office, env=env, capture_output=True, check=False)
    assert done.stderr == b""


def test_lists_go_to_a_pipe_with_tabs_and_without_a_head(office: Path) -> None:
    done = command(office, ["order", "list"])
    assert done.stdout.decode().splitlines()[0].split("\t")[:3] == ["WO-20260307-001", "registered", "QH-5-802"]


def test_an_excel_file_begins_with_its_mark(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    assert command(office, ["order", "list", "-o", str(file)]).returncode == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid,status,unit")
    assert command(office, ["order", "list", "-o", "list.ods"]).returncode == 2


JSON = [
    ["order", "show", "1"],
    ["order", "list"],
    ["check"],
    ["due"],
    ["order", "log", "1"],
    ["policy", "list"],
    ["unit", "show", "QH-5-802"],
]


@pytest.mark.parametrize("words", JSON)
def test_json_is_json_and_holds_no_float(office: Path, words: list[str]) -> None:
    done = command(office, [*words, "--json"])
    assert done.stderr == b""

    def no_float(text: str) -> float:
        raise AssertionError(text)

    json.loads(done.stdout, parse_float=no_float)


def test_json_has_iso_moments_and_keys(office: Path) -> None:
    told = json.loads(command(office, ["order", "show", "1", "--json", "--lang", "zh"]).stdout)
    assert told["log"] == [{"step": "report", "at": "2026-03-07T22:40:00+08:00", "by": "S-01"}]
    assert (told["status"], told["place"]) == ("registered", {"unit": "QH-5-802"})


def test_json_errors_are_one_object_on_stderr(office: Path) -> None:
    done = command(office, ["order", "accept", "1", "--by", "S-01", "--json"])
    told = json.loads(done.stderr)
    assert (done.returncode, done.stdout, told["code"], told["exit_code"]) == (3, b"", "step-not-allowed", 3)


def test_json_is_ascii_where_the_pipe_is_not_unicode(office: Path) -> None:
    done = command(office, ["order", "list", "--json"], PYTHONIOENCODING="gbk")
    assert done.stdout.isascii() and json.loads(done.stdout)["rows"][0]["description"].startswith("厨房")


# ------------------------------------------------------------------ what a command costs

HEAVY = ("git", "jinja2", "plutoprint", "segno", "ruamel", "tabulate", "sqlite3")
INDEXED = tuple(name for name in HEAVY if name != "sqlite3")
LIGHT = [
    (["--help"], HEAVY),
    (["order", "arrive", "--help"], HEAVY),
    (["order", "list"], INDEXED),
    (["order", "show", "1", "--json"], HEAVY),
    (["order", "show", "1"], tuple(name for name in HEAVY if name != "tabulate")),
    (["find", "漏水"], INDEXED),
    (["check"], INDEXED),
    (["due"], INDEXED),
]


@pytest.mark.parametrize(("words", "heavy"), LIGHT)
def test_a_reading_command_imports_nothing_that_it_does_not_need(office: Path, words: list[str], heavy: tuple[str, ...]) -> None:
    told = f"import sys\nfrom repairctl.cli import run\nrun({words!r})\nprint([n for n in {heavy!r} if n in sys.modules], file=sys.stderr)"
    env = {**os.environ, "REPAIRCTL_NOW": NOW, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    done = subprocess.run([sys.executable, "-c", told], cwd=office, env=env, capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == "[]", done.stderr


# ------------------------------------------------------------------ findings


def finding(severity: Severity, says: Says = Says.FAIL) -> Finding:
    return Finding("X-1", severity, Subject("record", "WO-1"), says, say("It is late."), ("a.yaml", 3))


EXITS = [
    ([], "info", 0),
    ([finding("info")], "warning", 0),
    ([finding("info")], "info", 1),
    ([finding("warning")], "warning", 1),
    ([finding("warning")], "error", 0),
    ([finding("error")], "error", 1),
    ([finding("info", Says.UNDETERMINED), finding("error")], "error", 5),
]


@pytest.mark.parametrize(("findings", "fail_on", "code"), EXITS)
def test_what_cannot_be_judged_outranks_what_is_wrong(findings: list[Finding], fail_on: str, code: int) -> None:
    assert results.verdict(findings, fail_on) == code


LINES = {("a.yaml", 3): "- step: arrive", ("policies/p/1.yaml", 7): "- code: X-1"}
LATE = replace(
    finding("error"),
    rule="p@1 X-1",
    rule_where=("policies/p/1.yaml", 7),
    expected=At(moment("2026-03-07T23:10", ZONE)),
    actual=At(moment("2026-03-07T23:11", ZONE)),
    todo=say("Nothing was written."),
)
TOLD = """\
a.yaml:3: error [X-1] It is late.
      3 > - step: arrive
  rule p@1 X-1, policies/p/1.yaml:7
      7 > - code: X-1
  expected: 03-07 Sat 23:10
  actual:   03-07 Sat 23:11
  -> Nothing was written."""


def test_a_finding_names_its_line_the_rule_and_what_to_do() -> None:
    desk = Desk(0, Path(), Tongue("en", ZONE, moment("2026-03-09T08:00", ZONE)))
    told = show_findings.told(desk, LATE, lambda path, line: LINES[path, line])
    assert "\n".join(told) == TOLD


def test_a_clean_office_is_silent(office: Path) -> None:
    done = command(office, ["check", "--fail-on", "error", "QH-5-802"])
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_late_step_is_told_with_its_file_line_and_its_arithmetic(office: Path, tmp_path: Path) -> None:
    late = shutil.copytree(office, tmp_path / "office")
    assert command(late, ["triage", "1", "--priority", "P1", "--by", "S-01"], REPAIRCTL_NOW="2026-03-07T22:51").returncode == 0
    words = ["WO-20260307-001", "--lang", "en"]
    told = command(late, ["check", *words], REPAIRCTL_NOW="2026-03-07T22:52")
    assert told.returncode in (1, 5)
    assert re.search(r"^records/orders/2026/03/WO-20260307-001\.yaml:\d+: error \[SLA-ACK-LATE\] ", told.stdout.decode(), re.MULTILINE)
    working = command(late, ["explain", words[0], "sla-ack-late", *words[1:]], REPAIRCTL_NOW="2026-03-07T22:52").stdout.decode()
    assert "Start: 03-07 Sat 22:40." in working and "Counted: 11 min of 10 min." in working and "policies/service/" in working
    story = command(late, ["order", "show", *words], REPAIRCTL_NOW="2026-03-07T22:52").stdout.decode()
    assert re.search(r"triage +03-07 Sat 22:51 +S-01 +11 min +03-07 Sat 22:50 +LATE", story)
    due = command(late, ["due", "--as-of", "2026-03-09"], REPAIRCTL_NOW="2026-03-07T22:52").stdout.decode().splitlines()
    assert [int(line.split("\t")[3]) for line in due] == sorted((int(line.split("\t")[3]) for line in due), reverse=True)
