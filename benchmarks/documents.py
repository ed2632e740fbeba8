"""How long printing takes: many statements into one PDF, and one from the command line, beside other engines with the same HTML in one run.

    python benchmarks/documents.py                            1,000 statements; WeasyPrint and Chromium where they are installed
    python benchmarks/documents.py --statements 100 --rounds 3
    python benchmarks/documents.py --share 1                  WeasyPrint and Chromium get all of them too

All that is timed is a process of its own. Ours begins with records as YAML and ends with a PDF; the others are given the HTML that ours
made, of one statement in ten only, and what they took is told as it was and times ten: WeasyPrint holds 2.8 GB for a thousand. Chromium
gets it as one page with breaks, for it numbers no pages of several sheets. Memory is the most that the process held.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks import store_runs

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "repairctl" / "samples" / "order" / "WO-20260307-001.yaml"
DAY = date(2026, 3, 12)
PRINT = ("order", "print", "WO-20260307-001", "settlement", "--pdf", "--document-lang", "zh")
BARE = """
import sys, plutoprint
book = plutoprint.Book(plutoprint.PAGE_SIZE_A4, plutoprint.PAGE_MARGINS_NONE, plutoprint.MEDIA_TYPE_PRINT)
book.load_html(open(sys.argv[1], encoding="utf-8").read(), base_url=sys.argv[2])
book.write_to_pdf(sys.argv[3])
"""
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "REPAIRCTL_NOW": "2026-03-12T09:00",
    "REPAIRCTL_LANG": "en",
    "PYTHONPATH": str(ROOT),
}


class Took(NamedTuple):
    """Seconds on the wall and of the processor, and the most memory in MB."""

    seconds: float
    busy: float
    peak: float

    def times(self, share: int) -> Took:
        """What so many times as much would take, the memory as it was."""
        return Took(self.seconds * share, self.busy * share, self.peak)


def once(command: Sequence[str], at: Path) -> Took:
    """One process, timed; it must succeed, for a failure would be the fastest of all."""
    ran = store_runs.once(command, at, ENVIRONMENT)
    if ran.code:
        sys.exit(f"{' '.join(command)}\nended with {ran.code}:\n{ran.out}{ran.err}")
    return Took(ran.wall / 1000, ran.busy / 1000, ran.peak)


# ------------------------------------------------------------------ many into one


def statements(many: int) -> Iterator[str]:
    """So many statements as HTML, each from a record of its own."""
    from repairctl import sheets
    from repairctl.edges.documents import Documents
    from tests import paper
    from tests.reading import record

    documents, text, around = Documents((ROOT / "templates",)), SAMPLE.read_text(encoding="utf-8"), paper.around()
    for number in range(1, many + 1):
        one = record(text, "order", f"WO-202603{number % 28 + 1:02}-{number % 1000:03}")
        yield documents.html(sheets.SHEETS["settlement"].template, sheets.view("settlement", one, around))


def ours(many: int, folder: Path) -> None:
    """Records into one PDF, as the product does it."""
    from repairctl.edges import pdf

    (folder / "ours.pdf").write_bytes(pdf.book(statements(many), DAY, "March"))


def html(many: int, folder: Path) -> None:
    """The same HTML for the others: a file for each, and one of all with breaks."""
    from repairctl.edges import glyphs

    for name in glyphs.FILES:
        (folder / glyphs.BESIDE).mkdir(exist_ok=True)
        shutil.copy(glyphs.FONTS / name, folder / glyphs.BESIDE / name)
    bodies = []
    for number, text in enumerate(statements(many)):
        (folder / f"{number}.html").write_text(text, encoding="utf-8")
        head, _, rest = text.partition("<body>")
        bodies.append(f'<div style="break-after: page">{rest.partition("</body>")[0]}</div>')
    (folder / "all.html").write_text(f"{head}<body>{''.join(bodies)}</body></html>", encoding="utf-8")


def weasyprint(many: int, folder: Path) -> None:
    """All of them by WeasyPrint, into one PDF."""
    from repairctl.edges import pdf_weasyprint

    texts = ((folder / f"{number}.html").read_text(encoding="utf-8") for number in range(many))
    (folder / "weasyprint.pdf").write_bytes(pdf_weasyprint.make(texts, DAY, "March", None)[0])


PARTS: dict[str, Callable[[int, Path], None]] = {"ours": ours, "html": html, "weasyprint": weasyprint}


def chromium(program: str, folder: Path) -> list[str]:
    """How Chromium is asked for one PDF of all."""
    return [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={folder / 'chromium.pdf'}", (folder / "all.html").as_uri()]  # fmt: skip


def many_into_one(many: int, rounds: int, folder: Path, share: int = 1) -> dict[str, Took]:
    """Each contestant's best; the slow ones run once, with one statement in `share`, and their seconds are multiplied by it."""
    from repairctl.edges import pdf_chromium, pdf_weasyprint

    part, few = partial(_part, many, folder), partial(_part, many // share, folder)
    once(few("html"), folder)
    took = {"ours, records to PDF": min(once(part("ours"), folder) for _ in range(rounds))}
    told = f" x {share}" if share > 1 else ""
    if pdf_weasyprint.installed():
        took[f"WeasyPrint, its HTML{told}"] = once(few("weasyprint"), folder).times(share)
    if program := pdf_chromium.found():
        took[f"Chromium, its HTML{told}"] = once(chromium(program, folder), folder).times(share)
    return took


def _part(many: int, folder: Path, name: str) -> list[str]:
    return [sys.executable, str(Path(__file__).resolve()), "--part", name, "--statements", str(many), "--folder", str(folder)]


# ------------------------------------------------------------------ one, cold


def office(folder: Path) -> Path:
    """An office with one order that is settled and paid."""
    root = folder / "office"
    once([sys.executable, "-m", "repairctl", "init", str(root), "--name", "Benchmark"], folder)
    file = root / "records" / "orders" / "2026" / "03" / SAMPLE.name
    file.parent.mkdir(parents=True)
    text = SAMPLE.read_text(encoding="utf-8").replace(
        "warranty_to: 2026-09-08", "warranty_to: 2026-06-08"
    )  # as the shipped policies have it
    file.write_text(f"kind: order\nid: {SAMPLE.stem}\nstatus: paid\n{text}", encoding="utf-8")
    for words in (("add", "-A"), ("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "An order")):
        once(["git", *words], root)
    return root


def one_cold(rounds: int, folder: Path) -> dict[str, Took]:
    """The whole command beside a bare start of the engine with the HTML that the command made; taking turns, medians."""
    root = office(folder)
    command = [sys.executable, "-m", "repairctl", *PRINT]
    once(command, root)
    page = next((root / "out").glob("*.html"))
    bare = [sys.executable, "-c", BARE, str(page), f"{(root / 'out').as_uri()}/", str(folder / "bare.pdf")]
    told = [(once(command, root), once(bare, folder)) for _ in range(rounds + 1)][1:]
    names = ("repairctl order print --pdf", "the engine alone")
    return {name: _median([one[at] for one in told]) for at, name in enumerate(names)}


def _median(runs: Sequence[Took]) -> Took:
    return Took(median(one.seconds for one in runs), median(one.busy for one in runs), max(one.peak for one in runs))


def table(took: dict[str, Took], measure: str) -> list[str]:
    """A line for each: wall, processor, memory, and how many times it takes of both what the measure takes."""
    by = took[measure]
    head = f"{'':32}{'wall s':>9}{'cpu s':>9}{'MB':>7}{'x wall':>8}{'x cpu':>8}"
    return [head, *(f"{name:32}{one.seconds:9.2f}{one.busy:9.2f}{one.peak:7.0f}{one.seconds / by.seconds:8.1f}{one.busy / by.busy:8.1f}"
                    for name, one in took.items())]  # fmt: skip


def main() -> None:
    """Times, prints two tables; with --part it is one of the contestants."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--statements", type=int, default=1000)
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--share", type=int, default=10)
    ask.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    ask.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = ask.parse_args()
    if asked.part:
        PARTS[asked.part](asked.statements, asked.folder)
        return
    folder = Path(tempfile.mkdtemp(prefix="repairctl-bench-"))
    try:
        print(f"{asked.statements} statements into one PDF")
        print(*table(many_into_one(asked.statements, asked.rounds, folder, asked.share), "ours, records to PDF"), sep="\n")
        print(f"\none statement, cold, median of {asked.rounds} rounds")
        print(*table(one_cold(asked.rounds, folder), "the engine alone"), sep="\n")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
