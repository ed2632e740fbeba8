"""YAML files as text trees: read, written in the house style, changed byte for byte. Knows bytes and trees; opens no file."""

from __future__ import annotations

from collections.abc import Sequence

from repairctl.edges.yaml_text.faults import NotBoxes
from repairctl.edges.yaml_text.scanner import scan
from repairctl.edges.yaml_text.sources import readable, text_of
from repairctl.model import Block, Edit

__all__ = ["applied", "edited", "emit", "read", "skimmed"]


def read(data: bytes, path: str) -> Block:
    """The tree of a file's bytes: every scalar as it stands, with its line. A byte order mark and CRLF are accepted.

    Raises leaves of FileFault, each with file and line: not UTF-8, empty, syntax, a key twice, anchors, tags, too large, too deep.
    """
    text = readable(text_of(data, path))
    tree = scan(text, path)
    return _strictly(text, path) if tree is None else tree


def skimmed(data: bytes, path: str) -> Block:
    """The same tree, but its parts may know no lines: for whoever wants the values alone. Raises what read raises."""
    from repairctl.edges.yaml_text.skim import skim  # only who reads many files

    text = readable(text_of(data, path))
    tree = skim(text)
    return read(data, path) if tree is None else tree


def emit(tree: Block) -> str:
    """The text of a new file in the house style."""
    from repairctl.edges.yaml_text import layout  # most commands only read

    return layout.emit(tree)


def applied(tree: Block, edits: Sequence[Edit]) -> Block:
    """The tree with the edits made, one after the other; a Drop of what is not there changes nothing. Raises Misplaced."""
    from repairctl.edges.yaml_text import applying

    return applying.applied(tree, edits)


def edited(data: bytes, edits: Sequence[Edit], path: str, before: str = "log") -> bytes:
    """The same bytes with only those changes; a new top-level key goes before the key `before`, else to the end.

    Raises CannotEdit rather than write something else; and what read raises.
    """
    from repairctl.edges.yaml_text.edit import edited_text  # most commands only read

    if not edits:
        return data
    text = text_of(data, path)
    mark = data[: len(data) - len(text.encode())]
    return mark + edited_text(text, edits, path, before).encode()


def _strictly(text: str, path: str) -> Block:
    from repairctl.edges.yaml_text.compose import compose  # slow to import; files of the house style never pay it

    node = compose(text, path)
    tree = node.tree()
    if not isinstance(tree, Block):
        raise NotBoxes(path, node.line + 1)
    return tree
