"""What the history holds now, compared with its seals: the chain of those that are kept, and the one that is handed in. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from repairctl.actions import sealing
from repairctl.actions.audit_walk import SIGNERS
from repairctl.actions.sealing import Wanted
from repairctl.checks import seals
from repairctl.checks.audit.values import Fault
from repairctl.edges import history_signatures, history_tags, history_walk
from repairctl.edges.history_tags import Tag
from repairctl.office import Office


def chained(office: Office, head: str) -> Iterator[Fault]:
    """What is wrong with the seals that are kept as tags: moved, their commit lost, the one before them another."""
    held = {tag.name: (tag, seal) for tag, seal in sealing.all_seals(office)}
    there = history_tags.within(office.history.where, sealing.FOLDER, head)
    for tag, seal in held.values():
        if seal is None or seal.commit != tag.commit:
            yield Fault(
                "AUD-SEAL-MOVED", tag.name, tag.commit, expected=seal.commit if seal else "", actual=tag.commit, facts=_named(tag.name)
            )
        if seal is None:
            continue
        if tag.name not in there if seal.commit == tag.commit else not _comes_before(office, seal.commit, head):
            yield Fault("AUD-REWRITTEN", tag.name, seal.commit, expected=seal.commit, facts={"lost": tag.name})
        before = held.get(seal.previous)
        if seal.previous and (before is None or seals.text_digest(before[0].text) != seal.previous_digest):
            yield Fault("AUD-SEAL-CHAIN", tag.name, seal.commit, facts={**_named(tag.name), "previous": seal.previous})
        if tag.signed and not _signed(office, tag):
            yield Fault("AUD-SEAL-SIGNATURE", tag.name, seal.commit, facts=_named(tag.name))


def against(office: Office, wanted: Wanted, head: str) -> tuple[str, list[Fault]]:
    """The commit of a seal, if the history still holds it ('' where not), and what differs from the seal."""
    commit = _commit(office, wanted, head)
    if not commit or not _comes_before(office, commit, head):
        return "", [Fault("AUD-REWRITTEN", wanted.name, commit, expected=wanted.short, facts={"lost": wanted.name})]
    n, digest, _ = sealing.counted(office, commit)
    if seals.short_of(commit, n, digest) == wanted.short:
        return commit, []
    said = wanted.seal
    expected, actual = (
        (f"{said.records} {said.digest}" if said else wanted.short),
        (f"{n} {digest}" if said else seals.short_of(commit, n, digest)),
    )
    return commit, [Fault("AUD-SEAL-DIGEST", wanted.name, commit, expected=expected, actual=actual, facts=_named(wanted.name))]


def _commit(office: Office, wanted: Wanted, head: str) -> str:
    """The commit that a seal names; of a short form the one in this history whose seal reads so."""
    if wanted.seal:
        return wanted.seal.commit
    hinted = [one for one in history_walk.ids(office.history.where, head) if seals.hint_of(one) == wanted.short[: seals.HINT]]
    for one in hinted:
        n, digest, _ = sealing.counted(office, one)
        if seals.short_of(one, n, digest) == wanted.short:
            return one
    return ""


def _comes_before(office: Office, commit: str, head: str) -> bool:
    return bool(head) and history_walk.comes_before(office.history.where, commit, head)


def _signed(office: Office, tag: Tag) -> bool:
    name = f"{tag.commit}:./{SIGNERS}"
    signers = history_walk.objects(office.history.where, [name]).get(name, ("", b""))[1]
    return history_signatures.tag(office.history.where, tag.name, signers)


def _named(name: str) -> dict[str, str]:
    return {"seal": name}
