"""The lesson is graded first: what is wrong with the machine or the lesson costs one line, and no student's mark."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace

import nbformat
import numpy as np
import pytest
from traitlets.config import Config

from autograder import grading, language, rehearsal
from autograder.course import lessons
from autograder.record import basis
from autograder.rubric import Rubric
from autograder.sandbox import causes, warm, warm_process
from autograder.settings import Settings
from autograder.tests import ROOT, small
from autograder.verdicts import Verdict


@pytest.fixture
def root(tmp_path):
    """A small course with one submission."""
    root = small.make_course(tmp_path / "course")
    small.submit(root, "ada")
    return root


def change(root, **sources):
    """Put other sources into cells of the small course's lesson."""
    path = root / "solutions" / small.NOTEBOOK
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = sources.get(cell.id, cell.source)
    nbformat.write(notebook, path)


def configure(root, text):
    """Add lines to the course's configuration."""
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")


def relaxed(root):
    """Return the settings of a course, with more time for a cell: rehearsals run beside other tests."""
    settings = Settings.load(root)
    return replace(settings, limits=replace(settings.limits, cell_seconds=10))


def run(root, executor=None, **options):
    """Grade what is submitted; return ({student: Graded}, lines said, {lesson: why nobody was graded})."""
    job, said = grading.Grading(relaxed(root)), []
    job.say = said.append
    with executor or ThreadPoolExecutor(2) as executor:
        graded = {each.student: each for each in job.run(executor, **options)}
    return graded, said, {name: line for name, line in job.refused.items() if line}


def command(root, *arguments, **variables):
    """Run `python -m autograder grade`; return (exit code, lines of stdout, lines of stderr)."""
    line = [sys.executable, "-m", "autograder", "grade", *arguments]
    done = subprocess.run(line, cwd=root, env=os.environ | variables, capture_output=True, text=True)
    return done.returncode, done.stdout.splitlines(), done.stderr.splitlines()


@pytest.mark.slow
@pytest.mark.confined
class TestRefused:
    """One line, exit code 1, and nothing recorded."""

    def refused(self, root, *words):
        """Return the one line, and see that nothing else came of it."""
        graded, _, refused = run(root)
        told = refused.pop(small.LESSON)
        assert not graded and not refused and "\n" not in told
        assert told.startswith("1-small: nobody was graded, ")
        assert not [each for each in words if each not in told], told
        assert not (root / "autograded").exists() and not (root / "feedback").exists()
        assert not (root / "build/grading/ada").exists()
        with sqlite3.connect(root / "gradebook.db") as database:
            assert database.execute("SELECT count(*) FROM student").fetchone() == (0,)
        return told

    def accepted(self, root):
        """See that the class is graded."""
        graded, _, refused = run(root)
        assert graded["ada"].mark == 5 and not any(refused.values())

    def test_a_wrong_solution(self, root):
        """The line names the lesson, the test and what it said."""
        change(root, double="def double(x):\n    ### BEGIN SOLUTION\n    return 3 * x\n    ### END SOLUTION")
        self.refused(root, "test_double: failed, AssertionError: double(3) returned 9, but 6 was due")

    def test_a_solution_with_part_of_the_points(self, root):
        """Full marks are due."""
        change(root, halve="def halve(x):\n    ### BEGIN SOLUTION\n    return x // 2\n    ### END SOLUTION")
        self.refused(root, "test_halve: partly passed, 1 of 3 points")

    def test_a_release_that_earns_points(self, root):
        """A test that refuses nothing is told, and how to let it be."""
        change(root, test_double="assert double")
        line = self.refused(root, "the untouched release passes test_double (2 of 2 points)")
        assert "c.Rehearsal.exempt = ['test_double']" in line
        configure(root, "c.Rehearsal.exempt = ['test_double']")
        self.accepted(root)

    def test_a_missing_package(self, root):
        """The first error is told, where a test's own says less."""
        change(root, given="import no_such_package\n" + small.GIVEN)
        self.refused(root, "No module named 'no_such_package'", f"no_such_package is missing in {sys.prefix}; install")

    def test_a_package_where_kernels_do_not_look(self, root, tmp_path, monkeypatch):
        """It is named, with the settings that would let kernels see it, and they do."""
        place = tmp_path / "elsewhere"
        (place / "helpers_of_mine").mkdir(parents=True)
        (place / "helpers_of_mine" / "__init__.py").write_text("", encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(place), str(ROOT)]))
        monkeypatch.syspath_prepend(place)
        change(root, given="import helpers_of_mine\n" + small.GIVEN)
        settings = [
            f"c.Sandbox.readable = [{str(place)!r}]",
            f"c.Sandbox.environment = {{'PYTHONPATH': {str(place)!r}}}",
        ]
        self.refused(root, f"helpers_of_mine lies at {place / 'helpers_of_mine'}, where kernels do not look", *settings)
        configure(root, "\n".join(settings))
        self.accepted(root)

    def test_a_variable_that_the_settings_give(self, root):
        """It is named as the likely cause."""
        configure(root, "c.Sandbox.environment = {'KERAS_BACKEND': 'torch', 'HARMLESS': '1'}")
        given = "import os\nassert os.environ['HARMLESS'] and 'KERAS_BACKEND' not in os.environ\n"
        change(root, given=given + small.GIVEN)
        line = self.refused(root, "these variables reach its kernel: KERAS_BACKEND=torch (c.Sandbox.environment)")
        assert "HARMLESS" not in line

    def test_a_kernel_that_is_not_there(self, root):
        """It is named."""
        path = root / "solutions" / small.NOTEBOOK
        notebook = nbformat.read(path, as_version=4)
        notebook.metadata.kernelspec.name = "nowhere"
        nbformat.write(notebook, path)
        self.refused(root, "no kernel is called nowhere; install it where grading runs")

    def test_a_full_disk(self, root, monkeypatch):
        """It is told before anything is run."""
        monkeypatch.setattr(causes, "ROOM", 10**18)
        graded, _, refused = run(root)
        assert not graded and "is full" in refused[small.LESSON] and "make room" in refused[small.LESSON]

    def test_an_executor_that_is_broken(self, root):
        """No job was executed, and no student is told that his was."""

        class Broken(Executor):
            def submit(self, *_):
                future = Future()
                future.set_exception(MemoryError("no worker is left"))
                return future

        graded, _, refused = run(root, Broken())
        assert not graded and "could not be executed (MemoryError: no worker is left)" in refused[small.LESSON]


@pytest.mark.slow
@pytest.mark.confined
def test_a_solution_that_is_out_of_time_is_no_reason_to_judge_it_where_it_stands(root):
    """A machine that is busy in the rehearsal must not leave a test to the students' own processes."""
    slow = small.DOUBLE.replace("return", "__import__('time').sleep(x)\n    return")
    change(root, double=slow, halve=small.HALVE.replace("/", "//"))
    settings = replace(Settings.load(root), limits=replace(Settings.load(root).limits, cell_seconds=2))
    (rubric,) = grading.Grading(settings).lessons[small.LESSON]
    with ThreadPoolExecutor(1) as executor:
        in_place, _ = rehearsal.apart(rehearsal.job(rubric, rehearsal.solved(rubric)), executor)
    assert list(in_place) == ["test_halve"], in_place


@pytest.mark.slow
@pytest.mark.confined
def test_it_is_done_once_while_nothing_has_changed(root, monkeypatch):
    """And again with force, another source, a file beside, a package, a limit; never where nothing is executed."""
    done, perform = [], rehearsal.perform
    monkeypatch.setattr(rehearsal, "perform", lambda *arguments: done.append(1) or perform(*arguments))

    def rehearsed(**options):
        before = len(done)
        graded, _, refused = run(root, **options)
        assert graded["ada"].mark == 5 and not refused
        return len(done) - before

    assert rehearsed() == 1
    assert rehearsed() == 0
    small.submit(root, "ada", double="def double(x):\n    return x + x")
    assert rehearsed() == 0
    assert rehearsed(force=True) == 1
    (root / "solutions" / small.LESSON / "helper.py").write_text("x = 1", encoding="utf-8")
    small.submit(root, "ada")
    assert rehearsed(force=True) == 1
    for module, name, value in ((rehearsal, "packages", ["other-1.0"]), (basis, "grader", "other")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, lambda value=value: value)
            small.submit(root, "ada", double=f"def double(x):  # {name}\n    return x + x")
            assert rehearsed() == 1
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    small.submit(root, "ada", double="def double(x):  # threads\n    return x + x")
    assert rehearsed() == 1


@pytest.mark.slow
@pytest.mark.confined
def test_other_lessons_go_on(root):
    """A lesson that is refused costs its own students' marks only, and what they have stays as it is."""
    assert command(root)[0] == 0
    other = root / "solutions" / "2-other" / "other.ipynb"
    other.parent.mkdir()
    nbformat.write(small.source(), other)
    change(root, test_double="assert double")
    for student in ("ada", "bob"):
        for path, notebook in ((small.NOTEBOOK, "x + x"), ("2-other/other.ipynb", "2 * x")):
            target = root / "submitted" / student / path
            target.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(small.handed_in(double=f"def double(x):\n    return {notebook}"), target)
    code, _, told = command(root)
    assert code == 1 and len(told) == 1 and told[0].startswith("1-small: nobody was graded, ")
    rows = (root / "grades.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert sorted(row.split(",")[:2] for row in rows) == [["ada", "1-small"], ["ada", "2-other"], ["bob", "2-other"]]


@pytest.mark.slow
@pytest.mark.confined
@pytest.mark.parametrize("broken", ["{", '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{}]}'])
def test_a_lesson_that_cannot_be_read_is_told_once(root, broken):
    """As the first of all, which not everyone has handed in: one line, nothing else, and the others are graded."""
    for name in ("0-broken", "3-broken"):
        for folder, content in (("solutions", broken), ("submitted/aaron", small.handed_in())):
            path = root / folder / name / "broken.ipynb"
            path.parent.mkdir(parents=True)
            path.write_text(content if content is broken else nbformat.writes(content), encoding="utf-8")
    code, shown, told = command(root)
    assert code == 1 and [line.partition(",")[0] for line in told] == [
        "0-broken: nobody was graded",
        "3-broken: nobody was graded",
    ]
    assert "ada, 1-small: 5 of 5" in shown and not any("broken" in line for line in shown)


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("OSError: AF_UNIX path too long", "TMPDIR"),
        ("ZMQError: ipc path is longer than 107 characters", "TMPDIR"),
        ("OSError: [Errno 28] No space left on device", "a disk is full"),
        ("SandboxError: bwrap: setting up uid map: Permission denied", "does `bwrap"),
        ("timed out, it ran over 60 s", "is the machine busy"),
        ("CellTimeoutError: sie lief über 60 s", "is the machine busy"),
        ("AssertionError: 1 was due", ""),
    ],
)
def test_causes_are_recognised(said, cause):
    """Each by what the error says; what is not known is not guessed."""
    found = causes.likely(said, Config())
    assert cause in found and bool(cause) == bool(found)


def test_a_test_that_was_out_of_time_has_a_likely_cause():
    """Its verdict says so, whatever is said of it."""
    assert "is the machine busy" in causes.likely("sie lief über 60 s", Config(), slow=True)


def test_an_import_that_failed_beforehand_is_told(monkeypatch):
    """Where a module is there and its import fails; not where it is not installed."""
    failed = {"keras": "ImportError: no backend", "gone": warm_process.absent("gone")}
    monkeypatch.setattr(warm, "failures", lambda: failed)
    found = causes.likely("AssertionError: 1 was due", Config())
    assert "could not import keras (ImportError: no backend)" in found and "gone" not in found


@pytest.mark.slow
@pytest.mark.confined
def test_a_test_that_holds_on_its_author_s_inputs_alone_has_those(root):
    """It is judged apart all the same, and the run says so."""
    drawn = "import numpy as np\nnumber = int(np.random.default_rng(3).integers(10**6))"
    number = int(np.random.default_rng(3).integers(10**6))
    change(root, test_double=f"{drawn}\nexpect(double, number, {2 * number})")
    graded, said, refused = run(root)
    tests = graded["ada"].tests
    assert not refused and f"{small.LESSON}: test_double is judged on its author's inputs alone" in said
    assert (tests["test_double"].verdict, tests["test_double"].seed) == (Verdict.PASSED, None)
    assert tests["test_halve"].seed is not None


@pytest.mark.slow
@pytest.mark.confined
def test_a_judge_that_hears_nobody_leaves_no_test_to_the_kernel(root, monkeypatch):
    """That is a fault of the grader's, and no reason to judge where the student's code is."""
    monkeypatch.setattr(language, "play", lambda address, before: "None")
    graded, _, refused = run(root)
    assert not graded and "the judge has heard no answer of its own solution" in refused[small.LESSON]


@pytest.mark.slow
@pytest.mark.confined
@pytest.mark.parametrize("name", [each.name for each in lessons.lessons(ROOT)])
def test_the_course_is_judged_apart(name):
    """Each test of each lesson, by the engine that grades: its own solution would pass in the kernel alone, too."""
    rubric = Rubric(lessons.lesson(name, ROOT), Settings.load(ROOT))
    solution = rehearsal.job(rubric, rehearsal.solved(rubric))
    assert solution.judged.keys() == rubric.tests.keys()
    with ThreadPoolExecutor(1) as executor:
        assert rehearsal.apart(replace(solution, judged=rubric.needs), executor) == ({}, [])
