"""What every verdict of an office is made of besides its records: the program, the policies, the settings, the waivers. As digests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b

from repairctl import __version__
from repairctl.actions.indexed import blob
from repairctl.actions.judged import WAIVER, Judge, judging_part
from repairctl.checks.packed import packed
from repairctl.checks.waivers import Waiver
from repairctl.edges import pack
from repairctl.edges.index_verdicts import SHAPE
from repairctl.errors import RepairError
from repairctl.office import UNASKED, Office


def form() -> str:
    """A short name for the program and for how it keeps verdicts."""
    return _digest([SHAPE, __version__, pack.state()])[:16]


def handed(office: Office) -> str:
    """A digest of all that judges, but the waivers and the records: zone, settings, what the policies say."""
    settings = {name: value for name, value in office.settings.items() if name not in UNASKED}
    zone = str(office.zone)
    return _digest([zone, blob(pack.zone_data(zone)), str(packed(settings)), *_policies(office)])


def _policies(office: Office) -> Iterator[tuple[str, str]]:
    for path in office.store.policy_paths():
        try:
            yield path, blob(judging_part(office.store.bytes_of(path)))
        except RepairError as refusal:
            yield path, str(refusal)


def texts_of_policies(office: Office) -> str:
    """A digest of the policies as they stand on the disk, tests and all."""
    return _digest([(path, _bytes(office, path)) for path in office.store.policy_paths()])


def _bytes(office: Office, path: str) -> str:
    try:
        return blob(office.store.bytes_of(path))
    except RepairError as refusal:
        return str(refusal)


def recorded(office: Office) -> str:
    """A digest of the settings that say since when the office counts."""
    return _digest([office.settings.get(name) for name in ("practice", "live_from")])


def standing(judge: Judge) -> Mapping[str, Sequence[Sequence[str]]]:
    """The waivers as they count, each as a digest, with the rules that it names."""
    held = judge.waivers(judge.office.as_of).held
    return {one.id: [[_counts(judge, one)], sorted(one.rules)] for one in held}


def _counts(judge: Judge, one: Waiver) -> str:
    bytes_of = blob(judge.working.load(WAIVER, one.id).data)
    return _digest([bytes_of, one.record.status, len(one.record.log), one.counts, sorted(one.without)])


def regranted(before: bytes, now: Mapping[str, Sequence[Sequence[str]]]) -> set[str]:
    """The rules that waivers name which count otherwise than before."""
    was = json.loads(before or b"{}")
    other = [id for id in {*was, *now} if was.get(id) != now.get(id)]
    return {rule for id in other for held in (was.get(id), now.get(id)) if held for rule in held[1]}


def _digest(held: Sequence[object]) -> str:
    return blake2b(repr(held).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
