"""Which record a code belongs to, where nothing else is known: first what was printed here, then all records that have papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from repairctl import records, sheets
from repairctl.actions.paper_claims import Claim
from repairctl.actions.working import Working
from repairctl.edges import printings
from repairctl.errors import RepairError
from repairctl.kinds import KINDS
from repairctl.model import Kind, Record
from repairctl.office import Office

Progress = Callable[[int, int], None]


def codes(record: Record, document: str = "") -> Iterator[tuple[str, str, int]]:
    """The code of every paper that a record has: of every entry where there is one for each. As (code, document, which)."""
    for name, sheet in sheets.of_kind(record.kind.name).items():
        if document in ("", name):
            entries = range(1, len(record.of.get(sheet.each, ())) + 1) if sheet.each else (0,)
            yield from ((sheets.code_of(name, record, which), name, which) for which in entries)


def found(office: Office, claim: Claim, progress: Progress) -> Claim | None:
    """The claim with its record, document and entry; None where no record says now what the paper says, and none was printed here."""
    printed = next(((id, one) for id, one in printings.everything(office.root) if one.code == claim.code), None)
    if printed:
        id, note = printed
        kind = KINDS[sheets.ALL[note.document].kind] if note.document in sheets.ALL else KINDS["order"]
        return replace(claim, kind=kind, id=id, document=note.document, which=note.which, commit=claim.commit or note.commit, note=note)
    for kind, id, document, which in _among(office, claim.code, progress):
        return replace(claim, kind=kind, id=id, document=document, which=which)
    return None


def _among(office: Office, code: str, progress: Progress) -> Iterator[tuple[Kind, str, str, int]]:
    """Looks at the newest first, for these are asked about."""
    kinds = [KINDS[name] for name in dict.fromkeys(sheet.kind for sheet in sheets.SHEETS.values())]
    all_ids = [(kind, id) for kind in kinds for id in sorted(office.store.ids(kind), reverse=True)]
    for number, (kind, id) in enumerate(all_ids, 1):
        for own, document, which in _codes_of(office, kind, id):
            if own == code:
                progress(len(all_ids), len(all_ids))
                yield kind, id, document, which
        progress(number, len(all_ids))


def _codes_of(office: Office, kind: Kind, id: str) -> Iterator[tuple[str, str, int]]:
    try:
        yield from codes(records.as_of(Working(office).load(kind, id).record, office.now))
    except RepairError:
        return
