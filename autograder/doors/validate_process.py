"""The process in which Validate works for a Jupyter server: it runs notebooks, each in a thread and a kernel.

Started by validate_worker.py. It reads requests from standard input, a line of JSON each, and writes what it has to
tell to standard output, in the same way:

    {"warm": true, "config": CONFIG}                 get ready: import what kernels need
    {"run": ID, "path": PATH, "seconds": SECONDS, "config": CONFIG}
    {"stop": ID}
    {"id": ID, "said": "running: exercise 3 of 6"}   on the way
    {"id": ID, "answer": ANSWER}                     in the end, see desk.py; of what is stopped at once

When standard input closes, the server is gone, however it went: then everything here ends.
"""

import contextlib
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from traitlets.config import Config

from autograder import text, words
from autograder.doors.desk import Answer, Desk
from autograder.errors import SubmissionError
from autograder.execute.budget import Budget, Limits
from autograder.sandbox import warm
from autograder.sandbox.provisioner import WarmProvisioner

# What it may take from whoever works on the same machine; and seconds until a run that is told to end has ended.
NICE, SECONDS_TO_END = 5, 5
# A cell that has to wait for the machine gets so much more time than one that does not.
PATIENCE = 5


class Runs:
    """The runs under way."""

    def __init__(self, out: TextIO) -> None:
        """Tell of them on a stream."""
        self.out, self.lock = out, threading.Lock()
        self.budgets: dict[str, Budget] = {}
        self.threads: list[threading.Thread] = []

    def tell(self, **what: Any) -> None:
        """Write a line."""
        with self.lock, contextlib.suppress(OSError, ValueError):  # who listened is gone
            print(json.dumps(what), file=self.out, flush=True)

    def take(self, request: dict[str, Any]) -> None:
        """Do what a request says."""
        if "stop" in request:
            if budget := self.budgets.get(request["stop"]):
                budget.stop()
                self.tell(id=request["stop"], answer=Answer(words.STOPPED()).plain())
            return
        if "run" in request:
            seconds = float(request["seconds"])
            self.budgets[request["run"]] = Budget(Limits(cell_seconds=seconds), patience=(PATIENCE - 1) * seconds)
        thread = threading.Thread(target=self.work, args=[request], daemon=True)
        self.threads = [each for each in self.threads if each.is_alive()] + [thread]
        thread.start()

    def work(self, request: dict[str, Any]) -> None:
        """Get ready, and run a notebook where one is asked for; tell of it what there is to tell."""
        config = Config(request["config"])
        with contextlib.suppress(Exception):  # whatever it is, kernels tell it
            get_ready(config)
        if "run" in request:
            key = request["run"]
            try:
                answer = self.answer(key, Path(request["path"]), config)
            except SubmissionError as error:
                answer = Answer(str(error))
            except Exception as error:  # ours, of any type: a notebook has many ways to be odd
                answer = Answer(words.NOT_VALIDATED(reason=text.told(error)))
            if not self.budgets.pop(key).stopped:  # of one that was, it is told already
                self.tell(id=key, answer=answer.plain())

    def answer(self, key: str, path: Path, config: Config) -> Answer:
        """Run a notebook and return the Answer."""
        words.speak(config)
        return Desk(path, self.budgets[key], lambda said: self.tell(id=key, said=said)).run(dict(config))

    def end(self) -> None:
        """End all runs, and wait until they have."""
        for budget in list(self.budgets.values()):
            budget.stop()
        for thread in self.threads:
            thread.join(SECONDS_TO_END)


def get_ready(config: Config) -> None:
    """Start the process that kernels are forked from, where they are, unless it runs."""
    starter = WarmProvisioner(config=config)
    if starter.enabled:
        warm.WarmProcess.get(starter.preload, starter.environment)


def main() -> None:
    """Serve until standard input closes."""
    with contextlib.suppress(OSError):
        os.nice(NICE)
    # What anything here prints goes where errors go: standard output is for what is told.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    runs = Runs(out)
    for line in sys.stdin:
        runs.take(json.loads(line))
    # A warm process that is still at its imports is ended now, and with it what waits for it.
    runs.end()
    warm.end()


if __name__ == "__main__":
    main()
