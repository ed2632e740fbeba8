"""Fields, steps and choices by any of their names: key or label, in either language. Knows kinds, no office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from repairctl.cli.said import alias_of
from repairctl.errors import Misuse, say
from repairctl.errors import near as nearest
from repairctl.model import Field, Kind, Label, Step
from repairctl.refusals import verb


class NoSuchName(Misuse):
    """A word that names nothing here."""

    def __init__(self, word: str, known: Sequence[str], labels: Mapping[str, Label] | None = None) -> None:
        said = {text: name for name in known for text in _said(name, labels or {})}
        near = dict.fromkeys(said[text] for text in nearest(word, list(said), n=3, cutoff=0.5))
        told = [both(name, (labels or {}).get(name)) for name in near or known]
        if near:
            super().__init__(say("{word} is no name here. Did you mean {known}?", word=word, known=told))
        else:
            super().__init__(say("{word} is none of these: {known}.", word=word, known=told))


class NotAChange(Misuse):
    """A word that should read PATH=VALUE."""

    def __init__(self, word: str) -> None:
        super().__init__(say("{word} changes nothing: write FIELD=VALUE, as in unit=QH-5-803 (nothing after = empties it).", word=word))


def both(name: str, label: Label | None) -> Label:
    """A name as it is typed, in Chinese beside what it is called."""
    return Label(name, name if label is None or label.zh == name else f"{name} {label.zh}")


def _said(name: str, labels: Mapping[str, Label]) -> tuple[str, ...]:
    label = labels.get(name)
    return (name,) if label is None else (name, label.en, label.zh)


def step_named(kind: Kind, word: str) -> Step:
    """The step of that name or label. Raises NoSuchName."""
    for step in kind.steps:
        if word.replace("-", "_") == step.name or alias_of(word) == alias_of(step.label.zh):
            return step
    raise NoSuchName(word, [verb(step.name) for step in kind.steps], {verb(step.name): step.label for step in kind.steps})


def path_named(fields: Mapping[str, Field], word: str) -> str:
    """The whole path of a field as typed: `unit`, `房号`, `place.unit`, `certificates.1.valid_to`. What is no name stays as it is."""
    head, rest = _longest(fields, word)
    if not head:
        return word
    if not rest:
        return head
    number, _, column = rest.partition(".")
    return ".".join((head, number, _name(fields[head].rows, column)))


def change_of(word: str) -> tuple[str, str]:
    """`PATH=VALUE` apart. Raises NotAChange."""
    path, equals, value = word.partition("=")
    if not equals or not path.strip():
        raise NotAChange(word)
    return path.strip(), value


def _longest(fields: Mapping[str, Field], word: str) -> tuple[str, str]:
    parts = word.split(".")
    for length in range(len(parts), 0, -1):
        typed = ".".join(parts[:length])
        found = [path for path, one in fields.items() if typed in _names(path, one)]
        if typed in fields or len(found) == 1:
            return typed if typed in fields else found[0], ".".join(parts[length:])
    return "", ""


def _names(path: str, field: Field) -> tuple[str, ...]:
    return path.lstrip("."), path.rpartition(".")[2], field.label.zh, alias_of(field.label.zh), field.label.en


def _name(columns: Iterable[Field], word: str) -> str:
    return next((one.name for one in columns if word in _names(one.name, one)), word)


def choice_named(word: str, choices: Sequence[tuple[str, Label]]) -> str:
    """The key of a choice by key or label, whole. Raises NoSuchName."""
    for key, label in choices:
        if word.casefold() in (key.casefold(), label.en.casefold(), label.zh.casefold()):
            return key
    raise NoSuchName(word, [key for key, _ in choices], dict(choices))
