"""The policies of an office and what they say of a record, with everything a rule needs looked up first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from repairctl import checks, policies
from repairctl.actions.attachments import digest_of
from repairctl.actions.working import Working
from repairctl.errors import RepairError, say
from repairctl.kinds import KINDS
from repairctl.model import Block, Finding, Minute, Record, Says, Step, Subject, Values
from repairctl.office import Office
from repairctl.readings.beyond import FILE, file_of
from repairctl.readings.case import Watch
from repairctl.records import as_of as as_it_stood

WAIVER = KINDS["waiver"]


class PoliciesBroken(RepairError):
    """The policies cannot be used, so an act of the office cannot be judged."""

    exit_code = 5

    def __init__(self, finding: Finding) -> None:
        path, line = finding.where or ("policies", 1)
        super().__init__(
            say("{path}:{line}: {sentence}", path=path, line=line, sentence=finding.sentence),
            say("Until that is mended the rules cannot be judged; repairctl check shows every fault."),
        )


def _unreadable(path: str, refusal: RepairError) -> Finding:
    where = (path, int(getattr(refusal, "line", 1)))
    sentence, *more = refusal.sentences
    return Finding("POL-UNREADABLE", "error", Subject("policy", path), Says.UNDETERMINED, sentence, where, todo=next(iter(more), None))


class Judge(Struct, dict=True):
    """Judges records of one office; the policies are read once, when the first rule is needed.

    The tests inside the policy files are half their text and are read only where they are wanted (`with_tests`).
    """

    office: Office
    working: Working
    with_tests: bool = False
    with_waivers: bool = True
    _waivers: dict[Minute, checks.Waivers] = field(default_factory=dict)

    @cached_property
    def book(self) -> policies.Book:
        sources, faults = {}, []
        for path in self.office.store.policy_paths():
            try:
                sources[path] = self._tree(path)
            except RepairError as refusal:
                faults.append(_unreadable(path, refusal))
        self.unreadable = tuple(faults)
        return policies.load(sources, KINDS, self.office.zone, office=self.office.settings)

    def beside(self, working: Working) -> Judge:
        """A judge of other changes by the same policies, which are not read again."""
        other = Judge(self.office, working, self.with_tests, self.with_waivers)
        other.__dict__["book"] = self.book
        other.unreadable = self.unreadable
        return other

    def _tree(self, path: str) -> Block:
        data = self.office.store.bytes_of(path)
        return self.office.store.parsed(data if self.with_tests else judging_part(data), path)

    unreadable: tuple[Finding, ...] = ()

    @property
    def misfits(self) -> tuple[Finding, ...]:
        """What is wrong with the policies themselves."""
        return (*self.book.misfits, *self.unreadable)

    @property
    def nothing(self) -> tuple[Finding, ...]:
        """That no policy judges anything, where that is so: silence would look like praise."""
        if self.book.by_kind or self.misfits:
            return ()
        sentence = say("No policy here judges anything, so nobody can say what is late or wrong.")
        todo = say("Bring the policies back (git log -- policies), or begin one: repairctl policy new")
        return (Finding("POL-NONE", "error", Subject("policy", "policies"), Says.UNDETERMINED, sentence, ("policies", 1), todo=todo),)

    def sound(self) -> None:
        """Raises PoliciesBroken where an act could be judged by less than all rules."""
        if self.misfits:
            raise PoliciesBroken(self.misfits[0])

    def values(self, record: Record | None = None) -> Values:
        """What acts compute with: tables, calendar, settings and the records that this one names."""
        return self.book.values(self.office.settings, self._linked(record) if record else {})

    def waivers(self, as_of: Minute) -> checks.Waivers:
        """The waivers of the office, as they stood at a moment."""
        if as_of not in self._waivers:
            loaded = [self.working.load(WAIVER, id) for id in self._waiver_ids()] if self.with_waivers else []
            held = [(as_it_stood(one.record, as_of), not any(fault.severity == "error" for fault in one.shape)) for one in loaded]
            self._waivers[as_of] = replace(checks.waiver_faults.read_all(held, self.book), estate_of=self._estate_of)
        return self._waivers[as_of]

    def _waiver_ids(self) -> Iterator[str]:
        """Those that can be read; of the others check says so, and they waive nothing."""
        for id in self.office.store.ids(WAIVER):
            try:
                self.working.load(WAIVER, id)
            except RepairError:
                continue
            yield id

    def _estate_of(self, id: str) -> str:
        place = self.working.find(id)
        return str((place.value("unit.estate") or place.value("asset.estate") or "") if place else "")

    def verdicts(self, record: Record, as_of: Minute) -> tuple[Finding, ...]:
        """Every verdict of every rule in force for the record."""
        return checks.verdicts(record, self.book, self._given(record, as_of), as_of, self.waivers(as_of))

    def findings(self, record: Record, shape: tuple[Finding, ...], as_of: Minute) -> tuple[Finding, ...]:
        """What is worth telling of a record: faults of shape, what every record is checked for, and rules that fail or cannot be judged."""
        return tuple(one for one in self.told(record, shape, as_of) if one.says is not Says.WAIVED)

    def told(self, record: Record, shape: tuple[Finding, ...], as_of: Minute, watch: Watch | None = None) -> tuple[Finding, ...]:
        """The same, with what would fail if it were not waived; `watch` sees when time alone could change it."""
        given, office = self._given(record, as_of), self.office
        known, waivers = self.working.known, self.waivers(as_of)
        book, settings = self.book, office.settings
        return checks.findings(record, shape, book, given, as_of, settings, known, office.now, waivers, watch)

    def together(self, codes: frozenset[str] = frozenset()) -> checks.Groups:
        """An empty gathering for the rules about several records; `gather` puts records into it."""
        return checks.Groups(self.book, self.office.as_of, codes)

    def gather(self, groups: checks.Groups, record: Record, watch: Watch | None = None) -> None:
        """Puts a record into the groups to which it belongs."""
        if groups.wants(record.kind.name):
            groups.add(record, self._at_hand(groups.needs(record)), watch)

    def gathered(self, groups: checks.Groups) -> tuple[Finding, ...]:
        """What is wrong with the groups, waived where it is."""
        return groups.findings(self.waivers(self.office.as_of), self.working.find)

    def stops(self, act: Step, after: Record, as_of: Minute) -> tuple[Finding, ...]:
        """The rules that stop an act, judging the record as it would be."""
        self.sound()
        return checks.stops(act, after, self.book, self._given(after, as_of), as_of, self.waivers(as_of))

    def wanted(self, step: Step, after: Record, as_of: Minute) -> tuple[tuple[str, ...], ...]:
        """The fields that the rules want filled with a step just taken."""
        return checks.wanted(step, after, self.book, self._given(after, as_of), as_of)

    def _given(self, record: Record, as_of: Minute) -> Mapping[str, Record]:
        needed = checks.needed(record, self.book, as_of)
        paths = [id for kind, id in needed if kind == FILE.name]
        digests = {path: digest_of(self.office, path) for path in paths}
        self.working.digests.update(digests)
        stored = {path: file_of(path, digest) for path, digest in digests.items() if digest}
        return {**self._at_hand(id for kind, id in needed if kind != FILE.name), **stored}

    def handed(self, record: Record, versions: Iterable[policies.Version]) -> Mapping[str, Record]:
        """The other records that the rules of some versions read, whether these are in force or not."""
        return self._at_hand(id for version in versions for rule in version.rules for need in rule.needs for id in need.ids(record))

    def _at_hand(self, ids: Iterable[str]) -> Mapping[str, Record]:
        found = {id: self.working.find(id) for id in ids}
        return {id: one for id, one in found.items() if one is not None}

    def _linked(self, record: Record) -> Mapping[str, Record]:
        held = {id: self.working.find(id) for id in references(record)}
        return {id: one for id, one in held.items() if one is not None}


def judging_part(data: bytes) -> bytes:
    """The text of a version without its tests, which judge nothing."""
    end = data.find(b"\ntests:")
    return data if end < 0 else data[: end + 1]


def references(record: Record) -> frozenset[str]:
    """The IDs that a record names, in its boxes and in its log."""
    kind = record.kind
    boxes = {str(record.value(f"{s.name}.{f.name}")) for s in kind.sections if not s.many for f in s.fields if f.type == "ref"}
    steps = {name: [f.name for f in step.fields if f.type == "ref"] for name, step in ((s.name, s) for s in kind.steps)}
    entries = {str(entry.filled.get(name)) for entry in record.log for name in steps.get(entry.step, ())}
    return frozenset((boxes | entries) - {"None", ""})
