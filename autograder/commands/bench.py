"""Measures grading, side by side in one run: stock nbgrader, ours, and the floor beneath both.

It asserts nothing about time; machines differ and are noisy. The floor is the same cells run by IPython in a process
forked after the imports, figures drawn, with no kernel, no gradebook and no files.
"""

import dataclasses
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from pathlib import Path

import nbformat

from autograder import grading
from autograder.course import demo, lessons
from autograder.course.convert import load_config
from autograder.execute import kernel, run
from autograder.execute.job import Job
from autograder.files import replace
from autograder.prepare import notebook as prepare
from autograder.prepare.idle import idle_cells
from autograder.prepare.rebuild import prepared

STOCK = """
c = get_config()
c.CourseDirectory.course_id = "embeddings"
c.CourseDirectory.source_directory = "solutions"
c.Execute.timeout = 120
"""


def make_class(root, lesson, copies, origin):
    """Make a course of one lesson at root, with that many copies of its solved notebook handed in."""
    for name in ("data", "lessons", "solutions"):
        part = name if name == "data" else Path(name, lesson.name)
        shutil.copytree(Path(origin, part), root / part)
    shutil.copy(Path(origin, "nbgrader_config.py"), root)
    released = nbformat.read(Path(origin, "lessons", lesson.name, lesson.path.name), as_version=4)
    notebook = nbformat.writes(demo.answered(released, demo.solved(lesson)))
    for number in range(copies):
        replace(root / "submitted" / f"student-{number:04}" / lesson.name / lesson.path.name, notebook)
    return root


def timed(command, root):
    """Run a command in a course; return its seconds. What it says is shown when it fails."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    env = os.environ | {"PATH": path, "PYTHONPATH": str(lessons.find_root())}
    start = time.perf_counter()
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return seconds


def marks(root):
    """Return the distinct marks in a course's gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "embeddings") as gradebook:
        return sorted({submission.score for submission in gradebook.assignments[0].submissions})


def stock(lesson, copies):
    """Return (seconds a submission, distinct marks) of `nbgrader autograde`, cold and one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        root = make_class(Path(folder, "course"), lesson, copies, lessons.find_root())
        (root / "nbgrader_config.py").write_text(STOCK, encoding="utf-8")
        nbgrader = Path(sys.executable).with_name("nbgrader")
        timed([nbgrader, "generate_assignment", lesson.name, "--force"], root)
        seconds = timed([nbgrader, "autograde", lesson.name, "--create"], root)
        return seconds / copies, marks(root)


def ours(lesson, copies, workers):
    """Return (seconds a submission, distinct marks) of `python -m autograder grade`, feedback included."""
    with tempfile.TemporaryDirectory() as folder:
        root = make_class(Path(folder, "course"), lesson, copies, lessons.find_root())
        seconds = timed([sys.executable, "-m", "autograder", "grade", f"--workers={workers}"], root)
        return seconds / copies, marks(root)


def floor(lesson, copies):
    """Return the seconds that the cells of a solved lesson take, without anything around them; the imports are done."""
    os.environ.update(TF_CPP_MIN_LOG_LEVEL="2", TF_ENABLE_ONEDNN_OPTS="0")
    import keras  # noqa: F401
    import matplotlib.pyplot  # noqa: F401
    import tensorflow  # noqa: F401

    context, total = multiprocessing.get_context("fork"), 0.0
    for _ in range(copies):
        start = time.perf_counter()
        child = context.Process(target=run_cells, args=(lesson,))
        child.start()
        child.join()
        total += time.perf_counter() - start
    return total / copies


def run_cells(lesson):
    """Run a lesson's cells by IPython in this process, and draw its figures, but show nothing."""
    from IPython.core.interactiveshell import InteractiveShell

    os.chdir(lesson.path.parent)
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    shell = InteractiveShell.instance(history_length=0, quiet=True)
    shell.enable_gui = lambda gui=None: None
    shell.enable_matplotlib("inline")
    shell.display_formatter.active_types = shell.display_formatter.format_types
    shell.display_pub.publish = lambda *arguments, **options: None
    idle = idle_cells(lesson.notebook, lesson.notebook)
    for cell in lesson.notebook.cells:
        if cell.cell_type == "code" and cell.id not in idle:
            shell.run_cell(cell.source)


def compare(lesson, copies, stock_copies):
    """Return one lesson's row: {column: value}, seconds a submission; raises RuntimeError when marks differ."""
    cold, cold_marks = stock(lesson, stock_copies)
    one, one_marks = ours(lesson, copies, 1)
    two, two_marks = ours(lesson, copies, 2)
    if not cold_marks == one_marks == two_marks:
        raise RuntimeError(f"{lesson.name}: the marks differ: {cold_marks}, {one_marks}, {two_marks}")
    # In a process of its own, spawned, so that its imports are not in the way of the next measurement.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as executor:
        beneath = executor.submit(floor, lesson, min(copies, 5)).result()
    return {"stock": cold, "one worker": one, "two workers": two, "floor": beneath}


class Replayed(Executor):
    """An executor that runs each notebook once, and answers every other job of the same one with that result."""

    def __init__(self):
        """Begin without any result."""
        self.results = {}

    def submit(self, function, job):
        """Return a future that is done."""
        if job.notebook not in self.results:
            self.results[job.notebook] = function(job)
        future = Future()
        future.set_result(self.results[job.notebook])
        return future


def recording(lesson, copies):
    """Return the seconds that all but the execution takes for that many submissions: prepare, record, feedback."""
    with tempfile.TemporaryDirectory() as folder:
        root = make_class(Path(folder, "course"), lesson, copies, lessons.find_root())
        job = grading.Grading(load_config(root), root, lean=True)
        executor, start = Replayed(), None
        for _ in job.run(executor):
            start = start or time.perf_counter()  # after the first one, which was executed
        return (time.perf_counter() - start) / max(1, copies - 1)


def kernels(copies):
    """Return {minimum of the sandbox: seconds from the start of a kernel to its end}, medians, one after the other."""
    seconds = {"none": [], "bubblewrap": []}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(copies + 1):
            for minimum, each in seconds.items():
                start = time.perf_counter()
                kernel.Kernel(Job("", config={"Sandbox": {"minimum": minimum}}), folder).stop()
                each += [time.perf_counter() - start] if number else []  # the first one starts the warm process
    return {minimum: statistics.median(each) for minimum, each in seconds.items()}


def controls(lesson, copies):
    """Return (seconds that executing the solved lesson takes, what of it are control runs), medians."""
    course_grading = grading.Grading(load_config(lessons.find_root()), lessons.find_root(), lean=True)
    released = nbformat.read(lessons.find_root() / "lessons" / lesson.name / lesson.path.name, as_version=4)
    submitted = nbformat.writes(demo.answered(released, demo.solved(lesson))).encode()
    made = prepared(course_grading.skeleton(lesson), prepare.parse(submitted, lesson.name))
    job = course_grading.job(lesson, made)
    seconds = {"with": [], "without": []}
    for number in range(copies + 1):
        for name, each in (("with", job), ("without", dataclasses.replace(job, controls={}))):
            result = run.execute(each)
            seconds[name] += [result.seconds] if number else []
    both = statistics.median(seconds["with"])
    return both, both - statistics.median(seconds["without"])


def table(rows):
    """Return the rows, {lesson: row}, as text, with the ratios that matter."""
    head = ["lesson", "stock", "one worker", "two workers", "floor", "stock / two", "one / floor"]
    lines, columns = [head], next(iter(rows.values()))
    total = {key: sum(row[key] for row in rows.values()) for key in columns}
    for name, row in [*rows.items(), ("all", total)]:
        seconds = [f"{row[key]:.2f} s" for key in head[1:5]]
        ratios = [f"{row['stock'] / row['two workers']:.1f}", f"{row['one worker'] / row['floor']:.2f}"]
        lines.append([name, *seconds, *ratios])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(text.rjust(width) for text, width in zip(line, widths, strict=True)) for line in lines)
