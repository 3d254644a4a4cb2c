"""What goes into the execute step and what comes out of it: plain data, that any executor can carry."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol

from autograder import words
from autograder.execute.budget import Limits
from autograder.judge.report import Needs
from autograder.verdicts import Outcome, Verdict


class Control(Protocol):
    """A wrong answer for a control run, and words of the refusal that it must end in."""

    @property
    def source(self) -> str:
        """Its text."""

    @property
    def message(self) -> str:
        """The words, "" where any refusal will do."""

    @property
    def name(self) -> str:
        """The name of the answer, "" for the one that the test is for."""


class Refusal(NamedTuple):
    """A wrong answer that a test has refused, and what it said: the error's type and message, "" for a lower score."""

    control: Control
    said: str


@dataclass(frozen=True)
class Job:
    """One prepared notebook, as JSON. names: {a test cell's grade_id: the answer's name} where mistakes can be named.

    visible: {a test cell's grade_id: its source as students have it}, where that is not all of it.
    owners: {a test cell's grade_id: the grade_id of the answer that it tests}.
    controls: {a test cell's grade_id: its Controls, the first to be tried first}, where there are some.
    judged: {a test cell's grade_id: what the judge needs for it} of the tests that are judged apart; seed: what their
    inputs depend on, None for those that the author had; fixed: grade_ids of tests that have the author's all the same.
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
    judged: Mapping[str, Needs] = field(default_factory=dict)
    seed: int | None = None
    fixed: Collection[str] = frozenset()
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

    fault: the grader's own, in one line; "" without; refusals: {grade_id: the Refusal of its control run}; heard: how
    often the judge has heard an answer.
    """

    notebook: str
    outcomes: Mapping[str, Outcome]
    traces: Mapping[str, dict[str, Any]]
    seconds: float
    memory: int = 0
    fault: str = ""
    refusals: Mapping[str, Refusal] = field(default_factory=dict)
    heard: int = 0


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
    refusals = {**result.refusals, **again.refusals}
    return replace(result, outcomes=outcomes, seconds=seconds, memory=memory, refusals=refusals)
