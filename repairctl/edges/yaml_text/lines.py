"""The lines of a file, each with its own line end, that are replaced, added and taken out. Knows nothing of YAML but its comments."""

from __future__ import annotations

from collections.abc import Sequence


class Lines:
    """Lines and columns count from 0. A new line ends as the line above it does."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines(keepends=True)  # the reader has refused all other line breaks that this would split at

    def text(self) -> str:
        return "".join(self.lines)

    def line(self, at: int) -> str:
        """A line without its end; '' behind the last."""
        return self.lines[at].rstrip("\r\n") if 0 <= at < len(self.lines) else ""

    def indent(self, at: int) -> int:
        line = self.line(at)
        return len(line) - len(line.lstrip(" "))

    def replace(self, start: tuple[int, int], stop: tuple[int, int], text: str) -> None:
        """What stands between two places, perhaps over several lines, becomes the text; nothing leaves no blanks at the line's end."""
        before, after = self.line(start[0])[: start[1]], self.line(stop[0])[stop[1] :]
        line = before + text + after if text else (before.rstrip(" ") + after).rstrip(" ")
        self.lines[start[0] : stop[0] + 1] = [line + self._end(stop[0])]

    def insert(self, at: int, new: Sequence[str]) -> None:
        """New lines before line `at`; behind the last one its missing line end is added."""
        end = self._end(at - 1) or self._end(0) or "\n"
        if new and at == len(self.lines) and at and not self._end(at - 1):
            self.lines[at - 1] += end
        self.lines[at:at] = [line + end for line in new]

    def delete(self, first: int, last: int) -> None:
        """The lines from the first to the last."""
        del self.lines[first : last + 1]

    def behind(self, last: int, column: int) -> int:
        """The line behind `last` and the comments that go with it: in or right of the column, without a blank line between,
        and not the heading of what follows.
        """
        at = last + 1
        while self.line(at).lstrip(" ").startswith("#") and self.indent(at) >= column:
            at += 1
        if self.line(at).strip(" "):
            while at > last + 1 and self.indent(at - 1) <= self.indent(at):
                at -= 1
        return at

    def heading(self, at: int) -> int:
        """The first of the comment lines that stand right above a line, at its indent."""
        indent = self.indent(at)
        while self.line(at - 1)[indent:].startswith("#") and self.indent(at - 1) == indent:
            at -= 1
        return at

    def _end(self, at: int) -> str:
        line = self.lines[at] if 0 <= at < len(self.lines) else ""
        return line[len(line.rstrip("\r\n")) :]
