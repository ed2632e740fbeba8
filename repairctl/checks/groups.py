"""Rules about several records at once: each record is looked at once and put into its groups; then every group is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from repairctl import records
from repairctl.calendars import NotCovered
from repairctl.checks.verdicts import Verdict, called_off
from repairctl.checks.waivers import Waivers
from repairctl.errors import say
from repairctl.forms.verdicts import cannot_tell, passes
from repairctl.model import Finding, Judgement, Minute, Record, Says, Subject
from repairctl.policies import Book, Version
from repairctl.policies.groups import GroupRule, Member
from repairctl.readings.case import AsOf, CannotTell, Case, Need, Watch
from repairctl.readings.items import label

AtHand = Callable[[str], "Record | None"]
NO_WAIVERS = Waivers()


def _nothing(id: str) -> Record | None:
    return None


class _Gathered(Struct):
    """A group: its members by the order in which they came, and the rule of the latest version that judges one of them."""

    version: Version
    rule: GroupRule
    members: list[Member] = field(default_factory=list)


class Gathering(Struct, frozen=True):
    """What was gathered of some records, by the names of versions and rules: it goes from one process to another."""

    members: tuple[tuple[str, str, tuple[str, ...], tuple[Member, ...]], ...]
    unsure: tuple[Finding, ...]


class Groups(Struct):
    """Gathers what the rules about several records read of each. `add` every record once, then ask for the findings."""

    book: Book
    as_of: Minute
    codes: frozenset[str] = frozenset()
    """Only rules of these codes; all where none is named."""
    _found: dict[tuple[str, str, tuple[str, ...]], _Gathered] = field(default_factory=dict)
    _unsure: list[Finding] = field(default_factory=list)
    _rules: dict[str, tuple[GroupRule, ...]] = field(default_factory=dict)
    _wanted: dict[str, frozenset[str]] = field(default_factory=dict)
    _needs: dict[str, tuple[Need, ...]] = field(default_factory=dict)
    _named: dict[tuple[str, str], tuple[Version, GroupRule]] = field(default_factory=dict)

    def wants(self, kind: str) -> bool:
        """Whether any version judges records of this kind together."""
        return bool(self._policies(kind))

    def _policies(self, kind: str) -> frozenset[str]:
        """The policies that judge records of this kind together."""
        if kind not in self._wanted:
            series = self.book.by_kind.get(kind, ())
            self._wanted[kind] = frozenset(one.policy for one in series if any(self._of(version) for version in one.versions))
        return self._wanted[kind]

    def needs(self, record: Record) -> tuple[str, ...]:
        """The IDs of the other records that these rules read of a record."""
        kind = record.kind.name
        if kind not in self._needs:
            versions = [version for one in self.book.by_kind.get(kind, ()) for version in one.versions]
            self._needs[kind] = tuple(need for version in versions for rule in self._of(version) for need in rule.needs)
        return tuple(dict.fromkeys([id for need in self._needs[kind] for id in need.ids(record)]))

    def add(self, record: Record, given: Mapping[str, Record], watch: Watch | None = None) -> None:
        """Puts a record into the groups to which it belongs."""
        policies = self._policies(record.kind.name)
        if not policies:
            return
        case = self.book.case(records.as_of(record, self.as_of), self.as_of, given, watch)
        for _, version, selected in self.book.chosen(case, policies):
            if version is not None:
                self.add_by(version, selected, case)

    def add_by(self, version: Version, selected: Minute, case: Case) -> None:
        """The same by one version, whatever its dates."""
        watch = case.as_of.watch
        as_of = AsOf(case.as_of.cut, case.as_of.calendar, called_off(case.record, version), False, case.as_of.known, watch)
        own = Case(case.record, as_of, case.given, case.tables, selected, case.office)
        for rule in self._of(version):
            reads = watch.reads
            try:
                for key, item, values in rule.members(own):
                    self._put(version, rule, key, _member(item, values))
            except (CannotTell, NotCovered) as unsure:
                judgement = cannot_tell(unsure.sentences[0])
                self._unsure.append(_finding(version, rule, Subject("record", case.record.id), (case.record.path, 1), judgement))
            if watch.reads != reads or selected == as_of.cut:
                watch.turns(as_of.cut + 1)

    def gathering(self) -> Gathering:
        """What has been added, for another gathering of the same book to take."""
        found = ((one.version.name, one.rule.name, key, tuple(one.members)) for (_, _, key), one in self._found.items())
        return Gathering(tuple(found), tuple(self._unsure))

    def drained(self) -> Gathering:
        """What has been added since it was last asked; it is not kept here."""
        found = self.gathering()
        self._found.clear()
        self._unsure.clear()
        return found

    def take(self, more: Gathering) -> None:
        """Adds what another gathering has, behind what is here."""
        for version, rule, key, members in more.members:
            for member in members:
                self._put(*self._known[version, rule], key, member)
        self._unsure += more.unsure

    def findings(self, waivers: Waivers = NO_WAIVERS, at_hand: AtHand = _nothing) -> tuple[Finding, ...]:
        """Every fault of every group, and what could not be told. A fault is waived where its first record has a waiver of the rule."""
        faults = [one for _, one in self.verdicts() if one.says is not Says.PASS]
        return (*self._unsure, *self.waived(faults, waivers, at_hand))

    def waived(self, faults: Sequence[Finding], waivers: Waivers, at_hand: AtHand) -> Sequence[Finding]:
        """The faults of groups, waived where they are."""
        if not any(one.counts for one in waivers.held):
            return faults
        rules = {f"{version} {name}": rule for (version, name), (_, rule) in self._known.items()}
        return [self._waived(rules[one.rule], one, waivers, at_hand) for one in faults]

    def _waived(self, rule: GroupRule, fault: Finding, waivers: Waivers, at_hand: AtHand) -> Finding:
        record = at_hand(fault.subject.item.partition(" ")[0])
        version = next((one for one in self.book.versions() if one.name == fault.rule.partition(" ")[0]), None)
        if record is None or version is None or fault.says is not Says.FAIL:
            return fault
        case = replace(self.book.case(records.as_of(record, self.as_of), self.as_of), selected=fault.event or 0)
        judgement = Judgement(fault.says, fault.sentence, fault.expected, fault.actual)
        told = waivers.applied((Verdict(rule, version, case, judgement),))[0]
        return replace(fault, says=told.judgement.says, working=told.judgement.working, waiver=told.waiver)

    def faults(self, rule: str, key: tuple[str, ...], members: Sequence[tuple[str, Member]]) -> tuple[tuple[Finding, ...], Minute | None]:
        """The faults of one group of the members, each with the name of its version; and when time alone could change them."""
        known = [self._known[version, rule] for version in dict.fromkeys(version for version, _ in members)]
        latest = max(known, key=lambda one: one[0].head.starts)  # of several the first
        as_of = AsOf(self.as_of, self.book.calendar, known=self.book.limits)
        gathered = _Gathered(*latest, [member for _, member in members])
        told = tuple(one for one in _told(gathered, key, as_of) if one.says is not Says.PASS)
        if as_of.watch.reads:
            as_of.watch.turns(self.as_of + 1)
        for one in told:
            if one.turns_at is not None:
                as_of.watch.turns(one.turns_at)
        return told, as_of.watch.turns_at

    @property
    def _known(self) -> Mapping[tuple[str, str], tuple[Version, GroupRule]]:
        if not self._named:
            self._named.update(
                {(version.name, rule.name): (version, rule) for version in self.book.versions() for rule in self._of(version)}
            )
        return self._named

    def verdicts(self) -> Iterator[tuple[GroupRule, Finding]]:
        """Each fault of each group; for a group without faults that it passes."""
        as_of = AsOf(self.as_of, self.book.calendar, known=self.book.limits)
        for (_, _, key), gathered in self._found.items():
            for one in _told(gathered, key, as_of):
                yield gathered.rule, one

    def about(self, id: str) -> tuple[Finding, ...]:
        """What is said of the groups in which a record stands: the faults that name it, else that the group has none of it."""
        found: list[Finding] = []
        as_of = AsOf(self.as_of, self.book.calendar, known=self.book.limits)
        for (_, _, key), gathered in self._found.items():
            if any(one.id == id for one in gathered.members):
                told = tuple(_told(gathered, key, as_of))
                mine = tuple(one for one in told if id in one.subject.item.split())
                found += mine or [_passed(gathered, key)]
        return tuple(found)

    def _of(self, version: Version) -> tuple[GroupRule, ...]:
        if version.name not in self._rules:
            every = (one for one in version.rules if isinstance(one, GroupRule))
            self._rules[version.name] = tuple(one for one in every if not self.codes or one.code in self.codes)
        return self._rules[version.name]

    def _put(self, version: Version, rule: GroupRule, key: tuple[str, ...], member: Member) -> None:
        gathered = self._found.setdefault((version.policy, rule.name, key), _Gathered(version, rule))
        if version.head.starts > gathered.version.head.starts:
            gathered.version, gathered.rule = version, rule
        gathered.members.append(member)


def _member(case: Case, values: tuple[object, ...]) -> Member:
    record, item = case.record, case.item
    line = record.line_of(item.place) if item else 1
    name = label(item, record, case.as_of.calendar.zone) if item else ""
    return Member(record.id, name, (record.path, line), case.selected, values)


def _told(gathered: _Gathered, key: tuple[str, ...], as_of: AsOf) -> Iterator[Finding]:
    version, rule, members = gathered.version, gathered.rule, gathered.members
    subject = "/".join(key) or rule.code
    faults = 0
    for places, judgement in _judged(rule, key, members, as_of):
        faults += 1
        item = " ".join(dict.fromkeys(members[place].id for place in places))
        first = members[places[0]]
        yield _finding(version, rule, Subject(rule.sort, subject, item), first.where, judgement, first.selected)
    if not faults:
        yield _passed(gathered, key)


def _passed(gathered: _Gathered, key: tuple[str, ...]) -> Finding:
    rule = gathered.rule
    sentence = say("{n} records belong together here, and nothing is wrong with them.", n=len(gathered.members))
    subject = Subject(rule.sort, "/".join(key) or rule.code)
    return _finding(gathered.version, rule, subject, gathered.members[-1].where, passes(sentence))


def _judged(rule: GroupRule, key: tuple[str, ...], members: Sequence[Member], as_of: AsOf) -> Sequence[tuple[Sequence[int], Judgement]]:
    try:
        return rule.told(key, members, as_of)
    except (CannotTell, NotCovered) as unsure:
        return [(range(len(members) - 1, len(members)), cannot_tell(unsure.sentences[0]))]


def _finding(
    version: Version, rule: GroupRule, subject: Subject, where: tuple[str, int], judgement: Judgement, event: Minute | None = None
) -> Finding:
    return Finding(
        rule.code,
        rule.severity,
        subject,
        judgement.says,
        judgement.sentence,
        where,
        f"{version.name} {rule.name}",
        (version.path, rule.line),
        version.head.layer,
        rule.basis,
        judgement.expected,
        judgement.actual,
        rule.asked_for if judgement.says is Says.FAIL else None,
        judgement.limit,
        "",
        judgement.turns_at,
        judgement.working,
        event if judgement.says is Says.FAIL else None,
    )
