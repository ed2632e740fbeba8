"""The tests that stand in the policy files, run: a record, an as-of, and what each rule must say. Each is judged by its own version."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from repairctl import records
from repairctl.checks.groups import Groups
from repairctl.checks.verdicts import of_version
from repairctl.errors import Sentence, say
from repairctl.forms.verdicts import NOTHING_TO_JUDGE, listed
from repairctl.model import Block, Finding, Kind, Minute, Plain, Record, Rows, Says, Scalar, Severity, Subject, Tree
from repairctl.policies import Book, Series, Version
from repairctl.policies.groups import GroupRule
from repairctl.policies.rules import Rule
from repairctl.readings.beyond import FILE
from repairctl.readings.case import Case
from repairctl.readings.misfits import Misfit, block, key_line, line_of, near, only_keys, part_of, text
from repairctl.texts import Misread, moment

KEYS = ("name", "as_of", "record", "with", "office", "like", "set", "expect")
ABSENT = "absent"
DEEPEST = 20
"""How far a test may be like a test that is like another."""
_WORST = (Says.FAIL, Says.UNDETERMINED, Says.OPEN, Says.PASS, Says.NOT_APPLICABLE)
_FORBIDDEN = (Says.FAIL, Says.UNDETERMINED)


def policy_tests(book: Book) -> tuple[Finding, ...]:
    """One verdict for each test of each version: pass, or fail with what was expected and what was said."""
    pairs = [(series, version) for series in book.series.values() for version in series.versions]
    return tuple(result for series, version in pairs for result in outcomes(book, series, version))


def outcomes(book: Book, series: Series, version: Version, about: Collection[str] = ()) -> Iterator[Finding]:
    """One verdict for each test of a version, each run when it is asked for; only of tests that expect something of the rules `about`."""
    tests = examples(version)
    for number, test in enumerate(tests):
        if about and not _concerns(test, about, version):
            continue
        name = str(test.get("name", number)) if isinstance(test, Block) else str(number)
        try:
            case = _Test(book, series, version, _whole(test, tests))
            yield case.result(name, line_of(test))
        except Misfit as misfit:
            yield _result(version, name, misfit.line or line_of(test), [misfit.sentence])


def judged_cases(book: Book, series: Series, version: Version) -> Iterator[tuple[Case, Minute]]:
    """The record of each test as a case, with the moment by which its version is chosen; tests with a fault are left out."""
    tests = examples(version)
    for test in tests:
        try:
            yield _Test(book, series, version, _whole(test, tests)).case()
        except Misfit:
            continue


def examples(version: Version) -> Rows:
    """The tests that stand in the file of a version."""
    held = version.tree.get("tests", Rows())
    return held if isinstance(held, Rows) else Rows([held])


def _concerns(test: Tree, about: Collection[str], version: Version) -> bool:
    expect = test.get("expect") if isinstance(test, Block) else None
    codes = {rule.code for rule in version.rules if rule.name in about}
    return isinstance(expect, Block) and any(key in about or key in codes for key in expect)


def _result(version: Version, name: str, line: int, wrong: Sequence[Sentence], expected: object = None, actual: object = None) -> Finding:
    subject = Subject("policy", version.name, name)
    severity: Severity = "error" if wrong else "info"
    sentence = say("{test}: {wrong}", test=name, wrong=listed(wrong)) if wrong else say("{test}: as expected.", test=name)
    says = Says.FAIL if wrong else Says.PASS
    where = (version.path, line or 1)
    return Finding("POL-TEST", severity, subject, says, sentence, where, f"{version.name} tests", where, expected=expected, actual=actual)


def _whole(held: Tree, tests: Rows, depth: int = 0) -> Block:
    """A test with what it takes over from the one it is like."""
    test = block(held, say("A test"))
    for misfit in only_keys(test, KEYS, say("a test")):
        raise misfit
    if "like" not in test:
        return test
    base = _whole(_like(test["like"], tests, depth), tests, depth + 1)
    kept = {key: value for key, value in base.items() if key not in test}  # a dict keeps the older key, and with it the wrong line
    merged = Block({**kept, **{key: value for key, value in test.items() if key not in ("like", "set")}}, test.line)
    if "set" in test:
        merged["record"] = _changed(base.get("record", Block()), block(test["set"], say("set")))
    return merged


def _like(held: Tree, tests: Rows, depth: int) -> Tree:
    said = text(held)
    named = [one for one in tests if isinstance(one, Block) and one.get("name") == said]
    if not named and said.isdigit():
        named = [one for one in tests[int(said) : int(said) + 1] if isinstance(one, Block)]
    if not named:
        raise Misfit(say("There is no test {name} in this file.", name=said), held)
    if depth >= DEEPEST:
        raise Misfit(say("This test is like another that is like another, more than {limit} times.", limit=DEEPEST), held)
    return named[0]


def _changed(held: Tree, changes: Block) -> Tree:
    tree = held
    for path, value in changes.items():
        tree = _put(tree, [part_of(path, part) for part in path.split(".")], value, path)
    return tree


def _put(held: Tree, path: Sequence[str], value: Tree, whole: str) -> Tree:
    """A copy of the tree with a value put at a path, or taken away."""
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(held, Rows):
        if not head.isdigit() or int(head) > len(held):
            raise Misfit(say("{path} names no entry of this test's record.", path=whole), whole)
        place = int(head)
        inner = held[place] if place < len(held) else Block()
        items = [] if value == ABSENT and not rest else [_put(inner, rest, value, whole)]
        return Rows([*held[:place], *items, *held[place + 1 :]], held.line)
    box = held if isinstance(held, Block) else Block()
    if value == ABSENT and not rest:
        return Block({key: one for key, one in box.items() if key != head}, box.line)
    return Block({**box, head: _put(box.get(head, Block()), rest, value, whole)}, box.line)


_Said: TypeAlias = "tuple[Rule, Finding]"


class _Test(Struct, frozen=True):
    book: Book
    series: Series
    version: Version
    test: Block

    def result(self, name: str, line: int) -> Finding:
        """What was expected against what the rules said."""
        said = self._said()
        expect = block(self.test.get("expect", Block()), say("expect"))
        wrong = [*self._unexpected(expect, said), *(one for key, word in expect.items() for one in self._against(key, text(word), said))]
        differing = [key for key, word in expect.items() if _of(said, key) and _worst(said, key).value != word]
        shown = listed([say("{rule} {says}", rule=key, says=str(expect[key])) for key in differing]) if differing else None
        actual = listed([say("{rule} {says}", rule=key, says=_worst(said, key).value) for key in differing]) if differing else None
        return _result(self.version, name, key_line(self.test, "expect") or line, wrong, shown, actual)

    def case(self) -> tuple[Case, Minute]:
        """The record of the test as it is judged, and the moment by which its version is chosen."""
        as_of = self._as_of()
        kind = self.version.head.judges
        if kind is None:
            raise Misfit(say("This policy judges no records, so nothing can be tested."), self.test)
        record = self._record(kind, self.test.get("record", Block()), f"{kind.prefix or kind.name}-0")
        given = {str(id): self._linked(str(id), held) for id, held in block(self.test.get("with", Block()), say("with")).items()}
        book = replace(self.book, office={**self.book.office, **self._office()})
        case = book.case(records.as_of(record, as_of), as_of, given)
        selected = self.series.chosen(case)
        return case, as_of if selected is None else selected

    def _said(self) -> Sequence[_Said]:
        """What the rules say of the record; nothing where the version is not for it."""
        case, at = self.case()
        if not all(one.met(case) for one in self.version.scope):
            return ()
        told = of_version(self.version, at, case, telling=False)
        return (*((one.rule, one.finding()) for one in told), *self._together(replace(self.book, office=case.office), case, at))

    def _together(self, book: Book, case: Case, at: Minute) -> Iterator[_Said]:
        """What the rules about several records say of the test's own and those `with` it that are of its kind."""
        gathered = Groups(book, case.as_of.cut)
        held = (records.as_of(one, case.as_of.cut) for one in case.given.values() if one.kind is case.record.kind)
        for record in (case.record, *held):
            gathered.add_by(self.version, at, book.case(record, case.as_of.cut, case.given))
        said = tuple(gathered.verdicts())
        yield from said
        silent = [one for one in self.version.rules if isinstance(one, GroupRule) and one not in [rule for rule, _ in said]]
        for rule in silent:
            subject = Subject(rule.sort, rule.name)
            sentence = NOTHING_TO_JUDGE.sentence
            yield rule, Finding(rule.code, rule.severity, subject, Says.NOT_APPLICABLE, sentence, (self.version.path, rule.line))

    def _as_of(self) -> Minute:
        held = text(self.test.get("as_of", ""))
        try:
            return moment(held, self.book.calendar.zone)
        except Misread as misread:
            raise Misfit(say("as_of is {value}, but must be {wanted}.", value=held, wanted=misread.wanted), held) from None

    def _office(self) -> Mapping[str, Plain]:
        return {str(key): _setting(value) for key, value in block(self.test.get("office", Block()), say("office")).items()}

    def _linked(self, id: str, held: Tree) -> Record:
        box = block(held, say("A linked record"))
        kind = {**self.book.kinds, FILE.name: FILE}.get(str(box.get("kind", "")))
        if kind is None:
            raise Misfit(say("{id}: say of which kind it is (kind: staff).", id=id), held)
        return self._record(kind, box, id)

    def _record(self, kind: Kind, held: Tree, id: str) -> Record:
        """The record of a test; its faults of shape are faults of the test."""
        box = block(held, say("record"))
        heads = {"kind": kind.name, "id": id, **({"status": kind.statuses[0][0]} if kind.opens else {})}
        record, shape = records.read(kind, Block({**heads, **box}, box.line), self.book.calendar.zone, self.version.path)
        for fault in (fault for fault in shape if fault.severity == "error"):
            raise Misfit(fault.sentence, Scalar(id, fault.where[1] if fault.where else 0))
        return record

    def _unexpected(self, expect: Mapping[str, Tree], said: Sequence[_Said]) -> Iterator[Sentence]:
        """Rules that the test does not name may neither fail nor be undetermined."""
        for rule, finding in said:
            if rule.code not in expect and rule.name not in expect and finding.says in _FORBIDDEN:
                yield say(
                    "{rule} says {says}, which the test does not expect: {sentence}",
                    rule=rule.name,
                    says=finding.says.value,
                    sentence=finding.sentence,
                )

    def _against(self, key: str, word: str, said: Sequence[_Said]) -> Iterator[Sentence]:
        known = {name for rule in self.version.rules for name in (rule.code, rule.name)}
        if key not in known:
            yield say("{rule} is no rule of this version.{near}", rule=key, near=near(key, known))
            return
        worst = _worst(said, key)
        if worst.value != word:
            why = next((one.sentence for one in _of(said, key) if one.says is worst), NOTHING_TO_JUDGE.sentence)
            yield say("{rule} says {says}, expected {word}: {sentence}", rule=key, says=worst.value, word=word, sentence=why)


def _setting(held: Tree) -> Plain:
    """A setting of office.yaml as a test gives it: a word, or rows of words."""
    if not isinstance(held, Rows):
        return str(text(held))
    return tuple({str(key): str(text(value)) for key, value in block(row, say("A row")).items()} for row in held)


def _of(said: Sequence[_Said], key: str) -> Sequence[Finding]:
    return [finding for rule, finding in said if key in (rule.code, rule.name)]


def _worst(said: Sequence[_Said], key: str) -> Says:
    return min((finding.says for finding in _of(said, key)), key=_WORST.index, default=Says.NOT_APPLICABLE)
