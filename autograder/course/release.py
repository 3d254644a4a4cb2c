"""Makes lessons/, what students open, from solutions/ with nbgrader's generate_assignment."""

import filecmp
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from traitlets.config import Config

from autograder.course import desk
from autograder.course.convert import convert
from autograder.course.lessons import Lesson, once
from autograder.course.source import up_to_date
from autograder.errors import ConverterError, LessonError
from autograder.sandbox import temporary


def release(lesson: Lesson, destination: str | Path, config: Config) -> None:
    """Write the student version of one lesson, all its notebooks, to destination/NAME; no gradebook is touched.

    Raises LessonError when nbgrader refuses a source notebook.
    """
    overrides: dict[str, dict[str, object]] = {
        "CourseDirectory": {"release_directory": str(destination)},
        "GenerateAssignment": {"no_database": True, "force": True},
        "SaveCells": {"enabled": False},
    }
    try:
        with up_to_date(lesson.path.parent) as folder:
            if folder != lesson.path.parent:
                overrides["CourseDirectory"]["source_directory"] = str(folder.parent)
            convert(GenerateAssignment, config, lesson.name, overrides=overrides)
    except ConverterError as error:
        raise LessonError(f"{lesson.path}: nbgrader cannot make the lesson, {error}") from error


def release_all(lessons: Sequence[Lesson], destination: str | Path, config: Config) -> list[Path]:
    """Replace the folder destination by the student versions of lessons and the start page; return what changed."""
    destination = Path(destination)
    with made(lessons, config) as scratch:
        desk.lay(lessons, scratch, config)
        changed = replaced(scratch, destination)
    for folder in sorted(destination.glob("*/"), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    return changed


def release_one(lesson: Lesson, lessons: Sequence[Lesson], destination: str | Path, config: Config) -> list[Path]:
    """Replace the folder of one of the course's lessons in the folder destination, and what it says of all of them.

    Returns what changed, as paths from there.
    """
    destination = Path(destination)
    with made([lesson], config) as scratch:
        changed = replaced(scratch / lesson.name, destination / lesson.name)
        desk.lay(lessons, scratch, config)
        told = [
            path for path in sorted(scratch.iterdir()) if path.is_file() and not same(path, destination / path.name)
        ]
        for path in told:
            shutil.copyfile(path, destination / path.name)
    return [*(Path(lesson.name, path) for path in changed), *(Path(path.name) for path in told)]


@contextmanager
def made(lessons: Sequence[Lesson], config: Config) -> Iterator[Path]:
    """Give a scratch folder with the student versions of lessons."""
    with temporary.folder("lessons-") as scratch:
        folder = Path(scratch, "lessons")
        folder.mkdir()
        for lesson in once(lessons):
            release(lesson, folder, config)
        yield folder


def replaced(new: Path, destination: Path) -> list[Path]:
    """Make the files of the folder destination those of the folder new; return what changed, as paths."""
    changed = sorted(differences(new, destination))
    for path in changed:
        (destination / path).unlink(missing_ok=True)
        if (new / path).is_file():
            (destination / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(new / path, destination / path)
    return changed


def differences(one: Path, other: Path) -> set[Path]:
    """Return the relative paths of files that only one of two folders has, or that differ in a byte."""
    files = {path.relative_to(root) for root in (one, other) for path in Path(root).rglob("*") if path.is_file()}
    # Python leaves __pycache__ beside the modules that a notebook imports.
    files = {path for path in files if not any(part.startswith(".") or part == "__pycache__" for part in path.parts)}
    return {path for path in files if not same(one / path, other / path)}


def same(one: Path, other: Path) -> bool:
    """Tell whether two files are both there, with the same bytes."""
    return one.is_file() and other.is_file() and filecmp.cmp(one, other, False)
