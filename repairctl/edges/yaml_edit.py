"""Changes in the bytes of a YAML file: only what an edit names is touched; comments, quotes, order and line ends stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from repairctl.edges import yaml_events, yaml_text
from repairctl.edges.yaml_events import Node
from repairctl.edges.yaml_faults import CannotEdit
from repairctl.model import Append, Block, Drop, Edit, Put, Rows, Tree

Path = tuple[str | int, ...]


def edited(data: bytes, edits: Sequence[Edit], path: str, before: str = "log") -> bytes:
    """The bytes with the edits made; a new top-level key goes before the key `before`, else to the end.

    What comes out is read again and compared with what it must say. Raises CannotEdit rather than write something else.
    """
    if not edits:
        return data
    mark = data.startswith(b"\xef\xbb\xbf")
    text = yaml_text.decoded(data, path)
    editor = _Editor(text, path, yaml_events.compose(text, path), before)
    for edit in edits:
        editor.take(edit)
    new = (b"\xef\xbb\xbf" if mark else b"") + editor.result().encode("utf-8")
    if yaml_text.read(new, path) != applied(yaml_text.read(data, path), edits):
        raise CannotEdit(path, 1, "the file")
    return new


def applied(tree: Block, edits: Sequence[Edit]) -> Block:
    """The tree with the edits made; pure."""
    for edit in edits:
        tree = _applied(tree, edit, edit.path)  # type: ignore[assignment]
    return tree


def _applied(tree: Tree | None, edit: Edit, path: Path) -> Tree:
    if not path:
        if isinstance(edit, Append):
            return Rows([*(tree if isinstance(tree, Rows) else ()), edit.item])
        return edit.value if isinstance(edit, Put) else ""
    head, *rest = path
    if isinstance(head, int):
        rows = tree if isinstance(tree, Rows) else Rows()
        return Rows([_applied(one, edit, tuple(rest)) if place == head else one for place, one in enumerate(rows)])
    block = Block(tree if isinstance(tree, Block) else {})
    if isinstance(edit, Drop) and not rest:
        return Block([(key, held) for key, held in block.items() if key != head])
    block[head] = _applied(block.get(head), edit, tuple(rest))
    return block


@dataclass(slots=True)
class _Splice:
    start: int
    end: int
    text: str


class _Editor:
    """Gathers splices against the text as it was; they are made together at the end."""

    def __init__(self, text: str, path: str, top: Node, before: str) -> None:
        self.text = text
        self.path = path
        self.top = top
        self.before = before
        self.splices: list[_Splice] = []
        self.newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"

    def take(self, edit: Edit) -> None:
        if isinstance(edit, Append):
            self.append(edit)
        elif isinstance(edit, Put):
            self.put(edit.path, edit.value)
        else:
            self.drop(edit.path)

    def result(self) -> str:
        out, at = [], 0
        for splice in sorted(self.splices, key=lambda one: one.start):
            if splice.start < at:
                raise CannotEdit(self.path, 1, "the file")
            out += [self.text[at : splice.start], splice.text.replace("\n", self.newline)]
            at = splice.end
        return "".join(out) + self.text[at:]

    # ---------------------------------------------------------- the three edits

    def put(self, path: Path, value: Tree) -> None:
        parent, left = self._parent(path)
        name = left[0]
        if isinstance(name, int) or parent.kind != "box":
            raise CannotEdit(self.path, parent.line, ".".join(map(str, path)))
        place = parent.find(name)
        if len(left) > 1:
            for part in reversed(left[1:]):
                value = Block([(str(part), value)])
        if place < 0:
            self._add(parent, name, value)
        elif len(left) > 1:
            self._replace(parent, place, value)
        else:
            self._replace(parent, place, value)

    def append(self, edit: Append) -> None:
        parent, left = self._parent(edit.path)
        name = left[0]
        if len(left) > 1 or isinstance(name, int) or parent.kind != "box":
            raise CannotEdit(self.path, parent.line, ".".join(map(str, edit.path)))
        place = parent.find(name)
        if place < 0:
            self._add(parent, name, Rows([edit.item]))
            return
        node = parent.items[place]
        if node.kind != "list" or not node.items:
            self._replace(parent, place, Rows([edit.item]))
            return
        if node.flow:
            raise CannotEdit(self.path, node.line, name)
        indent = self._column(node.start)
        apart = isinstance(edit.item, Block) and parent is self.top
        self._insert(self._after(node), ("\n" if apart else "") + yaml_text.item_text(edit.item, indent))

    def drop(self, path: Path) -> None:
        parent, left = self._parent(path)
        place = parent.find(str(left[0])) if parent.kind == "box" else -1
        if len(left) > 1 or place < 0:
            return
        if parent.flow or len(parent.keys) == 1:
            raise CannotEdit(self.path, parent.line, ".".join(map(str, path)))
        start = self._line_start(parent.keys[place].start)
        if self.text[start : parent.keys[place].start].strip():
            raise CannotEdit(self.path, parent.keys[place].line, str(left[0]))
        end = self._after(parent.items[place] if parent.items[place].end > parent.keys[place].end else parent.keys[place])
        while parent is self.top and self._blank_line(end):
            end = self.text.find("\n", end) + 1
        self.splices.append(_Splice(start, end, ""))

    # ---------------------------------------------------------- where

    def _parent(self, path: Path) -> tuple[Node, Path]:
        """The deepest box on the way that is there, and what of the path is left below it."""
        node = self.top
        for number, part in enumerate(path[:-1]):
            if isinstance(part, int):
                node = node.items[part]
                continue
            place = node.find(part) if node.kind == "box" else -1
            below = node.items[place] if place >= 0 else None
            if below is None or below.kind == "scalar":
                return node, path[number:]
            node = below
        return node, path[-1:]

    def _column(self, at: int) -> int:
        return at - self._line_start(at)

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _after(self, node: Node) -> int:
        """The start of the line after a node and the comment behind it."""
        last = node
        while last.items and not last.flow and last.items[-1].end >= last.keys[-1].end if last.keys else last.items and not last.flow:
            last = last.items[-1]
        if last.style in ("|", ">"):
            return last.end
        found = self.text.find("\n", max(last.end - 1, last.start) if last.end > last.start and self.text[last.end - 1] == "\n" else last.end)
        return len(self.text) if found < 0 else found + 1

    def _blank_line(self, at: int) -> bool:
        end = self.text.find("\n", at)
        return end >= 0 and not self.text[at:end].strip()

    # ---------------------------------------------------------- what

    def _insert(self, at: int, text: str) -> None:
        if at == len(self.text) and not self.text.endswith("\n"):
            text = "\n" + text.removesuffix("\n")
        self.splices.append(_Splice(at, at, text))

    def _add(self, parent: Node, name: str, value: Tree) -> None:
        if parent.flow or not parent.keys:
            raise CannotEdit(self.path, parent.line, name)
        indent = self._column(parent.keys[0].start)
        if parent is self.top:
            self._add_box(name, value)
            return
        self._insert(self._after(parent), yaml_text.entry_text(name, value, indent))

    def _add_box(self, name: str, value: Tree) -> None:
        text = yaml_text.entry_text(name, value, 0, apart=isinstance(value, Rows))
        place = self.top.find(self.before) if name != self.before else -1
        if place < 0:
            self._insert(self._after(self.top), "\n" + text)
            return
        at = self._line_start(self.top.keys[place].start)
        while at > 0 and self.text[self._line_start(at - 1) : at].lstrip().startswith("#"):
            at = self._line_start(at - 1)
        self.splices.append(_Splice(at, at, text + "\n"))

    def _replace(self, parent: Node, place: int, value: Tree) -> None:
        key, node = parent.keys[place], parent.items[place]
        if parent.flow:
            raise CannotEdit(self.path, key.line, key.text)
        line = yaml_text.entry_text(key.text, value, self._column(key.start), apart=parent is self.top)
        inline = line.count("\n") == 1
        new = line.partition(":")[2] if ":" not in key.text else line[line.index(":", len(key.text)) :][1:]
        colon = self.text.index(":", key.end)
        if node.kind == "scalar" and node.style not in ("|", ">") and inline:
            start = node.start if node.end > node.start else colon + 1
            text = new.strip("\n")
            self.splices.append(_Splice(start, max(node.end, start), text.lstrip(" ") if node.end > node.start else text))
            return
        if node.flow and inline:
            self.splices.append(_Splice(node.start, node.end, new.strip()))
            return
        self.splices.append(_Splice(colon + 1, self._after(node if node.end > key.end else key), new))
