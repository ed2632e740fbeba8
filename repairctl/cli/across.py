"""Commands across kinds: init, check, explain, due, policy, me, show. Each reads, calls one action, shows."""

from __future__ import annotations

from collections.abc import Mapping

from repairctl.cli import (
    calendar_verbs,
    check_verb,
    completing,
    demo,
    due,
    help_verb,
    hook_verb,
    policy_verbs,
    rule_verb,
    schema_verb,
    show_findings,
    show_record,
    today,
    undoing,
    verify_verb,
)
from repairctl.cli.commands import Makers, Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.excerpts import excerpts
from repairctl.cli.options import ID, VALUES
from repairctl.cli.record_words import by_place, named
from repairctl.cli.said import Said, Word
from repairctl.cli.step_verbs import NeedsOption
from repairctl.errors import say
from repairctl.kinds import KINDS
from repairctl.model import Label

LABELS: Mapping[str, Label] = {
    "init": Label("init", "开办"),
    "demo": demo.LABEL,
    "today": today.LABEL,
    "check": check_verb.LABEL,
    "explain": Label("explain", "说明"),
    "due": due.LABEL,
    "show": Label("show", "查看"),
    **undoing.LABELS,
    "policy": policy_verbs.LABEL,
    "rule": rule_verb.LABEL,
    "schema": schema_verb.LABEL,
    "verify": verify_verb.LABEL,
    "hook": hook_verb.LABEL,
    "calendar": calendar_verbs.LABEL,
    "me": Label("me", "本人"),
    "completion": completing.LABEL,
    "help": help_verb.LABEL,
}


def makers() -> Makers:
    """How each command across kinds is made, by its name."""
    return {
        "init": init_verb,
        "demo": demo.demo_verb,
        "today": today.today_verb,
        "check": check_verb.check_verb,
        "explain": explain_verb,
        "due": due.due_verb,
        "show": show_verb,
        "undo": undoing.undo_verb,
        "redo": undoing.redo_verb,
        "policy": policy_verbs.family,
        "rule": rule_verb.rule_verb,
        "schema": schema_verb.schema_verb,
        "verify": verify_verb.verify_verb,
        "hook": hook_verb.family,
        "calendar": calendar_verbs.family,
        "me": me_verb,
        "completion": completing.completion_verb,
        "help": help_verb.help_verb,
    }


def init_verb() -> Verb:
    from repairctl.office import SETTINGS, UNASKED

    told = say("Make a new office: a git repository with its settings and the policies.")
    fields = [one for one in SETTINGS if one.name not in UNASKED]
    values = {one.name: Label("QH=清和苑", "QH=清和苑") if one.type == "rows" else VALUES[one.type] for one in fields}
    options = [
        Said(f"--{one.name.replace('_', '-')}", one.label, alias=one.label.zh, value=values[one.name], needed=one.needed) for one in fields
    ]
    example = 'repairctl init my-office --name "清和苑物业" --estates "QH=清和苑"'
    return Verb("init", told, init, [Word("folder", Label("FOLDER", "文件夹")), *options], alias=LABELS["init"].zh, example=example)


def init(desk: Desk, given: Given) -> int:
    """A new office."""
    from repairctl.actions.starting import started
    from repairctl.office import SETTINGS

    folder = given.text("folder")
    if not folder or not given.text("name"):
        raise NeedsOption("FOLDER --name", 'repairctl init my-office --name "清和苑物业"')
    settings = {one.name: text for one in SETTINGS if (text := given.text(one.name))}
    settings.setdefault("languages", _language(desk, settings["name"]))
    office = started(desk.path(folder), settings, desk.now)
    desk.out(desk.tongue.say(say("The office {name} lies in {folder}.", name=office.settings["name"], folder=str(office.root))))
    if desk.terminal.shows:
        desk.aside(desk.tongue.say(say("Next, in that folder: {command}", command="repairctl staff new S-01 --role manager")))
    return 0


def _language(desk: Desk, name: str) -> str:
    """The language of a new office that says none: Chinese where its name is, else that of the desk."""
    return "zh" if not name.isascii() and any("\u4e00" <= sign <= "\u9fff" for sign in name) else desk.tongue.language[:2]


def explain_verb() -> Verb:
    told = say("Show how a rule came to its verdict on a record: the arithmetic, the clause, the line of the policy.")
    options = [Word("id", ID, kind="order"), Word("code", Label("CODE", "代码"))]
    return Verb("explain", told, explain, options, alias=LABELS["explain"].zh, example="repairctl explain 7-1 SLA-ARRIVE-LATE")


def explain(desk: Desk, given: Given) -> int:
    """The arithmetic of a verdict."""
    from repairctl.actions.judging import explained

    if not given.text("id") or not given.text("code"):
        raise NeedsOption("ID CODE", "repairctl explain 7-1 SLA-ARRIVE-LATE")
    desk, office = desk.in_office()
    return show_findings.explained(desk, explained(office, given.text("id"), given.text("code")), excerpts(office))


def show_verb() -> Verb:
    told = say("Show one record of any kind.")
    words = [Word("id", ID, kind="order"), by_place()]
    work = named(KINDS["order"], show_any, word="id")
    return Verb("show", told, work, words, alias=LABELS["show"].zh, example="repairctl show TS-7-1")


def show_any(desk: Desk, given: Given) -> int:
    """One record of any kind."""
    from repairctl.actions.looking import shown

    if not given.text("id"):
        raise NeedsOption("ID", "repairctl show 7-1")
    desk, office = desk.in_office()
    return show_record.shown(desk, shown(office, None, given.text("id")))


def me_verb() -> Verb:
    told = say("Say who sits at this desk, so that --by may be left out; without an ID, show who does.")
    return Verb("me", told, me, [Word("id", ID, kind="staff")], alias=LABELS["me"].zh, example="repairctl me S-02")


def me(desk: Desk, given: Given) -> int:
    """Who sits at this desk."""
    from repairctl.actions import me as sitting

    desk, office = desk.in_office()
    if given.text("id"):
        sitting.set_me(office, given.text("id"))
    desk.out(sitting.me(office) or desk.tongue.say(say("Nobody said; repairctl me S-02 does.")))
    return 0
