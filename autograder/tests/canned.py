"""Grades the small course without kernels: what an answer says of itself is what its tests come to."""

from concurrent.futures import Executor, Future
from dataclasses import replace

import nbformat
from nbgrader.utils import is_grade, is_solution

from autograder import grading
from autograder.execute.job import Result
from autograder.prepare.preparer import Preparer
from autograder.settings import Settings
from autograder.verdicts import Outcome, Verdict

# What stands in an answer: what its test comes to, and the share of the points.
SAID = {
    "is wrong": (Verdict.FAILED, 0.0),
    "is half right": (Verdict.PARTLY, 0.5),
    "dies": (Verdict.DIED, None),
    "loops": (Verdict.TIMED_OUT, 0.0),
    "is our fault": (Verdict.GRADER, None),
    "NotImplementedError": (Verdict.FAILED, 0.0),
}
WRONG, HALF, DIES, LOOPS, FAULT = (f"# {said}\n" for said in list(SAID)[:5])


def execute(job):
    """Return a Result as execute.execute() does."""
    notebook, answer, outcomes = nbformat.reads(job.notebook, as_version=4), "", {}
    for cell in notebook.cells:
        if is_solution(cell):
            answer = cell.source
        elif is_grade(cell):
            points = cell.metadata.nbgrader.points
            verdict, share = next((SAID[said] for said in SAID if said in answer), (Verdict.PASSED, 1.0))
            score = None if share is None else share * points
            outcomes[cell.metadata.nbgrader.grade_id] = Outcome(verdict, score, points, 0.1, f"it {verdict}")
    return Result(nbformat.writes(notebook), outcomes, {}, 0.5)


class AtOnce(Executor):
    """An executor that has done a job when it is submitted, with an execute step of its own."""

    def __init__(self, step=execute):
        """Keep the step, and the jobs that have come."""
        self.step, self.jobs = step, []

    def submit(self, _, job):
        """Run the step on a job."""
        self.jobs.append(job)
        future = Future()
        try:
            future.set_result(self.step(job))
        except BaseException as error:
            future.set_exception(error)
        return future


class Kept(Preparer):
    """A preparer whose process, which takes seconds to start, stays for the next class."""

    def close(self):
        """Leave it to the end of this process."""


KEPT = Kept()


def grade(root, executor=None, limits=None, changed=None, **options):
    """Grade what is submitted; return {student: Graded} of what was handed in.

    changed: a dict that takes up the parts that have changed, with the names of whom they concern.
    """
    settings = Settings.load(root)
    job = grading.Grading(replace(settings, limits=limits or replace(settings.limits, cell_seconds=3)))
    job.preparer, job.may_grade = KEPT, lambda *_: True  # what the lesson itself comes to is test_rehearsal.py's
    found = {each.student: each for each in job.run(executor or AtOnce(), **options) if not each.missing}
    if changed is not None:
        changed.update(job.changed)
    return found
