"""The pages of docs/: those that the code writes are what it would write now, and those written by hand say what is true."""

from __future__ import annotations

import ast
import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

from repairctl import checks, policies
from repairctl.edges import yaml_text
from repairctl.forms import FORMS, GROUP_FORMS, VALUE_FORMS
from repairctl.kinds import KINDS
from repairctl.model import Says
from tests import tutorial
from tests.pack import BOOK, TREES
from tests.reading import ZONE

ROOT = Path(__file__).resolve().parent.parent
with pytest.MonkeyPatch.context() as around:
    around.syspath_prepend(ROOT / "tools")
    TOOL = runpy.run_path(str(ROOT / "tools" / "docs.py"))
PAGES: dict[str, str] = TOOL["pages"]()
BY_HAND = (*tutorial.READMES, "CHANGELOG.md", "CONTRIBUTING.md", "docs/decisions.md", "docs/money.md", "docs/paper.md", "docs/policies.md")
POLICIES = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(title: .*?)^```$", POLICIES, re.DOTALL | re.MULTILINE)
MANUAL = """
OBJ-NO-KPI OBJ-TARGET-MISSED
SLA-ACK-LATE COMPLEX-DURATION-TOO-SHORT STEP-MISSING CERT-MISSING PPE-MISSING TRACE-INCOMPLETE
PROMISE-LOOSENED PROMISE-NOT-PUBLISHED FEEDBACK-NO-REPLY FEEDBACK-NOT-ANALYSED
TRAIN-TOPIC-GAP ASSESS-OVERDUE ASSESS-FAIL-ASSIGNED
AUDIT-SAMPLE-SHORT AUDIT-FINDING-OPEN EXTERNAL-REVIEW-MISSING AUDIT-SELF
REQ-FIELDS TRIAGE-LATE TRIAGE-NO-DECISION PRIORITY-TOO-LOW P1-QUEUE-JUMP REJECT-NO-REASON DUPLICATE-OPEN
PLAN-LATE PLAN-FIELDS PLAN-NOT-NOTIFIED PRIORITY-INVERSION CREW-CONFLICT OUTAGE-NOTICE-SHORT CONTRACTOR-UNQUALIFIED
SLA-ARRIVE-LATE SLA-CONTAIN-LATE SLA-RESTORE-LATE SLA-COMPLETE-LATE EXTRA-WORK-UNAPPROVED HIDDEN-WORK-NO-RECORD ACCEPT-MISSING
ACCEPT-SELF ACCEPT-VALUE ACCEPT-NO-SIGN REWORK-LATE SITE-NOT-CLEANED EXPEDITED-PAPER-LATE ACCEPT-LATE HOLD-STALE VISIT-LATE
ARCHIVE-LATE ARCHIVE-INCOMPLETE ARCHIVE-HASH ARCHIVE-ALTERED RETENTION-EARLY RETENTION-OVER-PII
PRICE-NOT-POSTED SETTLE-OVER-QUOTE SETTLE-ARITH TAX-RATE-MISSING TAX-RATE-EXPIRED TAX-MIXED-UNSPLIT WARRANTY-CHARGE FEE-PAYER-UNKNOWN
FUND-EXCLUDED SETTLE-LATE PAY-OVERDUE DUNNING-FORBIDDEN RETENTION-OVER-3PCT INVOICE-MISMATCH
SCOPE-UNKNOWN-PROJECT SCOPE-LAWPACK POL-NO-VERSION-BUMP POL-RETROACTIVE POL-REVIEW-DUE POL-GAP POL-OVERLAP HANDOVER-INCOMPLETE
INTERP-CLAUSE RULE-NO-OWNER
"""
"""The codes of the manual's sections 1.1 to 2.5 and 8.1 to 8.4."""
CODE = re.compile(r"[A-Z]{3,}(-[A-Z]+)+")
LINK = re.compile(r"\]\(([^)#:]*)(?:#([^)]*))?\)")
CARRIED = {rule.code for version in BOOK.versions() for rule in version.rules}


@pytest.mark.parametrize("page", PAGES)
def test_a_generated_page_is_what_the_code_writes(page: str) -> None:
    assert (ROOT / page).read_text(encoding="utf-8") == PAGES[page], "after a wanted change: make docs"


def test_a_code_that_is_not_covered_yet_is_carried_by_no_rule() -> None:
    missing = [code for codes in TOOL["NOT_YET"].values() for code, _ in codes]
    assert len(missing) == len(set(missing))
    assert not CARRIED & set(missing)


def test_every_code_of_the_manual_is_a_rule_or_told_with_its_reason() -> None:
    told = {code for codes in TOOL["NOT_YET"].values() for code, _ in codes} | CARRIED | set(_said_by_the_program())
    assert sorted(set(MANUAL.split()) - told) == []


def test_the_example_of_the_policy_page_is_a_policy_and_its_tests_hold() -> None:
    mine = {f"policies/lamps/{number}.yaml": yaml_text.read(text.encode(), "docs/policies.md") for number, text in enumerate(EXAMPLES)}
    book = policies.load({**TREES, **mine}, KINDS, ZONE)
    assert [str(one.sentence) for one in book.misfits] == []
    told = [one for one in checks.policy_tests(book) if one.subject.id.startswith("lamps@")]
    assert len(mine) == 2
    assert [one.says for one in told] == [Says.PASS] * 3


def test_the_policy_page_names_every_code_that_is_no_rule() -> None:
    assert [code for code in sorted(set(_said_by_the_program()) - CARRIED) if f"`{code}`" not in POLICIES] == []


def test_the_policy_page_names_every_form() -> None:
    assert [name for name in (*FORMS, *GROUP_FORMS, *VALUE_FORMS) if f"`{name}`" not in POLICIES] == []


@pytest.mark.parametrize("page", [*BY_HAND, *PAGES])
def test_every_link_leads_somewhere(page: str) -> None:
    path = ROOT / page
    for target, heading in LINK.findall(path.read_text(encoding="utf-8")):
        aim = path.parent / target if target else path
        assert aim.exists(), target
        assert not heading or heading in _headings(aim), f"{target}#{heading}"


def test_the_two_readmes_have_the_same_parts_and_the_same_commands() -> None:
    one, other = ((ROOT / page).read_text(encoding="utf-8") for page in tutorial.READMES)
    for shape in (r"^#+ ", r"^\$ \S+ \w*", r"^\| `?\w+", r"^```", r"\(docs/\w+\.\w+\)"):
        assert len(re.findall(shape, one, re.MULTILINE)) == len(re.findall(shape, other, re.MULTILINE)), shape


def _said_by_the_program() -> Iterator[str]:
    lists_what_is_asked_for = ROOT / "repairctl" / "checks" / "sections.py"
    for path in sorted({*(ROOT / "repairctl").rglob("*.py")} - {lists_what_is_asked_for}):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                yield node.value


def _headings(page: Path) -> set[str]:
    """The anchors that a page shows for its headings."""
    found = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


def test_the_page_on_paper_names_every_document_and_what_it_is_printed_on() -> None:
    from repairctl import sheets

    text = (ROOT / "docs" / "paper.md").read_text(encoding="utf-8")
    lacking = [name for name, one in sheets.SHEETS.items() if f"`{name}` {one.label.zh} {one.label.en} |" not in text]
    papers = [name for name, one in sheets.SHEETS.items() if f"| {', '.join(one.papers)} |" not in text]
    assert (lacking, papers) == ([], [])
    assert len(sheets.SHEETS) == text.count("| `")
