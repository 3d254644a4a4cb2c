"""What a page shows of a notebook."""

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.utils import compute_checksum

from autograder import words
from autograder.bank.bank import Bank
from autograder.record import feedback
from autograder.record.page import DUE, Label, page
from autograder.record.tables import HELD
from autograder.tests import small
from autograder.verdicts import LIKELY, Outcome, Verdict

NAMES = {"student": "ada", "assignment": "1-small"}


def marked(notebook, trusted=True, **scores):
    """Return a notebook with the gradebook's marks in it, as marks.GetMarks puts them there."""
    if trusted:
        notebook.metadata.autograder = {}
    for cell in notebook.cells:
        if "points" in cell.metadata.get("nbgrader", {}):
            cell.metadata.nbgrader.score = scores.get(cell.id)
    return notebook


def written():
    """Return a written answer that a person marks, untouched."""
    made = small.cell("YOUR ANSWER HERE", "why", answer=True, points=2, kind="markdown")
    made.metadata.nbgrader.checksum = compute_checksum(made)
    return made


def test_marks_and_verdicts():
    """Of exercises and of it all: passed, partly passed, held."""
    made = page(marked(small.source(), test_double=2, test_halve=1.5), NAMES)
    assert [(each.title, each.mark, each.verdict) for each in made.exercises] == [
        ("Exercise 1 - Double", 2, "passed"),
        ("Exercise 2 - Halve", 1.5, "partly passed"),
    ]
    assert (made.mark, made.points, made.title) == (3.5, 5, "A small lesson")
    made = page(marked(small.source(), test_double=2), NAMES)
    assert (made.mark, made.exercises[1].verdict, made.exercises[1].checks[0].verdict) == (None, HELD, HELD)


def test_extra_credit_is_no_part_of_the_points():
    """More than all points is passed, at the check as at its exercise; what is taken off leaves no less than 0."""
    made = page(marked(small.source(), test_double=2.5, test_halve=0), NAMES | {"late_penalty": 9})
    assert [each.checks[0].verdict for each in made.exercises] == ["passed", "failed"]
    assert made.exercises[0].verdict == "passed" and made.mark == 0


def test_a_task_s_text_is_nobody_s_answer():
    """What stands in it is the lesson's, an instructor's scheme for its marks at times."""
    task = small.cell("Draw it. === BEGIN MARK SCHEME === two points a line", "task", kind="markdown")
    task.metadata.nbgrader.update(task=True, points=4, score=3, comment="Well drawn.")
    made = page(marked(small.source([task]), test_double=2, test_halve=3, task=3), NAMES)
    (exercise,) = [each for each in made.exercises if any(check.name == "task" for check in each.checks)]
    assert exercise.comments == ["Well drawn."] and exercise.mark == 6
    assert not any("SCHEME" in f"{each.source}{each.html}" for each in exercise.answers)
    made = page(marked(small.source([task]), test_double=2, test_halve=3), NAMES)
    (check,) = [check for each in made.exercises for check in each.checks if check.name == "task"]
    assert (check.score, check.verdict, check.lines) == (None, DUE, ("A person marks this.",))


@pytest.mark.parametrize("changed, due", [(True, Label(DUE, "A person marks this.")), (False, None)])
def test_a_written_answer(changed, due):
    """It waits for a person; one that was left as it was is 0, and the page says why."""
    cell = written()
    if changed:
        cell.source = "Because."
    due = due or Label("failed", "It was left as it was handed out.")
    assert feedback.label("why", cell, Outcome(Verdict.NOT_RUN, None, 2), "", Bank()) == due


@pytest.mark.parametrize(
    "outcome, said",
    [
        (Outcome(Verdict.PASSED, 2, 2), ""),
        (Outcome(Verdict.FAILED, 0, 2, reason="AssertionError: 3 was due"), "3 was due"),
        (Outcome(Verdict.FAILED, 0, 2, reason="ValueError: no"), "ValueError: no"),
        (Outcome(Verdict.DIED, None, 2, reason="signal 9"), "Your code ended the kernel that it ran in; a person will"),
        (
            Outcome(Verdict.FAILED, 0, 2, reason="4 squared is 16", hidden=True),
            "It passes the checks that you see, but",
        ),
    ],
)
def test_what_a_student_is_told_of_a_test(outcome, said):
    """The check's own words; of what is held who looks at it; of a hidden part nothing."""
    (cell,) = [each for each in small.source().cells if each.id == "test_double"]
    label = feedback.label("test_double", cell, outcome, "It doubles twice.", Bank())
    assert label.message.startswith(said) and "squared" not in label.message
    assert label.plain() == {"verdict": str(outcome.verdict), "message": label.message, "mistake": "It doubles twice."}


def test_a_mistake_that_the_check_has_named_is_named_once():
    """Its own message says it."""
    (cell,) = [each for each in small.source().cells if each.id == "test_double"]
    outcome = Outcome(Verdict.FAILED, 0, 2, reason=f"AssertionError: no | {LIKELY}twice.")
    assert feedback.label("test_double", cell, outcome, "It doubles twice.", Bank()).mistake == ""


def test_what_somebody_else_has_run_shows_no_outputs():
    """Hidden tests may have run before the outputs came, and the labels are nobody's."""
    notebook = marked(small.source(), trusted=False, test_double=0, test_halve=3)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [new_output("stream", text="expect(double, 4, 8)")]
            cell.metadata.autograder = {"verdict": "passed", "message": "told", "mistake": ""}
    made = page(notebook, NAMES)
    assert all(not each.outputs for exercise in made.exercises for each in exercise.answers)
    assert [(check.verdict, check.lines) for each in made.exercises for check in each.checks] == [
        ("failed", ()),
        ("passed", ()),
    ]


def test_a_heading_of_the_student_s_own_names_no_exercise():
    """Nor a second one of the same number: then it is called by its first cell."""
    notebook = small.source()
    own = new_markdown_cell("### Exercise 9 - Mine (1 point)", metadata={"autograder": {"own": True}})
    notebook.cells.insert(4, nbformat.from_dict(own))
    notebook.cells[7].source = notebook.cells[3].source
    titles = [each.title for each in page(marked(notebook), NAMES).exercises]
    assert titles == ["Exercise 1 - Double", "halve"]


def test_another_look():
    """It is told below its exercise: while it is open, and once a person has marked that; not at full marks."""
    notebook = marked(small.source(), test_double=1, test_halve=3)
    notebook.metadata.autograder = {"asked": ["double", "halve", "", 7]}
    assert [each.look for each in page(notebook, NAMES).exercises] == [words.ASKED(), ""]
    notebook.cells[5].metadata.nbgrader.by_hand = True
    assert [each.look for each in page(notebook, NAMES).exercises] == [words.ASKED_MARKED(), ""]
    held = marked(small.source(), test_halve=3)
    held.metadata.autograder = {"asked": ["double"], "held": "no notebook"}
    assert [each.look for each in page(held, NAMES).exercises] == [words.ASKED(), ""]
    assert not any(each.look for each in page(marked(small.source(), test_double=1), NAMES).exercises)


@pytest.mark.parametrize(
    ("verdict", "why"),
    [
        (Verdict.DIED, "It had been held, since your code ended the kernel that it ran in."),
        (Verdict.NOT_RUN, "It had been held, since it was not run."),
        (Verdict.TAMPERED, "It had been held, since its check did not work as it should in your notebook."),
        (Verdict.GRADER, "It had been held, since it could not be graded, which was no fault of yours."),
    ],
)
def test_what_a_person_has_marked(verdict, why):
    """It says so, and why it had been held; what a test said stands where the person agrees with it."""
    notebook = marked(small.source(), test_double=1, test_halve=0)
    for cell in notebook.cells:
        if cell.id.startswith("test_"):
            cell.metadata.nbgrader.by_hand = True
            outcome = (
                Outcome(verdict, None, 2, reason="x") if cell.id == "test_double" else Outcome(Verdict.FAILED, 0, 3)
            )
            told = feedback.label(cell.id, cell, outcome, "It halves twice.", Bank())
            cell.metadata.autograder = (
                Label(told.verdict, "It is 2.", told.mistake) if outcome.score == 0 else told
            ).plain()
    first, second = (each.checks[0] for each in page(notebook, NAMES).exercises)
    assert first.lines == ("Marked by your instructor.", why) and first.verdict == "partly passed"
    assert second.lines == ("Marked by your instructor.", "It is 2.") and second.mistake == "It halves twice."
    notebook.cells[-1].metadata.nbgrader.score = 3
    (second,) = page(notebook, NAMES).exercises[1].checks
    assert second.lines == ("Marked by your instructor.",) and (second.verdict, second.mistake) == ("passed", "")
