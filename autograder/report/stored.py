"""What grading has stored, as the report reads it: run.json, the gradebook, and the course's lessons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import BaseCell, Comment, Student, SubmittedNotebook
from nbgrader.utils import is_solution
from sqlalchemy import select

from autograder import cells, text
from autograder.course.lessons import Lesson
from autograder.errors import AutograderError, LessonError, ReportError
from autograder.files import read_json
from autograder.record.criteria import gradebook, title_of
from autograder.record.gradebook import NO_RESPONSE
from autograder.record.recorded import handed_in, names
from autograder.record.tables import Entry, is_entry
from autograder.verdicts import Verdict

# What a test of run.json has, and of which kind; the rest of an entry, which is empty where an older run left it out.
TEST: dict[str, tuple[type, ...]] = {"verdict": (str,), "reason": (str,), "hidden": (bool,)}
REST: dict[str, Any] = {
    **{"penalty": 0.0, "remark": "", "note": "", "receipt": "", "seconds": 0.0, "memory": 0},
    **{"exercises": {}, "tests": {}, "requests": []},
}
LARGEST = 1e15  # what is more is no mark, no second and no byte
VERDICTS = {str(each) for each in Verdict}


@dataclass(frozen=True)
class Item:
    """An exercise, or what else has points by itself, as run.json calls it.

    number: that of its heading, None without one; tests: the grade_ids of what gives its points; answers: those of the
    cells that the student writes for it, as the gradebook has them; notebook: the file's stem.
    """

    name: str
    title: str
    points: float
    number: int | None = None
    tests: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    notebook: str = ""

    @property
    def label(self) -> str:
        """How it is called in a sentence."""
        return self.title if self.number is None else f"Exercise {self.number} ({self.title})"


@dataclass(frozen=True)
class Plan:
    """A lesson: its title, its exercises in order, the file names of its notebooks, and the text of these."""

    name: str
    title: str
    items: tuple[Item, ...]
    notebooks: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Known:
    """What the gradebook knows: {student: name}; {(student, lesson, notebook): the answers left as they were}.

    fault: why it could not be read, in a line; "" where it was.
    """

    names: dict[str, str] = field(default_factory=dict)
    untouched: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)
    fault: str = ""


def entries(path: Path) -> list[Entry]:
    """Return the entries of a run.json, one for a student and a lesson; raises ReportError where there are none."""
    if not path.is_file():
        raise ReportError(f"{path}: no run to report on; make grade first")
    found = read_json(path)
    if not isinstance(found, list):
        raise ReportError(f"{path}: half of a file, or none of a run's; make grade writes it anew")
    for place, each in enumerate(found, 1):
        if not is_whole(each):
            raise ReportError(f"{path}: entry {place} is not of the form that make grade writes; run it again")
    if not found:
        raise ReportError(f"{path}: nobody was graded in that run; make grade first")
    # Where there are two of a student's lesson, the held one is what a person has to look at; of no lesson there may be
    # several.
    whole: dict[tuple[str, str, str], Entry] = {}
    for each in sorted(found, key=lambda each: bool(each["held"])):
        rest: Any = REST | each
        whole[each["student"], each["lesson"], "" if each["lesson"] else each["held"]] = rest
    return list(whole.values())


def is_whole(value: object) -> bool:
    """Tell whether a value of a run.json is an entry of which everything can be counted."""
    if not is_entry(value):
        return False
    whole: dict[str, Any] = REST | dict(value)
    kinds = [isinstance(whole[key], str) for key in ("remark", "note", "receipt")]
    kinds += [is_number(whole[key]) for key in ("points", "penalty", "seconds", "memory")]
    kinds += [isinstance(whole["mark"], str) or is_number(whole["mark"])]
    kinds += [isinstance(whole["requests"], list)]
    if not all(kinds) or not isinstance(whole["exercises"], dict) or not isinstance(whole["tests"], dict):
        return False
    exercises, tests = whole["exercises"].values(), whole["tests"].values()
    return all(map(is_exercise, exercises)) and all(map(is_judged, tests))


def is_number(value: object) -> bool:
    """Tell whether a value is a number that can be counted with: JSON of Python's has others, too."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and -LARGEST < value < LARGEST


def is_exercise(value: object) -> bool:
    """Tell whether a value is what run.json says of an exercise."""
    if not isinstance(value, dict) or not is_number(value.get("points")):
        return False
    return "mark" in value and (value["mark"] is None or is_number(value["mark"]))


def is_judged(value: object) -> bool:
    """Tell whether a value is what run.json says of a test."""
    if not isinstance(value, dict) or not all(isinstance(value.get(key), kinds) for key, kinds in TEST.items()):
        return False
    texts = all(isinstance(value.get(key, ""), str) for key in ("mistake", "trace"))
    return texts and value["verdict"] in VERDICTS


def known(url: str) -> Known:
    """Return what the gradebook knows; what it cannot tell is left out, and why."""
    part, comment, base = SubmittedNotebook.__table__, Comment.__table__, BaseCell.__table__
    said = handed_in().join(comment, comment.c.notebook_id == part.c.id).join(base, base.c.id == comment.c.cell_id)
    left = select(*names(), base.c.name.label("cell")).select_from(said).where(comment.c.auto_comment == NO_RESPONSE)
    people = Student.__table__.c
    found = Known()
    try:
        with gradebook(url) as session:
            for row in session.execute(select(people.id, people.first_name, people.last_name)):
                full = " ".join(filter(None, (row.first_name, row.last_name)))
                found.names[text.shown(row.id, None)] = text.shown(full)
            for row in session.execute(left):
                key = text.shown(row.student_id, None), row.lesson, row.notebook
                found.untouched.setdefault(key, set()).add(row.cell)
    except AutograderError as error:
        return Known(fault=text.shown(error))
    return found


def plan(name: str, notebooks: Sequence[Lesson], found: Sequence[Entry]) -> Plan:
    """Return the plan of a lesson; what its source does not tell comes from the entries of those who handed it in."""
    items: list[Item] = []
    try:
        for each in notebooks:
            items += read(each, f"{each.path.stem}/" if len(notebooks) > 1 else "")
        title = title_of(name, notebooks) if notebooks else name
    except LessonError:
        items, title = [], name
    there = {each.name for each in items}
    for entry in found:
        for exercise, told in entry["exercises"].items():
            if exercise not in there:
                there.add(exercise)
                tests = tuple(key for key in entry["tests"] if key.endswith(exercise) or f"test_{exercise}_" in key)
                items.append(Item(exercise, exercise, told["points"], tests=tests))
    return Plan(name, title, tuple(items), tuple(each.path.name for each in notebooks), words_of(notebooks))


def read(lesson: Lesson, prefix: str) -> list[Item]:
    """Return the items of one notebook of a lesson; raises LessonError where it cannot be read."""
    points, owners = cells.points(lesson.notebook), cells.owners(lesson.notebook)
    try:
        headings = {each.name: each for each in lesson.exercises}
    except LessonError:  # its exercises have no headings of the form of this course's
        headings = {}
    answers = {cells.grade_id_of(cell) for cell in lesson.notebook.cells if is_solution(cell)}
    items = []
    for name, tests in cells.columns(lesson.notebook).items():
        own = dict.fromkeys(owners.get(each, each) for each in tests)
        heading = headings.get(name)
        items.append(
            Item(
                f"{prefix}{name}",
                heading.title if heading else f"{prefix}{name}",
                points[name],
                heading.number if heading and not prefix else None,
                tuple(f"{prefix}{each}" for each in tests),
                tuple(each for each in own if each in answers),
                lesson.path.stem,
            )
        )
    return items


def words_of(notebooks: Sequence[Lesson]) -> str:
    """Return all the text of a lesson's notebooks, as far as they can be read."""
    found = []
    for each in notebooks:
        try:
            found += [cell.source for cell in each.notebook.cells]
        except LessonError:
            continue
    return "\n".join(found)


def plans(lessons: Mapping[str, Sequence[Lesson]], found: Sequence[Entry]) -> dict[str, Plan]:
    """Return {name: plan} of the lessons that a run tells of, in the course's order."""
    told: dict[str, list[Entry]] = {}
    for each in found:
        told.setdefault(each["lesson"], []).append(each)
    return {name: plan(name, parts, told[name]) for name, parts in lessons.items() if name in told}
