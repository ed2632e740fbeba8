"""What can be wrong with a YAML file, said so that a clerk can mend it. Names file and line."""

from __future__ import annotations

from repairctl.errors import RepairError, Sentence, say


class FileFault(RepairError):
    """A fault of one file at one line."""

    def __init__(self, path: str, line: int, *sentences: Sentence) -> None:
        self.path = path
        self.line = line
        super().__init__(*sentences)


class NotText(FileFault):
    """The bytes are no UTF-8 text."""

    def __init__(self, path: str, line: int, guess: str) -> None:
        seen = say(" It looks like {guess}.", guess=guess) if guess else ""
        super().__init__(
            path,
            line,
            say("{path}:{line}: this is not text in UTF-8.{seen}", path=path, line=line, seen=seen),
            say("Open it in the editor that wrote it and save it as UTF-8, or restore it from git."),
        )


class Empty(FileFault):
    """Nothing stands in the file."""

    def __init__(self, path: str) -> None:
        super().__init__(path, 1, say("{path} is empty.", path=path), say("Restore it from git: git checkout -- {path}", path=path))


class TooBig(FileFault):
    """No record is this large."""

    def __init__(self, path: str, size: int, limit: int) -> None:
        super().__init__(path, 1, say("{path} has {size} bytes; at most {limit} are read.", path=path, size=size, limit=limit))


class TooDeep(FileFault):
    """Boxes within boxes without end."""

    def __init__(self, path: str, line: int, limit: int) -> None:
        super().__init__(path, line, say("{path}:{line}: boxes lie more than {limit} deep.", path=path, line=line, limit=limit))


class NotYaml(FileFault):
    """The line breaks the grammar."""

    def __init__(self, path: str, line: int, problem: str) -> None:
        super().__init__(
            path,
            line,
            say("{path}:{line}: this line is not YAML ({problem}).", path=path, line=line, problem=problem),
            say("Look at the line and the one before it: a missing colon, quote or blank, or a tab."),
        )


class DuplicateKey(FileFault):
    """A key stands twice in one box."""

    def __init__(self, path: str, line: int, key: str, first: int) -> None:
        super().__init__(
            path, line, say("{path}:{line}: {key} stands here a second time; first in line {first}.", path=path, line=line, key=key, first=first)
        )


class Strange(FileFault):
    """YAML that no record needs."""

    def __init__(self, path: str, line: int, what: str) -> None:
        super().__init__(
            path,
            line,
            say("{path}:{line}: {what} has no place in a record.", path=path, line=line, what=what),
            say("Write plain boxes: name, colon, value."),
        )


class CannotEdit(FileFault):
    """The file is written in a way in which it cannot be changed without touching the rest."""

    def __init__(self, path: str, line: int, what: str) -> None:
        super().__init__(
            path,
            line,
            say("{path}:{line}: {what} is written in a way that cannot be added to; nothing was changed.", path=path, line=line, what=what),
            say("Put it in block style, one field to a line, and try again."),
        )
