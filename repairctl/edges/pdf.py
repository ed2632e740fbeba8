"""HTML into PDF; the only place that knows a PDF engine, imported when it is needed. Knows no templates and no records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from html import unescape

from msgspec import Struct

from repairctl.edges.pdf_about import About
from repairctl.edges.pdf_refusals import EngineMissing as EngineMissing
from repairctl.edges.pdf_refusals import NoPdfEngine as NoPdfEngine
from repairctl.edges.pdf_refusals import NoSuchEngine as NoSuchEngine
from repairctl.edges.pdf_refusals import NotFetched as NotFetched
from repairctl.edges.pdf_refusals import OneByOne as OneByOne
from repairctl.edges.pdf_refusals import PdfFailed as PdfFailed

AUTO = "auto"
Make = Callable[[Iterable[str], About], bytes]
KEYWORDS = re.compile(r'<meta name="keywords" content="([^"]*)">')


class Engine(Struct, frozen=True):
    """A program that makes PDFs: what it is called, its version, and how it is asked."""

    name: str
    version: str
    make: Make

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def engine() -> str:
    """The name and version of the engine that would make a PDF; '' where there is none."""
    first = next(filter(None, (find() for find in ENGINES.values())), None)
    return str(first) if first else ""


def chosen(wanted: str = AUTO) -> Engine:
    """The engine of a name; for `auto` the first that runs here. Raises NoSuchEngine, EngineMissing, NoPdfEngine."""
    if wanted == AUTO:
        first = next(filter(None, (find() for find in ENGINES.values())), None)
        if first is None:
            raise NoPdfEngine("")
        return first
    if wanted not in ENGINES:
        raise NoSuchEngine(wanted, (AUTO, *ENGINES))
    one = ENGINES[wanted]()
    if one is None:
        raise EngineMissing(wanted)
    return one


def archivist() -> Engine:
    """The engine that makes tagged PDF/A, to be kept for years. Raises EngineMissing."""
    from repairctl.edges import pdf_weasyprint

    version = pdf_weasyprint.installed()
    if not version:
        raise EngineMissing("weasyprint")
    return Engine("weasyprint", f"{version} {pdf_weasyprint.ARCHIVE}", partial(_by_weasyprint, pdf_weasyprint.ARCHIVE))


def pdf(html: str, stamp: date, title: str, by: Engine | None = None) -> bytes:
    """The PDF of a sheet: the same bytes in every process, for its dates are the document's own. Raises NoPdfEngine, NotFetched …"""
    found = KEYWORDS.search(html)
    return book((html,), stamp, title, by, unescape(found[1]) if found else "")


def book(htmls: Iterable[str], stamp: date, title: str, by: Engine | None = None, keywords: str = "") -> bytes:
    """One PDF of several sheets, each beginning a page and counting its own; a generator is read one by one. Raises as `pdf` does."""
    return (by or chosen()).make(htmls, About(stamp, title, keywords))


def _weasyprint() -> Engine | None:
    from repairctl.edges import pdf_weasyprint

    version = pdf_weasyprint.installed()
    return Engine("weasyprint", version, partial(_by_weasyprint, None)) if version else None


def _by_weasyprint(variant: str | None, htmls: Iterable[str], about: About) -> bytes:
    from repairctl.edges import pdf_weasyprint

    data, refused = pdf_weasyprint.make(htmls, about.day, about.title, variant)
    if refused:
        raise NotFetched(refused[0][:80])
    return data


def _chromium() -> Engine | None:
    from repairctl.edges import pdf_chromium

    program = pdf_chromium.found()
    version = pdf_chromium.version(program) if program else ""
    return Engine("chromium", version, partial(_by_chromium, program)) if version else None


def _by_chromium(program: str, htmls: Iterable[str], about: About) -> bytes:
    from repairctl.edges import pdf_chromium

    html, *more = htmls
    if more:
        raise OneByOne("chromium")
    if refused := pdf_chromium.asked(html):
        raise NotFetched(refused[0][:80])
    data = pdf_chromium.make(program, html, about.day)
    if not data:
        raise PdfFailed("chromium gave no file")
    return data


def _plutoprint() -> Engine | None:
    from repairctl.edges import pdf_plutoprint

    version = pdf_plutoprint.installed()
    return Engine("plutoprint", version, pdf_plutoprint.make) if version else None


ENGINES: Mapping[str, Callable[[], Engine | None]] = {"plutoprint": _plutoprint, "weasyprint": _weasyprint, "chromium": _chromium}
"""How each is found, the first choice first."""
