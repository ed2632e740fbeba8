"""`verify` of printed documents: unchanged, changed since, altered, of another template, unknown, of another clone; however they come in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from repairctl.actions import paper_claims, paper_search
from repairctl.actions.paper_claims import NoPaper
from repairctl.kinds import KINDS
from repairctl.office import find
from tests import paper
from tests.clerk import Clerk, Said, begun
from tests.terminal import terminal

NOW = "2026-03-09T09:00"
CALL = """
2026-03-07T22:40 report --unit QH-5-802 --description 厨房表后支管爆裂 --channel phone --reporter P-0802 --by S-01
2026-03-07T22:45 dispatch 1 --technician S-11 --by S-01
2026-03-08T10:00 report --unit QH-1-303 --description 客厅插座打火 --channel phone --reporter P-0303 --by S-01
2026-03-08T10:05 dispatch 1 --technician S-12 --by S-01
"""
AMEND = f"{NOW} amend 7-1 request.description=厨房总阀爆裂 --why 听错 --by S-01"
ID, NUMBER = "WO-20260307-001", "PG-20260307-001"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two orders on their way, the slip of the first printed; to be copied."""
    clerk = begun(tmp_path_factory.mktemp("told"))
    clerk.tell(CALL)
    assert clerk.give(NOW, "order print 7-1 dispatch --pdf").code == 0
    return clerk.office


@pytest.fixture
def clerk(told: Path, tmp_path: Path) -> Clerk:
    return Clerk(shutil.copytree(told, tmp_path / "office"))


@pytest.fixture
def code(clerk: Clerk) -> str:
    return str(json.loads((clerk.office / "private/printed" / f"{ID}.json").read_bytes())[0]["code"])


def verify(clerk: Clerk, *words: str) -> Said:
    return clerk.give(NOW, ["verify", *words])


def printed(clerk: Clerk, ending: str) -> str:
    return str(next((clerk.office / "out").glob(f"*{ending}")))


# ------------------------------------------------------------------ how a paper comes in


@pytest.mark.parametrize(
    "words",
    [
        "{code}",
        "{number} {code}",
        "{code} {id}",
        "校验 {code}",
        "repairctl\n{number}\n{id}\n{code}\n0123456789ab",
        "repairctl {number} {id} {code} -",
        "ＰＧ－２０２６０３０７－００１ {wide}",
    ],
)
def test_a_paper_that_is_true_is_unchanged_however_it_is_said(clerk: Clerk, code: str, words: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    said = verify(clerk, words.format(code=code, id=ID, number=NUMBER, wide=wide))
    assert said.code == 0 and "Unchanged" in said.out and ID in said.out and code in said.out, said


@pytest.mark.parametrize("ending", [".pdf", ".html", ".manifest.json"])
def test_a_file_of_ours_says_itself_what_it_is(clerk: Clerk, ending: str) -> None:
    said = verify(clerk, printed(clerk, ending))
    assert said.code == 0 and "Unchanged" in said.out
    assert ("byte for byte" in said.out) == (ending != ".manifest.json")


def test_the_text_of_a_qr_code_may_come_in_a_file(clerk: Clerk, code: str) -> None:
    (clerk.office / "qr.txt").write_text(f"repairctl\n{NUMBER}\n{ID}\n{code}\nabc\n")
    assert verify(clerk, "qr.txt").code == 0


@pytest.mark.parametrize("words", ["nothing", "", "12345-67890", "3f9a07c1", "3f9a-07cg", "nowhere.pdf"])
def test_what_is_no_paper_is_refused_with_an_example(clerk: Clerk, words: str) -> None:
    said = verify(clerk, words)
    assert said.code == 2 and said.out == ""


def test_a_pdf_that_says_nothing_of_itself_is_refused(clerk: Clerk) -> None:
    (clerk.office / "strange.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")
    assert verify(clerk, "strange.pdf").code == 2


def test_a_number_means_its_document_and_of_entries_its_entry(clerk: Clerk) -> None:
    office = find(clerk.office, 29_000_000)
    claim = paper_claims.in_text(office, f"{NUMBER} 3f9a-07c1")
    assert (claim.kind, claim.id, claim.document, claim.which) == (KINDS["order"], ID, "dispatch", 0)
    with pytest.raises(NoPaper):
        paper_claims.in_text(office, NUMBER)


# ------------------------------------------------------------------ what is found


def test_what_was_changed_since_is_told_with_field_commit_and_person(clerk: Clerk, code: str) -> None:
    before = clerk.git("rev-parse", "HEAD").strip()
    clerk.tell(AMEND)
    said = clerk.give(NOW, ["verify", NUMBER, code, "--json"])
    told = said.json
    assert said.code == 1 and told["result"] == "changed" and told["id"] == ID
    assert told["commit"] in clerk.git("log", "--format=%H", before).split()
    (since,) = told["since"]
    assert since["commit"] == clerk.git("rev-parse", "HEAD").strip() and since["by"]
    assert since["moved"] == [{"path": "request.description", "was": "厨房表后支管爆裂", "now": "厨房总阀爆裂"}]
    lines = verify(clerk, printed(clerk, ".pdf")).out
    assert "厨房表后支管爆裂 -> 厨房总阀爆裂" in lines and "byte for byte" in lines


def test_a_step_that_the_paper_does_not_tell_of_changes_nothing(clerk: Clerk, code: str) -> None:
    clerk.tell(f"{NOW} note 7-1 --text 业主再催 --by S-01")
    assert verify(clerk, code).code == 0


def test_a_change_by_hand_that_is_not_recorded_is_told_as_one(clerk: Clerk, code: str) -> None:
    path = clerk.file(ID)
    path.write_text(path.read_text(encoding="utf-8").replace("表后支管", "总阀"), encoding="utf-8")
    said = verify(clerk, code)
    assert said.code == 1 and "not recorded yet" in said.out


def test_what_was_changed_and_put_back_is_unchanged(clerk: Clerk, code: str) -> None:
    clerk.tell(f"{AMEND}\n{NOW} amend 7-1 request.description=厨房表后支管爆裂 --why 又听错 --by S-01")
    assert verify(clerk, NUMBER, code).code == 0


def test_a_file_whose_text_was_altered_is_found_out_line_by_line(clerk: Clerk) -> None:
    path = Path(printed(clerk, ".html"))
    path.write_text(path.read_text(encoding="utf-8").replace("厨房表后支管爆裂", "厨房好好的"), encoding="utf-8")
    said = verify(clerk, str(path))
    assert said.code == 1 and "altered" in said.out and "厨房好好的" in said.out and "厨房表后支管爆裂" in said.out


def test_a_pdf_made_of_altered_text_is_found_out_although_it_says_it_is_ours(clerk: Clerk) -> None:
    from datetime import date

    from repairctl.edges import pdf

    html = Path(printed(clerk, ".html")).read_text(encoding="utf-8")
    forged = pdf.pdf(html.replace("厨房表后支管爆裂", "厨房好好的"), date(2026, 3, 9), NUMBER)
    (clerk.office / "forged.pdf").write_bytes(forged)
    said = verify(clerk, "forged.pdf")
    assert said.code == 1 and "altered" in said.out and "厨房好好的" in said.out


def test_a_file_is_compared_without_what_was_noted_when_it_was_printed(clerk: Clerk) -> None:
    shutil.rmtree(clerk.office / "private/printed")
    said = verify(clerk, printed(clerk, ".pdf"))
    assert said.code == 0 and "byte for byte" in said.out


def test_another_template_is_told_with_the_commit_that_brought_it(clerk: Clerk) -> None:
    house = clerk.office / "templates" / "_house.html.j2"
    text = (paper.TEMPLATES / "_house.html.j2").read_text(encoding="utf-8")
    house.parent.mkdir(exist_ok=True)
    house.write_text(text.replace("#1f3a5f", "#000000"), encoding="utf-8")
    clerk.git("add", ".")
    clerk.git("commit", "-qm", "black")
    said = verify(clerk, printed(clerk, ".pdf"))
    assert said.code == 0 and "Other template" in said.out and clerk.git("rev-parse", "HEAD")[:12] in said.out


def test_a_code_that_no_state_has_is_unknown(clerk: Clerk) -> None:
    for words in (["1234-abcd"], [NUMBER, "1234-abcd"], ["WO-20260307-099", "1234-abcd"]):
        said = verify(clerk, *words)
        assert said.code == 3 and "Unknown" in said.out


def test_a_paper_of_a_commit_that_is_not_here_cannot_be_judged(clerk: Clerk) -> None:
    said = verify(clerk, f"repairctl\n{NUMBER}\n{ID}\n1234-abcd\n0123456789ab")
    assert said.code == 5 and "0123456789ab" in said.out


def test_a_record_that_was_taken_out_is_told(clerk: Clerk, code: str) -> None:
    clerk.git("rm", "-q", str(clerk.file(ID).relative_to(clerk.office)))
    clerk.git("commit", "-qm", "away")
    said = verify(clerk, code)
    assert said.code == 3 and "gone" in said.out


def test_a_code_alone_is_sought_in_what_all_records_say_now(clerk: Clerk, code: str) -> None:
    shutil.rmtree(clerk.office / "private/printed")
    assert verify(clerk, code).code == 0
    clerk.tell(AMEND)
    said = verify(clerk, code)
    assert said.code == 3 and "With the number" in " ".join(said.out.split())
    assert verify(clerk, NUMBER, code).code == 1


def test_every_document_of_a_merged_file_is_verified_and_the_gravest_counts(clerk: Clerk) -> None:
    assert clerk.give(NOW, "order print 7-1 8-1 dispatch --merge --pdf").code == 0
    clerk.tell(AMEND)
    for path in (clerk.office / "out").glob("派工单_WO*"):
        said = verify(clerk, str(path))
        assert said.code == 1 and said.out.count("Unchanged") == 1 and said.out.count("Changed since") == 1, path


def test_codes_are_those_that_stand_on_the_papers(clerk: Clerk, code: str) -> None:
    from repairctl.actions.working import Working

    record = Working(find(clerk.office, 29_600_000)).load(KINDS["order"], ID).record
    assert (code, "dispatch", 0) in set(paper_search.codes(record))


def test_an_attestation_is_still_reckoned_again(clerk: Clerk) -> None:
    assert clerk.give(NOW, "check --attest -o ../attestation.json").code in (0, 1, 5)
    assert "The same." in clerk.give(NOW, "verify ../attestation.json").out


def test_hostile_text_of_a_record_moves_no_cursor(clerk: Clerk, code: str) -> None:
    clerk.give(NOW, ["amend", "7-1", "request.description=a\x1b[31mb\x07", "--why", "x", "--by", "S-01"])
    said = verify(clerk, code)
    assert "\x1b" not in said.out and "\x07" not in said.out


def test_a_search_shows_how_far_it_has_come_only_where_it_takes_long(clerk: Clerk) -> None:
    one = terminal(clerk.office, ["verify", "1234-abcd"], NOW)
    assert one.end() == 3 and "[#" not in one.screen
