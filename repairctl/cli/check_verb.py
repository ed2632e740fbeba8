"""`check`: all findings, in the form that is asked for. Reads, calls one action, shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from repairctl.cli import show_findings
from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.excerpts import excerpts
from repairctl.cli.named import NoSuchName
from repairctl.cli.options import known_at as known_at_option
from repairctl.cli.progress import progress
from repairctl.cli.said import Said, Word
from repairctl.errors import Misuse, say
from repairctl.model import Label

if TYPE_CHECKING:
    from repairctl.actions.outcomes import Checked
    from repairctl.office import Office

SEVERITIES = ("error", "warning", "info")
FORMATS = ("text", "json", "jsonl", "sarif", "junit", "github", "csv", "md")
FILE = Label("FILE", "文件")
COMMIT = Label("COMMIT", "版本")
WORD = Label("WORD", "选项")


class OneOrTheOther(Misuse):
    """Two ways of saying what is to be judged."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(say("{one} and {other} each say what is to be judged; give one of them.", one=one, other=other))


def check_verb() -> Verb:
    told = say("Judge records by the rules in force at each event, and the policies themselves. Silent where all is well.")
    choices = say("exit 1 from this severity on: {severities} (default warning)", severities=list(SEVERITIES))
    formats = say("the form of the answer: {formats}", formats=list(FORMATS))
    thorough = say("tell also what is no fault yet: pauses without an end, hand edits, policies nobody reads again; exit 1 from info on")
    options = [
        Word("ids", Label("[ID]", "[编号]"), many=True, kind="order"),
        known_at_option(),
        Said("--changed", say("only what differs from this version, hand edits with it"), alias="变更自", value=COMMIT),
        Said("--baseline", say("count the findings in this file apart, and tell which are found no more"), alias="已知问题", value=FILE),
        Said("--strict", thorough, alias="严格"),
        Said("--fail-on", choices, alias="从严", value=WORD),
        Said("--show-waived", say("show what is waived too"), alias="列出豁免"),
        Said("--no-waivers", say("judge as if nothing were waived"), alias="不计豁免"),
        Said("--fresh", say("judge every record anew, also those that nothing has touched since the last check"), alias="重算"),
        Said("--attest", say("write down what was judged, by what, and the result, so that a stranger can verify it"), alias="出证"),
        Said("--format", formats, alias="格式", value=WORD),
        Said("-o --output", say("write the answer into this file"), alias="输出", value=FILE, path="output"),
    ]
    return Verb("check", told, check, options, example="repairctl check 7-1 --fail-on error")


def check(desk: Desk, given: Given) -> int:
    """All findings."""
    fail_on = given.text("fail_on") or ("info" if given.on("strict") else "warning")
    if fail_on not in SEVERITIES:
        raise NoSuchName(fail_on, SEVERITIES)
    form = given.text("format") or ("json" if desk.json else "text")
    if form not in FORMATS:
        raise NoSuchName(form, FORMATS)
    if given.text("changed") and given.texts("ids"):
        raise OneOrTheOther("--changed", "ID")
    desk, office = desk.in_office()
    if given.on("attest"):
        return _attest(desk, office, given, fail_on)
    asked = show_findings.Asked(fail_on, form, given.text("output"), given.on("show_waived"))
    from repairctl.actions.known_at import known_at

    with known_at(office, given.text("known_at")) as then:
        return show_findings.checked(desk, _apart(desk, given, lambda: _found(desk, then, given)), excerpts(then), asked)


def _attest(desk: Desk, office: Office, given: Given, fail_on: str) -> int:
    """The whole office is attested, or nothing is."""
    from repairctl.actions import attesting
    from repairctl.actions.handing import handed

    for name in ("ids", "changed", "baseline", "known_at", "strict", "format"):
        if given.texts(name) or given.on(name):
            raise OneOrTheOther("--attest", "ID" if name == "ids" else f"--{name.replace('_', '-')}")
    one = attesting.attested(office, fail_on, with_waivers=not given.on("no_waivers"))
    if given.text("output"):
        handed(desk.path(given.text("output")), attesting.text(one).encode())
    else:
        desk.out(attesting.text(one).rstrip("\n"))
    desk.aside(desk.tongue.say(attesting.in_words(one)))
    return int(one["result"])


def _found(desk: Desk, office: Office, given: Given) -> Checked:
    """What is judged: all, the records named, or what changed."""
    with_waivers, strict = not given.on("no_waivers"), given.on("strict")
    if given.text("changed"):
        from repairctl.actions.changed_since import checked_since

        return checked_since(office, given.text("changed"), with_waivers=with_waivers, strict=strict)
    found = _of_all(desk, office, given) if with_waivers and not given.texts("ids") else _of_some(desk, office, given)
    if given.texts("ids") or not office.settings.get("hook_since"):
        return found
    from repairctl.actions.hooking import with_bypassed

    return with_bypassed(office, found)


def _of_all(desk: Desk, office: Office, given: Given) -> Checked:
    """The whole office: what has changed since the last check, and the rest as it was found then."""
    from repairctl.actions.rechecking import checked
    from repairctl.actions.shares import MANY

    return checked(office, strict=given.on("strict"), fresh=given.on("fresh"), progress=progress(desk, MANY))


def _of_some(desk: Desk, office: Office, given: Given) -> Checked:
    """The records named, or the office as if nothing were waived."""
    from repairctl.actions.judging import checked
    from repairctl.actions.shares import MANY

    ids, bar = given.texts("ids"), None if given.texts("ids") else progress(desk, MANY)
    return checked(office, ids, with_waivers=not given.on("no_waivers"), strict=given.on("strict"), progress=bar)


def _apart(desk: Desk, given: Given, found: Callable[[], Checked]) -> Checked:
    """What is found, without what is known already. The list is read first: whoever misspelt its name need not wait."""
    name = given.text("baseline")
    if not name:
        return found()
    from repairctl.actions import baseline

    path = desk.path(name)
    if given.text("output") and desk.path(given.text("output")).resolve() == path.resolve():
        raise baseline.WritesOverItself(path)
    known = baseline.read(path, name)
    return baseline.apart(found(), known, whole=not given.texts("ids") and not given.text("changed"))
