"""The form `text_free_of`: words that must not be written to anybody."""

from __future__ import annotations

import re
from functools import cache

from repairctl.errors import say
from repairctl.forms.verdicts import IN_ORDER, NOTHING_TO_JUDGE, fails, passes
from repairctl.model import Judgement
from repairctl.readings import AsOf, Texts, Words


def text_free_of(texts: Texts, words: Words, *, as_of: AsOf) -> Judgement:
    """Texts in which none of these words stands. `停水+欠费` is found where both stand in one text. Case and width do not matter.

    Of a step, the texts of all its entries are read.

    Example:
        rule: {form: text_free_of, texts: [note.text, decline.reason], words: [最终解释权, 停水+欠费]}
        pass: {log: [{step: report, at: 2026-03-02T09:00, by: S-01}, {step: note, at: 2026-03-02T10:00, by: S-01, text: 计划停水两小时}]}
        fail: {log: [{step: report, at: 2026-03-02T09:00, by: S-01}, {step: note, at: 2026-03-02T10:00, by: S-01, text: 欠费不交就停水}]}
    """
    if not texts:
        return NOTHING_TO_JUDGE
    any_of, known = _parts(tuple(words))
    for label, text in texts:
        if any_of.search(text) is None:
            continue
        for word, parts in known:
            if all(part in text for part in parts):
                return fails(say("{field} says: {word}.", field=label, word=word.replace("+", " … ")), None, word)
    return passes(say("None of the words stands there.")) if as_of.telling else IN_ORDER


@cache
def _parts(words: tuple[str, ...]) -> tuple[re.Pattern[str], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Each word with the parts that must all stand in a text; and what a text must hold for any of them to be worth a look."""
    known = tuple((word, tuple(word.casefold().split("+"))) for word in words)
    return re.compile("|".join(re.escape(parts[0]) for _, parts in known) or "(?!)"), known
