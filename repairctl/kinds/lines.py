"""Rows that several kinds share: priced lines, checks, defects, attachments."""

from __future__ import annotations

from repairctl.model import Field, Label

LINE_KINDS = (
    ("labour", Label("labour", "人工")),
    ("material", Label("material", "材料")),
    ("machine", Label("machine", "机械")),
    ("visit", Label("visit fee", "上门费")),
    ("outsourced", Label("outsourced", "外包")),
    ("discount", Label("discount", "优惠")),
)

LINE = (
    Field("kind", "choice", Label("kind", "类别"), needed=True, choices=LINE_KINDS),
    Field("item", "text", Label("item", "项目")),
    Field("description", "text", Label("description", "名称规格")),
    Field("quantity", "decimal", Label("quantity", "数量"), needed=True, positive=True),
    Field("unit", "text", Label("unit", "单位")),
    Field("unit_price", "money", Label("unit price", "单价"), needed=True),
    Field("tax_category", "text", Label("tax category", "税目")),
    Field("note", "text", Label("note", "备注")),
)

CHECK = (
    Field("item", "text", Label("check", "检查项"), needed=True),
    Field("method", "text", Label("method", "方法")),
    Field("at_least", "decimal", Label("at least", "下限")),
    Field("at_most", "decimal", Label("at most", "上限")),
    Field("measured", "decimal", Label("measured", "实测")),
    Field("unit", "text", Label("unit", "单位")),
    Field("passed", "bool", Label("passed", "结论合格")),
)

DEFECT = (
    Field("description", "text", Label("defect", "缺陷"), needed=True),
    Field("due", "date", Label("to be mended by", "整改期限")),
    Field("fixed_at", "moment", Label("mended", "整改完成")),
)

PART = (
    Field("item", "text", Label("item", "材料编码")),
    Field("description", "text", Label("description", "名称规格")),
    Field("quantity", "decimal", Label("quantity", "数量"), needed=True, positive=True),
    Field("unit", "text", Label("unit", "单位")),
    Field(
        "old_part",
        "choice",
        Label("old part", "旧件去向"),
        choices=(
            ("returned", Label("returned to the owner", "交还业主")),
            ("disposed", Label("disposed of", "处置")),
            ("kept", Label("kept", "留存")),
        ),
    ),
)

HIDDEN_WORK = (
    Field("description", "text", Label("concealed work", "隐蔽部位"), needed=True),
    Field("photo", "text", Label("photo", "照片")),
    Field("checked_by", "ref", Label("checked by", "检查人"), refers_to="staff"),
    Field("checked_at", "moment", Label("checked", "检查时间")),
    Field("covered_at", "moment", Label("covered", "覆盖时间")),
)

ATTACHMENT = (
    Field("file", "text", Label("file", "文件"), needed=True),
    Field("sha256", "text", Label("SHA-256", "SHA-256"), computed=True),
    Field("pages", "int", Label("pages", "页数")),
    Field(
        "medium",
        "choice",
        Label("medium", "载体"),
        choices=(
            ("paper", Label("paper", "纸质")),
            ("electronic", Label("electronic", "电子")),
        ),
    ),
)
