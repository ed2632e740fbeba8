"""Templates of the office run apart: within limits of time, memory and size, with no file, attribute or link; each refusal has its line."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairctl import sheets
from repairctl.edges import documents
from repairctl.edges import documents_apart as apart
from repairctl.edges.documents import BrokenTemplate, Documents, NoTemplate, OutsideTemplates
from repairctl.edges.documents_apart import TooCostly
from repairctl.errors import RepairError
from repairctl.model import At, Label
from tests import paper
from tests.reading import ZONE

NAME = "order/settlement.html.j2"


def own(folder: Path, text: str, name: str = NAME, seconds: int = 1) -> Documents:
    """An office with one template of its own."""
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return Documents((folder, paper.TEMPLATES), seconds)


def printed(documents: Documents) -> str:
    return documents.html(NAME, sheets.view("settlement", paper.burst_pipe(), paper.around()))


COSTLY: Mapping[str, tuple[str, int, str]] = {
    "a loop in a loop": ("\\n\\n{% for a in range(90000) %}{% for b in range(90000) %}\\n{% endfor %}{% endfor %}", 3, "time"),
    "a macro that waits": ("{% macro m(n) %}\\n{% for a in range(90000) %}{{ m(n + 1) if n < 9 }}{% endfor %}{% endmacro %}\\n{{ m(0) }}", 2, "time"),
    "much memory at once": ("\\n{{ 'a' * 10000000000 }}", 2, "memory"),
    "memory bit by bit": ("{% set x = namespace(s='aaaaaaaaaaaaaaaa') %}\\n{% for a in range(60) %}{% set x.s = x.s ~ x.s %}{% endfor %}", 2, "memory"),
    "a wide column": ("\\n{{ 'a'|center(10000000000) }}", 2, "memory"),
    "a long page": ("{{ 'a' * 40000000 }}", 1, "size"),
}  # fmt: skip
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")


@ON_LINUX
@pytest.mark.parametrize("fault", COSTLY)
def test_a_template_that_takes_too_much_is_stopped_and_its_line_named(fault: str, tmp_path: Path) -> None:
    text, line, what = COSTLY[fault]
    with pytest.raises(TooCostly) as refused:
        printed(own(tmp_path, text.replace("\\n", "\n"), seconds=1 if what == "time" else 20))
    assert (refused.value.name, refused.value.line, refused.value.what) == (f"templates/{NAME}", line, what)
    assert refused.value.sentences[0].facts["n"] == {"time": 1, "memory": 512, "size": 32}[what]


WAYS_OUT: Mapping[str, tuple[str, type[RepairError]]] = {
    "a file": ("{% include '/etc/passwd' %}", NoTemplate),
    "a file above": ("{% include '../../etc/passwd' %}", NoTemplate),
    "an attribute": ("{{ ''.__class__ }}", BrokenTemplate),
    "what a function knows": ("{{ t.__globals__ }}", BrokenTemplate),
    "what a macro knows": ("{% macro m() %}{% endmacro %}{{ m.__init__.__globals__ }}", BrokenTemplate),
    "the environment": ("{{ self._TemplateReference__context.environment }}", BrokenTemplate),
    "a format": ("{{ '{0.__class__}'.format(1) }}", BrokenTemplate),
    "a macro without end": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", BrokenTemplate),
    "a power": ("{{ 10 ** 10 ** 9 }}", BrokenTemplate),
    "a range": ("{% for x in range(10 * 1000000000) %}{% endfor %}", BrokenTemplate),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_file_and_no_attribute_is_reached(way: str, tmp_path: Path) -> None:
    text, refusal = WAYS_OUT[way]
    with pytest.raises(refusal):
        printed(own(tmp_path, text))


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("geheim", encoding="utf-8")
    (tmp_path / "templates" / "order").mkdir(parents=True)
    (tmp_path / "templates" / "order" / "settlement.html.j2").symlink_to(tmp_path / "secret")
    with pytest.raises(OutsideTemplates, match=r"templates/order/settlement\.html\.j2"):
        printed(Documents((tmp_path / "templates", paper.TEMPLATES)))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_nobody_waits_at_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "order").mkdir()
    os.mkfifo(tmp_path / "order" / "part.j2")
    with pytest.raises(OutsideTemplates, match="order/part"):
        printed(own(tmp_path, "{% include 'order/part.j2' %}"))


def test_after_one_was_stopped_the_next_is_printed(tmp_path: Path) -> None:
    with pytest.raises(TooCostly):
        printed(own(tmp_path, "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}"))
    assert printed(own(tmp_path, "{{ record }}")) == "WO-20260307-001"


def test_who_does_not_even_say_that_it_was_too_slow_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "BEGIN", "import time; time.sleep(60)")
    monkeypatch.setattr(apart, "GRACE", 0)
    apart.end()
    with pytest.raises(TooCostly):
        printed(own(tmp_path, "{{ record }}"))


def test_a_fault_of_the_process_itself_is_no_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "BEGIN", "raise SystemExit(1)")
    apart.end()
    with pytest.raises(RuntimeError, match=r"settlement\.html\.j2"):
        printed(own(tmp_path, "{{ record }}"))


def test_a_copy_that_differs_says_the_same_as_the_shipped_one(tmp_path: Path) -> None:
    text = (paper.TEMPLATES / NAME).read_text(encoding="utf-8")
    documents = own(tmp_path, f"{text}\n")
    assert not documents.shipped(NAME)
    assert printed(documents).strip() == paper.html("settlement", paper.burst_pipe()).strip()


def test_what_was_shipped_is_printed_here(tmp_path: Path) -> None:
    apart.end()
    text = (paper.TEMPLATES / NAME).read_text(encoding="utf-8")
    assert printed(own(tmp_path, text)) == paper.html("settlement", paper.burst_pipe())
    assert not apart._running


def test_with_a_house_of_its_own_every_template_of_the_office_runs_apart(tmp_path: Path) -> None:
    documents = own(tmp_path, "{% macro style() %}{% endmacro %}", "_house.html.j2")
    assert not documents.shipped("order/acceptance.html.j2")


def test_shipped_templates_import_only_what_begins_with_a_line() -> None:
    for path in paper.TEMPLATES.rglob("*.j2"):
        named = re.findall(r"\{%-?\s*(?:import|include|from|extends)\s+['\"]([^'\"]+)", path.read_text(encoding="utf-8"))
        assert all(one.startswith("_") for one in named), path


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.builds(Label, st.text(), st.text()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def brought(value: object) -> object:
    return apart.unpacked(json.loads(json.dumps(apart.packed(value))))


@given(VALUES)
def test_values_come_over_as_they_were(value: object) -> None:
    assert repr(brought(value)) == repr(value)


@given(st.integers(0, 40_000_000))
def test_moments_are_shown_in_the_offices_zone(minute: int) -> None:
    assert documents.moment(brought(At(minute, ZONE))) == documents.moment(At(minute, ZONE))


def test_a_value_of_every_sort_is_shown_alike_apart() -> None:
    held = {"a": Decimal("1.50"), "b": date(2026, 3, 7), "c": At(29_000_000, ZONE), "d": [1, True, None, "x"]}
    came = apart.unpacked(apart.packed(held))
    assert isinstance(came, dict)
    assert [str(came[key]) for key in "abcd"] == [str(held[key]) for key in "abcd"]
