"""A rule of a policy, compiled: a form with one getter for each of its parameters. Knows no versions and no files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from inspect import Parameter, signature
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from repairctl import readings
from repairctl.calendars import NotCovered
from repairctl.errors import Sentence, say
from repairctl.forms import FORMS, GROUP_FORMS, VALUE_FORMS
from repairctl.forms.verdicts import NOTHING_TO_JUDGE, cannot_tell, does_not_apply
from repairctl.model import Block, Judgement, Label, Rows, Severity, Tree
from repairctl.readings.case import CannotTell, Case, Each, Getter, Need, Reading, Reads, Scope
from repairctl.readings.conditions import Condition, conditions
from repairctl.readings.items import each
from repairctl.readings.misfits import Misfit, key_line, near, text, texts, unknown
from repairctl.readings.moments import moment, steps

ATTRIBUTES = ("code", "form", "severity", "name", "title", "basis", "todo", "blocks", "when", "each", "on", "group", "waivable")
NEEDED = ("code", "form", "severity")
SEVERITIES: Mapping[str, Severity] = {"error": "error", "warning": "warning", "info": "info"}
AT = "at"
"""`at: close` of the form `required` reads as `on: first close`."""
STOP = "to"
EVENTS = "events"
"""The parameter that ends a clock: the row of a table is the one that was in force then."""

Judge = Callable[[Case], Judgement]


class Rule(Struct, frozen=True):
    """One rule of a version. `steps` make what it waits for; `clock` are the steps that its clock reads; `place` is where it
    looks; `moves`: it reads the as-of itself, so that its verdict may turn at any minute.
    """

    code: str
    name: str
    form: str
    severity: Severity
    judge: Judge
    needs: tuple[Need, ...]
    line: int
    title: Label | str = ""
    basis: str = ""
    todo: Label | str = ""
    blocks: frozenset[str] = frozenset()
    when: tuple[Condition, ...] = ()
    each: Each | None = None
    on: Reading | None = None
    steps: tuple[str, ...] = ()
    clock: frozenset[str] = frozenset()
    place: str = ""
    moves: bool = False
    asks: tuple[tuple[str, ...], ...] = ()
    """The fields that must be filled, each a group of which one is enough: a person who takes the step can be asked for them."""
    waivable: bool = True

    def verdicts(self, case: Case) -> Iterable[tuple[Case, Judgement]]:
        """What the rule says of the record, or of each of its items; with the case, which names the item."""
        if self.each is None:
            return ((case, self._verdict(case)),)
        items = self.each.items(case.record)
        if not items:
            return ((case, NOTHING_TO_JUDGE),)
        return [(own, self._verdict(own)) for own in map(case.of, items)]

    def _verdict(self, case: Case) -> Judgement:
        try:
            if self.on is not None and self.on.get(case) is None:
                return _NOT_YET
            for condition in self.when:
                if not condition.holds(condition.get(case)):
                    return condition.unmet
            judgement = self.judge(case)
            return replace(judgement, turns_at=case.as_of.minute + 1) if self.moves and judgement.turns_at is None else judgement
        except (CannotTell, NotCovered) as unsure:
            return cannot_tell(unsure.sentences[0])


_NOT_YET = does_not_apply(say("The moment of this rule has not come."))


# ------------------------------------------------------------------ the schema of a form, from its signature


class Schema(Struct, frozen=True):
    """The parameters of a form by their YAML names, those that must be given, and what it is handed besides."""

    reads: Mapping[str, Reads]
    needed: tuple[str, ...]
    supplied: tuple[str, ...]


@cache
def _parameters_of(form: Callable[..., Any]) -> tuple[Parameter, ...]:
    return tuple(signature(form).parameters.values())


@cache
def schema(form: Callable[..., Any]) -> Schema:
    """What a form takes, read from its signature; a trailing `_` is dropped (`from_` is `from`)."""
    own = [one for one in _parameters_of(form) if one.kind is not Parameter.KEYWORD_ONLY]
    reads = {one.name.rstrip("_"): _reads(one.annotation) for one in own}
    needed = tuple(one.name.rstrip("_") for one in own if one.default is Parameter.empty)
    supplied = tuple(one.name for one in _parameters_of(form) if one.kind is Parameter.KEYWORD_ONLY)
    return Schema(reads, needed, supplied)


def _reads(alias: str) -> Reads:
    """The metadata of an alias of `readings`; forms annotate their parameters with these by name."""
    metadata = vars(readings)[alias].__metadata__
    return next(one for one in metadata if isinstance(one, Reads))


# ------------------------------------------------------------------ compiling


def compiled_rule(held: Block, scope: Scope, acts: Sequence[str], events: Sequence[str]) -> Rule:
    """The rule that a box says. Raises Misfit."""
    form, scope, readings = parts(held, scope)
    when = conditions(held["when"], scope) if "when" in held else ()
    needs = (*(need for one in readings.values() for need in one.needs), *(need for one in when for need in one.needs))
    return Rule(
        str(text(held["code"])),
        str(text(held.get("name", held["code"]))),
        form.__name__,
        _severity(held),
        _bound(form, readings) if form.__name__ in FORMS else _of_a_group,
        tuple(dict.fromkeys(needs)),
        held.line or key_line(held, "code"),
        said(held.get("title", "")),
        str(held.get("basis", "")),
        said(held.get("todo", "")),
        _blocks(held, acts, events),
        when,
        scope.each,
        scope.on,
        _waits_for(readings),
        frozenset(step for name in ("from", STOP) if name in readings for step in readings[name].steps),
        next((one.place for one in readings.values() if one.place), ""),
        any(one.moves for one in readings.values()),
        _asks(held, scope.each) if form is FORMS["required"] else (),
        _waivable(held),
    )


def parts(held: Block, scope: Scope) -> tuple[Callable[..., Any], Scope, Mapping[str, Reading]]:
    """The form of a rule, the names that its texts may use, and what it reads for each parameter. Raises Misfit."""
    form = _form(held, {**FORMS, **GROUP_FORMS}, say("form"))
    for name in (name for name in NEEDED if name not in held):
        raise Misfit(say("This rule has no {key}.", key=name), held, "POL-MISSING")
    scope = replace(scope, each=each(held["each"], scope) if "each" in held else None)
    scope = replace(scope, on=_own_moment(held, scope))
    given = {key: value for key, value in held.items() if key not in ATTRIBUTES and not _is_at(held, key)}
    return form, scope, _parameters(form, given, held, scope)


def _of_a_group(case: Case) -> Judgement:
    return NOTHING_TO_JUDGE


def _asks(held: Block, each: Each | None) -> tuple[tuple[str, ...], ...]:
    groups = (one.split("|") for one in texts(held.get("fields", Rows())))
    return tuple(tuple(f"{each.text}{one}" if each and one.startswith(".") else one for one in group) for group in groups)


def compiled_value(held: Block, scope: Scope) -> Reading:
    """The named value that a box says. Raises Misfit."""
    form = _form(held, VALUE_FORMS, say("form that gives a value"))
    given = {key: value for key, value in held.items() if key != "form"}
    readings = _parameters(form, given, held, scope)
    first = next(iter(readings.values()))
    return Reading(_bound(form, readings), tuple(need for one in readings.values() for need in one.needs), first.steps, place=first.place)


def said(held: Tree) -> Label | str:
    """A text, or the same in both languages."""
    if isinstance(held, Block):
        return Label(str(held.get("en", held.get("zh", ""))), str(held.get("zh", held.get("en", ""))))
    return str(held) if isinstance(held, str) else ""


def _form(held: Block, forms: Mapping[str, Callable[..., Any]], what: Sentence) -> Callable[..., Any]:
    if "form" not in held:
        raise Misfit(say("This has no {key}.", key="form"), held, "POL-MISSING")
    if text(held["form"]) not in forms:
        raise unknown(text(held["form"]), what, forms, "POL-FORM")
    return forms[text(held["form"])]


def _parameters(form: Callable[..., Any], given: Mapping[str, Tree], held: Block, scope: Scope) -> Mapping[str, Reading]:
    """One reading for each parameter that is given; what ends the clock comes first, for the others may depend on it."""
    wanted = schema(form)
    for key in (key for key in given if key not in wanted.reads):
        known = (*wanted.reads, *ATTRIBUTES)
        sentence = say("{key} is no parameter of {form}.{near}", key=key, form=form.__name__, near=near(key, known))
        raise Misfit(sentence, key, "POL-UNKNOWN-KEY")
    for key in (key for key in wanted.needed if key not in given):
        raise Misfit(say("The form {form} needs {key}.", form=form.__name__, key=key), held, "POL-MISSING")
    if STOP in given:
        scope = replace(scope, stop=wanted.reads[STOP].resolve(given[STOP], scope))
    return {name: reads.resolve(given[name], scope) for name, reads in wanted.reads.items() if name in given}


def _bound(form: Callable[..., Any], readings: Mapping[str, Reading]) -> Getter:
    """The form with its getters, one for each parameter up to the last that is given."""
    own = [one for one in _parameters_of(form) if one.kind is not Parameter.KEYWORD_ONLY]
    last = max((n for n, one in enumerate(own) if one.name.rstrip("_") in readings), default=-1)
    getters = [_getter(one, readings) for one in own[: last + 1]]
    bound: Getter = _caller(len(getters), schema(form).supplied)(form, *getters)
    return bound


def _getter(parameter: Parameter, readings: Mapping[str, Reading]) -> Getter:
    reading = readings.get(parameter.name.rstrip("_"))
    default = parameter.default
    return reading.get if reading else lambda case: default


@cache
def _caller(parameters: int, supplied: tuple[str, ...]) -> Callable[..., Getter]:
    """A form bound to its getters: `form(get0(case), get1(case), as_of=case.as_of)`. Through a list of them a rule takes a fifth longer."""
    names = [f"get{n}" for n in range(parameters)]
    given = ", ".join([*(f"{name}(case)" for name in names), *(f"{name}=case.{name}" for name in supplied)])
    made: Callable[..., Getter] = eval(f"lambda {', '.join(['form', *names])}: lambda case: form({given})")
    return made


def _own_moment(held: Block, scope: Scope) -> Reading | None:
    if "on" in held:
        return moment(held["on"], scope)
    if _is_at(held, AT) and AT in held:
        names = steps(text(held[AT]), text(held[AT]), scope)
        return moment(f"first {'|'.join(names)}", scope)
    return None


def _is_at(held: Block, key: str) -> bool:
    return key == AT and held.get("form") == "required"


def _severity(held: Block) -> Severity:
    value = text(held["severity"])
    if value not in SEVERITIES:
        raise unknown(value, say("severity"), SEVERITIES)
    return SEVERITIES[value]


def _waivable(held: Block) -> bool:
    if "waivable" in held and text(held["waivable"]) not in ("true", "false"):
        raise Misfit(say("{value} must be true or false.", value=text(held["waivable"])), held["waivable"])
    return held.get("waivable") != "false"


def _blocks(held: Block, acts: Sequence[str], events: Sequence[str]) -> frozenset[str]:
    names = texts(held.get("blocks", Rows()))
    for name in names:
        if name in events:
            raise Misfit(
                say("{step} has happened in the world, so no rule can block it; only acts can be.", step=name), name, "POL-BLOCKS-EVENT"
            )
        if name not in acts:
            raise unknown(name, say("act"), acts)
    return frozenset(str(name) for name in names)


def _waits_for(readings: Mapping[str, Reading]) -> tuple[str, ...]:
    """The steps that would end an open verdict: those that break a silence, those of `to`, or else of all that the form reads."""
    if EVENTS in readings:
        return readings[EVENTS].steps
    if STOP in readings:
        return readings[STOP].steps
    return tuple(dict.fromkeys(step for one in readings.values() for step in one.steps))
