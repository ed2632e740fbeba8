"""A program: gives each command that it reads, in a child of its own, and tells how it ended. It is started with the library of faults."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tests.children import command, said


def main() -> None:
    for line in sys.stdin:
        office, now, words = json.loads(line)
        one = command(Path(office), now, words)
        done = said(one)
        killed = os.WIFSIGNALED(one.status)
        print(json.dumps([done.code, done.out, done.err] if done else [-9 if killed else 70, "", ""]), flush=True)


if __name__ == "__main__":
    main()
