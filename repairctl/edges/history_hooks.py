"""The hook that git runs before a commit, and what that commit would hold. Knows where and how; judges nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from repairctl.edges.durable import write_whole
from repairctl.edges.history_index import must
from repairctl.edges.history_past import AS_IT_IS, ASIDE
from repairctl.edges.history_run import Where, common_folder, run

NAME = "pre-commit"
INDEX = "GIT_INDEX_FILE"
"""`git commit FILE` and `git commit -a` hand the hook an index of their own."""
MARK = "# repairctl hook"
LETS_PASS = 'if [ -n "$REPAIRCTL_COMMITS" ] && [ -f "$(git rev-parse --git-dir)/repairctl/journal/open.json" ]; then exit 0; fi'
"""What our own hook does first: a command under way has judged its commit already."""


def place(where: Where, git_dir: Path) -> tuple[Path, bool]:
    """Where git looks for the hook, and whether that is this repository's own place: not a folder that others use too."""
    told = must(run(where, "rev-parse", "--git-path", "hooks")).out.decode("utf-8", "surrogateescape").rstrip("\n")
    top = must(run(where, "rev-parse", "--show-toplevel")).out.decode("utf-8", "surrogateescape").rstrip("\n")
    folder = (where.root / os.path.expanduser(told)).resolve()
    own = any(folder.is_relative_to(one.resolve()) for one in (common_folder(git_dir), git_dir, Path(top)))
    return folder / NAME, own


def below_top(where: Where) -> str:
    """The office's folder as seen from the folder in which git runs its hooks."""
    return must(run(where, "rev-parse", "--show-prefix")).out.decode("utf-8", "surrogateescape").strip().rstrip("/")


def read(path: Path) -> str | None:
    """The text of a hook; None where there is none."""
    with suppress(FileNotFoundError, NotADirectoryError):
        return path.read_text(encoding="utf-8", errors="replace")
    return None


def lets_ours_pass(path: Path) -> bool:
    """Whether a hook is ours, so that git need not run it for a command's own commit: that is the first thing it does."""
    lines = (read(path) or "").splitlines()[:3]
    return len(lines) == 3 and lines[0] == "#!/bin/sh" and lines[1].startswith(MARK) and lines[2] == LETS_PASS


def write(path: Path, text: str) -> None:
    """A hook that can be run. Raises CannotWrite."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.encode())
    path.chmod(0o755)


def remove(path: Path) -> None:
    path.unlink(missing_ok=True)


@contextmanager
def laid_out(where: Where, surroundings: Mapping[str, str]) -> Iterator[Path]:
    """The office as the commit under way would have it, with the history until now, in a folder of its own that is thrown away."""
    index = surroundings.get(INDEX, "")
    with_index = {**where.environment, **({INDEX: os.path.abspath(index)} if index else {})}
    tree = must(run(Where(where.root, with_index), "write-tree")).out.decode("ascii").strip()
    inside = must(run(where, "rev-parse", "--show-prefix")).out.decode("utf-8", "surrogateescape").strip()
    top = must(run(where, "rev-parse", "--show-toplevel")).out.decode("utf-8", "surrogateescape").rstrip("\n")
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix=ASIDE, ignore_cleanup_errors=True) as aside:
        there = Where(Path(aside) / "office", where.environment)
        must(run(where, *AS_IT_IS, "clone", "--quiet", "--shared", "--no-checkout", "--", top, str(there.root)))
        head = run(where, "rev-parse", "--verify", "--quiet", "HEAD").out.decode("ascii").strip()
        if head:
            must(run(there, *AS_IT_IS, "update-ref", "--no-deref", "HEAD", head))
        must(run(there, *AS_IT_IS, "read-tree", "-u", "--reset", tree))
        yield there.root / inside
