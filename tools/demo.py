"""A sample office in a folder, and one repair from the telephone call to the archive, through the real commands.

Run by `make demo`. Each command is printed before it runs; the clock stands where the story wants it (REPAIRCTL_NOW).
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = shlex.split(
    "--name 清和苑物业服务中心 --name-en 'Qingheyuan Property Services' --estates QH=清和苑 --address '杭州市西湖区示例路 1 号' "
    "--phone 0571-8800-0000 --tax-no 91330100MA00000X0X --bank '示例银行西湖支行 1202 0000 0000 0000' --languages zh"
)
REGISTER = """
staff new S-01 --name 王敏 --role manager --phone 13700000001
staff new S-02 --name 周珺 --role desk --phone 13700000002
staff new S-11 --name 李强 --role technician --trades plumbing --phone 13700000011
staff new S-12 --name 赵军 --role technician --trades electric --certificates {papers}/certificates.csv
unit new QH-5-802 --estate QH --building 5 --room 802 --floor-area 89.50 --part private --owner P-0802
unit new QH-1-303 --estate QH --building 1 --room 303 --floor-area 76.12 --part private --owner P-0303
party new P-0802 --name 张静 --phone 13800006621 --unit QH-5-802 --relation owner
party new P-0303 --name 陈昇 --phone 13900001234 --unit QH-1-303 --relation owner
"""
BURST_PIPE = """
2026-03-07T22:40 order report --unit QH-5-802 --part private --channel phone --reporter P-0802 --relation owner --description 厨房表后支管爆裂 --occurred-at 2026-03-07T22:35 --impact-scope 本户厨房、走廊 --urgency emergency --item pipe --by S-01
2026-03-07T22:44 order triage 1 --priority P1 --no-survey-needed --complexity simple --decision accept --by S-01
2026-03-07T22:45 order dispatch 1 --technician S-11 --tools 管钳 --tools 热熔机 --materials PPR管 --materials 铜球阀 --ppe gloves --expedited --by S-01
2026-03-07T23:05 order arrive 1 --badge-shown --fault-confirmed --by S-11
2026-03-07T23:20 order contain 1 --measure 关闭入户阀 --by S-11
2026-03-08T00:50 order restore 7-1 --by S-11
2026-03-08T00:50 order finish 7-1 --work-done 更换爆裂段，试压合格 --result repaired --hours 2 --equipment 热熔机 --parts {papers}/parts.csv --photos 前 --photos 后 --site-cleaned --by S-11
2026-03-08T00:50 order accept 7-1 --signed-by P-0802 --sign-method signature --checks {papers}/checks.csv --result pass --by S-11
2026-03-08T20:00 order follow-up 7-1 --method phone --fixed --rating 5 --comment 很及时 --by S-02
2026-03-10T10:00 order settle 7-1 --payer owner --payer-party P-0802 --payer-reason 专有部分 --prices with_tax --lines {papers}/lines.csv --by S-01
2026-03-10T10:05 order pay 7-1 --amount 342.30 --method wechat --reference 420000238812 --by S-01
2026-03-10T11:00 order close 7-1 --by S-01
2026-03-12T09:00 order archive 7-1 --retention-class ordinary --location 档案柜3 --by S-01
"""  # noqa: E501
LATE = """
2026-10-01T09:00 order report --unit QH-1-303 --part private --channel wechat --reporter P-0303 --relation owner --description 客厅灯不亮 --occurred-at 2026-10-01T08:00 --impact-scope 本户客厅 --urgency routine --item lamp --by S-02
2026-10-01T12:00 order note 1-1 --text 已告知业主明日安排 --told-owner --by S-02
2026-10-02T09:01 order triage 1-1 --priority P3 --no-survey-needed --by S-02
2026-10-02T09:05 order dispatch 1-1 --technician S-12 --tools 梯 --materials 灯 --ppe gloves --by S-02
2026-10-02T13:05 order arrive 1-1 --by S-12
"""  # noqa: E501
PAPERS = {
    "certificates.csv": "kind,number,issued,valid_to,reviewed_at\n低压电工证,T3301061990,2023-05-02,2029-05-01,2026-04-20\n",
    "parts.csv": "item,description,quantity,unit\npipe.ppr,PPR 管 DN20,3.0,m\nvalve.brass,铜球阀 DN20,1,pc\n",
    "checks.csv": "item,method,at_least,measured,unit,passed\n给水管试压,试压 10 分钟,0.6,0.8,MPa,yes\n",
    "lines.csv": (
        "kind,item,description,quantity,unit,unit_price,tax_category\n"
        "labour,labour.plumbing,水工人工,2.0,h,80.00,repair\n"
        "labour,labour.night,夜间加收 50%（22-06 时）,2.0,h,40.00,repair\n"
        "material,pipe.ppr,PPR 管 DN20,3.0,m,18.50,repair\n"
        "material,valve.brass,铜球阀 DN20,1,pc,46.80,repair\n"
    ),
}


@dataclass(frozen=True, slots=True)
class Demo:
    """An office being told its story; `quiet` shows nothing unless something fails."""

    office: Path
    papers: Path
    quiet: bool = False

    def run(self, now: str, arguments: list[str], allowed: tuple[int, ...] = (0,)) -> str:
        """One real command, printed and run; stops the demo where it fails."""
        self.say(f"\n$ repairctl {shlex.join(arguments)}")
        environment = {**os.environ, "REPAIRCTL_NOW": now, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-m", "repairctl", "--no-input", *arguments],
            cwd=self.office,
            env=environment,
            capture_output=True,
            encoding="utf-8",
        )
        self.say((done.stdout + done.stderr).rstrip())
        if done.returncode not in allowed:
            sys.exit(f"\n{shlex.join(arguments)}\n{done.stdout}{done.stderr}\nended with {done.returncode}")
        return done.stdout

    def tell(self, story: str) -> None:
        """The commands of a story, a line each, each at its own moment."""
        for line in filter(None, story.splitlines()):
            now, *arguments = shlex.split(line.format(papers=self.papers))
            self.run(now, arguments)

    def say(self, text: str) -> None:
        if not self.quiet and text:
            print(text, flush=True)


def begun(folder: Path, *, quiet: bool = False) -> Demo:
    """A sample office with its people and places; the papers that are handed in lie beside it."""
    if folder.exists():
        shutil.rmtree(folder)
    papers = folder.parent / f"{folder.name}-papers"
    papers.mkdir(parents=True, exist_ok=True)
    for name, text in PAPERS.items():
        (papers / name).write_text(text, encoding="utf-8")
    Demo(folder.parent, papers, quiet).run("2026-01-02T08:00", ["init", folder.name, *SETTINGS])
    demo = Demo(folder, papers, quiet)
    for line in filter(None, REGISTER.splitlines()):
        demo.run("2026-01-02T08:30", shlex.split(line.format(papers=papers)))
    return demo


def headed(demo: Demo, heading: str) -> None:
    demo.say(f"\n== {heading} ==")


def documents(demo: Demo) -> Iterator[str]:
    """The three sheets, as HTML and, where an engine is there, as PDF."""
    for document in ("settlement", "acceptance", "dispatch"):
        yield demo.run("2026-03-12T10:00", ["order", "print", "WO-20260307-001", document, "--pdf"], allowed=(0, 4))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path, nargs="?", default=Path("demo-office"))
    folder = arguments.parse_args().folder.resolve()
    print(f"== A sample office in {folder} ==")
    demo = begun(folder)
    headed(demo, "A pipe bursts on a Saturday night: from the call to the archive")
    demo.tell(BURST_PIPE)
    headed(demo, "A lamp, taken too late")
    demo.tell(LATE)
    headed(demo, "What do the rules say?")
    demo.run("2026-10-02T14:00", ["check"], allowed=(1,))
    demo.run("2026-10-02T14:00", ["explain", "WO-20261001-001", "SLA-ARRIVE-LATE"])
    headed(demo, "The sheets that are handed over")
    list(documents(demo))
    headed(demo, "The git log reads like the story of the repair")
    log = ["git", "log", "--reverse", "--format=%h  %s", "--", "records/orders/2026/03"]
    demo.say("$ " + " ".join(log))
    demo.say(subprocess.run(log, cwd=folder, capture_output=True, encoding="utf-8", check=True).stdout.rstrip())
    print(f"\nThe office lies in {folder}, the printed sheets in {folder / 'out'}.")
    print("Try next, in that folder:  repairctl order show 0307-1   repairctl due   repairctl explain WO-20261001-001 SLA-ACK-LATE")


if __name__ == "__main__":
    main()
