"""Templates into HTML; the only place that knows jinja2 and the QR library, each imported when it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from repairctl.edges import documents_loading, glyphs
from repairctl.edges.documents_loading import OutsideTemplates as OutsideTemplates
from repairctl.edges.documents_qr import qr
from repairctl.errors import RepairError, say
from repairctl.model import At, moment_of

MINUS = "−"


class NoTemplate(RepairError):
    """There is no such template in the office or the pack."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(say("There is no template {name}, neither in the office's templates nor among the shipped ones.", name=name))


class BrokenTemplate(RepairError):
    """A template cannot be rendered."""

    def __init__(self, name: str, line: int, problem: str) -> None:
        self.name, self.line, self.problem = name, line, problem
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
    """Renders templates found in folders, the first folder first; the last one is the shipped one.

    What the office wrote itself is rendered in a process of its own, and for `seconds` at most.
    """

    folders: tuple[Path, ...]
    seconds: int = 10

    def html(self, name: str, view: Mapping[str, object], *, replace_missing: str = "") -> str:
        """The HTML of a sheet, complete but for its fonts, `glyphs.FILES` in a folder beside it. Raises BrokenTemplate, NoGlyph …"""
        _printable(replace_missing, "--replace-missing", "")
        shown = {key: _checked(value, key, replace_missing) for key, value in view.items()}
        html = self._rendered(name, {**shown, "qr": qr(view)})
        _printable(html, f"templates/{name}", "")
        return html

    def text(self, name: str, view: Mapping[str, object]) -> str:
        """A message in plain text, its lines without blanks at their ends. Raises BrokenTemplate, NoTemplate."""
        lines = (" ".join(line.split()) for line in self._rendered(name, view, escape=False).splitlines())
        return "\n".join(line for line in lines if line)

    def _rendered(self, name: str, values: Mapping[str, object], escape: bool = True) -> str:
        if self.shipped(name):
            return rendered(self.folders, name, values, escape, keeps=True)
        from repairctl.edges import documents_apart

        said = documents_apart.answer(self.folders, name, values, escape, self.seconds)
        if "broken" in said:
            raise BrokenTemplate(said["name"], said["line"], said["broken"])
        if "none" in said:
            raise NoTemplate(said["none"])
        if "outside" in said:
            raise OutsideTemplates(said["outside"])
        if "costly" in said:
            limits = {"time": self.seconds, "memory": documents_apart.MEGABYTES, "size": said.get("limit", 0)}
            raise documents_apart.TooCostly(said["name"], said["line"], said["costly"], limits[said["costly"]])
        return str(said["text"])

    def shipped(self, name: str) -> bool:
        """Whether the template and all that it may import, whose names begin with _, are to the byte what was shipped."""
        parts = {path.relative_to(folder).as_posix() for folder in self.folders for path in folder.glob("_*.j2")}
        return all(self._as_shipped(one) for one in (name, *parts))

    def _as_shipped(self, name: str) -> bool:
        *own, shipped = self.folders
        held = [folder / name for folder in own if (folder / name).exists() or (folder / name).is_symlink()]
        return not held or (held[0].is_file() and (shipped / name).is_file() and held[0].read_bytes() == (shipped / name).read_bytes())


@contextmanager
def tried(name: str, text: str) -> Iterator[Path]:
    """A folder, for a while, with one template in it as it is to become."""
    import tempfile  # brings random and the compressors along, which a print does not need

    with tempfile.TemporaryDirectory(prefix="repairctl-") as folder:
        file = Path(folder).resolve() / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
        yield Path(folder).resolve()


def rendered(folders: tuple[Path, ...], name: str, values: Mapping[str, object], escape: bool, keeps: bool = False) -> str:
    """A template rendered in this process, without limits. `keeps`: it is kept compiled. Raises BrokenTemplate, NoTemplate …"""
    import jinja2

    environment = _environment(folders, str(values.get("lang") or "en"), escape, keeps)
    try:
        return str(environment.get_template(name).render(values))
    except jinja2.TemplateNotFound as error:
        raise NoTemplate(str(error.name or name)) from None
    except jinja2.TemplateSyntaxError as error:
        raise BrokenTemplate(f"templates/{error.name or name}", error.lineno, str(error.message)) from None
    except (jinja2.TemplateError, TypeError, ValueError, LookupError, ArithmeticError, RecursionError, AttributeError) as error:
        problem = str(error).strip().split("\n")[0][:200] or type(error).__name__
        raise BrokenTemplate(*place(folders, error, name), problem) from None


def place(folders: tuple[Path, ...], error: BaseException, name: str) -> tuple[str, int]:
    """The template and the line in which an error arose."""
    trace, found = error.__traceback__, (f"templates/{name}", 1)
    while trace is not None:
        if told := named(folders, trace.tb_frame.f_code.co_filename):
            found = (told, trace.tb_lineno)
        trace = trace.tb_next
    return found


def named(folders: tuple[Path, ...], file: str) -> str:
    """A template by its path below templates/; '' for what is none."""
    folder = next((one for one in folders if Path(file).is_relative_to(one)), None)
    return f"templates/{Path(file).relative_to(folder).as_posix()}" if folder else ""


def plain_environment() -> Any:
    """What templates are read by, for whoever only looks at their text."""
    return _environment((), "en", True)


@cache
def _environment(folders: tuple[Path, ...], lang: str, escape: bool, keeps: bool = False) -> Any:
    import jinja2
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class House(ImmutableSandboxedEnvironment):
        """Keys of a view win over the methods of its dict."""

        def getattr(self, obj: Any, attribute: str) -> Any:
            return obj[attribute] if isinstance(obj, Mapping) and attribute in obj else super().getattr(obj, attribute)

        intercepted_binops = frozenset({"**"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            raise jinja2.TemplateRuntimeError("a sheet needs no powers, and one may take for ever")

    environment = House(
        loader=documents_loading.loader(folders),
        autoescape=escape,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: "" if value is None else value,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=documents_loading.compiled(folders[-1]) if folders and keeps else None,
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
