"""What can be told of an object where the answer runs. The text of this file also runs in a student's kernel."""

from __future__ import annotations

import builtins
import contextlib
import importlib
import inspect
import sys
from collections.abc import Iterator
from typing import Any

from autograder.judge.wire import Node, Side, UnsendableError, Writer

TEXT = 500  # letters of what an object says


class Quiet(Side):
    """Takes plain data alone."""


def found(module: str, name: str) -> Any:
    """Return what a module beside the notebook calls by a name."""
    value: Any = importlib.import_module(module)
    for part in name.split("."):
        value = getattr(value, part)
    return value


def is_plain(value: Any) -> bool:
    """Tell whether a value is made of exact numbers, texts, lists, tuples and dicts."""
    if type(value) in (list, tuple):
        return all(map(is_plain, value))
    if type(value) is dict:
        return all(map(is_plain, value)) and all(map(is_plain, value.values()))
    return value is None or type(value) in (bool, int, float, str)


def error_of(name: str, text: str) -> Exception:
    """Return an error of Python's own by the name of its class, which says a text as it is; else a RuntimeError."""
    known: Any = getattr(builtins, name, None)
    with contextlib.suppress(Exception):  # of several types: a class that wants more than a text
        if issubclass(known, Exception) and str(known(text)) == text:
            error: Exception = known(text)
            return error
    with contextlib.suppress(Exception):
        if issubclass(known, Exception):  # such as KeyError, which quotes its text
            parts = {"__init__": lambda self, text: None, "__str__": lambda self: text, "__module__": "builtins"}
            error = type(name, (known,), parts)(text)
            return error
    return RuntimeError(text)


def is_tensor(value: Any) -> bool:
    """Tell whether a value is a tensor that has numbers."""
    tf = sys.modules.get("tensorflow")
    return tf is not None and isinstance(value, tf.Tensor) and hasattr(value, "_numpy")


def as_variable(value: Any) -> Any:
    """Return TensorFlow's variable of a value that is one, or Keras's; None of any other."""
    tf = sys.modules.get("tensorflow")
    if tf is None:
        return None
    if isinstance(value, tf.Variable):
        return value
    if type(value).__module__.startswith("keras.") and isinstance(getattr(value, "_value", None), tf.Variable):
        return value._value
    return None


def numbers_of(variable: Any) -> Any:
    """Return the values of a variable as an array: of one number they are none by themselves."""
    import numpy as np
    import tensorflow as tf

    if not hasattr(variable, "handle"):
        return np.asarray(variable.numpy())
    # By the operation itself: what an answer has put in the place of its class's methods is not asked.
    return np.asarray(tf.raw_ops.ReadVariableOp(resource=variable.handle, dtype=variable.dtype).numpy())


def facts_of(value: Any, special: tuple[str, ...]) -> dict[str, Any]:
    """Return what can be told of an object that does not go over; special: methods of which its own are named."""
    kind = type(value)
    text = name = doc = ""
    with contextlib.suppress(Exception):
        text = str(repr(value))[:TEXT]
    with contextlib.suppress(Exception):
        name = str(value.__name__)[:100]
    with contextlib.suppress(Exception):
        doc = value.__doc__[:2000] if callable(value) and isinstance(value.__doc__, str) else ""
    return {
        "type": str(kind.__name__)[:100],
        "module": str(kind.__module__)[:100],
        "text": text,
        "name": name,
        "doc": doc,
        "class": value.__name__[:100] if isinstance(value, type) else "",
        "callable": callable(value),
        "special": [each for each in special if getattr(kind, each, None) not in (None, getattr(object, each, None))],
        "parameters": parameters(value),
    }


def parameters(value: Any) -> list[str]:
    """Return the names of the arguments of something to call, [] where nobody tells."""
    with contextlib.suppress(Exception):
        if callable(value):
            return [str(each)[:100] for each in list(inspect.signature(value).parameters)[:30]]
    return []


def snapshot(value: Any) -> object:
    """Return what tells that an argument has changed; None of what cannot, or is not looked at."""
    np = sys.modules.get("numpy")
    if np is not None and type(value) is np.ndarray:
        return value.shape, value.dtype.str, value.tobytes()
    if type(value) in (list, tuple, dict, set):
        writer = Writer(Quiet())
        with contextlib.suppress(UnsendableError, RecursionError):
            return writer.node(value), writer.buffers
    return None


def node_of(error: BaseException, writer: Writer) -> list[Any]:
    """Return the node of an error: its classes, what it says, and its arguments where they are plain."""
    said = ""
    with contextlib.suppress(Exception):
        said = str(error)
    arguments: Node = None
    with contextlib.suppress(Exception):
        quiet = Writer(Quiet())
        quiet.buffers = writer.buffers
        arguments = quiet.node(error.args)
    kinds = [[str(each.__module__)[:100], str(each.__qualname__)[:100]] for each in type(error).__mro__[:20]]
    return [kinds, said[:20_000], arguments]


@contextlib.contextmanager
def taped(wanted: bool, arguments: list[Any]) -> Iterator[tuple[Any, dict[int, Any]]]:
    """Record what is done, where that is wanted; yield (the tape, {place: argument that it watches})."""
    tf = sys.modules.get("tensorflow")
    if not wanted or tf is None:
        yield None, {}
        return
    with tf.GradientTape(persistent=True) as tape:
        floating = [place for place, each in enumerate(arguments) if is_tensor(each) and each.dtype.is_floating]
        sources = {place: arguments[place] for place in floating}
        for each in sources.values():
            tape.watch(each)
        yield tape, sources
