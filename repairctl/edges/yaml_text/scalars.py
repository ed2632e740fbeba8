"""One text as YAML that every reader takes for a text again. Knows what readers of YAML 1.1 and 1.2 take for something else."""

from __future__ import annotations

import re

from repairctl.model import Bare, Scalar

LOOKS_TYPED = re.compile(
    r"""~|null|true|false|yes|no|on|off|y|n|<<|=
    |[-+]?[0-9_.,:]++(?:e[-+]?[0-9]*+)?
    |[-+]?\.(?:inf|nan)
    |[-+]?0[xob][0-9a-f_]*+
    |[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt ].*)?""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
SIGNS = frozenset("-?:,[]{}#&*!|>'\"%@`")
UNWRITABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u2028-\u2029\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""What stands in no file as it is: the reader refuses it, too."""
SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
TO_ESCAPE = re.compile(UNWRITABLE.pattern[:-1] + r'\\"]')
FLOW_SIGNS = frozenset(",[]{}:#?&*!|>'\"%@`")
"""What some reader, old or new, minds within brackets."""


def scalar_text(value: str) -> str:
    """A text in one line, in quotes only where a reader could take it for something else. Bare is written as it is."""
    if isinstance(value, Bare):
        return str(value)
    if UNWRITABLE.search(value):
        return double_quoted(value)
    return _single_quoted(value) if _needs_quotes(value) else str(value)


def key_text(key: str) -> str:
    """A name before its colon: as a text, but with no other colon outside quotes."""
    written = scalar_text(key)
    return _single_quoted(key) if written == key and (":" in key or key[0] == "<") else written


def _code(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) < 1 << 16 else f"\\U{ord(sign):08x}"


def double_quoted(value: str) -> str:
    """In double quotes, with whatever cannot be written as it is escaped."""
    return '"' + TO_ESCAPE.sub(lambda found: SHORT.get(found[0]) or _code(found[0]), value) + '"'


def flow_text(value: str) -> str:
    """The text for a place within brackets."""
    if is_flow_word(value):
        return str(value)
    return double_quoted(value) if UNWRITABLE.search(value) else _single_quoted(value)


def is_flow_word(value: str) -> bool:
    """A text that needs no quotes within brackets. A moment does: it has colons."""
    return FLOW_SIGNS.isdisjoint(value) and value != "" and scalar_text(value) == value


def _single_quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _stood_plain(value: str) -> bool:
    """Read from a file, where it had no quotes: what it was taken for there it may be taken for again."""
    return isinstance(value, Scalar) and value.line > 0 and not value.quoted and value != ""


def _needs_quotes(value: str) -> bool:
    return (
        not value
        or value[0] in SIGNS
        or value[0] == " "
        or value[-1] in " :"
        or ": " in value
        or " #" in value
        or value.startswith("...")
        or (LOOKS_TYPED.fullmatch(value) is not None and not _stood_plain(value))
    )
