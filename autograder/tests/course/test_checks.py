"""What solutions/checks.py tells a learner: few lines, the right one first, and the mistake by its name."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

import checks
from autograder import language
from autograder.tests import ROOT


@pytest.fixture(autouse=True)
def fresh(monkeypatch, tmp_path):
    """No result, run or known mistake of another test."""
    monkeypatch.setattr(checks, "HERE", tmp_path)
    monkeypatch.setattr(checks, "_now", checks.Running())
    monkeypatch.setattr(checks, "_runs", {})
    monkeypatch.setattr(checks, "_known", {})


def refused(answer, *test_lines, name="double", points=2):
    """Return the lines that a test of these lines says of an answer, which it must refuse."""
    with pytest.raises(checks.NotYet) as caught:
        run(answer, *test_lines, name=name, points=points)
    return str(caught.value).split("\n")


def run(answer, *test_lines, name="double", points=2, part=""):
    """Run a test of these lines on an answer, in a namespace of its own, which is returned."""
    names = {"checks": checks, "np": np} | ({name: answer} if answer is not None else {})
    body = "\n".join(f"    {line}" for line in test_lines)
    source = (
        f'@checks.test(points={points}, part={part!r})\ndef test_{name}({name}):\n    """Twice is nice."""\n{body}\n'
    )
    exec(source, names)
    return names


def test_a_pass_says_its_points_and_why_it_matters(capsys):
    """It says the points, that hidden checks are another matter, and why the exercise is worth it."""
    run(lambda x: 2 * x, "double(3).gives(6)", part="small numbers")
    assert capsys.readouterr().out == (
        "✓ passed: double, small numbers (2 points by the visible checks)\nTwice is nice.\n"
    )


def test_a_refusal_is_four_lines_at_most():
    """The verdict with its points, the call, what came back against what was expected, the likely mistake."""
    assert refused(lambda x: x * 8, "double(np.array([1, 2])).gives([2, 4])") == [
        "✗ not yet: double (2 points).",
        "double([1, 2])",
        "returned [ 8, 16]; expected [2, 4]. First difference at [0]: 8 instead of 2.",
        "Likely mistake: every number is 4 times what it should be.",
    ]


def test_no_frame_is_shown():
    """IPython shows the lines and nothing else; the output stays an error, with name and text."""
    shell = InteractiveShell.instance(history_length=0)
    shown = []
    shell._showtraceback, before = lambda kind, value, lines: shown.append((kind, value, lines)), shell._showtraceback
    try:
        shell.run_cell(
            "import checks\n\ndef half(x):\n    return x\n\n"
            "@checks.test(points=1)\ndef test_half(half):\n    half(4).gives(2)"
        )
    finally:
        shell._showtraceback = before
    ((kind, value, lines),) = shown
    assert kind is checks.NotYet and issubclass(kind, AssertionError)
    assert "\n".join(lines).replace(checks.BOLD, "").replace(checks.PLAIN, "") == str(value)
    assert str(value).count("\n") <= 3


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (None, "○ not started: double (2 points). double is not defined: run the cell of your answer first."),
        (
            lambda x: (_ for _ in ()).throw(NotImplementedError("Exercise 4: double is not written yet")),
            "○ not started: Exercise 4: double (2 points).",
        ),
    ],
)
def test_an_exercise_that_is_not_started_is_one_calm_line(answer, line):
    """Neither a wall nor a crash; still an error for who gives marks."""
    with pytest.raises(checks.NotStarted) as caught:
        run(answer, "double(3).gives(6)")
    assert str(caught.value) == line
    assert isinstance(caught.value, NotImplementedError)


ROWS = np.array([[1.5, 2.25], [3.0, 4.5], [5.0, 6.125]])


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        (None, 6, "is there a `return`?"),
        (len, 6, "something to call"),
        (iter([6]), [6], "something to call, or to loop over"),
        ("6", 6, "that is text"),
        (True, 1, "truth values"),
        (object(), 6, "made of numbers"),
        (ROWS.T, ROWS, "rows and columns are swapped"),
        (ROWS.ravel(), ROWS, "flattened"),
        (ROWS[None], ROWS, "an axis too many"),
        (-ROWS, ROWS, "the sign is wrong"),
        (ROWS[::-1], ROWS, "in another order"),
        (ROWS * 0, ROWS, "every number is 0"),
        (np.full((3, 2), np.nan), ROWS, "every number is NaN"),
        (np.where(ROWS > 4, np.nan, ROWS), ROWS, "some numbers are NaN"),
        (ROWS / 8, ROWS, "every number is 0.125 times"),
        (np.arange(1, 4), np.arange(3), "every number is +1 off"),
        (np.round(ROWS), ROWS, "rounded"),
        (4, [2, 4], "one of 2 numbers"),
        ({0: "a", 1: "b"}, {"a": 0, "b": 1}, "keys and values are swapped"),
        ({"a": 1, "b": 2}, {"a": 0, "b": 1}, "every value is +1 off"),
        ({}, {"a": 0}, "empty"),
        ([0], {"a": 0}, "expected a dict"),
    ],
)
def test_usual_mistakes_are_named(got, expected, words):
    """What any exercise can get wrong is told without a word of the exercise's own."""
    assert words in checks.usual(checks.plain(got), expected)


@pytest.mark.parametrize(
    "got",
    [6, 6.0, np.int64(6), np.float32(6), np.array(6), [6][0]],
)
def test_right_values_in_any_form_pass(got, capsys):
    """Python's, NumPy's, whole or not: the number counts."""
    run(lambda x: got, "double(3).gives(6)")
    assert capsys.readouterr().out.startswith("✓ passed")


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        ((1, np.ones(3)), (1, [1, 1, 1])),
        ({"a": np.float32(2)}, {"a": 2}),
        ([], []),
        ("same", "same"),
        (None, None),
        ([np.ones(2), np.ones((2, 2))], [[1, 1], [[1, 1], [1, 1]]]),
    ],
)
def test_plain_data_is_compared_as_such(got, expected):
    """Pairs of arrays, dicts, text."""
    assert checks.alike(got, expected)


class Equal:
    """Claims to equal anything."""

    def __eq__(self, other):
        """Say yes."""
        return True

    __hash__ = None


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (Equal(), 6),
        (Equal(), "six"),
        (Equal(), {"a": 1}),
        ([Equal()], [6]),
        (True, 1),
        ("6", 6),
        ({"a": 1, "b": 2}, {"a": 1}),
        (np.ones((2, 1)), np.ones(2)),
        (np.nan, np.nan),
        (float("inf"), 6),
        ((1, 2, 3), (1, 2)),
        (1, True),
    ],
)
def test_what_differs_is_refused(got, expected):
    """Nothing gets by that only says it is equal; NaN is nobody's result."""
    assert not checks.alike(got, expected)


def test_the_lessons_own_mistakes_come_first():
    """Named by what they give, or by a function that knows them, for the arguments of this very call."""

    @checks.mistakes_of("double")
    def known(expected, x):
        yield x**2, "that is the square."
        yield lambda got: got == 7, "seven is nobody's double."

    assert refused(lambda x: x**2, "double(3).gives(6)")[-1] == "Likely mistake: that is the square."
    assert refused(lambda x: 7, "double(3).gives(6)")[-1] == "Likely mistake: seven is nobody's double."
    assert refused(lambda x: 5, "double(3).gives(6)", "double(1).gives(2)")[-1].startswith("returned 5; expected 6.")


def test_a_mistake_that_gives_what_is_expected_is_none():
    """Of 2 the square is the double, too: what is refused there is something else."""

    @checks.mistakes_of("double")
    def known(expected, x):
        yield x**2, "that is the square."

    assert "square" not in refused(lambda x: 5, "double(2).gives(4)")[-1]


def test_the_bank_names_what_it_has_seen(tmp_path):
    """mistakes.json lies beside the notebook; its entries are known by text and numbers, not by chance."""
    with pytest.raises(checks.NotYet) as caught:
        run(lambda x: np.array([1.25, 9.5]), "double(3).gives([2.5, 3.5])")
    trace = caught.value.trace
    key = checks.hashlib.sha256(trace["text"].encode()).hexdigest()[:12]
    entry = {"text": key, "numbers": trace["numbers"], "mistake": "the second row was taken."}
    (tmp_path / "mistakes.json").write_text(json.dumps({"test_double": [entry]}), encoding="utf-8")
    lines = refused(lambda x: np.array([1.25000001, 9.5]), "double(3).gives([2.5, 3.5])")
    assert lines[-1] == "Likely mistake: the second row was taken."
    lines = refused(lambda x: np.array([1.35, 9.5]), "double(3).gives([2.5, 3.5])")
    assert not lines[-1].startswith("Likely mistake: the second")


def test_what_lies_beside_the_notebook_is_found_from_anywhere(tmp_path):
    """A cell that changes to another folder costs no right answer its mark."""
    for name in ("checks.py", "plain.py"):
        (tmp_path / name).write_bytes((ROOT / "solutions" / name).read_bytes())
    (tmp_path / "checks_lesson.py").write_text("import checks\n", encoding="utf-8")
    program = (
        "import os, checks\nos.chdir('/')\nimport checks_lesson\ndef double(x):\n    return 2 * x\n"
        "@checks.test(points=1)\ndef test_double(double):\n    double(3).gives(6)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("✓ passed"), done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("beside", "patience", "told"),
    [("", 60, "[['2', '2'], ['2']]"), ("time.sleep(600)", 1, "[[], []]"), ("sys.exit(1)", 60, "[[], []]")],
)
def test_an_experiment_beside_an_answer_costs_it_no_time(beside, patience, told):
    """Lesson 2 runs an answer's cell in processes of its own, where what the cell does besides may take for ever."""
    cell = f"import sys, time\ndef stable_word_ids(words, n):\n    return [2 for _ in words]\n{beside}\n"
    program = (
        f"import linecache, checks_lesson\nchecks_lesson.PATIENCE, cell = {patience}, {cell!r}\n"
        "linecache.cache['cell'] = len(cell), None, cell.splitlines(keepends=True), 'cell'\n"
        "exec(compile(cell.rpartition('return')[0] + 'return 2', 'cell', 'exec'))\n"
        "print(checks_lesson.in_processes(stable_word_ids, [('3', ['a', 'b']), ('4', ['b'])], 9))"
    )
    place = ROOT / "solutions" / "2-one-hot-vs-gather"
    done = subprocess.run([sys.executable, "-c", program], cwd=place, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == told, done.stderr


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("texts.lower()", "loop over its strings"),
        ("np.zeros(3)[[0.5]]", "whole number"),
        ("undefined_name", "undefined_name is unknown here"),
        ("None + 1.0", "None"),
        ("{}['cat']", "does not hold that key"),
        ("1 / 0", "divided by zero"),
        ("np.ones(2) + np.ones(3)", "shapes do not fit"),
        ("np.ones(4).reshape(3, 2)", "does not fit that shape"),
        ("list(texts)[texts]", "one index at a time"),
        ("{[]: 1}", "cannot be a dict's key"),
        ("double(texts)", "without an end"),
        ("np.ones(3).numpy()", "a NumPy array already"),
    ],
)
def test_raw_errors_get_their_cause(code, words):
    """What Python says is kept; what it usually comes from stands below."""
    names = {"np": np}
    exec(f"def double(texts):\n    return {code}", names)
    lines = refused(names["double"], "double(['A']).gives(6)")
    assert lines[2].startswith("raised ")
    assert words in lines[-1] and lines[-1].startswith("Likely mistake: ")


def test_tensorflow_errors_get_their_cause_without_their_tail():
    """Node names and [Op:...] tell a learner nothing."""
    error = SimpleNamespace()
    kind = type("InvalidArgumentError", (Exception,), {})
    error = kind("{{function_node __wrapped__}} indices[0] = 7 is not in [0, 5) [Op:GatherV2] name: x")
    assert checks.clean(error) == "indices[0] = 7 is not in [0, 5)"
    assert "axis 0" in checks.cause(error)
    old = AttributeError("module 'tensorflow' has no attribute 'random_uniform'")
    assert checks.cause(old) == "a TensorFlow 1 name: today tf.random.uniform."


def test_an_argument_that_was_changed_is_named():
    """Arrays, lists and dicts belong to the caller."""

    def double(numbers):
        numbers[0] = 5
        return numbers

    for argument in ("[1, 2]", "np.array([1, 2])", "{0: 1}"):
        lines = refused(double, f"double({argument}).gives([2, 4])")
        assert lines[2] == "changed numbers, which belongs to the caller."
        assert "copy of numbers" in lines[3]


def test_refuses_asks_for_an_error():
    """One that comes is a pass; a value, an error that is returned, or one of another kind is not."""

    def picky(x):
        if x < 0:
            raise ValueError("negative")
        return ValueError("returned") if x == 7 else {}[x] if x == 8 else x

    run(picky, "double.refuses(-1, error=ValueError)", "double.refuses(8)")
    assert refused(picky, "double.refuses(3)")[2] == "returned 3; expected an error: the input is not valid."
    assert "raised, not returned" in refused(picky, "double.refuses(7, error=ValueError)")[3]
    assert "expected a ValueError" in refused(picky, "double.refuses(8, error=ValueError)")[2]


def test_like_compares_with_a_reference_that_runs_after_the_answer():
    """What is expected does not exist while the answer runs, and the answer cannot spoil it."""
    order = []

    def double(x):
        order.append("answer")
        return [2 * each for each in x]

    names = {"checks": checks, "double": double, "order": order}
    source = (
        "@checks.test(points=1)\ndef test_double(double):\n"
        "    def reference(x):\n        order.append('reference')\n        return [2 * each for each in x]\n"
        "    double.like(reference, ([1, 2],), ([3],))\n"
    )
    exec(source, names)
    assert order == ["answer", "reference"] * 2


def test_methods_and_classes_are_called_the_same_way():
    """A class is an answer, and so is what its objects can do."""

    class Counter:
        def __init__(self, start):
            self.at = start

        def add(self, n):
            self.at += n
            return self.at

    run(Counter, "counter = double(3)", "counter.add(2).gives(5)", "counter.add(2).gives(7)")
    lines = refused(Counter, "double(3).add(2).gives(6)")
    assert lines[1] == "double(3).add(2)" and "expected 6" in lines[2]
    assert refused(Counter, "double(3).take(2)")[2] == "has no take."


def test_stand_in_puts_back_what_was_there():
    """Other answers are neither needed nor touched, whatever happens meanwhile."""
    names = {"checks": checks, "helper": "mine"}
    source = (
        "def double(x):\n    return helper(x)\n\n@checks.test(points=1)\ndef test_double(double):\n"
        "    with checks.stand_in(helper=lambda x: 3 * x, other=1):\n        double(3).gives(6)\n"
    )
    with pytest.raises(checks.NotYet, match="returned 9; expected 6"):
        exec(source, names)
    assert names["helper"] == "mine" and "other" not in names


def test_find_the_bug_counts_what_is_exposed():
    """A broken function is exposed when it raises or differs; the first one alive is named."""
    broken = {
        "adds one": lambda x: x + 1,
        "fails on odd": lambda x: x if x % 2 == 0 else 1 / 0,
        "zero": lambda x: 0 * x,
    }
    assert checks.exposed(lambda x: x, broken, 0) == ["adds one"]
    assert checks.exposed(lambda x: x, broken, 3) == list(broken)
    with pytest.raises(checks.Refusal) as caught:
        checks.exposes(checks.Result((0,), "exposing_case()"), (0,), lambda x: x, broken, wanted=2)
    assert caught.value.problem == "exposes 1 of 3; expected 2 or more. Alive: fails on odd; zero."


def test_yours_is_used_when_it_has_passed(capsys):
    """Below an exercise that is still open the lesson goes on with its own, and says so in a line."""
    run(lambda x: 2 * x, "double(3).gives(6)")
    checks._now.names["double"] = mine = lambda x: 2 * x
    assert checks.yours("double", otherwise=None) is mine
    with pytest.raises(checks.NotYet):
        run(lambda x: x, "double(3).gives(6)")
    capsys.readouterr()
    assert checks.yours("double", otherwise=len) is len
    assert capsys.readouterr().out.count("\n") == 1


def test_progress_lists_what_is_open(capsys):
    """Points by the visible checks, each test, and what has not run."""
    run(lambda x: 2 * x, "double(3).gives(6)", points=3)
    with pytest.raises(checks.NotYet):
        run(lambda x: x, "half(3).gives(6)", name="half", points=4)
    with pytest.raises(checks.NotStarted):
        run(None, "third(3).gives(6)", name="third", points=5)
    capsys.readouterr()
    checks.progress(points=20)
    assert capsys.readouterr().out.splitlines() == [
        "3 of 20 points by the visible checks",
        "  ✓ passed       3  double",
        "  ✗ not yet      4  half",
        "  ○ not started  5  third",
        "Checks for 8 points have not run here: Run > Run All Cells runs them.",
        "Open: half; third.",
    ]


def ended(source, error=None):
    """Tell the module that a cell has run, as IPython does."""
    result = SimpleNamespace(error_before_exec=None, error_in_exec=error, info=SimpleNamespace(raw_cell=source))
    checks._note_run(result)


def test_an_answer_whose_cell_failed_is_not_what_is_checked():
    """A syntax error leaves the old answer in place: that is said, not left to be found out."""
    ended("def double(x):\n    return x")
    assert "older" not in refused(lambda x: x, "double(3).gives(6)")[0]
    ended("def double(x)\n    return 2 * x", SyntaxError("expected ':'"))
    first = refused(lambda x: x, "double(3).gives(6)")[0]
    assert first == (
        "✗ not yet: double (2 points). The cell of double ended in SyntaxError: expected ':'. "
        "An older version is checked here."
    )
    ended("def double(x):\n    return x")
    assert "older" not in refused(lambda x: x, "double(3).gives(6)")[0]


def test_an_answer_whose_cell_was_interrupted_is_told_as_one():
    """In words by which the grader knows that time was up, and not that nothing was written."""
    ended("while True:\n    pass\ndef double(x):\n    return x", KeyboardInterrupt())
    (first, *_) = refused(lambda x: x, "double(3).gives(6)")
    assert language.UNBOUND.search(first), first


def test_an_answer_that_was_edited_since_is_said(tmp_path, monkeypatch):
    """The saved notebook holds another text than the one that ran."""
    path = tmp_path / "lesson.ipynb"
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    ended("def double(x):\n    return x")
    cell = {
        "metadata": {"nbgrader": {"grade_id": "double", "solution": True}},
        "source": ["def double(x):\n", "    return x"],
    }
    path.write_text(json.dumps({"cells": [{"metadata": {}, "source": []}, cell]}), encoding="utf-8")
    later = checks._runs["double"].time + 5
    os.utime(path, (later, later))
    assert "edited" not in refused(lambda x: x, "double(3).gives(6)")[0]
    cell["source"][1] = "    return 2 * x"
    path.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    os.utime(path, (later, later))
    assert "The cell of double was edited after it last ran" in refused(lambda x: x, "double(3).gives(6)")[0]
    os.utime(path, (later - 10, later - 10))  # saved before the run: the run is the newer one
    assert "edited" not in refused(lambda x: x, "double(3).gives(6)")[0]
    path.write_text("no notebook", encoding="utf-8")
    os.utime(path, (later, later))
    assert "edited" not in refused(lambda x: x, "double(3).gives(6)")[0]


def test_an_object_that_bites_is_told_of_calmly():
    """Whatever it does when it is shown, compared or converted."""

    class Bites:
        def __getattribute__(self, name):
            raise RuntimeError(name)

        def __repr__(self):
            raise RuntimeError("repr")

    lines = refused(lambda x: Bites(), "double(3).gives(6)")
    assert len(lines) <= 4 and "returned an object that cannot be shown" in lines[2]


def test_a_check_that_stumbles_says_so():
    """An error in the check's own code, over what came back, is a refusal and no wall."""
    lines = refused(lambda x: 3, "double(3).value.shape")
    assert "gave what cannot be checked, AttributeError" in lines[2]
