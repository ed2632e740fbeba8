"""`list --as-of` through the index says what reading every record would say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from repairctl import office as offices
from repairctl.actions import index_rows, listing, reading
from repairctl.kinds import KINDS
from repairctl.model import Plain, Record
from repairctl.office import Office
from repairctl.texts import moment, moment_text

ORDER = KINDS["order"]
HEAD = """kind: order
id: {id}
status: registered

place:
  unit: QH-5-802

request:
  description: {words}
  urgency: {urgency}

log:
"""
ENTRIES = {
    "report": "",
    "triage": "  priority: {priority}\n",
    "dispatch": "  technician: S-11\n",
    "arrive": "",
    "hold": "  reason: 待料\n",
    "finish": "  work_done: 换\n",
    "cancel": "  reason: 重复\n",
    "amend": "  field: request.urgency\n  was: {urgency}\n",
}
FIRST = 29_500_000


@st.composite
def orders(draw: st.DrawFn) -> dict[str, str]:
    """Orders whose steps are entered in any order, at minutes that meet; by ID the text of the file."""
    found = {}
    for number in range(1, draw(st.integers(1, 5)) + 1):
        id = f"WO-20260307-{number:03d}"
        urgency = st.sampled_from(["emergency", "urgent", "routine"])
        text = HEAD.format(id=id, words=draw(st.sampled_from(["漏水", "断电"])), urgency=draw(urgency))
        for step in ["report", *draw(st.lists(st.sampled_from(list(ENTRIES)), max_size=5))]:
            at = moment_text(FIRST + draw(st.integers(0, 6)), ZoneInfo("Asia/Shanghai"))
            filled = ENTRIES[step].format(priority=draw(st.sampled_from(["P1", "P3"])), urgency=draw(urgency))
            text += f"- step: {step}\n  at: {at}\n  by: S-01\n{filled}\n"
        found[id] = text
    return found


ASKED: list[dict[str, str]] = [
    {},
    {"urgency": "urgent"},
    {"priority": "P1"},
    {"status": "dispatched"},
    {"description": "漏"},
    {"technician": "S-11"},
]


def read_all(office: Office, filters: Mapping[str, str], everything: bool) -> Iterator[Mapping[str, Plain]]:
    """The rows by reading every record, without any index."""
    for record in reading.records(office, ORDER):
        row = {"id": record.id, "status": record.status, **{name: index_rows.cell(record, at) for name, at in ORDER.columns.items()}}
        begun = bool(record.log)
        if (
            begun
            and (everything or "status" in filters or not _ended(record))
            and all(_fits(row[name], name, text) for name, text in filters.items())
        ):
            yield row


def _ended(record: Record) -> bool:
    return record.status in record.kind.ended


def _fits(held: Plain, name: str, text: str) -> bool:
    return text in str(held) if name == "description" else held == text


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None)
@given(orders(), st.integers(-1, 8), st.sampled_from(ASKED), st.booleans(), st.sampled_from(["", "reported_at", "-urgency"]))
@pytest.mark.slow
def test_a_list_as_of_a_moment_is_what_reading_every_record_says(
    tmp_path_factory: pytest.TempPathFactory, texts: dict[str, str], minute: int, filters: dict[str, str], everything: bool, sort: str
) -> None:
    office = in_folder(tmp_path_factory.mktemp("office"), texts, FIRST + minute)
    told = listing.listed(office, "order", listing.Asked(filters, sort, 0, everything))
    wanted = list(read_all(office, filters, everything))
    assert sorted(map(dict, told.rows), key=repr) == sorted(map(dict, wanted), key=repr)
    assert told.total == len(wanted)
    if sort:
        keys = [row[sort.lstrip("-")] for row in told.rows]
        assert keys == sorted(keys, key=lambda one: (one is None, str(one)), reverse=sort.startswith("-"))


def in_folder(root: Path, texts: dict[str, str], as_of: int) -> Office:
    (root / "office.yaml").write_text("name: x\n", encoding="utf-8")
    (root / "records/orders/2026/03").mkdir(parents=True)
    for id, text in texts.items():
        (root / f"records/orders/2026/03/{id}.yaml").write_text(text, encoding="utf-8")
    office = offices.find(root, moment("2026-06-01T08:00", ZoneInfo("Asia/Shanghai")))
    return replace(office, as_of=as_of)
