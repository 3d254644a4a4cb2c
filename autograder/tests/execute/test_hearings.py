"""Tests judged apart, by the real engine in the real sandbox: what the judge says is the mark, and nothing is left."""

import contextlib
import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import nbformat
import numpy as np
import psutil
import pytest
from nbformat.v4 import new_code_cell

from autograder.course import lessons, skeleton
from autograder.course.convert import load_config
from autograder.execute.budget import Limits
from autograder.execute.hearings import Seen
from autograder.execute.in_place import agreed
from autograder.execute.job import Job
from autograder.execute.run import execute
from autograder.judge.pool import POOL
from autograder.judge.process import STRIDE
from autograder.prepare import rebuild
from autograder.prepare.needs import needs
from autograder.prepare.notebook import parse
from autograder.sandbox import settings, temporary
from autograder.tests import small
from autograder.tests.opened import left_by
from autograder.verdicts import Outcome, Verdict

pytestmark = [pytest.mark.slow, pytest.mark.confined]

FAST = Limits(cell_seconds=3, notebook_seconds=60, cell_output=20_000, notebook_output=30_000, grace_seconds=1)
OWNERS = {"test_double": "double", "test_halve": "halve"}
RIGHT = [(Verdict.PASSED, 2), (Verdict.PASSED, 3)]


def make(folder):
    """Return the small lesson's skeleton, and its tests as students have them."""
    root = small.make_course(folder)
    lesson = skeleton.make(lessons.lessons(root)[0], load_config(root))
    return lesson, skeleton.visible_tests(lesson, load_config(root))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """What make() makes."""
    return make(tmp_path_factory.mktemp("course"))


@pytest.fixture(autouse=True)
def nothing_left(run):
    """After each test there is no thread, folder or process that was not there before; test_nothing_is_left_open()."""
    if not WARMED:
        run()  # which starts the processes that the others are forked from
        WARMED.append(True)
    POOL.close()
    before = left()
    yield
    POOL.close()
    end = time.monotonic() + 30
    while (found := [line for each, line in left().items() if each not in before]) and time.monotonic() < end:
        time.sleep(0.1)
    assert not found, "\n".join(found)


WARMED = []
FOUND = settings.probe()


def left():
    """Return {what may be left behind: a line on it}: threads, processes and folders."""
    found = {each: str(each) for each in threading.enumerate() if each.name == "hearing"}
    for each in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if each.status() != psutil.STATUS_ZOMBIE:
                found[each] = f"process {each.pid} {each.cmdline()}"
    return found | {each: each for each in temporary.Own.inside}


def graded(
    made, extra=(), last=(), sandbox="bubblewrap", limits=FAST, change=None, folders=(), warm=True, seed=7, **answers
):
    """Grade answers to the small lesson apart; return the Result. made: as of make()."""
    lesson, visible = made
    notebook = small.handed_in(**answers)
    notebook.cells[3:3] = extra
    notebook.cells += last
    mine, shown = nbformat.from_dict(lesson), dict(visible)
    for name, source in (change or {}).items():
        (cell,) = (each for each in mine.cells if each.id == name)
        cell.source, shown[name] = source, source.partition("### BEGIN HIDDEN TESTS")[0]
    rebuilt = rebuild.prepared(mine, parse(nbformat.writes(notebook).encode(), "x.ipynb")).notebook
    config = small.config()
    config.Sandbox.minimum, config.WarmProvisioner.enabled = sandbox, warm
    job = Job(nbformat.writes(rebuilt), visible=shown, owners=OWNERS, limits=limits, config=config, seed=seed)
    return execute(replace(job, judged=needs(mine), folders=dict(folders)))


@pytest.fixture
def run(made):
    """Grade answers to the small lesson apart; return the Result."""
    return partial(graded, made)


def verdicts(result):
    """Return (verdict and score of double, of halve)."""
    assert result.fault == ""
    return [(result.outcomes[name].verdict, result.outcomes[name].score) for name in ("test_double", "test_halve")]


@pytest.mark.parametrize("sandbox", ["bubblewrap", "landlock", "none"])
def test_right_answers_pass(run, sandbox, monkeypatch, tmp_path):
    """Within walls of each kind, and without; the seed is told, and the judge has the lesson's folders, too."""
    if sandbox == "landlock":
        monkeypatch.setattr(settings, "probe", lambda: replace(FOUND, bubblewrap=""))
    (tmp_path / "number").write_text("4")
    tmp_path.chmod(0o755)  # kernels are other users
    reads = "from pathlib import Path\nassert double(2) == int(Path('data', 'number').read_text())"
    result = run(sandbox=sandbox, change={"test_double": reads}, folders={"data": str(tmp_path)})
    assert verdicts(result) == RIGHT
    assert {each.seed for each in result.outcomes.values()} == {7}


SLOW = """
import pathlib, time
if pathlib.Path("ran").exists():
    time.sleep(60)
pathlib.Path("ran").touch()
def double(x):
    return 2 * x
"""


def test_an_answer_whose_cell_ends_only_once_is_out_of_time(run):
    """Its kernel was lost, and in the next one the judge has missed the answer: that is not what it is told."""
    kill = new_code_cell("import os\nos._exit(1)")
    result = run(sandbox="none", double=SLOW, last=[kill])
    outcome = result.outcomes["test_double"]
    assert outcome.verdict is Verdict.TIMED_OUT and "its cell" in outcome.reason, outcome


def test_right_answers_pass_in_kernels_that_start_cold(run):
    """And a judge that does."""
    limits = replace(FAST, cell_seconds=30)
    assert verdicts(run(warm=False, limits=limits)) == RIGHT


def test_wrong_answers_fail(run):
    """In the words of the test, in part where it is so, and it is seen when only the hidden part has refused it."""
    result = run(double="def double(x):\n    return 6", halve="def halve(x):\n    return 1")
    assert verdicts(result) == [(Verdict.FAILED, 0), (Verdict.PARTLY, 1)]
    outcome = result.outcomes["test_double"]
    assert outcome.hidden and outcome.reason == "AssertionError: double(4) returned 6, but 8 was due"
    result = run(double=None, halve="def halve(x:\n")
    assert verdicts(result) == [(Verdict.FAILED, 0), (Verdict.FAILED, 0)]
    assert result.outcomes["test_double"].reason.startswith("NotImplementedError")


SPOILS = [
    "double = halve = None\ndel expect",
    "double.__code__ = (lambda x: 0).__code__\nhalve.__code__ = (lambda x: 0).__code__",
    "expect = lambda *_: None",
]


@pytest.mark.parametrize("spoil", SPOILS)
def test_cells_after_a_right_answer_cost_it_nothing(run, spoil):
    """Whatever they do to its names, or to itself."""
    assert verdicts(run(last=[new_code_cell(spoil, id="spoil")])) == RIGHT


FORGES = {
    "the check": "expect = lambda *_: None",
    "the check's code": "expect.__code__ = (lambda *_: None).__code__",
    "equal to all": "class Yes(int):\n    def __eq__(self, other): return True\n    __hash__ = int.__hash__\n"
    "double = lambda x: Yes(0)",
    "the player": "shell = get_ipython()\nimport types\nshell.autograder_player = types.SimpleNamespace("
    "play=lambda *_: None)",
    "the transformer": "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass'])",
    "do_execute": "kernel = get_ipython().kernel\nasync def do_execute(*_, **__):\n"
    "    return {'status': 'ok', 'execution_count': 1, 'payload': [], 'user_expressions': {}}\n"
    "kernel.do_execute = do_execute",
    "the frame": "import sys\ndef double(x):\n    frame = sys._getframe(1)\n    due = frame.f_locals.get('due')\n"
    "    return due if due is not None else 2 * x if x == 3 else 0",
}


@pytest.mark.parametrize("forge", FORGES)
def test_what_passes_only_where_it_stands_is_held_or_fails(run, forge):
    """A kernel in which each test passes gives no mark; where it has passed there, a person is told so."""
    answer = FORGES[forge] if "double" in FORGES[forge] else f"{FORGES[forge]}\ndef double(x):\n    return 0"
    result = run(double=answer)
    outcome = result.outcomes["test_double"]
    assert outcome.verdict is not Verdict.PASSED and not outcome.score, outcome
    if forge in ("the check", "the check's code", "equal to all", "the frame"):
        assert outcome.verdict is Verdict.TAMPERED and "passes where it stands, but the judge" in outcome.reason
    assert result.fault == ""


ENDS = {
    "loop": ("def double(x):\n    while True:\n        pass", Verdict.TIMED_OUT),
    "loop at 4": ("def double(x):\n    while x == 4:\n        pass\n    return 2 * x", Verdict.TIMED_OUT),
    "exit at 4": ("import os\ndef double(x):\n    x == 4 and os._exit(3)\n    return 2 * x", Verdict.DIED),
    "recursion at 4": ("def double(x):\n    return double(x) if x == 4 else 2 * x", Verdict.FAILED),
    "SystemExit at 4": ("def double(x):\n    if x == 4:\n        raise SystemExit\n    return 2 * x", Verdict.FAILED),
    "interrupt at 4": ("def double(x):\n    if x == 4:\n        raise KeyboardInterrupt\n    return 2 * x", None),
    "prints": (
        "def double(x):\n    for n in range(50):\n        print('y' * 100_000)\n    return 2 * x",
        Verdict.PASSED,
    ),
    "threads": (
        "import threading, time\ndef double(x):\n"
        "    [threading.Thread(target=time.sleep, args=(60,), daemon=True).start() for _ in range(20)]\n"
        "    return 2 * x",
        Verdict.PASSED,
    ),
    "cwd": ("import os\ndef double(x):\n    os.chdir('/')\n    return 2 * x", Verdict.PASSED),
    "stdin": ("import sys\ndef double(x):\n    sys.stdin.close()\n    return 2 * x", Verdict.PASSED),
    "quit": ("def double(x):\n    quit()\n    return 2 * x", Verdict.PASSED),
    "descriptors": ("import os\ndef double(x):\n    x == 4 and os.closerange(3, 100)\n    return 2 * x", None),
}


@pytest.mark.parametrize("how", ENDS)
def test_however_an_answer_ends_it_costs_its_own_exercise_only(run, how):
    """The judge goes on, or another one does."""
    source, verdict = ENDS[how]
    result = run(double=source)
    found = verdicts(result)
    assert found[1] == RIGHT[1], result.outcomes
    assert found[0][0] is verdict if verdict else found[0][0] is not Verdict.PASSED, result.outcomes
    assert not found[0][1] or verdict is Verdict.PASSED


def endings(folder):
    """Start what stays; return what grades answers that end in each way."""
    made = make(Path(folder, "course"))
    graded(made)
    POOL.close()

    def rest():
        for source, _ in ENDS.values():
            graded(made, double=source)
        graded(made, change={"test_double": "import os\nassert double(3) == 6\nos._exit(3)"})
        graded(made, warm=False, limits=replace(FAST, cell_seconds=30))
        POOL.close()

    return rest


def test_nothing_is_left_open(tmp_path):
    """No descriptor and no socket, however answers and judges end."""
    assert left_by(f"{__name__}:endings", tmp_path) == []


def test_an_author_that_hangs_or_ends_the_judge_costs_that_test_only(run):
    """The next one is judged by another judge."""
    for source in ("hidden = 1\nwhile double(3) == 6:\n    pass", "import os\nassert double(3) == 6\nos._exit(3)"):
        result = run(change={"test_double": source}, limits=replace(FAST, cell_seconds=2))
        assert verdicts(result)[1] == RIGHT[1], result.outcomes
        assert result.outcomes["test_double"].verdict is not Verdict.PASSED


def test_a_given_cell_that_fails_in_the_judge_is_the_graders_fault(run):
    """And is told."""
    source = f"{small.GIVEN}\nassert 'get_ipython' in globals()\n"
    outcome = run(change={"given": source}).outcomes["test_double"]
    assert outcome.verdict is not Verdict.PASSED and outcome.score is None
    assert "given cell" in outcome.reason


def test_scores_without_a_hidden_part_and_with_one(run):
    """The number that the last line gives; of NumPy's too, of which a notebook shows no number."""
    numpy = "import numpy as np\ndef halve(x):\n    return np.float64(1)"
    assert verdicts(run(halve=numpy))[1] == (Verdict.PARTLY, 1)
    none = "import numpy as np\ndef halve(x):\n    return np.zeros(2)"
    assert not verdicts(run(halve=none))[1][1]


QUICKSTART = """
assert double(1) == 2
assert double(2) == 4
### BEGIN HIDDEN TESTS
assert double(-1) == -2
### END HIDDEN TESTS
"""


def test_tests_of_plain_asserts(run):
    """As nbgrader's own examples have them."""
    assert verdicts(run(change={"test_double": QUICKSTART})) == RIGHT
    wrong = run(change={"test_double": QUICKSTART}, double="def double(x):\n    return abs(2 * x)")
    assert verdicts(wrong)[0] == (Verdict.FAILED, 0)


RANDOM = "import numpy as np\nassert double(2) == 4\n### BEGIN HIDDEN TESTS\n"
RANDOM += (
    "value = int(np.random.default_rng(1).integers(10**9))\nassert double(value) == 2 * value\n### END HIDDEN TESTS"
)


def test_inputs_are_new_with_each_seed_and_the_same_with_the_same(run):
    """An answer that knows the author's inputs fails, and what it fails on can be had again."""
    first, second = (int(np.random.default_rng(STRIDE + seed).integers(10**9)) for seed in (5, 6))
    right = f"def double(x):\n    return 2 * x if x in (2, {first}) else 0"
    found = [run(change={"test_double": RANDOM}, double=right, seed=seed).outcomes["test_double"] for seed in (5, 6, 5)]
    assert [each.seed for each in found] == [5, 6, 5] and first != second
    assert [each.verdict is Verdict.PASSED for each in found] == [True, False, True], found
    author = int(np.random.default_rng(1).integers(10**9))
    knows = f"def double(x):\n    return 2 * x if x in (2, {author}) else 0"
    outcome = run(change={"test_double": RANDOM}, double=knows).outcomes["test_double"]
    assert outcome.verdict is not Verdict.PASSED and not outcome.score, outcome


@pytest.mark.parametrize(
    ("in_place", "due"),
    [
        (Outcome(Verdict.PASSED, 2.0, 2.0), (Verdict.TAMPERED, None)),
        (Outcome(Verdict.FAILED, 0.0, 2.0), (Verdict.FAILED, 0.0)),
        # A cell that never ends is why the judge misses the answer.
        (Outcome(Verdict.TIMED_OUT, 0.0, 2.0), (Verdict.TIMED_OUT, 0.0)),
        (Outcome(Verdict.DIED, None, 2.0), (Verdict.DIED, None)),
    ],
)
def test_what_the_judge_refuses_is_told_with_its_reason(in_place, due):
    """By what comes of it where it stands; never a mark by that."""
    found, _ = agreed(Seen(Outcome(Verdict.FAILED, 0.0, 2.0, reason="not started"), []), in_place)
    assert (found.verdict, found.score) == due
