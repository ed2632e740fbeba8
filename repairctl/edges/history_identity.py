"""Who records, and when, as git would say it. Where git would have to guess or to mend, the fast way does not try."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping

from repairctl.edges.history_objects import Unsuited

PLAIN = re.compile(r"[^\x00-\x20.,:;<>\"\\'](?:[^\n<>\0]*[^\x00-\x20.,:;<>\"\\'])?")
"""A name or an address from which git takes nothing away."""
MOMENT = re.compile(r"@?(\d{9,11}) ([+-]\d{4})")


def people(settings: Mapping[str, str], environment: Mapping[str, str]) -> list[bytes]:
    """The author and the committer with the moment, one for both, as they stand in a commit. Raises Unsuited."""
    now = int(time.time())
    return [_person(role, settings, environment, now) for role in ("author", "committer")]


def _person(role: str, settings: Mapping[str, str], environment: Mapping[str, str], now: int) -> bytes:
    name, email = (
        environment.get(f"GIT_{role}_{part}".upper()) or settings.get(f"{role}.{part}") or settings.get(f"user.{part}", "")
        for part in ("name", "email")
    )
    if not PLAIN.fullmatch(name) or not PLAIN.fullmatch(email):
        raise Unsuited("git does not know who records, or has to mend it")
    try:
        return f"{name} <{email}> {_moment(environment.get(f'GIT_{role}_DATE'.upper(), ''), now)}".encode()
    except UnicodeEncodeError:
        raise Unsuited("a name is not in UTF-8") from None


def _moment(told: str, now: int) -> str:
    if told:
        stated = MOMENT.fullmatch(told)
        if not stated:
            raise Unsuited("a moment is told in another way")
        return f"{stated[1]} {stated[2]}"
    minutes = time.localtime(now).tm_gmtoff // 60
    return f"{now} {'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
