"""What is printed of one record: which sheets it has come to, how one is asked for, and all that stands on it. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from repairctl import checks, records, sheets
from repairctl.actions.account_papers import account_of
from repairctl.actions.accounts import Period
from repairctl.actions.judged import Judge, references
from repairctl.actions.looking import people
from repairctl.actions.others import named_places, others_of
from repairctl.actions.working import Working
from repairctl.errors import Misuse, RepairError, say
from repairctl.kinds import KINDS
from repairctl.model import NOTHING, Finding, Minute, Plain, Record, Says, moment_of
from repairctl.office import Office
from repairctl.policies import Book
from repairctl.refusals import verb
from repairctl.sheets.papers import PAPERS, Paper
from repairctl.sheets.sheet import BLANK

AUTO = "auto"


class How(Struct, frozen=True):
    """How a document is printed: its language, the folder it is laid in (default: out/ in the office), whether as PDF too, on which paper
    (default: the usual one of the document), for which of its entries (0: the last; BLANK: a form for the pen), for which period of an
    account (default: from the beginning to the as-of), and what stands for a character the font lacks.

    `to`: html, pdf, png, docx, text (default: html). What was printed before is made again with its `day`, `commit` and mark of a `reprint`
    (default: today's, the last one, and whether it is one). `send_to`: the printer that gets so many `copies`; `really`: it does now.
    `home`: the office in which names and telephone numbers are kept, where another prints. `account`: that of the period, where known.
    `engine`: which one makes the PDF; no other one takes its place. `archive`: as tagged PDF/A, to be kept for years.
    """

    lang: str
    out: Path | None = None
    pdf: bool = False
    paper: str = ""
    which: int = 0
    period: Period | None = None
    account: Mapping[str, object] = NOTHING
    replace_missing: str = ""
    to: tuple[str, ...] = ()
    day: date | None = None
    commit: str = ""
    reprint: bool | None = None
    send_to: str = ""
    copies: int = 1
    really: bool = False
    home: Office | None = None
    engine: str = AUTO
    archive: bool = False

    @property
    def formats(self) -> tuple[str, ...]:
        """All that is made, each once."""
        short = ["html", "pdf"] if self.pdf or self.archive or self.engine != AUTO else []
        return tuple(dict.fromkeys([*short, *self.to, *(["pdf"] if self.send_to else [])])) or ("html",)


class TwoEngines(Misuse):
    """PDF/A is wanted of an engine that makes none."""

    def __init__(self, engine: str) -> None:
        super().__init__(say("{engine} makes no PDF/A; leave out --engine or --archive.", engine=engine))


class NoSuchDocument(Misuse):
    """The kind has no such sheet."""

    def __init__(self, name: str, kind: str) -> None:
        known = ", ".join(f"{key} {one.label.zh}" for key, one in sheets.of_kind(kind).items())
        super().__init__(say("{name} is no sheet of {kind}; there are: {known}.", name=name, kind=kind, known=known or "-"))


class NoSuchPaper(Misuse):
    """The document is not made for that paper."""

    def __init__(self, sheet: sheets.Sheet, name: str) -> None:
        known = ", ".join(f"{one} {PAPERS[one].label.zh}" for one in sheet.papers)
        super().__init__(say("{document} is not printed on {paper}; there are: {known}.", document=sheet.label, paper=name, known=known))


class NoBlank(Misuse):
    """The sheet is no form for the pen."""

    def __init__(self, record: Record, sheet: sheets.Sheet) -> None:
        super().__init__(say("{document} of {id} is no form for the pen; leave --which blank out.", document=sheet.label, id=record.id))


class NoSuchEntry(RepairError):
    """There are not so many."""

    def __init__(self, record: Record, sheet: sheets.Sheet, which: int) -> None:
        many = len(record.of.get(sheet.each, ())) if sheet.each else 1
        super().__init__(
            say("{id} has {n} for which there is a {document}, and no number {which}.", id=record.id, n=many, document=sheet.label,
                which=which),
            say("See them: repairctl {kind} show {id}", kind=record.kind.name, id=record.id),
        )  # fmt: skip


class TooEarlyToPrint(RepairError):
    """The record has not come so far."""

    def __init__(self, record: Record, document: str) -> None:
        sheet = sheets.ALL[document]
        step = (*sheet.after, sheet.each)[0]
        taken = record.kind.step(step)
        super().__init__(
            say("{id} is {status}; its {document} comes after {step}.", id=record.id, status=record.kind.status_label(record.status),
                document=sheet.label, step=taken.label if taken else step),
            say("Take that step first: repairctl {kind} {step} {id}", kind=record.kind.name, step=verb(step), id=record.id),
        )  # fmt: skip


class NothingMore(RepairError):
    """The record has ended, and will not come so far."""

    def __init__(self, record: Record, sheet: sheets.Sheet) -> None:
        super().__init__(
            say("{id} is {status}; there will be no {document} of it.", id=record.id, status=record.kind.status_label(record.status),
                document=sheet.label),
        )  # fmt: skip


class NothingToTell(RepairError):
    """What the sheet is about was not filled in."""

    def __init__(self, record: Record, sheet: sheets.Sheet) -> None:
        path = sheet.lacking(record)
        field = record.kind.field_at(path)
        super().__init__(
            say("{id} has no {field}; its {document} tells of that.", id=record.id, field=field.label if field else path,
                document=sheet.label),
            say("Fill it in first: repairctl {kind} amend {id} {path}=.. --why ..", kind=record.kind.name, id=record.id, path=path),
        )  # fmt: skip


class NotWanted(RepairError):
    """There is no reason for the sheet now."""

    exit_code = 1

    def __init__(self, record: Record, sheet: sheets.Sheet) -> None:
        super().__init__(
            say(
                "There is no reason for a {document} of {id}: nothing is owed, or what is owed is disputed.",
                document=sheet.label,
                id=record.id,
            ),
            say("See it: repairctl {kind} show {id}", kind=record.kind.name, id=record.id),
        )  # fmt: skip


class NotAsComputed(RepairError):
    """What the sheet would say is not what its acts compute: it would be a paper that nobody can stand by."""

    exit_code = 1

    def __init__(self, id: str, document: str, findings: Sequence[Finding]) -> None:
        super().__init__(
            say("{document} of {id} is not printed: the record is not what its steps compute.", document=document, id=id),
            *(say("{path}:{line}: {sentence}", path=f.where[0], line=f.where[1], sentence=f.sentence) for f in findings if f.where),
            say("repairctl check {id} tells how to mend it; then print again.", id=id),
        )


def view_of(office: Office, working: Working, record: Record, sheet: sheets.Sheet, how: How) -> sheets.View:
    """What a sheet shows of a record. Raises NoSuchPaper, NoSuchEntry, TooEarlyToPrint, NothingMore, NothingToTell, NotWanted …"""
    if not sheet.reached(record):
        raise NothingMore(record, sheet) if record.status in record.kind.ended else TooEarlyToPrint(record, sheet.name)
    if sheet.lacking(record):
        raise NothingToTell(record, sheet)
    if not sheet.wanted(record):
        raise NotWanted(record, sheet)
    if how.which and not sheet.held(record, how.which):
        raise NoBlank(record, sheet) if how.which == BLANK else NoSuchEntry(record, sheet, how.which)
    if wrong := _not_as_computed(office, working, record, sheet.name):
        raise NotAsComputed(record.id, sheet.name, wrong)
    around = around_of(office, working, record, sheet.name, how.lang)
    if how.home:
        around = replace(around, people=_people(how.home, working, (*around.others, record)))
    account = how.account or account_of(office, record.id, how.period) if sheet.account else around.account
    return sheets.view(sheet.name, record, replace(_so(around, how, _paper(sheet, how.paper)), account=account))


def _so(around: sheets.Around, how: How, on: Paper) -> sheets.Around:
    """What is around it, as it is to be printed."""
    day, commit = how.day or around.day, how.commit or around.commit
    return replace(around, which=how.which, paper=on, reprint=bool(how.reprint), day=day, commit=commit)


def _paper(sheet: sheets.Sheet, name: str) -> Paper:
    named = name or sheet.papers[0]
    if named not in sheet.papers:
        raise NoSuchPaper(sheet, named)
    return PAPERS[named]


def _not_as_computed(office: Office, working: Working, record: Record, sheet: str) -> Sequence[Finding]:
    """The computed values on this sheet that differ from what their steps compute."""
    told, values = sheets.ALL[sheet], _judge(office, working).values()
    places = {str(entry.place) for entry in record.log if entry.step in told.steps}
    differing = (one for one in checks.frozen(record, values) if one.says is Says.FAIL)
    return [
        one for one in differing if (owner := one.subject.item.split("."))[0] in told.boxes or (owner[0] == "log" and owner[1] in places)
    ]


def named(office: Office, kind: str, name: str) -> str:
    """The full ID of a record of a kind as typed. Raises WrongKind, NoSuchRecord …"""
    working = Working(office)
    return working.load(*working.full_id(KINDS[kind], name)).record.id


def ready(office: Office, name: str) -> tuple[str, ...]:
    """The sheets that a record has come to, the one of its latest step last. Raises NoSuchRecord."""
    working = Working(office)
    kind, id = working.full_id(None, name)
    return come_to(records.as_of(working.load(kind, id).record, office.as_of))


def come_to(record: Record) -> tuple[str, ...]:
    """The same of a record that was read."""
    reached = {name: one for name, one in sheets.of_kind(record.kind.name).items() if one.ready(record)}
    return tuple(sorted(reached, key=lambda name: _reached(reached[name], record)))


def _reached(sheet: sheets.Sheet, record: Record) -> tuple[Minute, bool]:
    """When the last of the steps was taken after which there is something to say; of one moment, forms for the pen come first."""
    return _since(sheet, record), not sheet.each or sheet.each in record.of


def _since(sheet: sheets.Sheet, record: Record) -> Minute:
    return max((entry.at for step in (sheet.each, *sheet.after) for entry in record.of.get(step, ())), default=0)


def document_named(name: str, kind: str) -> str:
    """The sheet that a name means: its key, or its label in either language."""
    if found := _document(name, kind):
        return found
    raise NoSuchDocument(name, kind)


def is_document(name: str, kind: str) -> bool:
    """Whether a sheet of the kind is called so."""
    return bool(_document(name, kind))


def _document(name: str, kind: str) -> str:
    """The sheet of exactly that name; else the only one of whose Chinese label the name is a part of two signs or more."""
    wanted, known = name.strip(), sheets.of_kind(kind)
    exact = (key for key, one in known.items() if wanted in (key, one.label.en, one.label.zh, one.label.zh.removesuffix("单")))
    parts = [key for key, one in known.items() if len(wanted) > 1 and wanted in one.label.zh]
    return next(exact, parts[0] if len(parts) == 1 else "")


def _people(office: Office, working: Working, told: Sequence[Record]) -> Mapping[str, Mapping[str, str]]:
    return {id: held for one in told for id, held in people(office, working, one).items()}


def around_of(office: Office, working: Working, record: Record, sheet: str, lang: str) -> sheets.Around:
    judge = _judge(office, working)
    verdicts = judge.verdicts(record, office.as_of)
    settled = entry.at if (entry := record.last("settle")) else office.as_of
    others = others_of(working, record, sheets.ALL[sheet].others)
    priced = _tables(judge.book, settled) if "settle" in sheets.ALL[sheet].steps else set()
    return sheets.Around(
        office.settings,
        _people(office, working, (*others, record)),
        named_places(working, record),
        office.zone,
        lang,
        moment_of(office.now, office.zone).date(),
        office.history.head()[:12] if office.history.folder else "",
        policy=sorted({one.rule.split()[0] for one in verdicts if one.rule} | priced),
        verdicts=verdicts,
        certificates=_certificates(working, record),
        items=table.rows if (table := judge.book.table("prices.book", settled)) else {},
        taxes=table.rows if (table := judge.book.table("taxes.rates", settled)) else {},
        others=others,
    )


def _judge(office: Office, working: Working) -> Judge:
    """The judge of these records, the same for every sheet."""
    if not isinstance(working.judge, Judge):
        working.judge = Judge(office, working)
    return working.judge


def _tables(book: Book, at: Minute) -> set[str]:
    """The versions of the price book and of the tax rates in force at a moment."""
    series = (book.series.get(name) for name in ("prices", "taxes"))
    return {version.name for one in series if one for version in one.in_force(at)}


def _certificates(working: Working, record: Record) -> Mapping[str, Sequence[Mapping[str, Plain]]]:
    staff = (one for one in map(working.find, references(record)) if one is not None and one.kind is KINDS["staff"])
    return {one.id: one.rows("certificates") for one in staff}
