"""A complaint, by the operation steps of ISO 10002: received, acknowledged, assessed, investigated, answered, told, ended.

The complainant `agree`s or `refuse`s; a refused answer goes to an outside body (`refer`) before the office closes it.
"""

from __future__ import annotations

from collections.abc import Sequence

from repairctl.kinds.making import a, choice, decimal, number, options, ref, text, words, yes
from repairctl.kinds.order_interest import open_dispute
from repairctl.kinds.order_sheet import CHANNELS
from repairctl.model import STAY, Entry, Kind, Label, Record, Section, Step, Values, Wish

STATUSES = options(
    ("received", "received", "已收到"),
    ("acknowledged", "acknowledged", "已告知收到"),
    ("assessed", "assessed", "已初评"),
    ("investigating", "investigating", "调查中"),
    ("answered", "answered", "已答复"),
    ("told", "decision told", "决定已告知"),
    ("agreed", "agreed", "投诉者接受"),
    ("refused", "refused", "投诉者不接受"),
    ("external", "with an outside body", "转外部"),
    ("closed", "closed", "已终止"),
    ("voided", "void", "已作废"),
)
LIVE = tuple(key for key, _ in STATUSES if key not in ("closed", "voided"))
LEVELS = options(("L1", "L1 general", "L1 一般"), ("L2", "L2 important", "L2 重要"), ("L3", "L3 major", "L3 重大"))
ABOUT = options(
    ("order", "a repair", "维修"),
    ("staff", "staff", "人员"),
    ("fee", "charges", "收费"),
    ("noise", "noise", "噪声"),
    ("other", "other", "其他"),
)


def _from(*statuses: str, **moves: str) -> dict[str, str]:
    return {**dict.fromkeys(statuses, STAY), **moves}


def _ended(record: Record, entry: Entry, values: Values) -> Sequence[Wish]:
    """The objection to a statement that is this complaint ends with it, as the last answer said."""
    order = values.record(str(record.value("facts.order") or ""))
    begun = open_dispute(order) if order else None
    if order is None or begun is None or begun.filled.get("complaint") != record.id:
        return ()
    reply = record.last("reply")
    outcome = (reply.filled.get("upheld") if reply else None) or "other"
    return (Wish("order", "resolve", id=order.id, given={"outcome": outcome, "reason": record.id}),)


COMPLAINT = Kind(
    "complaint",
    "TS",
    "complaints",
    Label("complaint", "投诉"),
    opens="receive",
    sections=(
        Section(
            "facts",
            Label("complaint", "投诉"),
            (
                choice("channel", "channel", "渠道", CHANNELS, open_choice=True),
                ref("complainant", "complainant", "投诉者", "party"),
                yes("anonymous", "anonymous", "匿名"),
                ref("unit", "unit", "房号", "unit"),
                choice("about", "about", "对象", ABOUT, open_choice=True),
                ref("order", "about order", "关于工单", "order"),
                ref("staff", "about staff member", "关于人员", "staff"),
                text("description", "facts", "事实", needed=True),
                text("remedy_sought", "remedy sought", "诉求"),
                text("cause", "cause", "原因分类"),
                number("households", "households concerned", "涉及户数"),
                decimal("amount", "amount in dispute", "涉及金额"),
                text("external_ref", "outside reference", "外部编号"),
                ref("reopened_of", "reopened from", "原投诉", "complaint"),
            ),
        ),
    ),
    steps=(
        Step(
            "receive",
            Label("receive", "收到投诉"),
            {"": "received"},
            fills=("facts",),
            help=Label("A complaint arrives.", "收到投诉。"),
            example='repairctl complaint receive --unit QH-5-802 --description "维修员态度差" --about staff --by S-02',
        ),
        Step(
            "acknowledge",
            Label("acknowledge", "告知收到"),
            _from(*LIVE[1:], received="acknowledged"),
            fields=(choice("method", "method", "方式", CHANNELS, open_choice=True),),
            help=Label("The complainant is told that it has arrived.", "告知投诉者已收到。"),
        ),
        Step(
            "assess",
            Label("assess", "初评"),
            _from(*LIVE[2:], received="assessed", acknowledged="assessed"),
            fields=(
                choice("level", "level", "级别", LEVELS, needed=True),
                text("reason", "reason for the level", "定级依据"),
                yes("safety", "safety at stake", "涉及安全"),
            ),
            help=Label("How grave is it? The level is set.", "初步评估，定级。"),
        ),
        Step(
            "investigate",
            Label("investigate", "调查"),
            _from("investigating", "answered", assessed="investigating"),
            fields=(
                ref("investigator", "investigator", "调查人", "staff", needed=True),
                text("findings", "findings", "经过"),
                words("evidence", "evidence", "证据"),
            ),
            help=Label("Somebody not concerned looks into it.", "由非当事人调查。"),
        ),
        Step(
            "reply",
            Label("reply", "答复"),
            _from("answered", "told", assessed="answered", investigating="answered", refused="answered"),
            fields=(
                choice(
                    "upheld",
                    "upheld",
                    "是否成立",
                    options(("upheld", "upheld", "成立"), ("partly", "partly upheld", "部分成立"), ("not_upheld", "not upheld", "不成立")),
                ),
                text("reason", "reason", "理由"),
                text("remedy", "remedy", "处理与补救"),
                choice("method", "method", "方式", CHANNELS, open_choice=True),
            ),
            help=Label("The office answers, with the reason and the remedy.", "答复：结论、理由、补救。"),
        ),
        Step(
            "inform",
            Label("inform", "决定告知"),
            {"answered": "told"},
            fields=(choice("method", "method", "方式", CHANNELS, open_choice=True),),
            help=Label("The decision has reached the complainant.", "决定已告知投诉者。"),
        ),
        Step(
            "agree",
            Label("agree", "投诉者接受"),
            {"answered": "agreed", "told": "agreed", "external": "agreed"},
            fields=(text("words", "in their words", "原话"),),
            help=Label("The complainant agrees.", "投诉者接受。"),
        ),
        Step(
            "refuse",
            Label("refuse", "投诉者不接受"),
            {"answered": "refused", "told": "refused"},
            fields=(text("why", "why", "理由"),),
            help=Label("The complainant does not agree.", "投诉者不接受。"),
        ),
        Step(
            "escalate",
            Label("escalate", "升级"),
            _from(*LIVE),
            fields=(
                choice("level", "level", "级别", LEVELS, needed=True),
                text("reason", "reason", "理由"),
                ref("to", "to", "升级给", "staff"),
            ),
            help=Label("It goes to a higher level.", "升级处理。"),
        ),
        Step(
            "refer",
            Label("refer to an outside body", "转外部"),
            _from("external", refused="external", answered="external", told="external"),
            fields=(text("body", "body", "机构", needed=True), text("reference", "reference", "编号")),
            help=Label("An outside body takes it: street office, hotline, court.", "转街道、热线或法院。"),
        ),
        Step(
            "follow_up",
            Label("follow-up", "回访"),
            _from("agreed", "refused", "external", "closed"),
            fields=(yes("satisfied", "satisfied with the handling", "对处理满意"), text("comment", "comment", "意见")),
            help=Label("The complainant is called afterwards.", "回访投诉者。"),
        ),
        Step(
            "close",
            Label("close", "终止"),
            {"agreed": "closed", "refused": "closed", "external": "closed", "told": "closed"},
            act=True,
            fields=(text("root_cause", "root cause", "根本原因"), text("outcome", "outcome", "结果")),
            touches=_ended,
            help=Label("The complaint is ended.", "投诉终止。"),
        ),
        Step(
            "reopen",
            Label("reopen", "重开"),
            {"closed": "assessed"},
            fields=(a("text", "reason", "reason", "理由", needed=True),),
            help=Label("The complaint is taken up again; its clock is the first one.", "重开，沿用原时限。"),
        ),
        Step(
            "void",
            Label("void", "作废"),
            dict.fromkeys(LIVE, "voided"),
            act=True,
            fields=(a("text", "reason", "reason", "理由", needed=True),),
            help=Label("It was never received: entered by mistake. Its number is not given again.", "误登，作废，编号不再用。"),
        ),
        Step(
            "note",
            Label("note", "备注"),
            _from(*LIVE, "closed", "voided"),
            fields=(text("text", "text", "内容", needed=True), yes("told_complainant", "complainant was told", "已告知投诉者")),
            help=Label("A note.", "备注。"),
        ),
    ),
    statuses=STATUSES,
    columns={
        "unit": "facts.unit",
        "about": "facts.about",
        "order": "facts.order",
        "description": "facts.description",
        "level": "assess.level",
        "received_at": "first receive",
        "answered_at": "first reply",
        "closed_at": "first close",
    },
    calls_off="void",
    ended=frozenset({"closed", "voided"}),
    help=Label("Complaints.", "投诉。"),
    example="TS-1",
    changing="unit=QH-5-803",
)
