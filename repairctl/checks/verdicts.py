"""The rules in force, run on one record: each verdict with its rule, its place in the file and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from repairctl import story
from repairctl.errors import Sentence, say
from repairctl.model import Finding, Judgement, Minute, Record, Says, Subject
from repairctl.policies import Book, Series, Version
from repairctl.policies.rules import Rule
from repairctl.readings.case import AsOf, Case, Item
from repairctl.readings.items import label

Told: TypeAlias = tuple[Rule, Finding]
"""A rule and what it said."""


def judged(case: Case, book: Book, *, telling: bool, blocking: str = "") -> Iterator[Told]:
    """Every verdict of the versions in force; only of rules that block an act, where one is named."""
    for series, version in book.judging(case.record, case.as_of.minute):
        if version is not None:
            yield from of_version(version, series, case, telling=telling, blocking=blocking)


def unjudged(case: Case, book: Book) -> Iterator[Finding]:
    """The policies of which no version is in force for the record, or two."""
    return (_not_one(case.record, series, case) for series, version in book.judging(case.record, case.as_of.minute) if version is None)


def standing(record: Record, as_of: Minute) -> Record:
    """The record without the entries that lie after the as-of."""
    log = tuple(entry for entry in record.log if entry.at <= as_of)
    if len(log) == len(record.log):
        return record
    told = story.tell(record.kind, log)
    return replace(record, log=log, story=told.entries, of=told.of, status=told.status, jumps=told.jumps)


def of_version(version: Version, series: Series, case: Case, *, telling: bool, blocking: str = "") -> Iterator[Told]:
    """Every verdict of one version for a record."""
    as_of = AsOf(case.as_of.minute, case.as_of.calendar, called_off(case.record, version), telling)
    selected = series.chosen(case)
    case = replace(case, as_of=as_of, selected=case.as_of.minute if selected is None else selected)
    for rule in version.rules:
        if blocking and blocking not in rule.blocks:
            continue
        for item, judgement in rule.verdicts(case):
            yield rule, _Verdict(rule, version, case, item).finding(judgement)


def called_off(record: Record, version: Version) -> Minute | None:
    """When the record was declined, merged or cancelled, by the steps that the version names."""
    return min((entries[0].at for name in version.head.called_off_by if (entries := record.of.get(name))), default=None)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """A verdict on its way to become a finding."""

    rule: Rule
    version: Version
    case: Case
    item: Item | None

    def finding(self, judgement: Judgement) -> Finding:
        rule, version = self.rule, self.version
        return Finding(
            rule.code,
            rule.severity,
            self._subject(),
            judgement.says,
            judgement.sentence,
            self._where() if judgement.says not in _QUIET else None,
            f"{version.name} {rule.name}",
            (version.path, rule.line),
            version.head.layer,
            rule.basis,
            judgement.expected,
            judgement.actual,
            _todo(rule) if judgement.says is Says.FAIL else None,
            judgement.limit,
            self._waits_for(judgement),
            judgement.turns_at,
            judgement.working,
        )

    def _subject(self) -> Subject:
        record, item = self.case.record, self.item
        return Subject("record", record.id, label(item, record, self.case.as_of.calendar.zone) if item else "")

    def _waits_for(self, judgement: Judgement) -> str:
        still = judgement.says is Says.OPEN or (judgement.says is Says.FAIL and judgement.limit is not None and judgement.actual is None)
        return "|".join(self.rule.steps) if still else ""

    def _where(self) -> tuple[str, int]:
        """The line of the item; else of the entry that stopped the clock, of the box it looks at, of the entry that started it."""
        record = self.case.record
        if self.item is not None:
            return record.path, record.line_of(self.item.place)
        for step in (*self.rule.steps, *self.rule.clock):
            entry = record.last(step)
            if entry is not None:
                return record.path, record.line_of(f"log.{entry.place}")
        return record.path, record.line_of(self.rule.place) if self.rule.place else 1


_QUIET = (Says.PASS, Says.NOT_APPLICABLE)


def _todo(rule: Rule) -> Sentence | None:
    return say("{todo}", todo=rule.todo) if rule.todo else None


def _not_one(record: Record, series: Series, case: Case) -> Finding:
    """No version of a policy is in force for the record, or two are: nothing is guessed."""
    chosen = series.chosen(case)
    moment = case.as_of.at(case.as_of.minute if chosen is None else chosen)
    day = case.as_of.calendar.day_of(moment.minute)
    found = series.in_force(day)
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
