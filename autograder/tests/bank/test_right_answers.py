"""Right answers of the bank in whole notebooks, through all of the grader: sandbox, hidden parts, control runs."""

from dataclasses import replace

import nbformat
import pytest

from autograder import rehearsal
from autograder.bank.bank import Bank
from autograder.course import demo, lessons
from autograder.course.convert import load_config
from autograder.execute.run import execute
from autograder.rubric import Rubric
from autograder.settings import Settings
from autograder.tests import ROOT
from autograder.tests.sample import params, sampled

pytestmark = [pytest.mark.slow, pytest.mark.confined]
LESSONS = lessons.lessons()
KNOWN = {}
for answer in Bank(config=load_config(ROOT)).answers():
    if answer.is_right:
        KNOWN.setdefault((answer.lesson, answer.exercise), []).append(answer)
# As many notebooks a lesson as it takes for each of its right answers to be in one.
CASES = [
    (lesson, number)
    for lesson in LESSONS
    for number in range(max(len(KNOWN[lesson.name, exercise.name]) for exercise in lesson.exercises))
]
SAMPLE = sampled(CASES, lambda case: case[0].name, every=4)


@pytest.mark.parametrize("case", params(CASES, SAMPLE, ids=lambda case: f"{case[0].name}-{case[1]}"))
def test_right_answers_get_full_marks(case):
    """However they are written, together in one notebook, and none is taken for tampering."""
    lesson, number = case
    # How fast the machine is, while other tests run beside this one, is not the question.
    settings = Settings.load(ROOT)
    limits = replace(settings.limits, cell_seconds=300, notebook_seconds=1200)
    released = nbformat.read(ROOT / "lessons" / lesson.name / lesson.path.name, as_version=4)
    answers = {}
    for exercise in lesson.exercises:
        ways = KNOWN[lesson.name, exercise.name]
        answers[exercise.name] = ways[number % len(ways)].source
    job = rehearsal.job(Rubric(lesson, replace(settings, limits=limits)), demo.answered(released, answers))
    assert set(job.controls) == set(job.visible) == set(job.names)  # every test has its control run
    result = execute(job)
    lost = {name: each for name, each in result.outcomes.items() if each.score != each.points}
    assert not result.fault and not lost
