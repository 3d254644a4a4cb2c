"""Layers and models between judge and player: honest ones are what they were, hostile ones are refused in a line.

test_with_tensorflow.py runs these in a process of their own: Keras computes in it, after which no test may fork.
"""

import json
import resource
import socket
import threading

import numpy as np
import pytest

from autograder.bank.forked import preload
from autograder.judge.caller import Caller
from autograder.judge.errors import PlayerGoneError
from autograder.judge.player import Player
from autograder.judge.standins import StandIn

preload()  # as the other tests in this process have it: computed in one way, and quiet

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402

TABLE = np.float32([[3, 4], [5, 6], [7, 8]])
MEGABYTES = 1024  # of them is what ru_maxrss counts in kilobytes


class Liar(Player):
    """A player that says of each name in its namespace what stands there: the node, and what layers have become."""

    def do_fetch(self, reader, writer, name):
        """Return it as it is."""
        node, layers = self.namespace[name]
        return ["here", node, layers]


@pytest.fixture
def judge():
    """Return a function that returns the judge's end of a connection; names: the notebook's, or what a liar says."""
    callers, threads = [], []

    def begin(kind=Player, **names):
        near, far = socket.socketpair()
        far.settimeout(60)
        near.settimeout(60)
        thread = threading.Thread(target=lambda: kind(far, names).serve(), daemon=True)
        thread.start()
        callers.append(Caller(near, {}))
        threads.append((thread, far))
        return callers[-1]

    yield begin
    for caller in callers:
        caller.close()
    for thread, far in threads:
        thread.join(10)
        far.close()


def given():
    """Return a layer that a test gives an answer."""
    layer = keras.layers.Embedding(*TABLE.shape)
    layer.build()
    layer.set_weights([TABLE])
    return layer


# What honest answers give.


class Doubled(keras.layers.Embedding):
    """One of Keras's layers that computes in its own way."""

    def call(self, ids):
        """Look rows up."""
        return 2 * super().call(ids)


class Named(keras.layers.Embedding):
    """One of Keras's layers, made in its own way."""

    def __init__(self, table):
        """Take the table."""
        super().__init__(*table.shape, weights=[table], name="own")


@pytest.mark.parametrize("name", ["Wörter (1)", "a.b>c-d", "0"])
def test_a_layer_may_have_any_name_that_keras_takes(judge, name):
    """Letters of other alphabets, too; also what stays with the answer."""
    caller = judge(layer=keras.layers.Embedding(3, 2, name=name), own=Doubled(3, 2, name=name))
    assert caller.fetch("layer").name == caller.fetch("own").name == name


def test_new_layers_have_other_names_than_those_that_came(judge):
    """Two processes count on their own, and a model has each name once."""
    before = keras.layers.Embedding(3, 2).name
    name = f"embedding_{int(before.partition('_')[2] or 0) + 3}"
    judge(answer=keras.layers.Embedding(3, 2, name=name)).fetch("answer")
    assert name not in {keras.layers.Embedding(3, 2).name for _ in range(5)}


def test_a_layer_of_a_class_of_ones_own_is_one_of_keras(judge):
    """As the answer's class is; what it computes in its own way is asked."""
    caller = judge(Named=Named, make=lambda: Named(TABLE), double=lambda: Doubled(3, 2, weights=[TABLE]))
    named, doubled = caller.fetch("make")(), caller.fetch("double")()
    kind = caller.fetch("Named")
    assert isinstance(named, keras.layers.Embedding) and isinstance(doubled, keras.layers.Embedding)
    assert isinstance(named, kind) and not isinstance(doubled, kind) and not isinstance(given(), kind)
    calls = caller.calls
    assert np.array_equal(named(np.array([1])), TABLE[[1]]) and caller.calls == calls
    assert np.array_equal(doubled(np.array([1])), 2 * TABLE[[1]]) and caller.calls == calls + 1


def test_a_layer_of_keras_comes_with_its_weights(judge):
    """As one of the judge's own, which asks nothing more."""

    def answer(table, trainable):
        return keras.layers.Embedding(*table.shape, weights=[table], trainable=trainable, name="mine")

    caller = judge(answer=answer)
    layer = caller.fetch("answer")(TABLE, False)
    calls = caller.calls
    assert type(layer) is keras.layers.Embedding and layer.name == "mine" and not layer.trainable
    assert np.array_equal(layer(np.array([2])), TABLE[[2]])
    assert caller.calls == calls


@pytest.mark.parametrize(
    "initializer",
    ["ones", lambda shape, dtype=None: tf.ones(shape, dtype), np.ones(TABLE.shape)],
    ids=["its name", "a function", "numbers"],
)
def test_a_layer_that_is_not_built_starts_as_it_would(judge, initializer):
    """Where its initializer is no configuration, too."""
    answer = keras.layers.Embedding(*TABLE.shape, embeddings_initializer=initializer)
    layer = judge(answer=answer).fetch("answer")
    assert isinstance(layer, keras.layers.Embedding)
    assert np.array_equal(layer(np.array([[1]])), np.ones((1, 1, 2)))


def functional(layer):
    """Return a model of Keras's own."""
    source = keras.Input((1,), dtype="int32")
    return keras.Model(source, layer(source)[:, 0])


def sequential(layer):
    """Return another one."""
    return keras.Sequential([keras.Input((1,), dtype="int32"), layer, keras.layers.Flatten()])


def unbuilt(layer):
    """Return one without an input."""
    return keras.Sequential([layer, keras.layers.Flatten()])


def nested(layer):
    """Return one with a model inside, which is called twice."""
    inner = functional(layer)
    source = keras.Input((1,), dtype="int32")
    return keras.Model(source, (inner(source) + inner(source)) / 2)


def with_lambda(layer):
    """Return one with a function of the answer's own inside."""
    return keras.Sequential([layer, keras.layers.Lambda(lambda rows: rows[:, 0])])


class Own(keras.Model):
    """A model of the answer's own."""

    def __init__(self, layer):
        """Keep the layer."""
        super().__init__()
        self.layer = layer

    def call(self, ids):
        """Look rows up."""
        return self.layer(ids)[:, 0]


class Stack(keras.Sequential):
    """A Sequential of the answer's own, which computes in its own way."""

    def __init__(self, layer):
        """Keep the layer."""
        super().__init__([layer])

    def call(self, ids):
        """Look rows up."""
        return self.layers[0](ids)[:, 0]


def joined(layer):
    """Return a model whose layers are Keras's own, but not all of those that go over."""
    source = keras.Input((1,), dtype="int32")
    rows = layer(source)[:, 0]
    twice = keras.layers.Concatenate()([rows, keras.ops.zeros_like(rows)[:, :1]])
    return keras.Model(source, twice[:, :2])


def scaled(layer):
    """Return a model that adds what has another shape."""
    source = keras.Input((1,), dtype="int32")
    rows = layer(source)
    return keras.Model(source, (rows - (rows - rows)[:, :, :1] + keras.ops.convert_to_tensor([[0.0, 0.0]]))[:, 0])


MODELS = [functional, sequential, unbuilt, nested, with_lambda, Own, Stack, joined, scaled]


@pytest.mark.parametrize("answer", MODELS)
def test_a_model_uses_the_very_layer(judge, answer):
    """New rows of the layer come out of the model, gradients reach them, and new rows of the model reach the layer."""
    layer, ids = given(), np.array([[2], [0]])
    model = judge(answer=answer).fetch("answer")(layer)
    assert isinstance(model, keras.Model)
    assert np.array_equal(model(ids), TABLE[[2, 0]])
    assert [each is layer.embeddings for each in model.variables] == [True]
    layer.set_weights([-TABLE])
    with tf.GradientTape() as tape:
        rows = model(ids)
        total = tf.reduce_sum(rows)
    assert np.array_equal(rows, -TABLE[[2, 0]])
    assert np.array_equal(tf.convert_to_tensor(tape.gradient(total, layer.embeddings)), [[1, 1], [0, 0], [1, 1]])
    model.set_weights([TABLE])
    assert np.array_equal(layer.get_weights()[0], TABLE)


@pytest.mark.parametrize("answer", MODELS)
def test_a_layer_may_have_been_used_before(judge, answer):
    """By a model of the judge's, and by one that another call of the answer gave."""
    layer = given()
    functional(layer)
    caller = judge(answer=answer)
    first, second = (caller.fetch("answer")(layer) for _ in range(2))
    assert np.array_equal(first(np.array([[1]])), second(np.array([[1]])))
    layer.set_weights([-TABLE])
    assert np.array_equal(second(np.array([[1]])), -TABLE[[1]])


def test_what_becomes_of_a_given_layer_comes_back(judge):
    """Its weights, and whether it can be trained; and what the test makes of it goes over."""

    def answer(layer):
        was = layer.trainable, layer.get_weights()[0][0, 0]
        layer.trainable = not layer.trainable
        layer.set_weights([2 * each for each in layer.get_weights()])
        return [bool(was[0]), float(was[1])]

    layer = given()
    function = judge(answer=answer).fetch("answer")
    assert function(layer) == [True, 3.0]
    assert not layer.trainable and np.array_equal(layer.get_weights()[0], 2 * TABLE)
    layer.set_weights([TABLE + 1])
    assert function(layer) == [False, 4.0] and layer.trainable


def test_a_given_layer_may_be_built_by_the_answer(judge):
    """Its first rows are drawn once, on one end."""
    seen = []

    def answer(layer):
        model = functional(layer)
        seen.append(layer.get_weights()[0])
        return model

    layer = keras.layers.Embedding(3, 2)
    model = judge(answer=answer).fetch("answer")(layer)
    assert np.array_equal(layer.get_weights()[0], seen[0])
    assert np.array_equal(model(np.array([[1]]))[0], seen[0][1])


def test_a_copy_is_no_given_layer(judge):
    """An answer that copies the layer has a copy here, too."""

    def answer(layer):
        return functional(keras.layers.Embedding(3, 2, weights=layer.get_weights()))

    layer = given()
    model = judge(answer=answer).fetch("answer")(layer)
    layer.set_weights([-TABLE])
    assert np.array_equal(model(np.array([[1]])), TABLE[[1]])
    assert not any(each is layer.embeddings for each in model.variables)


class Lookup(keras.layers.Layer):
    """A layer of the answer's own."""

    def __init__(self, rows, columns, **kwargs):
        """Note the sizes."""
        super().__init__(**kwargs)
        self.rows, self.columns = rows, columns

    def build(self, shape):
        """Make the weight."""
        self.table = self.add_weight(shape=(self.rows, self.columns), name="table")

    def call(self, ids):
        """Look rows up."""
        return keras.ops.take(self.table, keras.ops.cast(ids, "int32"), axis=0)

    def get_config(self):
        """Return the sizes."""
        return super().get_config() | {"rows": self.rows, "columns": self.columns}


def test_a_class_of_layers_is_called_trained_made_again_saved_and_loaded(judge, tmp_path):
    """In models of the judge's, as a layer of its own would be."""
    kind = judge(answer=Lookup).fetch("answer")
    layer, ids = kind(3, 2, name="words"), np.array([[2, 0]])
    assert isinstance(layer, StandIn) and isinstance(layer, keras.layers.Layer) and isinstance(layer, kind)
    assert (layer.name, layer.get_weights()) == ("words", [])
    layer(ids)
    layer.set_weights([TABLE])
    assert np.array_equal(layer(ids), TABLE[ids])

    source = keras.Input((2,))
    model = keras.Model(source, keras.layers.Dense(1)(keras.layers.Flatten()(layer(source))))
    model.compile(keras.optimizers.SGD(0.1), "mse")
    model.fit(ids, np.ones((1, 1)), verbose=0)
    moved = (layer.get_weights()[0] != TABLE).any(axis=1).tolist()
    assert moved == [True, False, True]

    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", custom_objects={"Lookup": kind})
    assert np.allclose(loaded(ids), model(ids)) and isinstance(loaded.layers[1], kind)
    twin = kind.from_config(layer.get_config())
    assert twin.name == "words" and twin is not layer and twin.rows == 3


def test_a_frozen_layer_of_ones_own_stays_frozen(judge):
    """Its weights are there, and none of them can be trained."""
    layer = judge(answer=Lookup).fetch("answer")(3, 2, trainable=False)
    for _ in range(2):  # what is told a second time is told of what is there
        layer(np.array([0]))
        assert (len(layer.get_weights()), layer.trainable_variables, layer.trainable) == (1, [], False)


def test_a_layer_that_was_never_begun_says_so_where_it_is_called(judge):
    """In the words that Keras has for it."""

    class Forgetful(keras.layers.Layer):
        def __init__(self):
            pass

    layer = judge(answer=Forgetful).fetch("answer")()
    with pytest.raises(RuntimeError, match="you forgot to call"):
        layer(np.array([0]))


def test_functions_are_traced_again_once_the_judge_is_done(judge):
    """A stand-in needs numbers, and other tests want what they are used to."""
    caller = judge(answer=Lookup)
    caller.fetch("answer")(3, 2)
    assert tf.config.functions_run_eagerly()
    caller.close()
    assert not tf.config.functions_run_eagerly()


# What hostile ones say.


def config(kind="Dense", **changed):
    """Return the form of a layer, with parts of its configuration changed."""
    sizes = {"Dense": (2,), "Embedding": (3, 2), "InputLayer": ((1,),), "Reshape": ((1, 2),)}.get(kind, ())
    layer = getattr(keras.layers, kind)(*sizes)
    plain = json.loads(json.dumps(keras.saving.serialize_keras_object(layer)["config"]))
    return ["layer", kind, plain | changed]


def tensor(name, call=0, output=0):
    """Return an argument of a call."""
    return {"class_name": "__keras_tensor__", "config": {"shape": [None, 1], "keras_history": [name, call, output]}}


def model(*parts, output=("b", 0, 0), number=-100):
    """Return the form of a functional model: an input "a" and more parts."""
    first = ["a", ["layer", number, config("InputLayer", batch_shape=[None, 1])], 0, []]
    return ["functional", "m", [first, *parts], ["a", 0, 0], list(output)]


def part(name, form, *calls, number=-50):
    """Return a part of a functional model that is called on these arguments."""
    node = form if form[0] == "operation" else ["layer", number, form]
    return [name, node, 0, [[list(call), {}] for call in calls]]


def operation(name, module="keras.src.ops.numpy", **options):
    """Return an operation of a functional model."""
    return ["operation", module, name, {"name": "x", **options}]


def deep(depth):
    """Return a list in a list in a list."""
    return [deep(depth - 1)] if depth else []


SETTING = {"module": "keras.initializers", "class_name": "Zeros", "config": {}, "registered_name": None}
LAMBDA = {"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": None, "closure": None}}
ROWS = part("b", config("Embedding", output_dim=50_000), [tensor("a")])
FORMS = {
    "a layer of another module": (["layer", "os.system", {}], "no layer of Keras's own that goes over: os.system"),
    "a Lambda": (["layer", "Lambda", {"name": "x", "function": LAMBDA}], "no layer of Keras's own"),
    "a layer that loads a file": (["layer", "TFSMLayer", {"filepath": "/tmp/x"}], "no layer of Keras's own"),
    "a layer that repeats": (["layer", "RepeatVector", {"name": "x", "n": 10**9}], "no layer of Keras's own"),
    "no configuration": (["layer", "Dense", "units"], "Dense: its configuration is no dict"),
    "a setting of another module": (config(kernel_initializer=SETTING | {"module": "os"}), "os.Zeros, none of Keras's"),
    "a setting that is none": (config(kernel_initializer=SETTING | {"class_name": "get"}), "none of Keras's own"),
    "a registered setting": (config(kernel_initializer=SETTING | {"registered_name": "a>B"}), "none of Keras's own"),
    "a shared setting": (config(kernel_initializer=SETTING | {"shared_object_id": 1}), "none of Keras's own"),
    "a function": (
        config(
            activation={"class_name": "function", "module": "builtins", "config": "relu", "registered_name": "relu"}
        ),
        "Dense: activation is builtins.function, none of Keras's own",
    ),
    "a lambda as a setting": (config(kernel_initializer=LAMBDA), "none of Keras's own"),
    "a name of something registered": (config(activation="a>b"), "Dense: activation is 'a>b'"),
    "a name that is imported": (config(activation="os.system"), "Dense: activation is 'os.system'"),
    "a name that is not known": (config(activation="there_is_none"), "Dense: "),
    "too many units": (config(units=10**9), "Dense: units is 1000000000"),
    "no number of units": (config(units=-3), "Dense: units are no size"),
    "units that are text": (config(units="3"), "Dense: units are no size"),
    "too many columns": (config("Embedding", output_dim=10**9), "Embedding: output_dim is 1000000000"),
    "too large a table": (config("Embedding", input_dim=10**5, output_dim=10**5), "table of 100000 x 100000"),
    "too large a shape": (config("Reshape", target_shape=[10**12]), "Reshape: target_shape is 1000000000000"),
    "a number without end": (config(units=10**4000), "Dense: units is 1000"),
    "a deep configuration": (config(anything=deep(100)), "Dense: its configuration is too deep, or too long"),
    "a long configuration": (config(anything=[0] * 10**5), "Dense: its configuration is too deep, or too long"),
    "long text": (config(anything="x" * 10**5), "Dense: anything is 'xxx"),
    "an argument that there is not": (config(anything=1), "Dense: "),
    "a name with lines": (config(name="a\nb"), "Dense: a layer's name is a short word"),
    "a name with a path": (config(name="../a"), "Dense: a layer's name is a short word"),
    "a quantized layer": (config(quantization_config={"mode": "int8"}), "Dense: a quantized layer"),
    "a ragged input": (config("InputLayer", ragged=True), "InputLayer: a sparse or ragged input"),
    "no form": (["what"], "no layer"),
    "an empty form": ([], "no layer"),
    "another operation": (model(part("b", operation("system", "os"), [tensor("a")])), "no operation that goes over"),
    "an operation that repeats": (model(part("b", operation("Repeat", repeats=9), [tensor("a")])), "numpy.Repeat"),
    "an operation that loops": (
        model(part("b", operation("WhileLoop", "keras.src.ops.core"), [tensor("a")])),
        "no operation that goes over: keras.src.ops.core.WhileLoop",
    ),
    "a constant that makes it larger": (
        model(part("b", operation("Add"), [tensor("a"), [[1] * 90]])),
        "an argument that is nested too deep",
    ),
    "indices that make it larger": (
        model(part("b", operation("GetItem"), [tensor("a"), [[0] * 90]])),
        "an argument that is nested too deep",
    ),
    "tables of tables": (
        model(ROWS, part("c", config("Embedding", output_dim=50_000), [tensor("b")], number=-51), output=("c", 0, 0)),
        "a model with tensors of 2500000000 numbers",
    ),
    "a table called on its rows": (
        model(part("b", config("Embedding", output_dim=9000), [tensor("a")], [tensor("b")])),
        "a model with tensors of 81000000 numbers",
    ),
    "calls without end": (
        model(part("b", operation("Negative"), *[[tensor("a")]] * 10**4)),
        "no part of a model",
    ),
    "a call that waits for itself": (model(part("b", config(), [tensor("b")])), "calls wait for each other"),
    "a tensor that there is not": (model(part("b", config(), [tensor("z")])), "a tensor that there is not"),
    "an output that there is not": (model(part("b", config(), [tensor("a")]), output=("b", 7, 0)), "there is not"),
    "an argument of another class": (
        model(part("b", config(), [{"class_name": "__lambda__", "config": {}}])),
        "an argument of class __lambda__",
    ),
    "shapes that do not fit": (
        model(
            part("b", config(), [tensor("a")]),
            part("c", operation("Add"), [tensor("a"), tensor("b")]),
            output=("c", 0, 0),
        ),
        "Add: tensors of more than one shape",
    ),
    "a layer that there is not": (["sequential", "m", [["layer", 3]]], "no layer has the number 3"),
    "a layer that there was not": (["sequential", "m", [["layer", -3]]], "no layer has the number -3"),
    "a number of the judge's": (["sequential", "m", [["layer", 5, config()]]], "no new layer has the number 5"),
    "the given layer once more": (["sequential", "m", [["layer", 1, config()]]], "no new layer has the number 1"),
    "no number": (["sequential", "m", [["layer", "1"]]], "no value is called 'layer'"),
    "something that is no layer": (["sequential", "m", [["list", []]]], "no layer"),
    "a stand-in of no object": (["stand-in", "x", ["handle", 1, {"class": "A"}], {}], "no layer"),
    "a stand-in of no class": (["stand-in", 1, None, {}], "no layer"),
    "a stand-in with a name that is none": (
        ["stand-in", 1, ["handle", 1, {"class": "A"}], {"name": "a", "class": "a b"}],
        "a layer's name is a short word",
    ),
}


@pytest.mark.parametrize(("form", "words"), FORMS.values(), ids=FORMS)
def test_a_form_that_is_none_is_refused(judge, form, words):
    """In one clear line, before it takes room; and the judge goes on."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    caller = judge(Liar, answer=(["layer", -1, form], []))
    caller.models.known[1], caller.models.kinds[1] = given(), "layer"
    with pytest.raises(PlayerGoneError) as refused:
        caller.fetch("answer")
    said = str(refused.value)
    assert words in said and "\n" not in said and len(said) <= 300
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * MEGABYTES
    assert isinstance(judge(answer=given()).fetch("answer"), keras.layers.Embedding)


def weight(number=-1, values=TABLE, *, node=None):
    """Return what is told of a weight; its numbers are written out."""
    flat = [["list", [["list", row] for row in values.tolist()]]] if values is not None else []
    return [False, node or ["variable", number, *flat], "table", True]


ARRAY = ["objects", [1], ["text"]]
STATES = {
    "another layer": ([[-7, True, True, None, [], []]], "no such layer"),
    "no number": ([["x", True, True, None, [], []]], "no such layer"),
    "no list": (5, "no such layer"),
    "no weights": ([[-1, True, True, None, 5, []]], "no such layer"),
    "two weights": ([[-1, True, True, None, [weight(), weight(-2)], []]], "Embedding: 2 weights for 1"),
    "a weight of lists": ([[-1, True, True, None, [weight()], []]], "a weight without numbers"),
    "a weight of text": ([[-1, True, True, None, [weight(node=["variable", -1, ARRAY])], []]], "without numbers"),
    "a weight of nothing": ([[-1, True, True, None, [weight(values=None)], []]], "a weight without numbers"),
    "a weight of the judge's": ([[-1, True, True, None, [weight(9)], []]], "a weight without numbers"),
    "a weight of the given layer": ([[-1, True, True, None, [weight(1)], []]], "a weight that is another's"),
    "a shape without end": ([[-1, True, True, [10**9], [weight()], []]], "no shape"),
}


@pytest.mark.parametrize(("state", "words"), STATES.values(), ids=STATES)
def test_what_a_layer_cannot_become_is_refused(judge, state, words):
    """In one clear line; the given layer stays as it was."""
    caller = judge(Liar, answer=(["layer", -1, config("Embedding")], state))
    layer = given()
    caller.models.known[1], caller.models.kinds[1] = layer, "layer"
    caller.variables[1], caller.models.weights[1] = layer.embeddings._value, layer.embeddings
    with pytest.raises(PlayerGoneError) as refused:
        caller.fetch("answer")
    assert words in str(refused.value) and "\n" not in str(refused.value)
    assert np.array_equal(layer.get_weights()[0], TABLE)
    assert judge(answer=[1]).fetch("answer") == [1]


def test_weights_of_another_shape_are_refused(judge):
    """Whatever the configuration says."""

    class Crooked(Player):
        def sendable(self, value, writer):
            node = super().sendable(value, writer)
            if node[0] == "layer":
                node[2][2]["input_dim"] = 4
            return node

    caller = judge(Crooked, answer=given())
    with pytest.raises(PlayerGoneError, match=r"a weight of shape \(3, 2\) for one of \(4, 2\)"):
        caller.fetch("answer")


def test_a_layer_that_is_built_later_is_not_built_too_large(judge):
    """What its configuration alone does not tell."""
    caller = judge(Liar, answer=(["layer", -1, config(units=100_000)], []))
    layer = caller.fetch("answer")
    with pytest.raises(ValueError, match="a weight of 100000000 numbers is too large"):
        layer(np.ones((1, 1000)))
    assert layer(np.ones((1, 10))).shape == (1, 100_000)


def test_a_model_that_claims_the_given_layer_has_it(judge):
    """What it computes is computed here, by the layer: there is nothing to gain."""
    form = model(["b", ["layer", 1], 0, [[[tensor("a")], {}]]])
    caller = judge(Liar, answer=(["layer", -1, form], []))
    layer = given()
    caller.models.known[1], caller.models.kinds[1] = layer, "layer"
    made = caller.fetch("answer")
    assert made.layers[1] is layer
    assert np.array_equal(made(np.array([[2]])), TABLE[[[2]]])


def test_models_in_models_take_no_time_without_end(judge):
    """Each calls the one inside it often."""
    form, first = config("Flatten"), 0
    for depth in range(4):
        calls = [[[tensor("a")], {}]] * 20
        inner = ["b", ["layer", -2 - 2 * depth, form], first, calls]
        form, first = model(inner, output=("b", first + 19, 0), number=-3 - 2 * depth), 1
    caller = judge(Liar, answer=(["layer", -1, form], []))
    with pytest.raises(PlayerGoneError, match="a model of more than 2000 operations"):
        caller.fetch("answer")


def test_a_stand_in_gives_what_the_player_says_and_no_more(judge):
    """A shape that is none is refused, and so is a layer inside itself that there is not."""
    facts = {"name": "a", "class": "A", "base": "Layer", "dtype": "float32"}
    form = ["stand-in", 1, ["handle", 2, {"class": "A"}], facts]
    caller = judge(Liar, answer=(["layer", -1, form], [[-1, True, True, None, [], [["layer", -9]]]]))
    with pytest.raises(PlayerGoneError, match="no layer has the number -9"):
        caller.fetch("answer")


@pytest.mark.parametrize(
    ("shape", "dtype"), [([10**12], "float32"), ([2] * 99, "float32"), ([2], "object"), (2, "int8")]
)
def test_what_stands_for_no_tensor_is_refused(judge, shape, dtype):
    """Shapes and dtypes are looked at."""
    caller = judge(Liar, answer=(["symbolic", shape, dtype], []))
    with pytest.raises(PlayerGoneError, match=r"no shape|no dtype"):
        caller.fetch("answer")
