"""The judge as the grader has it: a process of its own, within walls of its own, that runs a lesson's tests.

It is forked from the warm process as kernels are, and confined as they are: what a lesson's author writes by mistake is
to harm nobody either. What it says goes to the grader alone; to a player it talks through a connection that the grader
hands over with each test.
"""

from __future__ import annotations

import contextlib
import copy
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from traitlets.config import Config

from autograder.errors import GraderError
from autograder.judge import bundle
from autograder.judge.report import Needs, Report
from autograder.sandbox import programs, temporary, visible
from autograder.sandbox.provisioner import WarmProvisioner
from autograder.sandbox.settings import Sandbox
from autograder.sandbox.warm import ForkedProcess, WarmProcess

# What a process runs that becomes the judge. It imports the lesson's modules anew for each submission, compiled once.
SOURCE = f"{bundle.text(bundle.JUDGE)}\nimport sys\nsys.dont_write_bytecode = False\nload(**modules).main()\n"
SECONDS_TO_START = 120
LARGEST = 1_000_000  # bytes of a report


class Judge:
    """The process. For one thread at a time."""

    def __init__(self, config: Config, files: Mapping[str, bytes], folders: Mapping[str, str]) -> None:
        """Start it; its imports are done, and it is ready soon.

        config: what kernels are started with; files: {path: content} of what lies beside the notebook; folders: {name:
        path} of what is linked there.
        """
        self.done: set[str] = set()  # the given cells that it has run for this submission
        self.submissions = 1
        self.heard = b""
        self.closing = contextlib.ExitStack()
        config = copy.deepcopy(config)
        config.Sandbox.folders = {**config.get("Sandbox", Config()).get("folders", {}), **folders}
        try:
            self.folder = folder = self.closing.enter_context(temporary.folder("judge-"))
            for name, content in files.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            for name, place in folders.items():  # where there are no walls nobody else links them
                Path(folder, name).symlink_to(place)
            self.walls = Sandbox(config=config).open(folder)
            self.closing.callback(self.walls.close)
            self.control, theirs = socket.socketpair()
            self.closing.callback(self.control.close)
            with theirs:
                self.start(WarmProvisioner(config=config), theirs.fileno())
        except BaseException:
            self.closing.close()
            raise

    def start(self, warm: WarmProvisioner, control: int) -> None:
        """Start the process; control: the descriptor that stands in for its standard output."""
        streams, command = (control, subprocess.DEVNULL), [sys.executable, "-c", SOURCE]
        env = self.walls.environment(visible.kept(os.environ) | {"MPLBACKEND": "agg"})
        if warm.enabled:
            process = WarmProcess.get(warm.preload, warm.environment)
            self.process: Any = ForkedProcess(
                process, command, env | {"MPLBACKEND": "agg"}, self.walls.cwd, streams, self.walls.enter()
            )
            self.pid = self.process.pid
        else:
            program = programs.find(sys.executable, os.environ)
            self.process, self.pid = self.walls.run(program, command[1:], env | warm.environment, streams)
        self.closing.callback(self.end)

    def wait(self) -> None:
        """Wait until it is ready; raises GraderError where it does not come up."""
        if not self.heard:
            self.heard = self.line(SECONDS_TO_START)
            if self.heard != b"ready\n":
                raise GraderError("the judge did not start; is the machine out of memory or processes?")

    def next_submission(self) -> bool:
        """Let it begin anew with the next submission; tell whether it lives."""
        self.submissions += 1
        self.done = set()
        return self.process.poll() is None

    def test(self, source: str, needs: Needs, seed: int | None, player: socket.socket) -> Report:
        """Run a test with a player; return how it ended. Raises GraderError when the judge itself ends.

        seed: for the inputs, None for the author's own.
        """
        self.wait()
        given = [each for each in needs.given if each not in self.done]
        request = {"source": source, "given": given, "names": needs.names, "seed": seed}
        request["submission"] = self.submissions
        data = json.dumps(request).encode() + b"\n"
        try:
            sent = socket.send_fds(self.control, [data[:60000]], [player.fileno()])
            self.control.sendall(data[sent:])
            told = json.loads(self.line(None) or b"{}")
        except (OSError, ValueError) as error:
            raise GraderError(f"the judge has ended ({type(error).__name__})") from error
        if not told:
            raise GraderError("the judge has ended")
        if not told["fault"]:
            self.done |= set(given)
        whole = told.pop("seconds")
        return Report(**{"seconds": told.pop("in_calls"), "whole": whole, **told})

    def line(self, seconds: float | None) -> bytes:
        """Return the next line that it tells, b"" where there is none."""
        data = bytearray()
        self.control.settimeout(seconds)
        with contextlib.suppress(OSError):
            while not data.endswith(b"\n") and len(data) < LARGEST:
                more = self.control.recv(65536)
                if not more:
                    return b""
                data += more
        return bytes(data)

    def end(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):  # it has gone
            os.killpg(self.pid, signal.SIGKILL)
        with contextlib.suppress(Exception):
            self.process.wait(timeout=5)  # which closes the connection by which its end is told

    def close(self) -> None:
        """End it, and take all of it away."""
        with contextlib.suppress(OSError):
            self.control.shutdown(socket.SHUT_RDWR)  # whoever waits for a line of it is told
        self.closing.close()
