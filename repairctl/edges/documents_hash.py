"""Of what a document was made: a digest of its template with all that it includes, and one of the fonts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from repairctl.edges import glyphs


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


@cache
def _names(data: bytes) -> tuple[str, ...]:
    import jinja2
    from jinja2 import meta

    try:
        found = meta.find_referenced_templates(jinja2.Environment(autoescape=True).parse(data.decode("utf-8", "replace")))
        return tuple(sorted(one for one in found if one))
    except jinja2.TemplateSyntaxError:
        return ()


@cache
def fonts() -> str:
    """The SHA-256 of the shipped fonts, one after the other."""
    digest = hashlib.sha256()
    for name in glyphs.FILES:
        digest.update((glyphs.FONTS / name).read_bytes())
    return digest.hexdigest()
