"""Makes lessons/, what students open, from solutions/ with nbgrader's generate_assignment."""

import filecmp
import shutil
import tempfile
from pathlib import Path

from nbgrader.converters import GenerateAssignment

from autograder.convert import convert
from autograder.errors import ConverterError, LessonError


def release(lesson, destination, config):
    """Write the student version of one lesson to destination/NAME.

    lesson: an autograder.course.Lesson; config: nbgrader's configuration. No gradebook is touched.
    Raises LessonError when nbgrader refuses the source notebook.
    """
    overrides = {
        "CourseDirectory": {"release_directory": str(destination)},
        "GenerateAssignment": {"no_database": True, "force": True},
        "SaveCells": {"enabled": False},
    }
    _ = lesson.notebook  # the only one, or a LessonError
    try:
        convert(GenerateAssignment, config, lesson.name, overrides=overrides)
    except ConverterError as error:
        raise LessonError(f"{lesson.path}: nbgrader cannot make the lesson, {error}") from error


def release_all(lessons, destination, config):
    """Replace the folder destination by the student versions of lessons; return what changed, as paths."""
    destination = Path(destination)
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch, "lessons")
        scratch.mkdir()
        for lesson in lessons:
            release(lesson, scratch, config)
        changed = sorted(differences(scratch, destination))
        for path in changed:
            (destination / path).unlink(missing_ok=True)
            if (scratch / path).is_file():
                (destination / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(scratch / path, destination / path)
    for folder in sorted(destination.glob("*/"), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    return changed


def differences(one, other):
    """Return the relative paths of files that only one of two folders has, or that differ in a byte."""
    files = {path.relative_to(root) for root in (one, other) for path in Path(root).rglob("*") if path.is_file()}
    # Python leaves __pycache__ beside the modules that a notebook imports.
    files = {path for path in files if not any(part.startswith((".", "__pycache__")) for part in path.parts)}
    return {
        path
        for path in files
        if not ((one / path).is_file() and (other / path).is_file() and filecmp.cmp(one / path, other / path, False))
    }
