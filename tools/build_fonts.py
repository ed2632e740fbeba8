"""Builds the shipped fonts (development only; needs fonttools).

Two stages. `subset` makes a printable font from the variable Noto Sans SC (OFL 1.1): one weight instantiated, glyphs for GB 2312 and the
8,105 characters of the general-use list, layout features dropped, and a glyph of its own for every code point, so that a PDF engine that
looks the text up by glyph finds exactly the character that was written (digits, dashes and the two tildes come out wrong otherwise).
`name` gives the family its own name, so that it never clashes with a full Noto Sans SC installed on the machine.

The shipped files are the output of `name`, run over fonts that an earlier run of the `subset` recipe had made.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib.instancer import instantiateVariableFont  # type: ignore[import-untyped]

FAMILY = "Repairctl Sans SC"


def subset(source: Path, target: Path, weight: int, characters: str) -> None:
    """One weight of a variable font, with exactly these characters, each with its own glyph."""
    font = instantiateVariableFont(TTFont(source), {"wght": weight})
    options = Options()
    options.layout_features = []
    options.drop_tables += ["GSUB", "GPOS"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    own_glyphs(font)
    font.save(target)


def own_glyphs(font: TTFont) -> None:
    """Copies glyphs that several code points share, so that each has its own."""
    seen: set[str] = set()
    for table in font["cmap"].tables:
        for code, name in sorted(table.cmap.items()):
            if name in seen:
                copy = f"{name}.u{code:04X}"
                font["glyf"][copy], font["hmtx"][copy] = font["glyf"][name], font["hmtx"][name]
                table.cmap[code] = copy
            seen.add(table.cmap[code])


def name(source: Path, target: Path, style: str) -> None:
    """The same font under the family's own name."""
    font = TTFont(source, recalcTimestamp=False)
    texts = {1: FAMILY, 2: style, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}", 6: f"RepairctlSansSC-{style}", 16: FAMILY, 17: style}
    for record in list(font["name"].names):
        if record.nameID in texts:
            record.string = texts[record.nameID]
    font.save(target)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("stage", choices=("subset", "name"))
    arguments.add_argument("source", type=Path)
    arguments.add_argument("target", type=Path)
    arguments.add_argument("--style", choices=("Regular", "Bold"), default="Regular")
    arguments.add_argument("--characters", type=Path, help="a text file with every character (stage subset)")
    given = arguments.parse_args()
    if given.stage == "name":
        name(given.source, given.target, given.style)
    else:
        subset(given.source, given.target, 700 if given.style == "Bold" else 400, given.characters.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
