"""The lines of an office's files that findings point at. Reads only through the office's store."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from repairctl.cli.show_findings import Excerpt
from repairctl.errors import RepairError

if TYPE_CHECKING:
    from repairctl.office import Office


LONGEST = 200


def harmless(text: str) -> str:
    """The text as it may stand on a terminal: cut, and what cannot be printed as an escape."""
    cut = text if len(text) <= LONGEST else text[:LONGEST] + ".."
    return "".join(sign if sign.isprintable() or sign == "\t" else sign.encode("unicode_escape").decode("ascii") for sign in cut)


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
        return harmless(held[number - 1].rstrip()) if 0 < number <= len(held) else ""

    return line
