"""What a disk may hold after a power cut: data only as far as it was synced, names only as far as their folder was, or more by luck.

Built from the log that the library of faults keeps of one command.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from repairctl.edges.durable import bytes_at

FOLDER = -1
"""What a name stands for that is a folder; files have numbers."""
Names = dict[str, int]


class Operation(Struct, frozen=True):
    """A line of the log: a change of names below the office (None: the name goes), or a sync of a file or a folder ('' : of none)."""

    names: dict[str, int | None]
    synced: str = ""
    data: bytes = b""


class Log(Struct, frozen=True):
    """All operations of a command, the names before it, and what each of the files held that were there."""

    before: Names
    held: dict[int, bytes]
    operations: tuple[Operation, ...]


def names_in(office: Path) -> tuple[Names, dict[int, bytes]]:
    """Every name below a folder, and what the files hold."""
    names, held = Names(), {}
    for number, path in enumerate(sorted(office.rglob("*"))):
        name = path.relative_to(office).as_posix()
        if path.is_dir():
            names[name] = FOLDER
        elif (data := bytes_at(path)) is not None:  # git looks after its objects in the background, and its lock may be gone already
            names[name], held[number] = number, data
    return names, held


def read(log: Path, office: Path, template: Path) -> Log:
    """The log of a command that was given in `office`, which was like `template` before."""
    before, held = names_in(template)
    live, fresh = dict(before), iter(range(1 + max(before.values()), 1 << 30))
    lines = [line.split("\t") for line in (log / "log").read_text().splitlines()]
    operations = []
    for number, _, call, first, second in sorted(lines, key=lambda line: int(line[0])):
        old, new = (path.removeprefix(f"{office}/") for path in (first, second))
        one = (
            _operation(call, old, new, live, fresh)
            if call != "sync"
            else Operation({}, "" if first == str(office) else old, _data(log / number))
        )
        live.update({name: held for name, held in one.names.items() if held is not None})
        for name in [name for name, held in one.names.items() if held is None]:
            live.pop(name, None)
        operations.append(one)
    return Log(before, held, tuple(operations))


def _operation(call: str, old: str, new: str, live: Names, fresh: Iterator[int]) -> Operation:
    if call in ("mkdir", "make"):
        return Operation({old: FOLDER if call == "mkdir" else next(fresh)})
    if call in ("rename", "link"):
        gone = {old: None} if call == "rename" else {}
        return Operation({**gone, new: live[old]})
    return Operation({old: None} if call in ("unlink", "rmdir") else {})


def _data(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


class Cut(Struct, frozen=True):
    """The power fails after so many operations. `kept`: which share of the names survives that no sync had reached, the oldest first.

    `ordered`: the disk's journal keeps names in their order, so that any sync takes all earlier ones along, as ext4, XFS and Btrfs do.
    """

    after: int
    kept: float
    ordered: bool = False

    def names(self, log: Log) -> Names:
        """The names that the disk has then."""
        done = log.operations[: self.after]
        sure = self._sure(done)
        loose = [place for place, one in enumerate(done) if one.names and place not in sure]
        chosen = {*sure, *loose[: round(len(loose) * self.kept)]}
        found = dict(log.before)
        for place in sorted(chosen):
            for name, held in done[place].names.items():
                found.pop(name, None)
                if held is not None:
                    found[name] = held
        return {name: held for name, held in found.items() if all(found.get(folder) == FOLDER for folder in _folders(name))}

    def _sure(self, done: Sequence[Operation]) -> Collection[int]:
        sure: set[int] = set()
        for place, one in enumerate(done):
            if not one.names:
                sure |= {earlier for earlier in range(place) if self.ordered or _parent_of(done[earlier]) == one.synced}
        return sure

    def data(self, log: Log) -> dict[int, bytes]:
        """What each file holds then: as at its last sync, before this command's first one what it held before, else nothing."""
        held, live = dict(log.held), dict(log.before)
        for one in log.operations[: self.after]:
            if one.synced in live and live[one.synced] != FOLDER:
                held[live[one.synced]] = one.data
            for name, number in one.names.items():
                live.pop(name, None)
                if number is not None:
                    live[name] = number
        return held

    def build(self, log: Log, office: Path) -> None:
        """Makes a copy of the office, as it was before, into what the disk has then."""
        names, data = self.names(log), self.data(log)
        for name in sorted(log.before, reverse=True):
            if name not in names:
                _removed(office / name)
        for name, number in sorted(names.items()):
            if number == FOLDER:
                (office / name).mkdir(exist_ok=True)
            elif log.before.get(name) != number or data[number] != log.held[number]:
                (office / name).unlink(missing_ok=True)
                (office / name).write_bytes(data.get(number, b""))


def _folders(name: str) -> Iterator[str]:
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def _parent_of(one: Operation) -> str | None:
    """The folder in which names were changed; two at once are only sure once the second is synced."""
    return [name.rpartition("/")[0] for name in one.names][-1] if one.names else None


def _removed(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def cuts(log: Log, points: Collection[int], seed: int) -> Iterator[Cut]:
    """At each point the extremes, and something between."""
    chance = random.Random(seed)
    for point in points:
        yield from (Cut(point, 1.0), Cut(point, 0.0), Cut(point, chance.random()))
