"""Check, explain, due: what the rules in force say of the records asked for. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from repairctl import checks, policies, records
from repairctl.actions import thorough, waivers
from repairctl.actions.judged import Judge
from repairctl.actions.outcomes import Checked, Due, DueRow, TestedPolicies
from repairctl.actions.policy_history import misused
from repairctl.actions.reading import loaded_records
from repairctl.actions.shares import Judging, Progress, well_formed
from repairctl.actions.strays import strays
from repairctl.actions.working import Loaded, Working
from repairctl.errors import Misuse, RepairError, say
from repairctl.kinds import KINDS
from repairctl.model import Finding, Kind, Minute, Record, Says
from repairctl.office import Office


class NothingToExplain(RepairError):
    """No rule of that code judges the record."""

    def __init__(self, id: str, code: str, codes: Sequence[str]) -> None:
        super().__init__(
            say("No rule {code} judges {id}.", code=code, id=id), say("Rules that do: {codes}.", codes=", ".join(sorted(set(codes))) or "-")
        )


class NoSuchPolicy(Misuse):
    """There is no policy of that name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(say("There is no policy {name}; there are: {known}.", name=name, known=", ".join(known) or "-"))


def checked(
    office: Office,
    names: Sequence[str] = (),
    *,
    with_waivers: bool = True,
    strict: bool = False,
    only: Sequence[tuple[Kind, str]] | None = None,
    progress: Progress | None = None,
) -> Checked:
    """All findings of the records named, or of all records, of what they are together, of the policies themselves and of the waivers.

    `only`: the records of these kinds and IDs, of which one that cannot be read is a finding. `strict` adds what is no fault yet.
    """
    whole = not names and only is None
    judging = Judging(office, whole, with_waivers, strict, together=whole)
    judge = judging.judge
    told: list[Finding] = [*judge.misfits, *judge.nothing]
    together = judge.together()
    asked = None if whole else [*(only or ()), *_named(judge.working, names)]
    count = 0
    for share in judging.of_all(progress) if asked is None else [judging((kind.name, (id,))) for kind, id in asked]:
        count += share.count
        told += share.findings
        if share.gathered:
            together.take(share.gathered)
    if whole:
        told += judge.gathered(together)
        told += checks.lint(judge.book, office.as_of)
        told += misused(office, judge)
        told += strays(office)
        told += thorough.of_the_office(office, judge) if strict else ()
        told += waivers.beside(judge, told)
    return summed(office, told, count)


def summed(office: Office, told: Sequence[Finding], count: int, anew: tuple[str, ...] | None = None) -> Checked:
    """What was told of so many records, what is waived apart."""
    waived = tuple(one for one in told if one.says is Says.WAIVED)
    expired = sum(1 for one in told if one.waiver and one.says is not Says.WAIVED)
    return Checked(
        tuple(one for one in told if one.says is not Says.WAIVED),
        count,
        office.as_of,
        waived,
        expired,
        any(office.store.ids(KINDS["waiver"])),
        anew=anew,
    )


def linted(office: Office) -> Checked:
    """What is wrong with the waivers, after judging everything that they might waive."""
    whole = checked(office)
    ids = set(office.store.ids(KINDS["waiver"]))
    return replace(whole, findings=tuple(one for one in whole.findings if one.subject.id in ids), records=len(ids))


def explained(office: Office, name: str, code: str) -> tuple[Finding, ...]:
    """Every verdict of the rules of that code for the record, with its arithmetic. Raises NothingToExplain, NotWellFormed."""
    working = Working(office)
    kind, id = working.full_id(None, name)
    loaded = working.load(kind, id)
    working.current(kind, id)  # a file with faults has no verdicts to be explained
    judge = Judge(office, working)
    record = records.as_of(loaded.record, office.as_of)
    told = [*judge.verdicts(record, office.as_of), *(f for f in _of(loaded, judge, office) if not f.rule)]
    told += _together(record, code.strip().upper(), judge, office, working)
    found = tuple(one for one in told if one.code.lower() == code.strip().lower())
    if not found:
        raise NothingToExplain(id, code, [one.code for one in told])
    return found


def _together(record: Record, code: str, judge: Judge, office: Office, working: Working) -> tuple[Finding, ...]:
    """What the rules of that code about several records say of those with this one; only then are the others read."""
    groups = judge.together(frozenset({code}))
    if not groups.wants(record.kind.name):
        return ()
    for loaded in loaded_records(office, record.kind, working):
        if isinstance(loaded, Loaded) and well_formed(loaded):
            judge.gather(groups, loaded.record)
    return groups.about(record.id)


def due(office: Office) -> Due:
    """What must happen next and by when, overdue first, over all records in which something is expected."""
    working = Working(office)
    judge = Judge(office, working)
    rows: list[DueRow] = []
    unread: list[Finding] = list(judge.nothing)
    for loaded in (one for kind in KINDS.values() if kind.opens for one in loaded_records(office, kind, working)):
        if isinstance(loaded, Finding):
            unread.append(loaded)
        else:
            rows += due_rows(records.as_of(loaded.record, office.as_of), judge, office.as_of)
    return Due(tuple(sorted(rows, key=lambda row: (-row.late, row.record.id))), tuple(unread))


def policy_tested(office: Office, names: Sequence[str] = ()) -> TestedPolicies:
    """The tests inside the policy files, and each limit that they meet at its last minute and one later; only of the named policies."""
    from repairctl.checks.boundaries import boundaries

    judge = Judge(office, Working(office), with_tests=True)
    chosen = _chosen(judge, names)
    results = [one for one in policies_tests(judge) if not names or one.subject.id.partition("@")[0] in names]
    failed = tuple(one for one in results if one.says is not Says.PASS)
    limits = [one for series, version in chosen for one in boundaries(judge.book, series, version)]
    return TestedPolicies(len(results) - len(failed), (*failed, *(one for one in limits if one)), judge.misfits, len(limits))


def tried(office: Office, names: Sequence[str] = ()) -> tuple[policies.Version, ...]:
    """The versions with their tests; only of the named policies where names are given. Raises NoSuchPolicy."""
    return tuple(version for _, version in _chosen(Judge(office, Working(office), with_tests=True), names))


def rows_tried(office: Office, names: Sequence[str] = ()) -> Iterator[tuple[policies.Version, str, int]]:
    """How many tests come to each row of the tables of each version, as `table.row`. Raises NoSuchPolicy."""
    from repairctl.checks.boundaries import rows

    judge = Judge(office, Working(office), with_tests=True)
    for series, version in _chosen(judge, names):
        yield from ((version, row, count) for row, count in rows(judge.book, series, version).items())


def _chosen(judge: Judge, names: Sequence[str]) -> Sequence[tuple[policies.Series, policies.Version]]:
    if unknown := [name for name in names if name not in judge.book.series]:
        raise NoSuchPolicy(unknown[0], tuple(judge.book.series))
    return [(series, one) for name, series in judge.book.series.items() if not names or name in names for one in series.versions]


def judged_by_rule(office: Office) -> Mapping[str, int]:
    """In how many records the rules of each code passed or failed."""
    working = Working(office)
    judge = Judge(office, working)
    found: Counter[str] = Counter()
    for loaded in (one for kind in KINDS.values() for one in loaded_records(office, kind, working)):
        if isinstance(loaded, Loaded) and well_formed(loaded):
            told = judge.verdicts(records.as_of(loaded.record, office.as_of), office.as_of)
            found.update({one.code for one in told if one.says in (Says.PASS, Says.FAIL, Says.WAIVED)})
    return found


def policies_tests(judge: Judge) -> tuple[Finding, ...]:
    """Each test inside the policy files as a verdict."""
    from repairctl.checks import policy_tests

    return tuple(policy_tests(judge.book))


def book(office: Office, *, with_tests: bool = False) -> policies.Book:
    """The policies of an office, for whoever lists them."""
    return Judge(office, Working(office), with_tests).book


def _named(working: Working, names: Sequence[str]) -> Iterator[tuple[Kind, str]]:
    """The records of these names; one that cannot be read is refused, not a finding."""
    for name in names:
        kind, id = working.full_id(None, name)
        working.load(kind, id)
        yield kind, id


def _of(loaded: Loaded, judge: Judge, office: Office) -> tuple[Finding, ...]:
    return judge.findings(loaded.record, loaded.shape, office.as_of)


def due_rows(record: Record, judge: Judge, as_of: Minute) -> Iterator[DueRow]:
    """What a record waits for and by when, of every rule that sets it a limit."""
    for verdict in judge.verdicts(record, as_of):
        waiting = verdict.says in (Says.OPEN, Says.FAIL, Says.WAIVED) and verdict.limit is not None and verdict.waits_for
        if waiting and verdict.limit is not None:
            yield DueRow(record, verdict, as_of - verdict.limit)
