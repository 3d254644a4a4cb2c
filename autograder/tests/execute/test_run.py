"""The execute step on real kernels: verdicts, limits, and what a lost kernel costs."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.bank.controls import Control
from autograder.course import lessons, skeleton
from autograder.course.convert import load_config
from autograder.execute.budget import Limits
from autograder.execute.job import Job
from autograder.execute.run import execute
from autograder.prepare import rebuild
from autograder.prepare.notebook import parse
from autograder.tests import small
from autograder.verdicts import Verdict

pytestmark = [pytest.mark.slow, pytest.mark.confined]

FAST = Limits(cell_seconds=2, notebook_seconds=40, cell_output=20_000, notebook_output=30_000, grace_seconds=1)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Grade answers to the small lesson; return the Result."""
    root = small.make_course(tmp_path_factory.mktemp("course"))
    made = skeleton.make(lessons.lessons(root)[0], load_config(root))

    visible = skeleton.visible_tests(made, load_config(root))

    def run(limits=FAST, extra=(), last=(), sandbox="bubblewrap", **answers):
        notebook = small.handed_in(**answers)
        notebook.cells[3:3] = extra
        notebook.cells += last
        rebuilt = rebuild.prepared(made, parse(nbformat.writes(notebook).encode(), "x.ipynb")).notebook
        config = small.config()
        config.Sandbox.minimum = sandbox
        return execute(
            Job(
                nbformat.writes(rebuilt),
                visible=visible,
                owners=OWNERS,
                controls=CONTROLS,
                limits=limits,
                config=config,
            )
        )

    return run


OWNERS = {"test_double": "double", "test_halve": "halve"}
CONTROLS = {
    "test_double": (Control("def double(x):\n    return x + 3"),),
    "test_halve": (Control("def halve(x):\n    return 0"),),
}
SWALLOWS = """
def double(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""


def verdicts(result):
    """Return (verdict and score of double, of halve)."""
    assert result.fault == ""
    return [(result.outcomes[name].verdict, result.outcomes[name].score) for name in ("test_double", "test_halve")]


RIGHT = [(Verdict.PASSED, 2), (Verdict.PASSED, 3)]


def test_right_answers_pass(run):
    """Points, seconds and memory are there, the outputs in the notebook."""
    result = run()
    assert verdicts(result) == RIGHT
    assert result.outcomes["test_double"].points == 2
    assert 0 < result.outcomes["test_double"].seconds < 2 < 60
    assert 0 < result.seconds < 60
    notebook = nbformat.reads(result.notebook, as_version=4)
    nbformat.validate(notebook)
    assert [cell.outputs[0].data["text/plain"] for cell in notebook.cells if cell.id == "teaching"] == ["[2, 4]"]


def test_wrong_untouched_and_broken_answers_fail(run):
    """A wrong answer fails with the check's line, a starter with its own, broken Python with the error it is."""
    result = run(double="def double(x):\n    return 3 * x", halve=None)
    assert verdicts(result) == [(Verdict.FAILED, 0), (Verdict.FAILED, 0)]
    assert result.outcomes["test_double"].reason == "AssertionError: double(3) returned 9, but 6 was due"
    assert result.outcomes["test_halve"].reason.startswith("NotImplementedError")
    assert verdicts(run(double="def double(x:\n", halve="def halve(x):\n    return x / 2")) == [
        (Verdict.FAILED, 0),
        (Verdict.PASSED, 3),
    ]


def test_partial_credit(run):
    """The number that a test's last line shows is its score, as nbgrader has it."""
    assert verdicts(run(halve="def halve(x):\n    return 1"))[1] == (Verdict.PARTLY, 1)


@pytest.mark.parametrize(
    "answer",
    [
        "import warnings\ndef double(x):\n    warnings.warn('careful')\n    return 2 * x",
        "import sys\ndef double(x):\n    print('log', file=sys.stderr)\n    return 2 * x",
        "def double(x):\n    display(0)\n    return 2 * x",
        "import os\ndef double(x):\n    os.write(2, b'native')\n    return 2 * x",
    ],
    ids=["warnings", "stderr", "a number displayed", "native stderr"],
)
def test_stderr_and_displays_cost_nothing(run, answer):
    """Only errors count; a number counts only where the test's source ends in an expression."""
    assert verdicts(run(double=answer)) == RIGHT


@pytest.mark.parametrize(
    ("double", "verdict"),
    [
        ("def double(x):\n    while True:\n        pass", Verdict.TIMED_OUT),
        ("while True:\n    pass", Verdict.TIMED_OUT),
        (SWALLOWS, Verdict.TIMED_OUT),
        ("import time\ndef double(x):\n    time.sleep(1000)", Verdict.TIMED_OUT),
        ("import os\ndef double(x):\n    os._exit(3)", Verdict.DIED),
        ("import os\nos._exit(0)", Verdict.DIED),
        ("import os, signal\ndef double(x):\n    os.kill(os.getpid(), signal.SIGKILL)", Verdict.DIED),
        ("import ctypes\ndef double(x):\n    ctypes.string_at(0)", Verdict.DIED),
        ("def double(x):\n    quit()\n    return 2 * x", Verdict.PASSED),
        ("import sys\ndef double(x):\n    sys.exit()", Verdict.FAILED),
    ],
    ids=["loop", "loop at once", "swallows", "sleep", "exit", "exit at once", "kill", "crash", "quit", "SystemExit"],
)
def test_a_lost_kernel_costs_its_exercise_only(run, double, verdict):
    """However an answer hangs or ends its kernel, the other exercise is marked as it would be."""
    result = run(double=double)
    mark = {Verdict.TIMED_OUT: 0, Verdict.FAILED: 0, Verdict.DIED: None, Verdict.PASSED: 2}[verdict]
    assert verdicts(result) == [(verdict, mark), RIGHT[1]], result.outcomes
    assert "\n" not in result.outcomes["test_double"].reason
    nbformat.validate(nbformat.reads(result.notebook, as_version=4))


def test_a_cell_of_ones_own_that_ends_the_kernel_costs_nothing_else(run):
    """It is left out when the cells before are run again."""
    result = run(extra=[new_code_cell("kept = 1"), new_code_cell("import os; os._exit(1)"), new_code_cell("kept += 1")])
    assert verdicts(result) == RIGHT


def test_output_is_cut_as_it_arrives(run):
    """A flood of output leaves a note, no more than its budget, and the marks."""
    flood = "def double(x):\n    for n in range(100_000):\n        print('flood', n)\n"
    flood += "    print('y' * 3_000_000)\n    return 2 * x"
    limits = Limits(cell_seconds=30, cell_output=20_000, notebook_output=30_000)
    result = run(limits, double=flood, halve="for n in range(2000):\n    display(n)\ndef halve(x):\n    return x / 2")
    assert verdicts(result) == RIGHT
    assert len(result.notebook) < 150_000
    assert result.notebook.count("the output was cut here") >= 2


def test_output_without_end_hides_no_score(run):
    """Where nothing more may be printed, the number that a test ends in still counts."""
    spill = [new_code_cell("print('x' * 10**5)", id=f"spill-{number}") for number in range(3)]
    wrong = "print('x' * 10**5)\ndef halve(x):\n    return 1"
    assert verdicts(run(extra=spill, halve=wrong)) == [RIGHT[0], (Verdict.PARTLY, 1)]


def shown(result, test_id):
    """Return the text of those outputs of a test cell that a student may read, and of those that he may not."""
    (cell,) = (each for each in nbformat.reads(result.notebook, as_version=4).cells if each.id == test_id)
    texts = ["".join([each.get("text", ""), *each.get("traceback", [])]) for each in cell.outputs]
    seen = cell.metadata.autograder.shown
    return "".join(texts[:seen]), "".join(texts[seen:])


def test_hidden_parts_run_after_the_last_cell(run):
    """What only a hidden part refuses, fails; what it says is for the instructor, and no cell has printed it."""
    told = "def double(x):\n    return 6\n"
    spy = "get_ipython().events.register('post_run_cell', lambda _: print(*In, sep='\\n'))"
    result = run(double=told, extra=[new_code_cell(spy, id="spy")])
    assert verdicts(result) == [(Verdict.FAILED, 0), RIGHT[1]]
    outcome = result.outcomes["test_double"]
    assert outcome.hidden and outcome.reason == "AssertionError: double(4) returned 6, but 8 was due"
    seen, unseen = shown(result, "test_double")
    assert "expect(double, 3, 6)" in seen and "double, 4, 8" not in seen
    assert "double, 4, 8" in unseen
    assert not run(double="def double(x):\n    return 5").outcomes["test_double"].hidden


@pytest.mark.parametrize(
    "spoil",
    [
        "double = halve = None\ndel expect",  # names, which are put back
        "double.__code__ = (lambda x: 0).__code__",  # an object, which is not: the test runs again where it stands
    ],
)
def test_cells_after_a_test_cost_it_nothing(run, spoil):
    """Each test sees the names as they were where it stands."""
    assert verdicts(run(last=[new_code_cell(spoil, id="spoil")])) == RIGHT


@pytest.mark.parametrize(
    "forge",
    [
        "expect = lambda *_: None",
        "get_ipython().input_transformers_cleanup.append(lambda lines: [x for x in lines if 'expect(' not in x])",
        "import builtins\nAssertionError = builtins.AssertionError\n"
        "get_ipython().set_custom_exc((Exception,), lambda *_: None)\n"
        "get_ipython().showtraceback = lambda *_, **__: None\nexpect = lambda *_: None",
        "kernel = get_ipython().kernel\nasync def do_execute(*_, **__):\n"
        "    return {'status': 'ok', 'execution_count': 1, 'payload': [], 'user_expressions': {}}\n"
        "kernel.do_execute = do_execute",
    ],
    ids=["check replaced", "input transformer", "errors hidden", "do_execute"],
)
def test_what_passes_a_wrong_answer_is_held(run, forge):
    """A kernel in which a test passes whatever it tests gives no mark, and says why."""
    result = run(double=f"{forge}\ndef double(x):\n    return 0")
    outcome = result.outcomes["test_double"]
    assert (outcome.verdict, outcome.score) == (Verdict.TAMPERED, None), outcome
    assert outcome.reason == "it passes a stock wrong answer, too"


def test_memory_is_limited(run):
    """An answer that takes more memory than is allowed loses its exercise."""
    bomb = "def double(x):\n    import time\n    kept = [bytearray(b'x' * 10**7) for _ in range(80)]\n    time.sleep(1)"
    limits = Limits(cell_seconds=10, memory=300 * 10**6)
    for sandbox in ("bubblewrap", "none"):
        result = run(limits, sandbox=sandbox, double=bomb)
        assert verdicts(result) == [(Verdict.DIED, None), RIGHT[1]]
        assert "more than 300 MB of memory" in result.outcomes["test_double"].reason
    assert result.memory > 300 * 10**6  # seen by the grader; in the sandbox the kernel may have been quicker

    asks = "import numpy as np\ndef double(x):\n    return 2 * x + int(np.zeros(10**9, np.int8)[0])"
    assert verdicts(run(limits, double=asks)) == RIGHT  # what is not used is not taken


def test_a_notebook_has_a_time_of_its_own(run):
    """When it is used up the tests left are held, not marked 0."""
    limits = Limits(cell_seconds=2, notebook_seconds=1.5, grace_seconds=1)
    result = run(limits, double="import time\ntime.sleep(1.8)\ndef double(x):\n    return 2 * x")
    assert result.outcomes["test_halve"].verdict is Verdict.NOT_RUN
    assert result.outcomes["test_halve"].score is None
    assert "the notebook had run 1.5 s" in result.outcomes["test_halve"].reason


def test_a_kernel_that_is_not_there_is_the_graders_fault():
    """Every test cell is held, with the reason."""
    result = execute(Job(nbformat.writes(small.handed_in()), kernel_name="no-such-kernel"))
    assert {outcome.verdict for outcome in result.outcomes.values()} == {Verdict.GRADER}
    assert "no kernel is called no-such-kernel" in result.fault
