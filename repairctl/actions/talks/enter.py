"""A paper sheet entered afterwards: each step at its own moment, judged as one types, taken together in the end. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import cast

from msgspec import Struct, field

from repairctl import inputs
from repairctl.actions.given import Raw
from repairctl.actions.judged import Judge
from repairctl.actions.registers import Registers, price_book
from repairctl.actions.sheet import Sheet, Wanted, imagined
from repairctl.actions.talks import places, report, sending
from repairctl.actions.talks.free_text import free_text, line
from repairctl.actions.talks.judging_steps import told
from repairctl.actions.talks.orders import Orders
from repairctl.actions.talks.owners import owner
from repairctl.actions.talks.proposing import URGENCY, Proposal, proposed
from repairctl.actions.talks.spelling import clock, spelled
from repairctl.actions.talks.sure import sure
from repairctl.actions.talks.used import rows, total, used
from repairctl.actions.working import Working
from repairctl.errors import Misuse, RepairError, say
from repairctl.kinds.order_sheet import PRIORITIES
from repairctl.model import At, Label, Minute, Record
from repairctl.office import Office
from repairctl.talk import Ask, Table, Talk, Tell, Words

SIGNED = (("signature", Label("signed by the owner", "业主签字")), ("none", Label("not yet", "未验")))


class BeforeLast(Misuse):
    """A moment before that of the step before it."""

    def __init__(self, at: At, last: At) -> None:
        super().__init__(say("{at} is before {last}, where the sheet stands.", at=at, last=last))


class Paper(Struct):
    """The sheet so far: its steps, what they would make of the record, and the moment where it stands."""

    office: Office
    by: str
    steps: list[Wanted] = field(default_factory=list)
    sheet: Sheet | None = None
    last: Minute | None = None

    def moment(self, text: str) -> Minute:
        """A moment of the past, not before the last one. Raises NotAMoment, Ambiguous, BeforeLast."""
        office = self.office
        found = inputs.moment(text, office.now, office.zone, tense="past", last=self.last)
        if self.last is not None and found < self.last:
            raise BeforeLast(At(found, office.zone), At(self.last, office.zone))
        return found

    def take(self, wanted: Wanted, at: Minute) -> Words:
        """One step more; what the rules say of its moment."""
        before = self.sheet.verdicts(as_of=self.office.now) if self.sheet and self.sheet.opened else ()
        one = Wanted(wanted.step, wanted.raw, wanted.name, wanted.by or self.by, spelled(at, self.office.zone))
        self.sheet = self.sheet or imagined(self.office, "order")
        self.sheet.take(one)
        said = told(self.sheet, wanted.step, at, before, self.last)
        self.steps.append(one)
        self.last = at
        return said

    def could(self, step: str, at: Minute) -> None:
        """Raises Misuse where the step does not follow at that moment."""
        try:
            if self.sheet:
                self.sheet.copy().take(Wanted(step, by=self.by, at=spelled(at, self.office.zone)))
        except RepairError as refusal:
            raise Misuse(*refusal.sentences) from None


Asks = Generator["Ask | Tell | Table", object, None]


def enter(office: Office, place_typed: str, by: str) -> Talk[tuple[Wanted, ...]]:
    """The conversation; a point in place of a moment says that the paper ends there."""
    registers, paper = Registers(office), Paper(office, by)
    place = cast(places.Meant, (yield places.which(office, registers, place_typed)))
    yield Tell([say("Afterwards: fill in from the paper, top to bottom. Empty = none, < = one back, ? = help, . = that is all")])
    found = yield from _request(office, paper, place)
    yield from _work(office, registers, paper, found, place.record)
    if not (yield sure(say("Record {n} steps?", n=len(paper.steps)))):
        return ()
    return tuple(paper.steps)


def _request(office: Office, paper: Paper, place: places.Meant) -> Talk[Proposal | None]:
    raw: dict[str, str] = {path: str(value) for path, value in report.of_place(place).items()}
    occurred = yield _moment("request.occurred_at", say("Happened"), paper)
    if isinstance(occurred, int):
        paper.last = occurred
        raw["request.occurred_at"] = spelled(occurred, office.zone)
        yield Tell([_at(office, occurred, None)], echo=True)
    reported = cast(Minute, (yield _moment("report.at", say("Reported"), paper, needed=True)))
    yield Tell([_at(office, reported, None)], echo=True)
    raw["request.description"] = str((yield from free_text(report.problem(""))))
    tables = Judge(office, Working(office)).book.table
    found = proposed(raw["request.description"], tables, reported)
    if found:
        raw |= {"request.item": found.item}
        yield Tell([(dict(PRIORITIES)[found.priority], say('because of "{word}"', word=found.word))], echo=True)
    level = (found.priority, "") if found else (yield from report.priority(None, ""))
    if level[0]:
        raw["request.urgency"] = URGENCY[level[0]]
    scope = yield from free_text(report.scope(office))
    raw |= {"request.impact_scope": scope} if scope else {}
    paper.take(Wanted("report", raw), reported)
    yield from _triage(paper, level)
    return found


def _triage(paper: Paper, level: tuple[str, str]) -> Asks:
    """The moment of the assessment; another priority may stand after it."""
    answer = yield Ask(
        "triage.at", say("Assessed"), read=lambda text: _assessed(text, paper, level), ends=True, hint=TRIAGE_HINT,
        spell=lambda value: _spelled(paper, value),
    )  # fmt: skip
    if isinstance(answer, tuple):
        at, (priority, reason) = answer
        raw: dict[str, str | bool] = {".priority": priority, ".survey_needed": False, **({".reason": reason} if reason else {})}
        yield Tell([paper.take(Wanted("triage", raw), at)], echo=True)


TRIAGE_HINT = say("When it was assessed. Another priority than the proposed one stands after it: {example}", example="2244 P2")


def _assessed(text: str, paper: Paper, level: tuple[str, str]) -> tuple[Minute, tuple[str, str]]:
    when, _, rest = text.strip().partition(" P") if " P" in text else text.strip().partition(" p")
    chosen = report.level_of(f"P{rest}") if rest else level
    if not chosen[0]:
        raise Misuse(say("The priority is missing: write it after the moment, as {example}", example="2244 P2"))
    return paper.moment(when), chosen


def _spelled(paper: Paper, value: object) -> str:
    at, (priority, reason) = cast("tuple[Minute, tuple[str, str]]", value)
    return f"{spelled(at, paper.office.zone)} {priority} {reason}".strip()


def _work(office: Office, registers: Registers, paper: Paper, found: Proposal | None, place: Record | None) -> Asks:
    sent = yield from _sent(office, registers, paper, found)
    if not sent:
        return
    for step, said in (("arrive", say("Arrived")), ("contain", say("Contained")), ("restore", say("Restored"))):
        at = yield _moment(f"{step}.at", said, paper, step=step)
        if not isinstance(at, int) and at is not None:
            return
        if isinstance(at, int):
            for technician in sent if step == "arrive" else sent[:1]:
                words = paper.take(Wanted(step, by=technician), at)
            yield Tell([words], echo=True)
    yield from _finished(office, paper, sent[0], place)


def _sent(office: Office, registers: Registers, paper: Paper, found: Proposal | None) -> Talk[tuple[str, ...]]:
    """Who was sent, in the minute in which it was assessed: paper has no other."""
    tables = Judge(office, Working(office)).book.table
    shown = sending.technicians(office, registers, Orders(office), report.trade(found, tables, office.now), tables)
    at = paper.last or office.now
    if len(shown) > report.INLINE:
        yield sending.table(shown[: sending.MOST])
    ids = yield Ask(
        "dispatch.technician",
        say("Send"),
        read=lambda text: sending.read(text, shown, registers.staff),
        listed=sending.named(shown) if len(shown) <= report.INLINE else say("row, ID or name"),
        ends=True,
        hint=say("Numbers, IDs or names; several with blanks between. Those of the trade come first."),
    )
    if not isinstance(ids, tuple):
        return ()
    sent = yield from report.reasons(ids, shown, paper.sheet, at)
    for technician, why in sent:
        paper.take(Wanted("dispatch", {".technician": technician, **({".reason": why} if why else {})}), at)
    names = {one.person.id: one.person.name for one in shown}
    yield Tell([tuple(f"{names.get(id, '')} {id}".strip() for id, _ in sent)], echo=True)
    return tuple(id for id, _ in sent)


def _finished(office: Office, paper: Paper, technician: str, place: Record | None) -> Asks:
    work = yield from free_text(Ask("finish.work_done", say("Work done"), read=line, ends=True))
    if work is None:
        return
    last = paper.last or office.now
    restored = bool(paper.steps and paper.steps[-1].step == "restore")
    at = yield _moment("finish.at", say("Finished"), paper, default=last if restored else None, needed=True)
    lines = yield from used(price_book(Judge(office, Working(office)).book.table("prices.book", last)))
    parts, hours = rows(lines)
    raw: Raw = {".work_done": work, **({".parts": parts} if parts else {}), **({".hours": hours} if hours else {})}
    yield Tell([paper.take(Wanted("finish", raw, by=technician), cast(Minute, at))], echo=True)
    signed = yield Ask("accept.sign_method", say("Accepted"), read=_signed, default="signature", choices=SIGNED, ends=True)
    if signed == "signature":
        by = owner(office, place)
        words = paper.take(Wanted("accept", {".sign_method": "signature", **({".signed_by": by} if by else {})}), cast(Minute, at))
        yield Tell([(words, say("total {total}", total=f"{total(lines):.2f}") if lines else "")], echo=True)


def _signed(text: str) -> str:
    return inputs.choice(text, SIGNED, "accepted")


def _moment(name: str, said: Words, paper: Paper, *, step: str = "", default: Minute | None = None, needed: bool = False) -> Ask:
    zone = paper.office.zone

    def read(text: str) -> Minute:
        at = paper.moment(text)
        if step:
            paper.could(step, at)
        return at

    return Ask(
        name, said, read=read, needed=needed, ends=not needed,
        default=spelled(default, zone) if default is not None else "",
        meant=_at(paper.office, default, default) if default is not None else "",
        spell=cast("Callable[[object], str]", lambda at: spelled(cast(Minute, at), zone)),
        hint=WHEN,
    )  # fmt: skip


WHEN = say("A time of day as 2240 or 22:40, with its day where it is not clear: {example}. Empty: not known.", example="昨天22:40")


def _at(office: Office, at: Minute, beside: Minute | None) -> Words:
    return say("{at}", at=clock(at, office.zone, beside))
