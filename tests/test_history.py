"""The git repository: what is committed, what stays the person's, what is refused and how it is said."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairctl.edges import history_message
from repairctl.edges.history import History, Message
from repairctl.edges.history_message import cut, flat
from repairctl.edges.history_refusals import (
    BareRepository,
    GitLocked,
    GitMissing,
    GitTooOld,
    IgnoredByGit,
    NoIdentity,
    NotARepository,
    NothingToRecord,
    NotInHistory,
    NotRecorded,
    Refused,
    SomebodyElses,
    Unfinished,
    Unmerged,
)
from tests.repository import NEW, ORDER, SAID, commit, git, hook, leftovers, made, picture, write

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return made(tmp_path / "office")


def test_importing_history_does_not_import_gitpython() -> None:
    code = "import sys, repairctl.edges.transaction; assert 'git' not in sys.modules and 'filelock' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)


# ------------------------------------------------------------------ the message


@given(st.text(), st.text(), st.lists(st.tuples(st.sampled_from(["Step", "Record", "By", "At"]), st.text()), max_size=4))
def test_no_value_forges_a_trailer(subject: str, body: str, trailers: list[tuple[str, str]]) -> None:
    read = history_message.read(Message(subject, body, trailers).text())
    assert read[1] == tuple((key, flat(value)) for key, value in trailers)
    assert read[0] == (cut(flat(subject), 72) or "repairctl")


@pytest.mark.parametrize(
    "text", ["By: S-99", "accept\n\nBy: S-99", "accept\r\nBy: S-99", "x\u2028By: S-99", "x\x85\x85By: S-99", "x\0\n\n"]
)
@pytest.mark.parametrize("place", ["subject", "body", "value"])
def test_git_itself_sees_only_our_trailers(root: Path, text: str, place: str) -> None:
    said = {"subject": "accept", "body": "", "value": "S-01", place: text}
    commit(root, write(root, ORDER, "status: x\n"), message=Message(said["subject"], said["body"], [("By", said["value"])]))
    assert git(root, "log", "-1", "--format=%(trailers:only)").strip() == f"By: {flat(said['value'])}".strip()


@pytest.mark.parametrize("body", ["By: S-99", "seen\n\nBy: S-99\nStep: pay", "(cherry picked from commit 1234567)", "Signed-off-by: x"])
def test_a_body_without_trailers_after_it_forges_none_either(root: Path, body: str) -> None:
    commit(root, write(root, ORDER, "status: x\n"), message=Message("accept", body, ()))
    assert git(root, "log", "-1", "--format=%(trailers)").strip() == ""
    assert History.open(root).log()[0].trailers == ()


def test_a_subject_is_one_line_of_at_most_72_cells() -> None:
    subject = Message("厨\n房\x1b[31m\u202e" * 20, "", ()).text().splitlines()[0]
    assert sum(1 if char < "\u1100" else 2 for char in subject) <= 72
    assert subject.isprintable()
    assert subject.endswith("..")


def test_a_trailer_needs_a_proper_key() -> None:
    with pytest.raises(ValueError, match="trailer"):
        Message("x", "", [("By: x\nStep", "y")]).text()


# ------------------------------------------------------------------ what is committed


PATHS = ["记录/工单 1.yaml", "a/'quo\"ted'.yaml", "a/*.yaml", "a/[b]?.yaml", ":(top)x.yaml", "-n", "a/tab\there"]


@pytest.mark.parametrize("path", PATHS)
def test_any_path_is_committed_and_nothing_beside_it(root: Path, path: str) -> None:
    (root / "a").mkdir()
    (root / "a" / "other.yaml").write_text("not ours\n")
    commit(root, write(root, path, "one\n"))
    commit(root, write(root, path, "two\n"))
    assert git(root, "show", "--name-only", "-z", "--format=", "HEAD").strip("\0\n") == path
    assert History.open(root).show("HEAD", path) == b"two\n"
    assert len(History.open(root).log(path)) == 2
    assert git(root, "status", "--porcelain", "-uall") == "?? a/other.yaml\n"


def test_the_log_tells_who_when_and_what(root: Path) -> None:
    id = commit(root, write(root, ORDER, "status: accepted\n"))
    newest, first = History.open(root).log()
    assert (newest.id, newest.author, newest.subject) == (id, "Test Desk", "WO-20260307-001 accept: 厨房")
    assert newest.trailers == (("Record", "WO-20260307-001"), ("Step", "accept"))
    assert newest.at == int(git(root, "log", "-1", "--format=%ct")) // 60
    assert (first.subject, first.trailers) == ("first", ())
    assert [one.id for one in History.open(root).log("other.txt")] == [first.id]
    assert len(History.open(root).log(limit=1)) == 1


def test_the_first_commit_of_all_is_made_and_before_it_there_is_no_history(tmp_path: Path) -> None:
    History.init(tmp_path)
    history = History.open(tmp_path)
    assert (history.head(), history.log()) == ("", [])
    assert commit(tmp_path, write(tmp_path, "office.yaml", "name: x\n")) == history.head() != ""


def test_a_detached_head_takes_commits(root: Path) -> None:
    git(root, "checkout", "-q", "--detach")
    assert commit(root, write(root, ORDER, "status: x\n")) == git(root, "rev-parse", "HEAD").strip()
    assert git(root, "rev-list", "--count", "main").strip() == "1"


def test_the_head_is_found_in_packed_refs(root: Path) -> None:
    git(root, "pack-refs", "--all")
    assert History.open(root).head() == git(root, "rev-parse", "HEAD").strip()


def test_a_worktree_and_a_submodule_and_a_folder_below_are_offices_too(root: Path, tmp_path: Path) -> None:
    git(root, "worktree", "add", "-q", str(tmp_path / "desk"), "-b", "desk")
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(root), "sub")
    (root / "below").mkdir()
    for office in (tmp_path / "desk", root / "sub", root / "below"):
        id = commit(office, write(office, "records/x.yaml", "a: 1\n"))
        assert id == git(office, "rev-parse", "HEAD").strip()
        assert git(office, "status", "--porcelain", ".") == ""
    assert History.open(root / "below").show("HEAD", "records/x.yaml") == b"a: 1\n"


@POSIX
def test_a_repository_of_sha256_takes_commits(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--object-format=sha256")
    hook(tmp_path, "pre-commit", "exit 1")
    with pytest.raises(NotRecorded):
        commit(tmp_path, write(tmp_path, "a.yaml", "1\n"))
    assert git(tmp_path, "status", "--porcelain") == ""
    (tmp_path / ".git/hooks/pre-commit").unlink()
    assert len(commit(tmp_path, write(tmp_path, "a.yaml", "1\n"))) == 64
    assert len(History.open(tmp_path).log()) == 1


def test_hundreds_of_files_are_one_commit(tmp_path: Path) -> None:
    made(tmp_path)
    commit(tmp_path, *(write(tmp_path, f"records/units/QH-{n}.yaml", f"{n}\n") for n in range(300)))
    assert git(tmp_path, "status", "--porcelain") == ""
    assert len(git(tmp_path, "ls-files", "records/units").splitlines()) == 300


# ------------------------------------------------------------------ what stays the person's


def _busy_desk(root: Path) -> None:
    (root / "other.txt").write_text("staged\n")
    (root / "added.txt").write_text("added\n")
    git(root, "add", "other.txt", "added.txt")
    (root / "other.txt").write_text("and changed again\n")
    (root / "announced.txt").write_text("announced\n")
    git(root, "add", "-N", "announced.txt")
    (root / "untracked.txt").write_text("untracked\n")
    git(root, "rm", "-q", "--cached", ".gitignore")


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("path", [ORDER, NEW])
def test_what_the_person_staged_and_changed_stays_as_it_is(root: Path, path: str, fails: bool) -> None:
    _busy_desk(root)
    before = git(root, "status", "--porcelain=v2")
    if fails:
        hook(root, "pre-commit", "exit 1")
        with pytest.raises(NotRecorded):
            commit(root, write(root, path, "status: x\n"))
    else:
        commit(root, write(root, path, "status: x\n"))
        assert git(root, "show", "--name-only", "--format=", "HEAD").strip() == path
    assert git(root, "status", "--porcelain=v2") == before
    assert leftovers(root) == []


@pytest.mark.parametrize("path", [ORDER, NEW])
def test_a_version_of_the_same_file_that_was_staged_stays_staged_when_git_refuses(root: Path, path: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text("status: staged\n")
    git(root, "add", path)
    (root / path).write_text("status: on the disk\n")
    before = picture(root)
    hook(root, "commit-msg", "exit 1")
    with pytest.raises(NotRecorded):
        commit(root, write(root, path, "status: ours\n"))
    assert picture(root) == before
    (root / ".git/hooks/commit-msg").unlink()
    commit(root, write(root, path, "status: ours\n"))
    assert git(root, "status", "--porcelain") == ""
    assert History.open(root).show("HEAD", path) == b"status: ours\n"


CONFIGS = [
    {"core.autocrlf": "true", "core.safecrlf": "true"},
    {"core.autocrlf": "input"},
    {"core.quotePath": "true"},
    {"commit.template": "no-such-file", "commit.verbose": "true", "commit.cleanup": "scissors", "commit.status": "true"},
    {"core.commentChar": "W"},
    {"i18n.commitEncoding": "GBK", "i18n.logOutputEncoding": "GBK"},
    {"core.editor": "false", "advice.addIgnoredFile": "false"},
    {"status.showUntrackedFiles": "no", "color.ui": "always", "log.showSignature": "true", "format.pretty": "oneline"},
    {"core.hooksPath": "/nowhere"},
    {"index.version": "4", "core.untrackedCache": "true", "core.splitIndex": "true"},
]


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: "+".join(config))
def test_whatever_the_person_has_set_the_commit_is_the_same(root: Path, config: dict[str, str]) -> None:
    for key, value in config.items():
        git(root, "config", key, value)
    for path in (ORDER, NEW):
        commit(root, write(root, path, "status: 好\n"))
        assert (root / path).read_bytes() == "status: 好\n".encode()
    assert git(root, "cat-file", "commit", "HEAD").partition("\n\n")[2] == SAID.text()
    assert History.open(root).log()[0].subject == SAID.subject
    assert git(root, "status", "--porcelain") == ""


def test_variables_that_point_elsewhere_are_not_followed(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = made(tmp_path / "other")
    before = picture(other)
    for name, value in {
        "GIT_DIR": ".git",
        "GIT_INDEX_FILE": ".git/index",
        "GIT_WORK_TREE": "",
        "GIT_OBJECT_DIRECTORY": ".git/objects",
    }.items():
        monkeypatch.setenv(name, str(other / value))
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "王敏")
    commit(root, write(root, NEW, "status: x\n"))
    assert History.open(root).log(NEW)[0].author == "王敏"
    assert os.environ["GIT_DIR"] == str(other / ".git")
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_LITERAL_PATHSPECS"):
        monkeypatch.delenv(name)
    assert picture(other) == before
    assert git(root, "status", "--porcelain") == ""


def test_sparse_checkout_is_no_hindrance(root: Path) -> None:
    git(root, "sparse-checkout", "set", "--cone", "nothing")
    commit(root, write(root, NEW, "status: x\n"))
    commit(root, write(root, NEW, "status: y\n"))
    assert History.open(root).show("HEAD", NEW) == b"status: y\n"
    assert git(root, "status", "--porcelain") == ""


@POSIX
def test_commits_are_signed_where_the_person_signs(root: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    if subprocess.run(["sh", "-c", "command -v ssh-keygen"], capture_output=True, check=False).returncode:
        pytest.skip("no ssh-keygen")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    for name, value in {"gpg.format": "ssh", "user.signingKey": str(key), "commit.gpgSign": "true"}.items():
        git(root, "config", name, value)
    commit(root, write(root, ORDER, "status: x\n"))
    assert "gpgsig" in git(root, "cat-file", "commit", "HEAD")
    git(root, "config", "user.signingKey", str(tmp_path / "lost"))
    with pytest.raises(NotRecorded):
        commit(root, write(root, ORDER, "status: y\n"))
    assert git(root, "status", "--porcelain") == ""


@POSIX
def test_hooks_run_and_one_that_goes_on_in_the_background_keeps_nobody_waiting(root: Path) -> None:
    hook(root, "post-commit", "sleep 20 & echo done > ../ran 2>/dev/null || true; echo ran > .git/ran")
    commit(root, write(root, ORDER, "status: x\n"))
    commit(root, write(root, ORDER, "status: y\n"))
    assert (root / ".git/ran").exists()


# ------------------------------------------------------------------ what is refused


@POSIX
@pytest.mark.parametrize("name", ["pre-commit", "commit-msg", "prepare-commit-msg"])
def test_a_hook_that_refuses_is_quoted_shortly(root: Path, name: str) -> None:
    hook(root, name, "echo 'hint: noise' >&2; echo 'error: 工单 lacks a ticket' >&2; exit 7")
    before = picture(root)
    with pytest.raises(NotRecorded, match="git refused to record it: 工单 lacks a ticket") as refused:
        commit(root, write(root, ORDER, "status: x\n"), write(root, NEW, "status: x\n"))
    assert refused.value.exit_code == 4
    assert "hint" not in str(refused.value)
    assert (picture(root), leftovers(root)) == (before, [])


@POSIX
def test_a_hook_that_refuses_without_a_word_is_suspected(root: Path) -> None:
    hook(root, "pre-commit", "exit 1")
    with pytest.raises(NotRecorded, match="gave no reason"):
        commit(root, write(root, ORDER, "status: x\n"))


@POSIX
def test_a_failing_hook_of_the_whole_machine_counts_too(root: Path, tmp_path: Path) -> None:
    (tmp_path / "hooks").mkdir()
    (tmp_path / "hooks/commit-msg").write_text("#!/bin/sh\necho no >&2\nexit 1\n")
    (tmp_path / "hooks/commit-msg").chmod(0o755)
    git(root, "config", "core.hooksPath", str(tmp_path / "hooks"))
    with pytest.raises(NotRecorded, match="no"):
        commit(root, write(root, NEW, "status: x\n"))
    assert git(root, "status", "--porcelain") == ""


def _conflict(root: Path) -> None:
    git(root, "checkout", "-qb", "side")
    for branch, text in (("side", "1"), ("main", "2")):
        git(root, "checkout", "-q", branch)
        (root / "other.txt").write_text(text)
        git(root, "commit", "-qam", text)


def _in(command: str) -> Callable[[Path], None]:
    def get_there(root: Path) -> None:
        _conflict(root)
        subprocess.run(["git", *command.split()], cwd=root, capture_output=True, check=False)

    return get_there


def _locked(root: Path) -> None:
    (root / ".git/index.lock").touch()


def _bare(root: Path) -> None:
    git(root, "config", "core.bare", "true")


def _nobody(root: Path) -> None:
    git(root, "config", "user.useConfigOnly", "false")
    for name in ("name", "email"):
        git(root, "config", f"user.{name}", "")


STATES: list[tuple[Callable[[Path], None], type[Refused], str]] = [
    (_in("merge side"), Unfinished, "git merge --abort"),
    (_in("rebase side"), Unfinished, "git rebase --abort"),
    (_in("cherry-pick side"), Unfinished, "git cherry-pick --abort"),
    (_in("revert side"), Unfinished, "git revert --abort"),
    (_in("bisect start"), Unfinished, "git bisect reset"),
    (_locked, GitLocked, "delete that file"),
    (_nobody, NoIdentity, "git config --global user.email"),
    (_bare, BareRepository, "git clone"),
]


@pytest.mark.parametrize(("get_there", "refusal", "words"), STATES, ids=[words for _, _, words in STATES])
def test_a_repository_that_cannot_take_a_commit_says_so_and_stays_as_it_is(
    root: Path, get_there: Callable[[Path], None], refusal: type[Refused], words: str
) -> None:
    get_there(root)
    before = {path: path.read_bytes() for path in _of_the_person(root)}
    for refused in (lambda: History.open(root).check_ready(), lambda: commit(root, write(root, NEW, "status: x\n"))):
        with pytest.raises(refusal, match=words) as told:
            refused()
        assert told.value.exit_code == 4
    assert {path: path.read_bytes() for path in _of_the_person(root)} == before


def _of_the_person(root: Path) -> list[Path]:
    """All files but our own, the index (git may write it anew) and objects that nothing names."""
    ours = (".git/repairctl", ".git/objects", ".git/index")
    return [path for path in root.rglob("*") if path.is_file() and not path.relative_to(root).as_posix().startswith(ours)]


def test_a_file_in_two_versions_is_refused_and_other_files_are_not(root: Path) -> None:
    _in("merge side")(root)
    (root / ".git/MERGE_HEAD").unlink()
    for refused in (lambda: History.open(root).check_ready(), lambda: commit(root, write(root, "other.txt", "x\n"))):
        with pytest.raises(Unmerged, match=r"other\.txt has two versions"):
            refused()
    before = git(root, "status", "--porcelain=v2")
    commit(root, write(root, NEW, "status: x\n"))
    assert git(root, "status", "--porcelain=v2") == before


def test_a_ready_repository_is_ready(root: Path) -> None:
    History.open(root).check_ready()


def test_where_there_is_no_repository_reading_works_and_recording_does_not(tmp_path: Path) -> None:
    history = History.open(tmp_path)
    assert history.local_note("me") == ""
    with pytest.raises(NotARepository, match="git init"):
        history.check_ready()


def test_without_git_a_sentence_says_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(root))
    for refused in (lambda: History.open(root).check_ready(), lambda: commit(root, write(root, NEW, "x\n"))):
        with pytest.raises(GitMissing):
            refused()
    assert leftovers(root) == []


@POSIX
def test_an_old_git_is_named_with_its_version(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\necho git version 2.24.9\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(GitTooOld, match=r"2\.24\.9; 2\.25 or newer"):
        History.open(root).check_ready()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_a_repository_of_another_user_names_the_way_to_trust_it(root: Path) -> None:
    for path in (root, root / ".git"):
        os.chown(path, 65534, 65534)
    with pytest.raises(SomebodyElses, match=r"safe\.directory"):
        History.open(root).check_ready()


@pytest.mark.parametrize("path", ["private/x.yaml", "records/ignored.yaml"])
def test_an_ignored_path_cannot_be_recorded(root: Path, path: str) -> None:
    (root / ".git/info/exclude").write_text("ignored.yaml\n")
    before = picture(root)
    with pytest.raises(IgnoredByGit, match=f"{path} is ignored by git"):
        commit(root, write(root, path, "x\n"))
    assert (picture(root), leftovers(root)) == (before, [])


def test_recording_what_is_recorded_is_refused(root: Path) -> None:
    with pytest.raises(NothingToRecord):
        commit(root, write(root, ORDER, "status: new\n"))
    assert leftovers(root) == []


@pytest.mark.parametrize(("rev", "path"), [("HEAD", "nothing"), ("nothing", ORDER), ("--help", ORDER), ("HEAD", "records")])
def test_what_is_not_in_the_history_is_refused(root: Path, rev: str, path: str) -> None:
    with pytest.raises(NotInHistory):
        History.open(root).show(rev, path)


def test_configuration_and_notes_of_this_desk(root: Path) -> None:
    history = History.open(root)
    history.set_local("repairctl.desk", "B 王")
    history.set_local_note("me", "S-02")
    assert (history.config("repairctl.desk"), history.config("repairctl.none"), history.local_note("me")) == ("B 王", "", "S-02")
    assert git(root, "status", "--porcelain") == ""


def test_a_commit_without_a_transaction_leaves_the_index_as_it_was_when_refused(root: Path) -> None:
    (root / "new.txt").write_text("x\n")
    hook(root, "pre-commit", "exit 1")
    before = git(root, "status", "--porcelain=v2")
    with pytest.raises(NotRecorded):
        History.open(root).commit(["new.txt"], SAID)
    assert git(root, "status", "--porcelain=v2") == before
