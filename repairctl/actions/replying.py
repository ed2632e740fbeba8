"""A technician's reply to a slip becomes the steps of the order, in one commit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from repairctl import inputs
from repairctl.actions.given import Raw
from repairctl.actions.judged import Judge
from repairctl.actions.outcomes import Done
from repairctl.actions.registers import Registers, price_book
from repairctl.actions.sheet import Wanted, take_steps
from repairctl.actions.talks.enter import BeforeLast
from repairctl.actions.talks.spelling import spelled
from repairctl.actions.talks.used import rows
from repairctl.actions.working import Working
from repairctl.errors import Misuse, say
from repairctl.inputs import NobodySo, Reply
from repairctl.kinds import KINDS
from repairctl.model import At, Minute
from repairctl.office import Office

_WITH_FINISH = ("work_done", "result", "cause", "hours")
_CHAT = re.compile(r"[0-9:/.年月日-]+|[上下]午|凌晨|昨天|今天")
"""What a chat writes before a message besides the name: its day and time."""


class WhichOrder(Misuse):
    """The reply names no order."""

    def __init__(self) -> None:
        super().__init__(say("Which order is it? Write its number in front: {example}", example="7-1 到场 9:31"))


class AnotherOrder(Misuse):
    """The reply names another order than the command."""

    def __init__(self, said: str, wanted: str) -> None:
        super().__init__(say("The reply is about {said}, not about {wanted}.", said=said, wanted=wanted))


class NotUnderstood(Misuse):
    """Words before the first step that mean nothing here."""

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__(
            say('"{words}" is not understood.', words=" ".join(words)),
            say("Leave it out, or put it behind 备注; a reply looks like this: {example}", example="7-1 到场 9:31 完工 10:20"),
        )


class NeedsFinish(Misuse):
    """What was done and used belongs to the end of the work."""

    def __init__(self) -> None:
        super().__init__(say("What was done and used goes with the end of the work: 完工 10:20"))


def reply(office: Office, text: str, *, name: str = "", by: str = "", dry_run: bool = False) -> Done:
    """Takes what the reply says happened. Raises NotAReply, NotUnderstood, Ambiguous and whatever a step alone raises."""
    said = inputs.reply(text)
    id = _order(office, said, name)
    _only_a_sender(office, said)
    return take_steps(office, "order", list(_steps(office, said, id, by)), dry_run=dry_run)


def _order(office: Office, said: Reply, name: str) -> str:
    working, kind = Working(office), KINDS["order"]
    ids = [working.full_id(kind, one)[1] for one in (said.name, name) if one]
    if not ids:
        raise WhichOrder
    if len(set(ids)) > 1:
        raise AnotherOrder(*ids)
    return ids[0]


def _only_a_sender(office: Office, said: Reply) -> None:
    """A chat puts the sender's name and the time in front of a message; anything else must not be lost."""
    words = [word for word in said.left if not _CHAT.fullmatch(word)]
    if not words:
        return
    try:
        for word in words:
            inputs.person(word.strip(":"), Registers(office).staff)
    except NobodySo:
        raise NotUnderstood(said.left) from None


def _steps(office: Office, said: Reply, id: str, by: str) -> Iterator[Wanted]:
    story = Working(office).load(KINDS["order"], id).record.story
    last: Minute | None = story[-1].at if story else None
    before: Minute | None = None
    finish = any(one.step == "finish" for one in said.steps)
    if not finish and (said.lines or any(name in said.fields for name in _WITH_FINISH)):
        raise NeedsFinish
    for one in said.steps:
        at = inputs.moment(one.when, office.now, office.zone, tense="past", last=last if before is None else before)
        if before is not None and at < before:
            raise BeforeLast(At(at, office.zone), At(before, office.zone))
        before = at
        raw: Raw = {f".{name}": text for name, text in one.fields.items()}
        if one.step == "finish":
            raw = {**raw, **_finished(office, said, at)}
        yield Wanted(one.step, raw, id, by, spelled(at, office.zone))
    if note := said.fields.get("note"):
        yield Wanted("note", {".text": note}, id, by, spelled(office.now if before is None else before, office.zone))


def _finished(office: Office, said: Reply, at: Minute) -> Raw:
    book = price_book(Judge(office, Working(office)).book.table("prices.book", at))
    parts, hours = rows(tuple(inputs.line(line, book) for line in said.lines))
    found: Raw = {f".{name}": said.fields[name] for name in _WITH_FINISH if name in said.fields}
    more: Raw = {**({".parts": parts} if parts else {}), **({".hours": hours} if hours and "hours" not in said.fields else {})}
    return {**found, **more}
