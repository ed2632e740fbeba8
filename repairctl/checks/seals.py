"""A seal: what it says of a commit, as a text that a person can read, and as a short form that can be said over the telephone. Pure.

Everybody can reckon one again with git and sha256sum. In the office's folder, with COMMIT the commit of the seal:

    git -c core.autocrlf=false archive COMMIT records | tar -x -C /some/empty/folder
    cd /some/empty/folder
    find records -type f | LC_ALL=C sort | tr '\\n' '\\0' | xargs -0 sha256sum | sha256sum

gives the `digest`; the lines before the last sha256sum are counted in `records`. The short form begins with the first 20 bits of COMMIT and
goes on with the first 80 bits of

    printf 'repairctl seal\\ncommit %s\\nrecords %s\\ndigest %s\\n' COMMIT RECORDS DIGEST | sha256sum

in groups of four signs of 0123456789ABCDEFGHJKMNPQRSTVWXYZ (five bits each, the highest first; I and L read as 1, O as 0), and ends
with two signs that check the others: the sum of each sign's value times its place, from 1, modulo 1021, as two signs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LIKE = str.maketrans("ILO", "110")
HINT, BODY, CHECK, GROUP, PRIME = 4, 16, 2, 4, 1021
HEAD = "repairctl seal"
KEYS = ("office", "at", "by", "commit", "records", "kinds", "digest", "previous", "short")


class Seal(Struct, frozen=True):
    """What a seal says. `at` and `day` as text; `kinds` counts the records of each; `previous`: the seal before it and its digest."""

    office: str
    at: str
    by: str
    commit: str
    records: int
    kinds: Mapping[str, int]
    digest: str
    previous: str = ""
    previous_digest: str = ""

    @property
    def day(self) -> str:
        return self.at[:10]

    @property
    def short(self) -> str:
        """The form that can be said over the telephone."""
        return short_of(self.commit, self.records, self.digest)

    def text(self) -> str:
        """The whole of it, a line for each thing it says."""
        kinds = ", ".join(f"{name} {n}" for name, n in self.kinds.items()) or "-"
        before = f"{self.previous} {self.previous_digest}".strip() or "-"
        held = (self.office, self.at, self.by or "-", self.commit, self.records, kinds, self.digest, before, self.short)
        return "".join([f"{HEAD}\n", *(f"{key}: {one}\n" for key, one in zip(KEYS, held, strict=True))])


def digest_of(records: Iterable[tuple[str, str]]) -> str:
    """The digest over records: of each its path and the sha256 of its bytes, in the order of the paths' bytes."""
    listing = hashlib.sha256()
    for path, one in sorted(records, key=lambda held: held[0].encode("utf-8", "surrogateescape")):
        listing.update(f"{one}  {path}\n".encode("utf-8", "surrogateescape"))
    return listing.hexdigest()


def text_digest(text: str) -> str:
    """By what the next seal names this one."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> Seal | None:
    """The seal that a text is; None where it is none, or says something else than it reckons."""
    lines = text.strip().splitlines()
    held = dict(line.partition(": ")[::2] for line in lines[1:])
    if not lines or lines[0] != HEAD or any(key not in held for key in KEYS) or not held["records"].isdecimal():
        return None
    before, _, before_digest = held["previous"].partition(" ")
    pairs = (one.rpartition(" ") for one in held["kinds"].split(", ") if " " in one)
    kinds = {name: int(n) for name, _, n in pairs if n.isdecimal()}
    by, before = (("" if one == "-" else one) for one in (held["by"], before))
    seal = Seal(held["office"], held["at"], by, held["commit"], int(held["records"]), kinds, held["digest"], before, before_digest)
    return seal if seal.short == held["short"] else None


def short_of(commit: str, records: int, digest: str) -> str:
    """The short form of a seal."""
    whole = hashlib.sha256(f"{HEAD}\ncommit {commit}\nrecords {records}\ndigest {digest}\n".encode()).hexdigest()
    signs = hint_of(commit) + _signs(int(whole[: BODY * 5 // 4], 16), BODY)
    signs += _check(signs)
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def hint_of(commit: str) -> str:
    """The signs with which the short form of a commit's seal begins."""
    return _signs(int(commit[: HINT * 5 // 4], 16), HINT)


def _signs(number: int, n: int) -> str:
    return "".join(SIGNS[number >> 5 * place & 31] for place in reversed(range(n)))


def _check(signs: str) -> str:
    return _signs(sum(SIGNS.index(one) * place for place, one in enumerate(signs, 1)) % PRIME, CHECK)


def typed(text: str) -> tuple[str, str] | None:
    """A short form as somebody typed or said it, and the day beside it ('' without one); None where the check signs do not fit."""
    day = re.search(r"\d{4}-\d{2}-\d{2}", text)
    rest = text.replace(day[0], " ", 1) if day else text
    signs = re.sub(r"[\s\-./]", "", rest).upper().translate(LIKE)
    good = len(signs) == HINT + BODY + CHECK and set(signs) <= set(SIGNS) and _check(signs[:-CHECK]) == signs[-CHECK:]
    if not good:
        return None
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP)), day[0] if day else ""
