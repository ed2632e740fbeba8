"""Whether the fast way may be taken, and why not: whatever git heeds and it does not. Looks at settings and files; changes nothing."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import translate
from pathlib import Path

from msgspec import Struct

from repairctl.edges import history_hooks
from repairctl.edges.history_run import Where, run

NO = ("", "false", "no", "off", "0")
OFF = (
    "core.bare", "core.worktree", "core.sparsecheckout", "core.splitindex", "core.untrackedcache", "core.sharedrepository",
    "feature.manyfiles", "index.sparse", "commit.gpgsign",
)  # fmt: skip
"""What must not be set, or be set to no."""
HARMLESS = {"extensions.objectformat": "sha1", "extensions.refstorage": "files", "extensions.noop": ""}
HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "reference-transaction", "post-index-change")
ELSEWHERE = ("commondir", "shallow", "sharedindex", "objects/info/alternates", "refs/replace", "info/grafts", "SQUASH_MSG", "MERGE_MSG")
CONVERTING = re.compile(rb"filter|ident|working-tree-encoding|\[attr\]")
ODD = re.compile(r"[\n\0\\:]|(^|/)(\.git|git~)", re.IGNORECASE)
"""Names with which git has dealings of its own, or that cannot be asked for in a line."""


class Desk(Struct, frozen=True):
    """Where a command records: the office, the repository's folder and top, and what git's configuration says there."""

    where: Where
    git_dir: Path
    settings: Mapping[str, str]

    @property
    def top(self) -> Path:
        """The folder from which git counts paths."""
        return self.git_dir.parent

    @property
    def prefix(self) -> str:
        """The office as seen from there: '' or ending with a stroke."""
        below = self.where.root.relative_to(self.top).as_posix()
        return "" if below == "." else f"{below}/"

    def says(self, key: str) -> bool:
        """Whether a switch is on."""
        return self.settings.get(key, "").lower() not in NO


def settings(where: Where) -> Mapping[str, str]:
    """What git's configuration says here, all its files and what they include read by git itself: the last word on each key.

    One process of some three milliseconds; to read the files ourselves we would have to know how they name each other.
    """
    told = run(where, "config", "--list", "-z").out.decode("utf-8", "surrogateescape")
    rows = (row.partition("\n") for row in told.split("\0") if row)
    return {key: value if said else "true" for key, said, value in rows}


def plain(desk: Desk, files: Mapping[str, bytes | None]) -> str:
    """Why git's own way must be taken; '' where it need not."""
    return next((why for why in (*_of_repository(desk), *_of_files(desk, files)) if why), "")


def _of_repository(desk: Desk) -> Iterator[str]:
    given = desk.settings
    yield "Windows keeps other facts of a file" * (os.name == "nt")
    yield "the repository is not a plain one, or not ours" * (given.get("core.repositoryformatversion") not in ("0", "1"))
    yield from (f"{key} is set" for key in OFF if desk.says(key))
    yield "core.filemode is off" * (not desk.says("core.filemode"))
    yield from (f"{key} is set" for key, value in given.items() if key.startswith("extensions.") and HARMLESS.get(key) != value.lower())
    yield from (f"{key} is set" for key in given if key.startswith("hook."))
    yield from (f"there is {name}" for name in ELSEWHERE if (desk.git_dir / name).exists())
    yield "objects may be replaced" * (b"refs/replace/" in _bytes(desk.git_dir / "packed-refs"))
    yield from _hooks(desk)


def _hooks(desk: Desk) -> Iterator[str]:
    told = desk.settings.get("core.hookspath", "")
    folder = desk.top / os.path.expanduser(told) if told else desk.git_dir / "hooks"
    for name in HOOKS:
        path = folder / name
        if os.access(path, os.X_OK) and not (name == history_hooks.NAME and history_hooks.lets_ours_pass(path)):
            yield f"the hook {name} is to be run"


def _of_files(desk: Desk, files: Mapping[str, bytes | None]) -> Iterator[str]:
    yield from (f"{path} is an odd name" for path in files if ODD.search(path))
    if sys.platform == "darwin":
        yield from (f"{path} may be spelt in two ways" for path in files if not path.isascii())
    attributes = b"\n".join(_bytes(path) for path in _attributes(desk, files))
    yield "files are converted" * bool(CONVERTING.search(attributes))
    line_ends = attributes.strip() or desk.settings.get("core.autocrlf", "").lower() not in NO
    yield "line ends may be changed" * bool(line_ends and any(b"\r" in data for data in files.values() if data))


def _attributes(desk: Desk, files: Mapping[str, bytes | None]) -> Iterator[Path]:
    """Every file that may say how git changes the bytes of these."""
    yield Path("/etc/gitattributes")
    yield _of_person(desk, "core.attributesfile", "attributes")
    yield desk.git_dir / "info" / "attributes"
    yield from (folder / ".gitattributes" for folder in _folders(desk, files))


def maybe_ignored(desk: Desk, paths: Sequence[str]) -> bool:
    """Whether a line of some .gitignore could speak of one of these: its last word names it or a folder of it. Then git must be asked."""
    named = {part.lower() for path in paths for part in (desk.prefix + path).split("/")}
    sources = [_of_person(desk, "core.excludesfile", "ignore"), desk.git_dir / "info" / "exclude"]
    sources += [folder / ".gitignore" for folder in _folders(desk, dict.fromkeys(paths))]
    lines = {line for path in sources for line in _bytes(path).decode("utf-8", "replace").splitlines()}
    return any(_speaks(line.strip(), named) for line in lines)


def _speaks(line: str, named: set[str]) -> bool:
    if not line or line.startswith(("#", "!")):
        return False
    last = line.lower().rstrip("/").rpartition("/")[2]
    if "\\" in last or "[" in last or "**" in last:
        return True
    pattern = re.compile(translate(last)) if "*" in last or "?" in last else None
    return any(map(pattern.match, named)) if pattern else last in named


def _of_person(desk: Desk, key: str, usual: str) -> Path:
    told = desk.settings.get(key, "")
    home = desk.where.environment.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return desk.top / os.path.expanduser(told) if told else Path(home) / "git" / usual


def _folders(desk: Desk, files: Mapping[str, object]) -> set[Path]:
    """The folders from the top down to those of the files."""
    return {desk.top / folder for path in files for folder in Path(desk.prefix + path).parents}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return b""
