"""The sorts of paper that an office prints on; sizes in millimetres."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from repairctl.model import Label

A4 = "a4"
TWICE = "a4x2"
HALF_FORM, THIRD_FORM = "241x140", "241x93"
ROLL = "roll80"


class Paper(Struct, frozen=True):
    """One sort: its page in mm (height 0: as long as the text), how many copies stand on a page, whether needles print it, in black."""

    name: str
    label: Label
    width: str
    height: str
    copies: int = 1
    needles: bool = False


PAPERS: Mapping[str, Paper] = {
    one.name: one
    for one in (
        Paper(A4, Label("A4", "A4"), "210", "297"),
        Paper(TWICE, Label("two copies on one A4, to be cut", "A4 一页两联"), "210", "297", copies=2),
        Paper(HALF_FORM, Label("241 x 140 mm continuous form, half", "241×140 二等分"), "241", "139.7", needles=True),
        Paper(THIRD_FORM, Label("241 x 93.1 mm continuous form, third", "241×93 三等分"), "241", "93.1", needles=True),
        Paper(ROLL, Label("80 mm roll", "80 毫米小票"), "80", "0"),
    )
}
