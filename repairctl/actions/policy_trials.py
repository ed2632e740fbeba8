"""Policies tried out: what two versions say over the office's real history, and whether the tests of a version would notice a change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from repairctl import records
from repairctl.actions.judged import Judge
from repairctl.actions.judging import NoSuchPolicy
from repairctl.actions.reading import loaded_records
from repairctl.actions.working import Loaded, Working
from repairctl.checks.mutants import Mutants, noticed, survived
from repairctl.checks.versions import Compared, flips, selecting
from repairctl.errors import Misuse, RepairError, say
from repairctl.kinds import KINDS
from repairctl.model import Block, Finding, moment_of
from repairctl.office import Office
from repairctl.policies import Version, load

Progress = Callable[[int, int], None]
BESIDE_OTHERS = ("POL-TWO-IN-FORCE", "POL-GAP")
"""What is wrong with a draft only because the version that it shall replace is still there."""
OF_RULES = ("rules", "values", "tests", "judges", "selected_by", "called_off_by", "pack", "estates", "scope", "bounds")


class OtherPolicies(Misuse):
    """Two versions of different policies, or of different kinds of record."""

    def __init__(self, old: Version, new: Version) -> None:
        super().__init__(say("{old} and {new} judge different kinds of record; nothing can be compared.", old=old.name, new=new.name))


class NoDraft(Misuse):
    """The file of a draft cannot be read."""

    def __init__(self, path: str, error: OSError) -> None:
        why = (error.strerror or type(error).__name__).lower()
        super().__init__(say("{file} cannot be read: {why}.", file=path, why=why))


class DraftFaulty(RepairError):
    """A draft that does not load judges less than it seems to."""

    exit_code = 5

    def __init__(self, path: str, misfit: Finding) -> None:
        line = misfit.where[1] if misfit.where else 1
        super().__init__(say("{path}:{line}: {sentence}", path=path, line=line, sentence=misfit.sentence))


class JudgesNothing(Misuse):
    """A policy without rules."""

    def __init__(self, version: Version) -> None:
        super().__init__(say("{version} has no rules, so no verdict hangs on it.", version=version.name))


def compared(office: Office, old: str, new: str, over: tuple[date, date] | None = None, progress: Progress | None = None) -> Compared:
    """Every verdict over the records whose selecting moment lies in the period (all, without one), by the one version and by the other.

    `old` and `new` name versions (`service@2026-01`), or the file of a draft. Raises NoSuchPolicy, OtherPolicies, JudgesNothing.
    """
    working = Working(office)
    judge = Judge(office, working)
    drafts = {path: name for name in (old, new) if (path := _draft(office, name))}
    book = judge.book
    if drafts:
        sources = {path: office.store.tree(path) for path in office.store.policy_paths()}
        added = {path: office.store.parsed(_read(name), name) for path, name in drafts.items()}
        book = load({**sources, **added}, KINDS, office.zone, office=office.settings)
        for misfit in (one for one in book.misfits if one.where and one.where[0] in drafts and one.code not in BESIDE_OTHERS):
            raise DraftFaulty(drafts[misfit.where[0]] if misfit.where else "", misfit)
    known = {one.name: one for one in book.versions()} | {drafts[one.path]: one for one in book.versions() if one.path in drafts}
    one, other = (_known(name, known) for name in (old, new))
    kind = one.head.judges
    if kind is None or other.head.judges is not kind:
        raise OtherPolicies(one, other) if one.head.judges is not other.head.judges else JudgesNothing(one)
    found = Compared(one, other)
    loaded = list(loaded_records(office, kind, working))
    for n, held in enumerate(loaded, 1):
        if progress:
            progress(n, len(loaded))
        if not isinstance(held, Loaded) or any(fault.severity == "error" for fault in held.shape):
            continue
        record = records.as_of(held.record, office.as_of)
        at = selecting(book.series[one.policy], book, record, office.as_of)
        if at is None or (over and not over[0] <= moment_of(at, office.zone).date() <= over[1]):
            continue
        found.records += 1
        for flip in flips(one, other, book, record, judge.handed(record, (one, other)), office.as_of):
            found.take(flip)
    return found


def _draft(office: Office, name: str) -> str:
    """Where the file of a draft would lie among the policies; '' for the name of a version."""
    if "@" in name or not name.endswith(".yaml"):
        return ""
    return f"policies/{Path(name).resolve().parent.name}/{Path(name).stem}.yaml"


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise NoDraft(name, error) from None


def _known(name: str, known: Mapping[str, Version]) -> Version:
    if name not in known:
        raise NoSuchPolicy(name, sorted(known))
    return known[name]


class Mutated(Struct, frozen=True):
    """How many changes were tried, and those that no test noticed."""

    tried: int
    survivors: tuple[Finding, ...]


def mutated(office: Office, names: Sequence[str] = (), progress: Progress | None = None) -> Mutated:
    """One thing changed at a time in each version, its own tests run: what none notices is a finding. Raises NoSuchPolicy."""
    judge = Judge(office, Working(office), with_tests=True)
    judge.sound()
    chosen = [one for one in judge.book.versions() if one.rules and (not names or {one.policy, one.name} & set(names))]
    unknown = [name for name in names if not any(name in (one.policy, one.name) for one in judge.book.versions())]
    if unknown:
        raise NoSuchPolicy(unknown[0], tuple(judge.book.series))
    trees = {one.path: one.tree for one in judge.book.versions()}
    trials = [(version, mutant) for version in chosen for mutant in Mutants(version.tree).all]
    found: list[Finding] = []
    around: dict[str, Mapping[str, Block]] = {}
    for n, (version, mutant) in enumerate(trials, 1):
        beside = around.setdefault(version.policy, dict(_tables(trees, version.policy, office)))
        book = load({**beside, version.path: mutant.tree}, KINDS, office.zone, office=office.settings)
        if not noticed(mutant, book, version.policy, version.version):
            found.append(survived(mutant, version.path, version.name))
        if progress:
            progress(n, len(trials))
    return Mutated(len(trials), tuple(found))


def _tables(trees: Mapping[str, Block], policy: str, office: Office) -> Iterator[tuple[str, Block]]:
    """What the tests of a policy need of the others: their tables, and the calendar."""
    for path in office.store.policy_paths():
        if path not in trees:
            yield path, office.store.tree(path)
        elif path.split("/")[1] != policy and trees[path].get("tables"):
            yield path, Block({key: held for key, held in trees[path].items() if key not in OF_RULES}, trees[path].line)
