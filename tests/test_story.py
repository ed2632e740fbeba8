"""The story of a log: order, what was taken back, where it jumps."""

from __future__ import annotations

from itertools import permutations

import pytest

from repairctl import story
from repairctl.kinds import KINDS
from repairctl.model import Entry
from tests.reading import read

ORDER = KINDS["order"]


def log(*steps: tuple[str, int] | tuple[str, int, dict[str, object]]) -> list[Entry]:
    """Entries in file order, all by S-01."""
    return [Entry(one[0], one[1], "S-01", place, one[2] if len(one) > 2 else {}) for place, one in enumerate(steps)]  # type: ignore[arg-type]


def told(*steps: tuple[str, int] | tuple[str, int, dict[str, object]]) -> story.Story:
    return story.tell(ORDER, log(*steps))


def back(step: str, at: int) -> dict[str, object]:
    return {"what": step, "of": at, "whose": "S-01"}


def test_the_status_is_where_the_story_ends() -> None:
    assert told(("report", 0), ("triage", 4), ("dispatch", 5), ("arrive", 25)).status == "in_progress"


def test_entries_are_told_by_moment_and_keep_their_order_within_a_minute() -> None:
    late = told(
        ("report", 0), ("triage", 4), ("dispatch", 5), ("arrive", 25), ("restore", 130), ("finish", 130), ("accept", 130), ("contain", 40)
    )
    assert [entry.step for entry in late.entries][4:] == ["contain", "restore", "finish", "accept"]
    assert late.jumps == ()


def test_three_events_of_one_minute_in_another_order_jump() -> None:
    walk = [("report", 0), ("dispatch", 5), ("arrive", 25)]
    jumps = {names: len(told(*walk, *((name, 130) for name in names)).jumps) for names in permutations(("finish", "accept", "follow_up"))}
    assert jumps[("finish", "accept", "follow_up")] == 0
    assert jumps[("accept", "finish", "follow_up")] == 2


def test_a_retracted_entry_is_not_in_the_story() -> None:
    assert told(("report", 0), ("triage", 4), ("retract", 9, back("triage", 4))).status == "registered"


def test_a_retract_can_be_taken_back() -> None:
    again = told(("report", 0), ("triage", 4), ("retract", 9, back("triage", 4)), ("retract", 10, back("retract", 9)))
    assert again.status == "triaged"


def test_a_retract_names_the_latest_entry_before_it() -> None:
    anew = log(("report", 0), ("triage", 4), ("retract", 9, back("triage", 4)), ("triage", 4))
    assert story.taken_back(anew) == {1}


def test_resume_goes_back_to_where_the_hold_began() -> None:
    planned = (("report", 0), ("triage", 1), ("plan", 2), ("hold", 3))
    assert told(*planned).status == "on_hold"
    assert told(*planned, ("resume", 4)).status == "planned"
    assert told(("report", 0), ("dispatch", 1), ("arrive", 2), ("hold", 3), ("resume", 4)).status == "in_progress"


def test_a_jump_leads_where_the_step_leads() -> None:
    jump = told(("report", 0), ("triage", 1), ("arrive", 2))
    assert [entry.step for entry in jump.jumps] == ["arrive"]
    assert jump.status == "in_progress"


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.opens], ids=lambda kind: kind.name)
def test_every_status_can_be_reached(kind) -> None:  # type: ignore[no-untyped-def]
    reached, frontier = {""}, {""}
    while frontier:
        ends = {end for status in frontier for step in kind.steps for end in [step.moves.get(status)] if end}
        frontier = {end for end in ends if end not in story_marks()} - reached
        reached |= frontier
    assert reached - {""} == {key for key, _ in kind.statuses}


def story_marks() -> tuple[str, str]:
    from repairctl.model import BACK, STAY

    return STAY, BACK


def test_an_entry_that_was_taken_back_may_stand_there_again_and_only_what_counts_stands_twice() -> None:
    told = "- {step: report, at: '2026-03-07T22:40', by: S-01}\n- {step: triage, at: '2026-03-07T22:44', by: S-01, priority: P1}\n"
    again = told.splitlines()[1] + "\n"
    back = "- {step: retract, at: '2026-03-07T22:50', by: S-01, what: triage, of: '2026-03-07T22:44', whose: S-01}\n"
    assert [fault.code for fault in read(f"log:\n{told}{back}{again}")[1]] == []
    assert [fault.code for fault in read(f"log:\n{told}{again}")[1]] == ["LOG-TWICE"]
