"""What can be wrong with a file, said so that a clerk can mend it. Knows file and line, nothing of how YAML is read."""

from __future__ import annotations

from repairctl.errors import RepairError, Sentence, say


class FileFault(RepairError):
    """A fault of one file, at one line of it (from 1)."""

    def __init__(self, path: str, line: int, *sentences: Sentence) -> None:
        super().__init__(*sentences)
        self.path = path
        self.line = line


class NotUtf8(FileFault):
    """The bytes are no text in UTF-8; `offset` counts bytes from 0."""

    def __init__(self, path: str, line: int, offset: int, guess: str) -> None:
        what = say("{path}:{line}: byte {offset} is not text in UTF-8.", path=path, line=line, offset=offset)
        if guess:
            what = say(
                "{path}:{line}: byte {offset} is not text in UTF-8; the file looks like {guess}.",
                path=path, line=line, offset=offset, guess=guess,
            )  # fmt: skip
        super().__init__(path, line, what, say("Open it in the editor it was written with and save it as UTF-8, or restore it from git."))


class Tabbed(FileFault):
    """A tab, which every editor shows in another width."""

    def __init__(self, path: str, line: int) -> None:
        what = say("{path}:{line}: a tab stands in this line.", path=path, line=line)
        super().__init__(path, line, what, say("Write blanks instead; within double quotes a tab is \\t."))


class StrayCharacter(FileFault):
    """A character that cannot be seen."""

    def __init__(self, path: str, line: int, code: int) -> None:
        name = f"U+{code:04X}"
        what = say("{path}:{line}: the invisible character {name} stands in this line.", path=path, line=line, name=name)
        super().__init__(path, line, what, say("Delete it, or type the line anew."))


class Empty(FileFault):
    """Nothing stands in the file."""

    def __init__(self, path: str) -> None:
        super().__init__(path, 1, say("{path}: nothing stands in this file.", path=path), say("Restore it from git, or delete it."))


class TooLarge(FileFault):
    """No record is this large."""

    def __init__(self, path: str, limit: int) -> None:
        what = say("{path}: the file has more than {limit} bytes.", path=path, limit=limit)
        super().__init__(path, 1, what, say("Keep pictures and papers beside it and name them in it; or restore it from git."))


class LargeAndUnusual(FileFault):
    """Large files are read in the house style only; `line` is the first that is not."""

    def __init__(self, path: str, line: int) -> None:
        what = say("{path}:{line}: not the house style, and the file is too large to be read in any other.", path=path, line=line)
        super().__init__(path, line, what, say("Write it as the lines around it: name, colon, value, all in one line."))


class TooDeep(FileFault):
    """Boxes within boxes without end."""

    def __init__(self, path: str, line: int, limit: int) -> None:
        what = say("{path}:{line}: boxes and lists lie more than {limit} deep.", path=path, line=line, limit=limit)
        super().__init__(path, line, what, say("Look for brackets that do not close, or restore the file from git."))


class TooMany(FileFault):
    """More rows, entries or names than anybody would look through."""

    def __init__(self, path: str, line: int, limit: int) -> None:
        what = say("{path}:{line}: more than {limit} stand in one list or box; this is one too many.", path=path, line=line, limit=limit)
        super().__init__(path, line, what, say("Divide it among several files, or restore the file from git."))


class TooLong(FileFault):
    """A text that nobody would read."""

    def __init__(self, path: str, line: int, length: int, limit: int) -> None:
        facts = {"path": path, "line": line, "length": length, "limit": limit}
        what = say("{path}:{line}: {length} characters in one text; at most {limit} are read.", **facts)
        super().__init__(path, line, what, say("Keep long papers beside the record and name them there."))


class NotYaml(FileFault):
    """The line breaks the grammar: `what` says how, as a whole sentence without its full stop."""

    def __init__(self, path: str, line: int, what: Sentence) -> None:
        told = say("{path}:{line}: {what}.", path=path, line=line, what=what)
        super().__init__(path, line, told, say("Compare this line and the one before with the lines around them."))


class DuplicateKey(FileFault):
    """A key stands twice in one box."""

    def __init__(self, path: str, line: int, key: str, first: int) -> None:
        what = say("{path}:{line}: {key} stands here again; it stands in line {first} already.", path=path, line=line, key=key, first=first)
        super().__init__(path, line, what, say("Keep the one that is right and delete the other."))


class Unmerged(FileFault):
    """Two versions of the file stand in it, as git leaves them."""

    def __init__(self, path: str, line: int) -> None:
        what = say("{path}:{line}: git could not unite two versions of this file, and both stand in it.", path=path, line=line)
        super().__init__(path, line, what, say("Keep the right lines and delete those that begin with <<<<<<<, ======= and >>>>>>>."))


class NotPlain(FileFault):
    """YAML that no file of an office needs."""

    def __init__(self, path: str, line: int, what: Sentence) -> None:
        told = say("{path}:{line}: {what} has no place in this file.", path=path, line=line, what=what)
        super().__init__(path, line, told, say("Write plain boxes: name, colon, value; a text that begins with a sign stands in quotes."))


class NotBoxes(FileFault):
    """The file begins with a list or a single text."""

    def __init__(self, path: str, line: int) -> None:
        what = say("{path}:{line}: the file does not begin with name, colon, value.", path=path, line=line)
        super().__init__(path, line, what, say("Begin it as the other files in its folder begin, or restore it from git."))


class CannotEdit(FileFault):
    """The place is written in a way in which it cannot be changed alone; nothing was changed."""

    def __init__(self, path: str, line: int, what: str) -> None:
        told = say("{path}:{line}: {what} cannot be changed without touching the rest; nothing was done.", path=path, line=line, what=what)
        super().__init__(path, line, told, say("Put the file in block style, one field to a line, and try again."))
