"""The tutorials of the READMEs: every command does what the page says, word for word, and ends as it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import tutorial


@pytest.mark.slow
@pytest.mark.skipif(tutorial.NO_SHELL, reason="the tutorial is played in a POSIX shell")
@pytest.mark.parametrize(("page", "language"), tutorial.READMES.items())
def test_the_tutorial_says_what_comes_out(page: str, language: str, tmp_path: Path) -> None:
    text = (tutorial.ROOT / page).read_text(encoding="utf-8")
    now = tutorial.played(text, tmp_path, language)
    assert tutorial.without_commits(text) == tutorial.without_commits(now), "after a wanted change: make docs"
