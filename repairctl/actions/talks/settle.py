"""The talk of `settle`: lines and payer proposed, the statement as the act would make it, changed until it is right. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from repairctl import inputs
from repairctl.actions import charging as charges
from repairctl.actions import proposing
from repairctl.actions.behind import place_words
from repairctl.actions.charging import Charging
from repairctl.actions.given import Raw
from repairctl.actions.judged import Judge
from repairctl.actions.registers import Registers
from repairctl.actions.sheet import Sheet, Wanted
from repairctl.actions.talks import payer
from repairctl.actions.talks.line_edits import Lines
from repairctl.actions.talks.line_loop import Lined, lines
from repairctl.actions.working import Working
from repairctl.errors import say
from repairctl.kinds import KINDS
from repairctl.kinds.order_sheet import PAYERS
from repairctl.lifecycle import next_steps, not_allowed
from repairctl.model import Label, Minute, Plain, Record, Values
from repairctl.office import Office
from repairctl.talk import Ask, Talk, Tell, Words

ORDER = KINDS["order"]
PAYER = "settlement.payer"


class Known(Struct, frozen=True):
    """What was given with the command: the box's fields as typed, lines instead of proposed ones, by whom, when."""

    raw: Raw
    lines: Lines | None = None
    by: str = ""
    at: str = ""


class Statement(Struct, frozen=True):
    """One order that is settled: what it is made of, and how it would stand with other lines."""

    office: Office
    judge: Judge
    record: Record
    at: Minute
    known: Known
    charge: Charging
    payer: Raw

    @property
    def values(self) -> Values:
        return self.judge.values(self.record)

    def wanted(self, held: Lines) -> Wanted:
        """The step with these lines."""
        raw: Raw = {**self.payer, **self.known.raw, **({"settlement.lines": [line.row() for line in held]} if held else {})}
        return Wanted("settle", raw, self.record.id, self.known.by, self.known.at)

    def settled(self, held: Lines) -> Record:
        """The order as the act would leave it. Raises what the act would."""
        working = Working(self.office, self.judge.working.loaded)
        sheet = Sheet(self.office, ORDER, working, self.judge)
        sheet.take(self.wanted(held))
        return working.changes[self.record.id].after

    def told(self, held: Lines) -> Sequence[Words]:
        """Net, tax, total and its words."""
        after = self.settled(held)
        total = after.value("settlement.total")
        if total is None:
            return (say("The total cannot be computed: a line has no tax category that the table of rates knows."),)
        taxes = [
            f"{Decimal(str(row['rate'])) * 100:f}".rstrip("0").rstrip(".") + f"% {row['tax']}" for row in after.rows("settlement.taxes")
        ]
        facts = {name: after.value(f"settlement.{name}") for name in ("net", "total", "in_words")}
        return (say("Net {net}  tax {taxes}  total {total}  {in_words}", taxes=" + ".join(taxes) or "0.00", **facts),)

    def against(self, held: Lines) -> Sequence[Words]:
        """What the rules say that would stop it."""
        act = ORDER.step("settle")
        assert act is not None
        stops = self.judge.stops(act, self.settled(held), self.office.now)
        return tuple(say("[{code}] {sentence}", code=one.code, sentence=one.sentence) for one in stops)


def settle(office: Office, name: str, known: Known) -> Talk[Wanted]:
    """What is to be recorded of one order. Raises StepNotAllowed, PoliciesBroken and what reading the order raises."""
    statement = opened(office, name, known)
    statement = yield from _payer(statement)
    statement = _with(statement, (yield from payer.evidence(statement.office, statement.record, statement.judge, statement.settled(()))))
    held = known.lines if known.lines is not None else proposing.lines(statement.record, statement.charge, statement.values, statement.at)
    turn = 0
    while True:
        turn += 1
        lined = Lined(statement.charge.line, statement.told, statement.against)
        held = yield from _numbered(lines(held, lined), turn)
        sure = yield Ask(f"sure.{turn}", _question(statement.settled(held)), read=inputs.yes_no, default="y")
        if sure:
            return statement.wanted(held)


def opened(office: Office, name: str, known: Known) -> Statement:
    """The order, what may be charged on it, and who pays as far as the files tell."""
    working = Working(office)
    judge = Judge(office, working)
    _, id = working.full_id(ORDER, name)
    record = working.current(ORDER, id)
    act = ORDER.step("settle")
    assert act is not None
    if act not in next_steps(record):
        raise not_allowed(record, act)
    judge.sound()
    at = inputs.moment(known.at, office.now, office.zone, tense="past", last=record.story[-1].at) if known.at else office.now
    values = judge.values(record)
    prices = str(known.raw.get("settlement.prices") or charges.basis(values, at))
    proposed = _proposed(office, record, proposing.payer(record, values, at), known)
    return Statement(
        office, judge, record, at, known, charges.charging(judge, record, at, prices), {**proposed, "settlement.prices": prices}
    )


def _proposed(office: Office, record: Record, found: proposing.Payer, known: Known) -> dict[str, str]:
    """The texts of the payer's fields, unless somebody said already who pays."""
    if PAYER in known.raw or not found.payer:
        return {}
    languages = office.settings.get("languages")
    english = isinstance(languages, tuple) and str(languages[0]).startswith("en")
    held = {
        PAYER: found.payer,
        "settlement.payer_party": found.party or _living_there(office, record, found.payer),
        "settlement.payer_reason": found.why.en if english else found.why.zh,
    }
    return {path: text for path, text in held.items() if text}


def _living_there(office: Office, record: Record, relation: str) -> str:
    """The one party of that relation to the unit whom the register knows; '' where there is none, or several."""
    unit = record.value("place.unit")
    found = [one.id for one in Registers(office).parties if unit and one.unit == unit and one.relation == relation]
    return found[0] if len(found) == 1 else ""


def _payer(statement: Statement) -> Talk[Statement]:
    """Who pays is shown with its reason; asked where no ground is known."""
    record, said = statement.record, {**statement.payer, **statement.known.raw}
    unit = statement.judge.working.find(str(record.value("place.unit") or record.value("place.asset") or ""))
    where = place_words(unit, statement.office) if unit else str(record.value("place.spot") or record.value("place.unit") or "")
    if not said.get(PAYER):
        yield Tell((f"{record.id}  {where}",))
        who = yield Ask(
            PAYER, Label("payer", "付款人"), choices=PAYERS, needed=True, read=lambda text: inputs.choice(text, PAYERS, "payer")
        )
        why = yield Ask("settlement.payer_reason", Label("why they pay", "承担依据"), read=lambda text: inputs.text(text).strip())
        more = {PAYER: str(who), **({"settlement.payer_reason": str(why)} if why else {})}
        return _with(statement, more)
    label = dict(PAYERS).get(str(said[PAYER]), Label(str(said[PAYER]), str(said[PAYER])))
    why = said.get("settlement.payer_reason")
    told = say("{order}  {where}  payer {payer}: {why}", order=record.id, where=where, payer=label, why=str(why)) if why else say(
        "{order}  {where}  payer {payer}", order=record.id, where=where, payer=label)  # fmt: skip
    yield Tell((told,))
    return statement


def _with(statement: Statement, given: Raw) -> Statement:
    return replace(statement, payer={**statement.payer, **given})


def _numbered(talk: Talk[Lines], turn: int) -> Talk[Lines]:
    """The questions of one turn, named apart from those of the turns before."""
    reply: object = None
    while True:
        try:
            step = talk.send(reply)
        except StopIteration as ended:
            return ended.value  # type: ignore[no-any-return]
        reply = yield replace(step, name=f"{turn}.{step.name}") if isinstance(step, Ask) else step


def _question(after: Record) -> Words:
    due = after.value("settlement.due")
    total: Plain = after.value("settlement.total")
    if isinstance(due, date):
        return say("Make the statement of {total}, payable by {due}", total=total, due=due)
    return say("Make the statement of {total}", total=total)
