"""Who signed a commit or a tag, by a list of keys that is handed in. Asks git, which asks ssh-keygen; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from repairctl.edges.history_index import must
from repairctl.edges.history_run import Where, run
from repairctl.edges.history_walk import PLAIN, unmasked

FORMAT = "%H%x00%G?%x00%GS%x00%GF%x00"


class Signature(Struct, frozen=True):
    """`letter` as git says it: G good, B bad, U by a key that is not in the list or not then, N none, E not to be verified."""

    letter: str
    signer: str = ""
    key: str = ""


def commits(where: Where, ids: Sequence[str], signers: bytes) -> Mapping[str, Signature]:
    """The signature of each commit, by keys that were valid when it was made. One git for all of them."""
    if not ids:
        return {}
    with _by(signers) as options:
        feed = "".join(f"{one}\n" for one in ids).encode()
        ran = must(run(unmasked(where), *PLAIN, *options, "log", "--no-walk=unsorted", "--stdin", f"--format={FORMAT}", feed=feed))
    words = ran.out.decode("utf-8", "replace").split("\0")
    return {words[at].strip(): Signature(*words[at + 1 : at + 4]) for at in range(0, len(words) - 4, 4)}


def tag(where: Where, name: str, signers: bytes) -> bool:
    """Whether the signature of a tag holds."""
    with _by(signers) as options:
        return run(unmasked(where), *options, "verify-tag", f"refs/tags/{name}").code == 0


@contextmanager
def _by(signers: bytes) -> Iterator[Sequence[str]]:
    """The settings that let these keys count, and no program of somebody's choice judge them."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="repairctl-") as folder:
        path = Path(folder) / "allowed_signers"
        path.write_bytes(signers)
        yield ("-c", f"gpg.ssh.allowedSignersFile={path}", "-c", "gpg.ssh.program=ssh-keygen", "-c", "gpg.program=gpg")
