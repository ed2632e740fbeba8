"""A whole check that judges only what has changed since the last one, and takes the rest as it was found. Writes only what it keeps.

What a verdict depends on is kept with it: the bytes of the record, what else was handed to the rules, the policies and settings, the
waivers, the program, and the moment from which time alone could change it. Where nothing can be kept, everything is judged.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import PurePosixPath

from msgspec.structs import replace

from repairctl.actions import judging, seen_files, thorough, waivers
from repairctl.actions.handed import form, handed, regranted, standing
from repairctl.actions.judged import Judge
from repairctl.actions.keeping import Keeping, One, named
from repairctl.actions.office_wide import OfficeWide
from repairctl.actions.outcomes import Checked
from repairctl.actions.seen_files import PAPER, id_of, moved, seen
from repairctl.actions.shares import Progress
from repairctl.actions.working import THERE_ASKED
from repairctl.checks.packed import Unpackable, packed, unpacked
from repairctl.edges import index_verdicts, signs
from repairctl.edges.index_verdicts import Team, Unit, Unkept, Verdicts
from repairctl.kinds import KINDS
from repairctl.model import Finding, Minute
from repairctl.office import Office

WAIVERS = f"records/{KINDS['waiver'].folder}/"
BASE, GRANTED = "base", "waivers"


def checked(office: Office, *, strict: bool = False, fresh: bool = False, progress: Progress | None = None) -> Checked:
    """What `judging.checked` says of the whole office. `fresh`: everything is judged, whatever is kept."""
    if office.history.folder is not None and office.as_of == office.now:
        try:
            return _checked(office, strict, fresh, progress)
        except (Unkept, UnicodeEncodeError):  # nothing is kept of a file whose name is no text
            pass
        except (Unpackable, index_verdicts.Broken):
            index_verdicts.removed(office.history.own_folder)
    return judging.checked(office, strict=strict, progress=progress)


def _checked(office: Office, strict: bool, fresh: bool, progress: Progress | None) -> Checked:
    found = index_verdicts.opened(office.history.own_folder, form())
    try:
        again = Again(office, found, fresh)
        again.judge_again(progress)
        told = again.told(strict)
        again.keep()
    finally:
        found.close()
    return judging.summed(office, told, len(again.units), tuple(again.judged))


class Again:
    """One check beside the last one. What is kept is read when it is made; everything is of that moment."""

    def __init__(self, office: Office, found: Verdicts, fresh: bool) -> None:
        self.office, self._found = office, found
        self.seen = seen(office, found.files())
        self.units = dict(self.seen.units())
        self.base = handed(office)
        self.all = fresh or found.noted(BASE) != self.base.encode()
        self.judged: dict[str, One] = {}
        self._said: dict[str, bytes] = {}
        self._teams: dict[str, Team] = {}
        self._empty: list[str] = []
        self._keeping = Keeping(office)
        self._wide = OfficeWide(office, found, self.seen, self.base, lambda: self.judge, fresh)

    @property
    def judge(self) -> Judge:
        return self._keeping.judge

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where each record stands in the order in which they are judged."""
        return {path: number for number, path in enumerate(self.units)}

    # ------------------------------------------------------------- records

    def judge_again(self, progress: Progress | None) -> None:
        """Judges the records that something touched, and then their groups. Raises Unpackable."""
        touched = self._touched()
        asked = [(path, kind) for path, kind in self.units.items() if self.all or path in touched]
        ones = self._keeping.of([(kind, PurePosixPath(path).stem) for path, kind in asked], progress)
        self.judged = dict(zip((path for path, _ in asked), ones, strict=True))
        before = {} if self.all else self._found.told()
        self._said = {path: told for path, told in before.items() if path in self.units and path not in self.judged}
        self._said |= {path: one.told for path, one in self.judged.items() if one.told is not None}
        self._judge_teams()

    def _touched(self) -> set[str]:
        if self.all:
            return set()
        touched = {*self._found.outdated(self.office.as_of), *self._found.handed(self.seen.words()), *self.seen.changed}
        if any(path.startswith(WAIVERS) for path in (*touched, *self.seen.gone)):
            needles = [packed(name)[1:-1] for name in regranted(self._found.noted(GRANTED), self.granted)]
            touched |= {path for path, told in self._found.told().items() if any(one in told for one in needles)}
        return touched

    @cached_property
    def granted(self) -> Mapping[str, Sequence[Sequence[str]]]:
        """The waivers as they count now."""
        return standing(self.judge)

    # ------------------------------------------------------------- groups

    def _judge_teams(self) -> None:
        new: dict[str, list[tuple[str, bytes]]] = {}
        for path, one in self.judged.items():
            for name, body in one.parts.items():
                new.setdefault(name, []).append((path, body))
        for name in dict.fromkeys((*new, *self._touched_teams())):
            stood = [] if self.all else self._found.members(name)
            there = [(path, body) for path, body in stood if path in self.units and path not in self.judged]
            members = sorted((*there, *new.get(name, ())), key=lambda one: self.place[one[0]])
            if members:
                self._teams[name] = self._team(name, members)
            else:
                self._empty.append(name)

    def _touched_teams(self) -> Iterable[str]:
        if self.all:
            return ()
        left = (name for path in (*self.judged, *self.seen.gone) for name in self._found.teams_of(path))
        return (*left, *self._found.teams_outdated(self.office.as_of))

    def _team(self, name: str, members: Sequence[tuple[str, bytes]]) -> Team:
        rule, key = named(name)
        read = [(path, *unpacked(body)) for path, body in members]
        flat = [(version, member) for _, _, version, some in read for member in some]
        faults, turns_at = self._keeping.groups.faults(rule, key, flat)
        first = read[0][:2]
        return Team(name, self.office.as_of, turns_at, packed((*first, faults)) if faults else None)

    # ------------------------------------------------------------- what is told

    def told(self, strict: bool) -> Sequence[Finding]:
        """All findings, in the order of a check that judges everything."""
        wide = self._wide
        before, lint = wide.of_policies()
        found = [*before, *self._of_records(strict), *self._faults(), *lint, *wide.of_history(), *wide.of_strays()]
        found += thorough.of_the_office(self.office, self.judge) if strict else ()
        return [*found, *(waivers.beside(self.judge, found) if self._any_waiver else ())]

    @cached_property
    def _any_waiver(self) -> bool:
        return any(path.startswith(WAIVERS) for path in self.units)

    def _of_records(self, strict: bool) -> Sequence[Finding]:
        """What is said of each record, and then what could not be told of its groups."""
        found, unsure = list[Finding](), list[Finding]()
        for path in sorted(self._said, key=self.place.__getitem__):
            own, of_groups, open_ = unpacked(self._said[path])
            found += (*own, *open_) if strict else own
            unsure += of_groups
        return [*found, *unsure]

    def _faults(self) -> Sequence[Finding]:
        before = {} if self.all else self._found.teams_told()
        told = {name: held for name, held in before.items() if name not in self._teams and name not in self._empty}
        told |= {name: one.told for name, one in self._teams.items() if one.told is not None}
        read = [unpacked(one) for one in told.values()]
        faults = [fault for _, _, some in sorted(read, key=lambda one: (self.place[one[0]], one[1])) for fault in some]
        if not self._any_waiver:
            return faults
        return self._keeping.groups.waived(faults, self.judge.waivers(self.office.as_of), self.judge.working.find)

    # ------------------------------------------------------------- what is kept

    def keep(self) -> None:
        """Keeps what was found, for the next check. What was changed meanwhile is not kept, and where nothing can be, nothing is."""
        seen = self.seen
        if not (self.all or self.judged or seen.changed or seen.gone or seen.signed or seen.papers or self._teams or self._wide.notes):
            return
        if handed(self.office) != self.base:
            return
        try:
            with self._found.changing():
                self._put()
        except Unkept:
            pass

    def _put(self) -> None:
        found, seen, as_of = self._found, self.seen, self.office.as_of
        papers = self._papers()
        sure = {
            path: one for path, one in self._still().items() if all(papers[f"{PAPER}{name}"][1] == was for name, was in one.papers.items())
        }
        unsure = {name for path, one in self.judged.items() if path not in sure for name in one.parts}
        if self.all:
            found.clear()
        else:
            found.drop((*self.judged, *seen.gone))
        found.put(_unit(path, one, as_of) for path, one in sure.items())
        found.put_teams(replace(one, turns_at=as_of) if one.name in unsure else one for one in self._teams.values())
        found.drop_teams(self._empty)
        digests = {path: sure[path].blob if path in sure else "" if path in self.units else seen_files.digest(self.office, path)
                   for path in (*seen.changed, *self.judged)}  # fmt: skip
        files = (
            {path: (seen.files.get(path, seen_files.NO_SIGN), digest) for path, digest in digests.items()}
            | seen.signed
            | seen.papers
            | papers
        )
        found.put_files({path: (signs.lasting(sign, seen.clock), digest) for path, (sign, digest) in files.items()})
        found.drop_files(seen.gone)
        for name, said in {BASE: self.base.encode(), **self._wide.notes}.items():
            found.note(name, said)
        if self.all or any(path.startswith(WAIVERS) for path in (*self.judged, *seen.gone)):
            found.note(GRANTED, json.dumps(self.granted).encode())

    def _still(self) -> Mapping[str, One]:
        """The records that were read, and for which nothing that was looked for has changed since it was seen."""
        words = {word.removeprefix(THERE_ASKED) for one in self.judged.values() for word in one.handed.split("\n")}
        stirred = {id_of(path) for path in moved(self.office, self._paths(words), self.seen.files)}
        return {
            path: one
            for path, one in self.judged.items()
            if one.blob and (not stirred or stirred.isdisjoint(word.removeprefix(THERE_ASKED) for word in one.handed.split("\n")))
        }

    def _paths(self, words: set[str]) -> Iterable[str]:
        """The files that are, or would be, the records of these IDs."""
        return [path for path in self.seen.files if id_of(path) in words]

    def _papers(self) -> seen_files.Files:
        names = dict.fromkeys(f"{PAPER}{name}" for one in self.judged.values() for name in one.papers)
        return {name: seen_files.paper(self.office, name) for name in names}


def _unit(path: str, one: One, as_of: Minute) -> Unit:
    words = [one.handed, *(f"{PAPER}{name}" for name in one.papers)]
    return Unit(path, as_of, one.turns_at, "\n".join(words), one.told, one.parts)
