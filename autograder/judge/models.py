"""Keras's layers and models between judge and player.

Each layer that goes over has a number on both ends: what the judge sent has a positive one, what the player sent a
negative one. A layer of Keras's own is made on the other end, from its configuration; a model of such layers from how
they are connected, with the very layers where those are known. Any other stays with the player, and the judge has a
stand-in of it; see standins.py. What a layer has become is told with each call: whether it can be trained, and its
weights, which are variables like all others that both ends have.
"""

from __future__ import annotations

import sys
from typing import Any

from autograder.judge import configs, graphs
from autograder.judge.configs import UnfitError
from autograder.judge.wire import Node, Reader, Side, UnsendableError, WireError, Writer

MOST = 2000  # layers that both ends know, and variables
# Classes of Keras's own that a layer may be one of though it stays with the player, beside Layer.
BASES = ("Embedding", "Dense", "Flatten", "Reshape", "Activation", "Sequential", "Model")


class End(Side):
    """An end that has variables and layers. variables: by number; sent: their values, as the other end has them."""

    variables: dict[int, Any]
    sent: dict[int, bytes]

    def variable(self, variable: Any, writer: Writer) -> list[Any]:
        """Return the node of a variable: its number alone where the other end knows it."""
        raise NotImplementedError

    def stand_in_node(self, value: Any, writer: Writer) -> list[Any]:
        """Return the node of a layer that stays at this end; raises UnsendableError."""
        raise UnsendableError(f"a {type(value).__name__}, which is no layer of Keras's own, stays here")

    def stand_in(self, number: Any, kind: Any, facts: Any) -> Any:
        """Return what stands for a layer that stays at the other end; raises WireError."""
        raise WireError("no layer")


class Models:
    """What one end knows of layers and models that went over. sign: of the numbers that it gives."""

    def __init__(self, side: End, sign: int) -> None:
        """Know none yet."""
        self.side, self.sign = side, sign
        self.known: dict[int, Any] = {}
        self.kinds: dict[int, str] = {}  # of those that are known: "layer", "model" or "stand-in"
        self.told: dict[int, object] = {}  # what the other end knows that has become of them
        self.weights: dict[int, Any] = {}  # {number of a variable: Keras's, around TensorFlow's}
        self.reading = False

    # Nodes.

    def node(self, value: Any, writer: Writer) -> Node:
        """Return the node of a layer, a model, or what stands for a tensor inside one; None of anything else."""
        keras = sys.modules.get("keras")
        if keras is None or not hasattr(keras, "layers"):
            return None
        if isinstance(value, keras.KerasTensor):
            return ["symbolic", list(value.shape), str(value.dtype)]
        if isinstance(value, keras.Variable):
            return self.side.variable(value._value, writer)
        return self.layer(value, writer) if isinstance(value, keras.layers.Layer) else None

    def layer(self, value: Any, writer: Writer) -> list[Any]:
        """Return the node of a layer: its number alone where the other end knows it."""
        number = self.number_of(value)
        if number:
            return ["layer", number]
        number = self.sign * (len(self.known) + 1)
        before = dict(self.known)
        self.known[number] = value
        try:
            kind, form = self.configured(value, writer)
        except UnfitError:
            self.known = before  # which layers were to go over inside it
            kind, form = "stand-in", ["stand-in", *self.side.stand_in_node(value, writer)]
            self.known[number] = value
        self.kinds[number] = kind
        return ["layer", number, form]

    def number_of(self, value: Any) -> int:
        """Return the number of a layer, 0 of anything that the other end does not have."""
        return next((number for number, known in self.known.items() if known is value), 0)

    def configured(self, value: Any, writer: Writer) -> tuple[str, list[Any]]:
        """Return (kind, form) of a layer that goes over as configuration; raises UnfitError."""
        import keras

        if not isinstance(value, keras.Model):
            return "layer", ["layer", *configs.described(value)]
        base = configs.base_of(type(value), (keras.Sequential, graphs.functional()))
        if base is keras.Sequential:
            fits(value)
            return "model", ["sequential", value.name, [self.layer(each, writer) for each in stack(value)]]
        if base is graphs.functional():
            return "model", ["functional", *graphs.told(value, lambda each: self.layer(each, writer))]
        raise UnfitError

    # Values.

    def value(self, node: list[Any], reader: Reader) -> Any:
        """Return the layer or model of a node; raises WireError."""
        kind, *rest = node
        if kind == "symbolic" and len(rest) == 2:
            return symbolic(*rest)
        if kind != "layer" or not rest or type(rest[0]) is not int or len(rest) > 2:
            raise WireError(f"no value is called {str(kind)[:40]!r}")
        number, *form = rest
        if not form:
            if number not in self.known:
                raise WireError(f"no layer has the number {number}"[:100])
            return self.known[number]
        if number in self.known or number * self.sign >= 0 or len(self.known) >= MOST:
            raise WireError(f"no new layer has the number {number}"[:100])
        made = self.made(form[0], reader)
        self.known[number], self.kinds[number] = made, str(form[0][0])
        if self.kinds[number] in ("sequential", "functional"):
            self.kinds[number] = "model"
        return made

    def made(self, form: Any, reader: Reader) -> Any:
        """Return the layer of a form; raises WireError."""
        kind, *rest = form if isinstance(form, list) and form else [None]
        before, self.reading = self.reading, True
        try:
            if kind == "layer" and len(rest) == 2:
                return configs.bounded(configs.made(*rest)) if self.sign > 0 else configs.made(*rest)
            if kind == "functional" and len(rest) == 4:
                return graphs.Graph(lambda node: self.inner(node, reader)).made(*rest)
            if kind == "sequential" and len(rest) == 2 and isinstance(rest[1], list):
                return sequential(rest[0], [self.inner(each, reader) for each in rest[1][: graphs.MOST]])
            if kind == "stand-in" and len(rest) == 3:
                return self.side.stand_in(rest[0], reader.value(rest[1]), rest[2])
        finally:
            self.reading = before
        raise WireError("no layer")

    def inner(self, node: Any, reader: Reader) -> Any:
        """Return a layer of a model; raises WireError."""
        if not isinstance(node, list) or not node or node[0] != "layer":
            raise WireError("no layer")
        return self.value(node, reader)

    # What layers have become.

    def changed(self, writer: Writer) -> list[Any]:
        """Return what the other end does not know of the layers that both have."""
        said: list[Any] = []
        if self.reading:  # what came is not all read: the other end is about to tell more of its own
            return said
        while True:
            number = next((each for each in self.known if self.told.get(each) != self.state(each)), None)
            if number is None:
                return said
            self.told[number] = self.state(number)
            said.append(self.saying(number, writer))

    def state(self, number: int) -> object:
        """Return what tells that something has become of a layer."""
        layer = self.known[number]
        own = [(kept, id(each)) for kept, each in self.own(number)]
        return is_trainable(layer), bool(getattr(layer, "built", False)), *own, *map(id, self.parts(number))

    def own(self, number: int) -> list[tuple[bool, Any]]:
        """Return the weights of a layer that are told of as its own, each with whether training leaves it alone."""
        layer, kind = self.known[number], self.kinds[number]
        if kind == "layer":
            return [(False, each) for each in layer.weights]
        if kind == "stand-in" and self.sign < 0:
            trained, kept = (getattr(layer, f"_{name}_variables", []) for name in ("trainable", "non_trainable"))
            return [*((False, each) for each in trained), *((True, each) for each in kept)]
        return []

    def parts(self, number: int) -> list[Any]:
        """Return the layers inside a layer that are told of as its own."""
        inside = self.kinds[number] == "stand-in" and self.sign < 0
        return list(getattr(self.known[number], "_layers", [])) if inside else []

    def saying(self, number: int, writer: Writer) -> list[Any]:
        """Return what is told of one layer."""
        layer = self.known[number]
        own = [[kept, *self.weight(each, writer)] for kept, each in self.own(number)]
        parts = [self.layer(each, writer) for each in self.parts(number)]
        shape = build_shape(layer) if self.kinds[number] == "layer" else None
        return [number, is_trainable(layer), bool(getattr(layer, "built", False)), shape, own, parts]

    def weight(self, weight: Any, writer: Writer) -> list[Any]:
        """Return what is told of one weight."""
        node = self.side.variable(weight._value, writer)
        self.weights[node[1]] = weight
        return [node, str(weight.name)[:100], bool(weight.trainable)]

    def take(self, said: Any, reader: Reader) -> None:
        """Make layers what they have become on the other end; raises WireError."""
        for each in said if isinstance(said, list) else [None]:
            if not isinstance(each, list) or len(each) != 6 or type(each[0]) is not int or each[0] not in self.known:
                raise WireError("no such layer")
            number, trainable, built, shape, own, parts = each
            if not isinstance(own, list) or not isinstance(parts, list):
                raise WireError("no such layer")
            layer = self.known[number]
            if self.kinds[number] == "stand-in" and self.sign > 0:
                weights = [self.linked(part, reader) for part in own]
                trained, kept = (
                    [each for each, part in zip(weights, own, strict=True) if part[0] is k] for k in (False, True)
                )
                layer._become(trained, kept, [self.inner(part, reader) for part in parts])
                layer.built = bool(built)
            elif self.kinds[number] == "layer" and own:
                self.link(layer, shape, own, reader)
            if is_trainable(layer) != bool(trainable):
                layer._trainable = bool(trainable)
                for weight in layer._trainable_variables:
                    weight.trainable = layer._trainable
            self.told[number] = self.state(number)

    def link(self, layer: Any, shape: Any, own: list[Any], reader: Reader) -> None:
        """Let the weights of a layer be those of the layer on the other end."""
        if not layer.weights:
            build(layer, shape)
        if len(layer.weights) != len(own):
            raise WireError(f"{type(layer).__name__}: {len(own)} weights for {len(layer.weights)}")
        for weight, said in zip(layer.weights, own, strict=True):
            self.linked(said, reader, weight)

    def linked(self, said: Any, reader: Reader, weight: Any = None) -> Any:
        """Return the weight that stands for one of the other end's; weight: which one is to. Raises WireError."""
        import numpy as np

        _, node, name, trainable = said if isinstance(said, list) and len(said) == 4 else [None] * 4
        if not isinstance(node, list) or len(node) < 2 or node[0] != "variable" or type(node[1]) is not int:
            raise WireError("no weight")
        number = node[1]
        known, mirrored = self.weights.get(number), self.side.variables.get(number)
        if known is not None and (weight is None or weight is known):
            return known
        if known is not None or (mirrored is not None and number * self.sign > 0):
            raise WireError("a weight that is another's")
        if len(self.side.variables) >= MOST:
            raise WireError("too many weights")
        if mirrored is not None:  # it came as a value before, which was not known to be a weight
            value = type(mirrored).numpy(mirrored)
        else:
            value = reader.value(node[2]) if len(node) > 2 and number * self.sign < 0 else None
        if not isinstance(value, np.ndarray) or value.dtype.kind not in "biufV":
            raise WireError("a weight without numbers")
        if weight is None:
            weight = variable(value, str(name), bool(trainable))
        if tuple(weight.shape) != value.shape:
            raise WireError(f"a weight of shape {value.shape} for one of {tuple(weight.shape)}")
        weight.assign(value)
        self.weights[number], self.side.variables[number] = weight, weight._value
        self.side.sent[number] = type(weight._value).numpy(weight._value).tobytes()
        return weight


def facts_of(value: Any) -> dict[str, str]:
    """Return what is told of a layer that stays here; one that was never begun has no name."""
    kinds = type(value).__mro__
    bases = [each.__name__ for each in kinds if str(each.__module__).startswith("keras.")]
    return {
        "name": str(getattr(value, "name", "layer")),
        "class": str(kinds[0].__name__),
        "base": next((each for each in bases if each in BASES), "Layer"),
        "dtype": str(getattr(getattr(value, "dtype_policy", None), "name", "")),
    }


def is_trainable(layer: Any) -> bool:
    """Tell whether a layer says that it can be trained; one that was never begun says nothing."""
    return bool(getattr(layer, "_trainable", True))


def stack(model: Any) -> list[Any]:
    """Return the layers of a Sequential, with that of its input where it has one."""
    return list(model._layers)


def fits(model: Any) -> None:
    """Check that the other end has room for a Sequential; raises UnfitError."""
    room = configs.Room()
    try:
        for each in stack(model):
            graphs.count(room, each)
    except WireError:
        raise UnfitError from None


def sequential(name: object, layers: list[Any]) -> Any:
    """Return a Sequential of layers; raises WireError."""
    import keras

    if not configs.is_name(name):
        raise WireError("a model's name is a short word")
    room = configs.Room()
    for each in layers:
        graphs.count(room, each)
    try:
        model = keras.Sequential(layers, name=name)
    except WireError:
        raise
    except Exception as error:  # of many types: what does not fit together
        raise configs.refused("Sequential", error) from None
    vars(model)["_autograder_room"] = room
    return model


def symbolic(shape: Any, dtype: Any) -> Any:
    """Return what stands for a tensor inside a model; raises WireError."""
    import keras

    if not isinstance(dtype, str) or not (configs.DTYPE.fullmatch(dtype) or dtype == "string"):
        raise WireError(f"no dtype: {str(dtype)[:40]}")
    return keras.KerasTensor(configs.shape_of(shape, configs.LARGEST), dtype=dtype)


def variable(value: Any, name: str, trainable: bool) -> Any:
    """Return a new weight."""
    import keras

    short = name if configs.is_name(name) else "weight"
    return keras.Variable(value, trainable=trainable, name=short, dtype=str(value.dtype))


def build_shape(layer: Any) -> Any:
    """Return the shape that a layer was built for, None where it was built without."""
    config = layer.get_build_config() or {}
    return configs.listed(config.get("input_shape"))


def build(layer: Any, shape: Any) -> None:
    """Build a layer as it was on the other end; raises WireError."""
    arguments = [] if shape is None else [configs.shape_of(shape)]
    try:
        layer.build(*arguments)
    except Exception as error:  # of many types: what a layer cannot be built for
        raise configs.refused(type(layer).__name__, error) from None
