"""A maintenance archive entry: made when an order is archived, or by itself for what never was an order.

It names what was done, who paid, how long the warranty runs, which papers belong to it (by SHA-256) and how long it is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from repairctl.kinds.lines import ATTACHMENT
from repairctl.kinds.making import a, choice, day, money, number, options, ref, text
from repairctl.kinds.order_sheet import PAYERS, RETENTION_CLASSES
from repairctl.model import STAY, Entry, Kind, Label, Length, Plain, Record, Section, Step, Values, moment_of


def _filed(record: Record, entry: Entry, values: Values) -> Mapping[str, Plain]:
    """The last day on which the entry is kept; nothing where it is kept for good.

    Source: table `archiving.retention`: so long from the day of filing, and not less than so long after the warranty.
    """
    table = values.table("archiving.retention", entry.at)
    row = table.row(str(record.value("entry.retention_class") or "unset")) if table else {}
    keep, after = row.get("keep"), row.get("after_warranty")
    if not isinstance(keep, Length):
        return {"entry.disposal_due": None} if table else {}
    due, warranty = values.after(moment_of(entry.at, values.zone).date(), keep), record.value("entry.warranty_to")
    if isinstance(after, Length) and isinstance(warranty, date):
        due = max(due, values.after(warranty, after))
    return {"entry.disposal_due": due}


ARCHIVE = Kind(
    "archive",
    "AR",
    "archive",
    Label("archive entry", "维修档案"),
    opens="new",
    sections=(
        Section(
            "entry",
            Label("archive entry", "档案"),
            (
                text("title", "title", "题名", needed=True),
                ref("order", "order", "工单", "order"),
                ref("unit", "unit", "房号", "unit"),
                ref("asset", "asset", "设备", "asset"),
                text("trade", "trade", "专业"),
                number("fonds_year", "year", "年度"),
                choice("payer", "payer", "承担方", PAYERS),
                money("total", "total", "费用"),
                day("warranty_to", "warranty to", "保修至", tense="future"),
                choice("retention_class", "retention class", "保管类别", RETENTION_CLASSES),
                a("date", "disposal_due", "kept to the end of", "保管至", computed=True),
                choice("secrecy", "secrecy", "密级", options(("open", "open", "公开"), ("internal", "internal", "内部"))),
                text("location", "location", "存放处"),
            ),
        ),
        Section("attachments", Label("attachments", "附件"), ATTACHMENT, many=True),
    ),
    steps=(
        Step(
            "new",
            Label("new", "建档"),
            {"": "filed"},
            fills=("entry", "attachments"),
            computes=_filed,
            help=Label("An archive entry is made.", "建立档案。"),
            example='repairctl archive new --title "电梯年检报告" --asset LIFT-2-1 --retention-class lift --by S-01',
        ),
        Step(
            "lend",
            Label("lend", "借出"),
            {"filed": "lent"},
            fields=(
                ref("to", "to", "借阅人", "staff"),
                text("purpose", "purpose", "用途"),
                day("back_by", "back by", "应还", tense="future"),
            ),
            help=Label("The papers are lent.", "借出档案。"),
        ),
        Step("return", Label("return", "归还"), {"lent": "filed"}, help=Label("The papers are back.", "归还档案。")),
        Step(
            "dispose",
            Label("dispose", "销毁"),
            {"filed": "disposed"},
            act=True,
            fields=(text("reason", "reason", "理由", needed=True), ref("approved_by", "approved by", "批准人", "staff")),
            help=Label("The papers are destroyed after their time.", "期满销毁。"),
        ),
        Step(
            "void",
            Label("void", "作废"),
            {"filed": "voided"},
            act=True,
            fields=(text("reason", "reason", "理由", needed=True),),
            help=Label("The entry was made by mistake. Its number is not given again.", "误建，作废，编号不再用。"),
        ),
        Step(
            "note",
            Label("note", "备注"),
            {"filed": STAY, "lent": STAY, "disposed": STAY, "voided": STAY},
            fields=(text("text", "text", "内容", needed=True),),
            help=Label("A note.", "备注。"),
        ),
    ),
    statuses=options(
        ("filed", "filed", "在档"), ("lent", "lent", "借出"), ("disposed", "disposed of", "已销毁"), ("voided", "void", "已作废")
    ),
    columns={
        "title": "entry.title",
        "order": "entry.order",
        "unit": "entry.unit",
        "asset": "entry.asset",
        "retention_class": "entry.retention_class",
        "disposal_due": "entry.disposal_due",
        "filed_at": "first new",
    },
    calls_off="void",
    ended=frozenset({"filed", "disposed", "voided"}),
    help=Label("The maintenance archive.", "维修档案。"),
    example="AR-1",
    changing="location=2-07",
)
