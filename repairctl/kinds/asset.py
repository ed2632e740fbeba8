"""A piece of equipment, named by the office (`QH-2-L1`), with its warranty and inspection dates."""

from __future__ import annotations

from repairctl.kinds.making import day, number, ref, text, words, yes
from repairctl.model import Kind, Label, Section

ASSET = Kind(
    "asset",
    "",
    "assets",
    Label("asset", "设备"),
    opens="",
    sections=(
        Section(
            "asset",
            Label("asset", "设备"),
            (
                text("name", "name", "名称", needed=True),
                text("trade", "trade", "专业"),
                text("estate", "estate", "项目"),
                text("building", "building", "楼栋"),
                ref("unit", "unit", "房号", "unit"),
                yes("common", "common", "共用"),
                text("maker", "maker", "厂家"),
                text("model", "model", "型号"),
                day("installed", "installed", "安装日期", tense="past"),
                number("design_life", "design life, years", "设计年限"),
                day("warranty_to", "warranty to", "质保至", tense="future"),
                day("inspection_due", "inspection due", "检验到期", tense="future"),
                words("say_as", "also called", "俗称"),
            ),
        ),
    ),
    columns={
        "name": "asset.name",
        "trade": "asset.trade",
        "building": "asset.building",
        "warranty_to": "asset.warranty_to",
        "inspection_due": "asset.inspection_due",
    },
    numbering="given",
    help=Label("Equipment.", "设备。"),
    example="QH-2-L1",
    changing="warranty_to=2027-05-31",
    making='QH-2-L1 --name "2幢1号梯"',
)
