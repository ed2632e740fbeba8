"""How long judging takes: a whole `check` beside other checkers of files, one rule beside the same rule by hand, policies loaded.

    python -m pip install check-jsonschema yamllint beancount      into the same environment, or any on PATH; each is left out if absent
    python benchmarks/check.py                                     10,000 orders
    python benchmarks/check.py --orders 1000 --rounds 3

All judge the same files in one run: orders of 2 kB with a dozen entries. `bean-check` has as many transactions instead, in one file. The
schema asks for what a schema can: names, types, patterns. repairctl judges every rule of the shipped policies besides. Everything is
cold: what repairctl keeps from one command to the next is deleted before each.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from repairctl import records
from repairctl.actions.judged import Judge
from repairctl.actions.judging import book
from repairctl.actions.working import Working
from repairctl.calendars import Calendar
from repairctl.checks.verdicts import of_version
from repairctl.kinds import KINDS
from repairctl.model import Length, Record, minute_of
from repairctl.office import Office, find
from repairctl.policies import Version
from repairctl.policies.rules import Rule
from repairctl.readings.case import Case

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "REPAIRCTL_NOW": "2026-09-30T18:00",
    "REPAIRCTL_LANG": "en",
    "PYTHONPATH": str(ROOT),
}
ZONE = "+08:00"
NOW = minute_of(datetime.fromisoformat("2026-09-30T18:00:00" + ZONE))
FIRST = datetime(2026, 3, 2, 9)
TECHNICIANS = tuple(f"S-{number}" for number in range(11, 35))
RULES_TIMED = 300
"""Orders on which single rules are timed."""


# ------------------------------------------------------------------ what is judged


def office(folder: Path, orders: int) -> Path:
    """An office of so many orders, its people and its units."""
    root = folder / "office"
    run(sys.executable, "-m", "repairctl", "init", str(root), "--name", "Benchmark", "--estates", "QH=清和苑", at=folder)
    for id, role in (("S-01", "manager"), ("S-02", "desk"), ("S-03", "cashier"), *((id, "technician") for id in TECHNICIANS)):
        write(root / f"records/staff/{id}.yaml", f"kind: staff\nid: {id}\n\nperson:\n  role: {role}\n  trades: [plumbing]\n")
    for room in range(_rooms(orders)):
        unit = f"kind: unit\nid: QH-5-{room:04}\n\nunit:\n  estate: QH\n  building: '5'\n  room: '{room:04}'\n  part: private\n"
        write(root / f"records/units/QH-5-{room:04}.yaml", unit)
    party = "kind: party\nid: P-0802\n\nparty:\n  relation: owner\n"
    write(root / "records/parties/P-0802.yaml", party)
    calendar = book(find(root, NOW)).calendar
    for number in range(orders):
        at = FIRST + timedelta(minutes=17 * number)
        id = f"WO-{at:%Y%m%d}-{number % 1000:03}"
        write(root / f"records/orders/{at:%Y}/{at:%m}/{id}.yaml", order(id, at, number, f"QH-5-{number % _rooms(orders):04}", calendar))
    return root


def _rooms(orders: int) -> int:
    return max(orders // 2, 100)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def order(id: str, at: datetime, number: int, room: str, calendar: Calendar) -> str:
    """An order as the program writes it: reported, done, accepted, settled, paid, closed. One in eleven arrives late."""
    technician = TECHNICIANS[number % len(TECHNICIANS)]
    late = 5 if number % 11 == 0 else 0
    settled = at + timedelta(hours=late + 4)
    due = calendar.due(_minute(settled), Length(15, "days"), (), roll=True)
    warranty = calendar.due(_minute(at + timedelta(hours=late + 3)), Length(6, "months"))

    def entry(step: str, by: str, hours: float, **more: str) -> str:
        when = f"{at + timedelta(hours=hours):%Y-%m-%dT%H:%M}:00{ZONE}"
        return "\n".join([f"- step: {step}", f"  at: {when}", f"  by: {by}", *(f"  {name}: {value}" for name, value in more.items())])

    log = (
        entry("report", "S-02", 0),
        entry("triage", "S-02", 0.2, priority="P3", survey_needed="false", decision="accept"),
        entry("note", "S-02", 0.25, text="业主约今天在家，请先打电话", told_owner="true"),
        entry("dispatch", "S-02", 0.5, technician=technician, tools="[管钳, 生料带]", materials="[铜球阀]", ppe="[gloves]"),
        entry("arrive", technician, late + 1, badge_shown="true", fault_confirmed="true"),
        entry("note", technician, late + 1.2, text="表后角阀老化，需更换，业主同意", told_owner="true"),
        entry("finish", technician, late + 2, work_done="更换角阀一只，试压正常", result="replaced", cause="wear", photos="[前, 后]"),
        entry("accept", "S-02", late + 3, signed_by="P-0802", result="pass", warranty_to=f"{calendar.day_of(warranty - 1)}"),
        entry("settle", "S-02", late + 4),
        entry("pay", "S-03", late + 4.5, amount="126.80", method="wechat", reference=f"'42000{number:07}'"),
        entry("follow_up", "S-02", 24, method="phone", fixed="true", rating="5", comment="师傅很准时，收拾得干净"),
        entry("close", "S-01", 25),
        entry("archive", "S-01", 26, retention_class="ordinary", location="档案柜3"),
    )
    head = f"""\
kind: order
id: {id}
status: archived

place:
  unit: {room}
  part: private

request:
  channel: phone
  reporter: P-0802
  relation: owner
  description: 厨房水槽下方角阀渗水，地面有积水，已用盆接水，情况稳定
  occurred_at: {at - timedelta(minutes=20):%Y-%m-%dT%H:%M}:00{ZONE}
  impact_scope: 本户厨房
  urgency: routine
  item: {("pipe", "drain")[number % 2]}

settlement:
  payer: owner
  payer_party: P-0802
  payer_reason: 专有部分
  prices: with_tax
  lines:
  - kind: labour
    item: labour.plumbing
    description: 水工人工
    quantity: 1.0
    unit: h
    unit_price: 80.00
    tax_category: repair
  - kind: material
    item: valve.brass
    description: 铜球阀 DN20
    quantity: 1
    unit: pc
    unit_price: 46.80
    tax_category: repair
  taxpayer: general
  tax_rounding: group
  net: 116.33
  tax: 10.47
  taxes:
  - rate: 0.09
    net: 116.33
    tax: 10.47
  total: 126.80
  in_words: 人民币壹佰贰拾陆元捌角整
  payable: 126.80
  due: {calendar.day_of(due - 1)}

log:
"""
    return head + "\n\n".join(log) + "\n"


def _minute(clock: datetime) -> int:
    return minute_of(datetime.fromisoformat(f"{clock:%Y-%m-%dT%H:%M}:00{ZONE}"))


def ledger(folder: Path, orders: int) -> Path:
    """As many transactions for beancount, with two postings each."""
    lines = ["2026-01-01 open Assets:Bank CNY", "2026-01-01 open Income:Repairs CNY", ""]
    for number in range(orders):
        at = FIRST + timedelta(minutes=17 * number)
        lines += [f'{at:%Y-%m-%d} * "QH-5-{number % 100:03}" "角阀"', "  Assets:Bank  80.00 CNY", "  Income:Repairs", ""]
    path = folder / "ledger.beancount"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def schema(folder: Path) -> Path:
    """What a schema can ask of an order: names, types, patterns, choices."""
    text = {"type": "string"}
    kind = KINDS["order"]
    entry = {"type": "object", "required": ["step", "at", "by"], "properties": {"step": {"enum": [s.name for s in kind.steps]}, "by": text}}
    boxes = {box.name: _box([one.name for one in box.fields]) for box in kind.sections if not box.many}
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["kind", "id", "status", "log"],
        "properties": {**boxes, "id": {"type": "string", "pattern": r"^WO-\d{8}-\d{3}$"}, "log": {"type": "array", "items": entry}},
    }
    path = folder / "order.schema.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def _box(names: Sequence[str]) -> dict[str, object]:
    return {"type": "object", "additionalProperties": False, "properties": {name: {} for name in names}}


# ------------------------------------------------------------------ whole checks


def run(*command: str, at: Path, codes: Sequence[int] = (0,)) -> str:
    done = subprocess.run(command, cwd=at, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False)
    if done.returncode not in codes:
        sys.exit(f"{' '.join(command)[:200]}\nended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def cold(root: Path) -> None:
    """repairctl, without anything that it keeps."""
    shutil.rmtree(root / ".git/repairctl", ignore_errors=True)
    run(sys.executable, "-m", "repairctl", "check", at=root, codes=(0, 1))


def in_batches(command: Sequence[str], files: Sequence[str], root: Path) -> None:
    """The program over all files: as many in one call as a command line holds."""
    for begin in range(0, len(files), 20_000):
        run(*command, *files[begin : begin + 20_000], at=root, codes=(0, 1))


def contestants(folder: Path, root: Path, orders: int) -> Iterator[tuple[str, Callable[[], object]]]:
    files = sorted(str(path.relative_to(root)) for path in root.glob("records/orders/**/*.yaml"))
    yield "repairctl check", partial(cold, root)
    if program := shutil.which("check-jsonschema"):
        yield "check-jsonschema", partial(in_batches, [program, "--schemafile", str(schema(folder))], files, root)
    if program := shutil.which("yamllint"):
        rules = "{extends: relaxed, rules: {line-length: disable, key-duplicates: enable}}"
        yield "yamllint", partial(in_batches, [program, "-d", rules], files, root)
    if program := shutil.which("bean-check"):
        book = ledger(folder, orders)
        yield "bean-check", partial(run, program, "--no-cache", str(book), at=folder)


def processor(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The medians of wall and processor seconds of the processes that it starts; the second holds on a busy machine, too."""
    walls, busy = [], []
    for _ in range(rounds):
        begun, before = perf_counter(), os.times()
        work()
        after = os.times()
        walls.append(perf_counter() - begun)
        busy.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return median(walls), median(busy)


def timed(work: Callable[[], object], rounds: int) -> float:
    """The median of several rounds, in seconds."""
    took = []
    for _ in range(rounds):
        begun = perf_counter()
        work()
        took.append(perf_counter() - begun)
    return median(took)


# ------------------------------------------------------------------ single rules and policies, in this process


def opened(root: Path) -> Office:
    return find(root, NOW)


def cases(here: Office, judge: Judge) -> list[tuple[Case, Version, int]]:
    """The first orders, each with the version that judges it."""
    found = []
    for id in list(here.store.ids(KINDS["order"]))[:RULES_TIMED]:
        record = records.as_of(judge.working.load(KINDS["order"], id).record, here.as_of)
        case = judge.book.case(record, here.as_of, {})
        found += [(case, version, at) for _, version, at in judge.book.chosen(case) if version is not None]
    return found


def by_hand(record: Record, now: int) -> tuple[str, int]:
    """SLA-ARRIVE-LATE as somebody would write it who has no policies: the limit by priority, exactly at it is in time."""
    limits = {"P1": 30, "P2": 240, "P3": 240, "P4": 240}
    start = record.of["report"][0].at
    stop = record.of["arrive"][0].at if "arrive" in record.of else None
    priority = next((str(one.filled["priority"]) for one in reversed(record.of.get("triage", ())) if one.at <= (stop or now)), "P3")
    limit = start + limits[priority]
    for one in record.of.get("appoint", ()):
        if one.at <= min(limit, stop or now):
            limit = int(str(one.filled["visit_at"])) + 15
    if stop is not None:
        return ("pass" if stop <= limit else "fail"), limit
    return ("open" if now <= limit else "fail"), limit


def microseconds(work: Callable[[], object], times: int, rounds: int = 5) -> float:
    """The median of several rounds, for one of so many."""
    return timed(work, rounds) / times * 1e6


def single_rules(root: Path) -> Iterator[tuple[str, float]]:
    here = opened(root)
    judge = Judge(here, Working(here))
    judged = cases(here, judge)
    rules = sum(len(version.rules) for _, version, _ in judged)

    def all_of_them() -> None:
        for case, version, at in judged:
            for _ in of_version(version, at, case, telling=False):
                pass

    yield "a rule of the shipped policies, of those on an order", microseconds(all_of_them, rules)
    each = [(_own(case, version, at), rule) for case, version, at in judged for rule in version.rules]
    yield "the same, the median rule", _median_rule(each)
    arrive = [(case, rule) for case, rule in each if rule.code == "SLA-ARRIVE-LATE"]
    yield "SLA-ARRIVE-LATE by the policy", microseconds(partial(_each, arrive), len(arrive))
    yield "SLA-ARRIVE-LATE by hand", microseconds(lambda: [by_hand(case.record, here.as_of) for case, _ in arrive], len(arrive))


def _own(case: Case, version: Version, at: int) -> Case:
    quiet = type(case.as_of)(case.as_of.cut, case.as_of.calendar, None, False, case.as_of.known)
    return Case(case.record, quiet, case.given, case.tables, at, case.office)


def _median_rule(each: Sequence[tuple[Case, Rule]]) -> float:
    by_rule: dict[str, list[tuple[Case, Rule]]] = {}
    for case, rule in each:
        by_rule.setdefault(rule.name, []).append((case, rule))
    return median(microseconds(partial(_each, some), len(some), 3) for some in by_rule.values())


def _each(some: Sequence[tuple[Case, Rule]]) -> None:
    for case, rule in some:
        list(rule.verdicts(case))


def loading(root: Path) -> Iterator[tuple[str, float]]:
    def load() -> None:
        here = opened(root)
        assert Judge(here, Working(here)).book

    shutil.rmtree(root / ".git/repairctl", ignore_errors=True)
    yield "policies loaded, first time", timed(load, 1) * 1000
    yield "policies loaded again", timed(load, 5) * 1000


def main() -> None:
    """Makes the files, times, prints the tables."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--orders", type=int, default=10_000)
    ask.add_argument("--rounds", type=int, default=3)
    asked = ask.parse_args()
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    folder = Path(tempfile.mkdtemp(prefix="repairctl-bench-"))
    try:
        root = office(folder, asked.orders)
        size = median(path.stat().st_size for path in root.glob("records/orders/**/*.yaml"))
        print(f"{asked.orders} orders of {size:.0f} bytes, median of {asked.rounds} rounds\n")
        own = 0.0
        for name, work in contestants(folder, root, asked.orders):
            wall, took = processor(work, asked.rounds)
            own = own or took
            each = took / asked.orders * 1e6
            print(f"{name:20}{wall:9.2f} s wall{took:9.2f} s processor{each:9.0f} us each{took / own:8.2f} x repairctl", flush=True)
        for name in ("check-jsonschema", "yamllint", "bean-check"):
            if not shutil.which(name):
                print(f"{name} is not here and was left out.")
        print()
        for name, us in single_rules(root):
            print(f"{name:55}{us:9.2f} us")
        for name, ms in loading(root):
            print(f"{name:55}{ms:9.1f} ms")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
