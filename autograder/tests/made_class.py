"""A made class of 60 in two lessons, graded for real but for the run: what each answer comes to stands in it.

Who answers what is written down here, so that the numbers of its report are known beforehand.
"""

import json
from dataclasses import replace
from datetime import datetime
from functools import cache

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.utils import is_grade, is_solution

from autograder import grading
from autograder.bank import fingerprints
from autograder.execute.job import Result
from autograder.record import tables
from autograder.settings import Settings
from autograder.tests import canned, small
from autograder.verdicts import Outcome, Verdict

FIRST, SECOND = small.LESSON, "2-more"
CONFIG = """
from nbgrader.plugins import BasePlugin


class OneLess(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 1.5


c.AssignLatePenalties.plugin_class = OneLess
c.Bank.folder = "known"
"""
MISTAKE = "The number is added to itself once too often."
ADDS = "def double(x):\n    return x + x + x\n"
# What an answer's directive comes to: {word: (verdict, share of the points, why, whether in the hidden part alone)}.
SAYS = {
    "right": (Verdict.PASSED, 1.0, "", False),
    "half": (Verdict.PARTLY, 0.5, "", False),
    "adds": (Verdict.FAILED, 0.0, "AssertionError: it returned {n}, but 6 was due", False),
    "text": (Verdict.FAILED, 0.0, "AssertionError: it returned '{n}', a text", False),
    "none": (Verdict.FAILED, 0.0, "AssertionError: it returned None", False),
    "raises": (Verdict.FAILED, 0.0, "TypeError: {n} positional arguments", False),
    "heart": (Verdict.FAILED, 0.0, "AssertionError: it returned 6 for 4, but 8 was due", True),
    "loops": (Verdict.TIMED_OUT, 0.0, "more than 3 seconds", False),
    "dies": (Verdict.DIED, None, "its code ended the kernel", False),
    "NotImplementedError": (Verdict.FAILED, 0.0, "NotImplementedError", False),
}
# Of these an answer leaves a trace: the first one is the bank's.
TRACES = {
    kind: {"message": f"AssertionError: {kind}", "calls": 1, "structure": "ab", "numbers": [float(number)]}
    for number, kind in enumerate(("adds", "text", "none"))
}
# Who answers what, from the best student to the last: {exercise: [(how many, word), ...]}; "-" is an untouched starter.
PLAN = {
    FIRST: {
        "double": [(20, "right"), (2, "dies"), (5, "heart"), (9, "adds"), (6, "text"), (3, "none"), (4, "raises")]
        + [(2, "loops"), (4, "-")],
        "halve": [(15, "right"), (10, "half"), (8, "right"), (12, "half"), (6, "none"), (4, "-")],
    },
    SECOND: {
        "add": [(30, "right"), (14, "none"), (8, "text"), (1, "-")],
        "scale": [(24, "right"), (10, "heart"), (19, "none")],
        "mean": [(20, "right"), (20, "half"), (13, "raises")],
        "join": [(8, "raises"), (20, "right"), (10, "half"), (15, "right")],
    },
}
POINTS = {"double": 2, "halve": 3, "add": 2, "scale": 2, "mean": 4, "join": 4}
STUDENTS = [f"s{number:02}" for number in range(1, 57)] + ["o'neil", "ünal_ş", '50% & "co"']
# By the roster; s58 has handed in nothing.
NAMES = {"s01": ("Ada", "Byron"), "s02": ("Bob", "Ross"), "s25": ("Max", "Muster"), "s58": ("Eve", "Adams")}
LATE = ["s08", "s09", "s30"]
# Marks by hand, which end why they were held or change what a test said: {student: {test: mark}}.
BY_HAND = {"s21": {"test_double": 1.0}, "s05": {"test_halve": 2.5}}
BROKEN = "s56"  # what it handed in for the first lesson is no notebook


def words(lesson, exercise):
    """Return the words of an exercise, one for each who has handed in the lesson, from the best to the last."""
    return [word for count, word in PLAN[lesson][exercise] for _ in range(count)]


def handed_in(lesson):
    """Return who has handed in a notebook of a lesson, in the order of words()."""
    return STUDENTS[: len(words(lesson, next(iter(PLAN[lesson]))))] if lesson == FIRST else STUDENTS[6:]


@cache
def second():
    """Return the second lesson's source."""
    cells = [new_markdown_cell("# More of it", id="title"), small.cell(small.GIVEN, "given")]
    for number, name in enumerate(PLAN[SECOND], 1):
        cells.append(
            new_markdown_cell(f"### Exercise {number} - {name.title()} ({POINTS[name]} points)", id=f"h{number}")
        )
        body = f"def {name}(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
        cells.append(small.cell(body, name, answer=True))
        tests = (f"test_{name}_basic", f"test_{name}_edge") if name == "scale" else (f"test_{name}",)
        cells += [small.cell(f"expect({name}, 3, 3)", each, points=POINTS[name] // len(tests)) for each in tests]
    return new_notebook(cells=cells, metadata=small.source().metadata)


def answer(student, exercise, word):
    """Return an answer: its directive, which is no comment, and comments that name people."""
    if word == "-":
        return None
    own = f"# by {student}, with Bob Ross and s17\n"
    if exercise == "double" and word == "adds" and student != "s29":
        own += f'"""Written by {student}."""\n'
    return f"{own}says = {word!r}\ndef {exercise}(x):\n    return x  # {student}\n"


def submit(root, student, lesson, answers):
    """Hand in a lesson; answers: {exercise: source}, None for a starter as it was handed out."""
    source = small.source() if lesson == FIRST else second()
    notebook = nbformat.from_dict(json.loads(json.dumps(source)))
    for cell in notebook.cells:
        if is_solution(cell):
            name = cell.metadata.nbgrader.grade_id
            starter = f"def {name}(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
            cell.source = starter if answers[name] is None else answers[name]
    path = root / "submitted" / student / lesson / ("small.ipynb" if lesson == FIRST else "more.ipynb")
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    if student in LATE and lesson == SECOND:
        (path.parent / "timestamp.txt").write_text("2026-03-01 13:00:00 UTC", encoding="utf-8")
    return path


def execute(job):
    """Return a Result: each test comes to what its answer says of itself."""
    notebook, word, outcomes, traces = nbformat.reads(job.notebook, as_version=4), "", {}, {}
    size = len(job.notebook)
    for cell in notebook.cells:
        if is_solution(cell):
            word = next(each for each in SAYS if f"says = {each!r}" in cell.source or each in cell.source)
        elif is_grade(cell):
            name, points = cell.metadata.nbgrader.grade_id, cell.metadata.nbgrader.points
            verdict, share, why, hidden = SAYS[word]
            if name == "test_scale_basic" and word == "none":
                verdict, share, why = SAYS["right"][:3]
            score = None if share is None else share * points
            said = why.format(n=size % 7 + 7)
            outcomes[name] = Outcome(verdict, score, points, 0.1, said, hidden)
            if word in TRACES and verdict is Verdict.FAILED:
                traces[name] = TRACES[word]
    return Result(nbformat.writes(notebook), outcomes, traces, 0.5 + size % 10 / 10, 10**8 + size % 5 * 10**7)


def make_bank(root, settings):
    """Write the bank, which knows one mistake."""
    place = root / "known" / "answers" / FIRST / "double"
    place.mkdir(parents=True)
    (place / "wrong_adds.py").write_text(f"# mistake: {MISTAKE}\n# message: once too often\n{ADDS}", encoding="utf-8")
    (rubric,) = grading.Grading(settings).lessons[FIRST]
    entry = {"test": fingerprints.digest(rubric.tests["test_double"]), "traces": {"wrong_adds": TRACES["adds"]}}
    (place / fingerprints.NAME).write_text(fingerprints.dumps({"test_double": entry}), encoding="utf-8")


def run(root):
    """Grade what is submitted, and write run.json and grades.csv."""
    settings = Settings.load(root)
    job = grading.Grading(replace(settings, limits=replace(settings.limits, cell_seconds=3)))
    job.preparer, job.may_grade = canned.KEPT, lambda *_: True
    entries = [tables.entry(each) for each in job.run(canned.AtOnce(execute))]
    tables.write_run(entries, root / "run.json")
    tables.write_csv(entries, root / "grades.csv")


def mark_by_hand(root):
    """Give marks by hand, names, and a time when the second lesson was due, as the formgrader and nbgrader do."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "small") as book:
        for student, marks in BY_HAND.items():
            for test, mark in marks.items():
                grade = book.find_grade(test, "small", FIRST, student)
                grade.manual_score, grade.needs_manual_grade = mark, False
        for student, (first, last) in NAMES.items():
            book.update_or_create_student(student, first_name=first, last_name=last)
        book.find_assignment(SECOND).duedate = datetime(2026, 3, 1, 12)
        book.db.commit()


def make(root):
    """Make the course and grade its class; return root."""
    small.make_course(root)
    path = root / "solutions" / SECOND / "more.ipynb"
    path.parent.mkdir()
    nbformat.write(second(), path)
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(CONFIG)
    (root / "known").mkdir()
    for lesson, exercises in PLAN.items():
        for place, student in enumerate(handed_in(lesson)):
            answers = {name: answer(student, name, words(lesson, name)[place]) for name in exercises}
            submit(root, student, lesson, answers)
    submit(root, BROKEN, FIRST, dict.fromkeys(PLAN[FIRST])).write_text("no notebook", encoding="utf-8")
    (root / "submitted" / "s07" / "holiday.txt").write_text("sun", encoding="utf-8")
    make_bank(root, Settings.load(root))
    run(root)
    mark_by_hand(root)
    run(root)
    return root
