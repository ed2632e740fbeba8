"""`list`: the records of a kind as rows. Reads, calls one action, shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from repairctl.cli.desk import Desk, Given
from repairctl.cli.named import choice_named
from repairctl.cli.record_words import WHERE
from repairctl.cli.said import alias_of
from repairctl.cli.sheet_files import insist
from repairctl.errors import Misuse, say
from repairctl.model import Kind, Label

if TYPE_CHECKING:
    from repairctl.office import Office

STATUS = Label("status", "状态")
ROWS = 30
MANY = 500
"""Records from which on a bar is worth its line."""


class NotACount(Misuse):
    """A number of rows that is none."""

    def __init__(self, option: str, text: str) -> None:
        super().__init__(say("{option} is a whole number, 0 or more, not {text}.", option=option, text=text))


class NotAFilter(Misuse):
    """A word after --where that should read COLUMN=TEXT."""

    def __init__(self, word: str) -> None:
        super().__init__(say("--where {word}: write COLUMN=TEXT.", word=word), say("For example: {example}", example="--where priority=P1"))


class WhereTwice(Misuse):
    """One column, asked for twice."""

    def __init__(self, column: str, texts: Sequence[str]) -> None:
        super().__init__(say("--where names {column} twice: {texts}. No record is both.", column=column, texts=list(texts)))


def columns(kind: Kind) -> Iterator[tuple[str, Label]]:
    """The columns of a kind by which a list can be filtered, with their labels."""
    if kind.opens:
        yield "status", STATUS
    for name, source in kind.columns.items():
        field = kind.field_at(source)
        step = kind.step(source.split()[-1])
        yield name, field.label if field else step.label if step else Label(name, name)


def listed(kind: Kind, desk: Desk, given: Given) -> int:
    """The records of a kind as rows."""
    from repairctl.actions import listing as rows
    from repairctl.actions.known_at import known_at
    from repairctl.cli import show_list
    from repairctl.cli.progress import progress

    desk, office = desk.in_office()
    filters = {name: wanted(office, kind, name, text) for name, _ in columns(kind) if (text := given.text(f"column.{name}"))}
    for name, text in filters_of(office, kind, given.texts(WHERE)).items():
        if name in filters:
            raise WhereTwice(name, (filters[name], text))
        filters[name] = text
    limit, sort = count("--limit", given.text("limit") or str(ROWS)), given.text("sort")
    out = given.text("out")
    insist(out)
    asked = rows.Asked(filters, sort, limit, given.on("all"), given.on("fresh"))
    with known_at(office, given.text("known_at")) as then:
        listing = rows.listed(then, kind.name, asked, progress(desk, MANY))
    return show_list.listing(desk, listing, as_csv=given.on("csv"), out=out)


def wanted(office: Office, kind: Kind, name: str, text: str) -> str:
    """What a filter asks for, people and choices by any of their names. Raises NoSuchName and NobodyKnown's like."""
    field = kind.field_at(kind.columns.get(name, ""))
    if field and field.type == "ref" and text:
        from repairctl.actions.working import Working

        if Working(office).known(field.refers_to, text):
            return text
        from repairctl.actions.registers import Registers  # whoever gives an ID needs no register

        return Registers(office).id_of(field, text)
    if name == "status" and kind.opens:
        return choice_named(text, kind.statuses)
    return choice_named(text, field.choices) if field and field.choices and not field.open_choice else text


def filters_of(office: Office, kind: Kind, words: Sequence[str]) -> Mapping[str, str]:
    """COLUMN=TEXT each, as `list` reads its filters; a column by its name or its label. Raises WhereTwice and what list raises."""
    found: dict[str, str] = {}
    for word in words:
        typed, equals, text = word.partition("=")
        if not equals or not typed.strip():
            raise NotAFilter(word)
        column = _column(kind, typed.strip())
        if column in found:
            raise WhereTwice(column, (found[column], text))
        found[column] = wanted(office, kind, column, text) if text else ""
    return found


def _column(kind: Kind, typed: str) -> str:
    from repairctl.actions.listing import NoSuchColumn

    known = dict(columns(kind))
    name = typed.replace("-", "_")
    if name in ("id", *known):
        return name
    for column, label in known.items():
        if typed in (label.en, label.zh, alias_of(label.zh)):
            return column
    raise NoSuchColumn(typed, kind)


def count(option: str, text: str) -> int:
    """A number of rows as typed. Raises NotACount."""
    if not text.isdecimal() or not text.isascii():
        raise NotACount(option, text)
    return int(text)
