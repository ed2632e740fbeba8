"""A repair order, from the telephone call to the archive.

Its boxes are filled once (place, request, plan, settlement); what a step fills each time it is taken stands in that entry of the log.
A fully told order: report, triage, dispatch, arrive, finish, accept, follow-up, settle, pay, close, archive. An urgent one may be
dispatched before it is triaged. `hold` stops the completion clocks, `resume` goes back to where the hold began.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from repairctl.kinds import order_money
from repairctl.kinds.lines import CHECK, DEFECT, HIDDEN_WORK, LINE, PART
from repairctl.kinds.making import a, choice, day, decimal, moment, money, number, options, ref, rows, text, words, yes
from repairctl.kinds.order_paying import PAYING
from repairctl.kinds.order_sheet import (
    AGREED_BY,
    HOLD_REASONS,
    PLACE,
    PLAN,
    PRIORITIES,
    PRIORITY_WORDS,
    RELATIONS,
    REQUEST,
    RETENTION_CLASSES,
    SETTLEMENT,
)
from repairctl.model import BACK, STAY, Entry, Kind, Label, Plain, Record, Step, Values, Wish

STATUSES = options(
    ("registered", "registered", "已登记"),
    ("triaged", "triaged", "已评估"),
    ("quoted", "quoted", "已报价"),
    ("approved", "approved", "已确认"),
    ("planned", "planned", "已计划"),
    ("dispatched", "dispatched", "已派工"),
    ("in_progress", "in progress", "维修中"),
    ("on_hold", "on hold", "挂起"),
    ("completed", "completed", "已完工"),
    ("rework", "rework", "返工"),
    ("verified", "verified", "已验收"),
    ("settled", "settled", "已结算"),
    ("closed", "closed", "已关闭"),
    ("archived", "archived", "已归档"),
    ("declined", "declined", "不予受理"),
    ("merged", "merged", "已并单"),
    ("cancelled", "cancelled", "已取消"),
)
SENT = "dispatch.technician"
BEFORE_WORK = ("registered", "triaged", "quoted", "approved", "planned")
AT_WORK = ("dispatched", "in_progress", "on_hold", "rework")
AFTER_WORK = ("completed", "verified", "settled", "closed")
OPEN = (*BEFORE_WORK, *AT_WORK, *AFTER_WORK)


def _stay(*statuses: str, **moves: str) -> Mapping[str, str]:
    return {**dict.fromkeys(statuses, STAY), **moves}


def _to(end: str, *statuses: str) -> dict[str, str]:
    return dict.fromkeys(statuses, end)


def _merged(record: Record, entry: Entry, values: Values) -> Sequence[Wish]:
    """The order that goes on is told which one was merged into it."""
    note = {"text": str(record.value("request.description") or record.id), "about": record.id}
    return (Wish("order", "note", id=str(entry.filled.get("into")), given=note),)


def _archived(record: Record, entry: Entry, values: Values) -> Sequence[Wish]:
    """The archive entry of a closed order, with the files that belong to it."""
    files = entry.filled.get("files")
    accept = record.last("accept")
    given: dict[str, Plain] = {
        "entry.order": record.id,
        "entry.unit": record.value("place.unit"),
        "entry.asset": record.value("place.asset"),
        "entry.title": record.value("request.description"),
        "entry.payer": record.value("settlement.payer"),
        "entry.total": record.value("settlement.total"),
        "entry.warranty_to": accept.filled.get("warranty_to") if accept else None,
        "entry.retention_class": entry.filled.get("retention_class"),
        "entry.location": entry.filled.get("location"),
        "attachments": tuple({"file": str(file)} for file in files) if isinstance(files, tuple) else None,
    }
    return (Wish("archive", "new", given={key: value for key, value in given.items() if value is not None}, reply="entry"),)


STEPS = (
    Step(
        "report",
        Label("report", "报修"),
        {"": "registered"},
        fills=("place", "request"),
        one_of=(("place.unit", "place.asset", "place.spot"),),
        help=Label("A repair is reported: the order begins.", "登记报修，工单由此开始。"),
        example='repairctl order report --unit QH-5-802 --description "厨房表后支管爆裂" --urgency emergency --by S-01',
    ),
    Step(
        "acknowledge",
        Label("acknowledge", "告知收到"),
        _stay(*OPEN),
        help=Label("The reporter is told that the request has arrived.", "告知报修人已收到。"),
    ),
    Step(
        "triage",
        Label("triage", "受理"),
        _stay(*BEFORE_WORK[1:], *AT_WORK, registered="triaged"),
        fields=(
            choice("priority", "priority", "优先级", PRIORITIES, needed=True, also=PRIORITY_WORDS),
            text("reason", "reason for the priority", "定级理由"),
            yes("survey_needed", "survey needed", "是否需要勘查"),
            choice("complexity", "complexity", "复杂程度", options(("simple", "simple", "简单"), ("complex", "complex", "复杂"))),
            choice("decision", "decision", "处理", options(("accept", "do it", "受理"), ("refer", "refer to others", "转办"))),
            text("refer_to", "refer to", "转往"),
        ),
        help=Label("The office assesses the request and sets its priority.", "初步评估，确定优先级。"),
        example="repairctl order triage 1 --priority P1 --no-survey-needed --by S-01",
    ),
    Step(
        "survey",
        Label("survey", "勘查"),
        _stay(*BEFORE_WORK, *AT_WORK),
        fields=(
            text("result", "what was found", "勘查结果"),
            words("photos", "photos", "照片"),
        ),
        help=Label("The fault is looked at on site before the work.", "维修前现场勘查。"),
    ),
    Step(
        "decline",
        Label("decline", "不予受理"),
        _to("declined", "registered", "triaged"),
        act=True,
        fields=(
            a("text", "reason", "reason", "理由", needed=True),
            text("refer_to", "whom to call instead", "应找何处"),
        ),
        help=Label("The office does not take the request on, with the reason and whom to call instead.", "不予受理，写明理由和去处。"),
    ),
    Step(
        "merge",
        Label("merge", "并单"),
        _to("merged", *BEFORE_WORK, "dispatched"),
        act=True,
        fields=(
            ref("into", "into", "并入工单", "order", needed=True),
            text("reason", "reason", "理由"),
        ),
        touches=_merged,
        help=Label("The same trouble was reported twice: this order ends, the other goes on.", "同一问题重复报修，并入另一单。"),
    ),
    Step(
        "quote",
        Label("quote", "报价"),
        {**_stay(*BEFORE_WORK[3:], *AT_WORK, *AFTER_WORK[:1]), **_to("quoted", *BEFORE_WORK[1:3])},
        fields=(
            money("total", "total", "报价合计"),
            rows("lines", "lines", "明细", LINE),
            day("valid_to", "valid to", "有效期至", tense="future"),
        ),
        one_of=((".total", ".lines"),),
        computes=order_money.quoted,
        help=Label("The owner is told what it will cost.", "向业主报价。"),
    ),
    Step(
        "approve",
        Label("approve the quote", "确认报价"),
        _stay(*BEFORE_WORK[3:], *AT_WORK, *AFTER_WORK[:1], quoted="approved"),
        fields=(
            ref("approved_by", "approved by", "确认人", "party"),
            choice("method", "method", "方式", AGREED_BY),
        ),
        help=Label("The payer agrees to the quote.", "付款人确认报价。"),
    ),
    Step(
        "appoint",
        Label("appoint", "预约"),
        _stay(*BEFORE_WORK, *AT_WORK),
        fields=(
            moment("visit_at", "agreed time of the call", "约定上门时间", needed=True, tense="future"),
            choice("agreed_with", "agreed with", "与谁约定", RELATIONS),
        ),
        help=Label("A time to come is agreed with the owner.", "与业主约定上门时间。"),
    ),
    Step(
        "plan",
        Label("plan", "计划"),
        {**_stay("registered", "quoted", "planned", *AT_WORK, *AFTER_WORK), **_to("planned", "triaged", "approved")},
        fills=("plan",),
        help=Label("The plan of the work is issued: time, person, tools, materials.", "下发维修计划：时间、人员、工具、材料。"),
    ),
    Step(
        "dispatch",
        Label("dispatch", "派工"),
        {**_stay("dispatched", "in_progress", "on_hold"), **_to("dispatched", "registered", "triaged", "approved", "planned", "rework")},
        fields=(
            ref("technician", "technician", "维修人", "staff", needed=True),
            words("tools", "tools", "工具"),
            words("materials", "materials", "材料"),
            words("ppe", "protective equipment", "劳保用品"),
            words("permits", "permits", "作业许可"),
            yes("expedited", "expedited", "加急"),
            text("reason", "reason for this technician", "派此人的理由"),
        ),
        apart="technician",
        help=Label("A technician is sent.", "派维修人员。"),
        example="repairctl order dispatch 1 --technician S-11 --tools 管钳 --materials PPR管 --by S-01",
    ),
    Step(
        "arrive",
        Label("arrive", "到场"),
        _stay("in_progress", "on_hold", dispatched="in_progress", rework="in_progress"),
        fields=(
            yes("badge_shown", "badge shown", "出示工牌"),
            yes("fault_confirmed", "fault confirmed by the owner", "业主确认故障"),
            words("photos", "photos", "照片"),
        ),
        done_by=SENT,
        help=Label("The technician is on site; --by is the technician.", "维修人员到场，--by 为维修人员。"),
    ),
    Step(
        "absent",
        Label("absent", "未遇"),
        _stay("dispatched", "in_progress", "on_hold", "completed"),
        fields=(
            yes("notice_left", "notice left", "已留条"),
            moment("next_at", "next attempt", "下次上门", tense="future"),
        ),
        done_by=SENT,
        help=Label("Nobody was at home.", "上门未遇。"),
    ),
    Step(
        "contain",
        Label("contain", "止险"),
        _stay("registered", "triaged", *AT_WORK, "completed"),
        fields=(text("measure", "measure", "措施"),),
        done_by=SENT,
        help=Label("The danger is stopped: valve closed, power off, area cordoned.", "险情已控制：关阀、断电、围挡。"),
    ),
    Step(
        "restore",
        Label("restore", "恢复"),
        _stay(*AT_WORK, "completed"),
        fields=(
            yes("temporary", "temporary", "临时恢复"),
            text("method", "method", "方式"),
        ),
        done_by=SENT,
        help=Label("The function is back, even if only for the time being.", "功能恢复，含临时恢复。"),
    ),
    Step(
        "hold",
        Label("hold", "挂起"),
        _to("on_hold", *BEFORE_WORK[1:], "dispatched", "in_progress", "rework"),
        until="resume",
        fields=(
            choice("reason", "reason", "原因", HOLD_REASONS, needed=True),
            words("evidence", "evidence", "凭据"),
            day("expected", "expected to end", "预计到", tense="future"),
        ),
        help=Label("The work waits, for a reason from the list and with evidence.", "暂停，须有列明的原因和凭据。"),
    ),
    Step("resume", Label("resume", "恢复施工"), {"on_hold": BACK}, help=Label("The work goes on.", "继续施工。")),
    Step(
        "note",
        Label("note", "备注"),
        _stay(*(key for key, _ in STATUSES)),
        fields=(
            a("text", "text", "text", "内容", needed=True),
            yes("told_owner", "owner was told", "已告知业主"),
            ref("about", "about", "关于工单", "order"),
        ),
        apart="about",
        help=Label("A note: progress, a talk with the owner.", "备注：进展、与业主沟通。"),
    ),
    Step(
        "consent",
        Label("consent", "增项确认"),
        _stay(*AT_WORK, *AFTER_WORK[:2]),
        fields=(
            text("work", "extra work", "增项内容"),
            money("amount", "amount", "金额", needed=True),
            moment("owner_ok_at", "owner agreed at", "业主同意时间", tense="past"),
            choice("method", "method", "方式", AGREED_BY),
            ref("agreed_by", "agreed by", "同意人", "party"),
        ),
        help=Label("The owner agrees to extra work before it is done.", "施工前业主确认增项。"),
    ),
    Step(
        "finish",
        Label("finish", "完工"),
        _stay("completed", in_progress="completed"),
        fields=(
            text("work_done", "work done", "处理内容"),
            choice(
                "result",
                "result",
                "结果",
                options(
                    ("repaired", "repaired", "修复"),
                    ("replaced", "replaced", "更换"),
                    ("temporary", "temporary", "临时处理"),
                    ("not_repaired", "not repaired", "未修复"),
                ),
            ),
            text("cause", "cause", "原因"),
            rows("parts", "parts used", "用料", PART),
            decimal("hours", "working hours", "工时"),
            words("equipment", "equipment used", "所用设备"),
            words("photos", "photos", "照片"),
            rows("hidden_works", "concealed works", "隐蔽工程", HIDDEN_WORK),
            yes("site_cleaned", "site cleaned", "现场清理"),
        ),
        done_by=SENT,
        help=Label("The work is done.", "维修完工。"),
    ),
    Step(
        "accept",
        Label("accept", "验收"),
        {"completed": "verified"},
        mistaken_for="triage",
        fields=(
            ref("inspector", "inspector", "验收人", "staff"),
            ref("signed_by", "signed by", "签字人", "party"),
            choice(
                "sign_method",
                "way of signing",
                "签认方式",
                options(
                    ("signature", "signature", "签字"),
                    ("phone", "telephone", "电话"),
                    ("photo_notice", "photo and notice", "拍照留条"),
                    ("deemed", "deemed accepted", "视为验收"),
                ),
            ),
            rows("checks", "checks", "检查项", CHECK),
            choice("result", "result", "结论", options(("pass", "passed", "合格"), ("conditional", "passed after mending", "整改后合格"))),
            rows("defects", "defects", "缺陷", DEFECT),
            a("date", "warranty_to", "warranty to", "保修至", computed=True),
        ),
        computes=order_money.accepted,
        help=Label("The work is inspected and accepted.", "验收合格。"),
    ),
    Step(
        "reject",
        Label("reject", "验收不合格"),
        {"completed": "rework"},
        fields=(
            ref("inspector", "inspector", "验收人", "staff"),
            text("reason", "reason", "理由"),
            rows("defects", "defects", "缺陷", DEFECT),
            day("rework_due", "to be mended by", "整改期限", tense="future"),
        ),
        help=Label("The work is inspected and found wanting: rework.", "验收不合格，返工。"),
    ),
    Step(
        "settle",
        Label("settle", "结算"),
        {"verified": "settled"},
        act=True,
        fills=("settlement",),
        computes=order_money.settled,
        help=Label(
            "The statement is made: totals, tax, words and due date are computed and frozen.",
            "开结算单：合计、税额、大写、付款期限由程序计算并固定。",
        ),
        example='repairctl order settle 1 --payer owner --payer-reason 专有部分 --line "水工 2" --by S-01',
    ),
    *PAYING,
    Step(
        "follow_up",
        Label("follow-up", "回访"),
        _stay("completed", "rework", "verified", "settled", "closed"),
        fields=(
            choice(
                "method",
                "method",
                "方式",
                options(("phone", "telephone", "电话"), ("onsite", "on site", "上门"), ("wechat", "WeChat", "微信")),
            ),
            yes("fixed", "fixed", "是否修好"),
            number("rating", "overall, 1 to 5", "总体 1-5"),
            number("attitude", "attitude, 1 to 5", "态度 1-5"),
            number("timeliness", "timeliness, 1 to 5", "及时 1-5"),
            number("quality", "quality, 1 to 5", "质量 1-5"),
            number("charges", "charges, 1 to 5", "收费 1-5"),
            number("cleanliness", "cleanliness, 1 to 5", "清洁 1-5"),
            text("comment", "comment", "意见"),
            ref("new_order", "new order", "返修新单", "order"),
            ref("complaint", "complaint", "投诉", "complaint"),
            yes("after_rain", "after the first rain", "首场雨后复访"),
        ),
        help=Label("The owner is called afterwards: is it fixed, was it well done?", "回访业主：是否修好、是否满意。"),
    ),
    Step(
        "close",
        Label("close", "关闭"),
        {"settled": "closed"},
        act=True,
        help=Label("Nothing more is to be done on the order.", "工单关闭。"),
    ),
    Step(
        "archive",
        Label("archive", "归档"),
        {"closed": "archived"},
        act=True,
        fields=(
            choice("retention_class", "retention class", "保管类别", RETENTION_CLASSES),
            text("location", "location", "存放处"),
            words("files", "files to attach", "附件文件"),
            ref("entry", "archive entry", "档号", "archive", computed=True),
        ),
        touches=_archived,
        help=Label("The closed order is archived; an archive entry is made.", "归档，生成维修档案。"),
        example="repairctl order archive 1 --retention-class ordinary --files papers/signed.pdf --by S-01",
    ),
    Step(
        "cancel",
        Label("cancel", "取消"),
        _to("cancelled", *BEFORE_WORK, *AT_WORK),
        act=True,
        fields=(a("text", "reason", "reason", "理由", needed=True),),
        help=Label("The order is called off, with the reason.", "取消工单，写明理由。"),
    ),
)

ORDER = Kind(
    "order",
    "WO",
    "orders",
    Label("repair order", "工单"),
    opens="report",
    sections=(PLACE, REQUEST, PLAN, SETTLEMENT),
    steps=STEPS,
    statuses=STATUSES,
    columns={
        "unit": "place.unit",
        "asset": "place.asset",
        "description": "request.description",
        "urgency": "request.urgency",
        "priority": "triage.priority",
        "technician": "dispatch.technician",
        "item": "request.item",
        "payer": "settlement.payer",
        "total": "settlement.total",
        "reported_at": "first report",
        "arrived_at": "first arrive",
        "finished_at": "last finish",
        "accepted_at": "last accept",
        "settled_at": "first settle",
        "closed_at": "first close",
    },
    calls_off="cancel",
    ended=frozenset({"archived", "declined", "merged", "cancelled"}),
    help=Label("Repair orders.", "维修工单。"),
    example="1",
    changing="unit=QH-5-803",
)
