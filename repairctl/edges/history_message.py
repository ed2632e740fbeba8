"""The text of a commit: a subject, a body, trailers that no value can forge. Pure text; it runs nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from msgspec import Struct

SUBJECT_CELLS = 72
TRAILER = re.compile(r"([A-Za-z][A-Za-z-]*): ?(.*)")
LOOKS_LIKE_TRAILER = re.compile(r"[^\s:]+\s*:|\(cherry picked")


class Message(Struct, frozen=True):
    """What a commit says. Subject and values are brought into one line; a line of the body that looks like a trailer is indented."""

    subject: str
    body: str
    trailers: Sequence[tuple[str, str]]

    def text(self) -> str:
        """The whole message as git gets it."""
        subject = cut(flat(self.subject), SUBJECT_CELLS) or "repairctl"
        trailers = "\n".join(f"{_key(key)}: {flat(value)}" for key, value in self.trailers)
        return "\n\n".join(part for part in (subject, _body(self.body), trailers) if part) + "\n"


def read(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The subject and the trailers of a commit: its last paragraph, if that is not the first and every line is `Key: value`."""
    paragraphs = [part for part in re.split(r"\n\s*\n", text.strip()) if part]
    lines = paragraphs[-1].splitlines() if len(paragraphs) > 1 else []
    found = [TRAILER.fullmatch(line) for line in lines]
    trailers = tuple((match[1], match[2]) for match in found if match)
    return paragraphs[0].splitlines()[0] if paragraphs else "", trailers if len(trailers) == len(lines) else ()


def flat(text: str) -> str:
    """Text in one line: what ends lines, controls the terminal or turns the writing direction becomes a blank."""
    return " ".join("".join(char if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else " " for char in text).split())


def cut(text: str, cells: int) -> str:
    """Text of at most so many display cells; what was cut shows as two points."""
    widths = [0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text]
    if sum(widths) <= cells:
        return text
    used = kept = 0
    while used + widths[kept] <= cells - 2:
        used += widths[kept]
        kept += 1
    return text[:kept].rstrip() + ".."


def _body(text: str) -> str:
    lines = [flat(line) for line in text.splitlines()]
    safe = [f"  {line}" if LOOKS_LIKE_TRAILER.match(line) else line for line in lines]
    return "\n".join(safe).strip("\n")


def _key(key: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z-]*", key):
        raise ValueError(f"{key!r} cannot name a trailer")
    return key
