"""Any YAML 1.2 file as nodes with their places in the text, by ruamel.yaml's parser: nothing is expanded, so a bomb costs nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from repairctl.edges.yaml_faults import DuplicateKey, NotYaml, Strange, TooDeep
from repairctl.model import Block, Rows, Scalar, Tree

DEEPEST = 40


@dataclass(slots=True)
class Node:
    """A scalar, list or box. `start` and `end` are places in the text; `end` lies after the last scalar within, never after comments."""

    kind: str  # scalar | list | box
    start: int
    end: int
    line: int
    flow: bool = False
    style: str = ""
    text: str = ""
    items: list[Node] = field(default_factory=list)
    keys: list[Node] = field(default_factory=list)

    def find(self, key: str) -> int:
        """The position of a key among the box's keys; -1 where there is none."""
        return next((place for place, one in enumerate(self.keys) if one.text == key), -1)


def compose(text: str, path: str) -> Node:
    """The top node of a text with one document. Raises NotYaml, Strange, DuplicateKey, TooDeep."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    parser = YAML(typ="rt", pure=True)
    try:
        return _Composer(path).built(parser.parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotYaml(path, (mark.line if mark else 0) + 1, str(error.problem or error.context)) from None
    except (YAMLError, ValueError) as error:
        raise NotYaml(path, 1, str(error).splitlines()[0][:80]) from None


def tree_of(node: Node) -> Tree:
    """The text tree of a node."""
    if node.kind == "scalar":
        return Scalar(node.text, node.line, quoted=bool(node.style))
    if node.kind == "list":
        return Rows([tree_of(one) for one in node.items], node.line)
    pairs = zip(node.keys, node.items, strict=True)
    return Block([(Scalar(key.text, key.line), tree_of(one)) for key, one in pairs], node.line)


class _Composer:
    def __init__(self, path: str) -> None:
        self.path = path
        self.open: list[Node] = []
        self.top: Node | None = None
        self.documents = 0

    def built(self, events: Any) -> Node:
        for event in events:
            self.take(type(event).__name__.removesuffix("Event"), event)
        if self.top is None:
            raise NotYaml(self.path, 1, "no content")
        return self.top

    def take(self, name: str, event: Any) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if name == "DocumentStart":
            self.documents += 1
            if self.documents > 1:
                raise Strange(self.path, line, "a second document")
        elif name == "Alias" or getattr(event, "anchor", None):
            raise Strange(self.path, line, "an anchor or alias")
        elif name == "Scalar":
            self.scalar(event, line)
        elif name in ("SequenceStart", "MappingStart"):
            self.begin(event, "list" if name == "SequenceStart" else "box", line)
        elif name in ("SequenceEnd", "MappingEnd"):
            self.finish(event)

    def scalar(self, event: Any, line: int) -> None:
        if event.ctag is not None and str(event.tag or "") not in ("", "None"):
            raise Strange(self.path, line, "a tag")
        style = event.style or ""
        self.add(Node("scalar", event.start_mark.index, event.end_mark.index, line, style=style, text=str(event.value)))

    def begin(self, event: Any, kind: str, line: int) -> None:
        if event.tag is not None and str(event.tag) not in ("", "None"):
            raise Strange(self.path, line, "a tag")
        if len(self.open) >= DEEPEST:
            raise TooDeep(self.path, line, DEEPEST)
        node = Node(kind, event.start_mark.index, event.start_mark.index, line, flow=bool(event.flow_style))
        self.add(node)
        self.open.append(node)

    def finish(self, event: Any) -> None:
        node = self.open.pop()
        if len(node.keys) > len(node.items):
            raise NotYaml(self.path, node.line, "a key without a value")
        inner = [one.end for one in (*node.keys, *node.items)]
        node.end = event.end_mark.index if node.flow else max(inner, default=node.start)

    def add(self, node: Node) -> None:
        if not self.open:
            self.top = node
            return
        parent = self.open[-1]
        if parent.kind == "box" and len(parent.keys) == len(parent.items):
            self.key(parent, node)
        else:
            parent.items.append(node)

    def key(self, parent: Node, node: Node) -> None:
        if node.kind != "scalar":
            raise Strange(self.path, node.line, "a box or list as a key")
        if node.text == "<<":
            raise Strange(self.path, node.line, "a merge key")
        first = parent.find(node.text)
        if first >= 0:
            raise DuplicateKey(self.path, node.line, node.text, parent.keys[first].line)
        parent.keys.append(node)
