"""Judging by several processes: the same findings in the same order, whatever happens to the processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from repairctl.actions import shares
from repairctl.actions.judging import checked
from repairctl.edges import processes
from repairctl.edges.processes import spread
from repairctl.office import Office, find
from tests.clerk import begun
from tests.reading import at
from tests.test_policy_history import ORDER

ROOT = Path(__file__).parent.parent


def doubled(number: int) -> tuple[int, int]:
    return 2 * number, os.getpid()


def killed_at_seven(number: int) -> tuple[int, int]:
    if number == 7 and os.getpid() != int(os.environ["FIRST"]):
        os.kill(os.getpid(), signal.SIGKILL)
    return doubled(number)


def refused_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_results_come_in_order_from_other_processes(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "WAY", way)
    found = list(spread(doubled, range(20), 2))
    assert [one for one, _ in found] == [2 * n for n in range(20)]
    assert os.getpid() not in {pid for _, pid in found}


def test_one_part_or_one_process_needs_no_other() -> None:
    assert [pid for _, pid in spread(doubled, [1], 4)] == [os.getpid()]
    assert {pid for _, pid in spread(doubled, [1, 2, 3], 1)} == {os.getpid()}


def test_where_a_process_is_killed_this_one_does_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRST", str(os.getpid()))
    found = list(spread(killed_at_seven, range(20), 2))
    assert [one for one, _ in found] == [2 * n for n in range(20)]
    assert os.getpid() in {pid for _, pid in found}


def test_what_the_work_raises_is_raised() -> None:
    results = spread(refused_at_three, range(9), 2)
    assert [next(results), next(results), next(results)] == [0, 1, 2]
    with pytest.raises(ValueError, match="three"):
        next(results)


# ------------------------------------------------------------------ a whole check


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A new office with eighty orders, all of one room, of which four cannot be read."""
    clerk = begun(tmp_path)
    folder = clerk.office / "records/orders/2026/04"
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(80):
        text = ORDER.replace("WO-20260305-001", f"WO-20260401-{n:03}").replace("2026-03-05", "2026-04-01")
        text = text.replace("厨房没水", "厨房没水\n  item: pipe")
        (folder / f"WO-20260401-{n:03}.yaml").write_text("id: [" if n % 20 == 3 else text, encoding="utf-8")
    return find(clerk.office, at("2026-06-01T09:00"))


@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_several_processes_find_what_one_finds(office: Office, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = checked(office, strict=True)
    assert len(alone.findings) > 80
    monkeypatch.setattr(processes, "WAY", way)
    monkeypatch.setattr(shares, "MANY", 1)
    monkeypatch.setattr(shares, "SIZE", 7)
    monkeypatch.setattr(shares, "cores", lambda: 3)
    seen: list[tuple[int, int]] = []
    together = checked(office, strict=True, progress=lambda done, count: seen.append((done, count)))
    assert together == alone
    assert seen[-1] == (alone.records, alone.records)
    assert sorted(seen) == seen


def test_rules_about_several_records_see_the_records_of_all_shares(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    together = [one for one in checked(office).findings if one.subject.sort == "group"]
    monkeypatch.setattr(shares, "SIZE", 1)
    assert together
    assert [one for one in checked(office).findings if one.subject.sort == "group"] == together


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by signals")
def test_without_the_first_process_the_others_end(tmp_path: Path) -> None:
    script = tmp_path / "long.py"
    script.write_text(
        "import os, sys, time\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from repairctl.edges.processes import spread\n"
        "def slow(n):\n"
        "    open(f'{sys.argv[1]}/{os.getpid()}', 'w').close()\n"
        "    time.sleep(60)\n"
        "if __name__ == '__main__':\n"
        "    list(spread(slow, range(4), 2))\n"
    )
    pids = tmp_path / "pids"
    pids.mkdir()
    first = subprocess.Popen([sys.executable, str(script), str(pids)])
    _wait(lambda: len(list(pids.iterdir())) >= 2)
    first.kill()
    first.wait()
    _wait(lambda: not any(_alive(int(one.name)) for one in pids.iterdir()))


def _wait(done: object) -> None:
    until = time.monotonic() + 30
    while not done():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    except FileNotFoundError:
        return False
