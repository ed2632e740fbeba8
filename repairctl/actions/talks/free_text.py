"""Free text that goes into the record: a telephone number in it is asked about, for git cannot forget. Writes nothing."""

from __future__ import annotations

from repairctl import inputs
from repairctl.errors import say
from repairctl.model import Label
from repairctl.talk import Ask, Talk

MASK, KEEP = "mask", "keep"
WAYS = ((MASK, Label("mask it", "隐去")), (KEEP, Label("keep it", "照写")))


def line(text: str) -> str:
    """One line of free text. Raises NotText."""
    return inputs.text(text).strip()


def free_text(ask: Ask) -> Talk[str | None]:
    """The answer to a question for free text; None where it is left empty or the paper ends there."""
    answer = yield ask
    if not isinstance(answer, str):
        return None
    masked = inputs.without_phones(answer)
    if masked == answer:
        return answer
    said = say("There is a telephone number in it, and git cannot forget; the record would say: {text}", text=masked)
    way = yield Ask(f"{ask.name}.phone", said, read=lambda text: inputs.choice(text, WAYS, "telephone"), default=MASK, choices=WAYS)
    return answer if way == KEEP else masked
