"""The text of a file that Excel, WPS or Notepad wrote, whatever they made of it."""

from __future__ import annotations

from repairctl.errors import Misuse, say


class Undecodable(Misuse):
    """The bytes are no text."""

    def __init__(self) -> None:
        super().__init__(say("it is neither UTF-8 nor GBK text."))


def decoded(data: bytes) -> str:
    """UTF-8 with or without a byte order mark, UTF-16 with one, else GBK. Raises Undecodable."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Undecodable


def delimiter(text: str) -> str:
    """What parts the cells of a table: comma, tab, semicolon or the full-width comma, whichever its first line has most of."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max((",", "\t", ";", "，"), key=first.count) if first else ","
