"""Makes the small class of `make demo` from the lessons and the answers in demo_class/.

demo_class/class.toml names the students and where each starts from: "solution" (every exercise answered) or
"starter" (none). demo_class/STUDENT/LESSON/EXERCISE.py replaces one answer.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder.cells import grade_id_of
from autograder.course import lessons
from autograder.course.lessons import Lesson
from autograder.course.source import read_notebook
from autograder.errors import LessonError
from autograder.sandbox.settings import probe

DATA = Path(__file__).with_name("demo_class")


def answered(notebook: NotebookNode, answers: Mapping[str, str]) -> NotebookNode:
    """Return a copy of a student's notebook with the answers, {exercise name: source}, put in.

    Raises LessonError when the notebook has no starter cell of that name.
    """
    notebook = nbformat.from_dict(notebook)
    cells = {grade_id_of(cell) or "": cell for cell in notebook.cells if is_solution(cell)}
    for name, source in answers.items():
        if name not in cells:
            raise LessonError(f"no exercise is called {name}; the exercises are: {', '.join(cells)}")
        cells[name].source = source
    return notebook


def solved(lesson: Lesson) -> dict[str, str]:
    """Return {exercise name: source} with the course's own answers, as a student would have written them."""
    marks = re.compile(r"^ *### (?:BEGIN|END) SOLUTION *\n?", re.MULTILINE)
    return {exercise.name: marks.sub("", exercise.starter.source).rstrip() for exercise in lesson.exercises}


def walls() -> str:
    """Return the strongest c.Sandbox.minimum to be had here; the demo class is ours, so that any will do."""
    found = probe()
    return "bubblewrap" if found.bubblewrap else "landlock" if found.landlock else "none"


def make_class(submitted: str | Path, root: str | Path, data: Path = DATA) -> None:
    """Fill the new folder submitted with the demo class's notebooks."""
    submitted = Path(submitted)
    students = tomllib.loads((data / "class.toml").read_text(encoding="utf-8"))
    every = lessons.lessons(root)
    for student, entry in students.items():
        for lesson in every:
            released = Path(root, "lessons", lesson.name, lesson.path.name)
            answers = solved(lesson) if entry["base"] == "solution" else {}
            own = (data / student / lesson.name).glob("*.py")
            beside = [each for each in every if each.name == lesson.name and each is not lesson]
            elsewhere = {exercise.name for each in beside for exercise in each.exercises}
            answers |= {path.stem: path.read_text(encoding="utf-8") for path in own if path.stem not in elsewhere}
            notebook = answered(read_notebook(released), answers)
            target = submitted / student / lesson.name / lesson.path.name
            target.parent.mkdir(parents=True, exist_ok=bool(beside))
            nbformat.write(notebook, target)
