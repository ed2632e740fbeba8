"""Tags with a text of their own: read as they are stored, made, never moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from repairctl.edges.history_index import must
from repairctl.edges.history_run import Where, run
from repairctl.edges.history_walk import PLAIN, objects, unmasked

SIGNATURES = ("-----BEGIN SSH SIGNATURE-----", "-----BEGIN PGP SIGNATURE-----", "-----BEGIN SIGNED MESSAGE-----")


class Tag(Struct, frozen=True):
    """A tag: the commit it is at, and its text ('' where it has none); whether it bears a signature."""

    name: str
    commit: str
    text: str
    signed: bool = False


def below(where: Where, folder: str) -> Iterator[Tag]:
    """The tags whose names begin so, by name."""
    form = "--format=%(refname)%00%(objectname)%00%(*objectname)"
    told = must(run(unmasked(where), "for-each-ref", form, f"refs/tags/{folder}/")).out.decode("utf-8", "surrogateescape")
    rows = [line.split("\0") for line in told.splitlines() if line]
    held = objects(where, [row[1] for row in rows])
    for name, own, commit in rows:
        text, signed = _text(held[own][1]) if commit and own in held else ("", False)
        yield Tag(name.removeprefix("refs/tags/"), commit or own, text, signed)


def within(where: Where, folder: str, commit: str) -> frozenset[str]:
    """The tags whose names begin so and that are at a commit or one before it."""
    if not commit:
        return frozenset()
    ran = run(unmasked(where), *PLAIN, "for-each-ref", f"--merged={commit}", "--format=%(refname)", f"refs/tags/{folder}/")
    return frozenset(line.removeprefix("refs/tags/") for line in must(ran).out.decode("utf-8", "surrogateescape").splitlines())


def _text(data: bytes) -> tuple[str, bool]:
    text = data.decode("utf-8", "replace").partition("\n\n")[2]
    for mark in SIGNATURES:
        before, found, _ = text.partition(f"{mark}\n")
        if found:
            return before, True
    return text, False


def make(where: Where, name: str, commit: str, text: str, *, sign: bool) -> None:
    """A new tag with this text. Raises NotRecorded, also where there is one of that name."""
    options: Sequence[str] = ("--sign",) if sign else ("--annotate", "--no-sign")
    must(run(where, "tag", *options, "--cleanup=verbatim", "-F", "-", name, commit, feed=text.encode()))
