"""Findings with their place in the file and in the policy, their arithmetic, what the policies' own tests say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from repairctl.actions.outcomes import Checked, TestedPolicies
from repairctl.actions.results import verdict
from repairctl.cli import json_forms
from repairctl.cli.cells import wrapped
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.show_done import severity
from repairctl.errors import Sentence, say
from repairctl.model import Finding, Label, Says

COLOURS = {"error": "red", "warning": "yellow"}
Excerpt = Callable[[str, int], str]
"""The text of a line of a file of the office; '' where there is none."""


class Asked(Struct, frozen=True):
    """How the findings are wanted: the severity that fails, the form, the file, and whether what is waived is shown."""

    fail_on: str
    form: str = "text"
    file: str = ""
    show_waived: bool = False


def checked(desk: Desk, one: Checked, excerpt: Excerpt, asked: Asked) -> int:
    """Shows all findings, and where there are waivers how much is waived.

    5: something could not be judged; 1: something at or above `fail_on`.
    """
    shown = replace(desk, terminal=replace(desk.terminal, colour=False)) if asked.file else desk
    if asked.form == "text":
        told_ones = (*one.findings, *(one.waived if asked.show_waived else ()))
        lines = [line for finding in told_ones for line in ("", *told(shown, finding, excerpt))][1:]
    else:
        from repairctl.cli.finding_formats import FORMATS

        lines = [text] if (text := FORMATS[asked.form](desk.tongue, one)) else []
    if asked.file:
        from repairctl.actions.handing import handed

        mark = "\ufeff" if asked.form == "csv" else ""
        handed(desk.path(asked.file), "".join([mark, *(f"{line}\n" for line in lines)]).encode("utf-8", "backslashreplace"))
    elif asked.form == "text" and lines:
        desk.page(lines)
    elif lines:
        desk.out(lines[0])
    if one.waivers and asked.form == "text":
        desk.aside(desk.tongue.say(say_waivers(one)))
    if one.compared and asked.form == "text":
        desk.aside(desk.tongue.say(say_known(one)))
    return verdict(one.findings, asked.fail_on)


def left_out(one: Finding) -> Sentence:
    """A file that could not be read, and so is in no row; or why there are no rows at all."""
    if one.code == "POL-NONE":
        return one.sentence
    return say("Left out, since it cannot be read: {sentence}", sentence=one.sentence)


def say_waivers(one: Checked) -> Sentence:
    """What is waived is never hidden."""
    return say("{n} waived, {m} expired.", n=len(one.waived), m=one.expired)


def say_known(one: Checked) -> Sentence:
    """What is known is counted, and what is no more is not new."""
    from repairctl.actions.baseline import STALE

    new = sum(held.code != STALE for held in one.findings)
    return say("{n} findings are known already, {m} are new.", n=len(one.known), m=new)


def told(desk: Desk, one: Finding, excerpt: Excerpt) -> Iterator[str]:
    """`file:line: severity [CODE] sentence`, the line itself, the policy line that says so, expected, actual, what to do."""
    tongue = desk.tongue
    path, line = one.where or (one.subject.id, 0)
    place = f"{path}:{line}" if line else path
    said = tongue.say(one.sentence)
    item = "" if one.subject.item == one.code or said.startswith(one.subject.item) else f" {one.subject.item}:"
    grave = desk.paint(severity(tongue, one), COLOURS.get(one.severity, "yellow")) if one.severity in COLOURS else severity(tongue, one)
    grave = tongue.label(SAID[one.says]) if one.says is Says.WAIVED else grave
    yield f"{place}: {grave} [{one.code}]{item} {said}"
    if one.where:
        yield from _quoted(line, excerpt(path, line))
    if one.rule_where and one.rule_where != one.where:
        yield from _rule(tongue, one, excerpt)
    yield from _facts(tongue, one)
    if one.waiver and one.working:
        for sentence in one.working[-1 if one.says is Says.WAIVED else -2 :]:
            yield from wrapped(tongue.say(sentence), desk.terminal.width, first="  ", rest="  ")
    if one.todo:
        yield from wrapped(tongue.say(one.todo), desk.terminal.width, first="  -> ", rest="     ")


def _quoted(line: int, text: str) -> Iterator[str]:
    if text.strip():
        yield f"  {line:>5} > {text}"


def _rule(tongue: Tongue, one: Finding, excerpt: Excerpt) -> Iterator[str]:
    path, line = one.rule_where or ("", 0)
    yield "  " + tongue.say(say("rule {rule}, {path}:{line}", rule=one.rule, path=path, line=line))
    yield from _quoted(line, excerpt(path, line))


def _facts(tongue: Tongue, one: Finding) -> Iterator[str]:
    if one.expected is not None:
        yield "  " + tongue.say(say("expected: {expected}", expected=one.expected))
    if one.actual is not None:
        yield "  " + tongue.say(say("actual:   {actual}", actual=one.actual))


SAID = {
    Says.PASS: Label("pass", "符合"),
    Says.FAIL: Label("FAIL", "不符合"),
    Says.OPEN: Label("open", "待定"),
    Says.NOT_APPLICABLE: Label("does not apply", "不适用"),
    Says.UNDETERMINED: Label("undetermined", "无法判断"),
    Says.WAIVED: Label("waived", "豁免"),
}


def explained(desk: Desk, findings: Sequence[Finding], excerpt: Excerpt) -> int:
    """Shows each verdict with its arithmetic, so that anybody can reckon it again by hand."""
    if desk.json:
        desk.out(json_forms.text(desk, [json_forms.finding(desk.tongue, one) for one in findings]))
        return 0
    for number, one in enumerate(findings):
        desk.out("\n".join([*([""] if number else []), *_explained(desk, one, excerpt)]))
    return 0


def _explained(desk: Desk, one: Finding, excerpt: Excerpt) -> Iterator[str]:
    tongue = desk.tongue
    item = f" {one.subject.item}" if one.subject.item else ""
    yield f"{one.subject.id}{item}  {one.code}: {tongue.label(SAID[one.says])}"
    yield from wrapped(tongue.say(one.sentence), desk.terminal.width, first="  ", rest="  ")
    for step in one.working:
        yield from wrapped(tongue.say(step), desk.terminal.width, first="    ", rest="      ")
    yield from _facts(tongue, one)
    if one.basis:
        yield from wrapped(tongue.say(say("basis: {basis}", basis=one.basis)), desk.terminal.width, first="  ", rest="    ")
    if one.rule_where:
        yield from _rule(tongue, one, excerpt)
    if one.where and one.says is not Says.PASS:
        path, line = one.where
        yield "  " + tongue.say(say("record {path}:{line}", path=path, line=line))
        yield from _quoted(line, excerpt(path, line))
    if one.todo:
        yield from wrapped(tongue.say(one.todo), desk.terminal.width, first="  -> ", rest="     ")


def tested(desk: Desk, one: TestedPolicies, excerpt: Excerpt) -> int:
    """Shows what the tests inside the policy files say. 5: the policies themselves cannot be relied on; 1: a test fails."""
    if desk.json:
        desk.out(json_forms.text(desk, json_forms.tested(desk.tongue, one)))
    else:
        for finding in (*one.misfits, *one.failed):
            desk.out("\n".join(told(desk, finding, excerpt)))
        desk.aside(desk.tongue.say(_count(one)))
    return 5 if one.misfits else int(bool(one.failed))


def _count(one: TestedPolicies) -> Sentence:
    failed = len(one.failed)
    return say(
        "{passed} tests pass, {failed} fail; {limits} limits tried to the minute.", passed=one.passed, failed=failed, limits=one.limits
    )
