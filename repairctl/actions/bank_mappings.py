"""Which column of a bank's file is what: the office's own mappings, else the shipped ones; and the rows of the file. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from repairctl.actions.bringing import reading
from repairctl.edges import pack
from repairctl.errors import Misuse, RepairError, say
from repairctl.figures.bank_files import AMOUNT, AT, COLUMNS, INCOME, OUTGO, REFERENCE, Mapped, Numbered, Row, fits, movements
from repairctl.kinds.order_sheet import PAYMENT_METHODS
from repairctl.model import Block, Rows, Tree
from repairctl.office import Office

FOLDER = "mappings"
KEYS = ("title", "title_en", "methods", "head", "columns", "in", "out", "skip", "ends", "encoding")
ENCODINGS = ("utf-8-sig", "utf-8", "gbk", "gb18030", "utf-16")


class NoMapping(Misuse):
    """No mapping has that name, or none is named and not exactly one fits."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        told = say("There is no mapping {name}.", name=name) if name else say("It is not clear how this file is to be read.")
        super().__init__(told, say("Name one of these, or a file of yours: --mapping {known}", known="|".join(known)))


class MappingMisfit(RepairError):
    """A mapping says something that cannot be meant."""

    exit_code = 5

    def __init__(self, path: str, line: int, why: object) -> None:
        super().__init__(
            say("{path}:{line}: {why}", path=path, line=line, why=why), say("The shipped mapping bank shows all that it may say.")
        )


def read(office: Office, path: Path, file: str, mapping: str) -> tuple[Mapped, tuple[Row, ...]]:
    """The movements of a file, and how they were read. Raises NoMapping, MappingMisfit, NoSheet, NoHeadRow, Unread."""
    chosen = mapped(office, mapping, path.parent) if mapping else None
    rows = _rows(path, file, chosen.encoding if chosen else "")
    found = chosen or _only(office, rows)
    return found, movements(file, rows, found)


def known(office: Office) -> tuple[str, ...]:
    """The names of all mappings."""
    own = office.root / FOLDER
    there = [one.stem for one in own.glob("*.yaml")] if own.is_dir() else []
    return tuple(sorted({*there, *(name.removesuffix(".yaml") for name, _ in pack.inside(FOLDER))}))


def mapped(office: Office, name: str, here: Path) -> Mapped:
    """A mapping by its name, or by its file. Raises NoMapping and MappingMisfit."""
    if name.endswith((".yaml", ".yml")):
        path = next((one for one in (here / name, office.root / name) if one.is_file()), None)
        if path is None:
            raise NoMapping(name, known(office))
        return _mapping(office, path.stem, path.read_bytes(), name)
    if name not in known(office):
        raise NoMapping(name, known(office))
    own = office.root / FOLDER / f"{name}.yaml"
    data = own.read_bytes() if own.is_file() else dict(pack.inside(FOLDER))[f"{name}.yaml"]
    return _mapping(office, name, data, f"{FOLDER}/{name}.yaml")


def _only(office: Office, rows: Sequence[Numbered]) -> Mapped:
    """The one mapping whose head the file has. Raises NoMapping where there is none, or several."""
    names = known(office)
    found = [one for name in names if fits(rows, one := mapped(office, name, office.root))]
    if len(found) != 1:
        raise NoMapping("", [one.name for one in found] or names)
    return found[0]


def _rows(path: Path, file: str, encoding: str) -> tuple[Numbered, ...]:
    grid = reading.grid(path, file, encoding=encoding)
    return tuple((number, tuple(cell.text for cell in row)) for number, row in enumerate(grid.rows, 1))


def _mapping(office: Office, name: str, data: bytes, path: str) -> Mapped:
    """What a mapping says, once each word of it is known. Raises MappingMisfit."""
    tree = office.store.parsed(data, path)
    columns, skip = ({str(key): _texts(one) for key, one in _block(tree.get(part)).items()} for part in ("columns", "skip"))
    lists = {key: _texts(tree.get(key)) for key in ("methods", "head", "in", "out", "ends")}
    encoding = str(tree.get("encoding") or "")
    _only_known(path, 1, tree, KEYS)
    _only_known(path, _line(tree.get("columns", "")), columns, COLUMNS)
    _only_known(path, _line(tree.get("methods", "")), lists["methods"], tuple(dict(PAYMENT_METHODS)))
    _only_known(path, _line(tree.get("encoding", "")), [encoding] if encoding else [], ENCODINGS)
    of_both = (INCOME, OUTGO) if INCOME in columns else (AMOUNT,)
    held = {**columns, "methods": lists["methods"], "head": lists["head"]}
    if lacking := next((key for key in (AT, *of_both, REFERENCE, "methods", "head") if not held.get(key)), ""):
        raise MappingMisfit(path, 1, say("{key} is missing.", key=lacking))
    return Mapped(name, lists["methods"], lists["head"], columns, lists["in"], lists["out"], skip, lists["ends"], encoding)


def _only_known(path: str, line: int, said: Iterable[str], known_: Sequence[str]) -> None:
    for word in said:
        if word not in known_:
            raise MappingMisfit(
                path, _line(word) or line, say("{key} is not known; known are: {known}.", key=word, known=", ".join(known_))
            )


def _block(held: Tree | None) -> Mapping[str, Tree]:
    return held if isinstance(held, Block) else {}


def _texts(held: Tree | None) -> tuple[str, ...]:
    """One text, or several."""
    if held is None:
        return ()
    return tuple(str(one) for one in held) if isinstance(held, Rows) else (str(held),)


def _line(held: Tree) -> int:
    return int(getattr(held, "line", 0))
