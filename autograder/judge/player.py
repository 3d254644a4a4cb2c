"""The player's end: in the student's kernel, it calls the answer with what the judge sends, and sends what comes of it.

It never sees a test, and nothing that is expected: arguments come by value, and what the answer returns, raises, or
changes in its arguments goes back by value. What does not go by value stays here and gets a number: functions,
classes, objects. Variables of TensorFlow's are on both ends, and their values go to and fro; gradients are asked for.

The text of this file runs inside the student's kernel, see bundle.py. What it says of itself is as good as the
student's word: whoever likes may change it, and gains what an answer gains that returns something else.
"""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any

from autograder.judge import looks
from autograder.judge.channel import Channel
from autograder.judge.models import End, Models, facts_of
from autograder.judge.wire import Node, Reader, UnsendableError, WireError, Writer

# Special methods that the judge may ask for, where an object's class has them.
SPECIAL: tuple[str, ...] = ("__len__", "__getitem__", "__iter__", "__next__", "__str__", "__bool__", "__float__")
SPECIAL += ("__enter__", "__exit__", "__setitem__", "__delitem__", "__int__")
ABSENT = object()


class Player(End):
    """Serves one judge."""

    def __init__(self, connection: socket.socket, namespace: dict[str, Any]) -> None:
        """Take over a connection; namespace: the notebook's names."""
        self.channel, self.namespace = Channel(connection), namespace
        self.objects: dict[int, Any] = {}
        self.count = 0
        self.numbers: dict[int, int] = {}  # {id of an object: its number}
        self.variables: dict[int, Any] = {}
        self.sent: dict[int, bytes] = {}  # the values of variables that the judge knows
        self.bound: dict[str, Any] = {}  # what names meant before the judge bound them
        self.models = Models(self, -1)
        self.arguments: list[Any] = []
        self.profile: Any = sys.getprofile()
        self.texts: dict[str, str] = {}

    def serve(self) -> None:
        """Do what is asked until the judge has gone."""
        while True:
            try:
                message, buffers = self.channel.receive()
            except (EOFError, OSError):
                return
            self.answer(message, buffers)

    def answer(self, message: list[Any], buffers: list[bytes]) -> None:
        """Do one thing, and send what came of it."""
        writer = Writer(self)
        try:
            kind, *rest = message
            said = getattr(self, f"do_{kind}")(Reader(self, buffers), writer, *rest)
            self.channel.send(["done", said], writer)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            writer = Writer(self)
            self.channel.send(["raised", looks.node_of(error, writer)], writer)

    # What is asked.

    def do_fetch(self, reader: Reader, writer: Writer, name: str) -> Node:
        """A name of the notebook's."""
        if name not in self.namespace:
            return ["absent"]
        return ["here", self.sendable(self.namespace[name], writer), self.models.changed(writer)]

    def do_call(
        self, reader: Reader, writer: Writer, number: int, nodes: list[Any], options: list[Any], state: Any, tape: bool
    ) -> list[Any]:
        """Call an object: (its result, arguments that have changed, what else has, the tape's number)."""
        arguments = reader.values(nodes)
        named = {key: reader.value(node) for key, node in options}
        self.assign(state, reader)
        everything = [*arguments, *named.values()]
        before = [looks.snapshot(each) for each in everything]
        with looks.taped(tape, everything) as (watch, sources), self.watched():
            result = self.objects[number](*arguments, **named)
        kept = self.keep((watch, result, sources)) if watch is not None and looks.is_tensor(result) else 0
        self.arguments = everything  # which may be what comes back
        try:
            said = self.sendable(result, writer)
        finally:
            self.arguments = []
        changed = [
            [place, self.sendable(each, writer)]
            for place, each in enumerate(everything)
            if before[place] is not None and looks.snapshot(each) != before[place]
        ]
        return [said, changed, self.changed(writer), kept]

    def do_get(self, reader: Reader, writer: Writer, number: int, name: str, state: Any) -> list[Any]:
        """An attribute of an object, and what has changed meanwhile."""
        self.assign(state, reader)
        with self.watched():
            value = getattr(self.objects[number], name)
        return [self.sendable(value, writer), self.changed(writer)]

    def do_set(self, reader: Reader, writer: Writer, number: int, name: str, node: Any) -> None:
        """Give an object an attribute."""
        setattr(self.objects[number], name, reader.value(node))

    def do_special(self, reader: Reader, writer: Writer, number: int, name: str, nodes: list[Any]) -> Node:
        """Call a special method, which is the class's."""
        if name not in SPECIAL:
            raise WireError(f"no special method: {name}")
        found = getattr(type(self.objects[number]), name)
        with self.watched():
            value = found(self.objects[number], *reader.values(nodes))
        return self.sendable(value, writer)

    def do_isinstance(self, reader: Reader, writer: Writer, node: Any, kind: int) -> bool:
        """Whether an object is of a class, both of them here."""
        return isinstance(reader.value(node), self.objects[kind])

    def do_bind(self, reader: Reader, writer: Writer, name: str, node: Any) -> None:
        """Bind a name of the notebook's."""
        self.bound.setdefault(name, self.namespace.get(name, ABSENT))
        self.namespace[name] = reader.value(node)

    def do_unbind(self, reader: Reader, writer: Writer, name: str) -> None:
        """Bind it to what it was bound to before; take it away where it was not."""
        before = self.bound.pop(name, ABSENT)
        if before is ABSENT:
            self.namespace.pop(name, None)
        else:
            self.namespace[name] = before

    def do_make(self, reader: Reader, writer: Writer, module: str, name: str, nodes: list[Any]) -> Node:
        """Call a function of a module that lies beside the notebook; only exactly plain data leaves from here."""
        value = looks.found(module, name)(*reader.values(nodes))
        return self.sendable(value, writer) if looks.is_plain(value) else self.handle(value, writer)

    def do_enter(self, reader: Reader, writer: Writer, module: str, name: str, nodes: list[Any]) -> int:
        """Enter a context that a module beside the notebook has."""
        manager = looks.found(module, name)(*reader.values(nodes))
        with self.watched():
            return self.keep((manager, manager.__enter__()))

    def do_leave(self, reader: Reader, writer: Writer, number: int) -> Node:
        """Leave it: what it has told."""
        pair = self.objects.pop(number)
        del self.numbers[id(pair)]
        manager, told = pair
        with self.watched():
            manager.__exit__(None, None, None)
        return writer.node(getattr(told, "told", told))

    def do_values(self, reader: Reader, writer: Writer) -> list[Any]:
        """What has changed since the last question, which has changed nothing."""
        return self.changed(writer)

    def do_slopes(self, reader: Reader, writer: Writer, number: int, upstream: Any, wanted: list[Any]) -> list[Any]:
        """Gradients of a result that was taped: by variables, by their numbers, and by arguments, by their places."""
        import tensorflow as tf

        watch, result, sources = self.objects[number]
        by = [sources[place] if kind == "argument" else self.variables[place] for kind, place in wanted]
        slopes = watch.gradient(result, by, output_gradients=reader.value(upstream))
        return [None if each is None else writer.node(tf.convert_to_tensor(each)) for each in slopes]

    # Values.

    def sendable(self, value: Any, writer: Writer) -> Node:
        """Return the node of a value; of one that does not go over by value a handle."""
        before = len(writer.buffers), writer.size
        layers, variables = dict(self.models.known), dict(self.variables)
        try:
            return writer.node(value)
        except (UnsendableError, RecursionError):
            del writer.buffers[before[0] :]
            writer.size = before[1]
            # What was to go over has not.
            self.models.known, self.variables = layers, variables
            return self.handle(value, writer)

    def special(self, value: Any, writer: Writer) -> Node:
        """Variables, Keras's objects, and arguments that come back as they are."""
        for place, each in enumerate(self.arguments):
            if each is value and (type(value) in (list, dict, set) or type(value).__module__ != "builtins"):
                return ["argument", place]
        variable = looks.as_variable(value)
        if variable is not None:
            return self.variable(variable, writer)
        return self.models.node(value, writer)

    def describe(self, value: Any, writer: Writer) -> Node:
        """An error by what it is and says; a handle of anything else."""
        if isinstance(value, BaseException):
            return ["error", looks.node_of(value, writer)]
        return self.handle(value, writer)

    def handle(self, value: Any, writer: Writer) -> list[Any]:
        """Return the node of an object that stays here: its number, and what can be told of it."""
        return ["handle", self.keep(value), looks.facts_of(value, SPECIAL)]

    def keep(self, value: Any) -> int:
        """Return the number of an object, which stays as long as the judge does."""
        number = self.numbers.get(id(value))
        if number is None:
            self.count += 1
            number = self.count
            self.objects[number], self.numbers[id(value)] = value, number
        return number

    def text(self, value: str) -> str:
        """Return the same object for the same text, as a test that sends a word twice has it."""
        return self.texts.setdefault(value, value)

    def foreign(self, node: list[Any], reader: Reader) -> Any:
        """Return what the judge sends that is no plain data."""
        kind, *rest = node
        if kind == "mine":
            return self.objects[rest[0]]
        if kind == "named":
            return self.namespace[rest[0]]
        if kind == "beside":
            return looks.found(*rest)
        if kind == "callback":
            return self.callback(*rest)
        if kind == "variable":
            return self.mirrored(rest[0], rest[1:], reader)
        return self.models.value(node, reader)

    def stand_in_node(self, value: Any, writer: Writer) -> list[Any]:
        """Return the node of a layer that stays here: its number, its class, and what can be told of it."""
        return [self.keep(value), self.handle(type(value), writer), facts_of(value)]

    def callback(self, number: int, name: str) -> Callable[..., Any]:
        """Return a function that calls one of the judge's."""

        def call(*arguments: Any, **options: Any) -> Any:
            with self.unwatched():
                return asked(arguments, options)

        def asked(arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
            writer = Writer(self)
            named = [[key, writer.node(each)] for key, each in options.items()]
            self.channel.send(["asks", number, writer.nodes(arguments), named], writer)
            while True:
                message, buffers = self.channel.receive()
                if message[0] == "done":
                    return Reader(self, buffers).value(message[1])
                if message[0] == "raised":
                    raise looks.error_of(*message[1:])
                self.answer(message, buffers)

        call.__name__ = call.__qualname__ = name
        return call

    # Variables, and gradients.

    def mirrored(self, number: int, values: list[Any], reader: Reader) -> Any:
        """Return the variable that stands for one of the judge's."""
        if number not in self.variables:
            import tensorflow as tf

            node, trainable = values
            start = reader.value(node)
            self.variables[number] = tf.Variable(start, trainable=trainable)
            self.sent[number] = start.tobytes()
        return self.variables[number]

    def variable(self, variable: Any, writer: Writer) -> list[Any]:
        """Return the node of a variable: its number alone where the judge knows it."""
        for number, known in self.variables.items():
            if known is variable:
                return ["variable", number]
        number = min([0, *self.variables]) - 1
        self.variables[number] = variable
        values = looks.numbers_of(variable)
        self.sent[number] = values.tobytes()
        name = str(getattr(variable, "name", ""))[:200]
        return ["variable", number, writer.node(values), name, bool(getattr(variable, "trainable", True))]

    def assign(self, state: list[Any], reader: Reader) -> None:
        """Give variables the values that they have in the judge; make layers what they have become there.

        What the judge has forgotten is forgotten: where it comes back it is a new one.
        """
        values, layers, dropped = state
        for number, node in values:
            value = reader.value(node)
            self.variables[number].assign(value)
            self.sent[number] = value.tobytes()
        self.models.take(layers, reader)
        for number in dropped:
            del self.variables[number], self.sent[number]

    def changed(self, writer: Writer) -> list[Any]:
        """Return (number, node) of the variables whose values the judge does not know, and what layers have become."""
        told = []
        for number, variable in self.variables.items():
            with contextlib.suppress(Exception):  # one that cannot be read now
                values = looks.numbers_of(variable)
                if values.tobytes() != self.sent.get(number):
                    self.sent[number] = values.tobytes()
                    told.append([number, writer.node(values)])
        return [told, self.models.changed(writer)]

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Let what looks on by the interpreter's profile hook see what is done meanwhile, and nothing else of ours."""
        sys.setprofile(self.profile)
        try:
            yield
        finally:
            self.profile = sys.getprofile()
            sys.setprofile(None)

    @contextlib.contextmanager
    def unwatched(self) -> Iterator[None]:
        """Let nothing look on by it meanwhile."""
        before = self.profile = sys.getprofile()
        sys.setprofile(None)
        try:
            yield
        finally:
            sys.setprofile(before)


def play(address: str, namespace: dict[str, Any]) -> None:
    """Serve the judge that listens at an address, until it has gone."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(address)
        Player(connection, namespace).serve()
    finally:
        connection.close()
