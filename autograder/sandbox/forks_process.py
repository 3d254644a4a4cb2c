"""Imports modules once, and forks a process that runs a function whenever it is asked to.

Started by forks.py as `python forks_process.py DESCRIPTOR PATHS NAME ...`: the descriptor of a connected Unix socket,
sys.path as JSON, and what to import first, MODULE or, with a function of it to call, MODULE:FUNCTION. A request is a
line of JSON, {"call": "MODULE:FUNCTION", "arguments": {...}}, and a file descriptor with it; the new process's id goes
back as a line. The function gets the descriptor as a socket and the arguments by name; when it returns its process
ends. When the connection closes (the process that started this one is gone) all forked processes are killed, and this
one ends.

It starts no thread, so that forking is safe.
"""

import contextlib
import gc
import importlib
import json
import os
import resource
import selectors
import signal
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn


def main(descriptor: str, paths: str, *names: str) -> None:
    """Import the names, then serve until the connection closes."""
    sys.path[:] = json.loads(paths)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in names:
        found = find(name)
        if callable(found):
            found()
    gc.collect()
    gc.freeze()  # so that a child's collections do not touch, and so copy, what it shares with this process
    Server(socket.socket(fileno=int(descriptor))).run()


def find(name: str) -> Any:
    """Return the module, or the function of a module, that a name stands for."""
    module, _, function = name.partition(":")
    found = importlib.import_module(module)
    return getattr(found, function) if function else found


class Server:
    """Forks, and lays to rest what it has forked."""

    def __init__(self, connection: socket.socket):
        """Serve a connection."""
        self.connection = connection
        self.children: set[int] = set()
        self.wake, self.wake_end = socket.socketpair()
        self.wake_end.setblocking(False)
        signal.set_wakeup_fd(self.wake_end.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.selector = selectors.DefaultSelector()
        self.selector.register(connection, selectors.EVENT_READ, self.answer)
        self.selector.register(self.wake, selectors.EVENT_READ, self.reap)

    def run(self) -> NoReturn:
        """Serve for ever; answer() ends the process."""
        while True:
            for key, _ in self.selector.select():
                key.data()

    def answer(self) -> None:
        """Take a request and fork; end where there are to be no more of them."""
        try:
            request, descriptors = receive(self.connection)
        except (OSError, EOFError):
            for process_id in self.children:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process_id, signal.SIGKILL)
            os._exit(0)
        process_id = os.fork()
        if process_id == 0:
            self.become(request, descriptors)
        self.children.add(process_id)
        for each in descriptors:
            os.close(each)
        with contextlib.suppress(OSError):
            self.connection.sendall(b"%d\n" % process_id)

    def reap(self) -> None:
        """Lay to rest the processes that have ended."""
        self.wake.recv(4096)
        while True:
            try:
                process_id, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if process_id == 0:
                return
            self.children.discard(process_id)

    def become(self, request: dict[str, Any], descriptors: list[int]) -> NoReturn:
        """Run what a request asks for in this forked process."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            self.selector.close()
            for each in (self.connection, self.wake, self.wake_end):
                each.close()
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):  # what a parser, or the C library in its last moment, prints is nobody's
                os.dup2(nothing, stream)
            os.close(nothing)
            find(request["call"])(socket.socket(fileno=descriptors[0]), **request["arguments"])
            code = 0
        finally:
            os._exit(code)


def receive(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Return (request, file descriptors)."""
    data, descriptors, _, _ = socket.recv_fds(connection, 65536, 1)
    while not data.endswith(b"\n"):
        more = connection.recv(65536)
        if not more:
            raise EOFError("the request breaks off")
        data += more
    return json.loads(data), descriptors


def limit_memory(most: int) -> None:
    """Let this process use that many bytes more than it has now, as far as the system enforces it (Linux does)."""
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
        most += pages * os.sysconf("SC_PAGESIZE")
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


if __name__ == "__main__":
    main(*sys.argv[1:])
