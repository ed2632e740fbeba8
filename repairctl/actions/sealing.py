"""A seal on the records as the last commit has them: made, found again, compared with what the history holds now."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from repairctl.actions.commits import FOLDERS
from repairctl.actions.me import me
from repairctl.checks import seals
from repairctl.checks.seals import Seal
from repairctl.edges import history_tags, history_walk
from repairctl.edges.history_tags import Tag
from repairctl.errors import Misuse, RepairError, Sentence, say
from repairctl.model import moment_of
from repairctl.office import Office
from repairctl.texts import moment_text

FOLDER = "seal"
RECORDS = "records"
AT_ONCE = 2000


class NothingToSeal(RepairError):
    """There is no commit yet."""

    def __init__(self) -> None:
        super().__init__(say("Nothing is recorded in git yet, so there is nothing to seal."))


class NoSuchSeal(Misuse):
    """What was typed names no seal."""

    def __init__(self, text: str, known: Iterable[str]) -> None:
        latest = next(iter(reversed(list(known))), "")
        told = say("{text} is no seal: no tag, no file with a seal, and no short form whose check signs fit.", text=text)
        if latest:
            last = say("Give its name, its file, or what is printed; the latest: repairctl audit --since {name}", name=latest)
        else:
            last = say("No seal was made here yet: repairctl seal")
        super().__init__(told, last)


class Sealed(Struct, frozen=True):
    """A seal that was made: its name, itself, its text, and what is not under it."""

    name: str
    seal: Seal
    notes: tuple[Sentence, ...] = ()


class Wanted(Struct, frozen=True):
    """A seal as somebody names it: with its text, or only by its short form and its day."""

    name: str
    short: str
    day: str = ""
    seal: Seal | None = None
    tag: Tag | None = None


def sealed(office: Office, *, sign: bool = False) -> Sealed:
    """Seals the last commit with a tag. Raises NothingToSeal and what git refuses."""
    head = office.history.head()
    if not head:
        raise NothingToSeal
    where = office.history.where
    known = tuple(all_seals(office))
    before, last = known[-1] if known else (None, None)
    n, digest, kinds = counted(office, head)
    seal = Seal(
        " ".join(str(office.settings.get("name") or "-").split()),
        moment_text(office.now, office.zone),
        me(office),
        head,
        n,
        kinds,
        digest,
        before.name if before and last else "",
        seals.text_digest(before.text) if before and last else "",
    )
    desk = f"-{office.desk}" if office.desk else ""  # desks that work apart seal apart
    name = _free(f"{FOLDER}/{moment_of(office.now, office.zone):%Y-%m-%d}{desk}", {tag.name for tag, _ in known})
    history_tags.make(where, name, head, seal.text(), sign=sign)
    return Sealed(name, seal, tuple(_not_under_it(office)))


def _free(name: str, taken: set[str]) -> str:
    numbers = iter(range(2, len(taken) + 3))
    found = name
    while found in taken:
        found = f"{name}.{next(numbers)}"
    return found


def _not_under_it(office: Office) -> Iterator[Sentence]:
    changed = office.history.since("HEAD", [RECORDS])
    if changed:
        yield say("{n} files of records differ from the last commit; the seal does not cover that: repairctl diff HEAD", n=len(changed))


def all_seals(office: Office) -> Iterator[tuple[Tag, Seal | None]]:
    """Every seal that is kept as a tag, in the order in which they were made; None where a tag's text is no seal."""
    found = [(tag, seals.read(tag.text)) for tag in history_tags.below(office.history.where, FOLDER)]
    return iter(sorted(found, key=lambda one: (one[1].at if one[1] else "", len(one[0].name), one[0].name)))


def counted(office: Office, commit: str) -> tuple[int, str, dict[str, int]]:
    """How many records a commit has, the digest over them, and how many of each kind."""
    blobs = history_walk.contents(office.history.where, commit, RECORDS)
    held: dict[str, str] = {}
    paths = list(blobs)
    for start in range(0, len(paths), AT_ONCE):
        some = paths[start : start + AT_ONCE]
        found = history_walk.objects(office.history.where, [blobs[path] for path in some])
        held |= {path: hashlib.sha256(found[blobs[path]][1]).hexdigest() for path in some if blobs[path] in found}
    kinds = Counter(FOLDERS[name].name for path in held if (name := path.split("/")[1]) in FOLDERS)
    return len(held), seals.digest_of(held.items()), dict(sorted(kinds.items()))


def named(office: Office, text: str, path: Path) -> Wanted:
    """The seal that is meant: a tag's name or its day, a file, or the short form with its day. Raises NoSuchSeal."""
    known = {tag.name: (tag, seal) for tag, seal in all_seals(office)}
    tag, seal = known.get(text) or known.get(f"{FOLDER}/{text}") or (None, None)
    if tag is not None:
        return Wanted(tag.name, seal.short if seal else "", seal.day if seal else "", seal, tag)
    if path.is_file():
        held = seals.read(path.read_text("utf-8", "replace"))
        if held is None:
            raise NoSuchSeal(text, known)
        return Wanted(path.name, held.short, held.day, held)
    short = seals.typed(text)
    if short is None:
        raise NoSuchSeal(text, known)
    same = next(((tag, seal) for tag, seal in known.values() if seal and seal.short == short[0]), (None, None))
    return Wanted(text, short[0], short[1], same[1], same[0])
