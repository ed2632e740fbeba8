"""One edit in the lines of a file whose places are known. Knows where things stand and how the house style writes them."""

from __future__ import annotations

from repairctl.edges.yaml_text.applying import Path
from repairctl.edges.yaml_text.faults import CannotEdit
from repairctl.edges.yaml_text.layout import block_lines, entry_lines, item_lines, value_lines
from repairctl.edges.yaml_text.lines import Lines
from repairctl.edges.yaml_text.nodes import Node
from repairctl.edges.yaml_text.scalars import flow_text
from repairctl.model import Append, Block, Edit, Put, Rows, Tree


class Editor:
    """A text with LF or CRLF line ends and its top node. New top-level keys go before the key `before`, else to the end."""

    def __init__(self, text: str, top: Node, path: str, before: str) -> None:
        self.lines = Lines(text)
        self.top = top
        self.path = path
        self.before = before

    def made(self, edit: Edit) -> str:
        """The text with the edit made. Raises CannotEdit."""
        if isinstance(edit, Put):
            self.put(edit.path, edit.value)
        elif isinstance(edit, Append):
            self.append(edit.path, edit.item)
        else:
            self.drop(edit.path)
        return self.lines.text()

    def put(self, path: Path, value: Tree) -> None:
        parent, rest = self._reach(path)
        for part in reversed(rest[1:]):
            value = Block([(str(part), value)])
        place = parent.place(rest[0])
        if place >= 0:
            self._replace(parent, place, value)
        elif parent.style or not parent.keys:
            self._into_brackets(parent, rest[0], value)
        elif parent is self.top:
            self._add_at_top(str(rest[0]), value)
        else:
            column = parent.keys[0].column
            self.lines.insert(self.lines.behind(parent.last, column), entry_lines(str(rest[0]), value, column))

    def append(self, path: Path, item: Tree) -> None:
        parent, rest = self._reach(path)
        rows = parent.find(rest[0]) if len(rest) == 1 else None
        if rows is None or rows.is_empty:
            self.put(path, Rows([item]))
        elif rows.style:
            self._into_brackets(rows, "", item)
        else:
            at = self.lines.behind(rows.last, rows.column)
            apart = parent is self.top and isinstance(item, Block)
            self._insert(at, item_lines(item, rows.column), apart=apart)

    def drop(self, path: Path) -> None:
        parent, rest = self._reach(path)
        place = parent.place(rest[0])
        if len(rest) > 1 or place < 0:
            return
        if parent.kind == "rows" or parent.style or (parent is self.top and len(parent.keys) == 1):
            raise self._cannot(parent, path)
        if len(parent.keys) == 1:
            self.put(path[:-1], Block())
            return
        self._take_out(parent, place)

    def _reach(self, path: Path) -> tuple[Node, Path]:
        """The deepest list or box on the way that is there and not empty, and what of the path is left below it."""
        node = self.top
        for number, part in enumerate(path[:-1]):
            below = node.find(part)
            if below is None or below.is_empty:
                return node, path[number:]
            node = below
        return node, path[-1:]

    def _cannot(self, node: Node, path: Path) -> CannotEdit:
        return CannotEdit(self.path, node.line + 1, ".".join(map(str, path)))

    def _insert(self, at: int, new: list[str], *, apart: bool) -> None:
        blank = [""] if apart and at and self.lines.line(at - 1).strip(" ") else []
        self.lines.insert(at, [*blank, *new])

    def _add_at_top(self, key: str, value: Tree) -> None:
        top = self.top
        new = entry_lines(key, value, top.column, apart=True)
        place = top.place(self.before) if key != self.before else -1
        if place >= 0:
            self._insert(self.lines.heading(top.keys[place].line), [*new, ""], apart=True)
            return
        boxes = len(new) > 1 or top.items[-1].last > top.keys[-1].line
        self._insert(self.lines.behind(top.last, top.column), new, apart=boxes)

    def _into_brackets(self, parent: Node, key: str | int, value: Tree) -> None:
        if not isinstance(value, str) or not parent.items:
            raise self._cannot(parent, (key,))
        last = parent.items[-1]
        text = f", {flow_text(str(key))}: {flow_text(value)}" if parent.kind == "block" else f", {flow_text(value)}"
        self.lines.replace((last.stop_line, last.stop), (last.stop_line, last.stop), text)

    def _replace(self, parent: Node, place: int, value: Tree) -> None:
        old = parent.items[place]
        head, below = self._written(parent, place, value)
        if old.kind == "text" or old.style:
            self.lines.delete(old.stop_line + 1, old.last)
            start, stop, at = (old.line, old.column), (old.stop_line, old.stop), old.line + 1
        elif parent.kind == "block":
            self.lines.delete(old.line, old.last)
            key = parent.keys[place]
            colon = self.lines.line(key.stop_line).index(":", key.stop) + 1
            start, at = (key.stop_line, colon), key.stop_line + 1
            stop = start
        else:
            self.lines.delete(old.line + 1, old.last)
            start, stop, at = (old.line, old.column), (old.line, len(self.lines.line(old.line))), old.line + 1
        blank = " " if head and self.lines.line(start[0])[: start[1]].endswith((":", "-")) else ""
        self.lines.replace(start, stop, blank + head)
        self.lines.insert(at, below)

    def _written(self, parent: Node, place: int, value: Tree) -> tuple[str, list[str]]:
        """What stands behind the key or dash, and the lines below."""
        if parent.style:
            if not isinstance(value, str) or parent.items[place].kind != "text":
                raise self._cannot(parent.items[place], (parent.keys[place].text,) if parent.keys else (place,))
            return flow_text(value), []
        if parent.kind == "block":
            return value_lines(value, parent.keys[place].column, apart=parent is self.top)
        if isinstance(value, Block) and value:
            old = parent.items[place]
            column = max(old.column, parent.column + 2)
            first, *more = block_lines(value, column)
            return first.lstrip(" "), more
        return value_lines(value, parent.column + 2 if isinstance(value, Rows) else parent.column)

    def _take_out(self, parent: Node, place: int) -> None:
        key, node = parent.keys[place], parent.items[place]
        dash = self.lines.line(key.line)[: key.column]
        last = max(node.last, key.stop_line)
        if dash.strip(" -"):
            raise self._cannot(key, (key.text,))
        if dash.strip(" "):
            following = parent.keys[place + 1]
            self.lines.replace((following.line, 0), (following.line, following.column), dash)
        self.lines.delete(key.line, last)
        if parent is self.top and not self.lines.line(key.line).strip(" ") and not self.lines.line(key.line - 1).strip(" "):
            self.lines.delete(key.line, key.line)
