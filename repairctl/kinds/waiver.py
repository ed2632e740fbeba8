"""A waiver: what an office accepts although a rule says no, for these records or this place, for these days, with a reason.

Somebody `request`s it, somebody else `grant`s or `deny`s it; it can be `revoke`d. It covers what *happened* from the day `from` to
the day `to`, whenever that is looked at; what is to be put right by `remedy_by` counts again from the day after.
"""

from __future__ import annotations

from repairctl.kinds.making import choice, day, options, text, words
from repairctl.model import STAY, Field, Kind, Label, Section, Step

CATEGORIES = options(
    ("accepted", "accepted", "接受"),
    ("mitigated", "mitigated", "已另行补救"),
    ("error_in_policy", "error in the policy", "规定有误"),
)
STATUSES = options(
    ("requested", "requested", "待批准"),
    ("granted", "granted", "已批准"),
    ("denied", "denied", "未批准"),
    ("revoked", "revoked", "已撤销"),
    ("voided", "void", "已作废"),
)


def _reason(en: str, zh: str) -> tuple[Field, ...]:
    return (text("reason", en, zh, needed=True),)


WAIVER = Kind(
    "waiver",
    "WV",
    "waivers",
    Label("waiver", "豁免"),
    opens="request",
    sections=(
        Section(
            "waiver",
            Label("waiver", "豁免"),
            (
                Field("rules", "words", Label("rules", "规则"), needed=True),
                words("records", "records", "记录"),
                choice("category", "category", "类别", CATEGORIES, needed=True),
                text("reason", "reason", "理由", needed=True),
                words("evidence", "evidence", "证据"),
                day("remedy_by", "to be put right by", "整改期限"),
            ),
        ),
        Section(
            "scope",
            Label("instead of records", "不列记录时的范围"),
            (words("estates", "estates", "项目"), words("places", "places", "房号或设备")),
        ),
        Section(
            "covers",
            Label("what happened", "发生日期"),
            (day("from", "from", "自", needed=True), day("to", "to", "至", needed=True)),
        ),
    ),
    steps=(
        Step(
            "request",
            Label("request", "申请"),
            {"": "requested"},
            fills=("waiver", "scope", "covers"),
            help=Label("Somebody asks that a breach of a rule be accepted.", "申请豁免。"),
            example="repairctl waiver request --rules SLA-ARRIVE-LATE --records WO-20260307-001 --category accepted"
            ' --reason "道路封闭" --from 2026-03-07 --to 2026-03-07 --by S-02',
        ),
        Step(
            "grant",
            Label("grant", "批准"),
            {"requested": "granted", "granted": STAY},
            act=True,
            help=Label("It is granted, by somebody who neither asked for it nor stands in the record.", "由与此事无关的人批准。"),
        ),
        Step(
            "deny",
            Label("deny", "不批准"),
            {"requested": "denied"},
            act=True,
            fields=_reason("reason", "理由"),
            help=Label("It is not granted.", "不批准。"),
        ),
        Step(
            "revoke",
            Label("revoke", "撤销"),
            {"granted": "revoked"},
            act=True,
            fields=_reason("reason", "理由"),
            help=Label("It is taken away: what it covered counts again.", "撤销，原先豁免的重新计入。"),
        ),
        Step(
            "void",
            Label("void", "作废"),
            {"requested": "voided"},
            act=True,
            fields=_reason("reason", "理由"),
            help=Label("It was entered by mistake. Its number is not given again.", "误登，作废，编号不再用。"),
        ),
        Step(
            "note",
            Label("note", "备注"),
            dict.fromkeys(("requested", "granted", "denied", "revoked", "voided"), STAY),
            fields=(text("text", "text", "内容", needed=True),),
            help=Label("A note.", "备注。"),
        ),
    ),
    statuses=STATUSES,
    columns={
        "rules": "waiver.rules",
        "records": "waiver.records",
        "category": "waiver.category",
        "reason": "waiver.reason",
        "from": "covers.from",
        "to": "covers.to",
        "remedy_by": "waiver.remedy_by",
        "granted_at": "last grant",
    },
    calls_off="void",
    ended=frozenset({"denied", "revoked", "voided"}),
    help=Label("Breaches of rules that the office accepts.", "豁免：经批准接受的违规。"),
    example="WV-1",
    changing="to=2026-03-08",
)
