"""Lessons 5 to 8: a slip and its undoing, a complaint, what the rules say, the end of the month."""

from __future__ import annotations

from repairctl.errors import Sentence, say
from repairctl.model import Label
from repairctl.practice import Lesson, Seen, moves
from repairctl.practice.burst_pipe import BURST

SLIP, COMPLAINT, LATE = "WO-20260310-001", "TS-20260311-001", "WO-20261001-001"
WRONG = """
2026-03-10T10:20 order report --unit QH-5-802 --part private --channel phone --description 龙头滴水 --urgency routine --item tap --occurred-at 2026-03-10T09:00 --impact-scope 本户厨房 --by S-01
2026-03-10T10:21 order note 1 --text 明日上门 --told-owner --by S-01
"""
RIGHT = """
2026-03-10T10:25 order amend 1 unit=QH-1-303 --why 听错房号 --by S-01
2026-03-10T10:26 order retract 1 note --why 记错了单 --by S-01
2026-03-10T10:27 order cancel 1 --reason 练习用，业主已自行修好 --by S-01
"""
GRIEVANCE = """
2026-03-11T15:00 complaint receive --unit QH-5-802 --channel phone --complainant P-0802 --about staff --description 维修后未清理楼道 --order WO-20260307-001 --by S-02
2026-03-11T15:05 complaint acknowledge 1 --method phone --by S-02
2026-03-11T15:30 complaint assess 1 --level L1 --reason 一次性，可当日纠正 --by S-02
2026-03-12T10:00 complaint reply 11-1 --upheld upheld --reason 现场照片属实 --remedy 已清理并致歉 --method phone --by S-01
2026-03-12T10:05 complaint inform 11-1 --method phone --by S-02
2026-03-12T10:06 complaint agree 11-1 --by S-02
"""
TOO_LATE = """
2026-10-01T09:00 order report --unit QH-1-303 --part private --channel wechat --reporter P-0303 --relation owner --description 客厅灯不亮 --occurred-at 2026-10-01T08:00 --impact-scope 本户客厅 --urgency routine --item lamp --by S-02
2026-10-01T12:00 order note 1-1 --text 已告知业主明日安排 --told-owner --by S-02
2026-10-02T09:01 order triage 1-1 --priority P3 --no-survey-needed --by S-02
2026-10-02T09:05 order dispatch 1-1 --technician S-12 --tools 梯 --materials 灯 --ppe gloves --by S-02
2026-10-02T13:05 order arrive 1-1 --by S-12
"""
JUDGED = """
2026-10-02T14:00 check
2026-10-02T14:00 explain WO-20261001-001 SLA-ARRIVE-LATE
"""
END = """
2026-03-31T17:00 order close WO-20260307-001 --by S-01
2026-03-31T17:05 order archive WO-20260307-001 --retention-class ordinary --location 档案柜3 --by S-01
2026-03-31T17:10 order print WO-20260307-001 settlement --pdf
2026-03-31T17:10 order print WO-20260307-001 acceptance --pdf
2026-03-31T17:10 order print WO-20260307-001 dispatch --pdf
"""


def _undone(seen: Seen) -> Sentence | None:
    order = seen.record(SLIP)
    if order is None or order.value("place.unit") != "QH-1-303":
        return say("The order still stands at the wrong unit. Try: {command}", command="repairctl amend 1 unit=QH-1-303 --why 听错房号")
    if order.last("note") is not None:
        return say("The note belongs to another order; take it back. Try: {command}", command="repairctl retract 1 note --why 记错了单")
    return None


def _answered(seen: Seen) -> Sentence | None:
    complaint = seen.record(COMPLAINT)
    if complaint is None:
        return say("The complaint is not written down yet. Try: {command}",
                   command='repairctl complaint receive --unit QH-5-802 --description "维修后未清理楼道"')  # fmt: skip
    if complaint.last("acknowledge") is None:
        return say("Tell her that it has arrived, and say so. Try: {command}", command="repairctl complaint acknowledge 1")
    if complaint.last("assess") is None:
        return say("How grave is it? Try: {command}", command="repairctl complaint assess 1 --level L1")
    return None


def _judged(seen: Seen) -> Sentence | None:
    if not seen.was_said("check"):
        return say("Ask the rules. Try: {command}", command="repairctl check")
    if not seen.was_said("explain", "SLA-ARRIVE-LATE"):
        return say("Ask how one of them came to its verdict. Try: {command}", command="repairctl explain WO-20261001-001 SLA-ARRIVE-LATE")
    return None


def _ended(seen: Seen) -> Sentence | None:
    order = seen.record(BURST)
    if order is None or order.last("close") is None:
        return say("The order is not closed. Try: {command}", command="repairctl close 0307-1")
    if order.last("archive") is None:
        return say(
            "It is not in the archive. Try: {command}",
            command="repairctl order archive 0307-1 --retention-class ordinary --location 档案柜3",
        )
    if not seen.was_said("print", "settlement"):
        return say("The owner wants the statement on paper. Try: {command}", command="repairctl print 0307-1 settlement --pdf")
    return None


LESSONS = (
    Lesson(
        Label("A slip", "写错了"),
        Label(
            "10:25. You wrote 5-802, but the call came from 1-303; and the note belongs to another order. Mend both.",
            "10:25。刚才记成了 5-802，其实是 1-303；备注也记错了单。请改正两处。",
        ),
        Label("amend changes a box, retract takes a step back; both stay in the log.", "amend 改栏目，retract 退一步；都留在记录里。"),
        "2026-03-10T10:25",
        moves(RIGHT),
        _undone,
        ("repairctl amend 1 unit=QH-1-303 --why 听错房号", "repairctl undo"),
        before=moves(WRONG),
        opens=SLIP,
    ),
    Lesson(
        Label("A complaint", "投诉"),
        Label(
            "Wednesday, 15:30. The owner of 5-802 rings: nobody has cleaned the landing. Take it, tell her so, say how grave it is.",
            "周三 15:30。5-802 业主来电：修完没清理楼道。请收下、告知收到、定级。",
        ),
        Label("complaint receive, acknowledge, assess.", "complaint receive 收到、acknowledge 告知、assess 初评。"),
        "2026-03-11T15:30",
        moves(GRIEVANCE),
        _answered,
        ("repairctl complaint receive", "repairctl complaint assess 1"),
    ),
    Lesson(
        Label("The end of the month", "月底"),
        Label(
            "31 March, 17:00. Close the order of the burst pipe, put it into the archive and print the statement.",
            "3 月 31 日 17:00。关闭爆管那一单，归档，并打印结算单。",
        ),
        Label("close, order archive, print.", "close 关闭、order archive 归档、print 打印。"),
        "2026-03-31T17:10",
        moves(END),
        _ended,
        ("repairctl close 0307-1", "repairctl print 0307-1 settlement --pdf"),
    ),
    Lesson(
        Label("What do the rules say?", "检查"),
        Label(
            "2 October, 14:00. A lamp was taken too late. Ask the rules, and how they came to their verdict on the arrival.",
            "10 月 2 日 14:00。一盏灯修迟了。请让规则检查，再问到场那一条是怎么算的。",
        ),
        Label("check tells what is wrong; explain ID CODE shows the arithmetic.", "check 检查；explain 单号 代码 看怎么算的。"),
        "2026-10-02T14:00",
        moves(JUDGED),
        _judged,
        ("repairctl check", "repairctl explain WO-20261001-001 SLA-ARRIVE-LATE"),
        before=moves(TOO_LATE),
        opens=LATE,
    ),
)
