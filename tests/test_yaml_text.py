"""YAML files as text trees: what is read, refused, written, and what survives a change byte for byte."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from repairctl.edges import yaml_text
from repairctl.edges.yaml_text import faults
from repairctl.edges.yaml_text.compose import compose
from repairctl.edges.yaml_text.nodes import Node
from repairctl.edges.yaml_text.scalars import scalar_text
from repairctl.edges.yaml_text.scanner import placed, scan
from repairctl.edges.yaml_text.sources import STRAY, readable, text_of
from repairctl.model import Append, Bare, Block, Drop, Edit, Put, Rows, Scalar, Tree

ROOT = Path(__file__).resolve().parent.parent

HAND_MADE = """\
# An order, as somebody keeps it
---
kind:   order   # never changes
"id": 'WO-20260307-001'
status: open    # follows from the story

place:
    unit: "0301"   # the door
    part: private

    # nothing else is known

plan:
words: [a, 'b, c', -x, 12:30]
box: {zh: 中文, en: two words}
note: |
  one

  two

# the story
log:
  - step: report
    at: 2026-03-07T22:40:00+08:00
    by: S-01
    # rang twice

  - step: arrive
    by: S-11
    note: >-
      folded
      text
# end of story

# vim: set ts=2
"""


def read(text: str) -> Block:
    return yaml_text.read(text.encode(), "a.yaml")


def edited(text: str, *edits: Edit) -> str:
    return yaml_text.edited(text.encode(), edits, "a.yaml").decode()


def entry(**fields: str) -> Block:
    return Block(fields)


def with_places(node: Node) -> tuple[object, ...]:
    """A node as a value that can be compared, places and all."""
    here = (node.kind, node.line, node.column, node.stop_line, node.stop, node.last, node.style, node.text)
    return (*here, [with_places(one) for one in node.keys], [with_places(one) for one in node.items])


def with_lines(tree: Tree) -> object:
    """A tree as a value that can be compared, lines and all."""
    if isinstance(tree, Scalar):
        return str(tree), tree.line, tree.quoted
    assert isinstance(tree, Block | Rows)
    parts = [(with_lines(key), with_lines(one)) for key, one in tree.items()] if isinstance(tree, Block) else list(map(with_lines, tree))
    return parts, tree.line


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("0301", "0301"), ("342.30", "342.30"), ("no", "no"), ("12:30", "12:30"), ("0x1F", "0x1F"), ("~", "~"), ("2026-03-07", "2026-03-07"),
        ("", ""), ("# nothing", ""), ("''", ""), ('""', ""), ("a#b", "a#b"), ("a # b", "a"), ("it's", "it's"), ("-5", "-5"), ("a - b", "a - b"),
        ("'it''s # so: yes'", "it's # so: yes"), ('"a\\tb\\\\ \\"c\\" \\u4e2d\\x41\\U0001F600"', 'a\tb\\ "c" 中A😀'), ("厨房表后支管爆裂", "厨房表后支管爆裂"),
        ("|\n  a\n\n   b\n  # c", "a\n\n b\n# c\n"), ("|-\n  a\n\n", "a"), ("|+\n  a\n", "a\n\n"), (">\n  a\n  b\n\n  c", "a b\nc\n"), ("a\n  b", "a b"),
    ],
)  # fmt: skip
def test_a_scalar_is_read_as_it_stands(written: str, text: str) -> None:
    assert read(f"key: {written}\n") == {"key": text}


def test_every_key_item_and_text_knows_its_line_and_whether_it_was_quoted() -> None:
    tree = read("a: 1\n\n# c\nb:\n- 'x'\n- c: |\n    text\n")
    assert with_lines(tree) == (
        [(("a", 1, False), ("1", 1, False)), (("b", 4, False), ([("x", 5, True), ([(("c", 6, False), ("text\n", 6, True))], 6)], 5))],
        1,
    )  # fmt: skip


@pytest.mark.parametrize(
    "dashes", ["a:\n- b\n- c: d\n  e: f\n", "a:\n  - b\n  - c: d\n    e: f\n", "a:\n-\n  b\n-   c: d\n    e: f\n", "a: [b, {c: d, e: f}]\n"]
)
def test_lists_may_be_indented_or_not(dashes: str) -> None:
    assert read(dashes) == {"a": ["b", {"c": "d", "e": "f"}]}


@pytest.mark.parametrize("text", ["\ufeffa: b\n", "a: b\r\n", "a: b", "---\na: b\n", "\n# c\n\na:   b  # c\n"])
def test_marks_line_ends_and_comments_change_nothing(text: str) -> None:
    assert read(text) == {"a": "b"}


def test_a_missing_last_line_end_changes_no_text() -> None:
    assert read("a: |\n  text") == read("a: |\n  text\n") == {"a": "text\n"}


@pytest.mark.parametrize(
    ("data", "fault", "line", "word"),
    [
        (b"", faults.Empty, 1, "nothing"), (b"\n# c\n", faults.Empty, 1, "nothing"),
        ("a: b\n厨房: x".encode("gbk"), faults.NotUtf8, 2, "byte 5 .* GBK"), ("a: b".encode("utf-16"), faults.NotUtf8, 1, "byte 0 .* UTF-16"),
        ("a: b".encode("utf-16-le"), faults.NotUtf8, 1, "UTF-16"), (b"a: b\nc: \xff\x00", faults.NotUtf8, 2, "byte 8"),
        (b"a: b\nc: d\te\n", faults.Tabbed, 2, "tab"), (b"a:\n\tb: c\n", faults.Tabbed, 2, "tab"), (b"a: \x00b\n", faults.StrayCharacter, 1, r"U\+0000"),
        (b"a: b\rc: d\n", faults.StrayCharacter, 1, r"U\+000D"), ("a: b\u2028c\n".encode(), faults.StrayCharacter, 1, r"U\+2028"),
        (b'a: "\\0"\n', faults.StrayCharacter, 1, r"U\+0000"), (b'a: "\\ud83d\\ude00"\n', faults.StrayCharacter, 1, r"U\+D83D"),
        (b"- a\n", faults.NotBoxes, 1, "name, colon, value"), (b"\ntext\n", faults.NotBoxes, 2, "name, colon, value"),
        (b"a: 1\nb: 2\na: 3\n", faults.DuplicateKey, 3, "a stands .* line 1"), (b"a: b\n'a': c\n", faults.DuplicateKey, 2, "line 1"),
        (b"a: {b: 1, b: 2}\n", faults.DuplicateKey, 1, "b stands"), (b"? a\n: 1\n? a\n: 2\n", faults.DuplicateKey, 3, "line 1"),
        (b"a: &x b\n", faults.NotPlain, 1, "anchor"), (b"a: b\nc: *a\n", faults.NotPlain, 2, "alias"), (b"a: !!str b\n", faults.NotPlain, 1, "tag"),
        (b"a: ! b\n", faults.NotPlain, 1, "tag"), (b"<<: {a: b}\n", faults.NotPlain, 1, "merge"), (b"a: {<<: b}\n", faults.NotPlain, 1, "merge"),
        (b"? [a]\n: b\n", faults.NotPlain, 1, "list or box as a name"), (b"a: b\n---\nc: d\n", faults.NotPlain, 2, "second document"),
        (b"%YAML 1.1\n---\na: no\n", faults.NotPlain, 2, "directive"), (b"a: b\n<<<<<<< HEAD\nc: d\n", faults.Unmerged, 2, "two versions"),
        ("a: b\n描述：漏水\nc: d\n".encode(), faults.NotYaml, 2, "full-width"), (b"a: see: below\n", faults.NotYaml, 1, "second colon"),
        (b"a:\n  b: c\n d: e\n", faults.NotYaml, 3, "indent"), (b"a: 'it\nb: c\n", faults.NotYaml, 1, "never ends"), (b"a: [b\nc: d\n", faults.NotYaml, 2, "brackets"),
        (b"a: @b\n", faults.NotYaml, 1, "must stand in quotes"), (b'a: "C:\\dir"\n', faults.NotYaml, 1, "backslash"), (b'a: "\\U00110000"\n', faults.NotYaml, 1, "backslash"),
        (b'a: "b" c\n', faults.NotYaml, 1, "behind the end"), (b"a: - b\n", faults.NotYaml, 1, "dash"), (b"a: b\n- c\n", faults.NotYaml, 2, "indent"),
        (b"a: |x\n  b\n", faults.NotYaml, 1, "behind |"), (b"a: ]\n", faults.NotYaml, 1, "missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_file_line_and_what_to_do(data: bytes, fault: type[faults.FileFault], line: int, word: str) -> None:
    with pytest.raises(fault, match=rf"a\.yaml\S* (?s:.*){word}") as caught:
        yaml_text.read(data, "a.yaml")
    assert (caught.value.line, caught.value.exit_code, len(caught.value.sentences)) == (line, 3, 2)


LARGE = 1 << 20
MEDIUM = 1 << 17
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefghij"))
HOSTILE = {
    "an alias bomb": BOMB,
    "a megabyte of [": "a: " + "[" * (LARGE - 3),
    "nested lists": "a: " + "[a," * (MEDIUM // 4),
    "nested boxes": "a: " + "{a: " * (MEDIUM // 5),
    "a bracket a line": "a: " + "[\n" * (MEDIUM // 3),
    "deep indents": "".join(f"{' ' * depth}a:\n" for depth in range(1000)),
    "dashes": "- " * (MEDIUM // 3),
    "questions": "? " * (MEDIUM // 3),
    "digits": "1" * LARGE,
    "no colon": "a: b\n" + "x" * (MEDIUM - 9),
    "an open quote": 'a: "' + "x" * (MEDIUM - 9),
    "quotes": "a: [" + "''," * (MEDIUM // 4),
    "anchors": "&a " * (MEDIUM // 4),
    "signs": "a: !" + "!" * (MEDIUM - 9),
    "blank lines": "a: |\n" + "\n" * (LARGE - 9),
    "one name too many": "a: b\n" * (LARGE // 6),
    "many odd lines": "? a\n: b\n" + "".join(f"k{number}: v\n" for number in range(10_000)),
    "a byte too many": "a: " + "x" * (LARGE - 2),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_at_once(text: str) -> None:
    began = time.process_time()
    with pytest.raises(faults.FileFault):
        read(text)
    assert time.process_time() - began < 3  # half a second on a quiet machine; what is squared in its length takes minutes


def test_a_text_of_65536_characters_is_read_and_a_longer_one_named_by_line_and_limit() -> None:
    assert len(read("a: " + "x" * 65_533)["a"]) == 65_533
    for text in ("b: 1\na: " + "x" * 65_534, "b: 1\na: |\n" + "  xxx\n" * 20_000):
        with pytest.raises(faults.TooLong) as refused:
            read(text)
        assert refused.value.line in (2, 3) and "at most 65536" in str(refused.value)


def test_a_thousand_items_and_three_thousand_names_are_read_and_no_more() -> None:
    for shape, most in (("a:\n" + "- x\n" * 1000, "- x\n"), ("".join(f"k{n}: 1\n" for n in range(3000)), "z: 1\n")):
        assert read(shape)
        with pytest.raises(faults.TooMany):
            read(shape + most)
    for inner in ("[" + "x, " * 1000 + "x]", "{" + ", ".join(f"k{n}: 1" for n in range(3001)) + "}", "[" + "x,\n" * 1001 + "]"):
        with pytest.raises(faults.TooMany):
            read(f"a: {inner}\n")


def test_forty_boxes_within_each_other_are_read_and_no_more() -> None:
    block = "".join(f"{' ' * depth}a:\n" for depth in range(40))
    assert read(block) and read("a: " + "[" * 39 + "]" * 39 + "\n")
    for deeper in (block + " " * 40 + "a:\n", "a: " + "[" * 40 + "]" * 40 + "\n", "a: " + "[\n" * 40 + "]" * 40 + "\n"):
        with pytest.raises(faults.TooDeep):
            read(deeper)


def test_reading_and_changing_the_house_style_never_imports_the_slow_library() -> None:
    program = """
        import sys
        from repairctl.edges import yaml_text
        from repairctl.model import Put
        yaml_text.edited(b"a: b\\n", [Put(("a",), yaml_text.read(b"c: d\\n", "")["c"])], "")
        sys.exit(any(name.startswith("ruamel") for name in sys.modules))
    """
    assert subprocess.run([sys.executable, "-c", dedent(program)], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("path", sorted(ROOT.glob("policies/*/*.yaml")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_policies_are_house_style_and_both_readers_see_the_same(path: Path) -> None:
    agree(path.read_text(encoding="utf-8"))
    assert scan(path.read_text(encoding="utf-8"), "a.yaml")


# ------------------------------------------------------------------ both readers


def agree(text: str) -> None:
    """Where the strict reader says something, the library says the same, in every line and column; where it refuses, so does the library."""
    try:
        text = readable(text_of(text.encode(), "a.yaml"))
        node, tree = placed(text, "a.yaml"), scan(text, "a.yaml")
    except faults.FileFault:
        with pytest.raises(faults.FileFault):
            compose(readable(text), "a.yaml")
        return
    if node is not None and tree is not None:
        assert with_places(node) == with_places(compose(text, "a.yaml"))
        assert with_lines(node.tree()) == with_lines(tree)


MUTATIONS = (
    ": ",
    " #",
    "- ",
    "---\n",
    "...",
    "\n  ",
    "\n",
    " ",
    "'",
    '"',
    "|",
    ">-\n",
    "[",
    "]",
    "{",
    "}",
    ",",
    "? ",
    "&x ",
    "*x",
    "!t ",
    "<<: ",
    "\\",
    "%",
    "x",
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """House style, by hand or by us, with lines lost, doubled or moved and signs put in and taken out."""
    base = draw(
        st.sampled_from([HAND_MADE, HAND_MADE[HAND_MADE.index("plan") :], HAND_MADE[HAND_MADE.index("log") :], ""])
        | boxes().map(yaml_text.emit)
    )
    lines = base.splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(lines) - 1, 0)))
        line = lines[at] if lines else ""
        column = draw(st.integers(0, len(line)))
        changed = (
            "", line + line, " " * column + line, line[column % 4 :], line[:column] + line[column + 1 :],
            line[:column] + draw(st.sampled_from(MUTATIONS)) + line[column:],
        )  # fmt: skip
        lines[at : at + 1] = [draw(st.sampled_from(changed))]
    return "".join(lines)


AWKWARD = (
    "", "~", "null", "Null", "true", "False", "yes", "No", "on", "OFF", "y", "N", "<<", "=", "-", "--", "---", "...", "... a", "-1", "+1", "0301", "342.30", "1_000",
    "1,250.00", "0x1F", "0o7", "0b1", "1e3", "1e", ".5", "5.", ".", "..", "1.2.3", ".inf", "-.INF", ".nan", "12:30", "190:20:30", "2026-03-07", "2026-3-7 1:02:03",
    "2026-03-07T22:40:00+08:00", " a", "a ", "a: b", "a:b", "a:", ":a", ": a", "a #b", "a#b", "#a", "- a", "-a", "? a", "?a", "[a]", "{a}", "a,b", "a, b", "&a", "*a",
    "!a", "|", ">", "'", '"', "''", "it's", '"a"', "%a", "@a", "`a`", "\\n", "\n", "a\n", "a\nb", "a\nb\n", "a\n\nb\n\n", "\na", " a\nb", "a\n b", "a \nb", "a\n \nb",
    "a\n# b", "a\n- b: c", "a\r\nb", "a\tb", "\ta", "\u00a0", "\u3000a", "a\u0085b", "a\u2028b", "a\u2029", "\ufeff", "a\ufeff", "😀", "中文：全角", "…", "--- a", "a\n---\nb",
    "key: |", "x" * 300, "13800000000", "QH-5-802", "WO-20260307-001", "S-01", "5-802", "a\nb: 'c", "\ue000", "\u200b", "￥12",
)  # fmt: skip


def texts() -> st.SearchStrategy[str]:
    signs = st.text(st.sampled_from(" \n:#-'\"[]{},&*!|>%@`?\\.0123456789abeTZ~=<中：😀\u0085\u2028\u2029\ufeff\t\r"), max_size=8)
    return st.sampled_from(AWKWARD) | signs | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


def boxes(values: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Block]:
    keys = st.sampled_from(["kind", "place", "unit", "a b", "x.y", "P1", "中文", "no", "12", "it's", "#", ""]) | texts()
    trees: st.SearchStrategy[Tree] = st.recursive(
        texts() if values is None else values,
        lambda inner: st.lists(inner, max_size=4).map(Rows) | st.dictionaries(keys, inner, max_size=4).map(Block),
        max_leaves=12,
    )
    return st.dictionaries(keys, trees, min_size=1, max_size=5).map(Block)


@given(mutated())
@example("- ---\na:\n")
@example("a:\n  - b:\n  - b:\n")
@example("a: |+\n  b\n\n")
@example("a:\n- b\nc: 'x'# y\n")
def test_where_the_strict_reader_is_sure_the_library_agrees(text: str) -> None:
    agree(text)


@given(mutated() | st.text(max_size=40) | st.text(st.sampled_from(" \n:#-'\"[]{},&*!|>%@`?\\ab"), max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        yaml_text.read(text.encode(errors="surrogatepass"), "a.yaml")
    except faults.FileFault as fault:
        assert str(fault).startswith("a.yaml") and "{" not in str(fault).removeprefix("a.yaml")[:2]


def test_a_new_file_is_written_in_the_house_style() -> None:
    lines = Rows([Block([("item", "labour.plumbing"), ("quantity", Bare("2.0")), ("note", "0301")]), Block([("item", "a: b")])])
    log = Rows([entry(step="report", by="S-01"), entry(step="hold", note="two\nlines\n")])
    words = Block([("words", Rows(["a", "b c"])), ("odd", Rows(["a", "12:30"])), ("none", Rows()), ("empty", Block())])
    tree = Block(
        [
            ("kind", "order"),
            ("id", "WO-1"),
            ("settlement", Block([("lines", lines), ("paid", Bare("true"))])),
            ("plan", words),
            ("log", log),
        ]
    )
    assert yaml_text.emit(tree) == dedent("""\
        kind: order
        id: WO-1

        settlement:
          lines:
          - item: labour.plumbing
            quantity: 2.0
            note: '0301'
          - item: 'a: b'
          paid: true

        plan:
          words: [a, b c]
          odd:
          - a
          - '12:30'
          none: []
          empty: {}

        log:
        - step: report
          by: S-01

        - step: hold
          note: |
            two
            lines
        """)


@given(boxes())
def test_what_is_written_is_read_back(tree: Block) -> None:
    assert yaml_text.read(yaml_text.emit(tree).encode(), "a.yaml") == tree


@given(boxes())
def test_what_is_written_is_house_style_for_both_readers(tree: Block) -> None:
    text = yaml_text.emit(tree)
    node = placed(text, "a.yaml")
    assert node is not None and with_places(node) == with_places(compose(text, "a.yaml"))


@pytest.mark.parametrize("version", [(1, 1), (1, 2)])
@given(text=texts())
def test_every_reader_takes_a_written_text_for_a_text(version: tuple[int, int], text: str) -> None:
    reader: Any = YAML(typ="safe", pure=True)
    reader.version = version
    assert reader.load(yaml_text.emit(Block([("a", text), ("b", Rows([text, "c"]))]))) == {"a": text, "b": [text, "c"]}


@pytest.mark.parametrize("version", [(1, 1), (1, 2)])
@pytest.mark.parametrize("text", AWKWARD)
def test_every_reader_takes_an_awkward_text_for_a_text(version: tuple[int, int], text: str) -> None:
    reader: Any = YAML(typ="safe", pure=True)
    reader.version = version
    assert reader.load(f"a: {scalar_text(text)}\n") == {"a": text}


@pytest.mark.parametrize(
    "text",
    [
        "厨房表后支管爆裂",
        "QH-5-802",
        "WO-20260307-001",
        "a:b",
        "it's",
        "S-01",
        "two words",
        "人民币叁佰元整",
        "a - b",
        "5-802",
        "https://x.example/?a=b",
    ],
)
def test_quotes_stand_only_where_they_are_needed(text: str) -> None:
    assert scalar_text(text) == text


def lost_and_new(old: str, new: str) -> tuple[list[str], list[str]]:
    """The lines that differ, less the same ones before and after."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    while before and after and before[0] == after[0]:
        del before[0], after[0]
    while before and after and before[-1] == after[-1]:
        del before[-1], after[-1]
    return before, after


CHANGES: dict[str, tuple[Edit, list[str], list[str]]] = {
    "a plain text keeps its comment": (Put(("status",), "done"), ["status: open    # follows from the story"], ["status: done    # follows from the story"]),
    "a quoted text": (Put(("place", "unit"), "0302"), ['    unit: "0301"   # the door'], ["    unit: '0302'   # the door"]),
    "a quoted name": (Put(("id",), "X"), ["\"id\": 'WO-20260307-001'"], ['"id": X']),
    "nothing becomes a text": (Put(("plan",), "x"), ["plan:"], ["plan: x"]),
    "nothing becomes a box": (Put(("plan", "start"), "x"), [], ["  start: x"]),
    "a new field": (Put(("place", "floor"), Bare("3")), [], ["    floor: 3"]),
    "a long text becomes short": (Put(("note",), "x"), ["note: |", "  one", "", "  two"], ["note: x"]),
    "a text becomes long": (Put(("status",), "a\nb"), ["status: open    # follows from the story"], ["status: |-    # follows from the story", "  a", "  b"]),
    "a folded text in a list": (Put(("log", 1, "note"), "x"), ["    note: >-", "      folded", "      text"], ["    note: x"]),
    "a text within brackets": (Put(("box", "en"), "a, b"), ["box: {zh: 中文, en: two words}"], ["box: {zh: 中文, en: 'a, b'}"]),
    "a new field within brackets": (Put(("box", "ja"), "x"), ["box: {zh: 中文, en: two words}"], ["box: {zh: 中文, en: two words, ja: x}"]),
    "a word": (Append(("words",), "d"), ["words: [a, 'b, c', -x, 12:30]"], ["words: [a, 'b, c', -x, 12:30, d]"]),
    "a list that was not there": (Append(("plan", "people"), "S-01"), [], ["  people: [S-01]"]),
    "an entry of the log": (Append(("log",), entry(step="finish", by="S-11")), [], ["", "  - step: finish", "    by: S-11"]),
    "a field of an entry": (Put(("log", 0, "note"), "x"), [], ["    note: x"]),
    "an entry in place of another": (Put(("log", 1), entry(step="arrive", by="S-12")), ["    by: S-11", "    note: >-", "      folded", "      text"], ["    by: S-12"]),
    "a field less": (Drop(("place", "part")), ["    part: private"], []),
    "the first field of an entry less": (Drop(("log", 1, "step")), ["  - step: arrive", "    by: S-11"], ["  - by: S-11"]),
    "a box less": (Drop(("note",)), ["note: |", "  one", "", "  two"], []),
    "a box between blank lines": (Drop(("place",)), ["", "place:", '    unit: "0301"   # the door', "    part: private"], []),
    "a box before the log": (Put(("settlement", "total"), Bare("1.50")), [], ["settlement:", "  total: 1.50", ""]),
    "what is so already": (Put(("place",), Block([("part", "private"), ("unit", "0301")])), [], []),
    "what is not there cannot be taken away": (Drop(("place", "door")), [], []),
    "a box over a box changes what differs": (Put(("place",), Block([("part", "common"), ("unit", "0301")])), ["    part: private"], ["    part: common"]),
}  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("edit", "lost", "new"), CHANGES.values(), ids=CHANGES)
def test_a_change_touches_only_its_own_lines(edit: Edit, lost: list[str], new: list[str], end: str) -> None:
    old = HAND_MADE.replace("\n", end)
    out = edited(old, edit)
    added = lost_and_new(old, out)
    assert added in [(lines_of(lost, end), lines_of(new, end)), rolled(lost, new, end)]
    assert read(out) == yaml_text.applied(read(old), [edit])


def lines_of(lines: list[str], end: str) -> list[str]:
    return [line + end for line in lines]


def rolled(lost: list[str], new: list[str], end: str) -> tuple[list[str], list[str]]:
    """A blank line that was put before or taken out with the lines looks as if it were the one behind them."""
    return lines_of([*lost[1:], *lost[:1]], end), lines_of([*new[1:], *new[:1]], end)


@pytest.mark.parametrize("text", ["log:\n- a: b\n# behind\n", "log:\n- a: b\n# behind\n\nx: y\n"])
def test_a_comment_right_behind_the_last_entry_stays_with_it(text: str) -> None:
    assert edited(text, Append(("log",), entry(c="d"))) == text.replace("# behind\n", "# behind\n\n- c: d\n")


@pytest.mark.parametrize("rest", ["\n# behind\n", "# of x\nx: y\n", "\n\n# of x\nx: y\n"])
def test_a_comment_that_belongs_to_what_follows_stays_there(rest: str) -> None:
    assert edited(f"log:\n- a: b\n{rest}", Append(("log",), entry(c="d"))) == f"log:\n- a: b\n\n- c: d\n{rest}"


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("a: b", "a: b\nc: d\n"),
        ("a: b\r\n", "a: b\r\nc: d\r\n"),
        ("a: b\nx: y\r\n", "a: b\nx: y\r\nc: d\r\n"),
        ("\ufeffa: b\n", "\ufeffa: b\nc: d\n"),
    ],
)
def test_marks_and_line_ends_stay_each_as_it_is(text: str, out: str) -> None:
    assert edited(text, Put(("c",), "d")) == out


def test_a_new_box_stands_before_the_log_and_its_heading_else_at_the_end() -> None:
    box = Put(("plan",), Block([("start", "x")]))
    assert edited("a: b\n\n# story\nlog:\n- c: d\n", box) == "a: b\n\nplan:\n  start: x\n\n# story\nlog:\n- c: d\n"
    assert edited("a: b\nlog:\n- c: d\n", box) == "a: b\n\nplan:\n  start: x\n\nlog:\n- c: d\n"
    assert edited("a: b\n\n# the end\n", box) == "a: b\n\nplan:\n  start: x\n\n# the end\n"
    assert yaml_text.edited(b"a: b\nc: d\n", [box], "a.yaml", before="c") == b"a: b\n\nplan:\n  start: x\n\nc: d\n"


def test_the_last_field_of_a_box_leaves_an_empty_box() -> None:
    assert edited("a: b\nplan:\n  start: x  # when\nc: d\n", Drop(("plan", "start"))) == "a: b\nplan: {}\nc: d\n"
    assert edited("a: b\nplan: {}\n", Put(("plan", "start"), "x")) == "a: b\nplan:\n  start: x\n"


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ('{"a": b}\n', Drop(("a",))), ("a: b\n", Drop(("a",))), ("a: b\n", Put(("a", "c"), "d")), ("a: b\n", Append(("a",), "c")), ("{}\n", Put(("a",), "b")),
        ("a: [b,\n  c]\n", Append(("a",), entry(c="d"))), ("a: [b]\n", Put(("a", 3), "c")), ("a: {b: c,  # c\n  d: e}\n", Drop(("a", "b"))),
        ("a: [b]\n", Drop(("a", 0))),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_alone_is_refused(text: str, edit: Edit) -> None:
    with pytest.raises(faults.CannotEdit, match=r"a\.yaml:1: .* block style"):
        edited(text, edit)


@pytest.mark.parametrize(
    ("edit", "out"),
    [
        (Append(("a", "b"), entry(e="f")), "x: y\na:  # c\n  b:\n  - 0301\n  - e: f\n  d: '5'\n"),
        (Put(("a", "e"), Rows()), "x: y\na:  # c\n  b: [0301]\n  d: '5'\n  e: []\n"),
        (Drop(("a", "b")), "x: y\na:  # c\n  d: '5'\n"),
        (Put(("a",), Block([("b", Rows([entry(e="f")])), ("d", "5")])), "x: y\na:  # c\n  b:\n  - e: f\n  d: '5'\n"),
    ],
)  # fmt: skip
def test_what_does_not_fit_within_brackets_opens_them(edit: Edit, out: str) -> None:
    assert edited("x: y\na: {b: [0301], d: '5'}  # c\n", edit) == out


def test_nothing_to_change_leaves_the_bytes_unread() -> None:
    assert yaml_text.edited(b"\xff", [], "a.yaml") == b"\xff"


def dressed(text: str, choices: list[int]) -> str:
    """House style as a hand might have written it: wider indents, comments and blank lines here and there."""
    lines = []
    for number, line in enumerate(text.splitlines()):
        content = line.lstrip(" ")
        choice = choices[number % len(choices)]
        blanks = " " * (2 * (len(line) - len(content)) if choices[0] % 2 else len(line) - len(content))
        lines += [["# a comment"], [""], [blanks + "# its comment"], [], [], []][choice % 6]
        lines.append(blanks + (content.replace("- ", "-   ", 1) if choices[0] % 2 and content.startswith("- ") else content))
    return "\n".join(lines) + "\n"


PLAIN = st.text(st.sampled_from("abc 中：#'1-"), max_size=6).filter(lambda text: "- " not in text)


@st.composite
def hand_made(draw: st.DrawFn) -> tuple[str, Block]:
    tree = draw(boxes(PLAIN).filter(lambda box: all(key.strip() and "\n" not in key for key in box)))
    text = dressed(yaml_text.emit(tree), draw(st.lists(st.integers(0, 5), min_size=1, max_size=9)))
    assert read(text) == tree
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"]))), tree


def paths(tree: Tree, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    below: list[tuple[str | int, Tree]] = (
        list(tree.items()) if isinstance(tree, Block) else list(enumerate(tree)) if isinstance(tree, Rows) else []
    )
    return [here, *(path for key, one in below for path in paths(one, (*here, key)))]


def at(tree: Tree, path: tuple[str | int, ...]) -> Tree:
    for part in path:
        tree = tree[part]  # type: ignore[index]
    return tree


@given(hand_made(), st.data())
def test_a_change_and_its_opposite_give_the_old_tree(made: tuple[str, Block], data: st.DataObject) -> None:
    text, tree = made
    path = data.draw(st.sampled_from(paths(tree)[1:] or [("new",)]))
    value = data.draw(texts() | boxes(PLAIN))
    there = edited(text, Put(path, value))
    assert read(there) == yaml_text.applied(tree, [Put(path, value)])
    assert read(edited(there, Put(path, at(tree, path)) if path != ("new",) else Drop(path))) == tree


@given(hand_made(), texts())
def test_what_is_added_leaves_all_lines_that_were_there(made: tuple[str, Block], value: str) -> None:
    text, tree = made
    places = [(path, at(tree, path)) for path in paths(tree)]
    for path in [path for path, here in places if isinstance(here, Block) and here]:
        assert lost_and_new(text, edited(text, Put((*path, "added"), value)))[0] == []
    for path in [path for path, here in places if isinstance(here, Rows) and any(isinstance(item, Block) for item in here)]:
        assert lost_and_new(text, edited(text, Append(path, value)))[0] == []


def test_nothing_printable_is_stray() -> None:
    """What lets most files pass without a search."""
    assert not [hex(one) for one in range(0x110000) if chr(one).isprintable() and STRAY.match(chr(one))]
