"""Whether the bytes of a file are what an interrupted write or an unfinished merge leaves. Pure: bytes in, words out."""

from __future__ import annotations

import re

EMPTY, ZEROS, ENDS_IN_ZEROS, CUT = "empty", "zeros", "ends-in-zeros", "cut"
OURS, THEIRS = re.compile(rb"^<<<<<<< ", re.MULTILINE), re.compile(rb"^>>>>>>> ", re.MULTILINE)
ID = re.compile(rb"^id:[ \t]*[\"']?([^\s\"'#]+)", re.MULTILINE)


def tear(data: bytes) -> str:
    """How a text file is torn, as far as it tells itself; '' where it looks whole. `cut` is only a guess: it ends within a line."""
    if not data:
        return EMPTY
    kept = data.rstrip(b"\0")
    if not kept:
        return ZEROS
    return ENDS_IN_ZEROS if kept != data else "" if data.endswith(b"\n") else CUT


def torn_write(data: bytes, whole: bytes) -> bool:
    """Whether these bytes are the beginning of the whole ones, broken off where no person breaks off: so nothing is lost by the whole.

    Who takes lines away in an editor leaves whole lines; those are somebody's work, and not ours to put back.
    """
    kept = data.rstrip(b"\0")
    return data != whole and whole.startswith(kept) and tear(data) != ""


def conflict_line(data: bytes) -> int:
    """The line in which git's mark of two versions stands; 0 where there is none."""
    begins = OURS.search(data)
    return data.count(b"\n", 0, begins.start()) + 1 if begins and THEIRS.search(data, begins.end()) else 0


def id_inside(data: bytes) -> str:
    """What the text says its ID is; '' where it says none."""
    found = ID.search(data)
    return found[1].decode("utf-8", "replace") if found else ""
