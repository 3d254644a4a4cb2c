"""Collects a download: from the zip file that a learning platform makes of a class to submitted/STUDENT/LESSON.

nbgrader's zip_collect unpacks by the paths in the zip file, knows of no roster, of one form of names, and of no two
people with one name, and ends at the first file that is broken; what it collects is graded just as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path, PurePosixPath

from dateutil import tz
from traitlets import Unicode
from traitlets.config import Configurable

from autograder import text
from autograder.course.lessons import Lesson, once
from autograder.errors import DownloadError, NotHandedIn, SubmissionError, TooMuch, UsageError, attempt
from autograder.lms import attempts, download, forms, who
from autograder.lms.attempts import Attempt, Entry, is_hidden, uncopied
from autograder.lms.collected import Collected, Put
from autograder.lms.download import Member
from autograder.lms.forms import Form, Named
from autograder.lms.roster import Roster
from autograder.lms.who import Key, Who
from autograder.prepare import notebook
from autograder.prepare.preparer import Preparer
from autograder.prepare.submissions import Folder

# Times of a zip file's entries that all lie so close are those at which it was made.
AT_ONCE = timedelta(minutes=2)
TOLD = 5  # files of which a line is said


class Collect(Configurable):
    """How downloads are read, as c.Collect in nbgrader_config.py."""

    zone = Unicode("", help="The time zone of the learning platform, as Europe/Berlin; the machine's without one.").tag(
        config=True
    )

    def read_zone(self) -> tzinfo:
        """Return the zone; raises UsageError where it is none."""
        found = tz.gettz(self.zone) if self.zone else tz.tzlocal()
        if found is None:
            raise UsageError(f"c.Collect.zone: {self.zone} is no time zone that is known; Europe/Berlin is one")
        return found


@dataclass
class Report:
    """What came of a download: the lesson, lines on what is not plain, and who was collected or is held.

    new: how many have changed; strangers: how many are not on the roster; absent: how many of the roster are not in it;
    earlier: how many attempts are kept that do not count.
    """

    lesson: str
    platform: str
    lines: list[str] = field(default_factory=list)
    collected: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    new: int = 0
    strangers: int = 0
    absent: int = 0
    earlier: int = 0

    @property
    def sum(self) -> str:
        """All of it in one line."""
        told = [f"{len(self.collected)} collected", f"{len(self.held)} held"]
        counts = {"not on the roster": self.strangers, "of the roster not in it": self.absent}
        told += [f"{count} {what}" for what, count in counts.items() if count]
        kept = f"; {self.earlier} earlier attempts are kept" if self.earlier else ""
        return f"{self.lesson}, from {self.platform}: {', '.join(told)}. {self.new} of them new or changed{kept}."


@dataclass(frozen=True)
class Collector:
    """Collects downloads of one course.

    lessons: all notebooks of its lessons; beside: {a notebook: names of what its lesson has beside it}; zone: the
    platform's; preparer: reads what students have handed in.
    """

    root: Path
    submitted: Path
    lessons: Sequence[Lesson]
    beside: Callable[[Lesson], Sequence[str]]
    roster: Roster
    zone: tzinfo
    preparer: Preparer

    def collect(self, path: Path, lesson: str | None = None) -> Report:
        """Collect a download for a lesson, that of its notebooks' names where None; raises DownloadError in one line.

        What is wrong with one person's files costs that person a line, and nobody else anything.
        """
        try:
            members: list[Member] = self.preparer.apart.run(download.listed, path)
        except TooMuch as error:
            raise DownloadError(f"{path}: cannot be listed, {error}. Nothing was collected") from error
        recognised = forms.recognised([each.name for each in members]) if members else None
        if recognised is None:
            told = f"its files are called as {text.shown(members[0].name, 80)}" if members else "it is empty"
            known = ", ".join(each.platform for each in forms.forms())
            raise DownloadError(f"{path}: no download of {known}: {told}. Nothing was collected")
        form, names = recognised
        found = [(each, named) for each, named in zip(members, names, strict=True) if named is not None]
        found = [(each, without_leftover(named)) for each, named in found if not form.is_own(each.name)]
        lesson = lesson or self.lesson_of(path, [named for _, named in found])
        report = Report(lesson, form.platform)
        report.lines += unknown(form, members, names)
        entries = self.timed(form, found, report)
        self.all(path, form, entries, report)
        return report

    def lesson_of(self, path: Path, found: Sequence[Named]) -> str:
        """Return the lesson that most people's notebooks are of, by their names; raises DownloadError that asks."""
        several = Counter(each.path.stem for each in self.lessons)
        stems = {each.path.stem: each.name for each in self.lessons if several[each.path.stem] == 1}
        files = {each.path.name for each in self.lessons} | {f"{stem}.zip" for stem in stems}
        votes = {
            (who.key_of(named), stems.get(PurePosixPath(uncopied(name, files)).stem))
            for named in found
            if named.file
            for name in [PurePosixPath(named.file).name]
        }
        counts = Counter(lesson for _, lesson in votes if lesson is not None)
        best = counts.most_common(1)
        if best and 2 * best[0][1] > counts.total():
            return best[0][0]
        known = ", ".join(each.name for each in once(list(self.lessons))) or "none"
        raise DownloadError(f"{path}: of which lesson? Say LESSON=1, or another of these: {known}")

    def timed(self, form: Form, found: Sequence[tuple[Member, Named]], report: Report) -> list[Entry]:
        """Return entries with the times at which they were handed in, as far as the download says them."""
        entries = [Entry(member, named, self.time_of(form, member, named)) for member, named in found]
        known = [each.time for each in entries if each.time is not None]
        people = {who.key_of(each.named) for each in entries}
        if form.entries and known and len(people) > 1 and max(known) - min(known) <= AT_ONCE:
            report.lines.append("the zip file has no times but those at which it was made: nobody's is known by it")
            return [Entry(each.member, each.named) for each in entries]
        return entries

    def time_of(self, form: Form, member: Member, named: Named) -> datetime | None:
        """Return when a file was handed in, in UTC; None where that is not known."""
        if named.is_leftover:
            return None
        if form.entries and member.utc:
            return datetime.fromtimestamp(member.utc, UTC).replace(tzinfo=None)
        local = datetime.fromisoformat(member.local) if form.entries and member.local else named.time
        return None if local is None else forms.in_utc(local, self.zone)

    def all(self, path: Path, form: Form, entries: Sequence[Entry], report: Report) -> None:
        """Collect everybody in a download."""
        kept = Collected(self.submitted, self.root / "downloaded" / report.lesson, report.lesson)
        people = self.people(path, entries, kept)
        theirs: dict[Key, list[Entry]] = {}
        for each in entries:
            theirs.setdefault(who.key_of(each.named), []).append(each)
        notebooks = {each.path.name for each in self.lessons if each.name == report.lesson}
        students: list[Who] = []
        for key, person in sorted(people.items(), key=lambda pair: pair[1].student):
            several = attempts.attempts(theirs[key], form.whole, notebooks)
            put, error = attempt(self.one, path, kept, person, key, several, report)
            line = f"{text.shown(person.student)}: could not be collected ({text.told(error)})" if error else put.line
            report.lines += [told for told in (person.remark, line) if told]
            students.append(person)
        self.count(students, report)
        late = sorted({people[who.key_of(each.named)].student for each in entries if each.named.late})
        if late:
            shown = text.shown(", ".join(map(text.shown, late)), 1000)
            report.lines.append(f"called late by {form.platform}, which does not say how late: {shown}")

    def people(self, path: Path, entries: Sequence[Entry], kept: Collected) -> dict[Key, Who]:
        """Return who the people in a download are."""
        people = who.grouped(each.named for each in entries)
        own = [each for each in entries if each.named.head and not each.named.file]
        texts = {who.key_of(each.named): each.member.index for each in own}
        said = self.preparer.apart.run(download.notes, path, list(texts.values())) if texts else []
        people = who.with_ids(people, dict(zip(texts, said, strict=True)), self.roster)
        before = {(each.who[0], each.who[1]): name for name, each in kept.students.items() if len(each.who) == 2}
        return who.Register(self.roster, people, before).all()

    def one(
        self, path: Path, kept: Collected, person: Who, key: Key, several: Sequence[Attempt], report: Report
    ) -> Put:
        """Collect one person's attempts; return what became of the last."""

        def unpack(wanted: Sequence[tuple[int, Path]]) -> Mapping[int, str]:
            return self.preparer.apart.run(download.unpack, path, list(wanted)) if wanted else {}

        put = kept.put(person.student, key, several[-1], unpack)
        other = next((name for name, each in kept.students.items() if each.who == key and name != person.student), None)
        if other is not None and kept.place(other).exists():
            put.line = put.line or f"was collected as {text.shown(other)} before; that folder is still there, remove it"
        for each in several[:-1]:
            if each.files:
                kept.keep(person.student, each, unpack)
                report.earlier += 1
        report.new += put.is_new
        if put.line:
            put.line = f"{text.shown(person.student)}: {put.line}"
        return put

    def count(self, students: Sequence[Who], report: Report) -> None:
        """Count who was collected and who will be held, by the grader's own reading of what lies there now."""
        submissions, _ = Folder(self.submitted).collect(self.lessons) if self.submitted.is_dir() else ([], [])
        there = {each.student: each for each in submissions if each.lesson == text.identifier(report.lesson)}
        for each in students:
            reasons = ["nothing is there"]
            if each.student in there:
                reasons = list(self.reasons(there[each.student].find, report.lesson))
            if reasons:
                report.held.append(each.student)
                report.lines.append(f"{text.shown(each.student)}: held: {reasons[0]}")
            else:
                report.collected.append(each.student)
        report.strangers = sum(not each.on_roster for each in students) if self.roster.is_there else 0
        report.absent = len(set(self.roster.people) - {each.student for each in students})

    def reasons(self, find: Callable[..., object], lesson: str) -> Iterator[str]:
        """Yield why what is there cannot be read as a lesson's notebooks; of several some may be missing."""
        parts = [each for each in self.lessons if each.name == lesson]
        missing = []
        for each in parts:
            found, error = attempt(find, each.path, self.beside(each), self.preparer)
            if error is None:
                _, error = attempt(self.preparer.apart.run, notebook.parse, found.data, found.where)
            if isinstance(error, NotHandedIn):
                missing.append(str(error))
            elif error is not None:
                yield str(error) if isinstance(error, SubmissionError) else text.told(error)
        if len(missing) == len(parts):
            yield from missing


def without_leftover(named: Named) -> Named:
    """Return what a file's name says; of a leftover of a system only that its person is there."""
    return replace(named, file=None, time=None, is_leftover=True) if named.file and is_hidden(named.file) else named


def unknown(form: Form, members: Sequence[Member], names: Sequence[Named | None]) -> list[str]:
    """Return lines on files in a download that are neither a person's nor the platform's."""
    rest = [
        each.name for each, named in zip(members, names, strict=True) if named is None and not form.is_own(each.name)
    ]
    told = [f"{text.shown(name, 120)}: not named as {form.platform} names what is handed in; left out" for name in rest]
    return (
        told if len(told) <= TOLD else [*told[: TOLD - 1], f"{len(told) - TOLD + 1} more files are left out likewise"]
    )
