"""Templates into HTML; the only place that knows jinja2 and the QR library, each imported when it is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from repairctl.edges import glyphs
from repairctl.errors import RepairError, say
from repairctl.model import At, moment_of

MINUS = "−"


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


class Documents(Struct, frozen=True):
    """Renders templates found in folders, the first folder first."""

    folders: tuple[Path, ...]

    def html(self, name: str, view: Mapping[str, object], *, replace_missing: str = "") -> str:
        """The HTML of a sheet, complete but for its fonts, `glyphs.FILES` in a folder beside it. Raises BrokenTemplate, NoGlyph …"""
        _printable(replace_missing, "--replace-missing", "")
        shown = {key: _checked(value, key, replace_missing) for key, value in view.items()}
        html = self._rendered(name, {**shown, "qr": _qr(view)})
        _printable(html, f"templates/{name}", "")
        return html

    def text(self, name: str, view: Mapping[str, object]) -> str:
        """A message in plain text, its lines without blanks at their ends. Raises BrokenTemplate, NoTemplate."""
        lines = (" ".join(line.split()) for line in self._rendered(name, view, escape=False).splitlines())
        return "\n".join(line for line in lines if line)

    def _rendered(self, name: str, values: Mapping[str, object], escape: bool = True) -> str:
        import jinja2

        environment = _environment(self.folders, str(values.get("lang") or "en"), escape)
        try:
            return str(environment.get_template(name).render(values))
        except jinja2.TemplateNotFound as error:
            raise NoTemplate(str(error.name or name)) from None
        except jinja2.TemplateSyntaxError as error:
            raise BrokenTemplate(f"templates/{error.name or name}", error.lineno, str(error.message)) from None
        except (jinja2.TemplateError, TypeError, ValueError, LookupError, ArithmeticError, RecursionError) as error:
            problem = str(error).strip().split("\n")[0][:200] or type(error).__name__
            raise BrokenTemplate(*self._place(error, name), problem) from None

    def _place(self, error: BaseException, name: str) -> tuple[str, int]:
        """The template and the line in which the error arose."""
        trace, found = error.__traceback__, (f"templates/{name}", 1)
        while trace is not None:
            file = Path(trace.tb_frame.f_code.co_filename)
            folder = next((one for one in self.folders if file.is_relative_to(one)), None)
            if folder is not None:
                found = (f"templates/{file.relative_to(folder).as_posix()}", trace.tb_lineno)
            trace = trace.tb_next
        return found


@cache
def _environment(folders: tuple[Path, ...], lang: str, escape: bool) -> Any:
    import jinja2
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class House(ImmutableSandboxedEnvironment):
        """Keys of a view win over the methods of its dict."""

        def getattr(self, obj: Any, attribute: str) -> Any:
            return obj[attribute] if isinstance(obj, Mapping) and attribute in obj else super().getattr(obj, attribute)

    environment = House(
        loader=jinja2.FileSystemLoader([str(folder) for folder in folders]),
        autoescape=escape,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: "" if value is None else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["t"] = lambda en, zh: zh if lang == "zh" else en
    environment.globals["font_url"] = glyphs.BESIDE
    environment.filters.update(css=css_text, money=money, quantity=quantity, percent=percent, day=day, moment=moment, clock=clock)
    return environment


def css_text(value: object) -> Any:
    """Text for a quoted string in a style sheet: whatever could end the string or the sheet is written as a code point."""
    from markupsafe import Markup

    return Markup("".join(char if char.isalnum() or char in " ·　.-()（）" else f"\\{ord(char):x} " for char in str(value)))


def money(value: object) -> str:
    """1234.5 -> 1,234.50, half up, with a true minus; nothing for nothing."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP) + 0  # nothing has no minus
    return f"{amount:,.2f}".replace("-", MINUS)


def quantity(value: object) -> str:
    """A quantity with the digits it was given."""
    return "" if value is None else f"{value}".replace("-", MINUS)


def percent(value: object) -> str:
    """0.09 -> 9%."""
    return "" if value is None else f"{(Decimal(str(value)) * 100).normalize():f}%"


def day(value: object) -> str:
    """A date, or the date of a moment, ISO: 2026-03-07."""
    if isinstance(value, At):
        return moment_of(value.minute, value.zone).date().isoformat()
    return value.isoformat() if isinstance(value, date) else ""


def clock(value: object) -> str:
    """The time of a moment: 22:40."""
    return f"{moment_of(value.minute, value.zone):%H:%M}" if isinstance(value, At) else ""


def moment(value: object) -> str:
    """A moment to the minute: 2026-03-07 22:40."""
    return f"{day(value)} {clock(value)}".strip()


def _qr(view: Mapping[str, object]) -> str:
    """The QR code as one SVG path: record, content code and commit, a line each."""
    import segno
    from markupsafe import Markup

    text = "\n".join(str(view.get(key) or "-") for key in ("number", "record", "code", "commit"))
    code = segno.make(f"repairctl\n{text}", error="m", micro=False)
    drawn = code.svg_inline(scale=1, border=0, omitsize=True, svgclass="qr", lineclass=None)
    return Markup(drawn)


def _checked(value: object, path: str, replacement: str) -> Any:
    """The value with every text in it compared with the font."""
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
