"""What a power cut would take of git's work: sees to it that it lasts, and makes the index anew where its bytes are gone."""

from __future__ import annotations

import os
from pathlib import Path

from repairctl.edges.durable import OWN, sync_folders
from repairctl.edges.history_index import must
from repairctl.edges.history_run import Where, common_folder, run, tip

INDEX = b"DIRC"
FAN = 2
"""The letters of a folder of objects."""


def see_onto_disk(git_dir: Path, ref: str, since: Path) -> None:
    """Sees onto the disk what git made since a file was written: names of objects, the branch, the index; git itself syncs no folder."""
    began, common = since.stat().st_mtime_ns, common_folder(git_dir)
    with os.scandir(common / "objects") as folders:
        fresh = [Path(one.path) for one in folders if len(one.name) == FAN and one.stat().st_mtime_ns >= began]
    sync_folders([common / "objects", *fresh, (common / ref).parent, git_dir / "index", git_dir])


def index_gone(git_dir: Path) -> bool:
    """Whether git's index has its name and not its bytes: git renames it into its place without waiting for the disk."""
    try:
        with open(git_dir / "index", "rb") as file:
            return file.read(len(INDEX)) != INDEX
    except FileNotFoundError:
        return False


def index_anew(where: Where, git_dir: Path) -> Path | None:
    """Makes git's index anew from the last commit; where the broken one is kept, if it has bytes. Raises NotRecorded."""
    index, aside = git_dir / "index", git_dir / OWN / "index.broken"
    kept = index.exists() and index.stat().st_size > 0
    if kept:
        aside.parent.mkdir(exist_ok=True)
        os.replace(index, aside)
    must(run(where, "read-tree", "HEAD" if tip(git_dir, "HEAD") != "" else "--empty"))
    run(where, "update-index", "-q", "--refresh")
    return aside if kept else None
