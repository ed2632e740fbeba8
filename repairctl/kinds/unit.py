"""A unit of the estate: a dwelling or shop, named by the office (`QH-5-802`), with its floor area and handover date."""

from __future__ import annotations

from repairctl.kinds.making import choice, day, decimal, ref, text, words
from repairctl.kinds.order_sheet import PARTS
from repairctl.model import Kind, Label, Section

UNIT = Kind(
    "unit",
    "",
    "units",
    Label("unit", "房屋"),
    opens="",
    sections=(
        Section(
            "unit",
            Label("unit", "房屋"),
            (
                text("estate", "estate", "项目"),
                text("building", "building", "楼栋", needed=True),
                text("entrance", "entrance", "单元"),
                text("room", "room", "房号", needed=True),
                decimal("floor_area", "floor area, m2", "面积（㎡）"),
                choice("part", "part", "部位", PARTS),
                day("handover", "handover", "交付日期", tense="past"),
                ref("owner", "owner", "业主", "party"),
                text("special_need", "special need", "特需"),
                words("say_as", "also called", "俗称"),
            ),
        ),
    ),
    columns={
        "estate": "unit.estate",
        "building": "unit.building",
        "room": "unit.room",
        "floor_area": "unit.floor_area",
        "owner": "unit.owner",
    },
    numbering="given",
    help=Label("Units of the estate.", "房屋。"),
    example="QH-5-802",
    changing="floor_area=89.50",
    making="QH-5-802 --building 5 --room 802",
)
