"""One submission on its way: read, prepared, executed, recorded, told. What it needs next is read off the disk.

advance() takes the next step. Around every step there is one net: whatever comes out of it costs this submission its
mark for now, in one line that says why, and nobody else anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path, PurePath

import nbformat
from nbformat import NotebookNode

from autograder import text, words
from autograder.cells import MARK
from autograder.errors import GraderError, LessonError, NotHandedIn, SubmissionError, attempt, may_pass
from autograder.execute.job import Job, Result, alone, merged
from autograder.files import replace as write
from autograder.prepare import times
from autograder.prepare.archive import Found
from autograder.prepare.preparer import Preparer
from autograder.prepare.submissions import Submission
from autograder.record import basis
from autograder.record.gradebook import scores
from autograder.record.graded import Graded, of_record
from autograder.record.ledger import Ledger
from autograder.record.pages import Names, Pages, stand_in
from autograder.record.recorded import Recorded
from autograder.record.state import DONE, EXECUTED, RECORDED, Judged, State
from autograder.rubric import Rubric
from autograder.settings import Settings
from autograder.verdicts import Verdict


class Stage(StrEnum):
    """The step that a paper is at, as what is told when an error comes there."""

    READ = "cannot be read"
    PREPARED = "could not be prepared"
    EXECUTED = "could not be executed"
    RECORDED = "executed, but not recorded"


@dataclass
class Desk:
    """What the papers of a run have in common.

    register: enters a lesson in the ledger; admits: tells whether its papers may be graded at all; submit: gives a job
    to the executor; force: execute again what has not changed; changed: {what has changed: whom it concerns}.
    """

    settings: Settings
    preparer: Preparer
    ledger: Ledger
    pages: Pages
    register: Callable[[Rubric], None]
    admits: Callable[[Rubric], bool]
    submit: Callable[[Job], Future[Result]]
    force: bool = False
    changed: dict[str, set[Names]] = field(default_factory=dict)


class Paper:
    """One notebook that was handed in.

    stage: the step it is at; graded: what became of it, None on its way; dropped: nobody is graded in its lesson;
    future: of the execute step; is_late: tests were out of time, and are to be tried again when nothing else runs.
    """

    def __init__(self, submission: Submission, rubric: Rubric, desk: Desk) -> None:
        """Begin with what was handed in; nothing is read yet."""
        self.submission, self.rubric, self.desk = submission, rubric, desk
        self.names: Names = (submission.student, rubric.name, rubric.notebook)
        self.stage = Stage.READ
        self.next: Callable[[], None] = self.begin
        self.graded: Graded | None = None
        self.dropped = self.is_late = False
        self.future: Future[Result] | None = None
        self.digest = ""  # of what was handed in
        self.receipt = self.handed_in = ""  # the digest of its cells, which its student knows, and the file's name
        self.remarks: list[str] = []  # on what was handed in
        self.prepared: list[str] = []  # on what the prepare step made of it
        self.notes: list[str] = []  # on what its code does, for the instructor alone
        self.time: datetime | None = None  # when it was handed in, in UTC, where that is known

    def __repr__(self) -> str:
        """Return whose it is, and how far."""
        return f"<Paper of {' '.join(self.names)}, {self.stage.name}>"

    def advance(self) -> None:
        """Take the next step; whatever comes out of it is this paper's alone: then it is held, in one line."""
        _, error = attempt(self.next)
        if error is not None:
            line = self.line(error)
            self.graded, other = attempt(self.hold, error, line)
            if other is not None:
                told = f"{line}; the gradebook may still have an older mark ({text.told(other)})"
                self.graded = self.problem(told)
        if self.graded is not None:
            self.graded.receipt = self.receipt

    # Steps.

    def begin(self) -> None:
        """Read what was handed in; it is done where nothing has changed since it was graded."""
        try:
            found = self.submission.find(self.rubric.lesson.path, self.rubric.beside, self.desk.preparer)
        except NotHandedIn:
            if not self.submission.holds_any(self.rubric.siblings, self.desk.preparer):
                raise
            self.dropped = not self.desk.admits(self.rubric)
            self.graded = None if self.dropped else self.absent()
            return
        self.digest = hashlib.sha256(found.data).hexdigest()
        place = self.submission.place
        self.time, remark = times.read(place) if place.is_dir() else (None, "")
        self.remarks = [each for each in (found.remark, remark) if each]
        state = State.load(self.state_path)
        known = state.receipt if state is not None and state.digest == self.digest else ""
        self.handed_in, self.receipt = PurePath(found.where).name, known or self.desk.preparer.receipt(found.data)
        if state is not None and state.is_executed and state.digest == self.digest:
            changed = basis.changed(state.basis, self.rubric.basis)
            executed = None if changed or self.desk.force else self.kept(state)
            if executed is not None:
                self.stage = Stage.RECORDED
                state.remarks, state.receipt = [*self.remarks, *state.prepared], self.receipt
                self.graded = self.conclude(state, executed)
                return
            for part in changed:
                self.desk.changed.setdefault(part, set()).add(self.names)
        self.prepare(found)

    def prepare(self, found: Found) -> None:
        """Rebuild it on the lesson's own notebook, and give it to the executor."""
        self.stage, rubric = Stage.PREPARED, self.rubric
        known = rubric.skeleton, rubric.visible, self.desk.settings.lean
        prepared, idle = self.desk.preparer.ready(found.data, found.where, *known)
        self.prepared, self.notes = ([text.shown(line) for line in told] for told in (prepared.remarks, prepared.notes))
        if not self.desk.admits(rubric):
            self.dropped = True
            return
        self.desk.register(rubric)
        job = rubric.job(prepared, idle)
        self.stage = Stage.EXECUTED
        self.future = self.desk.submit(job)
        self.next = partial(self.take, job, self.future)

    def take(self, job: Job, future: Future[Result]) -> None:
        """Record what the execution has come to, unless tests were out of time: they are tried once more."""
        result = future.result()
        self.stage = Stage.RECORDED
        again = alone(job, result)
        if again is None:
            self.graded = self.finish(result)
        else:
            self.is_late, self.next = True, partial(self.retry, result, again)

    def retry(self, result: Result, again: Job) -> None:
        """Try again what was out of time, and record what came of both."""
        self.stage = Stage.EXECUTED
        self.future = self.desk.submit(again)
        both = merged(result, self.future.result())
        self.stage = Stage.RECORDED
        self.graded = self.finish(both)

    def finish(self, result: Result) -> Graded:
        """Put an executed notebook on disk, then record it; return the Graded."""
        executed = nbformat.reads(result.notebook, as_version=4)
        tests = {key: Judged(**vars(each)) for key, each in result.outcomes.items()}
        named, error = attempt(self.rubric.explain, executed, tests, result.traces)
        own = bool(result.fault) or any(each.verdict is Verdict.GRADER for each in result.outcomes.values())
        prepared = self.prepared + ([words.NOT_NAMED(error=text.told(error))] if error else [])
        state = State(
            # Of a fault of the grader's own nothing is kept that would pass for done: the next run tries again.
            digest="" if own else self.digest,
            basis=self.rubric.basis,
            done=EXECUTED,
            tests=named or tests,
            prepared=prepared,
            remarks=[*self.remarks, *prepared],
            notes=self.notes,
            seconds=round(result.seconds, 3),
            memory=result.memory,
            receipt=self.receipt,
        )
        executed.metadata[MARK] = {"digest": state.digest, "remarks": state.remarks, **self.told}
        write(self.executed_path, nbformat.writes(executed))
        state.save(self.state_path)
        graded = self.conclude(state, executed)
        graded.fresh = True
        return graded

    def conclude(self, state: State, executed: NotebookNode) -> Graded:
        """Do what is still to do for an executed submission, and return its Graded."""
        ledger = self.desk.ledger
        recorded = ledger.find(*self.names) if state.done != EXECUTED else None
        due = scores(executed, state.tests)
        if recorded is None or any(recorded.marks[key].auto != due[key] for key in due if key in recorded.marks):
            self.desk.register(self.rubric)
            recorded = ledger.put(*self.names, executed, state.tests, self.time)
            state.done = RECORDED
            state.save(self.state_path)
        elif self.time is not None and self.time != recorded.timestamp:
            recorded = ledger.set_time(*self.names, self.time)
        recorded, late = self.penalised(recorded)
        remarks = [*state.remarks, *late]
        if state.done != DONE or not self.desk.pages.shows(self.names, recorded, state, remarks):
            remarks += self.show(recorded, executed, state, remarks)
            state.done = DONE
            state.save(self.state_path)
        return self.of_record(recorded, state, remarks)

    def hold(self, error: BaseException, line: str) -> Graded:
        """Hold the mark everywhere: gradebook, executed notebook, page; return the Graded.

        Marks by hand stay; where a person has given all of them, they are the mark. What was executed before is kept
        where the error is not the submission's, which is still the same.
        """
        attempt(self.desk.register, self.rubric)
        if not self.desk.ledger.has(self.rubric.name):
            return self.problem(line)
        theirs = isinstance(error, SubmissionError)
        told = line if theirs else words.NO_FAULT()
        recorded, late = self.penalised(self.desk.ledger.hold(*self.names, line))
        remarks = [*self.remarks, *late]
        whole, _ = attempt(lambda: stand_in(told, nbformat.from_dict(self.rubric.skeleton)))
        notebook = whole or stand_in(told)
        notebook.metadata[MARK] |= self.told
        kept = State.load(self.state_path)
        if not theirs and kept is not None and kept.is_executed and kept.digest == self.digest:
            self.show(recorded, notebook, replace(kept, held=told, receipt=self.receipt), remarks)
            replace(kept, done=EXECUTED, page="").save(self.state_path)
        else:
            page = kept.page if kept else ""
            state = State(held=told, page=page, receipt=self.receipt, remarks=[*remarks])
            if whole:
                write(self.executed_path, nbformat.writes(whole))
            if not self.desk.pages.shows(self.names, recorded, state, remarks):
                remarks += self.show(recorded, notebook, state, remarks)
            state.save(self.state_path)
        graded = self.of_record(recorded, None, remarks)
        graded.fresh = True
        if recorded.is_marked:
            graded.remark = "; ".join([*remarks, words.MARKED_BY_HAND(reason=line)])
        else:
            graded.problem = line
        return graded

    # What the steps are made of.

    def absent(self) -> Graded:
        """Record that this one of the lesson's notebooks was not handed in, with others that were: as nbgrader, 0."""
        self.desk.register(self.rubric)
        recorded, late = self.penalised(self.desk.ledger.not_handed_in(*self.names))
        told = words.ABSENT(name=self.rubric.lesson.path.name)
        state = State(held=told, remarks=[told, *late])
        notebook = stand_in(told, nbformat.from_dict(self.rubric.skeleton))
        write(self.executed_path, nbformat.writes(notebook))
        late += self.show(recorded, notebook, state, [told, *late])
        state.save(self.state_path)
        return self.of_record(recorded, None, [told, *late])

    def penalised(self, recorded: Recorded) -> tuple[Recorded, list[str]]:
        """Return the Recorded with what being late costs now, and remarks; an error there holds no mark."""
        known, error = attempt(self.desk.ledger.penalise, *self.names)
        if error is not None:
            return recorded, [words.LATE_UNKNOWN(error=text.told(error))]
        return known, []

    def show(self, recorded: Recorded, executed: NotebookNode, state: State, remarks: list[str]) -> list[str]:
        """Write the page of feedback and note it in state; return remarks, since an error there holds no mark."""
        pages, place = self.desk.pages, self.submission.place
        executed.metadata[MARK] = executed.metadata.get(MARK, {}) | self.told
        _, error = attempt(pages.write, self.names, executed, remarks, place, self.time, self.executed_path.parent)
        state.page = "" if error else pages.key(recorded, state, remarks)
        if error is None:
            return []
        attempt(pages.path(self.names).unlink, True)  # rather none than one that shows another mark
        return [words.NO_PAGE(error=text.told(error))]

    def line(self, error: BaseException) -> str:
        """Return what is told of an error: where, what, and whether it is worth another run."""
        place, failed, seen = self.submission.place, self.stage, self.desk.settings.seen
        if isinstance(error, LessonError):
            return seen(f"{place}: {error}")
        if isinstance(error, SubmissionError) and self.stage in (Stage.READ, Stage.PREPARED):
            return seen(str(error))
        if isinstance(error, GraderError):
            return seen(f"{place}: {failed} ({error})" if self.stage is Stage.EXECUTED else str(error))
        plain = isinstance(error, OSError) and self.stage is Stage.READ
        again = "; run again" if may_pass(error) or self.stage is Stage.EXECUTED else ""
        return seen(f"{place}: {failed} ({text.shown(error) if plain else text.told(error)}){again}")

    def of_record(self, recorded: Recorded, state: State | None, remarks: list[str]) -> Graded:
        """Return the Graded of what is recorded."""
        return of_record(self.submission.student, self.rubric.name, self.rubric.columns, recorded, state, remarks)

    def problem(self, line: str) -> Graded:
        """Return the Graded of a submission that was not run."""
        return Graded(self.submission.student, self.submission.lesson, problem=line, fresh=True)

    @property
    def told(self) -> dict[str, str]:
        """What the executed notebook's metadata say of the file that was handed in; nothing where it has no receipt."""
        return {"file": self.handed_in, "receipt": self.receipt} if self.receipt else {}

    @property
    def executed_path(self) -> Path:
        """Where the executed notebook is kept, as nbgrader's autograde does."""
        coursedir = self.desk.settings.coursedir
        place = coursedir.format_path(coursedir.autograded_directory, *self.names[:2])
        return Path(place, self.rubric.lesson.path.name)

    @property
    def state_path(self) -> Path:
        """Where its state is kept."""
        return self.rubric.state_path(self.submission.student)

    def kept(self, state: State) -> NotebookNode | None:
        """Return the executed notebook that a state is of; None where it is not there, or not that one."""
        notebook, _ = attempt(lambda: nbformat.v4.reads(self.executed_path.read_text(encoding="utf-8")))
        whole, _ = attempt(lambda: all("metadata" in cell and "source" in cell for cell in notebook.cells))
        digest, _ = attempt(lambda: notebook.metadata[MARK].digest)
        return notebook if whole and digest == state.digest else None
