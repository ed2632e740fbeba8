"""Commands that every kind has, said without a kind: the ID tells which it is, and without letters it is an order's."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from repairctl.cli import generated
from repairctl.cli.commands import Makers, Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.print_options import WORDS
from repairctl.errors import Misuse, say
from repairctl.kinds import KINDS
from repairctl.model import Kind, Label


class KindLacks(Misuse):
    """Records of this kind have no such command."""

    def __init__(self, kind: Kind, name: str) -> None:
        super().__init__(
            say("There is no {command} for a {kind}; there are {known}.", command=name, kind=kind.label, known=list(generated.makers(kind)))
        )


NAMES = ("amend", "edit", "print", "retract", "correct")
LABELS: Mapping[str, Label] = {name: generated.LABELS[name] for name in ("log", *NAMES)}


def makers() -> Makers:
    """How each of these commands is made, by its name."""
    return {"log": partial(generated.log_of, None, "repairctl log 7-1 --field unit_price"), **{name: partial(verb, name) for name in NAMES}}


def verb(name: str) -> Verb:
    """The command as an order has it; what it does is left to the kind that the ID names."""
    made = generated.makers(KINDS["order"])[name]()
    assert isinstance(made, Verb)
    made.example = made.example.replace("repairctl order ", "repairctl ", 1)
    made.work = partial(work, name)
    return made


def work(name: str, desk: Desk, given: Given) -> int:
    """Does it, as the kind of the record named does it. Raises KindLacks."""
    from repairctl.actions.looking import kind_named

    _, office = desk.in_office()
    named = given.text("id") or next((word for word in given.texts(WORDS) if any(map(str.isdigit, word))), "")
    kind = kind_named(office, named.partition("..")[0]) if named else KINDS["order"]
    made = generated.makers(kind).get(name)
    if made is None:
        raise KindLacks(kind, name)
    found = made()
    assert isinstance(found, Verb)
    return found.work(desk, given)
