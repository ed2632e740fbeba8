"""The account of a party for its printed sheet: all of it or none. Writes nothing but the index."""

from __future__ import annotations

from collections.abc import Mapping

from repairctl.actions.accounts import Period, Wanted, aged, period, statement
from repairctl.errors import RepairError, say
from repairctl.figures import account_values
from repairctl.model import Finding
from repairctl.office import Office


class NotTheWholeAccount(RepairError):
    """What is handed over must be all of it."""

    exit_code = 5

    def __init__(self, party: str, finding: Finding) -> None:
        path, line = finding.where or ("records", 1)
        super().__init__(
            say("The account of {party} is not printed: a file that may belong to it cannot be read.", party=party),
            say("{path}:{line}: {sentence}", path=path, line=line, sentence=finding.sentence),
        )


def account_of(office: Office, party: str, asked: Period | None = None) -> Mapping[str, object]:
    """The account of a party as values for its sheet. Raises NotTheWholeAccount where a file of it cannot be read."""
    held = statement(office, party, asked or period(office), Wanted())
    if held.unread:
        raise NotTheWholeAccount(party, held.unread[0])
    owing = aged(office, held.statement.claims, held.period.end).found
    return account_values.values(held.statement, owing, held.period.first, held.period.last, office.zone)
