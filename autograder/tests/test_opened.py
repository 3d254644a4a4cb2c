"""Whatever a test leaves open is seen and named; what ZeroMQ's own thread does for other tests' sockets is not."""

import os
import socket
from contextlib import ExitStack, closing

import pytest
import zmq

from autograder.tests.opened import OPEN, Opened, descriptors, left_by

pytestmark = [
    pytest.mark.slow,  # all that is in memory is looked through, which is much after other tests
    pytest.mark.skipif(not OPEN.is_dir(), reason="this system does not tell what a process has open"),
]


def pair(stack, _):
    """Open one end of a pair of sockets: judges, readers, event loops and pools have such."""
    ours, theirs = socket.socketpair()
    theirs.close()
    stack.enter_context(ours)


def bare(stack, _):
    """Open one that no Python object holds."""
    ours, theirs = socket.socketpair()
    theirs.close()
    stack.callback(os.close, ours.detach())


def listener(stack, folder):
    """Open one that listens, as a hearing does."""
    made = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
    made.bind(str(folder / "socket"))
    made.listen(1)


def connected(stack, folder):
    """Open one that is connected, as a kernel's is to the warm process, and one that has been accepted."""
    made = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(folder / "socket"))
        server.listen(1)
        made.connect(str(folder / "socket"))


def tcp(stack, _):
    """Open one of TCP."""
    made = stack.enter_context(socket.socket())
    made.bind(("127.0.0.1", 0))


def of_zeromq(stack, _):
    """Open one of ZeroMQ's, in a context that was there before."""
    made = stack.enter_context(closing(zmq.Context.instance().socket(zmq.DEALER)))
    made.linger = 0


def file(stack, folder):
    """Open a file."""
    stack.enter_context((folder / "file").open("w"))


def pipe(stack, _):
    """Open both ends of a pipe."""
    for number in os.pipe():
        stack.callback(os.close, number)


KINDS = {
    pair: "socket:",
    bare: "held by None",
    listener: "/socket'",
    connected: "/socket'",
    tcp: "127.0.0.1",
    of_zeromq: "zmq.DEALER",
    file: "/file",
    pipe: "pipe:",
}


@pytest.mark.parametrize("leaves", KINDS, ids=lambda leaves: leaves.__name__)
def test_what_is_left_is_named(leaves, tmp_path):
    """As long as it is open."""
    zmq.Context.instance()
    with ExitStack() as stack:
        before = Opened()
        leaves(stack, tmp_path)
        told = before.since()
        assert told and any(KINDS[leaves] in line for line in told), told
    assert not any(KINDS[leaves] in line for line in before.since())


def test_one_left_is_seen_though_another_has_closed():
    """Which a count would not tell."""
    other, ours = socket.socketpair()
    with other:
        before = Opened()
        ours.close()
        with socket.socket() as left:
            assert [line for line in before.since() if line.startswith(f"{left.fileno()}:")]


def test_connections_of_others_come_and_go_unseen():
    """A socket of ZeroMQ's that tries to reach a kernel which has gone, and does reach whoever is at that port now."""
    with zmq.Context() as context, socket.socket() as port, closing(context.socket(zmq.DEALER)) as left:
        port.bind(("127.0.0.1", 0))
        left.linger = 0
        left.connect(f"tcp://127.0.0.1:{port.getsockname()[1]}")
        before = Opened()
        port.listen(1)  # until now nobody was there
        port.settimeout(60)
        accepted, address = port.accept()
        with accepted:
            new = set(descriptors()) - before.descriptors
            assert len(new) >= 2, new  # both ends are this process's
            told = [line for line in before.since() if str(address[1]) in line]
            assert len(told) == 1 and f"from {port.getsockname()!r} to {address!r}" in told[0]


def leaves():
    """Open a pipe; return what opens another."""
    os.pipe()
    return os.pipe


def test_what_a_function_leaves_open_is_named():
    """In a process of its own, whatever is open in this one, but for what it has opened to begin with."""
    assert ["pipe:" in line for line in left_by(f"{__name__}:leaves")] == [True, True]
