"""`audit`: the history itself, judged commit by commit. Reads, calls one action, shows."""

from __future__ import annotations

from msgspec.structs import replace

from repairctl.cli import show_findings
from repairctl.cli.check_verb import FILE, FORMATS, SEVERITIES, WORD, OneOrTheOther
from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.doctor_verb import UNBROKEN
from repairctl.cli.named import NoSuchName
from repairctl.cli.progress import progress
from repairctl.cli.said import Said
from repairctl.errors import Sentence, say
from repairctl.model import Label

SEAL = Label("SEAL", "封存")
MANY = 200


def audit_verb() -> Verb:
    told = say("Judge the history itself: logs only grow, nothing is deleted or renumbered, every commit holds what it says, at its time.")
    choices = say("exit 1 from this severity on: {severities} (default warning)", severities=list(SEVERITIES))
    formats = say("the form of the answer: {formats}", formats=list(FORMATS))
    since = say("compare with this seal (its name, its file, or its printed short form and day), and judge what came after it")
    options = [
        Said("--all", say("from the first commit on, not from where the last audit at this desk got to"), alias="全部"),
        Said("--since", since, alias="自封存", value=SEAL),
        Said("--baseline", say("count the findings in this file apart, and tell which are found no more"), alias="已知问题", value=FILE),
        Said("--fail-on", choices, alias="从严", value=WORD),
        Said("--format", formats, alias="格式", value=WORD),
        Said("-o --output", say("write the answer into this file"), alias="输出", value=FILE, path="output"),
    ]
    return Verb("audit", told, audit, options, example="repairctl audit --since 2026-03-31")


def audit(desk: Desk, given: Given) -> int:
    """All findings about the history."""
    from repairctl.actions import auditing, baseline

    fail_on = given.text("fail_on") or "warning"
    if fail_on not in SEVERITIES:
        raise NoSuchName(fail_on, SEVERITIES)
    form = given.text("format") or ("json" if desk.json else "text")
    if form not in FORMATS:
        raise NoSuchName(form, FORMATS)
    if given.on("all") and given.text("since"):
        raise OneOrTheOther("--all", "--since")
    desk, office = desk.in_office()
    name = given.text("baseline")
    known = baseline.read(desk.path(name), name) if name else None
    since = given.text("since")
    found = auditing.audited(office, auditing.Asked(given.on("all"), since, desk.path(since)), progress(desk, MANY))
    if known:
        found = baseline.apart(found, known, whole=not since)
    wide = replace(desk, terminal=replace(desk.terminal, width=UNBROKEN))
    code = show_findings.checked(wide, found, lambda path, line: "", show_findings.Asked(fail_on, form, given.text("output")))
    if form == "text":
        desk.aside(desk.tongue.say(_told(found.records, len(found.findings), given.on("all") or bool(since))))
    return code


def _told(commits: int, findings: int, asked: bool) -> Sentence:
    """How many commits were judged; that there was none needs its reason."""
    if findings:
        return say("{n} commits audited, {m} findings.", n=commits, m=findings)
    if commits or asked:
        return say("{n} commits audited, nothing found.", n=commits)
    return say("No commit since the last audit at this desk; repairctl audit --all judges all of them again.")
