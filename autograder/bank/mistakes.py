"""The likely mistakes that a lesson's own checks can name: mistakes.json, which lies beside the notebook.

A check that refuses an answer, and cannot tell the mistake by itself, leaves a trace of how, {"text": what it says,
"numbers": [float, ...]}. What the wrong answers of the bank leave so at the checks that students see is written to
solutions/LESSON/mistakes.json, as {test cell's grade_id: [{"text": the text's hash, "numbers": ..., "mistake": in
words}]}; the module `checks` there reads it.
"""

import hashlib
import importlib.util
import json
import math
import sys
from pathlib import Path

from autograder.verdicts import LIKELY

NAME, MODULE = "mistakes.json", "checks.py"
# Where more different mistakes than this leave the same trace, it tells nothing.
MOST = 2


def digest(text):
    """Return the hash by which the text of a trace is known."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def same(one, other):
    """Tell whether two traces say the same; their numbers, but for rounding."""
    return one["text"] == other["text"] and close(one["numbers"], other["numbers"])


def close(ones, others):
    """Tell whether two lists of numbers are the same but for rounding; what is no number is like itself."""
    if len(ones) != len(others):
        return False
    pairs = zip(ones, others, strict=True)
    return all(math.isclose(a, b, rel_tol=1e-4, abs_tol=1e-6) or (a != a and b != b) for a, b in pairs)


def entries(exercises, known):
    """Return what mistakes.json holds for a lesson.

    exercises: those of the lesson; known: pairs (answer, its outcome), of wrong answers, in order.
    """
    order = [test.metadata.nbgrader.grade_id for exercise in exercises for test in exercise.tests]
    groups = {test_id: [] for test_id in order}
    for answer, outcome in known:
        for test_id, refusal in outcome.refused.items():
            if refusal.visible and refusal.told is not None and LIKELY not in refusal.said:
                groups[test_id] = merged(groups[test_id], refusal.told, answer.mistake)
    found = {}
    for test_id, group in groups.items():
        told = [{**entry, "mistake": " Or: ".join(words)} for entry, words in group if len(words) <= MOST]
        if told:
            found[test_id] = told
    return found


def merged(group, trace, mistake):
    """Return the pairs (entry, mistakes) of one test with one more trace, which joins those that are the same."""
    new = {"text": digest(trace["text"]), "numbers": trace["numbers"]}
    for entry, words in group:
        if same(entry, new):
            if mistake not in words:
                words.append(mistake)
            return group
    return [*group, (new, [mistake])]


def dumps(found):
    """Return entries as they are written, a line an entry; "" where there are none, and no file is to be."""
    tests = []
    for test_id, each in found.items():
        lines = ",\n".join(f"  {json.dumps(entry, ensure_ascii=False)}" for entry in each)
        tests.append(f"{json.dumps(test_id)}: [\n{lines}\n]")
    return "{\n" + ",\n".join(tests) + "\n}\n" if tests else ""


def load(folder):
    """Return what the mistakes.json of a lesson's folder holds, {} where there is none."""
    path = Path(folder, NAME)
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def likely(folder):
    """Return the function that the checks of a lesson's folder name mistakes with.

    It takes a test's grade_id, a trace and entries, and returns words, "" where none are known. Where the folder has no
    checks, nothing is ever known.
    """
    path = Path(folder, MODULE)
    if not path.is_file():
        return lambda test_id, trace, entries: ""
    spec = importlib.util.spec_from_file_location(f"checks of {Path(folder).name}", path)
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
            if Path(getattr(sys.modules[name], "__file__", None) or "").parent == Path(folder):
                del sys.modules[name]
    return module.likely
