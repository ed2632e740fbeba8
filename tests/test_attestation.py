"""`check --attest` and `verify`: what a stranger can reckon again from git, and what they find where somebody tampered."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from repairctl.actions import attesting
from tests.clerk import Clerk, Said, begun

NOW = "2026-03-20T09:00"
LATER = "2027-01-01T09:00"


@pytest.fixture(scope="module")
def attested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with an order answered late, a waiver file and an attestation beside it; to be copied."""
    clerk = begun(tmp_path_factory.mktemp("attested"))
    clerk.tell("2026-03-04T09:00 order report --unit QH-5-802 --description 漏水 --by S-01")
    said = clerk.give(NOW, "check --attest -o ../attestation.json")
    assert said.code == 1 and "errors" in said.err, said
    return clerk.office.parent


@pytest.fixture
def clerk(attested: Path, tmp_path: Path) -> Clerk:
    return Clerk(shutil.copytree(attested, tmp_path / "here") / "office")


def verify(clerk: Clerk) -> Said:
    return clerk.give(LATER, "verify ../attestation.json")


def told(clerk: Clerk) -> dict[str, Any]:
    return dict(json.loads((clerk.office.parent / "attestation.json").read_text(encoding="utf-8")))


def write(clerk: Clerk, held: dict[str, Any]) -> None:
    (clerk.office.parent / "attestation.json").write_text(json.dumps(held, ensure_ascii=False), encoding="utf-8")


def items(said: Said) -> set[str]:
    return {line.partition(":")[0] for line in said.out.splitlines()}


def test_what_was_attested_is_the_same_later_elsewhere_and_after_more_was_recorded(clerk: Clerk, tmp_path: Path) -> None:
    assert (verify(clerk).code, verify(clerk).out[:9]) == (0, "The same.")
    clerk.tell("2026-03-05T09:00 order triage 4-1 --priority P3 --no-survey-needed --by S-01")
    (clerk.office / "office.yaml").write_text("name: 另一家\n", encoding="utf-8")
    assert verify(clerk).code == 0
    subprocess.run(["git", "clone", "-q", str(clerk.office), str(tmp_path / "stranger")], check=True)
    said = Clerk(tmp_path / "stranger").give(LATER, ["verify", str(clerk.office.parent / "attestation.json")])
    assert said.code == 0, said


def test_a_stranger_can_reckon_the_digest_of_the_records_with_git_and_sha256sum(clerk: Clerk) -> None:
    rows = [line.split() for line in clerk.git("ls-tree", "-r", "HEAD", "--", "records").splitlines()]
    lines = sorted(f"{Path(path).stem} {blob}\n" for _, _, blob, path in rows)
    assert told(clerk)["records"] == {"count": len(lines), "digest": hashlib.sha256("".join(lines).encode()).hexdigest()}
    assert told(clerk)["commit"] == clerk.git("rev-parse", "HEAD").strip()


def test_counts_and_result_are_those_of_check(clerk: Clerk) -> None:
    found = clerk.give(NOW, "check --json")
    one = told(clerk)
    assert one["result"] == found.code
    assert sum(one["severities"].values()) == len(found.json["findings"])
    assert one["judged"] == found.json["records"]


@pytest.mark.parametrize("path", ["records/units/QH-5-802.yaml", "policies/service/2026-01.yaml", "office.yaml", "records/new.yaml"])
def test_what_is_not_recorded_is_not_attested(clerk: Clerk, path: str) -> None:
    with (clerk.office / path).open("a", encoding="utf-8") as file:
        file.write("# mine\n")
    said = clerk.give(NOW, "check --attest")
    assert said.code == 3 and path in said.err and said.out == ""


def recorded(clerk: Clerk, path: str, data: bytes) -> None:
    """A file tampered with and recorded, and the attestation made to name the new commit, with a seal that fits."""
    (clerk.office / path).parent.mkdir(parents=True, exist_ok=True)
    (clerk.office / path).write_bytes(data)
    clerk.git("add", "-A")
    clerk.git("commit", "-q", "--no-verify", "-m", "x")
    write(clerk, dict(attesting.sealed({**told(clerk), "commit": clerk.git("rev-parse", "HEAD").strip()})))


TAMPERED = {
    "a record": ("records/units/QH-5-802.yaml", b"# x\n", {"records.digest"}),
    "a policy": ("policies/service/2026-01.yaml", b"\n# x\n", {"policies.service@2026-01.blob"}),
    "a calendar": ("policies/calendar/2026.yaml", b"\n# x\n", {"calendar"}),
    "the settings": ("office.yaml", b"phone: '1'\n", {"settings"}),
    "a waiver": ("records/waivers/WV-01.yaml", b"kind: waiver\n", {"records.count", "records.digest", "waivers.WV-01"}),
}


@pytest.mark.parametrize(("path", "added", "differing"), TAMPERED.values(), ids=TAMPERED)
def test_a_file_tampered_with_is_named(clerk: Clerk, path: str, added: bytes, differing: set[str]) -> None:
    file = clerk.office / path
    recorded(clerk, path, (file.read_bytes() if file.exists() else b"") + added)
    said = verify(clerk)
    assert said.code == 1 and items(said) >= differing, said.out


SPOILT: dict[str, tuple[Callable[[dict[str, Any]], object], set[str]]] = {
    "the counts": (lambda one: one["severities"].update(error=0), {"seal", "severities.error"}),
    "the result": (lambda one: one.update(result=0), {"seal", "result"}),
    "the office": (lambda one: one.update(office="别家"), {"seal", "office"}),
    "an item more": (lambda one: one.update(approved=True), {"seal", "approved"}),
    "an item less": (lambda one: one.pop("calendar"), {"seal", "calendar"}),
    "a truth for a number": (lambda one: one.update(result=True), {"seal", "result"}),
}


@pytest.mark.parametrize(("spoil", "differing"), SPOILT.values(), ids=SPOILT)
def test_an_attestation_tampered_with_is_found_item_by_item(
    clerk: Clerk, spoil: Callable[[dict[str, Any]], object], differing: set[str]
) -> None:
    one = told(clerk)
    spoil(one)
    write(clerk, one)
    said = verify(clerk)
    assert (said.code, items(said)) == (1, differing)
    held = clerk.give(LATER, "verify ../attestation.json --json").json
    assert not held["same"] and {row["item"] for row in held["differences"]} == differing


def test_another_version_of_the_tool_is_told_and_decides_nothing(clerk: Clerk) -> None:
    other = {**told(clerk), "tool": {"name": "repairctl", "version": "0.0.9"}}
    write(clerk, dict(attesting.sealed(other)))
    said = verify(clerk)
    assert said.code == 0 and "Another version" in said.err and "tool.version" in said.out
    write(clerk, dict(attesting.sealed({**other, "findings": "0" * 64})))
    assert verify(clerk).code == 5


@pytest.mark.parametrize("commit", ["0" * 40, "HEAD", "--all"])
def test_a_commit_that_is_not_there_cannot_be_judged(clerk: Clerk, commit: str) -> None:
    write(clerk, {**told(clerk), "commit": commit})
    said = verify(clerk)
    assert (said.code, said.out) == (5, "") and commit in said.err


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json", '{"attestation": "repairctl check 1"}', "[" * 5000])
def test_a_file_that_is_no_attestation_is_refused(clerk: Clerk, text: str) -> None:
    (clerk.office.parent / "attestation.json").write_text(text)
    assert verify(clerk).code == 2
    assert clerk.give(NOW, "verify nowhere.json").code == 2


@pytest.mark.parametrize("words", ["4-1", "--strict", "--changed HEAD", "--baseline x", "--format sarif", "--known-at HEAD"])
def test_the_whole_office_is_attested_or_nothing(clerk: Clerk, words: str) -> None:
    assert clerk.give(NOW, f"check --attest {words}").code == 2
