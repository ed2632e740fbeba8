"""What can be seen wrong in the text of a template without rendering it, and in a page. Knows no record."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from repairctl.errors import Sentence, near, say

FAMILY = "Repairctl Sans SC"
FONT = re.compile(r"font(?:-family)?\s*:\s*([^;{}]*)", re.IGNORECASE)
FETCHED = re.compile(r"""(?:url\(\s*|\b(?:src|href|poster|action)\s*=\s*|@import\s+)["']?\s*([^"')\s>]*)""", re.IGNORECASE)
INHERITED = ("inherit", "initial", "unset", "revert")


class Fault(NamedTuple):
    """What is wrong in which line, by its code."""

    code: str
    line: int
    sentence: Sentence


def faults(text: str, known: Container[str], names: tuple[str, ...]) -> Iterator[Fault]:
    """What is wrong in the text of a template. `known`: the names that it may use, of which `names` are offered for one misspelt."""
    for number, line in enumerate(text.splitlines(), 1):
        yield from _fetches(number, line)
        yield from _fonts(number, line)
    yield from _parsed(text, known, names)


def without_page(html: str) -> bool:
    """Whether a page does not say on what paper it is printed."""
    return "@page" not in html


def _fetches(number: int, line: str) -> Iterator[Fault]:
    for url in FETCHED.findall(line):
        if url and not url.startswith(("data:", "#", "{{")):
            told = say(
                "{url} would be fetched, and a sheet fetches nothing; put a picture into the template as data:image/png;base64,…",
                url=url[:80],
            )
            yield Fault("TEMPLATE-FETCHES", number, told)


def _fonts(number: int, line: str) -> Iterator[Fault]:
    for value in FONT.findall(line):
        quoted = re.findall(r"""["']([^"']+)["']""", value)
        plain = value.split(",")[0].split()
        first = quoted[0] if quoted else plain[-1] if plain and "family" in line else ""
        if first and first != FAMILY and first.lower() not in INHERITED:
            told = say(
                "The font {font} is not shipped, and another machine prints it otherwise; ours is {ours}.", font=first[:40], ours=FAMILY
            )
            yield Fault("TEMPLATE-FONT", number, told)


def _parsed(text: str, known: Container[str], names: tuple[str, ...]) -> Iterator[Fault]:
    from jinja2 import TemplateSyntaxError, meta, nodes

    from repairctl.edges import documents

    environment = documents.plain_environment()
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError as error:
        yield Fault("TEMPLATE-BROKEN", error.lineno, say("{problem}", problem=str(error.message)))
        return
    for one in tree.find_all(nodes.Filter):
        if one.name == "safe":
            yield Fault("TEMPLATE-UNSAFE", one.lineno, say("|safe lets whatever people typed into the page as it is; leave it out."))
    undeclared = {name for name in meta.find_undeclared_variables(tree) if name not in known and name not in environment.globals}
    for one in tree.find_all(nodes.Name):
        if one.name in undeclared and one.ctx == "load":
            undeclared.discard(one.name)
            meant = near(one.name, names)
            told = say("{name} is no value of this document. Did you mean {near}?", name=one.name, near=meant[0] if meant else names[0])
            yield Fault("TEMPLATE-UNKNOWN-NAME", one.lineno, told)
