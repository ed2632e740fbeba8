"""Lessons 1 to 4: a pipe bursts on a Saturday night, from the call to the money."""

from __future__ import annotations

from decimal import Decimal

from repairctl.errors import Sentence, say
from repairctl.model import Label
from repairctl.practice import Lesson, Seen, filled, moves

BURST = "WO-20260307-001"
REPORT = """
2026-03-07T22:40 order report --unit QH-5-802 --part private --channel phone --reporter P-0802 --relation owner --description 厨房表后支管爆裂 --occurred-at 2026-03-07T22:35 --impact-scope 本户厨房、走廊 --urgency emergency --item pipe --by S-01
2026-03-07T22:44 order triage 1 --priority P1 --no-survey-needed --complexity simple --decision accept --by S-01
"""
DISPATCH = """
2026-03-07T22:45 order dispatch 1 --technician S-11 --tools 管钳 --tools 热熔机 --materials PPR管 --materials 铜球阀 --ppe gloves --expedited --by S-01
2026-03-07T23:05 order arrive 1 --badge-shown --fault-confirmed --by S-11
2026-03-07T23:20 order contain 1 --measure 关闭入户阀 --by S-11
"""
FINISH = """
2026-03-08T00:50 order restore 7-1 --by S-11
2026-03-08T00:50 order finish 7-1 --work-done 更换爆裂段，试压合格 --result repaired --hours 2 --equipment 热熔机 --parts {papers}/parts.csv --photos 前 --photos 后 --site-cleaned --by S-11
2026-03-08T00:50 order accept 7-1 --signed-by P-0802 --sign-method signature --checks {papers}/checks.csv --result pass --by S-11
"""
SETTLE = """
2026-03-08T20:00 order follow-up 7-1 --method phone --fixed --rating 5 --comment 很及时 --by S-02
2026-03-10T10:00 order settle 7-1 --payer owner --payer-party P-0802 --payer-reason 专有部分 --prices with_tax --lines {papers}/lines.csv --by S-01
2026-03-10T10:05 order pay 7-1 --amount 342.30 --method wechat --reference 420000238812 --by S-01
"""
STORY = REPORT + DISPATCH + FINISH + SETTLE


def _reported(seen: Seen) -> Sentence | None:
    order = seen.record(BURST)
    if order is None:
        return say("There is no order of today yet. Try: {command}", command="repairctl report 5-802")
    if order.value("place.unit") != "QH-5-802":
        return say("The order stands at {unit}, but the call came from QH-5-802. Try: {command}", unit=str(order.value("place.unit")),
                   command="repairctl amend 1 unit=QH-5-802 --why 听错")  # fmt: skip
    if filled(order, "triage", "priority") != "P1":
        return say(
            "A burst pipe is P1; the order does not say so. Try: {command}", command="repairctl triage 1 --priority P1 --no-survey-needed"
        )
    return None


def _sent(seen: Seen) -> Sentence | None:
    order = seen.record(BURST)
    if order is None or order.last("dispatch") is None:
        return say("Nobody is sent yet; P1 wants somebody there within 30 minutes. Try: {command}",
                   command="repairctl dispatch 1 --technician S-11 --at 2026-03-07T22:45")  # fmt: skip
    if order.last("arrive") is None:
        return say("The technician has arrived at 23:05. Try: {command}", command="repairctl arrive 1 --by S-11 --at 2026-03-07T23:05")
    if order.last("contain") is None:
        return say("The valve is closed at 23:20. Try: {command}", command="repairctl contain 1 --by S-11")
    return None


def _finished(seen: Seen) -> Sentence | None:
    order = seen.record(BURST)
    if order is None or order.last("restore") is None:
        return say("The water runs again. Try: {command}", command="repairctl restore 7-1 --by S-11")
    if order.last("finish") is None:
        return say("The work is not finished yet. Try: {command}",
                   command='repairctl finish 7-1 --work-done "更换爆裂段" --hours 2 --parts {papers}/parts.csv --by S-11'.format(papers="private/papers"))  # fmt: skip
    if order.last("accept") is None:
        return say("The owner has signed; the acceptance is missing. Try: {command}",
                   command="repairctl accept 7-1 --signed-by P-0802 --sign-method signature --by S-11")  # fmt: skip
    return None


def _paid(seen: Seen) -> Sentence | None:
    order = seen.record(BURST)
    total = order.value("settlement.total") if order else None
    if order is None or not isinstance(total, Decimal):
        return say("There is no statement yet. Try: {command}",
                   command="repairctl settle 7-1 --payer owner --payer-reason 专有部分 --prices with_tax --lines private/papers/lines.csv")  # fmt: skip
    paid = sum((amount for entry in order.of.get("pay", ()) if isinstance(amount := entry.filled.get("amount"), Decimal)), Decimal(0))
    if paid < total:
        return say(
            "{owed} yuan are owed. Try: {command}", owed=total - paid, command=f"repairctl pay 7-1 --amount {total - paid} --method wechat"
        )
    return None


LESSONS = (
    Lesson(
        Label("A call", "报修"),
        Label(
            'Saturday, 22:40. The telephone: "5-802, a pipe has burst in the kitchen!" Write it down and set its priority.',
            "周六 22:40，电话响：「我是 5 幢 802，厨房水管爆了！」请记下来，并定级。",
        ),
        Label("A call begins with report; a burst pipe is P1.", "报修用 report；水管爆裂是 P1 急修。"),
        "2026-03-07T22:44",
        moves(REPORT),
        _reported,
        ("repairctl report 5-802", "repairctl triage 1 --priority P1"),
    ),
    Lesson(
        Label("Sending somebody", "派工到场"),
        Label(
            "23:20. 李强 (S-11) was sent at 22:45, arrived at 23:05 and has just closed the valve. Write down all three.",
            "23:20。李强（S-11）22:45 出发、23:05 到场，刚关了阀门。三步都请记下。",
        ),
        Label(
            "dispatch, arrive, contain; --at says when, --by who did it.", "dispatch 派工、arrive 到场、contain 止险；--at 何时，--by 谁。"
        ),
        "2026-03-07T23:20",
        moves(DISPATCH),
        _sent,
        ("repairctl dispatch 1 --technician S-11", "repairctl arrive 1 --by S-11 --at 23:05"),
    ),
    Lesson(
        Label("Parts and acceptance", "用料完工"),
        Label(
            "00:50. The burst piece is replaced: 3 m of pipe, one valve, 2 hours; the owner has signed. Finish and accept.",
            "00:50。换好了：PPR 管 3 米、铜球阀 1 个、工时 2 小时，业主签了字。请记恢复、完工、验收。",
        ),
        Label(
            "restore, finish, accept; the parts lie in private/papers/parts.csv.",
            "restore、finish、accept；用料写在 private/papers/parts.csv。",
        ),
        "2026-03-08T00:50",
        moves(FINISH),
        _finished,
        ("repairctl finish 7-1", "repairctl accept 7-1"),
    ),
    Lesson(
        Label("The statement and the money", "结算收款"),
        Label(
            "Tuesday, 10:00. Call the owner back, make the statement, and take the money: 342.30 by WeChat.",
            "周二 10:00。回访业主，开结算单，收款 342.30 元（微信）。",
        ),
        Label(
            "follow-up, settle, pay; the lines lie in private/papers/lines.csv.",
            "follow-up、settle、pay；明细写在 private/papers/lines.csv。",
        ),
        "2026-03-10T10:05",
        moves(SETTLE),
        _paid,
        ("repairctl settle 7-1", "repairctl pay 7-1"),
    ),
)
