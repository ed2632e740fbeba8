"""`policy revise`, `policy new`, `policy diff`: a version made from the one before, a policy begun, two versions over the real history."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from repairctl.cli.cells import wrapped
from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.named import NoSuchName
from repairctl.cli.options import by, dry_run
from repairctl.cli.progress import progress
from repairctl.cli.said import NeedsOption, Said, Word
from repairctl.cli.step_verbs import Form, asked_person
from repairctl.errors import Misuse, say
from repairctl.kinds import KINDS
from repairctl.model import Label

if TYPE_CHECKING:
    from repairctl.actions.policy_files import Drafted
    from repairctl.checks.versions import Compared
    from repairctl.model import Record
    from repairctl.office import Office

POLICY = Label("POLICY", "规定")
DAY = Label("DAY", "日期")
MOST_TEXTS = 20
PERIOD = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
LABELS = {"revise": Label("revise", "修订"), "new": Label("new", "新建"), "diff": Label("diff", "对照")}
EXAMPLES = {
    "revise": "repairctl policy revise service --from 2027-01-01 --by S-01",
    "new": "repairctl policy new night_shift --judges order --from 2027-01-01 --by S-01",
    "diff": "repairctl policy diff service@2026-01 service@2026-10 --over 2026-01..2026-06",
}


class NotAPeriod(Misuse):
    """A period that cannot be understood."""

    def __init__(self, text: str) -> None:
        super().__init__(say("{text} is no period; write it as 2026-01..2026-06 or 2026-01-15..2026-02-14.", text=text))


def revise_verb() -> Verb:
    told = say("Copy the last version of a policy into the next, with the dates closed up; then edit the new file.")
    options = [Word("name", POLICY), _from(), Said("--as", say("the name of the new version"), alias="版本名", path="version",
                                                   value=Label("NAME", "名称")), *_writing()]  # fmt: skip
    return Verb("revise", told, revise, options, example=EXAMPLES["revise"])


def new_verb() -> Verb:
    told = say("Begin a policy: a file with one rule to be written on.")
    kinds = say("the kind of record that it judges: {kinds}", kinds=list(KINDS))
    options = [
        Word("name", POLICY),
        Said("--judges", kinds, alias="判断", value=Label("KIND", "种类")),
        _from(),
        Said("--title", say("what it is called"), alias="名称", value=Label("TEXT", "文字")),
        *_writing(),
    ]
    return Verb("new", told, new, options, example=EXAMPLES["new"])


def diff_verb() -> Verb:
    told = say("Judge the office's real records by two versions: which verdicts would be others, by rule, with examples and money.")
    options = [
        Word("old", Label("OLD", "旧版本")),
        Word("new", Label("NEW", "新版本")),
        Said("--over", say("only what happened in this period"), alias="期间", value=Label("FROM..TO", "起..止")),
    ]
    return Verb("diff", told, diff, options, example=EXAMPLES["diff"])


def _from() -> Said:
    return Said("--from", say("the first day on which it is in force"), alias="生效日", path="starts", value=DAY)


def _writing() -> Sequence[Said]:
    return [Said("--adopted", say("the day of the decision (default: today)"), alias="通过日", value=DAY), by(), dry_run()]


def revise(desk: Desk, given: Given) -> int:
    """The next version of a policy."""
    from repairctl.actions import policy_files

    desk, office = desk.in_office()
    starts, adopted = _days(desk, given, EXAMPLES["revise"])
    draft = policy_files.revised(office, given.text("name"), starts, name=given.text("version"), adopted=adopted)
    return _write(desk, office, given, draft)


def new(desk: Desk, given: Given) -> int:
    """A new policy."""
    from repairctl.actions import policy_files

    desk, office = desk.in_office()
    kind = given.text("judges")
    if kind not in KINDS:
        raise NoSuchName(kind, list(KINDS)) if kind else NeedsOption("--judges", EXAMPLES["new"])
    starts, adopted = _days(desk, given, EXAMPLES["new"])
    return _write(
        desk, office, given, policy_files.begun(office, given.text("name"), kind, starts, title=given.text("title"), adopted=adopted)
    )


def _days(desk: Desk, given: Given, example: str) -> tuple[date, date | None]:
    from repairctl import inputs

    if not given.text("name") or not given.text("starts"):
        raise NeedsOption("--from", example)
    adopted = given.text("adopted")
    return inputs.day(given.text("starts"), None, "future"), inputs.day(adopted, None, "past") if adopted else None


def _write(desk: Desk, office: Office, given: Given, draft: Drafted) -> int:
    from repairctl.actions import policy_files

    if given.on("dry_run"):
        desk.out(f"# {draft.path}\n{draft.text.rstrip()}")
        desk.aside(desk.tongue.say(say("Nothing was written.")))
        return 0
    person = asked_person(Form(desk, office, {}), given.text("by"))
    commit = policy_files.written(office, draft, person)
    if desk.json:
        from repairctl.cli import json_forms

        desk.out(json_forms.text(desk, {"path": draft.path, "from": draft.made_from, "commit": commit}))
        return 0
    desk.out(desk.tongue.say(say("{path} was written ({commit}).", path=draft.path, commit=commit[:7])))
    if draft.made_from:
        told = say("{version} ends the day before by itself. Edit the new file before its first day; then:", version=draft.made_from)
        desk.out("\n".join(wrapped(desk.tongue.say(told), desk.terminal.width)))
    name = f"{draft.path.split('/')[1]}@{draft.path.rsplit('/', 1)[1].removesuffix('.yaml')}"
    desk.hint(f"policy test {draft.path.split('/')[1]}", *([f"policy diff {draft.made_from} {name}"] if draft.made_from else []))
    return 0


# ------------------------------------------------------------------ diff


def diff(desk: Desk, given: Given) -> int:
    """What would be judged otherwise."""
    from repairctl.actions.policy_trials import compared

    if not given.text("old") or not given.text("new"):
        raise NeedsOption("OLD NEW", EXAMPLES["diff"])
    over = period(given.text("over")) if given.text("over") else None
    desk, office = desk.in_office()
    found = compared(office, given.text("old"), given.text("new"), over, None if desk.json else progress(desk))
    if desk.json:
        from repairctl.cli import json_forms

        desk.out(json_forms.text(desk, _form(found)))
    else:
        desk.page(list(_shown(desk, found)))
    return 0


def period(text: str) -> tuple[date, date]:
    """`2026-01..2026-06` as its first and last day, both included. Raises NotAPeriod."""
    first, dots, last = text.replace("…", "..").replace("至", "..").partition("..")
    ends = [PERIOD.fullmatch(one.strip()) for one in (first, last if dots else first)]
    if not all(ends):
        raise NotAPeriod(text)
    a, b = (one for one in ends if one)
    try:
        start = date(int(a[1]), int(a[2]), int(a[3] or 1))
        stop = date(int(b[1]), int(b[2]), int(b[3] or calendar.monthrange(int(b[1]), int(b[2]))[1]))
    except (ValueError, calendar.IllegalMonthError):
        raise NotAPeriod(text) from None
    if stop < start:
        raise NotAPeriod(text)
    return start, stop


def _shown(desk: Desk, found: Compared) -> Iterator[str]:
    from repairctl.checks.versions import told_differently

    tongue, width = desk.tongue, desk.terminal.width
    texts = list(told_differently(found.old, found.new))
    yield tongue.say(say("{old} -> {new}: {n} places differ.", old=found.old.name, new=found.new.name, n=len(texts)))
    for path, was, now in texts[:MOST_TEXTS]:
        yield from wrapped(f"{path}: {was or '-'} -> {now or '-'}", width, first="  ", rest="    ")
    if len(texts) > MOST_TEXTS:
        yield "  " + tongue.say(say("and {n} more.", n=len(texts) - MOST_TEXTS))
    yield ""
    if not found.counts:
        yield tongue.say(say("{n} records were judged by both; no verdict would be another.", n=found.records))
        return
    yield tongue.say(
        say("{n} records were judged by both; {flips} verdicts of {m} records would be others, with statements of {money} yuan in all.",
            n=found.records, flips=found.counts.total(), m=len(found.concerned), money=found.money)
    )  # fmt: skip
    for rule in sorted(found.examples):
        yield f"  {rule}"
        for (name, was, now), n in sorted(found.counts.items()):
            if name == rule:
                yield f"    {was} -> {now}: {n}"
        for one in found.examples[rule]:
            yield f"      {one.record.id} {_place(one.record)}".rstrip()


def _place(record: Record) -> str:
    paths = (record.kind.columns.get(name) for name in ("unit", "asset"))
    return next((str(value) for path in paths if path and (value := record.value(path))), "")


def _form(found: Compared) -> dict[str, object]:
    from repairctl.checks.versions import told_differently

    return {
        "old": found.old.name,
        "new": found.new.name,
        "texts": [{"path": path, "was": was, "now": now} for path, was, now in told_differently(found.old, found.new)],
        "records": found.records,
        "flips": [{"rule": rule, "was": was, "now": now, "count": n} for (rule, was, now), n in sorted(found.counts.items())],
        "examples": {rule: [one.record.id for one in held] for rule, held in sorted(found.examples.items())},
        "concerned": sorted(found.concerned),
        "money": str(found.money),
    }
