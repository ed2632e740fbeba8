"""Calling back: the orders whose owner is to be asked, and the questions of one call. One screen each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from repairctl import inputs
from repairctl.actions.judging import due
from repairctl.actions.people import private_of
from repairctl.actions.sheet import Wanted
from repairctl.actions.talks.dispatch import priority
from repairctl.actions.talks.free_text import free_text, line
from repairctl.actions.talks.naming import called, person
from repairctl.actions.talks.owners import owner
from repairctl.actions.talks.spelling import about, dated, in_office
from repairctl.actions.working import Working
from repairctl.errors import Misuse, say
from repairctl.kinds.order import ORDER
from repairctl.kinds.order_sheet import PRIORITIES
from repairctl.model import At, Label, Minute, Record, Span
from repairctl.office import Office
from repairctl.talk import END, Ask, Talk, Tell, Words

REACHED, NOBODY, LATER = "reached", "nobody", "later"
OUTCOMES = (
    (REACHED, Label("answered", "接通")),
    (NOBODY, Label("no answer", "没人接")),
    (LATER, Label("later", "以后再打")),
)
MENDED = (("yes", Label("mended", "修好")), ("no", Label("not mended", "没修好")))
NO_ANSWER = Label("called back, no answer", "回访没人接")


class NotARating(Misuse):
    """A rating is a whole number from 1 to 5."""

    def __init__(self, text: str) -> None:
        super().__init__(say('"{text}" is no rating: 1 (bad) to 5 (good).', text=text))


class Due(Struct, frozen=True):
    """An order whose owner is to be called, and by when (None: nobody promised)."""

    order: Record
    limit: Minute | None = None


def waiting(office: Office) -> tuple[Due, ...]:
    """The orders for which a rule awaits the call, the latest first."""
    found: dict[str, Due] = {}
    for row in due(office).rows:
        if row.record.kind is ORDER and "follow_up" in row.finding.waits_for.split("|") and not _called(row.record):
            found.setdefault(row.record.id, Due(row.record, row.finding.limit))
    return tuple(found.values())


def _called(order: Record) -> bool:
    """Whether the owner was called since the work was finished: what is still awaited then is no call."""
    finish, call = order.last("finish"), order.last("follow_up")
    return call is not None and (finish is None or finish.at <= call.at)


def named(office: Office, names: Sequence[str]) -> tuple[Due, ...]:
    """The orders named, with their limits where one waits. Raises NoSuchRecord."""
    limits = {one.order.id: one.limit for one in waiting(office)}
    working = Working(office)
    ids = [working.full_id(ORDER, name)[1] for name in names]
    return tuple(Due(working.load(ORDER, id).record, limits.get(id)) for id in ids)


def follow_up(office: Office, one: Due, place: tuple[int, int], by: str) -> Talk[Wanted | None]:
    """One call: the step that it comes to, one without a name where it is left for later; None ends the walk."""
    yield Tell(list(_screen(office, one, place)))
    outcome = yield Ask("outcome", say("The call"), default=REACHED, choices=OUTCOMES, ends=True, hint=HINT, read=_outcome)
    id = one.order.id
    if outcome is END:
        return None
    if outcome == NOBODY:
        return Wanted("note", {".text": in_office(office, NO_ANSWER)}, id, by)
    if outcome != REACHED:
        return Wanted("", {}, id)
    mended = yield Ask("follow_up.fixed", say("Mended"), read=_mended, choices=MENDED)
    rating = yield Ask(
        "follow_up.rating", say("Rating 1-5"), read=_rating, hint=say("5 is very content, 1 is not at all; empty: not said.")
    )
    comment = yield from free_text(Ask("follow_up.comment", say("Comment"), read=line))
    raw: dict[str, str | bool] = {".method": "phone"}
    raw |= {".fixed": bool(mended == "yes")} if mended else {}
    raw |= {path: str(text) for path, text in ((".rating", rating), (".comment", comment)) if text}
    return Wanted("follow_up", raw, id, by)


HINT = say("1 goes on with the questions; 2 notes that nobody answered; 3 leaves it for later; . ends the walk.")


def _screen(office: Office, one: Due, place: tuple[int, int]) -> Iterator[Words]:
    order, number = one.order, say("{n} of {all}", n=place[0], all=place[1])
    level = dict(PRIORITIES).get(priority(order), "")
    id = dated(order.id, office.now, office.zone)
    yield (say("Call back {number}", number=number), id, called(office, order), about(order), level)
    yield from (line for line in (_limit(office, one), tuple(_whom(office, order))) if line)
    finish = order.last("finish")
    if finish:
        done, by = str(finish.filled.get("work_done") or ""), person(office, finish.by)
        yield (say("finished {at} by {person}", at=At(finish.at, office.zone), person=by), done)


def _limit(office: Office, one: Due) -> Words:
    if one.limit is None:
        return ""
    late = office.now - one.limit
    at = At(one.limit, office.zone)
    return say("by {at}, {late} late", at=at, late=Span(late)) if late > 0 else say("by {at}", at=at)


def _whom(office: Office, order: Record) -> Iterator[Words]:
    """Whom to call, with the whole number: it is to be dialled."""
    reporter = str(order.value("request.reporter") or "")
    unit = Working(office).find(str(order.value("place.unit") or ""))
    people = {reporter: say("reporter"), owner(office, unit): say("owner")}
    for id, label in people.items():
        held = private_of(office, id) if id else {}
        if held:
            yield (label, held.get("name", ""), held.get("phone", ""))


def _outcome(text: str) -> str:
    return inputs.choice(text, OUTCOMES, "call")


def _mended(text: str) -> str:
    return inputs.choice(text, MENDED, "mended")


def _rating(text: str) -> str:
    number = inputs.decimal(text)
    if number not in map(Decimal, range(1, 6)):
        raise NotARating(text)
    return str(int(number))
