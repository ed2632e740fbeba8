"""The practice office on the disk: made from its register, thrown away again, looked at by its lessons."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from repairctl.actions.starting import started
from repairctl.actions.working import Working, kinds_of
from repairctl.errors import RepairError, say
from repairctl.model import Minute, Record
from repairctl.office import FILE, Office, find
from repairctl.practice import PAPERS, Seen
from repairctl.practice.register import PAPERS as TEXTS
from repairctl.practice.register import SETTINGS

PRACTICE = {**SETTINGS, "practice": "true"}


class NoPracticeOffice(RepairError):
    """The folder holds something that is no practice office, so nothing in it is touched."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            say("{folder} is not a practice office; nothing in it was touched.", folder=str(folder)),
            say("Name another folder: repairctl demo practice-2"),
        )


def practice_office(folder: Path, now: Minute, *, fresh: bool = False, settings: Mapping[str, str] = PRACTICE) -> tuple[Office, bool]:
    """The practice office in a folder, and whether it is new; `fresh` throws an older one away. Raises NoPracticeOffice."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        office = _there(folder, now)
        if not fresh:
            return office, False
        shutil.rmtree(folder)
    office = started(folder, settings, now)
    papers = office.root / PAPERS
    papers.mkdir(parents=True, exist_ok=True)
    for name, text in TEXTS.items():
        (papers / name).write_text(text, encoding="utf-8")
    return office, True


def seen(office: Office, said: Sequence[tuple[Sequence[str], int]]) -> Seen:
    """What a lesson may look at."""
    return Seen(lambda id: _record(office, id), tuple(said))


def _there(folder: Path, now: Minute) -> Office:
    if not (folder / FILE).is_file():
        raise NoPracticeOffice(folder)
    office = find(folder, now)
    if office.root != folder or office.settings.get("practice") is not True:
        raise NoPracticeOffice(folder)
    return office


def _record(office: Office, id: str) -> Record | None:
    """The record as its file stands now; None where there is none or it cannot be read."""
    working = Working(office)
    for kind in kinds_of(id):
        try:
            return working.load(kind, id).record
        except RepairError:
            continue
    return None
