"""A clerk at a sample office for tests: gives real commands at stated moments and reads what comes back as JSON."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from repairctl import cli

ROOT = Path(__file__).resolve().parent.parent
STAFF = """
staff new S-01 --name 王敏 --role manager
staff new S-02 --name 周珺 --role desk
staff new S-11 --name 李强 --role technician --trades plumbing
staff new S-12 --name 赵军 --role technician --trades electric --certificates {papers}/certificates.csv
unit new QH-5-802 --estate QH --building 5 --room 802 --part private
unit new QH-1-303 --estate QH --building 1 --room 303 --part private
party new P-0802 --name 张静 --phone 13800006621 --unit QH-5-802 --relation owner
party new P-0303 --name 陈昇 --phone 13900001234 --unit QH-1-303 --relation owner
"""
CERTIFICATES = "kind,number,issued,valid_to,reviewed_at\n低压电工证,T3301061990,2023-05-02,2029-05-01,2026-04-20\n"


class Said(Struct, frozen=True):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Clerk(Struct, frozen=True):
    """Gives commands in an office. `tell` insists that each succeeds; `give` says how one ended."""

    office: Path

    def give(self, now: str, command: str | list[str], stdin: str = "", **environment: str) -> Said:
        """One command in this process: the same door as the console script's, its streams and surroundings put in place."""
        out, err = _stream(), _stream()
        with (
            contextlib.chdir(self.office),
            pytest.MonkeyPatch.context() as around,
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            for name, value in {"REPAIRCTL_NOW": now, "REPAIRCTL_LANG": "en", **environment}.items():
                around.setenv(name, value)
            around.setattr(sys, "stdin", _stream(stdin))
            code = cli.run(shlex.split(command) if isinstance(command, str) else command)
        return Said(code, _text(out), _text(err))

    def start(self, now: str, command: list[str]) -> subprocess.Popen[bytes]:
        """One command in a process of its own."""
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        surroundings = {**kept, "REPAIRCTL_NOW": now, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}
        program = [sys.executable, "-m", "repairctl", *command]
        return subprocess.Popen(program, cwd=self.office, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def tell(self, story: str) -> None:
        for line in filter(None, (one.strip() for one in story.splitlines())):
            now, _, command = line.partition(" ")
            said = self.give(now, command.format(papers=self.papers))
            assert said.code == 0, f"{line}\n{said.out}{said.err}"

    @property
    def papers(self) -> Path:
        return self.office.parent / "papers"

    def paper(self, name: str, text: str) -> Path:
        self.papers.mkdir(exist_ok=True)
        path = self.papers / name
        path.write_text(text, encoding="utf-8")
        return path

    def codes(self, as_of: str, *names: str) -> list[str]:
        """The codes of all findings but info, sorted; a code twice stands twice."""
        said = self.give(as_of, ["check", *names, "--json"])
        assert said.code in (0, 1, 5), said.err
        return sorted(one["code"] for one in said.json["findings"] if one["severity"] != "info")

    def explained(self, as_of: str, id: str, code: str) -> dict[str, Any]:
        """The one verdict under that code that applies."""
        said = self.give(as_of, ["explain", id, code, "--json"])
        assert said.code == 0, said.err
        verdicts = [one for one in said.json if one["verdict"] != "n/a"]
        assert len(verdicts) == 1, verdicts
        return dict(verdicts[0])

    def shown(self, as_of: str, id: str) -> Any:
        return self.give(as_of, ["show", id, "--json"]).json

    def git(self, *words: str) -> str:
        """What git says of the office."""
        return subprocess.run(["git", *words], cwd=self.office, capture_output=True, check=True, encoding="utf-8").stdout

    def file(self, id: str) -> Path:
        return next((self.office / "records").rglob(f"{id}.yaml"))


def begun(folder: Path) -> Clerk:
    """An office with its people and places."""
    said = Clerk(folder).give("2026-01-02T08:00", ["init", "office", "--name", "清和苑物业", "--estates", "QH=清和苑"])
    assert said.code == 0, said.err
    clerk = Clerk(folder / "office")
    clerk.paper("certificates.csv", CERTIFICATES)
    clerk.tell("\n".join(f"2026-01-02T08:30 {line}" for line in STAFF.splitlines() if line))
    return clerk


def _stream(text: str = "") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", errors="backslashreplace", write_through=True)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode("utf-8", "backslashreplace")  # type: ignore[attr-defined, no-any-return]
