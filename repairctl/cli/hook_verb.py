"""`hook install|remove|run`: commits made by hand meet the same judgement. Each reads, calls one action, shows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial

from repairctl.cli import show_findings
from repairctl.cli.commands import Family, Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.excerpts import excerpts
from repairctl.errors import say
from repairctl.model import Label

LABELS: Mapping[str, Label] = {"install": Label("install", "安装"), "remove": Label("remove", "移除"), "run": Label("run", "运行")}
TOLD = {
    "install": say("Let git judge what is staged before each commit made by hand; one that brings errors is refused."),
    "remove": say("Take the hook away again."),
    "run": say("Judge what is staged, as the hook does; a hook of your own calls this."),
}


def family() -> Family:
    work = {"install": install, "remove": remove, "run": run}
    told: Mapping[str, Callable[[], Verb]] = {name: partial(_verb, name, one) for name, one in work.items()}
    family = Family("hook", say("Judge commits made by hand."), told, example="repairctl hook install")
    return family.knows({label.zh: name for name, label in LABELS.items()})


def _verb(name: str, work: Callable[[Desk, Given], int]) -> Verb:
    return Verb(name, TOLD[name], work, [], example=f"repairctl hook {name}")


def install(desk: Desk, given: Given) -> int:
    """The hook in its place."""
    from repairctl.actions.hooking import installed

    desk, office = desk.in_office()
    path, commit = installed(office, sys.executable)
    desk.out(desk.tongue.say(say("{path}: from now on commits made by hand are judged.", path=str(path))))
    if commit:
        desk.aside(
            desk.tongue.say(say("office.yaml says from when on, for check to find what passes the hook by ({commit}).", commit=commit[:7]))
        )
    return 0


def remove(desk: Desk, given: Given) -> int:
    """The hook away."""
    from repairctl.actions.hooking import removed

    desk, office = desk.in_office()
    path = removed(office)
    if path is None:
        desk.out(desk.tongue.say(say("There is no hook of repairctl here.")))
        return 0
    desk.out(desk.tongue.say(say("{path} is gone.", path=str(path))))
    desk.aside(
        desk.tongue.say(say("check goes on telling commits by hand that brought errors; take hook_since out of office.yaml to end that."))
    )
    return 0


def run(desk: Desk, given: Given) -> int:
    """1: the commit would bring errors."""
    from repairctl.actions.hooking import judged_staged

    desk, office = desk.in_office()
    found = judged_staged(office)
    for one in found:
        desk.aside("\n".join(show_findings.told(desk, one, excerpts(office))))
    if found:
        desk.aside(desk.tongue.say(say("Not committed: {n} errors that were not there before.", n=len(found))))
        desk.aside(desk.tongue.say(say("Put them right. git commit --no-verify passes this by, and repairctl check will tell it.")))
    return int(bool(found))
