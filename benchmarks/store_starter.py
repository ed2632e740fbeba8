"""Starts commands and says what each used. A small process: Linux counts the memory of whoever starts a program as that program's.

A line of JSON in (command, at, environment, out, err), a line of JSON out (code, seconds, processor seconds, kB at most).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from time import perf_counter


def main() -> None:
    """Until there is no more to start."""
    for line in sys.stdin:
        command, at, environment, out, err = json.loads(line)
        with open(out, "wb") as stdout, open(err, "wb") as stderr:
            begun = perf_counter()
            process = subprocess.Popen(command, cwd=at, env=environment, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
            _, status, used = os.wait4(process.pid, 0)
            wall = perf_counter() - begun
            process.returncode = os.waitstatus_to_exitcode(status)
        print(json.dumps([process.returncode, wall, used.ru_utime + used.ru_stime, used.ru_maxrss]), flush=True)


if __name__ == "__main__":
    main()
