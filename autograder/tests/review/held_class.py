"""A class of which much is held: answers that end the kernel, written ones, a task, what is no notebook, requests."""

import json
from dataclasses import replace
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_output

from autograder import grading
from autograder.record import tables
from autograder.settings import Settings
from autograder.tests import canned, made_class, small

LESSON = small.LESSON
WHY = small.cell("YOUR ANSWER HERE", "why", answer=True, points=1, kind="markdown")
TASK = small.cell("Draw **two** lines in cells below.", "draw", kind="markdown")
TASK.metadata.nbgrader.update(task=True, points=4)
CONFIG = """
c.Bank.folder = "known"
c.ExportApp.plugin_class = "autograder.record.export.MarksExportPlugin"
"""
DIES = "def double(x):\n    # dies\n    return x + x + x - 1  # {}\n"
# Text of a student's that must stay text.
HOSTILE = (
    "</textarea></pre></code><script>document.forms[0].submit()</script><form action=/case/1 method=post>"
    "<button name=give value=full>x</button></form><img src=x onerror=alert(1)><a href='javascript:alert(1)'>a</a>"
)


def submit(root, student, why="", drawn=(), **answers):
    """Hand in the lesson; why: the written answer; drawn: sources of cells below the task."""
    notebook = small.handed_in(**answers)
    cells = [nbformat.from_dict(json.loads(json.dumps(each))) for each in (WHY, TASK)]
    cells[0].source = why or "YOUR ANSWER HERE"
    outputs = [new_output("stream", text="drawn\n")]
    notebook.cells += [*cells, *(new_code_cell(each, outputs=outputs) for each in drawn)]
    path = root / "submitted" / student / small.NOTEBOOK
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")  # halves of characters, too
    return path


def make(root, task=True):
    """Write the course, and a bank that knows a wrong answer; task: with the written answer and the task."""
    small.make_course(root, [WHY, TASK] if task else [])
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(CONFIG)
    place = root / "known" / "answers" / LESSON / "double"
    place.mkdir(parents=True)
    wrong = f"# mistake: {made_class.MISTAKE}\n# message: once too often\n{made_class.ADDS}"
    (place / "wrong_adds.py").write_text(wrong, encoding="utf-8")
    return root


def run(root, executor=None):
    """Grade what is submitted, and write run.json and grades.csv, as the command does; return {student: Graded}."""
    settings = Settings.load(root)
    job = grading.Grading(replace(settings, limits=replace(settings.limits, cell_seconds=3)))
    job.preparer, job.may_grade = canned.KEPT, lambda *_: True
    found = list(job.run(executor or canned.AtOnce()))
    entries = [tables.entry(each) for each in found]
    tables.write_run(entries, root / "run.json")
    tables.write_csv(entries, root / "grades.csv")
    return {each.student: each for each in found}


def put_request(root, student, said, answer="double"):
    """Put beside a notebook the file in which its student says that an answer is right, "" for one not named."""
    path = root / "submitted" / student / LESSON / "my-answer-is-right.txt"
    before = path.read_text("utf-8") if path.is_file() else ""
    path.write_text(f"{before}{answer}: {said}\n" if answer else f"{said}\n{before}", encoding="utf-8")


def ask(root, student, said, answer="double"):
    """Let a student say that an answer is right, and let the next run read it."""
    put_request(root, student, said, answer)
    run(root)


def desk(root, record, anonymous=False):
    """Return a session at the desk."""
    from autograder.review.desk import Desk

    return Desk.open(grading.Grading(Settings.load(root)), record, Path(root, "grades.csv"), anonymous)


def class_of(root):
    """Hand in, grade, and let some be marked before: one of everything that the queue may hold."""
    make(root)
    submit(root, "ada", double=DIES.format("ada"), why="Since **two** halves make a whole.", drawn=("print('drawn')",))
    submit(root, "bob", double=DIES.format("bob"), halve=f"{canned.WRONG}def halve(x):\n    return 1\n")
    submit(root, "cyd", why="Because.")
    submit(root, "dan").write_text('{"cells": [', encoding="utf-8")
    run(root)
    small.by_hand(root, "cyd", comment="Say why it holds for all x.", why=1, draw=4)
    ask(root, "bob", "It is 1 by the definition.", "halve")
    return root


def class_of_all(root):
    """Hand in, grade and mark before what shows all that pages of the desk can hold; return root."""
    class_of(root)
    alike = f"{canned.WRONG}def halve(x):\n    return {'1 + ' * 200} 1\n"
    for student in ("bob", "eve", "fay"):
        submit(root, student, why="As it is.", halve=alike, drawn=["1"])
    submit(root, "cyd", why="Anew.", double=f"{canned.WRONG}double = 1", halve=canned.HALF)
    run(root)
    for student in ("eve", "fay"):
        small.by_hand(root, student, why=1, draw=1)
    ask(root, "bob", "It is 1 by the definition.", "halve")
    ask(root, "eve", "All right.", "")
    return root


def marks(root):
    """Return {(student, cell): (mark by hand, comment of a person)} of those that there are."""
    with small.gradebook(root) as opened:
        found = {}
        for submission in opened.assignment_submissions(LESSON):
            for part in submission.notebooks:
                for each in part.grades:
                    if each.manual_score is not None:
                        found[submission.student.id, each.name] = each.manual_score
                for each in part.comments:
                    if each.manual_comment:
                        found[submission.student.id, each.name, "said"] = each.manual_comment
        return found


def fields(**told):
    """Return what gives the fields of a form."""
    return lambda name: told.get(name.replace("-", "_"), "")
