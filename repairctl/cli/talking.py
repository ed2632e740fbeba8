"""A conversation held at a terminal: asks, echoes, goes back, keeps each answer as a draft at once. Knows no kind and no rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct, field

from repairctl.cli.desk import Desk
from repairctl.cli.talk_screen import Screen, chosen, confirmed, parts
from repairctl.errors import Misuse, RepairError, Sentence, say
from repairctl.inputs import Ambiguous
from repairctl.inputs.typed import plain
from repairctl.model import At, Minute
from repairctl.talk import END, Ask, Talk

if TYPE_CHECKING:  # a verb names conversations in its help, and help opens no office
    from repairctl.actions import drafts
    from repairctl.office import Office

T = TypeVar("T")
BACK, HELP, STOP, NOTHING = "<", "?", ".", "-"


class Stopped(RepairError):
    """The person left in the middle; what was answered lies in a draft."""

    exit_code = 130

    def __init__(self, draft: str, again: str) -> None:
        super().__init__(_kept(draft, again) if draft else say("Nothing was recorded."))


class NotTaken(RepairError):
    """What was answered could not be recorded; the answers lie in a draft."""

    def __init__(self, refusal: RepairError, draft: str, again: str) -> None:
        self.exit_code = refusal.exit_code
        if hasattr(refusal, "findings"):  # each of them is a line of its own
            self.findings = refusal.findings
        super().__init__(*refusal.sentences, *([_kept(draft, again)] if draft else []))


def _kept(draft: str, again: str) -> Sentence:
    return say("Nothing was recorded; your answers are kept in {draft}. To go on: {again}", draft=draft, again=again)


class _Back(Exception):
    """One answer back."""


class Talking(Struct, Generic[T]):
    """One conversation at one desk. `command` is the verb with its words, by which a draft is found again."""

    desk: Desk
    office: Office
    command: Sequence[str]
    talk: Callable[[], Talk[T]]
    answers: list[tuple[str, str]] = field(default_factory=list)
    draft: drafts.Draft | None = None
    where: str = ""
    latest: bool = False  # --continue: the newest draft of the verb, whatever the words after it

    @property
    def screen(self) -> Screen:
        return Screen(self.desk)

    def held(self) -> T:
        """What the conversation comes to. Raises Stopped, and what the conversation refuses; the draft is kept until `done`."""
        try:
            again = self._take_up()
            while True:
                try:
                    return self._run(again)
                except _Back:
                    self.answers, again = self.answers[:-1], False
        except (KeyboardInterrupt, EOFError):
            self.desk.aside("")
            raise Stopped(self.where, self._again()) from None
        except RepairError as refusal:
            raise NotTaken(refusal, self.where, self._again()) from None

    @contextmanager
    def recording(self) -> Iterator[None]:
        """What is done inside records the answers: afterwards their draft goes. Raises NotTaken where it is refused: the draft stays."""
        try:
            yield
        except RepairError as refusal:
            raise NotTaken(refusal, self.where, self._again()) from None
        except KeyboardInterrupt:
            raise Stopped(self.where, self._again()) from None
        self.done()

    def done(self) -> None:
        """What the conversation came to is recorded, or not wanted: its draft goes."""
        from repairctl.actions import drafts

        if self.draft:
            drafts.dropped(self.office, self.draft)
        self.where = ""

    @property
    def begun(self) -> Minute:
        """When it was begun; a draft that is gone on with keeps its moment."""
        return self.draft.begun if self.draft else self.office.now

    def _take_up(self) -> bool:
        """Offers the draft of the same command once; whether it is gone on with. What is not taken up is dropped."""
        from repairctl.actions import drafts

        found = drafts.waiting(self.office, self.command, any_words=self.latest)
        self.draft = drafts.begun(self.office, self.command)
        if found is None:
            return False
        about = next((text for name, text in found.answers if name == "request.description"), "")
        told = say("A draft of {when} was not recorded: {command} {about}. Go on with it?", when=At(found.begun, self.office.zone),
                   command=" ".join(found.command), about=about)  # fmt: skip
        self.draft, self.where = found, drafts.place(found)
        if not (self.latest or confirmed(self.desk, told, default=True)):
            self.done()
            self.draft = drafts.begun(self.office, self.command)
            return False
        self.answers = list(found.answers)
        return True

    def _run(self, aloud: bool) -> T:
        """From the beginning: the answers so far are given again, shown where `aloud`, then the person goes on."""
        talk, reply, old = self.talk(), None, list(self.answers)
        self.answers = []
        try:
            step = next(talk)
            while True:
                if isinstance(step, Ask):
                    reply = self._answer(step, old, aloud)
                elif aloud or not old:
                    self.screen.show(step)
                    reply = None
                step = talk.send(reply)
        except StopIteration as ended:
            return ended.value  # type: ignore[no-any-return]
        finally:
            talk.close()

    def _answer(self, ask: Ask, old: list[tuple[str, str]], aloud: bool) -> object:
        if old and old[0][0] == ask.name:
            name, text = old.pop(0)
            try:
                value = self._read(ask, text)
            except Misuse:
                old.clear()  # what could be read then cannot be read now: the person goes on from here
                return self._asked(ask)
            self.answers.append((name, text))
            if aloud:
                self.desk.aside(f"{self.screen.question(ask)}: {text}")
            return value
        if ask.typed:
            return self._given(ask)
        old.clear()
        return self._asked(ask)

    def _given(self, ask: Ask) -> object:
        """What was typed with the command; asked for only if it cannot be read."""
        try:
            return self._read(ask, ask.typed)
        except Ambiguous as several:
            return self._asked(ask, self._which(several))
        except Misuse as refusal:
            self.screen.refuse(refusal)
            return self._asked(ask)

    def _asked(self, ask: Ask, text: str = "") -> object:
        while True:
            text = text or self.desk.ask(self.screen.question(ask))
            try:
                if plain(text) == HELP:
                    self.screen.help(ask)
                elif plain(text) != BACK:
                    value = self._read(ask, text)
                    self._keep(ask, text, value)
                    return value
                elif self.answers:
                    raise _Back
                else:
                    self.screen.line(self.desk.tongue.say(say("This is the first question; Ctrl-C leaves.")))
                text = ""
            except Ambiguous as several:
                text = self._which(several)
            except Misuse as refusal:
                self.screen.refuse(refusal)
                text = ""

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
        return ask.read(self._chosen(text, ask) if typed else text)

    def _chosen(self, text: str, ask: Ask) -> str:
        """The key that a number or an unambiguous beginning of a label means; any other text stays as it is."""
        numbered = chosen(text, ask.choices)
        if numbered != text or not ask.choices:
            return numbered
        typed = plain(text).casefold()
        begin = [key for key, label in ask.choices if any(one.casefold().startswith(typed) for one in parts(label))]
        return begin[0] if typed and len(begin) == 1 else text

    def _which(self, several: Ambiguous) -> str:
        """Which of several readings is meant: its number, and the spelling that means only that. '' where none was said."""
        tongue = self.desk.tongue
        listed = "  ".join(f"{number} {tongue.fact(shown)}" for number, (_, shown) in enumerate(several.readings, 1))
        answer = plain(self.desk.ask(f"{tongue.say(several.why)} [{listed}]"))
        number = int(answer) if answer.isascii() and answer.isdecimal() and len(answer) < 4 else 0
        return several.readings[number - 1][0] if 0 < number <= len(several.readings) else "" if number else answer

    def _keep(self, ask: Ask, text: str, value: object) -> None:
        from repairctl.actions import drafts

        spelled = ask.spell(value) if ask.spell and value is not None and value is not END else text
        self.answers.append((ask.name, spelled))
        assert self.draft is not None
        self.draft, self.where = drafts.answered(self.office, self.draft, self.answers)

    def _again(self) -> str:
        command = self.draft.command if self.draft else self.command
        return " ".join(["repairctl", *(f'"{word}"' if " " in word else word for word in command)])
