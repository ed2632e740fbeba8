"""A repository falsified with git itself, in every way we could think of: each is found and named. An honest one is left in peace."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from repairctl.checks.audit.telling import TOLD
from repairctl.cli.own_codes import OWN
from repairctl.practice import burst_pipe, month, register
from tests.clerk import Clerk, Said

NOW = "2026-10-20T09:00"
BURST, LAMP, SLIP = "WO-20260307-001", "WO-20261001-001", "WO-20260310-001"
LATER = """
2026-10-05T09:00 order report --unit QH-1-303 --part private --channel phone --description 水槽漏水 --urgency routine --item pipe --occurred-at 2026-10-05T08:00 --impact-scope 本户厨房
2026-10-05T09:05 order triage 1 --priority P3 --no-survey-needed
2026-10-05T09:10 order dispatch 1 --technician S-11
2026-10-05T10:00 order arrive 1 --by S-11 --at 2026-10-05T09:40
2026-10-05T10:01 undo --yes --why 记错
2026-10-05T10:02 redo --yes
2026-10-05T10:05 order correct 1 arrive --at 2026-10-05T09:50 --why 看错表
2026-10-05T10:06 order amend 1 description=水槽下水管漏水 --why 补充
2026-10-05T10:10 unit new QH-2-101 --estate QH --building 2 --room 101 --part private
2026-10-05T10:11 undo --yes --why 录错
2026-10-05T10:12 redo --yes
2026-10-05T10:13 undo --yes --why 又录错
2026-10-05T10:15 unit amend QH-1-303 room=303A --why 门牌更正
2026-10-05T10:20 order retract 1 dispatch --why 未派 --anyway 自行前往
2026-10-05T10:25 order report --unit QH-1-303 --part private --channel phone --description 重复的电话 --urgency routine --item pipe --occurred-at 2026-10-05T08:00 --impact-scope 本户厨房
2026-10-05T10:26 order merge 2 --into 1 --reason 同一件事
"""


def dates(now: str) -> dict[str, str]:
    """git's clock, set to the story's."""
    return {name: f"{now}:00+08:00" for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")}


class Desk(Clerk, frozen=True):
    """A clerk whose git tells the story's time, and whoever falsifies what the clerk recorded."""

    def say(self, now: str, command: str) -> Said:
        return self.give(now, command, **dates(now))

    def story(self, text: str) -> None:
        for line in filter(None, text.splitlines()):
            now, _, command = line.partition(" ")
            said = self.say(now, command.format(papers=self.papers))
            assert said.code in (0, 1), f"{line}\n{said.out}{said.err}"

    def found(self, words: str = "--all", now: str = NOW) -> list[str]:
        """The codes of what an audit finds."""
        said = self.give(now, f"audit {words} --json")
        assert said.code in (0, 1, 5), said.err
        return sorted({one["code"] for one in said.json["findings"]})

    def sealed(self, now: str = NOW) -> str:
        """The short form of a new seal, with its day."""
        said = self.say(now, "seal --json").json
        return f"{said['day']} {said['short']}"

    def edit(self, id: str, was: str, now: str, n: int = 1) -> Path:
        """A file changed with an editor."""
        path = self.file(id)
        text = path.read_text(encoding="utf-8")
        assert was in text, text
        path.write_text(text.replace(was, now, n), encoding="utf-8")
        return path

    def by_hand(self, message: str = "tidy up", now: str = NOW, *options: str, **more: str) -> None:
        self.at(now, "add", "-A")
        self.at(now, "commit", "-q", "-m", message, *options, **more)

    def at(self, now: str, *words: str, **more: str) -> str:
        with pytest.MonkeyPatch.context() as around:
            for name, value in {**dates(now), **more}.items():
                around.setenv(name, value)
            return self.git(*words)


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """An office that was kept properly: every verb of the practice, slips put right, one desk."""
    folder = tmp_path_factory.mktemp("honest")
    papers = folder / "papers"
    papers.mkdir()
    for name, text in register.PAPERS.items():
        (papers / name).write_text(text, encoding="utf-8")
    begun = Desk(folder)
    said = begun.give("2026-01-02T08:00", "init office --name 清和苑物业 --estates QH=清和苑", **dates("2026-01-02T08:00"))
    assert said.code == 0, said.err
    desk = Desk(folder / "office")
    desk.story(register.REGISTER)
    desk.story("2026-01-02T08:31 me S-01")
    stories = [burst_pipe.STORY, month.WRONG, month.RIGHT, month.GRIEVANCE, month.END, month.TOO_LATE]
    told = (line for text in stories for line in text.splitlines() if line and " print " not in line)
    lines = sorted(told, key=lambda line: line[:16])
    desk.story("\n".join(lines))
    desk.story("2026-10-05T08:59 me S-01" + LATER)
    return desk


@pytest.fixture
def desk(honest: Desk, tmp_path: Path) -> Desk:
    """A copy of it, to be falsified."""
    shutil.copytree(honest.office.parent, tmp_path / "copy", symlinks=True)
    return Desk(tmp_path / "copy" / "office")


def test_an_honest_office_is_left_in_peace(desk: Desk) -> None:
    assert desk.found() == []
    seal = desk.sealed()
    assert desk.found(f'--since "{seal}"') == []


def test_a_code_is_as_grave_where_it_is_explained_as_where_it_is_found() -> None:
    assert {code: one.severity for code, one in TOLD.items()} == {code: OWN[code].severity for code in OWN if code.startswith("AUD-")}


# ------------------------------------------------------------------ edited by hand


EDITS: dict[str, tuple[Callable[[Desk], object], str]] = {
    "the moment of an entry": (lambda desk: desk.edit(BURST, "at: 2026-03-07T23:05", "at: 2026-03-07T22:55"), "AUD-LOG-EDITED"),
    "a frozen price": (lambda desk: desk.edit(BURST, "total: 342.30", "total: 242.30"), "AUD-FROZEN"),
    "a box without an amendment": (lambda desk: desk.edit(BURST, "channel: phone", "channel: wechat"), "AUD-BOX"),
    "a status that no step led to": (lambda desk: desk.edit(LAMP, "status: in_progress", "status: closed"), "AUD-BOX"),
    "an entry taken out": (lambda desk: cut(desk, BURST, "contain"), "AUD-LOG-CUT"),
    "entries put in another order": (lambda desk: swapped(desk, BURST), "AUD-LOG-ORDER"),
    "a record deleted": (lambda desk: desk.file(SLIP).unlink(), "AUD-DELETED"),
    "a record renumbered": (lambda desk: renumbered(desk, SLIP, "WO-20260310-009"), "AUD-RENUMBERED"),
    "a step that does not follow": (lambda desk: appended(desk, BURST, "dispatch", "2026-03-30T10:00"), "AUD-STEP"),
    "a file nobody can read": (lambda desk: desk.edit(BURST, "log:", "log"), "AUD-UNREADABLE"),
}


def entries(text: str) -> tuple[str, list[str]]:
    head, _, log = text.partition("\nlog:\n")
    return f"{head}\nlog:\n", re.split(r"\n(?=- step)", log.rstrip("\n"))


def cut(desk: Desk, id: str, step: str) -> None:
    path = desk.file(id)
    head, log = entries(path.read_text(encoding="utf-8"))
    path.write_text(head + "\n".join(one for one in log if f"step: {step}\n" not in one) + "\n", encoding="utf-8")


def swapped(desk: Desk, id: str) -> None:
    path = desk.file(id)
    head, log = entries(path.read_text(encoding="utf-8"))
    log[2], log[3] = log[3], log[2]
    path.write_text(head + "\n".join(log) + "\n", encoding="utf-8")


def appended(desk: Desk, id: str, step: str, at: str, by: str = "S-01") -> None:
    path = desk.file(id)
    path.write_text(path.read_text(encoding="utf-8") + f"\n- step: {step}\n  at: {at}:00+08:00\n  by: {by}\n", encoding="utf-8")


def renumbered(desk: Desk, id: str, new: str) -> None:
    path = desk.edit(id, id, new)
    path.rename(path.with_name(f"{new}.yaml"))


@pytest.mark.parametrize("what", EDITS)
def test_what_an_editor_falsifies_is_named_and_so_is_whoever_did_it(desk: Desk, what: str) -> None:
    falsify, code = EDITS[what]
    falsify(desk)
    desk.by_hand()
    assert {code, "AUD-BY-HAND"} <= set(desk.found())


# ------------------------------------------------------------------ commits that look like a command's


SAID = "WO-20260307-001 note: x\n\nRecord: WO-20260307-001\nStep: {step}\nAt: {at}:00+08:00\nBy: {by}\nRecorder: {recorder}"


def test_trailers_that_do_not_match_the_entry_are_found(desk: Desk) -> None:
    appended(desk, BURST, "note", NOW)
    desk.by_hand(SAID.format(step="note", at="2026-10-20T08:00", by="S-01", recorder="S-01"))
    assert desk.found() == ["AUD-TRAILERS"]


def test_a_price_hidden_behind_a_well_said_note_is_found(desk: Desk) -> None:
    appended(desk, BURST, "note", NOW)
    desk.edit(BURST, "unit_price: 80.00", "unit_price: 90.00")
    desk.by_hand(SAID.format(step="note", at=NOW, by="S-01", recorder="S-01"))
    assert desk.found() == ["AUD-FROZEN"]


def test_another_record_hidden_in_a_commit_is_found(desk: Desk) -> None:
    appended(desk, BURST, "note", NOW)
    appended(desk, LAMP, "note", NOW)
    desk.by_hand(SAID.format(step="note", at=NOW, by="S-01", recorder="S-01"))
    assert desk.found() == ["AUD-NOT-NAMED"]


def test_a_policy_hidden_in_a_commit_is_found(desk: Desk) -> None:
    appended(desk, BURST, "note", NOW)
    policy = desk.office / "policies/prices/2025-07.yaml"
    policy.write_text(policy.read_text(encoding="utf-8") + "# cheaper\n", encoding="utf-8")
    desk.by_hand(SAID.format(step="note", at=NOW, by="S-01", recorder="S-01"))
    assert desk.found() == ["AUD-BEYOND"]


def test_a_forged_recorder_is_found_by_the_author(desk: Desk) -> None:
    appended(desk, BURST, "note", NOW)
    said = SAID.format(step="note", at=NOW, by="S-01", recorder="S-01")
    desk.by_hand(said, NOW, GIT_AUTHOR_EMAIL="other@example.org", GIT_COMMITTER_EMAIL="other@example.org")
    assert desk.found() == ["AUD-IDENTITY"]


def test_a_commit_dated_back_is_found_by_the_one_before_it(desk: Desk) -> None:
    appended(desk, BURST, "note", "2026-10-04T09:00")
    desk.by_hand(SAID.format(step="note", at="2026-10-04T09:00", by="S-01", recorder="S-01"), "2026-10-04T09:01")
    assert desk.found() == ["AUD-CLOCK-BACK"]


def test_a_step_recorded_before_it_happened_is_found(desk: Desk) -> None:
    appended(desk, BURST, "note", "2026-11-20T09:00")
    desk.by_hand(SAID.format(step="note", at="2026-11-20T09:00", by="S-01", recorder="S-01"))
    assert desk.found() == ["AUD-FUTURE"]


def test_a_step_recorded_long_after_is_found_by_the_policy(desk: Desk) -> None:
    desk.story(
        f"{NOW} order note {BURST} --text 补记 --at 2026-10-12T09:00\n2026-10-20T09:01 order note {BURST} --text 迟 --at 2026-10-12T09:00 --by S-02"
    )
    assert desk.found() == ["AUD-LATE"]


# ------------------------------------------------------------------ history rewritten


def test_an_amended_commit_is_found_by_its_two_dates(desk: Desk) -> None:
    desk.at(NOW, "commit", "--amend", "--no-edit", "-q", "--allow-empty")
    assert "AUD-REMADE" in desk.found()


def test_an_amended_commit_is_found_by_the_last_audit_at_this_desk(desk: Desk) -> None:
    assert desk.found("") == []
    last = desk.git("log", "-1", "--format=%aI").strip()[:16]
    desk.at(last, "commit", "--amend", "-q", "-m", "x", "--allow-empty")
    assert "AUD-ROLLED-BACK" in desk.found("")
    assert "AUD-ROLLED-BACK" in desk.found("--all")
    assert "AUD-ROLLED-BACK" in desk.found("")


def test_a_commit_rebased_out_is_found(desk: Desk) -> None:
    seal = desk.sealed()
    desk.at(NOW, "rebase", "-q", "--onto", "HEAD~4", "HEAD~3")
    assert "AUD-REMADE" in desk.found()
    assert "AUD-REWRITTEN" in desk.found(f'--since "{seal}"')


def test_a_record_filtered_out_of_all_history_is_found(desk: Desk) -> None:
    seal = desk.sealed()
    lost = desk.file(SLIP).relative_to(desk.office).as_posix()
    command = f"git rm -q --cached --ignore-unmatch {lost}"
    desk.at(NOW, "filter-branch", "-f", "--index-filter", command, "HEAD", FILTER_BRANCH_SQUELCH_WARNING="1")
    assert "AUD-TRAILERS" in desk.found()
    desk.git("tag", "-d", seal_name(desk))
    assert "AUD-REWRITTEN" in desk.found(f'--since "{seal}"')


def seal_name(desk: Desk) -> str:
    return desk.git("tag", "-l", "seal/*").split()[0]


def test_a_branch_rolled_back_is_found_by_its_seal_its_tag_and_its_printed_form(desk: Desk) -> None:
    seal = desk.sealed()
    desk.git("reset", "-q", "--hard", "HEAD~2")
    assert "AUD-REWRITTEN" in desk.found()
    desk.git("tag", "-d", seal_name(desk))
    assert desk.found() == []
    assert desk.found(f'--since "{seal}"') == ["AUD-REWRITTEN"]
    day, _, short = seal.partition(" ")
    spoken = short.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert desk.found(f'--since "{day} {spoken}"') == ["AUD-REWRITTEN"]


def test_a_seal_tag_that_was_moved_is_found(desk: Desk) -> None:
    desk.sealed()
    name = seal_name(desk)
    text = desk.git("tag", "-l", "--format=%(contents)", name)
    desk.git("tag", "-f", "-a", name, "-m", text, "HEAD~1")
    assert desk.found() == ["AUD-SEAL-MOVED"]


def test_a_seal_that_was_taken_away_is_found_by_the_next(desk: Desk) -> None:
    desk.sealed()
    first = seal_name(desk)
    desk.sealed("2026-10-21T09:00")
    desk.git("tag", "-d", first)
    assert desk.found() == ["AUD-SEAL-CHAIN"]


def test_a_replaced_commit_deceives_nobody(desk: Desk) -> None:
    cut(desk, BURST, "contain")
    desk.by_hand()
    falsified = desk.git("rev-parse", "HEAD").strip()
    tree = desk.git("rev-parse", "HEAD~1^{tree}").strip()
    honest = desk.at(NOW, "commit-tree", tree, "-p", "HEAD~1", "-m", "tidy up").strip()
    desk.git("replace", falsified, honest)
    assert {"AUD-LOG-CUT", "AUD-REPLACED"} <= set(desk.found())


def test_grafted_parents_deceive_nobody(desk: Desk) -> None:
    cut(desk, BURST, "contain")
    desk.by_hand()
    desk.git("checkout", "-q", "HEAD~1", "--", "records")
    desk.by_hand("as it was")
    head, before = desk.git("rev-parse", "HEAD", "HEAD~2").split()
    (desk.office / ".git/info/grafts").write_text(f"{head} {before}\n")
    assert {"AUD-LOG-CUT", "AUD-GRAFTED"} <= set(desk.found())


def test_a_shallow_clone_cannot_be_judged(desk: Desk, tmp_path: Path) -> None:
    desk.git("clone", "-q", "--depth", "3", f"file://{desk.office}", str(tmp_path / "shallow"))
    assert "AUD-SHALLOW" in Desk(tmp_path / "shallow").found()


# ------------------------------------------------------------------ merges


def two_desks(desk: Desk) -> None:
    """Two branches: an order went on in each, one of them in both."""
    desk.git("branch", "other")
    desk.story(f"2026-10-19T09:00 order note {BURST} --text 本台")
    desk.git("switch", "-q", "other")
    desk.story("2026-10-19T09:10 order note WO-20261005-001 --text 另一台\n2026-10-19T09:11 unit amend QH-5-802 room=802B --why 更正")
    desk.git("switch", "-q", "main")


def test_an_honest_merge_is_left_in_peace(desk: Desk) -> None:
    two_desks(desk)
    desk.at(NOW, "merge", "-q", "--no-edit", "other")
    assert desk.found() == []
    desk.git("branch", "-d", "other")
    assert desk.found("") == []


def test_a_merge_of_two_entries_in_one_log_is_left_in_peace(desk: Desk) -> None:
    desk.git("branch", "other")
    desk.story(f"2026-10-19T09:00 order note {BURST} --text 本台")
    ours = desk.file(BURST).read_text(encoding="utf-8")
    desk.git("switch", "-q", "other")
    desk.story(f"2026-10-19T09:10 order note {BURST} --text 另一台")
    _, log = entries(desk.file(BURST).read_text(encoding="utf-8"))
    desk.git("switch", "-q", "main")
    desk.at(NOW, "merge", "-q", "--no-commit", "-s", "ours", "other")
    desk.file(BURST).write_text(f"{ours}\n{log[-1]}\n", encoding="utf-8")
    desk.by_hand("Merge", NOW)
    assert desk.found() == []


def test_a_merge_that_drops_the_other_side_is_found(desk: Desk) -> None:
    two_desks(desk)
    desk.at(NOW, "merge", "-q", "--no-edit", "-s", "ours", "other")
    assert desk.found() == ["AUD-MERGE-DROPPED"]
    found = desk.give(NOW, "audit --all --json").json["findings"]
    assert sorted(one["subject"] for one in found) == ["QH-5-802", "WO-20261005-001"]


def test_a_merge_that_changes_what_nobody_changed_is_found(desk: Desk) -> None:
    two_desks(desk)
    desk.at(NOW, "merge", "-q", "--no-commit", "--no-ff", "other")
    desk.edit(BURST, "total: 342.30", "total: 242.30")
    desk.by_hand("Merge", NOW)
    assert desk.found() == ["AUD-MERGE-EVIL"]


def _log_anew(desk: Desk, anew: Callable[[list[str]], list[str]]) -> None:
    head, log = entries(desk.file(BURST).read_text(encoding="utf-8"))
    desk.file(BURST).write_text(head + "\n".join(f"{one.rstrip()}\n" for one in anew(log)), encoding="utf-8")


@pytest.mark.parametrize(
    ("falsify", "code"),
    [
        (lambda desk: _log_anew(desk, lambda log: [*log, next(one for one in log if "step: pay" in one)]), "AUD-MERGE-EVIL"),
        (lambda desk: _log_anew(desk, lambda log: [*log[:-2], log[-1], log[-2]]), "AUD-LOG-ORDER"),
        (lambda desk: desk.edit(BURST, "status: archived", "status: paid"), "AUD-MERGE-EVIL"),
    ],
    ids=["an entry twice", "another order", "another status"],
)
def test_a_merge_that_falsifies_a_log_without_a_new_word_is_found(desk: Desk, falsify: Callable[[Desk], object], code: str) -> None:
    two_desks(desk)
    desk.at(NOW, "merge", "-q", "--no-commit", "--no-ff", "other")
    falsify(desk)
    desk.by_hand("Merge", NOW)
    assert desk.found() == [code]


def test_a_record_that_comes_back_falsified_after_an_audit_is_found(desk: Desk) -> None:
    text = desk.file(BURST).read_text(encoding="utf-8")
    place = desk.file(BURST)
    place.unlink()
    desk.by_hand()
    assert "AUD-DELETED" in desk.found("")
    place.write_text(text.replace("total: 342.30", "total: 242.30"), encoding="utf-8")
    desk.by_hand()
    assert desk.found("") == desk.found() and "AUD-FROZEN" in desk.found("")


# ------------------------------------------------------------------ rules, hook


def test_a_policy_changed_in_force_is_found(desk: Desk) -> None:
    policy = desk.office / "policies/prices/2025-07.yaml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("80.00", "90.00"), encoding="utf-8")
    desk.by_hand()
    assert desk.found() == ["POL-NO-VERSION-BUMP"]


def test_a_commit_that_passed_the_hook_by_is_found(desk: Desk) -> None:
    desk.story("2026-10-19T08:00 hook install")
    desk.edit(BURST, "total: 342.30", "total: 242.30")
    desk.by_hand("tidy up", NOW, "--no-verify")
    assert "HIS-HOOK-BYPASSED" in desk.found()


# ------------------------------------------------------------------ signatures


def key(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name), "-C", name], check=True)
    return folder / name


@pytest.fixture
def signing(desk: Desk, tmp_path: Path) -> Desk:
    """The office, from here on signed with the key of its desk, which counts until the end of the month."""
    own = key(tmp_path / "keys", "own")
    for name, value in {"gpg.format": "ssh", "user.signingkey": f"{own}.pub", "commit.gpgsign": "true"}.items():
        desk.git("config", name, value)
    public = own.with_suffix(".pub").read_text().strip()
    line = f'desk@example.org valid-after="20260101",valid-before="20261101" {public}\n'
    (desk.office / "allowed_signers").write_text(line, encoding="utf-8")
    with (desk.office / "office.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"signed_from: {desk.git('rev-parse', 'HEAD').strip()}\n")
    desk.by_hand("sign from here on", "2026-10-19T08:00")
    return desk


def test_signed_commits_are_left_in_peace(signing: Desk) -> None:
    signing.story(f"2026-10-19T09:00 order note {BURST} --text 已签名")
    assert signing.found() == []


def test_an_unsigned_commit_is_found(signing: Desk) -> None:
    signing.git("config", "commit.gpgsign", "false")
    signing.story(f"2026-10-19T09:00 order note {BURST} --text 未签名")
    assert signing.found() == ["AUD-UNSIGNED"]


def test_a_commit_swapped_for_an_unsigned_one_is_found(signing: Desk) -> None:
    signing.story(f"2026-10-19T09:00 order note {BURST} --text 已签名")
    signing.at("2026-10-19T09:00", "commit", "-q", "--amend", "--no-edit", "--no-gpg-sign")
    assert signing.found() == ["AUD-UNSIGNED"]


def test_a_key_whose_validity_has_ended_counts_no_more(signing: Desk) -> None:
    signing.story(f"2026-11-02T09:00 order note {BURST} --text 过期 --at 2026-11-02T09:00")
    assert signing.found(now="2026-11-03T09:00") == ["AUD-SIGNATURE-KEY"]


def test_a_key_of_somebody_else_counts_for_them_only(signing: Desk) -> None:
    appended(signing, BURST, "note", NOW)
    said = SAID.format(step="note", at=NOW, by="S-01", recorder="S-12")
    signing.by_hand(said, NOW, GIT_AUTHOR_EMAIL="boss@example.org", GIT_COMMITTER_EMAIL="boss@example.org")
    assert signing.found() == ["AUD-SIGNATURE-OTHER"]


def test_nobody_adds_a_key_of_their_own(signing: Desk, tmp_path: Path) -> None:
    mine = key(tmp_path / "keys", "mine")
    line = f"desk@example.org {mine.with_suffix('.pub').read_text()}"
    with (signing.office / "allowed_signers").open("a", encoding="utf-8") as signers:
        signers.write(line)
    signing.git("config", "user.signingkey", f"{mine}.pub")
    signing.by_hand("a key more", NOW)
    assert signing.found() == ["AUD-SIGNERS"]


def test_taking_the_setting_out_unsigned_does_not_help(signing: Desk) -> None:
    signing.git("config", "commit.gpgsign", "false")
    settings = signing.office / "office.yaml"
    settings.write_text(re.sub(r"signed_from.*\n", "", settings.read_text(encoding="utf-8")), encoding="utf-8")
    signing.by_hand("settings", NOW)
    assert signing.found() == ["AUD-UNSIGNED"]


def test_a_signed_seal_holds_and_one_signed_with_another_key_does_not(signing: Desk, tmp_path: Path) -> None:
    said = signing.say(NOW, "seal --sign")
    assert said.code == 0, said.err
    assert signing.found() == []
    name, mine = seal_name(signing), key(tmp_path / "keys", "mine")
    text = signing.git("cat-file", "tag", name).partition("\n\n")[2].partition("-----BEGIN")[0]
    signing.git("config", "user.signingkey", f"{mine}.pub")
    signing.at(NOW, "tag", "-f", "-s", "--cleanup=verbatim", name, "-m", text, "HEAD")
    assert signing.found() == ["AUD-SEAL-SIGNATURE"]


def test_commits_since_the_one_that_is_named_count_although_the_setting_came_later(signing: Desk) -> None:
    settings = signing.office / "office.yaml"
    earlier = signing.git("rev-parse", "HEAD~3").strip()
    settings.write_text(re.sub(r"signed_from.*", f"signed_from: {earlier}", settings.read_text(encoding="utf-8")), encoding="utf-8")
    signing.by_hand("settings", NOW)
    assert signing.found() == ["AUD-NO-SIGNERS"]  # nobody's key was known then
