"""What the rules side refuses, and how it says so. Each takes facts and writes its own sentence."""

from __future__ import annotations

from collections.abc import Sequence

from repairctl.errors import Misuse, RepairError, say
from repairctl.model import At, Entry, Finding, Kind, Label, Record, Says, Step


class MissingValues(Misuse):
    """What the step means nothing without was not given."""

    def __init__(self, kind: Kind, step: Step, paths: Sequence[str], groups: Sequence[Sequence[str]]) -> None:
        self.paths = tuple(paths)
        self.groups = tuple(tuple(group) for group in groups)
        named = [option(path) for path in paths] + [" | ".join(option(path) for path in group) for group in groups]
        super().__init__(
            say("{step} needs {options}.", step=step.label, options=", ".join(named)),
            say("Give it, as in: {example}", example=step.example or f"repairctl {kind.name} {verb(step.name)} ... {named[0]} ..."),
        )


class StepNotAllowed(RepairError):
    """The step does not follow from where the record stands."""

    def __init__(self, record: Record, step: Step, may_follow: Sequence[Step], before: Sequence[Step] = ()) -> None:
        self.step = step
        status = record.kind.status_label(record.status)
        sentences = [say("{id} is {status}; {step} does not follow from there.", id=record.id, status=status, step=named(step))]
        if before:
            sentences.append(say("Before it comes: {steps}.", steps=tuple(map(named, before))))
        meant = next((one for one in may_follow if one.name == step.mistaken_for), None)
        if meant:
            sentences.append(say("{word} is the command {command}.", word=meant.label.zh, command=verb(meant.name)))
        if may_follow:
            sentences.append(say("What may follow: {steps}.", steps=tuple(map(named, may_follow))))
        if not step.act:
            sentences.append(say("If it happened all the same, record it with --anyway and the reason."))
        super().__init__(*sentences)


class ComesTooEarly(Misuse):
    """The moment lies before the step it follows."""

    def __init__(self, step: str, at: At, other: str, other_at: At) -> None:
        super().__init__(
            say("{step} at {at} would come before {other} at {other_at}.", step=verb(step), at=at, other=verb(other), other_at=other_at),
            say("Give the moment when it happened with --at; if the other one is wrong, correct that first."),
        )


class WouldBreak(Misuse):
    """With the change, a later step would no longer follow."""

    def __init__(self, step: Step, at: At, other: str, other_at: At) -> None:
        super().__init__(
            say(
                "With {step} at {at}, {other} at {other_at} would no longer follow.",
                step=step.label,
                at=at,
                other=verb(other),
                other_at=other_at,
            ),
            say("Say when it ended: --until")
            if step.until
            else say("Correct the entry instead of taking it back, or add --anyway and the reason."),
        )


class LiesInFuture(Misuse):
    """The moment has not come."""

    def __init__(self, step: Step, at: At, now: At) -> None:
        super().__init__(
            say("{at} has not come yet; it is {now}.", at=at, now=now),
            say("{step} is recorded when it has happened.", step=step.label),
        )


class StepTaken(RepairError):
    """A step that fills a box once was taken already."""

    def __init__(self, record: Record, step: Step, at: At) -> None:
        taken = record.of[step.name][-1]
        super().__init__(
            say("{id}: {step} was recorded already, at {at} by {by}.", id=record.id, step=step.label, at=at, by=taken.by),
            say("Change it with amend, or take it back with retract {step} first.", step=verb(step.name)),
        )


class AlreadyRecorded(RepairError):
    """The same step, moment and person stand in the log."""

    def __init__(self, record: Record, entry: Entry, at: At) -> None:
        super().__init__(
            say("{id} has {step} at {at} by {by} already.", id=record.id, step=verb(entry.step), at=at, by=entry.by),
            say("If it happened twice, give the other one its own minute with --at."),
        )


class NoSuchEntry(RepairError):
    """There is no such live entry to take back."""

    def __init__(self, record: Record, step: str) -> None:
        there = [say("{step} {at} {by}", step=verb(e.step), at=At(e.at), by=e.by) for e in record.story]
        super().__init__(
            say("{id} has no such entry of {step}.", id=record.id, step=verb(step)),
            say("There are: {entries}.", entries=tuple(there)),
        )


class CannotTakeBack(RepairError):
    """The step began the record, or others were made by it."""

    def __init__(self, record: Record, step: str) -> None:
        super().__init__(
            say("{step} cannot be taken back: it began {id}, or another record was made by it.", step=verb(step), id=record.id),
            say("Cancel the record, or add a note that says what is wrong."),
        )


class ChangedSince(RepairError):
    """What a command left is not there any more, so it cannot be undone."""

    def __init__(self, record: Record, path: str) -> None:
        super().__init__(
            say("{id}: {path} is not as that command left it; nothing was written.", id=record.id, path=path),
            say("Put it right by itself: repairctl {kind} amend {id} or edit {id}", kind=record.kind.name, id=record.id),
        )


class NoLongerFollows(RepairError):
    """Without what is undone, another entry would not follow."""

    def __init__(self, record: Record, entry: Entry, at: At) -> None:
        super().__init__(
            say("{id}: {step} at {at} by {by} would no longer follow.", id=record.id, step=verb(entry.step), at=at, by=entry.by),
            say(
                "Take that back first: repairctl {kind} retract {id} {step} --why ..",
                kind=record.kind.name,
                id=record.id,
                step=verb(entry.step),
            ),
        )


class CannotTellApart(RepairError):
    """Two entries share step, moment and person, and only one of them is meant."""

    def __init__(self, record: Record, entry: Entry) -> None:
        super().__init__(
            say("{id} has {step} twice in the same minute by {by}: which one is taken back could not be told from the log.",
                id=record.id, step=verb(entry.step), by=entry.by),
            say("Take both back with retract, and enter the right one anew."),
        )  # fmt: skip


class CannotCallOff(RepairError):
    """The command opened a record of a kind that nothing calls off."""

    def __init__(self, record: Record) -> None:
        super().__init__(
            say("{id} was opened by it, and a {kind} cannot be called off.", id=record.id, kind=record.kind.label),
            say("Add a note that says what is wrong."),
        )


class Frozen(RepairError):
    """The field was frozen by an act, or is computed."""

    def __init__(self, record: Record, path: str, act: str) -> None:
        if act:
            super().__init__(
                say("{id}: {field} was frozen by {act}.", id=record.id, field=path, act=verb(act)),
                say(
                    "Take that back first: repairctl {kind} retract {id} {act} --why ...",
                    kind=record.kind.name,
                    id=record.id,
                    act=verb(act),
                ),
            )
        else:
            super().__init__(say("{field} is computed; nobody types it.", field=path))


class ToItself(Misuse):
    """The step would also be told in the very record on which it is taken."""

    def __init__(self, record: Record, step: Step) -> None:
        super().__init__(say("{id}: {step} cannot name the record itself; name another one.", id=record.id, step=step.label))


class NotLinked(RepairError):
    """A step needs another record that is not there."""

    def __init__(self, id: str) -> None:
        super().__init__(say("There is no record {id}, and the step needs it.", id=id), say("Look for it with: repairctl order list"))


class AgainstPolicy(RepairError):
    """Rules in force stop the act, or cannot be judged; every sentence is shown."""

    def __init__(self, step: Step, record: Record, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        self.exit_code = 5 if any(one.says is Says.UNDETERMINED for one in findings) else 1
        super().__init__(
            say("{step} of {id} is stopped by the rules in force; nothing was written.", step=step.label, id=record.id),
            *(say("[{code}] {sentence}", code=one.code, sentence=one.sentence) for one in findings),
        )


def option(path: str) -> str:
    """The option that gives a path: `request.occurred_at` -> `--occurred-at`."""
    return "--" + path.rpartition(".")[2].replace("_", "-")


def named(step: Step) -> Label:
    """A step by the words that may be typed: its command, or its Chinese label."""
    return Label(verb(step.name), step.label.zh)


def verb(step: str) -> str:
    """The command of a step: `follow_up` -> `follow-up`."""
    return step.replace("_", "-")
