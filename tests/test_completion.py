"""Completion: commands, options, choices and open records with their places, as a shell asks for them; never a traceback, never the rules."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from repairctl import inputs
from tests.clerk import ROOT, Clerk, begun

NOW = "2026-03-09T10:00"


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    desk = begun(tmp_path_factory.mktemp("completion"))
    desk.tell("""
        2026-03-07T22:40 order report --unit QH-5-802 --description 厨房漏水 --by S-01
        2026-03-07T22:50 order report --unit QH-1-303 --description 灯不亮 --by S-01
        2026-03-07T22:55 order cancel 2 --reason 已自行修好 --by S-01
        2026-03-09T09:00 order report --unit QH-1-303 --description 龙头滴水 --by S-01
    """)
    return desk


def offered(office: Path, line: str, *python: str) -> dict[str, str]:
    """What zsh is offered for a line, each with what stands beside it."""
    words = line.split()
    around = {**os.environ, "PYTHONPATH": str(ROOT), "REPAIRCTL_NOW": NOW, "REPAIRCTL_LANG": "zh", "COMP_WORDS": line}
    around |= {"COMP_CWORD": str(len(words) - (not line.endswith(" "))), "_REPAIRCTL_COMPLETE": "zsh_complete"}
    program = [sys.executable, *python, "-m", "repairctl"]
    done = subprocess.run(program, cwd=office, env=around, capture_output=True, encoding="utf-8")
    assert "Traceback" not in done.stderr, done.stderr
    lines = done.stdout.splitlines() if done.stdout.strip() else []
    assert len(lines) % 3 == 0, done.stdout
    return dict(zip(lines[1::3], lines[2::3], strict=True)) | ({"(stderr)": done.stderr} if python else {})


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("repairctl tri", {"triage": "受理"}),
        ("repairctl 受", {"受理": "triage"}),
        ("repairctl order arr", {"arrive": "到场"}),
        ("repairctl order triage --priority ", {"P1": "P1 急修", "P2": "P2 紧急", "P3": "P3 一般", "P4": "P4 计划"}),
        ("repairctl order triage --priority 急修", {"P1 急修": "P1"}),
        ("repairctl show ", {"1": "QH-1-303 龙头滴水", "7-1": "QH-5-802 厨房漏水"}),
        ("repairctl triage 7", {"7-1": "QH-5-802 厨房漏水"}),
        ("repairctl show WO-20260307", {"WO-20260307-001": "QH-5-802 厨房漏水"}),
        ("repairctl unit show QH-5", {"QH-5-802": "5 802"}),
        ("repairctl order dispatch 1 --technician S-1", {"S-11": "_", "S-12": "_"}),
        ("repairctl show \x1b", {}),
    ],
)
def test_a_shell_is_offered_what_can_follow(clerk: Clerk, line: str, wanted: dict[str, str]) -> None:
    assert offered(clerk.office, line) == wanted


@pytest.mark.parametrize("line", ["repairctl nosuch ", "repairctl order nosuch x ", "repairctl order triage --nosuch x "])
def test_after_a_word_that_is_none_nothing_breaks(clerk: Clerk, line: str) -> None:
    offered(clerk.office, line)


def test_options_are_offered_by_name(clerk: Clerk) -> None:
    found = offered(clerk.office, "repairctl order triage 7-1 --pri")
    assert list(found) == ["--priority"]


def test_outside_an_office_nothing_is_offered_and_nothing_said(tmp_path: Path) -> None:
    assert offered(tmp_path, "repairctl show ") == {}


def test_completing_reads_no_policies_and_no_yaml_library(clerk: Clerk) -> None:
    told = offered(clerk.office, "repairctl show ", "-X", "importtime")["(stderr)"]
    assert "repairctl.actions.completing" in told
    assert not [name for name in ("repairctl.policies", "ruamel", "jinja2", "git.repo") if name in told]


@pytest.mark.parametrize("shell", ["zsh", "fish", "powershell"])
def test_the_script_of_a_shell_serves_both_names(clerk: Clerk, shell: str) -> None:
    said = clerk.give(NOW, ["completion", shell])
    assert said.code == 0 and "_REPAIRCTL_COMPLETE" in said.out and "wy" in said.out and said.err.startswith("Once and for all: ")


def test_bash_itself_completes_with_the_script(clerk: Clerk) -> None:
    script = clerk.give(NOW, "completion bash").out
    shim = clerk.office.parent / "bin"
    shim.mkdir(exist_ok=True)
    (shim / "repairctl").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m repairctl "$@"\n')
    (shim / "repairctl").chmod(0o755)
    asked = f'{script}\nCOMP_WORDS=(repairctl tria); COMP_CWORD=1; _repairctl_completion repairctl tria repairctl; echo "${{COMPREPLY[@]}}"'
    around = {**os.environ, "PYTHONPATH": str(ROOT), "REPAIRCTL_NOW": NOW, "PATH": f"{shim}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", asked], cwd=clerk.office, env=around, capture_output=True, encoding="utf-8")
    assert done.stdout.split() == ["triage"], done.stderr


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("WO-20260309-001", "1"), ("WO-20260309-B012", "B12"), ("WO-20260308-001", "8-1"), ("WO-20260210-003", "10-3"), ("WO-20260209-003", "0209-3"),
        ("WO-20260208-003", "0208-3"), ("WO-20250401-001", "0401-1"), ("WO-20240309-001", "WO-20240309-001"),
        ("WO-20260310-001", "WO-20260310-001"),
    ],
)  # fmt: skip
def test_a_short_name_means_the_record_it_stands_for(id: str, name: str) -> None:
    today = date(2026, 3, 9)
    assert inputs.short_name(id, today) == name
    assert inputs.record_name(name, {"WO": "order"}, today, bare="WO") == id
