"""A step over a filter: `order close --where status=verified`. What would be done is shown and asked, then done in one commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repairctl.cli import show_bulk
from repairctl.cli.desk import Desk, Given
from repairctl.cli.list_verb import filters_of
from repairctl.cli.record_words import PLACE, SKIP, WHERE
from repairctl.cli.said import NeedsOption
from repairctl.cli.step_verbs import Form, asked_person
from repairctl.cli.talk_screen import confirmed
from repairctl.cli.talking import Stopped
from repairctl.errors import Misuse, say
from repairctl.model import Kind, Step
from repairctl.refusals import verb

if TYPE_CHECKING:
    from repairctl.actions.bulk import Bulk
    from repairctl.office import Office

SURE = "sure"
OF_ONE = ("lines.typed", "lines.edit", "continue")
"""Options of a conversation about one record."""


class OneOrMany(Misuse):
    """An ID, or what belongs to one record, and a filter."""

    def __init__(self, word: str) -> None:
        super().__init__(say("Give {word} or --where, not both: --where finds the records.", word=word))


def take(kind: Kind, step: Step, desk: Desk, given: Given) -> int:
    """The step on every record that --where finds, or that is named with --skip."""
    _only_many(given)
    desk, office = desk.in_office()
    bulk = _bulk(desk, office, kind, step, given)
    return _done(desk, office, bulk, given)


def _only_many(given: Given) -> None:
    names = given.texts("ids")
    if given.text(PLACE) or (given.texts(WHERE) and names):
        raise OneOrMany(names[0] if names else f"--unit {given.text(PLACE)}")
    if not given.texts(WHERE) and not names:
        raise NeedsOption("--where", "--where status=verified --skip")
    for path in OF_ONE:
        if given.texts(path) or given.on(path):
            raise OneOrMany("--" + path.rpartition(".")[2].replace("typed", "line"))


def _bulk(desk: Desk, office: Office, kind: Kind, step: Step, given: Given) -> Bulk:
    from repairctl.actions import naming
    from repairctl.actions.bulk import Bulk
    from repairctl.actions.given import step_fields

    filters = filters_of(office, kind, given.texts(WHERE))
    form = Form(desk, office, {path: one for path, one in step_fields(kind, step).items() if path != ".anyway"})
    typed = form.completed(step, form.typed(given))
    by = given.text("by") if step.done_by else asked_person(form, given.text("by"))
    words = {"by": by, **{name: given.text(name) for name in ("at", "anyway", "until")}}
    return Bulk(kind.name, step.name, typed, words, filters, naming.meant(office, kind, given.texts("ids")), given.on(SKIP))


def _done(desk: Desk, office: Office, bulk: Bulk, given: Given) -> int:
    """Shown and asked, unless --yes says that it need not be; then done."""
    from repairctl.actions import bulk as many
    from repairctl.cli.holding import later

    dry = given.on("dry_run")
    if dry or given.on(SURE) or not bulk.filters:
        return show_bulk.done(desk, bulk, many.carried_out(office, bulk, dry_run=dry))
    if not desk.asks:
        raise NeedsOption(
            "--yes", f"repairctl {bulk.kind} {verb(bulk.step)} {' '.join(f'--where {one}' for one in given.texts(WHERE))} .. --yes"
        )
    tried = many.looked_at(office, bulk)
    for line in show_bulk.tried(desk.tongue, bulk, tried, desk.terminal.width):
        desk.aside(line)
    if not tried.changes:
        return 0
    if not confirmed(desk, say("Record it?"), default=False):
        raise Stopped("", "")
    return show_bulk.done(desk, bulk, many.carried_out(later(desk, office), bulk, shown=tried.ids))
