"""Makes the sample office at the root of this project anew: office.yaml and records/, written by the demo's real commands.

Run it after a change of the file format: python tools/sample.py
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import demo

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = demo.begun(Path(folder) / "office", quiet=True)
        office.tell(demo.BURST_PIPE)
        shutil.rmtree(ROOT / "records", ignore_errors=True)
        shutil.copytree(office.office / "records", ROOT / "records")
        shutil.copy(office.office / "office.yaml", ROOT / "office.yaml")


if __name__ == "__main__":
    main()
