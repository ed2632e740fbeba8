"""The policies of the office: listed, shown, tested. Each reads, calls one action, shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from repairctl.cli import policy_life, show, show_findings
from repairctl.cli.commands import Family, Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.excerpts import excerpts
from repairctl.cli.named import NoSuchName
from repairctl.cli.policy_life import POLICY
from repairctl.cli.said import Said, Word
from repairctl.errors import say
from repairctl.model import Label, Minute, moment_of

if TYPE_CHECKING:
    from repairctl.policies import Series

POLICY_LABELS: Mapping[str, Label] = {
    "list": Label("list", "列表"),
    "show": Label("show", "查看"),
    "explain": Label("explain", "解读"),
    "new": policy_life.LABELS["new"],
    "revise": policy_life.LABELS["revise"],
    "diff": policy_life.LABELS["diff"],
    "test": Label("test", "试验"),
    "coverage": Label("coverage", "覆盖"),
}


def family() -> Family:
    name = Word("name", POLICY)
    told: Mapping[str, Callable[[], Verb]] = {
        "list": partial(_policy, "list", policy_list, []),
        "show": partial(_policy, "show", policy_show, [name]),
        "explain": partial(_policy, "explain", policy_explain, [Word("name", Label("POLICY|CODE", "规定或代码"))]),
        "new": policy_life.new_verb,
        "revise": policy_life.revise_verb,
        "diff": policy_life.diff_verb,
        "test": partial(_policy, "test", policy_test, [Word("names", POLICY, many=True), *TRIALS]),
        "coverage": partial(_policy, "coverage", policy_coverage, []),
    }
    family = Family("policy", say("The policies of the office."), told, example="repairctl policy list")
    return family.knows({label.zh: word for word, label in POLICY_LABELS.items()})


POLICY_SAID = {
    "list": say("List the versions of every policy, and which one is in force."),
    "show": say("Show the version of a policy that is in force (--as-of: then), or the one that is named."),
    "explain": say("Tell in words what a policy, or the rules of a code, ask for, by which version, and why."),
    "test": say("Run the tests that stand inside the policy files; --mutate: see whether they would notice a change."),
    "coverage": say("List the sections of the manual with their rules, tests and the records they judged."),
}
POLICY_EXAMPLES = {
    "list": "list --as-of 2026-03-31",
    "show": "show service@2026-01",
    "explain": "explain SLA-ARRIVE-LATE",
    "test": "test service --mutate",
    "coverage": "coverage",
}
TRIALS = (
    Said("--mutate", say("change one thing at a time and tell which changes no test notices"), alias="变异"),
    Said("--coverage", say("count for each rule the tests that expect it to pass, fail, not apply"), alias="覆盖"),
)


def _policy(name: str, work: Callable[[Desk, Given], int], words: list[Word | Said]) -> Verb:
    return Verb(name, POLICY_SAID[name], work, words, example=f"repairctl policy {POLICY_EXAMPLES[name]}")


def policy_test(desk: Desk, given: Given) -> int:
    """The policies' own tests, whether they bite, or what they cover."""
    from repairctl.cli import policy_trials

    if given.on("mutate"):
        return policy_trials.mutate(desk, given)
    if given.on("coverage"):
        return policy_trials.covered(desk, given)
    from repairctl.actions.judging import policy_tested

    desk, office = desk.in_office()
    return show_findings.tested(desk, policy_tested(office, given.texts("names")), excerpts(office))


def policy_coverage(desk: Desk, given: Given) -> int:
    """The sections of the manual."""
    from repairctl.cli import policy_trials

    return policy_trials.coverage(desk, given)


def policy_explain(desk: Desk, given: Given) -> int:
    """A policy or a code in words."""
    from repairctl.cli import policy_trials

    return policy_trials.explain(desk, given)


LAYERS = {
    "law": Label("law", "法规"),
    "manual": Label("manual", "手册"),
    "office": Label("office", "本企业"),
    "local": Label("local", "地方"),
}
TITLE = 5
VERSION_HEAD = tuple(
    Label(en, zh) for en, zh in (("policy", "规定"), ("", ""), ("from", "起"), ("to", "止"), ("layer", "层级"), ("title", "名称"))
)


def policy_list(desk: Desk, given: Given) -> int:
    """Every version of every policy."""
    from repairctl.actions.judging import book

    desk, office = desk.in_office()
    held = book(office)
    rows = [row for series in held.series.values() for row in _versions(desk, series, office.as_of)]
    if desk.json:
        from repairctl.cli import json_forms

        names = ("policy", "in_force", "from", "to", "layer", "title")
        desk.out(json_forms.text(desk, [dict(zip(names, row, strict=True)) for row in rows]))
    elif desk.terminal.shows:
        columns = [show.Column(desk.tongue.label(one), number == TITLE) for number, one in enumerate(VERSION_HEAD)]
        desk.out("\n".join(show.table(columns, rows, desk.terminal.width)))
    else:
        desk.out("\n".join("\t".join(row) for row in rows))
    return 0


def _versions(desk: Desk, series: Series, as_of: Minute) -> Iterator[list[str]]:
    """A row for each version: it ends where its successor starts, or with the last day it names."""
    spans = sorted(series.spans, key=lambda span: span[0])
    for number, (start, end, versions) in enumerate(spans):
        ends = [moment for moment in (end, spans[number + 1][0] if number + 1 < len(spans) else None) if moment is not None]
        last = f"{moment_of(min(ends) - 1, desk.tongue.zone):%Y-%m-%d}" if ends else ""
        for one in versions:
            in_force = desk.tongue.say(say("in force")) if one in series.in_force(as_of) else ""
            begins = f"{moment_of(start, desk.tongue.zone):%Y-%m-%d}"
            yield [one.name, in_force, begins, last, desk.tongue.label(LAYERS[one.head.layer]), desk.tongue.label(one.head.title)]


def policy_show(desk: Desk, given: Given) -> int:
    """The file of the version in force, or of the one that is named."""
    from repairctl.actions.judging import book

    desk, office = desk.in_office()
    held = book(office)
    typed = given.text("name")
    found = [one for series in held.series.values() for one in series.in_force(office.as_of) if series.policy == typed]
    found += [one for one in held.versions() if one.name == typed]
    if not found:
        raise NoSuchName(typed or "''", [*held.series, *(one.name for one in held.versions())])
    for one in found:
        desk.out(f"# {one.path}\n{office.store.bytes_of(one.path).decode(errors='replace').rstrip()}")
    return 0
