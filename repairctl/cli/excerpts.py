"""The lines of an office's files that findings point at. Reads only through the office's store."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from repairctl.cli.show_findings import Excerpt
from repairctl.errors import RepairError

if TYPE_CHECKING:
    from repairctl.office import Office


def excerpts(office: Office) -> Excerpt:
    """The lines of the office's files, each file read once."""

    @cache
    def lines(path: str) -> tuple[str, ...]:
        try:
            return tuple(office.store.bytes_of(path).decode(errors="replace").splitlines())
        except RepairError:  # the finding itself says that the file cannot be read
            return ()

    def line(path: str, number: int) -> str:
        held = lines(path)
        return held[number - 1].rstrip() if 0 < number <= len(held) else ""

    return line
