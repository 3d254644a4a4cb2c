"""The table of THREATS.md says what judges each exercise: the lessons' own answers show whether it is true."""

import contextlib
import re
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from autograder.bank.apart import ForkedJudge, Pair
from autograder.bank.forked import preload
from autograder.bank.grade import given_cells
from autograder.course import lessons
from autograder.files import PACKAGE
from autograder.prepare.needs import needs

ROW = re.compile(
    r"^\| (?P<lesson>\d-[\w-]+) \| (?P<exercise>\w+) \| (?P<by>judge|configuration|player) \|", re.MULTILINE
)
TABLE = ROW.findall((PACKAGE / "sandbox" / "THREATS.md").read_text(encoding="utf-8"))
LESSONS = [each.name for each in lessons.lessons()]


def test_the_table_has_every_exercise_in_order():
    """And nothing else."""
    known = [(each.name, exercise.name) for each in lessons.lessons() for exercise in each.exercises]
    assert [row[:2] for row in TABLE] == known


def by(name: str) -> dict[str, str]:
    """Return {exercise: what judges a lesson's own answer}; "player: why" where the judge does not pass it."""
    preload()
    lesson = lessons.lesson(name)
    needed, found = needs(lesson.notebook), {}
    with contextlib.closing(ForkedJudge(lesson.path.parent, 120)) as judge:
        for exercise in lesson.exercises:
            cells = [*given_cells(lesson), exercise.starter.source]
            with Pair(judge, lesson.path.parent, cells) as pair:
                reports = [
                    pair.test(each.source, needed[each.metadata.nbgrader.grade_id], None) for each in exercise.tests
                ]
            wrong = [each for each in reports if each.error or each.fault or each.gone]
            if wrong:
                first = wrong[0]
                found[exercise.name] = (
                    f"player: line {(first.error or {}).get('line')}, {first.error or first.fault or first.gone}"
                )
            else:
                found[exercise.name] = "configuration" if any(each.shown for each in reports) else "judge"
    return found


@pytest.fixture(scope="module")
def importing():
    """A process that imports only: after TensorFlow's first operation, which other tests may have run here, no fork."""
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        yield executor


@pytest.mark.slow
@pytest.mark.parametrize("name", LESSONS)
def test_the_table_is_true(importing, name):
    """An exercise whose tests cannot be judged apart is told with the line of the test that cannot, and why."""
    found = importing.submit(by, name).result()
    assert found == {exercise: way for lesson, exercise, way in TABLE if lesson == name}
