"""Control runs: nothing tells them from real ones, no other failure counts, and what is done when called is seen."""

import builtins
import json
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder import language
from autograder.bank.controls import Control
from autograder.cells import owners
from autograder.course import lessons, skeleton
from autograder.course.convert import load_config
from autograder.execute import control, in_kernel, languages
from autograder.execute.budget import Limits
from autograder.execute.job import Job
from autograder.execute.run import execute
from autograder.execute.scoring import refused
from autograder.prepare import rebuild
from autograder.prepare.notebook import parse
from autograder.tests import small
from autograder.verdicts import Verdict

LIMITS = Limits(cell_seconds=10, notebook_seconds=120, grace_seconds=1)
CONTROLS = {"test_double": (Control("def double(x):\n    return x + 3", "was due"),)}
ORDERS = {(True, False), (False, True), (True, True, False), (True, False, True), (False, True, True)}
ORDERS |= {(True, False, False), (False, True, False), (False, False, True)}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The small lesson as submissions are rebuilt on it, and the visible parts of its tests."""
    root = small.make_course(tmp_path_factory.mktemp("course"))
    config = load_config(root)
    notebook = skeleton.make(lessons.lessons(root)[0], config)
    return notebook, skeleton.visible_tests(notebook, config)


@pytest.fixture
def job(made):
    """Return a function that makes the job of a notebook with an answer and cells of the student's own."""

    def job(double=None, first=(), test="", **options):
        submitted = small.handed_in(**({"double": double} if double else {}))
        submitted.cells[3:3] = [new_code_cell(source) for source in first]
        prepared = rebuild.prepared(made[0], parse(nbformat.writes(submitted).encode(), "x.ipynb")).notebook
        for cell in prepared.cells:
            if cell.id == "test_double" and test:
                cell.source = test
        given = {"visible": made[1], "owners": owners(made[0]), "controls": CONTROLS, "config": small.config()}
        return Job(nbformat.writes(prepared), limits=LIMITS, **given | options)

    return job


def outcome(job):
    """Return the Outcome of test_double."""
    result = execute(job)
    assert result.fault == ""
    return result.outcomes["test_double"]


def runs_as(monkeypatch, *order):
    """Let the runs of a test come in one order: True for a real one; where one was real already, without that."""
    monkeypatch.setattr(control, "drawn", lambda done=0: list(order)[done if order[0] else 0 :])


def test_every_order_comes():
    """One to two real runs and as many control runs, three in all at most, none of them foreseeable."""
    assert {tuple(control.drawn()) for _ in range(500)} == ORDERS
    assert {tuple(control.drawn(1)) for _ in range(500)} == {(False,), (True, False), (False, True), (False, False)}


def test_the_expressions_tell_nothing():
    """They are the same but for a number of chance, of which the secret alone tells what it is."""
    made = {real: [language.stage("t", "double", "def double(x): ...", real) for _ in range(400)] for real in (0, 1)}
    parts = {each.rpartition(", ")[0] for real in made for each in made[real]}
    assert len(parts) == 1
    numbers = {real: [int(each.rpartition(", ")[2].rstrip(")")) for each in made[real]] for real in made}
    assert len({*numbers[0], *numbers[1]}) == 800
    for real, each in numbers.items():
        assert {(number & language.SECRET).bit_count() % 2 for number in each} == {real}
        assert 100 < sum(number % 2 for number in each) < 300


def test_no_name_of_the_graders_is_the_same_in_two_processes():
    """Nor is it one that a reader of this package knows."""
    assert language.OWN not in (language.PACKAGE / "language.py").read_text(encoding="utf-8")
    assert "autograder" not in language.STAGE


SEES = """
seen = []
def note(*_):
    shell = get_ipython()
    mine = sorted(key for key in shell.user_ns if not key.startswith("_i"))
    seen.append((In[-1], mine, [key for key in vars(shell) if "autograder" in key], type(double).__name__))
    import json, builtins
    with builtins.open("seen.json", "w") as file:
        json.dump(seen, file)
get_ipython().events.register("pre_run_cell", note)
"""
READS = (
    "import json, pathlib\nprint(pathlib.Path('seen.json').read_text() if pathlib.Path('seen.json').exists() else '')"
)


@pytest.mark.slow
@pytest.mark.confined
@pytest.mark.parametrize("order", sorted(ORDERS))
def test_a_kernel_sees_the_same_in_each_run(job, monkeypatch, order):
    """The cell, the names of the notebook, and what the answer is bound to are alike, whichever run it is."""
    runs_as(monkeypatch, *order)
    found = []

    class Kept(control.Trial):
        def runs(self, *given):
            ended = super().runs(*given)
            copy = new_code_cell(READS)
            self.run.kernels.ran(self.index, copy)
            found.append(copy.outputs[0].text)
            return ended

    monkeypatch.setattr("autograder.execute.base.Trial", Kept)
    assert outcome(job(first=[SEES])).verdict is Verdict.PASSED
    rows = json.loads(found[0])
    whole = [row for row in rows if "expect(double, 4, 8)" in row[0]]
    assert len(whole) >= len(order) - 1  # of which the last is the one before the cell that runs
    assert all(row == whole[0] for row in whole[1:]) and not whole[0][2]
    assert not [key for key in whole[0][1] if "autograder" in key]


FORGES = """
import builtins
builtins.forged_count = 0
def expect(function, argument, due):
    import builtins
    if argument == 3:
        builtins.forged_count += 1
    if builtins.forged_count in (1, 2):
        return
    got = function(argument)
    assert got == due, f"{function.__name__}({argument}) returned {got}, but {due} was due"
"""


@pytest.mark.slow
@pytest.mark.confined
@pytest.mark.parametrize("order", [(False, True), (False, False, True), (True, False, True)])
def test_who_counts_runs_is_caught(job, monkeypatch, order):
    """To forge the run after the visible part, and no other, was enough where that was always the one real run."""
    runs_as(monkeypatch, *order)
    assert outcome(job(double=f"def double(x):\n    return 7\n{FORGES}")).verdict is not Verdict.PASSED


@pytest.mark.slow
@pytest.mark.confined
def test_what_passes_once_only_is_held(job, monkeypatch):
    """Nobody can tell which run was right: the mark waits, and the reason says what happened."""
    runs_as(monkeypatch, True, True, False)
    # Right in the visible part, in the first real run, and where it is confirmed in place; wrong after that.
    unsteady = "calls = []\ndef double(x):\n    calls.append(x)\n    return 2 * x if len(calls) < 4 else 0"
    found = outcome(job(double=unsteady))
    assert (found.verdict, found.score) == (Verdict.TAMPERED, None) and found.reason.startswith("it passes once")


PATCHES = """
class double:
    def __init__(self, *_):
        pass
    def value(self, x):
        ip = get_ipython()
        real = ip.user_ns["expect"]
        def put_back(*_):
            ip.user_ns["expect"] = real
            ip.events.unregister("post_run_cell", put_back)
        ip.user_ns["expect"] = lambda *_: None
        ip.events.register("post_run_cell", put_back)
        return PATCHED
"""
TEST = "expect(double(3).value, 3, 6)\nexpect(double(4).value, 4, 8)"
WRONG = "class double:\n    def __init__(self, x):\n        pass\n    def value(self, x):\n        return x + 3"


@pytest.mark.slow
@pytest.mark.confined
def test_what_a_method_does_when_it_is_called_is_seen(job):
    """An instance of the student's class stands beside each of the wrong one's, and what it patches stays patched."""
    wrong = {"test_double": (Control(WRONG, "was due"),)}
    forger = job(double=PATCHES.replace("PATCHED", "6"), test=TEST, visible={}, controls=wrong)
    assert outcome(forger).verdict is Verdict.TAMPERED
    honest = (
        "class double:\n    def __init__(self, x):\n        self.x = x\n    def value(self, x):\n        return 2 * x"
    )
    assert outcome(job(double=honest, test=TEST, visible={}, controls=wrong)).verdict is Verdict.PASSED
    calls = "class double:\n    def __call__(self, x):\n        return 2 * x\ndouble = double()"
    assert outcome(job(double=calls)).verdict is Verdict.PASSED


@pytest.mark.slow
@pytest.mark.confined
def test_a_callable_that_is_no_function_is_called_too(job):
    """It was left as it is."""
    forger = """
class Patches:
    def __call__(self, x):
        ip = get_ipython()
        real = ip.user_ns["expect"]
        def put_back(*_):
            ip.user_ns["expect"] = real
            ip.events.unregister("post_run_cell", put_back)
        ip.user_ns["expect"] = lambda *_: None
        ip.events.register("post_run_cell", put_back)
        return 6
double = Patches()
"""
    assert outcome(job(double=forger)).verdict is Verdict.TAMPERED


@pytest.mark.slow
@pytest.mark.confined
@pytest.mark.parametrize(
    "first",
    [
        "import copy\ncopy.deepcopy = lambda *_: 1 / 0\ncopy._deepcopy_dispatch.clear()",
        "import functools, inspect, types\nfunctools.wraps = lambda *_: lambda f: f\ninspect.isfunction = callable",
        "import builtins\nbuiltins.callable = builtins.isinstance = lambda *_: False",
    ],
)
def test_what_a_student_has_patched_is_not_used(job, first):
    """The answer is called on copies all the same, so that what it patches is seen."""
    forger = """
def double(x):
    ip = get_ipython()
    real = ip.user_ns["expect"]
    def put_back(*_):
        ip.user_ns["expect"] = real
        ip.events.callbacks["post_run_cell"].remove(put_back)
    ip.user_ns["expect"] = lambda *_: None
    ip.events.callbacks["post_run_cell"].append(put_back)
    return 6
"""
    assert outcome(job(double=forger, first=[first])).verdict is Verdict.TAMPERED


@pytest.mark.slow
@pytest.mark.confined
@pytest.mark.parametrize(
    "double",
    [
        "def double(x):\n    return 0 if x == 0 else 2 + double(x - 1)",
        "import functools\n@functools.lru_cache\ndef double(x):\n    return 2 * x",
        "def double(x):\n    double.calls = getattr(double, 'calls', 0) + 1\n    return 2 * x",
        "double = lambda x: 2 * x",
        "import functools, operator\ndouble = functools.partial(operator.mul, 2)\ndouble.__name__ = 'double'",
        "def double(x):\n    global double\n    double = lambda x: 2 * x\n    return double(x)",
        "def double(x, depth=600):\n    return double(x, depth - 1) if depth else 2 * x",
    ],
)
def test_the_honest_pass_however_it_is_bound(job, double):
    """What calls itself, to a depth too, what keeps something in itself, what is no plain function."""
    assert outcome(job(double=double)).verdict is Verdict.PASSED


ERROR = {"output_type": "error", "traceback": []}


@pytest.mark.parametrize("message", ["", "was due"])
@pytest.mark.parametrize("ename", ["NameError", "TimeoutError", "KeyboardInterrupt", "NotImplementedError", "Error"])
def test_no_other_failure_counts(ename, message):
    """Whatever its words are."""
    cell = new_code_cell("1", outputs=[nbformat.from_dict(ERROR | {"ename": ename, "evalue": "6 was due"})])
    assert not refused(cell, Control("", message), 3)
    cell.outputs[0].ename = "NotYet"
    assert refused(cell, Control("", message), 3)
    cell.outputs[0].evalue = "something else"
    assert refused(cell, Control("", message), 3) is (message == "")


def test_a_lower_score_is_a_refusal_only_where_no_words_are_known():
    """One that was forged, or that is no number, is none."""
    for shown, message, due in (("1", "", True), ("1", "words", False), ("nan", "", False), ("3", "", False)):
        data = {"output_type": "execute_result", "data": {"text/plain": shown}, "metadata": {}, "execution_count": 1}
        cell = new_code_cell("score", outputs=[nbformat.from_dict(data)])
        assert refused(cell, Control("", message), 3) is due, (shown, message)


def test_what_outlives_its_run_changes_no_name():
    """A wrapper that a test has kept, or a generator, is called when another run is under way."""
    names = {"f": lambda x: x}
    own = names["f"]
    first = in_kernel.Own(names, "f")
    first.beside(None)
    kept, names["f"] = names["f"], own
    second = in_kernel.Own(names, "f")
    second.beside(lambda x: -x)
    bound = names["f"]
    assert kept(3) == 3 and names["f"] is bound and bound(3) == -3


def test_a_wrong_answer_that_cannot_be_bound_says_so():
    """When it is called; the student's answer does not stand in for it."""
    names = {"f": lambda x: x, "dict": 5}
    stage = in_kernel.Stage(names, 1)
    stage.keep("t")
    stage.stage("t", "f", "f = nowhere", 2)
    with pytest.raises(NameError, match="nowhere"):
        names["f"](1)
    stage.stage("t", "f", "def f(x):\n    return dict(a=x)", 2)
    assert names["f"](1) == {"a": 1}
    stage.stage("t", "f", "def f(x):\n    return dict(a=x)", 1)
    assert names["f"](1) == 1 and names["dict"] == 5


def test_a_kernel_without_an_opening_makes_it_when_it_is_needed():
    """One of Python's that is not ipykernel, say; what it has kept before stays."""
    names = {"__builtins__": builtins, "f": 1}
    other = languages.Python(["xpython"])
    assert not other.opening
    for expression in (other.keep("t"), other.stage("t", "f", "f = 2", False)):
        eval(expression, names)
    assert names["f"] == 2
    eval(other.restore("t"), names)
    assert names["f"] == 1
    del sys.__dict__[language.OWN]
