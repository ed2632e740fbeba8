"""The rules in force, run on one record: each verdict with its rule, its place in the file and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from msgspec import Struct

from repairctl.errors import Sentence, say
from repairctl.forms import FORMS
from repairctl.model import Finding, Judgement, Minute, Record, Says, Subject
from repairctl.policies import Book, Series, Version
from repairctl.policies.rules import Rule, schema
from repairctl.readings.case import AsOf, Case
from repairctl.readings.items import label


class Verdict(Struct, frozen=True):
    """What a rule says of a record, or of the item that the case names."""

    rule: Rule
    version: Version
    case: Case
    judgement: Judgement
    waiver: str = ""

    def event(self) -> Minute:
        """The moment that is judged: the rule's own where it has one, else the one by which the version was chosen."""
        own = self.rule.on.get(self.case) if self.rule.on is not None else None
        if own is None:
            return self.case.selected
        return self.case.as_of.calendar.start_of(own) if isinstance(own, date) else int(own)

    def finding(self) -> Finding:
        """The verdict with all that there is to tell."""
        rule, version, judgement = self.rule, self.version, self.judgement
        return Finding(
            rule.code,
            rule.severity,
            self._subject(),
            judgement.says,
            judgement.sentence,
            self._where(),
            f"{version.name} {rule.name}",
            (version.path, rule.line),
            version.head.layer,
            rule.basis,
            judgement.expected,
            judgement.actual,
            self._todo(),
            judgement.limit,
            self._waits_for(),
            judgement.turns_at,
            judgement.working,
            self.event() if judgement.says in (Says.FAIL, Says.WAIVED) else None,
            self.waiver,
        )

    def _subject(self) -> Subject:
        record, item = self.case.record, self.case.item
        return Subject("record", record.id, label(item, record, self.case.as_of.calendar.zone) if item else "")

    def _todo(self) -> Sentence | None:
        """What the rule asks for; of a step that came late nothing is left but to say why."""
        one = self.judgement
        if one.says not in (Says.FAIL, Says.OPEN) or not self.rule.todo:
            return None
        if one.says is Says.FAIL and one.limit is not None and one.actual is not None:
            return say("It has happened, too late; note the reason. If only the moment is wrong, correct it.")
        return say("{todo}", todo=self.rule.todo)

    def _waits_for(self) -> str:
        one = self.judgement
        still = one.says is Says.OPEN or (one.says in (Says.FAIL, Says.WAIVED) and one.limit is not None and one.actual is None)
        return "|".join(self.rule.steps) if still else ""

    def _where(self) -> tuple[str, int]:
        """The line of the item; else of the entry that stopped the clock, of the one that started it, of the box it looks at."""
        record, item = self.case.record, self.case.item
        if item is not None:
            return record.path, record.line_of(item.place)
        for step in (*self.rule.steps, *self.rule.clock):
            entry = record.last(step)
            if entry is not None:
                return record.path, record.line_of(f"log.{entry.place}")
        return record.path, record.line_of(self.rule.place) if self.rule.place else 1


def judged(case: Case, book: Book, *, telling: bool, blocking: str = "", clocks: bool = False) -> Iterator[Verdict]:
    """Every verdict of the versions in force; only of rules that block an act, where one is named, or only of `clocks`."""
    for _, version, at in book.chosen(case):
        if version is not None:
            yield from of_version(version, at, case, telling=telling, blocking=blocking, clocks=clocks)


def unjudged(case: Case, book: Book) -> Iterator[Finding]:
    """The policies of which no version is in force for the record, or two."""
    return (_not_one(series, at, case) for series, version, at in book.chosen(case) if version is None)


def of_version(
    version: Version, selected: Minute, case: Case, *, telling: bool, blocking: str = "", clocks: bool = False
) -> Iterator[Verdict]:
    """Every verdict of one version for a record."""
    watch = case.as_of.watch
    as_of = AsOf(case.as_of.cut, case.as_of.calendar, called_off(case.record, version), telling, case.as_of.known, watch)
    case = Case(case.record, as_of, case.given, case.tables, selected, case.office)
    rules = version.rules
    if blocking or clocks:
        rules = tuple(one for one in rules if (not blocking or blocking in one.blocks) and (not clocks or times(one.form)))
    for rule in rules:
        reads = watch.reads
        for own, judgement in rule.verdicts(case):
            if judgement.turns_at is not None:
                watch.turns(judgement.turns_at)
            elif watch.reads != reads:
                watch.turns(as_of.cut + 1)
            yield Verdict(rule, version, own, judgement)


@cache
def times(form: str) -> bool:
    """Whether rules of a form measure from one moment on, and so can set a limit."""
    return form in FORMS and "from" in schema(FORMS[form]).reads


def called_off(record: Record, version: Version) -> Minute | None:
    """When the record was declined, merged or cancelled, by the steps that the version names."""
    return min((entries[0].at for name in version.head.called_off_by if (entries := record.of.get(name))), default=None)


def _not_one(series: Series, at: Minute, case: Case) -> Finding:
    """No version of a policy is in force for the record, or two are: nothing is guessed."""
    record, moment = case.record, case.as_of.at(at)
    found = series.in_force(at)
    layer = series.versions[-1].head.layer
    if found:
        names = ", ".join(one.name for one in found)
        code, sentence = "POL-TWO-IN-FORCE", say("For {moment} two versions are in force: {names}.", moment=moment, names=names)
    else:
        code, sentence = (
            "POL-NONE-IN-FORCE",
            say("No version of the policy {policy} is in force at {moment}.", policy=series.policy, moment=moment),
        )
    todo = say("Mend the dates of the versions below {folder}.", folder=f"policies/{series.policy}/")
    subject = Subject("record", record.id, series.policy)
    where, rule_where = (record.path, 1), (series.versions[-1].path, 1)
    return Finding(code, "error", subject, Says.UNDETERMINED, sentence, where, f"{series.policy}@", rule_where, layer, todo=todo)
