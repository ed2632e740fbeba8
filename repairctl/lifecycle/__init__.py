"""How a record lives: steps taken, put right, undone; one record in, the changes out. Pure: moments, persons, values are handed in."""

from __future__ import annotations

from repairctl.lifecycle.asking import Asked, Means, NewId
from repairctl.lifecycle.boxes import at_path, differing
from repairctl.lifecycle.corrections import amended, corrected, find_entry, taken_back
from repairctl.lifecycle.steps import advance, next_steps, not_allowed, opened
from repairctl.lifecycle.undoing import Undo, undone

__all__ = [
    "Asked",
    "Means",
    "NewId",
    "Undo",
    "advance",
    "amended",
    "at_path",
    "corrected",
    "differing",
    "find_entry",
    "next_steps",
    "not_allowed",
    "opened",
    "taken_back",
    "undone",
]
