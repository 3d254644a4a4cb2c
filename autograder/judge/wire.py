"""Plain data between two processes that do not trust each other: JSON, with typed buffers beside it.

What goes over is read by what it says it is, and never unpickled. A value becomes a node: None, bool, int, float and
str stand for themselves, all else is a list that begins with its kind. Whoever sends makes exact types of subclasses;
whoever receives makes nothing else. What is no plain data each end handles in its own way, by `Side`.

The text of this file also runs inside a student's kernel, so it imports nothing of the package but its like.
"""

from __future__ import annotations

import sys
from typing import Any, TypeAlias

from autograder.judge.kinds import ADDED, CLASSES, DTYPE, name_of, tensors_of

# Bytes of a message, those of its JSON, its buffers, and how deep values may be nested.
LARGEST, LARGEST_JSON, MOST_BUFFERS, DEEPEST = 100_000_000, 8_000_000, 20_000, 60
# Lists in its JSON, each of which takes many times the memory of its letters; numbers of a range, which takes none.
MOST_LISTS, LONGEST_RANGE = 1_000_000, 10_000_000

Node: TypeAlias = "bool | int | float | str | list[Any] | None"


class WireError(Exception):
    """What has come is no message, or more than is taken."""


class UnsendableError(Exception):
    """A value that cannot go over: too deep, too large, or of no kind that is known."""


class Side:
    """What an end does with what is no plain data."""

    def describe(self, value: Any, writer: Writer) -> Node:
        """Return the node of a value that is none; raises UnsendableError."""
        raise UnsendableError(f"a {type(value).__name__}")

    def special(self, value: Any, writer: Writer) -> Node:
        """Return the node of a value that this end sends in a way of its own, though it may be plain; else None."""
        return None

    def text(self, value: str) -> str:
        """Return a text that has come."""
        return value

    def foreign(self, node: list[Any], reader: Reader) -> Any:
        """Return the value of a node of a kind that only this end knows; raises WireError."""
        raise WireError(f"no value is called {str(node[0])[:40]!r}")


class Writer:
    """Makes one message. buffers: what its nodes name by number."""

    def __init__(self, side: Side) -> None:
        """Begin."""
        self.side = side
        self.buffers: list[bytes] = []
        self.size = self.lists = 0

    def node(self, value: Any, depth: int = 0) -> Node:
        """Return the node of a value; raises UnsendableError."""
        kind = type(value)
        if value is None or kind in (bool, float, str):
            return value
        if kind is int:
            return value if -(2**62) < value < 2**62 else ["int", hex(value)]
        self.count(2)
        if depth > DEEPEST:
            raise UnsendableError("a value that is nested too deep")
        found = self.side.special(value, self)
        if found is None:
            found = self.of_numpy(value, depth)
        if found is None:
            found = self.of_python(value, depth)
        if found is None:
            found = self.of_tensorflow(value, depth)
        return self.side.describe(value, self) if found is None else found

    def nodes(self, values: Any, depth: int = 0) -> list[Any]:
        """Return the nodes of several values."""
        self.count(1)
        return [self.node(each, depth + 1) for each in values]

    def count(self, lists: int) -> None:
        """Count lists of the message; raises UnsendableError where they come near what is taken."""
        self.lists += lists
        if self.lists > MOST_LISTS // 2:
            raise UnsendableError("a value that has too many parts")

    def of_python(self, value: Any, depth: int) -> Node:
        """Return the node of a value of Python's own types, or of a subclass; None where it is none."""
        if isinstance(value, (bytes, bytearray)):
            return ["bytes", self.buffer(bytes(memoryview(value)))]
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, int):
            return self.node(int.__add__(value, 0), depth)
        if isinstance(value, float):
            return float.__mul__(value, 1.0)
        if isinstance(value, complex):
            return ["complex", value.real, value.imag]
        if isinstance(value, list):
            return ["list", self.nodes(list.__iter__(value), depth)]
        if isinstance(value, tuple):
            return ["tuple", self.nodes(tuple.__iter__(value), depth)]
        if isinstance(value, dict):
            return ["dict", [self.nodes(pair, depth) for pair in dict.items(value)]]
        if isinstance(value, (set, frozenset)):
            base: Any = set if isinstance(value, set) else frozenset
            return [base.__name__, self.nodes(base.__iter__(value), depth)]
        if isinstance(value, range) and not value[LONGEST_RANGE:]:
            return ["range", self.nodes([value.start, value.stop, value.step], depth)]
        if isinstance(value, slice):
            return ["slice", self.nodes([value.start, value.stop, value.step], depth)]
        if isinstance(value, type):
            name = type.__dict__["__name__"].__get__(value)
            return ["class", name] if CLASSES.get(name) is value else None
        return ["ellipsis"] if value is Ellipsis else None

    def of_numpy(self, value: Any, depth: int) -> Node:
        """Return the node of one of NumPy's values, or of an object that makes an array of itself; else None."""
        np = sys.modules.get("numpy")
        if np is None:
            return None
        if isinstance(value, np.ndarray):
            return self.array(np.ndarray.view(value, np.ndarray), depth)
        if isinstance(value, np.generic):
            plain = np.array(value)
            return ["scalar", *self.array(plain, depth)[1:]] if name_of(plain.dtype) else None
        if isinstance(value, np.dtype):
            return ["dtype", name_of(value)] if name_of(value) else None
        return None

    def array(self, array: Any, depth: int) -> list[Any]:
        """Return the node of an array that is exactly NumPy's."""
        name = name_of(array.dtype)
        if name:
            return ["array", name, list(array.shape), self.buffer(array.tobytes())]
        if array.dtype.hasobject and array.dtype.kind == "O":
            return ["objects", list(array.shape), self.nodes(array.ravel().tolist(), depth)]
        raise UnsendableError(f"an array of {array.dtype}")

    def of_tensorflow(self, value: Any, depth: int) -> Node:
        """Return the node of one of TensorFlow's values that has numbers; None where it is none."""
        tf = sys.modules.get("tensorflow")
        if tf is not None:
            if isinstance(value, tf.Tensor) and hasattr(value, "_numpy"):
                return ["tensor", value.dtype.name, self.node(value.numpy(), depth + 1)]
            if isinstance(value, tf.IndexedSlices):
                parts = tensors_of(value)
                return None if parts is None else ["slices", *self.nodes(parts, depth)]
            if isinstance(value, tf.RaggedTensor):
                return ["ragged", *self.nodes([value.flat_values, list(value.nested_row_splits)], depth)]
            if isinstance(value, tf.TensorShape):
                return ["shape", self.node(None if value.rank is None else value.as_list(), depth + 1)]
            if isinstance(value, tf.DType):
                return ["dtype of tf", value.name]
        if hasattr(type(value), "__array__") and not isinstance(value, type):
            return self.as_array(value, depth)
        return None

    def as_array(self, value: Any, depth: int) -> Node:
        """Return the node of an object that makes an array of itself; None where it does not."""
        np = sys.modules.get("numpy")
        if np is None or type(value).__module__.partition(".")[0] in ("tensorflow", "keras"):
            return None
        try:
            array = np.asarray(value)
        except Exception:  # whatever an object does when it is looked at
            return None
        return self.array(np.ndarray.view(array, np.ndarray), depth)

    def buffer(self, data: bytes) -> int:
        """Keep bytes beside the JSON; return their number."""
        self.size += len(data)
        if self.size > LARGEST or len(self.buffers) >= MOST_BUFFERS:
            raise UnsendableError("a value that is too large")
        self.buffers.append(data)
        return len(self.buffers) - 1


class Reader:
    """Makes values of one message's nodes."""

    def __init__(self, side: Side, buffers: list[bytes]) -> None:
        """Begin."""
        self.side, self.buffers = side, dict(enumerate(buffers))

    def value(self, node: Node) -> Any:
        """Return the value of a node; raises WireError."""
        if type(node) is str:
            return self.side.text(node)
        if node is None or type(node) in (bool, int, float):
            return node
        if not isinstance(node, list) or not node or not isinstance(node[0], str):
            raise WireError("no value")
        kind = node[0]
        made = getattr(self, f"a_{kind.replace(' ', '_')}", None)
        try:
            return made(*node[1:]) if made is not None else self.side.foreign(node, self)
        except (WireError, RecursionError, MemoryError):
            raise
        except Exception as error:  # of many types: what does not fit what it says that it is
            raise WireError(f"{kind}: {type(error).__name__}: {error}"[:300]) from None

    def taken(self, number: Any) -> bytes:
        """Return a buffer by its number, each once: so what comes of a message is no larger than the message."""
        if type(number) is not int or number not in self.buffers:
            raise WireError("no such buffer, or one that was read before")
        return self.buffers.pop(number)

    def values(self, nodes: list[Any]) -> list[Any]:
        """Return the values of several nodes."""
        return [self.value(each) for each in nodes]

    def a_int(self, digits: str) -> int:
        """An integer of any size."""
        return int(digits, 16)

    def a_bytes(self, number: int) -> bytes:
        """Bytes."""
        return self.taken(number)

    def a_complex(self, real: float, imaginary: float) -> complex:
        """A complex number."""
        if not {type(real), type(imaginary)} <= {int, float}:
            raise WireError("no complex number")
        return complex(real, imaginary)

    def a_list(self, nodes: list[Any]) -> list[Any]:
        """A list."""
        return self.values(nodes)

    def a_tuple(self, nodes: list[Any]) -> tuple[Any, ...]:
        """A tuple."""
        return tuple(self.values(nodes))

    def a_dict(self, pairs: list[Any]) -> dict[Any, Any]:
        """A dict."""
        return {self.value(key): self.value(part) for key, part in pairs}

    def a_set(self, nodes: list[Any]) -> set[Any]:
        """A set."""
        return set(self.values(nodes))

    def a_frozenset(self, nodes: list[Any]) -> frozenset[Any]:
        """A frozenset."""
        return frozenset(self.values(nodes))

    def a_range(self, nodes: list[Any]) -> range:
        """A range."""
        made = range(*self.values(nodes))
        if made[LONGEST_RANGE:]:
            raise WireError("a range that is too long")
        return made

    def a_slice(self, nodes: list[Any]) -> slice:
        """A slice."""
        return slice(*self.values(nodes))

    def a_class(self, name: str) -> type:
        """A class of Python's."""
        return CLASSES[name]

    def a_ellipsis(self) -> Any:
        """Three dots."""
        return Ellipsis

    def a_array(self, dtype: str, shape: list[int], number: int) -> Any:
        """An array."""
        import numpy as np

        made = np.frombuffer(self.taken(number), self.a_dtype(dtype)).reshape(sizes(shape))
        # Bytes that are neither 0 nor 1 would be truth values that count double.
        return made.copy() if made.dtype.kind != "b" else made.view(np.uint8) != 0

    def a_objects(self, shape: list[int], nodes: list[Any]) -> Any:
        """An array of objects."""
        import numpy as np

        flat = np.empty(len(nodes), object)
        for place, node in enumerate(nodes):
            flat[place] = self.value(node)
        return flat.reshape(sizes(shape))

    def a_scalar(self, dtype: str, shape: list[int], number: int) -> Any:
        """One of NumPy's numbers."""
        return self.a_array(dtype, shape, number)[()]

    def a_dtype(self, name: str) -> Any:
        """A dtype."""
        import numpy as np

        if name in ADDED and "ml_dtypes" in sys.modules:  # whoever has such numbers has TensorFlow, which loads it
            return np.dtype(getattr(sys.modules["ml_dtypes"], name))
        if not DTYPE.fullmatch(name):
            raise WireError(f"no dtype: {name[:40]}")
        return np.dtype(name)

    def a_tensor(self, dtype: str, node: Any) -> Any:
        """A tensor."""
        import numpy as np
        import tensorflow as tf

        value = self.value(node)
        if not isinstance(value, (np.ndarray, np.generic, bytes)):
            raise WireError("a tensor without numbers")
        return tf.constant(value, tf.as_dtype(dtype))

    def a_slices(self, values: Any, indices: Any, shape: Any) -> Any:
        """What TensorFlow knows of the rows of a gradient."""
        import numpy as np
        import tensorflow as tf

        parts = self.values([values, indices, shape])
        if not all(isinstance(each, tf.Tensor) for each in parts[: 2 if parts[2] is None else 3]):
            raise WireError("slices that are no tensors")
        # Whoever adds them up makes as much as their shape says.
        if parts[2] is not None and not 0 <= np.prod(parts[2].numpy(), dtype=float) * parts[0].dtype.size <= LARGEST:
            raise WireError("slices of something that is too large")
        return tf.IndexedSlices(*parts)

    def a_ragged(self, values: Any, splits: Any) -> Any:
        """A ragged tensor."""
        import tensorflow as tf

        return tf.RaggedTensor.from_nested_row_splits(self.value(values), self.value(splits))

    def a_shape(self, node: Any) -> Any:
        """A tensor's shape."""
        import tensorflow as tf

        return tf.TensorShape(self.value(node))

    def a_dtype_of_tf(self, name: str) -> Any:
        """A dtype of TensorFlow's."""
        import tensorflow as tf

        return tf.as_dtype(name)


def sizes(shape: Any) -> list[int]:
    """Return an array's shape; raises WireError where it is none."""
    if not isinstance(shape, list) or not all(type(each) is int and each >= 0 for each in shape):
        raise WireError("no shape")
    return shape
