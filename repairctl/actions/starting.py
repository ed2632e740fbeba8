"""A new office: a repository with its settings, the default policies and templates, and one first commit."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from repairctl.edges import pack, yaml_text
from repairctl.edges.history import History, Message
from repairctl.edges.transaction import Transaction, Write
from repairctl.errors import RepairError, say
from repairctl.model import Block, Minute, Rows
from repairctl.office import FILE, Office, find, read_settings

IGNORED = """\
# names, telephone numbers and drafts: git cannot forget, so they never enter it
private/
out/
"""
TEMPLATES = """\
Templates of your own go here. What is not here is printed by the shipped template of the same name,
so only what you want otherwise needs a copy: repairctl template new order settlement. A _house.html.j2 changes
the look of all of them.

你自己的模板放在这里；这里没有的，用随程序带的同名模板打印，所以只复制要改的那几个：
repairctl template new order settlement。放一份 _house.html.j2 可改全部单据的样式。
"""
AS_THEY_ARE = """\
# every byte is evidence: git must not change line ends
records/** -text
policies/** -text
"""


class FolderInUse(RepairError):
    """The folder holds something already."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            say("{folder} is not empty; an office begins in a new folder.", folder=str(folder)),
            say('For example: repairctl init my-office --name "清和苑物业"'),
        )


class CannotMake(RepairError):
    """The folder cannot be made."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(say("{folder} cannot be made: {why}.", folder=str(folder), why=why))


def started(folder: Path, settings: Mapping[str, str], now: Minute) -> Office:
    """A new office in a folder that is empty or not there yet; it appears whole or not at all.

    `settings` are keys of office.yaml; `estates` is written `QH=清和苑`, several with commas.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUse(folder)
    tree = _settings_tree(settings)
    read_settings(tree)
    making = folder.parent / f".{folder.name}.{os.getpid()}.new"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        making.mkdir()
        _fill(making, tree)
        if folder.exists():
            _moved_in(making, folder)
        else:
            making.rename(folder)
    except OSError as error:
        raise CannotMake(folder, (error.strerror or "").lower()) from None
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return find(folder, now)


def _moved_in(making: Path, folder: Path) -> None:
    """Into a folder that is there and empty: whoever stands in it stays in it. What makes it an office comes last, or nothing does."""
    moved: list[Path] = []
    try:
        for one in sorted(making.iterdir(), key=lambda one: one.name == FILE):
            one.rename(folder / one.name)
            moved.append(folder / one.name)
    except OSError:
        for one in moved:
            one.rename(making / one.name)
        raise


def _fill(root: Path, tree: Block) -> None:
    History.init(root)
    (root / "private").mkdir(mode=0o700)  # names and telephone numbers are not for every user of the computer
    history = History.open(root)
    with Transaction(root, history.git_dir, 5) as transaction:
        writes = [Write(PurePosixPath(path), data, None) for path, data in _first_files(tree)]
        transaction.commit(writes, Message("Begin the office: settings and policies", "", ()))


def _first_files(tree: Block) -> Iterator[tuple[str, bytes]]:
    yield FILE, yaml_text.emit(tree).encode()
    yield ".gitignore", IGNORED.encode()
    yield ".gitattributes", AS_THEY_ARE.encode()
    yield "templates/README.md", TEMPLATES.encode()
    for path, data in pack.files("policies", (".yaml",)):
        yield f"policies/{path}", data


def _settings_tree(settings: Mapping[str, str]) -> Block:
    tree = Block([(key, value) for key, value in settings.items() if value and key != "estates"])
    estates = [part.partition("=") for part in settings.get("estates", "").split(",") if part.strip()]
    if estates:
        tree["estates"] = Rows([Block([("code", code.strip()), ("name", name.strip() or code.strip())]) for code, _, name in estates])
    return tree
