"""Commands that are conversations at a terminal: hold one, record what it came to in one commit, show it in a few lines. Knows no rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from repairctl.cli.desk import Desk, Given
from repairctl.cli.talk_screen import words
from repairctl.cli.talking import Talking
from repairctl.errors import Misuse, say
from repairctl.model import Label, Minute
from repairctl.talk import Talk, Words

if TYPE_CHECKING:
    from repairctl.actions.outcomes import Done
    from repairctl.actions.talks.meanwhile import Watch
    from repairctl.office import Office

T = TypeVar("T")
Record = Callable[["Office", T], "Done"]


class OnlyTyped(Misuse):
    """A conversation needs somebody who answers."""

    def __init__(self, example: str) -> None:
        super().__init__(say("This command asks, and there is nobody to answer."), say("For example: {example}", example=example))


def held(desk: Desk, office: Office, given: Given, command: Sequence[str], talk: Callable[[Minute], Talk[T]]) -> tuple[Talking[T], T]:
    """One conversation to its end. Raises Stopped."""
    talking: Talking[T] = Talking(desk, office, command, lambda: talk(talking.begun), latest=given.on("continue"))
    return talking, talking.held()


def later(desk: Desk, office: Office) -> Office:
    """The office at the moment when the last answer was given."""
    from repairctl.actions.sheet import with_now

    return with_now(office, max(desk.clock() if desk.clock else office.now, office.now))


def tell_meanwhile(desk: Desk, office: Office, watch: Watch) -> None:
    """Says what others recorded since the conversation began."""
    from repairctl.actions.talks.meanwhile import happened

    for sentence in happened(office, watch):
        desk.aside(desk.tongue.say(sentence))


def say_lines(desk: Desk, lines: Sequence[Words]) -> None:
    """Lines of the result."""
    from repairctl.cli.cells import wrapped

    for one in lines:
        text = words(desk, one)
        first = " " * (len(text) - len(text.lstrip(" ")))
        for line in wrapped(text, desk.terminal.width, first=first, rest=f"{first}  "):
            desk.out(line)


CONTINUE = Label("go on with the newest draft of this command", "接着写这个命令最近的草稿")
