"""Writes the golden sheets of the tests anew, after a wanted change of a template: python tools/golden.py

Look at the difference, and at the printed page, before you commit it.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "golden"


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from tests import paper

    FOLDER.mkdir(exist_ok=True)
    for name, text in paper.golden().items():
        (FOLDER / name).write_bytes(text.encode())


if __name__ == "__main__":
    main()
