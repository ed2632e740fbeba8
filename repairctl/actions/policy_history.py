"""What git knows of the policies: changed after they took effect, recorded too late, taken away. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from repairctl.actions.judged import Judge
from repairctl.calendars import Calendar
from repairctl.edges.history_past import State, name_of
from repairctl.errors import RepairError, Sentence, say
from repairctl.model import At, Block, Finding, Minute, Says, Subject, moment_of
from repairctl.office import FILE, Office
from repairctl.policies import Version
from repairctl.policies.files import JUDGING, digest

FOLDER = "policies"


def misused(office: Office, judge: Judge) -> Iterator[Finding]:
    """Versions that were changed, recorded or removed when records were already to be judged by them.

    What was recorded before the office went live (`live_from`), or together with office.yaml, is what it began with; a practice office is
    left alone.
    """
    if office.settings.get("practice") or not office.history.folder or not office.history.head():
        return
    history, since = office.history.states(FOLDER), began(office)
    for version in judge.book.versions():
        states = history.get(version.path, ())
        if states:
            yield from _recorded_late(office, version, states[0], since)
            yield from _changed(office, version, states, since)
    there = set(office.store.policy_paths())
    for path, states in sorted(history.items()):
        if path not in there and path.endswith(".yaml") and states[-1].at > since:
            yield from _gone(office, path, states)


def began(office: Office) -> Minute:
    """The minute until which policies were being set up."""
    live = office.settings.get("live_from")
    first = next((one.at for one in office.history.states(FILE).get(FILE, ())), 0)
    return max(first, Calendar(office.zone, ()).start_of(live)) if isinstance(live, date) else first


def _recorded_late(office: Office, version: Version, first: State, began: Minute) -> Iterator[Finding]:
    head = version.head
    if head.retroactive or first.at <= max(began, Calendar(office.zone, ()).end_of(head.starts)):
        return
    sentence = say(
        "{version} takes effect on {starts}, but was recorded only at {at}; what happened between was judged by rules nobody could know.",
        version=version.name,
        starts=head.starts,
        at=At(first.at, office.zone),
    )
    todo = say("Let it take effect later, or say why in retroactive: reason and approved_by.")
    yield _finding("POL-RETROACTIVE", version, sentence, todo)


def _changed(office: Office, version: Version, states: Sequence[State], began: Minute) -> Iterator[Finding]:
    """What judges must stay as it was when the version took effect; where it was recorded later, as it was recorded first."""
    made = [one for one in states if one.blob]
    starts = max(began, Calendar(office.zone, ()).start_of(version.head.starts))
    base = next((one for one in reversed(made) if one.at <= starts), made[0])
    if office.now < starts or name_of(office.store.bytes_of(version.path), base.blob) == base.blob:
        return
    was = _tree(office, version.path, base)
    if was is None or digest(was) == version.digest:
        return
    later = made[made.index(base) + 1 :]
    by = next((one for one in later if _digest(office, version.path, one) == version.digest), None)
    when: object = say("by hand, which is not recorded")
    if by:
        when = say("at {at} in {commit}", at=At(by.at, office.zone), commit=by.commit[:12])
    sentence = say(
        "{version} is in force since {starts}, but was changed {when}: {keys}.",
        version=version.name,
        starts=version.head.starts,
        when=when,
        keys=[key for key in JUDGING if was.get(key) != version.tree.get(key)],
    )
    todo = say(
        "Bring it back as it was in {commit} and make a new version for the change; while the office is being set up, say live_from in"
        " office.yaml.",
        commit=base.commit[:12],
    )
    yield _finding("POL-NO-VERSION-BUMP", version, sentence, todo)


def _gone(office: Office, path: str, states: Sequence[State]) -> Iterator[Finding]:
    """A file that is not there any more, although records may have to be judged by it."""
    last = next(one for one in reversed(states) if one.blob)
    tree = _tree(office, path, last)
    removed = states[-1] if not states[-1].blob else None
    starts = str(tree.get("effective_from") or "") if tree else ""
    if removed and starts > moment_of(removed.at, office.zone).date().isoformat():
        return  # it was taken back before its first day
    when: object = (
        say("at {at} in {commit}", at=At(removed.at, office.zone), commit=removed.commit[:12])
        if removed
        else say("by hand, which is not recorded")
    )
    sentence = say("This version was taken away {when}; what it judged can be judged no more.", when=when)
    todo = say("Bring it back: git checkout {commit} -- {path}", commit=last.commit[:12], path=path)
    subject = Subject("policy", path.removeprefix(f"{FOLDER}/").removesuffix(".yaml").replace("/", "@"))
    yield Finding("POL-DELETED", "error", subject, Says.UNDETERMINED, sentence, (path, 1), todo=todo)


def _tree(office: Office, path: str, state: State) -> Block | None:
    try:
        return office.store.parsed(office.history.bytes_of(state.blob), path)
    except RepairError:
        return None


def _digest(office: Office, path: str, state: State) -> str:
    tree = _tree(office, path, state)
    return "" if tree is None else digest(tree)


def _finding(code: str, version: Version, sentence: Sentence, todo: Sentence) -> Finding:
    where, subject = (version.path, 1), Subject("policy", version.name, code)
    return Finding(code, "error", subject, Says.FAIL, sentence, where, f"{version.name} head", where, todo=todo)
