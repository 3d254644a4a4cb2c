"""Grades some submissions again, from what was handed in, and compares verdicts and scores with the log of marks.

Nothing is entered, proposed or written. Where the lesson, its tests, the versions or else what a mark depends on has
changed since, another outcome is told, and is no fault; so is what was handed in anew.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import Any

from nbformat import NotebookNode

from autograder import text
from autograder.audit.findings import Finding, shown
from autograder.audit.lines import Log, Whose, named
from autograder.grading import Grading
from autograder.papers.desk import Desk
from autograder.papers.trial import Trial
from autograder.prepare.submissions import Submission
from autograder.record.graded import Graded
from autograder.record.recorded import Recorded
from autograder.record.state import State
from autograder.rubric import Rubric
from autograder.verdicts import Verdict

AGAIN = "graded again"


@dataclass
class Sample:
    """What came of a sample: findings, lines that are no finding, and how many came to the same."""

    findings: list[Finding] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    same: int = 0


class Again(Trial):
    """A trial of what has not changed, too, of which nothing is kept: what comes of it is what its Graded says."""

    def __init__(self, submission: Submission, rubric: Rubric, desk: Desk) -> None:
        """Begin; what was executed before does not count."""
        super().__init__(submission, rubric, replace(desk, force=True))

    def settle(self, state: State, executed: NotebookNode) -> Graded:
        """Return the Graded of what was executed now."""
        return self.of_record(self.desk.ledger.find(*self.names) or Recorded(), state, state.remarks)


def drawn(log: Log, whom: Collection[Whose], count: int) -> list[Whose]:
    """Return so many of those whose last line is about something that was executed, drawn by chance."""
    executed = [
        whose
        for whose in sorted(whom)
        if any(part["digest"] for part in log.marks[log.numbers[whose][-1]]["parts"].values())
    ]
    return sorted(random.SystemRandom().sample(executed, min(count, len(executed))))


def again(course: Grading, executor: Executor, log: Log, chosen: Collection[Whose]) -> Sample:
    """Grade the chosen again, and return what came of it."""
    sample, seen = Sample(), set()
    for graded in course.run(executor, kind=Again, only=chosen):
        whose = (graded.student, graded.lesson)
        due = log.of(whose)
        if due is not None and whose not in seen:
            seen.add(whose)
            compare(sample, whose, due, graded, course)
    for whose in sorted(set(chosen) - seen):
        why = course.refused.get(whose[1]) or "handed in anew since, or handed in no more: make grade comes to it"
        sample.told.append(f"{named(whose)}: not graded again, {text.shown(why)}")
    return sample


def compare(sample: Sample, whose: Whose, due: Mapping[str, Any], graded: Graded, course: Grading) -> None:
    """Compare one that was graded again with its last line, and add to a sample what came of it."""
    own = [each.reason for each in graded.tests.values() if each.verdict is Verdict.GRADER]
    failed = own or [each.fault for each in graded.proposals if each.fault]
    if failed:
        sample.told.append(f"{named(whose)}: could not be graded again, {text.shown(failed[0])}")
        return
    tests = due["entry"].get("tests", {})
    now = {text.shown(key, 2000): (str(each.verdict), each.score) for key, each in graded.tests.items()}
    differing = []
    for key in dict.fromkeys([*tests, *now]):
        before = (tests[key]["verdict"], tests[key]["score"]) if key in tests else None
        if before != now.get(key):
            differing.append(f"{text.shown(key, 60)} was {outcome(before)} and is {outcome(now.get(key))}")
    changed = [part for part, names in course.changed.items() if any(each[:2] == whose for each in names)]
    if not differing:
        sample.same += 1
    elif changed:
        since = ", ".join(changed)
        sample.told.append(f"{named(whose)}: since this has changed ({since}), {'; '.join(differing)}: no fault")
    else:
        sample.findings.append(Finding(whose, AGAIN, "; ".join(differing)))


def outcome(found: tuple[str, float | None] | None) -> str:
    """Return what came of a test, as it is told."""
    if found is None:
        return "not there"
    verdict, score = found
    return f"{verdict}, {'held' if score is None else shown(float(score))}"
