"""What of Keras goes over as configuration: which layers and operations, and what their configurations may say.

A configuration is data that names classes and sizes. So it is checked before anything is made of it: classes of Keras's
own out of a list, nothing that is imported, registered or unmarshalled by its name, no size that fills a process. What
is not in the list stays where it is, and is asked for results; see standins.py.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable
from typing import Any

from autograder.judge.wire import WireError

# Layers that give no more numbers than they get, but for those of GROWTH, and read nothing but their arguments.
LAYERS: tuple[str, ...] = ("InputLayer", "Embedding", "Dense", "Flatten", "Reshape", "Permute", "Activation", "ReLU")
LAYERS += ("LeakyReLU", "ELU", "Softmax", "Dropout", "Rescaling", "Identity", "Masking", "Cropping1D")
LAYERS += ("LayerNormalization", "UnitNormalization", "BatchNormalization", "GlobalAveragePooling1D")
LAYERS += ("GlobalMaxPooling1D", "AveragePooling1D", "MaxPooling1D")
LAYERS += ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")
# Operations of one tensor, and of two, which must have one shape; by the modules that Keras keeps them in.
OPERATIONS = {
    "keras.src.ops.core": ("Cast", "StopGradient"),
    "keras.src.ops.nn": ("Relu", "Sigmoid", "Softmax"),
    "keras.src.ops.numpy": ("GetItem", "Squeeze", "Reshape", "ExpandDims", "Sum", "Mean", "Max", "Min", "Prod", "Abs")
    + ("Absolute", "Negative", "Square", "Sqrt", "Exp", "Log", "Tanh", "Sin", "Cos", "Sign", "Round", "Floor", "Clip")
    + ("Transpose", "Swapaxes", "Moveaxis", "Ravel", "Flip")
    + ("Add", "Subtract", "Multiply", "Divide", "Maximum", "Minimum", "Mod"),
}
# What a layer's configuration may hold beside plain data: settings, by the modules that Keras shows them in.
SETTINGS = {
    "keras": "DTypePolicy",
    "keras.initializers": "Initializer",
    "keras.regularizers": "Regularizer",
    "keras.constraints": "Constraint",
}
# By how much a layer may make a tensor larger: the entry of its configuration that says it.
GROWTH = {"Embedding": "output_dim", "Dense": "units"}
# Numbers of a weight, or of a tensor for each entry of the batch; an integer; entries, depth, and letters of a config.
LARGEST, LARGEST_INTEGER, MOST_ENTRIES, DEEPEST, LONGEST = 25_000_000, 100_000, 5000, 12, 200
MOST_OPERATIONS = 2000  # that one call of a model is
DTYPE = re.compile(r"(u?int(8|16|32|64)|float(16|32|64)|bfloat16|bool)")
NUMBERED = re.compile(r"(.*)_(\d{1,4})")  # as Keras names what has no name of its own


class UnfitError(Exception):
    """What does not go over as configuration."""


def checked(name: object, config: object, known: tuple[str, ...] = LAYERS) -> dict[str, Any]:
    """Return the configuration of a class of Keras's own, checked; raises WireError."""
    if not isinstance(name, str) or name not in known:
        raise WireError(f"no layer of Keras's own that goes over: {str(name)[:60]}")
    if not isinstance(config, dict):
        raise WireError(f"{name}: its configuration is no dict")
    look(name, config)
    rows, columns = config.get("input_dim") or 1, config.get("output_dim") or 1
    if name == "Embedding" and not (is_size(rows) and is_size(columns) and rows * columns <= LARGEST):
        raise WireError(f"{name}: a table of {rows!r} x {columns!r} numbers".replace("\n", " ")[:120])
    if name == "Dense" and not is_size(config.get("units")):
        raise WireError(f"{name}: units are no size")
    if not is_name(config.get("name")):
        raise WireError(f"{name}: a layer's name is a short word")
    if config.get("quantization_config") is not None:
        raise WireError(f"{name}: a quantized layer")
    if name == "InputLayer" and (config.get("sparse") or config.get("ragged")):
        raise WireError(f"{name}: a sparse or ragged input")
    return config


def is_name(value: object) -> bool:
    """Tell whether a value may be a layer's name, or a weight's: one short line, and no path, as Keras will have it."""
    return isinstance(value, str) and 0 < len(value) <= 100 and value.isprintable() and "/" not in value


def is_size(value: object) -> bool:
    """Tell whether a value is a positive number of something."""
    return type(value) is int and value > 0


def look(name: str, config: dict[str, Any]) -> None:
    """Look through the parts of a configuration; raises WireError."""
    parts: list[tuple[int, str, Any]] = [(1, key, part) for key, part in config.items()]
    count = 0
    while parts:
        depth, key, part = parts.pop()
        count += 1
        if depth > DEEPEST or count > MOST_ENTRIES:
            raise WireError(f"{name}: its configuration is too deep, or too long")
        if isinstance(part, dict):
            if "class_name" in part:
                setting(name, key, part)
            parts += [(depth + 1, inner, each) for inner, each in part.items()]
        elif isinstance(part, list):
            parts += [(depth + 1, key, each) for each in part]
        else:
            single(name, key, part)


def single(name: str, key: str, part: object) -> None:
    """Check one number, text, or nothing of a configuration; raises WireError."""
    if isinstance(part, str):
        by_name = key.endswith(("activation", "initializer", "regularizer", "constraint", "class_name"))
        if len(part) > LONGEST or (by_name and not part.isidentifier()):
            raise WireError(f"{name}: {key[:40]} is {part[:60]!r}")
    elif type(part) is int:
        if abs(part) > (LARGEST if key == "input_dim" else 2**32 if key == "seed" else LARGEST_INTEGER):
            raise WireError(f"{name}: {key[:40]} is {part}"[:120])
    elif part is not None and type(part) not in (bool, float):
        raise WireError(f"{name}: {key[:40]} is no plain data")


def setting(name: str, key: str, part: dict[str, Any]) -> None:
    """Check that a part of a configuration names one of Keras's own settings; raises WireError."""
    import keras

    module, kind = part.get("module"), part.get("class_name")
    base: Any = None
    if isinstance(module, str) and module in SETTINGS and isinstance(kind, str) and kind.isidentifier():
        home = keras if module == "keras" else getattr(keras, module.partition(".")[2])
        found, base = getattr(home, kind, None), getattr(home, SETTINGS[module])
        if not (isinstance(found, type) and issubclass(found, base)):
            base = None
    extra = set(part) - {"module", "class_name", "config", "registered_name"}
    if base is None or extra or part.get("registered_name") is not None or not isinstance(part.get("config"), dict):
        raise WireError(f"{name}: {key[:40]} is {str(module)[:40]}.{str(kind)[:40]}, none of Keras's own settings")


def described(value: Any) -> tuple[str, dict[str, Any]]:
    """Return (class, configuration) of a layer that goes over so; raises UnfitError."""
    import keras

    base = base_of(type(value), tuple(getattr(keras.layers, name) for name in LAYERS))
    if base is None:
        raise UnfitError
    try:
        config = quietly(base.get_config, value)
        for key in config:
            if key.endswith("_initializer") and value.built:  # its numbers go over
                config[key] = "zeros"
        # As JSON would have it, so that both ends check the same.
        config = quietly(keras.saving.serialize_keras_object, config)
        return base.__name__, checked(base.__name__, listed(config))
    except (WireError, NotImplementedError, TypeError, ValueError, AttributeError, RecursionError):
        raise UnfitError from None


def quietly(function: Callable[[Any], Any], value: Any) -> Any:
    """Call a function of Keras's; what it thinks of lambdas is not for a student to read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function(value)


def is_made_here(layer: Any) -> bool:
    """Tell whether a layer or operation is of those above: no model, and nothing of one's own."""
    import keras

    if not isinstance(layer, keras.layers.Layer):
        return True
    known = tuple(getattr(keras.layers, name) for name in LAYERS)
    return "_autograder_number" not in vars(layer) and base_of(type(layer), known) is not None


def listed(value: Any) -> Any:
    """Return a value with lists for tuples."""
    if isinstance(value, dict):
        return {key: listed(each) for key, each in value.items()}
    return [listed(each) for each in value] if isinstance(value, (list, tuple)) else value


def base_of(kind: type, known: tuple[type, ...]) -> Any:
    """Return the class of Keras's own that a class is, or is like: all that it adds are ways to make it, and names."""
    for each in kind.__mro__:
        if each in known:
            return each
        changed = set(vars(each)) - {"__init__", "__module__", "__doc__", "__qualname__", "get_config", "from_config"}
        if not str(each.__module__).startswith("keras.") and changed - {"__dict__", "__weakref__", "__annotations__"}:
            return None
        if str(each.__module__).startswith("keras."):
            return None
    return None


def made(name: object, config: object) -> Any:
    """Return the layer of a configuration; raises WireError."""
    import keras

    config = checked(name, config)
    try:
        layer = getattr(keras.layers, str(name)).from_config(config)
    except Exception as error:  # of many types: what a class does not take
        raise refused(str(name), error) from None
    passed(layer.name)
    return layer


def passed(name: str) -> None:
    """Let Keras give later layers other names than one that another process has given: a model has each name once."""
    import keras

    numbered = NUMBERED.fullmatch(name)
    while numbered and keras.backend.get_uid(numbered[1]) <= int(numbered[2]):
        pass


def bounded(layer: Any) -> Any:
    """Return a layer that makes no weight that is too large, where it is first called, which may be later."""
    add = layer.add_weight

    def within(shape: Any = None, *arguments: Any, **options: Any) -> Any:
        """As a layer does."""
        if math.prod(shape or ()) > LARGEST:
            raise ValueError(f"{type(layer).__name__}: a weight of {math.prod(shape)} numbers is too large")
        return add(shape, *arguments, **options)

    vars(layer)["add_weight"] = within
    return layer


def refused(what: str, error: Exception) -> WireError:
    """Return the error, in one line, that tells what Keras does not take."""
    return WireError(f"{what}: {type(error).__name__}: {error}"[:200].replace("\n", " "))


def operation(module: object, name: object, config: object) -> Any:
    """Return an operation of Keras's own; raises WireError."""
    import importlib

    if not isinstance(module, str) or name not in OPERATIONS.get(module, ()):
        raise WireError(f"no operation that goes over: {str(module)[:60]}.{str(name)[:60]}")
    config = checked(name, config, OPERATIONS[module])
    try:
        return getattr(importlib.import_module(module), str(name)).from_config(config)
    except Exception as error:  # of many types: what a class does not take
        raise refused(str(name), error) from None


class Room:
    """What a model takes: by how much it makes a tensor larger, and how many operations one call of it is."""

    def __init__(self, growth: int = 1, operations: int = 0) -> None:
        """Begin with this much."""
        self.growth, self.operations = growth, operations

    def take(self, layer: Any, calls: int = 1) -> None:
        """Add calls of a layer; raises WireError where that is too much."""
        room = room_of(layer)
        # A power of a large number may itself be large.
        for _ in range(calls if room.growth > 1 else 0):
            self.times(room.growth)
        self.operations += room.operations * calls
        if self.operations > MOST_OPERATIONS:
            raise WireError(f"a model of more than {MOST_OPERATIONS} operations")

    def times(self, sizes: int) -> None:
        """Let tensors become larger; raises WireError where they would be too large."""
        self.growth *= sizes
        if self.growth > LARGEST:
            raise WireError(f"a model with tensors of {self.growth} numbers"[:120])


def room_of(layer: Any) -> Room:
    """Return what one call of a layer takes."""
    import keras

    known = vars(layer).get("_autograder_room")
    if isinstance(known, Room):
        return known
    if isinstance(layer, keras.Model):
        room = Room()
        for each in layer.layers:
            room.take(each)
        return room
    key = next((GROWTH[each.__name__] for each in type(layer).__mro__ if each.__name__ in GROWTH), "")
    size = vars(layer).get(key, 1)
    return Room(size if is_size(size) else 1, 1)


def shape_of(said: object, largest: int = LARGEST_INTEGER) -> tuple[int | None, ...]:
    """Return a shape, checked; raises WireError."""
    if not isinstance(said, list) or len(said) > 12:
        raise WireError("no shape")
    if not all(each is None or (type(each) is int and 0 <= each <= largest) for each in said):
        raise WireError("no shape")
    return tuple(said)
