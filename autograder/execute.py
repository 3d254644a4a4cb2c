"""The execute step: runs one prepared notebook in a kernel of its own and judges its test cells.

It knows no gradebook and no course: a Job of bytes goes in, a Result of bytes comes out, so that any
concurrent.futures.Executor can run it, on this machine or another. nbclient gives a notebook up when its kernel dies or
stays silent, and keeps all output in memory; here each costs one exercise, and output is cut as it arrives.

The notebook runs twice over. First from top to bottom, as the student has it: test cells without their hidden part.
What is printed then, a student may read. After the last cell each test that has passed runs whole, on the names as they
were where it stands, and once more on a wrong answer (see control.py). Nothing of that is for students to read: so
whatever a submission prints, it has not seen a hidden test before.
"""

import contextlib
import json
import logging
import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import nbformat
import psutil
import zmq
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from nbformat.v4 import new_code_cell, new_output, output_from_msg
from nbgrader.utils import is_grade, is_solution
from traitlets.config import Config

from autograder import lean, naming, warm
from autograder.errors import GraderError
from autograder.prepare import MARK
from autograder.verdicts import Outcome, Verdict, judge

MB = 10**6
# What is taken from a kernel at most: bytes in a message, messages that wait to be read.
RECEIVED = {zmq.MAXMSGSIZE: 100 * MB, zmq.RCVHWM: 100}
# Bytes of a result that is kept whatever was printed before: it may be a partial score.
SCORE = 2000
# Where jupyter_client writes what we tell in one line.
LOG = logging.getLogger("autograder.kernel")
LOG.addHandler(logging.NullHandler())
LOG.propagate = False


@dataclass(frozen=True)
class Limits:
    """How much a submission may use. Seconds, bytes of output, bytes of memory of its own."""

    cell_seconds: float = 60
    notebook_seconds: float = 600
    cell_output: int = 1 * MB
    notebook_output: int = 10 * MB
    memory: int = 4000 * MB
    # After an interrupt a kernel has this long to come back before it is killed.
    grace_seconds: float = 3


@dataclass(frozen=True)
class Job:
    """One prepared notebook, as JSON. names: {a test cell's grade_id: the answer's name} where mistakes can be named.

    visible: {a test cell's grade_id: its source as students have it}, where that is not all of it.
    controls: {a test cell's grade_id: the control.Control of its control run}, where there is one.
    plain: the notebook as handed in, its tests whole and where they stand, as JSON; "" where notebook is just that.
    idle: ids of cells that are left out, see lean.py; where a test then misses a name all cells are run after all.
    files: {path relative to the notebook: content} that are laid beside it; data: a folder that is linked beside it.
    """

    notebook: str
    names: dict = field(default_factory=dict)
    visible: dict = field(default_factory=dict)
    controls: dict = field(default_factory=dict)
    idle: frozenset = frozenset()
    limits: Limits = Limits()
    kernel_name: str = "python3"
    config: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    data: str = ""
    plain: str = ""


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
    try:
        with tempfile.TemporaryDirectory(prefix="scratch-", ignore_cleanup_errors=True) as scratch:
            lay_out(job, Path(scratch))
            run = Run(notebook, job, scratch)
            run.all()
            if job.idle and run.misses_a_name():
                run = Run(notebook, replace(job, idle=frozenset()), scratch)
                run.all()
            if run.doubtful:
                run.confirm()
        outcomes, traces, memory, fault = run.outcomes, run.traces, run.memory, ""
    except Exception as error:  # the grader's own; the mark waits for a person
        fault = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        outcomes, traces, memory = {}, {}, 0
    for cell in notebook.cells:
        if is_grade(cell) and cell.metadata.nbgrader.grade_id not in outcomes:
            points = cell.metadata.nbgrader.points
            outcome = Outcome(Verdict.GRADER, None, points, 0.0, fault)
            if cell.cell_type != "code" or is_solution(cell):
                outcome = Outcome(Verdict.NOT_RUN, None, points, 0.0, "marked by hand")
            outcomes[cell.metadata.nbgrader.grade_id] = outcome
    return Result(nbformat.writes(notebook), outcomes, traces, time.perf_counter() - start, memory, fault)


def alone(job, result):
    """Return a Job that tries again only what ran out of time, for a machine that does nothing else; None without."""
    return None


def merged(result, again):
    """Return the Result of a first try and of the one alone."""
    return again


def lay_out(job, scratch):
    """Fill the scratch folder with what the lesson keeps beside its notebook."""
    for name, content in job.files.items():
        path = scratch / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if job.data:
        (scratch / "data").symlink_to(job.data)


# Expressions: the kernel keeps the names that it has now, or takes up those that it has kept, if it has.
KEEP = "vars(get_ipython()).setdefault('autograder_kept', {{}}).__setitem__({key!r}, dict(globals()))"
RESTORE = (
    "(lambda now, kept: kept and [now.clear(), now.update(kept)])"
    "(globals(), vars(get_ipython()).get('autograder_kept', {{}}).get({key!r}))"
)
END = "after the last cell"
# A traceback that nobody reads is not made: it takes longer than a test.
SHORT = "get_ipython().InteractiveTB.set_mode(mode='Minimal')"


class KernelGone(Exception):
    """The kernel ended, or had to be ended, while a cell ran."""

    def __init__(self, verdict, reason):
        """Note the verdict for the exercise that the cell belongs to, and why."""
        super().__init__(reason)
        self.verdict, self.reason = verdict, reason


class Run:
    """One notebook on its way through its cells, over as many kernels as it takes."""

    def __init__(self, notebook, job, folder, in_place=None):
        """Prepare to run notebook in folder.

        in_place: grade_ids of the tests to run, whole and where they stand; None for all, as the module's text says.
        """
        self.notebook, self.job, self.folder, self.limits = notebook, job, folder, job.limits
        self.in_place = in_place
        self.outcomes, self.traces, self.memory = {}, {}, 0
        self.left = job.limits.notebook_output
        self.end = time.monotonic() + job.limits.notebook_seconds
        self.kernel = None
        self.skipped = set()  # indices of cells that took a kernel with them
        self.waiting = []  # test cells whose visible part has passed
        self.doubtful = set()  # grade_ids of tests that have passed where they stand, but no more after the last cell

    def all(self):
        """Run every code cell, each once, starting a new kernel after each one lost; then the tests whole."""
        exercise, lost = None, {}  # the answer that test cells belong to; {answer: (verdict, reason)}
        try:
            for index, cell in enumerate(self.notebook.cells):
                if cell.cell_type != "code":
                    continue
                if is_solution(cell):
                    exercise = cell.metadata.nbgrader.grade_id
                if self.in_place is not None and is_test(cell):
                    if cell.metadata.nbgrader.grade_id in self.in_place:
                        self.whole(index, cell)
                    continue
                cell.outputs, cell.execution_count = [], None
                if cell.id in self.job.idle:
                    cell.outputs.append(new_output("stream", name="stdout", text=f"{lean.NOTE}\n"))
                    continue
                try:
                    seconds = self.cell(index, cell, lost.get(exercise) if is_grade(cell) else None)
                except KernelGone as gone:
                    self.lose(index, cell, gone)
                    if is_solution(cell) or is_grade(cell):
                        lost[exercise] = gone
                else:
                    if is_test(cell) and seconds is not None:
                        grade_id, points = cell.metadata.nbgrader.grade_id, cell.metadata.nbgrader.points
                        self.outcomes[grade_id] = judge(cell, points, seconds)
                        if self.outcomes[grade_id].score:
                            self.waiting.append((index, cell))
                    if is_solution(cell) and interrupted(cell):
                        reason = f"its cell ran over {self.limits.cell_seconds:g} s"
                        lost[exercise] = KernelGone(Verdict.TIMED_OUT, reason)
            self.tell_shown()
            try:
                self.evaluate(f"[{KEEP}, {SHORT}]", END)
            except KernelGone:
                self.stop()
            for index, cell in self.waiting:
                self.whole(index, cell)
            self.name_mistakes()
        finally:
            self.stop()

    def lose(self, index, cell, gone):
        """Note that a cell took the kernel with it."""
        self.skipped.add(index)
        self.stop()
        cell.outputs.append(error_output(gone))
        if is_test(cell):
            self.note(cell, gone)

    def tell_shown(self):
        """Note in each test cell how many of its outputs, so far, a student may read."""
        for cell in self.notebook.cells:
            if is_test(cell):
                cell.metadata[MARK] = {"shown": len(cell.outputs)}

    def whole(self, index, cell):
        """Run a test whole, then its control run; note the outcome."""
        test_id, points = cell.metadata.nbgrader.grade_id, cell.metadata.nbgrader.points
        test = new_code_cell(cell.source)
        try:
            if self.kernel is None:
                self.start(before=index if self.in_place else len(self.notebook.cells))
            self.evaluate(RESTORE, test_id)
            seconds = self.test(cell, test)
            if seconds is None:
                return
            outcome = judge(test, points, seconds)
            self.outcomes[test_id] = replace(outcome, hidden=True) if outcome.score == 0 else outcome
            if outcome.score and test_id in self.job.controls:
                self.outcomes[test_id] = self.control(cell, outcome)
            elif not outcome.score and not self.in_place and self.changed(cell):
                self.doubtful.add(test_id)
        except KernelGone as gone:
            self.stop()
            test.outputs.append(error_output(gone))
            self.note(cell, gone)
        finally:
            cell.outputs += test.outputs

    def test(self, cell, copy, after=""):
        """Run a copy of a test cell; return its seconds, None with its outcome noted when its time was up.

        after: an expression for the kernel to evaluate when it has passed.
        """
        allowed = min(self.limits.cell_seconds, self.end - time.monotonic())
        if allowed <= 0:
            self.note(cell, self.late())
            return None
        seconds, status = self.kernel.run(copy, allowed, self.budget(), after)
        self.left -= size(copy.outputs)
        if status == "timed out":
            self.note(cell, KernelGone(Verdict.TIMED_OUT, f"it ran over {self.limits.cell_seconds:g} s"), seconds)
            return None
        return seconds

    def control(self, cell, outcome):
        """Run a test that has passed once more, on a wrong answer; return its outcome: it must not pass again."""
        test_id = cell.metadata.nbgrader.grade_id
        test = new_code_cell(f"{self.job.controls[test_id].source}\n{cell.source}")
        try:
            self.kernel.run(test, self.limits.cell_seconds, self.limits.cell_output)
        except KernelGone as gone:
            self.stop()
            return replace(
                outcome, verdict=Verdict.TAMPERED, score=None, reason=f"its control run failed: {gone.reason}"
            )
        if judge(test, outcome.points).score < outcome.score:
            return outcome
        return replace(outcome, verdict=Verdict.TAMPERED, score=None, reason="it passes a stock wrong answer, too")

    def changed(self, cell):
        """Tell whether the visible part of a test, which has passed where it stands, fails now by what comes after."""
        test_id = cell.metadata.nbgrader.grade_id
        self.evaluate(RESTORE, test_id)
        visible = new_code_cell(self.job.visible.get(test_id, cell.source))
        self.kernel.run(visible, self.limits.cell_seconds, self.limits.cell_output)
        return not judge(visible, cell.metadata.nbgrader.points).score

    def confirm(self):
        """Run doubtful tests in a kernel of their own, where they stand: what comes after them costs no mark."""
        again = Run(nbformat.from_dict(self.notebook), self.job, self.folder, self.doubtful)
        again.all()
        self.outcomes |= {key: each for key, each in again.outcomes.items() if key in self.doubtful}

    def evaluate(self, template, key):
        """Let the kernel, if there is one, keep its names, or take up those that it has kept."""
        if self.kernel is not None:
            self.kernel.evaluate(template.format(key=key))

    def cell(self, index, cell, lost):
        """Run one cell; return its seconds, None when it was not run because its exercise is lost or time is up."""
        if not cell.source.strip():
            return 0.0
        if lost is not None:
            self.note(cell, lost)
            return None
        if time.monotonic() > self.end:
            if is_test(cell):
                self.note(cell, self.late())
            return None
        if self.kernel is None:
            self.start(before=index)
        if not is_test(cell):
            allowed = min(self.limits.cell_seconds, self.end - time.monotonic())
            seconds, _ = self.kernel.run(cell, allowed, self.budget())
            self.left -= size(cell.outputs)
            return seconds
        test_id = cell.metadata.nbgrader.grade_id
        visible = new_code_cell(self.job.visible.get(test_id, cell.source))
        try:
            return self.test(cell, visible, KEEP.format(key=test_id))
        finally:
            cell.outputs = visible.outputs

    def late(self):
        """Return what becomes of a test when the notebook's time is up."""
        return KernelGone(Verdict.NOT_RUN, f"the notebook had run {self.limits.notebook_seconds:g} s before")

    def misses_a_name(self):
        """Tell whether a test failed for want of a name that a cell left out may define."""
        return any("NameError" in outcome.reason for outcome in self.outcomes.values())

    def budget(self):
        """Return how many bytes the next cell may print."""
        return max(0, min(self.limits.cell_output, self.left))

    def note(self, cell, gone, seconds=0.0):
        """Note the outcome of a test cell that did not come to its own end."""
        score = 0.0 if gone.verdict.is_mark else None
        points = cell.metadata.nbgrader.points
        self.outcomes[cell.metadata.nbgrader.grade_id] = Outcome(gone.verdict, score, points, seconds, gone.reason)

    def start(self, before):
        """Start a kernel and bring it to where the last one was: run all cells before, but tests and those lost."""
        self.kernel = Kernel(self.job, self.folder)
        for index, cell in enumerate(self.notebook.cells[:before]):
            left_out = index in self.skipped or cell.id in self.job.idle
            if cell.cell_type == "code" and not left_out and cell.source.strip():
                again = nbformat.from_dict({**cell, "outputs": []})
                try:
                    if is_test(cell):
                        self.evaluate(KEEP, cell.metadata.nbgrader.grade_id)
                        continue
                    self.kernel.run(again, self.limits.cell_seconds, 0)
                except KernelGone:
                    self.skipped.add(index)
                    self.stop()
                    return self.start(before)
        return None

    def stop(self):
        """End the kernel, if there is one."""
        if self.kernel is not None:
            self.memory = max(self.memory, self.kernel.peak)
            self.kernel.stop()
            self.kernel = None

    def name_mistakes(self):
        """Ask the kernel for the traces of the checks that failed and that the bank knows something about."""
        with contextlib.suppress(KernelGone):
            self.evaluate(RESTORE, END)
        for cell in self.notebook.cells:
            test_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            if self.kernel and cell.cell_type == "code" and test_id in self.job.names and naming.stopped_by_check(cell):
                with contextlib.suppress(KernelGone):
                    trace = self.kernel.evaluate(naming.request(self.job.names[test_id], cell.source))
                    if trace:
                        self.traces[test_id] = trace


def is_test(cell):
    """Tell whether a cell is a test: what it ends in is a mark."""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


def interrupted(cell):
    """Tell whether a cell was stopped by our interrupt."""
    return any(output.output_type == "error" and output.ename == "CellTimeoutError" for output in cell.outputs)


def error_output(gone):
    """Return an error output that says in one line why a cell did not end by itself."""
    name = "CellTimeoutError" if gone.verdict is Verdict.TIMED_OUT else "DeadKernelError"
    return new_output("error", ename=name, evalue=gone.reason, traceback=[f"{name}: {gone.reason}"])


def size(outputs):
    """Return about how many bytes outputs hold."""
    return sum(len(json.dumps(output)) for output in outputs)


class Kernel:
    """A running kernel and the connection to it."""

    def __init__(self, job, folder):
        """Start it in folder and wait until it answers; raises GraderError when it does not."""
        try:
            spec = KernelSpecManager().get_kernel_spec(job.kernel_name)
        except NoSuchKernel as error:
            raise GraderError(f"no kernel is called {job.kernel_name}; install it where grading runs") from error
        self.limits, self.peak = job.limits, 0
        config = Config({"KernelManager": {"transport_encryption": "auto"}})
        config.merge(Config(job.config))
        config.setdefault("Sandbox", Config()).memory = job.limits.memory // MB
        if job.data:
            config.Sandbox.folders = {"data": job.data}
        self.manager = KernelManager(kernel_name=job.kernel_name, config=config, log=LOG)
        for option, value in RECEIVED.items():
            self.manager.context.setsockopt(option, value)
        self.manager._kernel_spec = warm.warmed(spec, config)
        history = ["--HistoryManager.hist_file=:memory:"]
        # What the kernel writes past its own capture is nobody's: not the terminal's of the one who grades.
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.manager.start_kernel(cwd=folder, extra_arguments=history, **silent)
        self.client = self.manager.client()
        self.client.start_channels(stdin=False, hb=False)
        self.shell, self.iopub = self.client.shell_channel.socket, self.client.iopub_channel.socket
        self.poller = zmq.Poller()
        self.poller.register(self.shell, zmq.POLLIN)
        self.poller.register(self.iopub, zmq.POLLIN)
        process_id = self.manager.provisioner.pid
        self.process = psutil.Process(process_id) if psutil.pid_exists(process_id) else None
        self.first = None
        try:
            self.greet()
        except GraderError:
            self.stop()
            raise

    def greet(self):
        """Wait until both channels answer: the subscription to the output may come up after the first reply."""
        end, asked, heard = time.monotonic() + 60, 0.0, set()
        while time.monotonic() < end and self.manager.is_alive():
            if not asked or ("shell" in heard and time.monotonic() > asked + 0.02):
                self.client.kernel_info()
                asked = time.monotonic()
            heard |= {channel for channel, _ in self.receive(20)}
            if "iopub" in heard:
                return
        raise GraderError("the kernel did not start; is the machine out of memory or processes?")

    def receive(self, milliseconds):
        """Return the messages that have come, as (channel's name, message), waiting for the first one that long."""
        got = []
        for socket, _ in self.poller.poll(milliseconds):
            _, message = self.client.session.recv(socket, zmq.NOBLOCK)
            if message is not None:
                got.append(("shell" if socket is self.shell else "iopub", message))
        return got

    def run(self, cell, seconds, budget, after=""):
        """Run a cell, put at most budget bytes of its output into it; return (seconds it took, "ok" or "timed out").

        after: an expression to evaluate when it has run. Raises KernelGone when the kernel ends, or has to be ended.
        """
        then = {"after": after} if after else {}
        message_id = self.client.execute(cell.source, user_expressions=then, allow_stdin=False, stop_on_error=False)
        start = time.monotonic()
        outputs, reply = Outputs(cell, budget), {}
        deadline, status, waiting = start + seconds, "ok", {"shell", "iopub"}
        looked = start
        while waiting:
            for channel, message in self.receive(50):
                if message["parent_header"].get("msg_id") != message_id:
                    continue
                if channel == "shell":
                    waiting.discard("shell")
                    reply = message["content"]
                elif message["msg_type"] == "status":
                    if message["content"]["execution_state"] == "idle":
                        waiting.discard("iopub")
                else:
                    outputs.add(message)
            now = time.monotonic()
            if now - looked > 0.1:
                looked = now
                self.look()
            if now > deadline and waiting:
                if status == "timed out" and now > deadline:
                    raise KernelGone(Verdict.TIMED_OUT, f"it ran over {seconds:g} s and could not be interrupted")
                status, deadline = "timed out", now + self.limits.grace_seconds
                self.manager.interrupt_kernel()
        if reply.get("status") == "error" and not any(output.output_type == "error" for output in cell.outputs):
            said = {key: str(reply.get(key, ""))[:5000] for key in ("ename", "evalue")}
            cell.outputs.append(new_output("error", **said, traceback=["{ename}: {evalue}".format(**said)]))
        if status == "timed out":
            gone = KernelGone(Verdict.TIMED_OUT, f"it ran over {seconds:g} s and was interrupted")
            cell.outputs = [output for output in cell.outputs if output.output_type != "error"] + [error_output(gone)]
        return time.monotonic() - start, status

    def look(self):
        """See whether the kernel lives, and keeps within its memory."""
        if not self.manager.is_alive():
            enclosure = getattr(self.manager.provisioner, "enclosure", None)
            if enclosure is not None and enclosure.cgroup.ran_out():
                raise KernelGone(Verdict.DIED, f"it used more than {self.limits.memory // MB} MB of memory")
            raise KernelGone(Verdict.DIED, f"its code ended the kernel ({ending(self.manager)})")
        used = self.memory()
        self.peak = max(self.peak, used)
        if used > self.limits.memory:
            raise KernelGone(Verdict.DIED, f"it used more than {self.limits.memory // MB} MB of memory")

    def memory(self):
        """Return the bytes of memory that the kernel has to itself, beyond what it shares with the warm process.

        With what it has started, where there is a sandbox that tells.
        """
        enclosure = getattr(self.manager.provisioner, "enclosure", None)
        known = enclosure.cgroup.memory() if enclosure else None
        if known is not None:
            return known
        total = 0
        with contextlib.suppress(psutil.Error, AttributeError, OSError):
            info = self.process.memory_info()
            total = max(0, info.rss - getattr(info, "shared", 0) - self.baseline(info))
        for process in enclosure.processes(self.process.pid) if enclosure else ():
            if process.pid != self.process.pid:
                with contextlib.suppress(psutil.Error, AttributeError):
                    total += process.memory_full_info().pss
        return total

    def baseline(self, info):
        """Return the bytes that the kernel came with: the pages of the warm process, not yet its own."""
        if self.first is None:
            self.first = info.rss - getattr(info, "shared", 0)
        return self.first

    def evaluate(self, expression, seconds=10):
        """Return the value of an expression that is JSON in a str; None when it is none, or does not come in time."""
        message_id = self.client.execute("", silent=True, user_expressions={"it": expression}, allow_stdin=False)
        deadline, interrupted = time.monotonic() + seconds, False
        while True:
            for channel, message in self.receive(50):
                if channel == "shell" and message["parent_header"].get("msg_id") == message_id:
                    return naming.value(message)
            if time.monotonic() > deadline:
                if interrupted:
                    raise KernelGone(Verdict.TIMED_OUT, "a replay could not be interrupted")
                self.manager.interrupt_kernel()
                deadline, interrupted = time.monotonic() + self.limits.grace_seconds, True
            self.look()

    def stop(self):
        """End the kernel at once, with all it has started in its process group."""
        with contextlib.suppress(Exception):
            self.peak = max(self.peak, self.memory())
        self.client.stop_channels()
        with contextlib.suppress(Exception):
            # Killed here and waited for, since the manager would look only every tenth of a second.
            process, group = self.manager.provisioner.process, self.manager.provisioner.pgid
            os.killpg(group, signal.SIGKILL)
            process.wait(timeout=5)
        with contextlib.suppress(Exception):
            self.manager.shutdown_kernel(now=True)


def ending(manager):
    """Say how a kernel process ended, as far as is known."""
    code = getattr(manager.provisioner.process, "returncode", None)
    if code is None:
        return "no exit code"
    return f"exit code {code}" if code >= 0 else f"signal {-code}"


class Outputs:
    """Puts a cell's output messages into it, as a front end does, and stops when the budget is used up."""

    def __init__(self, cell, budget):
        """Add to cell.outputs; budget: bytes."""
        self.cell, self.left, self.clear = cell, budget, False
        self.displays = {}
        self.cut = False

    def add(self, message):
        """Take one iopub message."""
        kind, content = message["msg_type"], message["content"]
        if kind == "clear_output":
            self.clear = bool(content.get("wait"))
            if not self.clear:
                self.cell.outputs.clear()
            return
        if kind == "update_display_data":
            for output in self.displays.get(content.get("transient", {}).get("display_id"), ()):
                output.data, output.metadata = content["data"], content["metadata"]
            return
        if kind not in ("stream", "display_data", "execute_result", "error"):
            return
        if self.clear:
            self.cell.outputs.clear()
            self.clear = False
        self.put(kind, message)

    def put(self, kind, message):
        """Append an output, or as much of it as there is room for; errors always, in short."""
        content = message["content"]
        length = len(content.get("text", "")) if kind == "stream" else len(json.dumps(content, default=str))
        if kind == "error":
            content["evalue"] = content["evalue"][:5000]
            content["traceback"] = [line[:5000] for line in content["traceback"][-30:]]
        elif length > self.left and not (kind == "execute_result" and length < SCORE):
            if kind == "stream" and not self.cut:
                content["text"] = content["text"][: self.left]
                self.append(output_from_msg(message))
            self.left = 0
            if not self.cut:
                self.cut = True
                note = "[the output was cut here: too much of it]\n"
                self.append(new_output("stream", name="stdout", text=note))
            return
        self.left -= length
        self.append(output_from_msg(message))

    def append(self, output):
        """Append an output; join it to the last one when both are text of one stream."""
        outputs = self.cell.outputs
        if output.output_type == "stream" and outputs and outputs[-1].get("name") == output.name:
            outputs[-1].text += output.text
            return
        outputs.append(output)
