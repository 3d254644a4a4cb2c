"""What goes into the execute step and what comes out of it: plain data, that any executor can carry."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from autograder import words
from autograder.execute.budget import Limits
from autograder.verdicts import Outcome, Verdict


class Control(Protocol):
    """A wrong answer for a control run: the cell that binds it, and words of the error that it must fail with."""

    @property
    def source(self) -> str:
        """The cell."""

    @property
    def message(self) -> str:
        """The words, "" where any error will do."""


@dataclass(frozen=True)
class Job:
    """One prepared notebook, as JSON. names: {a test cell's grade_id: the answer's name} where mistakes can be named.

    visible: {a test cell's grade_id: its source as students have it}, where that is not all of it.
    owners: {a test cell's grade_id: the grade_id of the answer that it tests}.
    controls: {a test cell's grade_id: its Controls, the first to be tried first}, where there are some.
    guarded: grade_ids of tests that pass only with a control run.
    plain: the notebook as handed in, its tests whole and where they stand, as JSON; "" where notebook is just that.
    idle: ids of cells that are left out, see prepare/idle.py; where a test does not pass then all are run after all.
    only: grade_ids of the tests to try again, whole and where they stand; empty for all, as run.py says.
    config: what of the course's configuration the kernels are started with, and the language of what is said.
    files: {path relative to the notebook: content} that are laid beside it; folders: {name: path} of those that are
    linked beside it.
    """

    notebook: str
    names: Mapping[str, str] = field(default_factory=dict)
    visible: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    controls: Mapping[str, Sequence[Control]] = field(default_factory=dict)
    guarded: Collection[str] = frozenset()
    plain: str = ""
    idle: Collection[str] = frozenset()
    only: Collection[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    kernel_name: str = "python3"
    config: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    folders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """The executed notebook as JSON; {grade_id: Outcome}; {grade_id: trace}; seconds, peak memory in bytes.

    fault: the grader's own, in one line; "" without.
    """

    notebook: str
    outcomes: Mapping[str, Outcome]
    traces: Mapping[str, dict[str, Any]]
    seconds: float
    memory: int = 0
    fault: str = ""


def alone(job: Job, result: Result) -> Job | None:
    """Return the job that tries again, by themselves, the tests that were out of time; None where there are none."""
    late = {key for key, outcome in result.outcomes.items() if outcome.verdict is Verdict.TIMED_OUT}
    return replace(job, only=frozenset(late)) if late else None


def merged(result: Result, again: Result) -> Result:
    """Return the Result of a job in which what became of the tests that were tried again, alone, counts."""
    outcomes = dict(result.outcomes)
    for key, outcome in again.outcomes.items():
        if outcomes[key].verdict is Verdict.TIMED_OUT:
            if outcome.verdict is Verdict.TIMED_OUT:
                outcome = replace(outcome, reason=words.TRIED_TWICE(reason=outcome.reason))
            outcomes[key] = outcome
    seconds, memory = result.seconds + again.seconds, max(result.memory, again.memory)
    return replace(result, outcomes=outcomes, seconds=seconds, memory=memory)
