"""The columns of a sheet: which field each goes into, by its key, its label in either language, or the usual words. Knows no row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from msgspec import Struct

from repairctl.errors import Misuse, say
from repairctl.inputs import plain
from repairctl.kinds import KINDS
from repairctl.model import Field, Label

WHOLE = "place"
"""A column that says the whole place in one cell: 5幢802."""
OWNER = Label("owner", "业主")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "unit.estate": ("小区", "小区名称", "项目名称", "楼盘", "园区"),
    "unit.building": ("楼栋号", "楼号", "栋", "栋号", "栋座", "幢", "幢号", "楼", "座", "楼宇", "block"),
    "unit.entrance": ("单元号", "门", "单元门", "梯", "door"),
    "unit.room": ("室号", "房间号", "房间", "室", "户号", "房", "room number", "flat", "apartment"),
    "unit.floor_area": ("建筑面积", "产权面积", "房屋面积", "收费面积", "计费面积", "area", "size"),
    "unit.handover": ("交房日期", "交房时间", "交付时间", "收房日期", "收房时间"),
    "unit.part": ("房屋部位",),
    "unit.special_need": ("特殊需求", "特殊情况", "重点关注"),
    "unit.say_as": ("别名",),
    WHOLE: ("房屋", "房屋编号", "房产", "房屋地址", "门牌", "门牌号", "地址", "单元房号", "楼栋房号", "房屋号", "unit", "address", "place"),
    "party.name": (
        "业主姓名",
        "业主名称",
        "姓名",
        "户主",
        "户主姓名",
        "业主",
        "产权人",
        "住户姓名",
        "联系人",
        "客户名称",
        "owner's name",
        "owner",
    ),
    "party.phone": ("手机", "手机号", "手机号码", "业主手机", "业主电话", "联系电话", "电话号码", "联系方式", "phone", "mobile"),
    "party.contact": ("备用电话", "备用联系人", "紧急联系人", "紧急联系电话", "第二联系人"),
    "party.relation": ("身份", "住户类型", "与业主关系", "人员类型"),
    "party.since": ("起始日期", "入住日期", "入住时间"),
    "party.until": ("截止日期", "迁出日期", "搬离日期"),
}
"""The usual words beside keys and labels."""
_TENANT = ("租户", "租客", "租户姓名", "租客姓名", "承租人", "tenant", "tenant's name")
_OWNERS = ("业主姓名", "业主名称", "户主", "户主姓名", "业主", "产权人", "owner's name", "owner")
_NOISE = re.compile(r"[（(【\[].*?[)）\]】]|[\s:：,，/、*]")
_UNREAD = ("unit.owner", "party.unit")  # references that follow from the row itself


class NoSuchTarget(Misuse):
    """--column names a column or a field that is not there."""

    def __init__(self, typed: str, known: Sequence[str]) -> None:
        super().__init__(
            say("--column {typed}: it is written COLUMN=FIELD, the column as in the sheet.", typed=typed),
            say("The fields: {known}.", known=", ".join(known)),
        )


class TwoColumns(Misuse):
    """Two columns of the sheet would go into one field."""

    def __init__(self, one: str, other: str, path: str) -> None:
        super().__init__(
            say("The columns {one} and {other} would both go to {path}.", one=one, other=other, path=path),
            say("Say which one does not: {example}", example=f'--column "{other}="'),
        )


class Column(Struct, frozen=True):
    """One column: where it stands (from 0), its head, the field it goes into ('' = it is left out), whose name it is where it says."""

    place: int
    head: str
    path: str = ""
    relation: str = ""

    @property
    def private(self) -> bool:
        field = field_of(self.path)
        return field is not None and field.private


def field_of(path: str) -> Field | None:
    """The field that a path means; none for a column that says the whole place or is left out."""
    kind, _, name = path.partition(".")
    section = KINDS[kind].section(kind) if name else None
    return section.field(name) if section else None


def targets() -> tuple[str, ...]:
    """Every path that a column may go into."""
    fields = [f"{kind}.{one.name}" for kind in ("unit", "party") for one in KINDS[kind].sections[0].fields]
    return (*(path for path in fields if path not in _UNREAD), WHOLE)


def meant(head: str) -> str:
    """The path that a head means; '' where it means none."""
    return _known().get(_folded(head), "")


def said(words: Sequence[str]) -> dict[str, str]:
    """The columns that the person names, as `门牌=unit.room`, with their paths. Raises NoSuchTarget."""
    found: dict[str, str] = {}
    for word in words:
        name, equals, path = (part.strip() for part in word.partition("="))
        found[name] = path if path in targets() else meant(path)
        if not equals or not name or (path and not found[name]):
            raise NoSuchTarget(word, targets())
    return found


def columns(head: Sequence[str], named: Mapping[str, str]) -> tuple[Column, ...]:
    """The columns of a sheet; `named` are those that the person names. Raises TwoColumns, NoSuchTarget."""
    for name in (one for one in named if one not in head):
        raise NoSuchTarget(f"{name}={named[name]}", targets())
    found: list[Column] = []
    for place, name in enumerate(head):
        path = named[name] if name in named else meant(name)
        taken = next((one for one in found if path and one.path == path), None)
        if taken and path == "party.phone" and not any(one.path == "party.contact" for one in found):
            path, taken = "party.contact", None
        if taken:
            raise TwoColumns(taken.head, name, path)
        found.append(Column(place, name, path, _relation(name) if path == "party.name" else ""))
    return tuple(found)


def _relation(head: str) -> str:
    return "tenant" if _folded(head) in _folds(_TENANT) else "owner" if _folded(head) in _folds(_OWNERS) else ""


@cache
def _known() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in targets():
        words = [*_WORDS.get(path, ()), *_labels(path), *(_TENANT if path == "party.name" else ())]
        for word in words:
            found.setdefault(_folded(word), path)
    return found


def _labels(path: str) -> Iterator[str]:
    field = field_of(path)
    yield path
    if field is not None:
        yield from (field.name, field.label.en, field.label.zh)


def _folds(words: Sequence[str]) -> set[str]:
    return {_folded(word) for word in words}


def _folded(word: str) -> str:
    return _NOISE.sub("", plain(word).casefold())
