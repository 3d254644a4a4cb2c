"""One submission on its way: read, prepared, executed, recorded, told. What it needs next is read off the disk.

advance() takes the next step. Around every step there is one net: whatever comes out of it costs this submission its
mark for now, in one line that says why, and nobody else anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path, PurePath

import nbformat
from nbformat import NotebookNode

from autograder import text, words
from autograder.cells import MARK, points_by_cell
from autograder.errors import NotHandedIn, SubmissionError, attempt
from autograder.execute.job import Job, Result, alone, merged
from autograder.files import replace as write
from autograder.papers.asked import Asked
from autograder.papers.desk import Desk, Stage, kept, line
from autograder.prepare import times
from autograder.prepare.archive import Found
from autograder.prepare.submissions import Submission
from autograder.record import basis, proposals
from autograder.record.gradebook import scores
from autograder.record.graded import Graded, of_record
from autograder.record.pages import Names, stand_in
from autograder.record.proposals import Proposal
from autograder.record.recorded import Recorded
from autograder.record.state import DONE, EXECUTED, RECORDED, Judged, State
from autograder.rubric import Rubric
from autograder.verdicts import Verdict


class Paper:
    """One notebook that was handed in.

    stage: the step it is at; graded: what became of it, None on its way; dropped: nobody is graded in its lesson;
    future: of the execute step; is_late: tests were out of time, and are to be tried again when nothing else runs; old:
    as what it was graded before, where it is the same and something else has changed; changed: that.
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
        self.asked = Asked(submission, rubric, desk.preparer)  # where its student says that an answer is right
        self.old: State | None = None
        self.changed: list[str] = []

    def __repr__(self) -> str:
        """Return whose it is, and how far."""
        return f"<Paper of {' '.join(self.names)}, {self.stage.name}>"

    def advance(self) -> None:
        """Take the next step; whatever comes out of it is this paper's alone: then it is held, in one line."""
        _, error = attempt(self.next)
        if error is not None:
            said = self.desk.settings.seen(line(error, self.stage, self.submission.place))
            self.graded, other = attempt(self.hold, error, said)
            if other is not None:
                told = f"{said}; the gradebook may still have an older mark ({text.told(other)})"
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
        attempt(self.asked.read, found)
        self.digest = hashlib.sha256(found.data).hexdigest()
        place = self.submission.place
        self.time, remark = times.read(place) if place.is_dir() else (None, "")
        self.remarks = [each for each in (found.remark, remark) if each]
        state = State.load(self.state_path)
        known = state.receipt if state is not None and state.digest == self.digest else ""
        self.handed_in, self.receipt = PurePath(found.where).name, known or self.desk.preparer.receipt(found.data)
        if state is not None and state.is_executed and state.digest == self.digest:
            changed = basis.changed(state.basis, self.rubric.basis)
            state.remarks, state.receipt = [*self.remarks, *state.prepared], self.receipt
            executed = None if changed or self.desk.force else kept(self.executed_path, state)
            if executed is not None:
                self.stage = Stage.RECORDED
                self.desk.proposals.drop(self.proposal_path)
                self.graded = self.conclude(state, executed)
                return
            for part in changed:
                self.desk.changed.setdefault(part, set()).add(self.names)
            self.old, self.changed = state, changed
            found_before = self.desk.proposals.find(self.proposal_path, self.digest, self.rubric.basis)
            if found_before is not None and not self.desk.force:
                self.resume(*found_before)
                return
        self.prepare(found)

    def resume(self, state: State, executed: NotebookNode) -> None:
        """Go on with what it would come to, which an earlier run has found out."""
        self.stage = Stage.RECORDED
        state.remarks, state.receipt = [*self.remarks, *state.prepared], self.receipt
        self.graded = self.settle(state, executed)

    def prepare(self, found: Found) -> None:
        """Rebuild it on the lesson's own notebook, and give it to the executor."""
        self.stage, rubric = Stage.PREPARED, self.rubric
        known = rubric.skeleton, rubric.visible, self.desk.settings.lean
        prepared, idle = self.desk.preparer.ready(found.data, found.where, *known)
        self.prepared, self.notes = ([text.shown(line) for line in told] for told in (prepared.remarks, prepared.notes))
        if not self.desk.admits(rubric):
            self.dropped = True
            return
        if self.old is None:  # else it is a matter of what it comes to, see settle()
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
        graded = self.settle(state, executed)
        graded.fresh = True
        return graded

    def settle(self, state: State, executed: NotebookNode) -> Graded:
        """Record what it has come to, unless a mark that it has would fall: that is a proposal, and the mark stands."""
        recorded = self.desk.ledger.find(*self.names)
        if self.old is not None and recorded is not None and recorded.marks:
            proposal = self.proposal(recorded, self.old, state, executed)
            if self.waits(proposal):
                if state.is_executed:
                    self.desk.proposals.keep(self.proposal_path, state, executed)
                return self.stand(proposal, self.old)
        write(self.executed_path, nbformat.writes(executed))
        state.save(self.state_path)
        self.desk.proposals.drop(self.proposal_path)
        return self.conclude(state, executed)

    def waits(self, proposal: Proposal) -> bool:
        """Tell whether what it would come to waits for a person."""
        return not proposal.fault and (proposal.falls or self.desk.alters(self.rubric))

    def proposal(self, recorded: Recorded, old: State, state: State, executed: NotebookNode) -> Proposal:
        """Return what the marks that are recorded would become."""
        due, full = scores(executed, state.tests), points_by_cell(self.rubric.lesson.notebook)
        marks = proposals.after(recorded, due, full)
        cost = self.desk.ledger.cost(self.names[0], recorded, marks) or 0.0
        found = proposals.weigh(self.names, recorded, old, self.changed, state, marks)
        return replace(found, penalties=(recorded.penalty, cost))

    def stand(self, proposal: Proposal, old: State) -> Graded:
        """Let the marks stand as they are; return the Graded of them, with what they would become."""
        executed = kept(self.executed_path, old)
        recorded = self.desk.ledger.find(*self.names) or Recorded()
        graded = self.of_record(recorded, old, old.remarks) if executed is None else self.conclude(old, executed)
        graded.proposals = (proposal,)
        graded.note = "; ".join(filter(None, [graded.note, proposal.told()]))
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
        recorded, late = self.desk.penalised(self.names, recorded)
        if self.asked.place(state, recorded):
            if cells := self.asked.marked_before(recorded):
                recorded = ledger.look_again(*self.names, cells)
            executed.metadata[MARK] = executed.metadata.get(MARK, {}) | self.told
            write(self.executed_path, nbformat.writes(executed))
            state.save(self.state_path)
        remarks = [*state.remarks, *late]
        if state.done != DONE or not self.desk.pages.shows(self.names, recorded, state, remarks):
            remarks += self.show(recorded, executed, state, remarks)
            state.done = DONE
            state.save(self.state_path)
        return self.of_record(recorded, state, remarks)

    def hold(self, error: BaseException, line: str) -> Graded | None:
        """Hold the mark everywhere: gradebook, executed notebook, page; return the Graded.

        Marks by hand stay; where a person has given all of them, they are the mark. What was executed before is kept
        where the error is not the submission's, which is still the same.
        """
        attempt(self.desk.register, self.rubric)
        if not self.desk.ledger.has(self.rubric.name):
            return self.problem(line)
        theirs = isinstance(error, SubmissionError)
        told = line if theirs else words.NO_FAULT()
        recorded, late = self.desk.penalised(self.names, self.desk.ledger.hold(*self.names, line))
        old = State.load(self.state_path)
        if not self.digest:  # it could not be found; a file beside it may be
            attempt(self.asked.read)
        self.asked.place(old or State(), recorded)
        remarks = [*self.remarks, *late, *self.asked.remarks()]
        whole, _ = attempt(lambda: stand_in(told, nbformat.from_dict(self.rubric.skeleton)))
        notebook = whole or stand_in(told)
        notebook.metadata[MARK] |= self.told
        if not theirs and old is not None and old.is_executed and old.digest == self.digest:
            self.show(recorded, notebook, replace(old, held=told, receipt=self.receipt), remarks)
            replace(old, done=EXECUTED, page="").save(self.state_path)
        else:
            page = old.page if old else ""
            state = State(held=told, page=page, receipt=self.receipt, remarks=[*remarks], requests=self.asked.kept)
            if whole:
                write(self.executed_path, nbformat.writes(whole))
            if not self.desk.pages.shows(self.names, recorded, state, remarks):
                remarks += self.show(recorded, notebook, state, remarks)
            state.save(self.state_path)
        graded = self.of_record(recorded, None, remarks)
        graded.fresh = not recorded.is_marked
        if recorded.is_marked:
            graded.remark = "; ".join([*remarks, words.MARKED_BY_HAND(reason=line)])
        else:
            graded.problem = line
        return graded

    # What the steps are made of.

    def absent(self) -> Graded | None:
        """Record that this one of the lesson's notebooks was not handed in, with others that were: as nbgrader, 0."""
        self.desk.register(self.rubric)
        recorded, late = self.desk.penalised(self.names, self.desk.ledger.not_handed_in(*self.names))
        told = words.ABSENT(name=self.rubric.lesson.path.name)
        state = State(held=told, remarks=[told, *late])
        attempt(self.asked.read)
        self.asked.place(state, recorded)
        late += self.asked.remarks()
        notebook = stand_in(told, nbformat.from_dict(self.rubric.skeleton))
        notebook.metadata[MARK] |= self.told
        write(self.executed_path, nbformat.writes(notebook))
        late += self.show(recorded, notebook, state, [told, *late])
        state.save(self.state_path)
        return self.of_record(recorded, None, [told, *late])

    def show(self, recorded: Recorded, executed: NotebookNode, state: State, remarks: list[str]) -> list[str]:
        """Write the page of feedback and note it in state; return remarks, since an error there holds no mark."""
        pages, place = self.desk.pages, self.submission.place
        executed.metadata[MARK] = executed.metadata.get(MARK, {}) | self.told
        _, error = attempt(pages.write, self.names, executed, remarks, place, self.time, self.executed_path.parent)
        state.page = "" if error else pages.noted(self.names, recorded, state, remarks)
        if error is None:
            return []
        attempt(pages.path(self.names).unlink, True)  # rather none than one that shows another mark
        return [words.NO_PAGE(error=text.told(error))]

    def of_record(self, recorded: Recorded, state: State | None, remarks: list[str]) -> Graded:
        """Return the Graded of what is recorded."""
        names = self.submission.student, self.rubric.name
        graded = of_record(*names, self.rubric.columns, recorded, state, remarks)
        graded.requests = self.asked.waiting(recorded)
        return graded

    def problem(self, line: str) -> Graded:
        """Return the Graded of a submission that was not run."""
        return Graded(self.submission.student, self.submission.lesson, problem=line, fresh=True)

    @property
    def told(self) -> dict[str, object]:
        """What the executed notebook's metadata say of what was handed in: the file, where it has a receipt."""
        file = {"file": self.handed_in, "receipt": self.receipt} if self.receipt else {}
        return {**file, "asked": self.asked.answers}

    @property
    def executed_path(self) -> Path:
        """Where the executed notebook is kept, as nbgrader's autograde does."""
        coursedir = self.desk.settings.coursedir
        place = coursedir.format_path(coursedir.autograded_directory, *self.names[:2])
        return Path(place, self.rubric.lesson.path.name)

    @property
    def proposal_path(self) -> Path:
        """Where it is kept what it would come to."""
        return self.desk.proposals.path(self.submission.student, self.rubric.key)

    @property
    def state_path(self) -> Path:
        """Where its state is kept."""
        return self.rubric.state_path(self.submission.student)
