"""The architecture: which way imports point, and who may touch what. Run as a program it lists long functions and files."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Container, Iterable, Iterator, Mapping
from fnmatch import fnmatch
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

from repairctl.cli.across import COMMANDS

PACKAGE = Path(__file__).resolve().parent.parent / "repairctl"

# From the bottom up. An import goes to a line further up in this table, or stays in its own folder; what shares a line does not
# know each other.
LAYERS = (
    ("__init__",),
    ("errors",),
    ("model",),
    ("edges", "story", "taxpayers", "texts"),  # only office and actions may come to edges: DOORS
    ("office", "refusals", "talk", "statutory_days"),
    ("records", "money", "calendar_years", "notices"),
    ("written", "calendars"),
    ("inputs",),
    ("kinds",),
    ("readings",),
    ("forms",),
    ("policies",),
    ("lifecycle", "checks", "figures", "sheets", "practice"),
    ("schemas",),
    ("actions",),
    ("cli",),
    ("__main__",),
)
LEVELS = {name: level for level, layer in enumerate(LAYERS) for name in layer}

# What is imported or called -> the files that may. Nobody: ().
CLOCK = ("cli/__init__.py",)
OUTSIDE = ("edges/*", "office.py", "actions/*", "cli/*")
DOORS: dict[str, tuple[str, ...]] = {
    "repairctl.edges": ("edges/*", "office.py", "actions/*"),
    "repairctl.office": ("actions/*", "cli/*"),
    "click": ("cli/*",),
    "tabulate": ("cli/show*",),
    "git": ("edges/history*",),
    "openpyxl": ("edges/workbooks.py",),
    "xlsxwriter": ("edges/books.py",),
    "chinese_calendar": ("edges/other_calendars.py",),
    "holidays": ("edges/other_calendars.py",),
    "ruamel": ("edges/yaml_*",),
    "filelock": ("edges/durable.py",),
    "jinja2": ("edges/documents*",),
    "segno": ("edges/documents*",),
    "plutoprint": ("edges/pdf*",),
    "weasyprint": ("edges/pdf*",),
    "pypdfium2": ("edges/pictures.py",),
    "PIL": ("edges/pictures.py",),
    "pypdf": ("edges/pdf_reading.py",),
    "zipfile": ("edges/*",),
    "sqlite3": ("edges/index*.py",),
    "": (),  # a relative import
    "os": OUTSIDE,
    "io": OUTSIDE,
    "pathlib": OUTSIDE,
    "shutil": OUTSIDE,
    "subprocess": ("edges/*",),
    "tempfile": ("edges/*",),
    "open()": ("edges/*",),
    "print()": ("cli/desk.py",),
    "input()": ("cli/desk.py",),
    "float()": (),
    "random": (),
    "socket": (),
    "urllib": (),
    "importlib": ("inputs/__init__.py", "cli/later.py"),  # whether what is imported by name is there, a test of its own asks
    "pkgutil": (),
    "datetime.now": CLOCK,
    "datetime.today": CLOCK,
    "datetime.utcnow": CLOCK,
    "date.today": CLOCK,
    "astimezone()": CLOCK,  # without a zone it takes the machine's
    "time": (*CLOCK, "edges/*"),  # an edge may wait, but not ask what time it is
    "time.time": (*CLOCK, "edges/history_identity.py"),  # a commit says when it was made, whatever moment the command speaks of
    "time.time_ns": CLOCK,
    "time.monotonic": CLOCK,
    "time.perf_counter": CLOCK,
    "time.localtime": (*CLOCK, "edges/history_identity.py"),
    "time.gmtime": CLOCK,
    "time.strftime": CLOCK,
    "os.environ": (*CLOCK, "edges/history.py"),  # hands git its environment on, less what would lead it to another repository
    "os.getenv": CLOCK,
    "os.getcwd": CLOCK,
    "Path.cwd": CLOCK,
    "Path.home": CLOCK,
}


def complaints(package: Path) -> list[str]:
    """Everything in the package that goes against LEVELS and DOORS, is a circle, or says not what it is for."""
    files = {path.relative_to(package).as_posix(): path for path in sorted(package.rglob("*.py"))}
    trees = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in files.items()}
    uses = {name: [Use(name, line, _file(used, files), at_once) for line, used, at_once in _uses(tree)] for name, tree in trees.items()}
    graph = {name: {use.used for use in own if use.at_once and use.used in files} for name, own in uses.items()}
    found = [f"{name}: no docstring" for name, tree in trees.items() if not ast.get_docstring(tree)]
    found += [f"{name}: give it a level" for name in files if _part(name) not in LEVELS]
    found += [f"{name}: no __init__.py beside it" for name in files if f"{name.rpartition('/')[0]}/__init__.py".lstrip("/") not in files]
    found += [f"{use}: not for this file" for own in uses.values() for use in own if use.shut()]
    found += [f"{use}: not below" for own in uses.values() for use in own if use.used in files and use.up()]
    return found + _circle(graph)


class Use(NamedTuple):
    """What a file imports or calls, in which line, and whether as soon as the file is imported itself; our own modules by their file."""

    name: str
    line: int
    used: str
    at_once: bool

    def __str__(self) -> str:
        return f"{self.name}:{self.line}: {self.used}"

    def shut(self) -> bool:
        dotted = f"repairctl.{self.used[:-3].replace('/', '.')}." if self.used.endswith(".py") else f"{self.used}."
        return any(dotted.startswith(f"{door}.") and not any(fnmatch(self.name, one) for one in who) for door, who in DOORS.items())

    def up(self) -> bool:
        here, there = _part(self.name), _part(self.used)
        return here != there and LEVELS.get(there, 0) >= LEVELS.get(here, 99)


def _part(name: str) -> str:
    return name.partition("/")[0].removesuffix(".py")


def _uses(node: ast.AST, at_once: bool = True) -> Iterator[tuple[int, str, bool]]:
    for child in ast.iter_child_nodes(node):
        yield from ((getattr(child, "lineno", 0), name, at_once) for name in _names(child))
        later = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)) or _for_types(child)
        yield from _uses(child, at_once and not later)


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _names(node: ast.AST) -> list[str]:
    match node:
        case ast.Import():
            return [alias.name for alias in node.names]
        case ast.ImportFrom():
            return [f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names]
        case ast.Attribute(value=ast.Name() | ast.Attribute()):
            return [".".join(ast.unparse(node).split(".")[-2:])]
        case ast.Call(func=ast.Attribute(attr="astimezone"), args=[], keywords=[]):
            return ["astimezone()"]
        case ast.Call(func=ast.Name(id=called)):
            return [f"{called}()"]
        case ast.BinOp(left=ast.Constant(value=float())) | ast.BinOp(right=ast.Constant(value=float())):
            return ["float()"]
    return []


def _file(name: str, files: Container[str]) -> str:
    """`repairctl.kinds.order.ORDER` is kinds/order.py; what is not ours keeps its name."""
    path = name.replace(".", "/").removeprefix("repairctl").lstrip("/")
    tries = (f"{one}{end}" for one in (path, path.rpartition("/")[0]) for end in (".py", "/__init__.py"))
    return next((one.lstrip("/") for one in tries if one.lstrip("/") in files), name) if name.startswith("repairctl") else name


def _circle(graph: Mapping[str, Iterable[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return ["a circle: " + " <- ".join(error.args[1])]
    return []


def long_ones(package: Path) -> Iterator[str]:
    """Places to look at, not verdicts: functions over 45 lines, files over 300."""
    for path in sorted(package.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if (lines := text.count("\n")) > 300:
            yield f"{path}: {lines} lines in one file"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (long := (node.end_lineno or 0) - node.lineno + 1) > 45:
                yield f"{path}:{node.lineno}: {node.name} is {long} lines long"


def test_every_import_points_down_and_goes_through_its_door() -> None:
    found = complaints(PACKAGE)
    assert not found, "\n".join(found)


PLANTED = {
    "lifecycle.py": "import click\ndef f():\n    from git import Repo",
    "checks.py": "from repairctl.edges import store\ndef f():\n    from repairctl import actions\nfrom .money import shares",
    "edges/shelf.py": "from repairctl.records import read\nimport sqlite3\nfrom os import environ\nfrom time import time",
    "kinds/key.py": "from ruamel.yaml import YAML\nfrom repairctl.kinds import lock",
    "kinds/lock.py": "import repairctl.kinds.key",
    "cli/dates.py": "import datetime\nNOW = datetime.datetime.now()\nHERE = NOW.astimezone()",
    "money.py": "HALF = float('0.5')\nTAX = 100 * 0.13",
    "utils/things.py": "",
}
SAID = {
    "lifecycle.py:1: click: not for this file",
    "lifecycle.py:3: git.Repo: not for this file",
    "checks.py:1: edges/store.py: not for this file",
    "checks.py:3: actions/__init__.py: not below",
    "checks.py:4: .money.shares: not for this file",
    "edges/shelf.py:1: records.py: not below",
    "edges/shelf.py:2: sqlite3: not for this file",
    "edges/shelf.py:3: os.environ: not for this file",
    "edges/shelf.py:4: time.time: not for this file",
    "kinds/key.py:1: ruamel.yaml.YAML: not for this file",
    "cli/dates.py:2: datetime.now: not for this file",
    "cli/dates.py:3: astimezone(): not for this file",
    "money.py:1: float(): not for this file",
    "money.py:2: float(): not for this file",
    "utils/things.py: no docstring",
    "utils/things.py: give it a level",
    "utils/things.py: no __init__.py beside it",
}


def test_planted_faults_are_all_named(tmp_path: Path) -> None:
    copy = tmp_path / "repairctl"
    shutil.copytree(PACKAGE, copy, ignore=lambda _, names: [name for name in names if "." in name and not name.endswith(".py")])
    for file, text in PLANTED.items():
        (copy / file).parent.mkdir(exist_ok=True)
        (copy / file).write_text(text, encoding="utf-8")
    found = complaints(copy)
    assert SAID - set(found) == set()
    assert any(set(one.removeprefix("a circle: ").split(" <- ")) == {"kinds/key.py", "kinds/lock.py"} for one in found)


def test_what_is_imported_by_name_is_there() -> None:
    sources = [path.read_text(encoding="utf-8") for path in sorted((PACKAGE / "cli").glob("*.py"))]
    named = {place for source in sources for place in re.findall(r'later\(\s*"([\w.]+)"', source)} | {place for _, place in COMMANDS}
    assert len(named) > 40
    assert [place for place in named if not _there(place)] == []


def _there(place: str) -> bool:
    module, _, name = place.partition(".")
    tree = ast.parse((PACKAGE / "cli" / f"{module}.py").read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in tree.body)


if __name__ == "__main__":
    print(*long_ones(PACKAGE.relative_to(Path.cwd())), sep="\n")
