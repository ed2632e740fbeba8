"""`--request-id`: a command that comes a second time answers as the first did, and writes nothing. Knows no kind."""

from __future__ import annotations

import hashlib
import json

import click
from msgspec.structs import replace

from repairctl.cli import show_bulk
from repairctl.cli.desk import Given, Work
from repairctl.cli.said import REQUEST
from repairctl.errors import Misuse, say

LONGEST = 100
CONSENT = (REQUEST, "sure", "dry_run", "continue")
"""Options that are not part of what is asked for."""
DIGITS = 32


class NoRequest(Misuse):
    """A number by which nothing can be known."""

    def __init__(self, text: str) -> None:
        super().__init__(
            say("{text} is no number of a request: at most {n} signs, none of them blank.", text=repr(text), n=LONGEST),
            say("For example: --request-id till-3-0412"),
        )


def once(work: Work, ctx: click.Context, given: Given) -> int:
    """The work; or, where it is recorded already, what it came to. Raises OtherWords."""
    from repairctl.actions.requests import RecordedBefore
    from repairctl.actions.writing import recorded_before
    from repairctl.office import Request

    id = given.text(REQUEST)
    if len(id) > LONGEST or not id.isprintable() or " " in id:
        raise NoRequest(id)
    desk = replace(ctx.obj, request=Request(id, _digest(ctx, given)))
    there, office = desk.in_office()
    before = recorded_before(office)
    try:
        return show_bulk.brief(there, before) if before else work(desk, given)
    except RecordedBefore as meanwhile:
        return show_bulk.brief(there, meanwhile.done)


def _digest(ctx: click.Context, given: Given) -> str:
    """The words of the command, in short; not how it was to be shown, nor whether it was asked."""
    names: list[str | None] = []
    above: click.Context | None = ctx
    while above is not None:
        names.append(above.command.name)
        above = above.parent
    words = {name: held for name, held in given.held.items() if name not in CONSENT and held not in (None, ())}
    text = json.dumps([names, sorted(words.items())], ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:DIGITS]
