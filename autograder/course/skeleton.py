"""Makes, from a lesson's source, the notebook that submissions are rebuilt on, and registers the lesson's cells."""

import tempfile

import nbformat
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade
from traitlets.utils.importstring import import_item

from autograder.course.convert import convert
from autograder.errors import ConverterError, GraderError, LessonError

# The steps of generate_assignment that come after the cells are saved to the gradebook, or only check and save them.
LEFT_OUT = {"CheckCellMetadata", "SaveCells", "ClearHiddenTests", "ClearMarkScheme"}


def make(lesson, config):
    """Return the lesson as its students get it, hidden tests put back: a notebook with starters, no outputs.

    lesson: a course.lessons.Lesson. Raises LessonError when nbgrader's preprocessors refuse the source.
    """
    notebook, resources = nbformat.from_dict(lesson.notebook), {"nbgrader": {"notebook": lesson.path.stem}}
    steps = GenerateAssignment(config=config).preprocessors
    try:
        for step in steps:
            step = import_item(step) if isinstance(step, str) else step
            if step.__name__ not in LEFT_OUT and not {each.__name__ for each in step.__mro__} & LEFT_OUT:
                notebook, resources = step(config=config)(notebook, resources)
    except Exception as error:  # of many types; whatever it is, the lesson is at fault
        raise LessonError(f"{lesson.path}: no lesson can be made of it, {error}") from error
    return notebook


def visible_tests(notebook, config):
    """Return {grade_id: source} of the tests of what make() has made, without their hidden parts."""
    tests = [nbformat.from_dict(cell) for cell in notebook.cells if is_grade(cell) and cell.cell_type == "code"]
    shown, _ = ClearHiddenTests(config=config)(nbformat.v4.new_notebook(cells=tests), {})
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in shown.cells}


def register(lesson, config):
    """Enter a lesson's cells and points in the gradebook; raises GraderError when nbgrader refuses."""
    with tempfile.TemporaryDirectory() as scratch:
        overrides = {"CourseDirectory": {"release_directory": scratch}, "GenerateAssignment": {"force": True}}
        try:
            convert(GenerateAssignment, config, lesson.name, overrides=overrides)
        except ConverterError as error:
            hint = ""
            if "Cannot add or remove cells" in str(error):
                hint = "; it changed after the class began: grade with the one handed out, or move gradebook.db"
            raise GraderError(f"{lesson.path}: {error}{hint}") from error
