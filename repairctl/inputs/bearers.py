"""One of several payers as it is typed: `P-0802 89.51`, `company 40%`, `保险公司 250元 # 保单`. Knows no party and no statement."""

from __future__ import annotations

import re
from collections.abc import Mapping

from repairctl.errors import Sentence, say
from repairctl.inputs.typed import NotRead, plain
from repairctl.model import Label

EXAMPLE = "owner P-0802 89.51"
_AMOUNT = re.compile(r"(?:[¥=] ?(?P<before>[\d.,]+)|(?P<after>[\d.,]+) ?(?:元|块|yuan|rmb))", re.IGNORECASE)
_PART = re.compile(r"\d[\d./]*%?")


class NotABearer(NotRead):
    """What is no payer with a part."""

    def __init__(self, value: str, why: Sentence) -> None:
        super().__init__(value, why, EXAMPLE)


def bearer(text: str, payers: Mapping[str, str], otherwise: str = "") -> dict[str, str]:
    """The row of a payer as texts: payer, party, parts or amount, reason. Raises NotABearer.

    `payers`: words to keys; `otherwise` is the key that counts where no word is one of them.
    """
    head, _, reason = text.partition("#")
    words = plain(re.sub(r"\s+(?=%|元|块|yuan)", "", head)).split()
    key = payers.get(words[0].casefold(), "") if words else ""
    rest = words[1:] if key else words
    if not rest or len(rest) > 2:
        raise NotABearer(text, say("Wanted: who, and which part: an area, a fraction, a percentage, or an amount as =250.00."))
    if not (key or otherwise):
        raise NotABearer(text, say("It does not say what they are; put {words} before it, or give --payer.", words=Label("owner", "业主")))
    part = _part(rest[-1], text)
    row = {"payer": key or otherwise, "party": rest[0] if len(rest) == 2 else "", **part, "reason": reason.strip()}
    return {name: held for name, held in row.items() if held}


def _part(word: str, text: str) -> dict[str, str]:
    amount = _AMOUNT.fullmatch(word)
    if amount:
        return {"amount": amount["before"] or amount["after"]}
    if not _PART.fullmatch(word):
        raise NotABearer(text, say("{word} is neither a part nor an amount.", word=word))
    return {"parts": word}
