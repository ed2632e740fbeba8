"""The talk of who pays: where the rules want evidence, the grounds are shown in their order and a person confirms. Writes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

from repairctl.actions.given import Raw, Typist
from repairctl.actions.judged import Judge
from repairctl.actions.payer_grounds import grounds
from repairctl.actions.registers import Registers
from repairctl.errors import say
from repairctl.model import Label, Record
from repairctl.office import Office
from repairctl.talk import Ask, Talk, Tell

EVIDENCE, CONFIRMED = "settlement.payer_evidence", "settlement.payer_by"
_BETWEEN = re.compile(r"\s*[,，、;；]\s*")


def evidence(office: Office, record: Record, judge: Judge, after: Record) -> Talk[Raw]:
    """What is there to show that they pay, and who confirms it: asked where a rule wants it filled in the order as settled (`after`)."""
    act = record.kind.step("settle")
    assert act is not None
    wanted = {path for group in judge.wanted(act, after, office.now) for path in group}
    if not wanted & {EVIDENCE, CONFIRMED}:
        return {}
    asked = grounds(judge, after, office.now)
    if asked:
        yield Tell(
            (say("Asked in this order: {grounds}", grounds=[say("{step} {ground}", step=one.step, ground=one.label) for one in asked]),)
        )
    given: dict[str, str | list[str]] = {}
    for path, said, default in _questions(after):
        answer = (yield Ask(path, said, read=_readable(office, after, path), default=default)) if path in wanted else None
        if answer:
            given[path] = _BETWEEN.split(str(answer)) if path == EVIDENCE else str(answer)
    return given


def _questions(after: Record) -> tuple[tuple[str, Label, str], ...]:
    entry = after.last("settle")
    return (
        (EVIDENCE, Label("evidence, as photos, test report, agreement", "承担凭据，如照片、检测报告、约定"), ""),
        (CONFIRMED, Label("who confirms that they pay", "由谁确认承担方"), entry.by if entry else ""),
    )


def _readable(office: Office, record: Record, path: str) -> Callable[[str], str]:
    """The text as typed, once it can be read as what the field holds."""
    field = record.kind.field_at(path)
    assert field is not None

    def read(text: str) -> str:
        Typist(office, Registers(office)).value(field, path, text)
        return text.strip()

    return read
