"""What a command knows of the place where it runs: the moment, the folder, the terminal, the language. Reads none of them itself."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from repairctl.cli.cells import wrapped
from repairctl.cli.language import Tongue
from repairctl.errors import Misuse, RepairError, say
from repairctl.model import Minute, minute_of, moment_of

if TYPE_CHECKING:  # opening an office imports git's and YAML's doors; help never does
    from repairctl.office import Office, Request

ROOM = 8  # cells for an answer in the line of its question
COLOURS = {"red": 31, "yellow": 33}


class SaidTwice(Misuse):
    """An option that takes one value was given several."""

    def __init__(self, option: str, values: tuple[str, ...]) -> None:
        super().__init__(
            say("{option} was given {n} times: {values}.", option=option, n=len(values), values=", ".join(values)), say("Give it once.")
        )


class NoEditor(RepairError):
    """No editor could be started, or it failed."""

    def __init__(self, why: str) -> None:
        super().__init__(
            say("The editor did not work: {why}", why=why), say("Name another one in the environment: {example}", example="EDITOR=nano")
        )


class Terminal(Struct, frozen=True):
    """`asks`: somebody sits there and can answer; `shows`: what is printed is read by a person, not by a program."""

    asks: bool = False
    shows: bool = False
    width: int = 80
    utf8: bool = True
    colour: bool = False
    dumb: bool = False  # it cannot move its cursor
    hints: bool = True  # the next command is suggested
    pages: int = 0  # lines that fit, where longer output may go through a pager; 0: it may not
    windows: bool = True  # other programs can show a window here


class Desk(Struct, frozen=True):
    """The surroundings of one command, with what its global options made of them."""

    now: Minute
    here: Path
    tongue: Tongue = field(default_factory=Tongue)
    terminal: Terminal = field(default_factory=Terminal)
    folder: str = ""
    as_of: str = ""
    json: bool = False
    request: Request | None = None
    no_input: bool = False
    clock: Callable[[], Minute] | None = None  # the moment as it goes on; None where it stands still
    wait: Callable[[int], Minute] | None = None  # lets so many seconds pass; the moment after them

    def later(self, seconds: int) -> Desk:
        """The same desk, so many seconds later."""
        now = self.wait(seconds) if self.wait else self.now
        return replace(self, now=now, tongue=replace(self.tongue, now=now))

    @property
    def asks(self) -> bool:
        return self.terminal.asks and not self.no_input

    def path(self, typed: str) -> Path:
        """A path as typed, from the folder where the command was started."""
        return self.here / typed

    def in_office(self) -> tuple[Desk, Office]:
        """The office that is meant, and this desk with its zone. Raises NotAnOffice and what reading an office raises."""
        from repairctl import office as offices

        found = offices.find(self.path(self.folder).resolve(), self.now)
        found = replace(found, request=self.request)
        desk = replace(self, tongue=replace(self.tongue, zone=found.zone, now=self.now))
        return (desk, replace(found, as_of=_as_of(self.as_of, found))) if self.as_of else (desk, found)

    def paint(self, text: str, colour: str) -> str:
        return f"\033[{COLOURS[colour]}m{text}\033[0m" if self.terminal.colour else text

    def out(self, text: str) -> None:
        """A line of the result."""
        print(text)

    def page(self, lines: Iterable[str]) -> None:
        """Lines of the result; what is longer than the screen goes through the person's pager."""
        text = "\n".join(lines)
        if not text:
            return
        if not 0 < self.terminal.pages <= text.count("\n") + 1:
            print(text)
            return
        import click

        click.echo_via_pager(f"{text}\n", color=self.terminal.colour)

    def hint(self, *commands: str) -> None:
        """What may be typed next, with real names; only for a person who has not switched it off."""
        if self.terminal.shows and self.terminal.hints and commands:
            told = " | ".join(f"repairctl {one}" for one in commands)
            for line in wrapped(self.tongue.say(say("Hint: {command}", command=told)), self.terminal.width, rest="  "):
                self.aside(line)

    def aside(self, text: str) -> None:
        """A line that is not the result: a note, a question, a refusal."""
        print(text, file=sys.stderr)

    def ask(self, question: str) -> str:
        """One answer, typed; the question never goes into what a program reads."""
        with suppress(ImportError):  # Windows has none and needs none
            import readline  # noqa: F401  # without it a deleted Chinese character leaves half of itself on the screen

        prompt = self._prompt(question)
        if self.terminal.shows:
            return input(f"{prompt}: ")
        print(f"{prompt}: ", end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline()
        if not answer:
            raise EOFError
        return answer.rstrip("\r\n")

    def _prompt(self, question: str) -> str:
        """The end of a question, which stands before the answer; what would leave the answer no room is said in the lines above it.

        On a terminal that cannot move its cursor readline counts bytes where it should count cells, and shows half a question.
        """
        room = self.terminal.width - ROOM
        *above, last = list(wrapped(question, room * 2 // 3 if self.terminal.dumb else room, rest="  ")) or [question]
        for line in above:
            self.aside(line)
        return last

    def edit(self, file: Path) -> None:
        """Lets the person edit a file in the editor that $VISUAL or $EDITOR names, else the system's. Raises NoEditor."""
        import click

        try:
            click.edit(filename=str(file))
        except click.ClickException as error:
            raise NoEditor(error.format_message()) from None


def _as_of(text: str, office: Office) -> Minute:
    """A moment, or a day: its last minute. One that has not come asks what will be late by then."""
    from repairctl import inputs

    try:
        day = inputs.day(text, moment_of(office.now, office.zone).date())
    except inputs.NotADay:
        return inputs.moment(text, office.now, office.zone)
    return minute_of(datetime.combine(day + timedelta(days=1), time(), office.zone)) - 1


Held = Mapping[str, object]


class Given(Struct, frozen=True):
    """What was typed after a command: texts by name (each as often as it was said) and switches (None: not said)."""

    held: Held

    def text(self, name: str) -> str:
        """The one text of an option or argument; '' where it was not given. Raises SaidTwice."""
        values = self.texts(name)
        if len(values) > 1:
            raise SaidTwice("--" + name.rpartition(".")[2].replace("_", "-"), values)
        return values[0] if values else ""

    def texts(self, name: str) -> tuple[str, ...]:
        held = self.held.get(param(name))
        return tuple(map(str, held)) if isinstance(held, tuple) else (str(held),) if isinstance(held, str) else ()

    def switch(self, name: str) -> bool | None:
        held = self.held.get(param(name))
        return held if isinstance(held, bool) else None

    def on(self, name: str) -> bool:
        return self.switch(name) is True


def param(name: str) -> str:
    """How click calls the value of a path: `place.unit` -> `place__unit`."""
    return name.replace(".", "__").replace("-", "_")


Work = Callable[["Desk", Given], int]
"""What a command does: read, one action, show; returns its exit code."""
