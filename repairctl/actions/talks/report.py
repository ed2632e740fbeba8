"""A call: who is at the other end, what is wrong, how urgent it is, who goes. Five answers at most; the place was said with the command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from msgspec import Struct, field

from repairctl import inputs
from repairctl.actions.judged import Judge
from repairctl.actions.registers import Registers
from repairctl.actions.sheet import Newcomer, Sheet, Wanted, imagined
from repairctl.actions.talks import caller, card, places, sending
from repairctl.actions.talks.free_text import free_text, line
from repairctl.actions.talks.orders import Orders
from repairctl.actions.talks.proposing import URGENCY, Proposal, Tables, of_item, proposed
from repairctl.actions.talks.spelling import in_office, spelled
from repairctl.actions.working import Working
from repairctl.errors import RepairError, say
from repairctl.inputs.typed import plain
from repairctl.kinds.order_sheet import PRIORITIES
from repairctl.model import Label, Minute, Record
from repairctl.office import Office
from repairctl.talk import Ask, Talk, Tell, Words

INLINE = 3
"""So many technicians fit into the line of the question; more are shown as a table."""
Typed = Mapping[str, object]


class Call(Struct, frozen=True):
    """What a call comes to: steps that are recorded together, and a caller who is new."""

    steps: tuple[Wanted, ...]
    newcomers: tuple[Newcomer, ...] = ()
    place: str = ""
    seen: frozenset[str] = frozenset()
    """The orders at the place that the person was told of."""


class Given(Struct, frozen=True):
    """What came with the command: values of the report by path, and what the call's other questions were answered with."""

    typed: Typed = field(default_factory=dict)
    place: str = ""
    priority: str = ""
    technicians: Sequence[str] = ()
    by: str = ""
    at: str = ""

    def text(self, path: str) -> str:
        held = self.typed.get(path)
        return held if isinstance(held, str) else ""


def report(office: Office, given: Given, begun: Minute) -> Talk[Call]:
    """The conversation. `begun`: when the telephone was answered, where `--at` does not say otherwise."""
    registers = Registers(office)
    place = yield from _place(office, registers, given)
    orders = Orders(office, place.value)
    yield Tell(list(card.card(office, place.record, place.value, orders)))
    raw: dict[str, object] = {**of_place(place), **{path: held for path, held in given.typed.items()}}
    who = caller.Caller("")
    if not given.text("request.reporter"):
        answer = yield caller.which(office, place, given.text("request.relation"))
        who = answer if isinstance(answer, caller.Caller) else who
        raw |= {path: text for path, text in (("request.relation", who.relation), ("request.reporter", who.id)) if text}
        if who.shown:
            yield Tell([who.shown], echo=True)
    at = given.at or spelled(begun, office.zone)
    raw["request.description"] = yield from free_text(problem(given.text("request.description")))
    raw.setdefault("request.occurred_at", at)
    tables = Judge(office, Working(office)).book.table
    words = str(raw["request.description"])
    found = of_item(given.text("request.item"), tables, office.now) or proposed(words, tables, office.now)
    similar = list(_similar(orders, place, found, tables, office))
    if similar:
        yield Tell([card.open_already(office, one) for one in similar])
    level, reason = yield from priority(found, given.priority)
    if found and not given.text("request.item"):
        raw["request.item"] = found.item
    if level and not given.text("request.urgency"):
        raw["request.urgency"] = URGENCY[level]
    if not given.text("request.impact_scope"):
        raw["request.impact_scope"] = (yield from free_text(scope(office))) or ""
    opening = Wanted("report", _filled(raw), by=given.by, at=at)
    steps = [opening, *_assessed(level, reason, given)]
    sheet = _imagined(office, steps)
    sent = yield from _sent(office, registers, orders, given, (found, tables, sheet))
    if sent and level:
        steps[1:] = _assessed(level, reason, given, survey=False)
    steps += [_dispatch(id, why, given) for id, why in sent]
    newcomers = (who.newcomer,) if who.newcomer else ()
    return Call(tuple(steps), newcomers, place.value, frozenset(one.id for one in (*orders.here, *similar)))


def _place(office: Office, registers: Registers, given: Given) -> Talk[places.Meant]:
    """The place of the call; a spot in words needs no register."""
    if given.text("place.spot") and not given.place:
        return places.Meant("place.spot", given.text("place.spot"))
    return cast(places.Meant, (yield places.which(office, registers, given.place)))


def plain_call(office: Office, given: Given) -> Call:
    """The same without anybody to ask: what was given with the command, and nothing else."""
    registers = Registers(office)
    raw = dict(given.typed)
    if given.place:
        place = places.read_or_new(office, registers, given.place)
        raw = {**raw, place.path: place.value}
    opening = Wanted("report", _filled(raw), by=given.by, at=given.at)
    level, reason = level_of(given.priority) if given.priority else ("", "")
    sent = [id for text in given.technicians for id in sending.read(text, (), registers.staff)]
    return Call((opening, *_assessed(level, reason, given), *(_dispatch(id, "", given) for id in sent)))


def of_place(place: places.Meant) -> dict[str, object]:
    """What the register says of the place goes into the order, as it is now."""
    record = place.record
    taken = {"place.part": "unit.part", "request.special_need": "unit.special_need"} if record else {}
    held = {path: str(value) for path, source in taken.items() if record and (value := record.value(source))}
    return {place.path: place.value, **held}


def _filled(raw: Mapping[str, object]) -> dict[str, str]:
    return {path: cast(str, text) for path, text in raw.items() if text not in ("", None)}


def problem(typed: str) -> Ask:
    return Ask(
        "request.description",
        say("Problem"),
        read=line,
        needed=True,
        typed=typed,
        hint=say("What the caller says, in their own words; the words lead to the proposed priority."),
    )


def scope(office: Office) -> Ask:
    """Whom the trouble reaches; in the office's own language, for it goes into the record."""
    return Ask("request.impact_scope", say("Impact scope"), read=line, default=in_office(office, HERE))


HERE = Label("this home", "本户")


def priority(found: Proposal | None, typed: str) -> Talk[tuple[str, str]]:
    """The priority, and the reason where one is typed after it."""
    answer = yield Ask(
        "triage.priority",
        say("Priority"),
        read=level_of,
        default=found.priority if found else "",
        meant=because(found) if found else "",
        choices=PRIORITIES,
        quiet=found is not None,
        typed=typed,
        hint=say(
            "The proposal follows from the words of the policy. Another one: P3, with the reason after it: {example}", example="P3 只是滴水"
        ),
    )
    return cast("tuple[str, str]", answer) if answer else ("", "")


def because(found: Proposal) -> Words:
    """`P1，因为「水管爆」`."""
    return say('{priority}, because of "{word}"', priority=found.priority, word=found.word) if found.word else found.priority


def level_of(text: str) -> tuple[str, str]:
    typed, _, reason = plain(text).partition(" ")
    known = {word: key for key, label in PRIORITIES for word in (key.casefold(), *label.zh.split(), *label.en.casefold().split()[1:])}
    level = known.get(typed.casefold()) or inputs.choice(typed, PRIORITIES, "priority")
    return level, inputs.text(reason).strip()


def _similar(orders: Orders, place: places.Meant, found: Proposal | None, tables: Tables, office: Office) -> list[Record]:
    """Open orders about the same service item in the same building; those at the place itself stand on the card."""
    if found is None or place.record is None:
        return []
    working = Working(office)
    house = [place.record.value(f"unit.{part}") for part in ("estate", "building", "entrance")]

    def beside(order: Record) -> bool:
        other = working.find(str(order.value("place.unit") or ""))
        return other is not None and [other.value(f"unit.{part}") for part in ("estate", "building", "entrance")] == house

    return [one for one in orders.open if one not in orders.here and one.value("request.item") == found.item and beside(one)]


def _assessed(level: str, reason: str, given: Given, survey: bool | None = None) -> list[Wanted]:
    raw: dict[str, str | bool] = {".priority": level, **({".reason": reason} if reason else {})}
    return [Wanted("triage", {**raw, **({} if survey is None else {".survey_needed": survey})}, by=given.by)] if level else []


def _dispatch(technician: str, why: str, given: Given) -> Wanted:
    return Wanted("dispatch", {".technician": technician, **({".reason": why} if why else {})}, by=given.by)


def _imagined(office: Office, steps: Sequence[Wanted]) -> Sheet | None:
    """The order so far, for judging who may be sent; None where it cannot be taken yet: it will be refused in the end, with the reason."""
    try:
        return imagined(office, "order", steps)
    except RepairError:
        return None


def _sent(
    office: Office, registers: Registers, orders: Orders, given: Given, judged: tuple[Proposal | None, Tables, Sheet | None]
) -> Talk[list[tuple[str, str]]]:
    """The technicians, each with the reason where the rules would not send them."""
    found, tables, sheet = judged
    shown = sending.technicians(office, registers, orders, trade(found, tables, office.now), tables)
    if sheet is not None:
        shown = sending.judged(shown, sheet, office.now)
    if not shown:
        return []
    if len(shown) > INLINE and not given.technicians:
        yield sending.table(shown[: sending.MOST])
    best = shown[0]
    ids = yield Ask(
        "dispatch.technician",
        say("Send"),
        read=lambda text: sending.read(text, shown, registers.staff),
        default="1" if best.fits and best.lacking is None else "",
        listed=sending.listed(shown, tables, office.now) if len(shown) <= INLINE else say("row, ID or name; 0 nobody yet"),
        typed=" ".join(given.technicians),
        hint=say("Numbers, IDs or names; several with blanks between. Those of the trade come first."),
    )
    return (yield from reasons(cast("tuple[str, ...]", ids or ()), shown, sheet, office.now))


def reasons(
    ids: Sequence[str], shown: Sequence[sending.Technician], sheet: Sheet | None, at: Minute, name: str = ""
) -> Talk[list[tuple[str, str]]]:
    """For each technician whom the rules would not send: which rule, and the reason; without one somebody else goes."""
    sent: list[tuple[str, str]] = []
    for id in ids:
        lacking = sending.lacking(id, sheet, at, name) if sheet else None
        why = ""
        if lacking is not None:
            called = next((one.person.name for one in shown if one.person.id == id), id)
            yield Tell([say("{name} {sentence} {code}", name=called, sentence=lacking.sentence, code=lacking.code)], echo=True)
            answer = yield Ask("dispatch.reason", say("Send all the same, because (empty: somebody else)"), read=line)
            why = str(answer or "")
            if not why:
                continue
        sent.append((id, why))
    return sent


def trade(found: Proposal | None, tables: Tables, at: Minute) -> str:
    """The trade of a service item; '' where none is known."""
    catalogue = tables("catalogue.items", at)
    row = catalogue.row(found.item) if catalogue and found else {}
    return str(row.get("trade") or "")
