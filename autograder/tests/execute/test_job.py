"""What a job is given of the course: limits, folders and files, as they are configured and as they lie."""

import pickle

import pytest

from autograder.errors import LessonError
from autograder.execute.run import execute
from autograder.rehearsal import job
from autograder.rubric import Rubric
from autograder.sandbox import visible
from autograder.settings import Settings
from autograder.tests import small

SETTINGS = """
c.Sandbox.memory = 700
c.Sandbox.folders = {"glove": PATH}
c.Execute.timeout = 17
"""


@pytest.fixture
def root(tmp_path):
    """A small course."""
    return small.make_course(tmp_path / "course")


def made(root, **answers):
    """Return the job of a solved notebook of the small course at root."""
    settings = Settings.load(root)
    ((lesson,),) = settings.lessons().values()
    return job(Rubric(lesson, settings), small.handed_in(**answers))


def test_limits_are_those_of_the_configuration(root, tmp_path):
    """For whoever grades: the command, autograder.grade() and the tests."""
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(SETTINGS.replace("PATH", repr(str(tmp_path))))
    limits = made(root).limits
    assert (limits.memory, limits.cell_seconds) == (700 * 10**6, 17)


def test_a_job_travels(root):
    """To another process, or another machine."""
    ready = made(root)
    assert pickle.loads(pickle.dumps(ready)) == ready


@pytest.mark.slow
@pytest.mark.confined
def test_every_linked_folder_is_there(root, tmp_path):
    """Those of the course by their names, those of c.Sandbox.folders, and what a lesson keeps beside its notebook."""
    for folder in (root / "data", root / "images", tmp_path / "vectors", root / "solutions" / small.LESSON / "own"):
        folder.mkdir()
        (folder / "x.txt").write_text(folder.name, encoding="utf-8")
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(SETTINGS.replace("PATH", repr(str(tmp_path / "vectors"))))
        file.write('c.Autograder.linked = ["data", "images", "nowhere"]\n')
    reads = "from pathlib import Path\ndef double(x):\n    told = [Path(name, 'x.txt').read_text() for name in NAMES]\n"
    reads += "    assert told == ['data', 'images', 'vectors', 'own'], told\n    return 2 * x"
    names = "['data', 'images', 'glove', 'own']"
    ready = made(root, double=reads.replace("NAMES", names))
    outcome = execute(ready).outcomes["test_double"]
    assert outcome.score == 2, outcome


@pytest.mark.slow
@pytest.mark.confined
def test_a_lessons_own_data_comes_first(root):
    """A lesson that keeps a folder data/ of its own beside its notebook reads that one."""
    for folder in (root / "data", root / "solutions" / small.LESSON / "data"):
        folder.mkdir()
        (folder / "x.txt").write_text(folder.parent.name, encoding="utf-8")
    reads = "def double(x):\n    told = open('data/x.txt').read()\n    assert told == '1-small', told\n    return 2 * x"
    assert execute(made(root, double=reads)).outcomes["test_double"].score == 2


def test_too_many_files_beside_a_lesson_are_told(root):
    """A kernel would get a part of them, and right answers fail."""
    for number in range(visible.MOST + 1):
        (root / "solutions" / small.LESSON / f"{number}.txt").write_text("x", encoding="utf-8")
    with pytest.raises(LessonError, match=r"more than 200 files or 50 MB beside the notebook .*; move them to data/"):
        made(root)
