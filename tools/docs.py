"""Writes the pages of docs/ that follow from the code, and what the commands of the READMEs say: python tools/docs.py

Commands, kinds and forms come from their own declarations, the coverage from the shipped policies; tests/test_docs.py compares.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from inspect import Parameter, cleandoc, signature
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import input_page
import kinds_page
from kinds_page import WRITTEN, both, code, table

from repairctl import policies
from repairctl.checks.sections import NOT_YET
from repairctl.cli.commands import Family, Verb
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.program import program
from repairctl.edges import yaml_text
from repairctl.forms import FORMS, GROUP_FORMS, VALUE_FORMS
from repairctl.kinds import KINDS
from repairctl.model import Block, Label, Rows
from repairctl.policies import Version
from repairctl.policies.rules import Rule, schema

ROOT = Path(__file__).resolve().parent.parent
ZONE = ZoneInfo("Asia/Shanghai")


def pages() -> Mapping[str, str]:
    """Every generated page, by its path from the root."""
    made: Mapping[str, Callable[[], Iterator[str]]] = {
        "commands": commands,
        "kinds": kinds_page.page,
        "forms": forms,
        "coverage": coverage,
        "input": input_page.page,
    }
    return {f"docs/{name}.md": "\n".join([*page(), ""]) for name, page in made.items()}


# ------------------------------------------------------------------ commands


def commands() -> Iterator[str]:
    yield from ("# Commands 命令", "", WRITTEN, "")
    yield "A step of an order may be said without `order`: `repairctl arrive 1`. What may follow every command stands in the first help."
    for words, context in _every(program(), None, "repairctl"):
        yield from ("", f"## {words}")
        for language in ("en", "zh_CN"):
            context.find_root().obj = Desk(0, ROOT, Tongue(language, ZONE))
            context.obj = context.find_root().obj
            yield from ("", "```text", context.get_help(), "```")


def _every(command: Verb | Family, parent: click.Context | None, name: str) -> Iterator[tuple[str, click.Context]]:
    """The command and all under it that help lists, each with the words that call it."""
    context = click.Context(command, parent, name)
    yield context.command_path, context
    if isinstance(command, Family):
        for word in command.shown:
            yield from _every(command.made(word), context, word)


# ------------------------------------------------------------------ forms


def forms() -> Iterator[str]:
    yield from ("# Forms of rules 规则的形式", "", WRITTEN, "")
    yield "How the values of a parameter are written stands in [policies.md](policies.md). Every example here is run by a test."
    for form in (*FORMS.values(), *GROUP_FORMS.values(), *VALUE_FORMS.values()):
        yield from _form(form)


_SORTS = {**dict.fromkeys(GROUP_FORMS, " (judges a group)"), **dict.fromkeys(VALUE_FORMS, " (gives a named value)")}


def _form(form: Callable[..., object]) -> Iterator[str]:
    told, _, example = cleandoc(form.__doc__ or "").partition("\nExample:\n")
    yield from ("", f"## {form.__name__}{_SORTS.get(form.__name__, '')}", "", told.rstrip())
    own = [one for one in signature(form).parameters.values() if one.kind is not Parameter.KEYWORD_ONLY]
    reads = schema(form).reads
    rows = [(code(name), reads[name].name, _default(one)) for one in own if (name := one.name.rstrip("_"))]
    yield from table(("parameter", "takes", ""), rows)
    if example:
        yield from ("", "```yaml", cleandoc("\n" + example), "```")


def _default(parameter: Parameter) -> str:
    """Whether it must be given, and what holds where it is not."""
    if parameter.default is Parameter.empty:
        return "needed"
    if isinstance(parameter.default, Decimal):
        return f"default {parameter.default * 100:.0f} %" if parameter.annotation == "Percent" else ""
    return f"default `{parameter.default}`" if isinstance(parameter.default, str) else ""


# ------------------------------------------------------------------ coverage

RULE_HEAD = ("code", "rule", "form", "severity", "blocks", "basis", "passes in", "fails in")


def coverage() -> Iterator[str]:
    yield from ("# What the shipped policies cover 自带规定的覆盖", "", WRITTEN, "")
    yield "Basis: [S] the manual · [L] law · [P] another source · [M] from memory, to be checked · [F] custom of the trade."
    yield "The last two columns count the examples in the policy file that expect the rule to pass, and to fail."
    yield "What is checked without any rule stands in [policies.md](policies.md#what-is-checked-without-any-rule)."
    for version in shipped().versions():
        if version.rules:
            yield from ("", f"## {version.name} {both(version.head.title)}", "", f"In force from {version.head.starts}: `{version.path}`.")
            yield from table(RULE_HEAD, [_rule(version, one) for one in version.rules])
    yield from ("", "## Not yet 尚未覆盖", "", "What sections 1.1 to 2.5, 3.1 and 8.1 to 8.4 of the manual ask for and no rule judges yet.")
    rows = [(one, section, why) for why, codes in NOT_YET.items() for one, section in codes]
    yield from table(("code", "section", "why not yet"), sorted(rows, key=lambda row: (row[1], row[0])))


def shipped() -> policies.Book:
    """The policies of this checkout, with their tests."""
    paths = sorted((ROOT / "policies").rglob("*.yaml"))
    sources = {path.relative_to(ROOT).as_posix(): yaml_text.read(path.read_bytes(), path.name) for path in paths}
    return policies.insist(policies.load(sources, KINDS, ZONE))


def _rule(version: Version, rule: Rule) -> tuple[str, ...]:
    title = both(rule.title) if isinstance(rule.title, Label) else rule.title
    part = rule.name.removeprefix(rule.code).strip()
    named = f"{title} ({part})" if part else title
    expected = [str(expect[rule.name]) for expect in _expectations(version) if rule.name in expect]
    counts = [str(expected.count(word)) for word in ("pass", "fail")]
    return rule.code, named, code(rule.form), rule.severity, ", ".join(sorted(rule.blocks)), rule.basis, *counts


def _expectations(version: Version) -> Iterator[Block]:
    tests = version.tree.get("tests", Rows())
    for test in tests if isinstance(tests, Rows) else ():
        expect = test.get("expect") if isinstance(test, Block) else None
        if isinstance(expect, Block):
            yield expect


# ------------------------------------------------------------------ the desk


def desk() -> str:
    """A clerk's day, played at a terminal; takes half a minute, so it is none of `pages`."""
    from tests import screens

    with tempfile.TemporaryDirectory() as folder:
        office = screens.office(Path(folder)).office
        return "\n".join(screens.page({name: screens.played(office, name) for name in screens.DAY}))


# ------------------------------------------------------------------ writing


def write(path: Path, text: str) -> None:
    """The text into the file, unless it stands there already."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(ROOT))


def main() -> None:
    for path, text in pages().items():
        write(ROOT / path, text)
    sys.path.insert(0, str(ROOT))
    from tests import tutorial

    write(ROOT / "docs/desk.md", desk())
    for page, language in tutorial.READMES.items():
        old = (ROOT / page).read_text(encoding="utf-8")
        new = tutorial.refreshed(old, language)
        if new != old:  # playing takes a while, and somebody may be writing the page meanwhile
            write(ROOT / page, new)


if __name__ == "__main__":
    main()
