"""One made-up order as it stood at each of its commits: a short one as a hurried desk keeps it, or a full one with every box filled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import cycle
from random import Random
from typing import NamedTuple, TypeAlias

from benchmarks.corpus_words import ASKS, DONE, EVERY, NOTES, RARE, ROOMS, SCOPES, SIDES, SINCE, THANKS, WORKS, Work
from repairctl import money
from repairctl.calendars import Calendar
from repairctl.model import Length

FIRST = date(2016, 10, 1)
DAYS = 3641
"""Days on which orders are reported; all that happens is over within ten days of the last."""
DESK, CASHIER, MANAGER = "S-02", "S-03", "S-01"
TECHNICIANS = tuple(f"S-{number}" for number in range(11, 35))
TRADES = ("water", "water", "power", "doors")
"""The trade of each technician in turn."""
AFTER = {
    "report": "registered",
    "triage": "triaged",
    "plan": "planned",
    "dispatch": "dispatched",
    "arrive": "in_progress",
    "hold": "on_hold",
    "finish": "completed",
    "accept": "verified",
    "settle": "settled",
    "close": "closed",
    "archive": "archived",
    "cancel": "cancelled",
    "decline": "declined",
}
"""Where a step arrives; after another the order is where it was."""
OPEN_EVERY = 10
DAY = 24 * 60
Minute: TypeAlias = int
"""Minutes since the beginning of the first day, by the office's clock."""
_DAYS = tuple(f"{FIRST + timedelta(days=number)}" for number in range(DAYS + 400))
_CLOCK = tuple(f"T{minute // 60:02}:{minute % 60:02}:00+08:00" for minute in range(DAY))


class Entry(NamedTuple):
    """A step in the log; `more` are its other lines."""

    step: str
    at: Minute
    by: str
    more: str = ""


class Version(NamedTuple):
    """The file as one commit leaves it, and the steps that the commit records."""

    text: str
    entries: Sequence[Entry]


class Order(NamedTuple):
    """An order: its versions, the oldest first."""

    id: str
    description: str
    unit: str
    party: str
    technician: str
    status: str
    reported: Minute
    versions: Sequence[Version]


@dataclass(eq=False)
class Estate:
    """What orders are drawn from, and what of theirs later ones must know."""

    units: Sequence[tuple[str, str]]
    rng: Random
    calendar: Calendar
    zero: int
    in_warranty: dict[tuple[str, str], Minute] = field(default_factory=dict)
    busy: dict[str, Minute] = field(default_factory=dict)

    def drawn(self, at: Minute) -> tuple[Work, str, str]:
        """A sort of work, a unit and its party; seldom the same while the last repair of it is in warranty."""
        for _ in range(6):
            work, (unit, party) = self.rng.choice(WORKS), self.rng.choice(self.units)
            if self.in_warranty.get((unit, work.item), 0) < at:
                break
        return work, unit, party

    def sent(self, work: Work, came: Minute, takes: int) -> tuple[str, Minute]:
        """The technician of the trade who is free first, and when they come; nobody is in two places."""
        able = [one for one, trade in zip(TECHNICIANS, cycle(TRADES)) if trade == work.trade]
        free = min(able, key=lambda one: (self.busy.get(one, 0), self.rng.random()))
        came = max(came, self.busy.get(free, 0) + 10)
        self.busy[free] = came + takes
        return free, came

    @cache  # noqa: B019  # one estate lives as long as the program
    def due(self, day: int) -> date:
        """The last day on which a statement of a day may be paid."""
        return self._last(day, Length(15, "days"))

    @cache  # noqa: B019
    def warranty(self, day: int, months: int) -> date:
        """The last day of the warranty of a repair accepted on a day."""
        return self._last(day, Length(months, "months"))

    def _last(self, day: int, length: Length) -> date:
        return self.calendar.day_of(self.calendar.due(self.zero + day * DAY + DAY // 2, length, (), roll=True) - 1)


Make: TypeAlias = Callable[[Estate, int, str, Minute], Order]


def moment(at: Minute) -> str:
    """A minute as a record writes it."""
    return _DAYS[at // DAY] + _CLOCK[at % DAY]


def plain(estate: Estate, number: int, id: str, at: Minute) -> Order:
    """An order of about 650 bytes."""
    rng = estate.rng
    work, (unit, party) = rng.choice(WORKS), rng.choice(estate.units)
    description = _description(rng, work, number)
    technician = _technician(rng, work)
    steps = _plain_steps(rng, number, work, technician, at)
    head = f"place:\n  unit: {unit}\n  part: private\n\nrequest:\n  channel: phone\n  reporter: {party}\n  description: {description}\n"
    body = f"{head}  urgency: {_URGENCY[_priority(steps)]}\n\n"
    return _order(rng, Order(id, description, unit, party, technician, "", at, ()), steps, lambda _: body)


def _plain_steps(rng: Random, number: int, work: Work, technician: str, at: Minute) -> list[Entry]:
    priority = rng.choice(work.priorities)
    sent, came = at + rng.randrange(5, 40), at + rng.randrange(45, 400)
    done = came + rng.randrange(20, 180)
    fate = number % OPEN_EVERY
    steps = [Entry("report", at, DESK), Entry("triage", at + 3, DESK, f"  priority: {priority}\n")]
    if fate == 1:
        return [*steps, Entry("decline", sent, DESK, "  reason: 属燃气公司管理\n")]
    steps.append(Entry("dispatch", sent, DESK, f"  technician: {technician}\n"))
    if fate in (2, 3):
        return [
            *steps,
            Entry("note", came, DESK, f"  text: {rng.choice(NOTES)}\n"),
            Entry("cancel", done, DESK, "  reason: 业主已自行修好\n"),
        ]
    later = [Entry("arrive", came, technician), Entry("finish", done, technician, f"  work_done: {work.done}\n")]
    if fate == 0:
        held = Entry("hold", came + 10, technician, "  reason: waiting_parts\n")
        return steps + ([], later[:1], [later[0], held], later, [*later, Entry("accept", done + 5, DESK)])[rng.randrange(5)]
    day = done + DAY
    ends = [
        Entry("accept", done + 5, DESK),
        Entry("settle", day, CASHIER),
        Entry("close", day + 9, MANAGER),
        Entry("archive", day + 10, MANAGER),
    ]
    return [steps[0], *steps[2:], *later, *ends]


def full(estate: Estate, number: int, id: str, at: Minute) -> Order:
    """An order of about 2 kB with a dozen entries; a few of a hundred are late somewhere or lack something."""
    rng = estate.rng
    work, unit, party = estate.drawn(at)
    description = _description(rng, work, number)
    technician, steps = _full_steps(estate, number, work, at)
    bill = bill_of(work, (rng.randrange(3) + 2) * 5, rng.randrange(1, 4))
    steps = [one._replace(more=one.more.replace("{total}", bill.total).replace("{party}", party)) for one in steps]
    boxes = {one.step: _plan(work, technician, one.at) for one in steps if one.step == "plan"}
    boxes |= {one.step: _settlement(bill, party, estate.due(one.at // DAY)) for one in steps if one.step == "settle"}
    if "settle" in boxes:
        estate.in_warranty[unit, work.item] = at + (work.months + 1) * 31 * DAY
    scope = f"  impact_scope: {rng.choice(SCOPES)}\n" if rng.random() >= 0.02 else ""
    head = (
        f"place:\n  unit: {unit}\n  part: private\n\nrequest:\n  channel: {rng.choice(('phone', 'phone', 'wechat', 'desk'))}\n"
        f"  reporter: {party}\n  relation: owner\n  description: {description}\n  occurred_at: {moment(at - rng.randrange(5, 300))}\n"
        f"{scope}  urgency: {_URGENCY[_priority(steps)]}\n  item: {work.item}\n\n"
    )

    def body(taken: frozenset[str]) -> str:
        return head + "".join(box for step, box in boxes.items() if step in taken)

    return _order(rng, Order(id, description, unit, party, technician, "", at, ()), steps, body)


def _full_steps(estate: Estate, number: int, work: Work, at: Minute) -> tuple[str, list[Entry]]:
    rng = estate.rng
    takes = rng.randrange(40, 150)
    technician, came = estate.sent(work, at + rng.randrange(50, 200) + (220 if rng.random() < 0.05 else 0), takes)
    begun = _full_begin(rng, rng.choice(work.priorities), work, technician, at)
    if number % OPEN_EVERY == 1 and rng.random() < 0.5:
        return technician, [*begun[:4], Entry("cancel", begun[3].at + 5, DESK, "  reason: 业主已自行修好\n")]
    whole = [*begun, *_full_work(rng, work, technician, came, came + takes), *_full_end(estate, work, came + takes)]
    return technician, _left_open(rng, whole, technician) if number % OPEN_EVERY == 0 else whole


def _left_open(rng: Random, whole: list[Entry], technician: str) -> list[Entry]:
    """The first steps of an order; nobody stays on site for years, so that what was begun is on hold."""
    steps = whole[: rng.randrange(3, len(whole))]
    done = {one.step for one in steps}
    if "arrive" not in done or "finish" in done:
        return steps
    return [*steps, Entry("hold", steps[-1].at + 15, technician, "  reason: waiting_parts\n  evidence: [缺货单]\n")]


def _full_begin(rng: Random, priority: str, work: Work, technician: str, at: Minute) -> list[Entry]:
    ppe = "  ppe: [绝缘手套, 绝缘鞋]\n" if work.certificate else "  ppe: [手套]\n"
    told = rng.randrange(2, 25)
    steps = [
        Entry("report", at, DESK),
        Entry("triage", at + told, DESK, f"  priority: {priority}\n  survey_needed: false\n  complexity: simple\n  decision: accept\n"),
        Entry("note", at + told + 1, DESK, f"  text: {rng.choice(NOTES)}\n  told_owner: true\n"),
    ]
    if priority == "P4":
        steps.append(Entry("plan", at + told + 4, DESK))
    sent = f"  technician: {technician}\n  tools: {work.tools}\n  materials: [{work.part[1]}]\n{ppe}"
    return [*steps, Entry("dispatch", at + told + 8, DESK, sent)]


def _full_work(rng: Random, work: Work, technician: str, came: Minute, done: Minute) -> list[Entry]:
    parts = f"  parts:\n  - item: {work.part[0]}\n    quantity: 1\n    unit: {work.part[2]}\n    old_part: returned\n"
    work_done = f"  work_done: {work.done}，{rng.choice(DONE)}\n  result: replaced\n  cause: {work.cause}\n{parts}"
    return [
        Entry("arrive", came, technician, "  badge_shown: true\n  fault_confirmed: true\n"),
        Entry("finish", done, technician, f"{work_done}  hours: 1.0\n  photos: [前, 后]\n  site_cleaned: true\n"),
    ]


def _full_end(estate: Estate, work: Work, done: Minute) -> list[Entry]:
    rng = estate.rng
    accepted = done + rng.randrange(5, 40)
    settled = accepted + (9 * DAY if rng.random() < 0.02 else rng.randrange(60, DAY))
    checks = "  checks:\n  - item: 试用\n    method: 现场操作\n    passed: true\n"
    until = estate.warranty(accepted // DAY, work.months)
    signed = f"  inspector: {DESK}\n  signed_by: {{party}}\n  sign_method: signature\n{checks}  result: pass\n  warranty_to: {until}\n"
    paid = f"  amount: {{total}}\n  method: {rng.choice(('wechat', 'alipay', 'cash'))}\n  reference: '42{rng.randrange(10**10):010}'\n"
    said = f"  method: phone\n  fixed: true\n  rating: {rng.choice((5, 5, 5, 4, 4, 3))}\n  comment: {rng.choice(THANKS)}\n"
    called = accepted + DAY + rng.randrange(60, 600)
    last = max(settled + 40, called) + 30
    return [
        Entry("accept", accepted, DESK, signed),
        *sorted(
            (Entry("settle", settled, CASHIER), Entry("pay", settled + 20, CASHIER, paid), Entry("follow_up", called, DESK, said)), key=_at
        ),
        Entry("close", last, MANAGER),
        Entry("archive", last + 15, MANAGER, "  retention_class: ordinary\n  location: 档案柜3\n"),
    ]


def _at(entry: Entry) -> Minute:
    return entry.at


_URGENCY = {"P1": "emergency", "P2": "urgent", "P3": "routine", "P4": "planned", "": "routine"}


def _priority(steps: Sequence[Entry]) -> str:
    triage = next((one.more for one in steps if one.step == "triage"), "")
    return triage.partition("priority: ")[2][:2]


def _technician(rng: Random, work: Work) -> str:
    number = rng.randrange(0, len(TECHNICIANS), len(TRADES)) + {"water": rng.randrange(2), "power": 2, "doors": 3}[work.trade]
    return TECHNICIANS[number]


def _description(rng: Random, work: Work, number: int) -> str:
    rare = f"{RARE[number // EVERY % len(RARE)]}旁" if number % EVERY == 5 else ""
    what = f"{rare}{rng.choice(ROOMS)}{rng.choice(SIDES)}{rng.choice(work.things)}{rng.choice(work.troubles)}"
    return f"{what}，{rng.choice(SINCE)}，{rng.choice(ASKS)}"


def _order(rng: Random, told: Order, steps: Sequence[Entry], body: Callable[[frozenset[str]], str]) -> Order:
    """The order, recorded in three commits: the call, what came of it, the end."""
    cuts = (1, (len(steps) + 1) // 2, len(steps)) if len(steps) < 5 else (2, (len(steps) + 2) // 2, len(steps))
    texts = [_entry(one) for one in steps]
    versions, begin = [], 0
    for cut in cuts:
        taken = steps[:cut]
        log = "\n".join(texts[:cut])
        head = f"kind: order\nid: {told.id}\nstatus: {_status(taken)}\n\n"
        versions.append(Version(f"{head}{body(frozenset(one.step for one in taken))}log:\n{log}", steps[begin:cut]))
        begin = cut
    return told._replace(status=_status(steps), versions=versions)


def _status(steps: Sequence[Entry]) -> str:
    return next(AFTER[one.step] for one in reversed(steps) if one.step in AFTER)


def _entry(entry: Entry) -> str:
    return f"- step: {entry.step}\n  at: {moment(entry.at)}\n  by: {entry.by}\n{entry.more}"


# ------------------------------------------------------------------ the boxes of a full order


class Bill(NamedTuple):
    """The lines of a statement, its sums, and its total."""

    lines: str
    sums: str
    total: str


@cache
def bill_of(work: Work, tenths: int, parts: int) -> Bill:
    """So many tenths of an hour and so many parts, by the prices of the shipped book, with 9 % tax in them."""
    labour = money.line_amount(Decimal(tenths) / 10, Decimal("75.00"))
    material = money.line_amount(Decimal(parts), Decimal(work.part[3]))
    (group,) = money.taxed([("repair", Decimal("0.09"), labour), ("repair", Decimal("0.09"), material)], inclusive=True, rounding="group")
    lines = (
        f"  lines:\n  - kind: labour\n    item: {work.labour[0]}\n    description: {work.labour[1]}\n    quantity: {tenths / 10:.1f}\n"
        f"    unit: h\n    unit_price: 75.00\n    tax_category: repair\n  - kind: material\n    item: {work.part[0]}\n"
        f"    description: {work.part[1]}\n    quantity: {parts}\n    unit: {work.part[2]}\n    unit_price: {work.part[3]}\n"
        "    tax_category: repair\n"
    )
    sums = (
        f"  taxpayer: general\n  tax_rounding: group\n  net: {group.net}\n  tax: {group.tax}\n  taxes:\n  - rate: 0.09\n"
        f"    net: {group.net}\n    tax: {group.tax}\n  total: {group.gross}\n  in_words: {money.in_words(group.gross)}\n"
        f"  payable: {group.gross}\n"
    )
    return Bill(lines, sums, str(group.gross))


def _settlement(bill: Bill, party: str, due: date) -> str:
    who = f"settlement:\n  payer: owner\n  payer_party: {party}\n  payer_reason: 专有部分\n  prices: with_tax\n"
    return f"{who}{bill.lines}{bill.sums}  due: {due}\n\n"


def _plan(work: Work, technician: str, at: Minute) -> str:
    return (
        f"plan:\n  start: {_DAYS[at // DAY]}\n  end: {_DAYS[at // DAY + 3]}\n  responsible: {technician}\n  tools: {work.tools}\n"
        f"  materials: [{work.part[1]}]\n  method: {work.done}\n  scale: minor\n  risk: low\n  notified: [业主]\n\n"
    )
