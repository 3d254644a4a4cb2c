"""What goes over between judge and player by its name: kinds of numbers, and classes of Python's own; rows by parts.

The text of this file also runs inside a student's kernel.
"""

from __future__ import annotations

import builtins
import re
from typing import Any

DTYPE = re.compile(r"[<>|=]?[biufcSU]\d{1,6}|[<>=]?[mM]8(\[\d*[A-Za-z]{1,2}\])?")
# Kinds of numbers that TensorFlow adds to NumPy's, by name.
ADDED = ("bfloat16", "float8_e4m3fn", "float8_e5m2", "int4", "uint4")
# Classes of Python's own that go over by name.
PLAIN = {"object", "bool", "int", "float", "complex", "str", "bytes", "list", "tuple", "dict", "set", "frozenset"}
CLASSES: dict[str, type[Any]] = {
    name: each
    for name, each in vars(builtins).items()
    if isinstance(each, type) and (name in PLAIN or issubclass(each, BaseException))
}


def name_of(dtype: Any) -> str:
    """Return what a dtype is called on the way, "" where it does not go over."""
    if dtype.name in ADDED:
        return str(dtype.name)
    return str(dtype.str) if DTYPE.fullmatch(dtype.str) and not dtype.hasobject else ""


def tensors_of(slices: Any) -> list[Any] | None:
    """Return the parts of tf.IndexedSlices as tensors, which they need not be; None where they are none.

    The last one, the shape of the whole, may be None.
    """
    import tensorflow as tf

    try:
        parts = [slices.values, slices.indices, slices.dense_shape]
        return [None if each is None else tf.convert_to_tensor(each) for each in parts]
    except Exception:  # of many types: whatever stands in for a part
        return None
