"""A seal says what anybody can reckon again, and its short form can be said over the telephone."""

from __future__ import annotations

import subprocess
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from repairctl.checks import seals
from repairctl.checks.seals import SIGNS, Seal
from tests.clerk import begun

SEAL = Seal(
    "清和苑物业",
    "2026-03-31T18:00:00+08:00",
    "S-01",
    "1503c790f5" * 4,
    12,
    {"order": 3, "unit": 9},
    "ab" * 32,
    "seal/2026-03-30",
    "cd" * 32,
)
commits = st.text("0123456789abcdef", min_size=40, max_size=40)


def test_a_seal_is_read_from_its_own_text_and_from_no_other() -> None:
    assert seals.read(SEAL.text()) == SEAL
    assert seals.read(SEAL.text().replace("records: 12", "records: 13")) is None
    assert seals.read("repairctl seal\n") is None
    assert seals.read("") is None


def test_a_first_seal_follows_none() -> None:
    first = Seal("x", "2026-03-31T18:00:00+08:00", "", "a" * 40, 0, {}, "b" * 64)
    assert seals.read(first.text()) == first


@given(commits, st.integers(0, 10**6), st.booleans())
def test_a_short_form_is_known_however_it_is_typed(commit: str, n: int, lower: bool) -> None:
    short = seals.short_of(commit, n, "ab" * 32)
    spoken = short.replace("-", " ").replace("0", "O").replace("1", "l")
    assert seals.typed(f"2026-03-31 {spoken.lower() if lower else spoken}") == (short, "2026-03-31")
    assert seals.typed(short) == (short, "")
    assert short.startswith(seals.hint_of(commit))


@given(commits, st.data())
def test_a_sign_misheard_or_two_turned_round_are_noticed(commit: str, data: st.DataObject) -> None:
    signs = seals.short_of(commit, 7, "ab" * 32).replace("-", "")
    place = data.draw(st.integers(0, len(signs) - 3))
    other = data.draw(st.sampled_from(SIGNS))
    wrong = signs[:place] + other + signs[place + 1 :]
    turned = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
    assert (seals.typed(wrong) is None) == (other != signs[place])
    assert place == len(signs) - 3 or (seals.typed(turned) is None) == (turned != signs)


def test_the_digest_is_reckoned_by_hand_as_the_page_says(tmp_path: Path) -> None:
    clerk = begun(tmp_path)
    told = clerk.give("2026-03-31T18:00", "seal --json").json
    empty = tmp_path / "empty"
    empty.mkdir()
    command = (
        f"git -c core.autocrlf=false archive {told['commit']} records | tar -x -C {empty} && cd {empty} && "
        "find records -type f | LC_ALL=C sort | tr '\\n' '\\0' | xargs -0 sha256sum | tee ../listing | sha256sum"
    )
    done = subprocess.run(["sh", "-c", command], cwd=clerk.office, capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == told["digest"]
    assert len((tmp_path / "listing").read_text().splitlines()) == told["records"] == sum(told["kinds"].values()) == 8


def test_two_seals_of_a_day_have_names_of_their_own_and_the_second_names_the_first(tmp_path: Path) -> None:
    clerk = begun(tmp_path)
    first, second = (clerk.give(f"2026-03-31T18:0{n}", "seal --json").json for n in (0, 1))
    assert (first["name"], second["name"], second["previous"]) == ("seal/2026-03-31", "seal/2026-03-31.2", "seal/2026-03-31")
    assert first["short"] == second["short"]


def test_what_is_not_recorded_is_said_not_to_be_under_the_seal(tmp_path: Path) -> None:
    clerk = begun(tmp_path)
    path = clerk.file("QH-5-802")
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert "1 files of records differ" in clerk.give("2026-03-31T18:00", "seal").err


def test_a_seal_is_written_shown_and_found_again_from_its_file(tmp_path: Path) -> None:
    clerk = begun(tmp_path)
    said = clerk.give("2026-03-31T18:00", ["seal", "--text", "-o", str(tmp_path / "seal.txt")])
    assert (tmp_path / "seal.txt").read_text(encoding="utf-8") == said.out
    assert clerk.give("2026-04-01T08:00", ["audit", "--since", str(tmp_path / "seal.txt"), "--fail-on", "error"]).code in (0, 1)
    refused = clerk.give("2026-04-01T08:00", "audit --since nothing")
    assert refused.code == 2 and "nothing is no seal" in refused.err


def test_an_office_without_a_commit_has_nothing_to_seal(tmp_path: Path) -> None:
    clerk = begun(tmp_path)
    (clerk.office / ".git/HEAD").write_text("ref: refs/heads/empty\n")
    refused = clerk.give("2026-04-01T08:00", "seal")
    assert refused.code == 3 and "nothing to seal" in refused.err
    assert clerk.give("2026-04-01T08:00", "audit --all --fail-on error").code == 0
