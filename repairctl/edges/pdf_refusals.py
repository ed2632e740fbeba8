"""Why there is no PDF: no engine, one that gave up, a sheet that asks for something outside itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from repairctl.errors import Misuse, RepairError, Sentence, say


class NoPdfEngine(RepairError):
    """No PDF engine runs here; the HTML is there."""

    exit_code = 4

    def __init__(self, html: str) -> None:
        super().__init__(
            say("There is no PDF engine for this machine; the sheet is there as HTML: {html}.", html=html),
            say("Open it in a browser and print it to PDF, A4, without scaling, headers or footers."),
        )


class PdfFailed(RepairError):
    """The engine gave up."""

    exit_code = 4

    def __init__(self, problem: str) -> None:
        super().__init__(say("The PDF could not be made: {problem}.", problem=problem))


class NotFetched(RepairError):
    """The sheet asks for something outside itself."""

    exit_code = 4

    def __init__(self, url: str) -> None:
        super().__init__(
            say("The template asks for {url}, and a sheet fetches nothing.", url=url),
            say("Put the picture into the template itself, as data:image/png;base64,…"),
        )


class NoSuchEngine(Misuse):
    """A word that is no engine."""

    def __init__(self, word: str, known: Sequence[str]) -> None:
        super().__init__(say("{word} is no PDF engine; there are: {known}.", word=word, known=", ".join(known)))


class EngineMissing(RepairError):
    """The engine that was asked for does not run here, and no other one is taken in its place."""

    exit_code = 4

    def __init__(self, name: str) -> None:
        super().__init__(say("{engine} does not run on this machine; no other engine was taken in its place.", engine=name), HOW[name]())


class OneByOne(RepairError):
    """The engine cannot put several sheets into one PDF with pages that count by themselves."""

    exit_code = 4

    def __init__(self, name: str) -> None:
        super().__init__(
            say("{engine} makes one PDF of one sheet.", engine=name), say("Print them one by one, or with --engine plutoprint.")
        )


HOW: Mapping[str, Callable[[], Sentence]] = {
    "plutoprint": lambda: say("Install it: pip install plutoprint"),
    "weasyprint": lambda: say(
        "Install it, 70 or newer: pip install 'weasyprint>=70', and Pango: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    ),
    "chromium": lambda: say("Install Chromium, Chrome or Edge."),
}
