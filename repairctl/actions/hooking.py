"""The hook that judges commits made by hand: put in place, taken away, run; and the commits that passed it by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from repairctl.actions.changed_since import checked_of
from repairctl.actions.judging import checked
from repairctl.actions.outcomes import Checked
from repairctl.actions.results import fingerprint
from repairctl.actions.thorough import JUDGED
from repairctl.actions.writing import LOCK_SECONDS
from repairctl.edges import history_hooks, yaml_text
from repairctl.edges.history import CommitInfo, History, Message
from repairctl.edges.transaction import Transaction, Write
from repairctl.errors import RepairError, say
from repairctl.model import At, Finding, Minute, Put, Says, Subject
from repairctl.office import FILE, Office, find

MARK = history_hooks.MARK
SINCE = "hook_since"
CODE = "HIS-HOOK-BYPASSED"
OURS = ("Record", "By", "Recorder", "Hook")
"""A commit whose trailers have one of these was made by a command, which judged it."""
MOST = 20
"""So many commits by hand are judged again at most in one check, the newest."""
SCRIPT = f"""\
#!/bin/sh
{MARK}: judges what is staged; made by `repairctl hook install`, taken away by `repairctl hook remove`
{history_hooks.LETS_PASS}
if [ -x {{python}} ]; then exec {{python}} -m repairctl hook run --office {{office}}; fi
exec repairctl hook run --office {{office}}
"""


class SomebodysHook(RepairError):
    """There is a hook already."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            say("{path} is somebody's own hook; it is left as it is.", path=str(path)),
            say("Add this line to it: {line}", line="repairctl hook run || exit 1"),
        )


class SharedPlace(RepairError):
    """Other repositories use the same hooks."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            say("git looks for hooks in {folder} (core.hooksPath), which other repositories may use too.", folder=str(path.parent)),
            say("Add this line to the hook there: {line}", line="repairctl hook run || exit 1"),
        )


class NothingYet(RepairError):
    """There is no commit from which on commits could be judged."""

    def __init__(self) -> None:
        super().__init__(say("Nothing is recorded in git yet; make a first commit."))


def installed(office: Office, python: str) -> tuple[Path, str]:
    """Puts the hook in place, and notes in office.yaml from which commit on; gives both, '' where that was noted before.

    Raises SomebodysHook, SharedPlace, NothingYet and what recording raises.
    """
    head = office.history.head()
    if not head:
        raise NothingYet
    path, own, inside = office.history.hook()
    if not own:
        raise SharedPlace(path)
    there = history_hooks.read(path)
    if there is not None and MARK not in there:
        raise SomebodysHook(path)
    history_hooks.write(path, SCRIPT.format(python=_quoted(python), office=_quoted(inside or ".")))
    return path, "" if office.settings.get(SINCE) else _noted(office, head)


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "/").replace("'", "'\\''") + "'"


def _noted(office: Office, head: str) -> str:
    data = office.store.bytes_of(FILE)
    edited = yaml_text.edited(data, [Put((SINCE,), head)], FILE)
    with Transaction(office.root, office.history.git_dir, LOCK_SECONDS) as transaction:
        message = Message("Judge commits made by hand from here on", "", (("Hook", head),))
        return transaction.commit([Write(PurePosixPath(FILE), edited, data)], message)


def removed(office: Office) -> Path | None:
    """Takes the hook away; None where there is none of ours."""
    path, own, _ = office.history.hook()
    if not own or MARK not in (history_hooks.read(path) or ""):
        return None
    history_hooks.remove(path)
    return path


def judged_staged(office: Office) -> tuple[Finding, ...]:
    """The errors that the commit under way would bring: those that its files have, and had not before."""
    with office.history.staged() as root:
        then = replace(find(root, office.now), as_of=office.as_of)
        if not office.history.head():
            return _grave(checked(then).findings)
        paths = then.history.since("HEAD", JUDGED)
        after = _grave(checked_of(then, paths).findings) if paths else ()
        return _brought(root, "HEAD", paths, after, office.as_of) if after else ()


def _grave(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(one for one in findings if one.severity == "error" or one.says is Says.UNDETERMINED)


def _brought(root: Path, before: str, paths: frozenset[str], after: Sequence[Finding], as_of: Minute) -> tuple[Finding, ...]:
    """What is wrong afterwards and was not before: whoever puts one thing right need not put everything right."""
    try:
        was = _turned(root, before, as_of)
        known = Counter((fingerprint(one), one.says) for one in checked_of(was, paths).findings)
    except RepairError:  # the office could not be opened at all; whatever opens it again is better
        return ()
    news = []
    for one in after:
        key = (fingerprint(one), one.says)
        known[key] -= 1
        if known[key] < 0:
            news.append(one)
    return tuple(news)


def _turned(root: Path, rev: str, as_of: Minute) -> Office:
    """A folder laid out aside, as the office was in a version."""
    History.open(root).turn_to(rev)
    return replace(find(root, as_of), as_of=as_of)


# ------------------------------------------------------------------ what passed the hook by


def with_bypassed(office: Office, found: Checked) -> Checked:
    """All findings of the office, and the commits by hand that brought those which nobody had to bring."""
    return replace(found, findings=(*found.findings, *_bypassed(office, found.findings)))


def passed_by(office: Office) -> Iterator[Finding]:
    """Commits made by hand since the hook was installed that brought errors, whether or not those are still there."""
    return _since_hook(office, None)


def _bypassed(office: Office, told: Sequence[Finding]) -> Iterator[Finding]:
    """Those that brought errors which are still there, among those `told`."""
    places = {one.where[0] for one in _grave(told) if one.where}
    return _since_hook(office, places) if places else iter(())


def _since_hook(office: Office, places: set[str] | None) -> Iterator[Finding]:
    """`places`: the paths that count; None: all."""
    since = str(office.settings.get(SINCE) or "")
    if not since or office.settings.get("practice"):
        return
    try:
        commits = [one for one in office.history.by_others(since, JUDGED) if not any(one.said(key) for key in OURS)]
    except RepairError:
        sentence = say("hook_since names {commit}, which this history does not have.", commit=since[:12])
        todo = say("Fetch the whole history; or install the hook anew, after taking hook_since out of office.yaml.")
        yield Finding("HIS-HOOK-LOST", "warning", Subject("file", FILE, SINCE), Says.FAIL, sentence, (FILE, 1), todo=todo)
        return
    touched = ((one, frozenset(office.history.touched(one.id))) for one in commits)
    touching = [(one, paths) for one, paths in touched if places is None or paths & places][:MOST]
    if not touching:
        return
    with office.history.laid_out("HEAD") as (root, _):
        for commit, paths in touching:
            news = [one for one in _news(root, commit, paths) if one.where and (places is None or one.where[0] in places)]
            if news:
                yield _told(office, commit, news)


def _news(root: Path, commit: CommitInfo, paths: frozenset[str]) -> tuple[Finding, ...]:
    """What the commit brought, judged as of its own moment as the hook would have."""
    try:
        after = _grave(checked_of(_turned(root, commit.id, commit.at), paths).findings)
    except RepairError:  # the office could not be opened then
        return ()
    return _brought(root, f"{commit.id}^", paths, after, commit.at) if after else ()


def _told(office: Office, commit: CommitInfo, news: Sequence[Finding]) -> Finding:
    codes = ", ".join(sorted({f"{one.code} {one.subject.id}" for one in news}))
    sentence = say(
        "Commit {commit} ({subject}) of {author}, {at}, passed the hook by; it brought {codes}.",
        commit=commit.id[:7],
        subject=commit.subject,
        author=commit.author,
        at=At(commit.at, office.zone),
        codes=codes,
    )
    todo = say("Put right what it brought; see it with: git show {commit}", commit=commit.id[:7])
    return Finding(CODE, "warning", Subject("file", commit.id[:12]), Says.FAIL, sentence, news[0].where, todo=todo)
