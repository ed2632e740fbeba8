"""`template list|new|edit|check|preview`: the office's own templates. Each reads, calls one action, shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from repairctl.cli import editing, show, show_findings
from repairctl.cli.commands import Family, Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.excerpts import excerpts
from repairctl.cli.kind_verbs import document_language
from repairctl.cli.named import NoSuchName
from repairctl.cli.options import by, dry_run
from repairctl.cli.progress import progress
from repairctl.cli.said import NeedsOption, Said, Word
from repairctl.cli.step_verbs import Form, asked_person
from repairctl.errors import Misuse, say
from repairctl.model import At, Label

if TYPE_CHECKING:
    from repairctl.actions.templates import Template

DOCUMENT = Label("DOCUMENT", "单据")
FILE = Label("FILE", "文件")
WORD = Label("WORD", "选项")
SEVERITIES = ("error", "warning", "info")
LABELS: Mapping[str, Label] = {
    "list": Label("list", "列表"),
    "new": Label("new", "新建"),
    "edit": Label("edit", "编辑"),
    "check": Label("check", "检查"),
    "preview": Label("preview", "预览"),
}
EXAMPLES = {
    "list": "template list",
    "new": "template new order settlement --by S-01",
    "edit": "template edit settlement --by S-01",
    "check": "template check settlement --engine plutoprint",
    "preview": "template preview settlement -o look.pdf",
}
STATES = {
    "shipped": Label("shipped", "随程序"),
    "copy": Label("copy, as shipped", "副本，未改"),
    "own": Label("the office's own", "本企业"),
    "broken": Label("broken", "有误"),
}
HEAD = (
    Label("document", "单据"),
    Label("", ""),
    Label("state", "状态"),
    Label("paper", "纸张"),
    Label("last printed", "上次打印"),
    Label("what is wrong", "问题"),
)


class OfAnotherKind(Misuse):
    """The document is none of that kind."""

    def __init__(self, document: Label, kind: Label) -> None:
        super().__init__(say("{document} is no document of {kind}.", document=document, kind=kind))


def family() -> Family:
    told: Mapping[str, Callable[[], Verb]] = {
        "list": partial(_verb, "list", listed),
        "new": _new_verb,
        "edit": partial(_verb, "edit", edit, Word("document", DOCUMENT), by()),
        "check": _check_verb,
        "preview": _preview_verb,
    }
    one = Family("template", say("The templates by which documents are printed."), told, example="repairctl template list")
    return one.knows({label.zh: word for word, label in LABELS.items()})


SAID = {
    "list": say("List every document with its template: shipped, a copy, the office's own or broken; its papers, and when it was printed."),
    "new": say("Copy the template of a document into the office, to be changed there."),
    "edit": say("Change the office's own template in your editor; it is tried when it is saved."),
    "check": say("Try templates with every sample, in both languages, with empty, long, many, hostile and rare values."),
    "preview": say("Make a document of a sample record, marked as a sample, to look at."),
}


def _verb(name: str, work: Callable[[Desk, Given], int], *options: Word | Said) -> Verb:
    return Verb(name, SAID[name], work, list(options), example=f"repairctl {EXAMPLES[name]}")


def _new_verb() -> Verb:
    like = say("copy the template of this document instead (default: the shipped one of the same)")
    kind, document = Word("kind", Label("KIND", "种类")), Word("document", DOCUMENT)
    return _verb("new", new, kind, document, Said("--like", like, alias="仿照", value=DOCUMENT), by(), dry_run())


def _check_verb() -> Verb:
    choices = say("exit 1 from this severity on: {severities} (default warning)", severities=list(SEVERITIES))
    engine = say("only by this PDF engine: plutoprint, weasyprint, chromium (default: every one that runs here)")
    options = [Said("--engine", engine, alias="引擎", value=WORD), Said("--fail-on", choices, alias="从严", value=WORD)]
    return _verb("check", check, Word("documents", Label("[DOCUMENT]", "[单据]"), many=True), *options)


def _preview_verb() -> Verb:
    options = [
        Said("--sample", say("of which sample (default: the first)"), alias="样例", value=Label("ID", "编号")),
        Said("--paper", say("the paper: a4, a4x2, 241x140, 241x93, roll80"), alias="纸张", value=Label("PAPER", "纸张")),
        Said("--document-lang", say("the language of the document: zh or en"), alias="单据语言", value=Label("LANGUAGE", "语言")),
        Said("--engine", say("which program makes the PDF: auto, plutoprint, weasyprint, chromium"), alias="引擎", value=WORD),
        Said("-o --output", say("into this file, .html or .pdf"), alias="输出", value=FILE, path="output"),
    ]
    return _verb("preview", preview, Word("document", DOCUMENT), *options)


def listed(desk: Desk, given: Given) -> int:
    """Every document and the state of its template. 1: one is broken."""
    from repairctl.actions import templates

    desk, office = desk.in_office()
    found = list(templates.listed(office))
    if desk.json:
        from repairctl.cli import json_forms

        desk.out(json_forms.text(desk, [_form(desk, one) for one in found]))
    elif desk.terminal.shows:
        columns = [show.Column(desk.tongue.label(one), number in (1, len(HEAD) - 1)) for number, one in enumerate(HEAD)]
        desk.out("\n".join(show.table(columns, [_row(desk, one) for one in found], desk.terminal.width)))
    else:
        desk.out("\n".join("\t".join(_row(desk, one)) for one in found))
    return int(any(one.state == "broken" for one in found))


def _row(desk: Desk, one: Template) -> list[str]:
    last = "" if one.last is None else str(At(one.last, desk.tongue.zone))[:10]
    problem = desk.tongue.say(one.problem) if one.problem else ""
    return [one.name, desk.tongue.label(one.label), desk.tongue.label(STATES[one.state]), " ".join(one.papers), last, problem]


def _form(desk: Desk, one: Template) -> dict[str, object]:
    last = None if one.last is None else str(At(one.last, desk.tongue.zone))
    problem = desk.tongue.say(one.problem) if one.problem else None
    return {"document": one.name, "kind": one.kind, "path": one.path, "state": one.state, "papers": list(one.papers), "printed": last,
            "problem": problem}  # fmt: skip


def new(desk: Desk, given: Given) -> int:
    """A template of the office, begun from one that is there."""
    from repairctl.actions import templates

    if not given.text("kind") or not given.text("document"):
        raise NeedsOption("KIND DOCUMENT", f"repairctl {EXAMPLES['new']}")
    desk, office = desk.in_office()
    sheet = templates.named(given.text("document"))
    _of_kind(given.text("kind"), sheet.kind, sheet.label)
    like = templates.named(given.text("like")) if given.text("like") else sheet
    _of_kind(sheet.kind, like.kind, like.label)
    if given.on("dry_run"):
        desk.out(f"# {templates.path_of(sheet)}\n{templates.text_of(office, like).rstrip()}")
        desk.aside(desk.tongue.say(say("Nothing was written.")))
        return 0
    commit = templates.begun(office, sheet, like, asked_person(Form(desk, office, {}), given.text("by")))
    _said(desk, templates.path_of(sheet), commit)
    desk.hint(f"template edit {sheet.name}", f"template preview {sheet.name}")
    return 0


def _of_kind(word: str, kind: str, document: Label) -> None:
    from repairctl.kinds import KINDS

    labels = {name: one.label for name, one in KINDS.items()}
    found = next((name for name, label in labels.items() if word in (name, label.en, label.zh)), None)
    if found is None:
        raise NoSuchName(word, list(KINDS), labels)
    if found != kind:
        raise OfAnotherKind(document, labels[found])


def _said(desk: Desk, path: str, commit: str) -> None:
    if desk.json:
        from repairctl.cli import json_forms

        desk.out(json_forms.text(desk, {"path": path, "commit": commit}))
    else:
        desk.out(desk.tongue.say(say("{path} was written ({commit}).", path=path, commit=commit[:7])))


def edit(desk: Desk, given: Given) -> int:
    """The office's own template in the person's editor, until nothing grave is wrong with it."""
    from repairctl.actions import template_trials, templates

    if not given.text("document"):
        raise NeedsOption("DOCUMENT", f"repairctl {EXAMPLES['edit']}")
    desk, office = desk.in_office()
    sheet = templates.named(given.text("document"))
    text, was = templates.own(office, sheet)
    name = f"template-{sheet.name}.html"
    got = editing.edited(
        desk, office, name, text, lambda typed: template_trials.fit(office, sheet, typed), f"repairctl template edit {sheet.name}"
    )
    if got is None:
        desk.aside(desk.tongue.say(say("Nothing has changed; there was nothing to commit.")))
        return 0
    commit = templates.recorded(office, sheet, was, got, asked_person(Form(desk, office, {}), given.text("by")))
    editing.done(office, name)
    _said(desk, templates.path_of(sheet), commit)
    desk.hint(f"template preview {sheet.name}", f"template check {sheet.name}")
    return 0


def check(desk: Desk, given: Given) -> int:
    """What is wrong with templates. 1: something at or above --fail-on."""
    from repairctl.actions import template_trials
    from repairctl.actions.outcomes import Checked

    fail_on = given.text("fail_on") or "warning"
    if fail_on not in SEVERITIES:
        raise NoSuchName(fail_on, SEVERITIES)
    desk, office = desk.in_office()
    found = template_trials.checked(office, given.texts("documents"), given.text("engine"), None if desk.json else progress(desk))
    asked = show_findings.Asked(fail_on, "json" if desk.json else "text")
    return show_findings.checked(desk, Checked(found, len(found), office.as_of), excerpts(office), asked)


def preview(desk: Desk, given: Given) -> int:
    """A document of a sample, to look at."""
    from repairctl.actions import previewing, templates

    if not given.text("document"):
        raise NeedsOption("DOCUMENT", f"repairctl {EXAMPLES['preview']}")
    desk, office = desk.in_office()
    lang = document_language(given.text("document_lang"), office)
    out = desk.path(given.text("output")) if given.text("output") else None
    wanted = previewing.Wanted(given.text("sample"), lang, given.text("paper"), given.text("engine") or "auto", out)
    made = previewing.previewed(office, templates.named(given.text("document")), wanted)
    desk.out(str(made.file) if made.file else made.text)
    if made.engine:
        desk.aside(desk.tongue.say(say("PDF by {engine}.", engine=made.engine)))
    return 0
