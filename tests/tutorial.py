"""The console blocks of a README, played in one shell in an empty folder: what a reader would see. For the test of them and `make docs`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READMES = {"README.md": "en_US.UTF-8", "README.zh-CN.md": "zh_CN.UTF-8"}
"""The pages with a tutorial, each with the language of the computer on which it is read."""
FOLDER = "/home/wang"
"""Where the reader of a README works; here it is a temporary folder."""
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
COMMIT = re.compile(r"^[0-9a-f]{7}(?= )", re.MULTILINE)
MARK = "---- played ----"
NO_SHELL = shutil.which("sh") is None


class Surprise(Exception):
    """A command of a README did not end with 0, and the next one is not `echo $?`."""


def played(text: str, folder: Path, language: str) -> str:
    """The README with what its commands say now. Raises Surprise."""
    commands = [command for block in BLOCK.findall(text) for command in _commands(block)]
    said = iter(_run(commands, folder, language))
    return BLOCK.sub(lambda block: "".join(f"$ {_prompted(one)}\n{next(said)}" for one in _commands(block[0])), text)


def refreshed(text: str, language: str) -> str:
    """The README with what its commands say now; a commit ID alone is no change."""
    with tempfile.TemporaryDirectory() as folder:
        now = played(text, Path(folder), language)
    return text if without_commits(now) == without_commits(text) else now


def without_commits(text: str) -> str:
    """The text with the same word for every commit ID at the start of a line."""
    return COMMIT.sub("c0ffee0", text)


def _commands(block: str) -> Iterator[str]:
    """What follows `$ `, with the lines after `> ` that belong to it."""
    for part in re.findall(r"^\$ .*\n(?:> .*\n)*", block, re.MULTILINE):
        yield "\n".join(line[2:] for line in part.splitlines())


def _prompted(command: str) -> str:
    return command.replace("\n", "\n> ")


def _run(commands: list[str], folder: Path, language: str) -> Iterator[str]:
    """What each command says, all of them given to one shell, so that `cd` and `export` last."""
    script = folder / "script"
    mark = f'code=$?; echo; echo "{MARK}" $code; (exit $code)'
    script.write_text("".join(f"{command}\n{mark}\n" for command in commands), encoding="utf-8")
    home = folder / "home"
    home.mkdir()
    done = subprocess.run(
        ["sh", str(script)],
        cwd=home,
        env=_surroundings(folder, language),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    said = re.split(rf"\n{MARK} (\d+)\n", done.stdout.decode().replace(str(home), FOLDER))
    follows = [*commands[1:], ""]
    for command, text, code, then in zip(commands, said[::2], said[1::2], follows, strict=False):
        if code != "0" and then != "echo $?":
            raise Surprise(f"{command}\n{text}\nended with {code}")
        yield text


def _surroundings(folder: Path, language: str) -> dict[str, str]:
    """A computer on which nothing is set but its language and who works there."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TMPDIR", "TEMP", "TMP") if name in os.environ}
    path = f"{_bin(folder)}{os.pathsep}{os.environ['PATH']}"
    who = {
        f"GIT_{role}_{part}": said
        for role in ("AUTHOR", "COMMITTER")
        for part, said in (("NAME", "Wang Min"), ("EMAIL", "wang@example.org"))
    }
    return {**kept, **who, "PATH": path, "LANG": language, "HOME": str(folder / "home"), "GIT_CONFIG_NOSYSTEM": "1", "PYTHONUTF8": "1"}


def _bin(folder: Path) -> Path:
    """A folder with a `repairctl` that is the one of this checkout."""
    place = folder / "bin"
    place.mkdir()
    program = place / "repairctl"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m repairctl "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return place
