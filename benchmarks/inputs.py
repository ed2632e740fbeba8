"""How long reading one text takes, beside `datetime.fromisoformat` in the same run: each example of the language, and hostile texts.

    python benchmarks/inputs.py

Every round reads every text once; shown are medians of the slowest text of each sort.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from repairctl.inputs import Estate, Item, NotRead, Person, Place, PriceBook, line, party, person, place
from tests.input_examples import HOSTILE
from tests.input_readers import READERS

ROUNDS, REPEATS = 21, 20


def seconds(read: Callable[[], object]) -> float:
    begun = perf_counter()
    for _ in range(REPEATS):
        with suppress(NotRead):
            read()
    return (perf_counter() - begun) / REPEATS


def in_a_large_estate() -> Iterator[tuple[str, Callable[[str], str], Sequence[str]]]:
    """Readings among 3,000 units, as many owners, 200 members of staff and 500 prices."""
    rooms = [(building, floor * 100 + door) for building in range(1, 26) for floor in range(1, 31) for door in range(1, 5)]
    units = [Place(f"QH-{building}-{room}", "QH", str(building), "", str(room)) for building, room in rooms]
    owners = [Person(f"P-{n:04d}", f"陈{n}", phone=f"138{n:08d}", unit=one.id, relation="owner") for n, one in enumerate(units)]
    staff = [Person(f"S-{n}", f"李{n}") for n in range(200)]
    book = PriceBook(Item(f"pipe.{n}", f"水管{n}", f"pipe {n}", "m", Decimal("18.50")) for n in range(500))
    estate = Estate(units)
    yield "place", lambda text: place(text, estate), ["25-3004", "25幢3004室", "26-101", "大堂"]
    yield "person", lambda text: person(text, staff), ["S-199", "李199", "李", "钱"]
    yield "party", lambda text: party(text, owners, units[-1].id), ["P-2999", "户主", "陈2999", "2999", "13800002999", "钱"]
    yield "line", lambda text: line(text, book).title, ["水管499 3m", "管 3", "龙头 1"]


def main() -> None:
    floor = median(seconds(lambda: datetime.fromisoformat("2026-03-07T22:40")) for _ in range(ROUNDS))
    print(f"{'what is read':<13}  {'texts':>5}  {'slowest, µs':>11}  {'times fromisoformat':>19}  text")
    tables = [(name, read, [typed for typed, _ in rows] + list(HOSTILE)) for name, (read, rows) in READERS.items()]
    for name, read, texts in (*tables, *((f"{name}, large", read, texts) for name, read, texts in in_a_large_estate())):
        worst = max((median(seconds(partial(read, text)) for _ in range(ROUNDS)), text) for text in texts)
        print(f"{name:<13}  {len(texts):>5}  {worst[0] * 1e6:>11.1f}  {worst[0] / floor:>19.0f}  {worst[1][:40]}")


if __name__ == "__main__":
    main()
