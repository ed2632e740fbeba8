"""Commands across kinds that are small: init, explain, show, me. Each reads, calls one action, shows."""

from __future__ import annotations

from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.options import FILE, ID, VALUES
from repairctl.cli.options import known_at as known_at_option
from repairctl.cli.record_words import by_place, named
from repairctl.cli.said import NeedsOption, Said, Word
from repairctl.errors import Misuse, say
from repairctl.kinds import KINDS
from repairctl.model import Label


class OnlyOfATopic(Misuse):
    """A file was asked for what is only shown."""

    def __init__(self) -> None:
        super().__init__(
            say("Only the page of a price is written into a file."), say("For example: {example}", example="explain 7-1 price -o price.txt")
        )


def init_verb() -> Verb:
    from repairctl.office import SETTINGS, UNASKED

    told = say("Make a new office: a git repository with its settings and the policies.")
    fields = [one for one in SETTINGS if one.name not in UNASKED]
    values = {one.name: Label("QH=清和苑", "QH=清和苑") if one.type == "rows" else VALUES[one.type] for one in fields}
    options = [
        Said(f"--{one.name.replace('_', '-')}", one.label, alias=one.label.zh, value=values[one.name], needed=one.needed) for one in fields
    ]
    example = 'repairctl init my-office --name "清和苑物业" --estates "QH=清和苑"'
    return Verb("init", told, init, [Word("folder", Label("FOLDER", "文件夹")), *options], example=example)


def init(desk: Desk, given: Given) -> int:
    """A new office."""
    from repairctl.actions.starting import started
    from repairctl.office import SETTINGS

    folder = given.text("folder")
    if not folder or not given.text("name"):
        raise NeedsOption("FOLDER --name", 'repairctl init my-office --name "清和苑物业"')
    settings = {one.name: text for one in SETTINGS if (text := given.text(one.name))}
    settings.setdefault("languages", _language(desk, settings["name"]))
    office = started(desk.path(folder), settings, desk.now)
    desk.out(desk.tongue.say(say("The office {name} lies in {folder}.", name=office.settings["name"], folder=str(office.root))))
    if desk.terminal.shows:
        desk.aside(desk.tongue.say(say("Next, in that folder: {command}", command="repairctl staff new S-01 --role manager")))
    return 0


def _language(desk: Desk, name: str) -> str:
    """The language of a new office that says none: Chinese where its name is, else that of the desk."""
    return "zh" if not name.isascii() and any("\u4e00" <= sign <= "\u9fff" for sign in name) else desk.tongue.language[:2]


def explain_verb() -> Verb:
    told = say(
        "Show how a rule came to its verdict on a record: the arithmetic, the clause, the line of the policy; or how its price came about."
    )
    topics = Label("CODE|price", "代码|价格")
    options = [
        Word("id", ID, kind="order"),
        Word("code", topics),
        Said("-o --output", say("write the page into this file (.txt)"), alias="输出", value=FILE, path="output"),
    ]
    return Verb("explain", told, explain, options, example="repairctl explain 7-1 SLA-ARRIVE-LATE")


def explain(desk: Desk, given: Given) -> int:
    """The arithmetic of a verdict, or what else can be told of a record."""
    if not given.text("id") or not given.text("code"):
        raise NeedsOption("ID CODE", "repairctl explain 7-1 SLA-ARRIVE-LATE")
    typed = given.text("code").strip().lower()
    topic = next((told for label, told in TOPICS if typed in (label.en, label.zh)), explain_rule)
    return topic(desk, given)


def explain_rule(desk: Desk, given: Given) -> int:
    """The arithmetic of a verdict."""
    from repairctl.actions.judging import explained
    from repairctl.cli import show_findings
    from repairctl.cli.excerpts import excerpts

    if given.text("output"):
        raise OnlyOfATopic
    desk, office = desk.in_office()
    return show_findings.explained(desk, explained(office, given.text("id"), given.text("code")), excerpts(office))


def explain_price(desk: Desk, given: Given) -> int:
    """How a price came about, on one page."""
    from repairctl.actions.price_page import priced
    from repairctl.cli import show_price

    show_price.insist(given.text("output"))
    desk, office = desk.in_office()
    return show_price.page(desk, priced(office, given.text("id")), given.text("output"))


TOPICS = ((Label("price", "价格"), explain_price),)
"""What stands where a code may stand, and is more than a rule: its words, and what tells of it."""


def show_verb() -> Verb:
    told = say("Show one record of any kind.")
    words = [Word("id", ID, kind="order"), by_place(), known_at_option()]
    work = named(KINDS["order"], show_any, word="id")
    return Verb("show", told, work, words, example="repairctl show TS-7-1")


def show_any(desk: Desk, given: Given) -> int:
    """One record of any kind."""
    from repairctl.actions.known_at import known_at
    from repairctl.actions.looking import shown
    from repairctl.cli import show_record

    if not given.text("id"):
        raise NeedsOption("ID", "repairctl show 7-1")
    desk, office = desk.in_office()
    with known_at(office, given.text("known_at")) as then:
        return show_record.shown(desk, shown(then, None, given.text("id")))


def me_verb() -> Verb:
    told = say("Say who sits at this desk, so that --by may be left out; without an ID, show who does.")
    return Verb("me", told, me, [Word("id", ID, kind="staff")], example="repairctl me S-02")


def me(desk: Desk, given: Given) -> int:
    """Who sits at this desk."""
    from repairctl.actions import me as sitting

    desk, office = desk.in_office()
    if given.text("id"):
        sitting.set_me(office, given.text("id"))
    desk.out(sitting.me(office) or desk.tongue.say(say("Nobody said; repairctl me S-02 does.")))
    return 0
