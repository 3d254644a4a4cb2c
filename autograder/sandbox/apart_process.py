"""Runs one function in a process of its own, with limits, and sends back what came of it.

Forked for each call, see apart.py. A request and an answer are a length and a pickle; the request is our own, and an
answer is read as Answer does.
"""

import io
import os
import pickle
import signal
import socket
import struct
from enum import Enum
from typing import Any, NoReturn

from autograder import words
from autograder.errors import AutograderError, GraderError, TooMuch
from autograder.sandbox.forks_process import limit_memory

LENGTH = struct.Struct("!Q")
# Classes that objects in an answer may be of, beside those of this package and exceptions of Python's own.
KNOWN = {("nbformat.notebooknode", "NotebookNode"), ("builtins", "frozenset"), ("builtins", "set")}


def member(kind: Any, name: str) -> Enum:
    """Return a member of an enumeration by its name: so the first Pythons 3.11 send it, by getattr."""
    if isinstance(kind, type) and issubclass(kind, Enum) and name in kind.__members__:
        return kind[name]
    raise pickle.UnpicklingError(f"an answer holds no {kind}.{name}")


class Answer(pickle.Unpickler):
    """Reads an answer: plain data, notebooks, objects of this package's classes, errors."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class that may be in an answer."""
        if (module, name) == ("builtins", "getattr"):
            return member
        if module == "builtins" or module.startswith("autograder.") or (module, name) in KNOWN:
            found = super().find_class(module, name)
            ours = isinstance(found, type) and (module != "builtins" or issubclass(found, Exception))
            if ours or (module, name) in KNOWN:
                return found
        raise pickle.UnpicklingError(f"an answer holds no {module}.{name}")


def load(data: bytes) -> Any:
    """Return what an answer is: (True, result) or (False, error)."""
    return Answer(io.BytesIO(data)).load()


def serve(connection: socket.socket, memory: int, seconds: float, most: int) -> NoReturn:
    """Take a request, run it, answer, and end.

    memory: bytes that it may use beyond what it starts with; seconds: until it is killed; most: bytes of an answer.
    """
    with connection.makefile("rb") as file:
        (length,) = LENGTH.unpack(file.read(LENGTH.size))
        request = file.read(length)
    try:
        language, function, arguments = pickle.loads(request)  # it may import a module, which is no text's fault
        words.speak(language)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # no handler: it ends what never comes back to Python, too
        signal.setitimer(signal.ITIMER_REAL, seconds)
        limit_memory(memory)
        answer = pickle.dumps((True, function(*arguments)), protocol=pickle.HIGHEST_PROTOCOL)
        if len(answer) > most:
            raise MemoryError
    except BaseException as error:
        answer = pickle.dumps((False, told(error)))
    connection.sendall(LENGTH.pack(len(answer)))
    connection.sendall(answer)
    os._exit(0)  # without freeing what a parser has built, which takes its time


def told(error: BaseException) -> BaseException:
    """Return an error as it is sent: an error of ours or of Python's own itself, of another what it says."""
    if isinstance(error, MemoryError):
        return TooMuch(words.TOO_MUCH_MEMORY())
    if isinstance(error, RecursionError):
        return TooMuch(words.NESTED())
    line = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    try:
        again = load(pickle.dumps((False, error)))[1]
    except Exception:  # of many types: it cannot be sent, or not be made anew
        return GraderError(line)
    known = isinstance(error, AutograderError) or type(error).__module__ == "builtins"
    return error if known and str(again) == str(error) and len(str(error)) < 10_000 else GraderError(line)
