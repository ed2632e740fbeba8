"""Files that were filed stay what they were: check reads them again."""

from __future__ import annotations

from pathlib import Path

from tests.clerk import begun

NOW = "2026-03-13T09:00"


def test_a_filed_paper_that_was_changed_or_is_gone_is_told(tmp_path: Path) -> None:
    clerk = begun(tmp_path)
    paper = clerk.office / "papers" / "signed.txt"
    paper.parent.mkdir()
    paper.write_bytes(b"signed\n")
    table = clerk.paper("attachments.csv", "file,medium\npapers/signed.txt,electronic\n")
    clerk.tell(f"2026-03-12T09:00 archive new --title 电梯年检报告 --retention-class lift --attachments {table} --by S-01")
    assert "ARCHIVE-HASH" not in clerk.codes(NOW)
    paper.write_bytes(b"signed \n")
    assert clerk.codes(NOW, "AR-20260312-001") == ["ARCHIVE-HASH"]
    paper.unlink()
    told = clerk.explained(NOW, "AR-20260312-001", "ARCHIVE-HASH")
    assert (told["verdict"], "papers/signed.txt" in told["sentence"]) == ("fail", True)


def test_a_unit_of_another_estate_is_told(tmp_path: Path) -> None:
    clerk = begun(tmp_path)
    clerk.tell("2026-03-12T09:00 unit new LS-1-101 --estate LS --building 1 --room 101")
    assert clerk.codes(NOW, "LS-1-101") == ["SCOPE-UNKNOWN-PROJECT"]
    assert clerk.codes(NOW, "QH-5-802") == []
