"""Drafts of an office: what somebody began to type and has not recorded yet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from repairctl.edges import drafts
from repairctl.edges.drafts import Draft as Draft  # cli names it, and may not come to the edges
from repairctl.office import Office


def all_drafts(office: Office) -> tuple[Draft, ...]:
    """Those that wait, oldest first."""
    return tuple(drafts.kept(office.root))


def begun(office: Office, command: Sequence[str]) -> Draft:
    """A new draft, not yet on the disk: `command` is the verb and what was typed after it. Its name is free."""
    taken = {draft.name for draft in drafts.kept(office.root)}
    name = next(name for number in range(1, 1000) if (name := f"{command[0]}-{number}") not in taken)
    return Draft(name, tuple(command), office.now)


def waiting(office: Office, command: Sequence[str], *, any_words: bool = False) -> Draft | None:
    """The newest draft of the same command with the same words, or with any."""
    length = 1 if any_words else None
    return next((draft for draft in reversed(all_drafts(office)) if draft.command[:length] == tuple(command)[:length]), None)


def answered(office: Office, draft: Draft, answers: Sequence[tuple[str, str]]) -> tuple[Draft, str]:
    """The draft with these answers, on the disk; where it lies. Raises CannotWrite."""
    kept = replace(draft, answers=tuple(answers))
    drafts.keep(office.root, kept)
    return kept, place(kept)


def place(draft: Draft) -> str:
    """Where a draft lies, seen from the office."""
    return f"{drafts.FOLDER}/{draft.name}.json"


def dropped(office: Office, draft: Draft) -> None:
    """The draft is recorded, or not wanted any more."""
    drafts.drop(office.root, draft.name)


def keep_text(office: Office, name: str, data: bytes) -> Path:
    """A text that is being edited, on the disk; where it lies. Raises CannotWrite."""
    return drafts.keep_text(office.root, name, data)


def kept_text(office: Office, name: str) -> bytes | None:
    """The text as the person left it; None where there is none."""
    return drafts.kept_text(office.root, name)


def drop_text(office: Office, name: str) -> None:
    """The text is recorded, or not wanted any more."""
    drafts.drop_text(office.root, name)
