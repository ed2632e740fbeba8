"""Where the shipped policies, templates and fonts lie: inside the installed package, or at the root of a checkout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def folder(name: str) -> Path:
    """The shipped folder `policies` or `templates`."""
    bases = (PACKAGE / "pack", PACKAGE.parent)
    return next((base / name for base in bases if (base / name).is_dir()), bases[0] / name)


def files(name: str, endings: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """The shipped files of a folder, as (path relative to it, bytes), sorted."""
    root = folder(name)
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.name.endswith(endings):
            yield path.relative_to(root).as_posix(), path.read_bytes()


def inside(name: str) -> Iterator[tuple[str, bytes]]:
    """The YAML files of a folder of the package itself, as (name, bytes), sorted."""
    for path in sorted((PACKAGE / name).glob("*.yaml")):
        yield path.name, path.read_bytes()


def samples(kind: str) -> Iterator[tuple[str, bytes]]:
    """The shipped sample records of a kind, as (ID, bytes), sorted."""
    for path in sorted((PACKAGE / "samples" / kind).glob("*.yaml")):
        yield path.stem, path.read_bytes()


def sample_people() -> bytes:
    """Who the people of the samples are."""
    return (PACKAGE / "samples" / "people.yaml").read_bytes()


def state() -> tuple[tuple[str, int, int], ...]:
    """Every file of the program with its size and the moment of its last change, in nanoseconds."""
    found = sorted((path.relative_to(PACKAGE).as_posix(), path.stat()) for path in PACKAGE.rglob("*.py"))
    return tuple((name, one.st_size, one.st_mtime_ns) for name, one in found)


def zone_data(name: str) -> bytes:
    """What is known here of a time zone, which the law may change; nothing where nobody can say where that lies."""
    from zoneinfo import TZPATH

    bases = (
        *map(Path, TZPATH),
        PACKAGE.parent / "tzdata" / "zoneinfo",
    )  # the package lies beside us where the machine has no zones of its own
    return next((path.read_bytes() for base in bases if (path := base / name).is_file()), b"")
