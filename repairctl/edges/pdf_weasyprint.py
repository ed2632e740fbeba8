"""HTML into PDF by WeasyPrint, where it is installed: the second choice for paper, and the one that makes PDF/A for the archive."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from repairctl.edges import glyphs

LEAST = 70
"""Older ones let a sheet past the list of what may be fetched: CVE-2026-55073."""
ARCHIVE = "pdf/a-2a"
"""PDF/A-2, level a: every character can be read out, and headings, tables and paragraphs are marked as such (ISO 19005-2)."""
BASE = "https://repairctl.invalid/"
"""What relative addresses are relative to: WeasyPrint joins none to a scheme that it does not know. Nobody has this name (RFC 2606)."""
FONTS = {f"{BASE}{glyphs.BESIDE}/{name}": name for name in glyphs.FILES}


def installed() -> str:
    """Its version; '' where it is not there, does not run here, or is too old."""
    try:
        import weasyprint  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except (ImportError, OSError):  # OSError: Pango is not there
        return ""
    version = str(weasyprint.__version__)
    return version if int(version.partition(".")[0]) >= LEAST else ""


def make(htmls: Iterable[str], stamp: date, title: str, variant: str | None) -> tuple[bytes, list[str]]:
    """The PDF, and what was asked for and not handed out. `variant`: which PDF/A; None for plain paper."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped,import-not-found,unused-ignore]

    fetcher, own = _fetcher(), FontConfiguration()
    options: dict[str, Any] = {"pdf_variant": variant, "pdf_tags": variant is not None}
    laid = [weasyprint.HTML(string=_dated(html, stamp), base_url=BASE, url_fetcher=fetcher).render(font_config=own, **options)
            for html in htmls]  # fmt: skip
    first, pages = laid[0], [page for one in laid for page in one.pages]
    first.metadata.title = title
    return bytes(first.copy(pages).write_pdf(finisher=_spelt_out, **options)), fetcher.refused


def _spelt_out(document: object, pdf: Any) -> None:
    """Says in the metadata which PDF/A it is as elements with their namespace beside them: some validators read no other spelling."""
    for one in pdf.objects:
        if getattr(one, "extra", {}).get("Subtype") == "/XML":
            one.stream = [PDFA_ID.sub(PDFA_ELEMENTS, _with_names(part)) for part in one.stream]


def _with_names(xmp: bytes) -> bytes:
    """Every description with the namespaces that the whole declares."""
    names = b" ".join(re.findall(rb'xmlns:(?!rdf|x=)\w+="[^"]*"', xmp))
    return xmp.replace(b'<rdf:Description rdf:about=""', b'<rdf:Description rdf:about="" ' + names)


PDFA_ID = re.compile(rb'<rdf:Description rdf:about="" ([^>]*?) pdfaid:part="(\d)" pdfaid:conformance="(\w)" />')


def _dated(html: str, stamp: date) -> str:
    """With the day of the document, the only source from which WeasyPrint takes one."""
    told = f'<meta name="dcterms.created" content="{stamp.isoformat()}"><meta name="dcterms.modified" content="{stamp.isoformat()}">'
    return re.sub(r"(?i)(<head[^>]*>)", lambda found: found[1] + told, html, count=1) if "<head" in html.lower() else told + html


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # type: ignore[import-untyped,import-not-found,unused-ignore]

    class OnlyOurFonts(URLFetcher):  # type: ignore[misc]
        """Hands out the shipped fonts and data inside the sheet; keeps a list of what else was asked for."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=("data",), allow_redirects=False)
            self.refused: list[str] = []

        def fetch(self, url: str, headers: object = None) -> Any:
            if url in FONTS:
                return URLFetcherResponse(url, (glyphs.FONTS / FONTS[url]).read_bytes(), {"Content-Type": "font/ttf"})
            if url.startswith("data:"):
                return super().fetch(url)
            self.refused.append(url.removeprefix(BASE))
            raise ValueError(url)

    return OnlyOurFonts()


PDFA_ELEMENTS = (
    rb'<rdf:Description rdf:about="" \1><pdfaid:part>\2</pdfaid:part><pdfaid:conformance>\3</pdfaid:conformance></rdf:Description>'
)
