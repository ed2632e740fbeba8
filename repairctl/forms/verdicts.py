"""Short ways for a form to say its verdict. Knows no form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from repairctl.errors import Sentence, say
from repairctl.model import Judgement, Minute, Says

Told: TypeAlias = "tuple[Sequence[int], Judgement]"
"""What a form says of some of a group: their places, the one it is about first."""


def passes(sentence: Sentence, expected: object = None, actual: object = None) -> Judgement:
    return Judgement(Says.PASS, sentence, expected, actual)


def fails(sentence: Sentence, expected: object = None, actual: object = None) -> Judgement:
    return Judgement(Says.FAIL, sentence, expected, actual)


def waits(sentence: Sentence, expected: object = None, turns_at: Minute | None = None) -> Judgement:
    """What the rule waits for has not happened."""
    return Judgement(Says.OPEN, sentence, expected, turns_at=turns_at)


def does_not_apply(sentence: Sentence) -> Judgement:
    return Judgement(Says.NOT_APPLICABLE, sentence)


def cannot_tell(sentence: Sentence) -> Judgement:
    """The answer depends on something missing."""
    return Judgement(Says.UNDETERMINED, sentence)


def listed(items: Sequence[object]) -> Sentence:
    """Several facts as one, with commas; each is shown in its own way."""
    return Sentence(", ".join(f"{{a{n}}}" for n in range(len(items))), {f"a{n}": item for n, item in enumerate(items)})


IN_ORDER = passes(say("In order."))
"""What passes when nobody wants to be told more; the words of verdicts cost more than the verdicts."""
NOT_BEGUN = does_not_apply(say("What starts this clock has not happened."))
NO_LIMIT = does_not_apply(say("No limit is set for this record."))
NOTHING_TO_JUDGE = does_not_apply(say("There is nothing here to judge."))
