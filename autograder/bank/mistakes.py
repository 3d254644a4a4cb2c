"""The likely mistakes that a lesson's own checks can name: mistakes.json, which lies beside the notebook.

A check that refuses an answer, and cannot tell the mistake by itself, leaves a trace of how, Told. What the wrong
answers of the bank leave so at the checks that students see is written to solutions/LESSON/mistakes.json, as {test
cell's grade_id: [Likely, ...]}; the module `checks` there reads it.
"""

import hashlib
import importlib.util
import json
import math
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from autograder.bank.answer import Answer
from autograder.bank.outcomes import Outcome
from autograder.bank.trace import Told
from autograder.cells import Exercise
from autograder.errors import BankError
from autograder.verdicts import LIKELY

NAME, MODULE = "mistakes.json", "checks.py"
# Where more different mistakes than this leave the same trace, it tells nothing.
MOST = 2


class Likely(Told):
    """A trace, its text as a hash, and the mistake that it shows, in words."""

    mistake: str


# {test cell's grade_id: what is known}
Entries = dict[str, list[Likely]]
# A trace, its text as a hash, and the mistakes that leave it.
Group = list[tuple[Told, list[str]]]
# Takes a test's grade_id, a trace and entries, and returns words, "" where none are known.
Namer = Callable[[str, Told, Entries], str]


def digest(text: str) -> str:
    """Return the hash by which the text of a trace is known."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def same(one: Told, other: Told) -> bool:
    """Tell whether two traces say the same; their numbers, but for rounding."""
    return one["text"] == other["text"] and close(one["numbers"], other["numbers"])


def close(ones: list[float], others: list[float]) -> bool:
    """Tell whether two lists of numbers are the same but for rounding; what is no number is like itself."""
    if len(ones) != len(others):
        return False
    pairs = zip(ones, others, strict=True)
    return all(math.isclose(a, b, rel_tol=1e-4, abs_tol=1e-6) or (a != a and b != b) for a, b in pairs)


def entries(exercises: Iterable[Exercise], known: Iterable[tuple[Answer, Outcome]]) -> Entries:
    """Return what mistakes.json holds for a lesson.

    exercises: those of the lesson; known: wrong answers and what came of them, in order.
    """
    order = [test.metadata.nbgrader.grade_id for exercise in exercises for test in exercise.tests]
    groups: dict[str, Group] = {test_id: [] for test_id in order}
    for answer, outcome in known:
        for test_id, refusal in outcome.refused.items():
            if refusal.visible and refusal.told is not None and LIKELY not in refusal.said:
                groups[test_id] = merged(groups[test_id], refusal.told, answer.mistake)
    found: Entries = {}
    for test_id, group in groups.items():
        told: list[Likely] = [{**entry, "mistake": " Or: ".join(words)} for entry, words in group if len(words) <= MOST]
        if told:
            found[test_id] = told
    return found


def merged(group: Group, trace: Told, mistake: str) -> Group:
    """Return the group of one test with one more trace, which joins those that are the same."""
    new: Told = {"text": digest(trace["text"]), "numbers": trace["numbers"]}
    for entry, words in group:
        if same(entry, new):
            if mistake not in words:
                words.append(mistake)
            return group
    return [*group, (new, [mistake])]


def dumps(found: Entries) -> str:
    """Return entries as they are written, a line an entry; "" where there are none, and no file is to be."""
    tests = []
    for test_id, each in found.items():
        lines = ",\n".join(f"  {json.dumps(entry, ensure_ascii=False)}" for entry in each)
        tests.append(f"{json.dumps(test_id)}: [\n{lines}\n]")
    return "{\n" + ",\n".join(tests) + "\n}\n" if tests else ""


def load(folder: Path) -> Entries:
    """Return what the mistakes.json of a lesson's folder holds, {} where there is none."""
    path = folder / NAME
    found: Entries = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def likely(folder: Path) -> Namer:
    """Return the function that the checks of a lesson's folder name mistakes with.

    Where the folder has no checks, nothing is ever known. Raises BankError for checks that are no module.
    """
    path = folder / MODULE
    if not path.is_file():
        return lambda test_id, trace, entries: ""
    spec = importlib.util.spec_from_file_location(f"checks of {folder.name}", path)
    if spec is None or spec.loader is None:
        raise BankError(f"{path}: cannot be imported")
    module, before = importlib.util.module_from_spec(spec), (sys.path[:], sys.dont_write_bytecode)
    others = set(sys.modules)
    sys.modules[spec.name] = module  # a dataclass looks its module up by name
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path[:], sys.dont_write_bytecode = before
        for name in set(sys.modules) - others:  # another lesson has another module of the same name
            if Path(getattr(sys.modules[name], "__file__", None) or "").parent == folder:
                del sys.modules[name]
    found: Namer = module.likely
    return found
