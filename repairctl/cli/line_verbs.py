"""The steps that take lines: `settle` and `quote` with prices, `finish` with the parts used. Lines come through four doors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from msgspec import Struct

from repairctl.cli import editing, line_door, show_done
from repairctl.cli.desk import Desk, Given, param
from repairctl.cli.said import Said
from repairctl.cli.show import short_id
from repairctl.cli.step_verbs import Form, Typed, asked_person, by_whom
from repairctl.cli.talking import Talking
from repairctl.errors import say
from repairctl.inputs import bearers
from repairctl.kinds import order_shares
from repairctl.kinds.order_sheet import PAYERS
from repairctl.model import Field, Kind, Label, Step

if TYPE_CHECKING:
    from repairctl.actions.charging import Charging, Line
    from repairctl.actions.outcomes import Done
    from repairctl.office import Office

LINE = Label("LINE", "明细行")
BEARER = Label("SHARE", "分摊行")
EXAMPLE = "水工 2"


def options(name: str) -> Iterator[Said]:
    """What these steps have beside their fields."""
    told = say("a line: item, quantity, where it differs the price and # why, as {example}; may be repeated", example=f'"{EXAMPLE}"')
    yield Said(name, told, alias="行" if name == "--line" else "耗用", value=LINE, path="lines.typed")
    yield Said("--edit -e", say("write the lines in the editor"), alias="编辑", path="lines.edit")


def settle_options() -> Iterator[Said]:
    """What `settle` has beside: its lines and its payers as one says them."""
    yield from options("--line")
    example = f'"{bearers.EXAMPLE}"'
    told = say("one of several payers with a part (area, 1/3, 40%) or an amount (=250.00), as {example}; may be repeated", example=example)
    yield Said("--share", told, alias="分摊", value=BEARER, path="payers.typed")


class Doors(Struct, dict=True):
    """One step's lines: the field they fill, what was typed, the price book by which they are read."""

    kind: Kind
    step: Step
    desk: Desk
    office: Office
    given: Given
    path: str
    option: str
    name: str = ""
    parsed: tuple[Line, ...] = ()
    talking: Talking[tuple[Line, ...]] | None = None

    @cached_property
    def form(self) -> Form:
        from repairctl.actions.given import step_fields

        fields = {path: one for path, one in step_fields(self.kind, self.step).items() if path != ".anyway"}
        return Form(self.desk, self.office, fields, self.asked)

    @property
    def field(self) -> Field:
        return self.form.fields[self.path]

    @property
    def source(self) -> str:
        return self.given.text(self.path)

    @cached_property
    def typed(self) -> dict[str, Typed]:
        """What was given for the other fields."""
        held = {name: value for name, value in self.given.held.items() if name != param(self.path)}
        typed = self.form.typed(Given(held))
        return {**typed, order_shares.ROWS: payers} if (payers := self._payers(str(typed.get("settlement.payer") or ""))) else typed

    def _payers(self, otherwise: str) -> list[Mapping[str, str]]:
        """The payers of the repeated option, each known by the words of the field."""
        words = {word.casefold(): key for key, label in PAYERS for word in (key, label.en, label.zh)}
        known = words.get(otherwise.casefold(), otherwise)
        return [bearers.bearer(text, words, known) for text in self.given.texts("payers.typed")]

    @cached_property
    def charge(self) -> Charging:
        from repairctl.actions.charging import charging_of

        prices = self.typed.get("settlement.prices")
        return charging_of(self.office, self.name, self.given.text("at"), str(prices) if prices else "")

    def read(self, text: str) -> Line:
        """A line by the price book, or a part by its names."""
        return self.charge.part(text) if self.parts else self.charge.line(text)

    @property
    def parts(self) -> bool:
        return self.path == ".parts"

    def asked(self, path: str) -> list[Mapping[str, str]] | None:
        """The lines asked for one by one, each with the total so far; None for other rows."""
        if path != self.path:
            return None
        from repairctl.actions.talks import line_loop

        lined = line_loop.Lined(self.read, lambda held: [] if self.parts or not held else [line_loop.total(held)], priced=not self.parts)
        self.talking = Talking(self.desk, self.office, [self.step.name, self.name], lambda: line_loop.lines((), lined))
        held = self.talking.held()
        self.parsed = (*self.parsed, *held)
        return [*map(self.row, held)]

    def rows(self) -> list[Mapping[str, str]]:
        """The rows that were given through the doors that ask nobody."""
        held = self._source()
        parsed = [*self._options(), *(held if isinstance(held, tuple) else ()), *self._editor()]
        self.parsed = tuple(parsed)
        return [*([] if isinstance(held, tuple) else held), *map(self.row, parsed)]

    def row(self, line: Line) -> Mapping[str, str]:
        return line.part() if self.parts else line.row()

    def lines(self) -> tuple[Line, ...] | None:
        """The same as lines, to be shown and changed; None where nothing was given."""
        from repairctl.actions.given import Typist
        from repairctl.actions.registers import Registers

        rows = self.rows()
        if not rows and not self.given.on("lines.edit"):
            return None
        values = Typist(self.office, Registers(self.office)).value(self.field, self.path, rows)
        return tuple(self.charge.of_row(row) for row in values if isinstance(row, Mapping)) if isinstance(values, tuple) else ()

    def _options(self) -> tuple[Line, ...]:
        return line_door.of_options(self.option, self.given.texts("lines.typed"), self.read)

    def _source(self) -> Sequence[Mapping[str, str]] | tuple[Line, ...]:
        if not self.source or (self.source == "-" and self.desk.asks):
            return []
        return line_door.of_source(self.desk, self.source, self.field, self.read, self.office.store.parsed)

    def _editor(self) -> tuple[Line, ...]:
        if not self.given.on("lines.edit"):
            return ()
        name = f"lines-{self.name or self.step.name}.txt"
        begin = self.desk.tongue.say(say("One line each: item, quantity, where it differs the price and # why. Save and close when done."))
        told = editing.guide(begin) + editing.guide(EXAMPLE) + editing.guide("其他:密封圈 1个 35")
        where = partial(say, "line {line}:")
        read = partial(line_door.typed_lines, read=self.read, where=lambda number: where(line=number))
        again = f"repairctl {self.step.name} {self.name} -e"
        got = editing.edited(self.desk, self.office, name, told, lambda text: read(text.splitlines()), again)
        editing.done(self.office, name)
        return got or ()


def quote(kind: Kind, step: Step, desk: Desk, given: Given) -> int:
    """The owner is told what it will cost."""
    return _plain(kind, step, desk, given, ".lines", "--line")


def finish(kind: Kind, step: Step, desk: Desk, given: Given) -> int:
    """The work is done, with the parts used."""
    return _plain(kind, step, desk, given, ".parts", "--used")


def settle(kind: Kind, step: Step, desk: Desk, given: Given) -> int:
    """The statement is made; at a terminal it is proposed, shown and changed before."""
    from repairctl.actions.sheet import take_steps
    from repairctl.actions.talks import settle as talk

    names = given.texts("ids")
    if not desk.asks or desk.json or len(names) > 1:
        return _plain(kind, step, desk, given, "settlement.lines", "--line")
    desk, office = desk.in_office()
    name = _name(desk, office, kind, names)
    doors = Doors(kind, step, desk, office, given, "settlement.lines", "--line", name)
    lines = () if doors.source == "-" else doors.lines()
    known = talk.Known(doors.typed, lines, given.text("by") or asked_person(doors.form), given.text("at"))
    talking = Talking(desk, office, ["settle", name], lambda: talk.settle(office, name, known))
    done = take_steps(office, kind.name, [talking.held()], dry_run=given.on("dry_run"))
    talking.done()
    order = done.changes[0].after
    short = short_id(desk.tongue, order.id)
    return show_done.done(desk, done, next_=(f"print {short} settlement", f"pay {short} {order.value('settlement.payable')}"))


def _plain(kind: Kind, step: Step, desk: Desk, given: Given, path: str, option: str) -> int:
    """The step with its lines; at a terminal they are asked for where `-` stands for them."""
    from repairctl.actions.stepping import take_step

    desk, office = desk.in_office()
    names = given.texts("ids") or ((_name(desk, office, kind, ()),) if desk.asks else ())
    doors = Doors(kind, step, desk, office, given, path, option, names[0] if names else "")
    typed, rows = dict(doors.typed), doors.rows()
    if doors.source == "-" and desk.asks:
        rows += doors.asked(path) or []
    if rows:
        typed[path] = rows
    if path == "settlement.lines" and doors.parsed and "settlement.prices" not in typed:
        typed["settlement.prices"] = _basis(doors)
    typed = doors.form.completed(step, typed)
    person = given.text("by") if step.done_by else asked_person(doors.form, given.text("by"))
    words = {name: given.text(name) for name in ("at", "anyway", "until")}
    typed = doors.form.asked_by_rules(kind, step, names, typed, {**words, "by": person})

    def taken(by: str) -> Done:
        return take_step(office, kind.name, step.name, names, typed, by=by, **words, dry_run=given.on("dry_run"))

    done = by_whom(doors.form, step, person, taken)
    if doors.talking:
        doors.talking.done()
    code = show_done.done(desk, done)
    _echo(doors)
    return code


def _echo(doors: Doors) -> None:
    """What was understood of lines as typed."""
    for line in doors.parsed if not doors.desk.json else ():
        told = [doors.desk.tongue.label(line.name), f"{line.quantity:f} {line.unit}"]
        money = [] if doors.parts else [f"{line.price:.2f}", f"{line.amount:.2f}"]
        doors.desk.out("  " + "  ".join([*told, *money, *([line.note] if line.note else [])]))


def _basis(doors: Doors) -> str:
    from repairctl.actions.charging import basis_of

    return basis_of(doors.office, doors.given.text("at"))


def _name(desk: Desk, office: Office, kind: Kind, names: Sequence[str]) -> str:
    if names:
        return names[0]
    return Form(desk, office, {}).asking.word(say("Which {kind}, as 1 or 7-1", kind=kind.label))
