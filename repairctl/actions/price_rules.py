"""Quote, extra work, the limit of the statement, who pays and why: what was recorded, and what the rules in force say of it."""

from __future__ import annotations

from collections.abc import Iterator

from repairctl.actions.payer_grounds import grounds
from repairctl.actions.price_about import About
from repairctl.errors import Sentence, say
from repairctl.kinds import order_money
from repairctl.model import Entry, Label, Plain, Record

UNSAID = say("not recorded")


def quote(about: About) -> Iterator[Sentence]:
    """Each quote and each approval, when and how."""
    for entry in about.record.of.get("quote", ()):
        facts = {"at": about.when(entry.at), "total": entry.filled.get("total"), "by": about.person(entry.by)}
        yield say("{at} quoted {total} by {by}", **facts)
    for entry in about.record.of.get("approve", ()):
        who, how = about.person(entry.filled.get("approved_by")), _choice(about.record, entry, "method")
        yield say("{at} approved by {who}: {how}", at=about.when(entry.at), who=who or UNSAID, how=how or UNSAID)
    note = about.record.value("settlement.quote_note")
    if note:
        yield say("difference explained: {note}", note=str(note))


def extra(about: About) -> Iterator[Sentence]:
    """Each piece of extra work with the consent to it, and whether that came before the work was done."""
    for entry in about.record.of.get("consent", ()):
        ok = entry.filled.get("owner_ok_at")
        facts = {"work": str(entry.filled.get("work") or "-"), "amount": entry.filled.get("amount")}
        who, how = about.person(entry.filled.get("agreed_by")), _choice(about.record, entry, "method")
        if ok is None:
            yield say("{work} {amount}: the owner's consent is not recorded", **facts)
            continue
        told = say("{work} {amount}: consent {at} by {who}, {how}", at=about.when(ok), who=who or UNSAID, how=how or UNSAID, **facts)
        yield told
        yield _before(about, ok)
    if about.record.of.get("consent"):
        yield from about.said("EXTRA-WORK-UNAPPROVED")


def limit(about: About) -> Iterator[Sentence]:
    """How much the statement may come to by the rule in force."""
    yield from about.said("SETTLE-OVER-QUOTE")


def payer(about: About) -> Iterator[Sentence]:
    """Who pays, on which ground, by which evidence, confirmed by whom."""
    record = about.record
    who = record.value("settlement.payer")
    if not who:
        return
    party = about.person(record.value("settlement.payer_party"))
    yield say("{payer} {party}: {why}", payer=_label(record, "settlement.payer", who), party=party, why=_text(record, "payer_reason"))
    bearing = order_money.shares(record)
    for one in bearing if len(bearing) > 1 else ():
        yield say("{payer} {party} bears {amount}", payer=_label(record, "settlement.payer", one.payer), party=one.party, amount=one.amount)
    yield from _asked(about)
    yield from about.said("FEE-PAYER-UNKNOWN", "FUND-EXCLUDED", "WARRANTY-CHARGE", "PAYER-NO-EVIDENCE")
    evidence = record.value("settlement.payer_evidence")
    if isinstance(evidence, tuple) and evidence:
        yield say("evidence: {evidence}", evidence=evidence)
    if confirmed := about.person(record.value("settlement.payer_by")):
        yield say("confirmed by {who}", who=confirmed)
    elif entry := record.last("settle"):
        yield say("decided with the statement by {who}", who=about.person(entry.by))


def again(about: About) -> Iterator[Sentence]:
    """Whether what was frozen is what comes out today."""
    differing = [one for one in about.verdicts if one.code == "FROZEN-DIFFERS"]
    for one in differing:
        yield say("DIFFERS: {sentence}", sentence=one.sentence)
    if about.settled and not differing:
        yield say("Net, tax, total, words, payable and due day come out as the statement has them.")


def _asked(about: About) -> Iterator[Sentence]:
    """The grounds in the order in which the rule asks them; the first that holds counts."""
    asked = grounds(about.judge, about.record, about.office.as_of)
    if asked:
        yield say("asked in this order: {grounds}", grounds=[say("{step} {ground}", step=one.step, ground=one.label) for one in asked])


def _before(about: About, ok: Plain) -> Sentence:
    finish = about.record.last("finish")
    if finish is None or not isinstance(ok, int):
        return say("   the work is not finished yet")
    if ok <= finish.at:
        return say("   before the work was finished ({at})", at=about.when(finish.at))
    return say("   AFTER the work was finished ({at})", at=about.when(finish.at))


def _choice(record: Record, entry: Entry, name: str) -> Label | str:
    value = entry.filled.get(name)
    return _label(record, f"{entry.step}.{name}", value) if value else ""


def _label(record: Record, path: str, value: Plain) -> Label | str:
    field = record.kind.field_at(path)
    return dict(field.choices).get(str(value), str(value)) if field else str(value)


def _text(record: Record, name: str) -> Sentence | str:
    held = record.value(f"settlement.{name}")
    return str(held) if held else say("no reason is written down")
