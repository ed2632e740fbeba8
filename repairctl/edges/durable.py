"""Bytes that survive: files written whole or not at all, and the one lock of an office. Knows nothing of records or git."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from repairctl.errors import RepairError, say


class Held(RepairError):
    """Another command holds the lock."""

    def __init__(self, holder: str, seconds: int) -> None:
        super().__init__(
            say("Another command is writing in this office ({holder}); waited {seconds} seconds, nothing was written.", holder=holder, seconds=seconds),
            say("Try again when it has ended."),
        )


class CannotWrite(RepairError):
    """The disk does not take the bytes; what was there is as it was."""

    exit_code = 4

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            say("{path} cannot be written: {why}. Nothing was changed.", path=path, why=why), say("Make room or mend the permissions, then try again.")
        )


def write_whole(path: Path, data: bytes, shown: str) -> None:
    """Writes a file beside its place, syncs it and moves it there; the old bytes stay until then. Raises CannotWrite."""
    temporary = path.parent / f".{path.name}.{os.getpid()}.tmp"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise CannotWrite(shown, (error.strerror or type(error).__name__).lower()) from None
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Makes a move in the folder survive a power cut, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def locked(folder: Path, seconds: int, who: str) -> Iterator[None]:
    """Holds the office's lock; the system lets go of it when the process dies. Raises Held after so many seconds."""
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    holder = folder / "holder.json"
    try:
        with FileLock(str(folder / "lock"), timeout=seconds):
            with suppress(OSError):
                holder.write_text(json.dumps({"pid": os.getpid(), "what": who}), encoding="utf-8")
            yield
    except Timeout:
        raise Held(_holder(holder), seconds) from None


def _holder(path: Path) -> str:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return f"{held['what']}, process {held['pid']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "?"
