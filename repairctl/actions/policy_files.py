"""A new version of a policy, or a new policy: its file made, tried and written in one commit."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import PurePosixPath

from msgspec import Struct

from repairctl.actions import requests, schema_files
from repairctl.actions.judged import Judge
from repairctl.actions.judging import NoSuchPolicy
from repairctl.actions.me import me, who
from repairctl.actions.working import Working
from repairctl.actions.writing import LOCK_SECONDS
from repairctl.edges.history import Message
from repairctl.edges.transaction import Transaction, Write
from repairctl.errors import Misuse, RepairError, say
from repairctl.kinds import KINDS
from repairctl.model import Finding, Kind, moment_of
from repairctl.office import Office
from repairctl.policies import Version, load

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,29}")
LEFT_OUT = ("verified_on", "review_by", "retroactive", "ends")
"""What was said of the version that is copied, and not of the new one."""


class NoName(Misuse):
    """A word that cannot be the name of a policy or of a version."""

    def __init__(self, name: str, example: str) -> None:
        super().__init__(say("{name} cannot be a name here; write letters and digits, as {example}.", name=repr(name), example=example))


class AlreadyThere(RepairError):
    """There is such a file."""

    def __init__(self, path: str) -> None:
        super().__init__(say("{path} is there already.", path=path), say("Give the version another name: --as 2027-01b"))


class LaterVersion(RepairError):
    """A version takes effect on that day or later, so a new one would stand before it."""

    def __init__(self, version: Version, starts: date) -> None:
        super().__init__(
            say("{version} takes effect on {day}, not before {starts}.", version=version.name, day=version.head.starts, starts=starts),
            say("Let the new version begin after it: --from {day}", day=version.head.starts + timedelta(1)),
        )


class WouldNotLoad(RepairError):
    """The file that would be written has a fault."""

    exit_code = 5

    def __init__(self, finding: Finding) -> None:
        path, line = finding.where or ("policies", 1)
        super().__init__(say("{path}:{line}: {sentence}", path=path, line=line, sentence=finding.sentence), say("Nothing was written."))


class Drafted(Struct, frozen=True):
    """A file that is to be written: its path, its text, and the version it was made from."""

    path: str
    text: str
    made_from: str = ""


def revised(office: Office, policy: str, starts: date, *, name: str = "", adopted: date | None = None) -> Drafted:
    """The last version of a policy copied into the next, its text byte for byte but for the dates.

    The version before it ends the day before `starts` by itself. Raises NoSuchPolicy, LaterVersion, AlreadyThere, WouldNotLoad.
    """
    judge = Judge(office, Working(office))
    series = judge.book.series.get(policy)
    if series is None:
        raise NoSuchPolicy(policy, tuple(judge.book.series))
    last = series.versions[-1]
    if last.head.starts >= starts:
        raise LaterVersion(last, starts)
    name = name or _free(office, policy, starts)
    path = _path(office, policy, name)
    text = office.store.bytes_of(last.path).decode("utf-8")
    for key in LEFT_OUT:
        text = re.sub(rf"(?m)^{key}:[^\n]*\n(?:[ -][^\n]*\n)*", "", text)
    text = _dated(_dated(text, "effective_from", starts), "adopted_on", adopted or _today(office))
    return _tried(office, Drafted(path, _with_schema(office, path, text), last.name))


def begun(office: Office, policy: str, kind: str, starts: date, *, title: str = "", adopted: date | None = None) -> Drafted:
    """A policy with one rule, to be written on. Raises NoName, AlreadyThere, WouldNotLoad."""
    if not NAME.fullmatch(policy):
        raise NoName(policy, "night_shift")
    path = _path(office, policy, f"{starts:%Y-%m}")
    text = _skeleton(KINDS[kind], starts, title or policy, adopted or _today(office))
    return _tried(office, Drafted(path, _with_schema(office, path, text)))


def written(office: Office, draft: Drafted, by: str) -> str:
    """Writes the file in one commit; gives its ID. Raises WhoAreYou and what the repository refuses."""
    person = who(office, by)
    policy, version = _named(draft.path)
    trailers = [("By", person), *([("Recorder", recorder)] if (recorder := me(office)) else []), *requests.trailers(office)]
    said = f"policy {policy}@{version}" + (f": from {draft.made_from}" if draft.made_from else "")
    with Transaction(office.root, office.history.git_dir, LOCK_SECONDS) as transaction:
        requests.new(office)
        return transaction.commit([Write(PurePosixPath(draft.path), draft.text.encode(), None)], Message(said, "", tuple(trailers)))


def _tried(office: Office, draft: Drafted) -> Drafted:
    """The draft, if the policies load with it as well as without."""
    sources = {path: office.store.tree(path) for path in office.store.policy_paths()}
    before = {(one.code, one.where) for one in load(sources, KINDS, office.zone, office=office.settings).misfits}
    parsed = office.store.parsed(draft.text.encode(), draft.path)
    book = load({**sources, draft.path: parsed}, KINDS, office.zone, office=office.settings)
    for misfit in book.misfits:
        if (misfit.code, misfit.where) not in before:
            raise WouldNotLoad(misfit)
    return draft


def _path(office: Office, policy: str, version: str) -> str:
    if not VERSION.fullmatch(version):
        raise NoName(version, "2027-01")
    path = f"policies/{policy}/{version}.yaml"
    if office.store.exists(path):
        raise AlreadyThere(path)
    return path


def _free(office: Office, policy: str, starts: date) -> str:
    month = f"{starts:%Y-%m}"
    return month if not office.store.exists(f"policies/{policy}/{month}.yaml") else starts.isoformat()


def _dated(text: str, key: str, day: date) -> str:
    changed, n = re.subn(rf"(?m)^({key}:\s*)[^\s#]+", rf"\g<1>{day.isoformat()}", text, count=1)
    return changed if n else re.sub(r"(?m)^(effective_from:)", rf"{key}: {day.isoformat()}\n\g<1>", text, count=1)


def _with_schema(office: Office, path: str, text: str) -> str:
    """With the line by which an editor finds the schema, where the office keeps schemas and the text has no such line."""
    return text if schema_files.MARK in text else schema_files.line(office, "policy", path) + text


def _named(path: str) -> tuple[str, str]:
    parts = PurePosixPath(path)
    return parts.parent.name, parts.stem


def _today(office: Office) -> date:
    return moment_of(office.now, office.zone).date()


def _skeleton(kind: Kind, starts: date, title: str, adopted: date) -> str:
    opens = kind.opens
    chosen = f"selected_by: first {opens}           # 按哪一刻选用版本 the moment by which a version is chosen\n" if opens else ""
    field = next(f"{section.name}.{one.name}" for section in kind.sections for one in section.fields if not section.many)
    example = f"""\
- code: EXAMPLE-RULE                # 换成自己的代码 a code of your own
  form: required                    # 各种形式见 docs/forms.md
  title: {{en: Something is missing, zh: 有缺项}}
{f"  at: {opens}" if opens else ""}
  fields: [{field}]
  severity: warning                 # error | warning | info
  basis: "[F]"
  todo: {{en: Fill it in., zh: 请补填。}}
""".replace("\n\n", "\n")
    return f"""\
# 一个文件就是一个版本；生效以后不再改动，改规定请用 repairctl policy revise 另建新版本。
# One file is one version; once in force it is not changed: repairctl policy revise makes the next.
title: {_scalar(title)}
judges: {kind.name}
layer: office                       # law | manual | office | local
adopted_on: {adopted.isoformat()}
effective_from: {starts.isoformat()}
{chosen}
rules:
{example}
tests: []                           # 每条规则至少一个通过、一个不通过的例子 a pass and a fail for every rule
"""


def _scalar(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
