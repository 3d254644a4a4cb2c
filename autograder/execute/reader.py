"""Stands between a kernel and the grader: whatever a kernel sends, the grader reads it at its leisure, or not at all.

ZeroMQ limits the bytes of a frame and the number of messages, but neither the frames of a message nor the bytes of all.
So the kernel's sockets belong to a process of their own, one for each kernel and with a memory limit (see
reader_process.py), and the grader holds only what it has asked for. decode() then makes a message of it, or nothing.
"""

import hmac
import json
import math
import select
import time
from collections.abc import Mapping
from typing import Any, TypedDict

from jupyter_client.session import Session

from autograder.execute import reader_process, shorten
from autograder.execute.reader_process import DELIMITER, LEFT_OUT, LOST, PLAIN, SHELL, SMALL
from autograder.execute.shorten import MB
from autograder.sandbox.forks import Forks

# Bytes that the process may use beyond what it starts with, bytes of a content that it passes on, and of what one call
# of receive() returns, unless it is one message.
MEMORY, MOST, AT_ONCE = 400 * MB, 10 * MB, 4 * MB
# The grader waits so many seconds until a request has been taken off its hands.
PATIENCE = 10
# Values in what an output shows beside text and pictures, each of which takes a notebook a thousand bytes; and in what
# was asked for.
OBJECTS, ASKED = 200, 20_000

FORKS = Forks(["autograder.execute.reader_process"])


class Message(TypedDict):
    """A message of Jupyter's, as jupyter_client has it."""

    header: dict[str, Any]
    msg_id: str
    msg_type: str
    parent_header: dict[str, Any]
    metadata: dict[str, Any]
    content: dict[str, Any]
    buffers: list[bytes]


class ReaderGone(Exception):
    """Nothing more can be read from a kernel: it has ended, has closed a connection, or has sent too much."""


class Reader:
    """The connection to one kernel, for one thread at a time.

    left_out: how many messages were not passed on, or not whole.
    """

    def __init__(
        self, connection_info: Mapping[str, Any], identity: str = "", memory: int = MEMORY, most: int = MOST
    ) -> None:
        """Connect, which takes no time; the kernel's sockets may come up later.

        connection_info: as KernelManager.get_connection_info() gives it; identity: of the shell socket, as a kernel
        gives it back; memory: bytes that the reading may take; most: bytes of a content that is passed on.
        """
        known = ("transport", "ip", "shell_port", "iopub_port", "key", "signature_scheme")
        curve = ("curve_publickey", "curve_secretkey")
        info = {key: plain(connection_info[key]) for key in (*known, *curve) if connection_info.get(key)}
        self.buffer, self.left_out, self.gone = bytearray(), 0, ""
        self.connection = FORKS.fork(
            "autograder.execute.reader_process:serve", info=info, identity=identity, memory=memory, most=most
        )
        self.connection.setblocking(False)

    @property
    def alive(self) -> bool:
        """Whether there may be more to read."""
        return not self.gone

    def send(self, channel: str, frames: list[bytes]) -> None:
        """Send a message to the kernel; channel: "shell"."""
        if channel != "shell":
            raise ValueError(f"there is no channel {channel} here, only shell")
        data, end = memoryview(reader_process.encode(SHELL, frames)), time.monotonic() + PATIENCE
        while data:
            try:
                data = data[self.connection.send(data) :]
            except BlockingIOError:
                if not self.wait(select.POLLOUT, end - time.monotonic()):
                    raise self.lose("it takes nothing any more") from None
            except OSError as error:
                raise self.lose("its reader has ended") from error

    def receive(self, milliseconds: float) -> list[tuple[str, list[bytes]]]:
        """Return [(channel's name, frames)], what there is of them, waiting for the first one that long.

        Together they have at most AT_ONCE bytes, unless it is one. Raises ReaderGone when no more can come.
        """
        end, size = time.monotonic() + milliseconds / 1000, 0
        got: list[tuple[str, list[bytes]]] = []
        while size < AT_ONCE:
            record = reader_process.decode(self.buffer)
            if record is None:
                if self.gone:
                    break
                if not self.fill() and (got or not self.wait(select.POLLIN, end - time.monotonic())):
                    break
                continue
            kind, frames = record
            if kind in reader_process.CHANNELS:
                got.append((reader_process.CHANNELS[kind], frames))
                size += sum(map(len, frames))
            elif kind == LEFT_OUT:
                self.left_out += int(frames[0])
            elif kind == LOST:
                self.lose("the kernel has closed the connection, or sent more than can be read")
        if self.gone and not got:
            raise ReaderGone(self.gone)
        return got

    def fill(self) -> bool:
        """Take what has come into the buffer; tell whether there was anything, the end included."""
        try:
            data = self.connection.recv(1 << 20)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self.lose("the kernel sent more than can be read")
        self.buffer += data
        return True

    def wait(self, event: int, seconds: float) -> bool:
        """Wait until the connection is ready; tell whether it is."""
        poll = select.poll()
        poll.register(self.connection, event)
        return bool(poll.poll(max(0, 1000 * seconds)))

    def lose(self, reason: str) -> ReaderGone:
        """Note why there is no more to come; return it as an exception."""
        self.gone = self.gone or reason
        return ReaderGone(self.gone)

    def close(self) -> None:
        """End the process."""
        self.lose("its reader was closed")
        self.connection.close()


def plain(value: Any) -> Any:
    """Return bytes as text."""
    return value.decode("ascii") if isinstance(value, bytes) else value


def start() -> None:
    """Let the process that readers are forked from do its imports, while this returns."""
    FORKS.start()


def decode(session: Session, frames: list[bytes], most: int = MOST + PLAIN) -> Message | None:
    """Return the message that frames are, its content in the form that Jupyter's protocol gives it.

    session: jupyter_client's, which has the key that messages are signed with. None for frames that are no message, or
    not signed so, or have more than most bytes: whatever is in them, there is no exception, and quickly no result. An
    error stays an error, though, whatever it lacks.
    """
    try:
        start = frames.index(DELIMITER) + 1
        signature, *parts = frames[start:]
        if len(parts) != 4 or sum(map(len, frames)) > most or max(map(len, parts[:3])) > SMALL:
            return None
        if session.auth is not None and not hmac.compare_digest(signature, session.sign(parts)):
            return None
        header, parent, metadata, content = (json.loads(each, parse_constant=refuse) for each in parts)
        if not all(isinstance(each, dict) for each in (header, parent, metadata, content)):
            return None
        kind, number = header["msg_type"], header["msg_id"]
        if not isinstance(kind, str) or not isinstance(number, str):
            return None
        content = formed(kind, content)
        if content is None:
            return None
        made = {"header": header, "msg_id": number, "msg_type": kind, "parent_header": parent, "metadata": {}}
        return tidy(made | {"content": content, "buffers": []})
    except Exception:  # of many types, and whatever it is, this is no message
        return None


def refuse(constant: str) -> None:
    """Take no NaN and no Infinity for JSON."""
    raise ValueError(f"{constant} is not JSON")


def formed(kind: str, content: dict[str, Any]) -> dict[str, Any] | None:
    """Return a message's content with what belongs to its kind and in the form it must have; None where it has not."""
    if kind == "stream":
        known = content.get("name") in ("stdout", "stderr") and isinstance(content.get("text"), str)
        return {key: content[key] for key in ("name", "text")} if known else None
    if kind == "error":
        return shorten.error(content, "")
    if kind == "status":
        return {"execution_state": content["execution_state"]} if isinstance(content["execution_state"], str) else None
    if kind == "clear_output":
        return {"wait": bool(content.get("wait"))}
    count = content.get("execution_count")
    count = {"execution_count": count if isinstance(count, int) else None}
    if kind == "execute_reply":
        asked = content.get("user_expressions")
        made = {"status": content.get("status"), "user_expressions": asked if small(asked, dict, ASKED) else {}} | count
        done = made["status"] in ("ok", "aborted")
        return made if done else made | {"status": "error"} | shorten.error(content, "")
    if kind in ("display_data", "execute_result", "update_display_data"):
        if not isinstance(content.get("data"), dict) or len(content["data"]) > OBJECTS:
            return None
        data = {name: value for name, value in content["data"].items() if isinstance(value, str) or small(value)}
        made = {key: content[key] if small(content.get(key), dict) else {} for key in ("metadata", "transient")}
        return {"data": data, **made} | (count if kind == "execute_result" else {})
    return content if small(content) else {}


def small(value: object, kind: type = object, most: int = OBJECTS) -> bool:
    """Tell whether a value is of that kind, and has few values in it."""
    if not isinstance(value, kind):
        return False
    left, found = [value], 0
    while left and found <= most:
        each = left.pop()
        if isinstance(each, dict | list):
            found += len(each)
            left += each.values() if isinstance(each, dict) else each
    return found <= most


def tidy(value: Any) -> Any:
    """Return a value as every file can hold it: no half characters, no infinite numbers."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {tidy(key): tidy(each) for key, each in value.items()}
    if isinstance(value, list):
        return [tidy(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
