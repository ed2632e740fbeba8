"""The boxes of the repair order's paper sheet that are filled once, and the choices that stand in them."""

from __future__ import annotations

from repairctl.kinds.lines import LINE
from repairctl.kinds.making import a, choice, day, decimal, moment, money, options, ref, rows, text, words, yes
from repairctl.model import Label, Section
from repairctl.taxpayers import TAX_ROUNDINGS, TAXPAYERS

PARTS = options(
    ("private", "private part", "专有"), ("common", "common part", "共有"), ("limited_common", "limited common part", "部分共用")
)
CHANNELS = options(
    ("phone", "telephone", "电话"),
    ("app", "app", "应用"),
    ("wechat", "WeChat", "微信"),
    ("desk", "front desk", "前台"),
    ("patrol", "patrol", "巡查"),
    ("hotline", "hotline 12345", "热线"),
)
RELATIONS = options(
    ("owner", "owner", "业主"),
    ("tenant", "tenant", "租户"),
    ("family", "family", "家属"),
    ("neighbour", "neighbour", "邻居"),
    ("staff", "staff", "员工"),
    ("other", "other", "其他"),
)
URGENCIES = options(
    ("emergency", "emergency", "急修"), ("urgent", "urgent", "紧急"), ("routine", "routine", "一般"), ("planned", "planned", "计划")
)
PRIORITIES = options(
    ("P1", "P1 emergency", "P1 急修"), ("P2", "P2 urgent", "P2 紧急"), ("P3", "P3 routine", "P3 一般"), ("P4", "P4 planned", "P4 计划")
)
PRIORITY_WORDS = {word: key for key, label in PRIORITIES for word in (label.en.split()[1], label.zh.split()[1])}
HOLD_REASONS = options(
    ("waiting_owner", "waiting for the owner", "待业主"),
    ("waiting_parts", "waiting for parts", "待料"),
    ("waiting_vote", "waiting for a vote", "待表决"),
    ("waiting_third_party", "waiting for a third party", "待第三方"),
    ("weather", "weather", "天气"),
    ("access_refused", "access refused", "拒绝入户"),
)
PAYERS = options(
    ("owner", "owner", "业主"),
    ("tenant", "tenant", "租户"),
    ("company", "property company", "物业公司"),
    ("fund", "maintenance fund", "维修资金"),
    ("developer", "developer", "建设单位"),
    ("utility", "utility", "专业经营单位"),
    ("repairer", "previous repairer", "原维修方"),
    ("insurer", "insurer", "保险公司"),
    ("person_liable", "person who damaged it", "损坏人"),
)
PAYMENT_METHODS = options(
    ("cash", "cash", "现金"),
    ("wechat", "WeChat Pay", "微信支付"),
    ("alipay", "Alipay", "支付宝"),
    ("transfer", "bank transfer", "转账"),
    ("pos", "card", "刷卡"),
    ("deposit", "from the deposit", "押金抵扣"),
)
PAYMENT_WORDS = {"微信": "wechat", "wechat pay": "wechat", "银行转账": "transfer", "银行卡": "pos", "押金": "deposit"}
AGREED_BY = options(
    ("signature", "signature", "签字"), ("phone", "telephone", "电话"), ("wechat", "WeChat", "微信"), ("app", "app", "应用")
)
SCALES = options(
    ("minor", "upkeep or minor repair", "小修养护"), ("medium", "medium repair", "中修"), ("major", "major repair or renewal", "大修更新")
)
OUTAGES = options(("water", "water", "停水"), ("power", "power", "停电"), ("lift", "lift", "停梯"), ("gate", "gate", "停用门禁"))

RETENTION_CLASSES = options(
    ("ordinary", "ordinary", "一般"),
    ("voucher", "accounting voucher", "会计凭证"),
    ("lift", "lift", "电梯"),
    ("fire", "fire protection", "消防"),
    ("common", "common parts and equipment", "共用部位设备"),
)

PLACE = Section(
    "place",
    Label("place", "地点"),
    (
        ref("unit", "unit", "房号", "unit"),
        ref("asset", "asset", "设备", "asset"),
        text("spot", "spot", "具体位置"),
        choice("part", "part", "部位", PARTS),
        yes("utility", "belongs to the utility", "属专业经营单位"),
    ),
)

REQUEST = Section(
    "request",
    Label("request", "报修"),
    (
        choice("channel", "channel", "渠道", CHANNELS, open_choice=True),
        ref("reporter", "reporter", "报修人", "party"),
        choice("relation", "relation", "关系", RELATIONS),
        text("description", "description", "问题描述", needed=True),
        moment("occurred_at", "occurred at", "发生时间", tense="past"),
        text("impact_scope", "impact scope", "影响范围"),
        choice("urgency", "urgency", "紧急程度", URGENCIES),
        text("item", "service item", "服务项目"),
        text("access_window", "access window", "方便上门时段"),
        text("special_need", "special need", "特需"),
        ref("rework_of", "callback of", "返修原单", "order"),
        ref("damaged_by", "damaged by", "损坏人", "party"),
        words("photos", "photos", "照片"),
    ),
)

PLAN = Section(
    "plan",
    Label("plan", "维修计划"),
    (
        day("start", "start", "计划开始", tense="future"),
        day("end", "end", "计划完成", tense="future"),
        ref("responsible", "responsible", "责任人", "staff"),
        words("crew", "crew", "班组"),
        words("tools", "tools", "工具"),
        words("materials", "materials", "材料"),
        text("method", "method", "方案"),
        choice("scale", "scale of the repair", "维修规模", SCALES),
        choice("risk", "risk", "风险等级", options(("high", "high", "高"), ("medium", "medium", "中"), ("low", "low", "低"))),
        words("permits", "permits", "作业许可"),
        text("contractor", "contractor", "外包单位"),
        choice("outage", "outage", "停用", OUTAGES),
        moment("outage_at", "outage begins", "停用开始", tense="future"),
        moment("outage_until", "outage ends", "预计恢复", tense="future"),
        text("outage_scope", "who is without it", "停用范围"),
        text("outage_reason", "why, as the notice says it", "停用原因"),
        text("outage_instead", "what to do meanwhile", "替代办法"),
        moment("notice_at", "notice posted", "通知张贴"),
        words("notified", "notified", "已通知"),
        decimal("hours", "estimated hours", "预计工时"),
        money("cost", "estimated cost", "预算"),
    ),
)

BEARER = (choice("payer", "payer", "付款人", PAYERS, needed=True), ref("party", "party", "付款方", "party"))
BEARING = (
    *BEARER,
    text("parts", "parts", "份额"),
    money("amount", "amount", "金额"),
    text("reason", "reason", "承担依据"),
)

SETTLEMENT = Section(
    "settlement",
    Label("settlement", "结算"),
    (
        choice("payer", "payer", "付款人", PAYERS),
        ref("payer_party", "paying party", "付款方", "party"),
        text("payer_reason", "why they pay", "承担依据"),
        words("payer_evidence", "evidence that they pay", "承担凭据"),
        ref("payer_by", "payer confirmed by", "承担确认人", "staff"),
        rows("payers", "several payers", "多方付款", BEARING),
        choice("prices", "prices", "单价口径", options(("with_tax", "tax included", "含税"), ("without_tax", "tax excluded", "不含税"))),
        rows("lines", "lines", "明细", LINE),
        ref("discount_by", "discount approved by", "优惠批准人", "staff"),
        money("deposit", "deposit received", "已收押金"),
        money("retention", "retention", "质保金"),
        text("interest_agreed", "where late interest was agreed", "滞纳金约定依据"),
        text("quote_note", "difference from the quote", "与报价差额说明"),
        choice("taxpayer", "taxpayer kind", "纳税人类别", TAXPAYERS, computed=True),
        choice("tax_rounding", "tax rounding", "税额舍入", TAX_ROUNDINGS, computed=True),
        a("text", "price_version", "price list in force", "适用价目表", computed=True),
        a("text", "tax_version", "tax rates in force", "适用税率表", computed=True),
        money("net", "net amount", "不含税金额", computed=True),
        money("tax", "tax", "税额", computed=True),
        rows(
            "taxes",
            "tax by rate",
            "分税率",
            (
                decimal("rate", "rate", "税率"),
                money("net", "net amount", "不含税金额"),
                money("tax", "tax", "税额"),
            ),
            computed=True,
        ),
        money("total", "total with tax", "价税合计", computed=True),
        a("text", "in_words", "total in words", "大写金额", computed=True),
        money("payable", "payable", "应付", computed=True),
        rows("shares", "what each bears", "各方应付", (*BEARER, money("amount", "amount", "应付")), computed=True),
        day("due", "due", "付款期限", computed=True),
        a("decimal", "interest_rate", "late interest a day", "每日滞纳金率", computed=True),
    ),
)
