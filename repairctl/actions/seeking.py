"""Records of every kind in which words stand. Asks the index, and private/ only where no record says them. Writes nothing but the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from repairctl import inputs
from repairctl.actions import index_rows, indexed
from repairctl.actions.listing import unread
from repairctl.actions.outcomes import Hit, Sought
from repairctl.actions.people import private_of
from repairctl.edges.index import Index
from repairctl.edges.index_layout import Found
from repairctl.errors import Misuse, say
from repairctl.kinds import KINDS
from repairctl.model import Plain
from repairctl.office import Office

ABOUT = ("description", "title", "name", "reason")
WHERE = ("unit", "asset", "spot", "order")
NAMED = ("staff", "party")
MOST_NAMES = 20
"""People of one name whose records are looked for."""
LOOKS = 3


class FoundNow(Misuse):
    """Words are looked for in what is recorded now."""

    def __init__(self) -> None:
        super().__init__(say("find looks in the records as they are now; leave --as-of out."))


class NothingToSeek(Misuse):
    """No word to look for: signs alone stand in no index."""

    def __init__(self, words: str) -> None:
        super().__init__(
            say("{words} holds no letter and no digit to look for.", words=repr(words)), say("For example: {example}", example=EXAMPLE)
        )


EXAMPLE = "repairctl find 爆裂"


def sought(
    office: Office, words: Sequence[str], *, limit: int = 30, fresh: bool = False, progress: indexed.Progress | None = None
) -> Sought:
    """The records in which every word stands, the latest first. Where none says them: those that name a person who is called so."""
    if office.as_of != office.now:
        raise FoundNow
    texts = [inputs.text(word) for word in words]
    if not any(sign.isalnum() for text in texts for sign in text):
        raise NothingToSeek(" ".join(words))
    return indexed.asked(office, partial(_sought, office, texts, limit), progress, every=fresh)


def _sought(office: Office, words: Sequence[str], limit: int, index: Index) -> Sought:
    told = _told(index, office, words, limit)
    told = told if told.total else _by_name(index, office, words, limit)
    return replace(told, unread=tuple(one for kind in KINDS.values() for one in unread(index, kind, office)))


def _told(index: Index, office: Office, words: Sequence[str], limit: int) -> Sought:
    """What the records say, each of a file that is as it was when it was read."""
    for _ in range(LOOKS):
        found = index.found(words, limit)
        if not indexed.looked_at(index, office, [one.path for one in found]):
            break
    total = index.how_many(words) if limit and len(found) == limit else len(found)
    return Sought(tuple(_hit(one, words) for one in found), total)


def _by_name(index: Index, office: Office, words: Sequence[str], limit: int) -> Sought:
    """The records that name somebody of whom private/ says the words."""
    ids = list(_called(office, [word.casefold() for word in words]))[:MOST_NAMES]
    hits = {hit.id: hit for id in ids for hit in _told(index, office, [id], limit).hits}
    rows = sorted(hits.values(), key=lambda hit: hit.id, reverse=True)
    return Sought(tuple(rows[:limit] if limit else rows), len(rows), tuple(ids))


def _called(office: Office, words: Sequence[str]) -> Iterator[str]:
    for kind in NAMED:
        for id in office.store.ids(KINDS[kind]):
            held = " ".join(private_of(office, id).values()).casefold()
            if held and all(word in held for word in words):
                yield id


def _hit(found: Found, words: Sequence[str]) -> Hit:
    kind = KINDS[found.shelf]
    cells = {name: index_rows.plain(cell, kind.field_at(kind.columns[name])) for name, cell in zip(kind.columns, found.cells, strict=True)}
    about, where = _first(cells, ABOUT), _first(cells, WHERE)
    said = tuple(text for text in found.texts[1:] if text not in (about, where) and _says(text, words))
    return Hit(kind, found.id, found.status, where, about, said)


def _first(cells: dict[str, Plain], names: Sequence[str]) -> str:
    return next((str(held) for name in names if (held := cells.get(name))), "")


def _says(text: str, words: Sequence[str]) -> bool:
    plain = inputs.text(text).casefold()
    return any(word.casefold() in plain for word in words)
