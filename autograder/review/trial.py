"""Which of a group's answers may stand for it in the bank: the smallest that its tests refuse as they refused all."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbformat.v4 import new_output

from autograder.bank import fingerprints, heard
from autograder.bank.answer import Answer
from autograder.bank.grade import Check, Checks, grade_all
from autograder.bank.trace import Trace
from autograder.execute.scoring import in_one_line
from autograder.files import replace
from autograder.report.mistakes import NUMBER, SAME, message
from autograder.review.unnamed import Unnamed
from autograder.sandbox import temporary

# How many answers of a group are tried at most.
TRIED = 6
# What the file of an answer that is tried is called, and opens with.
DRAFT = "wrong_draft"
OPENING = "# mistake: a draft\n# message: a draft\n"


@dataclass
class Trial:
    """A group, and those of its answers that are left to try.

    source, checks, again, test: of the one that may stand for it, "" for none; refused: why none may, as far as is
    known; passed: whether the tests accept one.
    """

    group: Unnamed
    left: list[str]
    source: str = ""
    checks: Checks = field(default_factory=dict)
    again: Checks = field(default_factory=dict)
    test: str = ""
    refused: str = ""
    passed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether another answer is to be tried."""
        return not self.source and not self.passed and bool(self.left)

    @property
    def only_hidden(self) -> bool:
        """Whether the answer passes all that students see: then it may as well be the test that is wrong."""
        return not any(each.visible and each.error for each in self.checks.values())

    @property
    def said(self) -> str:
        """What the check of the group's test says."""
        return self.checks[self.test].error

    def take(self, source: str, checks: Checks, again: Checks | None) -> None:
        """Note what came of an answer."""
        if not any(each.error for each in checks.values()):
            self.passed = True
            self.refused = "it is right now: today's tests refuse nothing of it; make grade again"
            return
        for test in sorted(self.group.group.tests):
            key = test.rpartition("/")[2]
            if key in checks and fits(self.group, checks[key]):
                self.source, self.checks, self.again, self.test = source, checks, again or {}, key
                return
        self.refused = "no answer of it does by itself, in the bank, what it did in its notebook"


def fits(group: Unnamed, check: Check) -> bool:
    """Tell whether a test refuses an answer as it refused those of a group."""
    if not check.error:
        return False
    if group.group.kind == SAME:
        return group.group.trace in digests(check)
    name, _, text = check.error.partition(": ")
    said = message(in_one_line(new_output("error", ename=name, evalue=text, traceback=[])))
    return NUMBER.sub("#", said) in {NUMBER.sub("#", each) for each in group.group.said}


def digests(check: Check) -> set[str]:
    """Return the digests of the traces that an answer can have left at a test: seen in a kernel, or heard apart."""
    return {fingerprints.same(each) for each in (heard_trace(check), check.trace) if each is not None}


def heard_trace(check: Check) -> Trace | None:
    """Return the trace that is left of a test where it is judged apart, None where it leaves none."""
    name, _, text = check.error.partition(": ")
    return heard.trace(name, text, check.told)


def next_trace(group: Unnamed, check: Check) -> Trace | None:
    """Return the trace that the next run will see of a group at a test, None where it will see none."""
    if group.group.kind == SAME:
        left = (heard_trace(check), check.trace)
        return next((each for each in left if each and fingerprints.same(each) == group.group.trace), None)
    return check.trace if check.visible else heard_trace(check)


def run(trials: Sequence[Trial], root: Path) -> None:
    """Try answers of groups, the next of each at once, until all have one or none is left."""
    for _ in range(TRIED):
        waiting = [each for each in trials if each.is_open]
        if not waiting:
            return
        with temporary.folder("adopt-") as folder:
            answers = {}
            for number, each in enumerate(waiting):
                place = Path(folder, str(number), each.group.plan.name, each.group.exercise)
                source = each.left.pop(0)
                path = place / f"{DRAFT}.py"
                replace(path, OPENING + source)
                answers[Answer(path)] = each, source
            for answer, checks, again in grade_all(list(answers), root):
                trial, source = answers[answer]
                trial.take(source, checks, again.result() if again else None)


def is_known(source: str, rights: Sequence[str]) -> bool:
    """Tell whether an answer is one of some others, but for its form."""
    dump = ast.dump(ast.parse(source))
    return any(ast.dump(ast.parse(each)) == dump for each in rights)
