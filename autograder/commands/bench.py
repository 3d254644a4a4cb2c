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
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import nbformat
from nbgrader.api import Gradebook

from autograder import grading, rehearsal
from autograder.bank.forked import Silent, forked, preload
from autograder.course import demo, lessons
from autograder.course.lessons import Lesson
from autograder.execute import kernel, run
from autograder.execute.job import Job
from autograder.files import replace
from autograder.prepare.idle import idle_cells
from autograder.rubric import Rubric
from autograder.settings import Settings

T = TypeVar("T")
STOCK = """
c = get_config()
c.CourseDirectory.course_id = "embeddings"
c.CourseDirectory.source_directory = "solutions"
c.Execute.timeout = 120
"""
# The seconds that a submission takes, {how it is graded: seconds}.
Row = dict[str, float]


def solved(lesson: Lesson, root: Path) -> str:
    """Return a lesson's solved notebook, as it is handed in; root: of the course that it is of."""
    released = nbformat.read(root / "lessons" / lesson.name / lesson.path.name, as_version=4)
    return nbformat.writes(demo.answered(released, demo.solved(lesson)))


def make_class(root: Path, lesson: Lesson, copies: int, origin: Path) -> Path:
    """Make a course of one lesson at root, with that many copies of its solved notebook handed in.

    origin: the course that the lesson is of, whose bank it has.
    """
    for name in ("data", "lessons", "solutions"):
        part = name if name == "data" else Path(name, lesson.name)
        shutil.copytree(origin / part, root / part)
    place = Settings.load(origin).bank.place
    own = f"\nc.Bank.folder = {str(place)!r}\n" if place else ""
    config = (origin / "nbgrader_config.py").read_text(encoding="utf-8")
    replace(root / "nbgrader_config.py", config + own)
    notebook = solved(lesson, origin)
    for number in range(copies):
        replace(root / "submitted" / f"student-{number:04}" / lesson.name / lesson.path.name, notebook)
    return root


def timed(command: Sequence[str | Path], root: Path) -> float:
    """Run a command in a course; return its seconds. What it says is shown when it fails."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    env = os.environ | {"PATH": path, "PYTHONPATH": str(lessons.find_root())}
    start = time.perf_counter()
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return seconds


def marks(root: Path) -> list[float]:
    """Return the distinct marks in a course's gradebook."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "embeddings") as gradebook:
        return sorted({submission.score for submission in gradebook.assignments[0].submissions})


def stock(lesson: Lesson, copies: int) -> tuple[float, list[float]]:
    """Return (seconds a submission, distinct marks) of `nbgrader autograde`, cold and one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        root = make_class(Path(folder, "course"), lesson, copies, lessons.find_root())
        (root / "nbgrader_config.py").write_text(STOCK, encoding="utf-8")
        nbgrader = Path(sys.executable).with_name("nbgrader")
        timed([nbgrader, "generate_assignment", lesson.name, "--force"], root)
        seconds = timed([nbgrader, "autograde", lesson.name, "--create"], root)
        return seconds / copies, marks(root)


def ours(lesson: Lesson, copies: int, workers: int) -> tuple[float, list[float]]:
    """Return (seconds a submission, distinct marks) of `python -m autograder grade`, feedback included."""
    with tempfile.TemporaryDirectory() as folder:
        root = make_class(Path(folder, "course"), lesson, copies, lessons.find_root())
        seconds = timed([sys.executable, "-m", "autograder", "grade", f"--workers={workers}"], root)
        return seconds / copies, marks(root)


def floor(lesson: Lesson, copies: int) -> float:
    """Return the seconds that the cells of a solved lesson take, without anything around them; the imports are done."""
    preload()
    import keras  # noqa: F401

    start = time.perf_counter()
    for _ in range(copies):
        forked(partial(run_cells, lesson), lesson.path.parent)
    return (time.perf_counter() - start) / copies


def run_cells(lesson: Lesson, shell: Silent) -> None:
    """Run a lesson's cells, and draw its figures, but show nothing."""
    shell.drawn()
    idle = idle_cells(lesson.notebook, lesson.notebook)
    for cell in lesson.notebook.cells:
        if cell.cell_type == "code" and cell.id not in idle:
            shell.run(cell.source)


def compare(lesson: Lesson, copies: int, stock_copies: int) -> Row:
    """Return one lesson's row; raises RuntimeError when marks differ."""
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

    def __init__(self) -> None:
        """Begin without any result."""
        self.results: dict[str, Any] = {}

    def submit(self, function: Callable[..., T], /, *arguments: Any, **options: Any) -> Future[T]:
        """Return a future that is done; the first argument is the job."""
        key = arguments[0].notebook
        if key not in self.results:
            self.results[key] = function(*arguments, **options)
        future: Future[T] = Future()
        future.set_result(self.results[key])
        return future


def solved_job(lesson: Lesson) -> Job:
    """Return the job of the solved lesson."""
    settings = Settings.load()
    solution = nbformat.reads(solved(lesson, settings.root), as_version=4)
    return rehearsal.job(Rubric(lesson, settings), solution)


def recording(lesson: Lesson, copies: int) -> float:
    """Return the seconds that all but the execution takes for that many submissions: prepare, record, feedback."""
    with tempfile.TemporaryDirectory() as folder:
        root = make_class(Path(folder, "course"), lesson, copies, lessons.find_root())
        start = 0.0
        for _ in grading.Grading(Settings.load(root)).run(Replayed()):
            start = start or time.perf_counter()  # after the first one, which was executed
        return (time.perf_counter() - start) / max(1, copies - 1)


def kernels(copies: int) -> dict[str, float]:
    """Return {minimum of the sandbox: seconds from the start of a kernel to its end}, medians, one after the other."""
    seconds: dict[str, list[float]] = {"none": [], "bubblewrap": []}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(copies + 1):
            for minimum, each in seconds.items():
                start = time.perf_counter()
                kernel.Kernel(Job("", config={"Sandbox": {"minimum": minimum}}), folder).stop()
                each += [time.perf_counter() - start] if number else []  # the first one starts the warm process
    return {minimum: statistics.median(each) for minimum, each in seconds.items()}


def judging(lesson: Lesson, copies: int) -> tuple[float, float]:
    """Return (seconds that executing the solved lesson takes, what of it are the judge and control runs), medians.

    Without them each test runs where its answer is, as nbgrader has it.
    """
    job = solved_job(lesson)
    bare = dataclasses.replace(job, judged={}, controls={}, guarded=frozenset())
    seconds: dict[str, list[float]] = {"with": [], "without": []}
    for number in range(copies + 1):
        for name, each in (("with", job), ("without", bare)):
            result = run.execute(each)
            seconds[name] += [result.seconds] if number else []
    both = statistics.median(seconds["with"])
    return both, both - statistics.median(seconds["without"])


def table(rows: dict[str, Row]) -> str:
    """Return the rows of lessons, by their names, as text, with the ratios that matter."""
    head = ["lesson", "stock", "one worker", "two workers", "floor", "stock / two", "one / floor"]
    lines, columns = [head], next(iter(rows.values()))
    total = {key: sum(row[key] for row in rows.values()) for key in columns}
    for name, row in [*rows.items(), ("all", total)]:
        seconds = [f"{row[key]:.2f} s" for key in head[1:5]]
        ratios = [f"{row['stock'] / row['two workers']:.1f}", f"{row['one worker'] / row['floor']:.2f}"]
        lines.append([name, *seconds, *ratios])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(text.rjust(width) for text, width in zip(line, widths, strict=True)) for line in lines)
