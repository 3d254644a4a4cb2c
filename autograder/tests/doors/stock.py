"""Courses graded by nbgrader itself and by ours, and what their gradebooks say, cell by cell."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import nbgrader
from nbgrader.api import Gradebook
from nbgrader.utils import is_solution

PROCESS = Path(__file__).with_name("stock_process.py")
# What comes with nbgrader: notebooks of its own tests.
FILES = Path(nbgrader.__file__).parent / "tests"
# Nobody's state is worth a graceful end of a kernel, and the same source makes the same hashed tests each time.
QUICK = """
c.Execute.shutdown_kernel = "immediate"
c.InstantiateTests.use_salt = False
"""


@dataclass
class Books:
    """What two gradebooks say, and what was said on the way.

    stock, ours: see rows(); totals: {(lesson, student): (mark, points)} as nbgrader sums them up; marks: the same of
    our run.json; refused: the lessons that nbgrader makes no assignment of; failed: {(lesson, student)} whom nbgrader
    could not grade; lines, errors: what `python -m autograder grade` has printed.
    """

    stock: dict
    ours: dict
    totals: dict
    marks: dict
    refused: set
    failed: set
    lines: list
    errors: list


def environment():
    """Return an environment in which nbgrader finds alembic, which it starts by name."""
    return os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def nbgrader_commands(root, *commands):
    """Run nbgrader's commands in the course at root, each a list of words; return their exit codes."""
    options = {"cwd": root, "env": environment(), "capture_output": True, "text": True, "timeout": 900}
    done = subprocess.run([sys.executable, PROCESS], input=json.dumps(commands), **options)
    assert done.returncode == 0, done.stderr[-5000:]
    return json.loads(done.stdout)


def quickstart(place):
    """Make the course of `nbgrader quickstart` in the folder place; return its root."""
    command = [sys.executable, "-m", "nbgrader", "quickstart", "quick"]
    done = subprocess.run(command, cwd=place, env=environment(), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return place / "quick"


def configure(root, text):
    """Add lines to the configuration of the course at root."""
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(text)


def release(root, *lessons):
    """Let nbgrader make the lessons of the course at root; return the names of those that it refuses."""
    commands = [["generate_assignment", f"--assignment={name}", "--force", "--log-level=ERROR"] for name in lessons]
    codes = nbgrader_commands(root, *commands)
    return {name for name, code in zip(lessons, codes, strict=True) if code}


def update(root, lesson, name):
    """Let nbgrader bring the metadata in a lesson's source up to date."""
    assert nbgrader_commands(root, ["update", f"source/{lesson}/{name}", "--log-level=ERROR"]) == [0]


def released(root, lesson, name):
    """Return a notebook as students get it."""
    return nbformat.read(root / "release" / lesson / name, nbformat.NO_CONVERT)


def solved(root, lesson, name, only=None):
    """Return a notebook as a student hands it in who has written what the source has; only: in these cells alone."""
    source = nbformat.read(root / "source" / lesson / name, nbformat.NO_CONVERT)
    answers = {each.metadata.nbgrader.grade_id: each.source for each in source.cells if is_solution(each)}
    wanted = answers if only is None else {key: answers[key] for key in only}
    return answered(released(root, lesson, name), wanted)


def answered(notebook, answers):
    """Return a notebook with {grade_id: source} written into its cells."""
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.source = answers.get(cell.metadata.nbgrader.get("grade_id"), cell.source)
    return notebook


def submit(root, student, lesson, name, notebook, time=""):
    """Hand in a notebook, or a copy of the file at a path, in the course at root; time: its timestamp.txt."""
    path = root / "submitted" / student / lesson / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(notebook, Path):
        shutil.copyfile(notebook, path)
    else:
        nbformat.write(notebook, path, nbformat.NO_CONVERT)
    if time:
        (path.parent / "timestamp.txt").write_text(time, encoding="utf-8")


def compare(root, refused=frozenset(), due=""):
    """Grade what is handed in in the course at root by nbgrader there, and by ours in a copy; return the Books.

    The copy is made without release and gradebook. refused: lessons left out on nbgrader's side; due: when all of them
    were due, as `nbgrader db` takes it.
    """
    copy = root.with_name(f"{root.name}-ours")
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns("release", "gradebook.db"))
    lessons = sorted(path.name for path in (root / "source").iterdir() if path.is_dir())
    dates = [["db", "assignment", "add", name, f"--duedate={due}", "--log-level=ERROR"] for name in lessons if due]
    handed_in = sorted((path.name, path.parent.name) for path in root.glob("submitted/*/*"))
    chosen = [name for name in lessons if name not in refused]
    grade = [["autograde", f"--assignment={name}", "--log-level=ERROR"] for name in chosen]
    nbgrader_commands(root, *dates, *grade)
    if dates:
        nbgrader_commands(copy, *dates)
    command = [sys.executable, "-m", "autograder", "grade"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=900)
    failed = {each for each in handed_in if each[0] in chosen and not Path(root, "autograded", *each[::-1]).is_dir()}
    said = done.stdout.splitlines(), done.stderr.splitlines()
    return Books(rows(root), rows(copy), totals(root), run_marks(copy), set(refused), failed, *said)


def rows(root):
    """Return what a gradebook says: {(lesson, student, notebook): {cell: {column: value}}}.

    The cell "" is the notebook itself. student "" is the lesson, with its cells as they are registered.
    """
    found = {}
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        for lesson in book.assignments:
            for notebook in lesson.notebooks:
                found[lesson.name, "", notebook.name] = registered(notebook)
            for whole in lesson.submissions:
                for part in whole.notebooks:
                    found[lesson.name, whole.student_id, part.name] = marks(part, whole)
    return found


def totals(root):
    """Return {(lesson, student): (mark, points)} of a gradebook; the mark is "held" where a person is to look."""
    found = {}
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        for lesson in book.assignments:
            for whole in lesson.submissions:
                late = sum(part.late_submission_penalty or 0.0 for part in whole.notebooks)
                mark = "held" if whole.needs_manual_grade else whole.score - late
                found[lesson.name, whole.student_id] = mark, whole.max_score
    return found


def run_marks(root):
    """Return {(lesson, student): (mark, points)} of our run.json."""
    path = root / "run.json"
    entries = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    return {(entry["lesson"], entry["student"]): (entry["mark"], entry["points"]) for entry in entries}


def registered(notebook):
    """Return the cells of a notebook as a gradebook has them."""
    cells = {"": {"kernelspec": notebook.kernelspec, "max_score": notebook.max_score}}
    for each in notebook.source_cells:
        facts = "cell_type", "locked", "source", "checksum"
        cells.setdefault(each.name, {}).update({name: getattr(each, name) for name in facts})
    for each in [*notebook.grade_cells, *notebook.task_cells]:
        cells.setdefault(each.name, {}).update(type=each.type, max_score=each.max_score)
    for each in notebook.solution_cells:
        cells.setdefault(each.name, {}).update(is_solution=True)
    return cells


def marks(part, whole):
    """Return the marks and comments of a submitted notebook; whole: of what it is a part."""
    names = "late_submission_penalty", "max_score"
    facts = {name: getattr(part, name, None) for name in names} | {"total_seconds_late": whole.total_seconds_late}
    cells = {"": {name: value or 0.0 for name, value in facts.items()}}
    for grade in part.grades:
        names = "auto_score", "manual_score", "extra_credit", "needs_manual_grade", "max_score"
        cells.setdefault(grade.name, {}).update({name: getattr(grade, name) for name in names})
    for comment in part.comments:
        cells.setdefault(comment.name, {}).update(auto_comment=comment.auto_comment, comment=comment.manual_comment)
    return cells


def differences(stock, ours):
    """Return {(lesson, student, notebook, cell, column): (stock's value, ours)} where two gradebooks differ."""
    found = {}
    for names in stock.keys() | ours.keys():
        one, other = stock.get(names, {}), ours.get(names, {})
        for cell in one.keys() | other.keys():
            left, right = one.get(cell, {}), other.get(cell, {})
            for column in left.keys() | right.keys():
                if left.get(column, "absent") != right.get(column, "absent"):
                    found[*names, cell, column] = (left.get(column, "absent"), right.get(column, "absent"))
    return dict(sorted(found.items()))
