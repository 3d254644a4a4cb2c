"""A student's own notebook as its visible checks see it: read, run as it stands, and told in a line an exercise.

It depends on that notebook alone: what is a test, its points and how it was handed out stand in its cells' metadata.
The cells run in the folder where the notebook lies and with the student's own rights, as in her own kernel: what they
read and write there is the same. Nothing but the cells themselves writes anything.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME as NATIVE_KERNEL
from nbformat import NotebookNode

from autograder import text, words
from autograder.cells import grade_id_of, is_marked, is_test, language_of, view
from autograder.doors.exercises import PASSED, Exercise, Looking, Note, Place, tidy
from autograder.errors import GraderError, SubmissionError
from autograder.execute.budget import Budget
from autograder.execute.job import Job
from autograder.execute.run import execute_at
from autograder.execute.scoring import errors
from autograder.prepare.notebook import decode, load_json
from autograder.sandbox import provisioner
from autograder.verdicts import UNWRITTEN, Outcome

# Errors of checks.py, which say all that there is to say in so many lines; and letters of a line.
OURS, LINES, LONGEST = ("NotYet", "NotStarted"), 4, 500
# A check's line that says no more than that its exercise is not started.
BARE = re.compile(r"○ [^.]*\([^()]*\)\.")
OPEN, UNTOUCHED = "✗", "○"
# Variables by which a Jupyter server tells a kernel of itself.
SERVERS = ("JPY_", "JUPYTER_TOKEN")


@dataclass
class Answer:
    """What Validate answers: the sum in a sentence, or why there is none; an exercise a line; notes."""

    said: str
    exercises: list[Exercise] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether points by the visible checks are missing, or nothing could be run."""
        return not self.exercises or any(each.points < each.of for each in self.exercises)

    def plain(self) -> dict[str, Any]:
        """Return it as plain data, with each exercise's line."""
        found = asdict(self)
        for each, exercise in zip(found["exercises"], self.exercises, strict=True):
            each["line"] = exercise.line
        return found

    def lines(self) -> list[str]:
        """Return it as a terminal shows it."""
        found = []
        for each in self.exercises:
            found += [f"{each.mark} {each.line}", *(f"    {line}" for line in each.said)]
        return [*found, *(each.said for each in self.notes), self.said]


class Desk:
    """One notebook, on its way through its cells.

    progress: is told, in a few words, where it is. Raises SubmissionError, in one line, for what is no notebook.
    """

    def __init__(self, path: Path, budget: Budget, progress: Callable[[str], object] = bool) -> None:
        """Read it and see what is to be run."""
        self.path, self.budget, self.progress = path.absolute(), budget, progress
        self.notebook = read(path)
        self.counts = tidy(self.notebook)
        looking = Looking()
        for index, cell in enumerate(self.notebook.cells):
            looking.look(cell, Place(cell.id, index))
        self.exercises, self.notes = looking.exercises(), looking.notes
        self.told = ""

    def run(self, config: dict[str, Any]) -> Answer:
        """Run it and return the Answer; config: what of a configuration kernels are started with."""
        if not self.exercises:
            return Answer(words.NO_TESTS(name=text.shown(self.path.name)))
        self.say(words.STARTING())
        job = Job(
            nbformat.writes(self.notebook),
            owners=owners(self.exercises, self.notebook),
            limits=self.budget.limits,
            kernel_name=kernel_name(self.notebook),
            config=within_rights(config),
        )
        result = execute_at(self.path.parent, job, self.budget, self.begins)
        if self.budget.stopped:
            return Answer(words.STOPPED())
        if result.fault:
            return Answer(words.NOT_VALIDATED(reason=result.fault))
        ran = nbformat.reads(result.notebook, as_version=4)
        for each in self.exercises:
            judge(each, [(ran.cells[test.index], result.outcomes) for test in each.tests])
        return self.answer(ran)

    def begins(self, index: int) -> None:
        """Tell how far it is, when a cell is about to run."""
        done = [number for number, each in enumerate(self.exercises, 1) if each.place.index <= index]
        if done:
            self.say(words.RUNNING_EXERCISE(number=done[-1], count=len(self.exercises)))
        else:
            self.say(words.RUNNING_ABOVE())

    def say(self, what: str) -> None:
        """Tell something that is new."""
        if what != self.told:
            self.told = what
            self.progress(what)

    def answer(self, ran: NotebookNode) -> Answer:
        """Return the Answer, once all exercises are judged; ran: the notebook with its outputs."""
        points, of = sum(each.points for each in self.exercises), sum(each.of for each in self.exercises)
        by_hand = sum(view(cell).points for cell in ran.cells if is_marked(cell) and not is_test(cell))
        notes = [*self.notes, *first_error(ran)]
        notes += [Note(words.COPIED_TEST(name=name, count=count)) for name, count in self.counts.items() if count > 1]
        if by_hand:
            notes.append(Note(words.MORE_BY_HAND(points=by_hand)))
        return Answer(words.VISIBLE_SUM(points=points, of=of), self.exercises, notes)


def read(path: Path) -> NotebookNode:
    """Return the notebook in a file; raises SubmissionError, in one line, where there is none that can be run."""
    name = text.shown(path.name)
    try:
        content = load_json(decode(path.read_bytes(), name), name)
    except FileNotFoundError as error:
        raise SubmissionError(words.NOT_FOUND(name=name)) from error
    except OSError as error:
        raise SubmissionError(f"{name}: {words.CANNOT_READ(reason=error.strerror)}") from error
    try:
        notebook = nbformat.convert(nbformat.from_dict(content), 4)
        for index, cell in enumerate(notebook.cells):
            cell.setdefault("id", f"cell-{index}")
            cell.setdefault("metadata", NotebookNode())
            cell.source = "".join(cell.source)  # a list of lines, as a file has it
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
            cell.pop("attachments", None)
        notebook.setdefault("metadata", NotebookNode())
        notebook.nbformat_minor = max(5, notebook.get("nbformat_minor", 5))
    except Exception as error:  # of many types: whatever it is, the file is no notebook
        reason = text.told(error, 100)
        raise SubmissionError(f"{name}: {words.NO_NOTEBOOK(reason=reason)}") from error
    return notebook


def owners(exercises: Iterable[Exercise], notebook: NotebookNode) -> dict[str, str]:
    """Return {a test's grade_id: the grade_id of the answer that it tests}."""
    names = {each.place.index: grade_id_of(notebook.cells[each.place.index]) or "" for each in exercises}
    tests = [(each.place.index, test.index) for each in exercises for test in each.tests]
    return {grade_id_of(notebook.cells[test]) or "": names[answer] for answer, test in tests if answer != test}


def kernel_name(notebook: NotebookNode) -> str:
    """Return the name of the kernel that runs a notebook: of Python's this one, where there is none of its name."""
    spec = notebook.metadata.get("kernelspec")
    name = spec.get("name") if isinstance(spec, dict) else None
    try:
        provisioner.spec(str(name))
    except GraderError:
        return NATIVE_KERNEL if language_of(notebook) == "python" or name is None else str(name)
    return str(name)


def within_rights(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return a configuration in which kernels have the student's own rights and variables, without any walls."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(SERVERS)}
    own["NBGRADER_EXECUTION"] = "validate"  # as nbgrader tells it
    return {**config, "Sandbox": {"minimum": "none", "environment": own}}


def judge(exercise: Exercise, tests: Iterable[tuple[NotebookNode, Mapping[str, Outcome]]]) -> None:
    """Put into an exercise what came of its tests, each with its cell as it ran."""
    untouched = not exercise.said
    for cell, outcomes in tests:
        outcome = outcomes[grade_id_of(cell) or ""]
        exercise.points += outcome.score or 0.0
        if outcome.score != outcome.points:
            found = errors(cell)
            untouched = untouched and bool(found) and found[0].ename in UNWRITTEN
            exercise.said += [line for line in said_by(found, outcome) if line not in exercise.said]
    if exercise.points >= exercise.of:
        exercise.mark, exercise.state = PASSED, words.verdict("passed")
    elif untouched:
        exercise.mark, exercise.state = UNTOUCHED, words.NOT_STARTED()
    else:
        exercise.mark, exercise.state = OPEN, words.NOT_YET()


def said_by(found: Sequence[NotebookNode], outcome: Outcome) -> list[str]:
    """Return what a test says that has not passed: a check of ours its few lines, any other error one."""
    if found and found[0].ename in OURS:
        lines = found[0].evalue.splitlines()[:LINES]
        return [text.shown(line, LONGEST) for line in lines if not BARE.fullmatch(line)]
    if found and found[0].ename in UNWRITTEN:
        return []
    return [text.shown(outcome.reason, LONGEST)] if outcome.reason else []


def first_error(ran: NotebookNode) -> list[Note]:
    """Return a note on the first cell outside of the tests that ended in an error, where there is one."""
    for index, cell in enumerate(ran.cells):
        if cell.cell_type == "code" and not is_test(cell) and (found := errors(cell)):
            error = text.shown(f"{found[0].ename}: {found[0].evalue}".splitlines()[0], LONGEST)
            return [Note(words.OWN_ERROR(error=error), Place(cell.id, index))]
    return []
