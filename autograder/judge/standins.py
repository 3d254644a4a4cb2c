"""What the judge has of a layer or model that stays with the player: one of Keras's layers, which asks there.

It takes part in models of the judge's as any layer does: it has the weights that the layer has, is called on numbers
and on what stands for them, is saved and loaded. What it computes, and by which configuration it is made again, is
asked of the layer itself. A test never sends it what is expected.
"""

from __future__ import annotations

import sys
from typing import Any, Protocol

from autograder.judge import configs
from autograder.judge.models import BASES
from autograder.judge.wire import WireError


class Asker(Protocol):
    """What a stand-in asks; objects have numbers there."""

    def call(self, number: int, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """Call one."""

    def get(self, number: int, name: str) -> Any:
        """Return an attribute of one."""


class StandIn:
    """What is asked of the player. Its class is one of Keras's, too; see `made`."""

    _autograder_caller: Asker
    _autograder_number: int
    _autograder_kind: Any

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Call the layer there."""
        import keras

        if any(isinstance(each, keras.KerasTensor) for each in keras.tree.flatten([arguments, options])):
            return keras.Operation.symbolic_call(self, *arguments, **options)
        return self._autograder_caller.call(self._autograder_number, arguments, options)

    def call(self, *arguments: Any, **options: Any) -> Any:
        """As `__call__`, which never comes here."""
        return self(*arguments, **options)

    def compute_output_spec(self, *arguments: Any, **options: Any) -> Any:
        """Return what stands for the layer's output."""
        return self._autograder_caller.call(self._autograder_number, arguments, options)

    def compute_output_shape(self, *arguments: Any, **options: Any) -> Any:
        """Return the shape of the layer's output."""
        return self._autograder_ask("compute_output_shape", arguments, options)

    def build(self, *arguments: Any, **options: Any) -> None:
        """Build the layer there."""
        self._autograder_ask("build", arguments, options)

    def get_config(self) -> Any:
        """Return the configuration that the layer gives."""
        return self._autograder_ask("get_config", (), {})

    def get_build_config(self) -> Any:
        """Return what the layer says that it was built for."""
        return self._autograder_ask("get_build_config", (), {})

    def build_from_config(self, config: Any) -> None:
        """Build the layer there."""
        self._autograder_ask("build_from_config", (config,), {})

    @classmethod
    def from_config(cls, config: Any) -> Any:
        """Make another one there."""
        return cls._autograder_kind.from_config(config)

    def _autograder_ask(self, name: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        return self._autograder_caller.get(self._autograder_number, name)(*arguments, **options)

    def __getattr__(self, name: str) -> Any:
        """Ask for an attribute that is none of Keras's."""
        if name.startswith("_") or "_autograder_number" not in vars(self):
            raise AttributeError(name)
        return self._autograder_caller.get(self._autograder_number, name)

    def _become(self, trained: list[Any], kept: list[Any], layers: list[Any]) -> None:
        """Have these weights, of those that training may change and of those that it does not, and these layers."""
        me: Any = self
        tracker = me._tracker
        tracker.unlock()
        for each in [*me._trainable_variables, *me._non_trainable_variables, *me._layers]:
            tracker.untrack(each)
        for name, store in {"trainable_variables": trained, "non_trainable_variables": kept, "layers": layers}.items():
            for each in store:
                tracker.add_to_store(name, each)
        # Keras saves what attributes lead to.
        for attribute in [each for each in vars(self) if each.startswith("part_")]:
            del vars(self)[attribute]
        vars(self).update({f"part_{place}": each for place, each in enumerate(layers)})


def made(caller: Asker, number: int, kind: Any, facts: dict[str, Any]) -> Any:
    """Return a stand-in of a layer. number, kind: by which it is asked, and the proxy of its class."""
    import keras
    import tensorflow as tf

    # Gradients are asked for where numbers are: inside a traced function there are none.
    tf.config.run_functions_eagerly(True)
    told = facts.get("base")
    base: Any = keras.layers.Layer
    if told in BASES:
        base = getattr(keras, told, None) or getattr(keras.layers, told)
    name, title = str(facts.get("name")), str(facts.get("class"))
    if not configs.is_name(name) or not title.isidentifier() or len(title) > 100:
        raise WireError("a layer's name is a short word")
    policy = str(facts.get("dtype"))
    parts = {"__module__": "__main__", "_autograder_kind": kind}
    made: Any = type(title, (StandIn, base), {**parts, "__init__": begun})
    return made(caller, number, name, policy if policy in POLICIES else None)


POLICIES = ("float32", "float16", "float64", "bfloat16", "mixed_float16", "mixed_bfloat16")


def begun(self: Any, *given: Any) -> None:
    """Begin as one of Keras's layers, of no kind in particular; what is given is no configuration that Keras keeps."""
    import keras

    caller, number, name, policy = given
    if isinstance(self, keras.Model):
        keras.Model.__init__(self, name=name, dtype=policy)
        vars(self)["_functional"] = None
    else:
        keras.layers.Layer.__init__(self, name=name, dtype=policy)
    vars(self).update(_autograder_caller=caller, _autograder_number=number)


def released() -> None:
    """Let functions be traced again."""
    tf = sys.modules.get("tensorflow")
    if tf is not None and tf.config.functions_run_eagerly():
        tf.config.run_functions_eagerly(False)
