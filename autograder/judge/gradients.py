"""Gradients of what an answer has computed elsewhere: the judge's tape asks the player for them."""

from __future__ import annotations

import sys
from typing import Any, Protocol

from autograder.judge.wire import Node, Reader, Writer


class Asker(Protocol):
    """What is asked for gradients."""

    def writer(self) -> Writer:
        """Return what makes a message."""

    def nodes(self, values: Any, writer: Writer) -> list[Any]:
        """Return the nodes of what goes to the player."""

    def ask(self, kind: str, *parts: Any, writer: Writer) -> tuple[Any, Reader]:
        """Ask for something."""

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value of a node."""

    def parts(self, said: Any, count: int) -> list[Any]:
        """Return the parts of what was said."""

    def broken(self, why: object) -> BaseException:
        """Note that the player is of no use any more; return the error that says so."""


def is_recording() -> bool:
    """Tell whether a tape of TensorFlow's may be recording; True where nobody tells."""
    if "tensorflow" not in sys.modules:
        return False
    try:
        from tensorflow.python.eager import record

        return bool(record.could_possibly_record())
    except (ImportError, AttributeError):  # it is private, and may move
        return True


class Taped:
    """A call whose result the player has on tape.

    sources: the variables, and the arguments, that the result may depend on, as they were at the call.
    """

    def __init__(self, caller: Asker, tape: int, variables: dict[int, Any], arguments: list[Any]) -> None:
        """Read what the result depends on, which this end's tape records."""
        import tensorflow as tf

        self.caller, self.tape = caller, tape
        self.variables = dict(variables)  # which nobody may forget as long as this is there
        self.wanted: list[list[Any]] = []
        self.sources: list[Any] = []
        for number, variable in variables.items():
            if variable.dtype.is_floating:
                self.wanted.append(["variable", number])
                self.sources.append(tf.convert_to_tensor(variable))
        for place, each in enumerate(arguments):
            if isinstance(each, tf.Tensor) and each.dtype.is_floating:
                self.wanted.append(["argument", place])
                self.sources.append(each)

    def result(self, value: Any) -> Any:
        """Return the result as a tensor that the gradient of goes to the player."""
        import tensorflow as tf

        if not isinstance(value, tf.Tensor) or not value.dtype.is_floating or not self.sources:
            return value

        @tf.custom_gradient
        def computed(*_: Any) -> tuple[Any, Any]:
            return tf.identity(value), self.slopes

        return computed(*self.sources)

    def slopes(self, upstream: Any) -> Any:
        """Return the gradients by the sources, None for those that do not reach the result."""
        writer = self.caller.writer()
        (node,) = self.caller.nodes([upstream], writer)
        said, reader = self.caller.ask("slopes", self.tape, node, self.wanted, writer=writer)
        nodes = self.caller.parts(said, len(self.wanted))
        found = [None if each is None else self.caller.read(each, reader) for each in nodes]
        for slope, source in zip(found, self.sources, strict=True):
            if slope is not None and told(slope) != told(source):
                raise self.caller.broken("a gradient of another shape")
        return found if len(found) > 1 else found[0]


def told(value: Any) -> object:
    """Return what a gradient has in common with what it is the gradient by; None of what is no tensor."""
    import tensorflow as tf

    return (value.shape.as_list(), value.dtype) if isinstance(value, tf.Tensor) else None
