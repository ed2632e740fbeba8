"""`schema KIND`: the JSON Schema of a kind of record or of policy files, for an editor that completes and underlines."""

from __future__ import annotations

from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.named import NoSuchName
from repairctl.cli.said import NeedsOption, Said, Word
from repairctl.errors import say
from repairctl.model import Label

EXAMPLE = "repairctl schema --all .schemas"


def schema_verb() -> Verb:
    told = say("Print the JSON Schema of a kind of record, or of policy files (policy), by which an editor completes and checks them.")
    everything = say("write all of them into this folder; where an office has .schemas, its new files name theirs in the first line")
    options = [
        Word("kind", Label("KIND", "种类")),
        Said("-o --output", say("write the answer into this file"), alias="输出", value=Label("FILE", "文件"), path="output"),
        Said("--all", everything, alias="全部", value=Label("FOLDER", "文件夹")),
    ]
    return Verb("schema", told, schema, options, example=EXAMPLE)


def schema(desk: Desk, given: Given) -> int:
    """One schema, or all as files."""
    from repairctl.actions import schema_files
    from repairctl.actions.handing import handed

    typed = given.text("kind")
    if given.text("all"):
        for path in schema_files.written(desk.path(given.text("all"))):
            desk.aside(str(path))
        return 0
    if not typed:
        raise NeedsOption("KIND", EXAMPLE)
    name = schema_files.names().get(typed, typed)
    if name not in schema_files.names().values():
        raise NoSuchName(typed, sorted(schema_files.names().values()))
    if given.text("output"):
        handed(desk.path(given.text("output")), schema_files.text(name).encode())
    else:
        desk.out(schema_files.text(name).rstrip("\n"))
    return 0
