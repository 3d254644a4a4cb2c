"""Receives what a kernel sends, in a process with a memory limit, and passes on what can be read in comfort.

Forked for each kernel, see reader.py, and run by serve(): it owns the ZeroMQ sockets and speaks with the grader over a
plain one. A record on that one is HEAD, the lengths of its frames, and the frames. What it lets through:

- a message of identities, delimiter, signature and four frames; what follows, buffers, is left out;
- of a large message its first part: text and lines are cut, what is too deep or has too many members is left out. That
  message is checked, and signed anew. A status, an error and a reply always come through, whatever their size was;
- output only while not too much of it waits to be read. Then it is dropped, and status, errors and replies are not.

Whatever else was sent ends this process, by its memory limit or by itself, and with it the kernel's claim to be heard.
"""

import hmac
import json
import os
import struct
import time
from collections import deque

import zmq
from zmq.utils.monitor import recv_monitor_message

from autograder.sandbox.forks_process import limit_memory

MB = 10**6
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
# Of an error that is cut: characters of ename, evalue and each line of the traceback, and lines.
WORDS, LINES = 5000, 30
# A connection that was closed is read for so many seconds more, at most.
LAST_WORDS = 2


def serve(connection, info, identity, memory, most):
    """Serve until either side is gone.

    connection: the grader's; info: the kernel's connection information; identity: of the shell socket; memory: bytes
    that this process may use beyond what it has; most: bytes of a content that is passed on.
    """
    limit_memory(memory)
    Relay(connection, zmq.Context(), info, identity.encode(), most).run()
    os._exit(0)  # without waiting for what a kernel does not take


class Relay:
    """Between one kernel and the grader."""

    def __init__(self, connection, context, info, identity, most):
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
        self.outgoing, self.waiting = deque(), 0  # records, and the bytes in them
        self.incoming = bytearray()
        self.left_out = 0
        self.lost = 0.0  # when a connection was closed

    def make(self, context, kind):
        """Return a socket as jupyter_client makes it, not yet connected."""
        made = context.socket(kind)
        for option, value in RECEIVED.items():
            made.setsockopt(option, value)
        if self.info.get("curve_publickey"):
            made.curve_secretkey = self.info["curve_secretkey"].encode()
            made.curve_publickey = made.curve_serverkey = self.info["curve_publickey"].encode()
        return made

    def run(self):
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

    def watch(self, monitor):
        """Take an event: the kernel was connected, or is no more."""
        event = recv_monitor_message(monitor)["event"]
        if event == zmq.EVENT_DISCONNECTED and self.monitors[monitor] and not self.lost:
            self.lost = time.monotonic()
        self.monitors[monitor] = self.monitors[monitor] or event == zmq.EVENT_HANDSHAKE_SUCCEEDED

    def take(self, socket, kind):
        """Take some messages from the kernel."""
        for _ in range(100):
            if self.waiting >= MOST_WAITING:
                return
            try:
                frames = receive(socket)
            except zmq.Again:
                return
            self.pass_on(kind, frames)
            self.flush()

    def pass_on(self, kind, frames):
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

    def tell_left_out(self):
        """Tell how many messages were left out since it was told last, before what came after them."""
        if self.left_out:
            self.put(LEFT_OUT, [b"%d" % self.left_out])
            self.left_out = 0

    def put(self, kind, frames):
        """Queue a record."""
        record = encode(kind, frames)
        self.outgoing.append(memoryview(record))
        self.waiting += len(record)

    def flush(self):
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

    def commands(self):
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


def address(info, port):
    """Return the address of one of the kernel's sockets."""
    between = ":" if info["transport"] == "tcp" else "-"
    return f"{info['transport']}://{info['ip']}{between}{info[port]}"


def encode(kind, frames):
    """Return a record."""
    lengths = [len(each) for each in frames]
    return b"".join([HEAD.pack(kind, len(frames), sum(lengths)), *map(LENGTH.pack, lengths), *frames])


def decode(buffer):
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


def receive(socket):
    """Return the first frames of a message; of the others, however many there are, none is kept."""
    frames = [socket.recv(zmq.NOBLOCK, copy=False).buffer]
    while socket.getsockopt(zmq.RCVMORE):
        frame = socket.recv(zmq.NOBLOCK, copy=False)
        if len(frames) < FRAMES:
            frames.append(frame.buffer)
    return frames


def split(frames):
    """Return (identities, delimiter, signature and four frames; whether that is all); (None, False) for no message."""
    for at, each in enumerate(frames[:-5]):
        if len(each) > SMALL:
            break
        if each == DELIMITER and max(map(len, frames[at : at + 5])) <= SMALL:
            return frames[: at + 6], len(frames) == at + 6
    return None, False


def kind_of(header):
    """Return the type that a message's header tells, "" where it tells none."""
    try:
        return str(json.loads(bytes(header))["msg_type"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""


def may_go(message):
    """Tell whether a message may be dropped where too much waits: output but short results, which may be scores."""
    kind = kind_of(message[-4])
    return kind not in ("status", "error") and not (kind == "execute_result" and len(message[-1]) < WORDS)


def shorter(message, info, most):
    """Return a message with a large content as one that is quick to read, signed anew, and whether it says the same.

    Its content then has at most about most bytes, and nothing but text in it. (None, False) if its signature is wrong.
    """
    front, signature, header, parent, metadata, content = message[:-5], *message[-5:]
    if bytes(signature) != sign(info, message[-4:]):
        return None, False
    size = len(content)
    try:
        value = json.loads(str(content, "utf-8", "replace"))
    except (ValueError, MemoryError, RecursionError):
        value = None
    short = shortened(kind_of(header), value if isinstance(value, dict) else {}, size, most)
    content = json.dumps(short).encode()
    signature = sign(info, [header, parent, metadata, content])
    return [*front, signature, header, parent, metadata, content], short == value


def sign(info, frames):
    """Return the signature of a message's four frames."""
    key = info.get("key") or ""
    if not key:
        return b""
    made = hmac.new(key.encode(), digestmod=info.get("signature_scheme", "hmac-sha256").removeprefix("hmac-"))
    for each in frames:
        made.update(each)
    return made.hexdigest().encode()


def shortened(kind, content, size, most):
    """Return what of a content is passed on; of one that could not be read, {}, what a reader must know of it.

    An error stays an error, and so does a reply of which nobody can tell.
    """
    note = f"[{size / MB:.1f} MB, too much to be shown]"
    if kind == "stream":
        name = "stderr" if content.get("name") == "stderr" else "stdout"
        return {"name": name, "text": fitting(content.get("text"), most) or f"{note}\n"}
    if kind == "error":
        return error(content, note)
    if kind == "execute_reply":
        known = content.get("status") in ("ok", "aborted")
        count = content.get("execution_count")
        told = {"status": content["status"]} if known else {"status": "error", **error(content, note)}
        return told | {"execution_count": count if isinstance(count, int) else None, "user_expressions": {}}
    if kind in ("display_data", "execute_result", "update_display_data"):
        data, left = {}, most
        known = content.get("data") if isinstance(content.get("data"), dict) else {}
        for name, value in sorted(known.items(), key=lambda each: len(each[1]) if isinstance(each[1], str) else 0):
            size = len(json.dumps(value)) if isinstance(value, str) and len(name) + len(value) < left else most
            if size < left:
                data[name] = value
                left -= size
        data = data or {"text/plain": fitting(known.get("text/plain"), most) or note}
        made = {"data": data, "metadata": {}, "transient": {}}
        shown = content["transient"].get("display_id") if isinstance(content.get("transient"), dict) else None
        if isinstance(shown, str) and len(shown) < WORDS:
            made["transient"] = {"display_id": shown}
        count = content.get("execution_count")
        return made | ({"execution_count": count if isinstance(count, int) else None} if "result" in kind else {})
    if kind == "status":
        return {"execution_state": str(content.get("execution_state"))[:WORDS]}
    return {}


def fitting(text, most):
    """Return as much of a text as makes about most bytes of JSON, "" of what is no text."""
    text = text[: most * 9 // 10] if isinstance(text, str) else ""
    while len(json.dumps(text)) > most:
        text = text[: len(text) // 2]
    return text


def error(content, note):
    """Return ename, evalue and traceback of an error, cut."""
    lines = content.get("traceback") if isinstance(content.get("traceback"), list) else []
    told = {key: content.get(key) for key in ("ename", "evalue")}
    return {
        "ename": told["ename"][:WORDS] if isinstance(told["ename"], str) else "Error",
        "evalue": told["evalue"][:WORDS] if isinstance(told["evalue"], str) else note,
        "traceback": [line[:WORDS] for line in lines[-LINES:] if isinstance(line, str)],
    }
