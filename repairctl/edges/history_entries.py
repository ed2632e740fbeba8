"""git's index as bytes: an entry found without reading the others, and changed in place. Knows versions 2 and 3 and cached trees."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from struct import pack, unpack_from

from msgspec import Struct

from repairctl.edges.history_objects import Unsuited

HEADER, TRAILER, FIXED = 12, 20, 62
MTIME, SIZE = 8, 36
"""Where an entry says its second and its size; most gits look no closer than a second."""
MODES = frozenset(pack(">I", mode) for mode in (0o100644, 0o100755, 0o120000, 0o160000))
EXTENDED, VALID, STAGES, LONG = 0x4000, 0x8000, 0x3000, 0xFFF
NEAR = 2048
"""Bytes within which entries are walked one by one."""
CACHED_TREES = b"TREE"
MOST_RACY, MOST_SECONDS = 1000, 10


class Entry(Struct, frozen=True):
    """A path in the index: where its bytes begin and end, and what they say."""

    at: int
    end: int
    name: bytes
    mode: int
    blob: str
    flags: int

    @property
    def merging(self) -> bool:
        """Whether it is one of several versions."""
        return bool(self.flags & STAGES)


class Splice(Struct, frozen=True):
    """Bytes that take the place of those from `at` to `end`; `of`: the path of the entry that they are."""

    at: int
    end: int
    new: bytes
    of: str = ""


class Entries(Struct, frozen=True):
    """The index: its bytes, where its entries end, and in which seconds it was written."""

    data: bytes
    end: int
    seconds: range

    def entry(self, at: int) -> Entry | None:
        """The entry that begins there; None where none does."""
        data = self.data
        if at + FIXED > self.end or data[at + 24 : at + 28] not in MODES:
            return None
        flags = data[at + 60] << 8 | data[at + 61]
        start = at + FIXED + (2 if flags & EXTENDED else 0)
        nul = data.find(b"\0", start, self.end)
        end = at + ((nul - at + 8) & ~7)
        if nul <= start or flags & LONG != min(nul - start, LONG) or end > self.end or data[nul:end].strip(b"\0"):
            return None
        mode = int.from_bytes(data[at + 24 : at + 28], "big")
        return Entry(at, end, data[start:nul], mode, data[at + 40 : at + 60].hex(), flags)

    def place(self, name: bytes) -> int:
        """Where the first entry begins whose name is not before this one."""
        low, high = HEADER, self.end
        while high - low > NEAR:
            middle = self._next(low + (high - low) // 16 * 8, high)
            if middle is None:
                break
            low, high = (middle.at, high) if middle.name < name else (low, middle.at)
        for one in self._walk(low):
            if one.name >= name:
                return one.at
        return self.end

    def named(self, name: bytes) -> list[Entry]:
        """The entries of a path: none, one, or its versions that were not brought together."""
        found = []
        for one in self._walk(self.place(name)):
            if one.name != name:
                break
            found.append(one)
        return found

    def racy(self) -> list[Entry]:
        """The files that changed in a second in which the index was being written: their times prove nothing."""
        seconds = [re.escape(pack(">I", second & 0xFFFFFFFF)) for second in self.seconds]
        hits = (hit.start() for hit in re.compile(b"|".join(seconds), re.DOTALL).finditer(self.data, HEADER, self.end))
        found = [one for at in hits if at % 8 == HEADER % 8 and (one := self.entry(at - MTIME))]
        if len(found) > MOST_RACY:
            raise Unsuited("too many files are as new as the index")
        return found

    def spliced(self, splices: Sequence[Splice]) -> tuple[bytearray, dict[str, int]]:
        """The index after the splices, its trailer empty; and where the new entries begin."""
        held = memoryview(self.data)
        pieces: list[bytes | memoryview] = []
        places: dict[str, int] = {}
        at = length = 0
        for one in sorted(splices, key=lambda one: (one.at, one.of.encode("utf-8", "surrogateescape"))):
            pieces += [held[at : one.at], one.new]
            length += one.at - at
            if one.new and one.of:
                places[one.of] = length
            length, at = length + len(one.new), one.end
        whole = bytearray().join([*pieces, held[at:-TRAILER], bytes(TRAILER)])
        more = sum(bool(one.new) - (one.end > one.at) for one in splices if one.of)
        whole[8:12] = pack(">I", unpack_from(">I", whole, 8)[0] + more)
        return whole, places

    def _next(self, at: int, high: int) -> Entry | None:
        """The first entry that begins there or later; the next one must follow, so that no bytes are taken for an entry by accident."""
        for start in range(at + (HEADER - at) % 8, high, 8):
            one = self.entry(start)
            if one and (one.end == self.end or self.entry(one.end)):
                return one
        return None

    def _walk(self, at: int) -> Iterator[Entry]:
        while at < self.end:
            one = self.entry(at)
            if one is None:
                raise Unsuited("the index holds an entry of another sort")
            yield one
            at = one.end


def parsed(data: bytes, status: os.stat_result) -> Entries:
    """The index. Raises Unsuited where it has another version, or parts that only git keeps right."""
    seconds = range(int(status.st_mtime), max(int(status.st_mtime), int(status.st_ctime)) + 1)
    if len(seconds) > MOST_SECONDS:
        raise Unsuited("the index is a copy")
    if data[:4] != b"DIRC" or len(data) < HEADER + TRAILER or unpack_from(">I", data, 4)[0] not in (2, 3):
        raise Unsuited("the index has another version")
    whole = Entries(data, _entries_end(data), seconds)
    if whole.end > HEADER and not any(_last(whole)):
        raise Unsuited("the index has another part")
    if (whole.end == HEADER) != (data[8:12] == bytes(4)):
        raise Unsuited("the index has another part")
    return whole


def _entries_end(data: bytes) -> int:
    """Where the cached trees begin, if they are the only other part; else the end."""
    at, end = len(data), len(data) - TRAILER
    while (at := data.rfind(CACHED_TREES, HEADER, at)) >= 0:
        if at + 8 + unpack_from(">I", data, at + 4)[0] == end:
            return at
    return end


def _last(whole: Entries) -> Iterable[bool]:
    """Whether an entry ends exactly where the entries end."""
    for at in range(whole.end - 64, max(HEADER, whole.end - 5000) - 1, -8):
        one = whole.entry(at)
        yield one is not None and one.end == whole.end


def made(name: bytes, mode: int, blob: str, status: os.stat_result | None) -> bytes:
    """An entry as git writes it; without a status its times are still to come."""
    head = stat_part(status, mode) if status else bytes(24) + pack(">I", mode) + bytes(12)
    body = head + bytes.fromhex(blob) + pack(">H", min(len(name), LONG)) + name
    return body + bytes(8 - len(body) % 8)


def stat_part(status: os.stat_result, mode: int) -> bytes:
    """What an entry says of the file on the disk, so that git need not read it."""
    times = (*divmod(status.st_ctime_ns, 10**9), *divmod(status.st_mtime_ns, 10**9))
    rest = (status.st_dev, status.st_ino, mode, status.st_uid, status.st_gid, status.st_size)
    return pack(">10I", *(part & 0xFFFFFFFF for part in (*times, *rest)))


def without_cached_trees(whole: Entries, names: Iterable[bytes]) -> list[Splice]:
    """The cached trees of the folders of these paths, no longer valid: git makes them anew when it needs them."""
    start, end = whole.end, len(whole.data) - TRAILER
    if start == end:
        return []
    folders = {tuple(name.split(b"/")[:depth]) for name in names for depth in range(name.count(b"/") + 1)}
    cut = Cut(whole.data, folders)
    cut.walk(start + 8, ())
    grown = sum(len(one.new) - (one.end - one.at) for one in cut.splices)
    return [Splice(start + 4, start + 8, pack(">I", end - start - 8 + grown)), *cut.splices]


class Cut(Struct):
    """A walk through the cached trees: each is a name, how many entries and trees it has, and if it is valid its object."""

    data: bytes
    folders: set[tuple[bytes, ...]]
    splices: list[Splice] = []

    def walk(self, at: int, folder: tuple[bytes, ...]) -> int:
        """Marks a tree and those in it; gives where it ends. The root has no name."""
        counts = self.data.index(b"\0", at) + 1
        line = self.data.index(b"\n", counts)
        count, trees = self.data[counts:line].split(b" ")
        end = line + 1 + (TRAILER if not count.startswith(b"-") else 0)
        if folder in self.folders and not count.startswith(b"-"):
            self.splices.append(Splice(counts, end, b"-1 %s\n" % trees))
        for _ in range(int(trees)):
            name = self.data[end : self.data.index(b"\0", end)]
            end = self.walk(end, (*folder, name))
        return end
