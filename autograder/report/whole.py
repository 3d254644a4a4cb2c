"""The whole report of a run as plain data: what the page shows, and what stands in the JSON."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypedDict

from nbgrader.coursedir import CourseDirectory

from autograder import text, words
from autograder.course.lessons import Lesson
from autograder.record.tables import HELD, MISSING, Entry
from autograder.report import counted, mistakes, stored, summary
from autograder.report.counted import LessonFigures
from autograder.report.examples import example
from autograder.report.mistakes import Group
from autograder.report.people import Links, Mask, People
from autograder.report.stored import Item, Known, Plan
from autograder.verdicts import Verdict

# What is told of a held submission where its student is not to be known: a reason names files, and these the student.
UNREAD = "it could not be read or run"
BY_HAND = "a mark by hand is due"


class Cell(TypedDict):
    """A student's lesson: its mark, None where state is held, missing or none; links to its pages and notebooks."""

    lesson: str
    state: str
    mark: float | None
    points: float
    feedback: list[str]
    executed: list[str]


class Person(TypedDict):
    """A student's lessons, in order; the sums of marks and points of n lessons with a mark."""

    student: str
    name: str
    section: str
    cells: list[Cell]
    mark: float
    points: float
    n: int


class Waiting(TypedDict):
    """A submission that is held, and why; lesson: its title."""

    student: str
    name: str
    lesson: str
    reason: str
    feedback: list[str]
    executed: list[str]


class Absent(TypedDict):
    """Who has not handed in a lesson; lesson: its title; n: of how many."""

    lesson: str
    students: list[str]
    count: int
    n: int


class Report(TypedDict):
    """All of it. run: when run.json was written, in UTC; strays: held entries that belong to no lesson of the course.

    stamp: which run.json it was; fault: why names and what was left as it was are not known, "" where they are.
    """

    course: str
    run: str
    stamp: str
    anonymous: bool
    students: int
    submissions: int
    summary: list[str]
    held: list[Waiting]
    strays: list[Waiting]
    missing: list[Absent]
    lessons: list[LessonFigures]
    people: list[Person]
    fault: str


@dataclass(frozen=True)
class Course:
    """What a report is made from.

    run: the path of run.json; page: where the page will be; lessons: {name: notebooks} of the course, in order;
    sections: {student: section}, where that is known.
    """

    run: Path
    page: Path
    coursedir: CourseDirectory
    lessons: Mapping[str, Sequence[Lesson]]
    anonymous: bool = False
    sections: Mapping[str, str] = field(default_factory=dict)


def report(course: Course) -> Report:
    """Return the report of a run; raises ReportError where there is none that can be read."""
    return Whole(course).report()


class Whole:
    """The making of one report."""

    def __init__(self, course: Course) -> None:
        """Read what is stored; raises ReportError where there is no run that can be read."""
        self.course, self.entries = course, stored.entries(course.run)
        self.known: Known = stored.known(course.coursedir.db_url)
        self.plans = stored.plans(course.lessons, self.entries)
        self.people = People(
            (each["student"] for each in self.entries), self.known.names, course.anonymous, digest(course.run)
        )
        self.links = Links(course.coursedir, course.page)
        # In a small section a mean may be somebody's mark.
        self.sections = {} if course.anonymous else course.sections
        self.groups = {name: self.groups_of(plan) for name, plan in self.plans.items()}
        mistakes.numbered(self.groups.values())

    def groups_of(self, plan: Plan) -> list[Group]:
        """Return the mistakes in a lesson, the most frequent first."""
        return mistakes.of_lesson(plan.items, [each for each in self.of(plan.name) if each["mark"] != MISSING])

    def report(self) -> Report:
        """Return it."""
        by_lesson = {name: self.of(name) for name in self.plans}
        lessons = [self.lesson(plan, by_lesson[name]) for name, plan in self.plans.items()]
        foreign = [each for each in self.in_order(self.entries) if each["lesson"] not in self.plans]
        # A folder that somebody has called as they liked may name them.
        strays = [self.waiting(each, "" if self.course.anonymous else each["lesson"], None) for each in foreign]
        return Report(
            course=text.shown(self.course.coursedir.course_id or self.course.run.parent.name),
            run=f"{datetime.fromtimestamp(self.course.run.stat().st_mtime, UTC):%Y-%m-%d %H:%M} UTC",
            stamp=stamp(self.course.run),
            anonymous=self.course.anonymous,
            students=len(self.people.order),
            submissions=sum(each["handed_in"] for each in lessons),
            summary=summary.sentences(lessons, len(strays)),
            held=[
                self.waiting(each, self.plans[name].title, self.plans[name])
                for name, entries in by_lesson.items()
                for each in entries
                if each["mark"] == HELD
            ],
            strays=strays,
            missing=[self.absent(plan, by_lesson[name]) for name, plan in self.plans.items()],
            lessons=lessons,
            people=[self.person(student) for student in self.people.order],
            fault=self.known.fault and "the gradebook cannot be read" if self.course.anonymous else self.known.fault,
        )

    def of(self, lesson: str) -> list[Entry]:
        """Return the entries of a lesson, by student."""
        return self.in_order([each for each in self.entries if each["lesson"] == lesson])

    def in_order(self, entries: Sequence[Entry]) -> list[Entry]:
        """Return entries in the order of their students."""
        place = {student: number for number, student in enumerate(self.people.order)}
        return sorted(entries, key=lambda each: place[each["student"]])

    def lesson(self, plan: Plan, entries: Sequence[Entry]) -> LessonFigures:
        """Return the figures of a lesson."""
        mask, groups = self.mask(plan), self.groups[plan.name]
        found = counted.lesson(plan, entries, groups, self.untouched, partial(self.example, plan, mask), self.sections)
        for each in found["mistakes"]:
            if each["kind"] != "named":
                each["text"] = mask.clean(text.shown(each["text"].replace("\n", " | "))).replace(" | ", "\n")
        return found

    def mask(self, plan: Plan) -> Mask:
        """Return what knows the names of the class from the words of a lesson."""
        return Mask(self.people.order, self.known.names, plan.text)

    def untouched(self, student: str, lesson: str, item: Item) -> bool:
        """Tell whether all answers of an exercise were left as they were handed out."""
        left = self.known.untouched.get((student, lesson, item.notebook), set())
        return bool(item.answers) and left.issuperset(item.answers)

    def example(self, plan: Plan, mask: Mask, group: Group) -> str:
        """Return an answer that makes a mistake, of a student who is not known by the order of the class."""
        students = sorted(
            group.students, key=lambda each: hashlib.sha256(f"{group.text}{each}".encode("utf-8", "replace")).digest()
        )
        paths = [
            [path for path in self.links.paths(each, plan) if path.stem == group.item.notebook] for each in students
        ]
        return example(paths, group.item.answers, mask)

    def waiting(self, entry: Entry, lesson: str, plan: Plan | None) -> Waiting:
        """Return what is told of a held submission."""
        student, told = entry["student"], entry["held"]
        feedback, executed = self.linked(student, plan)
        return Waiting(
            student=self.people.codes[student],
            name=self.people.name(student),
            lesson=lesson,
            reason=reason(entry) if self.course.anonymous else told,
            feedback=feedback,
            executed=executed,
        )

    def absent(self, plan: Plan, entries: Sequence[Entry]) -> Absent:
        """Return who has not handed in a lesson."""
        those = [self.called(each["student"]) for each in entries if each["mark"] == MISSING]
        return Absent(lesson=plan.title, students=those, count=len(those), n=len(entries))

    def called(self, student: str) -> str:
        """Return the name of a student with the id, the id alone where there is none, or where nobody is to know."""
        name, code = self.people.name(student), self.people.codes[student]
        return f"{name} ({code})" if name and name != code else code

    def person(self, student: str) -> Person:
        """Return a student's lessons."""
        own = {each["lesson"]: each for each in self.entries if each["student"] == student}
        cells = [self.cell(student, plan, own.get(name)) for name, plan in self.plans.items()]
        marked = [(mark, each["points"]) for each in cells if (mark := each["mark"]) is not None]
        return Person(
            student=self.people.codes[student],
            name=self.people.name(student),
            section=self.sections.get(student, ""),
            cells=cells,
            mark=sum(mark for mark, _ in marked),
            points=sum(points for _, points in marked),
            n=len(marked),
        )

    def cell(self, student: str, plan: Plan, entry: Entry | None) -> Cell:
        """Return a student's lesson; entry: None where the run says nothing of it."""
        mark = MISSING if entry is None else entry["mark"]
        feedback, executed = self.linked(student, plan)
        return Cell(
            lesson=plan.name,
            state="none" if entry is None else mark if isinstance(mark, str) else "marked",
            mark=None if isinstance(mark, str) else mark,
            points=entry["points"] if entry else 0.0,
            feedback=feedback,
            executed=executed,
        )

    def linked(self, student: str, plan: Plan | None) -> tuple[list[str], list[str]]:
        """Return the links to a submission's pages of feedback and executed notebooks; none where they would name."""
        if plan is None or self.course.anonymous:
            return [], []
        return self.links.feedback(student, plan), self.links.executed(student, plan)


def reason(entry: Entry) -> str:
    """Return why a submission is held, in words that name nobody."""
    tests = [test for test in entry["tests"].values() if not Verdict(str(test["verdict"])).is_mark]
    kinds = dict.fromkeys(BY_HAND if test["reason"] == words.BY_HAND() else str(test["verdict"]) for test in tests)
    return ", ".join(kinds) or (BY_HAND if entry["tests"] else UNREAD)


def digest(path: Path) -> str:
    """Return the hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def stamp(path: Path) -> str:
    """Return what tells one run.json from another: no digest(), on which the order of those without names depends."""
    return hashlib.sha256(b"stamp" + path.read_bytes()).hexdigest()[:16]
