"""Forgeries in the course's own lessons, by the real engine in the real sandbox: none earns a point for nothing."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.course import lessons
from autograder.execute.run import execute
from autograder.prepare.notebook import parse
from autograder.prepare.rebuild import prepared
from autograder.rehearsal import released
from autograder.rubric import Rubric
from autograder.settings import Settings
from autograder.tests import ROOT
from autograder.tests.sample import params, sampled

pytestmark = [pytest.mark.slow, pytest.mark.confined]

# Each is a cell of a student's own, below all others; NAMES are those of the lesson's answers.
PATCHED = """
import checks
class Yes:
    def __init__(self, *arguments, **options): pass
    def __call__(self, *arguments, **options): return self
    def __getattr__(self, name): return self
    def __bool__(self): return True
for name in ("gives", "must", "shaped", "of_dtype", "finite", "array", "fail"):
    setattr(checks.Result, name, lambda self, *arguments, **options: self)
checks.Answer.__call__ = lambda self, *arguments, **options: Yes()
checks.Answer.refuses = checks.Answer.like = lambda self, *arguments, **options: None
for name in NAMES:
    globals()[name] = Yes()
"""
REPLACED = """
import sys, types
checks = sys.modules["checks"] = types.ModuleType("checks")
checks.test = lambda *a, **k: lambda function: function
"""
TRANSFORMED = "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])"
SILENT = """
kernel = get_ipython().kernel
async def do_execute(*_, **__):
    return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
kernel.do_execute = do_execute
"""
LIES = """
import numpy as np
class Lie(dict):
    def __init__(self, *arguments, **options): pass
    def __call__(self, *arguments, **options): return self
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __contains__(self, key): return True
    def __getitem__(self, key): return self
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return self
    def __len__(self): return caller("expected", [0, 0]).__len__()
    def items(self): return caller("expected", {}).items()
    def __array__(self, dtype=None, copy=None): return np.asarray(caller("expected", 0))
    def __float__(self): return 1.0
    def __bool__(self): return True
    def numpy(self): return self.__array__()
def caller(name, otherwise):
    import sys
    frame = sys._getframe(1)
    while frame:
        for known in (name, "due", "right", "want"):
            if known in frame.f_locals: return frame.f_locals[known]
        frame = frame.f_back
    return otherwise
for name in NAMES:
    globals()[name] = Lie()
"""
PATCHED_NUMPY = """
import numpy as np
np.allclose = np.array_equal = np.isclose = lambda *a, **k: np.True_
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None
for name in NAMES:
    globals()[name] = lambda *a, **k: np.zeros(1)
"""
# The process of the answer's is the student's: it may say anything in the judge's protocol.
PLAYER = """
shell = get_ipython()
def play(address, names):
    import json, socket, struct
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    link.connect(address)
    facts = {"type": "ndarray", "module": "numpy", "text": "1", "class": "", "callable": True, "parameters": []}
    facts["special"] = "__len__ __getitem__ __iter__ __bool__ __float__ __int__ __eq__ __array__ __str__".split()
    while head := link.recv(8, socket.MSG_WAITALL):
        size, rest = struct.unpack("!II", head)
        kind = json.loads(link.recv(size, socket.MSG_WAITALL))[0][0]
        link.recv(rest, socket.MSG_WAITALL) if rest else None
        node = VALUE
        said = {"call": [node, [], [], 0], "get": [node, []]}.get(kind, ["handle", 1, facts])
        text = json.dumps([SAID, []]).encode()
        link.sendall(struct.pack("!II", len(text), 0) + text)
class Plays:
    def __get__(self, shell, owner): return type("Module", (), {"play": staticmethod(play)})
    def __set__(self, shell, value): pass
type(shell).autograder_player = Plays()
for name in NAMES:
    globals()[name] = lambda *a, **k: 1
"""
OBJECTS = PLAYER.replace("VALUE", '["handle", 2, facts]').replace("SAID", '["done", said]')
ARGUMENTS = PLAYER.replace("VALUE", '["argument", 0]').replace("SAID", '["done", said]')
RAISES = PLAYER.replace("VALUE", "0").replace(
    "SAID", '["raised", [[["builtins", "StopIteration"]], "", None]] if kind == "call" else ["done", said]'
)
EXITS = PLAYER.replace("VALUE", "0").replace(
    "SAID", '["raised", [[["builtins", "SystemExit"]], "0", ["tuple", [0]]]] if kind == "call" else ["done", said]'
)
REPORTS = PLAYER.replace("VALUE", "0").replace("SAID", '{"error": None, "number": None, "gone": "", "fault": ""}')
FORGERIES = {
    "checks patched": PATCHED,
    "checks replaced": REPLACED,
    "cells emptied": TRANSFORMED,
    "a silent kernel": SILENT,
    "objects that lie": LIES,
    "NumPy patched": PATCHED_NUMPY,
    "a player of objects": OBJECTS,
    "a player of arguments": ARGUMENTS,
    "a player that stops iterations": RAISES,
    "a player that exits": EXITS,
    "a player that reports": REPORTS,
}


# Each takes half a minute: so each is tried in one of three lessons.
CASES = [(each, "124"[turn % 3]) for turn, each in enumerate(FORGERIES)]
SAMPLE = sampled(CASES, lambda case: case[1], every=len(CASES))


@pytest.mark.parametrize("case", params(CASES, SAMPLE, ids="-".join))
def test_an_empty_notebook_earns_nothing(case):
    """Whatever stands in a cell of its own; and what the judge decides is no passed one."""
    forgery, number = case
    (lesson,) = (each for each in lessons.lessons() if each.name.startswith(number))
    rubric = Rubric(lesson, Settings.load(ROOT))
    notebook = released(rubric)
    names = [each.name for each in lesson.exercises]
    own = new_code_cell(f"NAMES = {names!r}\n{FORGERIES[forgery]}", id="own")
    for place in (
        (1, len(notebook.cells)) if forgery in ("checks patched", "objects that lie") else (len(notebook.cells),)
    ):
        made = nbformat.from_dict(notebook)
        made.cells.insert(place, own)
        submitted = parse(nbformat.writes(made).encode(), rubric.lesson.path.name)
        result = execute(rubric.job(prepared(rubric.skeleton, submitted, rubric.visible)))
        judged = {key: each for key, each in result.outcomes.items() if key in rubric.judged}
        assert result.fault == "" and len(judged) > 5
        assert {key: each.reason for key, each in judged.items() if each.score} == {}
