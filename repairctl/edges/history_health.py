"""The state of the repository itself: HEAD, branches, git's index, what it ignores or shows. Changes nothing but what it is told to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from repairctl.edges.history_index import must, zeros
from repairctl.edges.history_run import Where, common_folder, run
from repairctl.model import Minute

COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
PACKED = re.compile(r"#.*|\^?[0-9a-f]{40,64}( refs/[^\s\0]+)?")
NOTHING = re.compile(r"0+")
LOCKS = ("index.lock", "HEAD.lock", "config.lock", "packed-refs.lock", "shallow.lock", "objects/maintenance.lock")
BRANCH = "refs/heads/"


class Broken(Struct, frozen=True):
    """A branch or tag whose file says no commit, and the last good one that its own log knows ('' : none)."""

    name: str
    path: Path
    good: str


class Locked(Struct, frozen=True):
    """A lock file of git's: where it lies, and since when."""

    path: Path
    since: Minute


def locks(git_dir: Path) -> Iterator[Locked]:
    """The lock files of git that lie there now."""
    common = common_folder(git_dir)
    places = {folder / name for folder in (git_dir, common) for name in LOCKS}
    for path in sorted({*places, *(common / "refs").rglob("*.lock")}):
        with suppress(OSError):
            yield Locked(path, int(path.stat().st_mtime) // 60)


def version(where: Where) -> tuple[int, int]:
    """Which git is called: 2.39 is (2, 39). Raises GitMissing."""
    found = re.search(r"(\d+)\.(\d+)", run(where, "--version").out.decode("ascii", "replace"))
    return (int(found[1]), int(found[2])) if found else (0, 0)


def head_says(git_dir: Path) -> str:
    """What HEAD says, as it stands there; '' where there is no HEAD."""
    try:
        return (git_dir / "HEAD").read_bytes().decode("utf-8", "replace").strip("\n")
    except OSError:
        return ""


def points(said: str) -> bool:
    """Whether that is something that HEAD or a branch may say."""
    return bool(COMMIT.fullmatch(said)) or bool(re.fullmatch(r"ref: refs/[^\s\0]+", said))


def logged(git_dir: Path, name: str) -> list[str]:
    """The commits where a branch or HEAD stood, the last first, as its own log has them."""
    try:
        told = (common_folder(git_dir) / "logs" / name).read_bytes().decode("utf-8", "replace")
    except OSError:
        return []
    stood = (line.split(" ")[1] for line in told.splitlines() if line.count(" ") > 1)
    return [one for one in reversed(list(stood)) if COMMIT.fullmatch(one) and not NOTHING.fullmatch(one)]


def broken(where: Where, git_dir: Path) -> Iterator[Broken]:
    """The branches and tags that lead nowhere: their file holds no commit, or one that git does not have."""
    common = common_folder(git_dir)
    said: dict[str, str] = {}
    if (common / "reftable").exists():
        return  # another way of keeping branches: one file for all, which git itself looks after
    for path in sorted((common / "refs").rglob("*")):
        if path.is_file() and path.suffix != ".lock":
            said[path.relative_to(common).as_posix()] = path.read_bytes().decode("utf-8", "replace").strip("\n")
    there = _there(where, [one for one in said.values() if COMMIT.fullmatch(one)])
    for name, one in said.items():
        if not points(one) or (COMMIT.fullmatch(one) and one not in there):
            yield Broken(name, common / name, last_good(where, git_dir, name))


def packed_unreadable(git_dir: Path) -> bool:
    """Whether the file of packed branches holds what git cannot read."""
    try:
        lines = (common_folder(git_dir) / "packed-refs").read_bytes().decode("utf-8", "replace").splitlines()
    except OSError:
        return False
    return any(not PACKED.fullmatch(line) for line in lines)


def last_good(where: Where, git_dir: Path, name: str) -> str:
    """The last commit where a branch stood that git still has; '' where no log tells. HEAD's own log tells of the branch it is on."""
    stood = logged(git_dir, name) or (logged(git_dir, "HEAD") if head_says(git_dir) == f"ref: {name}" else [])
    there = _there(where, stood)
    return next((one for one in stood if one in there), "")


def _there(where: Where, objects: Sequence[str]) -> set[str]:
    """Those of the objects that git can read."""
    told = run(where, "cat-file", "--batch-check", feed="".join(f"{one}\n" for one in objects).encode()).out.decode("utf-8", "replace")
    return {words[0] for line in told.splitlines() if len(words := line.split()) == 3}


def branches(where: Where) -> list[str]:
    """The names of all branches, fetched ones too."""
    told = run(where, "for-each-ref", "--format=%(refname)", BRANCH, "refs/remotes/").out.decode("utf-8", "replace")
    return [name for name in told.split() if not name.endswith("/HEAD")]


def head_time(where: Where) -> Minute | None:
    """When HEAD's commit was made; None before the first."""
    ran = run(where, "show", "--no-patch", "--no-show-signature", "--format=%ct", "HEAD")
    return int(ran.out) // 60 if ran.code == 0 and ran.out.strip().isdigit() else None


def knows_author(where: Where) -> bool:
    """Whether git knows who records here."""
    return not any(run(where, "var", name).code for name in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"))


def index_fault(where: Where, git_dir: Path) -> str:
    """Why git's index cannot be read: `missing`, or git's own words; '' where it can, or where nothing was ever recorded."""
    if not (git_dir / "index").exists():
        return "missing" if head_time(where) is not None else ""
    ran = run(where, "ls-files", "--cached", "--", "office.yaml")
    return ran.words() or str(ran.code) if ran.code else ""


def behind(where: Where, folders: Sequence[str]) -> Mapping[str, str]:
    """The paths of which git's index holds something else than HEAD, with HEAD's blob ('' : HEAD has no such file)."""
    places = [f":(literal){one}" for one in folders]
    ran = must(run(where, "diff-index", "--cached", "--raw", "--no-abbrev", "--no-renames", "--relative", "-z", "HEAD", "--", *places))
    words = ran.out.decode("utf-8", "surrogateescape").split("\0")
    rows = zip(words[::2], words[1::2], strict=False)
    return {path: "" if NOTHING.fullmatch(told.split()[2]) else told.split()[2] for told, path in rows if told.split()[4][:1] != "U"}


def blob_names(where: Where, paths: Sequence[str]) -> Mapping[str, str]:
    """The names that git would give to the bytes of these files, as it would record them. They must be there."""
    above = must(run(where, "rev-parse", "--show-prefix")).out.decode("utf-8", "surrogateescape").strip("\n")
    feed = "".join(f"{above}{path}\n" for path in paths).encode("utf-8", "surrogateescape")
    return dict(zip(paths, must(run(where, "hash-object", "--stdin-paths", feed=feed)).out.decode().split(), strict=True))


def entries_anew(where: Where, paths: Sequence[str]) -> None:
    """Makes git's index hold for these paths what HEAD has. Raises NotRecorded."""
    told = must(run(where, "ls-tree", "--full-name", "-z", "HEAD", "--", *paths)).out
    must(run(where, "update-index", "-z", "--index-info", feed=told))
    run(where, "update-index", "-q", "--refresh")


def tracked(where: Where, folder: str) -> list[str]:
    """The files in a folder that git keeps."""
    return _paths(must(run(where, "ls-files", "-z", "--cached", "--", f":(literal){folder}")).out)


def untracked(where: Where, folders: Sequence[str], *, ignored: bool) -> list[str]:
    """The files in these folders, or so named, that git does not keep: those that it ignores, or those that nobody gave it."""
    sort = ("--ignored",) if ignored else ()
    places = [f":(literal){one}" for one in folders]
    return _paths(must(run(where, "ls-files", "-z", "--others", *sort, "--exclude-standard", "--", *places)).out)


def would_ignore(where: Where, paths: Sequence[str]) -> list[str]:
    """Those of the paths, which need not be there, that git would ignore."""
    return _paths(run(where, "check-ignore", "--no-index", "-z", "--stdin", feed=zeros(paths)).out)


def converts(where: Where, path: str) -> bool:
    """Whether git may change the line ends of that file, as its settings and attributes stand."""
    told = run(where, "check-attr", "text", "--", path).out.decode("utf-8", "replace").rpartition(": ")[2].strip()
    wanted = run(where, "config", "--get", "core.autocrlf").out.decode("utf-8", "replace").strip().lower()
    return told == "set" or told == "auto" or (told == "unspecified" and wanted not in ("", "false", "no", "off", "0"))


def cut_off(where: Where, git_dir: Path) -> str:
    """`shallow` or `partial` where the history here is not the whole one; '' where it is."""
    if (common_folder(git_dir) / "shallow").exists():
        return "shallow"
    promised = run(where, "config", "--get-regexp", r"^(remote\..*\.promisor|extensions\.partialclone)$").out
    return "partial" if promised.strip() else ""


def twice(where: Where, branch: str, folder: str) -> list[str]:
    """The files in a folder that this branch and another each made anew since they parted, and not with the same bytes."""
    base = run(where, "merge-base", "HEAD", branch).out.decode().strip()
    ours, theirs = _blobs(where, "HEAD", folder), _blobs(where, branch, folder)
    before = _blobs(where, base, folder) if base else {}
    return sorted(path for path, blob in theirs.items() if path not in before and ours.get(path, blob) != blob)


def _blobs(where: Where, commit: str, folder: str) -> Mapping[str, str]:
    told = must(run(where, "ls-tree", "-r", "-z", commit, "--", folder)).out.decode("utf-8", "surrogateescape")
    return {path: row.split()[2] for row, _, path in (line.partition("\t") for line in told.split("\0") if line)}


def taken_out(where: Where, paths: Sequence[str]) -> Mapping[str, tuple[str, str, Minute]]:
    """Those of the paths that the history once had: the commit that took each out, by whom, and when."""
    found: dict[str, tuple[str, str, Minute]] = {}
    options = (
        "--diff-filter=D",
        "--name-only",
        "--no-renames",
        "--relative",
        "-z",
        "--no-show-signature",
        "--format=%x01%H%x02%an%x02%ct%x03",
    )
    for at in range(0, len(paths), 100):
        ran = run(where, "log", *options, "--", *(f":(literal){path}" for path in paths[at : at + 100]))
        for part in must(ran).out.decode("utf-8", "replace").split("\x01")[1:]:
            told, _, names = part.partition("\x03")
            commit, who, when = told.split("\x02")
            for path in names.replace("\n", "\0").split("\0"):
                found.setdefault(path, (commit, who, int(when) // 60))
    return {path: one for path, one in found.items() if path in paths}


def _paths(told: bytes) -> list[str]:
    return [path.decode("utf-8", "surrogateescape") for path in told.split(b"\0") if path]
