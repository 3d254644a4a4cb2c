"""The courses whose lessons are handed in with accidents: the small one, and this one."""

import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from random import Random

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution

from autograder import rehearsal
from autograder.bank import draft, small_course
from autograder.bank.accident import Accident
from autograder.bank.draft import Draft
from autograder.cells import grade_id_of, is_test
from autograder.commands.plain_run import plain_mark
from autograder.course import demo, lessons
from autograder.course.convert import load_config
from autograder.course.lessons import Lesson
from autograder.execute.budget import Limits
from autograder.execute.job import Job, alone, merged
from autograder.execute.run import execute
from autograder.prepare.notebook import parse
from autograder.prepare.rebuild import prepared
from autograder.rubric import Rubric
from autograder.settings import Settings
from autograder.verdicts import Outcome, Verdict

SMALL = small_course.LESSON
TAUGHT = 0.3  # of the drafts of this course's lessons, the part that has its teaching cells
LIMITS = Limits(cell_seconds=30, notebook_seconds=300)


@dataclass(frozen=True)
class Mark:
    """Our mark of a test: its score, None where it is held; why; whether a limit is the reason."""

    score: float | None
    reason: str
    limited: bool = False

    @classmethod
    def of(cls, outcome: Outcome) -> "Mark":
        """Return the mark that an Outcome comes to."""
        limited = outcome.verdict is Verdict.TIMED_OUT or outcome.late
        return cls(outcome.score, f"{outcome.verdict}: {outcome.reason}", limited)


@dataclass
class Course:
    """One of them, as it is graded; folder: what is there as long as the course is."""

    settings: Settings
    folder: tempfile.TemporaryDirectory[str]

    @cached_property
    def rubrics(self) -> dict[str, Rubric]:
        """{lesson's name: its Rubric}."""
        return {name: Rubric(first, self.settings) for name, (first, *_) in self.settings.lessons().items()}

    @cached_property
    def rehearsed(self) -> set[str]:
        """The names of the lessons of which it is known what cannot be judged apart."""
        return set()

    def rehearse(self, name: str) -> Rubric:
        """Return the Rubric of a lesson, of which that is known now."""
        rubric = self.rubrics[name]
        if name not in self.rehearsed:
            with ThreadPoolExecutor(1) as executor:
                rehearsal.know(rubric, executor)
            self.rehearsed.add(name)
        return rubric

    def skeleton(self, lesson: Lesson) -> NotebookNode:
        """Return the notebook that submissions of a lesson are rebuilt on."""
        return self.rubrics[lesson.name].skeleton

    def points(self, lesson: Lesson) -> dict[str, float]:
        """Return {a test's grade_id: its points} of a lesson."""
        tests = (cell for cell in self.skeleton(lesson).cells if is_grade(cell))
        return {cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points for cell in tests}

    def whole(self, lesson: Lesson) -> dict[str, str]:
        """Return {a test's grade_id: its text with the hidden part} of a lesson."""
        return {cell.metadata.nbgrader.grade_id: cell.source for cell in self.skeleton(lesson).cells if is_test(cell)}

    def draft(self, lesson: Lesson, rng: Random) -> Draft:
        """Return a draft of a lesson, answered by right and half-right answers.

        In most drafts of the lessons of this course the teaching cells, which take the longest, have been deleted.
        """
        made, shown = self.skeleton(lesson), self.rubrics[lesson.name].visible
        cells: list[draft.Cell] = []
        starters: dict[str, str] = {}
        wrong: dict[str, list[str]] = {}
        taught = lesson.name == SMALL or rng.random() < TAUGHT
        for cell in made.cells:
            name = grade_id_of(cell) or ""
            tests: dict[str, str] = {}
            source = shown.get(name, cell.source)
            role = "text" if cell.cell_type != "code" else "given" if is_locked(cell) else "teaching"
            if is_test(cell):
                role, tests = "test", {name: source}
            elif is_solution(cell):
                role, starters[name] = "answer", cell.source
                right, wrong[name] = self.known(lesson, name)
                source = rng.choice(rng.choices([right, wrong[name], [cell.source]], [8, 2, 1])[0])
            metadata = json.loads(json.dumps(cell.metadata))
            if role != "teaching" or taught:
                cells.append(draft.Cell(cell.cell_type, source, metadata, cell.id, role, tests))
        metadata = json.loads(json.dumps(made.metadata))
        return Draft(cells, metadata, self.whole(lesson), starters, wrong, lesson.name != SMALL)

    def known(self, lesson: Lesson, name: str) -> tuple[list[str], list[str]]:
        """Return (right answers, wrong answers) to an exercise."""
        if lesson.name == SMALL:
            return small_course.RIGHT[name], small_course.WRONG[name]
        found = self.settings.bank.answers_to(lesson.name, name)
        return [each.source for each in found if each.is_right], [each.source for each in found if not each.is_right]

    def marks(self, lesson: Lesson, data: bytes) -> dict[str, Mark]:
        """Return our marks for a notebook's bytes, {a test's grade_id: Mark}; SubmissionError where it is held."""
        rubric = self.rehearse(lesson.name)
        job = rubric.job(prepared(rubric.skeleton, parse(data, "the notebook"), rubric.visible))
        result = execute(job)
        again = alone(job, result)
        result = merged(result, execute(again)) if again else result
        return {name: Mark.of(each) for name, each in result.outcomes.items()}

    def plain_marks(self, lesson: Lesson, notebook: NotebookNode) -> dict[str, float]:
        """Return {a test's grade_id: its score} of the plain run; notebook: see plain_mark()."""
        return plain_mark(notebook, Job("", **self.rubrics[lesson.name].common), self.points(lesson))

    def handed_in(self, accident: Accident) -> bytes:
        """Return the bytes that are handed in after a known accident."""
        lesson = lessons.lesson(accident.about["lesson"], self.settings.root)
        released = nbformat.read(self.settings.root / "lessons" / lesson.name / lesson.path.name, as_version=4)
        return accident.handed_in(demo.answered(released, demo.solved(lesson)))

    def plain_marks_after(self, accident: Accident) -> dict[str, float]:
        """Return the marks of the plain run after a known accident, whose tests have kept their grade_ids."""
        lesson = lessons.lesson(accident.about["lesson"], self.settings.root)
        whole = self.whole(lesson)
        notebook = nbformat.reads(self.handed_in(accident).decode(), as_version=4)
        for cell in notebook.cells:
            name = grade_id_of(cell) or ""
            cell.source = whole.get(name, cell.source)
            cell.metadata["tests"] = [name] if name in whole else []
        return self.plain_marks(lesson, notebook)


@cache
def courses() -> dict[str, tuple[Course, Lesson]]:
    """Return {lesson's name: its Course, and itself}, the small one among them, which lies in a folder of its own.

    The small one's kernels have no sandbox, and so start faster; all that runs in them is of our own making.
    """
    folder = tempfile.TemporaryDirectory(prefix="small-course-")
    root = small_course.make_course(Path(folder.name))
    found: dict[str, tuple[Course, Lesson]] = {}
    for place in (root, lessons.find_root()):
        config = load_config(place)
        config.Autograder.lean = True
        if place == root:
            config.Sandbox.minimum = "none"
        made = Course(replace(Settings.of(config, place), limits=LIMITS), folder)
        found |= {lesson.name: (made, lesson) for lesson in lessons.lessons(place)}
    return found
