"""Printed files given to a printer: the command that does it, for each; run only where that was said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from repairctl.actions.printing import How
from repairctl.edges import printers
from repairctl.errors import Misuse, say
from repairctl.sheets.papers import A4, PAPERS, TWICE

NAMED = {A4: "A4", TWICE: "A4"}


class BadPrinter(Misuse):
    """A printer's name that would be read as something else."""

    def __init__(self, name: str) -> None:
        super().__init__(say("{name} is no name of a printer.", name=name), say("See their names: lpstat -e"))


def command(file: Path, paper: str, how: How) -> tuple[str, ...]:
    """The `lp` command for a PDF on a paper: so many copies, one-sided, at its own size, for a scaled page has the wrong measures."""
    if not how.send_to or how.send_to.startswith("-") or not how.send_to.isprintable() or any(char in how.send_to for char in " /#"):
        raise BadPrinter(how.send_to)
    return ("lp", "-d", how.send_to, "-n", str(how.copies), *_media(paper), "-o", "sides=one-sided", "-o", "print-scaling=none", str(file))


def _media(paper: str) -> Iterator[str]:
    """The paper as CUPS calls it; a roll is as long as the page, so nothing is said of it."""
    one = PAPERS[paper or A4]
    if one.height != "0":
        yield from ("-o", f"media={NAMED.get(one.name) or f'Custom.{one.width}x{one.height}mm'}")


def commands(files: Sequence[Path], paper: str, how: How) -> tuple[tuple[str, ...], ...]:
    """The commands for the PDFs among the files; none where no printer is named. Raises BadPrinter."""
    return tuple(command(file, paper, how) for file in files if file.suffix == ".pdf") if how.send_to else ()


def run(some: Sequence[tuple[str, ...]], how: How) -> None:
    """Runs them where that was said. Raises NotSent."""
    for one in some if how.really else ():
        printers.sent(one)


def opened(files: Sequence[Path]) -> None:
    """Shows the first of the files by the program that the system has for it. Raises NotOpened."""
    printers.opened(files[0])
