"""A receipt tells what is still owed with its payment, and tells the same when it is printed again."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from repairctl import sheets
from tests import paper
from tests.reading import record

PART = """- {step: pay, at: 2026-03-10 10:05, by: S-01, amount: 100.00, method: cash}
- {step: pay, at: 2026-03-10 10:05, by: S-02, amount: 42.30, method: cash}
- {step: pay, at: 2026-03-11 09:00, by: S-01, amount: 200.00, method: cash}
"""


@pytest.mark.parametrize(("which", "owed"), [(1, "242.30"), (2, "200.00"), (3, "0.00")])
def test_each_receipt_tells_what_was_owed_after_it_though_more_was_paid_later(which: int, owed: str) -> None:
    head, _, _ = paper.BURST_PIPE.partition("- {step: pay,")
    shown = sheets.view("receipt", record(head + PART), replace(paper.around(), which=which))
    assert f"{shown['owed']:.2f}" == owed
