"""Findings that are known already: read from what `check --format jsonl -o FILE` wrote, and counted apart. Judges nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from repairctl.actions.outcomes import Checked
from repairctl.actions.results import fingerprint
from repairctl.errors import Misuse, RepairError, Sentence, say
from repairctl.model import Finding, Says, Subject

LARGEST = 1 << 28
FINDINGS = "findings"
STALE = "CHECK-BASELINE-STALE"


class NoBaseline(RepairError):
    """The file cannot be read, or holds no findings."""

    exit_code = 2

    def __init__(self, path: Path, why: Sentence) -> None:
        super().__init__(
            say("{file} is no list of known findings: {why}", file=str(path), why=why),
            say("Write one: repairctl check --format jsonl -o {file}", file=path.name),
        )


class WritesOverItself(Misuse):
    """The answer would replace the list that it is compared with."""

    def __init__(self, path: Path) -> None:
        sentence = say("{file} is the list of known findings itself; it would forget all that are known.", file=str(path))
        super().__init__(sentence, say("Name another file with -o."))


class Known(Struct, frozen=True):
    """A finding that is known: what makes it this one, how it reads, and where it stands in the list."""

    fingerprint: str
    verdict: str
    code: str
    subject: str
    line: int

    @property
    def key(self) -> tuple[str, str]:
        return self.fingerprint, self.verdict


class Baseline(Struct, frozen=True):
    """The known findings of a file; `name` as the person typed it."""

    name: str
    known: tuple[Known, ...]


def read(path: Path, name: str) -> Baseline:
    """The list of known findings in a JSON or JSONL file. Raises NoBaseline."""
    try:
        if path.stat().st_size > LARGEST:
            raise NoBaseline(path, say("it is larger than {limit} MB.", limit=LARGEST >> 20))
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise NoBaseline(path, say("{why}.", why=(error.strerror or type(error).__name__).lower())) from None
    except UnicodeDecodeError:
        raise NoBaseline(path, say("it is no text in UTF-8.")) from None
    return Baseline(name, tuple(_known(path, line, held) for line, held in _entries(path, text)))


def _entries(path: Path, text: str) -> Iterator[tuple[int, object]]:
    """Each finding with its line; in a whole JSON object they have none."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        whole = None
    if isinstance(whole, dict) and FINDINGS in whole:
        yield from ((1, held) for held in whole[FINDINGS] or ())
        return
    for line, one in enumerate(text.splitlines(), 1):
        if one.strip():
            try:
                yield line, json.loads(one)
            except (ValueError, RecursionError):
                raise NoBaseline(path, say("line {line} is no JSON.", line=line)) from None


def _known(path: Path, line: int, held: object) -> Known:
    if not isinstance(held, dict) or not isinstance(held.get("fingerprint"), str):
        raise NoBaseline(path, say("line {line} is no finding with a fingerprint.", line=line))
    code, subject, verdict = (str(held.get(name) or "-") for name in ("code", "subject", "verdict"))
    return Known(held["fingerprint"], verdict, code, subject, line)


def apart(found: Checked, baseline: Baseline, *, whole: bool) -> Checked:
    """The findings without those that are known; the rest of the list is told as stale if everything was judged (`whole`).

    Each entry covers one finding of that fingerprint and verdict: a second one, or one that cannot be judged any more, is new.
    """
    left: dict[tuple[str, str], list[Known]] = {}
    for one in baseline.known:
        left.setdefault(one.key, []).append(one)
    known: list[Finding] = []
    new: list[Finding] = []
    for finding in found.findings:
        entries = left.get((fingerprint(finding), str(finding.says)))
        if entries:
            entries.pop()
            known.append(finding)
        else:
            new.append(finding)
    stale = _stale(baseline, [one for entries in left.values() for one in entries]) if whole else ()
    return replace(found, findings=(*new, *stale), known=tuple(known), compared=True)


def _stale(baseline: Baseline, rest: Sequence[Known]) -> Iterator[Finding]:
    for one in sorted(rest, key=lambda held: held.line):
        sentence = say("{code} of {subject} is in the list of known findings, but is found no more.", code=one.code, subject=one.subject)
        todo = say("Take the line out, or write the list anew: repairctl check --format jsonl -o {file}", file=baseline.name)
        subject = Subject("file", baseline.name, f"{one.code} {one.subject}")
        yield Finding(STALE, "info", subject, Says.FAIL, sentence, (baseline.name, one.line), todo=todo)
