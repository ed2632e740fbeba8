"""The readings of a rule that are more than a name: pauses, appointments, people, what is missing, sums, linked records, conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from repairctl.errors import Sentence, say
from repairctl.model import Block, Entry, Label, Minute, Plain, Record, Step, Tree
from repairctl.readings import cells, lengths
from repairctl.readings.case import Case, NotAtHand, Reading, Scope
from repairctl.readings.gathered import sum_of
from repairctl.readings.misfits import Misfit, block, only_keys, part_of, text, texts, unknown
from repairctl.readings.moments import moment, steps
from repairctl.readings.paths import Path, filled, linked, path
from repairctl.readings.shapes import Agreement, Beyond, Holder, Pause

NO_GRACE = Reading(lambda case: 0)


def value(held: Tree, scope: Scope) -> Reading:
    """What stands at a path, or a named value."""
    said = text(held)
    return scope.values[said] if said in scope.values else path(said, scope).reading()


def amount(held: Tree, scope: Scope) -> Reading:
    """A number, the number that stands at a path, the one that stood there `at` a moment (`quote.total at last approve`), or a sum.

    A sum is of rows (`rows`), or of all entries of a step (`of: credit.amount`).
    """
    if isinstance(held, Block):
        return sum_of(held, scope) if "rows" in held else total(held, scope)
    if lengths.is_number(held):
        constant = lengths.number(held)
        return Reading(lambda case: constant)
    where, at, when = text(held).partition(" at ")
    found = _number(path(part_of(text(held), where), scope), held)
    if at:
        return _stood(found, moment(part_of(text(held), when), scope))

    def get(case: Case) -> Decimal | None:
        number = found.get(case)
        return Decimal(number) if isinstance(number, int | Decimal) else None

    return Reading(get, found.needs, found.reading().steps, place=found.text)


def _number(found: Path, held: Tree) -> Path:
    if found.field.type not in ("money", "decimal", "int"):
        raise Misfit(say("{path} is no number ({type}).", path=found.text, type=found.field.type), held)
    return found


def _stood(found: Path, when: Reading) -> Reading:
    """The number of the last entry that was there at a moment; None where the moment has not come."""
    if not found.step or found.needs:
        raise Misfit(say("{path} must be an amount in the entries of a step, as pay.amount.", path=found.text), found.text)

    def get(case: Case) -> Decimal | None:
        instant = when.get(case)
        if instant is None:
            return None
        latest = case.as_of.stop(instant)
        said = (one.filled.get(found.field.name) for one in reversed(case.record.of.get(found.step, ())) if one.at <= latest)
        number = next((one for one in said if filled(one)), None)
        return Decimal(number) if isinstance(number, int | Decimal) else None

    return Reading(get, when.needs, tuple(dict.fromkeys((found.step, *when.steps))), place=found.text)


def yes(held: Tree, scope: Scope) -> Reading:
    """true or false, as a constant."""
    if text(held) not in ("true", "false"):
        raise Misfit(say("{value} must be true or false.", value=text(held)), held)
    constant = held == "true"
    return Reading(lambda case: constant)


def word(held: Tree, scope: Scope) -> Reading:
    """A word, as a constant."""
    constant = str(text(held))
    return Reading(lambda case: constant)


def pauses(held: Tree, scope: Scope) -> Reading:
    """The holds of the record, each with why it is not counted, if it is not; or what lies between two steps (`from`, `to`)."""
    if isinstance(held, Block) and "from" in held:
        return _between(_box(held, ("from", "to"), say("pause")), scope, held)
    box = _box(held, ("reasons", "after"), say("pause"))
    step = _hold(scope, held)
    if "reasons" not in box:
        raise Misfit(say("A pause needs reasons: the holds that stop the clock."), held, "POL-MISSING")
    allowed = _reasons(box["reasons"], step)
    after = moment(box["after"], scope) if "after" in box else None
    reason = step.field("reason")
    labels = dict(reason.choices) if reason else {}

    def get(case: Case) -> Sequence[Pause]:
        holds = case.record.of.get(step.name)
        if not holds:
            return ()
        begins = after.get(case) if after else None
        return [_pause(hold, case.record, step, allowed, labels, (after is not None, begins)) for hold in holds]

    return Reading(get, after.needs if after else (), (step.name, step.until))


def _between(box: Mapping[str, Tree], scope: Scope, held: Tree) -> Reading:
    """From each of one step to the next of another; one that nothing has ended goes on."""
    if "to" not in box:
        raise Misfit(say("A pause from a step needs to: the step that ends it."), held, "POL-MISSING")
    begins, ends = (steps(text(box[end]), text(box[end]), scope)[0] for end in ("from", "to"))
    step = scope.kind.step(begins)
    label: Label | str = step.label if step else begins

    def get(case: Case) -> Sequence[Pause]:
        stops = case.record.of.get(ends, ())
        return [Pause(one.at, _next_of(stops, one), label) for one in case.record.of.get(begins, ())]

    return Reading(get, steps=(begins, ends))


def _next_of(entries: Sequence[Entry], after: Entry) -> Minute | None:
    return next((one.at for one in entries if (one.at, one.place) > (after.at, after.place)), None)


def _hold(scope: Scope, held: Tree) -> Step:
    step = next((one for one in scope.kind.steps if one.until), None)
    if step is None:
        raise Misfit(say("{kind} has no step that holds the work, so no clock of it can pause.", kind=scope.kind.label), held)
    return step


def _reasons(held: Tree, step: Step) -> frozenset[str]:
    field = step.field("reason")
    known = [key for key, _ in field.choices] if field else []
    found = texts(held)
    for one in (one for one in found if one not in known):
        raise unknown(one, say("reason of {step}", step=step.label), known)
    return frozenset(found)


def _pause(
    hold: Entry, record: Record, step: Step, allowed: frozenset[str], labels: Mapping[str, Label], after: tuple[bool, Minute | None]
) -> Pause:
    stop = _next_of(record.of.get(step.until, ()), hold)
    reason = hold.filled.get("reason")
    label = labels.get(str(reason), str(reason))
    if reason not in allowed:
        return Pause(hold.at, stop, label, say("this reason does not stop the clock"))
    if step.field("evidence") and not filled(hold.filled.get("evidence")):
        return Pause(hold.at, stop, label, say("no evidence"))
    waits, begins = after
    if not waits:
        return Pause(hold.at, stop, label)
    if begins is None or (stop is not None and stop <= begins):
        return Pause(hold.at, stop, label, say("the danger was not contained yet"))
    return Pause(max(hold.at, begins), stop, label)


def agreed(held: Tree, scope: Scope) -> Reading:
    """Appointments: when each was made, for when, and the grace; none where the table gives `none` as the grace."""
    box = _box(held, ("at", "grace"), say("agreed"))
    if "at" not in box:
        raise Misfit(say("agreed needs at: the field that holds the appointment, as appoint.visit_at."), held, "POL-MISSING")
    visit = path(text(box["at"]), scope)
    if visit.field.type != "moment" or not visit.step:
        raise Misfit(say("{path} is no moment in the entries of a step.", path=text(box["at"])), box["at"])
    grace = cells.grace(box["grace"], scope) if "grace" in box else NO_GRACE

    def get(case: Case) -> Sequence[Agreement]:
        made = case.record.of.get(visit.step)
        minutes = grace.get(case) if made else None
        if not made or minutes is None:
            return ()
        return [Agreement(one.at, at, minutes) for one in made if isinstance(at := one.filled.get(visit.field.name), int)]

    return Reading(get, steps=(visit.step,))


def people(held: Tree, scope: Scope) -> Reading:
    """Each role with all who had it: of a step, the persons of all its entries; `a|b` is one role that stands in several places."""
    roles = [[path(part_of(one, part), scope) for part in one.split("|")] for one in texts(held)]
    paths = [one for role in roles for one in role]
    for one in (one for one in paths if one.field.type not in ("ref", "text", "words")):
        raise Misfit(say("{path} names nobody ({type}).", path=one.text, type=one.field.type), held)

    def get(case: Case) -> Sequence[tuple[Label, Sequence[str]]]:
        return [(role[0].field.label, [name for one in role for name in _names(one, case)]) for role in roles]

    return Reading(get, steps=tuple(one.step for one in paths if one.step), place=paths[0].text)


def _names(one: Path, case: Case) -> Sequence[str]:
    found = [one.get(case)] if one.text.startswith(".") else one.every(case.record)
    flat = [name for value in found for name in (value if isinstance(value, tuple) else (value,))]
    return [name for name in flat if isinstance(name, str) and name]


def missing_fields(held: Tree, scope: Scope) -> Reading:
    """The labels of the fields that are not filled; `a|b` wants one of the two."""
    groups = [[path(part_of(one, part), scope) for part in one.split("|")] for one in texts(held)]

    def get(case: Case) -> Sequence[Label]:
        return [group[0].field.label for group in groups if not any(filled(one.get(case)) for one in group)]

    needs = tuple(need for group in groups for one in group for need in one.needs)
    return Reading(get, needs, tuple(one.step for group in groups for one in group if one.step), place=groups[0][0].text if groups else "")


def missing_steps(held: Tree, scope: Scope) -> Reading:
    """The labels of the steps that were not taken; `a|b` wants one of the two."""
    groups = [steps(one, one, scope) for one in texts(held)]
    labels = [step.label for group in groups if (step := scope.kind.step(group[0]))]

    def get(case: Case) -> Sequence[Label]:
        of = case.record.of
        return [label for label, group in zip(labels, groups, strict=True) if not any(of.get(name) for name in group)]

    return Reading(get, steps=tuple(name for group in groups for name in group))


def holder(held: Tree, scope: Scope) -> Reading:
    """The person that a reference names, with their certificates; None for nobody."""
    found = path(text(held), scope)
    if found.field.type != "ref" or scope.kinds.get(found.field.refers_to) is None:
        raise Misfit(say("{path} names no other record.", path=text(held)), held)

    def get(case: Case) -> Holder | None:
        id = found.get(case)
        if not isinstance(id, str) or not id:
            return None
        record = case.given.get(id)
        return Holder(id, record.rows("certificates") if record else None)

    return Reading(get, (*found.needs, linked(found, scope)), place=found.text)


def beyond(held: Tree, scope: Scope) -> Reading:
    """What stands in a linked record: whether there is a link, whether the record is at hand, and the value."""
    found = path(text(held), scope)
    if not found.needs:
        raise Misfit(say("{path} leads to no other record; write it as request.rework_of.accept.warranty_to.", path=text(held)), held)

    link = path(found.needs[0].path, scope)

    def get(case: Case) -> Beyond | None:
        if not filled(link.get(case)):
            return None
        try:
            return Beyond(None, found.get(case))
        except NotAtHand as missing:
            return Beyond(missing, None)

    return Reading(get, found.needs, place=link.text)


def total(held: Tree, scope: Scope) -> Reading:
    """The sum of an amount over all entries of a step in which another field is filled too: {of: consent.amount, with: owner_ok_at}.

    `until: last finish` counts only the entries whose other field is a moment that is not later.
    """
    box = _box(held, ("of", "with", "until"), say("plus"))
    if "of" not in box:
        raise Misfit(say("plus needs of: the amount that is added, as consent.amount."), held, "POL-MISSING")
    of = path(text(box["of"]), scope)
    if of.field.type not in ("money", "decimal") or not of.step:
        raise Misfit(say("{path} must be an amount in the entries of a step, as pay.amount.", path=text(box["of"])), box["of"])
    proof = path(part_of(text(box["with"]), f"{of.step}.{box['with']}"), scope).field if "with" in box else of.field
    if "until" in box and proof.type != "moment":
        raise Misfit(say("until needs a moment as with, as owner_ok_at."), box["until"])
    until = moment(box["until"], scope) if "until" in box else None

    def get(case: Case) -> Decimal:
        last = until.get(case) if until else None
        entries = [one for one in case.record.of.get(of.step, ()) if filled(one.filled.get(proof.name))]
        if last is not None:
            latest = case.as_of.stop(last)
            entries = [one for one in entries if isinstance(at := one.filled.get(proof.name), int) and at <= latest]
        return sum((found for one in entries if isinstance(found := one.filled.get(of.field.name), Decimal)), Decimal("0.00"))

    return Reading(get, steps=(of.step,))


def section(held: Tree, scope: Scope) -> Reading:
    """A whole section, as a mapping of its fields."""
    said = text(held)
    found = scope.kind.section(said)
    if found is None or found.many:
        raise unknown(said, say("section of {kind}", kind=scope.kind.label), [one.name for one in scope.kind.sections if not one.many])

    def get(case: Case) -> Mapping[str, Plain]:
        box = case.record.sections.get(said)
        return box if isinstance(box, Mapping) else {}

    return Reading(get, place=said)


def entries(held: Tree, scope: Scope) -> Reading:
    """What every entry of a step has filled."""
    (name,) = steps(text(held), text(held), scope)[:1]
    return Reading(lambda case: [entry.filled for entry in case.record.of.get(name, ())], steps=(name,))


def _box(held: Tree, known: Sequence[str], what: Sentence) -> Mapping[str, Tree]:
    box = block(held, what)
    for misfit in only_keys(box, known, what):
        raise misfit
    return box
