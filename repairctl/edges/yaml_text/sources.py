"""The bytes of a file as text that can be read and shown: UTF-8, no tab, no control character. Knows nothing of YAML."""

from __future__ import annotations

import re

from repairctl.edges.yaml_text.faults import Empty, NotUtf8, StrayCharacter, Tabbed, TooLarge, TooLong

LARGEST = 1 << 20
LONGEST = 1 << 16
"""Characters of one line, and of one text."""
MARK = "\ufeff"
_CONTROL, _TURNS = "\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029", "\u202a-\u202e\u2066-\u2069"
_UNSEEN = "\u200b\u2060-\u2064\ufeff\ufffe\uffff\U000e0000-\U000e007f"
STRAY = re.compile(rf"[{_CONTROL}{_TURNS}{_UNSEEN}]|\r(?!\n)")


def text_of(data: bytes, path: str) -> str:
    """The text without its byte order mark, line ends as they are. Raises NotUtf8, Tabbed, StrayCharacter, Empty, TooLarge."""
    if len(data) > LARGEST:
        raise TooLarge(path, LARGEST)
    try:
        text = data.decode().removeprefix(MARK)
    except UnicodeDecodeError as error:
        raise NotUtf8(path, _line(data[: error.start].decode()), error.start, _guess(data)) from None
    if not text.replace("\n", "").isprintable() and (stray := STRAY.search(text)):  # nothing that is printable is stray
        raise _stray(stray, text, data, path)
    if not text.strip():
        raise Empty(path)
    if len(text) > LONGEST:
        _short_lines(text, path)
    return text


def _short_lines(text: str, path: str) -> None:
    """Raises TooLong; a file that is shorter as a whole is not looked at."""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST:
            raise TooLong(path, number, len(line), LONGEST)


def readable(text: str) -> str:
    """The text with LF alone and a line end behind every line: what stands in a file does not depend on either."""
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    return text if text.endswith("\n") else text + "\n"


def _stray(found: re.Match[str], text: str, data: bytes, path: str) -> NotUtf8 | Tabbed | StrayCharacter:
    line = _line(text[: found.start()])
    if found[0] == "\0" and data.count(0) * 3 > len(data):
        return NotUtf8(path, line, found.start(), "UTF-16")
    return Tabbed(path, line) if found[0] == "\t" else StrayCharacter(path, line, ord(found[0]))


def _line(before: str) -> int:
    return before.count("\n") + 1


def _guess(data: bytes) -> str:
    """The coding that a Chinese office most likely saved the file in; '' where nothing fits."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data.count(0) * 3 > len(data):
        return "UTF-16"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "GBK"
