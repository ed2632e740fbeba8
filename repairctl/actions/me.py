"""Who sits at this desk: kept beside the repository, not in it."""

from __future__ import annotations

from repairctl import inputs
from repairctl.errors import Misuse, say
from repairctl.office import Office

KEY = "repairctl.me"


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
    return office.history.local_note("me")


def set_me(office: Office, staff: str) -> None:
    """Remembers the person at this desk."""
    office.history.set_local_note("me", inputs.text(staff).strip())
