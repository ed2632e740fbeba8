"""The comparisons of the store's benchmark, each in one part: questions, steps, the index, one record's story, growth, checking."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path

from benchmarks.corpus import ENDED, imported, path_of, run
from benchmarks.corpus_orders import DAY, DAYS, DESK, FIRST, Entry, Order, moment
from benchmarks.corpus_words import RARE
from benchmarks.store_offices import SMALL, Offices
from benchmarks.store_peers import passwords, uuid_of
from benchmarks.store_rows import Row, fastest
from benchmarks.store_runs import OURS, Contestant, Took, always, once, raced

FOREIGN = 200
_MINUTES = count()
ROWS = 50
PYTHON = "python, import click"
LIST = ("order", "list", "--limit", str(ROWS))
PEERS = ("Taskwarrior", "todoman", "khal", "hledger")


def ours(name: str, at: Path, *words: object, named: int | None = 0, before: Callable[[int], object] = lambda turn: None) -> Contestant:
    """One of our commands."""
    return Contestant(name, always(OURS, *words), at, named, before=before)


def click(at: Path) -> Contestant:
    """A Python that imports click and does nothing: what no command of ours can be quicker than."""
    return Contestant(PYTHON, always(sys.executable, "-c", "import click"), at, None)


# ------------------------------------------------------------------ questions


def reading(offices: Offices, rounds: int) -> Iterator[Row]:
    """List, filter, search and show, beside peers that are asked the same, and beside Python's start."""
    _warm(offices)
    for question, own, others, target in _questions(offices):
        took = raced([own, click(offices.main), *others], rounds)
        mine, start = took.pop(own.name), took.pop(PYTHON)
        took |= {name: Took(why=why) for name, why in _missing(offices).items() if question != "show"}
        for name, theirs in took.items():
            yield Row(question, mine, name, theirs)
        yield Row(question, mine, f"fastest: {fastest(took)[0]}", fastest(took)[1], target)
        yield Row(question, mine, PYTHON, start, 2.5)


def _warm(offices: Offices) -> None:
    """What is built when something is asked for the first time is a part of its own."""
    once([str(OURS), *LIST], offices.main)
    for one in (_todo(offices, "list", 0), _khal(offices, "search", "nothing", 0)):
        for peer in one:
            once(peer.command(0), peer.at, {**peer.environment})


def _questions(offices: Offices) -> Iterator[tuple[str, Contestant, Sequence[Contestant], float]]:
    told = offices.told
    open_ones = [one for one in told if one.status not in ENDED]
    unit = told[len(told) // 2].unit
    of_unit = sum(one.unit == unit for one in told)
    word = RARE[0]
    of_word = sum(word in one.description for one in told)
    some = told[len(told) // 2]
    rows = min(ROWS, len(open_ones))
    since = f"{FIRST + timedelta(days=open_ones[-rows].reported // DAY)}"
    main = offices.main
    listing = (*_task(offices, f"limit:{ROWS} list", rows), *_todo(offices, "list", len(open_ones)), *_khal_list(offices))
    yield "list, 50 open", ours("list", main, *LIST, named=rows), (*listing, *_hledger(offices, f"status:! date:{since}..", 0)), 0.25
    mine = ours("filter", main, "order", "list", "--unit", unit, "--all", "--limit", 0, named=of_unit)
    others = (*_task(offices, f"project.is:{unit} all", of_unit), *_todo(offices, f"list --status ANY --category {unit}", of_unit))
    more = (*_khal(offices, "search", unit, of_unit), *_hledger(offices, f"tag:unit=^{unit}$", of_unit))
    yield "filter, the orders of a unit", mine, (*others, *more), 0.25
    mine = ours("find", main, "find", word, "--limit", len(told), named=of_word)
    others = (*_task(offices, f"/{word}/ all", of_word), *_todo(offices, f"list --status ANY --grep {word}", of_word))
    yield "search, a word", mine, (*others, *_khal(offices, "search", word, of_word), *_hledger(offices, f"desc:{word}", of_word)), 0.25
    yield "show", ours("show", main, "show", some.id, named=1), _task(offices, f"{uuid_of(told.index(some))} info", 1), 0.5


def _missing(offices: Offices) -> dict[str, str]:
    names = dict(zip(("task", "todo", "khal", "hledger"), PEERS, strict=True))
    return {names[name]: why for name, why in offices.peers.missing.items() if name in names}


def _peer(offices: Offices, program: str, name: str, words: Sequence[str], count: int) -> Iterator[Contestant]:
    found = offices.peers.programs.get(program)
    if found:
        yield Contestant(name, always(found, *words), offices.peers.folder, count, offices.peers.environment(program))


def _task(offices: Offices, words: str, count: int) -> tuple[Contestant, ...]:
    return tuple(_peer(offices, "task", "Taskwarrior", words.split(), count))


def _todo(offices: Offices, words: str, count: int) -> tuple[Contestant, ...]:
    return tuple(_peer(offices, "todo", "todoman", words.split(), count))


def _khal(offices: Offices, verb: str, words: str, count: int) -> tuple[Contestant, ...]:
    return tuple(_peer(offices, "khal", "khal", (verb, words), count))


def _khal_list(offices: Offices) -> Iterator[Contestant]:
    """The orders of the last days, for khal knows nothing that is open."""
    begun = offices.told[-min(ROWS, len(offices.told))].reported // DAY
    days = (f"{FIRST + timedelta(days=begun)}", f"{FIRST + timedelta(days=DAYS)}")
    yield from _peer(offices, "khal", "khal", ("list", *days), 0)


def _hledger(offices: Offices, query: str, count: int) -> tuple[Contestant, ...]:
    journal = offices.peers.folder / "hledger/orders.journal"
    return tuple(_peer(offices, "hledger", "hledger", ("-f", str(journal), "print", *query.split()), count))


# ------------------------------------------------------------------ steps


def step(offices: Offices, rounds: int) -> Iterator[Row]:
    """A step that is committed, beside git alone in a copy and beside `pass insert`."""
    told, peers = offices.told, offices.peers
    once([str(OURS), *LIST], offices.main)
    others = [_git_commit(offices.bare, told)]
    why = passwords(peers, offices.orders) if "pass" in peers.programs else peers.missing["pass"]
    if not why:
        insert = always("sh", "-c", "echo secret | pass insert --echo --force new")
        others.append(Contestant("pass insert", insert, peers.folder, None, peers.environment("pass"), before=_other(peers.folder)))
    took = raced([noting("step", offices.main, told), *others], rounds)
    yield Row("a step, committed", took["step"], "git add && git commit", took["git add && git commit"], 0.7)
    yield Row("a step, committed", took["step"], "pass insert", took.get("pass insert", Took(why=why)), 0.5)


def noting(name: str, at: Path, told: Sequence[Order]) -> Contestant:
    """A note on another order each time, each at a minute of its own."""

    def command(turn: int) -> Sequence[str]:
        at_minute = moment((DAYS + 1) * DAY + next(_MINUTES))[:16]
        return [str(OURS), "order", "note", told[turn * 37 % len(told)].id, "--text", "打电话催过", "--by", DESK, "--at", at_minute]

    return Contestant(name, command, at)


def _git_commit(root: Path, told: Sequence[Order]) -> Contestant:
    def change(turn: int) -> None:
        with open(root / path_of(told[turn * 37 % len(told)].id), "a", encoding="utf-8") as file:
            file.write("\n- step: note\n  at: 2026-09-22T09:00:00+08:00\n  by: S-02\n  text: 打电话催过\n")

    def command(turn: int) -> Sequence[str]:
        return ["sh", "-c", f"git add {path_of(told[turn * 37 % len(told)].id)} && git commit -qm note"]

    return Contestant("git add && git commit", command, root, None, before=change)


def _other(folder: Path) -> Callable[[int], None]:
    """Takes away what the last round inserted, or git would have nothing to commit."""
    return lambda turn: (folder / "pass/store/new.gpg").unlink(missing_ok=True)


# ------------------------------------------------------------------ the index


def refresh(offices: Offices, rounds: int) -> Iterator[Row]:
    """A list after a pull of so many commits, beside the list after it."""
    root = offices.copy("plain", offices.orders, "pulled")
    tips = _foreign(root, offices.told, rounds + 1)
    once([str(OURS), *LIST], root)
    pulled = ours("pulled", root, *LIST, before=lambda turn: run("git", "merge", "-q", "--ff-only", tips[turn], at=root))
    took = raced([pulled, ours("warm", root, *LIST)], rounds)
    yield Row(f"list after {FOREIGN} foreign commits", took["pulled"], "warm list", took["warm"], 4.0)


def _foreign(root: Path, told: Sequence[Order], pulls: int) -> list[str]:
    """Commits of another desk on a branch, a note on another order in each; gives the last of each pull."""
    at = (DAYS + 2) * DAY
    with imported(root, "refs/heads/foreign") as stream:
        for number in range(pulls * FOREIGN):
            one = told[number * 7 % len(told)]
            entry = Entry("note", at + number // 10, DESK, f"  text: 已催第{number}次\n")
            text = (root / path_of(one.id)).read_text(encoding="utf-8")
            more = f"\n- step: note\n  at: {moment(entry.at)}\n  by: {DESK}\n{entry.more}"
            stream.record(entry.at, one.id, one.description, [entry], text + more)
    listed = run("git", "rev-list", "--reverse", "main..foreign", at=root).split()
    return listed[FOREIGN - 1 :: FOREIGN]


def rebuild(offices: Offices, rounds: int) -> Iterator[Row]:
    """A list with no index, beside todoman's first."""

    def forget(turn: int) -> None:
        for file in (offices.main / ".git/repairctl").glob("index-*"):
            file.unlink()

    def forget_theirs(turn: int) -> None:
        (offices.peers.folder / "todo/cache.sqlite3").unlink(missing_ok=True)

    open_ones = sum(one.status not in ENDED for one in offices.told)
    own = ours("rebuild", offices.main, *LIST, before=forget)
    others = [one._replace(before=forget_theirs) for one in _todo(offices, "list", open_ones)]
    took = raced([own, *others], 1 if offices.orders > 20_000 else min(rounds, 3), warm=0)
    theirs = took.get("todoman", Took(why=offices.peers.missing.get("todo", "")))
    yield Row("list, from nothing", took["rebuild"], "todoman's first list", theirs, 0.25)


# ------------------------------------------------------------------ one record


def log(offices: Offices, rounds: int) -> Iterator[Row]:
    """The commits of one order, beside git's walk through its history."""
    some = offices.told[len(offices.told) // 2].id
    once([str(OURS), *LIST], offices.main)
    git = Contestant("git log -- path", always("git", "--no-pager", "log", "--", path_of(some)), offices.bare, 1)
    took = raced([ours("log", offices.main, "log", some, named=1), git], rounds)
    yield Row("log of one order", took["log"], git.name, took[git.name], 0.1)


# ------------------------------------------------------------------ growth


def growth(offices: Offices, rounds: int) -> Iterator[Row]:
    """Each of ours in a small office and in the large one."""
    small = Offices(offices.folder, offices.source("plain", SMALL).parent, SMALL)
    both = {"small": (small, small.main), "large": (offices, offices.main)}
    for one in (offices, small):
        once([str(OURS), *LIST], one.main)
    for name, of in _grown().items():
        took = raced([of(one, root)._replace(name=size) for size, (one, root) in both.items()], rounds)
        yield Row(f"growth: {name}", took["large"], f"the same of {SMALL}", took["small"], 2.0)


def _grown() -> dict[str, Callable[[Offices, Path], Contestant]]:
    return {
        "list": lambda one, root: ours("", root, *LIST),
        "filter": lambda one, root: ours("", root, "order", "list", "--technician", "S-11", "--limit", ROWS),
        "search": lambda one, root: ours("", root, "find", RARE[0], "--limit", ROWS),
        "show": lambda one, root: ours("", root, "show", one.told[-1].id, named=1),
        "step": lambda one, root: noting("", root, one.told[len(one.told) // 2 :]),
        "log": lambda one, root: ours("", root, "log", one.told[-1].id, named=1),
    }


# ------------------------------------------------------------------ check


def checking(offices: Offices, rounds: int) -> Iterator[Row]:
    """Judging every full order: with nothing kept, again, and after one step; processor time."""
    root = offices.copy("full", offices.orders, "checked")
    cold = Contestant("cold", always(OURS, "check"), root, 0, codes=(0, 1), before=lambda turn: _forget_all(root))
    took = raced([cold], 1 if offices.orders > 20_000 else min(rounds, 3), warm=0)
    allowed = 25_000.0 * offices.orders / 100_000
    yield Row("check, cold (processor)", took["cold"], "25 s for 100,000", Took(allowed, allowed), 1.0, processor=True)
    if took["cold"].why:
        return
    some = [path.stem for path in sorted((root / "records/orders").rglob("*.yaml"))[:: max(offices.orders // 40, 1)]]

    def change(turn: int) -> None:
        at = moment((DAYS + 1) * DAY + next(_MINUTES))[:16]
        done = once([str(OURS), "order", "note", some[turn], "--text", "打电话催过", "--by", DESK, "--at", at], root)
        assert not done.code, done.err

    warm = Contestant("warm", always(OURS, "check"), root, 0, codes=(0, 1))
    took = raced([ours("list", root, *LIST), warm, warm._replace(name="changed", before=change)], rounds)
    yield Row("check, again (processor)", took["warm"], "warm list", took["list"], 10.0, processor=True)
    yield Row("check, one changed (processor)", took["changed"], "warm list", took["list"], 10.0, processor=True)


def _forget_all(root: Path) -> None:
    shutil.rmtree(root / ".git/repairctl", ignore_errors=True)
