"""`diff`: what changed in the records between two versions of the history. Reads, calls one action, shows."""

from __future__ import annotations

from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.progress import progress
from repairctl.cli.said import NeedsOption, Word
from repairctl.errors import say
from repairctl.model import Label

EXAMPLE = "repairctl diff 昨天"
MANY = 500
"""Records from which on a bar is worth its line."""


def diff_verb() -> Verb:
    told = say(
        "Show what changed in the records since a version: a commit, a tag, a moment. With a second one, up to that; else hand edits too."
    )
    words = [Word("version", Label("VERSION", "版本")), Word("words", Label("[VERSION] [ID]", "[版本] [编号]"), many=True)]
    return Verb("diff", told, diff, words, example=EXAMPLE)


def diff(desk: Desk, given: Given) -> int:
    """What changed."""
    from repairctl.actions.compared import asked, compared
    from repairctl.cli import show_diff

    if not given.text("version"):
        raise NeedsOption("VERSION", EXAMPLE)
    desk, office = desk.in_office()
    what = asked(office, given.text("version"), given.texts("words"))
    return show_diff.shown(desk, list(compared(office, what, progress(desk, MANY))))
