"""What an answer has changed, changed here: arguments, and variables."""

from __future__ import annotations

import contextlib
import operator
import sys
from typing import Any


def change(old: Any, new: Any) -> Any:
    """Make what the caller holds what the answer has made of it, as far as the type is the same; return it.

    Inside lists, tuples and dicts, too: whoever holds a part of them sees it change. Of another type it is new.
    """
    import numpy as np

    if type(old) is not type(new):
        return new
    if isinstance(old, np.ndarray):
        if old.dtype != new.dtype:
            return new
        with contextlib.suppress(ValueError):  # one that is part of another keeps its shape
            old.resize(new.shape, refcheck=False)
        if old.shape != new.shape:
            return new
        if old.tobytes() != new.tobytes():
            np.copyto(old, new)
    elif isinstance(old, list):
        old[:] = [change(old[place], each) if place < len(old) else each for place, each in enumerate(new)]
    elif isinstance(old, dict):
        made = {key: change(old[key], each) if key in old else each for key, each in new.items()}
        old.clear()
        old.update(made)
    elif isinstance(old, set):
        old.clear()
        old.update(new)
    elif isinstance(old, tuple) and len(old) == len(new):
        made_new = [change(*pair) for pair in zip(old, new, strict=True)]
        return old if all(map(operator.is_, old, made_new)) else new
    else:
        return new
    return old


def is_variable(value: Any) -> bool:
    """Tell whether a value is a variable of TensorFlow's."""
    tf = sys.modules.get("tensorflow")
    return tf is not None and isinstance(value, tf.Variable)


def numbers_of(variable: Any) -> Any:
    """Return the values of a variable as an array, read by the operation itself where there is one for it."""
    import numpy as np
    import tensorflow as tf

    if not hasattr(variable, "handle"):
        return np.asarray(type(variable).numpy(variable))
    return np.asarray(tf.raw_ops.ReadVariableOp(resource=variable.handle, dtype=variable.dtype).numpy())


def assign(variable: Any, value: Any) -> None:
    """Give a variable values; only the rows that have changed are assigned, as whoever watches would have it."""
    import numpy as np
    import tensorflow as tf

    old = numbers_of(variable)
    if value.ndim < 2 or value.dtype != old.dtype:
        variable.assign(value)
        return
    rows = np.flatnonzero((old != value).any(axis=tuple(range(1, value.ndim))))
    variable.scatter_update(tf.IndexedSlices(value[rows], rows))
