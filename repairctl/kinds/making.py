"""Short ways to declare the fields of a kind, so that a kind reads like the paper sheet it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from repairctl.model import Field, FieldType, Label

Choices = tuple[tuple[str, Label], ...]
Tense = Literal["past", "future", "any"]
NO_WORDS: Mapping[str, str] = {}


def a(type_: FieldType, name: str, en: str, zh: str, *, needed: bool = False, computed: bool = False, private: bool = False) -> Field:
    """A field of a simple type."""
    return Field(name, type_, Label(en, zh), needed=needed, computed=computed, private=private)


def text(name: str, en: str, zh: str, *, needed: bool = False, private: bool = False) -> Field:
    return a("text", name, en, zh, needed=needed, private=private)


def words(name: str, en: str, zh: str) -> Field:
    return a("words", name, en, zh)


def yes(name: str, en: str, zh: str) -> Field:
    return a("bool", name, en, zh)


def number(name: str, en: str, zh: str) -> Field:
    return a("int", name, en, zh)


def decimal(name: str, en: str, zh: str) -> Field:
    return a("decimal", name, en, zh)


def money(name: str, en: str, zh: str, *, needed: bool = False, computed: bool = False, positive: bool = False) -> Field:
    return Field(name, "money", Label(en, zh), needed=needed, computed=computed, positive=positive)


def day(name: str, en: str, zh: str, *, needed: bool = False, computed: bool = False, tense: Tense = "any") -> Field:
    return Field(name, "date", Label(en, zh), needed=needed, computed=computed, tense=tense)


def moment(name: str, en: str, zh: str, *, needed: bool = False, tense: Tense = "any") -> Field:
    return Field(name, "moment", Label(en, zh), needed=needed, tense=tense)


def choice(
    name: str,
    en: str,
    zh: str,
    choices: Choices,
    *,
    needed: bool = False,
    open_choice: bool = False,
    also: Mapping[str, str] = NO_WORDS,
    computed: bool = False,
) -> Field:
    """`also`: other whole words by which a choice is known, with its key."""
    words = tuple(also.items())
    return Field(name, "choice", Label(en, zh), needed=needed, computed=computed, choices=choices, open_choice=open_choice, also=words)


def ref(name: str, en: str, zh: str, kind: str, *, needed: bool = False, computed: bool = False) -> Field:
    return Field(name, "ref", Label(en, zh), needed=needed, refers_to=kind, computed=computed)


def rows(name: str, en: str, zh: str, fields: tuple[Field, ...], *, computed: bool = False) -> Field:
    return Field(name, "rows", Label(en, zh), rows=fields, computed=computed)


def options(*triples: tuple[str, str, str]) -> Choices:
    """Choices from (key, English, Chinese)."""
    return tuple((key, Label(en, zh)) for key, en, zh in triples)
