"""A disk that fails at the n-th call: the library of `tests/faults`, built where there is a compiler, and a desk that works under it."""

from __future__ import annotations

import json
import mmap
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from msgspec import Struct

from tests.clerk import ROOT, Said

SOURCE = Path(__file__).parent / "faults" / "faults.c"
SIZE = 64
COUNT, AT, HOW, FLAGS, LOGGED, STRUCK = 0, 8, 16, 24, 32, 40
SHORT, END = -1, -2
FROM_THERE_ON = 1
EVERY_POINT = "EVERY_POINT" in os.environ
"""Whether the slow tests strike at every call, and not at one in some: an hour instead of minutes."""


class Disk(Struct, frozen=True):
    """What the library shares with us: how many calls there were, at which to strike, and how (an errno, SHORT or END)."""

    map: mmap.mmap
    log: Path

    def set(self, at: int, how: int, flags: int = 0) -> None:
        """Begins to count anew; 0 = never strikes."""
        self.map[:SIZE] = struct.pack("=5q24x", 0, at, how, flags, 0)

    @property
    def count(self) -> int:
        return int(struct.unpack_from("=q", self.map, COUNT)[0])

    @property
    def struck(self) -> str:
        """The call that was struck; '' where none was."""
        return bytes(self.map[STRUCK:SIZE]).partition(b"\0")[0].decode()


class Desk(Struct, frozen=True):
    """A process with the library, which gives commands in children; `office` is the only folder that is watched."""

    process: subprocess.Popen[str]
    disk: Disk
    office: Path

    def give(self, now: str, words: str) -> Said:
        """How a command ended; code -9: it was killed."""
        asked, told = self.process.stdin, self.process.stdout
        assert asked and told
        asked.write(json.dumps([str(self.office), now, words]) + "\n")
        asked.flush()
        code, out, err = json.loads(told.readline())
        return Said(code, out, err)

    def struck(self, now: str, words: str, at: int, how: int, flags: int = 0) -> Said:
        """How a command ended whose n-th call was struck."""
        self.disk.set(at, how, flags)
        try:
            return self.give(now, words)
        finally:
            self.disk.map[AT:FLAGS] = bytes(FLAGS - AT)


def built(folder: Path) -> Path:
    """The library. Skips the test where it cannot be built."""
    compiler = shutil.which("cc")
    if sys.platform != "linux" or compiler is None:
        pytest.skip("needs Linux and a C compiler, cc")
    library = folder / "faults.so"
    line = [compiler, "-O2", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"cc cannot build it: {done.stderr[:300]}")
    return library


@contextmanager
def desk(folder: Path, *, logging: bool = False) -> Iterator[Desk]:
    """A desk whose office will lie in `folder / town / office`."""
    library, shared, log = built(folder), folder / "shared", folder / "log"
    shared.write_bytes(bytes(SIZE))
    log.mkdir()
    office = (folder / "town" / "office").resolve()
    around = {"LD_PRELOAD": str(library), "FAULTS_MAP": str(shared), "FAULTS_BELOW": str(office), "PYTHONPATH": str(ROOT)}
    more = {"FAULTS_LOG": str(log)} if logging else {}
    with open(shared, "r+b") as file, mmap.mmap(file.fileno(), SIZE) as held:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faulty_desk"],
            cwd=ROOT,
            env={**os.environ, **around, **more},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        with process:
            yield Desk(process, Disk(held, log), office)
            _closed(process.stdin)


def _closed(pipe: IO[str] | None) -> None:
    if pipe:
        pipe.close()
