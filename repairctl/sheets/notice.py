"""停水、停电、停梯通知, a notice for the board (form 18 of the manual): whom it concerns, from when to when, why, what to do meanwhile.

Anybody reads it: it names no flat, nobody, and no telephone but the office's.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from repairctl.model import At, Label, Record
from repairctl.sheets.around import Around, View
from repairctl.sheets.discreet import discreet
from repairctl.sheets.sheet import Sheet
from repairctl.sheets.spoken import plain_day, span, spoken

SHARED = ("common", "limited_common")
EMERGENCIES = ("emergency", "P1")


class Told(NamedTuple):
    """What a notice says of one sort of outage, each in English and Chinese; `now`: the advice where it has begun already."""

    title: tuple[str, str]
    urgent: tuple[str, str]
    when: tuple[str, str]
    advice: tuple[str, str]
    now: tuple[str, str]
    line: tuple[str, str]


TOLD = {
    "water": Told(
        ("Water shut-off", "停水通知"),
        ("Emergency water shut-off", "紧急停水通知"),
        ("No water", "停水时间"),
        (
            "Please store some water, and keep all taps closed meanwhile; let it run for a moment when it is back.",
            "请提前储水，停水期间关好水龙头；恢复供水后请先放水片刻再用。",
        ),
        (
            "Please keep all taps closed meanwhile; let the water run for a moment when it is back.",
            "请关好水龙头；恢复供水后请先放水片刻再用。",
        ),
        ("There is no water", "停水"),
    ),
    "power": Told(
        ("Power shut-off", "停电通知"),
        ("Emergency power shut-off", "紧急停电通知"),
        ("No power", "停电时间"),
        (
            "Please save your work, switch appliances off, and do not enter the lift shortly before the shut-off.",
            "请提前保存资料、关闭电器；停电前后请勿乘坐电梯。",
        ),
        ("Please switch appliances off, and do not use the lift.", "请关闭电器，勿乘坐电梯；恢复供电后再逐一打开。"),
        ("There is no power", "停电"),
    ),
    "lift": Told(
        ("Lift out of service", "停梯通知"),
        ("Lift out of service: emergency", "紧急停梯通知"),
        ("Out of service", "停梯时间"),
        *2
        * (
            (
                "Please take the stairs or another lift. If you need help on the stairs, please call us.",
                "请走楼梯或改乘其他电梯；上下楼需要协助的，请致电我们。",
            ),
        ),
        ("The lift is out of service", "停梯"),
    ),
    "gate": Told(
        ("Entrance out of service", "门禁停用通知"),
        ("Entrance out of service: emergency", "紧急停用门禁通知"),
        ("Out of service", "停用时间"),
        *2 * (("Please use another entrance and carry your key.", "请从其他出入口通行，并随身携带钥匙。"),),
        ("The entrance is out of service", "门禁停用"),
    ),
}
OTHER = Told(
    ("Service interrupted", "停用通知"),
    ("Service interrupted: emergency", "紧急停用通知"),
    ("Interrupted", "停用时间"),
    *2 * (("Thank you for your patience.", "请您谅解与配合。"),),
    ("The service is interrupted", "停用"),
)


def view(record: Record, around: Around) -> View:
    """The notice in the language of the sheet, with one line in the other."""
    told, urgent = TOLD.get(str(record.value("plan.outage")), OTHER), _urgent(record)
    start, end, posted = _start(record, around), _end(record, around), around.at(record.value("plan.notice_at"))
    other = replace(around, lang=around.word("zh", "en"))
    return {
        "title": around.word(*(told.urgent if urgent else told.title)),
        "urgent": urgent,
        "when": around.word(*told.when),
        "start": spoken(start, around),
        "end": spoken(end, around),
        "scope": discreet(_scope(record, around), around),
        "reason": discreet(_reason(record, urgent, around), around),
        "instead": discreet(record.value("plan.outage_instead"), around),
        "advice": around.word(*(told.now if urgent else told.advice)),
        "posted": plain_day(posted or around.day, around),
        "other_title": other.word(*(told.urgent if urgent else told.title)),
        "other_line": other.word(*told.line),
        "other_span": span(start, end, other),
    }


def _urgent(record: Record) -> bool:
    triage = record.last("triage")
    return bool({record.value("request.urgency"), triage.filled.get("priority") if triage else None} & set(EMERGENCIES))


def _start(record: Record, around: Around) -> At | date | None:
    """When it begins: as planned; where nothing was planned, when the valve was closed."""
    planned, day = around.at(record.value("plan.outage_at")), record.value("plan.start")
    return planned or around.moment(record.first("contain")) or (day if isinstance(day, date) else None)


def _end(record: Record, around: Around) -> At | date | None:
    day = record.value("plan.end")
    return around.at(record.value("plan.outage_until")) or (day if isinstance(day, date) else None)


def _scope(record: Record, around: Around) -> str:
    """Whom it concerns: as the plan says it, else the equipment; the extent of a private repair would tell whose flat it is."""
    asset = record.value("place.asset")
    shared = record.value("request.impact_scope") if record.value("place.part") in SHARED else None
    return str(record.value("plan.outage_scope") or (around.places.get(str(asset)) if asset else None) or shared or "")


def _reason(record: Record, urgent: bool, around: Around) -> str:
    """Why: as the plan says it; the fault itself only where it is nobody's own."""
    fault = record.value("request.description") if record.value("place.part") in SHARED else None
    general = around.word("urgent repair", "设施抢修") if urgent else around.word("maintenance work", "设施维修")
    return str(record.value("plan.outage_reason") or fault or general)


SHEET = Sheet(
    "order",
    "notice",
    Label("outage notice", "停用通知"),
    "TZ",
    view,
    boxes=("place", "request", "plan"),
    steps=("report", "triage", "contain", "plan"),
    after=("plan",),
    needs=("plan.outage",),
)
