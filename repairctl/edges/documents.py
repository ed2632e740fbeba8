"""Templates into HTML and PDF; the only place that knows jinja2, the QR library and the PDF engine, each imported when it is needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from repairctl.edges import glyphs
from repairctl.errors import RepairError, say
from repairctl.model import At, moment_of

MINUS = "−"
FONT_URL = "repairctl-font:"


class NoTemplate(RepairError):
    """There is no such template in the office or the pack."""

    def __init__(self, name: str) -> None:
        super().__init__(say("There is no template {name}, neither in the office's templates nor among the shipped ones.", name=name))


class BrokenTemplate(RepairError):
    """A template cannot be rendered."""

    def __init__(self, name: str, line: int, problem: str) -> None:
        super().__init__(
            say("{name}:{line}: the template cannot be printed: {problem}.", name=name, line=line, problem=problem),
            say("Mend it, or take the office's copy away so that the shipped one is used."),
        )


class NoGlyph(RepairError):
    """The font lacks a character, so it would be printed as a box."""

    exit_code = 4

    def __init__(self, field: str, chars: Sequence[str]) -> None:
        listed = ", ".join(f"{char} (U+{ord(char):04X})" for char in chars)
        super().__init__(
            say("{field} holds characters that the font does not have: {chars}.", field=field, chars=listed),
            say("Amend the text, or print with --replace-missing 〓."),
        )


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


@dataclass(frozen=True, slots=True)
class Documents:
    """Renders templates found in folders, the first folder first. `html` never needs more than jinja2 and the QR library."""

    folders: tuple[Path, ...]

    def html(self, name: str, view: Mapping[str, object], *, replace_missing: str = "") -> str:
        """The HTML of a sheet, complete with its style; fonts by name, and by file for the browser. Raises NoGlyph, BrokenTemplate …"""
        import jinja2

        shown = _shown(view, replace_missing)
        environment = _environment(self.folders, str(view.get("lang") or "en"))
        try:
            return environment.get_template(name).render(**shown, qr=_qr(view))
        except jinja2.TemplateNotFound as error:
            raise NoTemplate(str(error.name or name)) from None
        except jinja2.TemplateSyntaxError as error:
            raise BrokenTemplate(str(error.name or name), error.lineno, str(error.message)) from None
        except (jinja2.UndefinedError, jinja2.exceptions.SecurityError, TypeError, ValueError, ArithmeticError) as error:
            raise BrokenTemplate(*_place(error, name), str(error).splitlines()[0][:200] if str(error) else "") from None

    def engine(self) -> str:
        """The name of the engine that would make a PDF; '' where there is none."""
        return next((name for name, engine in ENGINES if engine() is not None), "")

    def pdf(self, html: str, stamp: date, title: str) -> bytes:
        """The PDF of a sheet: the same bytes on every machine and day, for its dates are the document's own. Raises NoPdfEngine."""
        for _, engine in ENGINES:
            make = engine()
            if make is not None:
                return make(html, stamp, title)
        raise NoPdfEngine("")


# ------------------------------------------------------------------ HTML


def _environment(folders: Sequence[Path], lang: str) -> Any:
    import jinja2
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class House(ImmutableSandboxedEnvironment):
        """Keys of a view win over the methods of its dict."""

        def getattr(self, obj: Any, attribute: str) -> Any:
            return obj[attribute] if isinstance(obj, Mapping) and attribute in obj else super().getattr(obj, attribute)

    environment = House(
        loader=jinja2.FileSystemLoader([str(folder) for folder in folders]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: "" if value is None else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["t"] = lambda en, zh: zh if lang == "zh" else en
    environment.globals["font_url"] = glyphs.FONTS.as_uri()
    environment.filters.update(css=css_text, money=money, quantity=quantity, percent=percent, day=_day(lang), moment=_moment(lang))
    return environment


def css_text(value: object) -> Any:
    """Text for a quoted string in a style sheet: whatever could end the string or the sheet is written as a code point."""
    from markupsafe import Markup

    return Markup("".join(char if char.isalnum() or char in " ·　.-()（）" else f"\\{ord(char):x} " for char in str(value)))


def money(value: object) -> str:
    """1234.5 -> 1,234.50, half up, with a true minus; nothing for nothing."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{amount:,.2f}".replace("-", MINUS)


def quantity(value: object) -> str:
    """A quantity with the digits it was given."""
    return "" if value is None else f"{value}".replace("-", MINUS)


def percent(value: object) -> str:
    """0.09 -> 9 %."""
    return "" if value is None else f"{(Decimal(str(value)) * 100).normalize():f} %"


def _day(lang: str) -> Callable[[object], str]:
    def day(value: object) -> str:
        """A date, ISO: 2026-03-07."""
        return value.isoformat() if isinstance(value, date) else ""

    return day


def _moment(lang: str) -> Callable[[object], str]:
    def moment(value: object) -> str:
        """A moment to the minute: 2026-03-07 22:40."""
        return f"{moment_of(value.minute, value.zone):%Y-%m-%d %H:%M}" if isinstance(value, At) else ""

    return moment


def _qr(view: Mapping[str, object]) -> str:
    """The QR code as one SVG path: record, content code and commit, a line each."""
    import segno
    from markupsafe import Markup

    text = "\n".join(str(view.get(key) or "-") for key in ("number", "record", "code", "commit"))
    code = segno.make(f"repairctl\n{text}", error="m", micro=False)
    drawn = code.svg_inline(scale=1, border=0, omitsize=True, svgclass="qr", lineclass=None)
    return Markup(drawn)


def _shown(view: Mapping[str, object], replacement: str) -> dict[str, object]:
    """The view with every text checked against the font."""
    return {key: _checked(value, key, replacement) for key, value in view.items()}


def _checked(value: object, path: str, replacement: str) -> Any:
    if isinstance(value, str):
        return _printable(value, path, replacement)
    if isinstance(value, Mapping):
        return {key: _checked(one, f"{path}.{key}", replacement) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_checked(one, f"{path}.{number}", replacement) for number, one in enumerate(value, 1)]
    return value


def _printable(text: str, path: str, replacement: str) -> str:
    missing = glyphs.lacking(text)
    if not missing:
        return text
    if not replacement:
        raise NoGlyph(path, missing)
    return "".join(replacement if char in missing else char for char in text)


def _place(error: BaseException, name: str) -> tuple[str, int]:
    """The template and line in which the error arose."""
    trace, found = error.__traceback__, (name, 1)
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(".j2"):
            found = ("/".join(Path(file).parts[-2:]), trace.tb_lineno)
        trace = trace.tb_next
    return found


# ------------------------------------------------------------------ PDF

Make = Callable[[str, date, str], bytes]


def _plutoprint() -> Make | None:
    try:
        import plutoprint
    except ImportError:
        return None

    class OnlyOurFonts(plutoprint.ResourceFetcher):  # type: ignore[misc]
        """Nothing is fetched but the shipped fonts and data inside the sheet."""

        def fetch_url(self, url: str) -> Any:
            if url.startswith("data:"):
                return super().fetch_url(url)
            name = re.fullmatch(r"file://.*/(RepairctlSansSC-(?:Regular|Bold)\.ttf)", url)
            if name is None:
                raise ValueError(f"not fetched: {url[:60]}")
            return plutoprint.ResourceData((glyphs.FONTS / name[1]).read_bytes(), "font/ttf")

    def make(html: str, stamp: date, title: str) -> bytes:
        from io import BytesIO

        book = plutoprint.Book(plutoprint.PAGE_SIZE_A4, plutoprint.PAGE_MARGINS_NONE, plutoprint.MEDIA_TYPE_PRINT)
        book.custom_resource_fetcher = OnlyOurFonts()
        moment = f"{stamp.isoformat()}T00:00:00Z"
        try:
            book.load_html(html)
            for key, value in _metadata(plutoprint, moment, title):
                book.set_metadata(key, value)
            stream = BytesIO()
            book.write_to_pdf_stream(stream)
        except plutoprint.Error as error:
            raise PdfFailed(str(error)) from None
        return stream.getvalue()

    return make


def _metadata(engine: Any, moment: str, title: str) -> Iterator[tuple[Any, str]]:
    yield engine.PDF_METADATA_TITLE, title
    yield engine.PDF_METADATA_CREATOR, "repairctl"
    yield engine.PDF_METADATA_CREATION_DATE, moment
    yield engine.PDF_METADATA_MODIFICATION_DATE, moment


ENGINES: tuple[tuple[str, Callable[[], Make | None]], ...] = (("plutoprint", _plutoprint),)
"""Tried in this order."""
