"""`rule CODE`: what a code of the policies asks for, why, how to mend it, and which versions carry it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from repairctl.cli.cells import wrapped
from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.named import NoSuchName
from repairctl.cli.said import Word
from repairctl.errors import say
from repairctl.model import Block, Label, Rows, Says

if TYPE_CHECKING:
    from repairctl.cli.own_codes import OwnCode
    from repairctl.policies import Version
    from repairctl.policies.rules import Rule


def rule_verb() -> Verb:
    told = say("Tell what a code asks for, why, how to mend it, and which versions of the policies carry it.")
    return Verb("rule", told, rule, [Word("code", Label("CODE", "代码"))], example="repairctl rule SLA-ARRIVE-LATE")


def rule(desk: Desk, given: Given) -> int:
    """What the policies say under a code."""
    from repairctl.actions.judging import book
    from repairctl.cli.own_codes import OWN  # words for one command only; every command would wait for them

    desk, office = desk.in_office()
    typed = given.text("code").strip().upper()
    if typed in OWN:
        return _own(desk, typed, OWN[typed])
    carried = [(version, one) for version in book(office, with_tests=True).versions() for one in version.rules]
    found = [(version, one) for version, one in carried if one.code == typed]
    if not found:
        raise NoSuchName(typed or "''", sorted({*OWN, *(one.code for _, one in carried)}))
    if desk.json:
        from repairctl.cli import json_forms

        desk.out(json_forms.text(desk, [_form(desk, version, one) for version, one in found]))
    else:
        desk.out("\n\n".join("\n".join(_told(desk, version, one)) for version, one in found))
    return 0


def _own(desk: Desk, code: str, one: OwnCode) -> int:
    """A code that no policy carries."""
    what, todo = desk.tongue.label(one.what), desk.tongue.label(one.todo)
    if desk.json:
        from repairctl.cli import json_forms

        desk.out(json_forms.text(desk, [{"code": code, "severity": one.severity, "title": what, "todo": todo, "version": ""}]))
        return 0
    desk.out(f"{code}  {what}")
    for line in wrapped(
        desk.tongue.say(say("It is found without any rule; no policy can change it.")), desk.terminal.width, first="  ", rest="    "
    ):
        desk.out(line)
    for line in wrapped(todo, desk.terminal.width, first="  -> ", rest="     "):
        desk.out(line)
    return 0


def _examples(version: Version, code: str) -> Iterator[tuple[str, int]]:
    """The tests of the version in which the rule fails: what it stands in the way of, in the words of whoever wrote it."""
    tests = version.tree.get("tests")
    for test in tests if isinstance(tests, Rows) else ():
        expect = test.get("expect") if isinstance(test, Block) else None
        if isinstance(test, Block) and isinstance(expect, Block) and expect.get(code) == Says.FAIL:
            yield str(test.get("name", "-")), test.line


def _form(desk: Desk, version: Version, one: Rule) -> dict[str, object]:
    title, todo = (desk.tongue.say(say("{text}", text=held)) if held else "" for held in (one.title, one.todo))
    place = {"version": version.name, "layer": version.head.layer, "path": version.path, "line": one.line}
    example = next(({"test": name, "line": line} for name, line in _examples(version, one.code)), None)
    told = {"code": one.code, "name": one.name, "severity": one.severity, "title": title, "basis": one.basis, "todo": todo}
    return {**told, **place, "example": example}


def _told(desk: Desk, version: Version, one: Rule) -> Iterator[str]:
    tongue, held = desk.tongue, _form(desk, version, one)
    yield f"{one.code}  {held['title']}".rstrip()
    yield "  " + tongue.say(say("rule {rule}, {path}:{line}", rule=f"{version.name} {one.name}", path=version.path, line=one.line))
    if one.basis:
        yield from wrapped(tongue.say(say("basis: {basis}", basis=one.basis)), desk.terminal.width, first="  ", rest="    ")
    for name, line in islice(_examples(version, one.code), 1):
        told = say("fails for example in {path}:{line}: {test}", path=version.path, line=line, test=name)
        yield from wrapped(tongue.say(told), desk.terminal.width, first="  ", rest="    ")
    if held["todo"]:
        yield from wrapped(str(held["todo"]), desk.terminal.width, first="  -> ", rest="     ")
