"""Edits made to a tree: what a file must say after them, and which smaller edits say the same. Pure; knows no text and no places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from repairctl.model import Append, Block, Drop, Edit, Put, Rows, Tree

Path = tuple[str | int, ...]


class Misplaced(Exception):
    """The path leads through a text, past the end of a list, or to what is no list."""


def applied(tree: Block, edits: Sequence[Edit]) -> Block:
    """The tree with the edits made, one after the other; a Drop of what is not there changes nothing. Raises Misplaced."""
    for edit in edits:
        tree = cast(Block, _changed(tree, edit, edit.path))
    return tree


def narrowed(tree: Block, edit: Edit) -> Iterator[Edit]:
    """The smallest edits that do the same: a box put over a box becomes the fields that differ, so that comments within survive."""
    if not isinstance(edit, Put):
        yield edit
        return
    yield from _differences(edit.path, at(tree, edit.path), edit.value)


def _differences(path: Path, old: Tree | None, new: Tree) -> Iterator[Edit]:
    if isinstance(old, Block) and isinstance(new, Block) and old and new:
        for key, value in new.items():
            yield from _differences((*path, str(key)), old.get(key), value)
        yield from (Drop((*path, str(key))) for key in old if key not in new)
    elif isinstance(old, Rows) and isinstance(new, Rows) and 0 < len(old) <= len(new):
        for place, value in enumerate(new[: len(old)]):
            yield from _differences((*path, place), old[place], value)
        yield from (Append(path, item) for item in new[len(old) :])
    elif old != new:
        yield Put(path, new)


def at(tree: Tree, path: Path) -> Tree | None:
    """What stands at a path; None where nothing does."""
    for part in path:
        if isinstance(tree, Block) and part in tree:
            tree = tree[cast(str, part)]
        elif isinstance(tree, Rows) and isinstance(part, int) and 0 <= part < len(tree):
            tree = tree[part]
        else:
            return None
    return tree


def _changed(tree: Tree | None, edit: Edit, path: Path) -> Tree:
    if not path:
        return _appended(tree, edit.item) if isinstance(edit, Append) else cast(Put, edit).value
    if isinstance(path[0], int):
        return _changed_item(tree, edit, path[0], path[1:])
    return _changed_box(tree, edit, path[0], path[1:])


def _appended(tree: Tree | None, item: Tree) -> Rows:
    if tree and not isinstance(tree, Rows):
        raise Misplaced
    return Rows([*(tree or ()), item])


def _changed_item(tree: Tree | None, edit: Edit, place: int, rest: Path) -> Rows:
    if not isinstance(tree, Rows) or not 0 <= place < len(tree) or (isinstance(edit, Drop) and not rest):
        raise Misplaced
    return Rows([*tree[:place], _changed(tree[place], edit, rest), *tree[place + 1 :]], tree.line)


def _changed_box(tree: Tree | None, edit: Edit, key: str, rest: Path) -> Tree:
    if isinstance(edit, Drop) and (not isinstance(tree, Block) or key not in tree):
        return Block() if tree is None else tree
    if tree and not isinstance(tree, Block):
        raise Misplaced
    box = Block(tree if isinstance(tree, Block) else {}, getattr(tree, "line", 0))
    if isinstance(edit, Drop) and not rest:
        del box[key]
    else:
        box[key] = _changed(box.get(key), edit, rest)
    return box
