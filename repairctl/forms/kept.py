"""The form `kept`: a file is there, and it is still the one that was filed."""

from __future__ import annotations

from repairctl.errors import say
from repairctl.forms.verdicts import IN_ORDER, NOTHING_TO_JUDGE, fails, passes
from repairctl.model import Judgement
from repairctl.readings import AsOf, Moment, StoredFile, Value


def kept(file: StoredFile, sha256: Value, gone: Moment = None, *, as_of: AsOf) -> Judgement:
    """A file of the office is still there and its SHA-256 is the one that was written down when it was filed.

    Once `gone` has come (the papers were disposed of), nothing has to be there any more.

    Example:
        judges: archive
        rule: {form: kept, each: attachments, file: .file, sha256: .sha256, gone: first dispose}
        with:
          papers/signed.pdf: {kind: file, file: {sha256: 9f86d081}}
        pass:
          attachments: [{file: papers/signed.pdf, sha256: 9f86d081}]
          log: [{step: new, at: 2026-03-02T09:00, by: S-04}]
        fail:
          attachments: [{file: papers/signed.pdf, sha256: 60303ae2}]
          log: [{step: new, at: 2026-03-02T09:00, by: S-04}]
    """
    if file is None or sha256 in (None, "") or (gone is not None and as_of.over(as_of.stop(gone) - 1)):
        return NOTHING_TO_JUDGE
    if not file.there:
        return fails(say("{file} is not there any more.", file=file.id), None, file.id)
    if file.sha256 != sha256:
        was, now = str(sha256)[:12], file.sha256[:12]
        sentence = say("{file} is not the file that was filed: its SHA-256 was {was}, now it is {now}.", file=file.id, was=was, now=now)
        return fails(sentence, str(sha256), file.sha256)
    return passes(say("{file} is unchanged.", file=file.id)) if as_of.telling else IN_ORDER
