"""Questions on a terminal for what a command cannot do without: label, choices, the refusal repeated until it is right. Knows fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from repairctl.cli.desk import Desk
from repairctl.errors import Misuse, Sentence, say
from repairctl.model import Field, Step

Try = Callable[[Field, str, str], object]
"""Reads a text for a field at a path as the command will; raises Misuse."""


OwnRows = Callable[[str], list[Mapping[str, str]] | None]
"""How a command asks for the rows at a path in a way of its own; None where it has none."""


class Asking(Struct, frozen=True):
    """Asks at a desk; `attempt` reads an answer as the command will read it."""

    desk: Desk
    attempt: Try
    own_rows: OwnRows | None = None

    def field(self, path: str, field: Field, *, may_be_empty: bool = False) -> str:
        """One answer that the field takes; a number means the choice of that number. '' only where it may be empty."""
        while True:
            answer = chosen(self.desk.ask(self._question(field)), field)
            if not answer.strip():
                if may_be_empty:
                    return ""
                self.desk.aside(self.desk.tongue.say(say("It cannot be left empty; Ctrl-C records nothing.")))
                continue
            try:
                self.attempt(field, path, answer)
            except Misuse as refusal:
                self.desk.aside(self.desk.tongue.all(refusal.sentences))
                continue
            return answer

    def rows(self, path: str, field: Field) -> list[Mapping[str, str]]:
        """Rows, as the command asks for them; else cell by cell until the first cell of a row is left empty."""
        if self.own_rows and (held := self.own_rows(path)) is not None:
            return held
        self.desk.aside(self.desk.tongue.say(say("{label}: row by row; an empty first cell ends it.", label=field.label)))
        return list(self._rows(path, field))

    def _rows(self, path: str, field: Field) -> Iterator[Mapping[str, str]]:
        columns = [one for one in field.rows if not one.computed]
        while first := self.field(path, columns[0], may_be_empty=True):
            rest = {one.name: self.field(path, one, may_be_empty=not one.needed) for one in columns[1:]}
            yield {columns[0].name: first, **{name: text for name, text in rest.items() if text}}

    def one_of(self, group: Sequence[str], fields: Mapping[str, Field]) -> dict[str, str | list[Mapping[str, str]]]:
        """The first field of a group that is answered; asked again from the start where none was."""
        labels = [fields[path].label for path in group]
        self.desk.aside(self.desk.tongue.say(say("One of these is needed: {labels}.", labels=labels)))
        while True:
            for path in group:
                field = fields[path]
                answer = self.rows(path, field) if field.type == "rows" else self.field(path, field, may_be_empty=True)
                if answer:
                    return {path: answer}

    def perhaps(self, group: Sequence[str], fields: Mapping[str, Field]) -> dict[str, str | list[Mapping[str, str]]]:
        """The first field of a group that is answered; nothing where none is."""
        for path in group:
            field = fields[path]
            answer = self.rows(path, field) if field.type == "rows" else self.field(path, field, may_be_empty=True)
            if answer:
                return {path: answer}
        return {}

    def word(self, question: Sentence) -> str:
        """One answer to a question that is no field."""
        while not (answer := self.desk.ask(self.desk.tongue.say(question)).strip()):
            continue
        return answer

    def _question(self, field: Field) -> str:
        tongue = self.desk.tongue
        if not field.choices:
            return tongue.label(field.label)
        listed = "  ".join(f"{number} {tongue.label(label)}" for number, (_, label) in enumerate(field.choices, 1))
        return f"{tongue.label(field.label)} [{listed}]"


def chosen(answer: str, field: Field) -> str:
    """A number that is no choice itself means the choice of that number."""
    typed = answer.strip()
    if field.choices and typed.isdecimal() and 0 < int(typed) <= len(field.choices) and typed not in dict(field.choices):
        return field.choices[int(typed) - 1][0]
    return answer


def missing(step: Step, fields: Mapping[str, Field], given: Mapping[str, object]) -> tuple[list[str], list[Sequence[str]]]:
    """The needed paths that nothing was given for, and the groups of which none was."""
    wanted = [path for path, one in fields.items() if one.needed and not one.computed and not _filled(given.get(path))]
    return wanted, [group for group in step.one_of if not any(_filled(given.get(path)) for path in group)]


def _filled(held: object) -> bool:
    return isinstance(held, bool) or bool(held.strip() if isinstance(held, str) else held)
