"""Sentences and facts in the language of whoever reads them, and which language that is. Knows no office and no terminal."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, tzinfo
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from repairctl.errors import Sentence, say
from repairctl.model import At, Label, Length, Minute, Span, moment_of

LANGUAGES = ("en", "zh_CN")
ZONE = "Asia/Shanghai"
LOCALE = Path(__file__).resolve().parent.parent / "locale"
WEEKDAYS = {"en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "zh_CN": ("周一", "周二", "周三", "周四", "周五", "周六", "周日")}
UNITS = {"en": {"d": " d", "h": " h", "min": " min"}, "zh_CN": {"d": "天", "h": "时", "min": "分"}}
CLOCKS: dict[str, Callable[[int], Sentence]] = {
    "office_minutes": lambda n: say("{span} of office hours", span=Span(n)),
    "days": lambda n: say("{n} days", n=n),
    "working_days": lambda n: say("{n} working days", n=n),
    "months": lambda n: say("{n} months", n=n),
}


def language_named(text: str) -> str:
    """The language that a word means (`zh`, `zh-CN`, `zh_CN.UTF-8`, `en_US`); '' where it is none that we speak."""
    word = text.strip().lower().replace("-", "_")
    if word.startswith(("zh", "chinese", "中文")):
        return "zh_CN"
    return "en" if word.startswith(("en", "english")) or word in ("c", "posix", "c.utf_8") else ""


def first_known(words: Iterable[str]) -> str:
    """The first of the words that means a language; English where none does."""
    return next((language for word in words if (language := language_named(word))), "en")


def said_in_settings(text: str) -> str:
    """The first of the `languages` in the text of an office.yaml; '' where it names none.

    Help must not wait for a YAML reader, so only this one line is looked for; whoever opens the office reads all of it properly.
    """
    found = re.search(r"^languages:\s*(?:\[\s*|-\s*|\n\s*-\s*)?[\"']?([A-Za-z_-]+)", text, re.MULTILINE)
    return found[1] if found else ""


def zone_in_settings(text: str) -> str:
    """The `zone` in the text of an office.yaml, if there is such a zone; else the default of an office."""
    found = re.search(r"^zone:\s*[\"']?([A-Za-z_/+0-9-]+)", text, re.MULTILINE)
    try:
        return ZoneInfo(found[1]).key if found else ZONE
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZONE


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The sentences of a language; English is the source and needs none."""
    return gettext.translation("repairctl", LOCALE, [language], fallback=True)


class Tongue(Struct, frozen=True):
    """Says sentences, labels and facts in one language; moments in the zone, with the year only where it is not that of `now`."""

    language: str = "en"
    zone: tzinfo = UTC
    now: Minute = 0

    def say(self, sentence: Sentence) -> str:
        """The sentence, translated first and filled afterwards."""
        text = catalogue(self.language).gettext(sentence.text) if sentence.text else ""
        return text.format(**{name: self.fact(fact) for name, fact in sentence.facts.items()})

    def all(self, sentences: Sequence[Sentence]) -> str:
        """Several sentences, one after the other; Chinese ones end in a wide stop and need no blank."""
        said = [self.say(sentence) for sentence in sentences]
        return "".join(part + ("" if part.endswith(("。", "：", "；")) else " ") for part in said).rstrip()

    def label(self, label: Label) -> str:
        return label.zh if self.language == "zh_CN" else label.en

    def fact(self, fact: object) -> str:
        """A fact as people read it; what is none of ours is shown as it is."""
        if isinstance(fact, Decimal):
            return f"{fact:f}"
        if isinstance(fact, list | tuple | frozenset):
            return self.listed([self.fact(one) for one in fact])
        if isinstance(fact, bool):
            return self.say(say("yes") if fact else say("no"))
        show = _SHOWN.get(type(fact))
        return show(self, fact) if show else "" if fact is None else str(fact)

    def listed(self, words: Sequence[str]) -> str:
        return ("、" if self.language == "zh_CN" else ", ").join(words)

    def at(self, minute: Minute) -> str:
        """`03-07 周六 22:40`, with the year where it is not this one."""
        return _at(minute, self.zone, self.language, _year(self.now, self.zone))

    def until(self, minute: Minute) -> str:
        """A limit: like `at`, but the end of a day reads 24:00 of that day."""
        if moment_of(minute, self.zone).strftime("%H:%M") != "00:00":
            return self.at(minute)
        return self.at(minute - 1)[:-5] + "24:00"

    def day(self, day: date) -> str:
        return f"{day:%Y-%m-%d} {WEEKDAYS[self.language][day.weekday()]}"

    def span(self, minutes: int) -> str:
        """`2时10分`, `2 h 10 min`."""
        units = UNITS[self.language]
        parts = [f"{n}{units[unit]}" for n, unit in Span(minutes).parts()]
        return ("-" if minutes < 0 else "") + ("" if self.language == "zh_CN" else " ").join(parts)

    def length(self, length: Length) -> str:
        count = CLOCKS.get(length.clock)
        return self.say(count(length.n)) if count else self.span(length.n)


@lru_cache(maxsize=8192)  # the same moments stand in sentence after sentence
def _at(minute: Minute, zone: tzinfo, language: str, this_year: int) -> str:
    moment = moment_of(minute, zone)
    year = "" if moment.year == this_year else f"{moment.year}-"
    return f"{year}{moment:%m-%d} {WEEKDAYS[language][moment.weekday()]} {moment:%H:%M}"


@lru_cache(maxsize=8)
def _year(now: Minute, zone: tzinfo) -> int:
    return moment_of(now, zone).year


_SHOWN: dict[type, Callable[[Tongue, object], str]] = {
    Sentence: lambda tongue, fact: tongue.say(fact) if isinstance(fact, Sentence) else "",
    Label: lambda tongue, fact: tongue.label(fact) if isinstance(fact, Label) else "",
    At: lambda tongue, fact: tongue.at(fact.minute) if isinstance(fact, At) else "",
    Span: lambda tongue, fact: tongue.span(fact.minutes) if isinstance(fact, Span) else "",
    Length: lambda tongue, fact: tongue.length(fact) if isinstance(fact, Length) else "",
}
