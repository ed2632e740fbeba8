"""The shipped sample records, and the views that documents make of them: for trials of templates, never for what is handed over."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from repairctl import records, sheets
from repairctl.edges import pack
from repairctl.kinds import KINDS
from repairctl.model import Block, Kind, Record, moment_of
from repairctl.office import Office
from repairctl.sheets.papers import PAPERS

COMMIT = "000000000000"


def of_sheet(office: Office, sheet: sheets.Sheet) -> tuple[Record, ...]:
    """The samples of which a sheet has something to say."""
    return tuple(one for one in _of_kind(office, KINDS[sheet.kind]) if sheet.ready(one))


def view(office: Office, sheet: sheets.Sheet, record: Record, lang: str, paper: str = "") -> sheets.View:
    """What a sheet says of a sample, under the letterhead of the office, printed today on its usual paper or another one."""
    others = [one for kind in KINDS.values() for one in _of_kind(office, kind) if one.id != record.id]
    day = moment_of(office.now, office.zone).date()
    around = sheets.Around(office.settings, _people(office), {}, office.zone, lang, day, COMMIT, others=others if sheet.others else ())
    return sheets.view(sheet.name, record, replace(around, paper=PAPERS[paper or sheet.papers[0]]))


def _of_kind(office: Office, kind: Kind) -> Iterator[Record]:
    for id, data in pack.samples(kind.name):
        path = f"samples/{kind.name}/{id}.yaml"
        head = f"kind: {kind.name}\nid: {id}\n"
        yield records.read(kind, office.store.parsed(head.encode() + data, path), office.zone, path)[0]


def _people(office: Office) -> dict[str, dict[str, str]]:
    held = office.store.parsed(pack.sample_people(), "samples/people.yaml")
    return {str(id): {str(key): str(value) for key, value in one.items()} for id, one in held.items() if isinstance(one, Block)}
