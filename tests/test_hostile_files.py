"""No file, however hostile, takes the office down: it is refused by name, line and limit, within bounds of memory and time.

Each command runs in a process of its own that may take neither more memory nor more processor time than is allowed; a file that would
need more ends it. Time is bounded generously, for this is no test of speed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec import Struct

from tests.clerk import ROOT, begun

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of a process are set and read as Linux does")

MEGABYTES = 200
SECONDS = 20
OUTPUT = 1_500_000
PROGRAM = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))
from repairctl import cli
code = cli.run(sys.argv[1:])
sys.stdout.flush()
highest = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
sys.stderr.write(f"kB {{highest}}")
sys.exit(code)
"""
MILLION = 1_000_000
HEAD = "title: t\njudges: order\neffective_from: 2026-01-01\nselected_by: first report\n"
RULE = "- {code: A, form: deadline, from: first report, to: first arrive, within: 30 min, severity: error}\n"
ORDER = """\
kind: order
id: WO-20260307-001
status: registered
place:
  unit: QH-5-802
request:
  description: x
log:
- step: report
  at: 2026-03-07T22:40:00+08:00
  by: S-01
"""
RECORD, POLICY = "records/orders/2026/03/WO-20260307-001.yaml", "policies/evil/1.yaml"
LIMIT = "at most 65536"
TOO_MANY = "more than 1000 stand"

SHAPES = {
    "brackets that never close": ("a: " + "[" * MILLION, ":1", "at most 65536"),
    "boxes forty deep and more": ("".join(" " * n + "a:\n" for n in range(1400)), ":41", "more than 40 deep"),
    "fifty megabytes": ("a: " + "x" * 50_000_000, "", "at most 1048576"),
    "a bomb of aliases": ("a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a, *a, *a]\n" for n in range(9)), ":1", "an anchor or alias"),
    "a text of a million characters": ("b: 1\na: " + "x" * MILLION + "\n", ":2", LIMIT),
    "a block of a million characters": ("b: 1\na: |\n" + "  xxx\n" * 150_000, ":2", LIMIT),
    "a name of a million characters": ("x" * MILLION + ": a\n", ":1", LIMIT),
    "a quoted name of a million characters": ('"' + "x" * MILLION + '": a\n', ":1", LIMIT),
    "a million entries": ("a:\n" + "- x\n" * (MILLION // 4), ":1002", TOO_MANY),
    "a million entries in a line": ("a: [" + "x," * (MILLION // 2) + "]\n", ":1", LIMIT),
    "a hundred thousand names": ("".join(f"k{n}: 1\n" for n in range(90_000)), ":3001", "more than 3000 stand"),
    "a million line ends": ("a: 1\n" + "\n" * (MILLION - 9) + "b", "", ""),
    "a million carriage returns": ("\r" * MILLION, ":1", "invisible character U+000D"),
    "bytes that are no text": (b"a: " + b"\xff" * MILLION, ":1", "is not text in UTF-8"),
    "half of git's two versions": ("<<<<<<< a\n" * 100_000, ":1", "not the house style"),
}  # fmt: skip
"""What is in the file, behind its name the line, and a piece of the sentence."""


def log(n: int, step: str, more: str = "") -> str:
    return "".join(f"- step: {step}\n  at: 2026-03-07T22:{40 + n % 20}:{n // 20:02d}+08:00\n  by: S-{n:02d}\n{more}" for n in range(n))


JUST_BELOW = {
    "notes": ORDER + log(990, "note", "  text: x\n"),
    "closings that do not follow": ORDER + log(990, "close"),
    "amendments": ORDER + log(990, "amend", "  field: request.item\n"),
    "holds": ORDER + log(990, "hold", "  reason: waiting_parts\n  evidence: [a]\n"),
    "priorities": ORDER + log(490, "triage", "  priority: P1\n") + log(490, "triage", "  priority: P2\n").replace("T22", "T23"),
    "unknown names": ORDER.replace("request:\n", "request:\n" + "".join(f"  descriptionx{n}: 1\n" for n in range(2900))),
    "telephone numbers": ORDER.replace("description: x", "description: " + "13800006621 " * 5000),
    "a number without end": ORDER.replace("log:", "settlement:\n  total: " + "9" * 60_000 + "\nlog:"),
}
POLICIES = {
    "rules": HEAD + "rules:\n" + RULE * 990,
    "misspelt rules": HEAD + "rules:\n" + RULE.replace("deadline", "deadlime") * 990,
    "rows": HEAD + "tables:\n  t:\n    by: request.item\n    columns: {a: length}\n    rows:\n" + "".join(f"      k{n}: {{b: 4 h}}\n" for n in range(2900)),
    "values": HEAD + "values:\n" + "".join(f"  v{n}: {{form: reached, sum_of: [pay.amount], total: settlement.payable, from: first settle}}\n" for n in range(990)),
    "alternatives without end": HEAD + "rules:\n- {code: A, form: required, fields: ['" + "request.item|" * 4900 + "request.item'], severity: error}\n",
    "a length without end": HEAD + "rules:\n" + RULE.replace("30", "9" * 60_000),
    "a length beyond all calendars": HEAD + "rules:\n" + RULE.replace("30 min", "999999999 working days"),
    "tests that are like each other": HEAD + "rules:\n" + RULE + "tests:\n- {name: a, like: b}\n- {name: b, like: a}\n" + "- {name: c}\n" * 900,
    "tests in a chain": HEAD + "rules:\n" + RULE + "tests:\n" + "".join(f"- {{name: t{n}, like: t{n - 1}}}\n" for n in range(900)),
}  # fmt: skip


class Ended(Struct, frozen=True):
    code: int
    said: str
    megabytes: int


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begun(tmp_path_factory.mktemp("hostile")).office


@pytest.fixture
def put(office: Path):  # type: ignore[no-untyped-def]
    """Lays a file into the office and takes it out again."""
    laid: list[tuple[Path, bytes | None]] = []

    def lay(path: str, body: str | bytes) -> None:
        full = office / path
        full.parent.mkdir(parents=True, exist_ok=True)
        laid.append((full, full.read_bytes() if full.exists() else None))
        full.write_bytes(body if isinstance(body, bytes) else body.encode())

    yield lay
    for full, before in laid:
        full.write_bytes(before) if before is not None else full.unlink()


def given(office: Path, *command: str) -> Ended:
    around = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "REPAIRCTL_NOW": "2026-03-09T08:00",
        "REPAIRCTL_LANG": "en",
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *command], cwd=office, env=around, capture_output=True, timeout=6 * SECONDS, check=False
    )
    said = (done.stdout + done.stderr).decode(errors="replace")
    assert "Traceback" not in said, said[-2000:]
    assert done.returncode in (0, 1, 2, 3, 5), (done.returncode, said[-500:])  # a kill is a negative number
    assert len(said) < OUTPUT
    return Ended(done.returncode, said, int(said.rpartition("kB ")[2]) // 1024)


@pytest.mark.parametrize(("shape", "path"), [*((shape, RECORD) for shape in SHAPES), *((shape, POLICY) for shape in list(SHAPES)[:5])])
def test_a_hostile_file_is_refused_by_name_line_and_limit(shape: str, path: str, office: Path, put) -> None:  # type: ignore[no-untyped-def]
    body, line, why = SHAPES[shape]
    put(path, body)
    ended = given(office, "check")
    assert ended.megabytes < MEGABYTES
    assert f"{path}{line}" in ended.said and why in ended.said
    assert ended.code == 5 or not why


@pytest.mark.parametrize("shape", ["brackets that never close", "fifty megabytes", "a million entries"])
def test_hostile_settings_are_refused_at_once(shape: str, office: Path, put) -> None:  # type: ignore[no-untyped-def]
    body, _, why = SHAPES[shape]
    put("office.yaml", body)
    ended = given(office, "today")
    assert ended.code == 3 and why in ended.said and ended.megabytes < MEGABYTES


@pytest.mark.slow
@pytest.mark.parametrize("what", JUST_BELOW)
def test_a_record_just_below_the_limits_is_judged_within_bounds(what: str, office: Path, put) -> None:  # type: ignore[no-untyped-def]
    put("records/orders/2026/03/WO-20260307-001.yaml", JUST_BELOW[what])
    assert given(office, "check").megabytes < MEGABYTES


@pytest.mark.slow
@pytest.mark.parametrize("what", POLICIES)
def test_a_policy_just_below_the_limits_is_judged_within_bounds(what: str, office: Path, put) -> None:  # type: ignore[no-untyped-def]
    put("records/orders/2026/03/WO-20260307-001.yaml", ORDER)
    put("policies/evil/1.yaml", POLICIES[what])
    for command in (["check"], ["policy", "test", "evil"]):
        assert given(office, *command).megabytes < MEGABYTES
