"""A member of staff, with the certificates that qualify for work. The name and telephone number are kept under private/."""

from __future__ import annotations

from repairctl.kinds.making import choice, day, options, text, words
from repairctl.model import Kind, Label, Section

CERTIFICATE = (
    text("kind", "certificate", "证件", needed=True),
    text("number", "number", "证号"),
    text("issuer", "issuer", "发证机关"),
    day("issued", "issued", "发证日期", tense="past"),
    day("valid_to", "valid to", "有效期至", tense="future"),
    day("reviewed_at", "last review", "复审日期", tense="past"),
)

STAFF = Kind(
    "staff",
    "S",
    "staff",
    Label("staff member", "人员"),
    opens="",
    sections=(
        Section(
            "person",
            Label("person", "人员"),
            (
                text("name", "name", "姓名", private=True),
                text("phone", "telephone", "电话", private=True),
                choice(
                    "role",
                    "role",
                    "岗位",
                    options(
                        ("manager", "manager", "经理"),
                        ("desk", "front desk", "客服"),
                        ("technician", "technician", "维修"),
                        ("cashier", "cashier", "收费"),
                        ("keeper", "archivist", "档案"),
                    ),
                    open_choice=True,
                ),
                words("trades", "trades", "工种"),
                day("hired", "hired", "入职", tense="past"),
                day("left", "left", "离职", tense="past"),
            ),
        ),
        Section("certificates", Label("certificates", "证件"), CERTIFICATE, many=True),
    ),
    columns={"role": "person.role", "trades": "person.trades", "left": "person.left"},
    numbering="counted",
    help=Label("Staff and their certificates.", "人员与证件。"),
)
