"""A running kernel and the connection to it: what it sends is counted before it is read, and cut as it arrives."""

import contextlib
import json
import logging
import os
import signal
import subprocess
import time

import psutil
from jupyter_client import KernelManager
from nbformat.v4 import new_output, output_from_msg
from traitlets.config import Config

from autograder.doors import autograde
from autograder.errors import GraderError
from autograder.execute import reader
from autograder.execute.budget import MB, Budget
from autograder.execute.reader import Reader, ReaderGone, decode
from autograder.sandbox import provisioner
from autograder.sandbox.walls import NoWalls, Walls
from autograder.verdicts import Verdict

# Bytes of a result that is kept whatever was printed before: it may be a partial score.
SCORE = 2000
# Outputs of a cell that are kept: each takes room beyond what it holds.
MOST = 1000
# Letters of an error's name and of each line of it, and its lines, that are kept.
NAME, LINE, LINES = 200, 5000, 30
# Where jupyter_client writes what we tell in one line.
LOG = logging.getLogger("autograder.execute.kernel")
LOG.addHandler(logging.NullHandler())
LOG.propagate = False

# `exit` in a cell ends nothing: JupyterLab would start a new kernel, and the cells above would have to be run again.
STAY = "__import__('IPython').get_ipython().unobserve_all('exit_now')"


class KernelGone(Exception):
    """The kernel ended, or had to be ended, while a cell ran."""

    def __init__(self, verdict, reason, sudden=False):
        """Note the verdict for the exercise that the cell belongs to, and why; sudden: it ended by itself."""
        super().__init__(reason)
        self.verdict, self.reason, self.sudden = verdict, reason, sudden


def error_output(gone):
    """Return an error output that says in one line why a cell did not end by itself."""
    name = "CellTimeoutError" if gone.verdict is Verdict.TIMED_OUT else "DeadKernelError"
    return new_output("error", ename=name, evalue=gone.reason, traceback=[f"{name}: {gone.reason}"])


class Kernel:
    """A running kernel and the connection to it."""

    def __init__(self, job, folder, budget=None):
        """Start it in folder and wait until it answers; raises GraderError when it does not."""
        self.limits, self.budget, self.peak = job.limits, budget or Budget(job.limits), 0
        self.process = self.first = self.reader = None
        self.displays = {}  # display_id: the outputs that show it
        config = Config({"KernelManager": {"transport_encryption": "auto"}})
        config.merge(Config(job.config))
        sandbox = config.setdefault("Sandbox", Config())
        sandbox.memory = job.limits.memory // MB
        sandbox.folders = dict(sandbox.get("folders", {})) | job.folders
        self.manager = KernelManager(kernel_name=job.kernel_name, config=config, log=LOG)
        try:
            self.start(job, folder, config)
        except BaseException:
            self.stop()
            raise

    def start(self, job, folder, config):
        """Start the process, connect, and wait for the first answer."""
        spec = provisioner.spec(job.kernel_name)
        self.manager._kernel_spec = provisioner.warmed(spec, config)
        if spec.interrupt_mode == "signal":
            # The manager would hold a socket to the kernel, of which nothing is asked and which the kernel could fill.
            self.manager._connect_control_socket = lambda: None
        history = ["--HistoryManager.hist_file=:memory:"]
        # What the kernel writes past its own capture is nobody's: not the terminal's of the one who grades.
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        reader.start()  # its imports go on while the kernel starts
        self.manager.start_kernel(cwd=folder, extra_arguments=history, **silent)
        self.session = self.manager.session
        self.reader = Reader(self.manager.get_connection_info(), self.session.session)
        with contextlib.suppress(psutil.NoSuchProcess):  # greet() tells that it has ended
            self.process = psutil.Process(self.manager.provisioner.pid)
        self.greet()
        self.evaluate(STAY)

    def greet(self, seconds=60):
        """Wait until both channels answer: the subscription to the output may come up after the first reply."""
        end, asked, heard = time.monotonic() + seconds, 0.0, set()
        while time.monotonic() < end and self.manager.is_alive() and self.reader.alive:
            if not asked or ("shell" in heard and time.monotonic() > asked + 0.02):
                self.request("kernel_info_request", {})
                asked = time.monotonic()
            try:
                heard |= {channel for channel, _ in self.receive(20)}
            except KernelGone as gone:
                raise GraderError(f"the kernel did not start: {gone.reason}") from gone
            if "iopub" in heard:
                return
        raise GraderError("the kernel did not start; is the machine out of memory or processes?")

    def request(self, kind, content):
        """Send a request to the kernel; return its id."""
        message = self.session.msg(kind, content)
        with contextlib.suppress(ReaderGone):  # receive() tells why
            self.reader.send("shell", self.session.serialize(message))
        return message["msg_id"]

    def execute(self, code, expressions, silent=False):
        """Send code to run, and expressions to evaluate after it; return the request's id."""
        content = {"code": code, "silent": silent, "store_history": not silent, "user_expressions": expressions}
        return self.request("execute_request", content | {"allow_stdin": False, "stop_on_error": False})

    def receive(self, milliseconds):
        """Return the messages that have come, as (channel's name, message), waiting for the first one that long.

        What is no message of Jupyter's is left out. Raises KernelGone when the kernel sends nothing more.
        """
        try:
            got = self.reader.receive(milliseconds)
        except ReaderGone:
            end = time.monotonic() + 1  # a kernel that ends is told by its end
            while time.monotonic() < end:
                self.look()
                time.sleep(0.02)
            raise KernelGone(Verdict.DIED, "it sent more than can be read, or closed its connection") from None
        known = ((channel, decode(self.session, frames)) for channel, frames in got)
        return [(channel, message) for channel, message in known if message is not None]

    def run(self, cell, seconds, after=""):
        """Run a cell and put its output into it, cut as the budget has it; return (seconds it took, its status).

        The status is "ok" or "timed out", when it had to be interrupted. after: an expression to evaluate when it has
        run. Raises KernelGone when the kernel ends, or has to be ended.
        """
        left_out = self.reader.left_out
        message_id = self.execute(cell.source, {"after": after} if after else {})
        start = time.monotonic()
        outputs, reply = Outputs(cell, self.budget.output, self.displays), {}
        deadline, status, waiting = start + seconds, "ok", {"shell", "iopub"}
        looked = start
        try:
            while waiting:
                for channel, message in self.receive(50):
                    if message["parent_header"].get("msg_id") != message_id:
                        continue
                    if channel == "shell":
                        waiting.discard("shell")
                        reply = message["content"]
                    elif message["msg_type"] == "status":
                        if message["content"].get("execution_state") == "idle":
                            waiting.discard("iopub")
                    else:
                        outputs.add(message)
                now = time.monotonic()
                if now - looked > 0.1:
                    looked = now
                    self.look()
                if now > deadline and waiting:
                    if status == "timed out":
                        raise KernelGone(Verdict.TIMED_OUT, f"it ran over {seconds:g} s and could not be interrupted")
                    status, deadline = "timed out", now + self.limits.grace_seconds
                    self.manager.interrupt_kernel()
        finally:
            self.budget.spend(outputs.size)
        if self.reader.left_out > left_out:
            outputs.note_cut()
        if reply.get("status") == "error" and not any(output.output_type == "error" for output in cell.outputs):
            said = {key: str(reply.get(key, ""))[:LINE] for key in ("ename", "evalue")}
            cell.outputs.append(new_output("error", **said, traceback=["{ename}: {evalue}".format(**said)]))
        if status == "timed out":
            gone = KernelGone(Verdict.TIMED_OUT, f"it ran over {seconds:g} s and was interrupted")
            cell.outputs = [output for output in cell.outputs if output.output_type != "error"] + [error_output(gone)]
        return time.monotonic() - start, status

    def look(self):
        """See whether the kernel lives, and keeps within its memory."""
        if not self.manager.is_alive():
            if self.walls().ran_out():
                raise KernelGone(Verdict.DIED, f"it used more than {self.limits.memory // MB} MB of memory")
            raise KernelGone(Verdict.DIED, f"its code ended the kernel ({ending(self.manager)})", sudden=True)
        used = self.memory()
        self.peak = max(self.peak, used)
        if used > self.limits.memory:
            raise KernelGone(Verdict.DIED, f"it used more than {self.limits.memory // MB} MB of memory")

    def walls(self) -> Walls:
        """Return the walls around the kernel; of a provisioner that is not ours there are none."""
        return getattr(self.manager.provisioner, "enclosure", None) or NoWalls()

    def settle(self, seconds=1):
        """Wait a moment, for what a cell has left to end the kernel after it; raises KernelGone then."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.look()
            time.sleep(0.02)

    def memory(self):
        """Return the bytes of memory that the kernel has to itself, beyond what it shares with the warm process.

        With what it has started, where there is a sandbox that tells.
        """
        known = self.walls().memory()
        if known is not None:
            return known
        total = 0
        with contextlib.suppress(psutil.Error, AttributeError, OSError):
            info = self.process.memory_info()
            total = max(0, info.rss - getattr(info, "shared", 0) - self.baseline(info))
        for process in self.walls().processes(self.process.pid) if self.process else ():
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
        """Return what an expression's value shows as JSON (its _repr_json_); None when nothing, or not in time."""
        message_id = self.execute("", {"it": expression}, silent=True)
        deadline = time.monotonic() + max(1, self.budget.seconds(seconds))
        interrupted = False
        while True:
            for channel, message in self.receive(50):
                if channel == "shell" and message["parent_header"].get("msg_id") == message_id:
                    return autograde.value(message)
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
        if self.reader is not None:
            self.reader.close()
        with contextlib.suppress(Exception):
            # Killed here and waited for, since the manager would look only every tenth of a second.
            process, group = self.manager.provisioner.process, self.manager.provisioner.pgid
            if group > 1:  # 0, as it is before the kernel has started, is the grader's own group, and 1 is everyone's
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

    def __init__(self, cell, budget, displays):
        """Add to cell.outputs; budget: bytes; displays: {display_id: outputs}, of this kernel's cells so far."""
        self.cell, self.left, self.displays = cell, budget, displays
        self.clear = self.cut = False
        self.size = 0

    def add(self, message):
        """Take one iopub message; one that is not as Jupyter has it is the student's doing, and left out."""
        with contextlib.suppress(Exception):  # of many types, nbformat's refusal of what is no output among them
            self.take(message["msg_type"], message["content"], message)

    def take(self, kind, content, message):
        """Take a message of a kind."""
        if kind == "clear_output":
            self.clear = bool(content.get("wait"))
            if not self.clear:
                self.cell.outputs.clear()
        elif kind == "update_display_data":
            shown = self.displays.get(content["transient"]["display_id"], ())
            if shown and self.pays(content):
                new = new_output("display_data", data=content["data"], metadata=content["metadata"])
                for output in shown:
                    output.data, output.metadata = new.data, new.metadata
        elif kind in ("stream", "display_data", "execute_result", "error"):
            if self.clear:
                self.cell.outputs.clear()
                self.clear = False
            self.put(kind, content, message)

    def pays(self, content):
        """Take the size of what is shown off the budget; return False where there is no room for it."""
        length = len(json.dumps(content, default=str))
        if length > self.left or len(self.cell.outputs) >= MOST:
            return False
        self.left, self.size = self.left - length, self.size + length
        return True

    def put(self, kind, content, message):
        """Append an output, or as much of it as there is room for; of errors the last one always, in short."""
        if kind == "error":
            name, value = str(content.get("ename", ""))[:NAME], str(content.get("evalue", ""))[:LINE]
            lines = [str(line)[:LINE] for line in list(content.get("traceback", ()))[-LINES:]]
            self.cell.outputs = [output for output in self.cell.outputs if output.output_type != "error"]
            self.append(new_output("error", ename=name, evalue=value, traceback=lines))
        elif kind == "execute_result" and len(json.dumps(content, default=str)) < SCORE:
            self.pays(content)
            self.append(output_from_msg(message))
        elif self.pays(content):
            self.append(self.remembered(output_from_msg(message), content))
        elif not self.cut:
            if kind == "stream":
                self.append(new_output("stream", name=str(content["name"]), text=str(content["text"])[: self.left]))
            self.size, self.left = self.size + self.left, 0
            self.note_cut()

    def note_cut(self):
        """Say, once, that there was more."""
        if not self.cut:
            self.cut = True
            self.append(new_output("stream", name="stdout", text="[the output was cut here: too much of it]\n"))

    def remembered(self, output, content):
        """Note an output that has a display_id, so that it can be updated; return it."""
        key = content.get("transient", {}).get("display_id")
        if isinstance(key, str) and len(self.displays) < 1000:
            self.displays.setdefault(key, []).append(output)
        return output

    def append(self, output):
        """Append an output; join it to the last one when both are text of one stream."""
        outputs = self.cell.outputs
        if output.output_type == "stream" and outputs and outputs[-1].get("name") == output.name:
            outputs[-1].text += output.text
            return
        outputs.append(output)
