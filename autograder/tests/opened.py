"""What this process has open beyond what it had: each thing named, so that a test which finds one left says which.

Only what is new counts, and not how many there are: what other tests have left may close at any time. Nor do the
connections of ZeroMQ's sockets, which its own thread makes, loses and makes anew as long as a socket lives, whoever has
left that one: there the socket counts, and not its connections.
"""

import contextlib
import gc
import os
import socket
import struct
import subprocess
import sys
import time
import weakref
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import zmq

OPEN = Path("/proc/self/fd")
# How Linux numbers the states of a TCP connection.
STATES = {1: "established", 2: "being connected", 8: "closed at its other end", 10: "listening"}


# Seconds in which what has been closed may go on to be there.
SECONDS = 10


def left_by(place, *arguments):
    """Return a line for each thing that a function leaves open in a new process.

    There nothing is of other tests': where nbval has run a notebook, the heartbeat of a kernel that has ended opens one
    socket after the other. place: "MODULE:FUNCTION" of what starts whatever is to stay, called with arguments, which
    are texts, and returns the function.
    """
    line = [sys.executable, "-m", __name__, place, *map(str, arguments)]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(line, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0, done.stderr
    *said, end = done.stdout.splitlines()
    assert end == END, done.stdout
    return said


END = "that is all"


def main(place, *arguments):
    """Print what the function has left, and END."""
    module, _, name = place.partition(":")
    rest: Callable[[], object] = getattr(import_module(module), name)(*arguments)
    opened = Opened()
    rest()
    print(*opened.still(), END, sep="\n")


class Opened:
    """What is open at a moment."""

    def __init__(self):
        """Remember it."""
        gc.collect()  # what nobody holds any more is not open
        self.descriptors = set(descriptors())
        self.sockets = weakref.WeakSet(living(zmq.Socket))

    def since(self):
        """Return a line for each thing that is open now and was not then; none where the system does not tell."""
        gc.collect()
        new = [each for each in descriptors() if each not in self.descriptors]
        owners = {each.fileno(): each for each in living(socket.SocketType)} if new else {}
        told = [what(number, target, owners.get(number)) for number, target in new]
        return [each for each in told if each] + [repr(each) for each in living(zmq.Socket) if each not in self.sockets]

    def still(self):
        """Return what since() does, once nothing closes any more."""
        end = time.monotonic() + SECONDS
        while (found := self.since()) and time.monotonic() < end:
            time.sleep(0.1)
        return found


def descriptors():
    """Return [(number, what it leads to)] of what is open."""
    found = []
    for path in OPEN.iterdir() if OPEN.is_dir() else ():
        with contextlib.suppress(OSError):  # the one by which they are listed
            found.append((int(path.name), str(path.readlink())))
    return [each for each in found if each[0] > 2]  # where the standard streams lead, pytest changes


def living(kind):
    """Return the sockets of a kind, Python's or ZeroMQ's, that are there; of ZeroMQ's those that are open."""
    found = [each for each in gc.get_objects() if issubclass(type(each), kind)]
    return [each for each in found if not getattr(each, "closed", False)]


def what(number, target, owner):
    """Return what a descriptor is; "" where it has been closed meanwhile, or is a connection of ZeroMQ's.

    owner: the Python socket that holds it, None without one. ZeroMQ's have none, and an address at one end; what has
    neither is a pair, and somebody else's.
    """
    line = f"{number}: {target}"
    if not target.startswith("socket:"):
        return line
    try:
        same = socket.socket(fileno=os.dup(number))
    except OSError:
        return ""
    with same:
        ends = [end(same.getsockname), end(same.getpeername)]
        if owner is None and any(ends):
            return ""
        return f"{line}, {same.family!r} from {ends[0]!r} to {ends[1]!r}, {state(same)}, held by {owner!r}"


def end(name):
    """Return the address of one end of a socket, "" where it has none."""
    try:
        return name()
    except OSError:
        return ""


def state(same):
    """Return what a socket is at: where TCP is, or who was at its other end, and whether that is still open."""
    if same.family in (socket.AF_INET, socket.AF_INET6) and same.type == socket.SOCK_STREAM:
        return STATES.get(same.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0], "closing")
    if same.family != socket.AF_UNIX:
        return str(same.type)
    process, _, _ = struct.unpack("3i", same.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    there = "open"
    with contextlib.suppress(OSError):
        there = "open" if same.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) else "closed"
    return f"made by process {process}, its other end {there}"


if __name__ == "__main__":
    main(*sys.argv[1:])
