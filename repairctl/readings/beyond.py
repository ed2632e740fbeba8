"""What a form reads outside the record: files of the office, rows of a linked record. What was looked up is handed in. Knows no form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from repairctl.errors import say
from repairctl.model import Field, Kind, Label, Record, Section, Tree
from repairctl.readings.case import Case, Need, Reading, Scope
from repairctl.readings.misfits import Misfit, block, only_keys, text, unknown
from repairctl.readings.paths import linked, path
from repairctl.readings.shapes import Dated, StoredFile

FILE = Kind(
    "file",
    "",
    "",
    Label("file", "文件"),
    "",
    (Section("file", Label("file", "文件"), (Field("sha256", "text", Label("SHA-256", "SHA-256")),)),),
)
"""A file of the office is handed in as a record of this kind, under its path; its digest stands in it."""


def file_of(id: str, sha256: str) -> Record:
    """A file of the office, as a rule is handed it."""
    return Record(FILE, id, {"file": {"sha256": sha256}})


def stored_file(held: Tree, scope: Scope) -> Reading:
    """The file that a text names, with its digest."""
    found = path(text(held), scope)
    if found.field.type != "text":
        raise Misfit(say("{path} is no text ({type}).", path=text(held), type=found.field.type), held)

    def ids(record: Record) -> Sequence[str]:
        return [one for one in found.every(record) if isinstance(one, str) and one]

    def get(case: Case) -> StoredFile | None:
        id = found.get(case)
        if not isinstance(id, str) or not id:
            return None
        other = case.given.get(id)
        there = other is not None and other.kind is FILE
        return StoredFile(id, there, str(other.value("file.sha256") or "") if other and there else "")

    return Reading(get, (Need("record", FILE.name, found.text, ids),), place=found.text)


_DATED = ("through", "rows", "date", "says")


def dated(held: Tree, scope: Scope) -> Reading:
    """`{through: .technician, rows: assessments, date: date, says: result}`."""
    box = block(held, say("of"))
    for misfit in only_keys(box, _DATED, say("of")):
        raise misfit
    for name in (name for name in _DATED if name not in box):
        raise Misfit(say("{what} needs {key}.", what=say("of"), key=name), held, "POL-MISSING")
    through = path(text(box["through"]), scope)
    kind = scope.kinds.get(through.field.refers_to)
    if through.field.type != "ref" or kind is None:
        raise Misfit(say("{path} names no other record.", path=text(box["through"])), box["through"])
    rows = text(box["rows"])
    section = next((one for one in kind.sections if one.many and one.name == rows), None)
    if section is None:
        raise unknown(rows, say("list of rows of {kind}", kind=kind.label), [one.name for one in kind.sections if one.many])
    for name in ("date", "says"):
        if section.field(text(box[name])) is None:
            raise unknown(text(box[name]), say("column"), [one.name for one in section.fields])
    when, says = str(box["date"]), str(box["says"])
    labels = dict(next((one.choices for one in section.fields if one.name == says), ()))

    def get(case: Case) -> Dated | None:
        id = through.get(case)
        if not isinstance(id, str) or not id:
            return None
        other = case.given.get(id)
        if other is None:
            return Dated(id, None)
        told = ((row.get(when), row.get(says)) for row in other.rows(rows))
        return Dated(id, tuple((at, str(word)) for at, word in told if isinstance(at, int | date) and word is not None), labels)

    return Reading(get, (*through.needs, linked(through, scope)), through.reading().steps, place=through.text)
