"""Of what a document was made: a digest of its template with all that it includes, and one of the fonts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from repairctl.edges import glyphs

_BRINGS_IN = re.compile(r"\{%[-+]?\s*(?:import|from|include|extends)\b.*?%\}", re.DOTALL)
_NAME = re.compile(r"['\"]([^'\"]+\.j2)['\"]")


def template(folders: tuple[Path, ...], name: str) -> str:
    """The SHA-256 of a template and of every one that it imports, includes or extends, each with its name; '' where one is missing."""
    held = dict(_with_included(folders, name, set()))
    if not all(held.values()):
        return ""
    lines = (f"{one} {hashlib.sha256(data).hexdigest()}\n" for one, data in sorted(held.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _with_included(folders: tuple[Path, ...], name: str, seen: set[str]) -> Iterator[tuple[str, bytes]]:
    seen.add(name)
    path = next((folder / name for folder in folders if (folder / name).is_file()), None)
    data = path.read_bytes() if path else b""
    yield name, data
    for one in _names(data):
        if one not in seen:
            yield from _with_included(folders, one, seen)


def _names(data: bytes) -> Iterator[str]:
    """What a template names in a tag that brings another in; a parser would take ten times as long as the printing itself."""
    for tag in _BRINGS_IN.finditer(data.decode("utf-8", "replace")):
        yield from (found[1] for found in _NAME.finditer(tag[0]))


@cache
def fonts() -> str:
    """The SHA-256 of the shipped fonts, one after the other."""
    digest = hashlib.sha256()
    for name in glyphs.FILES:
        digest.update((glyphs.FONTS / name).read_bytes())
    return digest.hexdigest()
