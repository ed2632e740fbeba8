"""How long reading one text takes, beside `datetime.fromisoformat` in the same run: each example of the language, and hostile texts.

    python benchmarks/inputs.py

Every round reads every text once; shown are medians of the slowest text of each sort.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from repairctl.inputs import NotRead
from tests.test_input_language import READERS

ROUNDS, REPEATS = 21, 20
SIGNS = "1-: 年月点前.#元5周x"
PIECES = ("3月", "1小时", "今天", "晚上", "其他:", "1-", "上周")
HOSTILE = (*(sign * 40 for sign in SIGNS), *((piece * 40)[:40] for piece in PIECES), "1" * 20 + "-" * 20)


def seconds(read: Callable[[], object]) -> float:
    begun = perf_counter()
    for _ in range(REPEATS):
        with suppress(NotRead):
            read()
    return (perf_counter() - begun) / REPEATS


def main() -> None:
    floor = median(seconds(lambda: datetime.fromisoformat("2026-03-07T22:40")) for _ in range(ROUNDS))
    print(f"{'what is read':<12}  {'texts':>5}  {'slowest, µs':>11}  {'times fromisoformat':>19}  text")
    for name, (read, rows) in READERS.items():
        texts = [typed for typed, _ in rows] + list(HOSTILE)
        worst = max((median(seconds(partial(read, text)) for _ in range(ROUNDS)), text) for text in texts)
        print(f"{name:<12}  {len(texts):>5}  {worst[0] * 1e6:>11.1f}  {worst[0] / floor:>19.0f}  {worst[1][:40]}")


if __name__ == "__main__":
    main()
