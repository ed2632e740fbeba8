"""Makes the sample office at the root of this project anew: office.yaml and records/, written by the practice office's real commands.

Run it after a change of the file format: python tools/sample.py
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

from repairctl.actions.practising import practice_office
from repairctl.cli.demo import Course
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.inputs import moment
from repairctl.practice import moves
from repairctl.practice.burst_pipe import STORY
from repairctl.practice.register import BEGUN, REGISTER, SETTINGS

ROOT = Path(__file__).resolve().parent.parent
ZONE = ZoneInfo("Asia/Shanghai")
END = """
2026-03-10T11:00 order close 7-1 --by S-01
2026-03-12T09:00 order archive 7-1 --retention-class ordinary --location 档案柜3 --by S-01
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        office, _ = practice_office(Path(folder) / "office", moment(BEGUN, 0, ZONE), settings=SETTINGS)
        Course(Desk(0, office.root, Tongue(zone=ZONE)), office).play((*moves(REGISTER), *moves(STORY), *moves(END)), quiet=True)
        shutil.rmtree(ROOT / "records", ignore_errors=True)
        shutil.copytree(office.root / "records", ROOT / "records")
        shutil.copy(office.root / "office.yaml", ROOT / "office.yaml")


if __name__ == "__main__":
    main()
