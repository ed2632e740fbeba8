"""What a power cut would take of git's work: sees to it that it lasts."""

from __future__ import annotations

import os
from pathlib import Path

from repairctl.edges.durable import sync_folders
from repairctl.edges.history_run import common_folder

FAN = 2
"""The letters of a folder of objects."""


def see_onto_disk(git_dir: Path, ref: str, since: Path) -> None:
    """Sees onto the disk what git made since a file was written: names of objects, the branch, the index; git itself syncs no folder."""
    began, common = since.stat().st_mtime_ns, common_folder(git_dir)
    with os.scandir(common / "objects") as folders:
        fresh = [Path(one.path) for one in folders if len(one.name) == FAN and one.stat().st_mtime_ns >= began]
    sync_folders([common / "objects", *fresh, (common / ref).parent, git_dir / "index", git_dir])
