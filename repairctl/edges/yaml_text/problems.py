"""The parser's complaints in plain words. Knows its phrases, not the parser."""

from __future__ import annotations

from repairctl.errors import Sentence, say

# The first phrase that occurs decides, so the narrower ones stand first.
PHRASES: tuple[tuple[str, Sentence], ...] = (
    ("unexpected end of stream", say("a text in quotes begins here and never ends")),
    ("document separator", say("a text in quotes begins here and never ends")),
    ("mapping values are not allowed", say("the line has a second colon or is indented too far; a text with colons stands in quotes")),
    ("expected ':'", say("a name is not followed by a colon and a blank; the full-width colon does not count")),
    ("but found '<scalar>'", say("something stands behind the end of a text, a list or a box")),
    ("expected <block end>", say("the line does not fit the indent of the lines before it")),
    ("sequence entries are not allowed", say("a dash stands where no list can begin; a list begins in a line of its own")),
    ("expected ',' or ']'", say("a list in brackets lacks a comma or its end")),
    ("expected ',' or '}'", say("a box in brackets lacks a comma or its end")),
    ("unknown escape", say("within double quotes a backslash begins a sign that does not exist; write it twice")),
    ("escape sequence", say("within double quotes a backslash begins a number that names no character")),
    ("that cannot start any token", say("a text begins with a sign that must stand in quotes")),
    ("block scalar", say("behind | or > something stands that does not belong there")),
    ("node content", say("a bracket, a comma or a text is missing")),
    ("document start", say("something stands behind the end of the file's boxes")),
    ("directive", say("a line that begins with % does not belong here")),
)
OTHER = say("the line cannot be understood")


def told(complaint: str) -> Sentence:
    """How the line breaks the grammar, as a sentence without its full stop."""
    return next((sentence for phrase, sentence in PHRASES if phrase in complaint), OTHER)
