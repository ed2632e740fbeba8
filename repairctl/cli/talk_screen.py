"""How a conversation looks at a terminal: questions with choices and defaults, what is told, tables, refusals, and yes or no."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from repairctl.cli import show
from repairctl.cli.cells import wrapped
from repairctl.cli.desk import Desk
from repairctl.errors import Misuse, RepairError, Sentence, say
from repairctl.inputs.typed import plain
from repairctl.model import Label
from repairctl.talk import Ask, Table, Tell, Words

ECHO = " " * 24


class Screen(Struct, frozen=True):
    """The screen of one desk."""

    desk: Desk

    def question(self, ask: Ask) -> str:
        said = words(self.desk, ask.said)
        listed = words(self.desk, ask.listed) or ("" if ask.quiet else self.choices(ask))
        known = [key for key, _ in ask.choices]
        default = str(known.index(ask.default) + 1) if ask.default in known and not ask.quiet else ask.default
        default = (words(self.desk, ask.meant) or default).strip()
        return "".join([said, f" [{listed}]" if listed else "", f" ({default})" if default else ""])

    def choices(self, ask: Ask) -> str:
        return " ".join(f"{number} {self.desk.tongue.label(label)}" for number, (_, label) in enumerate(ask.choices, 1))

    def help(self, ask: Ask) -> None:
        if ask.quiet and ask.choices:
            self.line(self.choices(ask))
        hints = [ask.hint] if ask.hint else []
        general = say("Enter takes what stands in ( ), - leaves it empty, < goes one answer back, Ctrl-C records nothing.")
        for sentence in (*hints, general):
            self.line(self.desk.tongue.say(sentence))

    def refuse(self, refusal: RepairError) -> None:
        for line in wrapped(self.desk.tongue.all(refusal.sentences), self.desk.terminal.width, first="  ", rest="  "):
            self.desk.aside(line)

    def show(self, step: Tell | Table) -> None:
        if isinstance(step, Table):
            columns = [show.Column(words(self.desk, one), n in step.soft, n in step.right) for n, one in enumerate(step.head)]
            rows = [[words(self.desk, cell) for cell in row] for row in step.rows]
            for line in show.table(columns, rows, self.desk.terminal.width):
                self.desk.aside(line)
            return
        for one in step.lines:
            self.line(words(self.desk, one), ECHO if step.echo else "")

    def line(self, text: str, indent: str = "") -> None:
        first = indent or " " * (len(text) - len(text.lstrip(" ")))
        for line in wrapped(text, self.desk.terminal.width, first=first, rest=indent or f"{first}  ") if text.strip() else [""]:
            self.desk.aside(line)


def words(desk: Desk, said: Words) -> str:
    """What is said, in the desk's language."""
    if isinstance(said, tuple):
        return "  ".join(part for one in said if (part := words(desk, one)))
    if isinstance(said, Sentence):
        return desk.tongue.say(said)
    return desk.tongue.label(said) if isinstance(said, Label) else said


def parts(label: Label) -> Iterator[str]:
    """A label and its words, in both languages: `P1 急修` is begun by P1 and by 急."""
    for one in (label.en, label.zh):
        yield one
        yield from one.split()


def chosen(text: str, choices: Sequence[tuple[str, Label]]) -> str:
    """The key that a number means; a number that is itself a key means that key. Any other text stays as it is."""
    typed = plain(text)
    keys = [key for key, _ in choices]
    if typed in keys or not (typed.isascii() and typed.isdecimal() and len(typed) < 4):
        return text
    return keys[int(typed) - 1] if 0 < int(typed) <= len(keys) else text


def confirmed(desk: Desk, question: Sentence, *, default: bool) -> bool:
    """Yes or no; Enter means the default. Raises KeyboardInterrupt and EOFError as the terminal does."""
    from repairctl import inputs

    while True:
        text = desk.ask(f"{desk.tongue.say(question)} [{'Y/n' if default else 'y/N'}]")
        if not plain(text):
            return default
        try:
            return inputs.yes_no(text)
        except Misuse as refusal:
            desk.aside(desk.tongue.all(refusal.sentences))
