"""The other records that a document tells of: those that its record names, those of its place, those of its party. Reads only.

Those of a place and of a party come from the index, so that no card of one flat reads every order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from repairctl.actions import indexed
from repairctl.actions.behind import place_words
from repairctl.actions.judged import references
from repairctl.actions.looking import places
from repairctl.actions.working import Working
from repairctl.edges.index import Index
from repairctl.edges.index_layout import Test
from repairctl.model import Record
from repairctl.records import as_of

PLACES = ("unit", "asset")
OF_A_PLACE = ("order", "archive")
OF_A_PARTY = ("order", "complaint")
PARTIES = ("settlement.payer_party", "request.reporter", "facts.complainant")


def others_of(working: Working, record: Record, told: str) -> tuple[Record, ...]:
    """The records, as they stood at the moment asked for, by ID; `told`: linked, place, party or ''. What cannot be read is left out."""
    ids = FOUND[told](working, record) if told else set()
    found = (working.find(id) for id in sorted(ids - {record.id}))
    then = (as_of(one, working.office.as_of) for one in found if one is not None)
    return tuple(one for one in then if one.story or not one.kind.opens)


def named_places(working: Working, record: Record) -> Mapping[str, str]:
    """The words for the places that a record names, and for the record itself where it is one."""
    own = {record.id: place_words(record, working.office)} if record.kind.name in PLACES else {}
    return {**places(working, record), **own}


def _linked(working: Working, record: Record) -> set[str]:
    return set(references(record))


def _of_place(working: Working, record: Record) -> set[str]:
    """What is recorded of the places that the record names, or that it is."""
    here = {record.id} if record.kind.name in PLACES else set(_places(record))
    return _linked(working, record) | indexed.asked(working.office, partial(_there, here))


def _there(here: set[str], index: Index) -> set[str]:
    tests = [[Test(column, same=place)] for column in PLACES for place in sorted(here)]
    return {id for kind in OF_A_PLACE for test in tests for id in index.ids(kind, test)}


def _places(record: Record) -> Iterator[str]:
    """The units and assets of its own box; not the unit of somebody whom it names."""
    box = record.kind.sections[0].name
    return (str(held) for name in PLACES if (held := record.value(f"{box}.{name}")))


def _of_party(working: Working, record: Record) -> set[str]:
    """What names the party, which is the record itself or the one that pays, reported or complained."""
    party = record.id if record.kind.name == "party" else next((str(held) for path in PARTIES if (held := record.value(path))), "")
    found = indexed.asked(working.office, partial(_saying, party)) if party else set()
    return _linked(working, record) | {id for id in found if (one := working.find(id)) is not None and party in references(one)}


def _saying(party: str, index: Index) -> set[str]:
    return {one.id for one in index.found([party]) if one.shelf in OF_A_PARTY}


FOUND: Mapping[str, Callable[[Working, Record], set[str]]] = {"linked": _linked, "place": _of_place, "party": _of_party}
