"""What the checks of lesson 3 know beside the examples: mistakes by name, and how layers and models are looked at."""

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

import checks
from checks import Answer, Result

Pairs = Iterator[tuple[Any, str]]
# How far from 0 the numbers reach that a new Embedding, or a new weight, draws for itself.
OWN_REACH = 0.25
# Layers that leave the numbers of a row alone.
HARMLESS = ("InputLayer", "Embedding", "Flatten", "Reshape")
# What an error of Keras' means in these exercises: (the call, the error's type and its text; the cause).
ERRORS = (
    (r"NotImplementedError.*numpy\(\)", "inside a model there are no numbers yet: leave .numpy() out."),
    (r"NotImplementedError.*a `call` method", "the method that looks the rows up has to be called call."),
    (r"expecting 0 weights", "a new layer has no weights to set yet: build it first, or pass them when you make it."),
    (r"must build the layer before|isn't built", "a new layer has no table yet: build it, or use it once."),
    (r"weight list of length [2-9]", "set_weights takes a list of arrays: [embedding_matrix]."),
    (r"is not compatible with provided weight shape", "the sizes are vocab_size (rows) first, then embedding_dim."),
    (r"property '(embeddings|weights)'.* no setter", "the table is a variable: use assign, or pass weights=[...]."),
    (
        r"\bEmbedding.__init__\(\) missing|`input_dim` must be",
        "Embedding takes two sizes, not one shape: rows, columns.",
    ),
    (r"identifier: (True|False)", "pass it by its name: trainable=trainable."),
    (r"Could not interpret initializer", "add_weight takes one shape: shape=(input_dim, output_dim)."),
    (r"module 'keras.*' has no attribute '[a-z]", "names of layers begin with a capital: Embedding, Flatten."),
    (r"not connected to `inputs`", "keras.Model takes the input first, and an output that was made from it."),
    (r"LookupEmbedding.*Layer.__init__\(\) takes 1", "pass kwargs on with both stars: super().__init__(**kwargs)."),
    (r"Layer.__init__\(\) takes 1 positional", "keras.Model takes two things: the input and the output."),
    (r"must be KerasTensors|Only input tensors may be passed", "call the layer on the input: layer(source)."),
    (r"`data_format` argument", "make the Flatten layer, then call it: Flatten()(rows)."),
    (r"Found invalid dimension", "sizes are numbers: self.input_dim, without quotes."),
    (r"Cannot convert '.*' to a shape", "a shape is a tuple, even with one entry: (1,)."),
    (r"must pass a `shape`", "keras.Input needs a shape: (1,), for one id in each sequence."),
    (r"of layer 'dense.* is incompatible", "Dense reads whole one-hot rows, but one id comes in: use the given layer."),
    (r"boolean. Received: trainable=<", "keras.Sequential takes one list of layers: Sequential([..., ...])."),
    (r"added to a Sequential.*class 'type'", "a layer has to be made, with its brackets: Flatten()."),
    (r"added to a Sequential.*KerasTensor", "Sequential takes the layers themselves, not what they give when called."),
    (r"added to a Sequential.*class 'list'", "add() takes one layer at a time."),
    (r"'NoneType' object has no attribute 'add'", "add() changes the model and returns nothing: leave out the `=`."),
    (r"you forgot to call `super\(\).__init__", "call super().__init__(**kwargs) first in __init__."),
    (r"cannot add new elements of state|singleton tf.Var", "make the weight in build: call comes once for each batch."),
    (r"too many positional arguments", "a method takes self first: call(self, inputs)."),
    (r"name '(input_dim|output_dim|table|add_weight)' is not defined", r"did you mean self.\1?"),
    (r"Expected begin, end, and strides|Only integers, slices", "a weight takes no ids in [ ]: use keras.ops.take."),
    (r"Tindices' of u?int", "cast the ids to int32 or int64."),
    (r"Tindices|must be of integer|[Oo]nly integer|float.*ind(ex|ices)", "ids may arrive as floats: cast them to int."),
    (r"too large for int16", "that whole-number type is too small for a large table: cast the ids to int32."),
    (r"indices\[.* is not in", "an id reaches past the table: are rows and columns swapped, or counted from 1?"),
    (r"Dimensions must be equal", "the result has another shape than ids.shape + (output_dim,)."),
    (r"Could not automatically infer", "call fails inside a model: are float ids cast to int, and is no axis dropped?"),
    (r"LookupEmbedding\(.*unexpected keyword", "__init__ has to take **kwargs, and to pass them on."),
    (r"passed to (Embedding|Model|Functional|Sequential)\b", "Keras calls it otherwise: weights=, inputs=, outputs=."),
    (r"nrecognized keyword|unexpected keyword", "each key has to be an argument of __init__, spelt the same."),
    (r"multiple values for keyword", "kwargs may hold it already: pass **kwargs on alone."),
    (r"'method' object is not a mapping|'method' and 'dict'", "get_config is a method: super().get_config()."),
    (r"for \|: 'dict' and 'set'", "a dict has a colon between each key and its value."),
    (r"for \+: 'dict' and 'dict'", "dicts are joined by |, not by +."),
)


def call(answer: Answer, *arguments: Any, **options: Any) -> Result:
    """Call an answer, or a layer or model that it made; an error of Keras' is told with its cause."""
    try:
        return answer(*arguments, **options)
    except NotImplementedError as error:
        likely = meaning(answer, error)
        if not likely:  # the starter's own
            raise
        problem = f"raised {type(error).__name__}: {checks.clean(error)}"
        raise checks.Refusal(answer.said or answer.name, problem, likely) from None
    except checks.Refusal as refusal:
        if isinstance(refusal.got, Exception):
            refusal.likely = meaning(answer, refusal.got) or refusal.likely
        raise


def meaning(answer: Answer, error: Exception) -> str:
    """Return what an error of Keras' means in these exercises, "" when that is not known."""
    text = f"{answer.said} {type(error).__name__}: {checks.clean(error)}"
    for pattern, told in ERRORS:
        found = re.search(pattern, text)
        if found:
            return found.expand(told)
    return ""


def of_kind(made: Result, wanted: type, told: str) -> None:
    """Check that a layer or a model came back; say what came back instead."""
    value, embedding = made.object, wanted is keras.layers.Embedding
    if isinstance(value, wanted):
        return
    likely = f"an object of another kind came back: make {told}."
    for is_it, name in (
        (value is None, "is there a `return`?"),
        (isinstance(value, keras.KerasTensor), "that is what the last layer gives: wrap it in a keras.Model."),
        (isinstance(value, keras.Model) and embedding, "that is a model around the layer: return the layer alone."),
        (isinstance(value, keras.Model), "that is a functional model: make it with keras.Sequential([...])."),
        (isinstance(value, keras.layers.Layer) and embedding, "that is another kind of layer: use layers.Embedding."),
        (isinstance(value, keras.layers.Layer), "that is a layer: build a model around it."),
        (isinstance(value, (list, tuple)), "these are several things in a row: return one object made of them."),
        (hasattr(value, "__array__"), "these are only numbers: they belong inside the object that was asked for."),
        (callable(value), "a function or class of your own cannot train and save its numbers as Keras does."),
    ):
        if is_it:
            likely = name
            break
    shown = "a KerasTensor" if isinstance(value, keras.KerasTensor) else checks.brief(made.value)
    made.fail(f"returned {shown}; expected {told}.", likely)


def variable_of(layer: keras.layers.Embedding) -> tf.Variable:
    """Return the variable that holds the table of a layer of the check's own, to be read by checks.numbers_of."""
    return layer.embeddings.value


def weights(layer: Any, said: str) -> list[np.ndarray]:
    """Return the weights of a layer that an answer made, as plain arrays. said: how the layer is called."""
    got = call(Answer(layer.get_weights, said, said))
    return [Result(part, said).array() for part in got.value]


def row_mistakes(ids: np.ndarray, table: np.ndarray) -> Pairs:
    """Yield what the usual mistakes of a lookup give, as far as they keep the rows' numbers."""
    ids, columns = ids.astype(int), table.shape[1]
    rows = table[ids]
    yield table, "that is the whole table: only the rows of the ids were asked for."
    yield rows.squeeze(), "every axis of length one was squeezed away: keep the shape of the ids."
    yield rows.reshape(-1, columns), "the ids were flattened: nested ids keep their shape."
    yield rows.reshape(1, -1), "the batch was flattened too: each id has a line of its own."
    yield rows.ravel(), "everything was flattened: keep ids.shape, with the columns behind it."
    yield rows[:1], "only the first id's row came back."
    yield (rows[0] if rows.ndim > 1 else rows), "only the first entry of the batch came back."
    yield table[np.unique(ids)], "repeated ids were dropped: each gives its row again."
    yield table[np.sort(ids)], "the ids were sorted: keep their order."
    for name, added in (("added up", np.sum), ("averaged", np.mean), ("reduced to their largest entries", np.max)):
        for axis in range(rows.ndim):
            yield added(rows, axis=axis), f"the rows were {name}: each id gives its own row."
        yield added(rows, axis=-1, keepdims=True), f"the numbers of a row were {name}: all of them are its vector."
    yield table.ravel()[ids], "single numbers were picked, not rows: say axis=0."
    yield table[ids - 1], "ids count from 0, not from 1."
    yield table[(ids + 1) % len(table)], "these are the rows below: ids count from 0."
    yield table[::-1][ids], "the rows stand upside down: row 0 comes first."
    yield rows * (ids > 0)[..., None], "id 0 was taken for padding: it has a row like any other."
    yield (lambda got: shared(got, table.T) == 1), "these are columns: rows and columns are swapped."
    yield lambda got: grows_evenly(got, ids, columns), "ids were taken as amounts (a Dense layer?): they name rows."


def shared(got: Any, rows: np.ndarray) -> float:
    """Return the share of the vectors that came back which are among some rows, 0 where they have another length."""
    vectors = np.asarray(got, dtype=float)
    if vectors.shape[-1:] != rows.shape[1:]:
        return 0.0
    return np.isclose(vectors.reshape(-1, 1, rows.shape[1]), rows, rtol=1e-4).all(axis=-1).any(axis=-1).mean()


def grows_evenly(got: Any, ids: np.ndarray, columns: int) -> bool:
    """Tell whether every column of what came back is a straight line over the ids."""
    x, y = ids.astype(float).ravel(), np.asarray(got, dtype=float).reshape(-1, columns)
    lines = np.stack([x, np.ones_like(x)], axis=1)
    fit = lines @ np.linalg.lstsq(lines, y, rcond=None)[0]
    return len(np.unique(x)) > 2 and np.allclose(fit, y, atol=1e-4)


class Pretrained:
    """The layer that pretrained_layer makes from a table."""

    def __init__(self, pretrained_layer: Answer, table: Any, *trainable: bool) -> None:
        """Make the layer."""
        self.table = np.array(table, dtype="float32")
        self.said = f"pretrained_layer({', '.join(['table', *map(str, trainable)])})"
        made = call(pretrained_layer.named(self.said), self.table.copy(), *trainable)
        of_kind(made, keras.layers.Embedding, "a Keras Embedding layer")
        self.layer, self.trainable = made.object, trainable != (False,)

    def called(self, ids: Any) -> Result:
        """Return what the layer gives for ids."""
        ids = np.array(ids)
        said = f"{self.said}({checks.brief(ids)})"
        return Result(call(Answer(self.layer, said, said), ids).value, said, (ids, self.table))

    def in_a_model(self, ids: Any) -> Result:
        """Return what a model with the layer in it gives for ids; check whether it trains the table."""
        ids, source = np.array(ids), keras.Input((np.shape(ids)[1],))
        said = f"a model of {self.said}, called on {checks.brief(ids)},"
        model = keras.Model(source, call(Answer(self.layer, said, said), source).object)
        with tf.GradientTape() as tape:
            got = call(Answer(model, said, said), ids)
            total = tf.reduce_sum(got.array() if not tf.is_tensor(got.value) else got.value)
        moved = [slope for slope in tape.gradient(total, model.trainable_variables) if slope is not None]
        made = checks.given(self.layer, self.said)
        if self.trainable:
            likely = "pass trainable on as it is: True is not the same as frozen."
            made.must(len(moved) == 1, "cannot be trained; expected that it can.", likely)
        else:
            made.must(not moved, "can still be trained; expected a frozen table.", "pass trainable on to the layer.")
        return Result(got.value, said, (ids, self.table))


@checks.mistakes_of("pretrained_layer")
def pretrained_mistakes(expected: Any, ids: np.ndarray, table: np.ndarray) -> Pairs:
    """Yield what a layer from given numbers often gives."""
    yield lambda got: 0 < abs(np.asarray(got)).max() < OWN_REACH, "the layer drew its own numbers: pass weights=[...]."
    yield lambda got: np.all(np.asarray(got) == 1), "every number is 1: the given ones were never put in."
    yield lambda got: scaled(got, table[ids.astype(int)]), "the rows were scaled: put them in as they are."
    yield np.float16(table)[ids.astype(int)], "the rows were rounded to float16: leave the dtype to Keras."
    yield from row_mistakes(ids, table)
    foreign = "these are no rows of embedding_matrix: put them in as they are."
    yield (lambda got: not checks.usual(got, expected) and shared(got, table) == 0), foreign


def scaled(got: Any, rows: np.ndarray) -> bool:
    """Tell whether each row is a multiple of what it should be."""
    ratios = np.asarray(got, dtype=float) / rows
    return bool(ratios.all() and np.ptp(ratios, axis=-1).max() < 1e-4 * abs(ratios).max())


class ModelOf:
    """The model that an answer makes around a layer with a known table."""

    def __init__(self, answer: Answer, table: Any) -> None:
        """Make the model, and check that the layer is as it was."""
        self.table = np.array(table, dtype="float32")
        self.layer = keras.layers.Embedding(*self.table.shape)
        self.layer.build()
        self.variable = variable_of(self.layer)
        checks.set_numbers(self.variable, self.table)
        self.said, self.flat = f"{answer.name}(layer)", answer.name != "embedding_model"
        made = call(answer.named(self.said), self.layer)
        if answer.name == "sequential_model":
            of_kind(made, keras.Sequential, "a keras.Sequential model")
        else:
            of_kind(made, keras.Model, "a keras.Model")
        self.model = made.object
        likely = "leave the layer as it is: others use it, too."
        made.must(self.layer.trainable, "froze the layer, which belongs to the caller.", likely)
        kept = np.array_equal(checks.numbers_of(self.variable), self.table)
        made.must(kept, "changed the rows of the layer, which belongs to the caller.", likely)

    def called(self, ids: Any, after: str = "", old: np.ndarray | None = None) -> Result:
        """Return what the model gives for ids, (batch, 1). after: what has happened before; old: the rows until then.

        The layer's rows are told beside the call, since a message stands alone.
        """
        ids = np.array(ids)
        said = f"{self.said}({checks.brief(ids)}){after}"
        return Result(call(Answer(self.model, said, said), ids).value, said, (ids, self, old))

    def rows(self, table: np.ndarray, ids: np.ndarray) -> np.ndarray:
        """Return what the model should give."""
        return table[ids[:, 0]] if self.flat else table[ids]

    def holds_the_layer(self) -> bool:
        """Tell whether the model uses the layer's own variable."""
        return any(each is self.layer.embeddings for each in self.model.variables)

    def others(self) -> list[str]:
        """Return the types of the layers that may change a row."""
        return [type(each).__name__ for each in self.model.layers if type(each).__name__ not in HARMLESS]

    def is_made_for_one_id(self) -> None:
        """Check the shape of the model's input, where it has one, and that the table is its only weight."""
        said = checks.given(self.model, self.said)
        for source in (getattr(self.model, "inputs", None) or [])[:1]:
            shape = tuple(source.shape)
            # The input of a Sequential without one is the first batch that it saw.
            free = shape[:1] == (None,) or isinstance(self.model, keras.Sequential)
            fits = len(shape) == 2 and free and shape[1] in (1, None)
            likely = "keras.Input((1,)): one id in each sequence, and a batch of any size."
            said.must(fits, f"has an input of shape {shape}; expected (None, 1).", likely)
        shapes = [tuple(each.shape) for each in self.model.variables]
        likely = "the table was copied as plain numbers: call the layer itself." if not shapes else ""
        if len(shapes) > 1:
            likely = f"another layer brings weights of its own ({', '.join(self.others()) or 'an Embedding'})."
        told = f"has weights of shapes {shapes}; expected the layer's table only, {self.table.shape}."
        said.must(shapes == [self.table.shape], told, likely)

    def shares_the_layer(self) -> None:
        """Check that new rows of the layer come out of the model, and new rows of the model out of the layer."""
        ids, old, new = np.array([[len(self.table) - 1], [0]]), self.table, -self.table
        checks.set_numbers(self.variable, new)
        got = self.called(ids, " after layer.set_weights([-table])", old)
        got.gives(self.rows(new, ids))
        self.is_made_for_one_id()
        said = f"the layer's rows after {self.said}.set_weights(...)"
        call(Answer(self.model.set_weights, said, said), [old])
        copy = "the model has a copy of the layer: use the layer itself."
        Result(checks.numbers_of(self.variable), said).gives(old, [(new, copy)])


@checks.mistakes_of("embedding_model")
@checks.mistakes_of("flat_model")
@checks.mistakes_of("sequential_model")
def model_mistakes(expected: Any, ids: np.ndarray, model: ModelOf, old: np.ndarray | None) -> Pairs:
    """Yield what models around a layer often give."""
    table = checks.numbers_of(model.variable)
    if old is not None:
        still = "still the old rows: use the layer itself, no copy of it."
        yield model.rows(old, ids), still
        yield (lambda got: not model.holds_the_layer()), still
    yield (lambda got: np.isnan(np.asarray(got)).all()), "every number is NaN: what comes after the layer?"
    foreign = "the given layer is not in the model"
    own = any(isinstance(each, keras.layers.Embedding) for each in model.model.layers)
    dense = any(isinstance(each, keras.layers.Dense) for each in model.model.layers)
    absent = not model.holds_the_layer()
    yield (lambda got: absent and own), f"{foreign}: it has an Embedding of its own, with rows of its own."
    yield (lambda got: absent and dense), f"{foreign}: Dense takes ids as amounts, but they name rows."
    deeper = any(len(source.shape) > 2 for source in getattr(model.model, "inputs", None) or [])
    yield (lambda got: deeper), "an axis too many: the input is keras.Input((1,)), without the batch."
    flat, deep = (len(ids), table.shape[1]), (len(ids), 1, table.shape[1])
    if model.flat:
        told = "the axis of the sequence is still there: Flatten comes after the layer."
        yield (lambda got: np.shape(got) == deep), told
    else:
        yield (lambda got: np.shape(got) == flat), "the axis of the sequence is missing: (batch, 1, embedding_dim)."
    yield (lambda got: np.shape(got) in ((table.shape[1],), ())), "the axis of the batch was dropped."
    yield table[ids[:, 0]].reshape(1, -1), "the batch was flattened too: Flatten keeps its axis."
    yield table[ids[:, 0]].ravel(), "the batch was flattened too: Flatten keeps its axis."
    yield (lambda got: np.ndim(got) > 3), "an axis too many: only Flatten, if anything, comes after the layer."
    yield (lambda got: absent), f"{foreign}: call the layer itself."
    changed = f"{' and '.join(model.others())} after the layer: rows should come out as they are."
    yield (lambda got: np.shape(got) == np.shape(expected) and model.others()), changed
    yield from row_mistakes(ids[:, 0] if model.flat else ids, table)
    whole = f"each id gives one vector: the output has shape {'(batch, d)' if model.flat else '(batch, 1, d)'}."
    yield (lambda got: np.shape(got) != np.shape(expected)), whole


@checks.mistakes_of("shared_parameters")
def count_mistakes(expected: int, vocab_size: int, embedding_dim: int) -> Pairs:
    """Yield what the usual mistakes count."""
    once = "the models share one table: count it once."
    several = f"one number for all three together; {once}"
    yield lambda got: isinstance(got, dict) or (np.ndim(got) == 1 and np.size(got) == 3), several
    yield lambda got: np.ndim(got) > 0, "return one number."
    for times, name in ((3, once), (2, once), (4, "count numbers, not bytes."), (12, f"numbers, not bytes; {once}")):
        yield times * expected, name
    yield expected + embedding_dim, "an Embedding has no bias, and no row beside its vocab_size rows."
    yield expected + vocab_size, "one column too many: each row has embedding_dim numbers."
    yield expected - embedding_dim, "one row too few: id 0 has a row, too."
    yield vocab_size + embedding_dim, "a table has rows times columns entries, not plus."
    yield vocab_size, "these are the rows: each has embedding_dim numbers."
    yield embedding_dim, "that is one row: there are vocab_size of them."
    yield vocab_size**2, "that is vocab_size squared: rows times columns."
    yield embedding_dim**2, "that is embedding_dim squared: rows times columns."
    yield 1, "that is the number of tables: count the numbers in it."
    yield 3, "that is the number of models: count the numbers that they train."
    yield 0, "the table can be trained: its numbers count."
    printed = (88, 15_000_000)
    other = "that is right for other sizes: compute it from the arguments."
    yield lambda got: any(checks.alike(got, each) for each in printed), other
    yield expected + embedding_dim**2, "none of the models has a Dense layer, whose numbers would count, too."
    alone = "the one table is all that they train: its rows times its columns."
    yield lambda got: np.asarray(got).dtype.kind in "iuf" and not checks.usual(got, expected), alone


class ByHand:
    """A layer that LookupEmbedding makes, with a known table set as its weight."""

    def __init__(self, LookupEmbedding: Answer, table: Any, **options: Any) -> None:
        """Make the layer, use it once, check its weight, and set the table."""
        self.kind, self.table = LookupEmbedding, np.array(table, dtype="float32")
        given = "".join(f", {key}={value!r}" for key, value in options.items())
        sizes = self.table.shape
        self.said = f"LookupEmbedding({sizes[0]}, {sizes[1]}{given})"
        made = call(LookupEmbedding.named(self.said), *sizes, **options)
        likely = "it has to begin with: class LookupEmbedding(keras.layers.Layer)."
        made.must(isinstance(LookupEmbedding.function, type), "was made by a function; expected a class.", likely)
        told = f"is a {type(made.object).__name__}; expected a subclass of keras.layers.Layer."
        made.must(isinstance(made.object, keras.layers.Layer), told, likely)
        self.layer = made.object
        likely = "pass kwargs on to Keras: super().__init__(**kwargs)."
        for key, value in options.items():
            now = made.attribute("dtype_policy").attribute("name") if key == "dtype" else made.attribute(key)
            now = now.value
            made.must(now == value, f"has {key} {now!r}; expected {value!r}.", likely)
        self.asked([[0]]).array()
        self.has_its_weight(made)
        self.layer.set_weights([self.table])

    def has_its_weight(self, made: Result) -> None:
        """Check the shapes of a layer's weights."""
        shapes = [array.shape for array in weights(made.object, made.said)]
        likely = "the shape is (input_dim, output_dim)."
        if not shapes:
            likely = "Keras knows no weight: make it by self.add_weight, not as a tensor or tf.Variable."
        elif len(shapes) > 1:
            likely = "one weight is enough, the table: no bias, no second table."
        elif shapes == [self.table.shape[::-1]]:
            likely = "rows and columns are swapped: the shape is (input_dim, output_dim)."
        elif shapes[0][-1:] == self.table.shape[1:]:
            likely = "the table needs a row for each of input_dim ids: shape=(input_dim, output_dim)."
        told = f"has weights of shapes {shapes}; expected one of {self.table.shape}."
        made.must(shapes == [self.table.shape], told, likely)

    def asked(self, ids: Any) -> Result:
        """Return what the layer gives for ids, before its table is set."""
        said = f"{self.said}({checks.brief(np.array(ids))})"
        return call(Answer(self.layer, said, said), np.array(ids))

    def weight(self) -> np.ndarray:
        """Return the layer's table, as it is now."""
        return weights(self.layer, self.said)[0]

    def called(self, ids: Any) -> Result:
        """Return what the layer gives for ids with the table set; check that the table stays as it is."""
        ids, before = np.array(ids), self.weight()
        got = self.asked(ids)
        kept = np.array_equal(self.weight(), before)
        got.must(kept, "changed the table; expected that a call only reads it.", "call must not assign to the table.")
        return Result(got.value, got.said, (ids, self.table))

    def learns(self, ids: Any) -> None:
        """Check that a gradient reaches the rows of ids, once for each time that an id occurs."""
        ids = np.array(ids)
        with tf.GradientTape() as tape:
            total = tf.reduce_sum(call(Answer(self.layer, self.said, self.said), ids).value)
        variables = self.layer.trainable_variables
        slopes = tape.gradient(total, variables)
        made = checks.given(self.layer, self.said)
        likely = "leave trainable=False out of add_weight, and pass kwargs on to Keras."
        made.must(variables, "has no weight that can be trained; expected its table.", likely)
        likely = "look the rows up with Keras or TensorFlow, without stop_gradient and NumPy."
        made.must(slopes[0] is not None, "gets no gradient; expected one that reaches its table.", likely)
        said = f"the gradient of the sum of {self.said}({checks.brief(ids)}), row by row,"
        times = np.bincount(ids.astype(int).ravel(), minlength=len(self.table))
        Result(tf.convert_to_tensor(slopes[0])[:, 0], said).gives(times)

    def is_frozen(self) -> None:
        """Check that Keras was told trainable=False."""
        likely = "pass kwargs on to Keras: super().__init__(**kwargs)."
        made = checks.given(self.layer, self.said)
        made.must(not self.layer.trainable_variables, "can still be trained; expected a frozen table.", likely)

    def made_again(self) -> Result:
        """Return the layer made again from its config, checked to have the same sizes, name and freedom to train."""
        config = call(Answer(self.layer.get_config, "get_config"))
        likely = checks.usual(config.value, {}) or "return a dict: super().get_config() | {...}."
        config.must(isinstance(config.value, dict), f"returned {checks.brief(config.value)}; expected a dict.", likely)
        said = f"the layer made again from get_config() of {self.said}"
        try:
            twin = call(Answer(self.kind.function.from_config, said, said), config.object)
        except checks.Refusal as refusal:
            missing = re.search(r"missing \d+ required .*?: (.*)", refusal.problem)
            refusal.likely = f"get_config leaves out {missing[1]}." if missing else refusal.likely
            raise
        rows = call(Answer(twin.object, said, said), np.array([[0]]))
        likely = "get_config gives other sizes: input_dim is the rows, output_dim the columns."
        shapes = [array.shape for array in weights(twin.object, said)]
        told = f"has weights of shapes {shapes}; expected {[self.table.shape]}."
        rows.must(shapes == [self.table.shape], told, likely)
        for name in ("name", "trainable"):
            now, before = (checks.plain(getattr(layer, name)) for layer in (twin.object, self.layer))
            lost = "get_config has to start from super().get_config(), which knows the name and more."
            twin.must(now == before, f"has {name} {now!r}; expected {before!r}.", lost)
        return twin

    def fits(self, ids: Any) -> None:
        """Check that an epoch of plain SGD moves the rows of ids and no others."""
        ids = np.array(ids)
        model = self.in_a_model(ids.shape[1])
        model.compile(keras.optimizers.SGD(0.1), "mse")
        said = f"fit of a model with {self.said} on ids {checks.brief(ids)}"
        options = {"epochs": 1, "batch_size": len(ids), "verbose": 0}
        call(Answer(model.fit, said, said), ids, np.ones((len(ids), 1)), **options)
        moved = np.flatnonzero((self.weight() != self.table).any(axis=1)).tolist()
        asked = np.unique(ids).tolist()
        likely = "some ids did not reach their own row."
        if set(moved) - set(asked):
            likely = "rows changed that were not asked for."
        elif not moved:
            likely = "no gradient reaches the table: look the rows up in what add_weight made, and leave it trainable."
        checks.given(self.layer, said).must(moved == asked, f"moved rows {moved}; expected rows {asked}.", likely)
        self.layer.set_weights([self.table])

    def in_a_model(self, length: int) -> keras.Model:
        """Return a model with the layer, for sequences of ids."""
        source = keras.Input((length,))
        said = f"{self.said} in a model"
        rows = call(Answer(self.layer, said, said), source)
        shape, columns = tuple(rows.attribute("shape").value), self.table.shape[1]
        told = f"gives shape {shape}; expected (None, {length}, {columns})."
        fits = len(shape) == 3 and shape[0] is None and shape[-1] == columns
        rows.must(fits, told, "call gives ids.shape + (output_dim,).")
        return keras.Model(source, keras.layers.Dense(1)(keras.layers.Flatten()(rows.object)))

    def saved_and_loaded(self, ids: Any) -> None:
        """Check that a model with the layer gives the same after it was saved and loaded, from a table of its own."""
        ids = np.array(ids)
        model = self.in_a_model(ids.shape[1])
        known = {"LookupEmbedding": self.kind.function}
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder, "model.keras"))
            call(Answer(model.save, f"saving a model with {self.said}", f"saving a model with {self.said}"), path)
            said = f"loading a model with {self.said}"
            loaded = call(Answer(keras.models.load_model, said, said), path, custom_objects=known).object
        said = f"the loaded model({checks.brief(ids)})"
        got, due = call(Answer(loaded, said, said), ids), call(Answer(model, said, said), ids)
        lost = "the table was not saved: make it by self.add_weight."
        got.gives(due.value, [(lambda rows: np.isfinite(rows).all(), lost)])
        said = "the loaded model's layer"
        self.has_its_weight(checks.given(loaded.layers[1], said))
        loaded.layers[1].set_weights([-self.table])
        said = f"{said}({checks.brief(ids)}) after set_weights([-table])"
        rows = call(Answer(loaded.layers[1], said, said), ids)
        rows.gives(-self.table[ids], [(self.table[ids], "these are old rows: look them up in the layer's weight.")])

    def is_its_own(self, ids: Any) -> None:
        """Check that another layer of the same sizes has a table of its own."""
        other = ByHand(self.kind, -self.table)
        got = self.called(ids)
        shared = "two layers share one table: make it in build, and keep it on self."
        got.gives(self.table[np.array(ids)], [(other.table[np.array(ids)], shared)])


@checks.mistakes_of("LookupEmbedding")
def lookup_mistakes(expected: Any, ids: np.ndarray, table: np.ndarray) -> Pairs:
    """Yield what a layer by hand often gives."""
    with np.errstate(all="ignore"):
        halves = np.float16(ids).astype(int)
    yield table[halves], "the ids became float16 on the way, which has no 2049: cast them to int32."
    yield np.float16(table)[ids.astype(int)], "the rows were rounded to float16: leave the weight's dtype to Keras."
    yield from row_mistakes(ids, table)
    foreign = "these are no rows of the layer's weight: look them up in what build made, and leave them as they are."
    yield (lambda got: not checks.usual(got, expected) and shared(got, table) == 0), foreign


# What each broken version does, and why it goes unseen.
BROKEN = {
    "A": ("squeezes every axis of length one", "only the axis of the sequence has length one here."),
    "B": ("flattens the batch, too", "with one id in the batch, mixing up the batch goes unseen."),
    "C": ("looks up the first id for all", "all ids of the batch have the same row."),
    "D": ("takes ids for amounts, as a Dense layer does", "the rows grow evenly with the id, as a product would."),
    "E": ("takes id 0 for padding", "id 0 is not asked for, or its row is all zeros."),
    "F": (
        "lets mixed precision cast ids to float16",
        "ids as small as these are exact even in float16, which counts to 2048 without a gap.",
    ),
}


def case(exposing_case: Answer) -> Result:
    """Return what exposing_case gives, checked to be a table and valid ids of shape (batch, 1)."""
    result = exposing_case()
    pair = isinstance(result.value, (tuple, list)) and len(result.value) == 2
    told = f"returned {checks.brief(result.value)}; expected a pair (table, ids)."
    result.must(pair, told, checks.usual(result.value, ()) or "return a pair: the table and the ids.")
    table, ids = (Result(part, f"{result.said}, part {place},").array() for place, part in enumerate(result.value))
    result.must(table.ndim == 2, f"returned a table of shape {table.shape}.", "a table has rows and columns.")
    result.must(np.isfinite(table).all(), "put NaN or infinity into the table.", "NaN differs even from itself.")
    column = ids.ndim == 2 and ids.shape[1] == 1 and ids.size
    told = f"returned ids {checks.brief(ids)}; expected whole numbers of shape (batch, 1)."
    alone = "each id stands in a row of its own: [[3], [0]]." if ids.size else "ask for one id at least."
    result.must(column, told, alone)
    swapped = table.dtype.kind in "iu" and "the table comes first, the ids come second."
    result.must(ids.dtype.kind in "iu", told, swapped or "ids are whole numbers (int), not floats.")
    valid = ids.min() >= 0 and ids.max() < len(table)
    told = f"returned ids {checks.brief(ids)}; expected ids from 0 to {len(table) - 1}."
    result.must(valid, told, "an id outside the table breaks the right version, too.")
    return Result((table, ids), result.said)


def exposes(found: Result, right: Callable[..., Any], broken: dict[str, Callable[..., Any]], wanted: int) -> None:
    """Check that a case exposes so many of the broken versions; tell why the first of those alive goes unseen."""
    lessons_own = np.outer(np.arange(5.0), [1, 2]), np.array([[3]])
    changed = len(checks.exposed(right, broken, *lessons_own)) != 1
    found.must(not changed, "was judged by other versions.", "the broken versions were changed, or the right one.")
    try:
        checks.exposes(found, found.value, right, broken, wanted)
    except checks.Refusal as refusal:
        alive = re.search(r"Alive: (.*?)[;.]", refusal.problem)
        letter = alive[1] if alive else ""
        refusal.likely = f"{letter} still agrees: {BROKEN[letter][1]}" if letter in BROKEN else refusal.likely
        raise


def reveal(pair: Any, right: Callable[..., Any], broken: dict[str, Callable[..., Any]]) -> None:
    """Print what each broken version that a case exposes does wrong."""
    found = checks.exposed(right, broken, *pair)
    for letter in broken:
        print(f"{letter}: {BROKEN[letter][0] if letter in found else '? still unseen'}")
