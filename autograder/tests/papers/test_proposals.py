"""A mark is a proposal: after a change nothing falls unless a person applies it, and what was applied can be undone."""

import hashlib
import json
from dataclasses import replace

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder import grading
from autograder.bank.flips import Flip
from autograder.commands import proposing
from autograder.errors import ProposalError
from autograder.papers.trial import Trial
from autograder.record import basis, preview
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
    assert {name for name, each in graded.items() if each.note} == {"bob", "kim", "lee"}
    again = small_class.grade(Trial)
    assert small_class.jobs == [] and marks(again) == FIRST


def applied(small_class, wanted=lambda *_: True):
    """Apply what is proposed; return {student: Graded}."""
    course = small_class.course()
    written = [small_class.root / "grades.csv", small_class.root / "run.json"]
    chosen = proposing.waiting(course, wanted)
    found, _ = proposing.apply(
        course.settings, course, lambda kind, only: (list(small_class.grade(kind, only).values()), ""), chosen, written
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
    assert "every file" in undo(small_class)
    assert small_class.files() == before
    with pytest.raises(ProposalError, match="nothing was applied"):
        undo(small_class)
    assert marks(small_class.grade(Trial)) == FIRST and small_class.jobs == []  # what was proposed still is


def by_hand(root, student, name, mark):
    """Give a mark by hand, as the formgrader does."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "small") as book:
        grade = book.find_grade(name, "small", small.LESSON, student)
        grade.manual_score, grade.needs_manual_grade = mark, False
        book.db.commit()


def undo(small_class):
    """Take back what was applied; return the line that tells of it."""
    course = small_class.course()
    written = [small_class.root / "grades.csv", small_class.root / "run.json"]
    return proposing.take_back(course.settings, course, written)[0]


def test_marks_by_hand_stay(small_class):
    """Given before, between preview and applying, and after it: undoing takes back the grader's own marks alone."""
    by_hand(small_class.root, "bob", "test_double", 1)
    small_class.test_of("test_halve", "strict")
    graded = small_class.grade(Trial)
    assert preview.line(graded["bob"].proposals[0]).way == "same"
    by_hand(small_class.root, "lee", "test_double", 1.5)
    assert marks(applied(small_class))["lee"] == 1.5
    by_hand(small_class.root, "kim", "test_double", 2)
    assert "given by hand" in undo(small_class)
    due = {"ada": 5, "bob": 4, "eve": 3.5, "kim": 5, "lee": 4.5}
    assert small_class.marks() == due
    assert marks(small_class.grade()) == due and small_class.jobs == []
    entries = json.loads((small_class.root / "run.json").read_text(encoding="utf-8"))
    assert {each["student"]: each["mark"] for each in entries if each["student"] in due} == due


def test_points_that_change_wait_for_a_person(small_class):
    """Of whoever has a mark; nothing is entered of who hands in meanwhile, and is then."""
    small_class.test_of("test_double", 4)
    small.submit(small_class.root, "new")
    graded = small_class.grade()
    assert {name: each.mark for name, each in graded.items() if name != "new"} == FIRST
    assert "points have changed since marks were given" in graded["new"].held and "--preview" in graded["new"].held
    assert small_class.marks() == FIRST | {"kim": 3, "new": 0}  # nbgrader counts what is held as 0
    entered = applied(small_class)
    assert marks(entered) == {"ada": 7, "bob": 3, "eve": 5.5, "kim": None, "lee": 7}
    assert marks(small_class.grade()) == marks(entered) | {"new": 7}


def test_points_come_back(small_class):
    """Also where the gradebook has changed since."""
    small_class.test_of("test_double", 1)
    small_class.grade(Trial)
    assert marks(applied(small_class))["ada"] == 4
    by_hand(small_class.root, "bob", "test_double", 0.5)
    undo(small_class)
    assert small_class.marks() == FIRST | {"kim": 3, "bob": 3.5}


def test_a_part_is_applied(small_class):
    """Of one student, or one lesson; the rest stays proposed."""
    small_class.test_of("test_halve", "strict")
    small_class.test_of("test_double", "kind")
    small_class.grade(Trial)
    assert marks(applied(small_class, lambda student, _: student == "lee")) == {"lee": 2}
    assert small_class.marks() == {"ada": 5, "bob": 3, "eve": 3.5, "kim": 3, "lee": 2}
    undo(small_class)
    assert marks(applied(small_class)) == {"ada": 5, "bob": 5, "eve": 3.5, "kim": 5, "lee": 2}


def test_what_was_entered_is_told(small_class):
    """And of the rest why it was not: the run was stopped, or it is not as it was proposed."""
    small_class.test_of("test_halve", "strict")
    small_class.grade(Trial)
    graded = list(applied(small_class).values())
    names = [(each.student, small.LESSON, "small") for each in graded]
    assert proposing.entered(graded, names, "") == "5 entered as proposed. GRADE_ARGS=--undo takes it back."
    assert "4 entered as proposed; 1 not come to: GRADE_ARGS=--apply" in proposing.entered(graded[1:], names, "stopped")
    assert "1 not as proposed any more" in proposing.entered(graded[1:], names, "")
    assert "not" not in proposing.entered(graded, names, "stopped after the last")


def test_what_has_changed_again_is_not_applied(small_class):
    """Nor what was handed in anew: it was not seen so."""
    small_class.test_of("test_halve", "strict")
    small_class.grade(Trial)
    small_class.test_of("test_double", "one remark more")
    assert applied(small_class) == {} and small_class.marks() == FIRST | {"kim": 3}
    small_class.grade(Trial)
    small.submit(small_class.root, "lee", double=f"{canned.WRONG}def double(x):\n    return x")
    assert "lee" not in applied(small_class) and small_class.marks()["lee"] == 5
    assert small_class.grade()["lee"].mark == 3  # it is other work, and gets the mark that is due


def test_a_test_that_comes_back_leaves_nothing(small_class):
    """Where the change was taken back before anybody applied it, nothing waits any more."""
    path = small_class.root / "solutions" / small.NOTEBOOK
    before = path.read_bytes()
    small_class.test_of("test_halve", "strict")
    assert small_class.grade()["lee"].proposals
    path.write_bytes(before)
    graded = small_class.grade()
    assert marks(graded) == FIRST and not any(each.proposals or each.note for each in graded.values())
    with pytest.raises(ProposalError, match="nothing is proposed"):
        applied(small_class)


def test_forced_a_mark_does_not_fall_by_chance(small_class):
    """Where the same submission comes to less with the same test, that waits, too."""
    whole, small_class.execute = small_class.execute, lambda job: worse(whole(job))
    graded = small_class.grade(force=True)
    assert marks(graded) == FIRST | {"kim": 3} and graded["ada"].proposals[0].marks == (5, 3)


@pytest.mark.parametrize("part", ["limits", "versions"])
def test_other_limits_or_versions_are_proposals_too(small_class, monkeypatch, part):
    """What else a mark depends on than the lesson: the same preview, the same applying, the same undoing."""
    if part == "limits":
        config = small_class.root / "nbgrader_config.py"
        config.write_text(f"{config.read_text(encoding='utf-8')}c.Execute.timeout = 2\n", encoding="utf-8")
    else:
        monkeypatch.setattr(basis, "versions", lambda: "those of another lock")
    whole, small_class.execute = small_class.execute, lambda job: worse(whole(job))
    before = small_class.files()
    (proposal,) = small_class.grade(Trial)["ada"].proposals
    assert part in proposal.changed and proposal.marks == (5, 3) and small_class.files() == before
    assert small_class.grade()["ada"].mark == 5
    before = small_class.files()
    assert marks(applied(small_class))["ada"] == 3
    undo(small_class)
    assert small_class.files() == before


def worse(result):
    """Return a Result in which nobody has passed test_double."""
    outcomes = dict(result.outcomes)
    outcomes["test_double"] = replace(outcomes["test_double"], verdict=Verdict.FAILED, score=0.0)
    return replace(result, outcomes=outcomes)


def test_being_late_counts_on_both_sides(small_class):
    """What lateness costs is worked out for the mark that would be."""
    config = small_class.root / "nbgrader_config.py"
    config.write_text(config.read_text(encoding="utf-8") + LATE, encoding="utf-8")
    with Gradebook(f"sqlite:///{small_class.root / 'gradebook.db'}", "small") as book:
        book.update_or_create_assignment(small.LESSON, duedate="2026-01-01")
    place = small_class.root / "submitted" / "lee" / small.LESSON
    (place / "timestamp.txt").write_text("2026-01-02 00:00:00 UTC", encoding="utf-8")
    assert small_class.grade()["lee"].mark == 2.5
    small_class.test_of("test_halve", "strict")
    (proposal,) = small_class.grade(Trial)["lee"].proposals
    assert proposal.marks == (2.5, 1) and proposal.penalties == (2.5, 1)
    assert marks(applied(small_class))["lee"] == 1


LATE = """
from nbgrader.plugins import BasePlugin


class Half(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 2


c.AssignLatePenalties.plugin_class = Half
"""


def test_an_undo_that_lacks_a_file_undoes_nothing(small_class):
    """It says what is missing, and every mark stays."""
    small_class.test_of("test_halve", "strict")
    small_class.grade(Trial)
    applied(small_class)
    before = small_class.files()
    (step,) = (small_class.root / "build" / "grading-undo").iterdir()
    (step / "00000").unlink()
    with pytest.raises(ProposalError, match="lacks 00000; nothing was taken back"):
        undo(small_class)
    assert small_class.files() == before


def test_what_a_preview_says(small_class):
    """As lines, and as a page: who loses and why, who gains, how many stay, and what has changed."""
    small_class.test_of("test_halve", "strict")
    small_class.test_of("test_double", "kind")
    graded = small_class.grade(Trial)
    found = preview.lines(proposal for each in graded.values() for proposal in each.proposals)
    made = preview.Preview(found, {"the lesson": 5}, [Flip("1-small", "double", "right_a", True, "test_double", "no")])
    told, page = preview.told(made), preview.page(made)
    assert "1 would lose, 2 would gain, 2 stay as they are" in told.replace("\n", " ")
    assert "lee  5 -> 2  test_halve passed -> failed" in told
    assert "A right answer of the bank is refused: 1-small/double/right_a by test_double: no" in told
    assert "test_halve is strict" in page and "1-small/double/right_a" in page
    assert all(name in page for name in FIRST)
