"""The figures of one lesson, counted from the entries of a run. What is held or missing has no mark, and is no 0."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

from autograder.record.tables import HELD, MISSING, Entry
from autograder.report import statistics
from autograder.report.mistakes import Group, Mistake
from autograder.report.statistics import Bin, Coefficient, Spread
from autograder.report.stored import Item, Plan
from autograder.verdicts import Verdict

MB = 10**6
# Below this share of its points an exercise is called hard.
HARD = 0.5
# How many mistakes of a lesson are shown with an example.
SHOWN = 10
# Where the answers were left as they were: (student, lesson's name, an item) -> whether one was.
Untouched = Callable[[str, str, Item], bool]
Example = Callable[[Group], str]


class ExerciseFigures(TypedDict):
    """What is counted of an exercise.

    n: submissions with a mark in it, which are full + part + nothing + not_begun (left as it was, and no points); held:
    those without one; tested: those of whom its tests were run: visible of them passed all that students see, and of
    these hidden_only failed a hidden part; full_share, mean_share: of n; visible_share: of tested.
    """

    name: str
    label: str
    title: str
    number: int | None
    points: float
    n: int
    held: int
    full: int
    part: int
    nothing: int
    not_begun: int
    full_share: float | None
    mean_share: float | None
    tested: int
    visible: int
    visible_share: float | None
    hidden_only: int
    timed_out: int
    discrimination: Coefficient
    notes: list[str]


class Late(TypedDict):
    """How many were late, of how many with a mark, and the points that it cost them."""

    count: int
    n: int
    points: float


class Section(TypedDict):
    """A section of the class: who handed in, who did not, whose mark is held, and the marks."""

    section: str
    handed_in: int
    missing: int
    held: int
    marks: Spread


class LessonFigures(TypedDict):
    """What is counted of a lesson. seconds, memory (MB): of n executions; timed_out: submissions with a test that was.

    more: how many further mistakes there are, each made by at most more_count.
    """

    name: str
    title: str
    points: float
    students: int
    handed_in: int
    missing: int
    held: int
    marks: Spread
    histogram: list[Bin]
    late: Late
    reliability: Coefficient
    seconds: Spread
    memory: Spread
    timed_out: int
    exercises: list[ExerciseFigures]
    mistakes: list[Mistake]
    more: int
    more_count: int
    sections: list[Section]


def lesson(
    plan: Plan,
    entries: Sequence[Entry],
    groups: Sequence[Group],
    untouched: Untouched,
    example: Example,
    sections: Mapping[str, str],
) -> LessonFigures:
    """Return the figures of a lesson.

    groups: its mistakes, the most frequent first; sections: {student: section} of those who are in one.
    """
    there = [each for each in entries if each["mark"] != MISSING]
    rows = complete(plan, there)
    rest = groups[SHOWN:]
    return LessonFigures(
        name=plan.name,
        title=plan.title,
        points=sum(item.points for item in plan.items),
        students=len(entries),
        handed_in=len(there),
        missing=len(entries) - len(there),
        held=sum(each["mark"] == HELD for each in there),
        marks=statistics.spread(marks(there)),
        histogram=statistics.histogram(shares(there)),
        late=late(there),
        reliability=statistics.reliability(rows),
        seconds=statistics.spread([each["seconds"] for each in there if each["seconds"] > 0]),
        memory=statistics.spread([each["memory"] / MB for each in there if each["memory"] > 0]),
        timed_out=sum(any(is_late(test) for test in each["tests"].values()) for each in there),
        exercises=[exercise(item, place, there, rows, untouched) for place, item in enumerate(plan.items)],
        mistakes=[mistake(each, there, example) for each in groups[:SHOWN]],
        more=len(rest),
        more_count=max((len(each.students) for each in rest), default=0),
        sections=by_section(entries, sections),
    )


def marks(entries: Sequence[Entry]) -> list[float]:
    """Return the marks of those that have one."""
    return [mark for each in entries if not isinstance(mark := each["mark"], str)]


def shares(entries: Sequence[Entry]) -> list[float]:
    """Return the shares of the points of those that have a mark."""
    return [
        mark / each["points"] for each in entries if not isinstance(mark := each["mark"], str) and each["points"] > 0
    ]


def complete(plan: Plan, entries: Sequence[Entry]) -> list[list[float]]:
    """Return the marks in each exercise of those who have one in all of them."""
    found = []
    for each in entries:
        row = [mark for item in plan.items if (mark := mark_in(each, item)) is not None]
        if row and len(row) == len(plan.items):
            found.append(row)
    return found


def mark_in(entry: Entry, item: Item) -> float | None:
    """Return the mark in an exercise, None where it is held or not known."""
    return entry["exercises"][item.name]["mark"] if item.name in entry["exercises"] else None


def late(entries: Sequence[Entry]) -> Late:
    """Return what being late has cost those who have a mark."""
    costs = [each["penalty"] for each in entries if not isinstance(each["mark"], str)]
    return Late(count=sum(each > 0 for each in costs), n=len(costs), points=sum(costs))


def exercise(
    item: Item, place: int, entries: Sequence[Entry], rows: Sequence[Sequence[float]], untouched: Untouched
) -> ExerciseFigures:
    """Return the figures of an exercise; place: its place in the rows of complete submissions."""
    marked = [(each, mark) for each in entries if (mark := mark_in(each, item)) is not None]
    kinds = [kind(each, item, mark, untouched) for each, mark in marked]
    earned = [mark for _, mark in marked]
    tested = [tests for each in entries if (tests := run(each, item))]
    seen = [tests for tests in tested if all(passed_visibly(test) for test in tests)]
    found = ExerciseFigures(
        name=item.name,
        label=item.label,
        title=item.title,
        number=item.number,
        points=item.points,
        n=len(marked),
        held=len(entries) - len(marked),
        full=kinds.count("full"),
        part=kinds.count("part"),
        nothing=kinds.count("nothing"),
        not_begun=kinds.count("not begun"),
        full_share=share(kinds.count("full"), len(marked)),
        mean_share=share(sum(earned), item.points * len(marked)),
        tested=len(tested),
        visible=len(seen),
        visible_share=share(len(seen), len(tested)),
        hidden_only=sum(any(test["verdict"] != Verdict.PASSED for test in tests) for tests in seen),
        timed_out=sum(any(is_late(test) for test in tests) for tests in tested),
        discrimination=statistics.discrimination(rows, place),
        notes=[],
    )
    found["notes"] = notes(found)
    return found


def kind(entry: Entry, item: Item, mark: float, untouched: Untouched) -> str:
    """Return what became of an exercise that has a mark; of several notebooks it may be in one that is not there."""
    absent = bool(entry["tests"]) and not any(key in entry["tests"] for key in item.tests)
    if mark <= 0 and (absent or untouched(entry["student"], entry["lesson"], item)):
        return "not begun"
    return "full" if mark >= item.points else "part" if mark > 0 else "nothing"


def run(entry: Entry, item: Item) -> list[Mapping[str, Any]]:
    """Return the tests of an exercise that came to an end of their own; [] where not all of them did."""
    tests: list[Mapping[str, Any]] = [entry["tests"][key] for key in item.tests if key in entry["tests"]]
    return tests if all(Verdict(str(each["verdict"])).is_mark for each in tests) else []


def passed_visibly(test: Mapping[str, Any]) -> bool:
    """Tell whether a test passed as far as students see it."""
    return test["verdict"] == Verdict.PASSED or bool(test["hidden"])


def is_late(test: Mapping[str, Any]) -> bool:
    """Tell whether a test was out of time."""
    return bool(test["verdict"] == Verdict.TIMED_OUT)


def share(part: float, whole: float) -> float | None:
    """Return a share; None of nothing."""
    return part / whole if whole > 0 else None


def notes(found: ExerciseFigures) -> list[str]:
    """Return what a person should look at, in a word or two each."""
    share = found["mean_share"]
    return [
        *(["hard"] if share is not None and share < HARD else []),
        *(["against the rest"] if statistics.is_contrary(found["discrimination"]) else []),
    ]


def mistake(group: Group, entries: Sequence[Entry], example: Example) -> Mistake:
    """Return what is told of a mistake."""
    tested = sum(any(key in each["tests"] for key in group.item.tests) for each in entries)
    return Mistake(
        exercise=group.item.name,
        label=group.item.label,
        kind=group.kind,
        number=group.number,
        text=group.text,
        tests=sorted(group.tests),
        hidden=group.hidden,
        count=len(group.students),
        n=tested,
        share=len(group.students) / tested,
        example=example(group),
    )


def by_section(entries: Sequence[Entry], sections: Mapping[str, str]) -> list[Section]:
    """Return the figures of each section that somebody of the class is in."""
    found = []
    for name in sorted({sections[each["student"]] for each in entries if each["student"] in sections}):
        those = [each for each in entries if sections.get(each["student"]) == name]
        there = [each for each in those if each["mark"] != MISSING]
        held = sum(each["mark"] == HELD for each in there)
        found.append(
            Section(
                section=name,
                handed_in=len(there),
                missing=len(those) - len(there),
                held=held,
                marks=statistics.spread(marks(there)),
            )
        )
    return found
