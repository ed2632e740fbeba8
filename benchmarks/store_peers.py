"""The same orders in the formats of other tools that keep records in files, written directly; each is left out where it cannot be had.

Taskwarrior, hledger and pass by apt; todoman and khal by pip, into an environment of their own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from benchmarks.corpus import ENDED
from benchmarks.corpus_orders import FIRST, Order
from benchmarks.store_runs import HERE

APT = {"task": "taskwarrior", "hledger": "hledger", "pass": "pass"}
PIP = {"todo": "todoman", "khal": "khal"}


class Peers(NamedTuple):
    """The programs that are there, and why the others are not."""

    programs: Mapping[str, str]
    missing: Mapping[str, str]
    folder: Path

    def environment(self, name: str) -> Mapping[str, str]:
        """What the program must be told so that it finds its data."""
        return {
            "TASKRC": str(self.folder / "task/taskrc"),
            "XDG_CONFIG_HOME": str(self.folder / name / "config"),
            "XDG_DATA_HOME": str(self.folder / name / "data"),
            "XDG_CACHE_HOME": str(self.folder / name / "cache"),
            "PASSWORD_STORE_DIR": str(self.folder / "pass/store"),
            "GNUPGHOME": str(self.folder / "pass/gnupg"),
            "HOME": str(self.folder),
        }


def installed(folder: Path) -> Peers:
    """Installs what is missing, where that is allowed."""
    programs: dict[str, str] = {}
    missing: dict[str, str] = {}
    for name, package in APT.items():
        if not shutil.which(name) and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
            subprocess.run(["apt-get", "install", "-y", "-q", package], capture_output=True, check=False)
        found = shutil.which(name)
        (programs if found else missing)[name] = found or f"{package} is not here: apt install {package}"
    for name, package in PIP.items():
        found = shutil.which(name) or shutil.which(name, path=str(folder / "venv/bin")) or _by_pip(folder / "venv", name, package)
        (programs if found else missing)[name] = found or f"{package} is not here: pip install {package}"
    return Peers(programs, missing, folder)


def _by_pip(venv: Path, name: str, package: str) -> str | None:
    for command in ([sys.executable, "-m", "venv", str(venv)], [str(venv / "bin/pip"), "install", "-q", package]):
        if shutil.which(command[0]):
            subprocess.run(command, capture_output=True, check=False)
    return shutil.which(name, path=str(venv / "bin"))


def write(peers: Peers, orders: Sequence[Order]) -> None:
    """Writes the data of every peer that is there, instead of what a run left that was ended."""
    for name in ("task", *PIP, "hledger"):
        shutil.rmtree(peers.folder / name, ignore_errors=True)
    if "task" in peers.programs:
        _taskwarrior(peers.folder / "task", orders)
    if "todo" in peers.programs:
        _todoman(peers.folder / "todo", orders)
    if "khal" in peers.programs:
        _khal(peers.folder / "khal", orders)
    if "hledger" in peers.programs:
        _hledger(peers.folder / "hledger", orders)


def uuid_of(number: int) -> str:
    """The UUID under which an order goes where a peer wants one."""
    return str(UUID(int=(0x4000_8000 << 64) + number + 1, version=4))


def _clock(minute: int) -> datetime:
    return datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) - timedelta(hours=8) + timedelta(minutes=minute)


def _taskwarrior(folder: Path, orders: Sequence[Order]) -> None:
    (folder / "data").mkdir(parents=True)
    settings = ("confirmation=no", "verbose=nothing", "color=off", "defaultwidth=200", "detection=off", "uda.technician.type=string")
    (folder / "taskrc").write_text("\n".join((f"data.location={folder}/data", *settings, "uda.technician.label=Technician", "")))
    files: dict[str, list[str]] = {"pending": [], "completed": []}
    for number, one in enumerate(orders):
        done = one.status in ENDED
        entry = int(_clock(one.reported).timestamp())
        said = {"description": f"{one.id} {one.description}", "entry": entry, "project": one.unit, "technician": one.technician}
        told = {**said, **({"end": entry + 90_000} if done else {}), "status": "completed" if done else "pending", "uuid": uuid_of(number)}
        files["completed" if done else "pending"].append("[" + " ".join(f'{key}:"{value}"' for key, value in told.items()) + "]\n")
    for name, lines in files.items():
        (folder / f"data/{name}.data").write_text("".join(lines), encoding="utf-8")


def _todoman(folder: Path, orders: Sequence[Order]) -> None:
    items, config = folder / "items/orders", folder / "config/todoman/config.py"
    items.mkdir(parents=True)
    config.parent.mkdir(parents=True)
    said = {"path": f"{items.parent}/*", "cache_path": f"{folder}/cache.sqlite3", "default_list": "orders", "date_format": "%Y-%m-%d"}
    config.write_text("".join(f'{name} = "{value}"\n' for name, value in said.items()))
    for number, one in enumerate(orders):
        stamp = f"{_clock(one.reported):%Y%m%dT%H%M%SZ}"
        done = f"STATUS:COMPLETED\r\nCOMPLETED:{stamp}" if one.status in ENDED else "STATUS:NEEDS-ACTION"
        fields = (f"SUMMARY:{one.id} {one.description}", f"CATEGORIES:{one.unit},{one.technician}", done)
        _ics(items / f"{one.id}.ics", "VTODO", uuid_of(number), stamp, fields)


def _khal(folder: Path, orders: Sequence[Order]) -> None:
    items, config = folder / "items/orders", folder / "config/khal/config"
    items.mkdir(parents=True)
    config.parent.mkdir(parents=True)
    shapes = {"time": "%H:%M", "date": "%Y-%m-%d", "longdate": "%Y-%m-%d", "datetime": "%Y-%m-%d %H:%M", "longdatetime": "%Y-%m-%d %H:%M"}
    zones = [f"{which}_timezone = Asia/Shanghai" for which in ("local", "default")]
    lines = ("[calendars]", "[[orders]]", f"path = {items}", "[sqlite]", f"path = {folder}/khal.db", "[locale]", *zones)
    config.write_text("\n".join((*lines, *(f"{name}format = {shape}" for name, shape in shapes.items()), "")))
    for number, one in enumerate(orders):
        begin = _clock(one.reported)
        fields = (
            f"DTSTART:{begin:%Y%m%dT%H%M%SZ}",
            f"DTEND:{begin + timedelta(minutes=30):%Y%m%dT%H%M%SZ}",
            f"SUMMARY:{one.id} {one.description}",
            f"LOCATION:{one.unit}",
        )
        _ics(items / f"{one.id}.ics", "VEVENT", uuid_of(number), f"{begin:%Y%m%dT%H%M%SZ}", fields)


def _ics(path: Path, sort: str, uid: str, stamp: str, fields: Sequence[str]) -> None:
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//benchmark//EN",
        f"BEGIN:{sort}",
        f"UID:{uid}",
        f"DTSTAMP:{stamp}",
        f"CREATED:{stamp}",
    )
    text = "\r\n".join(fold for line in (*lines, *fields, f"END:{sort}", "END:VCALENDAR", "") for fold in _folded(line))
    path.write_bytes(text.encode())


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 bytes, as the format wants them."""
    while len(line.encode()) > 75:
        cut = len(line.encode()[:74].decode(errors="ignore"))
        yield line[:cut]
        line = f" {line[cut:]}"
    yield line


def _hledger(folder: Path, orders: Sequence[Order]) -> None:
    folder.mkdir(parents=True)
    with open(folder / "orders.journal", "w", encoding="utf-8") as journal:
        for one in orders:
            day = FIRST + timedelta(days=one.reported // 1440)
            mark = "*" if one.status in ENDED else "!"
            journal.write(f"{day} {mark} ({one.id}) {one.description}  ; unit:{one.unit}, technician:{one.technician}\n")
            journal.write("    receivable  80.00 CNY\n    income\n\n")


# ------------------------------------------------------------------ pass


def passwords(peers: Peers, entries: int) -> str:
    """A store of so many entries in git, under a key of its own; '' or why there is none."""
    folder, environment = peers.folder / "pass", {**HERE, **peers.environment("pass")}
    if (folder / "written").exists():
        return ""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "gnupg").mkdir(parents=True, mode=0o700)
    key = folder / "key"
    curves = ("Key-Type: eddsa", "Key-Curve: ed25519", "Subkey-Type: ecdh", "Subkey-Curve: cv25519")
    key.write_text("\n".join(("%no-protection", *curves, "Name-Email: desk@example.org", "")))
    for command in (
        f"gpg --batch --quiet --gen-key {json.dumps(str(key))}",
        "pass init desk@example.org",
        "pass git init",
        "echo first | pass insert --echo pattern",
    ):
        done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            return f"{command.split()[0]} ended with {done.returncode}: {' '.join(done.stderr.split())[:100]}"
    store = folder / "store"
    pattern = (store / "pattern.gpg").read_bytes()
    for number in range(entries):
        place = store / f"orders/{number // 10_000}/{number // 800 % 100:02}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number}.gpg").write_bytes(pattern)
    for command in ("git add -A", "git commit -qm many"):
        subprocess.run(["sh", "-c", command], cwd=store, env=environment, capture_output=True, check=True)
    (folder / "written").touch()
    return ""


def done_with(peers: Peers) -> None:
    """Ends the agent that gpg has started for the store."""
    if (peers.folder / "pass/gnupg").exists() and shutil.which("gpgconf"):
        subprocess.run(["gpgconf", "--kill", "gpg-agent"], env={**HERE, **peers.environment("pass")}, capture_output=True, check=False)
