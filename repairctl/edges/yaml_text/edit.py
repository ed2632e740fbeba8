"""Changes in the text of a file: only what an edit names is touched, and what comes out is read again. Knows trees and their places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from repairctl.edges.yaml_text.applying import Misplaced, applied, at, narrowed
from repairctl.edges.yaml_text.editor import Editor
from repairctl.edges.yaml_text.faults import CannotEdit, FileFault
from repairctl.edges.yaml_text.nodes import Node
from repairctl.edges.yaml_text.scanner import placed
from repairctl.edges.yaml_text.sources import readable
from repairctl.model import Block, Edit, Put


def edited_text(text: str, edits: Sequence[Edit], path: str, before: str) -> str:
    """The text with the edits made. Raises CannotEdit where it would read otherwise than the old tree with the edits applied."""
    place = _Place(path, before)
    top = _nodes(text, path)
    for edit in edits:
        tree = _boxes(top, edit, path)
        after = _expected(tree, edit, top, path)
        try:
            text, top = place.stepped(text, top, narrowed(tree, edit), after)
        except CannotEdit:
            anew = _brackets_anew(top, edit, after)
            if anew is None:
                raise
            text, top = place.stepped(text, top, [anew], after)
    return text


class _Place(Struct, frozen=True):
    path: str
    before: str

    def stepped(self, text: str, top: Node, steps: Iterable[Edit], after: Block) -> tuple[str, Node]:
        """The text with the steps taken, and its nodes. Raises CannotEdit where it does not say what it must."""
        for step in steps:
            text = Editor(text, top, self.path, self.before).made(step)
            top = _read_again(text, step, self.path)
        if top.tree() != after:
            raise CannotEdit(self.path, 1, self.path)
        return text, top


def _brackets_anew(top: Node, edit: Edit, after: Block) -> Put | None:
    """The list or box in brackets that the edit lies within, written as a whole; None if it has lines of its own, with comments perhaps."""
    node: Node | None = top
    for number, part in enumerate(edit.path):
        node = node.find(part) if node else None
        if node and node.kind != "text" and node.style:
            held = at(after, edit.path[: number + 1])
            return Put(edit.path[: number + 1], held) if held is not None and node.line == node.stop_line else None
    return None


def _nodes(text: str, path: str) -> Node:
    text = readable(text)
    node = placed(text, path)
    if node is None:
        from repairctl.edges.yaml_text.compose import compose  # slow to import; files of the house style never pay it

        node = compose(text, path)
    return node


def _boxes(top: Node, edit: Edit, path: str) -> Block:
    tree = top.tree()
    if isinstance(tree, Block):
        return tree
    raise CannotEdit(path, top.line + 1, _dotted(edit))


def _expected(tree: Block, edit: Edit, top: Node, path: str) -> Block:
    try:
        return applied(tree, [edit])
    except Misplaced:
        raise CannotEdit(path, top.line + 1, _dotted(edit)) from None


def _read_again(text: str, edit: Edit, path: str) -> Node:
    try:
        return _nodes(text, path)
    except FileFault as fault:
        raise CannotEdit(path, fault.line, _dotted(edit)) from None


def _dotted(edit: Edit) -> str:
    return ".".join(map(str, edit.path))
