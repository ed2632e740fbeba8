"""Templates tried: every sample in both languages, also with empty, long, many, hostile and rare values; what is wrong as findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from repairctl import sheets
from repairctl.actions import samples
from repairctl.actions.templates import FOLDER, documents_of, named, path_of, text_of
from repairctl.edges import documents_lint, pack
from repairctl.edges import pdf as paper
from repairctl.edges.documents import BrokenTemplate, Documents, NoGlyph, OutsideTemplates, tried
from repairctl.edges.documents_apart import TooCostly
from repairctl.errors import RepairError, Sentence, say
from repairctl.model import Finding, Record, Says, Severity, Subject
from repairctl.office import Office

LANGUAGES = ("zh", "en")
MANY = 200
LONG_NAME = "给水立管检修口周边墙体开凿修补及防水层恢复含闭水试验二十四小时与垃圾清运至小区指定堆放点并保护电梯轿厢地面墙面共计六十个汉字"
LONG_TEXT = (LONG_NAME * 34)[:2000]
HOSTILE = "</td></table></style><script>alert(1)</script>\"; } * { display: none } '&amp;<!-- {{ 7*7 }} {% raw %} ]]>"
RARE = "周珺昇喆堃瑄啰镕赟㛃𬍛−²"
SHORT = 12
"""Up to so many characters a text is taken for a name."""
KEPT = frozenset({"lang", "paper", "number", "record", "code", "commit"})
"""What nobody types."""
MARKUP = ("<script", "</style", "</body", "<!--")
SEVERITIES: Mapping[str, Severity] = {"TEMPLATE-FONT": "warning", "TEMPLATE-FETCHES": "error", "TEMPLATE-NO-SAMPLE": "info"}
Bar = Callable[[int, int], None]


class FaultyTemplate(RepairError):
    """A template that was edited cannot be printed; each fault with its line."""

    exit_code = 1

    def __init__(self, findings: Sequence[Finding], text: str) -> None:
        lines = text.splitlines()
        super().__init__(*(_told(one, lines) for one in findings))


def _told(one: Finding, lines: Sequence[str]) -> Sentence:
    path, line = one.where or ("", 1)
    quoted = lines[line - 1].strip()[:60] if 0 < line <= len(lines) else ""
    return say('{path}:{line}: {sentence} "{text}"', path=path, line=line, sentence=one.sentence, text=quoted)


def checked(office: Office, words: Sequence[str], engine: str, bar: Bar | None = None) -> tuple[Finding, ...]:
    """What is wrong with the templates of these documents, or of all. `engine`: which PDF engine; '' every one that runs here."""
    wanted = [named(word) for word in words] or list(sheets.ALL.values())
    engines = [paper.chosen(engine)] if engine else [one for find in paper.ENGINES.values() if (one := find()) is not None]
    found: list[Finding] = []
    for done, sheet in enumerate(wanted, 1):
        found += faults(office, sheet, documents_of(office), text_of(office, sheet), engines)
        if bar:
            bar(done, len(wanted))
    return tuple(found)


def fit(office: Office, sheet: sheets.Sheet, text: str) -> str:
    """A text as it was edited, when nothing grave is wrong with it. Raises FaultyTemplate."""
    with tried(sheet.template, text) as folder:
        documents = Documents((folder, office.root / FOLDER, pack.folder(FOLDER)))
        wrong = [one for one in faults(office, sheet, documents, text, ()) if one.severity == "error"]
    if wrong:
        raise FaultyTemplate(wrong, text)
    return text


def faults(office: Office, sheet: sheets.Sheet, documents: Documents, text: str, engines: Sequence[paper.Engine]) -> Iterator[Finding]:
    """What is wrong with one template: seen in its text, then in each page that it makes; of one sort only the first in a line."""
    read = list(_read(office, sheet, text))
    seen = {(code, one.where) for one in read for code in (one.code, "TEMPLATE-BROKEN") if one.severity == "error"}
    yield from read
    for one in _rendered(office, sheet, documents, engines):
        if (one.code, one.where) not in seen:
            seen.add((one.code, one.where))
            yield one


def _read(office: Office, sheet: sheets.Sheet, text: str) -> Iterator[Finding]:
    views = [samples.view(office, sheet, record, "zh") for record in samples.of_sheet(office, sheet)]
    names = tuple({name: None for view in views for name in view})
    for fault in documents_lint.faults(text, {*names, "qr"}, names) if names else ():
        yield _finding(sheet, fault.code, (path_of(sheet), fault.line), fault.sentence)


def _rendered(office: Office, sheet: sheets.Sheet, documents: Documents, engines: Sequence[paper.Engine]) -> Iterator[Finding]:
    """The first template that has to be stopped ends the trial: every other try would take as long."""
    found = samples.of_sheet(office, sheet)
    if not found:
        yield _finding(sheet, "TEMPLATE-NO-SAMPLE", (path_of(sheet), 1), say("There is no sample record of which it says something."))
    try:
        for record in found:
            for lang in LANGUAGES:
                yield from _of_sample(office, sheet, documents, (record, lang, engines))
    except TooCostly as refusal:
        yield _finding(sheet, "TEMPLATE-BROKEN", (refusal.name, refusal.line), refusal.sentences[0])


def _of_sample(
    office: Office, sheet: sheets.Sheet, documents: Documents, tried: tuple[Record, str, Sequence[paper.Engine]]
) -> Iterator[Finding]:
    record, lang, engines = tried
    for name in sheet.papers:
        yield from _tried(sheet, documents, samples.view(office, sheet, record, lang, name), engines)
    view = samples.view(office, sheet, record, lang)
    for name, change in VARIANTS.items():
        yield from _tried(sheet, documents, varied(view, change), engines[:1] if name == "many" else ())
    yield from _let_through(sheet, documents, view)


def _tried(sheet: sheets.Sheet, documents: Documents, view: sheets.View, engines: Sequence[paper.Engine]) -> Iterator[Finding]:
    try:
        page = page_of(sheet, documents, view)
        for engine in () if sheet.message else engines:
            _printed(page, view, engine)
    except BrokenTemplate as refusal:
        told = say("It cannot be printed: {problem}.", problem=refusal.problem)
        yield _finding(sheet, "TEMPLATE-BROKEN", (refusal.name, refusal.line), told)
    except (NoGlyph, OutsideTemplates, paper.PdfFailed) as refusal:
        yield _finding(sheet, "TEMPLATE-BROKEN", (path_of(sheet), 1), refusal.sentences[0])
    except paper.NotFetched as refusal:
        yield _finding(sheet, "TEMPLATE-FETCHES", (path_of(sheet), 1), refusal.sentences[0])
    else:
        if not sheet.message and documents_lint.without_page(page):
            told = say("The page does not say its paper; write @page, or {{{{ house.style() }}}}.")
            yield _finding(sheet, "TEMPLATE-NO-PAGE", (path_of(sheet), 1), told)


def _printed(page: str, view: sheets.View, engine: paper.Engine) -> None:
    day = view["printed"]
    assert isinstance(day, date)
    paper.pdf(page, day, str(view["number"]), engine)


def _let_through(sheet: sheets.Sheet, documents: Documents, view: sheets.View) -> Iterator[Finding]:
    """What people typed must come out as text: with tags in every value the page has no tag more."""
    if sheet.message:
        return
    try:
        plain, hostile = (page_of(sheet, documents, varied(view, change)) for change in (_same, _hostile))
    except RepairError:
        return  # told already
    more = [tag for tag in MARKUP if hostile.count(tag) != plain.count(tag)]
    if more:
        told = say("What people type gets into the page as {tags}; leave out |safe, and use |css in a style sheet.", tags=", ".join(more))
        yield _finding(sheet, "TEMPLATE-UNSAFE", (path_of(sheet), 1), told)


def page_of(sheet: sheets.Sheet, documents: Documents, view: sheets.View) -> str:
    """The HTML of a document, or its text where it is a message."""
    return documents.text(sheet.template, view) if sheet.message else documents.html(sheet.template, view)


def rendered(office: Office, sheet: sheets.Sheet, documents: Documents) -> Iterator[str]:
    """The page of every sample in both languages. Raises what printing raises."""
    for record in samples.of_sheet(office, sheet):
        for lang in LANGUAGES:
            yield page_of(sheet, documents, samples.view(office, sheet, record, lang))


def _finding(sheet: sheets.Sheet, code: str, where: tuple[str, int], sentence: Sentence) -> Finding:
    return Finding(code, SEVERITIES.get(code, "error"), Subject("file", path_of(sheet), code), Says.FAIL, sentence, where=where)


# ------------------------------------------------------------------ other values


def varied(view: sheets.View, change: Callable[[object], object]) -> sheets.View:
    """The view with every text that people type, and every list, changed."""
    return {key: value if key in KEPT else _deep(value, change) for key, value in view.items()}


def _deep(value: object, change: Callable[[object], object]) -> object:
    changed = change(value)
    if isinstance(changed, Mapping):
        return {key: _deep(one, change) for key, one in changed.items()}
    if isinstance(changed, list | tuple):
        return [_within(one, change) for one in changed]
    return changed


def _within(one: object, change: Callable[[object], object]) -> object:
    """An element of a list: a pair stays a pair."""
    return [_within(part, change) for part in one] if isinstance(one, list | tuple) else _deep(one, change)


def _same(value: object) -> object:
    return value


def _empty(value: object) -> object:
    return "" if isinstance(value, str) else () if isinstance(value, list | tuple) and _rows(value) else value


def _rows(value: Sequence[object]) -> bool:
    """Whether it is a table: a list of words may be of a fixed length."""
    return all(isinstance(one, Mapping) for one in value)


def _long(value: object) -> object:
    if not isinstance(value, str):
        return value
    return LONG_NAME if len(value) <= SHORT else LONG_TEXT


def _many(value: object) -> object:
    if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
        return [value[number % len(value)] for number in range(MANY)]
    return value


def _hostile(value: object) -> object:
    return HOSTILE if isinstance(value, str) and value else value


def _rare(value: object) -> object:
    return RARE if isinstance(value, str) and value else value


VARIANTS: Mapping[str, Callable[[object], object]] = {
    "empty": _empty,
    "long": _long,
    "many": _many,
    "hostile": _hostile,
    "rare": _rare,
}
