"""What a cold print spares: modules that it does not need, templates compiled once, the outlines of the font."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from repairctl.edges import documents, glyphs
from repairctl.edges.documents import Documents
from tests import paper

NAME = "order/settlement.html.j2"
PRINTS = "from tests import paper; paper.paper('settlement', paper.burst_pipe())"


def told(code: str, **environment: str) -> str:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | environment
    return subprocess.run([sys.executable, "-c", code], cwd=paper.ROOT, env=env, capture_output=True, encoding="utf-8", check=True).stdout


def test_a_print_imports_nothing_of_the_network_and_no_other_engine() -> None:
    shown = told(f"{PRINTS}\nimport sys; print(*sys.modules)").split()
    assert [one for one in ("ssl", "http.client", "urllib.request", "weasyprint", "subprocess") if one in shown] == []


def test_what_was_spared_can_still_be_imported() -> None:
    assert told(f"{PRINTS}\nimport urllib.request; print(urllib.request.Request.__name__)").strip() == "Request"


def test_shipped_templates_are_compiled_once(tmp_path: Path) -> None:
    (tmp_path / "order").mkdir()
    for name in ("_house.html.j2", "_papers.html.j2", NAME):
        (tmp_path / name).write_bytes((paper.TEMPLATES / name).read_bytes())
    code = f"import sys; from pathlib import Path; from tests import paper; paper.DOCUMENTS = __import__('repairctl').edges.documents.Documents((Path({str(tmp_path)!r}),))\n"
    told(f"{code}print(len(paper.html('settlement', paper.burst_pipe())))")
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "__pycache__").iterdir()}
    told(f"{code}print(len(paper.html('settlement', paper.burst_pipe())))")
    assert len(kept) == 3
    assert kept == {path: path.stat().st_mtime_ns for path in (tmp_path / "__pycache__").iterdir()}


def test_a_template_that_was_changed_is_compiled_anew(tmp_path: Path) -> None:
    (tmp_path / "order").mkdir()
    for text in ("{{ record }} 1", "{{ record }} 2"):
        (tmp_path / NAME).write_text(text, encoding="utf-8")
        documents._environment.cache_clear()
        assert Documents((tmp_path,)).html(NAME, {"lang": "zh", "record": "WO-1"}) == text.replace("{{ record }}", "WO-1")


def test_the_font_is_read_for_its_characters_only() -> None:
    assert len(glyphs._cmap()) < 200_000 < (glyphs.FONTS / glyphs.FILES[0]).stat().st_size
    assert {ord("永"), ord("𬍛"), ord("A")} <= glyphs.coverage()
