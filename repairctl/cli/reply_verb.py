"""`enter -`: the technician's reply to a slip, pasted or piped in; its steps are recorded and said back."""

from __future__ import annotations

from repairctl.cli import show_done
from repairctl.cli.desk import Desk, Given
from repairctl.errors import say

STDIN = "-"


def take(desk: Desk, given: Given) -> int:
    """The steps of a reply."""
    from repairctl.actions.replying import reply
    from repairctl.cli.rows import read_text

    desk, office = desk.in_office()
    if desk.asks:
        desk.aside(desk.tongue.say(say("Paste the reply, Enter, then Ctrl-D (Windows: Ctrl-Z and Enter).")))
    text = read_text(desk, STDIN)
    done = reply(office, text, name=given.text("order"), by=given.text("by"), dry_run=given.on("dry_run"))
    return show_done.done(desk, done)
