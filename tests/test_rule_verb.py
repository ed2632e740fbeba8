"""`rule CODE` tells every rule that carries a code, and refuses one that none does."""

from __future__ import annotations

from pathlib import Path

from tests.clerk import begun

NOW = "2026-03-20T09:00"


def test_a_code_of_the_default_pack_is_told(tmp_path: Path) -> None:
    clerk = begun(tmp_path)
    told = clerk.give(NOW, "rule sla-arrive-late --json")
    assert told.code == 0, told.err
    for one in told.json:
        assert one["code"] == "SLA-ARRIVE-LATE" and one["basis"]
        line = (clerk.office / one["path"]).read_text(encoding="utf-8").splitlines()[one["line"] - 1]
        assert "SLA-ARRIVE-LATE" in line
    text = clerk.give(NOW, "rule SLA-ARRIVE-LATE")
    assert text.out.startswith("SLA-ARRIVE-LATE") and told.json[0]["path"] in text.out
    missing = clerk.give(NOW, "rule SLA-ARIVE-LATE")
    assert missing.code == 2 and "SLA-ARRIVE-LATE" in missing.err
