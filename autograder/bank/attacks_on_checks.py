"""Attacks that pass tests with wrong answers: made of parts, each of which does for the others what it can do alone."""

from random import Random

from autograder.bank.generators import Generators, answer

GENERATORS = Generators()
# Exercises whose tests compare what comes back, and do no more, by the kind of value that is due.
MAPPINGS = ["1-embedding-matrix/build_vocabulary"]
ARRAYS = ["4-partitioned-lookup/sentence_to_ids", "4-partitioned-lookup/shard_loads"]
VALUES = [*MAPPINGS, *ARRAYS]

# How what refuses an answer is made to accept it: forge(True), and forge(False) puts it back.
PATCHES = {
    "alike": """
real = checks.alike


def forge(on):
    checks.alike = (lambda got, expected: True) if on else real
""",
    "the code of alike": """
real = checks.alike.__code__


def forge(on):
    checks.alike.__code__ = (lambda got, expected: True).__code__ if on else real
""",
    "Result.gives": """
real = checks.Result.gives


def forge(on):
    checks.Result.gives = (lambda self, expected, mistakes=(): self) if on else real
""",
    "Result.fail": """
real = checks.Result.fail


def forge(on):
    checks.Result.fail = (lambda self, problem, likely="": None) if on else real
""",
    "Answer.__call__": """
real = checks.Answer.__call__


class Content(checks.Result):
    def gives(self, expected, mistakes=()):
        return self


def made(self, *arguments, **options):
    found = real(self, *arguments, **options)
    return Content(found.value, found.said) if forging else found


forging, checks.Answer.__call__ = False, made


def forge(on):
    global forging
    forging = on
""",
    "a jump over the check": """
import sys


def trace(frame, event, argument):
    if frame.f_code.co_name == "gives" and event == "line":
        last = max(line for *_, line in frame.f_code.co_lines() if line)
        if frame.f_lineno != last:
            frame.f_lineno = last
    return trace


def forge(on):
    sys.settrace(trace if on else None)
""",
    "what is expected, in the frame that compares": """
import ctypes
import sys


def trace(frame, event, argument):
    if frame.f_code.co_name == "alike" and event == "call":
        found = frame.f_locals
        found["expected"] = found["got"] = 1
        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), 0)
    return trace


def forge(on):
    sys.settrace(trace if on else None)
""",
}
# How an answer tells a control run from a real one.
TELLERS = {
    "its names": """
def is_control():
    return "autograder_own" in globals() or "autograder_both" in globals()
""",
    "the frames above it": """
import sys


def is_control():
    frame, names = sys._getframe(1), []
    while frame is not None:
        names += [frame.f_code.co_name, *frame.f_code.co_names]
        frame = frame.f_back
    return any(name == "both" or name.startswith("autograder_") for name in names)
""",
    "the text of the cell that runs": """
def is_control():
    return "autograder_" in get_ipython().history_manager.input_hist_raw[-1]
""",
    "the second definition of the answer": """
import ast

defined = 0


class Counts(ast.NodeTransformer):
    def visit_FunctionDef(self, node):
        global defined
        defined += node.name == NAME
        return node


get_ipython().ast_transformers.append(Counts())


def is_control():
    return defined > 0
""",
    "the event before a cell": """
raw = ""


def note(info):
    global raw
    raw = info.raw_cell


get_ipython().events.register("pre_run_cell", note)


def is_control():
    return "autograder_" in raw
""",
    "the number of cells in which it is called": """
import sys

sys.cells_seen = getattr(sys, "cells_seen", [])


def is_control():
    count = get_ipython().execution_count
    if count not in sys.cells_seen:
        sys.cells_seen.append(count)
    return len(sys.cells_seen) > 2
""",
    "what the garbage collector knows": """
import gc


def is_control():
    return any(getattr(each, "__qualname__", "").startswith("autograder_both") for each in gc.get_objects())
""",
    "what Python compiles": """
import sys

control = False


def hook(event, arguments):
    global control
    if event == "compile" and b"autograder_own" in (
        arguments[0] if isinstance(arguments[0], bytes) else str(arguments[0]).encode()
    ):
        control = True


sys.addaudithook(hook)


def is_control():
    return control
""",
    "the copies that are made for it": """
import copy

control, deep = False, copy.deepcopy


def noted(*arguments):
    global control
    control = True
    return deep(*arguments)


copy.deepcopy = noted


def is_control():
    return control
""",
    "what is imported for it": """
import builtins

control, real_import = False, builtins.__import__


def noted(name, globals=None, *arguments, **options):
    global control
    if name == "copy" and "autograder_own" in (globals or {}):
        control = True
    return real_import(name, globals, *arguments, **options)


builtins.__import__ = noted


def is_control():
    return control
""",
    "the wrapper that is put around it": """
import functools

control, wraps = False, functools.wraps


def noted(*arguments, **options):
    global control
    control = True
    return wraps(*arguments, **options)


functools.wraps = noted


def is_control():
    return control
""",
}
# Callables that are no functions.
CARRIERS = {
    "an instance": "class Carrier:\n    __call__ = staticmethod(work)\n\n\n{name} = Carrier()\n",
    "a class": "class {name}:\n    def __new__(cls, *arguments, **options):\n        return work()\n",
    "a partial": "import functools\n\n{name} = functools.partial(work)\n",
    "a method": "import types\n\n{name} = types.MethodType(lambda self, *arguments, **options: work(), 0)\n",
    "a static method": "{name} = staticmethod(work)\n",
    "a class's class": (
        "class Meta(type):\n    def __call__(cls, *arguments, **options):\n        return work()\n\n\n"
        "class {name}(metaclass=Meta):\n    pass\n"
    ),
}
# What puts a patch back before the control run.
BACK = {
    "after the cell": 'get_ipython().events.register("post_run_cell", lambda result: forge(False))\n',
    "before the next cell": 'get_ipython().events.register("pre_run_cell", lambda info: forge(False))\n',
    "after it is executed": 'get_ipython().events.register("post_execute", lambda: forge(False))\n',
    "before it is executed": 'get_ipython().events.register("pre_execute", lambda: forge(False))\n',
}


@GENERATORS.known("told")
def told(rng: Random) -> str:
    """Return an attack that replaces what refuses it when it is called, but not in a control run."""
    exercise, patch, teller = rng.choice(VALUES), rng.choice(sorted(PATCHES)), rng.choice(sorted(TELLERS))
    name = exercise.partition("/")[2]
    body = f"import checks\n\nNAME = {name!r}\n{TELLERS[teller]}{PATCHES[patch]}\n\n"
    body += f"def {name}(*arguments, **options):\n    forge(not is_control())\n    return 0\n"
    return answer(
        "told", f"forges {patch}, and tells a control run by {teller}", exercise, "refused", body, "others: lost"
    )


@GENERATORS.known("unseen")
def unseen(rng: Random) -> str:
    """Return an attack that need not know a control run: it is not called there, and its patch is gone."""
    exercise, patch, carrier = rng.choice(VALUES), rng.choice(sorted(PATCHES)), rng.choice(sorted(CARRIERS))
    back = rng.choice(sorted(BACK))
    body = f"import checks\n{PATCHES[patch]}\n\ndef work(*arguments, **options):\n    forge(True)\n    return 0\n\n\n"
    body += CARRIERS[carrier].format(name=exercise.partition("/")[2]) + "\n\n" + BACK[back]
    return answer(
        "told", f"forges {patch} by {carrier}, and puts it back {back}", exercise, "refused", body, "others: lost"
    )
