"""`maintain`: git's own housekeeping and that of the index; and the hint that it would help. Reads, calls one action, shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import asdict

from repairctl.cli import json_forms
from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.errors import say
from repairctl.model import Label

if TYPE_CHECKING:
    from repairctl.actions.maintaining import Maintained

NAMES = {
    "commit-graph": Label("commit-graph", "提交目录"),
    "loose-objects": Label("loose objects", "零散文件"),
    "incremental-repack": Label("packs", "压缩包"),
    "gc": Label("packs", "压缩包"),
    "pack-refs": Label("branches", "分支"),
    "index": Label("index of the records", "记录索引"),
}


def maintain_verb() -> Verb:
    told = say("Tidy the repository and the index, so that commands stay quick; nothing is pruned, and nobody has to wait.")
    return Verb("maintain", told, maintain, [], example="repairctl maintain")


def maintain(desk: Desk, given: Given) -> int:
    """4: git could not do a part of it."""
    from repairctl.actions.maintaining import maintained

    desk, office = desk.in_office()
    one = maintained(office, lambda name: _begin(desk, name))
    failed = [task for task in one.tasks if task.words]
    if desk.json:
        desk.out(json_forms.text(desk, _form(one)))
        return 4 if failed else 0
    for task in failed:
        told = say("{task}: not done, {words}.", task=NAMES[task.name], words=task.words)
        desk.aside(desk.tongue.say(told))
    _show(desk, one)
    return 4 if failed else 0


def _begin(desk: Desk, name: str) -> None:
    if desk.terminal.shows:
        desk.aside(desk.tongue.say(say("{task} ..", task=NAMES[name])))


def _show(desk: Desk, one: Maintained) -> None:
    rows = (
        (say("loose objects"), one.before.loose, one.after.loose),
        (say("packs"), one.before.packs, one.after.packs),
        (say("repository, kB"), one.before.size >> 10, one.after.size >> 10),
        (say("index, kB"), one.index_before >> 10, one.index_after >> 10),
    )
    for what, before, after in rows:
        desk.out(desk.tongue.say(say("{what}: {before} -> {after}", what=what, before=before, after=after)))


def _form(one: Maintained) -> dict[str, object]:
    return {
        "tasks": [asdict(task) for task in one.tasks],
        "before": {**asdict(one.before), "index": one.index_before},
        "after": {**asdict(one.after), "index": one.index_after},
    }


def hint(desk: Desk) -> None:
    """Once a day, for a person: that a tidying would help."""
    from repairctl.actions.maintaining import hinted

    if desk.terminal.shows and desk.terminal.hints and hinted(desk.path(desk.folder).resolve(), desk.now):
        desk.hint("maintain")
