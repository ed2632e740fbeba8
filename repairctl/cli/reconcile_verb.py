"""`money reconcile FILE`: a bank's or a payment service's file against the books; with --record what is beyond doubt is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.money_verbs import MANY, output
from repairctl.cli.options import FILE, by, dry_run, fresh
from repairctl.cli.said import NeedsOption, Said, Word
from repairctl.errors import say
from repairctl.model import Label

if TYPE_CHECKING:
    from repairctl.actions.reconciling import Reconciled
    from repairctl.office import Office

EXAMPLE = "repairctl money reconcile 微信账单.csv --mapping wechat"


def reconcile_verb() -> Verb:
    told = say("Compare a bank's, WeChat's or Alipay's file with the books. --record adds the payments that exactly one open order awaits.")
    mapping = Said(
        "--mapping", say("how the file is read: wechat, alipay, bank, or a file of yours"), alias="对照", value=Label("NAME", "名称")
    )
    record = Said("--record", say("record as payments what exactly one open order awaits, after asking"), alias="登记")
    sure = Said("--yes -y", say("record without asking"), alias="确认", path="sure")
    options = [Word("file", FILE), mapping, record, sure, by(), dry_run(), output(), fresh()]
    return Verb("reconcile", told, reconcile, options, example=EXAMPLE)


def reconcile(desk: Desk, given: Given) -> int:
    """A file against the books."""
    from repairctl.actions import reconciling
    from repairctl.cli import sheet_files, show_reconciled
    from repairctl.cli.progress import progress

    file = given.text("file")
    if not file:
        raise NeedsOption("FILE", EXAMPLE)
    sheet_files.insist(given.text("output"))
    desk, office = desk.in_office()
    wanted = reconciling.Wanted(desk.path(file), file, given.text("mapping"), given.on("fresh"))
    found = reconciling.looked(office, wanted, progress(desk, MANY))
    if not given.on("record"):
        return show_reconciled.found(desk, found, given.text("output"))
    if given.text("output"):
        show_reconciled.found(desk, found, given.text("output"))
    return _record(desk, office, given, found)


def _record(desk: Desk, office: Office, given: Given, found: Reconciled) -> int:
    """What is recordable is shown and asked, then recorded. Raises Stopped and what recording raises."""
    from repairctl.actions import reconciling
    from repairctl.cli import show_reconciled
    from repairctl.cli.holding import later
    from repairctl.cli.talk_screen import confirmed
    from repairctl.cli.talking import Stopped

    if not found.recordable:
        return show_reconciled.nothing(desk, found)
    if not (given.on("sure") or given.on("dry_run")):
        if not desk.asks:
            raise NeedsOption("--yes", f"{EXAMPLE} --record --yes")
        show_reconciled.offered(desk, found)
        if not confirmed(desk, say("Record {n} payments?", n=len(found.recordable)), default=False):
            raise Stopped("", "")
        office = later(desk, office)
    done = reconciling.recorded(office, found, given.text("by"), dry_run=given.on("dry_run"))
    return show_reconciled.recorded(desk, found, done)
