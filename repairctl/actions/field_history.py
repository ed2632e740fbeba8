"""Who changed a field, when and why: read from the commits that touched the record's file. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from repairctl import records, sheets
from repairctl.actions import printings
from repairctl.actions.behind import private_of
from repairctl.actions.own_commands import RECORDER
from repairctl.actions.working import Working
from repairctl.edges.history import CommitInfo
from repairctl.errors import Misuse, RepairError, say
from repairctl.errors import near as nearest
from repairctl.model import Field, Kind, Label, Plain, Record
from repairctl.office import Office


class NothingSoNamed(Misuse):
    """No field of the record is called so, or none was ever filled."""

    def __init__(self, name: str, id: str, known: Sequence[str]) -> None:
        near = nearest(name, known, n=3, cutoff=0.5) or known[:5]
        super().__init__(
            say("Nothing in {id} was ever called {name}. Did you mean {near}?", id=id, name=name, near=tuple(near)),
            say("For example: {example}", example="repairctl log 7-1 --field unit_price"),
        )


class Value(Struct, frozen=True):
    """A value that a field had from a commit on. `reason`: what the entries of that commit say; `printed`: sheets that show it."""

    held: Plain
    commit: CommitInfo
    recorder: str
    steps: tuple[str, ...]
    reason: str
    printed: tuple[printings.Out, ...] = ()


class FieldHistory(Struct, frozen=True):
    """One field of one record through time, oldest first. `about`: what its row is about, where it stands in a row."""

    path: str
    field: Field
    values: tuple[Value, ...]
    about: str = ""


class _Version(Struct, frozen=True):
    commit: CommitInfo
    record: Record
    flat: Mapping[str, Plain]


def history(office: Office, name: str, field: str) -> tuple[Record, tuple[FieldHistory, ...]]:
    """The fields that are called so, each with every value it ever had. Raises NoSuchRecord, NothingSoNamed."""
    working = Working(office)
    kind, id = working.full_id(None, name)
    record = working.load(kind, id).record
    versions = list(_versions(office, record))
    known = {path: one for version in versions for path in version.flat if (one := _field(kind, path)) is not None}
    wanted = [path for path, one in known.items() if _called(path, one, field)]
    if not wanted:
        raise NothingSoNamed(field, id, list(dict.fromkeys(path.rpartition(".")[2] for path in known)))
    out = tuple(printings.out(office, record))
    return record, tuple(
        FieldHistory(path, known[path], tuple(_values(office, working, path, versions, out)), _about(path, versions)) for path in wanted
    )


def _versions(office: Office, record: Record) -> Iterator[_Version]:
    """The record as each commit left it, the oldest first; what was not readable then is passed over."""
    for commit in reversed(office.history.log(record.path)):
        try:
            held, _ = records.read(record.kind, office.store.parsed(office.history.show(commit.id, record.path), record.path), office.zone)
        except RepairError:
            continue
        yield _Version(commit, held, dict(_flat(held)))


def _flat(record: Record) -> Iterator[tuple[str, Plain]]:
    """Every value by its path: boxes, and what the last entry of each step says."""
    for section in record.kind.sections:
        held = record.sections.get(section.name)
        yield from _leaves(section.name, held)
    for step, entries in record.of.items():
        yield from _leaves(step, dict(entries[-1].filled))


def _leaves(path: str, held: Plain) -> Iterator[tuple[str, Plain]]:
    if isinstance(held, Mapping):
        for name, one in held.items():
            yield from _leaves(f"{path}.{name}", one)
    elif isinstance(held, tuple) and any(isinstance(one, Mapping) for one in held):
        for number, one in enumerate(held, 1):
            yield from _leaves(f"{path}.{number}", one)
    elif held is not None:
        yield path, held


def _field(kind: Kind, path: str) -> Field | None:
    """The field at a path; in a row, the column."""
    parts = path.split(".")
    number = next((place for place, part in enumerate(parts) if part.isdecimal()), None)
    if number is None:
        return kind.field_at(path)
    home = kind.section(parts[0]) if number == 1 else kind.field_at(".".join(parts[:number]))
    columns = home.rows if isinstance(home, Field) else home.fields if home else ()
    return next((one for one in columns if one.name == parts[-1]), None)


def _called(path: str, field: Field, word: str) -> bool:
    return word in (path, field.name, field.label.zh, field.label.en) or path.endswith(f".{word}")


def _values(office: Office, working: Working, path: str, versions: Sequence[_Version], out: Sequence[printings.Out]) -> Iterator[Value]:
    before: Plain = None
    earlier = 0
    for version in versions:
        now = version.flat.get(path)
        entries = version.record.log[earlier:]
        earlier = len(version.record.log)
        if now == before:
            continue
        before = now
        said = next(
            (str(text) for entry in reversed(entries) for name in ("note", "reason", "why") if (text := entry.filled.get(name))), ""
        )
        steps = tuple(dict.fromkeys(entry.step for entry in entries))
        yield Value(now, version.commit, _recorder(office, working, version.commit), steps, said, tuple(_printed(path, now, versions, out)))


def _printed(path: str, held: Plain, versions: Sequence[_Version], out: Sequence[printings.Out]) -> Iterator[printings.Out]:
    """The sheets of which a copy was made while the field said this, by the code that stands on it."""
    for one in out:
        told = sheets.ALL[one.document]
        if path.partition(".")[0] in (*told.boxes, *told.steps):
            saying = [version.record for version in versions if version.flat.get(path) == held]
            if any(one.code == sheets.code_of(one.document, record) for record in saying):
                yield one


def _recorder(office: Office, working: Working, commit: CommitInfo) -> str:
    staff = (commit.said(RECORDER) or ("",))[-1]
    name = private_of(office, working, staff).get("name", "") if staff else commit.author
    return f"{name} {staff}".strip()


_TITLES = ("title", "item", "name", "file")


def _about(path: str, versions: Sequence[_Version]) -> str:
    """What the row of a path is about: its title or item, as it was last."""
    head = path.rpartition(".")[0]
    if not head.rpartition(".")[2].isdecimal():
        return ""
    return next((str(text) for version in reversed(versions) for name in _TITLES if (text := version.flat.get(f"{head}.{name}"))), "")


def labels(kind: Kind, path: str) -> tuple[Label, ...]:
    """The labels of a path's box or step."""
    owner = kind.section(path.partition(".")[0]) or kind.step(path.partition(".")[0])
    return (owner.label,) if owner else ()
