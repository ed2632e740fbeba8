"""A rule about several records at once, compiled: which belong together, and what its form reads of each. Knows no files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from inspect import signature
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import asdict

from repairctl.errors import Sentence, say
from repairctl.forms import GROUP_FORMS
from repairctl.forms.verdicts import Told
from repairctl.model import Block, Judgement, Minute
from repairctl.policies.rules import Rule, compiled_rule, parts, schema
from repairctl.readings.case import AsOf, Case, Reading, Scope
from repairctl.readings.members import Group, group
from repairctl.readings.misfits import Misfit

GROUP = "group"
MONTH = "month"


class Member(Struct, frozen=True):
    """One record, or one item of it, in its group: where it stands, the moment that chose its version, and its values
    for the form, in the order of the parameters.
    """

    id: str
    item: str
    where: tuple[str, int]
    selected: Minute
    values: tuple[Any, ...]


class GroupRule(Rule, frozen=True):
    """A rule that is judged once for each group of records. Of a record alone it says nothing."""

    group: Group | None = None
    form_of: Callable[..., Iterator[Told]] | None = None
    parameters: tuple[tuple[str, bool], ...] = ()
    readings: tuple[Reading, ...] = ()

    @property
    def sort(self) -> Literal["group", "period"]:
        return "period" if self.group and self.group.month else "group"

    @property
    def asked_for(self) -> Sentence | None:
        """What to do where it fails."""
        return say("{todo}", todo=self.todo) if self.todo else None

    def verdicts(self, case: Case) -> Iterable[tuple[Case, Judgement]]:
        return ()

    def members(self, case: Case) -> Iterator[tuple[tuple[str, ...], Case, tuple[Any, ...]]]:
        """Each item of a record that belongs to a group: its key, its case, its values. Raises CannotTell, NotCovered."""
        items = [case] if self.each is None else [case.of(item) for item in self.each.items(case.record)]
        for own in items:
            if self.on is not None and self.on.get(own) is None:
                continue
            if not all(one.met(own) for one in self.when):
                continue
            key = self.group.key(own) if self.group else None
            if key is not None:
                yield key, own, tuple(one.get(own) for one in self.readings)

    def told(self, key: tuple[str, ...], members: Sequence[Member], as_of: AsOf) -> Sequence[Told]:
        """What the form says of a group. What is one for all, a length for instance, is that of the last member."""
        last = members[-1].values
        columns = {name: [one.values[n] for one in members] if of_each else last[n] for n, (name, of_each) in enumerate(self.parameters)}
        if self.form_of is None:
            return ()
        month = {MONTH: key[0]} if MONTH in schema(self.form_of).supplied else {}
        return tuple(self.form_of(**columns, **month, named=[one.id for one in members], as_of=as_of))


def compiled(held: Block, scope: Scope, acts: Sequence[str], events: Sequence[str]) -> Rule:
    """The rule that a box says, about one record or about several. Raises Misfit."""
    rule = compiled_rule(held, scope, acts, events)
    if rule.form not in GROUP_FORMS:
        if GROUP in held:
            names = ", ".join(GROUP_FORMS)
            raise Misfit(
                say("The form {form} judges one record; several are judged by: {names}.", form=rule.form, names=names), held[GROUP]
            )
        return rule
    if GROUP not in held:
        sentence = say("The form {form} judges several records; say which belong together: group: {{by: [place.unit]}}.", form=rule.form)
        raise Misfit(sentence, held, "POL-MISSING")
    if rule.blocks:
        raise Misfit(say("A rule about several records blocks no act."), held["blocks"], "POL-BLOCKS-EVENT")
    return _of_several(rule, held, scope)


def _of_several(rule: Rule, held: Block, scope: Scope) -> GroupRule:
    form, own, readings = parts(held, scope)
    together = group(held[GROUP], own)
    if together.month is None and MONTH in schema(form).supplied:
        raise Misfit(say("The form {form} judges the records of a month; say which: month: first close.", form=rule.form), held[GROUP])
    reads = schema(form).reads
    names = {one.rstrip("_"): one for one in signature(form).parameters}
    common = asdict(rule)
    common["needs"] = tuple(dict.fromkeys((*rule.needs, *together.needs)))
    parameters = tuple((names[name], reads[name].of_each) for name in readings)
    return GroupRule(**common, group=together, form_of=form, parameters=parameters, readings=tuple(readings.values()))
