"""One file of a policy becomes a version: head, tables, values, rules, tests. All that is wrong with it is gathered, with its line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, tzinfo
from hashlib import sha256

from msgspec import Struct, field
from msgspec.structs import replace

from repairctl.errors import say
from repairctl.model import Block, Kind, Label, Rows, Tree
from repairctl.policies.bounds import Bound, bounds
from repairctl.policies.groups import compiled
from repairctl.policies.rules import Rule, compiled_value
from repairctl.readings.case import Grid, Reading, Scope
from repairctl.readings.conditions import Condition, conditions
from repairctl.readings.estates import estates, pack
from repairctl.readings.misfits import Misfit, Sink, block, key_line, line_of, only_keys, text, texts, unknown
from repairctl.readings.moments import moment, steps
from repairctl.readings.tables import read_table
from repairctl.texts import Misread, day

LAYERS = ("law", "manual", "office", "local")
JUDGING = (
    "judges", "layer", "pack", "estates", "scope", "selected_by", "called_off_by", "effective_from", "bounds", "tables", "values", "rules",
)  # fmt: skip
"""What judges: immutable once in force; the digest covers these."""
_OF_A_KIND = ("rules", "values", "scope", "estates", "selected_by", "called_off_by")
ADDED = (
    "title", "title_en", "adopted_on", "approved_by", "retroactive", "source", "notes", "tests", "verified_on", "review_by", "ends",
)  # fmt: skip
RETROACTIVE = ("reason", "approved_by")


class Source(Struct, frozen=True):
    """A file of a policy: where it lies, what it says."""

    policy: str
    version: str
    path: str
    tree: Block
    sink: Sink


class Head(Struct, frozen=True):
    """What a version says of itself. `judges` None: tables only. `ends`: its last day."""

    title: Label
    layer: str
    starts: date
    ends: date | None
    judges: Kind | None
    selected_by: str
    called_off_by: tuple[str, ...] = ()
    adopted: date | None = None
    review_by: date | None = None
    retroactive: bool = False


class Version(Struct, frozen=True):
    """One version of a policy, compiled. It ends where its successor starts."""

    policy: str
    version: str
    path: str
    head: Head
    tables: Mapping[str, Grid]
    digest: str
    selects: Reading | None = None
    scope: tuple[Condition, ...] = ()
    values: Mapping[str, Reading] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    pack: str = ""
    bounds: tuple[Bound, ...] = ()
    tree: Block = field(default_factory=Block)

    @property
    def name(self) -> str:
        return f"{self.policy}@{self.version}"


# ------------------------------------------------------------------ first round: heads and tables


def opened(source: Source, kinds: Mapping[str, Kind], zone: tzinfo) -> Version | None:
    """The version with its head and tables; None where the head cannot be read. Its rules come in the second round."""
    sink = source.sink
    for misfit in only_keys(source.tree, (*JUDGING, *ADDED), say("a policy")):
        sink.add(misfit)
    try:
        head = _head(source.tree, kinds, sink)
    except Misfit as misfit:
        sink.add(misfit, line_of(source.tree))
        return None
    scopes = _scopes(head.judges, kinds, zone)
    tables = _tables(source.tree, scopes, head.judges, sink)
    pack = str(source.tree.get("pack") or "")
    return Version(
        source.policy,
        source.version,
        source.path,
        head,
        tables,
        digest(source.tree),
        pack=pack,
        bounds=bounds(source.tree, sink),
        tree=source.tree,
    )


def digest(tree: Block) -> str:
    """The SHA-256 of what judges, whatever the notes, tests and layout."""
    judging = {key: tree[key] for key in JUDGING if key in tree}
    return sha256(json.dumps(judging, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _head(tree: Block, kinds: Mapping[str, Kind], sink: Sink) -> Head:
    for name in (name for name in ("title", "effective_from") if name not in tree):
        raise Misfit(say("{key} is missing; every version of a policy has it.", key=name), tree, "POL-MISSING")
    judges = _judges(tree, kinds)
    layer = text(tree.get("layer", "office"))
    if layer not in LAYERS:
        raise unknown(layer, say("layer"), LAYERS)
    for name in (name for name in ("adopted_on", "verified_on", "review_by") if name in tree):
        with sink.catching(tree[name]):
            _day(tree[name])
    title = text(tree["title"])
    return Head(
        Label(str(tree.get("title_en", title)), str(title)),
        str(layer),
        _day(tree["effective_from"]),
        _day(tree["ends"]) if "ends" in tree else None,
        judges,
        _selected_by(tree, judges),
        _called_off_by(tree, judges),
        _day(tree["adopted_on"]) if "adopted_on" in tree else None,
        _day(tree["review_by"]) if "review_by" in tree else None,
        _retroactive(tree),
    )


def _retroactive(tree: Block) -> bool:
    """Whether the version says why it takes effect before it was adopted, and who approved of that."""
    if "retroactive" not in tree:
        return False
    box = block(tree["retroactive"], say("retroactive"))
    for misfit in only_keys(box, RETROACTIVE, say("retroactive")):
        raise misfit
    for name in (name for name in RETROACTIVE if not text(box.get(name, ""))):
        raise Misfit(say("{key} is missing; every version of a policy has it.", key=name), box, "POL-MISSING")
    return True


def _judges(tree: Block, kinds: Mapping[str, Kind]) -> Kind | None:
    if "judges" not in tree:
        for key in (key for key in tree if key in _OF_A_KIND):
            raise Misfit(say("{key} judges records, but the policy does not say of which kind (judges).", key=key), key, "POL-MISSING")
        return None
    name = text(tree["judges"])
    if name not in kinds:
        raise unknown(name, say("kind of record"), kinds)
    return kinds[name]


def _selected_by(tree: Block, judges: Kind | None) -> str:
    """The phrase of the moment by which a version is chosen; '' for kinds without a life, and for tables only."""
    if judges is None or ("rules" not in tree and "selected_by" not in tree):
        return ""
    if not judges.opens and "selected_by" in tree:
        sentence = say("{kind} has no steps, so its versions are chosen by the as-of; leave selected_by out.", kind=judges.label)
        raise Misfit(sentence, tree["selected_by"])
    if judges.opens and "selected_by" not in tree:
        raise Misfit(say("selected_by is missing: the moment by which a version is chosen, as first report."), tree, "POL-MISSING")
    return str(text(tree["selected_by"])) if judges.opens else ""


def _called_off_by(tree: Block, judges: Kind | None) -> tuple[str, ...]:
    if judges is None or "called_off_by" not in tree:
        return ()
    scope = Scope(judges, {}, UTC)
    return tuple(name for one in texts(tree["called_off_by"]) for name in steps(one, one, scope))


def _day(held: Tree) -> date:
    try:
        return day(text(held))
    except Misread as misread:
        raise Misfit(say("{value} must be {wanted}.", value=text(held), wanted=misread.wanted), held) from None


def _scopes(judges: Kind | None, kinds: Mapping[str, Kind], zone: tzinfo) -> Sequence[Scope]:
    return [Scope(kind, kinds, zone) for kind in ([judges] if judges else kinds.values())]


def _tables(tree: Block, scopes: Sequence[Scope], judges: Kind | None, sink: Sink) -> Mapping[str, Grid]:
    found: dict[str, Grid] = {}
    with sink.catching(tree):
        for name, held in block(tree.get("tables", Block()), say("tables")).items():
            if judges is not None and (judges.section(name) or judges.step(name)):
                sentence = say("{name} is a section or step of {kind} already; the table needs another name.", name=name, kind=judges.label)
                sink.add(Misfit(sentence, name))
            grid = read_table(name, held, scopes, sink)
            if grid is not None:
                found[str(name)] = grid
    return found


# ------------------------------------------------------------------ second round: values and rules


def completed(version: Version, source: Source, scope: Scope) -> Version:
    """The version with its values and rules, which may use the tables of other policies."""
    sink, tree = source.sink, source.tree
    scope = replace(scope, tables=version.tables)
    selects: Reading | None = None
    within: tuple[Condition, ...] = ()
    with sink.catching(tree.get("selected_by", "")):
        selects = moment(tree["selected_by"], scope) if version.head.selected_by else None
    with sink.catching(tree.get("scope", "")):
        within = _within(tree, scope)
    values = _values(tree, scope, sink)
    rules = _rules(tree, replace(scope, values=values), sink)
    return replace(version, selects=selects, scope=within, values=values, rules=rules)


def _within(tree: Block, scope: Scope) -> tuple[Condition, ...]:
    """For which records the version is meant: by estate, by pack of local law, by what stands in the record itself."""
    own = conditions(tree["scope"], scope) if "scope" in tree else ()
    if any(one.needs for one in own):
        raise Misfit(say("scope reads the record itself; for an estate write estates."), tree["scope"])
    return (*([estates(tree["estates"])] if "estates" in tree else []), *([pack(tree["pack"])] if "pack" in tree else []), *own)


def _values(tree: Block, scope: Scope, sink: Sink) -> Mapping[str, Reading]:
    """Named values; each may use those before it."""
    found: dict[str, Reading] = {}
    with sink.catching(tree):
        for name, held in block(tree.get("values", Block()), say("values")).items():
            with sink.catching(held):
                found[str(name)] = compiled_value(block(held, say("A value")), replace(scope, values=dict(found)))
    return found


def _rules(tree: Block, scope: Scope, sink: Sink) -> tuple[Rule, ...]:
    held = tree.get("rules", Rows())
    if not isinstance(held, Rows):
        sink.add(Misfit(say("rules must be a list, each rule beginning with a dash."), held), key_line(tree, "rules"))
        return ()
    acts = [step.name for step in scope.kind.steps if step.act]
    events = [step.name for step in scope.kind.steps if not step.act]
    found: list[Rule] = []
    for item in held:
        with sink.catching(item):
            rule = compiled(block(item, say("A rule")), scope, acts, events)
            found.append(_named(rule, item, found))
    return tuple(found)


def _named(rule: Rule, held: Tree, earlier: Sequence[Rule]) -> Rule:
    """The rule with a name of its own: its code, or code and number for a second rule of the same code."""
    taken = {one.name for one in earlier}
    if rule.name not in taken:
        return rule
    if isinstance(held, Block) and "name" in held:
        raise Misfit(say("Another rule of this version is named {name}.", name=rule.name), held["name"])
    number = next(n for n in range(2, len(taken) + 3) if f"{rule.code} {n}" not in taken)
    return replace(rule, name=f"{rule.code} {number}")
