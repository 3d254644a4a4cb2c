"""What has not passed after the last cell is confirmed where it stands; limits bind all that is done for a notebook."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.bank.controls import Control
from autograder.cells import owners
from autograder.course import lessons, skeleton
from autograder.course.convert import load_config
from autograder.execute.budget import Limits
from autograder.execute.job import Job, alone, merged
from autograder.execute.run import execute
from autograder.prepare import rebuild
from autograder.prepare.notebook import parse
from autograder.tests import small
from autograder.verdicts import Verdict

pytestmark = [pytest.mark.slow, pytest.mark.confined]

LIMITS = Limits(cell_seconds=10, notebook_seconds=120, cell_output=20_000, notebook_output=60_000, grace_seconds=1)
CONTROLS = {
    "test_double": (Control("def double(x):\n    return x + 3", "but 8 was due"),),
    "test_halve": (Control("def halve(x):\n    return 0"),),
}
RIGHT = [(Verdict.PASSED, 2), (Verdict.PASSED, 3)]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The small lesson as submissions are rebuilt on it, and the visible parts of its tests."""
    root = small.make_course(tmp_path_factory.mktemp("course"))
    config = load_config(root)
    notebook = skeleton.make(lessons.lessons(root)[0], config)
    return notebook, skeleton.visible_tests(notebook, config)


@pytest.fixture
def job(made):
    """Return a function that makes the job of a notebook with answers and cells of the student's own."""

    def job(first=(), last=(), limits=LIMITS, **options):
        answers = {key: options.pop(key) for key in ("double", "halve") if key in options}
        submitted = small.handed_in(**answers)
        submitted.cells[3:3] = [new_code_cell(source) for source in first]
        submitted.cells += [new_code_cell(source) for source in last]
        prepared = rebuild.prepared(made[0], parse(nbformat.writes(submitted).encode(), "x.ipynb"))
        given = {"visible": made[1], "owners": owners(made[0]), "controls": CONTROLS, "config": small.config()}
        plain = nbformat.writes(prepared.plain) if prepared.plain else ""
        return Job(nbformat.writes(prepared.notebook), plain=plain, limits=limits, **given | options)

    return job


def verdicts(result):
    """Return (verdict and score of double, of halve)."""
    assert result.fault == ""
    return [(result.outcomes[name].verdict, result.outcomes[name].score) for name in ("test_double", "test_halve")]


@pytest.mark.parametrize(
    "last",
    [
        "double.__code__ = (lambda x: 6).__code__",  # the visible part still passes
        "double.__code__ = (lambda x: 0).__code__\nhalve.__code__ = (lambda x: 0).__code__",
        "expect.__code__ = (lambda *_: 1 / 0).__code__",  # what a given cell holds
        "import operator\ndel double, halve, expect\nget_ipython().user_ns.clear()",
        "exit",
        "quit()",
        "import sys\nsys.exit(1)",
        "import os\nos._exit(0)",
        "import os, threading\nthreading.Timer(0.15, os._exit, (0,)).start()",
        "raise SystemExit",
        "get_ipython().ask_exit()",
    ],
)
def test_a_last_cell_costs_nothing(job, last):
    """Whatever it does to shared state or to the kernel: each test passed where it stands."""
    assert verdicts(execute(job(last=[last]))) == RIGHT


@pytest.mark.parametrize(
    "first",
    [
        "dict = {'a': 1}\nlist = [1]\nvars = globals = exec = type = json = None",
        "del get_ipython",
        "sum_of = sum\nmax = min = id = 5",
        "import os\nos._exit(0)",
        "exit",
        "import os, threading\nthreading.Timer(0.1, os._exit, (0,)).start()",
        "import builtins\nbuiltins.autograder = 1",
    ],
)
def test_a_first_cell_costs_nothing(job, first):
    """Names of Python's that are bound anew, and cells that end the kernel, at once or a moment later."""
    assert verdicts(execute(job(first=[first]))) == RIGHT


def test_a_control_run_leaves_no_trace(job):
    """A test below one that is confirmed where it stands sees the student's answer, not the stock one."""
    twice = "def halve(x):\n    return double(x) / 4"
    last = "double.__code__ = (lambda x: 6).__code__"
    assert verdicts(execute(job(halve=twice, last=[last]))) == RIGHT


def test_a_wrong_answer_is_still_wrong(job):
    """Confirming gives nothing away: what fails where it stands has failed, with the reason first found."""
    result = execute(job(double="def double(x):\n    return 6", last=["double = lambda x: 2 * x"]))
    assert verdicts(result) == [(Verdict.FAILED, 0), RIGHT[1]]
    outcome = result.outcomes["test_double"]
    assert outcome.hidden and outcome.reason == "AssertionError: double(4) returned 6, but 8 was due"


def test_hidden_parts_may_use_names_of_earlier_ones(made):
    """As under nbgrader, where each test is whole where it stands."""
    whole = {"test_double": "secret = 5\nexpect(double, 4, 8)", "test_halve": "expect(halve, 2 * secret, 5)"}
    visible = {"test_double": "expect(double, 3, 6)", "test_halve": "expect(halve, 2, 1)"}
    answers = {cell.id: cell.source for cell in small.handed_in().cells if cell.id in ("double", "halve")}
    notebook = nbformat.from_dict(made[0])
    for cell in notebook.cells:
        cell.source = (whole | answers).get(cell.id, cell.source)
    ready = Job(nbformat.writes(notebook), visible=visible, owners=owners(notebook), config=small.config())
    assert verdicts(execute(ready)) == RIGHT


def test_what_is_left_out_is_run_when_a_test_fails(job):
    """An answer may find a name in ways that no reading of it tells."""
    hides = "def double(x):\n    return globals().get('sho' + 'wn', [0, 0])[0] * x"
    ready = job(double=hides, idle=frozenset({"teaching"}))
    assert verdicts(execute(ready)) == RIGHT


def test_a_control_run_must_end_in_the_refusal_that_is_known(job):
    """Any other error refuses nothing: the mark is held, and the reason says how the control run ended."""
    broken = {"test_double": (Control("def double(x):\n    return nowhere", "but 8 was due"),)}
    outcome = execute(job(controls=broken)).outcomes["test_double"]
    assert (outcome.verdict, outcome.score) == (Verdict.TAMPERED, None)
    assert "not end in the refusal that is known, but in NameError: name 'nowhere'" in outcome.reason
    other = {"test_double": (*broken["test_double"], *CONTROLS["test_double"])}
    assert execute(job(controls=other)).outcomes["test_double"].verdict is Verdict.PASSED


def test_a_guarded_test_without_control_run_is_held(job):
    """A pass that nothing bears out is nobody's mark."""
    outcome = execute(job(controls={}, guarded=frozenset({"test_double"}))).outcomes["test_double"]
    assert (outcome.verdict, outcome.score) == (Verdict.NOT_RUN, None) and "no control run is known" in outcome.reason


def test_who_had_less_than_the_limit_was_not_run(job):
    """Own cells took the notebook's time: the test is held, not out of time."""
    slow = "def halve(x):\n    import time\n    time.sleep(100)"
    limits = Limits(cell_seconds=30, notebook_seconds=6, grace_seconds=1)
    outcome = execute(job(first=["import time; time.sleep(1)"], limits=limits, halve=slow)).outcomes["test_halve"]
    assert (outcome.verdict, outcome.score) == (Verdict.NOT_RUN, None)
    assert outcome.reason == "the notebook had run 6 s before" and outcome.late


def test_one_clock_binds_replays(job):
    """Cells that sleep, and cells that end the kernel: all of it together takes no longer than the notebook may."""
    sleeps = ["import time; time.sleep(1.5)"] * 8
    dies = "import os\ndef double(x):\n    os._exit(1)"
    limits = Limits(cell_seconds=2, notebook_seconds=8, grace_seconds=1)
    result = execute(job(first=sleeps, last=sleeps, limits=limits, double=dies, halve=dies.replace("double", "halve")))
    assert {outcome.score for outcome in result.outcomes.values()} == {None}
    assert result.seconds < 60  # eight, a kernel's start and end; replays alone would take minutes


def test_errors_pass_no_budget(job):
    """Of a flood of error messages the last one is kept, in short; it still counts as an error."""
    flood = """
kernel = get_ipython().kernel
def double(x):
    for _ in range(60):
        content = {'ename': 'E' * 10**6, 'evalue': 'v' * 10**5, 'traceback': ['t' * 10**5] * 10}
        kernel.session.send(kernel.iopub_socket, 'error', content, parent=kernel.get_parent('shell'))
    return 2 * x
"""
    result = execute(job(double=flood, limits=Limits(cell_seconds=60)))
    assert len(result.notebook) < 1_500_000
    assert result.outcomes["test_double"].verdict is Verdict.FAILED


def test_a_message_that_is_none_of_jupyters_is_nobodys_fault(job):
    """It is left out, and the marks stand."""
    odd = """
kernel = get_ipython().kernel
for content in ({}, {'evalue': 5}, {'traceback': 7}, {'data': 3, 'metadata': None}, {'name': 4, 'text': []}):
    for kind in ('error', 'display_data', 'stream', 'execute_result', 'update_display_data', 'clear_output', 'odd'):
        kernel.session.send(kernel.iopub_socket, kind, content, parent=kernel.get_parent('shell'))
"""
    assert verdicts(execute(job(first=[odd]))) == RIGHT


def test_displays_are_updated(job):
    """As a front end does it."""
    source = "shown = display('before', display_id=True)\nshown.update('after')"
    executed = nbformat.reads(execute(job(first=[source])).notebook, as_version=4)
    (cell,) = (each for each in executed.cells if each.source == source)
    assert [output.data["text/plain"] for output in cell.outputs] == ["'after'"]


def test_what_was_out_of_time_is_tried_again_alone(job):
    """Only these tests, by themselves; what comes of it counts."""
    waits = "import time\ndef double(x):\n    time.sleep(3)\n    return 2 * x"
    first = job(double=waits, limits=Limits(cell_seconds=1, grace_seconds=1))
    result = execute(first)
    assert verdicts(result) == [(Verdict.TIMED_OUT, 0), RIGHT[1]]
    again = alone(first, result)
    assert again.only == {"test_double"}
    confirmed = merged(result, execute(again))
    assert verdicts(confirmed) == [(Verdict.TIMED_OUT, 0), RIGHT[1]]
    assert "tried twice" in confirmed.outcomes["test_double"].reason
    quick = merged(execute(first), execute(alone(job(double=waits), result)))
    assert verdicts(quick) == RIGHT
    assert alone(job(), execute(job())) is None


def test_a_given_cell_that_cannot_import_is_no_students_fault(job):
    """Nor is a test that cannot: the mark is held, and the reason names the module."""
    for name, line in (("given", "import nowhere_at_all"), ("test_double", "from nowhere_at_all import check")):
        notebook = nbformat.reads(job().notebook, as_version=4)
        cell = next(cell for cell in notebook.cells if cell.id == name)
        cell.source = f"{line}\n{cell.source}"
        outcome = execute(Job(nbformat.writes(notebook), config=small.config())).outcomes["test_double"]
        assert (outcome.verdict, outcome.score) == (Verdict.GRADER, None) and "nowhere_at_all" in outcome.reason
    imports = "def double(x):\n    import nowhere_at_all"
    assert verdicts(execute(job(double=imports)))[0] == (Verdict.FAILED, 0)


@pytest.mark.parametrize(
    ("answers", "first", "words"),
    [
        ({"double": "def double(x:\n    return 2 * x"}, [], "first, the answer's own cell ended in SyntaxError"),
        ({"double": "%%timeit -n1 -r1\ndef double(x):\n    return 2 * x"}, [], "begins with %%timeit, which may keep"),
        ({"double": "from helpers import double"}, [], "ModuleNotFoundError: No module named 'helpers'"),
        ({"double": "def double(x):\n    return str(x)"}, ["str = 'a'"], "gives str a meaning of its own"),
        (
            {"double": "def double(x):\n    return 1"},
            ["def expect(*_):\n    assert 0"],
            "gives expect a meaning of its",
        ),
    ],
)
def test_the_first_error_is_named(job, answers, first, words):
    """Where a test fails for something that is not in the answer, the reason says what it was."""
    assert words in execute(job(first=first, **answers)).outcomes["test_double"].reason
