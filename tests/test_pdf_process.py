"""A process that made many PDFs ends as it should: the engine keeps fonts until the very end, when nothing of Python may be asked any more."""

from __future__ import annotations

import subprocess
import sys

from tests import paper

MANY = """
import sys
sys.path.insert(0, {root!r})
from tests import paper
for lang in ("zh", "en") * 3:
    for sheet in ("settlement", "acceptance", "dispatch"):
        paper.paper(sheet, paper.burst_pipe(), lang)
"""


def test_a_process_that_made_many_sheets_ends_well() -> None:
    done = subprocess.run([sys.executable, "-c", MANY.format(root=str(paper.ROOT))], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
