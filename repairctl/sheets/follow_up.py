"""回访记录, what the owner says afterwards (form 8 of the manual); before the call it is a form for the pen."""

from __future__ import annotations

from collections.abc import Mapping

from repairctl.model import Label, Plain, Record
from repairctl.sheets.around import ORIGIN, Around, View, of_order
from repairctl.sheets.boxes import EMPTY, FULL, choices, yes_no
from repairctl.sheets.dispatch import RATINGS
from repairctl.sheets.sheet import Sheet

GRADED = ("rating", "attitude", "timeliness", "quality", "charges", "cleanliness")
WORDS = {
    "rating": ("overall", "总体"),
    "attitude": ("attitude", "服务态度"),
    "timeliness": ("timeliness", "响应及时"),
    "quality": ("quality of the work", "维修质量"),
    "charges": ("charges", "收费"),
    "cleanliness": ("cleanliness", "现场清洁"),
}


def view(record: Record, around: Around) -> View:
    """Who was called about what, what they say, and what follows from it."""
    finish, called = record.last("finish"), SHEET.entry(record, around.which)
    work, said = finish.filled if finish else {}, called.filled if called else {}
    step = record.kind.step("follow_up")
    return {
        **of_order(record, around),
        "work_done": work.get("work_done"),
        "called": around.moment(called),
        "caller": around.name(called.by) if called else "",
        "told": called is not None,
        "method": choices(step.field("method") if step else None, said.get("method"), around),
        "fixed": yes_no(said.get("fixed"), around, ("fixed", "已修好"), ("not fixed", "未修好")),
        "scale": [(number, around.word(*words)) for number, words in RATINGS.items()],
        "grades": [_grade(name, said, around) for name in GRADED],
        "comment": said.get("comment"),
        "new_order": said.get("new_order"),
        "complaint": said.get("complaint"),
        "after_rain": said.get("after_rain"),
        "rain": yes_no(True if said.get("after_rain") else None, around, ("done with this call", "本次即为"), ("not needed", "不需要")),
    }


def _grade(name: str, said: Mapping[str, Plain], around: Around) -> tuple[str, list[str]]:
    """A row of the scale: the box that was chosen is full."""
    return around.word(*WORDS[name]), [FULL if said.get(name) == number else EMPTY for number in RATINGS]


SHEET = Sheet(
    "order",
    "follow_up",
    Label("follow-up record", "回访记录"),
    "HF",
    view,
    boxes=("place", "request"),
    steps=(*ORIGIN, "follow_up"),
    after=("finish",),
    each="follow_up",
)
