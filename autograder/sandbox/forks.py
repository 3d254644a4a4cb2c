"""Processes that are there in milliseconds: forked from a process of our own that has done the imports once.

What runs in them is ours, over data that is not: they have limits that the grader itself cannot have.
"""

import atexit
import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from autograder.errors import GraderError
from autograder.sandbox import forks_process


class Forks:
    """A process to fork from, started when it is first needed or by start(), and ended with this one."""

    every: ClassVar[weakref.WeakSet["Forks"]] = weakref.WeakSet()

    def __init__(self, preload: Iterable[str] = ()):
        """preload: what it imports, "MODULE", or calls to get ready, "MODULE:FUNCTION"."""
        self.preload = tuple(preload)
        self.process: subprocess.Popen[bytes] | None = None
        self.connection: socket.socket | None = None
        self.owner = 0  # the process that it belongs to: a forked one starts its own
        self.lock = threading.Lock()
        self.every.add(self)

    def start(self) -> None:
        """Start it, unless it runs; its imports go on while this returns."""
        with self.lock:
            self._start()

    def _start(self) -> socket.socket:
        """Start it, with the lock held; return the connection to it."""
        running = self.process is not None and self.owner == os.getpid() and self.process.poll() is None
        if self.connection is not None and running:
            return self.connection
        self._stop()
        ours, theirs = socket.socketpair()
        number = str(theirs.fileno())
        paths = json.dumps([path or str(Path.cwd()) for path in sys.path])
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, forks_process.__file__, number, paths, *self.preload],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self.connection, self.owner = ours, os.getpid()
        return ours

    def fork(self, call: str, **arguments: Any) -> socket.socket:
        """Return a socket to a new process that runs call, "MODULE:FUNCTION", on its other end; arguments: plain data.

        The process lives as long as its function; a function that is to end with us reads its socket until it closes.
        """
        request = json.dumps({"call": call, "arguments": arguments}).encode() + b"\n"
        ours, theirs = socket.socketpair()
        try:
            with theirs, self.lock:
                connection = self._start()
                sent = socket.send_fds(connection, [request[:60000]], [theirs.fileno()])
                connection.sendall(request[sent:])
                answer = b""
                while not answer.endswith(b"\n"):
                    more = connection.recv(64)
                    if not more:
                        raise ConnectionResetError("it has ended")
                    answer += more
        except OSError as error:
            ours.close()
            self.close()
            told = f"the process that others are forked from has ended ({error}); what it printed says why"
            raise GraderError(told) from error
        return ours

    def close(self) -> None:
        """End it, and what it has forked."""
        with self.lock:
            self._stop()

    def _stop(self) -> None:
        """End it, with the lock held."""
        if self.connection is not None:
            self.connection.close()
        if self.process is not None and self.owner == os.getpid():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=0.5 if self.process.poll() is None else 0)
            if self.process.poll() is None:  # it is still at its imports
                self.process.kill()
                self.process.wait()
        self.process = self.connection = None


def end() -> None:
    """End every process to fork from."""
    for each in list(Forks.every):
        each.close()


atexit.register(end)
