"""The trace of a test that was judged apart: what it said, since nobody watches there what the answer does.

A hidden part runs where its student's code is not, so no replay in her kernel may show it. What the check said of the
answer on the author's own inputs is the same in the bank's one process; by that the two are compared.
"""

import re
from collections.abc import Mapping
from typing import Any

from autograder.bank.trace import ADDRESS, FRACTION, KEPT, Trace
from autograder.verdicts import REFUSED

# What stands in the place of the structure: nothing was seen of what went in and out.
HEARD = "heard"
# A number, or a text in quotation marks.
VALUE = re.compile(r"\d|'[^']*'|\"[^\"]*\"")


def trace(name: str, text: str, told: Mapping[str, Any] | None) -> Trace | None:
    """Return the trace of a test that ended in an error. name: of its type; told: the trace that the check has left.

    Its numbers are those of what was said alone. None where no trace was left, and the error tells no value: then it
    says nothing of what the answer did.
    """
    if told is None and not VALUE.search(text):
        return None
    kind = "AssertionError" if name in REFUSED else name
    message, numbers = f"{kind}: {text}", []
    if told is not None:
        message, numbers = f"{kind}: {told['text']}", [float(each) for each in told["numbers"]]
    numbers += [float(found[0]) for found in FRACTION.finditer(message)]
    return {
        "message": FRACTION.sub("#", ADDRESS.sub("#", message)),
        "calls": 0,
        "structure": HEARD,
        "numbers": [float(f"{number:.6g}") for number in numbers[:KEPT]],
    }
