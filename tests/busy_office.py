"""An office in the middle of its day, and one of each command that writes something there, ready to be given."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.clerk import Clerk, Said, begun
from tests.notices import notice

DAY = """
2026-03-07T08:00 order triage 2 3 4 5 6 7 8 9 --priority P2 --by S-01
2026-03-07T08:05 order dispatch 3 4 5 6 7 8 9 --technician S-11 --by S-01
2026-03-07T08:20 order arrive 4 5 6 7 8 9 --by S-11
2026-03-07T08:25 order hold 5 --reason waiting_parts --by S-11
2026-03-07T08:30 order finish 6 7 8 9 --work-done 换管 --result replaced --equipment 管钳 --by S-11
2026-03-07T08:35 order accept 7 8 9 --signed-by P-0802 --result pass --by S-11
2026-03-07T08:40 order settle 8 9 --payer owner --lines {papers}/lines.csv --by S-01
2026-03-07T08:45 order follow-up 9 --method phone --by S-01
2026-03-07T08:50 order note 1 --text 等业主回话 --by S-01
2026-03-07T08:55 undo --why 记错 --yes --by S-01
"""
NOW = "2026-03-07T10:00"
NEXT = "order note 10 --text 下一件 --by S-01"
"""A command that has to do with no other."""
COMMANDS = """
order report --unit QH-5-802 --description 又漏水 --by S-01
order triage 1 --priority P3 --by S-01
order dispatch 2 --technician S-11 --by S-01
order arrive 3 --by S-11
order hold 4 --reason waiting_parts --by S-11
order resume 5 --by S-11
order note 3 4 --text 两单一起去 --by S-01
order quote 4 --lines {papers}/lines.csv --by S-01
order finish 4 --work-done 换阀 --result replaced --by S-11
order accept 6 --signed-by P-0802 --result pass --by S-11
order settle 7 --payer owner --lines {papers}/lines.csv --by S-01
order pay 8 --amount 160.00 --method cash --by S-01
order follow-up 8 --method phone --by S-01
order close 9 --by S-01
order amend 1 description=水管漏 --why 听错 --by S-01
order correct 4 arrive --at 2026-03-07T08:22 --why 表快 --by S-01
order retract 5 hold --why 记错 --by S-01
order merge 2 --into 1 --by S-01
order edit 1 --why 手改 --by S-01
archive new --title 电梯年检 --retention-class lift --by S-01
undo --why 记错 --yes --by S-01
redo --yes --by S-01
complaint receive --unit QH-5-802 --description 态度差 --about staff --by S-02
staff new S-13 --name 孙立 --role technician --trades plumbing
unit new QH-2-101 --estate QH --building 2 --room 101 --part private
party new P-0101 --name 吴六 --phone 13811110001 --unit QH-1-303 --relation tenant
unit import {papers}/units.csv --yes
party import {papers}/owners.csv --update --yes
waiver request --rules SLA-ARRIVE-LATE --records WO-20260307-003 --category accepted --reason 道路封闭 --from 2026-03-07 --to 2026-03-07 --by S-02
policy revise service --from 2027-01-01 --by S-01
calendar import 2024 --notice {papers}/notice.txt --yes --by S-01
me S-02
order print 9 settlement
hook install
check --attest -o {papers}/attestation.json
"""
EDITOR = (
    "import sys\ntext = open(sys.argv[1], 'rb').read()\nopen(sys.argv[1], 'wb').write(text.replace('漏水'.encode(), '渗水'.encode()))\n"
)
SHEETS = {
    "lines.csv": "kind,item,quantity,unit,unit_price,tax_category\nlabour,labour.plumbing,2,h,80.00,repair\n",
    "units.csv": "楼栋,房号,面积,业主姓名,手机\n6栋,0101,89.5,赵一,13811110001\n6栋,0102,90,钱二,13811110002\n",
    "owners.csv": "楼栋,房号,业主姓名,手机\n5栋,0802,张静,13811110009\n1栋,0303,孙三,13811110003\n",
    "editor.py": EDITOR,
}


def busy(folder: Path) -> Clerk:
    """The office at ten in the morning."""
    clerk = begun(folder)
    for name, text in {**SHEETS, "notice.txt": notice(2024)}.items():
        clerk.paper(name, text)
    clerk.git("rm", "-q", "policies/calendar/2024.yaml")
    clerk.git("commit", "-qm", "Without 2024")
    clerk.tell("2026-03-07T07:50 order report --unit QH-5-802 --description 厨房漏水 --by S-01\n" * 10 + DAY)
    return clerk


def copied(clerk: Clerk, folder: Path) -> Clerk:
    """The same office and its papers in another folder."""
    shutil.copytree(clerk.office.parent, folder, symlinks=True)
    copy = Clerk(folder / clerk.office.name)
    copy.git("status")  # so that git's index knows the copies, as it would have known the files
    return copy


def commands(clerk: Clerk) -> list[str]:
    """One of each command that writes."""
    return [line.format(papers=clerk.papers) for line in COMMANDS.splitlines() if line]


def as_told(clerk: Clerk, now: str, words: str) -> tuple[Said, int]:
    """How a command ended, and how many locks a person deleted first, as its refusals said: git leaves its own when it is killed."""
    done, deleted = clerk.give(now, words), 0
    while done.code == 4 and "delete that file" in done.err and (locks := _named(clerk, done)):
        deleted += len(locks)
        for lock in locks:
            lock.unlink()
        done = clerk.give(now, words)
    return done, deleted


def _named(clerk: Clerk, said: Said) -> list[Path]:
    return [lock for lock in (clerk.office / ".git").rglob("*.lock") if str(lock) in said.err.replace("\n", "")]


def editor(clerk: Clerk) -> dict[str, str]:
    """The editor of the command `edit`."""
    return {"VISUAL": "", "EDITOR": f"{sys.executable} {clerk.papers / 'editor.py'}"}
