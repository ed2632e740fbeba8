"""Who sits at this desk: kept beside the repository, not in it."""

from __future__ import annotations

from repairctl import inputs
from repairctl.errors import Misuse, say
from repairctl.office import Office

NOTE, SINCE = "me", "me-since"
SHIFT = 10 * 60  # minutes


class WhoAreYou(Misuse):
    """Nobody is said to answer for the step."""

    def __init__(self) -> None:
        super().__init__(
            say("Who answers for it? Say --by S-02, or once and for all at this desk: repairctl me S-02"),
        )


def who(office: Office, by: str) -> str:
    """The person given, else the one at this desk. Raises WhoAreYou."""
    from repairctl.actions.registers import Registers

    typed = inputs.text(by).strip()
    if not typed and not me(office):
        raise WhoAreYou
    return Registers(office).person_of(typed) if typed else me(office)


def me(office: Office) -> str:
    """The person at this desk; '' where nobody said."""
    return office.history.local_note(NOTE)


def named(office: Office) -> str:
    """The person at this desk with their name: `王敏 S-02`."""
    from repairctl.actions.people import private_of

    name = private_of(office, me(office)).get("name", "")
    return f"{name} {me(office)}".strip()


def shift_over(office: Office) -> bool:
    """Whether somebody said so long ago that somebody else may sit there now."""
    if office.settings.get("practice"):  # its clock jumps from lesson to lesson
        return False
    since = office.history.local_note(SINCE)
    return bool(me(office)) and not (since.isdecimal() and office.now - int(since) < SHIFT)


def set_me(office: Office, staff: str) -> None:
    """Remembers the person at this desk, by ID or name, and when that was said. Raises Ambiguous."""
    office.history.set_local_note(NOTE, _recognised(office, inputs.text(staff).strip()))
    still_me(office)


def still_me(office: Office) -> None:
    """The person at this desk is who it was."""
    office.history.set_local_note(SINCE, str(office.now))


def _recognised(office: Office, staff: str) -> str:
    """The ID of whoever is called that; an ID, and what nobody is called, stays as it is. Raises Ambiguous."""
    from repairctl.actions.registers import Registers

    try:
        return Registers(office).person_of(staff)
    except inputs.NobodySo:
        return staff
