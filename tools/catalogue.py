"""Keeps the Chinese catalogue: extracts every sentence of the source, updates the .po, compiles the .mo.

`python tools/catalogue.py` writes both files; `--check` writes nothing and ends with 1 where anything is missing or left over.
"""

from __future__ import annotations

import ast
import re
import string
import struct
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "repairctl"
PO = SOURCE / "locale" / "zh_CN" / "LC_MESSAGES" / "repairctl.po"
HEAD = (
    "Project-Id-Version: repairctl\n"
    "Language: zh_CN\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
)
SAYERS = ("say", "_")
QUOTED = re.compile(r'(msgid|msgstr) (".*")')


class Extracted(Struct, frozen=True):
    """A sentence and the file in which it first stands."""

    text: str
    file: str


def extracted(folder: Path) -> tuple[Extracted, ...]:
    """Every sentence, each once, file by file: the literal first argument of `say(…)` and `_(…)`."""
    found: dict[str, Extracted] = {}
    for path in sorted(folder.rglob("*.py")):
        for text in sentences(path.read_text(encoding="utf-8")):
            found.setdefault(text, Extracted(text, path.relative_to(folder.parent).as_posix()))
    return tuple(found.values())


def sentences(source: str) -> Iterator[str]:
    """The sentences of one file, in the order in which they stand. What is no literal cannot be translated, and stops the tool."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and _sayer(node.func)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        first = call.args[0] if call.args else None
        if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
            raise SystemExit(f"line {call.lineno}: {ast.unparse(call)}: the sentence must be a literal")
        yield first.value


def _sayer(function: ast.expr) -> bool:
    return isinstance(function, ast.Name) and function.id in SAYERS


def holes(text: str) -> tuple[str, ...]:
    """The names between braces, in order; one that is formatted keeps its format."""
    return tuple(sorted(f"{name}:{form}{turn or ''}" for _, name, form, turn in string.Formatter().parse(text) if name is not None))


def read_po(text: str) -> dict[str, str]:
    """Sentence -> translation; each stands in one line."""
    pairs = [(kind, ast.literal_eval(quoted)) for kind, quoted in QUOTED.findall(text)]
    ids, told = ([value for kind, value in pairs if kind == wanted] for wanted in ("msgid", "msgstr"))
    return dict(zip(ids, told, strict=True))


def po_text(found: tuple[Extracted, ...], told: Mapping[str, str]) -> str:
    """The .po file: the sentences in the order of the source, with the translations there are."""
    blocks = [f'msgid ""\nmsgstr {_quoted(HEAD)}\n']
    blocks += [f"#: {one.file}\nmsgid {_quoted(one.text)}\nmsgstr {_quoted(told.get(one.text, ''))}\n" for one in found]
    return "\n".join(blocks)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def mo_bytes(told: Mapping[str, str]) -> bytes:
    """The compiled catalogue, as the GNU gettext manual lays it out: two tables of (length, offset), then the texts."""
    pairs = sorted((id.encode(), text.encode()) for id, text in {"": HEAD, **told}.items() if text)
    start = 28 + 16 * len(pairs)
    texts = b""
    places: list[list[int]] = [[], []]
    for side in (0, 1):
        for pair in pairs:
            places[side] += [len(pair[side]), start + len(texts)]
            texts += pair[side] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + struct.pack(f"<{4 * len(pairs)}I", *places[0], *places[1]) + texts


def faults(found: tuple[Extracted, ...], told: Mapping[str, str]) -> Iterator[str]:
    """What keeps the catalogue from being whole."""
    known = {one.text for one in found}
    for one in found:
        if not told.get(one.text):
            yield f"{one.file}: not translated: {one.text}"
        elif holes(one.text) != holes(told[one.text]):
            yield f"{one.file}: other holes: {one.text} -> {told[one.text]}"
    yield from (f"left over: {text}" for text in told if text and text not in known)


def main(arguments: list[str]) -> int:
    found = extracted(SOURCE)
    told = read_po(PO.read_text(encoding="utf-8")) if PO.exists() else {}
    if "--check" not in arguments:
        told = {one.text: told.get(one.text, "") for one in found}
        PO.parent.mkdir(parents=True, exist_ok=True)
        PO.write_text(po_text(found, told), encoding="utf-8")
        PO.with_suffix(".mo").write_bytes(mo_bytes(told))
    wrong = list(faults(found, told))
    print(*wrong, f"{len(found)} sentences, {len(wrong)} to mend", sep="\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
