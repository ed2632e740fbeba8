"""An owner, tenant or other party: opaque in git (`P-0802` and its unit); name and telephone are under private/."""

from __future__ import annotations

from repairctl.kinds.making import choice, day, ref, text
from repairctl.kinds.order_sheet import RELATIONS
from repairctl.model import Kind, Label, Section

PARTY = Kind(
    "party",
    "P",
    "parties",
    Label("party", "住户"),
    opens="",
    sections=(
        Section(
            "party",
            Label("party", "住户"),
            (
                text("name", "name", "姓名", private=True),
                text("phone", "telephone", "电话", private=True),
                text("contact", "other contact", "备用联系", private=True),
                ref("unit", "unit", "房号", "unit"),
                choice("relation", "relation", "关系", RELATIONS),
                day("since", "since", "起始", tense="past"),
                day("until", "until", "截止", tense="future"),
            ),
        ),
    ),
    columns={"unit": "party.unit", "relation": "party.relation", "until": "party.until"},
    numbering="given",
    help=Label("Owners, tenants and others, without their names.", "业主、租户等，不含姓名。"),
    example="P-0802",
    changing="until=2026-09-30",
    making="P-0802 --unit QH-5-802 --relation owner",
)
