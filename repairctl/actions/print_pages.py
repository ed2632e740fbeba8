"""One document of one record as a page: its HTML with what it is of in its head, and what is noted of it. Writes nothing."""

from __future__ import annotations

import html as markup
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct, ValidationError, convert
from msgspec.structs import replace

from repairctl import __version__, sheets
from repairctl.actions.account_papers import account_of
from repairctl.actions.printing import How, view_of
from repairctl.actions.working import Working
from repairctl.edges import documents_hash, pack, printings
from repairctl.edges.documents import BrokenTemplate, Documents
from repairctl.edges.printings import Printing
from repairctl.model import NOTHING, Minute, Record
from repairctl.office import Office

SORT = "repairctl sheet 1"
TOLD = (
    "document", "record", "number", "which", "code", "lang", "paper", "commit", "as_of", "day", "reprint", "replaced", "template", "period",
)  # fmt: skip
"""What a printed file says of itself, in the keywords of its head: enough to make it again."""
_KEYWORDS = re.compile(r'<meta name="keywords" content="([^"]*)">')


class Page(Struct, frozen=True):
    """A document, made and laid nowhere yet. `first`: when a copy that says the same was first printed, of `copies` until now.

    `void`: the last copy that says something else, and when.
    """

    record: Record
    sheet: sheets.Sheet
    html: str
    note: Printing
    copies: int = 0
    first: Minute = 0
    void: Printing | None = None

    @property
    def day(self) -> date:
        return date.fromisoformat(self.note.day)


def page(office: Office, working: Working, record: Record, sheet: sheets.Sheet, how: How) -> Page:
    """Raises what view_of and Documents.html raise."""
    which = how.which or len(record.of.get(sheet.each, ()))
    account = account_of(office, record.id, how.period) if sheet.account else NOTHING
    digest = sheets.digest_of(sheet.name, record, which, account)
    code = sheets.code_of(sheet.name, record, which, account)
    held = [one for one in printings.kept(office.root, record.id) if one.document == sheet.name and one.which in (which, 0)]
    same = [one for one in held if one.code == code]
    how = replace(how, which=which, account=account, reprint=bool(same) if how.reprint is None else how.reprint)
    view = view_of(office, working, record, sheet, how)
    note = _noted(office, record, sheet, view, how)
    note = replace(note, content=digest, template=documents_hash.template(folders(office.root), sheet.template))
    html = Documents(folders(office.root)).html(sheet.template, view, replace_missing=how.replace_missing)
    if "</head>" not in html or note.code not in html:
        raise BrokenTemplate(f"templates/{sheet.template}", 1, "no </head>, or no {{ code }}")  # nobody could verify what it prints
    void = held[-1] if held and held[-1].code != code and not sheet.account else None
    return Page(record, sheet, _with_head(html, note), note, len(same), same[0].at if same else 0, void)


def folders(root: Path) -> tuple[Path, ...]:
    """Where templates lie: the office's own, then those that are shipped."""
    return (root / "templates", pack.folder("templates"))


def _noted(office: Office, record: Record, sheet: sheets.Sheet, view: Mapping[str, object], how: How) -> Printing:
    printed_on, paper = view["printed"], view["paper"]
    assert isinstance(printed_on, date) and isinstance(paper, Mapping)
    return Printing(
        sheet.name,
        office.now,
        str(view["code"]),
        how.lang,
        record=record.id,
        number=str(view["number"]),
        which=how.which,
        period=f"{how.account.get('first') or ''}..{how.account.get('last')}" if sheet.account else "",
        paper=str(paper["name"]),
        commit=str(view["commit"]),
        as_of=office.as_of,
        day=printed_on.isoformat(),
        reprint=bool(how.reprint),
        replaced=how.replace_missing,
        font=documents_hash.fonts(),
        tool=__version__,
    )


def _with_head(html: str, note: Printing) -> str:
    """The page with what it is of in its head: a browser and a PDF engine keep it as the keywords."""
    return html.replace("</head>", f'<meta name="keywords" content="{markup.escape(keywords([note]))}">\n</head>', 1)


def keywords(notes: Sequence[Printing]) -> str:
    """What a printed file says of itself: JSON in ASCII, a row for each document in it."""
    rows = [{name: getattr(note, name) for name in TOLD} for note in notes]
    return json.dumps({"sort": SORT, "sheets": rows}, ensure_ascii=True, separators=(",", ":"))


def said_in(text: str) -> tuple[Printing, ...]:
    """What a printed file says of itself, by its HTML or by the keywords of its PDF; () where it says nothing."""
    found = _KEYWORDS.search(text)
    try:
        held: Any = json.loads(markup.unescape(found[1]) if found else text)
        rows = held["sheets"] if held["sort"] == SORT else ()
        return tuple(convert({"at": row["as_of"], **{name: row[name] for name in TOLD}}, Printing) for row in rows)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, ValidationError):
        return ()
