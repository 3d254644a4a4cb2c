"""Keras's models between judge and player: which layers they have, and how these are connected.

A functional model goes over as its operations, each with the calls of it: arguments as in Keras's own configuration,
where a tensor is named by (operation, number of the call, number of the output).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from autograder.judge import configs
from autograder.judge.configs import UnfitError
from autograder.judge.wire import WireError

MOST = 200  # operations of a model, and calls of one


def told(model: Any, node: Callable[[Any], Any]) -> list[Any]:
    """Return what a functional model is made of; node: gives the node of a layer. Raises UnfitError."""
    import keras

    try:
        config = configs.listed(configs.quietly(functional().get_config, model))
    except Exception:  # of a layer of somebody's own, whose configuration says nothing
        raise UnfitError from None
    parts, room = [], configs.Room()
    for each, said in zip(model.operations, config["layers"], strict=True):
        calls = [[call["args"], call["kwargs"]] for call in said["inbound_nodes"]]
        if isinstance(each, keras.layers.Layer):
            what = node(each)
        else:
            what = ["operation", said["module"], said["class_name"], said["config"]]
        parts.append([each.name, what, int(isinstance(each, functional())), calls])
    said = [model.name, parts, config["input_layers"], config["output_layers"]]
    # What the other end would refuse stays here.
    try:
        for each, (_, what, _, calls) in zip(model.operations, parts, strict=True):
            count(room, each, len(calls))
            if what[0] == "operation":
                configs.operation(*what[1:])
            for call in calls:
                looked(call, each)
    except WireError:
        raise UnfitError from None
    return said


def functional() -> Any:
    """Return Keras's class of functional models, which has a public name in configurations alone."""
    from keras.src.models.functional import Functional

    return Functional


def count(room: configs.Room, layer: Any, calls: int = 1) -> None:
    """Add calls of a layer to what a model takes; raises WireError where that is too much."""
    import keras

    if isinstance(layer, keras.layers.InputLayer):
        room.times(math.prod(size or 1 for size in layer.batch_shape))
    else:
        room.take(layer, calls)


def looked(call: Any, made: Any) -> list[list[Any]]:
    """Return the tensors that a call of a layer or operation is given, as (operation, call, output); raises WireError.

    Constants are single numbers, and indices no lists, so that neither makes a tensor larger.
    """
    import keras

    found: list[list[Any]] = []
    if not isinstance(call, list) or len(call) != 2 or not isinstance(call[0], list) or not isinstance(call[1], dict):
        raise WireError("no call")
    deepest = int(isinstance(made, keras.layers.Layer) or type(made).__name__ == "GetItem")
    shapes = set()
    parts: list[tuple[int, Any]] = [(0, call[0]), (0, call[1])]
    looked_at = 0
    while parts:
        depth, part = parts.pop()
        looked_at += 1
        if depth > deepest and isinstance(part, (list, dict)) and "class_name" not in part:
            raise WireError("an argument that is nested too deep")
        if looked_at > MOST:
            raise WireError("a call with too many arguments")
        if isinstance(part, dict) and part.get("class_name") == "__keras_tensor__":
            found.append(place(part.get("config")))
            shapes.add(str(part["config"].get("shape")))
        elif isinstance(part, dict) and "class_name" in part:
            if part["class_name"] not in ("__slice__", "__ellipsis__"):
                raise WireError(f"an argument of class {str(part['class_name'])[:40]}")
            parts += [(9, each) for each in part["config"].values()] if isinstance(part.get("config"), dict) else []
        elif isinstance(part, dict):
            parts += [(depth + 1, each) for each in part.values()]
        elif isinstance(part, list):
            parts += [(depth + 1, each) for each in part]
        elif type(part) is int and abs(part) > configs.LARGEST_INTEGER:
            raise WireError(f"an argument {part}"[:120])
        elif isinstance(part, str) and len(part) > configs.LONGEST:
            raise WireError("an argument of too many letters")
    same_shape(made, len(shapes))
    return found


def same_shape(made: Any, shapes: int) -> None:
    """Refuse a call with tensors of several shapes, from which larger ones may be made; raises WireError."""
    if shapes > 1 and configs.is_made_here(made):
        raise WireError(f"{type(made).__name__}: tensors of more than one shape")


def place(config: Any) -> list[Any]:
    """Return (operation, call, output) of a tensor's configuration; raises WireError."""
    history = config.get("keras_history") if isinstance(config, dict) else None
    if not isinstance(history, list) or len(history) != 3 or not isinstance(history[0], str):
        raise WireError("no tensor of the model")
    if not all(type(each) is int for each in history[1:]):
        raise WireError("no tensor of the model")
    return history


class Graph:
    """Makes a functional model of what was told of it. layer: gives the layer of a node."""

    def __init__(self, layer: Callable[[Any], Any]) -> None:
        """Begin."""
        self.layer = layer
        self.tensors: dict[tuple[str, int, int], Any] = {}
        self.room = configs.Room()

    def made(self, name: object, parts: object, inputs: Any, outputs: Any) -> Any:
        """Return the model; raises WireError."""
        import keras

        if not isinstance(parts, list) or len(parts) > MOST:
            raise WireError("no model")
        if not configs.is_name(name):
            raise WireError("a model's name is a short word")
        waiting = [call for part in parts for call in self.calls(part)]
        while waiting:
            left = [call for call in waiting if not self.done(*call)]
            if len(left) == len(waiting):
                raise WireError("a model whose calls wait for each other, or for a tensor that there is not")
            waiting = left
        try:
            model = keras.Model(self.ends(inputs), self.ends(outputs), name=name)
        except WireError:
            raise
        except Exception as error:  # of many types: what is no model
            raise configs.refused("a model", error) from None
        vars(model)["_autograder_room"] = self.room
        return model

    def calls(self, part: Any) -> list[tuple[str, Any, int, Any]]:
        """Return the calls of one operation, as (its name, it, the call's number, what it is given)."""
        import keras

        if not isinstance(part, list) or len(part) != 4 or not isinstance(part[0], str):
            raise WireError("no part of a model")
        name, what, first, calls = part
        if not isinstance(calls, list) or len(calls) > MOST or type(first) is not int:
            raise WireError("no part of a model")
        by_operation = isinstance(what, list) and len(what) == 4 and what[0] == "operation"
        made = configs.operation(*what[1:]) if by_operation else self.layer(what)
        if not isinstance(made, keras.Operation):
            raise WireError("no layer")
        count(self.room, made, len(calls))
        if isinstance(made, keras.layers.InputLayer):
            self.tensors[name, 0, 0] = made.output
            return []
        return [(name, made, first + number, call) for number, call in enumerate(calls)]

    def done(self, name: str, made: Any, number: int, call: Any) -> bool:
        """Call an operation where all tensors that it needs are there; tell whether they were."""
        import keras

        needed = looked(call, made)
        if not all(tuple(each) in self.tensors for each in needed):
            return False
        given = [self.tensors[tuple(each)] for each in needed]
        same_shape(made, len({tuple(each.shape) for each in given}))  # whatever was said of them
        arguments, options = self.value(call[0]), self.value(call[1])
        try:
            results = keras.tree.flatten(made(*arguments, **options))
        except WireError:
            raise
        except Exception as error:  # of many types: what does not fit together
            raise configs.refused(type(made).__name__, error) from None
        self.tensors.update({(name, number, place): each for place, each in enumerate(results)})
        return True

    def value(self, part: Any) -> Any:
        """Return an argument, which `looked` has been through."""
        if isinstance(part, list):
            return [self.value(each) for each in part]
        if not isinstance(part, dict):
            return part
        if part.get("class_name") == "__keras_tensor__":
            return self.tensors[tuple(place(part["config"]))]
        if part.get("class_name") == "__ellipsis__":
            return ...
        if part.get("class_name") == "__slice__":
            config = part.get("config")
            if not isinstance(config, dict):
                raise WireError("no slice")
            return slice(*(self.value(config.get(key)) for key in ("start", "stop", "step")))
        return {str(key): self.value(each) for key, each in part.items()}

    def ends(self, said: Any, depth: int = 0) -> Any:
        """Return the inputs or outputs of the model; raises WireError."""
        if isinstance(said, list) and len(said) == 3 and isinstance(said[0], str):
            if not all(type(each) is int for each in said[1:]) or tuple(said) not in self.tensors:
                raise WireError("a model that ends in a tensor that there is not")
            return self.tensors[tuple(said)]
        if not isinstance(said, (list, dict)) or depth > 3 or len(said) > MOST:
            raise WireError("no inputs or outputs")
        if isinstance(said, list):
            return [self.ends(each, depth + 1) for each in said]
        return {str(key): self.ends(each, depth + 1) for key, each in said.items()}
