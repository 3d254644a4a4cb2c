"""What an answer gives, made plain data at once: of exact types, read by those types' own methods.

An object of a learner's own can have methods that look around when it is compared. So nothing of that kind is ever
compared: `plain` reads what came back before anything expected exists, by methods that no object can replace, and what
is no data becomes a Thing, which knows its name and its text and does nothing. What an object does to become an array
(`__array__`) it does here, once.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np

# How deep lists may lie in one another, as for NumPy's axes; how many numbers may come back, where an object of
# Python's counts for several.
DEEPEST, LARGEST, EACH = 32, 10_000_000, 10
# Characters of a text that are shown.
LONGEST = 120
ADDRESS = re.compile(r"0x[0-9a-f]+")

NUMPY = frozenset({np.dtype(code).type for code in np.typecodes["AllInteger"] + np.typecodes["AllFloat"] + "?Mm"})
EXACT = frozenset({type(None), bool, int, float, complex, range, np.bool_, *NUMPY})


class NotPlain(Exception):
    """What came back is too deep or too large to be looked at: the problem, and the likely mistake."""

    def __init__(self, problem: str, likely: str) -> None:
        """Keep both, one line each."""
        super().__init__(problem, likely)
        self.problem, self.likely = problem, likely


class Thing:
    """Stands for an object that is no data, in a class of the same name: what it is, and its text; it does nothing.

    called: whether it is something to call, a class too; is_error: whether it is an error, or a class of errors;
    raised: the text of an error, its type first; no_array: the error in which it could not become an array.
    """

    text = raised = no_array = ""
    called = is_error = False

    def __repr__(self) -> str:
        """Return the text that the object had when it came back."""
        return self.text


class Stream(Thing, Iterator):
    """A Thing to loop over: that is all that is known of it, since to loop over it is to run what a learner wrote."""

    def __next__(self) -> Any:
        """Give nothing."""
        raise TypeError(f"{type(self).__name__} is not looped over")


def plain(value: Any) -> Any:
    """Return what an answer gave as plain data; raises NotPlain where it is too deep, or too large.

    Exact None, bool, int, float, complex, str, bytes, range, list, tuple, dict, set, frozenset; NumPy's own arrays
    (copies) and scalars; TensorFlow's eager tensors (the same numbers on the same tape, without what was bound onto
    the object) and IndexedSlices. Subclasses become their base, variables tensors, what can become an array becomes
    one, and all else a Thing.
    """
    return _Reader().read(value)


class _Reader:
    """Reads one value, with what it may still cost."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self.left = LARGEST

    def read(self, value: Any, depth: int = 0) -> Any:
        """Return a value as plain data."""
        self.spend(EACH)
        kind = type(value)
        if kind in EXACT:
            self.has_room(max(0, (value.stop - value.start) // value.step) if kind is range else 0)
            return value
        if depth > DEEPEST:
            raise NotPlain(f"returned lists within lists, more than {DEEPEST} deep.", "does a list hold itself?")
        if issubclass(kind, (str, bytes)):
            self.spend(len(value) if kind in (str, bytes) else 0)
            return str.__str__(value) if issubclass(kind, str) else bytes.__getitem__(value, slice(None))
        if issubclass(kind, np.generic):
            return self.scalar(value)
        if issubclass(kind, (int, float)):
            return int.__int__(value) if issubclass(kind, int) else float.__float__(value)
        if issubclass(kind, np.ndarray):
            return self.array(value, depth)
        if issubclass(kind, dict):
            return {self.key(key, depth): self.read(part, depth + 1) for key, part in [*dict.items(value)]}
        for base in (list, tuple, set, frozenset):
            if issubclass(kind, base):
                return self.parts(value, base, depth)
        return self.of_tensorflow(value, depth)

    def has_room(self, cost: int) -> None:
        """Raise NotPlain where so much more would be too much."""
        if cost > self.left:
            problem = "returned more than can be looked at."
            raise NotPlain(problem, "is there a list that grows without end, or a table where a row was asked for?")

    def spend(self, cost: int) -> None:
        """Note what is read; raises NotPlain where it is too much."""
        self.has_room(cost)
        self.left -= cost

    def key(self, value: Any, depth: int) -> Any:
        """Return a key of a dict, or a member of a set."""
        key = self.read(value, depth + 1)
        try:
            hash(key)
        except TypeError:
            return thing(value)
        return key

    def parts(self, value: Any, base: type, depth: int) -> Any:
        """Return a list, tuple or set."""
        self.has_room(EACH * base.__len__(value))  # type: ignore[attr-defined]
        inside = [*base.__iter__(value)]  # type: ignore[attr-defined]
        if not inside and type(value).__module__.startswith("tensorflow.python.trackable."):
            inside = [*value]  # a list that became a part of a layer keeps its own elsewhere
        if base in (set, frozenset):
            return base(self.key(part, depth) for part in inside)
        return base([self.read(part, depth + 1) for part in inside])

    def scalar(self, value: Any) -> Any:
        """Return a scalar of NumPy's, of its own type."""
        array = np.generic.__array__(value)
        return thing(value) if array.dtype.hasobject else array[()]

    def array(self, value: Any, depth: int) -> Any:
        """Return a copy of an array, of NumPy's own type."""
        base = np.ndarray.view(value, np.ndarray)
        self.spend(base.size)
        if not base.dtype.hasobject:
            return np.array(base)
        if base.dtype.kind != "O":
            return thing(value)
        copied = np.empty(base.shape, object)
        for place in np.ndindex(base.shape):
            copied[place] = self.read(base[place], depth + 1)
        return copied

    def of_tensorflow(self, value: Any, depth: int) -> Any:
        """Return a tensor, a variable's numbers as a tensor, or slices; what is none of these, as `other` does."""
        tf, kind = tensorflow(), type(value)
        if tf is None or kind not in (tf.EagerTensor, tf.ResourceVariable, tf.IndexedSlices):
            return self.other(value, depth)
        try:
            if kind is tf.IndexedSlices:
                held = (object.__getattribute__(value, f"_{name}") for name in ("values", "indices", "dense_shape"))
                return tf.IndexedSlices(*(self.read(part, depth + 1) for part in held))
            tensor = tf.identity(value) if kind is tf.EagerTensor else _read_variable(value)
            self.spend(np.size(tf.to_numpy(tensor)))
        except NotPlain:
            raise
        except Exception:  # one that holds no numbers or text
            return thing(value)
        return tensor

    def other(self, value: Any, depth: int) -> Any:
        """Return an object of any other type: as the dict, list or array that it says it is, or as a Thing."""
        try:
            offers = hasattr(value, "__array__")
            if isinstance(value, (type, BaseException, Iterator)) or (callable(value) and not offers):
                return thing(value)
            for base in (dict, list, tuple):
                if isinstance(value, base):  # it stands in for one, as a wrapper of TensorFlow's does
                    return self.read(base(value), depth + 1)
            if isinstance(value, Mapping):
                return thing(value)
            self.has_room(len(value) if hasattr(type(value), "__len__") else 0)
            array = np.asarray(value)
        except NotPlain:
            raise
        except Exception as error:  # of any type: it is a learner's own code
            return thing(value, type(error).__name__)
        if (array.dtype.hasobject and not array.ndim) or not (offers or array.dtype.kind in "iufb"):
            return thing(value)
        return self.array(array, depth)


def thing(value: Any, no_array: str = "") -> Thing:
    """Return what stands for an object; its text is taken now. no_array: see Thing."""
    try:
        is_type = isinstance(value, type)
        is_error = isinstance(value, Exception) or (is_type and issubclass(value, Exception))
        called, looped = is_type or callable(value), isinstance(value, Iterator)
        raised = f"{type(value).__name__}: {value}" if isinstance(value, BaseException) else ""
    except Exception:  # of any type: whatever an object does when it is looked at
        is_error, called, looped, raised = False, False, False, ""
    name = str.__str__(type.__dict__["__name__"].__get__(type(value)))
    made = type(name, (Stream if looped else Thing,), {})()
    made.text, made.no_array = _text(value, no_array), no_array
    made.called, made.is_error, made.raised = bool(called), is_error, str.__str__(raised)
    return made


def _text(value: Any, no_array: str) -> str:
    if no_array:
        return f"an object that cannot be shown ({no_array})"
    try:
        text = " ".join(ADDRESS.sub("...", str.__str__(repr(value))).split())
    except Exception as error:  # whatever an object does when it is shown
        return f"an object that cannot be shown ({type(error).__name__})"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


# Tensors and variables.


def tensorflow() -> SimpleNamespace | None:
    """Return TensorFlow's own types and what reads them, None where no notebook has imported it: that takes seconds."""
    return _saved() if "tensorflow" in sys.modules else None


@cache
def _saved() -> SimpleNamespace:
    """Return types and functions as TensorFlow made them; none of them is looked up on an object later."""
    from tensorflow.python.framework import indexed_slices, ops
    from tensorflow.python.ops import gen_array_ops, gen_resource_variable_ops, resource_variable_ops

    return SimpleNamespace(
        EagerTensor=ops.EagerTensor,
        ResourceVariable=resource_variable_ops.ResourceVariable,
        IndexedSlices=indexed_slices.IndexedSlices,
        identity=gen_array_ops.identity,
        read=gen_resource_variable_ops.read_variable_op,
        assign=gen_resource_variable_ops.assign_variable_op,
        to_numpy=ops.EagerTensor._numpy_internal,
        constant=ops.convert_to_tensor,
    )


def _handle_of(variable: Any) -> tuple[Any, Any]:
    """Return the handle and the dtype of a variable; raises NotPlain for what is none any more."""
    tf = tensorflow()
    handle, dtype = (object.__getattribute__(variable, name) for name in ("_handle", "_dtype"))
    if tf is None or type(handle) is not tf.EagerTensor:
        raise NotPlain("took the variable apart.", "change its numbers: assign, assign_sub, scatter_sub.")
    return handle, dtype


def _read_variable(variable: Any) -> Any:
    handle, dtype = _handle_of(variable)
    return tensorflow().read(handle, dtype)  # type: ignore[union-attr]


def numbers_of(variable: Any) -> np.ndarray:
    """Return the numbers of a tf.Variable as an array of its own, whatever was bound onto the variable meanwhile.

    What is expected of them is worked out after that. Raises NotPlain for what is no variable any more.
    """
    return np.array(tensorflow().to_numpy(_read_variable(variable)))  # type: ignore[union-attr]


def set_numbers(variable: Any, numbers: Any) -> None:
    """Give a tf.Variable other numbers, whatever was bound onto it; raises NotPlain for what is none any more."""
    handle, dtype = _handle_of(variable)
    tf = tensorflow()
    tf.assign(handle, tf.constant(np.asarray(numbers), dtype))  # type: ignore[union-attr]


# Where TensorFlow is there already, what reads its objects is saved now, and not after an answer has run.
tensorflow()
