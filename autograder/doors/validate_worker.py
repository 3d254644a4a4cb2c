"""The Jupyter server's side of Validate: which notebooks are run, what is known of each, and what runs them.

Nothing here waits for a run: a server that answers one student must not keep another.
"""

import contextlib
import itertools
import json
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder import words
from autograder.files import PACKAGE

# So its Python finds this package though it is not installed, and nothing that lies beside it in place of Python's own.
COMMAND = "import sys; sys.path.append(sys.argv.pop()); from autograder.doors.validate_process import main; main()"


@dataclass
class Run:
    """A run of a notebook, as far as it is known here: where it is, in words, and the answer once there is one.

    process: what runs it.
    """

    key: str
    process: "subprocess.Popen[bytes] | None" = None
    said: str = ""
    answer: dict[str, Any] | None = None
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    def plain(self) -> dict[str, Any]:
        """Return it as plain data; seconds: since it began, or that it took."""
        seconds = self.seconds if self.answer else time.monotonic() - self.began
        return {"said": self.said, "answer": self.answer, "seconds": round(seconds, 1)}

    def done(self, answer: dict[str, Any]) -> None:
        """Take its answer."""
        self.seconds, self.answer = time.monotonic() - self.began, answer


class Worker:
    """Runs notebooks in a process apart, which starts when it is needed and ends with this one, however that ends.

    runs: {path of a notebook: its last Run}; any number of notebooks run at once, and each of them once.
    """

    def __init__(self, seconds: float, config: Mapping[str, Any]) -> None:
        """seconds: that a cell may take; config: of kernels and words."""
        self.seconds, self.config = seconds, dict(config)
        self.process: subprocess.Popen[bytes] | None = None
        self.lock, self.keys = threading.RLock(), itertools.count()
        self.runs: dict[str, Run] = {}

    def warm(self) -> None:
        """Let the process get ready."""
        self.send({"warm": True, "config": self.config})

    def run(self, path: str) -> Run:
        """Return the Run of the notebook at a path: the one that is under way, or a new one."""
        with self.lock:
            run = self.runs.get(path)
            if run is None or run.answer is not None:
                run = self.runs[path] = Run(str(next(self.keys)))
                self.send({"run": run.key, "path": path, "seconds": self.seconds, "config": self.config})
                run.process = self.process
            return run

    def stop(self, path: str) -> None:
        """End the run of a notebook, where one is under way; its answer then says so."""
        with self.lock:
            run = self.runs.get(path)
            if run is not None and run.answer is None:
                self.send({"stop": run.key})

    def send(self, request: dict[str, Any]) -> None:
        """Send the process a request; start it where there is none."""
        with self.lock:
            if self.process is None or self.process.poll() is not None:
                self.process = self.start()
                threading.Thread(target=self.listen, args=[self.process], daemon=True).start()
            if self.process.stdin is not None:
                with contextlib.suppress(OSError):  # it has just ended, as listen() sees, too
                    self.process.stdin.write(json.dumps(request).encode() + b"\n")
                    self.process.stdin.flush()

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the process, out of reach of what a terminal sends to the server."""
        command = [sys.executable, "-c", COMMAND, str(PACKAGE.parent)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)

    def listen(self, process: "subprocess.Popen[bytes]") -> None:
        """Note what a process tells, until it ends; what it has not answered by then it never will."""
        assert process.stdout is not None
        for line in process.stdout:
            told = json.loads(line)
            with self.lock:
                self.note(told)
        process.wait()
        with self.lock:
            for run in self.runs.values():
                if run.answer is None and run.process is process:
                    run.done({"said": words.WORKER_GONE(), "exercises": [], "notes": []})

    def note(self, told: dict[str, Any]) -> None:
        """Note what is told of a run."""
        for run in self.runs.values():
            if run.key == told["id"]:
                run.said = told.get("said", run.said)
                if "answer" in told and run.answer is None:
                    run.done(told["answer"])
