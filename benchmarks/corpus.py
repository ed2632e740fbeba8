"""Makes an office of many orders with its whole history, for benchmarks and tests: the same seed gives the same bytes.

    python benchmarks/corpus.py FOLDER                      10,000 short orders
    python benchmarks/corpus.py FOLDER --orders 100000 --size full

`plain`: about 700 bytes an order, as a hurried desk keeps it; the rules find much to say. `full`: about 2 kB and a dozen entries, every box
that the shipped rules read, mostly clean. Both: ten years, one in ten open, three commits an order with the trailers of the program's own
commits, in order of time. The shipped policies and calendars begin with the first order, so that every order has rules that judge it. Git's
own maintenance has been done once: one pack and a commit graph.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from pathlib import Path
from random import Random
from typing import IO

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.corpus_orders import (
    CASHIER,
    DAY,
    DAYS,
    DESK,
    FIRST,
    MANAGER,
    TECHNICIANS,
    TRADES,
    Entry,
    Estate,
    Make,
    Minute,
    Order,
    full,
    moment,
    plain,
)
from repairctl.actions.judging import book
from repairctl.edges.history_message import Message
from repairctl.model import minute_of
from repairctl.office import find

ROOT = Path(__file__).resolve().parent.parent
NOW = "2026-09-30T18:00"
"""All that is told happened before."""
SIZES: Mapping[str, Make] = {"plain": plain, "full": full}
WHO = "Desk <desk@example.org>"
_ZERO = minute_of(datetime.fromisoformat(f"{FIRST}T00:00+08:00"))
_BEGUN = f"{FIRST}T07:00:00+0800"
_AT = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Desk"), ("EMAIL", "desk@example.org"), ("DATE", _BEGUN))
}
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | _AT | {
    "PYTHONPATH": str(ROOT),
    "REPAIRCTL_NOW": f"{FIRST}T07:00",
    "REPAIRCTL_LANG": "en",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}  # fmt: skip


def made(root: Path, orders: int, size: str = "plain", seed: int = 5) -> list[Order]:
    """Makes the office in a folder that is not there yet; gives its orders in the order of their numbers, without their texts."""
    run(sys.executable, "-m", "repairctl", "init", str(root), "--name", "Benchmark", "--estates", "QH=清和苑", at=root.parent)
    with imported(root) as stream:
        stream.commit(7 * 60, Message("Register units, parties and staff", "", ()), {**_policies(root), **_register(_units(orders))})
    run("git", "reset", "-q", "--hard", at=root)
    with imported(root) as stream:
        told = [order._replace(versions=()) for order in _written(stream, drawn(root, orders, size, seed))]
    run("git", "reset", "-q", "--hard", at=root)
    run("git", "commit-graph", "write", "--reachable", "--no-progress", at=root)
    return told


def drawn(root: Path, orders: int, size: str = "plain", seed: int = 5) -> Iterator[Order]:
    """The orders of an office whose policies are there; the same again whenever it is asked."""
    estate = Estate(_units(orders), Random(seed), book(find(root, _ZERO + 7 * 60)).calendar, _ZERO)
    for number, (id, at) in enumerate(_calls(orders, estate.rng)):
        yield SIZES[size](estate, number, id, at)


def run(*command: str, at: Path) -> str:
    """What the command prints; it must succeed."""
    done = subprocess.run(command, cwd=at, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


# ------------------------------------------------------------------ the stream of commits


class Stream:
    """Commits for `git fast-import`, on a branch that goes on from where `main` is."""

    def __init__(self, pipe: IO[bytes], branch: str) -> None:
        self._pipe = pipe
        self._branch = branch
        self._from = "from refs/heads/main^0\n"

    def commit(self, at: Minute, message: Message, files: Mapping[str, str]) -> None:
        """A commit of a minute that writes files."""
        when = f"{(_ZERO + at) * 60} +0800"
        text = message.text().encode()
        self._pipe.write(f"commit {self._branch}\nauthor {WHO} {when}\ncommitter {WHO} {when}\ndata {len(text)}\n".encode() + text)
        self._pipe.write(self._from.encode())
        self._from = ""
        for path, held in files.items():
            data = held.encode()
            self._pipe.write(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")

    def record(self, at: Minute, id: str, said: str, entries: Sequence[Entry], text: str) -> None:
        """A commit as the program makes it when somebody takes steps of an order."""
        trailers = [("Record", id)]
        for one in entries:
            trailers += [("Step", one.step), ("At", moment(one.at)), ("By", one.by)]
        subject = f"{id} {entries[-1].step.replace('_', '-')}: {said}"
        self.commit(at, Message(subject, "", (*trailers, ("Recorder", DESK))), {path_of(id): text})


@contextmanager
def imported(root: Path, branch: str = "refs/heads/main") -> Iterator[Stream]:
    """A stream whose commits are there when all is done inside."""
    command = ("git", "-c", "pack.compression=1", "-c", "fastimport.unpackLimit=0", "fast-import", "--quiet", "--done")
    process = subprocess.Popen(command, cwd=root, env=ENVIRONMENT, stdin=subprocess.PIPE)
    assert process.stdin
    yield Stream(process.stdin, branch)
    process.stdin.write(b"done\n")
    process.stdin.close()
    if process.wait():
        sys.exit(f"git fast-import ended with {process.returncode}")


def _written(stream: Stream, orders: Iterable[Order]) -> Iterator[Order]:
    """Writes the commits of all orders in the order of their moments."""
    waiting: list[tuple[Minute, int, int, Order]] = []
    for number, order in enumerate(orders):
        for step, version in enumerate(order.versions):
            heappush(waiting, (version.entries[-1].at + 1, number, step, order))
        while waiting[0][0] < order.reported:
            _write_step(stream, *heappop(waiting))
        yield order
    while waiting:
        _write_step(stream, *heappop(waiting))


def _write_step(stream: Stream, at: Minute, _: int, step: int, order: Order) -> None:
    version = order.versions[step]
    said = version.entries[-1].more.partition("work_done: ")[2].partition("\n")[0] or order.description
    stream.record(at, order.id, said, version.entries, version.text)


def _calls(orders: int, rng: Random) -> Iterator[tuple[str, Minute]]:
    """The ID and the moment of each call: as many every day, numbered by day as the program numbers them."""
    for day in range(DAYS):
        number = orders * (day + 1) // DAYS - orders * day // DAYS
        for count, minute in enumerate(sorted(rng.randrange(8 * 60, 14 * 60) for _ in range(number)), 1):
            yield f"WO-{FIRST + timedelta(days=day):%Y%m%d}-{count:03}", day * DAY + minute


def path_of(id: str) -> str:
    """Where the file of an order lies."""
    return f"records/orders/{id[3:7]}/{id[7:9]}/{id}.yaml"


# ------------------------------------------------------------------ what an office has besides orders


def _units(orders: int) -> list[tuple[str, str]]:
    """Units with their parties: one for ten orders, at least 40, at most 5000."""
    number = min(max(orders // 10, 40), 5000)
    rooms = (f"{building}-{floor}{room:02}" for building in range(1, 100) for floor in range(1, 19) for room in range(1, 5))
    return [(f"QH-{room}", f"P-{count:04}") for count, room in zip(range(1, number + 1), rooms, strict=False)]


def _register(units: list[tuple[str, str]]) -> dict[str, str]:
    files = {}
    for unit, party in units:
        _, building, room = unit.split("-")
        files[f"records/units/{unit}.yaml"] = (
            f"kind: unit\nid: {unit}\n\nunit:\n  estate: QH\n  building: '{building}'\n  room: '{room}'\n  part: private\n"
            f"  owner: {party}\n"
        )
        files[f"records/parties/{party}.yaml"] = f"kind: party\nid: {party}\n\nparty:\n  unit: {unit}\n  relation: owner\n"
    for id, role in ((MANAGER, "manager"), (DESK, "desk"), (CASHIER, "cashier")):
        files[f"records/staff/{id}.yaml"] = f"kind: staff\nid: {id}\n\nperson:\n  role: {role}\n"
    for place, id in enumerate(TECHNICIANS):
        trade = TRADES[place % len(TRADES)]
        certificate = "\ncertificates:\n- kind: 低压电工证\n  issued: 2016-01-01\n  valid_to: 2028-12-31\n" if trade == "power" else ""
        files[f"records/staff/{id}.yaml"] = f"kind: staff\nid: {id}\n\nperson:\n  role: technician\n  trades: [{trade}]\n{certificate}"
    return files


def _policies(root: Path) -> dict[str, str]:
    """The first version of each shipped policy, in force from before the first order, and calendars for the years without one."""
    files = {}
    for folder in sorted((root / "policies").iterdir()):
        first = min(folder.glob("*.yaml"))
        if folder.name != "calendar":
            text = re.sub(r"(?m)^adopted_on: .*$", "adopted_on: 2015-12-15", first.read_text(encoding="utf-8"))
            files[f"policies/{folder.name}/{first.name}"] = re.sub(r"(?m)^effective_from: .*?( *#.*)?$", "effective_from: 2016-01-01", text)
    return files | {f"policies/calendar/{year}.yaml": _calendar(year) for year in (*range(FIRST.year, 2024), 2027)}


def _calendar(year: int) -> str:
    """A calendar for benchmarks: weekends and three holidays that stand still."""
    days = (f"{year}-01-01", f"{year}-05-01..{year}-05-03", f"{year}-10-01..{year}-10-03")
    listed = "".join(f"- {day}\n" for day in days)
    return (
        f"title: {year} 年工作日历（仅供测速）\nlayer: law\nadopted_on: {year - 1}-12-01\neffective_from: {date(year, 1, 1)}\n"
        f"source: 测速用，不是正式日历\n\ncovers:\n  from: {year}-01-01\n  to: {year}-12-31\n\n"
        f"off:\n{listed}\nwork: []\n\nstatutory:\n{listed}"
    )


def main() -> None:
    """Makes a corpus and says what it is."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--orders", type=int, default=10_000)
    ask.add_argument("--size", choices=list(SIZES), default="plain")
    ask.add_argument("--seed", type=int, default=5)
    asked = ask.parse_args()
    told = made(asked.folder.resolve(), asked.orders, asked.size, asked.seed)
    sizes = sorted((asked.folder / path_of(one.id)).stat().st_size for one in told)
    print(f"{len(told)} orders of {sum(sizes) // len(sizes)} bytes, {sum(one.status not in ENDED for one in told)} open, in {asked.folder}")


ENDED = ("archived", "declined", "cancelled")


if __name__ == "__main__":
    main()
