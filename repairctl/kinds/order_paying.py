"""What follows a statement: objection, payment, reminder, invoice, credit note, refund, release of the retention."""

from __future__ import annotations

from collections.abc import Sequence

from repairctl.kinds import order_credit
from repairctl.kinds.lines import LINE
from repairctl.kinds.making import a, choice, money, options, ref, rows, text
from repairctl.kinds.order_sheet import CHANNELS, PAYMENT_METHODS, PAYMENT_WORDS
from repairctl.model import STAY, Entry, Label, Plain, Record, Step, Values, Wish

STATED = ("settled", "closed")
PAYABLE = ("approved", "planned", "dispatched", "in_progress", "on_hold", "rework", "completed", "verified", *STATED)
OUTCOMES = options(
    ("withdrawn", "withdrawn", "撤回"),
    ("upheld", "upheld", "成立"),
    ("partly", "partly upheld", "部分成立"),
    ("not_upheld", "not upheld", "不成立"),
    ("other", "ended otherwise", "其他"),
)


def _disputed(record: Record, entry: Entry, values: Values) -> Sequence[Wish]:
    """The complaint about the charges, unless one is named already."""
    if entry.filled.get("complaint"):
        return ()
    given: dict[str, Plain] = {
        "facts.complainant": entry.filled.get("disputed_by") or record.value("settlement.payer_party"),
        "facts.unit": record.value("place.unit"),
        "facts.about": "fee",
        "facts.order": record.id,
        "facts.description": entry.filled.get("why"),
    }
    return (Wish("complaint", "receive", given={key: value for key, value in given.items() if value}, reply="complaint"),)


PAYING = (
    Step(
        "dispute",
        Label("dispute", "异议"),
        dict.fromkeys(STATED, STAY),
        fields=(
            a("text", "why", "why", "异议内容", needed=True),
            ref("disputed_by", "who objects", "异议人", "party"),
            ref("complaint", "complaint", "投诉", "complaint"),
        ),
        touches=_disputed,
        help=Label(
            "The payer objects to the statement: a complaint is opened; reminders and late interest stop.",
            "付款人对结算有异议：登记投诉，停止催缴和滞纳金。",
        ),
        example='repairctl order dispute 1 --why "工时不对" --by S-02',
    ),
    Step(
        "resolve",
        Label("resolve", "异议了结"),
        dict.fromkeys((*STATED, "archived"), STAY),
        fields=(choice("outcome", "outcome", "结论", OUTCOMES, needed=True), text("reason", "reason", "理由")),
        help=Label("The objection has ended; what is due runs on.", "异议了结，付款期限继续计算。"),
        example="repairctl order resolve 1 --outcome not_upheld --by S-02",
    ),
    Step(
        "pay",
        Label("pay", "收款"),
        dict.fromkeys(PAYABLE, STAY),
        fields=(
            money("amount", "amount", "金额", needed=True, positive=True),
            choice("method", "method", "方式", PAYMENT_METHODS, also=PAYMENT_WORDS),
            text("reference", "reference", "流水号"),
            ref("paid_by", "paid by", "付款方", "party"),
            text("receipt", "number of the paper receipt", "纸质收据号"),
        ),
        help=Label("Money comes in.", "收款。"),
        example="repairctl order pay 1 342.30 --method wechat --by S-01",
    ),
    Step(
        "remind",
        Label("remind", "催缴"),
        dict.fromkeys(STATED, STAY),
        fields=(
            choice("channel", "channel", "渠道", CHANNELS, open_choice=True),
            ref("party", "who is reminded", "被催缴人", "party"),
            text("text", "what was said", "催缴内容"),
        ),
        help=Label(
            "The payer is reminded. Water, power, heat and gas are never cut for it.",
            "催缴；不得以停水、停电、停暖、停气催缴。",
        ),
        example="repairctl order remind 1 --channel phone --by S-02",
    ),
    Step(
        "invoice",
        Label("issue an invoice", "开票"),
        dict.fromkeys((*STATED, "archived"), STAY),
        fields=(
            money("amount", "amount", "金额", needed=True),
            text("number", "invoice number", "发票号码"),
            choice(
                "sort",
                "sort of invoice",
                "发票种类",
                options(("ordinary", "ordinary", "普通发票"), ("special", "special VAT invoice", "专用发票"), ("red", "red", "红字发票")),
            ),
            ref("buyer", "buyer", "购买方", "party"),
            text("credit_of", "number of the invoice that a red one cancels", "对应蓝字发票号码"),
        ),
        help=Label("A tax invoice is issued for the statement; it is not the statement.", "按结算单开具发票；结算单不是发票。"),
    ),
    Step(
        "credit",
        Label("credit", "红字冲减"),
        dict.fromkeys(STATED, STAY),
        act=True,
        fields=(
            money("amount", "amount", "冲减金额", needed=True, positive=True),
            a("text", "reason", "reason", "理由", needed=True),
            ref("party", "whose share", "冲减哪一方", "party"),
            rows("lines", "lines", "明细", LINE),
            money("net", "net amount", "不含税金额", computed=True),
            money("tax", "tax", "税额", computed=True),
            money("total", "total with tax", "价税合计", computed=True),
            a("text", "in_words", "total in words", "大写金额", computed=True),
        ),
        computes=order_credit.credited,
        help=Label(
            "Part of the statement is given back; the statement itself is never edited. Prices of its lines include the tax.",
            "冲减应收，原结算单不改；明细单价为含税价。",
        ),
    ),
    Step(
        "refund",
        Label("refund", "退款"),
        dict.fromkeys((*PAYABLE, "archived", "cancelled"), STAY),
        fields=(
            money("amount", "amount", "金额", needed=True, positive=True),
            choice("method", "method", "方式", PAYMENT_METHODS, also=PAYMENT_WORDS),
            text("reference", "reference", "流水号"),
            ref("paid_to", "paid to", "收款方", "party"),
            text("reason", "reason", "理由"),
        ),
        help=Label("Money that was paid too much is paid back.", "多收的款退回。"),
        example="repairctl order refund 1 --amount 342.30 --method wechat --by S-01",
    ),
    Step(
        "release",
        Label("release the retention", "退还质保金"),
        dict.fromkeys((*STATED, "archived"), STAY),
        fields=(
            money("amount", "amount", "金额", needed=True, positive=True),
            ref("party", "whose share", "哪一方承担", "party"),
            text("reason", "reason", "理由"),
        ),
        help=Label("What was retained becomes payable: the time of the retention is over.", "质保期满，质保金转为应付。"),
        example="repairctl order release 1 --amount 5580.00 --by S-01",
    ),
)
