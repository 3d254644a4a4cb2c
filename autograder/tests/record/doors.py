"""The doors through which a mark is told, and what each says: a mark, held or missing."""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from nbgrader.api import MissingEntry

from autograder.tests import small

CONFIG = """
from nbgrader.plugins import BasePlugin


class OneLess(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 1


c.AssignLatePenalties.plugin_class = OneLess
c.ExportApp.plugin_class = "autograder.record.export.MarksExportPlugin"
c.GenerateFeedback.preprocessors = ["autograder.record.marks.GetMarks"]
c.GenerateFeedback.exporter_class = "autograder.record.feedback.PageExporter"
c.Exchange.root = "{root}/exchange"
"""


def page(root, student):
    """Return the page of feedback, "" where there is none."""
    path = root / "feedback" / student / small.LESSON / "small.html"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def nbgrader(root, *arguments):
    """Run nbgrader in the course."""
    tool = Path(sys.executable).with_name("nbgrader")
    env = os.environ | {"PATH": f"{tool.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run([tool, *arguments], cwd=root, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def exported(root):
    """Return {student: mark, "held" or "missing"} of `nbgrader export`."""
    nbgrader(root, "export")
    with (root / "nbgrader_export.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["score"] == row["raw_score"] == "" for row in rows if row["state"] != "graded")
    return {row["student_id"]: float(row["score"]) if row["score"] else row["state"] for row in rows}


def in_gradebook(root, student):
    """Return the mark, "held" or "missing", as the formgrader reads it from the gradebook."""
    with small.gradebook(root) as book:
        try:
            submission = book.find_submission(small.LESSON, student)
        except MissingEntry:
            return "missing"
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        waiting = [grade for grade in grades if grade.auto_score is None and grade.manual_score is None]
        assert all(grade.needs_manual_grade for grade in waiting)
        return "held" if waiting else max(0, submission.score - submission.late_submission_penalty)


def on_page(root, student):
    """Return the mark, "held" or "missing", as the page of feedback tells it."""
    shown = page(root, student)
    mark = re.search(r"Mark: ([\d.]+) of 5 points", shown)
    held = "Your mark is held until a person has looked." in shown
    assert bool(mark) + held == bool(shown)
    return float(mark[1]) if mark else "held" if held else "missing"


def in_log(root):
    """Return {student: mark or "held"} as the last line of the log of marks has it."""
    marks = map(json.loads, (root / "receipts.jsonl").read_text(encoding="utf-8").splitlines())
    return {each["student"]: each["entry"]["mark"] for each in marks if each["kind"] == "mark"}


def doors(root, out, students):
    """Return {door: {student: mark, "held" or "missing"}}; out: what the run has printed."""
    table = {}
    for line in out.split("mark\n", 1)[1].splitlines():
        words = line.split()
        if words and words[0] in students:
            table[words[0]] = float(words[-3]) if words[-2] == "/" else words[-1]
    with (root / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student"]: row["mark"] for row in csv.DictReader(file)}
    run = json.loads((root / "run.json").read_text(encoding="utf-8"))
    return {
        "table": table,
        "grades.csv": {name: mark if mark in ("held", "missing") else float(mark) for name, mark in rows.items()},
        "run.json": {each["student"]: each["mark"] for each in run},
        "gradebook": {name: in_gradebook(root, name) for name in students},
        "export": exported(root),
        "page": {name: on_page(root, name) for name in students},
        "log": dict.fromkeys(students, "missing") | in_log(root),
    }
