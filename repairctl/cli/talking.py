"""A conversation held at a terminal: asks, echoes, goes back, keeps each answer as a draft at once. Knows no kind and no rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from repairctl.actions import drafts
from repairctl.cli import show
from repairctl.cli.cells import wrapped
from repairctl.cli.desk import Desk
from repairctl.errors import Misuse, RepairError, Sentence, say
from repairctl.inputs import Ambiguous
from repairctl.inputs.typed import plain
from repairctl.model import Label
from repairctl.office import Office
from repairctl.talk import END, Ask, Table, Talk, Tell, Words

T = TypeVar("T")
BACK, HELP, STOP, NOTHING = "<", "?", ".", "-"
ECHO = " " * 24


class Stopped(RepairError):
    """The person left in the middle; what was answered lies in a draft."""

    exit_code = 130

    def __init__(self, draft: str, again: str) -> None:
        if draft:
            super().__init__(say("Nothing was recorded; your answers are kept in {draft}. To go on: {again}", draft=draft, again=again))
        else:
            super().__init__(say("Nothing was recorded."))


class _Back(Exception):
    """One answer back."""


@dataclass
class Talking(Generic[T]):
    """One conversation at one desk. `command` is the verb with its words, by which a draft is found again."""

    desk: Desk
    office: Office
    command: Sequence[str]
    talk: Callable[[], Talk[T]]
    answers: list[tuple[str, str]] = field(default_factory=list)
    draft: drafts.Draft | None = None
    where: str = ""

    def held(self) -> T:
        """What the conversation comes to. Raises Stopped, and what the conversation refuses; the draft is kept until `done`."""
        self._take_up()
        try:
            while True:
                try:
                    return self._run()
                except _Back:
                    self.answers = self.answers[:-1]
        except (KeyboardInterrupt, EOFError):
            self.desk.aside("")
            raise Stopped(self.where, self._again()) from None

    def done(self) -> None:
        """What the conversation came to is recorded: its draft goes."""
        if self.draft:
            drafts.dropped(self.office, self.draft)

    def _take_up(self) -> None:
        """Offers the draft of the same command once; what is not taken up is dropped."""
        found = drafts.waiting(self.office, self.command)
        self.draft = drafts.begun(self.office, self.command)
        if found is None:
            return
        about = next((text for name, text in found.answers if name == "request.description"), "")
        told = say("A draft of {when} was not recorded: {command} {about}. Go on with it?", when=_at(found.begun, self.office),
                   command=" ".join(found.command), about=about)  # fmt: skip
        self.draft = found
        if confirmed(self.desk, told, default=True):
            self.answers = list(found.answers)
        else:
            drafts.dropped(self.office, found)

    def _run(self) -> T:
        """From the beginning: the answers so far are given again in silence, then the person goes on."""
        talk, reply, old = self.talk(), None, list(self.answers)
        self.answers = []
        try:
            step = next(talk)
            while True:
                if isinstance(step, Ask):
                    reply = self._answer(step, old)
                elif not old:
                    self._show(step)
                    reply = None
                step = talk.send(reply)
        except StopIteration as ended:
            return ended.value  # type: ignore[no-any-return]
        finally:
            talk.close()

    def _answer(self, ask: Ask, old: list[tuple[str, str]]) -> object:
        if old:
            name, text = old.pop(0)
            if name == ask.name:
                try:
                    value = self._read(ask, text)
                except Misuse:
                    old.clear()  # what could be read then cannot be read now: the person goes on from here
                else:
                    self.answers.append((name, text))
                    return value
            old.clear()
        return self._asked(ask)

    def _asked(self, ask: Ask) -> object:
        while True:
            text = self.desk.ask(self._question(ask))
            if plain(text) == HELP:
                self._help(ask)
                continue
            if plain(text) == BACK:
                if not self.answers:
                    self.desk.aside(self.desk.tongue.say(say("This is the first question; Ctrl-C leaves.")))
                    continue
                raise _Back
            try:
                value = self._read(ask, text)
            except Ambiguous as several:
                text = self._which(several)
                try:
                    value = self._read(ask, text)
                except Misuse:
                    continue
            except Misuse as refusal:
                self._refuse(refusal)
                continue
            self._keep(ask, text)
            return value

    def _read(self, ask: Ask, text: str) -> object:
        """The value of an answer; None where it is left empty. Raises Misuse."""
        typed = plain(text)
        if typed == STOP and ask.ends:
            return END
        if typed == NOTHING and ask.default and not ask.needed:
            return None
        if not typed:
            text = ask.default
        if not text.strip():
            if ask.needed:
                raise Misuse(say("It cannot be left empty; Ctrl-C records nothing."))
            return None
        return ask.read(chosen(text, ask.choices) if typed else text)

    def _which(self, several: Ambiguous) -> str:
        """Which of several readings is meant: its number, and the spelling that means only that."""
        tongue = self.desk.tongue
        listed = "  ".join(f"{number} {tongue.fact(shown)}" for number, (_, shown) in enumerate(several.readings, 1))
        answer = plain(self.desk.ask(f"{tongue.say(several.why)} [{listed}]"))
        number = int(answer) if answer.isascii() and answer.isdecimal() and len(answer) < 4 else 0
        return several.readings[number - 1][0] if 0 < number <= len(several.readings) else answer

    def _keep(self, ask: Ask, text: str) -> None:
        self.answers.append((ask.name, text))
        assert self.draft is not None
        self.draft, path = drafts.answered(self.office, self.draft, self.answers)
        self.where = path.relative_to(self.office.root).as_posix()

    def _question(self, ask: Ask) -> str:
        tongue = self.desk.tongue
        listed = " ".join(f"{number} {tongue.label(label)}" for number, (_, label) in enumerate(ask.choices, 1))
        known = dict(ask.choices)
        default = tongue.label(known[ask.default]) if ask.default in known else ask.default
        if ask.default in known:
            default = str([key for key, _ in ask.choices].index(ask.default) + 1)
        return "".join([words(self.desk, ask.said), f" [{listed}]" if listed else "", f" ({default})" if default else ""])

    def _help(self, ask: Ask) -> None:
        hints = [ask.hint] if ask.hint else []
        general = say("Enter takes what stands in ( ), - leaves it empty, < goes one answer back, Ctrl-C records nothing.")
        for sentence in (*hints, general):
            self._line(self.desk.tongue.say(sentence))

    def _refuse(self, refusal: RepairError) -> None:
        for line in wrapped(self.desk.tongue.all(refusal.sentences), self.desk.terminal.width, first="  ", rest="  "):
            self.desk.aside(line)

    def _show(self, step: Tell | Table) -> None:
        if isinstance(step, Table):
            columns = [show.Column(words(self.desk, one), n in step.soft, n in step.right) for n, one in enumerate(step.head)]
            rows = [[words(self.desk, cell) for cell in row] for row in step.rows]
            for line in show.table(columns, rows, self.desk.terminal.width):
                self.desk.aside(line)
            return
        for one in step.lines:
            self._line(words(self.desk, one), ECHO if step.echo else "")

    def _line(self, text: str, indent: str = "") -> None:
        for line in wrapped(text, self.desk.terminal.width, first=indent, rest=indent or "  ") if text.strip() else [""]:
            self.desk.aside(line)

    def _again(self) -> str:
        return " ".join(["repairctl", *(f'"{word}"' if " " in word else word for word in self.command)])


def words(desk: Desk, said: Words) -> str:
    """What is said, in the desk's language."""
    if isinstance(said, Sentence):
        return desk.tongue.say(said)
    return desk.tongue.label(said) if isinstance(said, Label) else said


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


def _at(minute: int, office: Office) -> object:
    from repairctl.model import At

    return At(minute, office.zone)
