"""Words: yes and no, choices by key, label or synonym, free text. Free text keeps what was typed, or is refused with the place."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from repairctl.errors import Sentence, say
from repairctl.inputs.typed import NotRead, plain, shown
from repairctl.model import Label


class NotYesOrNo(NotRead):
    def __init__(self, value: str) -> None:
        super().__init__(value, say("It is neither yes nor no."), "y (yes true 是 好 1) / n (no false 否 不 0)")


class NotAChoice(NotRead):
    def __init__(self, value: str, name: str, choices: Sequence[tuple[str, Label]]) -> None:
        self.choices = choices
        listed = ", ".join(f"{key} ({label.en}, {label.zh})" for key, label in choices)
        example = choices[0][0] if choices else "-"
        super().__init__(value, say("{name} is one of: {choices}.", name=name, choices=listed), example)


class NotText(NotRead):
    def __init__(self, value: str, why: Sentence) -> None:
        super().__init__(value, why, "厨房漏水")


LONGEST = 20_000
"""Characters of one text; a file may hold more, but nobody types them."""
_JOINED = "\u200d"
"""What makes one picture of several, and is seen nowhere else."""
_TURNED = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that let a line read other than it is stored."""
NO_SYNONYMS: Mapping[str, str] = {}
_YES = frozenset({"y", "yes", "true", "是", "好", "1"})
_NO = frozenset({"n", "no", "false", "否", "不", "0"})


def yes_no(text: str) -> bool:
    """y yes true 是 好 1, or n no false 否 不 0."""
    typed = plain(text).casefold()
    if typed not in _YES | _NO:
        raise NotYesOrNo(text)
    return typed in _YES


def choice(text: str, choices: Sequence[tuple[str, Label]], name: str, synonyms: Mapping[str, str] = NO_SYNONYMS) -> str:
    """The key of the choice whose key, label or synonym was typed whole, in either language. `name` is the field's, for the refusal."""
    typed = _folded(text)
    by_key = [key for key, _ in choices if _folded(key) == typed]
    by_label = [key for key, label in choices if typed in (_folded(label.en), _folded(label.zh))]
    by_synonym = [key for word, key in synonyms.items() if _folded(word) == typed]
    found = by_key or by_label or by_synonym
    if len(found) != 1:
        raise NotAChoice(text, name, choices)
    return found[0]


def _folded(text: str) -> str:
    return plain(text).casefold()


def text(value: str, *, lines: bool = False) -> str:
    """Free text as typed. What cannot be seen is refused: control characters, turns of direction, widthless signs, halves of characters.

    Line breaks too, unless `lines`.
    """
    if len(value) > LONGEST:
        why = say("It has {length} characters; a text has at most {limit}.", length=len(value), limit=LONGEST)
        raise NotText(value, why)
    for place, sign in enumerate(value, start=1):
        if sign == "\n" and lines:
            continue
        if sign in "\r\n\u2028\u2029":
            raise NotText(value, say("Character {place} is a line break; this is a text of one line.", place=place))
        if unicodedata.category(sign) == "Cs":
            raise NotText(value, say("Character {place} is half a character ({sign}); paste the text anew.", place=place, sign=shown(sign)))
        if sign in _TURNED:
            raise NotText(
                value, say("Character {place} turns the direction of writing ({sign}); leave it out.", place=place, sign=shown(sign))
            )
        if _unseen(sign, value[place - 2] if place > 1 else ""):
            raise NotText(value, say("Character {place} cannot be seen ({sign}); leave it out.", place=place, sign=shown(sign)))
        if unicodedata.category(sign) == "Cc":
            raise NotText(value, say("Character {place} is a control character ({sign}); leave it out.", place=place, sign=shown(sign)))
    return value


def _unseen(sign: str, before: str) -> bool:
    """A sign without width, a mark of another coding, or a code that is no character. A picture of several parts is one."""
    if sign == _JOINED:
        return unicodedata.category(before or " ") not in ("So", "Sk", "Mn")
    code = ord(sign)
    return unicodedata.category(sign) == "Cf" or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
