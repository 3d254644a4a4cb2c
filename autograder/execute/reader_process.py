"""Receives what a kernel sends, in a process with a memory limit, and passes on what can be read in comfort.

Forked for each kernel, see reader.py, and run by serve(): it owns the ZeroMQ sockets and speaks with the grader over a
plain one. A record on that one is HEAD, the lengths of its frames, and the frames. What it lets through:

- a message of identities, delimiter, signature and four frames; what follows, buffers, is left out;
- of a large message its first part: text and lines are cut, what is too deep or has too many members is left out. That
  message is checked, and signed anew. A status, an error and a reply always come through, whatever their size was;
- output only while not too much of it waits to be read. Then it is dropped, and status, errors and replies are not.

Whatever else was sent ends this process, by its memory limit or by itself, and with it the kernel's claim to be heard.
"""

import os
import socket
import struct
import time
from collections import deque
from collections.abc import Mapping
from typing import Any

import zmq
from zmq.utils.monitor import recv_monitor_message

from autograder.execute.shorten import MB, Frames, may_go, shorter
from autograder.sandbox.forks_process import limit_memory

DELIMITER = b"<IDS|MSG>"
HEAD = struct.Struct("!cBI")  # kind, number of frames, bytes of all of them
LENGTH = struct.Struct("!I")
SHELL, IOPUB, LEFT_OUT, LOST = b"s", b"i", b"n", b"g"
CHANNELS = {SHELL: "shell", IOPUB: "iopub"}
# Frames of a message that are looked at; bytes of each but its content; bytes of a content that is passed on as it is.
FRAMES, SMALL, PLAIN = 16, 20_000, 200_000
# Bytes that wait to be read until output is dropped, and until nothing more is taken from the kernel.
WAITING, MOST_WAITING = 20 * MB, 40 * MB
# ZeroMQ's own limits: bytes of a frame; messages, so many that a kernel need not drop any (it drops what it cannot
# send, be it an error or that it is idle). How many bytes they have together is up to the memory limit.
RECEIVED = {zmq.MAXMSGSIZE: 100 * MB, zmq.RCVHWM: 10_000, zmq.LINGER: 0}
# A connection that was closed is read for so many seconds more, at most.
LAST_WORDS = 2


def serve(connection: socket.socket, info: dict[str, Any], identity: str, memory: int, most: int) -> None:
    """Serve until either side is gone.

    connection: the grader's; info: the kernel's connection information; identity: of the shell socket; memory: bytes
    that this process may use beyond what it has; most: bytes of a content that is passed on.
    """
    limit_memory(memory)
    Relay(connection, zmq.Context(), info, identity.encode(), most).run()
    os._exit(0)  # without waiting for what a kernel does not take


class Relay:
    """Between one kernel and the grader."""

    def __init__(
        self,
        connection: socket.socket,
        context: zmq.Context[zmq.Socket[bytes]],
        info: dict[str, Any],
        identity: bytes,
        most: int,
    ) -> None:
        """Connect to the kernel; arguments as of serve()."""
        self.connection, self.info, self.most = connection, info, most
        connection.setblocking(False)
        self.shell = self.make(context, zmq.DEALER)
        self.shell.setsockopt(zmq.IDENTITY, identity)
        self.iopub = self.make(context, zmq.SUB)
        self.iopub.setsockopt(zmq.SUBSCRIBE, b"")
        seen = zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_DISCONNECTED
        self.monitors = {each.get_monitor_socket(seen): False for each in (self.shell, self.iopub)}  # {it: connected}
        self.shell.connect(address(info, "shell_port"))
        self.iopub.connect(address(info, "iopub_port"))
        self.poller = zmq.Poller()
        for each in (self.shell, self.iopub, *self.monitors):
            self.poller.register(each, zmq.POLLIN)
        self.outgoing: deque[memoryview] = deque()  # records
        self.waiting = 0  # bytes in them
        self.incoming = bytearray()
        self.left_out = 0
        self.lost = 0.0  # when a connection was closed

    def make(self, context: zmq.Context[zmq.Socket[bytes]], kind: int) -> zmq.Socket[bytes]:
        """Return a socket as jupyter_client makes it, not yet connected."""
        made = context.socket(kind)
        for option, value in RECEIVED.items():
            made.setsockopt(option, value)
        if self.info.get("curve_publickey"):
            made.curve_secretkey = self.info["curve_secretkey"].encode()
            made.curve_publickey = made.curve_serverkey = self.info["curve_publickey"].encode()
        return made

    def run(self) -> None:
        """Pass on, both ways, until the grader closes its end, or the kernel a connection and all is passed on."""
        while True:
            full = self.waiting >= MOST_WAITING
            for each in (self.shell, self.iopub):
                self.poller.modify(each, 0 if full else zmq.POLLIN)
            self.poller.register(self.connection, zmq.POLLIN | (zmq.POLLOUT if self.outgoing else 0))
            ready = dict(self.poller.poll(50 if self.lost else None))
            for monitor in self.monitors.keys() & ready:
                self.watch(monitor)
            if self.shell in ready:
                self.take(self.shell, SHELL)
            if self.iopub in ready:
                self.take(self.iopub, IOPUB)
            self.tell_left_out()
            if ready.get(self.connection.fileno(), 0) & ~zmq.POLLOUT and not self.commands():
                return
            self.flush()
            silent = not {self.shell, self.iopub} & ready.keys()
            if self.lost and (silent or time.monotonic() > self.lost + LAST_WORDS):
                self.put(LOST, [])
                self.connection.setblocking(True)
                self.flush()
                return

    def watch(self, monitor: zmq.Socket[bytes]) -> None:
        """Take an event: the kernel was connected, or is no more."""
        event = recv_monitor_message(monitor)["event"]
        if event == zmq.EVENT_DISCONNECTED and self.monitors[monitor] and not self.lost:
            self.lost = time.monotonic()
        self.monitors[monitor] = self.monitors[monitor] or event == zmq.EVENT_HANDSHAKE_SUCCEEDED

    def take(self, source: zmq.Socket[bytes], kind: bytes) -> None:
        """Take some messages from the kernel."""
        for _ in range(100):
            if self.waiting >= MOST_WAITING:
                return
            try:
                frames = receive(source)
            except zmq.Again:
                return
            self.pass_on(kind, frames)
            self.flush()

    def pass_on(self, kind: bytes, frames: Frames) -> None:
        """Queue a message for the grader, or what of it is passed on; count those that are not whole."""
        message, whole = split(frames)
        if message is not None and len(message[-1]) > PLAIN:
            message, unchanged = shorter(message, self.info, self.most)
            whole = whole and unchanged
        if message is not None and kind == IOPUB and self.waiting > WAITING and may_go(message):
            message = None
        self.left_out += message is None or not whole
        if message is not None:
            self.tell_left_out()
            self.put(kind, message)

    def tell_left_out(self) -> None:
        """Tell how many messages were left out since it was told last, before what came after them."""
        if self.left_out:
            self.put(LEFT_OUT, [b"%d" % self.left_out])
            self.left_out = 0

    def put(self, kind: bytes, frames: Frames) -> None:
        """Queue a record."""
        record = encode(kind, frames)
        self.outgoing.append(memoryview(record))
        self.waiting += len(record)

    def flush(self) -> None:
        """Write what the grader takes."""
        while self.outgoing:
            try:
                sent = self.connection.send(self.outgoing[0])
            except BlockingIOError:
                return
            except OSError:  # the grader has closed its end
                os._exit(0)
            self.waiting -= sent
            rest = self.outgoing.popleft()[sent:]
            if rest:
                self.outgoing.appendleft(rest)

    def commands(self) -> bool:
        """Send to the kernel what the grader has for it; False when the grader has closed its end."""
        try:
            data = self.connection.recv(1 << 20)
        except OSError:
            data = b""
        self.incoming += data
        while (record := decode(self.incoming)) is not None:
            try:
                self.shell.send_multipart(record[1], zmq.NOBLOCK)
            except zmq.Again:  # a thousand requests wait that the kernel has not taken
                self.lost = time.monotonic()
        return bool(data)


def address(info: Mapping[str, Any], port: str) -> str:
    """Return the address of one of the kernel's sockets."""
    between = ":" if info["transport"] == "tcp" else "-"
    return f"{info['transport']}://{info['ip']}{between}{info[port]}"


def encode(kind: bytes, frames: Frames) -> bytes:
    """Return a record."""
    lengths = [len(each) for each in frames]
    return b"".join([HEAD.pack(kind, len(frames), sum(lengths)), *map(LENGTH.pack, lengths), *frames])


def decode(buffer: bytearray) -> tuple[bytes, list[bytes]] | None:
    """Take a record off the front of a bytearray and return (kind, frames); None where it is not yet whole."""
    if len(buffer) < HEAD.size:
        return None
    kind, number, total = HEAD.unpack_from(buffer)
    at = HEAD.size + number * LENGTH.size
    if len(buffer) < at + total:
        return None
    frames = []
    for index in range(number):
        (length,) = LENGTH.unpack_from(buffer, HEAD.size + index * LENGTH.size)
        frames.append(bytes(memoryview(buffer)[at : at + length]))
        at += length
    del buffer[:at]
    return kind, frames


def receive(source: zmq.Socket[bytes]) -> list[memoryview]:
    """Return the first frames of a message; of the others, however many there are, none is kept."""
    frames = [source.recv(zmq.NOBLOCK, copy=False).buffer]
    while source.getsockopt(zmq.RCVMORE):
        frame = source.recv(zmq.NOBLOCK, copy=False)
        if len(frames) < FRAMES:
            frames.append(frame.buffer)
    return frames


def split(frames: Frames) -> tuple[Frames | None, bool]:
    """Return (identities, delimiter, signature and four frames; whether that is all); (None, False) for no message."""
    for at, each in enumerate(frames[:-5]):
        if len(each) > SMALL:
            break
        if each == DELIMITER and max(map(len, frames[at : at + 5])) <= SMALL:
            return frames[: at + 6], len(frames) == at + 6
    return None, False
