"""Compares our marks with those of the plain run, on notebooks to which honest accidents have happened.

The plain run is what JupyterLab and stock nbgrader would give: the notebook as handed in, run from top to bottom by
plain nbclient, each test cell whole where it stands. It knows nothing of how prepare.py rebuilds a notebook: which cell
is a test, the generator remembers. Our mark must never be below it, except by a limit.

`python -m autograder honest --n=5000` makes notebooks, prints each difference, and drops accidents one by one as long
as the difference stays.
"""

import contextlib
import json
import re
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbgrader.utils import is_grade, is_locked, is_solution
from traitlets.config import Config

from autograder import grading
from autograder.bank import accident, answer
from autograder.cells import grade_id_of, is_test
from autograder.course import demo, lessons
from autograder.course.convert import load_config
from autograder.errors import BankError
from autograder.execute.budget import Limits
from autograder.execute.job import Job, alone, merged
from autograder.execute.judge import judge
from autograder.execute.run import execute, lay_out
from autograder.prepare import notebook as prepare
from autograder.prepare.rebuild import prepared
from autograder.sandbox import provisioner
from autograder.tests import small
from autograder.verdicts import Verdict

DATA = Path(accident.__file__).with_name("accidents")
MOST = 6  # accidents that happen to one notebook
TAUGHT = 0.3  # of the papers of the five lessons, the part that has its teaching cells
LIMITS = Limits(cell_seconds=30, notebook_seconds=300)
SMALL = small.LESSON
# What answers to the small course's exercises may be: right ones first, wrong ones below the line.
RIGHT = {
    "double": [
        "def double(x):\n    return 2 * x",
        "double = lambda x: x + x",
        "def double(x):\n    return shown[0] * x",
        "def double(x):\n    return globals()['shown'][0] * x",
        "def double(x):\n    return eval('sho' + 'wn')[0] * x",
        "import operator\n\n\ndef double(x):\n    return operator.mul(x, 2)",
        'def double(x):\n    """Return twice x."""\n    return sum([x, x])',
    ],
    "halve": [
        "def halve(x):\n    return x / 2",
        "half = 0.5\n\n\ndef halve(x):\n    return half * x",
        "class halve(float):\n    def __new__(cls, x):\n        return x / 2",
        "def halve(x):\n    return min(x / 2, max(x, 0))",
    ],
    "scaled": [
        "def scaled(rows):\n    rows = np.asarray(rows, dtype=float)\n    return rows / rows.sum()",
        "def scaled(rows):\n    total = sum(rows)\n    return np.array([row / total for row in rows])",
    ],
    "table": [
        "table = {'a': 1, 'b': 2, 'c': 3}",
        "table = dict(zip('abc', range(1, 4)))",
        "table = {}\nfor number, letter in enumerate('abc', 1):\n    table[letter] = number",
    ],
    "Counter": [
        "class Counter:\n    def __init__(self):\n        self.n = 0\n\n    def add(self):\n        self.n += 1\n"
        "        return self.n",
        "from itertools import count\n\n\nclass Counter:\n    def __init__(self):\n        self.numbers = count(1)\n\n"
        "    def add(self):\n        return next(self.numbers)",
    ],
}
WRONG = {
    "double": ["def double(x):\n    return 6", "def double(x):\n    return 3 * x", "def double(x)\n    return 2 * x"],
    "halve": ["def halve(x):\n    return x // 2", "def halve(x):\n    return"],
    "scaled": ["def scaled(rows):\n    return np.array([0.25, 0.75])", "def scaled(rows):\n    return rows"],
    "table": ["table = {'a': 1}", "table = [1, 2, 3]"],
    "Counter": ["class Counter:\n    n = 0\n\n    def add(self):\n        Counter.n += 1\n        return self.n"],
}
MORE = [
    small.new_markdown_cell("### Exercise 3 - Scale (2 points)", id="heading-3"),
    small.cell(
        "import numpy as np\n\n\ndef close(got, due):\n    assert isinstance(got, np.ndarray), f'{got} is no array'\n"
        "    assert np.allclose(got, due), f'{got} is not close to {due}'",
        "close",
    ),
    small.cell(
        "def scaled(rows):\n    ### BEGIN SOLUTION\n    return np.array(rows) / sum(rows)\n    ### END SOLUTION",
        "scaled",
        answer=True,
    ),
    small.cell(
        "close(scaled([1, 3]), [0.25, 0.75])\n### BEGIN HIDDEN TESTS\nrng = np.random.default_rng(3)\n"
        "rows = list(rng.integers(1, 9, 5))\nclose(scaled(rows), np.array(rows) / np.sum(rows))\n### END HIDDEN TESTS",
        "test_scaled",
        points=2,
    ),
    small.new_code_cell("letters = 'abc'\nnumbers = [1, 2, 3]\nprint(letters, numbers)", id="letters"),
    small.new_markdown_cell("### Exercise 4 - A table (2 points)", id="heading-4"),
    small.cell("### BEGIN SOLUTION\ntable = {'a': 1, 'b': 2, 'c': 3}\n### END SOLUTION", "table", answer=True),
    small.cell(
        "assert isinstance(table, dict), 'table is no dict'\nassert len(table) == 3, 'table has not three entries'\n"
        "### BEGIN HIDDEN TESTS\nassert [table[key] for key in 'abc'] == [1, 2, 3]\n### END HIDDEN TESTS",
        "test_table",
        points=2,
    ),
    small.new_markdown_cell("### Exercise 5 - Count (2 points)", id="heading-5"),
    small.cell(
        "class Counter:\n    ### BEGIN SOLUTION\n    n = 0\n\n    def add(self):\n        self.n += 1\n"
        "        return self.n\n    ### END SOLUTION",
        "Counter",
        answer=True,
    ),
    small.cell(
        "counter = Counter()\nassert counter.add() == 1\nassert counter.add() == 2", "test_Counter_basic", points=1
    ),
    small.cell(
        "assert Counter().add() == 1\n### BEGIN HIDDEN TESTS\none, other = Counter(), Counter()\n"
        "assert (one.add(), one.add(), other.add()) == (1, 2, 1)\n### END HIDDEN TESTS",
        "test_Counter_edge",
        points=1,
    ),
]


class Plain(NotebookClient):
    """nbclient, with kernels that are forked and have no sandbox: only so that they start at once."""

    def create_kernel_manager(self):
        """Return a kernel manager that starts its kernel warm."""
        manager = super().create_kernel_manager()
        manager._kernel_spec = provisioner.warmed(manager.kernel_spec, self.config)
        return manager


def plain_mark(notebook, job, due):
    """Return {a test's grade_id: its score} of the plain run; of a test that was copied its best one.

    notebook: changes.Paper.plain(); job: what lies beside it and how kernels start; due: {grade_id: points}.
    """
    config = Config(job.config)
    config.Sandbox.minimum = "none"
    config.KernelManager.transport_encryption = "auto"
    with tempfile.TemporaryDirectory(prefix="plain-", ignore_cleanup_errors=True) as scratch:
        lay_out(job, Path(scratch))
        options = {"timeout": 60, "allow_errors": True, "interrupt_on_timeout": True, "iopub_timeout": 60}
        options["shutdown_kernel"] = "immediate"
        client = Plain(notebook, config=config, resources={"metadata": {"path": scratch}}, **options)
        with contextlib.suppress(CellExecutionError, CellTimeoutError, DeadKernelError, RuntimeError):
            client.execute()
    marks = dict.fromkeys(due, 0.0)
    for cell in notebook.cells:
        for name in cell.metadata.tests:
            if cell.execution_count is not None or cell.outputs:
                marks[name] = max(marks[name], judge(cell, due[name]).score)
    return marks


@dataclass
class Course:
    """A course whose lessons are handed in with accidents: the small one, or this one."""

    grading: grading.Grading
    folder: object  # which goes with the course

    def paper(self, lesson, rng):
        """Return a changes.Paper of a lesson, answered by right and half-right answers.

        In most papers of the five lessons the teaching cells, which take the longest, have been deleted.
        """
        made, shown = self.grading.skeleton(lesson), self.grading.released(lesson)
        cells, starters, wrong = [], {}, {}
        taught = lesson.name == SMALL or rng.random() < TAUGHT
        for cell in made.cells:
            name, tests = grade_id_of(cell), {}
            source = shown.get(name, cell.source)
            role = "text" if cell.cell_type != "code" else "given" if is_locked(cell) else "teaching"
            if is_test(cell):
                role, tests = "test", {name: source}
            elif is_solution(cell):
                role, starters[name] = "answer", cell.source
                right, wrong[name] = self.known(lesson, name)
                source = rng.choice(rng.choices([right, wrong[name], [cell.source]], [8, 2, 1])[0])
            metadata = json.loads(json.dumps(cell.metadata))
            if role != "teaching" or taught:
                cells.append(accident.Cell(cell.cell_type, source, metadata, cell.id, role, tests))
        whole = {grade_id_of(cell): cell.source for cell in made.cells if is_test(cell)}
        metadata = json.loads(json.dumps(made.metadata))
        return accident.Paper(cells, metadata, whole, starters, wrong, lesson.name != SMALL)

    def known(self, lesson, name):
        """Return (right answers, wrong answers) to an exercise."""
        if lesson.name == SMALL:
            return RIGHT[name], WRONG[name]
        found = [each for each in answer.answers() if (each.lesson, each.exercise) == (lesson.name, name)]
        return [each.source for each in found if each.is_right], [each.source for each in found if not each.is_right]


@cache
def courses():
    """Return {lesson's name: (Course, lesson)}, the small one among them, which lies in a folder of its own.

    The small one's kernels have no sandbox, and so start faster; all that runs in them is of our own making.
    """
    folder = tempfile.TemporaryDirectory(prefix="small-course-")
    root = small.make_course(Path(folder.name), MORE)
    found = {}
    for place in (root, lessons.find_root()):
        config = load_config(place)
        if place == root:
            config.Sandbox.minimum = "none"
        made = Course(grading.Grading(config, place, limits=LIMITS, lean=True), folder)
        found |= {name: (made, lesson) for name, lesson in made.grading.lessons.items()}
    return found


@dataclass
class Case:
    """One notebook: a lesson, a seed, the accidents that happen to it, by name and number."""

    lesson: str
    seed: int
    accidents: list

    def paper(self):
        """Return (the changes.Paper, what has happened to it in words)."""
        owner, lesson = courses()[self.lesson]
        made, said = owner.paper(lesson, accident.rng_of(self.seed, self.lesson)), []
        for number, name in self.accidents:
            done = accident.happen(made, name, accident.rng_of(self.seed, number, name))
            said += [done] if done else []
        return made, said

    def compare(self):
        """Return the Difference, None where our marks are not below those of the plain run."""
        owner, lesson = courses()[self.lesson]
        made, said = self.paper()
        return compared(owner.grading, lesson, made.bytes(), made.plain(), self, said)


@dataclass
class Difference:
    """A notebook whose mark is below that of the plain run: {test: (ours, plain, reason)}."""

    case: object
    said: list
    tests: dict

    def lines(self):
        """Return what is told of it."""
        where = (
            f"--n=1 --seed={self.case.seed} --lesson={self.case.lesson}"
            if isinstance(self.case, Case)
            else str(self.case)
        )
        happened = [f"    {each}" for each in self.said]
        seen = [
            f"    {name}: {'held' if ours is None else f'{ours:g}'}, plain run {plain:g}: {reason[:200]}"
            for name, (ours, plain, reason) in self.tests.items()
        ]
        return [where, *happened, *seen]


def our_marks(course_grading, lesson, data):
    """Return {a test's grade_id: (score or None, reason, whether a limit is the reason)} for a notebook's bytes."""
    submitted = prepare.parse(data, "the notebook")
    job = course_grading.job(lesson, prepared(course_grading.skeleton(lesson), submitted))
    result = execute(job)
    again = alone(job, result)
    result = merged(result, execute(again)) if again else result
    limited = {
        name: each.verdict is Verdict.TIMED_OUT or (each.verdict is Verdict.NOT_RUN and "s before" in each.reason)
        for name, each in result.outcomes.items()
    }
    return {
        name: (each.score, f"{each.verdict}: {each.reason}", limited[name]) for name, each in result.outcomes.items()
    }


def points(skeleton):
    """Return {a test's grade_id: its points} of a lesson."""
    return {grade_id_of(cell): cell.metadata.nbgrader.points for cell in skeleton.cells if is_grade(cell)}


def compared(course_grading, lesson, data, plain, case, said):
    """Return the Difference of our marks for a notebook's bytes from its plain run's, None where none is below."""
    due = points(course_grading.skeleton(lesson))
    theirs = plain_mark(plain, Job("", **course_grading.shared(lesson)), due)
    try:
        ours = our_marks(course_grading, lesson, data)
    except Exception as error:  # a SubmissionError holds the mark, and any other one, too
        ours = dict.fromkeys(due, (None, f"{type(error).__name__}: {error}", False))
    below = {
        name: (ours[name][0], score, ours[name][1])
        for name, score in theirs.items()
        if score > (ours[name][0] or 0) and not ours[name][2]
    }
    return Difference(case, said, below) if below else None


def cases(count, seed=1, lesson=None, share=0.2):
    """Return count cases; share: of them that are of the five lessons, which take the longest.

    Case n of a seed is the first one of the seed seed + n: what a difference says makes it again.
    """
    others = [name for name in courses() if name != SMALL]
    made = []
    for number in range(seed, seed + count):
        rng = accident.rng_of("case", number)
        drawn = rng.choice(others) if rng.random() < share else SMALL
        happened = accident.names(rng, rng.randint(1, MOST))
        made.append(Case(lesson or drawn, number, list(enumerate(happened))))
    return made


def shrink(difference):
    """Return a difference of as few accidents as may be: each is dropped that the difference stays without."""
    for each in list(difference.case.accidents):
        fewer = [other for other in difference.case.accidents if other != each]
        again = Case(difference.case.lesson, difference.case.seed, fewer).compare()
        difference = again or difference
    return difference


def differences(chosen, workers=2, tell=None):
    """Yield the Difference of each case that has one; tell: called with the number of cases done."""
    with ThreadPoolExecutor(workers) as executor:
        for number, found in enumerate(executor.map(Case.compare, chosen), 1):
            if tell:
                tell(number)
            if found:
                yield found


LINE = re.compile(r"# (accident|lesson|due): (.+)\n")


def main(count, seed, lesson=None, tell=print):
    """Compare count cases, tell of each difference, as small as may be; return 1 where there was one, else 0."""
    start, found = time.monotonic(), 0

    def progress(number):
        if number % 100 == 0 or number == count:
            tell(f"{number} of {count} notebooks, {found} differences, {time.monotonic() - start:.0f} s", flush=True)

    for difference in differences(cases(count, seed, lesson), tell=progress):
        found += 1
        tell("\n".join(shrink(difference).lines()), flush=True)
    tell(f"{count} notebooks compared with the plain run: {found} below it")
    return int(found > 0)


@dataclass(frozen=True)
class Accident:
    """A known accident: accidents/NAME.py, of our own making.

    Comment lines open it: "# accident: what has happened", "# lesson: NAME" and "# due: all", "held", or "plain" for no
    less than the plain run gives. Its happen(notebook) changes the solved notebook of the lesson; it may return bytes,
    which are then what is handed in.
    """

    path: Path

    @property
    def name(self):
        """The file's name, without its ending."""
        return self.path.stem

    @property
    def about(self):
        """{accident, lesson, due}; raises BankError where one of them is missing."""
        found = dict(LINE.findall(self.path.read_text(encoding="utf-8")))
        missing = {"accident", "lesson", "due"} - set(found)
        if missing or found["due"] not in ("all", "held", "plain"):
            raise BankError(
                f"{self.path}: says nothing of {', '.join(sorted(missing)) or 'what is due'}; see honest.py"
            )
        return found

    def handed_in(self):
        """Return the bytes that are handed in."""
        _, lesson = courses()[self.about["lesson"]]
        released = nbformat.read(lessons.find_root() / "lessons" / lesson.name / lesson.path.name, as_version=4)
        notebook, own = demo.answered(released, demo.solved(lesson)), {}
        exec(compile(self.path.read_text(encoding="utf-8"), self.path, "exec"), own)
        return own["happen"](notebook) or json.dumps(notebook).encode()

    def marks(self):
        """Return {a test's grade_id: (score or None, reason)}; raises SubmissionError where the notebook is held."""
        owner, lesson = courses()[self.about["lesson"]]
        found = our_marks(owner.grading, lesson, self.handed_in())
        return {name: (score, reason) for name, (score, reason, _) in found.items()}

    def plain_marks(self):
        """Return {a test's grade_id: its score} of the plain run; the file's tests have kept their grade_ids."""
        owner, lesson = courses()[self.about["lesson"]]
        skeleton = owner.grading.skeleton(lesson)
        whole = {grade_id_of(cell): cell.source for cell in skeleton.cells if is_test(cell)}
        notebook = nbformat.reads(self.handed_in().decode(), as_version=4)
        for cell in notebook.cells:
            name = grade_id_of(cell)
            cell.source = whole.get(name, cell.source)
            cell.metadata["tests"] = [name] if name in whole else []
        return plain_mark(notebook, Job("", **owner.grading.shared(lesson)), points(skeleton))


def accidents(data=DATA):
    """Return the known accidents, in order."""
    return [Accident(path) for path in sorted(Path(data).glob("*.py"))]
