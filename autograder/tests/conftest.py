"""Fixtures that several test modules share."""

import shutil

import nbformat
import pytest

from autograder import course, sandbox
from autograder.convert import load_config


def pytest_collection_modifyitems(items):
    """Where there is no sandbox, leave out the tests that grade in one."""
    found = sandbox.probe() if any(item.get_closest_marker("confined") for item in items) else None
    for item in items:
        if item.get_closest_marker("confined") and not found.bubblewrap:
            item.add_marker(pytest.mark.skip(reason=f"no sandbox here: {found.missing}"))


@pytest.fixture(scope="session")
def config():
    """nbgrader's configuration of this course."""
    return load_config(course.ROOT)


@pytest.fixture
def course_copy(tmp_path):
    """A copy of what grading and JupyterLab need of the course, to be written to at will."""
    root = tmp_path / "course"
    for name in ("solutions", "lessons", "data", "autograder"):
        shutil.copytree(course.ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in [*course.ROOT.glob("*_config.py"), *course.ROOT.glob("requirements.lock"), course.ROOT / "Makefile"]:
        shutil.copy2(path, root)
    shutil.copy2(course.ROOT / "pyproject.toml", root)
    return root


@pytest.fixture(params=course.lessons(), ids=lambda lesson: lesson.name)
def lesson(request):
    """Each lesson in turn."""
    return request.param


@pytest.fixture
def released(lesson):
    """The lesson's notebook as students get it."""
    return nbformat.read(course.ROOT / "lessons" / lesson.name / lesson.path.name, as_version=4)
