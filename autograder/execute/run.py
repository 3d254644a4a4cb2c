"""The execute step: runs one prepared notebook in a kernel of its own and judges its test cells.

It knows no gradebook and no course: a Job of bytes goes in, a Result of bytes comes out, so that any
concurrent.futures.Executor can run it. nbclient gives a notebook up when its kernel dies or stays silent, and keeps all
output in memory; here each costs one exercise, and output is cut as it arrives.

The notebook runs twice over. First from top to bottom, as the student has it: test cells without their hidden part.
What is printed then, a student may read. After the last cell each test that has passed runs whole, on the names as they
were where it stands, and once more on a wrong answer (see controls.py). Nothing of that is for students to read: so
whatever a submission prints, it has not seen a hidden test before.

All this may cost a right answer its mark: a later cell may have spoilt what a test uses, a cell that was left out may
have been needed, a rebuilt notebook may not do what the one handed in did. So what has not passed is confirmed: the
notebook as handed in runs once more with each test whole where it stands, as nbgrader runs it, and what passes there
has passed. One budget of seconds and bytes binds all of it.
"""

import re
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import compute_checksum, is_grade, is_locked, is_solution

from autograder.cells import MARK, is_students, is_test
from autograder.doors import autograde
from autograder.execute import shadows
from autograder.execute.budget import Budget, Limits
from autograder.execute.kernel import Kernel, KernelGone, error_output
from autograder.prepare import idle as lean
from autograder.sandbox import temporary
from autograder.verdicts import REFUSED, UNWRITTEN, Outcome, Verdict, judge

# Kernels that one notebook may use up: each exercise can cost a few.
KERNELS = 40
# Wrong answers that a test may be tried on until one is refused as it should be.
CONTROLS = 3
# Seconds after a student's cell in which the kernel's end may still be that cell's doing.
SUSPECT = 2


@dataclass(frozen=True)
class Job:
    """One prepared notebook, as JSON. names: {a test cell's grade_id: the answer's name} where mistakes can be named.

    visible: {a test cell's grade_id: its source as students have it}, where that is not all of it.
    owners: {a test cell's grade_id: the grade_id of the answer that it tests}.
    controls: {a test cell's grade_id: its control.Controls, the first to be tried first}, where there are some.
    guarded: grade_ids of tests that pass only with a control run.
    plain: the notebook as handed in, its tests whole and where they stand, as JSON; "" where notebook is just that.
    idle: ids of cells that are left out, see lean.py; where a test does not pass then all cells are run after all.
    only: grade_ids of the tests to try again, whole and where they stand; empty for all, as the module's text says.
    files: {path relative to the notebook: content} that are laid beside it; folders: {name: path} of those that are
    linked beside it.
    """

    notebook: str
    names: dict = field(default_factory=dict)
    visible: dict = field(default_factory=dict)
    owners: dict = field(default_factory=dict)
    controls: dict = field(default_factory=dict)
    guarded: frozenset = frozenset()
    plain: str = ""
    idle: frozenset = frozenset()
    only: frozenset = frozenset()
    limits: Limits = field(default_factory=Limits)
    kernel_name: str = "python3"
    config: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    folders: dict = field(default_factory=dict)


@dataclass
class Result:
    """The executed notebook as JSON; {grade_id: Outcome}; {grade_id: trace}; seconds, peak memory in bytes."""

    notebook: str
    outcomes: dict
    traces: dict
    seconds: float
    memory: int = 0
    fault: str = ""


def execute(job):
    """Run a job and return its Result; whatever is in the notebook, no exception comes out."""
    start = time.perf_counter()
    notebook = nbformat.reads(job.notebook, as_version=4)
    outcomes, traces, memory, fault = {}, {}, 0, ""
    try:
        with temporary.folder("scratch-") as scratch:
            lay_out(job, Path(scratch))
            outcomes, traces, memory = run(job, notebook, scratch)
    except Exception as error:  # the grader's own; the mark waits for a person
        fault = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    for cell in notebook.cells:
        if is_grade(cell) and cell.metadata.nbgrader.grade_id not in outcomes:
            points = cell.metadata.nbgrader.points
            outcome = Outcome(Verdict.GRADER, None, points, 0.0, fault or "it was not reached")
            if cell.cell_type != "code" or is_solution(cell):
                outcome = Outcome(Verdict.NOT_RUN, None, points, 0.0, "marked by hand")
            outcomes[cell.metadata.nbgrader.grade_id] = outcome
    # Half a character (a lone surrogate) that a cell has printed cannot be written to any file.
    text = nbformat.writes(notebook).encode("utf-8", "replace").decode("utf-8")
    return Result(text, outcomes, traces, time.perf_counter() - start, memory, fault)


def run(job, notebook, scratch):
    """Run a job in the folder scratch; return (outcomes, traces, peak memory). Outputs are put into notebook."""
    budget = Budget(job.limits)
    if job.only:
        again = InPlace(as_handed_in(job), job, budget, scratch, job.only)
        again.all()
        return again.outcomes, {}, again.memory
    first = First(notebook, job, budget, scratch, job.idle)
    first.all()
    memory = first.memory
    if job.idle and first.misses_a_name():
        first = First(notebook, job, budget, scratch)
        first.all()
        memory = max(memory, first.memory)
    doubtful = first.doubtful()
    if doubtful:
        again = InPlace(as_handed_in(job), job, budget, scratch, doubtful)
        again.all()
        memory = max(memory, again.memory)
        for key in doubtful & set(again.outcomes):
            if rank(again.outcomes[key]) > rank(first.outcomes[key]):
                first.take(key, again.outcomes[key], again.outputs[key])
    first.explain()
    return first.outcomes, first.traces, memory


def as_handed_in(job):
    """Return the notebook as handed in, which runs from top to bottom, each test whole where it stands."""
    return nbformat.reads(job.plain or job.notebook, as_version=4)


def rank(outcome):
    """Return what orders outcomes of one test in different runs, of which the best is its outcome: held is above 0."""
    return outcome.score if outcome.score is not None else -1 if outcome.verdict is Verdict.DIED else 1e-9


def alone(job, result):
    """Return the job that tries again, by themselves, the tests that were out of time; None where there are none."""
    late = {key for key, outcome in result.outcomes.items() if outcome.verdict is Verdict.TIMED_OUT}
    return replace(job, only=frozenset(late)) if late else None


def merged(result, again):
    """Return the Result of a job in which what became of the tests that were tried again, alone, counts."""
    for key, outcome in again.outcomes.items():
        if result.outcomes[key].verdict is Verdict.TIMED_OUT:
            if outcome.verdict is Verdict.TIMED_OUT:
                outcome = replace(outcome, reason=f"{outcome.reason}; tried twice, the second time alone")
            result.outcomes[key] = outcome
    result.seconds += again.seconds
    result.memory = max(result.memory, again.memory)
    return result


def lay_out(job, scratch):
    """Fill the scratch folder with what the lesson keeps beside its notebook."""
    for name, content in job.files.items():
        path = scratch / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for name, place in job.folders.items():
        (scratch / name).symlink_to(place)


# Expressions: the kernel keeps the names that it has now, or takes up those that it has kept, if it has. They use no
# name that a student may have bound to something else: `dict`, say.
OWN = "__import__('builtins'), __import__('IPython').get_ipython().__dict__"
KEEP = (
    "(lambda python, own: own.setdefault('autograder_kept', {{}})"
    f".__setitem__({{key!r}}, python.dict(python.globals())))({OWN})"
)
RESTORE = (
    "(lambda now, kept: kept and [now.clear(), now.update(kept)])(*(lambda python, own: "
    f"(python.globals(), own.get('autograder_kept', {{{{}}}}).get({{key!r}})))({OWN}))"
)
END = "after the last cell"
# A traceback that nobody reads is not made: it takes longer than a test.
SHORT = "__import__('IPython').get_ipython().InteractiveTB.set_mode(mode='Minimal')"


class Run:
    """One notebook on its way through its cells, over as many kernels as it takes."""

    def __init__(self, notebook, job, budget, folder, idle=frozenset()):
        """Prepare to run notebook in folder; idle: ids of the cells that are left out."""
        self.notebook, self.job, self.budget, self.folder, self.idle = notebook, job, budget, folder, idle
        self.limits = job.limits
        self.outcomes, self.traces, self.memory = {}, {}, 0
        self.kernel, self.started = None, 0
        self.skipped = set()  # indices of cells that took a kernel with them
        self.lost = {}  # {an answer's grade_id: the KernelGone that its own cell ended in}
        self.slow = ""  # why a cell of the student's own was interrupted
        self.broken = ""  # how a given cell failed to import what it needs
        self.touched = float("-inf")  # when a student's cell ended in this kernel

    def code(self):
        """Return (index, cell) of the code cells that hold something."""
        return [(i, each) for i, each in enumerate(self.notebook.cells) if each.cell_type == "code"]

    def between(self, index, cell):
        """Run a cell that is no test."""
        cell.outputs, cell.execution_count = [], None
        if cell.id in self.idle:
            cell.outputs.append(new_output("stream", name="stdout", text=f"{lean.NOTE}\n"))
            return
        if not cell.source.strip():
            return
        gone = None
        try:
            _, gone = self.ran(index, cell)
        except KernelGone as died:
            gone = died
            if not self.budget.is_over:
                self.skipped.add(index)
                cell.outputs.append(error_output(gone))
        if gone is not None and is_solution(cell):
            reason = gone.reason if gone.verdict is not Verdict.TIMED_OUT else f"its cell: {gone.reason}"
            self.lost[cell.metadata.nbgrader.grade_id] = KernelGone(gone.verdict, reason)
        elif gone is not None and gone.verdict is Verdict.TIMED_OUT:
            self.slow = gone.reason
        if is_locked(cell) and not self.broken and (error := import_error(cell)):
            self.broken = f"the given cell {cell.id} could not import what it needs, {error}; is it installed?"

    def ran(self, index, cell, before="", after=""):
        """Run a cell, in the state that the notebook has at index; return (seconds, None or why it was interrupted).

        before, after: expressions to evaluate around it. Raises KernelGone when the kernel ends, or has to be ended.
        What a cell above has left behind may end it, too, while this one runs: then it is run again without that cell.
        """
        outputs = list(cell.outputs)
        for careful in (False, True):
            kernel = self.at(index, careful)
            allowed = self.budget.seconds(self.limits.cell_seconds)
            began = time.monotonic()
            cell.outputs = list(outputs)
            try:
                if before:
                    kernel.evaluate(before)
                seconds, status = kernel.run(cell, allowed, after)
            except KernelGone as gone:
                self.stop()
                if careful or not gone.sudden or began - self.touched > SUSPECT:
                    raise self.told(gone, allowed) from gone
            else:
                if is_students(cell):
                    self.touched = time.monotonic()
                gone = KernelGone(Verdict.TIMED_OUT, f"it ran over {allowed:g} s")
                return seconds, self.told(gone, allowed) if status == "timed out" else None
        raise AssertionError("the second try returns or raises")

    def told(self, gone, allowed):
        """Return a KernelGone as it is told: who had less than a cell's time was not run, not out of time."""
        if gone.verdict is Verdict.TIMED_OUT and allowed < self.limits.cell_seconds:
            return self.late()
        return gone

    def late(self):
        """Return what becomes of a test when the notebook's time is up."""
        return KernelGone(Verdict.NOT_RUN, f"the notebook had run {self.limits.notebook_seconds:g} s before")

    def at(self, index, careful=False):
        """Return a kernel in the state that the notebook has before the cell at index.

        A new one runs all cells above, but tests and those that have taken a kernel with them. careful: wait a moment
        after each of the student's, to see which it is that ends the kernel.
        """
        while self.kernel is None:
            if self.budget.is_over:
                raise self.late()
            if self.started >= KERNELS:
                raise KernelGone(Verdict.NOT_RUN, f"{KERNELS} kernels were lost before")
            self.started += 1
            self.touched = float("-inf")
            self.kernel = Kernel(self.job, self.folder, self.budget)
            self.budget.begin()
            careful = self.replay(index, careful) or careful
        if self.budget.is_over:
            raise self.late()
        return self.kernel

    def replay(self, index, careful):
        """Bring a new kernel to where the last one was; return whether the next one has to be watched more closely."""
        for place, cell in self.code():
            if place >= index:
                return False
            if place in self.skipped or cell.id in self.idle or not cell.source.strip():
                continue
            try:
                if is_test(cell):
                    self.kernel.evaluate(KEEP.format(key=cell.metadata.nbgrader.grade_id))
                    continue
                if self.budget.is_over:
                    return False
                copy = new_code_cell(cell.source)
                self.kernel.run(copy, self.budget.seconds(self.limits.cell_seconds))
                if is_students(cell):
                    self.touched = time.monotonic()
                    if careful:
                        self.kernel.settle()
            except KernelGone as gone:
                self.stop()
                if careful or not gone.sudden:
                    self.skipped.add(place)
                return True
        return False

    def tested(self, index, copy, owner, before="", after=""):
        """Run a copy of a test cell in the state at index; return its Outcome."""
        points = copy.metadata.points
        lost = self.lost.get(owner)
        try:
            seconds, gone = self.ran(index, copy, before, after)
        except KernelGone as died:
            seconds, gone = 0.0, died
            copy.outputs.append(error_output(died))
        if gone is not None:
            gone = gone if lost is None else lost
            return Outcome(gone.verdict, 0.0 if gone.verdict.is_mark else None, points, seconds, gone.reason)
        outcome = judge(copy, points, seconds)
        if outcome.score:
            return outcome
        if lost is not None:
            return replace(
                outcome, verdict=lost.verdict, score=0.0 if lost.verdict.is_mark else None, reason=lost.reason
            )
        missing = self.broken or own_import(copy)
        if missing:
            return replace(outcome, verdict=Verdict.GRADER, score=None, reason=missing)
        if self.slow and re.search("NameError|is not defined", outcome.reason):
            return replace(outcome, verdict=Verdict.TIMED_OUT, reason=f"a cell of your own: {self.slow}")
        return outcome

    def controlled(self, index, cell, outcome):
        """Run a test that has passed on wrong answers, until one is refused as it should be; return its outcome."""
        test_id = cell.metadata.nbgrader.grade_id
        controls = self.job.controls.get(test_id, ())[:CONTROLS]
        if not controls:
            if test_id not in self.job.guarded:
                return outcome
            told = "it passes, but no control run is known that would show that this is no accident (make bank)"
            return replace(outcome, verdict=Verdict.NOT_RUN, score=None, reason=told)
        reason = ""
        for each in controls:
            copy = new_code_cell(f"{each.source}\n{cell.source}")
            try:
                _, gone = self.ran(index, copy, RESTORE.format(key=test_id))
            except KernelGone as died:
                gone = died
            if gone is not None and gone.verdict is Verdict.NOT_RUN:
                return replace(outcome, verdict=gone.verdict, score=None, reason=gone.reason)
            if gone is None and refused(copy, each, outcome):
                return outcome
            reason = reason or (f"its control run: {gone.reason}" if gone else said_of(copy))
        return replace(outcome, verdict=Verdict.TAMPERED, score=None, reason=reason)

    def evaluate(self, template, key=""):
        """Let the kernel, if there is one, evaluate an expression."""
        if self.kernel is not None:
            try:
                self.kernel.evaluate(template.format(key=key))
            except KernelGone:
                self.stop()

    def stop(self):
        """End the kernel, if there is one."""
        if self.kernel is not None:
            self.memory = max(self.memory, self.kernel.peak)
            self.kernel.stop()
            self.kernel = None


class First(Run):
    """The run that a student may see the outputs of: hidden parts come after the last cell."""

    def all(self):
        """Run every code cell, each once, starting a new kernel after each one lost; then the tests whole."""
        waiting = []
        try:
            for index, cell in self.code():
                if not is_test(cell):
                    self.between(index, cell)
                elif self.visible(index, cell):
                    waiting.append(cell)
            for _, cell in self.code():
                if is_test(cell):
                    cell.metadata[MARK] = {"shown": len(cell.outputs)}
            self.evaluate(f"[{KEEP}, {SHORT}]", END)
            for cell in waiting:
                self.whole(cell)
            self.name_mistakes()
        finally:
            self.stop()

    def visible(self, index, cell):
        """Run the part of a test that students have, where it stands; tell whether it has passed, if in part."""
        test_id = cell.metadata.nbgrader.grade_id
        copy = test_copy(self.job.visible.get(test_id, cell.source), cell)
        outcome = self.tested(index, copy, self.job.owners.get(test_id), after=KEEP.format(key=test_id))
        self.outcomes[test_id] = outcome
        cell.outputs, cell.execution_count = copy.outputs, None
        return bool(outcome.score)

    def whole(self, cell):
        """Run a test whole, on the names that it had where it stands, then its control run; note the outcome."""
        test_id, end = cell.metadata.nbgrader.grade_id, len(self.notebook.cells)
        seen = self.outcomes[test_id]
        copy = test_copy(cell.source, cell)
        outcome = self.tested(end, copy, self.job.owners.get(test_id), before=RESTORE.format(key=test_id))
        cell.outputs = cell.outputs + copy.outputs
        if outcome.score is not None and outcome.score < seen.score:
            outcome = replace(outcome, hidden=True)
        self.outcomes[test_id] = self.controlled(end, cell, outcome) if outcome.score else outcome

    def misses_a_name(self):
        """Tell whether a test or a cell of the student's failed for want of a name that a cell left out may define."""
        seen = [
            each for each in self.notebook.cells if each.cell_type == "code" and (is_test(each) or is_students(each))
        ]
        errors = (output.ename for cell in seen for output in cell.outputs if output.output_type == "error")
        wanting = any(name in ("NameError", "KeyError") for name in errors)
        told = (each.reason for each in self.outcomes.values())
        return wanting or any(re.search("NameError|KeyError|is not defined", reason) for reason in told)

    def doubtful(self):
        """Return the grade_ids of the tests that might pass in the notebook as handed in, run from top to bottom."""
        found = set()
        untouched = {
            cell.metadata.nbgrader.grade_id
            for cell in self.notebook.cells
            if is_solution(cell) and cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
        }
        for test_id, outcome in self.outcomes.items():
            idle = self.idle and not (
                outcome.reason.startswith(UNWRITTEN) and self.job.owners.get(test_id) in untouched
            )
            lower = outcome.verdict in (Verdict.FAILED, Verdict.PARTLY)
            if outcome.verdict is Verdict.TAMPERED or (lower and (outcome.hidden or idle or self.job.plain)):
                found.add(test_id)
        return found

    def take(self, test_id, outcome, outputs):
        """Take the outcome of a test, and what it printed, from another run; nothing of it is for students to read."""
        self.outcomes[test_id] = outcome
        self.traces.pop(test_id, None)
        for _, cell in self.code():
            if is_test(cell) and cell.metadata.nbgrader.grade_id == test_id:
                cell.outputs = outputs
                cell.metadata[MARK] = {"shown": 0}

    def explain(self):
        """Say in the reasons of tests that failed what went wrong first, where it was not in the test."""
        for test_id, outcome in self.outcomes.items():
            if outcome.verdict is Verdict.FAILED and not outcome.hidden:
                why = shadows.first_error(self.notebook.cells, self.job.owners.get(test_id, ""), outcome.reason)
                why = why or shadows.shadowed(self.notebook.cells, outcome.reason)
                if why:
                    self.outcomes[test_id] = replace(outcome, reason=f"{outcome.reason[:300]} ({why})")

    def name_mistakes(self):
        """Ask the kernel for the traces of the checks that failed and that the bank knows something about."""
        self.evaluate(RESTORE, END)
        for _, cell in self.code():
            test_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            wanted = test_id in self.job.names and autograde.stopped_by_check(cell)
            if self.kernel and wanted and not self.budget.is_over:
                try:
                    trace = self.kernel.evaluate(autograde.request(self.job.names[test_id], cell.source))
                except KernelGone:
                    self.stop()
                    return
                if trace:
                    self.traces[test_id] = trace


class InPlace(Run):
    """A run as nbgrader has it: each test whole and where it stands. Nothing that it prints is for students to read."""

    def __init__(self, notebook, job, budget, folder, wanted):
        """Prepare to run notebook in folder; wanted: grade_ids of the tests whose outcomes are asked for."""
        super().__init__(notebook, job, budget, folder)
        self.wanted, self.outputs = wanted, {}

    def all(self):
        """Run the code cells, as far as a test that is wanted comes."""
        cells = self.code()
        last = max((index for index, cell in cells if self.wants(cell)), default=-1)
        try:
            for index, cell in cells:
                if index > last:
                    break
                if is_test(cell):
                    self.whole(index, cell)
                else:
                    self.between(index, cell)
        finally:
            self.stop()

    def wants(self, cell):
        """Tell whether a cell is a test whose outcome is asked for."""
        return is_test(cell) and cell.metadata.nbgrader.grade_id in self.wanted

    def whole(self, index, cell):
        """Run a test; where it is wanted and passes, its control run. Of a test that was copied the best one counts."""
        test_id = cell.metadata.nbgrader.grade_id
        copy, keep = test_copy(cell.source, cell), KEEP.format(key=test_id) if self.wants(cell) else ""
        outcome = self.tested(index, copy, self.job.owners.get(test_id), after=keep)
        if not self.wants(cell):
            return
        if outcome.score:
            outcome = self.controlled(index, cell, outcome)
            self.evaluate(RESTORE, test_id)
        if test_id not in self.outcomes or rank(outcome) > rank(self.outcomes[test_id]):
            self.outcomes[test_id], self.outputs[test_id] = outcome, copy.outputs


def test_copy(source, cell):
    """Return a cell that runs a source in place of a test cell."""
    return new_code_cell(source, metadata={"points": cell.metadata.nbgrader.points})


def owners(notebook):
    """Return {a test cell's grade_id: the grade_id of the answer above it} of a lesson."""
    found, answer = {}, ""
    for cell in notebook.cells:
        if is_solution(cell):
            answer = cell.metadata.nbgrader.grade_id
        elif is_test(cell):
            found[cell.metadata.nbgrader.grade_id] = answer
    return found


def errors(cell):
    """Return the error outputs of a cell."""
    return [output for output in cell.outputs if output.output_type == "error"]


def import_error(cell):
    """Return the error of a cell that could not import what it needs, in a line; "" where there is none."""
    named = [each for each in errors(cell) if each.ename in ("ModuleNotFoundError", "ImportError")]
    return f"{named[-1].ename}: {named[-1].evalue}"[:200] if named else ""


def own_import(cell):
    """Return why a test failed where it could not import a module that it names itself; "" otherwise."""
    error = import_error(cell)
    module = re.search(r"No module named '([\w.]+)'", error)
    if module and re.search(rf"^\s*(?:import|from)\s+{re.escape(module[1])}\b", cell.source, re.MULTILINE):
        return f"the test could not import what it needs, {error}; is it installed where grading runs?"
    return ""


def refused(copy, control, outcome):
    """Tell whether a control run ended as it must: in the very refusal that is known, or in a lower score."""
    found = errors(copy)
    if found:
        return found[-1].ename in REFUSED and control.message in found[-1].evalue
    return judge(copy, outcome.points).score < outcome.score


def said_of(copy):
    """Say how a control run ended that did not end as it must."""
    found = errors(copy)
    if not found:
        return "it passes a stock wrong answer, too"
    told = " ".join(f"{found[-1].ename}: {found[-1].evalue}".split())[:200]
    return f"its control run did not end in the refusal that is known, but in {told}"
