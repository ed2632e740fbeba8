"""What an action gives back to whoever asked: values to be shown, nothing that is already text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from repairctl.errors import RepairError, Sentence
from repairctl.model import At, Change, Finding, Kind, Label, Minute, Plain, Record, Says, Step


class LeftOut(Struct, frozen=True):
    """A record of many that was left as it is, and why."""

    id: str
    refusal: RepairError


class Done(Struct, frozen=True):
    """A command that writes: its changes, what the rules say of the records now, and the commit ('' on a dry run)."""

    changes: tuple[Change, ...]
    findings: tuple[Finding, ...] = ()
    due: tuple[Finding, ...] = ()
    commit: str = ""
    dry_run: bool = False
    notes: tuple[Sentence, ...] = ()
    known: tuple[Finding, ...] = ()  # what was wrong with the records before
    left: tuple[LeftOut, ...] = ()  # of many records those that could not take the step
    repeated: bool = False  # the same request was recorded before, and this tells what it came to

    @property
    def news(self) -> tuple[Finding, ...]:
        """The findings that were not there before, or said something else."""
        told = self._told
        return tuple(one for one in self.findings if (one.fingerprint, one.sentence.text) not in told)

    @property
    def older(self) -> tuple[Finding, ...]:
        """The findings that were there before."""
        told = self._told
        return tuple(one for one in self.findings if (one.fingerprint, one.sentence.text) in told)

    @property
    def _told(self) -> frozenset[tuple[object, str]]:
        return frozenset((one.fingerprint, one.sentence.text) for one in self.known)


class Listing(Struct, frozen=True):
    """Records as rows: `columns` are names with labels; a cell is a plain value (a moment stays a Minute: see `moments`)."""

    kind: Kind
    columns: tuple[tuple[str, Label], ...]
    rows: tuple[Mapping[str, Plain], ...]
    total: int
    moments: frozenset[str] = frozenset()
    unread: tuple[Finding, ...] = ()  # files that could not be read, and so are in no row


class Hit(Struct, frozen=True):
    """A record in which words stand: where it is and what it is about, and its other texts in which they stand."""

    kind: Kind
    id: str
    status: str
    where: str
    about: str
    said: tuple[str, ...]


class Sought(Struct, frozen=True):
    """The records that were found, at most so many of `total`; `people`: they name these, and do not say the words themselves."""

    hits: tuple[Hit, ...]
    total: int
    people: tuple[str, ...] = ()
    unread: tuple[Finding, ...] = ()
    """Files that cannot be read: nobody knows what they say."""


class Shown(Struct, frozen=True):
    """One record with what is judged of it, its balance and the people behind its references (from private/)."""

    record: Record
    findings: tuple[Finding, ...] = ()
    due: tuple[Finding, ...] = ()
    verdicts: tuple[Finding, ...] = ()
    next_steps: tuple[Step, ...] = ()
    people: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    as_of: Minute | None = None


class Checked(Struct, frozen=True):
    """All findings of the records asked for, and how many records were judged.

    `waived` would be findings but for a waiver; `expired` counts the findings whose waiver has run out; `waivers`: the office has any.
    `known` are findings that a list of known ones holds, if they were `compared` with one.
    `anew`: the files of the records that were judged now, where the others are as they were found before.
    """

    findings: tuple[Finding, ...]
    records: int
    as_of: Minute
    waived: tuple[Finding, ...] = ()
    expired: int = 0
    waivers: bool = False
    known: tuple[Finding, ...] = ()
    compared: bool = False
    anew: tuple[str, ...] | None = None


class DueRow(Struct, frozen=True):
    """Something that must happen: on which record, by when, which rule wants it; `late` in minutes as of the question."""

    record: Record
    finding: Finding
    late: int

    @property
    def waived(self) -> bool:
        """It is late, but the office has accepted that."""
        return self.finding.says is Says.WAIVED


class Due(Struct, frozen=True):
    """What is due, overdue first; `unread` are files that could not be read, of which nobody can say what is due."""

    rows: tuple[DueRow, ...]
    unread: tuple[Finding, ...] = ()


class PrintedSheet(Struct, frozen=True):
    """One document of one record that was printed; `copy`: it is the second, third .. that says the same, and when the first was made.

    `void`: when the last copy was made that says something else, and the code on it.
    """

    id: str
    document: str
    number: str
    code: str
    copy: int = 1
    first: At | None = None
    void: At | None = None
    void_code: str = ""


class Printed(Struct, frozen=True):
    """Files that were written, the engine that made the PDF ('' where none did), and what there is to say.

    `sheets` are the documents in them, `left` the records that have none and why, `manifests` the files that say of what each was made.
    `commands` give them to a printer. `many`: it was asked for whatever there is, not for one record.
    """

    files: tuple[Path, ...]
    engine: str = ""
    code: str = ""
    notes: tuple[Sentence, ...] = ()
    sheets: tuple[PrintedSheet, ...] = ()
    left: tuple[LeftOut, ...] = ()
    manifests: tuple[Path, ...] = ()
    commands: tuple[tuple[str, ...], ...] = ()
    many: bool = False


class TestedPolicies(Struct, frozen=True):
    """The outcome of the tests that stand inside the policy files."""

    __test__ = False
    passed: int
    failed: tuple[Finding, ...]
    misfits: tuple[Finding, ...] = ()
    limits: int = 0
    """Limits that were tried at their last minute and one later."""
