"""A result handed over as a file that the person named, whole or not at all. Knows nothing of what is in it."""

from __future__ import annotations

from pathlib import Path

from repairctl.edges import durable
from repairctl.errors import RepairError, say


class NotHanded(RepairError):
    """The file that was asked for cannot be written."""

    exit_code = 4

    def __init__(self, path: Path, error: OSError) -> None:
        why = (error.strerror or type(error).__name__).lower()
        super().__init__(say("{file} cannot be written: {why}.", file=str(path), why=why), say("Name another file with -o."))


def handed(path: Path, data: bytes) -> None:
    """Raises NotHanded."""
    try:
        durable.write_whole(path, data)
    except OSError as error:
        raise NotHanded(path, error) from None
