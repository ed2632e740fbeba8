"""A small repository for tests of the durable side, and the ways in which they look at it."""

from __future__ import annotations

import subprocess
from pathlib import Path, PurePosixPath

from repairctl.edges.history import History, Message
from repairctl.edges.transaction import Transaction, Write

ORDER = "records/orders/2026/03/WO-20260307-001.yaml"
NEW = "records/orders/2026/04/WO-20260401-001.yaml"
PRIVATE = "private/parties/P-0802.yaml"
GONE = "records/assets/QH-2-L1.yaml"
SAID = Message("WO-20260307-001 accept: 厨房", "", (("Record", "WO-20260307-001"), ("Step", "accept")))


def git(root: Path, *command: str) -> str:
    """Runs git as a person would; gives what it says."""
    done = subprocess.run(["git", *command], cwd=root, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def made(root: Path) -> Path:
    """A repository with one order, one asset, one private file and one commit."""
    root.mkdir(parents=True, exist_ok=True)
    History.init(root)
    for path, text in {
        ".gitignore": "private/\n",
        ORDER: "status: new\n",
        PRIVATE: "name: 王敏\n",
        GONE: "id: QH-2-L1\n",
        "other.txt": "1\n",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())
    git(root, "add", ".")
    git(root, "commit", "-qm", "first")
    return root


def hook(root: Path, name: str, text: str) -> None:
    """A hook of the person's."""
    path = History.open(root).git_dir / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def plainly(root: Path) -> Path:
    """From here on git itself must record: there is a hook that only it runs."""
    hook(root, "prepare-commit-msg", "exit 0")
    return root


def write(root: Path, path: str, text: str, *, tracked: bool = True) -> Write:
    """A write that expects what is there now."""
    place = root / path
    return Write(PurePosixPath(path), text.encode(), place.read_bytes() if place.exists() else None, tracked)


def remove(root: Path, path: str) -> Write:
    """A file taken out that holds what is there now."""
    return Write(PurePosixPath(path), None, (root / path).read_bytes())


def commit(root: Path, *writes: Write, message: Message = SAID) -> str:
    """One command."""
    with Transaction(root, History.open(root).git_dir, 20) as transaction:
        return transaction.commit(writes, message)


def picture(root: Path) -> dict[str, bytes | None]:
    """Every file and folder outside `.git`, and what git says of them."""
    found = {path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else None for path in root.rglob("*")}
    seen = {name: held for name, held in found.items() if name.split("/")[0] != ".git"}
    return {**seen, "git status": git(root, "status", "--porcelain=v2", "--untracked-files=all").encode()}


def leftovers(root: Path) -> list[str]:
    """Our temporary files, our journal, and locks of git."""
    folder = History.open(root).git_dir
    strays = [str(path) for path in root.rglob(".repairctl-*")]
    return strays + [str(path) for path in (folder / "repairctl/journal/open.json", folder / "index.lock") if path.exists()]


def commits(root: Path) -> int:
    """How many commits the branch has."""
    return int(git(root, "rev-list", "--count", "HEAD"))
