"""The words and options of `print`. Knows kinds, no office."""

from __future__ import annotations

from collections.abc import Sequence

import click

from repairctl.cli.options import FILE, NUMBER, TEXT, WORD, Where
from repairctl.cli.said import Said, Word
from repairctl.errors import say
from repairctl.model import Kind, Label

WORDS = "words"
LANGUAGE = Label("LANGUAGE", "语言")
PAPER = Label("PAPER", "纸张")
MONTH = Label("MONTH", "月份")
DOCUMENT = Label("DOCUMENT", "单据")
FORMAT = Label("FORMAT", "格式")
PRINTER = Label("PRINTER", "打印机")
COPY = Label("CODE|FILE", "校验码或文件")


def options(kind: Kind) -> Sequence[click.Parameter]:
    """What `print` of a kind takes."""
    return [*_which(kind), *_how(), *_where_to()]


def _which(kind: Kind) -> Sequence[click.Parameter]:
    found = say("instead of an ID: every {kind} that list finds so, as status=..; may be repeated: all must hold", kind=kind.label)
    status = [Said("--status", say("only where {label} is this", label=Label("status", "状态")), alias="状态", value=TEXT)]
    return [
        Word(WORDS, Label("[ID..] [DOCUMENT..]", "[编号..] [单据..]"), many=True, kind=kind.name),
        *(status if kind.opens else []),
        Where(kind, found),
        Said("--month", say("only those whose document is of this month, as 2026-03"), alias="月份", value=MONTH),
        Said("--document", say("which document; may be repeated (default: the last that each has come to)"), alias="单据", value=DOCUMENT),
        Said(
            "--which",
            say("of which entry, where each has one (default: the last); blank: a form for the pen"),
            alias="第几次",
            value=NUMBER,
        ),
        Said("--as-printed", say("exactly as it was printed before: by its code, its file or its manifest"), alias="照原样", value=COPY),
    ]


def _how() -> Sequence[click.Parameter]:
    return [
        Said("--merge", say("all in one file, each from a page of its own on"), alias="合订"),
        Said("--to", say("as html, pdf, png, docx or text; may be repeated (default: html)"), alias="格式", value=FORMAT),
        Said("--pdf", say("as PDF too, not only as HTML"), alias="成品"),
        Said("--engine", say("which program makes the PDF: auto, plutoprint, weasyprint, chromium"), alias="引擎", value=WORD),
        Said("--archive", say("as tagged PDF/A, to be kept for years (by WeasyPrint)"), alias="存档"),
        Said("--paper", say("the paper: a4, a4x2, 241x140, 241x93, roll80"), alias="纸张", value=PAPER),
        Said("--replace-missing", say("what is printed where the font lacks a character"), alias="缺字代以", value=Label("TEXT", "文字")),
        Said("--document-lang", say("the language of the document: zh or en"), alias="单据语言", value=LANGUAGE),
    ]


def _where_to() -> Sequence[click.Parameter]:
    return [
        Said("--out -o", say("the folder in which it is laid (default: out/ in the office)"), alias="存到", value=FILE),
        Said("--open", say("open it with the system's own program"), alias="打开"),
        Said("--send-to", say("show the command that sends it to this printer; with --yes, send it"), alias="送打印机", value=PRINTER),
        Said("--copies", say("how many the printer makes (default 1)"), alias="份数", value=NUMBER),
        Said("--yes -y", say("do it without asking"), alias="确认", path="sure"),
    ]
