"""Something of the grader's that listens, and counts who calls."""

import contextlib
import socket
import threading
from pathlib import Path


class Listener:
    """A socket that counts who calls; ends with its context."""

    def __init__(self, family, address):
        """Listen in a thread."""
        self.calls, self.socket = 0, socket.socket(family)
        self.socket.bind(address)
        self.socket.listen()
        self.thread = threading.Thread(target=self.count, daemon=True)
        self.thread.start()

    @classmethod
    def tcp(cls):
        """Return one at a port of this machine."""
        return cls(socket.AF_INET, ("127.0.0.1", 0))

    @classmethod
    def unix(cls, path):
        """Return one at a path."""
        return cls(socket.AF_UNIX, str(path))

    def count(self):
        """Count calls until the socket is closed."""
        while True:
            try:
                self.socket.accept()[0].close()
            except OSError:
                return
            self.calls += 1

    def __enter__(self):
        """Return itself."""
        return self

    def __exit__(self, *_):
        """Close it, which ends the thread, and take a path away."""
        path = self.socket.getsockname()
        with contextlib.suppress(OSError):  # said where a socket that listens is shut down, and it is all the same
            self.socket.shutdown(socket.SHUT_RDWR)  # what is closed alone, a thread that waits goes on listening to
        self.thread.join()
        self.socket.close()
        if isinstance(path, str):
            Path(path).unlink()
