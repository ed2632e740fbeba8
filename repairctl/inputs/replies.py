"""A technician's reply from a chat: `7-1 到场 9:31 完工 10:20 做了 换支管 用料 PPR管 3m`, in one line or many. Pure; knows no record.

A word opens a part, the next word ends it. `__` and an empty field are a form that was not filled in. What stands before the first word is
the order's number, and whatever a chat puts in front of a message; what nobody understands is given back, not dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from msgspec import Struct, field

from repairctl.errors import Sentence, say
from repairctl.inputs.moments import leading
from repairctl.inputs.typed import NotRead

STEPS: Mapping[str, tuple[str, ...]] = {
    "arrive": ("到场了", "到场", "到了", "已到", "到达", "arrived", "arrive"),
    "absent": ("未遇", "没人", "无人", "不在家", "absent"),
    "contain": ("止险", "关阀", "断电", "contained", "contain"),
    "restore": ("恢复", "restored", "restore"),
    "hold": ("挂起", "hold"),
    "finish": ("完工了", "完工", "完成", "修好了", "修好", "做完了", "做完", "修完了", "修完", "finished", "finish"),
}
"""The words of each step; its moment follows."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "work_done": ("做了", "处理内容", "维修内容", "处理", "done", "work"),
    "parts": ("用料", "材料", "配件", "used", "parts"),
    "result": ("结果", "result"),
    "cause": ("原因", "cause"),
    "hours": ("工时", "hours"),
    "note": ("备注", "说明", "note"),
}
"""The words of what is told besides."""
REST: Mapping[str, str] = {
    "arrive": "note", "absent": "note", "contain": "measure", "restore": "method", "hold": "reason", "finish": "work_done",
}  # fmt: skip
"""Where a text goes that follows the moment of a step."""
_MEANS = {word: key for words in (STEPS, FIELDS) for key, all_ in words.items() for word in all_}
_WORDS = "|".join(sorted(_MEANS, key=len, reverse=True))
_STEP_WORDS = "|".join(sorted((word for words in STEPS.values() for word in words), key=len, reverse=True))
_KEY = re.compile(
    rf"(?:(?<=[\s,;。、|/])|^)(?:(?P<step>{_STEP_WORDS})(?=[\s:,_0-9]|$|[今昨前周星上下中早晚凌傍现半])|(?P<word>{_WORDS})(?=[\s:_]|$|(?<=[\u4e00-\u9fff])))",
    re.IGNORECASE,
)
_MARK = re.compile(r"^(?:回|回复|reply) ?: ?", re.MULTILINE | re.IGNORECASE)
_NAME = re.compile(r"#?((?:[A-Za-z]{1,4}-?)?[0-9]{8}-[A-Z]?[0-9]{1,6}|[0-9]{1,4}-[A-Z]?[0-9]{1,3}|[A-Z]?[0-9]{1,3})")
_BLANK = ("", "_", "-", "无", "none")
_ENDS = " \t\n,;。、:|/"
_LINES = re.compile(r"[、,;\n]")
_EXAMPLE = "7-1 到场 9:31 完工 10:20 做了 换支管 用料 PPR管 3m"


class NotAReply(NotRead):
    def __init__(self, value: str, why: Sentence) -> None:
        super().__init__(value, why, _EXAMPLE)


class StepSaid(Struct, frozen=True):
    """A step, its moment as written, and the fields told with it."""

    step: str
    when: str
    fields: Mapping[str, str] = field(default_factory=dict)


class Reply(Struct, frozen=True):
    """What a reply says: the order's number as written ('' = none), the steps in order, lines of material, what else, what is left."""

    name: str
    steps: tuple[StepSaid, ...]
    lines: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    left: tuple[str, ...] = ()


def reply(text: str) -> Reply:
    """The parts of a reply. Raises NotAReply where a step lacks its moment, a part stands twice, or nothing is said."""
    even = _even(text)
    keys = list(_KEY.finditer(even))
    name, left = _before(even[: keys[0].start()] if keys else even)
    steps: list[StepSaid] = []
    fields: dict[str, str] = {}
    for means, value in _parts(even, keys):
        if means in STEPS:
            steps.append(_step(text, means, value, steps))
        elif means in fields and means != "parts":
            raise NotAReply(text, say("{word} stands there twice.", word=FIELDS[means][0]))
        else:
            fields[means] = "\n".join(filter(None, (fields.get(means, ""), value)))
    if not steps and not fields:
        raise NotAReply(text, say("It says nothing that happened: a word like 到场, then its time."))
    lines = tuple(line.strip() for line in _LINES.split(fields.pop("parts", "")) if line.strip())
    return Reply(name, tuple(steps), lines, {key: " ".join(value.split()) for key, value in fields.items()}, left)


def _even(text: str) -> str:
    """The text with half-width signs, without what a chat hides in it, after the last 回："""
    found = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf").replace("\r\n", "\n")
    found = re.sub("[\u2028\u2029\r]", "\n", found)
    found = re.sub("[\u2010-\u2015\u2212]", "-", re.sub("_+", "_", found))
    marks = list(_MARK.finditer(found))
    return found[marks[-1].end() :] if marks else found


def _parts(text: str, keys: list[re.Match[str]]) -> Iterator[tuple[str, str]]:
    for key, after in zip_longest(keys, keys[1:]):
        value = text[key.end() : after.start() if after else len(text)].strip(_ENDS)
        if value.casefold() not in _BLANK or (not value and key["step"]):
            yield _MEANS[(key["step"] or key["word"]).casefold()], value


def _step(text: str, step: str, value: str, before: list[StepSaid]) -> StepSaid:
    word = STEPS[step][0]
    when, rest = leading(value)
    if not when:
        raise NotAReply(text, say("{word} lacks its time: {example}.", word=word, example=f"{word} 9:31"))
    if any(one.step == step for one in before):
        raise NotAReply(text, say("{word} stands there twice.", word=word))
    rest = " ".join(rest.strip(_ENDS).split())
    return StepSaid(step, when, {REST[step]: rest} if rest.casefold() not in _BLANK else {})


def _before(text: str) -> tuple[str, tuple[str, ...]]:
    """The order's number, and what else stands before the first word."""
    words = [word for word in re.split(r"[\s,;。、|]+", text) if word.strip(_ENDS + "_")]
    places = [place for place, word in enumerate(words) if _NAME.fullmatch(word.strip(":"))]
    if not places:
        return "", tuple(words)
    found = _NAME.fullmatch(words[places[-1]].strip(":"))
    assert found is not None
    return found[1], tuple(word for place, word in enumerate(words) if place != places[-1])
