"""What a sheet says besides its record, and the parts that all sheets share. Knows no single sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, tzinfo
from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import asdict

from repairctl.kinds.lines import PART
from repairctl.model import At, Entry, Field, Finding, Kind, Plain, Record
from repairctl.sheets.papers import A4, PAPERS, Paper

View = dict[str, object]
ZERO = Decimal("0.00")
ORIGIN = ("report", "dispatch", "finish")
"""The steps that every sheet of an order tells of."""
MASKED_FROM, MASKED_TO = 3, 7
WIDE_GAP = "　"  # a browser folds ordinary spaces into one


class Around(Struct, frozen=True):
    """The office, the people and places behind references, the limits that the rules set, and the words of the tables.

    `lang` is en or zh; `day` the day of printing; `commit` the one in which the record stands; `policy` the versions that judged it.
    `items` are the rows of the price book, `taxes` those of the tax rates, both of the day of settling. `others` are the records that the
    sheet tells of besides its own, `account` the account of its party. `which` entry it is of, where there is one for each (0: the last).
    `reprint`: a copy that says the same was made before.
    """

    office: Mapping[str, Plain]
    people: Mapping[str, Mapping[str, str]]
    places: Mapping[str, str]
    zone: tzinfo
    lang: str
    day: date
    commit: str = ""
    policy: Sequence[str] = ()
    verdicts: Sequence[Finding] = ()
    certificates: Mapping[str, Sequence[Mapping[str, Plain]]] = field(default_factory=dict)
    items: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    taxes: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    others: Sequence[Record] = ()
    account: Mapping[str, object] = field(default_factory=dict)
    which: int = 0
    paper: Paper = PAPERS[A4]
    reprint: bool = False

    def word(self, en: str, zh: str) -> str:
        return zh if self.lang == "zh" else en

    def person(self, id: object) -> str:
        """Name and masked telephone, as far as known here; else the reference itself."""
        held = self.people.get(str(id or ""), {})
        phone = held.get("phone", "")
        shown = f"{phone[:MASKED_FROM]}****{phone[MASKED_TO:]}" if len(phone) > MASKED_TO else phone
        return WIDE_GAP.join(part for part in (held.get("name") or str(id or ""), shown) if part)

    def name(self, id: object) -> str:
        return self.people.get(str(id or ""), {}).get("name") or str(id or "")

    def place(self, record: Record) -> str:
        unit, asset, spot = (record.value(f"place.{name}") for name in ("unit", "asset", "spot"))
        named = [self.places.get(str(id), str(id)) for id in (unit, asset) if id]
        return WIDE_GAP.join([*named, *([str(spot)] if spot else [])])

    def moment(self, entry: Entry | None) -> At | None:
        return At(entry.at, self.zone) if entry else None

    def at(self, value: Plain) -> At | None:
        return At(value, self.zone) if isinstance(value, int) else None

    def joined(self, words: Iterable[str]) -> str:
        return self.word(", ", "、").join(words)

    def choice(self, record: Record, path: str) -> str:
        """The label of what was chosen in a box."""
        return self.label(record.kind.field_at(path), record.value(path))

    def option(self, kind: Kind, path: str, value: Plain) -> str:
        """The label of what was chosen in a step."""
        return self.label(kind.field_at(path), value)

    def label(self, field: Field | None, value: Plain) -> str:
        if value is None or field is None:
            return ""
        label = dict(field.choices).get(str(value))
        return self.word(label.en, label.zh) if label else str(value)


def head(record: Record, around: Around) -> View:
    """What stands on every sheet."""
    return {
        "lang": around.lang,
        "record": record.id,
        "printed": around.day,
        "commit": around.commit,
        "policy": list(around.policy),
        "practice": around.office.get("practice"),
        "office": {key: around.office.get(key) or "" for key in ("name", "name_en", "address", "phone", "tax_no")},
        "paper": asdict(around.paper),
        "reprint": around.reprint,
    }


def of_order(record: Record, around: Around) -> View:
    """What stands on every sheet of an order: where, who, what."""
    technicians = dict.fromkeys(around.name(entry.filled.get("technician")) for entry in record.of.get("dispatch", ()))
    return {
        "place": around.place(record),
        "part": around.choice(record, "place.part"),
        "reporter": around.person(record.value("request.reporter")),
        "relation": around.choice(record, "request.relation"),
        "description": record.value("request.description"),
        "rework_of": record.value("request.rework_of"),
        "reported": around.moment(record.first("report")),
        "finished": around.moment(record.last("finish")),
        "technicians": around.joined(technicians),
    }


def described(row: Mapping[str, Plain], around: Around) -> str:
    """What was written; else the words of the price book for the item; else its code."""
    code = str(row.get("item") or "")
    return str(row.get("description") or around.items.get(code, {}).get(around.lang) or code)


def unit_of(row: Mapping[str, Plain], around: Around) -> str:
    """The unit as it is written in the language of the sheet; one that is not known stays as it was written."""
    unit = str(row.get("unit") or "")
    return UNITS.get(unit, {}).get(around.lang, unit)


UNITS: Mapping[str, Mapping[str, str]] = {
    "h": {"zh": "工时"},
    "m": {"zh": "米"},
    "m2": {"zh": "㎡", "en": "m²"},
    "pc": {"zh": "个"},
    "set": {"zh": "套"},
    "time": {"zh": "次"},
    "kg": {"zh": "千克"},
    "次": {"en": "time"},
    "项": {"en": "item"},
}
OLD_PART = next(one for one in PART if one.name == "old_part")


def part_used(row: Mapping[str, Plain], around: Around) -> View:
    """A part that was used, and where the old one went."""
    return {
        "description": described(row, around),
        "quantity": row.get("quantity"),
        "unit": unit_of(row, around),
        "old_part": around.label(OLD_PART, row.get("old_part")),
    }


def words(value: Plain) -> tuple[str, ...]:
    return tuple(str(word) for word in value) if isinstance(value, tuple) else ()


def rows(value: Plain) -> tuple[Mapping[str, Plain], ...]:
    return tuple(row for row in value if isinstance(row, Mapping)) if isinstance(value, tuple) else ()


def money(value: Plain) -> Decimal:
    return value if isinstance(value, Decimal) else ZERO
