"""Names the mistake of a failing answer that does exactly what a known wrong answer does.

answers/LESSON/EXERCISE/fingerprints.json holds the trace (see recorder.py) of each wrong answer of the bank at the
test cell that stopped it: {test cell's grade_id: {"test": its source's hash, "traces": {answer's name: trace}}}.
`make bank` writes it; a test compares it with what the answers do today.
"""

import hashlib
import json
import math
from functools import cache
from pathlib import Path

from autograder.bank import answer as bank

NAME = "fingerprints.json"
# Where more different mistakes than this leave the same trace, it tells nothing.
MOST = 2


def digest(test):
    """Return the hash that tells whether a stored trace belongs to this source of a test cell."""
    return hashlib.sha256(test.encode()).hexdigest()[:12]


def alike(one, other):
    """Tell whether two traces are of the same mistake: the same message, calls and, but for rounding, numbers."""
    if any(one.get(key) != other.get(key) for key in ("message", "calls", "structure")):
        return False
    if len(one["numbers"]) != len(other["numbers"]):
        return False
    pairs = zip(one["numbers"], other["numbers"], strict=True)
    return all(math.isclose(a, b, rel_tol=1e-4, abs_tol=1e-6) for a, b in pairs)


def load(folder):
    """Return the stored fingerprints of one exercise of the bank, {} where there are none."""
    path = Path(folder, NAME)
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def dumps(found):
    """Return the fingerprints of one exercise as they are stored; a line a trace, for diffs that can be read."""
    tests = []
    for test_id, entry in sorted(found.items()):
        lines = [f"  {json.dumps(name)}: {json.dumps(trace)}" for name, trace in sorted(entry["traces"].items())]
        traces = ",\n".join(lines)
        tests.append(f'{json.dumps(test_id)}: {{"test": {json.dumps(entry["test"])}, "traces": {{\n{traces}\n}}}}')
    return "{\n" + ",\n".join(tests) + "\n}\n"


def folders(data=bank.DATA):
    """Return the folders of the bank, one an exercise, in order."""
    return sorted({answer.path.parent for answer in bank.answers(data)})


@cache
def known(data=bank.DATA):
    """Return what the bank knows: {(test cell's grade_id, its source's hash): (answer's name, mistakes, messages)}.

    mistakes: {mistake: [trace, ...]}; messages: the words that checks of the exercise must contain.
    """
    found, messages = {}, {}
    for each in bank.answers(data):
        if not each.is_right:
            messages.setdefault(each.path.parent, set()).add(each.message)
    for folder in folders(data):
        for test_id, entry in load(folder).items():
            new = (folder.name, {}, frozenset(messages.get(folder, ())))
            _, mistakes, _ = found.setdefault((test_id, entry["test"]), new)
            for name, trace in entry["traces"].items():
                mistakes.setdefault(bank.Answer(folder / f"{name}.py").mistake, []).append(trace)
    return found


def answer(test_id, test, data=bank.DATA):
    """Return the name of the answer that a test cell checks, or "" when no fingerprint is known for that very test."""
    return known(data).get((test_id, digest(test)), ("", {}, ()))[0]


def mistake(test_id, test, trace, data=bank.DATA):
    """Return the mistake that a trace at a test cell shows, in one line, or "" when it is not known or not certain.

    test_id: the test cell's grade_id; test: its source; trace: as recorder.replay returns it.
    """
    _, mistakes, _ = known(data).get((test_id, digest(test)), ("", {}, ()))
    named = [words for words, traces in mistakes.items() if any(alike(trace, each) for each in traces)]
    return " Or: ".join(named) if len(named) <= MOST else ""


def words(test_id, test, message, data=bank.DATA):
    """Return words of the bank's that a failed check's message contains, the longest; "" where there are none.

    They are the bank's own, whatever else stands in the message, and of the very exercise that the test belongs to.
    """
    promised = known(data).get((test_id, digest(test)), ("", {}, ()))[2]
    return max((each for each in promised if each in message), key=len, default="")
