"""A member of staff, with certificates, trainings and skill assessments. The name and telephone number are kept under private/."""

from __future__ import annotations

from repairctl.kinds.making import choice, day, decimal, options, ref, text, words
from repairctl.model import Kind, Label, Section

CERTIFICATE = (
    text("kind", "certificate", "证件", needed=True),
    text("number", "number", "证号"),
    text("issuer", "issuer", "发证机关"),
    day("issued", "issued", "发证日期", tense="past"),
    day("valid_to", "valid to", "有效期至", tense="future"),
    day("reviewed_at", "last review", "复审日期", tense="past"),
)

TRAINING = (
    day("date", "date", "日期", needed=True, tense="past"),
    choice(
        "topic",
        "topic",
        "培训内容",
        options(
            ("equipment", "operation of equipment", "设备操作"),
            ("safety", "safety", "安全规范"),
            ("communication", "communication", "沟通技巧"),
            ("emergency", "emergencies", "应急处理"),
        ),
        needed=True,
        open_choice=True,
    ),
    decimal("hours", "hours", "学时"),
    text("trainer", "trainer", "培训人"),
)
ASSESSMENT = (
    day("date", "date", "日期", needed=True, tense="past"),
    text("trade", "trade", "工种"),
    choice("result", "result", "结果", options(("passed", "passed", "合格"), ("failed", "failed", "不合格")), needed=True),
    decimal("score", "score", "分数"),
    ref("assessor", "assessor", "考核人", "staff"),
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
        Section("trainings", Label("trainings", "培训"), TRAINING, many=True),
        Section("assessments", Label("skill assessments", "技能考核"), ASSESSMENT, many=True),
    ),
    columns={"role": "person.role", "trades": "person.trades", "left": "person.left"},
    numbering="counted",
    help=Label("Staff and their certificates.", "人员与证件。"),
    example="S-11",
    changing="left=2026-09-30",
    making="S-11 --name 李强 --role technician",
)
