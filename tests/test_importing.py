"""A register brought in from the office's own sheet: real files of every encoding, every bad row named, nothing twice, no name in git."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.clerk import Clerk, Said, begun
from tests.terminal import terminal
from tests.workbook import HEAD, cells, workbook

NOW = "2026-03-09T10:00"
TITLE = ("清和苑住户表",)
ROWS = [
    ("6栋", "0101", 89.5, "赵一", 13811110001, "爱投诉"),
    ("6栋", "0102", 76, "钱二", "138 1111 0002", None),
    ("6栋", "0201", None, None, None, None),
]


@pytest.fixture(scope="module")
def begun_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begun(tmp_path_factory.mktemp("importing")).office


@pytest.fixture
def clerk(begun_office: Path, tmp_path: Path) -> Clerk:
    shutil.copytree(begun_office, tmp_path / "office")
    return Clerk(tmp_path / "office")


def bring(clerk: Clerk, file: Path, *words: str, kind: str = "unit", **around: str) -> Said:
    return clerk.give(NOW, [kind, "import", str(file), *words], **around)


def sheet(clerk: Clerk, *rows: tuple[object, ...], name: str = "住户表.xlsx", change: Callable[[Any], None] = lambda sheet: None) -> Path:
    return workbook(clerk.papers / name, [TITLE, HEAD, *rows], change)


def text(clerk: Clerk, *rows: tuple[object, ...], encoding: str = "utf-8-sig", name: str = "住户表.csv") -> Path:
    out = io.StringIO()
    csv.writer(out).writerows([TITLE, HEAD, *rows])
    path = clerk.papers / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def party_of(clerk: Clerk, unit: str) -> tuple[str, str]:
    """The owner's ID, and what private/ has of them."""
    owner = str(clerk.shown(NOW, unit)["unit"]["owner"])
    return owner, (clerk.office / "private" / "parties" / f"{owner}.yaml").read_text(encoding="utf-8")


# ------------------------------------------------------------------ looking first


def test_the_dry_run_shows_where_each_column_goes_and_writes_nothing(clerk: Clerk) -> None:
    before = clerk.git("rev-parse", "HEAD")
    said = bring(clerk, sheet(clerk, *ROWS), "--dry-run", REPAIRCTL_LANG="zh")
    assert said.code == 0, said.err
    lines = [line.split() for line in said.out.splitlines()]
    assert "「Sheet1」3 行，表头第 2 行，认出 5 列：" in said.out
    assert ["楼栋", "unit.building", "6栋", "->", "6", "档案"] in lines
    assert ["房号", "unit.room", "0101", "->", "101", "档案"] in lines
    assert ["面积", "unit.floor_area", "89.5", "->", "89.50", "档案"] in lines
    assert ["业主姓名", "party.name", "赵**", "private/", "不进", "git"] in lines
    assert ["手机", "party.phone", "138****0001", "private/", "不进", "git"] in lines
    assert ["备注", "（不要）"] in lines
    assert "赵一" not in said.out and "13811110001" not in said.out and "爱投诉" not in said.out
    assert "什么都没写" in said.err
    assert clerk.git("rev-parse", "HEAD") == before and clerk.git("status", "--porcelain") == ""
    assert all(len(line.encode("gbk")) <= 80 for line in said.out.splitlines()[1:])


def test_bad_rows_are_named_with_row_column_value_and_reason(clerk: Clerk) -> None:
    def spoil(sheet: Any) -> None:
        sheet["B5"] = datetime(2026, 5, 8)
        sheet["B5"].number_format = 'm"月"d"日"'
        sheet.merge_cells("C9:C11")

    rows: list[tuple[object, ...]] = [
        *ROWS,
        *[("7栋", room, 80, "孙三", f"1391111{n:04d}", "") for n, room in enumerate(("101", "102", "103", "104", "105", "106"))],
    ]
    rows += [("7栋", "101", 80, "", "", ""), ("", "201", 80, "", "", ""), ("7栋", "", "", "李四", "", ""), ("7栋", "202", "大", "", "", "")]
    rows += [("7栋", "203", 80, "周五", "1380", ""), ("7栋", "204/205", 80, "", "", ""), ("7栋", "206", "#REF!", "", "", "")]
    rows += [("7栋", "207", 80, "吴六", "13800000001/13800000002", "")]
    said = bring(clerk, sheet(clerk, *rows, change=spoil), "--dry-run", "--json")
    bad = {(one["row"], one["column"]): one["why"] for one in said.json["bad"]}
    assert said.code == 1
    assert set(bad) == {
        (5, "房号"), (10, "面积"), (11, "面积"), (12, "房号"), (13, "楼栋"), (14, "房号"), (15, "面积"), (16, "手机"), (17, "房号"),
        (18, "面积"), (19, "手机"),
    }  # fmt: skip
    told = bring(clerk, clerk.papers / "住户表.xlsx", "--dry-run", REPAIRCTL_LANG="zh").out
    lines = [line.split() for line in told.splitlines()]
    assert ["5", "房号", "5月8日", "像是", "5-8，被", "Excel", "改成了日期；改成文本再存。"] in lines, told
    assert ["10-11", "面积", "空", "合并单元格，只有第", "9", "行有值。"] in lines, told
    assert ["12", "房号", "101", "与第", "6", "行同一户：7-101。"] in lines, told
    assert ["14", "房号", "空", "有人没有房号。"] in lines, told


DATES = ["5月8日", "Jun-08", "8-May", "2026/5/8", "2026-05-08"]


@pytest.mark.parametrize("room", DATES)
def test_a_room_that_excel_turned_into_a_date_is_known_in_a_csv_file_too(clerk: Clerk, room: str) -> None:
    said = bring(clerk, text(clerk, ("6栋", room, 80, "", "", "")), "--dry-run", "--json")
    month = "6" if room == "Jun-08" else "5"
    assert [one["why"].startswith(f"looks like {month}-8, which Excel") for one in said.json["bad"]] == [True]


@pytest.mark.parametrize("phone", ["1.38E+10", "1.38111E+10"])
def test_a_number_that_excel_shortened_is_refused(clerk: Clerk, phone: str) -> None:
    said = bring(clerk, text(clerk, ("6栋", "101", 80, "赵一", phone, "")), "--dry-run", "--json")
    assert ["shortened by Excel" in one["why"] for one in said.json["bad"]] == [True]


# ------------------------------------------------------------------ writing


def test_homes_owners_and_their_references_come_in_with_one_commit_and_no_name_in_git(clerk: Clerk) -> None:
    before = int(clerk.git("rev-list", "--count", "HEAD"))
    said = bring(clerk, sheet(clerk, *ROWS))
    assert said.code == 0, said.err
    assert int(clerk.git("rev-list", "--count", "HEAD")) == before + 1
    assert clerk.git("status", "--porcelain") == ""
    unit = clerk.shown(NOW, "QH-6-101")
    assert unit["unit"] == {"estate": "QH", "building": "6", "room": "101", "floor_area": "89.50", "owner": "P-260309-1"}
    assert party_of(clerk, "QH-6-102") == ("P-260309-2", "name: 钱二\nphone: '13811110002'\n")
    assert clerk.shown(NOW, "P-260309-1")["party"] == {"unit": "QH-6-101", "relation": "owner"}
    assert "owner" not in clerk.shown(NOW, "QH-6-201")["unit"]
    everything = clerk.git("log", "-p", "--all")
    assert not any(word in everything for word in ("赵一", "13811110001", "爱投诉"))
    assert clerk.codes(NOW) == []
    report = clerk.give(NOW, "order report --unit 6-101 --reporter 户主 --description 漏水 --by S-01 --json")
    assert report.json["changes"][0]["record"]["request"]["reporter"] == "P-260309-1"


def test_a_second_import_adds_nothing(clerk: Clerk) -> None:
    file = sheet(clerk, *ROWS)
    bring(clerk, file)
    before = clerk.git("rev-parse", "HEAD")
    said = bring(clerk, file, "--json")
    assert (said.code, said.json["same"], said.json["new_units"], said.json["new_parties"]) == (0, 3, 0, 0)
    assert clerk.git("rev-parse", "HEAD") == before


def test_a_value_that_differs_is_shown_and_taken_over_only_with_update(clerk: Clerk) -> None:
    bring(clerk, sheet(clerk, *ROWS))
    file = sheet(clerk, ("6栋", "101", 90.25, "赵一", "13911110009", ""), ("6栋", "201", 66, "孙三", "", ""))
    said = bring(clerk, file)
    assert (said.code, "2 values differ and stay" in said.out) == (0, True), said.out
    assert "13911110009" not in said.out and "139****0009" in said.out
    assert clerk.shown(NOW, "QH-6-101")["unit"]["floor_area"] == "89.50"
    assert clerk.shown(NOW, "QH-6-201")["unit"]["floor_area"] == "66.00"  # nothing stood there: it is filled in
    assert party_of(clerk, "QH-6-201")[1] == "name: 孙三\n"
    taken = bring(clerk, file, "--update")
    assert (taken.code, "2 values are taken over" in taken.out) == (0, True)
    assert clerk.shown(NOW, "QH-6-101")["unit"]["floor_area"] == "90.25"
    assert party_of(clerk, "QH-6-101") == ("P-260309-1", "name: 赵一\nphone: '13911110009'\n")


def test_another_name_with_another_number_is_another_owner(clerk: Clerk) -> None:
    bring(clerk, sheet(clerk, *ROWS))
    file = sheet(clerk, ("6栋", "101", 89.5, "郑九", "13999999999", ""))
    assert "P-260309-1 赵**" in bring(clerk, file, "--dry-run").out
    bring(clerk, file)
    assert party_of(clerk, "QH-6-101")[0] == "P-260309-1"
    assert bring(clerk, file, "--update").code == 0
    assert party_of(clerk, "QH-6-101") == ("P-260309-3", "name: 郑九\nphone: '13999999999'\n")
    assert clerk.shown(NOW, "P-260309-1")["party"]["until"] == "2026-03-08"
    assert bring(clerk, file, "--json").json["same"] == 1


def test_one_person_with_two_homes_is_one_party(clerk: Clerk) -> None:
    bring(clerk, sheet(clerk, ROWS[0], ("6栋", "302", 70, "赵一", 13811110001, "")))
    assert party_of(clerk, "QH-6-302")[0] == party_of(clerk, "QH-6-101")[0] == "P-260309-1"


def test_a_home_of_the_register_is_recognised_whatever_its_number(clerk: Clerk) -> None:
    clerk.tell("2026-03-01T08:00 unit new QH-06-0101 --estate QH --building 06 --room 0101")
    said = bring(clerk, sheet(clerk, *ROWS), "--json")
    assert (said.json["new_units"], said.json["filled"]) == (2, 1)


def test_bad_rows_are_given_back_with_their_reasons_and_can_be_mended_there(clerk: Clerk) -> None:
    file = sheet(clerk, *ROWS, ("6栋", "5月8日", 80, "孙三", "13911110003", "x"), ("6栋", "", 80, "", "", ""))
    said = bring(clerk, file)
    assert said.code == 1
    back = clerk.papers / "住户表.returned.xlsx"
    rows = cells(back)
    assert rows[0] == [*HEAD, "why"]
    assert [row[1] for row in rows[1:]] == ["5月8日", None]
    assert str(rows[1][6]).startswith("房号: looks like 5-8")
    assert bring(clerk, file).code == 1
    assert not (clerk.papers / "住户表.returned2.xlsx").exists()
    mended = workbook(back, [rows[0], ["6栋", "508", *rows[1][2:]]])
    assert bring(clerk, mended).code == 0
    assert party_of(clerk, "QH-6-508")[1] == "name: 孙三\nphone: '13911110003'\n"
    assert bring(clerk, file).code == 1
    assert cells(clerk.papers / "住户表.returned2.xlsx") == rows


def test_a_sheet_inside_the_office_is_warned_about_and_its_bad_rows_go_to_private(clerk: Clerk) -> None:
    file = workbook(clerk.office / "住户表.xlsx", [HEAD, *ROWS, ("6栋", "", 80, "孙三", "", "")])
    said = bring(clerk, file)
    assert "git could take it up" in said.err
    assert (clerk.office / "private" / "住户表.returned.xlsx").exists()
    assert clerk.git("status", "--porcelain").split() == ["??", '"\\344\\275\\217\\346\\210\\267\\350\\241\\250.xlsx"']


# ------------------------------------------------------------------ how sheets look


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_every_encoding_of_a_csv_file_is_read(clerk: Clerk, encoding: str) -> None:
    file = text(clerk, *ROWS, encoding=encoding)
    assert bring(clerk, file).code == 0
    assert party_of(clerk, "QH-6-101")[1] == "name: 赵一\nphone: '13811110001'\n"
    bad = text(clerk, ("6栋", "", 1, "", "", ""), encoding=encoding)
    assert bring(clerk, bad).code == 1
    assert (clerk.papers / "住户表.returned.csv").read_text(encoding="utf-8-sig").splitlines()[0] == ",".join([*HEAD, "why"])


PLACES = [
    (("房屋", "姓名", "电话"), ("6栋1单元1704室", "赵一", "13811110001"), "QH-6-1-1704"),
    (("unit.building", "entrance", "room", "party.name"), ("6", "1单元", "1704", "Z"), "QH-6-1-1704"),
    (("楼号", "房间号", "户主"), ("6", "6-802", "赵一"), "QH-6-802"),
    (("楼号", "房间号", "户主"), ("6", "2-802", "赵一"), "QH-6-2-802"),
    (("楼栋", "单元", "房号"), ("6", "2", "2-802"), "QH-6-2-802"),
    (("building", "room", "floor area, m2"), ("A座", "802", "89.5㎡"), "QH-A-802"),
    (("小区", "楼栋（幢）", "房号 *"), ("清和苑", "6", "802"), "QH-6-802"),
    (("地址", "业主"), ("QH-6-802", "赵一"), "QH-6-802"),
]


@pytest.mark.parametrize(("head", "row", "id"), PLACES)
def test_places_and_columns_are_recognised_as_offices_write_them(
    clerk: Clerk, head: tuple[str, ...], row: tuple[str, ...], id: str
) -> None:
    file = workbook(clerk.papers / "a.xlsx", [head, row])
    said = bring(clerk, file)
    assert said.code == 0, said.out + said.err
    assert clerk.shown(NOW, id)["id"] == id


def test_a_column_can_be_named_and_left_out(clerk: Clerk) -> None:
    file = workbook(clerk.papers / "a.xlsx", [("栋", "号头", "手机", "电话", "业主"), ("6", "101", "13811110001", "13811110002", "赵一")])
    assert bring(clerk, file).code == 2
    said = bring(clerk, file, "--column", "号头=unit.room", "--column", "业主=")
    assert said.code == 0, said.err
    assert party_of(clerk, "QH-6-101")[1] == "phone: '13811110001'\ncontact: '13811110002'\n"
    wrong = bring(clerk, file, "--column", "号头=room.number")
    assert (wrong.code, "unit.room" in wrong.err) == (2, True)


def test_two_columns_for_one_field_are_asked_about(clerk: Clerk) -> None:
    file = workbook(clerk.papers / "a.xlsx", [("栋", "房号", "建筑面积", "收费面积"), ("6", "101", 90, 80)])
    said = bring(clerk, file)
    assert (said.code, '--column "收费面积="' in said.err) == (2, True)
    assert bring(clerk, file, "--column", "收费面积=").code == 0
    assert clerk.shown(NOW, "QH-6-101")["unit"]["floor_area"] == "90.00"


def test_a_tenant_beside_the_owner_is_no_second_home(clerk: Clerk) -> None:
    head = ("楼栋", "房号", "姓名", "手机", "关系")
    rows = [("6", "101", "赵一", "13811110001", "业主"), ("6", "101", "钱二", "13811110002", "租户")]
    said = bring(clerk, workbook(clerk.papers / "a.xlsx", [head, *rows]))
    assert said.code == 0, said.out
    assert clerk.shown(NOW, "QH-6-101")["unit"]["owner"] == "P-260309-1"
    assert clerk.shown(NOW, "P-260309-2")["party"] == {"unit": "QH-6-101", "relation": "tenant"}


def test_people_come_into_homes_of_the_register(clerk: Clerk) -> None:
    head = ("房号", "租户", "电话", "入住日期")
    rows = [
        ("5-802", "周七", 13822220001, datetime(2025, 9, 1)),
        ("9-101", "吴八", "", None),
        ("1-303", "", "", None),
        ("", "郑九", "", None),
    ]
    said = bring(clerk, workbook(clerk.papers / "a.xlsx", [head, *rows]), kind="party")
    assert said.code == 1
    assert clerk.shown(NOW, "P-260309-1")["party"] == {"unit": "QH-5-802", "relation": "tenant", "since": "2025-09-01"}
    assert "no home of the register" in said.out and "neither name nor telephone" in said.out and "a person without a room" in said.out
    again = bring(clerk, workbook(clerk.papers / "b.xlsx", [head, rows[0]]), "--json", kind="party")
    assert (again.code, again.json["same"]) == (0, 1)


def test_several_estates_must_be_told_apart(tmp_path: Path) -> None:
    desk = Clerk(tmp_path)
    desk.give(NOW, ["init", "office", "--name", "两苑", "--estates", "QH=清和苑,LY=柳苑"])
    clerk = Clerk(tmp_path / "office")
    file = workbook(clerk.papers / "a.xlsx", [("楼栋", "房号"), ("6", "101")])
    assert "which estate" in bring(clerk, file).out
    assert bring(clerk, file, "--estate", "LY").code == 0
    assert clerk.shown(NOW, "LY-6-101")["unit"]["estate"] == "LY"


# ------------------------------------------------------------------ files that are none


def _bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "x")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (64 << 20))
    return path


def _wide(path: Path) -> Path:
    """A sheet that says of itself that it has a million rows, with one cell at the end."""
    file = workbook(path, [HEAD, ("6栋", "101")], lambda sheet: sheet.cell(1048576, 16384, "x"))
    assert file.stat().st_size < 20_000
    return file


def _written(data: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return write


def _zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return path


REFUSED = {
    "old.xls": (_written(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), ".xls or .et"),
    "old.et": (_written(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), ".xls or .et"),
    "bomb.xlsx": (_bomb, "unpacked it has 64 MB"),
    "cut.xlsx": (_written(b"PK\x03\x04" + b"\0" * 100), "damaged or no workbook"),
    "text.xlsx": (_written("楼栋,房号\n".encode()), "damaged or no workbook"),
    "sheet.ods": (_zip, "no .xlsx workbook inside"),
    "noise.csv": (_written(b"\xff\x00\x81\x20\xff"), "cannot be read"),
    "nothing.csv": (_written(b""), "names its columns"),
    "names.csv": (_written("姓名,电话\n赵一,1\n".encode()), "names its columns"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_sheet_is_refused_in_a_sentence(clerk: Clerk, name: str) -> None:
    make, told = REFUSED[name]
    clerk.papers.mkdir(exist_ok=True)
    said = bring(clerk, make(clerk.papers / name))
    assert (said.code in (2, 3), told in said.err, "Traceback" in said.err) == (True, True, False), said.err


def test_a_cell_in_the_last_corner_of_a_sheet_costs_nothing(clerk: Clerk) -> None:
    assert bring(clerk, _wide(clerk.papers / "wide.xlsx")).code in (0, 3)


def test_the_sheet_can_be_named(clerk: Clerk) -> None:
    def second(sheet: Any) -> None:
        other = sheet.parent.create_sheet("六栋")
        other.append(HEAD)
        other.append(ROWS[0])

    file = workbook(clerk.papers / "a.xlsx", [HEAD], second)
    assert bring(clerk, file, "--sheet", "六栋").code == 0
    said = bring(clerk, file, "--sheet", "七栋")
    assert (said.code, "六栋" in said.err) == (2, True)


# ------------------------------------------------------------------ at a terminal


def test_at_a_terminal_many_records_are_written_after_a_question_and_a_bar_runs(clerk: Clerk) -> None:
    file = sheet(clerk, *ROWS)
    at = terminal(clerk.office, ["unit", "import", str(file)], NOW)
    at.until("[y/N]")
    at.type("")
    assert at.end() == 130
    assert not (clerk.office / "records" / "units" / "QH-6-101.yaml").exists()
    at = terminal(clerk.office, ["unit", "import", str(file)], NOW)
    at.until("[y/N]")
    at.type("y")
    at.until("5/5")
    assert at.end() == 0
    assert (clerk.office / "records" / "units" / "QH-6-101.yaml").exists()
