"""What the judge asks a player, and how it hears the answer: one that breaks off, or lies, is known for good."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

from autograder.judge.channel import Channel
from autograder.judge.errors import CannotAskError, PlayerGoneError, revived
from autograder.judge.models import End
from autograder.judge.wire import Node, Reader, UnsendableError, WireError, Writer


class Questions(End):
    """Asks a player.

    calls, seconds: how many questions there were, and how long they took together; gone: how the player broke off, ""
    while it has not, and fault: why a test cannot be judged here; whoever has swallowed the errors is told again.
    """

    def __init__(self, connection: socket.socket) -> None:
        """Take over a connection."""
        self.channel = Channel(connection)
        self.callbacks: list[Callable[..., Any]] = []
        # Raised by a function of ours while the player called it, and what the player was told: a class's name, a text.
        self.pending: tuple[BaseException, tuple[str, str]] | None = None
        self.calls, self.seconds, self.gone, self.fault = 0, 0.0, "", ""

    def ask(self, kind: str, *parts: Any, writer: Writer | None = None) -> tuple[Any, Reader]:
        """Ask for something; return (what was said, a reader of its nodes). Raises what was raised there."""
        began = time.perf_counter()
        try:
            if self.gone:
                raise PlayerGoneError(self.gone)
            self.channel.send([kind, *parts], writer)
            message, reader = self.heard()
            if message[0] == "raised":
                error = revived(message[1], reader)
        except UnsendableError as unsendable:
            raise self.cannot(unsendable) from None
        except (EOFError, OSError, WireError) as lost:
            raise self.broken(lost) from None
        finally:
            self.calls, self.seconds = self.calls + 1, self.seconds + time.perf_counter() - began
        pending, self.pending = self.pending, None
        if message[0] == "raised":
            if isinstance(error, StopIteration | StopAsyncIteration) and parts[1:2] != ("__next__",):
                # As Python has it of generators: no loop of a test's is to take it for its own end.
                error = RuntimeError(f"the answer raised {type(error).__name__}")
            same = pending is not None and (type(error).__name__, str(error)) == pending[1]
            raise (pending[0] if pending and same else error) from None
        return message[1], reader

    def heard(self) -> tuple[list[Any], Reader]:
        """Return what a question comes to, (the message, a reader of its nodes), once the player needs no function."""
        while True:
            message, buffers = self.channel.receive()
            reader = Reader(self, buffers)
            if message[0] in ("done", "raised") and len(message) == 2:
                return message, reader
            if message[0] != "asks" or len(message) != 4:
                raise WireError(f"no message: {message[0][:40]}")
            self.serve(reader, *message[1:])

    def broken(self, why: object) -> PlayerGoneError:
        """Note that the player is of no use any more; return the error that says so."""
        told = f"{type(why).__name__}: {why}"[:300] if isinstance(why, Exception) else str(why)
        self.gone = self.gone or told
        return PlayerGoneError(told)

    def writer(self) -> Writer:
        """Return what makes a message."""
        return Writer(self)

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value of a node that the player has sent."""
        try:
            return reader.value(node)
        except (WireError, RecursionError, MemoryError) as error:
            raise self.broken(error) from None

    def nodes(self, values: Any, writer: Writer) -> list[Any]:
        """Return the nodes of what goes to the player."""
        try:
            return writer.nodes(values)
        except UnsendableError as error:
            raise self.cannot(error) from None

    def cannot(self, why: UnsendableError) -> CannotAskError:
        """Note that a test cannot be judged here; return the error that says so."""
        self.fault = self.fault or f"the answer is called with what cannot go to it: {why}"
        return CannotAskError(self.fault)

    def serve(self, reader: Reader, number: Any, nodes: Any, options: Any) -> None:
        """Call a function of ours for the player, which is told of an error the kind, and of Python's own the text."""
        writer = self.writer()
        if type(number) is not int or not 0 <= number < len(self.callbacks) or not isinstance(nodes, list):
            raise WireError("no such function")
        arguments = [self.read(each, reader) for each in nodes]
        named = {str(key): self.read(each, reader) for key, each in self.pairs(options)}
        try:
            done = ["done", *self.nodes([self.callbacks[number](*arguments, **named)], writer)]
        except Exception as error:
            # What a test asserts may say what it expects.
            own = type(error).__module__ == "builtins"
            said = str(error)[:1000] if own and not isinstance(error, AssertionError) else ""
            name = type(error).__name__ if own else "RuntimeError"
            self.pending = error, (name, said)
            self.channel.send(["raised", name, said])
        else:
            self.channel.send(done, writer)

    def parts(self, said: Any, count: int) -> list[Any]:
        """Return the parts of what was said."""
        if not isinstance(said, list) or len(said) != count:
            raise self.broken("no message")
        return said

    def pairs(self, said: Any) -> list[list[Any]]:
        """Return what was said as pairs."""
        if not isinstance(said, list) or not all(isinstance(each, list) and len(each) == 2 for each in said):
            raise self.broken("no message")
        return said
