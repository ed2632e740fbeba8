"""Fields changed afterwards: by path and by row, at a terminal with what follows from it, and in the person's own editor."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clerk import Clerk, Said, begun
from tests.terminal import terminal

ID = "WO-20260307-001"
NOW = "2026-03-08T09:00"
STORY = """
2026-03-07T22:45 report --unit QH-5-802 --part private --reporter P-0802 --special-need 独居老人 --description 支管爆裂 --at 22:40 --by S-02
2026-03-07T22:46 plan 1 --tools 管钳 --tools 扳手 --by S-02
2026-03-07T22:47 dispatch 1 --technician S-11 --by S-02
2026-03-07T22:50 order print 1 dispatch
"""


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    clerk = begun(tmp_path_factory.mktemp("amending"))
    clerk.tell(STORY)
    return clerk.office.parent


@pytest.fixture
def clerk(sent: Path, tmp_path: Path) -> Clerk:
    """An order that was dispatched and whose slip is printed."""
    shutil.copytree(sent, tmp_path / "copy")
    return Clerk(tmp_path / "copy" / "office")


def amend(clerk: Clerk, *changes: str) -> Said:
    return clerk.give(NOW, ["amend", "7-1", *changes, "--why", "听错", "--by", "S-02"])


def text(clerk: Clerk, id: str = ID) -> str:
    return clerk.file(id).read_text(encoding="utf-8")


def amended(clerk: Clerk) -> list[tuple[str, str]]:
    """Field and old value of every amendment."""
    log = clerk.give(NOW, "log 7-1 --json").json
    return [(one["field"], one.get("was", "")) for one in reversed(log) if one["step"] == "amend"]


# ------------------------------------------------------------------ by path


def test_rows_are_added_and_taken_out_and_the_log_says_each(clerk: Clerk) -> None:
    assert amend(clerk, "工具+=电钻", "tools-=1", "tools-=扳手", "维修计划.方案=先关阀").code in (0, 2)
    assert amend(clerk, "工具+=电钻", "tools-=1", "tools-=扳手", "method=先关阀").code in (0, 2)
    assert "tools: [电钻]" in text(clerk)
    assert amended(clerk)[:3] == [("plan.tools.3", ""), ("plan.tools.1", "管钳"), ("plan.tools.1", "扳手")]


def test_a_list_that_loses_its_last_row_is_gone_and_begins_again(clerk: Clerk) -> None:
    assert amend(clerk, "tools-=2", "tools-=1").code == 0
    assert "tools" not in text(clerk).partition("log:")[0]
    assert amend(clerk, "tools+=电钻").code == 0
    assert "  tools: [电钻]\n" in text(clerk).replace("  tools:\n  - 电钻\n", "  tools: [电钻]\n")


def test_rows_of_columns_are_written_as_pairs(clerk: Clerk) -> None:
    assert clerk.give(NOW, ["amend", "S-12", "certificates+=kind=焊工证, valid_to=2029-05-01", "--why", "新证"]).code == 0
    assert clerk.give(NOW, ["amend", "S-12", "证件.2.valid_to=2030-05-01", "--why", "错"]).code in (0, 2)
    assert clerk.give(NOW, ["amend", "S-12", "certificates.2.valid_to=2030-05-01", "--why", "错"]).code == 0
    assert "- kind: 焊工证\n  valid_to: 2030-05-01\n" in text(clerk, "S-12")
    assert clerk.give(NOW, ["amend", "S-12", "certificates-=1", "--why", "注销"]).code == 0
    assert "低压电工证" not in text(clerk, "S-12")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("unit+=5-802", "is no list"),
        ("tools-=3", "has 2 rows; 3 is none of them"),
        ("tools-=锤子", "has 2 rows"),
        ("dispatch.technician=S-12", "repairctl order correct WO-20260307-001 dispatch technician=.."),
        ("派工.technician=S-12", "the log, which only grows"),
        ("roof=x", "no field that can be given"),
        ("settlement.total=1", "computed"),
        ("settlement.lines=x", "settlement.lines+=ROW"),
        ("settlement.lines.1.note=x", "has 0 rows"),
    ],
)
def test_what_cannot_be_amended_says_the_way(clerk: Clerk, change: str, said: str) -> None:
    before = text(clerk)
    refused = amend(clerk, change)
    assert refused.code in (2, 3) and said in refused.err, refused.err
    assert text(clerk) == before


def test_another_unit_has_another_reporter_and_the_slip_is_void(clerk: Clerk) -> None:
    said = amend(clerk, "房号=1-303")
    assert said.code == 0, said.err
    assert "unit: QH-1-303" in text(clerk) and "reporter" not in text(clerk).partition("log:")[0] and "special_need: " not in text(clerk)
    assert amended(clerk) == [("place.unit", "QH-5-802"), ("request.reporter", "P-0802"), ("request.special_need", "独居老人")]
    assert "1 printed" in said.err and "void" in said.err and f"repairctl order print {ID} dispatch" in said.err


def test_who_is_named_along_stays_and_the_need_of_the_new_unit_comes(clerk: Clerk) -> None:
    clerk.tell("2026-03-08T08:00 amend QH-1-303 special_need=坐轮椅 --why 登记")
    assert amend(clerk, "unit=1-303", "报修人=陈昇").code == 0
    assert "reporter: P-0303" in text(clerk) and "special_need: 坐轮椅" in text(clerk)


def test_a_change_that_no_sheet_tells_makes_none_void(clerk: Clerk) -> None:
    clerk.tell("2026-03-08T08:00 amend 7-1 prices=with_tax --why 补 --by S-02")
    said = amend(clerk, "settlement.prices=without_tax")
    assert said.code == 0 and "void" not in said.err


def test_each_printing_is_noted_outside_git(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T22:55 order print 7-1 派工单")
    notes = json.loads((clerk.office / f"private/printed/{ID}.json").read_text(encoding="utf-8"))
    assert [one["document"] for one in notes] == ["dispatch", "dispatch"] and notes[0]["code"] == notes[1]["code"]
    seen = subprocess.run(["git", "status", "--short", "--untracked-files=all"], cwd=clerk.office, capture_output=True, check=True)
    assert seen.stdout == b""
    (clerk.office / f"private/printed/{ID}.json").write_text("{", encoding="utf-8")
    assert amend(clerk, "spot=厨房").code == 0


# ------------------------------------------------------------------ at a terminal


def test_the_clerk_sees_what_follows_before_it_is_changed(clerk: Clerk) -> None:
    at = terminal(clerk.office, ["amend", "7-1", "unit=1-303", "--why", "听错", "--by", "S-02"], NOW, REPAIRCTL_LANG="en")
    at.answer(("known): ", "谁"), ("known): ", "陈昇"), ("[Y/n]: ", ""))
    assert at.end() == 0, at.screen
    assert "QH-5-802  QH-1-303" in at.screen and "P-0802    P-0303" in at.screen and "void now" in at.screen
    assert "reporter: P-0303" in text(clerk)


def test_whoever_says_no_changes_nothing(clerk: Clerk) -> None:
    before = text(clerk)
    at = terminal(clerk.office, ["amend", "7-1", "unit=1-303", "--why", "听错", "--by", "S-02"], NOW, REPAIRCTL_LANG="en")
    at.answer(("known): ", ""), ("[Y/n]: ", "n"))
    assert at.end() == 130 and text(clerk) == before


def test_one_small_change_is_shown_and_not_asked_about(clerk: Clerk) -> None:
    at = terminal(clerk.office, ["amend", "7-1", "prices=with_tax", "--why", "补", "--by", "S-02"], NOW, REPAIRCTL_LANG="en")
    assert at.end() == 0 and "with_tax" in at.screen and "Change it?" not in at.screen


# ------------------------------------------------------------------ the editor


def edit(clerk: Clerk, change: str, id: str = "7-1", why: str = "手改") -> Said:
    """What an editor does to the text (`text`), and how the command ended."""
    program = clerk.paper(
        "editor.py",
        "import sys\nname = sys.argv[1]\ndata = open(name, 'rb').read()\ntext = data.decode()\n"
        f"{change}\nopen(name, 'wb').write(text.encode())\n",
    )
    return clerk.give(NOW, ["edit", id, "--by", "S-02", "--why", why], EDITOR=f"{sys.executable} {program}", VISUAL="")


def drafts(clerk: Clerk) -> list[str]:
    return sorted(path.name for path in (clerk.office / "private/drafts").glob("*"))


def test_an_edited_box_becomes_amendments_and_comments_stay(clerk: Clerk) -> None:
    said = edit(clerk, "text = text.replace('支管爆裂', '主管爆裂').replace('\\nplan:', '\\n# 老房子\\nplan:')")
    assert said.code == 0, said.err
    held = text(clerk)
    assert "# 老房子\nplan:" in held and "#~" not in held and amended(clerk) == [("request.description", "支管爆裂")]
    subject = subprocess.run(["git", "log", "-1", "--format=%s"], cwd=clerk.office, capture_output=True, check=True).stdout.decode()
    assert subject.startswith(f"{ID} edit: ") and "void" in said.err and drafts(clerk) == []
    assert "STATUS-MISMATCH" not in clerk.codes(NOW)


def test_the_guide_names_boxes_fields_and_choices(clerk: Clerk) -> None:
    said = edit(
        clerk, "assert '#~ place: unit; asset; spot; part (private' in text, text\nassert '#~ settlement' in text.partition('log:')[0]"
    )
    assert said.code == 0 and "Nothing has changed" in said.err and drafts(clerk) == []


def test_what_notepad_does_is_undone(clerk: Clerk) -> None:
    before = text(clerk)
    assert "Nothing has changed" in edit(clerk, "text = '\\ufeff' + text.replace('\\n', '\\r\\n')").err
    assert edit(clerk, "text = '\\ufeff' + text.replace('爆裂', '破裂').replace('\\n', '\\r\\n')").code == 0
    assert text(clerk).encode() == clerk.file(ID).read_bytes() and "\r" not in clerk.file(ID).read_bytes().decode()
    assert text(clerk).startswith(before.partition("request:")[0])


def test_a_file_with_crlf_and_mark_keeps_them(clerk: Clerk) -> None:
    path = clerk.file(ID)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert edit(clerk, "assert '\\r' not in text; text = text.replace('爆裂', '破裂')").code == 0
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\n") == data.count(b"\r\n") and "破裂" in data.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("text.replace('part: private', 'part: privat')", "part: privat"),
        ("text.replace('part: private', 'part: private\\n  roof: x')", "is no field here"),
        ("text.replace('  spot', ' spot').replace('place:', 'place: [')", "#! "),
        ("text.replace('by: S-02', 'by: S-01', 1)", "repairctl order correct"),
        ("text + '- step: arrive\\n  at: 2026-03-07T23:05:00+08:00\\n  by: S-11\\n'", "repairctl order arrive"),
        ("text.replace('status: dispatched', 'status: closed')", "status follows from the log"),
        (f"text.replace('id: {ID}', 'id: WO-20260307-002')", "id is"),
        ("text.replace('\\nlog:', '\\nsettlement:\\n  total: 3.00\\n\\nlog:')", "computed"),
    ],
)
def test_a_text_that_is_wrong_is_kept_with_the_way(clerk: Clerk, change: str, said: str) -> None:
    before = text(clerk)
    refused = edit(clerk, f"text = {change}")
    assert refused.code in (2, 3), refused.err
    assert said in refused.err or said == "#! "
    assert text(clerk) == before and drafts(clerk) == [f"edit-{ID}.base", f"edit-{ID}.yaml"]


def test_a_text_that_was_wrong_comes_back_and_what_others_recorded_stays(clerk: Clerk) -> None:
    assert edit(clerk, "text = text.replace('支管爆裂', '主管爆裂').replace('part: private', 'part: privat')").code == 3
    clerk.tell("2026-03-08T08:30 arrive 7-1 --by S-11 --at 2026-03-07T23:05")
    said = edit(clerk, "assert '主管爆裂' in text; text = text.replace('part: privat\\n', 'part: common\\n')")
    assert said.code == 0, said.err
    assert "主管爆裂" in text(clerk) and "part: common" in text(clerk) and "step: arrive" in text(clerk) and drafts(clerk) == []


def test_a_record_without_steps_is_edited_too(clerk: Clerk) -> None:
    said = edit(clerk, "text = text.replace('  part: private', '  # 东头\\n  floor_area: 89.50\\n  part: private')", id="QH-5-802")
    assert said.code == 0, said.err
    assert "  # 东头\n  floor_area: 89.50\n  part: private\n" in text(clerk, "QH-5-802")


def test_at_a_terminal_the_editor_opens_again_with_the_errors_on_top(clerk: Clerk) -> None:
    program = clerk.paper(
        "editor.py",
        "import sys\nname = sys.argv[1]\ntext = open(name, encoding='utf-8').read()\n"
        "wrong = text.startswith('#! ')\nprint('OPENED', wrong)\n"
        "text = text.replace('part: privat\\n', 'part: common\\n') if wrong else text.replace('part: private', 'part: privat')\n"
        "open(name, 'w', encoding='utf-8', newline='').write(text)\n",
    )
    at = terminal(clerk.office, ["edit", "7-1", "--by", "S-02"], NOW, REPAIRCTL_LANG="en", EDITOR=f"{sys.executable} {program}", VISUAL="")
    at.answer(("Why: ", "共有"))
    assert at.end() == 0, at.screen
    assert "OPENED False" in at.screen and "OPENED True" in at.screen and "part: common" in text(clerk)
