"""Calls apart: whatever a function does to its process, the one who called it gets a result or one line."""

import ast
import ctypes
import gc
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder import language
from autograder.errors import ConverterError, GraderError, LessonError, SubmissionError, TooMuch
from autograder.sandbox.apart import Apart
from autograder.sandbox.apart_process import load
from autograder.tests.opened import left_by
from autograder.verdicts import Outcome, Verdict

MB = 10**6


@pytest.fixture(scope="module")
def apart():
    """An Apart with small limits."""
    with Apart(memory=200 * MB, seconds=60, most=MB, preload=[__name__]) as made:
        yield made


# Functions to run apart: of a module, as all of them must be.


def crash():
    """Read where nothing is."""
    ctypes.string_at(0)


def leave():
    """End the process without a word."""
    os._exit(0)


def eat(size):
    """Use memory."""
    return len(bytearray(size))


def many_objects(text):
    """Read a text that is small and becomes large."""
    return len(json.loads(text))


def loop():
    """Never come back, not even on a signal that Python handles."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        pass


def native_loop(text):
    """Be where Python handles no signal."""
    import re

    return re.match(r"(a|aa)+$", text)


def deep(value):
    """Go down for ever."""
    return deep(value)


def nest(depth):
    """Return a deep list."""
    made = []
    for _ in range(depth):
        made = [made]
    return made


def throw(error):
    """Raise it."""
    raise error


def throw_foreign():
    """Raise what the caller's Python may not have."""
    raise type("Strange", (Exception,), {})("a strange\nline")


def throw_two():
    """Raise what cannot be made of its line alone."""
    raise ConverterError("gave up", "log")


def leaves():
    """Raise what would end the caller."""
    raise SystemExit(3)


def echo(*values):
    """Return what came."""
    return values


def noise(text):
    """Print, on every stream."""
    print(text, flush=True)
    os.write(2, text.encode())
    return ast.parse('"\\d"')._fields


def a_function():
    """Return no plain data."""
    return os.system


def process_id():
    """Return whose it is."""
    return os.getpid()


def test_plain_data_goes_both_ways(apart):
    """Also a notebook, and objects of our own classes."""
    notebook = new_notebook(cells=[new_code_cell("1")])
    outcome = Outcome(Verdict.PASSED, 1.0, 1.0)
    values = (1, "é\ud800", b"x", None, {"a": [1.5, {2}]}, frozenset("a"), notebook, outcome)
    got = apart.run(echo, *values)
    assert got == values
    assert isinstance(got[6], nbformat.NotebookNode) and got[6].cells[0].source == "1"
    assert isinstance(got[7].verdict, Verdict)


class ByName:
    """Is pickled as an attribute of something: as the first Pythons 3.11 pickle a member of an enumeration."""

    def __init__(self, owner, name):
        """owner, name: of what."""
        self.attribute = owner, name

    def __reduce__(self):
        """Return how it is made anew."""
        return getattr, self.attribute


def test_a_member_of_an_enumeration_by_its_name():
    """It is read, and no other attribute of anything is."""
    assert load(pickle.dumps(ByName(Verdict, "PASSED"))) is Verdict.PASSED
    for owner, name in ((Verdict, "__members__"), (Verdict, "nothing"), (GraderError, "__init__"), ("", "upper")):
        with pytest.raises(pickle.UnpicklingError, match="an answer holds no"):
            load(pickle.dumps(ByName(owner, name)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (crash, ()),
        (leave, ()),
        (eat, (2000 * MB,)),
        (many_objects, ("[" + "{}," * 5_000_000 + "{}]",)),
        (deep, (1,)),
        (nest, (100_000,)),
        (echo, ("x" * 2 * MB,)),
        (language.parse, ("-" * 2_000_000 + "1",)),
    ],
    ids=["crash", "leaves", "memory", "objects", "recursion", "deep result", "large result", "minus signs"],
)
def test_what_is_too_much_is_one_line(apart, function, arguments):
    """It is a submission's fault, said in one line, and the next call works."""
    gc.collect()
    before = psutil.Process().memory_info().rss
    with pytest.raises(TooMuch) as caught:
        apart.run(function, *arguments)
    assert isinstance(caught.value, SubmissionError)
    assert str(caught.value) and "\n" not in str(caught.value)
    assert psutil.Process().memory_info().rss - before < 100 * MB
    assert apart.run(echo, 1) == (1,)


@pytest.mark.slow
@pytest.mark.parametrize(("function", "arguments"), [(loop, ()), (native_loop, ("a" * 200 + "b",))])
def test_an_endless_loop_ends(function, arguments):
    """At its deadline, wherever it is; other calls go on beside it."""
    with Apart(seconds=1, preload=[__name__]) as apart:
        with pytest.raises(TooMuch, match="cannot be read in 1 s"):
            apart.run(function, *arguments)
        assert apart.run(echo, 1) == (1,)


@pytest.mark.parametrize(
    "error",
    [
        SubmissionError("x.ipynb: empty"),
        LessonError("no lesson"),
        TooMuch("too much"),
        ValueError("a value"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
        SyntaxError("invalid syntax", ("<x>", 1, 2, "a b", 1, 3)),
        OSError(2, "No such file"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_come_back_as_they_are(apart, error):
    """Ours and Python's own: the same type, the same line."""
    with pytest.raises(type(error)) as caught:
        apart.run(throw, error)
    assert type(caught.value) is type(error) and str(caught.value) == str(error)


@pytest.mark.parametrize(
    ("function", "arguments", "line"),
    [
        (throw_foreign, (), "Strange: a strange line"),
        (throw_two, (), "ConverterError: gave up"),
        (leaves, (), "SystemExit: 3"),
        (throw, (ValueError(os.system),), "ValueError: <built-in function system>"),
    ],
    ids=["no module's", "cannot be made anew", "ends the caller", "not plain"],
)
def test_other_errors_are_told_as_ours(apart, function, arguments, line):
    """As a GraderError with their name and line."""
    with pytest.raises(GraderError) as caught:
        apart.run(function, *arguments)
    assert type(caught.value) is GraderError and str(caught.value) == line


def test_no_code_comes_back(apart):
    """An answer is data: a function in it is refused."""
    with pytest.raises(GraderError, match="a_function: its result cannot be read"):
        apart.run(a_function)


def test_what_is_printed_is_nobodys(apart, capfd):
    """Neither warnings of a parser nor what it prints reach the terminal."""
    assert apart.run(noise, "noise") == ("body", "type_ignores")
    assert capfd.readouterr() == ("", "")


def test_many_threads_at_once(apart):
    """Each gets its own answer, from a process of its own."""
    got = {}
    threads = [threading.Thread(target=lambda n=n: got.update({n: apart.run(echo, n)})) for n in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(120)
    assert got == {n: (n,) for n in range(20)}
    assert apart.run(process_id) != apart.run(process_id) != os.getpid()


@pytest.mark.slow
def test_it_starts_again_when_it_was_killed():
    """A process that is gone between calls costs a call nothing but the time to start it; one at its imports, too."""
    with Apart(preload=[__name__]) as apart:
        assert apart.run(echo, 1) == (1,)
        apart.forks.process.kill()
        apart.forks.process.wait()
        assert apart.run(echo, 2) == (2,)


def test_a_module_that_is_not_there_is_told():
    """The grader's own fault is no TooMuch."""
    with Apart(preload=["no_such_module"]) as apart, pytest.raises(GraderError, match="has ended") as caught:
        apart.run(echo, 1)
    assert not isinstance(caught.value, SubmissionError)


def calls():
    """Return what calls functions apart that end well, and badly, and sees to it that no process stays."""

    def rest():
        with Apart(seconds=5, preload=[__name__]) as apart:
            apart.run(echo, 1)
            server = psutil.Process(apart.forks.process.pid)
            for function in (crash, loop):
                with pytest.raises(TooMuch):
                    apart.run(function)
            end = time.monotonic() + 30
            while server.children() and time.monotonic() < end:
                time.sleep(0.02)
            assert server.children() == []
        assert not server.is_running()

    return rest


@pytest.mark.slow
def test_nothing_stays_behind():
    """No process, no descriptor, no zombie, whether calls ended well or badly."""
    assert left_by(f"{__name__}:calls") == []


@pytest.mark.slow
def test_it_ends_with_the_grader():
    """A grader that is killed in the middle of a call leaves no process."""
    source = """
import threading, time
from autograder.sandbox.apart import Apart
from autograder.tests.sandbox.test_apart import echo, loop
apart = Apart(seconds=600, preload=["autograder.tests.sandbox.test_apart"])
apart.run(echo, 1)
threading.Thread(target=apart.run, args=(loop,)).start()
time.sleep(1)
print("ready", flush=True)
"""
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    grader = subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, env=env)
    assert grader.stdout.readline() == b"ready\n"
    below = psutil.Process(grader.pid).children(recursive=True)
    assert len(below) == 2
    grader.kill()
    grader.wait()
    grader.stdout.close()
    _, left = psutil.wait_procs(below, timeout=30)
    assert not [each for each in left if each.status() != psutil.STATUS_ZOMBIE]
