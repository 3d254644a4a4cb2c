"""Makes, from a lesson's source, the notebook that submissions are rebuilt on, and registers the lesson's cells."""

import logging
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    IncludeHeaderFooter,
    InstantiateTests,
    NbGraderPreprocessor,
)
from nbgrader.utils import is_grade, is_task
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder import text
from autograder.cells import grade_id_of
from autograder.course.convert import convert
from autograder.course.lessons import Lesson
from autograder.course.source import check, up_to_date, with_ids
from autograder.errors import ConverterError, GraderError, LessonError
from autograder.sandbox import temporary

# The steps of generate_assignment that come after the cells are saved to the gradebook, or only check and save them.
LEFT_OUT = {"CheckCellMetadata", "SaveCells", "ClearHiddenTests", "ClearMarkScheme"}


class Said(logging.Handler):
    """Keeps what a step of nbgrader's logs, which it would print; it may be all that says why a lesson is refused."""

    def __init__(self) -> None:
        """Nothing is said yet."""
        super().__init__(logging.ERROR)
        self.last = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what is said last."""
        self.last = " ".join(record.getMessage().split())


def make(lesson: Lesson, config: Config) -> NotebookNode:
    """Return the lesson as its students get it, hidden tests put back: a notebook with starters, no outputs.

    Raises LessonError when nbgrader's preprocessors refuse the source.
    """
    notebook = nbformat.from_dict(lesson.notebook)
    resources = {
        "nbgrader": {"notebook": lesson.path.stem},
        "metadata": {"name": lesson.path.stem, "path": str(lesson.path.parent)},
    }
    check(notebook, str(lesson.path))
    for step in steps(lesson, config):
        said = Said()
        step.log = logging.Logger(type(step).__name__)
        step.log.addHandler(said)
        try:
            notebook, resources = step(notebook, resources)
        except Exception as error:  # of many types; whatever it is, the lesson is at fault
            reason = text.told(error) if str(error) or not said.last else text.shown(said.last)
            refused = f"{type(step).__name__} refuses it ({reason})"
            raise LessonError(f"{lesson.path}: no lesson can be made of it, {refused}") from error
    made = with_ids(notebook)
    check(made, str(lesson.path))
    return made


def steps(lesson: Lesson, config: Config) -> list[NbGraderPreprocessor]:
    """Return the steps of generate_assignment that make the skeleton.

    nbgrader goes into the course's folder for them; here they are told where it is.
    """
    root, found = Path(CourseDirectory(config=config).root), []
    for each in GenerateAssignment(config=config).preprocessors:
        kind = import_item(each) if isinstance(each, str) else each
        if not {base.__name__ for base in kind.__mro__} & LEFT_OUT:
            step = kind(config=config)
            if isinstance(step, IncludeHeaderFooter):
                step.header, step.footer = (str(root / path) if path else "" for path in (step.header, step.footer))
            if isinstance(step, InstantiateTests) and not (lesson.path.parent / step.autotest_filename).is_file():
                step.autotest_filename = str(root / step.autotest_filename)
            found.append(step)
    return found


def visible_tests(notebook: NotebookNode, config: Config) -> dict[str, str]:
    """Return {grade_id: source} of the tests and tasks of what make() has made, as students have them."""
    cells = [
        nbformat.from_dict(cell)
        for cell in notebook.cells
        if is_task(cell) or (is_grade(cell) and cell.cell_type == "code")
    ]
    shown = nbformat.v4.new_notebook(cells=cells)
    for step in (ClearHiddenTests(config=config), ClearMarkScheme(config=config)):
        shown, _ = step(shown, {})
    return {grade_id_of(cell) or "": cell.source for cell in shown.cells}


def register(lesson: Lesson, config: Config) -> None:
    """Enter a lesson's cells and points, all its notebooks', in the gradebook; GraderError when nbgrader refuses."""
    overrides: dict[str, dict[str, object]] = {"GenerateAssignment": {"force": True}}
    with temporary.folder("release-") as scratch, up_to_date(lesson.path.parent) as folder:
        overrides["CourseDirectory"] = {"release_directory": scratch}
        if folder != lesson.path.parent:
            overrides["CourseDirectory"]["source_directory"] = str(folder.parent)
        try:
            convert(GenerateAssignment, config, lesson.name, overrides=overrides)
        except ConverterError as error:
            hint = ""
            if "Cannot add or remove cells" in str(error):
                hint = "; it changed after the class began: grade with the one handed out, or move gradebook.db"
            raise GraderError(f"{lesson.path}: {error}{hint}") from error
