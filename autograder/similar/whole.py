"""The comparison of a class as plain data: what the page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from autograder import text
from autograder.report import stored
from autograder.report.people import Links
from autograder.report.stored import Known, Plan
from autograder.settings import Settings
from autograder.similar.compared import Compared, Found, Likeness, compared, pairs_in
from autograder.similar.prints import Prints
from autograder.similar.read import Answers, Reader
from autograder.similar.settings import Similarity

LINES, WIDE = 80, 300  # of an answer that is shown
# In a class of fewer a base rate says little.
FEW = 15


class Side(TypedDict):
    """A student's answer, as lines, each with whether it holds something that the other one has."""

    student: str
    name: str
    lines: list[tuple[str, bool]]
    cut: bool


class Alike(TypedDict):
    """Two answers to an exercise: shared prints, of how many at most; as_alike of n pairs are at least as alike."""

    exercise: str
    shared: int
    of: int
    share: float
    as_alike: int
    n: int
    rate: float
    sides: list[Side]


class Pair(TypedDict):
    """Two students, and the exercises in which they are alike."""

    students: list[str]
    names: list[str]
    alike: list[Alike]


class Exercise(TypedDict):
    """How many answers of an exercise were compared, and of how many too little is left to say anything."""

    label: str
    answers: int
    little: int


class LessonPairs(TypedDict):
    """A lesson: its pairs; once, more_than_once: how many pairs are alike in one exercise, and in more of them.

    by_chance: how many of the latter chance alone would make.
    """

    name: str
    title: str
    students: int
    pairs: list[Pair]
    more: int
    once: int
    more_than_once: int
    by_chance: float
    exercises: list[Exercise]


class Class(TypedDict):
    """All of it: course, the lessons, and what was looked for, as configured."""

    course: str
    lessons: list[LessonPairs]
    noise: int
    guarantee: int
    least: int
    alike: float
    rare: float
    few: int


@dataclass(frozen=True)
class Compare:
    """What a comparison is made from. run: the path of run.json; page: where the page will be."""

    run: Path
    page: Path
    settings: Settings
    wanted: Similarity


def whole(course: Compare, chosen: Sequence[str] = ()) -> Class:
    """Return the comparison of a class; chosen: names of lessons, () for all that the run tells of.

    Raises ReportError where there is no run that can be read.
    """
    settings, wanted = course.settings, course.wanted
    entries, lessons = stored.entries(course.run), settings.lessons()
    known: Known = stored.known(settings.coursedir.db_url)
    links = Links(settings.coursedir, course.page)
    found = []
    for name, plan in stored.plans(lessons, entries).items():
        if chosen and name not in chosen:
            continue
        reader = Reader(plan, lessons[name], settings, wanted)
        those = [each for each in entries if each["lesson"] == name]
        answers = [reader.answers(item, those, known, links) for item in plan.items if item.answers]
        found.append(lesson(plan, answers, known, wanted))
    title = text.shown(settings.coursedir.course_id or settings.root.name)
    return Class(
        course=title,
        lessons=found,
        noise=wanted.noise,
        guarantee=wanted.guarantee,
        least=wanted.shared,
        alike=wanted.alike,
        rare=wanted.rare,
        few=FEW,
    )


def lesson(plan: Plan, answers: Sequence[Answers], known: Known, wanted: Similarity) -> LessonPairs:
    """Return the pairs of one lesson."""
    by_name = {each.item.name: each for each in answers}
    told: Compared = compared({name: each.prints for name, each in by_name.items()}, wanted)
    once = pairs_in(told.all, 1) - pairs_in(told.all, 2)
    return LessonPairs(
        name=plan.name,
        title=plan.title,
        students=len({student for each in answers for student in each.texts}),
        pairs=[pair(each, by_name, known) for each in told.all[: wanted.shown]],
        more=max(0, len(told.all) - wanted.shown),
        once=once,
        more_than_once=len(told.all) - once,
        by_chance=told.by_chance,
        exercises=[
            Exercise(label=by_name[name].item.label, answers=number, little=told.little[name])
            for name, number in told.answers.items()
        ],
    )


def pair(found: Found, answers: dict[str, Answers], known: Known) -> Pair:
    """Return what is shown of a pair."""
    return Pair(
        students=list(found.pair),
        names=[known.names.get(each, "") for each in found.pair],
        alike=[alike(each, found, answers[each.exercise], known) for each in found.likenesses],
    )


def alike(likeness: Likeness, found: Found, answers: Answers, known: Known) -> Alike:
    """Return two answers side by side."""
    prints = [answers.prints[each] for each in found.pair]
    both = prints[0].keys() & prints[1].keys()
    return Alike(
        exercise=answers.item.label,
        shared=likeness.shared,
        of=min(map(len, prints)),
        share=likeness.share,
        as_alike=likeness.as_alike,
        n=likeness.n,
        rate=likeness.rate,
        sides=[side(each, answers.texts[each], answers.prints[each], both, known) for each in found.pair],
    )


def side(student: str, answer: str, prints: Prints, both: set[str], known: Known) -> Side:
    """Return a student's answer; both: the prints that the other one has, too."""
    marked = {line for each in both for line in prints[each]}
    lines = answer.split("\n")
    shown = [
        (text.shown(line[:WIDE].expandtabs(4), None), number in marked) for number, line in enumerate(lines[:LINES])
    ]
    return Side(
        student=student,
        name=known.names.get(student, ""),
        lines=shown,
        cut=len(lines) > LINES or any(len(line) > WIDE for line in lines),
    )
