"""The quick reader says what the strict one says, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from repairctl.edges import yaml_text
from repairctl.edges.yaml_text.faults import FileFault
from repairctl.edges.yaml_text.skim import skim
from repairctl.model import Block, Rows, Tree

HERE = Path(__file__).resolve().parent.parent
RECORDS = sorted((HERE / "records").rglob("*.yaml"))


def same(one: Tree, other: Tree) -> bool:
    """The same names and texts in the same order, whatever their lines."""
    if isinstance(one, Block):
        return isinstance(other, Block) and list(one) == list(other) and all(same(one[name], other[name]) for name in one)
    if isinstance(one, Rows):
        return isinstance(other, Rows) and len(one) == len(other) and all(map(same, one, other))
    return isinstance(other, str) and str(one) == str(other)


def agree(text: str) -> bool:
    """Whether the quick reader read it; then it must have read what the strict one reads."""
    quick = skim(text)
    if quick is None:
        return False
    assert same(yaml_text.read(text.encode(), "x.yaml"), quick)
    return True


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_the_records_of_the_sample_office_are_read_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert agree(text) or any(sign in text for sign in '|>"#'), path


READ = [
    "a: 1\n",
    "a: x y z\nb:\n",
    "a:\n  b: 1\n  c:\n  - d: 1\n    e: 2\n  - d: 3\nf: 4\n",
    "a:\n    b:\n        c: 1\n    d: 2\n",
    "log:\n- step: x\n  lines:\n  - a: 1\n  - a: 2\n  note: n\n\n- step: y\n",
    "log:\n  - step: x\n    at: 1\n  - step: y\nb: 1\n",
    "a: [x, LED 灯]\nb: '0301'\nc: -5.00\n",
    "a:\nb:\n- c:\n- d: 1\n",
    "a:\n-   b: 1\n    c: 2\n",
]
LEFT = [
    "a: 1\na: 2\n",
    "a: x # y\n",
    "# a\na: 1\n",
    "a: x: y\n",
    "a: 'it''s'\n",
    'a: "x"\n',
    "a: |\n  x\n",
    "a: {b: 1}\n",
    "a: [[b]]\n",
    "a: []\n",
    "a: [b,c]\n",
    "a: ['b']\n",
    "a: - b\n",
    "a: *b\n",
    "- a: 1\n",
    "a: 1\n  b: 2\n",
    "a:\n  b: 1\n c: 2\n",
    "a:\n  b: 1\n- c: 2\n",
    "a\n",
    "---\na: 1\n",
    "a: x \n",
    "",
    "\n",
]


@pytest.mark.parametrize("text", READ)
def test_the_plain_house_style_is_read(text: str) -> None:
    assert agree(text)


@pytest.mark.parametrize("text", LEFT)
def test_everything_else_is_left_to_the_strict_reader(text: str) -> None:
    assert skim(text) is None


WORDS = st.sampled_from(
    ["a", "b", "灯", "0301", "x y", "-", "- ", ":", ": ", " #", "'", '"', "[", "]", ", ", "|", "*", "&", "-5", "true", "?", "{", "%"]
)
LINES = st.builds(
    lambda indent, dash, key, value: f"{' ' * indent}{dash}{key}{value}\n",
    st.sampled_from([0, 0, 2, 2, 4, 1]),
    st.sampled_from(["", "", "- ", "-   ", "-"]),
    st.sampled_from(["a:", "b:", "c:", "d e:", "'f':", "", "g"]),
    st.lists(WORDS, max_size=3).map(lambda words: " " + "".join(words) if words else ""),
)


@settings(max_examples=1500)
@given(st.lists(LINES, max_size=8).map("".join))
@example("a:\n- b: 1\n- c\n")
def test_whatever_it_reads_the_strict_reader_reads_the_same(text: str) -> None:
    try:
        agree(text)
    except FileFault as refused:
        raise AssertionError(f"{text!r} is refused: {refused}") from None
