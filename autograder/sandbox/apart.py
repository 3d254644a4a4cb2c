"""Runs functions over students' text in processes of their own: whatever a parser does, it costs that text one line.

Python's parsers, IPython's, a Markdown or HTML library: for some text or other each takes any time and memory, and some
crash. So each call gets a process, forked from one that has done the imports, with a memory limit and a deadline.
"""

import contextlib
import pickle
import socket
import time
from collections.abc import Callable, Iterable
from typing import Self, TypeVar

from autograder import words
from autograder.errors import GraderError, TooMuch
from autograder.sandbox.apart_process import LENGTH, load
from autograder.sandbox.forks import Forks

T = TypeVar("T")
MB = 10**6
# A process that has come to its deadline is gone at once; this is for a machine that stands still.
GRACE = 10


class Apart:
    """Runs functions apart; for any number of threads at once, and each call in a process of its own.

    memory: bytes that a call may use beyond what imports take; seconds: that it may take; most: bytes of its result.
    preload: modules to import before, those of the functions above all, or "MODULE:FUNCTION" to call before; none may
    start a thread.
    """

    def __init__(self, memory: int = 1000 * MB, seconds: float = 20, preload: Iterable[str] = (), most: int = 100 * MB):
        """Make it; it starts with its first call, or with start()."""
        self.memory, self.seconds, self.most = memory, seconds, most
        self.forks = Forks(["autograder.sandbox.apart_process", *preload])

    def start(self) -> None:
        """Begin with the imports; they go on while this returns."""
        self.forks.start()

    def run(self, function: Callable[..., T], *arguments: object) -> T:
        """Return what a function of a module returns for arguments; both ways plain data.

        What it says is in the language that this process speaks.
        Raises TooMuch where it takes more time or memory than it may, or crashes; where it raises an error of ours or
        of Python's own, that; of any other a GraderError with the same line.
        """
        request = pickle.dumps((words.asked(), function, arguments), protocol=pickle.HIGHEST_PROTOCOL)
        limits = {"memory": self.memory, "seconds": self.seconds, "most": self.most}
        with contextlib.closing(self.forks.fork("autograder.sandbox.apart_process:serve", **limits)) as connection:
            connection.settimeout(self.seconds + GRACE)
            began, answer = time.monotonic(), b""
            with contextlib.suppress(OSError, EOFError):  # it has ended, and there is no answer
                connection.sendall(LENGTH.pack(len(request)))
                connection.sendall(request)
                answer = self.receive(connection)
        if not answer:
            if time.monotonic() - began >= self.seconds:
                raise TooMuch(words.TOO_SLOW(seconds=self.seconds))
            raise TooMuch(words.ENDED_READER())
        try:
            done, result = load(answer)
        except Exception as error:  # of many types; a function has returned what is no plain data
            raise GraderError(f"{function.__name__}: its result cannot be read here ({error})") from error
        if not done:
            raise result
        return result

    def receive(self, connection: socket.socket) -> bytes:
        """Return the bytes of an answer; raises EOFError or OSError when it does not come."""
        with connection.makefile("rb") as file:
            head = file.read(LENGTH.size)
            if len(head) < LENGTH.size:
                raise EOFError
            (length,) = LENGTH.unpack(head)
            if length > self.most + MB:
                raise EOFError
            answer = file.read(length)
            if len(answer) < length:
                raise EOFError
            return answer

    def close(self) -> None:
        """End the process that calls are forked from, and calls that still run."""
        self.forks.close()

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self.close()
