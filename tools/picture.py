"""Makes docs/statement.png, the picture of a printed statement in the README: python tools/picture.py"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "statement.png"
WIDTH = 900
COLOURS = 32  # a sheet has few: a quarter of the bytes, no difference to be seen


def main() -> None:
    sys.path.insert(0, str(ROOT))
    import pypdfium2

    from tests import paper

    page = pypdfium2.PdfDocument(paper.paper("settlement", paper.burst_pipe()))[0]
    picture = page.render(scale=WIDTH / page.get_width()).to_pil()
    picture.quantize(COLOURS).save(TARGET, optimize=True)


if __name__ == "__main__":
    main()
