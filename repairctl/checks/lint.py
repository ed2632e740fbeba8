"""What is wrong with the policies as such: laxer than the law, adopted too late, not read again in time. Judges versions, no records."""

from __future__ import annotations

from collections.abc import Iterator

from repairctl.checks.bounds import laxer
from repairctl.errors import Sentence, say
from repairctl.model import Finding, Minute, Says, Severity, Subject
from repairctl.policies import Book, Version
from repairctl.readings.estates import packs
from repairctl.readings.misfits import key_line, near


def lint(book: Book, as_of: Minute) -> Iterator[Finding]:
    """What should not stay so with the versions of an office, each with the line that says so."""
    yield from laxer(book)
    yield from _unknown_packs(book)
    for version in book.versions():
        yield from _adopted_late(version)
        yield from _to_review(book, version, as_of)


def _adopted_late(version: Version) -> Iterator[Finding]:
    head = version.head
    if head.adopted is None or head.adopted <= head.starts or head.retroactive:
        return
    sentence = say(
        "{version} was adopted on {adopted}, after it takes effect ({starts}); what happened before was judged by rules nobody could know.",
        version=version.name,
        adopted=head.adopted,
        starts=head.starts,
    )
    todo = say("Let it take effect later, or say why in retroactive: reason and approved_by.")
    yield _finding(version, "POL-RETROACTIVE", "error", sentence, "adopted_on", todo)


def _to_review(book: Book, version: Version, as_of: Minute) -> Iterator[Finding]:
    due = version.head.review_by
    if due is None or book.calendar.end_of(due) >= as_of or version not in book.series[version.policy].in_force(as_of):
        return
    sentence = say("{version} was to be read again against its source by {day}.", version=version.name, day=due)
    todo = say("Read it against its source; then write verified_on and the next review_by.")
    yield _finding(version, "POL-REVIEW-DUE", "warning", sentence, "review_by", todo)


def _unknown_packs(book: Book) -> Iterator[Finding]:
    known = {one.pack for one in book.versions() if one.pack}
    for name in sorted(set(packs(book.office)) - known):
        sentence = say("law_pack {name} names no pack of local law among the policies.{near}", name=name, near=near(name, known))
        todo = say("Correct it, or put the pack below policies/; national law is judged alone until then.")
        yield Finding(
            "SCOPE-LAWPACK", "warning", Subject("policy", "office.yaml", name), Says.FAIL, sentence, ("office.yaml", 1), todo=todo
        )


def _finding(version: Version, code: str, severity: Severity, sentence: Sentence, key: str, todo: Sentence) -> Finding:
    where = (version.path, key_line(version.tree, key) or 1)
    return Finding(
        code, severity, Subject("policy", version.name, code), Says.FAIL, sentence, where, f"{version.name} head", where, todo=todo
    )
