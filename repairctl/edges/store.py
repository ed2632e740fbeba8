"""Where records and policies lie, and how their bytes become text trees. The only reader of an office's files; it judges nothing."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct, field

from repairctl.edges import yaml_text
from repairctl.errors import RepairError, say
from repairctl.model import Block, Kind

DATED = re.compile(r"(?P<prefix>[A-Z]{1,4})-(?P<day>\d{8})-(?P<desk>[A-Z]?)(?P<number>\d{3,6})")
GIVEN = re.compile(r"[^\W_][\w.#-]{0,59}")
ENDING = ".yaml"
LARGEST = 1 << 20
READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
"""A pipe in place of a record is opened without waiting for whoever writes into it."""


class NoSuchFile(RepairError):
    """The file is not there."""

    def __init__(self, path: str) -> None:
        super().__init__(say("There is no file {path} in this office.", path=path))


class Unreadable(RepairError):
    """The file is there but cannot be read."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(say("{path} cannot be read: {why}.", path=path, why=why), say("Look at its permissions, or restore it from git."))


class LeavesOffice(RepairError):
    """A link leads out of the office's folder."""

    def __init__(self, path: str, target: str) -> None:
        super().__init__(
            say("{path} is a link that leads out of the office, to {target}; it is not followed.", path=path, target=target),
            say("Put the file itself in its place."),
        )


class TooLarge(RepairError):
    """The file is larger than any record."""

    def __init__(self, path: str, size: int) -> None:
        sentence = say("{path} has {size} bytes; a record has at most {limit}.", path=path, size=size, limit=LARGEST)
        super().__init__(sentence, say("Keep pictures and papers beside the records and name them there."))


class BadName(RepairError):
    """The ID cannot name a file."""

    exit_code = 2

    def __init__(self, id: str) -> None:
        super().__init__(
            say("{id} cannot name a record: letters, digits, - . # and at most 60 of them.", id=repr(id)), say("For example QH-5-802.")
        )


class Store(Struct, frozen=True, eq=False):
    """The files below one root. Paths are given and returned relative to it, with forward slashes."""

    root: Path
    _folders: dict[str, str] = field(default_factory=dict)
    """Where each folder that was read from really lies; '' is the office."""

    def path_of(self, kind: Kind, id: str) -> str:
        """The path of a record, from its ID alone; it never changes."""
        dated = DATED.fullmatch(id) if kind.numbering == "dated" else None
        if (kind.numbering == "dated" and dated is None) or not GIVEN.fullmatch(id):
            raise BadName(id)
        month = f"{dated['day'][:4]}/{dated['day'][4:6]}/" if dated else ""
        return f"records/{kind.folder}/{month}{id}.yaml"

    def private_path(self, kind: Kind, id: str) -> str:
        """Where a record's private fields lie, outside git."""
        return f"private/{kind.folder}/{id}.yaml"

    def exists(self, path: str) -> bool:
        return os.path.lexists(self.root / path)

    def bytes_of(self, path: str) -> bytes:
        """The bytes of a file inside the office. Raises NoSuchFile, Unreadable, LeavesOffice, TooLarge."""
        full = f"{self.root}/{path}"
        self._inside(full, path)
        try:
            handle = os.open(full, READING)
            try:
                found = os.fstat(handle)
                if not stat.S_ISREG(found.st_mode):
                    raise Unreadable(path, "it is no plain file")
                if found.st_size > LARGEST:
                    raise TooLarge(path, found.st_size)
                return _all(handle, found.st_size)
            finally:
                os.close(handle)
        except FileNotFoundError:
            raise NoSuchFile(path) from None
        except OSError as error:
            raise Unreadable(path, (error.strerror or "").lower() or type(error).__name__) from None

    def attachment(self, path: str) -> bytes:
        """The bytes of a paper or picture inside the office, whatever its size."""
        full = self.root / path
        self._inside(str(full), path)
        try:
            return full.read_bytes()
        except FileNotFoundError:
            raise NoSuchFile(path) from None
        except OSError as error:
            raise Unreadable(path, (error.strerror or "").lower() or type(error).__name__) from None

    def tree(self, path: str) -> Block:
        """The text tree of a file. Raises what bytes_of and yaml_text.read raise."""
        return self.parsed(self.bytes_of(path), path)

    def skimmed(self, data: bytes, path: str) -> Block:
        """The same without the lines in which things stand: half the work."""
        return yaml_text.skimmed(data, path)

    def parsed(self, data: bytes, path: str) -> Block:
        """The text tree of bytes that were read from a file."""
        return yaml_text.read(data, path)

    def ids(self, kind: Kind) -> Iterator[str]:
        """The IDs of all records of a kind, in the order of their paths."""
        for path in self._yaml_below(f"{self.root}/records/{kind.folder}"):
            yield path[path.rfind("/") + 1 : -len(ENDING)]

    def heads(self, kind: Kind, size: int = 800) -> Iterator[tuple[str, bytes]]:
        """The IDs of a kind from the last path to the first, with the first bytes of each file; unreadable ones are passed over."""
        for path in self._yaml_backwards(self.root / "records" / kind.folder):
            try:
                with open(path, "rb") as file:
                    yield path.stem, file.read(size)
            except OSError:
                continue

    def below(self, folder: str) -> Iterator[str]:
        """The paths of all files below a folder, but hidden ones; a folder that is named like a file ends in a slash."""
        for path, folders, files in os.walk(self.root / folder):
            folders[:] = [one for one in folders if not one.startswith(".")]
            at = Path(path).relative_to(self.root).as_posix()
            yield from (f"{at}/{one}" for one in files if not one.startswith("."))
            yield from (f"{at}/{one}/" for one in folders if one.endswith((".yaml", ".yml")))

    def numbers(self, kind: Kind, day: date | None = None, desk: str = "") -> Iterator[int]:
        """The numbers already given: of a day and desk for dated kinds, of all for counted ones."""
        if kind.numbering == "counted":
            found = (re.fullmatch(rf"{kind.prefix}-{desk}(\d+)", id) for id in self.ids(kind))
            yield from (int(match[1]) for match in found if match)
        elif day is not None:
            folder = self.root / "records" / kind.folder / f"{day:%Y}" / f"{day:%m}"
            dated = (DATED.fullmatch(Path(path).stem) for path in self._yaml_below(str(folder)))
            yield from (int(m["number"]) for m in dated if m and m["day"] == f"{day:%Y%m%d}" and m["desk"] == desk)

    def policy_paths(self) -> tuple[str, ...]:
        """policies/<policy>/<version>.yaml, sorted."""
        return tuple(Path(path).relative_to(self.root).as_posix() for path in self._yaml_below(f"{self.root}/policies"))

    def _yaml_below(self, folder: str) -> Iterator[str]:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from self._yaml_below(f"{folder}/{entry.name}")
            elif entry.name.endswith(ENDING) and not entry.name.startswith("."):
                yield f"{folder}/{entry.name}"

    def _yaml_backwards(self, folder: Path) -> Iterator[Path]:
        try:
            names = sorted(os.listdir(folder), reverse=True)
        except (FileNotFoundError, NotADirectoryError):
            return
        for name in names:
            if name.endswith(".yaml") and not name.startswith("."):
                yield folder / name
            elif "." not in name:
                yield from self._yaml_backwards(folder / name)

    def _inside(self, full: str, path: str) -> None:
        """Raises LeavesOffice. A folder is followed once; of what lies in it only links are."""
        folder = os.path.dirname(full)
        real = self._folders.get(folder) or os.path.realpath(folder)
        if os.path.islink(full):
            real = os.path.realpath(full)
        elif folder not in self._folders:
            self._folders[folder] = real
        root = self._folders.get("") or self._folders.setdefault("", os.path.realpath(self.root))
        if real != root and not real.startswith(root.rstrip(os.sep) + os.sep):
            raise LeavesOffice(path, os.path.realpath(full))


def _all(handle: int, size: int) -> bytes:
    """All bytes of an open file: in one go, unless it has grown since it was measured."""
    data = os.read(handle, size + 1)
    while len(data) > size or (size and len(data) < size):
        more = os.read(handle, LARGEST)
        if not more:
            break
        data += more
    return data
