"""A mark is a proposal: after a change nothing falls unless a person applies it, and what was applied can be undone."""

import hashlib
from dataclasses import replace

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder import grading
from autograder.commands import proposing
from autograder.papers.trial import Trial
from autograder.record import preview
from autograder.settings import Settings
from autograder.tests import canned, small
from autograder.verdicts import Outcome, Verdict

pytestmark = pytest.mark.slow

OWN = {"autograded", "feedback", "gradebook.db", "grades.csv", "run.json", "build"}


class Class:
    """A class in the small course, graded without kernels; what tests come to depends on their source, too."""

    def __init__(self, root):
        """Hand in and grade the work of five."""
        self.root = small.make_course(root)
        small.submit(self.root, "ada")
        small.submit(self.root, "bob", double=f"{canned.WRONG}def double(x):\n    return x")
        small.submit(self.root, "eve", halve=f"{canned.HALF}def halve(x):\n    return x")
        small.submit(self.root, "kim", double=f"{canned.DIES}def double(x):\n    return x")
        small.submit(self.root, "lee", halve="def halve(x):\n    return x * 0.5  # unusual")
        self.jobs = []

    def execute(self, job):
        """Execute as canned does; a test that holds "strict" refuses what is unusual, one with "kind" nothing."""
        self.jobs.append(job)
        result = canned.execute(job)
        cells = nbformat.reads(job.notebook, as_version=4).cells
        outcomes = dict(result.outcomes)
        for place, cell in enumerate(cells):
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if name in outcomes and "strict" in cell.source and "unusual" in cells[place - 1].source:
                outcomes[name] = Outcome(Verdict.FAILED, 0.0, outcomes[name].points, 0.1, f"{name} is strict")
            if name in outcomes and "kind" in cell.source:
                outcomes[name] = Outcome(Verdict.PASSED, outcomes[name].points, outcomes[name].points, 0.1)
        return replace(result, outcomes=outcomes)

    def grade(self, kind=None, only=None, force=False):
        """Grade; return {student: Graded}."""
        course = self.course()
        self.jobs.clear()
        more = {} if kind is None else {"kind": kind, "only": only}
        return {each.student: each for each in course.run(canned.AtOnce(self.execute), force=force, **more)}

    def course(self):
        """Return the grading of the class."""
        course = grading.Grading(Settings.load(self.root))
        course.preparer, course.may_grade = canned.KEPT, lambda *_: True
        return course

    def test_of(self, name, change):
        """Change a cell of the lesson; change: from its source to another, or to its points where it is a number."""
        path = self.root / "solutions" / small.NOTEBOOK
        notebook = nbformat.read(path, as_version=4)
        (cell,) = (each for each in notebook.cells if each.id == name)
        if isinstance(change, str):
            cell.source = f"{cell.source}\n# {change}"
        else:
            cell.metadata.nbgrader.points = change
        nbformat.write(notebook, path)

    def files(self):
        """Return {path: hash} of all that grading has written, but what only knows how far it is."""
        found = {}
        for path in sorted(self.root.rglob("*")):
            if path.is_file() and path.relative_to(self.root).parts[0] in OWN and "proposed" not in str(path):
                found[str(path.relative_to(self.root))] = hashlib.sha256(path.read_bytes()).hexdigest()
        return {name: each for name, each in found.items() if "grading-undo" not in name}

    def marks(self):
        """Return {student: score} of the gradebook."""
        with Gradebook(f"sqlite:///{self.root / 'gradebook.db'}", "small") as book:
            return {each.student_id: each.score for each in book.assignment_submissions(small.LESSON)}


@pytest.fixture
def small_class(tmp_path):
    """A class that is graded."""
    made = Class(tmp_path / "course")
    made.grade()
    return made


def marks(graded):
    """Return {student: mark} of what was graded."""
    return {name: each.mark for name, each in graded.items()}


FIRST = {"ada": 5, "bob": 3, "eve": 3.5, "kim": None, "lee": 5}


def test_a_mark_that_would_fall_stands(small_class):
    """By a changed test: it is executed once, stays as it was at every door, and is told to the instructor alone."""
    small_class.test_of("test_halve", "strict")
    before = small_class.files()
    graded = small_class.grade()
    assert marks(graded) == FIRST and len(small_class.jobs) == 5
    assert "5 would become 2" in graded["lee"].note and graded["lee"].remark == ""
    (proposal,) = graded["lee"].proposals
    assert proposal.falls and proposal.marks == (5, 2) and proposal.differing == ["test_halve"]
    assert not any(graded[name].proposals for name in ("ada", "bob", "eve", "kim"))
    after = small_class.files()
    assert {name for name in before if "lee" in name and before[name] != after[name]} == set()
    assert marks(small_class.grade()) == FIRST and small_class.jobs == []


def test_a_mark_that_gains_is_entered(small_class):
    """As ever, and so is one where none was before."""
    small_class.test_of("test_double", "kind")
    assert marks(small_class.grade()) == {"ada": 5, "bob": 5, "eve": 3.5, "kim": 5, "lee": 5}


def test_a_preview_changes_nothing(small_class):
    """Not a byte, whoever would gain or lose; then applying executes nothing, and undoing brings every byte back."""
    small_class.test_of("test_halve", "strict")
    small_class.test_of("test_double", "kind")
    small.submit(small_class.root, "new")
    before = small_class.files()
    graded = small_class.grade(Trial)
    assert small_class.files() == before
    assert set(graded) == set(FIRST) and len(small_class.jobs) == 5  # who has no mark yet is not graded
    ways = {each.student: each.way for each in preview.lines(p for g in graded.values() for p in g.proposals)}
    assert ways == {"ada": "same", "bob": "gains", "eve": "same", "kim": "gains", "lee": "loses"}
    again = small_class.grade(Trial)
    assert small_class.jobs == [] and marks(again) == FIRST


def applied(small_class, wanted=lambda *_: True):
    """Apply what is proposed; return {student: Graded}."""
    course, found = small_class.course(), {}
    written = [small_class.root / "grades.csv", small_class.root / "run.json"]
    chosen = proposing.waiting(course, wanted)
    found = proposing.apply(
        course.settings, course, lambda kind, only: list(small_class.grade(kind, only).values()), chosen, written
    )
    proposing.seal(course.settings)
    return {each.student: each for each in found}


def test_what_was_applied_can_be_undone(small_class):
    """Every byte of gradebook, states, pages and notebooks; and a second time there is nothing to undo."""
    small_class.test_of("test_halve", "strict")
    small_class.test_of("test_double", "kind")
    small_class.grade(Trial)
    before = small_class.files()
    graded = applied(small_class)
    assert small_class.jobs == []
    assert marks(graded) == {"ada": 5, "bob": 5, "eve": 3.5, "kim": 5, "lee": 2}
    assert small_class.marks() == {"ada": 5, "bob": 5, "eve": 3.5, "kim": 5, "lee": 2}
    assert marks(small_class.grade()) == marks(graded) and small_class.jobs == []
    course = small_class.course()
    written = [small_class.root / "grades.csv", small_class.root / "run.json"]
    assert "every file" in proposing.take_back(course.settings, course, written)
    assert small_class.files() == before
    with pytest.raises(Exception, match="nothing was applied"):
        proposing.take_back(course.settings, course, written)
    assert marks(small_class.grade(Trial)) == FIRST and small_class.jobs == []  # what was proposed still is
