"""Judges that wait for the next submission: to start one takes as long as to hear what a whole notebook answers.

A judge is for a lesson's files and for settings, not for a student: for each submission it runs the lesson's cells
anew. Only one that has heard every answer to its end comes back here, and those that wait too long end.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from traitlets.config import Config

from autograder.judge.judge import Judge

# Submissions that one judge hears, so that what libraries keep does not grow for ever.
SUBMISSIONS = 50
# Seconds that one waits for the next submission, and how many do: in a run one for each worker is in use.
SECONDS, MOST = 60.0, 2 + (os.cpu_count() or 1)


@dataclass(frozen=True)
class Waiting:
    """A judge that waits, what it is for, and until when."""

    key: str
    judge: Judge
    end: float


class Pool:
    """Those of this process that wait, the one that has waited longest first."""

    def __init__(self, seconds: float = SECONDS) -> None:
        """None waits yet; seconds: how long each may."""
        self.seconds = seconds
        self.waiting: list[Waiting] = []
        self.guard = threading.Lock()
        self.timer: threading.Timer | None = None
        self.process = os.getpid()

    def take(self, config: Config, files: Mapping[str, bytes], folders: Mapping[str, str]) -> Judge:
        """Return a judge that nobody else has, started where none waits; arguments as of Judge."""
        key, found = key_of(config, files, folders), None
        with self.guard:
            if self.process != os.getpid():  # those of the process that this one was forked from are not ours
                self.process, self.waiting, self.timer = os.getpid(), [], None
            for each in reversed(self.waiting):
                if each.key == key:
                    found = each
                    self.waiting.remove(each)
                    break
        if found is not None:
            if found.judge.next_submission():
                return found.judge
            found.judge.close()
        return Judge(config, files, folders)

    def give_back(self, config: Config, files: Mapping[str, bytes], folders: Mapping[str, str], judge: Judge) -> None:
        """Let a judge wait that has heard all of a submission's answers to their end; arguments as of take()."""
        if judge.submissions >= SUBMISSIONS:
            judge.close()
            return
        with self.guard:
            self.waiting.append(Waiting(key_of(config, files, folders), judge, time.monotonic() + self.seconds))
            over = self.waiting[:-MOST]
            self.waiting = self.waiting[-MOST:]
            self.watch()
        for each in over:
            each.judge.close()

    def watch(self) -> None:
        """See to it that those who wait end in time."""
        if self.timer is None and self.waiting:
            self.timer = threading.Timer(max(0.0, self.waiting[0].end - time.monotonic()), self.end_late)
            self.timer.daemon = True
            self.timer.start()

    def end_late(self) -> None:
        """End those who have waited too long."""
        now = time.monotonic()
        with self.guard:
            late = [each for each in self.waiting if each.end <= now]
            self.waiting = [each for each in self.waiting if each.end > now]
            self.timer = None
            self.watch()
        for each in late:
            each.judge.close()

    def close(self) -> None:
        """End all who wait."""
        with self.guard:
            if self.timer is not None and self.process == os.getpid():
                self.timer.cancel()
            waiting = self.waiting if self.process == os.getpid() else []
            self.waiting, self.timer = [], None
        for each in waiting:
            each.judge.close()


def key_of(config: Config, files: Mapping[str, bytes], folders: Mapping[str, str]) -> str:
    """Return what is the same for submissions that one judge may hear."""
    text = repr((config, sorted(files.items()), sorted(folders.items())))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


POOL = Pool()
atexit.register(POOL.close)
