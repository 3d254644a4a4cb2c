"""One end of a connection between two processes that do not trust each other: messages of limited size, in and out."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

from autograder.judge.wire import (
    LARGEST,
    LARGEST_JSON,
    MOST_BUFFERS,
    MOST_LISTS,
    UnsendableError,
    WireError,
    Writer,
    sizes,
)

HEAD = struct.Struct("!II")


class Channel:
    """One end of a connection."""

    def __init__(self, connection: socket.socket) -> None:
        """Take it over."""
        self.connection = connection

    def send(self, message: list[Any], writer: Writer | None = None) -> None:
        """Send a message, whose nodes were made by a writer; raises UnsendableError where it is too large."""
        buffers = writer.buffers if writer else []
        parts = [message, [len(each) for each in buffers]]
        # Not in ASCII: two escapes of halves of a character would be read as one character.
        text = json.dumps(parts, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
        if len(text) > LARGEST_JSON or lists_in(text) > MOST_LISTS:
            raise UnsendableError("a value that is too large")
        self.connection.sendall(b"".join([HEAD.pack(len(text), sum(map(len, buffers))), text, *buffers]))

    def receive(self) -> tuple[list[Any], list[bytes]]:
        """Return (message, buffers); raises WireError where what comes is none, EOFError at the end."""
        length, rest = HEAD.unpack(self.read(HEAD.size))
        if length > LARGEST_JSON or rest > LARGEST:
            raise WireError(f"{length + rest} bytes at once")
        text = self.read(length)
        if lists_in(text) > MOST_LISTS:
            raise WireError("too many lists at once")
        try:
            message, lengths = json.loads(text.decode("utf-8", "surrogatepass"))
            lengths = sizes(lengths)
        except (ValueError, TypeError, RecursionError, MemoryError) as error:
            raise WireError(f"no message ({type(error).__name__})") from None
        fits = sum(lengths) == rest and len(lengths) <= MOST_BUFFERS
        if not fits or not isinstance(message, list) or not message or not isinstance(message[0], str):
            raise WireError("no message")
        return message, [self.read(size) for size in lengths]

    def read(self, size: int) -> bytes:
        """Return so many bytes; raises EOFError where there are no more."""
        data = bytearray(size)
        view, at = memoryview(data), 0
        while at < size:
            got = self.connection.recv_into(view[at:])
            if not got:
                raise EOFError("the other end has gone")
            at += got
        return bytes(data)

    def close(self) -> None:
        """End it."""
        self.connection.close()


def lists_in(text: bytes) -> int:
    """Return how many lists and objects there may be in JSON."""
    return text.count(b"[") + text.count(b"{")
