"""What came of verifying papers: what each is, what was changed since, by whom, what its file says. Knows outcomes only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from repairctl.cli import json_forms
from repairctl.cli.cells import wrapped
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.show_difference import entry_line, moved_form, moved_line
from repairctl.errors import Sentence, say
from repairctl.model import At, Change, Label

if TYPE_CHECKING:
    from repairctl.actions.paper_files import Compared
    from repairctl.actions.verifying_paper import Since, Verified

SHORT = 12
MOST = 5


def verified(desk: Desk, found: Sequence[Verified]) -> int:
    """Shows each; the exit code of the gravest."""
    if desk.json:
        forms = [_form(desk.tongue, one) for one in found]
        desk.out(json_forms.text(desk, forms[0] if len(forms) == 1 else forms))
    else:
        for one in found:
            for line, inset in _lines(desk.tongue, one):
                for part in wrapped(line, desk.terminal.width, first=" " * inset, rest=" " * (inset + 2)):
                    desk.out(part)
    return max(one.code for one in found)


def _lines(tongue: Tongue, one: Verified) -> Iterator[tuple[str, int]]:
    """Lines, each with how far it is set in."""
    yield tongue.say(_head(one)), 0
    yield from ((tongue.say(note), 2) for note in one.notes)
    for since in one.since:
        yield tongue.say(_by(since)), 2
        yield from ((line, 4) for line in _changes(tongue, one, since))
    yield from ((tongue.say(sentence), 2) for sentence in (*_template(one), *_file(one.file)))


def _head(one: Verified) -> Sentence:
    from repairctl.actions import verifying_paper as told

    facts = {"code": one.claim.code, "document": _document(one), "id": one.claim.id or "-"}
    then = At(one.then.at) if one.then else None
    if one.result == told.UNCHANGED and one.code:
        return say("The record says what {document} of {id}, {code}, claims; its file is another matter:", **facts)
    return {
        told.UNCHANGED: say("Unchanged: {document} of {id}, {code}, says what the record says now.", **facts),
        told.CHANGED: say("Changed since: {document} of {id}, {code}, says what was so until {commit} of {at}.", **facts,
                          commit=one.then.id[:SHORT] if one.then else "-", at=then or "-"),
        told.GONE: say("The record is gone: {document}, {code}, was right, and {id} has been taken out since.", **facts),
        told.ELSEWHERE: say("Cannot be judged here: {id}, {code}.", **facts),
        told.UNKNOWN: say("Unknown: {id}, {code}.", **facts),
    }[one.result]  # fmt: skip


def _document(one: Verified) -> Label:
    from repairctl import sheets

    sheet = sheets.ALL.get(one.claim.document)
    return sheet.label if sheet else Label("a document", "单据")


def _by(since: Since) -> Sentence:
    if since.commit is None:
        return say("Changed by hand and not recorded yet:")
    return say("Changed {at} by {who} in {commit}:", at=At(since.commit.at), who=since.recorder or "-", commit=since.commit.id[:SHORT])


def _changes(tongue: Tongue, one: Verified, since: Since) -> Iterator[str]:
    assert one.record is not None
    for sign, entries in ("+", since.difference.new), ("-", since.difference.lost):
        yield from (f"{sign} {entry_line(tongue, Change(None, one.record), entry)}" for entry in entries)
    yield from (moved_line(tongue, moved) for moved in since.difference.moved)


def _template(one: Verified) -> Iterator[Sentence]:
    if one.other_template:
        commits = [commit.id[:SHORT] for commit in one.templates]
        if commits:
            yield say(
                "Other template: the office's templates were changed since, in {commits}; it would look different now.", commits=commits
            )
        else:
            yield say("Other template: it was printed by one that is not in use here; it would look different now.")


def _file(one: Compared | None) -> Iterator[Sentence]:
    from repairctl.actions import paper_files as told

    if one is None:
        return
    if one.result == told.AS_PRINTED:
        yield say("The file is the one that was printed, byte for byte.")
    elif one.result == told.SAME_TEXT:
        yield say("The file has other bytes than the one that is printed from that commit, and the same text.")
    elif one.result == told.NOT_COMPARED:
        yield say("The file itself could not be compared: {why}.", why=one.why)
    elif not one.gone and not one.new:
        yield say("The file was altered: it has the text that is printed from that commit, and something more that changes how it looks.")
    else:
        yield say("The file was altered: its text is not what is printed from that commit.")
        yield from (say("printed: {line}", line=line) for line in one.gone[:MOST])
        yield from (say("in the file: {line}", line=line) for line in one.new[:MOST])
        yield say("Names and telephone numbers are those that are known here today; where only they differ, the paper may be true.")


def _form(tongue: Tongue, one: Verified) -> json_forms.Form:
    file = one.file
    return {
        "result": one.result,
        "code": one.claim.code,
        "id": one.claim.id or None,
        "document": one.claim.document or None,
        "which": one.claim.which,
        "commit": one.then.id if one.then else None,
        "since": [_since_form(tongue, one, since) for since in one.since],
        "other_template": one.other_template,
        "template_commits": [commit.id for commit in one.templates],
        "file": {"result": file.result, "gone": list(file.gone), "new": list(file.new)} if file else None,
        "notes": [tongue.say(note) for note in one.notes],
    }


def _since_form(tongue: Tongue, one: Verified, since: Since) -> json_forms.Form:
    assert one.record is not None
    difference, record = since.difference, one.record
    new, lost = ([json_forms.entry(record, entry, tongue.zone) for entry in some] for some in (difference.new, difference.lost))
    moved = [moved_form(tongue, each) for each in difference.moved]
    return {"commit": since.commit.id if since.commit else None, "by": since.recorder, "new": new, "lost": lost, "moved": moved}
