"""Findings in the forms that other programs read: JSON lines, SARIF, JUnit, GitHub, CSV, Markdown. Makes text; writes no file."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from repairctl import __version__
from repairctl.actions.outcomes import Checked
from repairctl.actions.results import fingerprint
from repairctl.cli import json_forms
from repairctl.cli.language import Tongue
from repairctl.model import Finding, Says

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
SARIF_LEVEL = {"error": "error", "warning": "warning", "info": "note"}
GITHUB_COMMAND = {"error": "error", "warning": "warning", "info": "notice"}
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
COLUMNS = ("severity", "code", "subject", "item", "path", "line", "sentence", "expected", "actual", "rule", "basis", "todo", "fingerprint")
SHOWN = ("severity", "code", "subject", "item", "path", "line", "sentence", "todo")
Row = Mapping[str, object]


def rows(tongue: Tongue, one: Checked) -> Iterator[Row]:
    """Each finding as `check --json` tells it, with its fingerprint."""
    return ({**json_forms.finding(tongue, held), "fingerprint": fingerprint(held)} for held in one.findings)


def whole_json(tongue: Tongue, one: Checked) -> str:
    """All of it as one JSON object."""
    whole = json_forms.checked(tongue, replace(one, findings=()))
    return json.dumps({**whole, "findings": list(rows(tongue, one))}, indent=2)


def json_lines(tongue: Tongue, one: Checked) -> str:
    """A JSON object in each line."""
    return "\n".join(json.dumps(row) for row in rows(tongue, one))


# ------------------------------------------------------------------ SARIF


def sarif(tongue: Tongue, one: Checked) -> str:
    """SARIF 2.1.0: what code-scanning services and editors read."""
    told = (*one.findings, *one.known, *one.waived)
    codes = {held.code: held for held in reversed(told)}
    places = {code: place for place, code in enumerate(codes)}
    rules = [_sarif_rule(code, held) for code, held in codes.items()]
    driver = {"name": "repairctl", "version": __version__, "rules": rules}
    results = [{**_result(tongue, held, places[held.code]), **_standing(one, held)} for held in told]
    run = {
        "tool": {"driver": driver},
        "results": results,
        "columnKind": "unicodeCodePoints",
        "properties": {"asOf": json_forms.minute(one.as_of, tongue.zone), "records": one.records},
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _sarif_rule(code: str, example: Finding) -> Row:
    basis = {"help": {"text": example.basis}} if example.basis else {}
    return {"id": code, "defaultConfiguration": {"level": SARIF_LEVEL[example.severity]}, **basis}


def _standing(one: Checked, held: Finding) -> Row:
    """Whether a finding was known before, if that was asked, and the waiver under which it is accepted."""
    known = {"baselineState": "unchanged" if held in one.known else "new"} if one.compared else {}
    waived = {"suppressions": [{"kind": "external", "status": "accepted", "justification": held.waiver}]}
    return {**known, **(waived if held.says is Says.WAIVED else {})}


def _result(tongue: Tongue, one: Finding, index: int) -> Row:
    todo = f"\n{tongue.say(one.todo)}" if one.todo else ""
    path, line = one.where or ("", 0)
    place: dict[str, object] = {"artifactLocation": {"uri": _uri(path)}}
    if line:
        place["region"] = {"startLine": line}
    return {
        "ruleId": one.code,
        "ruleIndex": index,
        "level": SARIF_LEVEL[one.severity],
        "message": {"text": f"{one.subject.id}: {tongue.say(one.sentence)}{todo}"},
        "partialFingerprints": {"repairctl/v1": fingerprint(one)},
        **({"locations": [{"physicalLocation": place}]} if path else {}),
        "properties": {"verdict": str(one.says), "rule": one.rule, "item": one.subject.item},
    }


def _uri(path: str) -> str:
    plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/"
    return "".join(chr(byte) if chr(byte) in plain else f"%{byte:02X}" for byte in path.encode("utf-8", "surrogateescape"))


# ------------------------------------------------------------------ JUnit


def junit(tongue: Tongue, one: Checked) -> str:
    """JUnit XML in ASCII: a passing case that counts the records, then a case for each finding; info passes."""
    undetermined = sum(held.says is Says.UNDETERMINED for held in one.findings)
    failed = sum(held.severity != "info" and held.says is not Says.UNDETERMINED for held in one.findings)
    cases = [f'<testcase classname="repairctl.check" name="{one.records} records judged" time="0"/>']
    cases += [_case(tongue, held) for held in one.findings]
    counts = f'tests="{len(cases)}" failures="{failed}" errors="{undetermined}" skipped="0" time="0"'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites><testsuite name="repairctl check" {counts}>', *cases]
    return "\n".join([*lines, "</testsuite></testsuites>"]).encode("ascii", "xmlcharrefreplace").decode()


def _case(tongue: Tongue, one: Finding) -> str:
    path, line = one.where or (one.subject.id, 0)
    name = " ".join(filter(None, (one.subject.id, one.subject.item)))
    message = tongue.say(one.sentence)
    body = _xml("\n".join(filter(None, (f"{path}:{line}", message, one.rule, one.basis, tongue.say(one.todo) if one.todo else ""))))
    tag = "error" if one.says is Says.UNDETERMINED else "failure"
    told = f'<{tag} type="{_xml(one.code)}" message="{_xml(message)}">{body}</{tag}>'
    if one.severity == "info" and one.says is not Says.UNDETERMINED:
        told = f"<system-out>{body}</system-out>"
    return f'<testcase classname="{_xml(one.code)}" name="{_xml(name)}" time="0">{told}</testcase>'


def _xml(text: str) -> str:
    text = NOT_IN_XML.sub("\ufffd", text)
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, written)
    return text


# ------------------------------------------------------------------ GitHub, CSV, Markdown


def github(tongue: Tongue, one: Checked) -> str:
    """Workflow commands: each finding becomes a note beside the line of the file."""
    return "\n".join(_command(tongue, held) for held in one.findings)


def _command(tongue: Tongue, one: Finding) -> str:
    path, line = one.where or ("", 0)
    said = {"file": path, "line": str(line or ""), "title": f"{one.code} {one.subject.id}"}
    named = ",".join(f"{key}={_data(value).replace(':', '%3A').replace(',', '%2C')}" for key, value in said.items() if value)
    return f"::{GITHUB_COMMAND[one.severity]} {named}::{_data(tongue.say(one.sentence))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def table(tongue: Tongue, one: Checked) -> str:
    """CSV. A cell that a spreadsheet would take for a formula gets an apostrophe before it."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    lines.writerows([_cell(row[name]) for name in COLUMNS] for row in rows(tongue, one))
    return out.getvalue().removesuffix("\r\n")


def _cell(held: object) -> str:
    text = "" if held is None else str(held)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def markdown(tongue: Tongue, one: Checked) -> str:
    """A Markdown table; signs that Markdown reads are escaped."""
    head = [f"| {' | '.join(SHOWN)} |", f"|{' --- |' * len(SHOWN)}"]
    return "\n".join([*head, *(f"| {' | '.join(_mark(row[name]) for name in SHOWN)} |" for row in rows(tongue, one))])


def _mark(held: object) -> str:
    text = "" if held is None else str(held)
    return re.sub(r"([\\`*_{}\[\]<>|#~&])", r"\\\1", " ".join(text.split()))


FORMATS: Mapping[str, Callable[[Tongue, Checked], str]] = {
    "json": whole_json,
    "jsonl": json_lines,
    "sarif": sarif,
    "junit": junit,
    "github": github,
    "csv": table,
    "md": markdown,
}
