"""Blocks of a sheet as a Word document: its texts and tables, without its layout. Written by hand, for it is six small files in a zip."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from html import escape
from io import BytesIO

from repairctl.edges.html_parts import Block, Cell, Table, Text

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
EPOCH = (1980, 1, 1, 0, 0, 0)
WIDE = 9638
"""What stands between the margins of an A4 page, in twentieths of a point."""
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
MARGINS = '<w:pgMar w:top="850" w:right="1134" w:bottom="850" w:left="1134" w:header="0" w:footer="0" w:gutter="0"/>'
PAGE = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>{MARGINS}</w:sectPr>'
FONTS = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="SimSun"/>'
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="8B95A5"/>' for side in SIDES)


def document(some: Sequence[Block]) -> bytes:
    """A .docx of the blocks, in their order; the same bytes for the same blocks. What XML cannot hold is left out."""
    body = "".join(_block(one) for one in some)
    held = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}{PAGE}</w:body></w:document>',
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in held.items():
            packed.writestr(zipfile.ZipInfo(name, EPOCH), HEAD + text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _block(one: Block) -> str:
    return _table(one) + "<w:p/>" if isinstance(one, Table) else _paragraph(one)


def _paragraph(one: Text, bold: bool = False) -> str:
    size = 36 if one.head else 19  # half points
    look = f'<w:rPr>{FONTS}{"<w:b/>" if bold or one.head else ""}<w:sz w:val="{size}"/></w:rPr>'
    return f'<w:p><w:pPr><w:spacing w:after="40"/></w:pPr><w:r>{look}<w:t xml:space="preserve">{_said(one.text)}</w:t></w:r></w:p>'


def _said(text: str) -> str:
    """As XML holds it: without the signs that it cannot hold."""
    return escape("".join(char for char in text if char >= " " and not "\ud800" <= char <= "\udfff" and char not in "\ufffe\uffff"))


def _table(one: Table) -> str:
    columns = max(sum(cell.columns for cell in row) for row in one.rows)
    grid = f'<w:gridCol w:w="{WIDE // columns}"/>' * columns
    rows = "".join(f"<w:tr>{_repeated(row)}{''.join(_cells(row, columns))}</w:tr>" for row in one.rows)
    look = f'<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{BORDERS}</w:tblBorders><w:tblLayout w:type="autofit"/></w:tblPr>'
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _repeated(row: Sequence[Cell]) -> str:
    return "<w:trPr><w:tblHeader/></w:trPr>" if row and all(cell.head for cell in row) else ""


def _cells(row: Sequence[Cell], columns: int) -> list[str]:
    """Every cell; the last goes on to the end of the row."""
    missing = columns - sum(cell.columns for cell in row)
    spans = [cell.columns + (missing if number == len(row) else 0) for number, cell in enumerate(row, 1)]
    return [_cell(cell, span, WIDE // columns) for cell, span in zip(row, spans, strict=True)]


def _cell(cell: Cell, span: int, width: int) -> str:
    look = f'<w:tcPr><w:tcW w:w="{width * span}" w:type="dxa"/><w:gridSpan w:val="{span}"/></w:tcPr>'
    held = "".join(_paragraph(one, cell.head) if isinstance(one, Text) else _table(one) for one in cell.blocks)
    ends_well = cell.blocks and isinstance(cell.blocks[-1], Text)  # Word wants a paragraph at the end of every cell
    return f"<w:tc>{look}{held}{'' if ends_well else '<w:p/>'}</w:tc>"
