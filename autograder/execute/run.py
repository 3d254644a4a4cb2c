"""The execute step: runs one prepared notebook in a kernel of its own and judges its test cells.

It knows no gradebook and no course: a Job of bytes goes in, a Result of bytes comes out, so that any
concurrent.futures.Executor can run it. nbclient gives a notebook up when its kernel dies or stays silent, and keeps all
output in memory; here each costs one exercise, and output is cut as it arrives.

The notebook runs twice over. First from top to bottom, as the student has it: test cells without their hidden part.
What is printed then, a student may read. After the last cell each test that has passed runs whole, on the names as they
were where it stands, and on a wrong answer (see control.py). Nothing of that is for students to read: so whatever a
submission prints, it has not seen a hidden test before.

All this may cost a right answer its mark: a later cell may have spoilt what a test uses, a cell that was left out may
have been needed, a rebuilt notebook may not do what the one handed in did. So what has not passed is confirmed: the
notebook as handed in runs once more with each test whole where it stands, as nbgrader runs it, and what passes there
has passed. One budget of seconds and bytes binds all of it.

A language that keeps no names for us (see languages.py) has each test run once, whole and where it stands.
"""

import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution
from traitlets.config import Config

from autograder import words
from autograder.execute import languages, shadows
from autograder.execute.base import Run
from autograder.execute.budget import Budget
from autograder.execute.first import First
from autograder.execute.hearings import Hearings
from autograder.execute.in_place import InPlace, Once
from autograder.execute.job import Job, Refusal, Result
from autograder.execute.replay import Setting
from autograder.execute.scoring import rank
from autograder.sandbox import provisioner, temporary
from autograder.verdicts import Outcome, Verdict


@dataclass(frozen=True)
class Ran:
    """What came of the tests of a notebook: {grade_id: Outcome}, {grade_id: trace}, peak memory in bytes.

    refusals, heard: as of Result.
    """

    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    traces: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    memory: int = 0
    refusals: Mapping[str, Refusal] = field(default_factory=dict)
    heard: int = 0


def execute(job: Job) -> Result:
    """Run a job and return its Result; whatever is in the notebook, no exception comes out."""

    def in_scratch(notebook: NotebookNode) -> Ran:
        with temporary.folder("scratch-") as scratch:
            lay_out(job, Path(scratch))
            return run(job, notebook, scratch)

    return result_of(job, in_scratch)


def execute_at(folder: str | Path, job: Job, budget: Budget, begins: Callable[[int], object] = bool) -> Result:
    """Run a job in the folder that its student works in, each test once and as it stands; return its Result.

    No judge and no control run is asked: this tells a student what her own kernel would. budget: what it may use, which
    any thread may stop; begins: is told the index of each cell that is about to run. No exception comes out.
    """

    def once(notebook: NotebookNode) -> Ran:
        language = languages.of(provisioner.spec(job.kernel_name))
        only = Once(notebook, Setting(job, language, budget, str(folder), begins))
        only.all()
        return Ran(only.outcomes, {}, budget.memory)

    return result_of(job, once)


def result_of(job: Job, running: Callable[[NotebookNode], Ran]) -> Result:
    """Return the Result of a job whose notebook is run by a function, which puts the outputs into it."""
    start = time.perf_counter()
    notebook = nbformat.reads(job.notebook, as_version=4)
    ran, fault = Ran(), ""
    try:
        words.speak(Config(job.config))
        ran = running(notebook)
    except Exception as error:  # the grader's own; the mark waits for a person
        fault = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    outcomes = {**unreached(notebook, fault), **ran.outcomes}
    # Half a character (a lone surrogate) that a cell has printed cannot be written to any file.
    text = nbformat.writes(notebook).encode("utf-8", "replace").decode("utf-8")
    seconds = time.perf_counter() - start
    return Result(text, outcomes, ran.traces, seconds, ran.memory, fault, ran.refusals, ran.heard)


def unreached(notebook: NotebookNode, fault: str) -> dict[str, Outcome]:
    """Return {grade_id: Outcome} of all that has points, where nothing ran; fault: why, "" where that is not known."""
    found = {}
    for cell in notebook.cells:
        if is_grade(cell):
            points = cell.metadata.nbgrader.points
            outcome = Outcome(Verdict.GRADER, None, points, 0.0, fault or words.NOT_REACHED())
            if cell.cell_type != "code" or is_solution(cell):
                outcome = Outcome(Verdict.NOT_RUN, None, points, 0.0, words.BY_HAND())
            found[cell.metadata.nbgrader.grade_id] = outcome
    return found


def run(job: Job, notebook: NotebookNode, scratch: str) -> Ran:
    """Run a job in the folder scratch; outputs are put into notebook."""
    setting = Setting(job, languages.of(provisioner.spec(job.kernel_name)), Budget(job.limits), scratch)
    with contextlib.closing(Hearings(job)) as hearings:
        if job.only:
            again = InPlace(as_handed_in(job), setting, hearings, job.only)
            again.all()
            return Ran(again.outcomes, {}, setting.budget.memory, again.refusals, hearings.heard)
        first = first_run(notebook, setting, hearings)
        confirm(first, setting, hearings)
    outcomes = first.outcomes
    if setting.language.whole:
        outcomes = shadows.explained(notebook.cells, job.owners, outcomes)
    return Ran(outcomes, first.traces, setting.budget.memory, first.refusals, hearings.heard)


def first_run(notebook: NotebookNode, setting: Setting, hearings: Hearings) -> Run:
    """Run a notebook as its language allows; without leaving cells out where one of them was missed."""
    if not setting.language.whole:
        once = Once(notebook, setting)
        once.all()
        return once
    first = First(notebook, setting, hearings, setting.job.idle)
    first.all()
    if setting.job.idle and first.misses_a_name():
        first = First(notebook, setting, hearings)
        first.all()
    return first


def confirm(first: Run, setting: Setting, hearings: Hearings) -> None:
    """Run the notebook as handed in for the tests that did not pass and may; what they come to there counts."""
    doubtful = first.doubtful()
    if doubtful:
        again = InPlace(as_handed_in(setting.job), setting, hearings, doubtful)
        again.all()
        first.refusals |= again.refusals
        for key in doubtful & set(again.outcomes):
            if rank(again.outcomes[key]) > rank(first.outcomes[key]):
                first.take(key, again.outcomes[key], again.outputs[key])


def as_handed_in(job: Job) -> NotebookNode:
    """Return the notebook as handed in, which runs from top to bottom, each test whole where it stands."""
    return nbformat.reads(job.plain or job.notebook, as_version=4)


def lay_out(job: Job, scratch: Path) -> None:
    """Fill the scratch folder with what the lesson keeps beside its notebook."""
    for name, content in job.files.items():
        path = scratch / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for name, place in job.folders.items():
        (scratch / name).symlink_to(place)
