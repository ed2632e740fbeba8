"""Sheets for tests and tools: the burst pipe (case C01) as a record, an office around it, and short ways to print and to read a PDF."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

from repairctl import sheets
from repairctl.edges import pdf
from repairctl.edges.documents import Documents
from repairctl.errors import say
from repairctl.figures import account_values, accounts
from repairctl.figures.postings import Posting, postings
from repairctl.model import Finding, Label, Plain, Record, Says, Subject
from tests.reading import ZONE, at, record

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
DOCUMENTS = Documents((TEMPLATES,))
PRINTED = date(2026, 3, 12)
SAMPLES = ROOT / "repairctl" / "samples"
BURST_PIPE = (SAMPLES / "order" / "WO-20260307-001.yaml").read_text(encoding="utf-8")
OFFICE: Mapping[str, Plain] = {
    "name": "清和苑物业服务中心",
    "name_en": "Qingheyuan Property Services",
    "address": "杭州市西湖区示例路 1 号",
    "phone": "0571-8800-0000",
    "tax_no": "91330100MA00000X0X",
    "bank": "示例银行西湖支行 1202 0000 0000 0000",
    "outside_bodies": ("示例街道办事处物业科 0571-8800-0001", "示例区住房保障和房产管理局 0571-8800-0002"),
}
PEOPLE = {
    "P-0802": {"name": "张静", "phone": "13800006621"},
    "P-0303": {"name": "陈昇", "phone": "13900001234"},
    "S-01": {"name": "王敏"},
    "S-02": {"name": "周珺"},
    "S-11": {"name": "李强", "phone": "13700000011"},
    "S-12": {"name": "赵军"},
}
OLDER = (
    Posting("WO-20260105-002", at("2026-01-10 09:05"), 5, "statement", Decimal("702.40"), "owner", "P-0802", due=date(2026, 1, 25)),
    Posting("WO-20260105-002", at("2026-02-01 10:00"), 6, "payment", Decimal("-100.00"), "owner", "P-0802", method="cash"),
    Posting("WO-20260105-002", at("2026-03-02 10:00"), 7, "credit", Decimal("-40.00"), "owner", "P-0802"),
)
LIMITS = {"SLA-ARRIVE-LATE": "2026-03-07 23:10", "SLA-RESTORE-LATE": "2026-03-08 22:40"}


def around(lang: str = "zh", office: Mapping[str, Plain] | None = None) -> sheets.Around:
    """The office, its people and its tables; settings of the office may be changed."""
    verdicts = [
        Finding(code, "error", Subject("record", "WO-20260307-001"), Says.PASS, say("In time."), limit=at(limit))
        for code, limit in LIMITS.items()
    ]
    return sheets.Around(
        {**OFFICE, **(office or {})},
        PEOPLE,
        {"QH-5-802": "清和苑5幢802", "QH-1-303": "清和苑1幢303", "QH-2-P1": "2幢低区给水泵"},
        ZONE,
        lang,
        PRINTED,
        "3f9a07c1d2e4",
        ("charges@2026-01", "service@2026-01"),
        verdicts,
        {"S-11": ({"number": "T3301061990"},)},
        {"labour.night": {"zh": "夜间加收（22 时至 6 时）", "en": "night supplement"}},
        {"repair": {"zh": "建筑修缮", "en": "building repair"}, "goods": {"zh": "货物", "en": "goods"}},
        account=account(),
    )


def account(more: Sequence[Posting] = OLDER) -> Mapping[str, object]:
    """The account of P-0802 in the first days of March: the burst pipe, paid, and an older order that is not."""
    found, end = [*postings(burst_pipe()), *more], at("2026-03-12 18:00")
    held = accounts.statement("P-0802", found, at("2026-03-01 00:00"), end)
    bands = (accounts.Band("d30", Label("0-30 days", "30天内"), 30), accounts.Band("more", Label("over 30 days", "30天以上")))
    return account_values.values(held, accounts.aged(held.claims, PRINTED, bands), date(2026, 3, 1), PRINTED, ZONE)


def burst_pipe() -> Record:
    return record(BURST_PIPE)


def with_lines(count: int, **line: Plain) -> Record:
    """The burst pipe with so many lines; every one says its number, and `line` changes all of them."""
    row = {"kind": "material", "quantity": Decimal("1"), "unit": "pc", "unit_price": Decimal("10.00"), "tax_category": "repair", **line}
    lines = tuple({"description": f"第{number}项", **row} for number in range(1, count + 1))
    return changed(burst_pipe(), "settlement", lines=lines)


def changed(one: Record, box: str, **values: Plain) -> Record:
    """The record with other values in a box."""
    held = one.sections[box]
    assert isinstance(held, Mapping)
    return replace(one, sections={**one.sections, box: {**held, **values}})


def html(sheet: str, one: Record, lang: str = "zh", office: Mapping[str, Plain] | None = None) -> str:
    """A sheet as HTML."""
    told = sheets.SHEETS[sheet]
    return DOCUMENTS.html(told.template, sheets.view(sheet, one, replace(around(lang, office), others=others(told, one))))


def others(told: sheets.Sheet, one: Record) -> tuple[Record, ...]:
    """The shipped samples of the place of a record, where its sheet tells of them."""
    if told.others != "place":
        return ()
    here = {one.id, *_places(one)}
    there = (other for kind in ("archive", "asset", "order", "unit") for other in samples(kind) if other.id != one.id)
    return tuple(other for other in there if here & {other.id, *_places(other)})


def _places(one: Record) -> set[str]:
    return {str(held) for box in ("place", "entry") for name in ("unit", "asset") if (held := one.value(f"{box}.{name}"))}


def paper(sheet: str, one: Record, lang: str = "zh", office: Mapping[str, Plain] | None = None) -> bytes:
    """A sheet as PDF."""
    return pdf.pdf(html(sheet, one, lang, office), PRINTED, one.id)


def pages(data: bytes) -> list[str]:
    """The text of each page of a PDF, as a reader would copy it, without blanks: columns are set apart by position."""
    from pypdf import PdfReader

    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def sample(sheet: str) -> Record:
    """The first shipped sample of which a sheet has something to say: of what it is for each of, one that has some."""
    told = sheets.SHEETS[sheet]
    ready = [one for one in samples(told.kind) if told.ready(one)]
    return next((one for one in ready if told.each in one.of), ready[0])


def samples(kind: str) -> list[Record]:
    """The shipped samples of a kind."""
    return [record(path.read_text(encoding="utf-8"), kind, path.stem) for path in sorted((SAMPLES / kind).glob("*.yaml"))]


def golden() -> Mapping[str, str]:
    """The sheets that are compared byte for byte with the files in tests/golden."""
    return {f"{sheet}.{lang}.html": html(sheet, sample(sheet), lang) for sheet in sheets.SHEETS for lang in ("zh", "en")}
