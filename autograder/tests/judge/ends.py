"""For tests of a connection: an honest player in a process of its own, and one that says what it likes."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading

import numpy as np

from autograder.judge import bundle
from autograder.judge.caller import Caller
from autograder.judge.channel import HEAD
from autograder.judge.wire import LARGEST

# What the process of an honest player runs: the very text that a kernel gets, on names that some source binds.
PLAY = """
import socket
{text}
import sys
sys.path.insert(0, {folder!r})
names = {{"__name__": "__main__"}}
exec({source!r}, names)
load(**modules).Player(socket.socket(fileno={number}), names).serve()
"""


@contextlib.contextmanager
def player(source, folder=".", given=None):
    """Yield a Caller of an honest player, whose names a source binds; folder: where its modules lie."""
    ours, theirs = socket.socketpair()
    program = PLAY.format(text=bundle.text(bundle.PLAYER), folder=str(folder), source=source, number=theirs.fileno())
    command = [sys.executable, "-c", program]
    env = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdout=subprocess.DEVNULL, env=env)
    theirs.close()
    caller = Caller(ours, given or {})
    try:
        yield caller
    finally:
        ours.close()
        assert process.wait(60) == 0


def frame(message, buffers=(), sizes=None):
    """Return the bytes of a message, which need not be one."""
    text = message if isinstance(message, bytes) else json.dumps(message).encode()
    if not isinstance(message, bytes):
        text = json.dumps([message, [len(each) for each in buffers] if sizes is None else sizes]).encode()
    return HEAD.pack(len(text), sum(map(len, buffers))) + text + b"".join(buffers)


class Liar:
    """A player that answers each question with the next of some bytes, and then has gone.

    heard: all bytes that it was sent.
    """

    def __init__(self, *lies):
        """Wait for questions."""
        ours, self.connection = socket.socketpair()
        ours.settimeout(60)
        self.caller, self.lies, self.heard = Caller(ours, {}), lies, bytearray()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        """Answer without reading what is asked."""
        with contextlib.suppress(OSError), self.connection:
            for lie in self.lies:
                self.ask()
                self.connection.sendall(lie)
            self.connection.shutdown(socket.SHUT_WR)
            while True:
                self.ask()

    def ask(self):
        """Wait for a question."""
        head = self.exactly(HEAD.size)
        self.exactly(sum(HEAD.unpack(head)))

    def exactly(self, size):
        """Return so many bytes."""
        assert size <= LARGEST
        data = b""
        while len(data) < size:
            more = self.connection.recv(size - len(data))
            if not more:
                raise OSError("the judge has gone")
            data += more
        self.heard += data
        return data

    def close(self):
        """End both."""
        self.caller.channel.close()
        self.thread.join(20)
        assert not self.thread.is_alive()


def same(one, other):
    """Tell whether two values are of the very same types, and equal; NaN is equal to itself."""
    if type(one) is not type(other):
        return False
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return len(one) == len(other) and all(
            same(*pair) for both in zip(one.items(), other.items(), strict=True) for pair in zip(*both, strict=True)
        )
    if isinstance(one, np.ndarray):
        if one.dtype.hasobject:
            return one.shape == other.shape and same(one.ravel().tolist(), other.ravel().tolist())
        return one.shape == other.shape and one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if isinstance(one, (np.generic, float, complex)):
        return (
            np.asarray(one).dtype == np.asarray(other).dtype
            and np.asarray(one).tobytes() == np.asarray(other).tobytes()
        )
    return bool(one == other)
