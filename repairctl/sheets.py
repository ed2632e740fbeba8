"""What stands on the printed sheets: a record and what it refers to become plain values. Pure; looks nothing up, decides all that a template must not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from decimal import Decimal

from repairctl.kinds.lines import CHECK, LINE_KINDS, PART
from repairctl.kinds.order_money import amount_of
from repairctl.model import At, Entry, Field, Finding, Kind, Plain, Record

View = dict[str, object]
ZERO = Decimal("0.00")
MASKED_FROM, MASKED_TO = 3, 7


@dataclass(frozen=True, slots=True)
class Around:
    """What a sheet says besides its record: the office, the people and places behind references, the limits that the rules set.

    `lang` is en or zh; `day` the day of printing; `commit` the one in which the record stands; `policy` the versions in force.
    """

    office: Mapping[str, Plain]
    people: Mapping[str, Mapping[str, str]]
    places: Mapping[str, str]
    zone: tzinfo
    lang: str
    day: date
    commit: str = ""
    policy: str = ""
    verdicts: Sequence[Finding] = ()
    certificates: Mapping[str, Sequence[Mapping[str, Plain]]] = field(default_factory=dict)
    items: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def word(self, en: str, zh: str) -> str:
        return zh if self.lang == "zh" else en

    def person(self, id: object, masked: bool = True) -> str:
        """Name and masked telephone, as far as known here; else the reference itself."""
        held = self.people.get(str(id or ""), {})
        phone = held.get("phone", "")
        shown = f"{phone[:MASKED_FROM]}****{phone[MASKED_TO:]}" if masked and len(phone) > MASKED_TO else phone
        return "  ".join(part for part in (held.get("name") or str(id or ""), shown) if part)

    def name(self, id: object) -> str:
        return self.people.get(str(id or ""), {}).get("name") or str(id or "")

    def place(self, record: Record) -> str:
        unit, asset, spot = (record.value(f"place.{name}") for name in ("unit", "asset", "spot"))
        named = [self.places.get(str(id), str(id)) for id in (unit, asset) if id]
        return "  ".join([*named, *([str(spot)] if spot else [])])

    def moment(self, entry: Entry | None) -> At | None:
        return At(entry.at, self.zone) if entry else None


def settlement(record: Record, around: Around) -> View:
    """维修费用结算单, the settlement statement (form 5 of the manual)."""
    lines = record.rows("settlement.lines")
    payments = record.of.get("pay", ())
    total = _money(record.value("settlement.total"))
    payable = _money(record.value("settlement.payable"))
    paid = sum((_money(entry.filled.get("amount")) for entry in payments), ZERO)
    credit = sum((_money(entry.filled.get("amount")) for entry in record.of.get("credit", ())), ZERO)
    quote = record.last("quote")
    accept = record.last("accept")
    return {
        **_head(record, around, "JS"),
        "settled": around.moment(record.last("settle")),
        "payer": _choice(record, "settlement.payer", around),
        "payer_person": around.person(record.value("settlement.payer_party")),
        "payer_reason": record.value("settlement.payer_reason"),
        "prices_with_tax": record.value("settlement.prices") != "without_tax",
        "lines": [_line(row, around) for row in lines],
        "subtotals": _subtotals(lines, around),
        "discount_by": around.name(record.value("settlement.discount_by")),
        "net": record.value("settlement.net"),
        "taxes": [{"rate": row.get("rate"), "tax": row.get("tax")} for row in record.rows("settlement.taxes")],
        "total": record.value("settlement.total"),
        "in_words": record.value("settlement.in_words"),
        "deposit": record.value("settlement.deposit"),
        "retention": record.value("settlement.retention"),
        "payable": record.value("settlement.payable"),
        "paid": paid,
        "credit": credit,
        "balance": payable - paid - credit,
        "due": record.value("settlement.due"),
        "methods": _joined({_option(record.kind, "pay.method", entry.filled.get("method"), around) for entry in payments}, around),
        "quote_total": quote.filled.get("total") if quote else None,
        "quote_difference": total - _money(quote.filled.get("total")) if quote else None,
        "quote_note": record.value("settlement.quote_note"),
        "extra": [{"work": e.filled.get("work"), "amount": e.filled.get("amount")} for e in record.of.get("consent", ())],
        "warranty_to": accept.filled.get("warranty_to") if accept else None,
        "bank": around.office.get("bank"),
    }


def acceptance(record: Record, around: Around) -> View:
    """维修验收单, the acceptance sheet (form 4 of the manual); what is not known yet stays blank for the pen."""
    accept, finish, reject = record.last("accept"), record.last("finish"), record.last("reject")
    told = accept or reject
    filled = told.filled if told else {}
    work = finish.filled if finish else {}
    return {
        **_head(record, around, "YS"),
        "work_done": work.get("work_done"),
        "result": _option(record.kind, "finish.result", work.get("result"), around),
        "photos": len(_words(work.get("photos"))),
        "hidden_works": [str(row.get("description")) for row in _rows(work.get("hidden_works"))],
        "site_cleaned": work.get("site_cleaned"),
        "parts": [_part(row, around) for row in _rows(work.get("parts"))],
        "quote_total": quote.filled.get("total") if (quote := record.last("quote")) else None,
        "checks": [_check(row) for row in _rows(filled.get("checks"))],
        "check_heads": {one.name: one.label.zh if around.lang == "zh" else one.label.en for one in CHECK},
        "defects": [{"description": row.get("description"), "due": row.get("due"), "fixed": _at(row.get("fixed_at"), around)}
                    for row in _rows(filled.get("defects"))],
        "rejections": len(record.of.get("reject", ())),
        "accepted": around.moment(accept),
        "verdict": around.word("not accepted: rework", "不合格，返工") if told and told is reject
        else _option(record.kind, "accept.result", filled.get("result"), around) or (around.word("passed", "合格") if accept else ""),
        "inspector": around.name(filled.get("inspector")),
        "signed_by": around.name(filled.get("signed_by")),
        "sign_method": _option(record.kind, "accept.sign_method", filled.get("sign_method"), around),
        "rework_due": filled.get("rework_due"),
        "warranty_to": accept.filled.get("warranty_to") if accept else None,
    }  # fmt: skip


def dispatch(record: Record, around: Around) -> View:
    """派工单, the slip that the technician takes along and writes on (form 2 of the manual)."""
    sent, finish = record.last("dispatch"), record.last("finish")
    filled = sent.filled if sent else {}
    limits = {one.code: At(one.limit, around.zone) for one in around.verdicts if one.limit is not None}
    numbers = [str(row.get("number") or "") for row in around.certificates.get(str(filled.get("technician")), ())]
    return {
        **_head(record, around, "PG"),
        "sent": around.moment(sent),
        "sent_by": around.name(sent.by) if sent else "",
        "technician": around.name(filled.get("technician")),
        "certificates": "、".join(number[-4:] for number in numbers if number),
        "priority": _priority(record, around),
        "arrive_by": limits.get("SLA-ARRIVE-LATE"),
        "complete_by": limits.get("SLA-COMPLETE-LATE") or limits.get("SLA-RESTORE-LATE"),
        "appointment": _at(entry.filled.get("visit_at"), around) if (entry := record.last("appoint")) else None,
        "tools": _joined(_words(filled.get("tools")) or _words(record.value("plan.tools")), around),
        "materials": _joined(_words(filled.get("materials")) or _words(record.value("plan.materials")), around),
        "ppe": _joined(_words(filled.get("ppe")), around),
        "permits": _joined(_words(filled.get("permits")) or _words(record.value("plan.permits")), around),
        "expedited": filled.get("expedited"),
        "special_need": record.value("request.special_need"),
        "access_window": record.value("request.access_window"),
        "stamps": [(around.word(en, zh), around.moment(record.last(step))) for step, en, zh in STAMPS],
        "hours": finish.filled.get("hours") if finish else None,
        "work_done": finish.filled.get("work_done") if finish else None,
        "parts": [_part(row, around) for row in _rows(finish.filled.get("parts") if finish else None)],
        "rating": entry.filled.get("rating") if (entry := record.last("follow_up")) else None,
    }


STAMPS = (
    ("arrive", "arrived", "到场"),
    ("contain", "contained", "止险"),
    ("restore", "restored", "恢复"),
    ("finish", "finished", "完工"),
    ("accept", "accepted", "验收"),
)
SHEETS: Mapping[str, Callable[[Record, Around], View]] = {"settlement": settlement, "acceptance": acceptance, "dispatch": dispatch}
NEEDS: Mapping[str, str] = {"settlement": "settle", "acceptance": "finish", "dispatch": "dispatch"}
"""The step after which a sheet has something to say."""


def code_of(view: Mapping[str, object]) -> str:
    """The short hash of what a sheet says, without the day of printing and the commit: 16 bits a group, as 3f9a-07c1."""
    content = {key: value for key, value in view.items() if key not in ("printed", "commit")}
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()
    return f"{digest[:4]}-{digest[4:8]}"


# ------------------------------------------------------------------ what all sheets share


def _head(record: Record, around: Around, prefix: str) -> View:
    finish = record.last("finish")
    technicians = dict.fromkeys(around.name(entry.filled.get("technician")) for entry in record.of.get("dispatch", ()))
    return {
        "lang": around.lang,
        "record": record.id,
        "number": record.id.replace(record.kind.prefix, prefix, 1),
        "printed": around.day,
        "commit": around.commit,
        "policy": around.policy,
        "practice": around.office.get("practice"),
        "office": {key: around.office.get(key) or "" for key in ("name", "name_en", "address", "phone", "tax_no")},
        "place": around.place(record),
        "part": _choice(record, "place.part", around),
        "reporter": around.person(record.value("request.reporter")),
        "relation": _choice(record, "request.relation", around),
        "description": record.value("request.description"),
        "reported": around.moment(record.first("report")),
        "finished": around.moment(finish),
        "technicians": _joined(technicians, around),
    }


def _line(row: Mapping[str, Plain], around: Around) -> View:
    kinds = dict(LINE_KINDS)
    label = kinds.get(str(row.get("kind")))
    return {
        "kind": around.word(label.en, label.zh) if label else "",
        "description": _described(row, around),
        "note": row.get("note"),
        "unit": UNITS.get(str(row.get("unit")), {}).get(around.lang, row.get("unit")),
        "quantity": row.get("quantity"),
        "unit_price": row.get("unit_price"),
        "amount": amount_of(row),
        "tax_category": row.get("tax_category"),
    }


def _described(row: Mapping[str, Plain], around: Around) -> str:
    """What was written; else the words of the price book for the item; else its code."""
    code = str(row.get("item") or "")
    return str(row.get("description") or around.items.get(code, {}).get(around.lang) or code)


UNITS: Mapping[str, Mapping[str, str]] = {
    "h": {"zh": "工时"},
    "m": {"zh": "米"},
    "m2": {"zh": "㎡", "en": "m²"},
    "pc": {"zh": "个"},
    "set": {"zh": "套"},
    "time": {"zh": "次"},
    "kg": {"zh": "千克"},
}


def _subtotals(lines: Sequence[Mapping[str, Plain]], around: Around) -> list[tuple[str, Decimal]]:
    found: dict[str, Decimal] = {}
    for row in lines:
        found[str(row.get("kind"))] = found.get(str(row.get("kind")), ZERO) + amount_of(row)
    labels = dict(LINE_KINDS)
    return [(around.word(f"{labels[kind].en.capitalize()} subtotal", f"{labels[kind].zh}小计"), amount) for kind, amount in found.items() if kind in labels]


def _part(row: Mapping[str, Plain], around: Around) -> View:
    field_ = next(one for one in PART if one.name == "old_part")
    return {
        "description": _described(row, around),
        "quantity": row.get("quantity"),
        "unit": UNITS.get(str(row.get("unit")), {}).get(around.lang, row.get("unit")),
        "old_part": _worded(field_, row.get("old_part"), around),
    }


def _check(row: Mapping[str, Plain]) -> View:
    least, most = row.get("at_least"), row.get("at_most")
    unit = str(row.get("unit") or "")
    limit = "–".join(str(one) for one in (least, most) if one is not None) if least is not None and most is not None else (
        f"≥ {least}" if least is not None else f"≤ {most}" if most is not None else "")
    return {
        "item": row.get("item"),
        "method": row.get("method"),
        "limit": f"{limit} {unit}".strip() if limit else "",
        "measured": f"{row.get('measured')} {unit}".strip() if row.get("measured") is not None else "",
        "passed": row.get("passed"),
    }  # fmt: skip


def _priority(record: Record, around: Around) -> str:
    triage = record.last("triage")
    urgency = _choice(record, "request.urgency", around)
    return _option(record.kind, "triage.priority", triage.filled.get("priority"), around) if triage else urgency


def _choice(record: Record, path: str, around: Around) -> str:
    return _worded(record.kind.field_at(path), record.value(path), around)


def _option(kind: Kind, path: str, value: Plain, around: Around) -> str:
    return _worded(kind.field_at(path), value, around)


def _worded(field_: Field | None, value: Plain, around: Around) -> str:
    if value is None or field_ is None:
        return ""
    label = dict(field_.choices).get(str(value))
    return around.word(label.en, label.zh) if label else str(value)


def _at(value: Plain, around: Around) -> At | None:
    return At(value, around.zone) if isinstance(value, int) else None


def _joined(words: Sequence[str] | set[str] | Mapping[str, object], around: Around) -> str:
    return ("、" if around.lang == "zh" else ", ").join(sorted(words) if isinstance(words, set) else words)


def _words(value: Plain) -> tuple[str, ...]:
    return tuple(str(word) for word in value) if isinstance(value, tuple) else ()


def _rows(value: Plain) -> tuple[Mapping[str, Plain], ...]:
    return tuple(row for row in value if isinstance(row, Mapping)) if isinstance(value, tuple) else ()


def _money(value: Plain) -> Decimal:
    return value if isinstance(value, Decimal) else ZERO

