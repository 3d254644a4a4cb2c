"""A running kernel and the connection to it: what it sends is counted before it is read, and cut as it arrives."""

import contextlib
import logging
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from nbformat import NotebookNode
from traitlets.config import Config

from autograder import language
from autograder.errors import GraderError
from autograder.execute import ending, languages, reader
from autograder.execute.budget import MB, Budget
from autograder.execute.ending import Ending, KernelGone
from autograder.execute.job import Job
from autograder.execute.outputs import Outputs
from autograder.execute.reader import Message, Reader, ReaderGone, decode
from autograder.sandbox import provisioner as provisioners
from autograder.sandbox.walls import NoWalls, Walls

# Where jupyter_client writes what we tell in one line.
LOG = logging.getLogger("autograder.execute.kernel")
LOG.addHandler(logging.NullHandler())
LOG.propagate = False


class Kernel:
    """A running kernel and the connection to it."""

    def __init__(self, job: Job, folder: str | Path, budget: Budget | None = None) -> None:
        """Start it in folder and wait until it answers; raises GraderError when it does not."""
        self.limits, self.budget = job.limits, budget or Budget(job.limits)
        self.first: int | None = None  # bytes of memory that it came with
        self.process: psutil.Process | None = None
        self.plays = False  # whether it knows how
        self.displays: dict[str, list[NotebookNode]] = {}  # display_id: the outputs that show it
        spec = provisioners.spec(job.kernel_name)
        self.language = languages.of(spec)
        config = Config({"KernelManager": {"transport_encryption": "auto"}})
        config.merge(Config(job.config))
        sandbox = config.setdefault("Sandbox", Config())
        sandbox.memory = job.limits.memory // MB
        sandbox.folders = {**sandbox.get("folders", {}), **job.folders}
        self.manager = KernelManager(kernel_name=job.kernel_name, config=config, log=LOG)
        self.manager._kernel_spec = provisioners.warmed(spec, config)
        self.closing = contextlib.ExitStack()
        try:
            self.start(folder, spec.interrupt_mode)
            self.session = self.manager.session
            self.reader = Reader(self.manager.get_connection_info(), self.session.session)
            self.closing.callback(self.reader.close)
            with contextlib.suppress(psutil.NoSuchProcess):  # greet() tells that it has ended
                self.process = psutil.Process(self.provisioner.pid)
            self.greet()
            if self.language.opening:
                self.evaluate(self.language.opening)
        except BaseException:
            self.stop()
            raise

    def start(self, folder: str | Path, interrupt_mode: str) -> None:
        """Start the process."""
        if interrupt_mode == "signal":
            # The manager would hold a socket to the kernel, of which nothing is asked and which the kernel could fill.
            self.manager._connect_control_socket = lambda: None  # type: ignore[method-assign]  # of this manager only
        # What the kernel writes past its own capture is nobody's: not the terminal's of the one who grades.
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        reader.start()  # its imports go on while the kernel starts
        self.closing.callback(self.end)
        # As nbgrader tells a notebook that it is being graded.
        env = os.environ | {"NBGRADER_EXECUTION": "autograde"}
        arguments = list(self.language.arguments)
        self.manager.start_kernel(cwd=str(folder), extra_arguments=arguments, env=env, **silent)

    @property
    def provisioner(self) -> LocalProvisioner:
        """What has started the process; raises GraderError where that is no process of this machine."""
        found = self.manager.provisioner
        if not isinstance(found, LocalProvisioner):
            raise GraderError("the kernel is no process of this machine")
        return found

    @property
    def walls(self) -> Walls:
        """The walls around the kernel; of a provisioner that is not ours there are none."""
        return getattr(self.manager.provisioner, "enclosure", None) or NoWalls()

    def greet(self, seconds: float = 60) -> None:
        """Wait until both channels answer: the subscription to the output may come up after the first reply."""
        end, asked, heard = time.monotonic() + seconds, 0.0, set[str]()
        while time.monotonic() < end and not self.budget.stopped and self.manager.is_alive() and self.reader.alive:
            if not asked or ("shell" in heard and time.monotonic() > asked + 0.02):
                self.request("kernel_info_request", {})
                asked = time.monotonic()
            try:
                heard |= {channel for channel, _ in self.receive(20)}
            except KernelGone as gone:
                raise GraderError(f"the kernel did not start: {gone.ending.reason}") from gone
            if "iopub" in heard:
                return
        raise GraderError("the kernel did not start; is the machine out of memory or processes?")

    def request(self, kind: str, content: dict[str, Any]) -> str:
        """Send a request to the kernel; return its id."""
        message = self.session.msg(kind, content)
        with contextlib.suppress(ReaderGone):  # receive() tells why
            self.reader.send("shell", self.session.serialize(message))
        return message["msg_id"]

    def execute(self, code: str, expressions: dict[str, str], silent: bool = False) -> str:
        """Send code to run, and expressions to evaluate after it; return the request's id."""
        content = {"code": code, "silent": silent, "store_history": not silent, "user_expressions": expressions}
        return self.request("execute_request", content | {"allow_stdin": False, "stop_on_error": False})

    def receive(self, milliseconds: float) -> list[tuple[str, Message]]:
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
            raise KernelGone(ending.unreadable()) from None
        known = ((channel, decode(self.session, frames)) for channel, frames in got)
        return [(channel, message) for channel, message in known if message is not None]

    def run(self, cell: NotebookNode, seconds: float, after: str = "") -> tuple[float, Ending | None]:
        """Run a cell and put its output into it, cut as the budget has it; after: an expression to evaluate then.

        Return (seconds that it took, how it ended where it had to be interrupted). Raises KernelGone when the kernel
        ends, or has to be ended.
        """
        left_out = self.reader.left_out
        message_id = self.execute(cell.source, {"after": after} if after else {})
        start = time.monotonic()
        outputs = Outputs(cell, self.budget.output, self.displays)
        try:
            reply, slow = self.follow(message_id, outputs, seconds)
        finally:
            self.budget.spend(outputs.size)
        if self.reader.left_out > left_out:
            outputs.note_cut()
        outputs.note_error(reply)
        if slow is not None:
            outputs.note_ending(ending.interrupted(seconds))
        return time.monotonic() - start, slow

    def follow(self, message_id: str, outputs: Outputs, seconds: float) -> tuple[dict[str, Any], Ending | None]:
        """Wait until a request is done, its outputs put where they belong; interrupt it when its time is up.

        Return (the content of the reply, how it ended where it had to be interrupted).
        """
        reply: dict[str, Any] = {}
        slow, waiting = None, {"shell", "iopub"}
        looked = time.monotonic()
        deadline, used = looked + seconds, self.processor_seconds()
        last = deadline + self.budget.patience
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
                if slow is None and now < last and self.processor_seconds() - used < seconds:
                    continue
                if slow is not None:
                    raise KernelGone(ending.stuck(seconds))
                slow, deadline = ending.out_of_time(seconds), now + self.limits.grace_seconds
                self.manager.interrupt_kernel()
        return reply, slow

    def look(self) -> None:
        """See whether the kernel lives, is still wanted, and keeps within its memory."""
        if self.budget.stopped:
            raise KernelGone(ending.late(self.limits.notebook_seconds))
        large = ending.out_of_memory(self.limits.memory // MB)
        if not self.manager.is_alive():
            if self.walls.ran_out():
                raise KernelGone(large)
            code = getattr(self.provisioner.process, "returncode", None)
            raise KernelGone(ending.ended(code), sudden=True)
        if self.budget.saw(self.memory()) > self.limits.memory:
            raise KernelGone(large)

    def processor_seconds(self) -> float:
        """Return how long processors have worked for the kernel, infinitely long where nobody can tell."""
        with contextlib.suppress(psutil.Error):
            if self.process is not None:
                times = self.process.cpu_times()
                return times.user + times.system
        return float("inf")

    def settle(self, seconds: float = 1) -> None:
        """Wait a moment, for what a cell has left to end the kernel after it; raises KernelGone then."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.look()
            time.sleep(0.02)

    def memory(self) -> int:
        """Return the bytes of memory that the kernel has to itself, beyond what it shares with the warm process.

        With what it has started, where there is a sandbox that tells.
        """
        known = self.walls.memory()
        if known is not None:
            return known
        if self.process is None:
            return 0
        total = 0
        with contextlib.suppress(psutil.Error, OSError):
            info = self.process.memory_info()
            own = info.rss - getattr(info, "shared", 0)
            # The pages of the warm process that it came with are not yet its own.
            self.first = own if self.first is None else self.first
            total = max(0, own - self.first)
        for process in self.walls.processes(self.process.pid):
            if process.pid != self.process.pid:
                with contextlib.suppress(psutil.Error, AttributeError):
                    total += process.memory_full_info().pss
        return total

    def evaluate(self, expression: str, seconds: float = 10) -> dict[str, Any] | None:
        """Return what an expression's value shows as JSON (its _repr_json_); None when nothing, or not in time."""
        message_id = self.execute("", {"it": expression}, silent=True)
        deadline = time.monotonic() + max(1, self.budget.seconds(seconds))
        interrupted = False
        while True:
            for channel, message in self.receive(50):
                if channel == "shell" and message["parent_header"].get("msg_id") == message_id:
                    return language.value(message["content"])
            if time.monotonic() > deadline:
                if interrupted:
                    raise KernelGone(ending.replay_stuck())
                self.manager.interrupt_kernel()
                deadline, interrupted = time.monotonic() + self.limits.grace_seconds, True
            self.look()

    def learn_to_play(self) -> None:
        """Let the kernel know how it is asked by a judge, where it does not yet."""
        if not self.plays:
            self.evaluate(self.language.player)
            self.plays = True

    def stop(self) -> None:
        """End the kernel at once, with all it has started in its process group."""
        with contextlib.suppress(Exception):
            self.budget.saw(self.memory())
        self.closing.close()

    def end(self) -> None:
        """End the process and its group, and let the manager take away what it has made."""
        with contextlib.suppress(Exception):
            # Killed here and waited for, since the manager would look only every tenth of a second.
            process, group = self.provisioner.process, self.provisioner.pgid
            # Before the kernel has started it is None or 0, which is the grader's own group; and 1 is everyone's.
            if process is not None and group is not None and group > 1:
                with contextlib.suppress(OSError):  # it has gone
                    os.killpg(group, signal.SIGKILL)
                process.wait(timeout=5)
        with contextlib.suppress(Exception):
            self.manager.shutdown_kernel(now=True)
