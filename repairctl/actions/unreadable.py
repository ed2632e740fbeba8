"""A file that cannot be read, as a finding: one bad file never hides the others."""

from __future__ import annotations

from repairctl.errors import RepairError
from repairctl.model import Finding, Kind, Says, Severity, Subject
from repairctl.office import Office


def unreadable(office: Office, kind: Kind, id: str, refusal: RepairError) -> Finding:
    """A file that cannot be read, as a finding."""
    severity: Severity = "error"
    where = (f"records/{kind.folder}/{id}.yaml", int(getattr(refusal, "line", 1) or 1))
    path = getattr(refusal, "path", "") or _path(office, kind, id)
    sentence = refusal.sentences[0]
    todo = next(iter(refusal.sentences[1:]), None)
    return Finding("YML-UNREADABLE", severity, Subject("file", id), Says.UNDETERMINED, sentence, (path or where[0], where[1]), todo=todo)


def _path(office: Office, kind: Kind, id: str) -> str:
    try:
        return office.store.path_of(kind, id)
    except RepairError:
        return ""
