"""An office: its root, settings, edges, clock and the person at the desk; how one is found and opened."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from repairctl.edges.history import History
from repairctl.edges.store import Store
from repairctl.errors import RepairError, say
from repairctl.errors import near as nearest
from repairctl.model import Block, Field, Label, Minute, Plain, Rows, Tree
from repairctl.taxpayers import TAX_ROUNDINGS, TAXPAYERS
from repairctl.texts import Misread, read_value

FILE = "office.yaml"
LONGEST_SHOWN = 60
LANGUAGE = re.compile(r"(?i:zh|en)(?:[-_][A-Za-z_.0-9-]+)?")
ESTATE = (
    Field("code", "text", Label("code", "代码")),
    Field("name", "text", Label("name", "名称")),
    Field("name_en", "text", Label("", "")),
    Field("law_pack", "text", Label("law pack", "地方法规包")),
)
SETTINGS = (
    Field("name", "text", Label("name", "名称"), needed=True),
    Field("name_en", "text", Label("English name", "英文名称")),
    Field("zone", "text", Label("time zone", "时区")),
    Field("languages", "words", Label("languages", "语言")),
    Field("taxpayer", "choice", Label("taxpayer kind", "纳税人类别"), choices=TAXPAYERS),
    Field("tax_rounding", "choice", Label("tax rounding", "税额舍入"), choices=TAX_ROUNDINGS),
    Field("law_pack", "text", Label("law pack", "地方法规包")),
    Field("estates", "rows", Label("estates", "项目"), rows=ESTATE),
    Field("address", "text", Label("address", "地址")),
    Field("phone", "text", Label("telephone", "电话")),
    Field("tax_no", "text", Label("tax number", "税号")),
    Field("bank", "text", Label("bank account", "银行账户")),
    Field("outside_bodies", "words", Label("outside bodies for complaints", "投诉外部途径")),
    Field("desk", "text", Label("desk letter", "工位字母")),
    Field("confirm_above", "money", Label("payments confirmed above", "收款超过须确认")),
    Field("live_from", "date", Label("live from", "启用日期")),
    Field("practice", "bool", Label("practice", "练习")),
    Field("hook_since", "text", Label("commits by hand judged since", "手工提交检查起点")),
    Field("signed_from", "text", Label("commits signed from", "提交签名起点")),
)


UNASKED = ("practice", "hook_since", "signed_from")
"""Settings that commands write and nobody is asked for."""


class NotAnOffice(RepairError):
    """No folder from here upwards holds an office.yaml."""

    def __init__(self, start: Path) -> None:
        super().__init__(
            say("{folder} is not in an office: no office.yaml here or in any folder above.", folder=str(start)),
            say('Go to your office\'s folder, name it with --office, or make one: repairctl init my-office --name "清和苑物业"'),
        )


class BadSettings(RepairError):
    """office.yaml cannot be used."""

    def __init__(self, line: int, key: str, value: str, wanted: object) -> None:
        super().__init__(
            say("office.yaml:{line}: {key} is {value}, but must be {wanted}.", line=line, key=key, value=repr(value), wanted=wanted)
        )


class UnknownSetting(RepairError):
    """office.yaml has a key that means nothing."""

    def __init__(self, line: int, key: str) -> None:
        near = nearest(key, [one.name for one in SETTINGS], n=1)
        known = near[0] if near else ", ".join(one.name for one in SETTINGS)
        super().__init__(say("office.yaml:{line}: {key} is no setting. Did you mean {near}?", line=line, key=key, near=known))


class Request(Struct, frozen=True):
    """By what a command that comes again is known: the number that its sender gave it, and a digest of its words."""

    id: str
    words: str


class Office(Struct, frozen=True):
    """`now` is the minute in which the command runs; `as_of` the one for which it is answered; `request` what it is known by."""

    root: Path
    settings: Mapping[str, Plain]
    zone: tzinfo
    store: Store
    history: History
    now: Minute
    as_of: Minute
    request: Request | None = None

    @property
    def desk(self) -> str:
        return str(self.settings.get("desk") or "")


def find(start: Path, now: Minute, *, as_of: Minute | None = None) -> Office:
    """The office in which a folder lies. Raises NotAnOffice, BadSettings and what reading a file raises."""
    root = root_of(start)
    store = Store(root)
    settings = read_settings(store.tree(FILE))
    zone = _zone(str(settings.get("zone") or "Asia/Shanghai"))
    return Office(root, settings, zone, store, History.open(root), now, now if as_of is None else as_of)


def root_of(start: Path) -> Path:
    """The folder at or above this one that holds an office.yaml. Raises NotAnOffice."""
    root = next((folder for folder in (start, *start.parents) if (folder / FILE).is_file()), None)
    if root is None:
        raise NotAnOffice(start)
    return root


def read_settings(tree: Block) -> Mapping[str, Plain]:
    """The settings as plain values, every key known and of its type."""
    known = {one.name: one for one in SETTINGS}
    for key in tree:
        if key not in known:
            raise UnknownSetting(getattr(key, "line", 1), key)
    if not str(tree.get("name", "")).strip():
        raise BadSettings(1, "name", "", say("the office's name"))
    return {key: _setting(known[key], held, getattr(key, "line", 1)) for key, held in tree.items()}


def _setting(field: Field, held: Tree, line: int) -> Plain:
    zone = ZoneInfo("UTC")
    if field.type == "rows":
        if held == "":
            return ()
        if not isinstance(held, Rows):
            raise BadSettings(line, field.name, _cut(held), say("a list of rows, each with code and name"))
        return tuple(_row(field, row) for row in held)
    try:
        value = read_value(field, held, zone)
    except Misread as misread:
        raise BadSettings(line, field.name, _cut(held), misread.wanted) from None
    for word in value if field.name == "languages" and isinstance(value, tuple) else ():
        if not LANGUAGE.fullmatch(str(word)):
            raise BadSettings(line, field.name, _cut(str(word)), say("zh or en, or both in a list: [zh, en]"))
    return value


def _row(field: Field, row: Tree) -> Mapping[str, Plain]:
    """One row, every cell known and a single text; the first column is never empty."""
    first, known = field.rows[0].name, [one.name for one in field.rows]
    if not isinstance(row, Block):
        raise BadSettings(getattr(row, "line", 1), field.name, _cut(row), say("a row with {columns}", columns=", ".join(known)))
    for key, value in row.items():
        if key not in known or not isinstance(value, str):
            wanted = say("one of {columns}, with a text", columns=", ".join(known))
            raise BadSettings(getattr(key, "line", row.line), field.name, _cut(key), wanted)
    if not row.get(first):
        raise BadSettings(row.line, f"{field.name} {first}", "", say("a text"))
    return {key: str(value) for key, value in row.items()}


def _cut(held: Tree) -> str:
    return str(held) if len(str(held)) <= LONGEST_SHOWN else str(held)[:LONGEST_SHOWN] + ".."


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSettings(1, "zone", name, say("a time zone, as Asia/Shanghai")) from None
