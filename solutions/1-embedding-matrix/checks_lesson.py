"""What the checks of lesson 1 know beside the examples: mistakes by name, and how a table of vectors is looked at."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf

import checks
from checks import Answer, Result

Pairs = Iterator[tuple[Any, str]]


@checks.mistakes_of("build_vocabulary")
def vocabulary_mistakes(expected: dict[str, int], texts: list[str], vocab_size: int) -> Pairs:
    """Yield what the usual mistakes give for the first example, and what tells them for any."""
    yield lambda got: not isinstance(got, dict), "that is not a dict: it should lead from each word to its id."
    yield lambda got: 0 in got, "the keys are the words, and the values their ids."
    yield lambda got: not got, "the dict is empty."
    last = len(expected) - 1
    yield {word: last - number for word, number in expected.items()}, "the ids run backwards."
    yield lambda got: "[UNK]" not in got and "UNK" in got, 'the key is "[UNK]", with its brackets.'
    yield lambda got: got.get("[UNK]") != 0 and "[UNK]" in got, "id 0 belongs to [UNK]."
    yield lambda got: "[UNK]" not in got, "the entry [UNK] -> 0 is missing: id 0 belongs to [UNK]."
    yield lambda got: "" in got or any(word.split() != [word] for word in got), "split on any whitespace: split()."
    yield lambda got: len(got) > max(vocab_size, 1), "[UNK] is one of the vocab_size entries."
    yield lambda got: any(word != word.lower() for word in got if word != "[UNK]"), "lower-case before you count."
    yield {"[UNK]": 0, "saw": 1, "the": 2, "cat": 3}, "lower-case before you count."
    yield {"[UNK]": 0, "the": 1, "cat": 2, "saw": 3}, "equally frequent words keep the order of first appearance."
    yield {"[UNK]": 0, "the": 1, "dog": 2, "saw": 3}, "order by frequency, not by appearance."
    yield {"[UNK]": 0, "a": 1, "bird": 2, "cat": 3}, "order by frequency, not by the alphabet."
    yield lambda got: len(got) < len(expected) and "b" in got, "punctuation stays part of a word."
    yield lambda got: len(got) < len(expected), "there is room for vocab_size entries, [UNK] among them."
    yield lambda got: len(set(got.values())) < len(got), "two words share an id: are these counts? Ids run 0, 1, 2, ..."
    yield lambda got: sorted(got.values()) != list(range(len(got))), "ids run 0, 1, 2, ... without gaps."


@checks.mistakes_of("table_size")
def size_mistakes(expected: tuple[int, int], rows: int, columns: int, dtype: str = "float32") -> Pairs:
    """Yield what the usual mistakes give for a table of any size."""
    entries, size = expected
    both = rows + columns
    yield lambda got: min(got) < 0, "a 32-bit whole number overflowed: use Python's own int."
    yield (40, 160), "that is the answer to table_size(10, 4): work it out from the arguments."
    yield lambda got: np.ndim(got) == 0, "return two numbers: (parameters, bytes)."
    yield (size, entries), "the number of parameters comes first, then the bytes."
    yield (entries, entries), "the second number counts bytes, not entries."
    yield (entries, size * 8), "these are bits: a byte has eight."
    yield (entries, size // entries), "these are the bytes of one entry, not of all."
    yield (entries, size / 1000), "these are kB: plain bytes were asked for."
    yield (entries, size / 1024), "these are kB: plain bytes were asked for."
    yield (entries, entries * 4), "4 bytes is right for float32 only: mind dtype."
    yield (entries, entries * 8), "8 bytes is float64's: mind dtype, whose default is float32."
    yield (both, size * both / entries), "entries are rows times columns, not plus columns."
    yield lambda got: got[0] == entries, "only the bytes are wrong: entries times the bytes of one entry."


def reached(reach: float, embedding_dim: int, vocab_size: int) -> str:
    """Return the mistake whose numbers reach just so far, "" for none and for what is right."""
    right = 0.5 / embedding_dim
    for wrong, name in (
        (right / 2, "that is half the range: the bounds are ±0.5 / embedding_dim."),
        (0.5, "0.5 was not divided by embedding_dim."),
        (1.0, "the bounds are 0.5 / embedding_dim, not 1."),
        (0.5 / vocab_size, "you divided by vocab_size: the first argument is embedding_dim, the second vocab_size."),
        (1 / embedding_dim, "half of that: the bounds are 0.5 / embedding_dim."),
        (0.05, "±0.05 is Keras' own habit: the bounds are 0.5 / embedding_dim."),
        ((6 / (vocab_size + embedding_dim)) ** 0.5, "that is Glorot's bound, not 0.5 / embedding_dim."),
    ):
        if 0.9 * wrong < reach <= wrong and not np.isclose(wrong, right):
            return name
    return ""


def fills(get_initializer: Answer, embedding_dim: int, vocab_size: int) -> None:
    """Check shape, dtype and bounds of the numbers that a table starts from."""
    got = get_initializer(embedding_dim, vocab_size).shaped(vocab_size, embedding_dim).of_dtype("float32").finite()
    reach, bound = float(abs(got.array()).max()), 0.5 / embedding_dim
    likely = reached(reach, embedding_dim, vocab_size) or "is it uniform, and did you divide 0.5 by embedding_dim?"
    if (abs(got.array()) < reach / 2).mean() > 0.65:
        likely = "these numbers crowd in the middle: a normal is not uniform."
    problem = f"has values that reach {reach:.3g}; expected {bound:.3g} at most, 0.5 / embedding_dim."
    got.must(reach <= bound * 1.001, problem, likely)


def spreads(get_initializer: Answer, embedding_dim: int, vocab_size: int) -> None:
    """Check that the numbers that a table starts from are drawn uniformly over the whole range, each for itself."""
    result = get_initializer(embedding_dim, vocab_size).finite()
    got = result.array().astype(float)
    low, high, bound = got.min(), got.max(), 0.5 / embedding_dim
    same = "draw random numbers: two words that start alike stay alike." if low else "0.5 // embedding_dim is 0: use /."
    result.must(low != high, f"gave {low:.3g} everywhere.", same)
    distinct = len(np.unique(got)) / got.size
    result.must(distinct > 0.8, f"repeats numbers: {distinct:.0%} are distinct.", "draw each entry for itself.")
    told = f"covers {low:.3g} to {high:.3g}; expected {-bound:.3g} to {bound:.3g}."
    result.must(low < 0, told, "half of the range is below 0: minval is -0.5 / embedding_dim.")
    named = reached(high, embedding_dim, vocab_size)
    likely = named or "the bounds are ±0.5 / embedding_dim: what did you divide, and by what?"
    result.must(max(-low, high) <= 1.001 * bound, told, named or "is it uniform? These reach too far.")
    result.must(min(-low, high) > 0.98 * bound, told, likely)
    shares = np.histogram(got, bins=4, range=(-bound, bound))[0] / got.size
    told = f"puts {' '.join(f'{share:.0%}' for share in shares)} into the quarters of the range; expected 25% in each."
    likely = "these numbers crowd in the middle: a normal is not uniform." if shares[1] > 0.28 else "draw uniformly."
    result.must(abs(shares - 0.25).max() < 0.03, told, likely)


def first_forward(EmbeddingModel: Answer, vocab_size: int, embedding_dim: int, ids: Any) -> None:
    """Check what forward gives for ids, from a get_initializer of the check's own."""
    ids, tables, full = np.array(ids), [], (vocab_size, embedding_dim)
    rng = np.random.default_rng([14, *full])

    def given(embedding_dim: int, vocab_size: int) -> tf.Tensor:  # stands in for the learner's get_initializer
        if (vocab_size, embedding_dim) != full:
            said = f"get_initializer({embedding_dim}, {vocab_size})"
            raise checks.Refusal(
                said,
                f"was called by your model; expected get_initializer{full[::-1]}.",
                "wrong order: get_initializer takes embedding_dim first.",
            )
        tables.append(rng.normal(size=full).astype("float32"))
        return tf.constant(tables[-1])

    with checks.stand_in(get_initializer=given):
        got = EmbeddingModel(vocab_size, embedding_dim).forward(ids)
        rows = got.array()
    got.must(tables, "came without get_initializer.", "start from get_initializer(embedding_dim, vocab_size).")
    whole = rows.shape == full and ids.shape + (embedding_dim,) != full
    got.must(not whole, "returned the whole table.", "look up the rows of target_ids.")
    likely = ""
    if rows.size < ids.size * embedding_dim:
        likely = "repeated ids were dropped: each gives its row again."
    elif rows.shape == (ids.size, embedding_dim):
        likely = "the ids were flattened: the result keeps their shape."
    elif rows.ndim <= ids.ndim and rows.size == ids.size * embedding_dim and 1 in ids.shape:
        likely = "an axis of length one was lost: the result has the shape target_ids.shape + (embedding_dim,)."
    got.shaped(*ids.shape, embedding_dim, likely=likely)
    found = next((table for table in tables if checks.alike(rows, table[ids])), tables[-1])
    got.gives(
        found[ids],
        [
            (found[np.sort(ids, axis=None).reshape(ids.shape)], "the ids were sorted: keep their order."),
            (found[np.maximum(ids - 1, 0)], "ids count from 0, not from 1."),
            (found[ids - 1], "ids count from 0, not from 1."),
        ],
    )


class Trained:
    """A model of the learner's after its first forward, with a known table in it: what later calls must do."""

    def __init__(self, EmbeddingModel: Answer, ids: Any, seed: int = 15) -> None:
        """Make the model and call it twice."""
        self.ids, self.rng = np.array(ids), np.random.default_rng(seed)
        self.answer = EmbeddingModel
        self.model = self.made("EmbeddingModel(9, 4)")
        first = self.rows("the first forward(ids)")
        second = self.rows("the second forward(ids)")
        told = "gave other rows than the first."
        second.must(checks.alike(first.value, second.value), told, "make the table once only, and keep it on self.")

    def given(self, embedding_dim: int, vocab_size: int) -> tf.Tensor:
        """Stand in for the learner's get_initializer."""
        return tf.constant(self.rng.normal(size=(vocab_size, embedding_dim)), tf.float32)

    def made(self, said: str) -> Result:
        """Return a new model."""
        with checks.stand_in(get_initializer=self.given):
            return self.answer.named(said)(9, 4)

    def rows(self, said: str, model: Result | None = None) -> Result:
        """Return what forward gives now."""
        with checks.stand_in(get_initializer=self.given):
            return (model or self.model).forward.named(said)(self.ids).finite()

    def table(self) -> Any:
        """Return the variable, checked to be one of that name."""
        told = self.model.attribute("embedding_matrix", "the attribute embedding_matrix")
        there = told.object is not None
        told.must(there, "is missing after forward.", "keep the table on self, under that very name.")
        kind = type(told.object).__name__
        likely = "a plain tensor or array cannot be trained: wrap it in tf.Variable."
        told.must(hasattr(told.object, "assign"), f"is a {kind}; expected a tf.Variable.", likely)
        name = str(told.attribute("name").value).split("/")[-1].split(":")[0]
        told.must(name == "embedding_matrix", f"is named {name!r}.", "give name='embedding_matrix' when you make it.")
        return told.object

    def follows(self, scale: float = 1.0) -> None:
        """Check that forward reads the table as it is now."""
        old = self.rows("forward(ids)").value
        changed = scale * self.rng.normal(size=(9, 4)).astype("float32")
        checks.Answer(self.table().assign, "embedding_matrix.assign")(changed)
        got = self.rows("forward(ids) after embedding_matrix.assign(...)")
        got.gives(changed[self.ids], [(old, "these are old rows: look them up in embedding_matrix at each call.")])

    def learns(self) -> None:
        """Check the gradient of forward with respect to the table."""
        with checks.stand_in(get_initializer=self.given), tf.GradientTape() as tape:
            total = tf.reduce_sum(self.model.forward(self.ids).value)
        slope = Result(tape.gradient(total, self.table()), "the gradient of forward(ids) by embedding_matrix")
        likely = "the rows went through NumPy, or stop_gradient cut them off: look them up with tf.gather."
        if not getattr(self.table(), "trainable", True):
            likely = "the variable was made with trainable=False."
        slope.must(slope.value is not None, "is None; expected one that reaches the table.", likely)
        times = np.bincount(self.ids.ravel(), minlength=9)
        Result(tf.convert_to_tensor(slope.value)[:, 0], slope.said).gives(times)

    def is_its_own(self) -> None:
        """Check that another model has another table."""
        twin = self.made("a second EmbeddingModel(9, 4)")
        self.rows("forward(ids) of a second EmbeddingModel(9, 4)", twin)
        table = twin.attribute("embedding_matrix")
        table.assign.named("the second model's embedding_matrix.assign(zeros)")(np.zeros((9, 4), "float32"))
        got = self.rows("forward(ids) after another model's table was set to zero")
        likely = "two models share one table: keep it on self, not on the class."
        got.must(np.any(got.array()), "gave zeros; expected the rows of its own table.", likely)


def moves(sgd_step: Answer, vocab_size: int, embedding_dim: int, ids: Any, rate: float, seed: int = 16) -> None:
    """Check how one step changes a table: which rows move, and by how much."""
    ids, rng = np.array(ids), np.random.default_rng([seed, vocab_size, embedding_dim, len(ids)])
    start = rng.normal(size=(vocab_size, embedding_dim)).astype("float32")
    slopes = rng.normal(size=(len(ids), embedding_dim)).astype("float32")
    table = tf.Variable(start)
    said = f"sgd_step(table {start.shape}, ids={checks.brief(ids)}, row_gradients, {rate:.4g})"
    sgd_step.named(said)(table, ids, slopes, rate)
    move = checks.numbers_of(table) - start
    step = Result(move, said)
    left = "change embedding_matrix itself, with scatter_sub or assign, not a copy of it."
    step.must(move.any(), "left the variable as it was.", left)
    step.must(np.isfinite(move).all(), "put NaN or infinity into the table.", checks.usual(move))
    others = [row for row in range(vocab_size) if row not in ids and move[row].any()]
    step.must(not others, f"moved rows {others[:5]} too.", "only the rows of ids may move.")
    # The answer is called again before anything that is expected stands in this frame.
    still = at_rest(sgd_step, start, ids, rate) if _is_unnamed(move, start, ids, slopes, rate) else ""
    wrong = _wrong_row(move, start, ids, slopes, rate)
    if wrong:
        told, named, shown = wrong
        step.fail(told, named or still or shown)


def _is_unnamed(move: np.ndarray, start: np.ndarray, ids: np.ndarray, slopes: np.ndarray, rate: float) -> bool:
    """Tell whether a row has moved as it should not, by none of the usual mistakes."""
    wrong = _wrong_row(move, start, ids, slopes, rate)
    return wrong is not None and not wrong[1]


def _wrong_row(
    move: np.ndarray, start: np.ndarray, ids: np.ndarray, slopes: np.ndarray, rate: float
) -> tuple[str, str, str] | None:
    """Return how the first row that has not moved as it should did move, the mistake, and what any result may show."""
    for row in ids.tolist():
        each = slopes[ids == row]
        due = -rate * each.sum(axis=0)
        if np.allclose(move[row], due, 1e-3, 1e-5):
            continue
        mistakes = [
            (-due, "the sign is wrong: subtract."),
            (-each.sum(axis=0), "learning_rate is missing."),
            (due - start[row], "the row was replaced: subtract from what is there."),
            (due / len(each), "that is the mean of its gradients: repeated ids add up."),
            (-due / rate**2, "divided by learning_rate: multiply."),
            (-rate * np.sign(each.sum(axis=0)), "only the gradient's sign counted: multiply by the gradient itself."),
            (-np.sign(each.sum(axis=0)), "only the gradient's sign counted: multiply by the gradient itself."),
            *((-rate * one, "only one of its gradients counted: repeated ids must add up.") for one in each),
            *((-rate * one, "ids and row_gradients got out of step: keep both in their order.") for one in slopes),
        ]
        named = [why for wrong, why in mistakes if np.allclose(move[row], wrong, 1e-3, 1e-5)]
        often = f" ({len(each)} times in ids)" if len(each) > 1 else ""
        told = f"moved row {row}{often} by {checks.brief(move[row])}; expected {checks.brief(due)}."
        return told, next(iter(named), ""), checks.usual(move[row], due)
    return None


def at_rest(sgd_step: Answer, start: np.ndarray, ids: np.ndarray, rate: float) -> str:
    """Return the mistake of a step that moves a table though all gradients are zero, "" where it does not."""
    table = tf.Variable(start)
    sgd_step(table, ids, np.zeros((len(ids), start.shape[1]), "float32"), rate)
    moves = not np.allclose(checks.numbers_of(table), start, 1e-3, 1e-5)
    return "it moves even where every gradient is 0: plain SGD has no momentum and no decay." if moves else ""


def case(exposing_case: Answer) -> Result:
    """Return what exposing_case gives, checked to be a table and valid ids."""
    result = exposing_case()
    pair = isinstance(result.value, (tuple, list)) and len(result.value) == 2
    told = f"returned {checks.brief(result.value)}; expected a pair (table, ids)."
    result.must(pair, told, "return a pair: the table and the ids.")
    table, ids = (Result(part, f"{result.said}, part {place},").array() for place, part in enumerate(result.value))
    result.must(table.ndim == 2, f"returned a table of shape {table.shape}.", "a table has rows and columns.")
    result.must(np.isfinite(table).all(), "put NaN or infinity into the table.", "NaN differs even from itself.")
    flat = ids.ndim == 1 and ids.size and ids.dtype.kind in "iu"
    told = f"returned ids {checks.brief(ids)}; expected whole numbers of shape (n,)."
    result.must(flat, told, "ids are whole numbers (int), in one row.")
    valid = ids.min() >= 0 and ids.max() < len(table)
    told = f"returned ids {checks.brief(ids)}; expected ids from 0 to {len(table) - 1}."
    result.must(valid, told, "an id outside the table breaks the right lookup, too.")
    return Result((table, ids), result.said)
