"""The practice office: eight lessons that check the state reached at a terminal, and elsewhere all of them played through."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from repairctl.cli.answering import INTERRUPTED
from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.said import Said, Word
from repairctl.errors import Misuse, Sentence, say
from repairctl.inputs.typed import plain
from repairctl.model import Label

if TYPE_CHECKING:
    from repairctl.office import Office
    from repairctl.practice import Lesson, Move

FOLDER = "practice-office"
NEXT = "repairctl show WO-20260307-001 | repairctl due --as-of 2026-10-02 | git log -- records/orders/2026/03"
HINT, SKIP = ("?", "？"), ("skip", "跳过")


class Practised(Misuse):
    """The practice office has been used; its story cannot be told a second time in it."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            say("{folder} is a practice office that was used already.", folder=folder),
            say("Begin anew with --fresh, or go on in it at a terminal: repairctl demo {folder}", folder=folder),
        )


class Stuck(Misuse):
    """A lesson cannot be played through: a fault of its story."""

    def __init__(self, command: str, code: int) -> None:
        super().__init__(say("The demonstration stopped at {command}, which ended with {code}.", command=command, code=code))


def demo_verb() -> Verb:
    told = say("Practise in an office of its own: eight lessons, about forty minutes. Where nobody can type, they are played through.")
    options = [
        Word("folder", Label("[FOLDER]", "[文件夹]")),
        Said("--fresh", say("throw the practice office in that folder away and begin anew"), alias="重来"),
    ]
    return Verb("demo", told, demo, options, example="repairctl demo practice-office")


def demo(desk: Desk, given: Given) -> int:
    """Lessons at a terminal, a story elsewhere."""
    from repairctl.actions.practising import practice_office
    from repairctl.practice.lessons import LESSONS
    from repairctl.practice.register import BEGUN, REGISTER

    folder = desk.path(given.text("folder") or FOLDER).resolve()
    office, new = practice_office(folder, _moment(desk, BEGUN), fresh=given.on("fresh"))
    if not new and not desk.asks:
        raise Practised(str(folder))
    course = Course(replace(desk, here=office.root, folder="", as_of="", json=False), office)
    course.tell(say("A practice office in {folder}. No real order is touched; every sheet says that it is practice.", folder=str(folder)))
    if new:
        from repairctl.practice import moves

        course.play(moves(REGISTER), quiet=True)
        course.play((moves("2026-01-02T08:30 me S-01")), quiet=True)
    if not desk.asks:
        return course.shown(LESSONS)
    try:
        return course.taught(LESSONS)
    except (KeyboardInterrupt, EOFError):
        course.tell("", say("Go on whenever you like: repairctl demo {folder}", folder=str(folder)))
        return INTERRUPTED


def _moment(desk: Desk, text: str) -> int:
    from repairctl import inputs

    return inputs.moment(text, desk.now, desk.tongue.zone)


def typed(words: Sequence[str]) -> str:
    """The words as a person would type them: in double quotes where there is a blank."""
    return " ".join(f'"{word}"' if " " in word or not word else word for word in words)


class Course(Struct):
    """Somebody practising at a desk; `said` are the commands of the lesson so far, with their exit codes."""

    desk: Desk
    office: Office
    said: list[tuple[Sequence[str], int]] = field(default_factory=list)

    def tell(self, *sentences: Sentence | Label | str) -> None:
        for one in sentences:
            text = (
                self.desk.tongue.say(one) if isinstance(one, Sentence) else self.desk.tongue.label(one) if isinstance(one, Label) else one
            )
            self.desk.out(text)

    def do(self, words: Sequence[str], now: str, *, asks: bool = False, shows: bool = True) -> int:
        """One real command at its moment, in this process; it may ask, and give hints, where somebody sits there."""
        from repairctl.cli.answering import answered

        moment = _moment(self.desk, now)
        terminal = replace(self.desk.terminal, asks=asks, shows=shows and self.desk.terminal.shows)
        here = replace(self.desk, now=moment, terminal=terminal, tongue=replace(self.desk.tongue, now=moment))
        code = answered(words, here)
        self.said.append((tuple(words), code))
        return code

    def play(self, story: Sequence[Move], *, quiet: bool = False) -> None:
        """The commands of a story, each shown before it is done. Raises Stuck."""
        for move in story:
            if not quiet:
                self.tell("", f"$ repairctl {typed(move.words)}")
            code = self._silent(move) if quiet else self.do(move.words, move.now)
            if code not in (0, 1) and not (code == 4 and "print" in move.words):  # without a PDF engine the HTML is printed, and 4 says so
                raise Stuck(typed(move.words), code)

    def _silent(self, move: Move) -> int:
        import contextlib
        import io

        with contextlib.redirect_stdout(io.StringIO()):
            return self.do(move.words, move.now, shows=False)

    def missing(self, lesson: Lesson) -> Sentence | None:
        from repairctl.actions.practising import seen

        return lesson.missing(seen(self.office, self.said))

    def shown(self, lessons: Sequence[Lesson]) -> int:
        """Every lesson played through, and checked as a learner's would be."""
        for number, lesson in enumerate(lessons, 1):
            self.said.clear()
            self.tell("", say("== {number}. {title} ==", number=number, title=lesson.title), lesson.told)
            self.play(lesson.before)
            self.play(lesson.moves)
            missing = self.missing(lesson)
            if missing is not None:
                raise Misuse(missing)
        self._end()
        return 0

    def taught(self, lessons: Sequence[Lesson]) -> int:
        """Lesson by lesson; what was reached before is passed over. Raises KeyboardInterrupt as the terminal does."""
        self.tell(say("Type commands as in the office; ? shows a hint, skip (跳过) plays the lesson, Ctrl-C leaves; begun lessons stay."))
        for number, lesson in enumerate(lessons, 1):
            self.said.clear()
            if not self._begun(lesson):
                self.play(lesson.before, quiet=True)
            self.said.clear()
            heading = say("Lesson {number} of {n}: {title}", number=number, n=len(lessons), title=lesson.title)
            if self.missing(lesson) is None:
                self.tell(say("{heading} (done)", heading=heading))
                continue
            self.tell("", heading, lesson.told)
            self._lesson(lesson)
            self.tell(say("Right. You have learned: {commands}", commands=" | ".join(lesson.learned)))
        self._end()
        return 0

    def _begun(self, lesson: Lesson) -> bool:
        """Whether what happens before the lesson has happened already: its first command made a record that is there."""
        from repairctl.actions.practising import seen

        return not lesson.before or seen(self.office, ()).record(lesson.opens) is not None

    def _lesson(self, lesson: Lesson) -> None:
        while (missing := self.missing(lesson)) is not None:
            if self.said:
                self.tell(missing)
            line = self._typed()
            if not line:
                continue
            if line[0] in HINT:
                self.tell(lesson.hint, missing)
            elif line[0] in SKIP:
                self._skip(lesson)
            else:
                self.do(line[1:] if line[0] in ("repairctl", "wy") else line, lesson.now, asks=True)

    def _skip(self, lesson: Lesson) -> None:
        """The rest of the lesson, played; what the learner has done already is refused by itself and passed over."""
        for move in lesson.moves:
            self.tell("", f"$ repairctl {typed(move.words)}")
            self.do(move.words, move.now)
            if self.missing(lesson) is None:
                return

    def _typed(self) -> list[str]:
        text = self.desk.ask(self.desk.tongue.label(Label("practice $", "练习 $")))
        try:
            return shlex.split(plain(text) if plain(text) in HINT else text)
        except ValueError:
            self.tell(say("A quotation mark is open; type the line again."))
            return []

    def _end(self) -> None:
        folder = str(self.office.root)
        self.tell("", say("The practice office lies in {folder}, the printed sheets in {out}.", folder=folder, out=f"{folder}/out"))
        self.tell(
            say(
                "Try next, in that folder: {commands}",
                commands=NEXT,
            )
        )
