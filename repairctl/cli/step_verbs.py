"""Taking a step, taking one back, correcting one: what was typed or asked becomes one action, and what it did is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from repairctl.cli import show_done
from repairctl.cli.asking import Asking, OwnRows, missing
from repairctl.cli.desk import Desk, Given
from repairctl.cli.named import change_of, path_named, step_named
from repairctl.cli.rows import read_rows
from repairctl.cli.said import NeedsOption
from repairctl.errors import say
from repairctl.model import Field, Kind, Step
from repairctl.refusals import verb

if TYPE_CHECKING:
    from repairctl.actions.outcomes import Done
    from repairctl.office import Office

Typed = str | bool | Sequence[str] | Sequence[Mapping[str, str]]


class Form(Struct, frozen=True):
    """The fields of a command in one office, filled from what was typed and, at a terminal, from answers."""

    desk: Desk
    office: Office
    fields: Mapping[str, Field]
    own_rows: OwnRows | None = None

    def typed(self, given: Given) -> dict[str, Typed]:
        """What was given, by path; rows are read from their files."""
        found: dict[str, Typed] = {}
        for path, field in self.fields.items():
            held = self._one(path, field, given)
            if held is not None:
                found[path] = held
        return found

    def _one(self, path: str, field: Field, given: Given) -> Typed | None:
        name = "note" if path == ".note" else path
        if field.type == "bool":
            return given.switch(name)
        if field.type == "words":
            return given.texts(name) or None
        text = given.text(name)
        return self.rows(path, text) if text and field.type == "rows" else text or None

    def rows(self, path: str, source: str) -> list[Mapping[str, str]]:
        """The rows of a file; `-` is standard input, and at a terminal the rows are asked for."""
        if source == "-" and self.desk.asks:
            return self.asking.rows(path, self.fields[path])
        return read_rows(self.desk, source, self.office.store.parsed)

    def completed(self, step: Step, typed: dict[str, Typed]) -> dict[str, Typed]:
        """With what the step means nothing without; asked for at a terminal, left to the refusal elsewhere."""
        if not self.desk.asks:
            return typed
        wanted, groups = missing(step, self.fields, typed)
        asked: dict[str, Typed] = {path: self.asking.field(path, self.fields[path]) for path in wanted}
        for group in groups:
            asked |= self.asking.one_of(group, self.fields)
        return {**typed, **asked}

    def asked_by_rules(
        self, kind: Kind, step: Step, names: Sequence[str], typed: dict[str, Typed], words: Mapping[str, str]
    ) -> dict[str, Typed]:
        """With what a rule wants filled in with this step; asked for at a terminal, and whatever is not known is left empty."""
        if not self.desk.asks or len(names) > 1:
            return typed
        from repairctl.actions.sheet import Wanted, wanted_by_rules

        groups = wanted_by_rules(self.office, kind.name, Wanted(step.name, typed, *names, **words))
        if groups:
            self.desk.aside(self.desk.tongue.say(say("The rules ask for this; empty = not known.")))
        asked: dict[str, Typed] = {}
        for group in groups:
            asked |= self.asking.perhaps(group, self.fields)
        return {**typed, **asked}

    @property
    def asking(self) -> Asking:
        from repairctl.actions.given import Typist
        from repairctl.actions.registers import Registers

        return Asking(self.desk, Typist(self.office, Registers(self.office)).value, self.own_rows)


def take(kind: Kind, step: Step, desk: Desk, given: Given) -> int:
    """A step on the records named, or the one that opens a new one."""
    from repairctl.actions.given import step_fields
    from repairctl.actions.stepping import take_step

    desk, office = desk.in_office()
    form = Form(desk, office, {path: one for path, one in step_fields(kind, step).items() if path != ".anyway"})
    typed = form.typed(given)
    names = given.texts("ids") or _asked_names(form, kind, step)
    typed = form.completed(step, typed)
    person = given.text("by") if step.done_by else asked_person(form, given.text("by"))
    words = {name: given.text(name) for name in ("at", "anyway", "until")}
    typed = form.asked_by_rules(kind, step, names, typed, {**words, "by": person})

    def taken(by: str) -> Done:
        return take_step(office, kind.name, step.name, names, typed, by=by, **words, dry_run=given.on("dry_run"))

    return show_done.done(desk, by_whom(form, step, person, taken))


def by_whom(form: Form, step: Step, person: str, taken: Callable[[str], Done]) -> Done:
    """The step taken; where it could be several people's, a person at a terminal says whose it is, and the others are refused."""
    from repairctl.actions.stepping import SeveralCould

    try:
        return taken(person)
    except SeveralCould as several:
        if not form.desk.asks:
            raise
        return taken(_one_of(form, step, several.people))


def _one_of(form: Form, step: Step, people: Sequence[str]) -> str:
    """Whose step it is: a number of the list, or any name that the person goes by."""
    from repairctl.actions.behind import named_staff

    listed = "  ".join(f"{number} {name}" for number, name in enumerate(named_staff(form.office, people), 1))
    answer = form.asking.word(say("Whose {step} is it [{people}]", step=step.label, people=listed)).strip()
    return people[int(answer) - 1] if answer.isascii() and answer.isdecimal() and 0 < int(answer) <= len(people) else answer


def retract(kind: Kind, desk: Desk, given: Given) -> int:
    """A step taken back."""
    from repairctl.actions import stepping

    desk, office = desk.in_office()
    step = _step(kind, given, "retract")
    form = Form(desk, office, {})
    why, person = reason(form, given), asked_person(form, given.text("by"))
    which = {name: given.text(name) for name in ("of", "whose", "anyway")}
    done = stepping.retract(office, kind.name, given.text("id"), step.name, why=why, by=person, **which, dry_run=given.on("dry_run"))
    return show_done.done(desk, done)


def correct(kind: Kind, desk: Desk, given: Given) -> int:
    """A step taken back and entered anew."""
    from repairctl.actions import stepping
    from repairctl.actions.given import step_fields

    desk, office = desk.in_office()
    step = _step(kind, given, "correct")
    form = Form(desk, office, step_fields(kind, step))
    raw = dict(_anew(form, word) for word in given.texts("changes"))
    why, person = reason(form, given), asked_person(form, given.text("by"))
    words = {name: given.text(name) for name in ("of", "whose", "at", "step_by", "anyway")}
    done = stepping.correct(office, kind.name, given.text("id"), step.name, raw, why=why, by=person, **words, dry_run=given.on("dry_run"))
    return show_done.done(desk, done)


def reason(form: Form, given: Given) -> str:
    """The --why of a change; asked for at a terminal. Raises NeedsOption."""
    why = given.text("why").strip()
    if not why and not form.desk.asks:
        raise NeedsOption("--why", '--why "听错房号"')
    return why or form.asking.word(say("Why"))


def asked_person(form: Form, by: str = "") -> str:
    """Who answers for it: `by`, else who sits at this desk. Asked where nobody does, and once after a shift whether it is still the same.

    The action refuses where nobody can be asked.
    """
    from repairctl.actions import me as sitting

    if form.desk.asks and sitting.shift_over(form.office):
        _still_there(form)
    if by or not form.desk.asks or sitting.me(form.office):
        return by
    return form.asking.word(say("Who answers for it, as S-02 (repairctl me S-02 remembers it)"))


def _still_there(form: Form) -> None:
    from repairctl.actions import me as sitting
    from repairctl.cli.talk_screen import confirmed

    person = sitting.named(form.office)
    if confirmed(form.desk, say("A shift is over. Is {person} still at this desk?", person=person), default=True):
        sitting.still_me(form.office)
    else:
        sitting.set_me(form.office, form.asking.word(say("Who sits here now, as S-02")))


def _asked_names(form: Form, kind: Kind, step: Step) -> tuple[str, ...]:
    if step.name == kind.opens or not form.desk.asks:
        return ()
    return tuple(form.asking.word(say("Which {kind}, as 1 or 7-1", kind=kind.label)).split())


def _step(kind: Kind, given: Given, command: str) -> Step:
    if not given.text("id") or not given.text("step"):
        raise NeedsOption("ID STEP", f"repairctl {kind.name} {command} 1 {verb(_plain_step(kind).name)} --why ..")
    return step_named(kind, given.text("step"))


def _plain_step(kind: Kind) -> Step:
    """A step that may be taken back: for examples."""
    return next(step for step in kind.steps if step.name != kind.opens and not step.act and not step.touches)


def _anew(form: Form, word: str) -> tuple[str, Typed]:
    path, text = change_of(word)
    path = path_named(form.fields, path)
    field = form.fields.get(path)
    if field is not None and field.type == "rows" and text:
        return path, form.rows(path, text)
    return path, text
