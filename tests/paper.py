"""Sheets for tests and tools: the burst pipe (case C01) as a record, an office around it, and short ways to print and to read a PDF."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

from repairctl import sheets
from repairctl.edges import pdf
from repairctl.edges.documents import Documents
from repairctl.errors import say
from repairctl.model import Finding, Plain, Record, Says, Subject
from tests.reading import ZONE, at, record

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
DOCUMENTS = Documents((TEMPLATES,))
PRINTED = date(2026, 3, 12)
BURST_PIPE = """
place: {unit: QH-5-802, part: private}
request:
  channel: phone
  reporter: P-0802
  relation: owner
  description: 厨房表后支管爆裂
  occurred_at: 2026-03-07 22:35
  impact_scope: 本户厨房、走廊
  urgency: emergency
settlement:
  payer: owner
  payer_party: P-0802
  payer_reason: 专有部分
  prices: with_tax
  lines:
  - {kind: labour, item: labour.plumbing, description: 水工人工, quantity: 2.0, unit: h, unit_price: 80.00, tax_category: repair}
  - {kind: labour, item: labour.night, quantity: 2.0, unit: h, unit_price: 40.00, tax_category: repair}
  - {kind: material, item: pipe.ppr, description: PPR 管 DN20, quantity: 3.0, unit: m, unit_price: 18.50, tax_category: repair, note: 含管件}
  - {kind: material, item: valve.brass, description: 铜球阀 DN20, quantity: 1, unit: pc, unit_price: 46.80, tax_category: repair}
  taxpayer: general
  tax_rounding: group
  net: 314.04
  tax: 28.26
  taxes:
  - {rate: 0.09, net: 314.04, tax: 28.26}
  total: 342.30
  in_words: 人民币叁佰肆拾贰元叁角整
  payable: 342.30
  due: 2026-03-25
log:
- {step: report, at: 2026-03-07 22:40, by: S-01}
- {step: triage, at: 2026-03-07 22:44, by: S-01, priority: P1, complexity: simple}
- {step: dispatch, at: 2026-03-07 22:45, by: S-01, technician: S-11, tools: [管钳, 热熔机], materials: [PPR 管, 铜球阀], ppe: [gloves], expedited: true}
- {step: arrive, at: 2026-03-07 23:05, by: S-11}
- {step: contain, at: 2026-03-07 23:20, by: S-11}
- {step: restore, at: 2026-03-08 00:50, by: S-11}
- step: finish
  at: 2026-03-08 00:50
  by: S-11
  work_done: 更换爆裂段，试压合格
  result: repaired
  parts:
  - {item: pipe.ppr, description: PPR 管 DN20, quantity: 3.0, unit: m}
  - {item: valve.brass, description: 铜球阀 DN20, quantity: 1, unit: pc, old_part: returned}
  hours: 2
  photos: [前, 后]
  site_cleaned: true
- step: accept
  at: 2026-03-08 00:50
  by: S-11
  signed_by: P-0802
  sign_method: signature
  checks:
  - {item: 给水管试压, method: 试压 10 分钟, at_least: 0.6, measured: 0.8, unit: MPa, passed: true}
  - {item: 接口渗漏, method: 目测, passed: true}
  result: pass
  warranty_to: 2026-09-08
- {step: follow_up, at: 2026-03-08 20:00, by: S-02, method: phone, fixed: true, rating: 5}
- {step: settle, at: 2026-03-10 10:00, by: S-01}
- {step: pay, at: 2026-03-10 10:05, by: S-01, amount: 342.30, method: wechat}
"""
OFFICE: Mapping[str, str] = {
    "name": "清和苑物业服务中心",
    "name_en": "Qingheyuan Property Services",
    "address": "杭州市西湖区示例路 1 号",
    "phone": "0571-8800-0000",
    "tax_no": "91330100MA00000X0X",
    "bank": "示例银行西湖支行 1202 0000 0000 0000",
}
PEOPLE = {
    "P-0802": {"name": "张静", "phone": "13800006621"},
    "S-01": {"name": "王敏"},
    "S-11": {"name": "李强", "phone": "13700000011"},
}
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
        {"QH-5-802": "清和苑5幢802"},
        ZONE,
        lang,
        PRINTED,
        "3f9a07c1d2e4",
        ("charges@2026-01", "service@2026-01"),
        verdicts,
        {"S-11": ({"number": "T3301061990"},)},
        {"labour.night": {"zh": "夜间加收（22 时至 6 时）", "en": "night supplement"}},
        {"repair": {"zh": "建筑修缮", "en": "building repair"}, "goods": {"zh": "货物", "en": "goods"}},
    )


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
    return DOCUMENTS.html(f"order/{sheet}.html.j2", sheets.view(sheet, one, around(lang, office)))


def paper(sheet: str, one: Record, lang: str = "zh", office: Mapping[str, Plain] | None = None) -> bytes:
    """A sheet as PDF."""
    return pdf.pdf(html(sheet, one, lang, office), PRINTED, one.id)


def pages(data: bytes) -> list[str]:
    """The text of each page of a PDF, as a reader would copy it, without blanks: columns are set apart by position."""
    from pypdf import PdfReader

    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def golden() -> Mapping[str, str]:
    """The sheets that are compared byte for byte with the files in tests/golden."""
    return {f"{sheet}.{lang}.html": html(sheet, burst_pipe(), lang) for sheet in sheets.SHEETS for lang in ("zh", "en")}
