"""The last question before something is recorded. Knows not what."""

from __future__ import annotations

from repairctl import inputs
from repairctl.talk import Ask, Words


def sure(said: Words) -> Ask:
    """A question to which Enter says yes."""
    return Ask("sure", said, read=inputs.yes_no, default="y", listed="Y/n", meant=" ")
