"""YAML files as text trees: read by a strict scanner of the house style or by ruamel.yaml, written in the house style. Opens no file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from repairctl.edges import yaml_scan
from repairctl.edges.yaml_faults import Empty, NotText, Strange, TooBig
from repairctl.model import Bare, Block, Edit, Rows, Tree

LARGEST = 1 << 20
LARGEST_BY_HAND = 1 << 18
"""The strict reader of hand-made files is slow; a record is never this large."""
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def read(data: bytes, path: str) -> Block:
    """The tree of a file's bytes: every scalar as it stands, with its line. A byte order mark and CRLF are accepted.

    Raises leaves of RepairError that name file and line: not UTF-8, empty, not a mapping, syntax, duplicate keys, anchors, tags.
    """
    text = decoded(data, path)
    tree = yaml_scan.scan(text, path)
    if tree is None:
        if len(data) > LARGEST_BY_HAND:
            raise TooBig(path, len(data), LARGEST_BY_HAND)
        from repairctl.edges import yaml_events

        tree = yaml_events.tree_of(yaml_events.compose(text, path))
    if not isinstance(tree, Block):
        raise Strange(path, 1, "a list or a single value")
    return tree


def edited(data: bytes, edits: Sequence[Edit], path: str) -> bytes:
    """The bytes with the edits made and every other byte as it was. Raises CannotEdit."""
    from repairctl.edges import yaml_edit

    return yaml_edit.edited(data, edits, path)


def decoded(data: bytes, path: str) -> str:
    """The text of a file, without its byte order mark."""
    if len(data) > LARGEST:
        raise TooBig(path, len(data), LARGEST)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotText(path, data[: error.start].count(b"\n") + 1, _guess(data)) from None
    text = text.removeprefix("\ufeff")
    found = FORBIDDEN.search(text)
    if found:
        raise NotText(path, text.count("\n", 0, found.start()) + 1, f"U+{ord(found[0]):04X}")
    if not text.strip():
        raise Empty(path)
    return text


def _guess(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:64]:
        return "UTF-16"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "GBK"


# ------------------------------------------------------------------ writing in the house style

LOOKS_TYPED = re.compile(
    r"""~|null|true|false|yes|no|on|off|y|n|<<|=
    |[-+]?(\.inf|\.nan)|\.nan
    |[-+]?[\d_.,]*\d[\d_.,]*(e[-+]?\d+)?
    |[-+]?0[xob][\da-f_]+
    |[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?
    |\d{4}-\d\d?-\d\d?([Tt ].*)?""",
    re.VERBOSE | re.IGNORECASE,
)
LEADING = frozenset("-?:,[]{}#&*!|>'\"%@` \t")
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
NEEDS_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff\r]")


def emit(tree: Block) -> str:
    """The text of a whole new file: block style, a blank line between boxes and between entries of a top-level list."""
    parts = [entry_text(key, value, 0, apart=True) for key, value in tree.items()]
    heads = [isinstance(value, Block | Rows) and "\n" in part.rstrip("\n") for value, part in zip(tree.values(), parts, strict=True)]
    text = ""
    for number, part in enumerate(parts):
        between = "\n" if number and (heads[number] or heads[number - 1]) else ""
        text += between + part
    return text


def entry_text(key: str, value: Tree, indent: int, *, apart: bool = False) -> str:
    """`key: value` and what lies below it, with line ends; `apart` puts a blank line between the items of a list of boxes."""
    head = " " * indent + scalar_text(key, flow=False)
    if isinstance(value, str):
        return f"{head}: {_value_text(value, indent + 2)}\n"
    if isinstance(value, Rows) and _inline(value):
        return f"{head}: [{', '.join(scalar_text(str(item), flow=True, bare=isinstance(item, Bare)) for item in value)}]\n"
    if isinstance(value, Rows):
        return f"{head}:\n" + ("\n" if apart else "").join(item_text(item, indent) for item in value)
    return f"{head}: {{}}\n" if not value else f"{head}:\n" + "".join(entry_text(one, held, indent + 2) for one, held in value.items())


def item_text(item: Tree, indent: int) -> str:
    """One item of a block list, its dash at `indent`, with line ends."""
    dash = " " * indent + "- "
    if isinstance(item, str):
        return f"{dash}{_value_text(item, indent + 2)}\n"
    if isinstance(item, Rows):
        return f"{dash}[{', '.join(scalar_text(str(one), flow=True) for one in item)}]\n"
    body = "".join(entry_text(key, value, indent + 2) for key, value in item.items())
    return dash + body[indent + 2 :] if body else f"{dash}{{}}\n"


def _inline(rows: Rows) -> bool:
    return all(isinstance(item, str) and "\n" not in item for item in rows)


def _value_text(value: str, indent: int) -> str:
    if isinstance(value, Bare):
        return str(value)
    if "\n" in value and _literal(value):
        chomp = "" if value.endswith("\n") else "-"
        return f"|{chomp}\n" + "\n".join(" " * indent + line if line else "" for line in value.removesuffix("\n").split("\n"))
    return scalar_text(value, flow=False)


def _literal(value: str) -> bool:
    lines = value.removesuffix("\n").split("\n")
    plain = not NEEDS_ESCAPE.search(value) and "\x85" not in value
    return plain and bool(lines[0].strip()) and not lines[0].startswith((" ", "\t")) and bool(lines[-1].strip()) and all(
        line == "" or line.strip() for line in lines
    )


def scalar_text(value: str, *, flow: bool, bare: bool = False) -> str:
    """A scalar in one line, quoted only where a reader could take it for something else."""
    if bare or isinstance(value, Bare):
        return str(value)
    if NEEDS_ESCAPE.search(value) or "\n" in value or "\t" in value:
        return '"' + "".join(ESCAPES.get(char) or _escaped(char) for char in value) + '"'
    risky = (
        not value
        or value[0] in LEADING
        or value[-1] in " :"
        or ": " in value
        or " #" in value
        or LOOKS_TYPED.fullmatch(value)
        or (value[:3] in ("---", "..."))
        or (flow and any(char in ",[]{}" for char in value))
    )
    return "'" + value.replace("'", "''") + "'" if risky else value


def _escaped(char: str) -> str:
    if not NEEDS_ESCAPE.match(char):
        return char
    return f"\\u{ord(char):04x}"
