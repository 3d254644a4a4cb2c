"""The judge's end: the answer's name is bound to a proxy, and each call of it goes to the player.

What comes back was made by code that nobody trusts: so it is read as plain data of exact types, and what is none
becomes a proxy, no method of which is ever given what is expected.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from typing import Any

from autograder.judge.beside import beside
from autograder.judge.changes import assign, change, is_variable, numbers_of
from autograder.judge.errors import revived
from autograder.judge.gradients import Taped, is_recording
from autograder.judge.models import Models
from autograder.judge.proxies import Remote, number_of, proxy
from autograder.judge.questions import Questions
from autograder.judge.standins import made, released
from autograder.judge.wire import Node, Reader, UnsendableError, WireError, Writer

# What the name of an answer stands for that the notebook does not have.
ABSENT = object()
# Objects of the player's that it may show, and variables: each takes far more memory here than its message.
MOST_OBJECTS, MOST_VARIABLES = 10_000, 1_000
# References to a variable that only we hold: ours, and that of whoever counts.
OURS = 2
# Questions by which nothing of an answer's runs, and those whose answers tell all that has changed.
IDLE, TELLING = frozenset({"fetch", "slopes", "isinstance", "bind", "unbind"}), frozenset({"call", "get"})


class Caller(Questions):
    """Calls what the player has."""

    def __init__(self, connection: socket.socket, given: dict[str, Any]) -> None:
        """Take over a connection; given: {name: value} of the lesson's given cells, which both ends have run."""
        super().__init__(connection)
        self.given = {id(value): name for name, value in given.items() if callable(value)}
        self.proxies: dict[int, Any] = {}
        self.variables: dict[int, Any] = {}
        self.sent: dict[int, bytes] = {}  # the values of variables that the player knows
        self.models = Models(self, 1)
        self.shown: set[str] = set()  # kinds of Keras's objects that have come
        self.arguments: list[Any] = []
        self.told = False  # whether the player has told all that its variables have become

    # Questions.

    def ask(self, kind: str, *parts: Any, writer: Writer | None = None) -> tuple[Any, Reader]:
        """Ask for something; return (what was said, a reader of its nodes). Raises what was raised there."""
        told, self.told = self.told, False  # an answer that raises tells nothing of variables
        said = super().ask(kind, *parts, writer=writer)
        self.told = kind in TELLING or (told and kind in IDLE)
        return said

    def fetch(self, name: str) -> Any:
        """Return what the notebook has under a name, ABSENT where it has nothing."""
        said, reader = self.ask("fetch", name)
        if said == ["absent"]:
            return ABSENT
        _, node, layers = self.parts(said, 3)
        value = self.read(node, reader)
        self.become(layers, reader)
        return value

    def call(self, number: int, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """Call an object of the player's; return what it returns, or raise what it raises."""
        writer = self.writer()
        nodes = self.nodes(arguments, writer)
        named = [[key, node] for key, node in zip(options, self.nodes(options.values(), writer), strict=True)]
        everything = [*arguments, *options.values()]
        recording = is_recording()
        state = self.values(writer)
        said, reader = self.ask("call", number, nodes, named, state, recording, writer=writer)
        node, changed, state, tape = self.parts(said, 4)
        variables, layers = self.parts(state, 2)
        taped = Taped(self, tape, self.variables, everything) if recording and tape else None
        for place, each in self.pairs(changed):
            if type(place) is not int or not 0 <= place < len(everything):
                raise self.broken("it changed an argument that there is not")
            new = self.read(each, reader)
            try:
                change(everything[place], new)
            except (ValueError, TypeError) as error:  # of another kind, or an array that nobody can write to
                raise self.broken(error) from None
        self.take(variables, reader)
        before, self.arguments = self.arguments, everything
        try:
            result = self.read(node, reader)
        finally:
            self.arguments = before
        self.become(layers, reader)
        return taped.result(result) if taped is not None else result

    def get(self, number: int, name: str) -> Any:
        """Return an attribute of an object of the player's; raises AttributeError."""
        writer = self.writer()
        said, reader = self.ask("get", number, name, self.values(writer), writer=writer)
        node, state = self.parts(said, 2)
        variables, layers = self.parts(state, 2)
        self.take(variables, reader)
        value = self.read(node, reader)
        self.become(layers, reader)
        return value

    def set(self, number: int, name: str, value: Any) -> None:
        """Give an object of the player's an attribute."""
        writer = self.writer()
        self.ask("set", number, name, *self.nodes([value], writer), writer=writer)

    def special(self, value: Any, writer: Writer) -> Node:
        """Variables, Keras's objects, and what the player has."""
        number = number_of(value)
        if number:
            return ["mine", number]
        if is_variable(value):
            return self.variable(value, writer)
        return self.models.node(value, writer)

    def is_of(self, value: Any, kind: int) -> bool:
        """Tell whether a value is of a class of the player's; what the player does not have is not, and stays here."""
        if not number_of(value) and not self.models.number_of(value):
            return False
        writer = self.writer()
        return bool(self.ask("isinstance", writer.node(value), kind, writer=writer)[0])

    def method(self, number: int, name: str, arguments: tuple[Any, ...]) -> Any:
        """Call a special method of an object of the player's."""
        writer = self.writer()
        said, reader = self.ask("special", number, name, self.nodes(arguments, writer), writer=writer)
        return self.read(said, reader)

    def bind(self, name: str, value: Any) -> None:
        """Bind a name of the notebook's in the player, too."""
        writer = self.writer()
        self.ask("bind", name, *self.nodes([value], writer), writer=writer)

    def unbind(self, name: str) -> None:
        """Take a name away in the player, too."""
        self.ask("unbind", name)

    def make(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        """Return a proxy of what a function, of a module beside the notebook, makes in the player."""
        writer = self.writer()
        nodes = self.nodes(arguments, writer)
        said, reader = self.ask("make", function.__module__, function.__qualname__, nodes, writer=writer)
        return self.read(said, reader)

    def enter(self, watch: Callable[..., Any], arguments: tuple[Any, ...]) -> int:
        """Enter a context of a module beside the notebook in the player; return its number."""
        writer = self.writer()
        nodes = self.nodes(arguments, writer)
        said, _ = self.ask("enter", watch.__module__, watch.__qualname__, nodes, writer=writer)
        if type(said) is not int:
            raise self.broken("no number of a context")
        return said

    def leave(self, number: int) -> Any:
        """Leave it; return what it tells."""
        said, reader = self.ask("leave", number)
        return self.read(said, reader)

    # Values.

    def describe(self, value: Any, writer: Writer) -> Node:
        """Functions: those of the given cells, and of modules beside the notebook, by name; others are called back."""
        if id(value) in self.given:
            return ["named", self.given[id(value)]]
        if callable(value) and not isinstance(value, type):
            name = beside(value)
            if name:
                return ["beside", *name]
            self.callbacks.append(value)
            return ["callback", len(self.callbacks) - 1, str(getattr(value, "__name__", "function"))]
        raise UnsendableError(f"a {type(value).__name__} does not go to the answer by value")

    def foreign(self, node: list[Any], reader: Reader) -> Any:
        """Return what the player sends that is no plain data."""
        kind, *rest = node
        number = rest[0] if rest and type(rest[0]) is int else None
        if kind == "argument" and len(rest) == 1 and number is not None and 0 <= number < len(self.arguments):
            return self.arguments[number]
        if kind == "handle" and len(rest) == 2 and number is not None and number > 0 and isinstance(rest[1], dict):
            if number not in self.proxies:
                if len(self.proxies) >= MOST_OBJECTS:
                    raise WireError("too many objects")
                self.proxies[number] = proxy(self, number, rest[1])
            return self.proxies[number]
        if kind == "variable" and number is not None:
            variable = self.mirrored(number, rest[1:], reader)
            return self.models.weights.get(number, variable)
        if kind == "error" and len(rest) == 1:
            return revived(rest[0], reader)
        self.shown.add(str(kind)[:40])
        return self.models.value(node, reader)

    def stand_in(self, number: Any, kind: Any, facts: Any) -> Any:
        """Return a stand-in of a layer of the player's; raises WireError."""
        if type(number) is not int or type(kind) is not Remote or not isinstance(facts, dict):
            raise WireError("no layer")
        return made(self, number, kind, facts)

    def become(self, layers: Any, reader: Reader) -> None:
        """Make layers what they have become in the player."""
        try:
            self.models.take(layers, reader)
        except (WireError, RecursionError, MemoryError) as error:
            raise self.broken(error) from None

    def confirm(self) -> None:
        """See that variables have the values still that they had after the last call, when the player told them.

        Raises PlayerGoneError where they have not: what was told then was said for the test alone. After a question
        whose answer tells nothing of variables, as a step of a generator, there is nothing to compare.
        """
        if self.variables and self.told and not self.gone:
            said, _ = self.ask("values")
            if self.parts(said, 2)[0]:
                raise self.broken("a variable has other values than it was said to have")

    def close(self) -> None:
        """End it."""
        released()
        self.channel.close()

    # Variables.

    def variable(self, variable: Any, writer: Writer) -> list[Any]:
        """Return the node of a variable: its number alone where the player knows it."""
        for number, known in self.variables.items():
            if known is variable:
                return ["variable", number]
        number = max([0, *self.variables]) + 1
        self.variables[number] = variable
        values = numbers_of(variable)
        self.sent[number] = values.tobytes()
        return ["variable", number, writer.node(values), bool(variable.trainable)]

    def values(self, writer: Writer) -> list[Any]:
        """Return what the player does not know of variables and layers.

        That is (number, node) of the variables that have other values now, what layers have become, and the numbers of
        the variables that there are no more.
        """
        try:
            layers, told = self.models.changed(writer), []
            for number, variable in self.variables.items():
                values = numbers_of(variable)
                if values.tobytes() != self.sent.get(number):
                    told.append([number, writer.node(values)])
                    self.sent[number] = values.tobytes()
        except UnsendableError as error:
            raise self.cannot(error) from None
        return [told, layers, self.dropped(told)]

    def dropped(self, told: list[list[Any]]) -> list[int]:
        """Forget the variables that nobody here holds any more but we; return their numbers; told: of those to keep."""
        kept = {*(number for number, _ in told), *self.models.weights}
        ours = (number for number in self.variables if sys.getrefcount(self.variables[number]) <= OURS)
        found = [number for number in ours if number not in kept]
        for number in found:
            del self.variables[number], self.sent[number]
        return found

    def mirrored(self, number: int, values: list[Any], reader: Reader) -> Any:
        """Return the variable that stands for one of the player's."""
        if number not in self.variables:
            if len(values) != 3 or number >= 0 or len(self.variables) >= MOST_VARIABLES:
                raise WireError("no variable")
            import numpy as np
            import tensorflow as tf

            start, name = reader.value(values[0]), str(values[1])[:100].split(":")[0].split("/")[-1]
            if not isinstance(start, np.ndarray | np.generic):
                raise WireError("no variable's values")
            # A name that TensorFlow takes; which name it was is for the test to look at.
            made = tf.Variable(start, trainable=bool(values[2]), name=name if name.isidentifier() else None)
            self.variables[number], self.sent[number] = made, numbers_of(made).tobytes()
        return self.variables[number]

    def take(self, told: Any, reader: Reader) -> None:
        """Give variables the values that they have in the player."""
        import numpy as np

        for number, node in self.pairs(told):
            value = self.read(node, reader)
            variable = self.variables.get(number) if type(number) is int else None
            old = None if variable is None else numbers_of(variable)
            told = (value.shape, value.dtype) if isinstance(value, np.ndarray) else None
            if old is None or told != (old.shape, old.dtype):
                raise self.broken("no such variable, or of another shape")
            assign(variable, value)
            self.sent[number] = numbers_of(variable).tobytes()
