"""What the checks of lesson 5 know beside the examples: mistakes by name, and how steps and runs are looked at."""

import contextlib
import operator
import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from types import FrameType
from typing import Any

import numpy as np
import tensorflow as tf

import checks
from checks import Answer, Result

Pairs = Iterator[tuple[Any, str]]
Table = np.ndarray
Rule = Callable[[int, int], bool]


UPPER = np.triu_indices(6, 1)


def _first_of(*cases: tuple[Any, str]) -> str:
    """Return the name that stands beside the first condition that holds, "" when none does."""
    return next((name for holds, name in cases if holds), "")


def label(a: int, b: int) -> bool:
    """Tell whether two items belong together."""
    return a // 2 == b // 2


def owed(tables: Table) -> Any:
    """Return the costs of all 36 pairs of a table (6, d), added up; of each, where there are several (..., 6, d)."""
    belong = np.kron(np.eye(3), np.ones((2, 2)))
    return abs(np.einsum("...ad,...bd->...ab", tables, tables) - belong).sum(axis=(-1, -2))


def given_train(embeddings: Table, n_steps: int, seed: int, record_every: int = 100) -> Table:
    """Stand in for the learner's train in the lesson's pictures."""
    tables, draw = [np.array(embeddings)], np.random.default_rng(seed)
    table = tables[0]
    for count in range(n_steps):
        table = stepped(table, *draw.integers(0, 6, 2).tolist(), 0.01)
        tables += [table] * ((count + 1) % record_every == 0)
    return np.array(tables)


WRONG_LABELS: tuple[tuple[Rule, str], ...] = (
    (lambda a, b: a == b, "the label is 1 for a whole pair, a // 2 == b // 2 with two slashes, not for a == b only."),
    (lambda a, b: a // 2 != b // 2, "the labels are the wrong way round: 1 inside a pair, else 0."),
    (lambda a, b: True, "the label of two items from two pairs is 0, not 1."),
    (lambda a, b: False, "the label of two items of one pair is 1, not 0."),
    (lambda a, b: a % 2 == b % 2, "a % 2 tells odd from even; two items of one pair share a // 2."),
    (lambda a, b: abs(a - b) <= 1, "not every two neighbours are a pair, 1 and 2 are none: compare a // 2."),
    (lambda a, b: abs(a - b) == 1, "not every two neighbours are a pair, 1 and 2 are none: compare a // 2."),
    (lambda a, b: a != b and a // 2 == b // 2, "an item belongs to its own pair: for a == b the label is 1, too."),
)


def _wrong_costs(table: Table, a: int, b: int) -> list[tuple[Any, str]]:
    """Return what a cost is by each of the usual mistakes, with its name."""
    x, y, same = table[a], table[b], label(a, b)
    dot, apart = x @ y, np.linalg.norm(x - y)
    cosine = dot / (np.linalg.norm(x) * np.linalg.norm(y))
    return [
        *((abs(rule(a, b) - dot), name) for rule, name in WRONG_LABELS),
        ((same - dot) ** 2, "that is L2, the error squared: the cost is its absolute value."),
        ((same - dot) ** 2 / 2, "that is half of L2: the cost is the error's absolute value."),
        (same - dot, "the absolute value is missing: a cost is never below 0."),
        (dot - same, "the absolute value is missing: a cost is never below 0."),
        (same - abs(dot), "the sign was taken off the dot product, not off the error."),
        (abs(same - abs(dot)), "the sign was taken off the dot product, too: only the error's sign goes."),
        (apart, "that is a distance: the network is a dot product."),
        (abs(same - apart), "that takes a distance where the dot product belongs."),
        (abs(same - cosine), "that takes the angle's cosine: leave the lengths in the dot product."),
        (abs(same - (x + y).sum()), "the rows were added up, not multiplied: a dot product is a sum of products."),
        (abs(same - dot / len(x)), "a dot product adds the products up: reduce_sum, not reduce_mean."),
        (abs(same - x[0] * y[0]), "only the first numbers of the two rows were multiplied: all columns count."),
        (dot, "that is the dot product: how far is it from the label?"),
        (float(same), "that is the label, not the cost."),
        (abs(same - dot) / 2, "that is half of the cost."),
        (abs(same - dot) * 2, "that is twice the cost."),
    ]


LATE = "one row was moved by the other one after its change: both moves start from the rows before the step."
SQUARED = "that is the step of a squared error, L2: an L1 step knows only the error's sign."
ONE_ROW = "only one of the two rows moves: both have a gradient."


def _wrong_steps(lr: float) -> list[tuple[dict[str, Any], str]]:
    """Return how a step of a rate goes by each of the usual mistakes, as options of `stepped`, and its name."""
    return [
        *(({"rule": rule}, name) for rule, name in WRONG_LABELS),
        ({"scale": -1}, "the sign is wrong: a step goes downhill, against the gradient."),
        ({"push": lambda error: 2 * error}, SQUARED),
        ({"push": lambda error: error}, SQUARED),
        ({"push": lambda error: 1}, "the error's sign is missing: below the label a step goes the other way."),
        ({"roles": 1}, "a == b was counted once: both roles of the row count."),
        ({"late": True}, LATE),
        ({"late": True, "order": -1}, LATE),
        ({"own": True}, "each row was moved along itself: the gradient of one is the other."),
        ({"only": slice(1), "roles": 1}, ONE_ROW),
        ({"only": slice(1, 2), "roles": 1}, ONE_ROW),
        ({"partners": True}, "only two items of one pair learn here: strangers push each other, too."),
        ({"scale": 1 / lr}, "learning_rate is missing: multiply the gradient by it."),
        ({"scale": -1 / lr}, "learning_rate is missing, and the sign is wrong: subtract."),
        ({"scale": 0.01 / lr}, "learning_rate is not used: 0.01 is only its default."),
        ({"scale": lr}, "learning_rate was multiplied in twice."),
        ({"scale": lr**-2}, "the gradient was divided by learning_rate: multiply."),
        ({"scale": 2}, "the step was taken twice."),
        ({"scale": 0.5}, "that is half a step."),
    ]


def stepped(table: Table, a: int, b: int, rate: float, **wrong: Any) -> Table:
    """Return a table after a step: a right one, but for what `_wrong_steps` names."""
    new = np.array(table, dtype=float)
    error = float(table[a] @ table[b]) - wrong.get("rule", label)(a, b)
    size = wrong.get("scale", 1) * rate * wrong.get("push", np.sign)(error)
    turns = [(a, b), (b, a)][:: wrong.get("order", 1)]
    turns = turns[wrong.get("only", slice(None))] if a != b else turns[: wrong.get("roles", 2)]
    for row, other in turns if label(a, b) or "partners" not in wrong else []:
        source = new if "late" in wrong and row == turns[1][0] else table
        new[row] -= size * source[row if "own" in wrong else other].astype(float)
    return new


# Exercise 1.


@checks.mistakes_of("concatenate_embeddings")
def joining_mistakes(expected: Any, embeddings: Table, ids: Table) -> Pairs:
    """Yield what the usual ways to join the rows of a batch give that are not the one asked for."""
    rows = np.take(embeddings, ids, axis=0)
    batch, k, d = rows.shape
    yield rows, "join the rows of each item: (batch, k * d)."
    yield rows[:, ::-1].reshape(batch, -1), "the row of the first id comes first: here the order is turned round."
    yield np.take(embeddings, np.sort(ids, axis=1), axis=0).reshape(batch, -1), "the ids were sorted: keep their order."
    yield rows.sum(axis=1), "the rows were added: put them side by side."
    yield rows.mean(axis=1), "that is the mean of the rows: put them side by side."
    yield rows.prod(axis=1), "the rows were multiplied: put them side by side."
    yield rows.max(axis=1), "that is the maximum of the rows: put them side by side."
    yield rows.swapaxes(1, 2).reshape(batch, -1), "the columns are mixed: one whole row after the other."
    turned = np.take(embeddings, ids.T, axis=0).reshape(batch, -1)
    yield turned, "rows of different items stand side by side: did ids.T or a swapped axis turn the batch round?"
    yield embeddings.ravel()[ids % embeddings.size], "single numbers were picked, not rows: index the table as it is."
    lost = "an axis of length one was lost: (batch, k * d), for a batch of one, too."
    yield lambda got: batch == 1 and np.shape(got) == (k * d,), lost
    yield lambda got: np.ndim(got) == 1, "everything was joined into one line: one row for each item of the batch."
    yield rows.reshape(1, -1), "the batch was joined too: keep its axis."
    yield lambda got: np.shape(got) == (batch * k, d), "one row for each item, (batch, k * d): join sideways."
    yield lambda got: np.shape(got) == (k * d, batch), "rows and columns are swapped: the batch is the first axis."
    yield lambda got: np.shape(got) == (k, batch * d), "the batch was joined: the rows of one item belong side by side."
    yield ids, "these are the ids themselves: look their rows up."
    yield rows[:, 0], "only the row of each item's first id is here: all k count."
    yield rows[:, -1], "only the row of each item's last id is here: all k count."
    yield rows[:, :2].reshape(batch, -1), "only the first two ids of each item were looked up: there may be any number."
    yield lambda got: checks.alike(np.ravel(got), rows[0].ravel()), "that is the first item only: all are asked for."
    yield np.take(embeddings, ids - 1, axis=0).reshape(batch, -1), "ids count from 0, not from 1."
    wide = k * len(embeddings)
    yield lambda got: d != len(embeddings) and np.shape(got)[-1] == wide, "these are columns: ids pick rows."
    yield lambda got: np.ndim(got) and np.size(got) < np.size(expected), "rows are missing: repeated ids count, too."
    yield lambda got: np.ndim(got) and np.shape(got) != (batch, k * d), "one row for each item, k * d numbers long."


def joins(concatenate_embeddings: Answer, n: int, d: int, ids: Any) -> None:
    """Check what is joined from a table of n random rows."""
    table, ids = np.random.default_rng([51, n, d]).normal(size=(n, d)).astype("float32"), np.array(ids)
    got = concatenate_embeddings(table, ids)
    got.gives(np.concatenate(list(np.take(table, ids, axis=0).swapaxes(0, 1)), axis=-1))


# Exercise 2.

BELONG = tf.constant(np.kron(np.eye(500), np.ones((2, 2))), tf.float32)


def _given_cost(look_up: Callable[[Any, Any], Any]) -> Callable[[Any, Any, Any], tf.Tensor]:
    """Return what stands in for the learner's pair_cost, by a way to look up a row.

    A dot product is a quarter of |one + other| squared less |one - other| squared.
    """

    def cost(embeddings: Any, a: Any, b: Any) -> tf.Tensor:
        one, other = look_up(embeddings, a), look_up(embeddings, b)
        dot = tf.reduce_sum(tf.square(one + other) - tf.square(one - other)) / 4
        return tf.abs(dot - tf.cast(BELONG[a, b], dot.dtype))

    return cost


# The gradient of the one is a tensor, that of the other a tf.IndexedSlices.
dense_cost, sparse_cost = _given_cost(operator.getitem), _given_cost(tf.gather)


def _with_costs(call: Callable[[], Result], **names: Any) -> Result:
    """Call an answer that may use pair_cost: it is right when it gets on with one of the two forms of a gradient."""
    try:
        with checks.stand_in(pair_cost=dense_cost, **names):
            return call()
    except checks.Refusal as refusal:
        if not isinstance(refusal.got, Exception):
            raise
        with contextlib.suppress(checks.Refusal), checks.stand_in(pair_cost=sparse_cost, **names):
            return call()
        raise


def _known(told: Callable[[int, int], Any], wrong: Callable[[Table, int, int], list[tuple[Any, str]]]) -> str:
    """Return the name of the mistake that fits all that is told of the 36 pairs of PROBE, "" when none does."""
    with contextlib.suppress(Exception):  # of any type: names help, they decide nothing
        every = [(a, b) for a in range(6) for b in range(6)]
        given = [told(*pair) for pair in every]
        for mistakes in zip(*(wrong(PROBE, *pair) for pair in every), strict=True):
            if all(checks.alike(got, value) for got, (value, _) in zip(given, mistakes, strict=True)):
                return mistakes[0][1]
    return ""


PROBE = np.random.default_rng(50).uniform(-1, 1, (6, 3)).astype("float32")


def cost(pair_cost: Answer, rows: Any, a: int, b: int) -> Result:
    """Check the cost of one pair, and its gradient with respect to the table; return the cost."""
    start = np.float32(rows)
    table, said = tf.Variable(start), f"pair_cost(a table of shape {start.shape}, {a}, {b})"
    with tf.GradientTape() as trail:
        got = pair_cost.named(said)(table, a, b)
    left_alone = np.array_equal(checks.numbers_of(table), start)
    got.must(left_alone, "changed embeddings.", "a cost only looks: it is the next exercise that changes the table.")
    # What may run what the learner wrote comes first: then nothing expected stands in this frame yet.
    slope = None
    if tf.is_tensor(got.value):
        with contextlib.suppress(Exception):  # of any type: what a gradient of the learner's own may raise
            slope = checks.plain(trail.gradient(got.value, table))
    told = "" if _is_cost(got.value, start, a, b) else _known_cost(pair_cost)
    dot = float(start[a] @ start[b])
    got.gives(abs(dot - label(a, b)), [(lambda _: bool(told), told), *_scalar_mistakes(start, a, b)])
    likely = "float(), .numpy(), NumPy's functions and rounding end the trail: use TensorFlow from start to end."
    got.must(slope is not None, "has no gradient with respect to embeddings.", likely)
    sign, one, other = np.sign(dot - label(a, b)), np.zeros_like(start), np.zeros_like(start)
    one[a], other[b] = sign * start[b], sign * start[a]
    half = "the gradient reaches one of the two roles only: is there a stop_gradient, or a row that went through NumPy?"
    mistakes = [(one, half), (other, half), (0 * one, "the gradient is 0: does something round or compare on the way?")]
    Result(tf.convert_to_tensor(slope), f"the gradient of {said}").gives(one + other, mistakes)
    return got


def _is_cost(got: Any, table: Table, a: int, b: int) -> bool:
    """Tell whether a value is the cost of a pair."""
    return checks.alike(got, abs(float(table[a] @ table[b]) - label(a, b)))


def _known_cost(pair_cost: Answer) -> str:
    """Return the name of the mistake that the costs of all 36 pairs of PROBE fit, "" when none does."""
    return _known(lambda *pair: pair_cost(tf.Variable(PROBE), *pair).value, _wrong_costs)


def _scalar_mistakes(table: Table, a: int, b: int) -> Pairs:
    """Yield what tells that a cost is no scalar."""
    square = (table.shape[1],) * 2
    yield lambda got: np.shape(got) == square, "that is a matrix of products: a dot product is one number."
    yield lambda got: np.shape(got) == table[a].shape, "the products of the columns were not added up: tf.reduce_sum."
    yield lambda got: np.shape(got) == table.shape, "that is a table: a cost is one number."
    yield lambda got: np.size(got) == 1 and np.ndim(got), "a scalar has shape (): take the one number out."


def _each(check: Any, answer: Answer, shape: tuple[int, int], pairs: Any, *rate: float, seed: int = 53) -> None:
    """Check an answer on pairs, each in the same random table."""
    rows = np.random.default_rng(seed).normal(size=shape)
    for a, b in pairs:
        check(answer, rows, a, b, *rate)


costs = partial(_each, cost)


# Exercises 3 and 6.


def _taken_away(*arguments: Any, **options: Any) -> None:
    """Stand in for train_step where a step is to be written without it."""
    likely = "write the step itself: train_step is taken away here, since it may form the gradient of the whole table."
    raise checks.Refusal("sparse_train_step", "called train_step.", likely)


def _call(answer: Answer, said: str, table: tf.Variable, a: int, b: int, *rate: float) -> Result:
    """Call a step of the learner's, with the other exercises' answers stood in for."""
    if answer.name == "train_step":
        return _with_costs(lambda: answer.named(said)(table, a, b, *rate))
    with checks.stand_in(pair_cost=sparse_cost, train_step=_taken_away):
        return answer.named(said)(table, a, b, *rate)


def step(answer: Answer, rows: Any, a: int, b: int, *rate: float) -> Result:
    """Check one step: the cost that it returns, which rows move, and by how much; return the table after it."""
    start, lr = np.float32(rows), rate[0] if rate else 0.01
    table = tf.Variable(start)
    said = f"{answer.name}(a table of shape {start.shape}, {', '.join(map(str, (a, b, *rate)))})"
    got = _call(answer, said, table, a, b, *rate)
    after = checks.numbers_of(table)
    # The answer is called on other tables before anything that is expected of this one stands in this frame.
    known = "" if any(_is_cost(got.value, each, a, b) for each in (start, after)) else _known_returned(answer)
    _check_cost(got, start, after, a, b, known)
    known = _known_step(answer, lr) if _is_unnamed(start, after, a, b, lr) else ""
    if not (after != start).any():
        likely = "change the variable itself, with assign_sub or scatter_sub: new arrays and variables change nothing."
        got.fail("left the table as it was.", known or likely)
    _check_others(got, start, after, a, b)
    move, right = after - start, stepped(start, a, b, lr) - start
    if not np.allclose(move, right, 1e-3, 1e-6):
        row = _worst(move, right)
        told = f"moved row {row} by {checks.brief(move[row])}; expected {checks.brief(right[row].astype('float32'))}."
        got.fail(told, _step_mistake(start, move, right, row, known))
    return Result(after, f"embeddings after {said}")


def _is_unnamed(start: Table, after: Table, a: int, b: int, lr: float) -> bool:
    """Tell whether a table has not taken a right step, and it takes steps on other tables to say why."""
    others = [row for row in range(len(start)) if row not in (a, b)]
    move, right = after - start, stepped(start, a, b, lr) - start
    if (move[others] != 0).any() or (move.any() and np.allclose(move, right, 1e-3, 1e-6)):
        return False
    return not move.any() or not _step_mistake(start, move, right, _worst(move, right), "", shown=False)


def _worst(move: Table, right: Table) -> int:
    """Return the row that has moved least as it should."""
    return int(np.argmax(abs(np.nan_to_num(move - right, nan=np.inf)).sum(axis=1)))


def _known_returned(answer: Answer) -> str:
    """Return the name of the mistake that what a step returns on all 36 pairs of PROBE fits, "" when none does."""
    return _known(lambda *pair: _call(answer, "a probe", tf.Variable(PROBE), *pair, 0.1).value, _wrong_costs)


def _check_cost(got: Result, start: Table, after: Table, a: int, b: int, known: str) -> None:
    """Check what a step returns. known: the mistake that it shows on other tables, "" where none."""
    right, later = (abs(float(table[a] @ table[b]) - label(a, b)) for table in (start, after))
    mistakes = [
        (later, "that is the cost after the step: keep the one before it."),
        (lambda _: bool(known), known),
        (after, "that is the table: return the cost, which is one number."),
        (after - start, "that is the change of the table: return the cost."),
        (lambda value: isinstance(value, tf.IndexedSlices), "that is a gradient: return the cost."),
        (lambda value: np.shape(value) == start.shape, "that is a gradient, or a table: return the cost."),
        *_scalar_mistakes(start, a, b),
    ]
    got.gives(right, mistakes)


def _check_others(got: Result, start: Table, after: Table, a: int, b: int) -> None:
    """Check that a step moves no row but the two."""
    others = [row for row in range(len(start)) if row not in (a, b) and (after[row] != start[row]).any()]
    if not others:
        return
    all_others, likely = len(others) == len(start) - len({a, b}) > 1, f"only rows {a} and {b} may move."
    if all_others and not after[others].any():
        likely = "the table was overwritten: take the step off what is there, assign_sub instead of assign."
    elif all_others and np.ptp(after[others] / start[others]) < 1e-3:
        likely = "every row was scaled: only the two rows may move."
    got.fail(f"moved rows {others[:5]} too; expected to move {a} and {b} only.", likely)


def _known_step(answer: Answer, lr: float) -> str:
    """Return the name of the mistake that the steps on all 36 pairs of PROBE fit, "" when none does."""

    def probes(table: Table, a: int, b: int) -> list[tuple[Table, str]]:
        return [(stepped(table, a, b, lr, **options) - table, name) for options, name in _wrong_steps(lr)]

    def told(a: int, b: int) -> Table:
        table = tf.Variable(PROBE)
        _call(answer, "a probe", table, a, b, lr)
        return checks.numbers_of(table) - PROBE

    return _known(told, probes)


def _step_mistake(start: Table, move: Table, right: Table, row: int, known: str, shown: bool = True) -> str:
    """Return the name of the mistake in a step.

    known: the one that it shows on other tables, "" where none; shown: whether to go on to what the move itself shows.
    """
    if np.isnan(move[row]).any():
        return "the row became NaN: is something divided by 0?"
    if checks.alike((start + move)[row], right[row]):
        return "the row was replaced by its change: take the change off what is there."
    if known or not shown:
        return known
    if np.ptp(move[row]) < 1e-4 * abs(move[row]).max() and len(move[row]) > 1:
        return "the row moved by one amount in all columns: each row moves along the other one."
    times = _times(move, right)
    return f"the rows moved {times:.3g} times as far as they should." if times else checks.usual(move[row], right[row])


def _times(move: Table, right: Table) -> float:
    """Return how many times as far as right something moved, 0.0 where it moved elsewhere."""
    moving = abs(right) > 1e-9
    if not moving.any() or (abs(move) > 1e-6)[~moving].any():
        return 0.0
    times = move[moving] / right[moving]
    typical = float(np.median(times))
    return typical if np.allclose(times, typical, rtol=0.05) else 0.0


steps = partial(_each, step)


@contextlib.contextmanager
def _profiled(look: Callable[[FrameType, str, Any], None]) -> Iterator[None]:
    """Let a function look at each frame of Python's meanwhile, as profilers do."""
    before = sys.getprofile()

    def guarded(frame: FrameType, event: str, value: Any) -> None:
        with contextlib.suppress(Exception):  # of any type: who looks on must not be what fails
            look(frame, event, value)

    sys.setprofile(guarded)
    try:
        yield
    finally:
        sys.setprofile(before)


# What may give all rows inside a tf.function, where numbers cannot be seen: what reads the table, and no more.
READS = ("ReadVariableOp", "Identity", "Placeholder", "Const", "Cast")


@contextlib.contextmanager
def rows_watched(n_rows: int, a: int, b: int) -> Iterator[dict[str, list[str]]]:
    """Watch for arrays with all of n_rows rows that are zero but for a and b, and for what writes such arrays.

    It looks at what each function that runs meanwhile returns, and at what it holds by name as it does. Yields words
    for both, "formed" and "written".
    """
    formed: list[str] = []
    written: list[str] = []
    rest = [row for row in range(n_rows) if row not in (a, b)]

    def long(value: Any) -> bool:
        return isinstance(value, (np.ndarray, tf.Tensor)) and None not in value.shape and n_rows in value.shape

    def look(frame: FrameType, event: str, result: Any) -> None:
        if event != "return":
            return
        held = [result, *frame.f_locals.values()]
        held += [part for value in held if type(value) in (list, tuple) for part in value]
        for value in filter(long, held):
            if frame.f_code.co_name.startswith(("assign", "scatter")):
                written.append(frame.f_code.co_name)
            if not (hasattr(value, "numpy") or isinstance(value, np.ndarray)):
                formed.extend([value.op.type] * (value.op.type not in READS))
            elif not np.take(value, rest, axis=tuple(value.shape).index(n_rows)).any():
                formed.append("gradient")

    with _profiled(look):
        yield {"formed": formed, "written": written}


def touches_two_rows(sparse_train_step: Answer, shape: tuple[int, int], a: int, b: int) -> None:
    """Check that no function on the way makes a gradient as large as the table, or assigns all of the table."""
    start = np.random.default_rng(58).normal(size=shape).astype("float32")
    table, said = tf.Variable(start), f"sparse_train_step(a table of shape {shape}, {a}, {b})"
    with checks.seat.beside(rows_watched, shape[0], a, b) as seen:
        got = _call(sparse_train_step, said, table, a, b)
    formed, written = seen.told["formed"], seen.told["written"]
    likely = "embeddings[a] in a tape, convert_to_tensor and zeros are as large as the table: tf.gather two rows first."
    got.must(not formed, f"formed a gradient of all {shape[0]} rows; expected two rows.", likely)
    likely = "touch the two rows only: scatter_sub with tf.IndexedSlices."
    got.must(not written, f"wrote all {shape[0]} rows; expected two.", likely)


# Exercise 4.


_eager_steps: list[str] = []


def given_step(embeddings: tf.Variable, a: Any, b: Any, learning_rate: float = 0.01) -> tf.Tensor:
    """Stand in for the learner's train_step; called inside a tf.function it becomes part of it.

    It counts where it costs the price of a call.
    """
    _eager_steps.extend(["called"] * tf.executing_eagerly())
    return _compiled_step(embeddings, tf.cast(a, tf.int32), tf.cast(b, tf.int32), tf.constant(learning_rate))


@contextlib.contextmanager
def operations_counted() -> Iterator[list[int]]:
    """Count what runs one by one: yields a list, at the end of TensorFlow's operations and of calls of given_step."""
    operations: list[str] = []
    told: list[int] = []

    def look(_: FrameType, event: str, called: Any) -> None:
        if event == "c_call" and re.fullmatch(r"TFE_Py_(FastPath)?Execute", called.__name__):
            operations.append(called.__name__)

    _eager_steps.clear()
    try:
        with _profiled(look):
            yield told
    finally:
        told += [len(operations), len(_eager_steps)]


@tf.function
def _compiled_step(embeddings: tf.Variable, a: tf.Tensor, b: tf.Tensor, learning_rate: tf.Tensor) -> tf.Tensor:
    with tf.GradientTape() as trail:
        cost = dense_cost(embeddings, a, b)
    embeddings.assign_sub(learning_rate * tf.convert_to_tensor(trail.gradient(cost, embeddings)))
    return cost


FROZEN = "every table is the last one: the list holds the live table, so append table.copy()."
SLOW = (
    "a tape for each step is slow on any machine, and so is a call of train_step or eager TensorFlow: "
    "write the step in NumPy, or loop inside one tf.function."
)
TWO_ROWS = "a step moves the two rows drawn, and no more."


class Training:
    """A start, and the runs of a learner's train from it."""

    def __init__(self, train: Answer, dimensions: int, seed: int = 54, reach: float = 1.0) -> None:
        """Draw the start, six rows between -reach and reach."""
        self.answer = train
        self.start = np.random.default_rng(seed).uniform(-reach, reach, (6, dimensions)).astype("float32")

    def history(self, n_steps: int, seed: int, *record_every: int) -> Result:
        """Run train, and check what every history must be: its shape, numbers, and the start in the first place."""
        said = f"train(a table of shape {self.start.shape}, {', '.join(map(str, (n_steps, seed, *record_every)))})"
        run = self.answer.named(said)
        got = _with_costs(lambda: run(self.start, n_steps, seed, *record_every), train_step=given_step)
        every = record_every[0] if record_every else 100
        whole = (n_steps // every + 1, *self.start.shape)
        history = got.array()
        got.shaped(*whole, likely=self._shape_mistake(history, whole, n_steps))
        got.finite()
        if not np.allclose(history[0], self.start, 1e-6, 1e-7):
            likely = "the start comes first, as it was given, before any step: append a copy of it before the loop."
            if len(history) > 1 and (history == history[0]).all():
                likely = FROZEN
            told = checks.difference(history[0], self.start)
            got.fail(f"has another table than the start in its first place. {told}", likely)
        return Result(history.astype(float), said)

    def _shape_mistake(self, history: Table, whole: tuple[int, ...], n_steps: int) -> str:
        """Return why a history has not the shape that it should have."""
        shape, rest = history.shape, self.start.shape
        count, due = shape[0] if shape else 0, whole[0]
        first = np.allclose(history[:1], self.start, 1e-6, 1e-7) if shape[1:] == rest else False
        flat = shape in ((due, rest[0] * rest[1]), (rest[0], due, rest[1]))
        return _first_of(
            (shape == rest, "that is one table: return all that were recorded."),
            (flat, "keep each table in its own shape: np.array(history) or np.stack puts them below one another."),
            (shape[1:] != rest, "a history is a list of tables: has each its shape, and is it the table you append?"),
            (count == due - 1 and first, "the last table is missing: record after a step, not before it."),
            (count == due - 1, "the start is missing: it comes first, before any step."),
            (n_steps <= count <= n_steps + 1, "a table after every step was recorded: only each record_every."),
            (count == due + 1, "a table too many: the start twice, step 0 counted, or the last one added at the end?"),
            (True, "record where step % record_every == 0, counting steps from 1."),
        )

    def follows_seed(self, n_steps: int, seed: int) -> None:
        """Check that a history has different tables, the same for the same seed, others for another."""
        one = self.history(n_steps, seed)
        same = next((place for place, (x, y) in enumerate(pairwise(one.value)) if (x == y).all()), None)
        still = "the table never moves, or steps are taken on a copy that is not recorded."
        frozen = still if (one.value == one.value[0]).all() else FROZEN
        one.must(same is None, f"has the same table twice, in places {same} and {(same or 0) + 1}.", frozen)
        other = self.history(n_steps, seed + 1).value
        again = self.history(n_steps, seed).value
        likely = "not the seed alone decides: make np.random.default_rng(seed) inside train, and draw from it."
        one.must(np.array_equal(one.value, again), "gives another history with the same seed.", likely)
        likely = "the argument seed is not used: a fixed one gives the same draws to all."
        one.must(not np.array_equal(one.value, other), f"gives the same history with seed {seed + 1}.", likely)

    def is_quick(self, n_steps: int) -> None:
        """Check that no step is a call of train_step, or several of TensorFlow's operations, one by one.

        No clock decides: each has a fixed price, too high for 10,000 times as many on any machine.
        """
        with checks.seat.beside(operations_counted) as seen:
            got = self.history(n_steps, 2, n_steps)
        operations, calls = seen.told
        each = operations / n_steps
        what = f"ran {each:.0f} TensorFlow operations, one by one, for each step"
        what = f"called train_step {calls} times for {n_steps} steps" if calls >= n_steps else what
        got.must(calls < n_steps and each < 5, f"{what}: too slow, 10,000 steps take far more than 2 s.", SLOW)

    def takes_right_steps(self, n_steps: int, seed: int) -> None:
        """Check each step of a run: a right one on some pair."""
        got = self.history(n_steps, seed, 1)
        for place, (before, after) in enumerate(pairwise(got.value), 1):
            if not _reached(after, _ends(before)):
                moved = np.flatnonzero(abs(after - before).max(axis=1) > 1e-7).tolist()
                told = f"step {place} moved rows {moved}" if moved else f"step {place} moved nothing"
                told = f"recorded every step, and {told}; expected a step of rate 0.01 on some pair."
                got.fail(told, _run_mistake(got.value, place, moved))

    def records_after(self, every: int, seed: int) -> None:
        """Check that the first table after the start is that after `every` steps, 2 or 3."""
        got = self.history(every, seed, every)
        reached = [self.start.astype(float)]
        for count in range(every):
            likely = "count the steps from 1, and record where step % record_every == 0, after the step."
            early = _reached(got.value[1], reached)
            told = f"recorded the table after {count} of {every} steps; expected the one after all."
            got.must(not early, told, likely)
            reached = [end for table in reached for end in _ends(table)]
        told = f"recorded a table that {every} right steps of rate 0.01 do not reach."
        got.must(_reached(got.value[1], reached), told, likely)

    def draws_evenly(self, n_steps: int, seed: int) -> None:
        """Check which pairs were drawn, which the rows that move tell: each of the 36 about as often."""
        got = self.history(n_steps, seed, 1)
        moved = (abs(np.diff(got.value, axis=0)) > 0).any(axis=2)
        two = moved.sum(axis=1)
        got.must((two <= 2).all(), "moved more than two rows in a step.", TWO_ROWS)
        alone = moved[two == 1].sum(axis=0)
        both = moved[two == 2].astype(int)
        met = both.T @ both
        counts = met[UPPER]
        likely = _draw_mistake(alone, met, n_steps)
        share = n_steps / 36
        even = share / 5 <= alone.min() and alone.max() <= share * 2.6
        told = f"drew items with themselves {alone.tolist()} times; expected about {share:.0f} each."
        got.must(even, told, likely)
        even = share * 0.9 <= counts.min() and counts.max() <= share * 3.5
        told = f"drew the 15 pairs {counts.tolist()} times; expected about {2 * share:.0f} each."
        got.must(even, told, likely)


def meets_pairs(train: Answer, seeds: range) -> None:
    """Check what training is for: two of three pairs on the unit circle, the third at the origin, from most starts."""
    lasts = [Training(train, 2, seed).history(10_000, seed, 10_000).value[-1] for seed in seeds]
    met = sum(np.allclose(np.sort(np.linalg.norm(last, axis=1)), [0, 0, 1, 1, 1, 1], atol=0.15) for last in lasts)
    told = f"ended {met} times with two pairs at length 1 and one at 0; expected {len(seeds) - 1} times or more."
    likely = "each step alone is right: are all ids drawn, again at each step?"
    runs = Result(lasts, f"train from {len(seeds)} starts in the plane, 10,000 steps each,")
    runs.must(met >= len(seeds) - 1, told, likely)


def _ends(table: Table, ordered: bool = False, rate: float = 0.01, **options: Any) -> list[Table]:
    """Return a table after one step, for each pair; options: of `stepped`."""
    return [stepped(table, a, b, rate, **options) for a in range(6) for b in range(0 if ordered else a, 6)]


def _reached(table: Table, ends: list[Table]) -> bool:
    return bool((abs(np.array(ends) - table).max(axis=(1, 2)) < 5e-6).any())


def _run_mistake(history: Table, place: int, moved: list[int]) -> str:
    """Return the name of the mistake in a run that was recorded after each step, whose step `place` is no right one."""
    if (history == history[0]).all():
        return "the table never moves: take a step for each pair that was drawn."
    if len(history) > 2 and (history[1:] == history[1]).all():
        return FROZEN
    changed = [(one, two) for one, two in pairwise(history[:60]) if (one != two).any()]
    for options, name in _wrong_steps(0.01):
        if all(_reached(after, _ends(before, ordered=True, **options)) for before, after in changed):
            return name
    rates = [_rate(before, after) for before, after in changed[:40]]
    if min(rates) > 0:
        constant = max(rates) < 1.05 * min(rates)
        told = f"is {np.median(rates):.2g}" if constant else f"goes from {rates[0]:.2g} to {rates[-1]:.2g}"
        return f"the rate {told}: it should be 0.01 throughout."
    before, after = history[place - 1], history[place]
    if _reached(after, [end for one in _ends(before) for end in _ends(one)]):
        return "two steps were taken between two records: with record_every=1 each step is recorded."
    if len(moved) > 2:
        return TWO_ROWS
    return "mind the label (a // 2 == b // 2), the sign, L1 and not L2, and a == b, which counts twice."


def _rate(before: Table, after: Table) -> float:
    """Return the rate of a step that is right but for it, 0.0 where it is another step."""
    for end in _ends(before, rate=1.0):
        times = _times(after - before, end - before)
        if times > 0:
            return times
    return 0.0


def _draw_mistake(alone: np.ndarray, met: np.ndarray, n_steps: int) -> str:
    """Return the name of the mistake in how pairs were drawn. alone: draws with themselves; met: with one another."""
    met = met * (1 - np.eye(6, dtype=int))
    seen = alone + met.sum(axis=1)
    never = np.flatnonzero(seen == 0).tolist()
    within, one_pair = met[[0, 2, 4], [1, 3, 5]].sum() * 2, max(alone.max(), met.max()) > 0.9 * n_steps
    return _first_of(
        (one_pair, "the same pair at every step: make the generator before the loop, and draw inside."),
        (never == [5], "item 5 was never drawn: the upper end is left out, so integers(0, 6)."),
        (never, f"item {[*never, 0][0]} was never drawn: the ids are 0 to 5."),
        (not met.any(), "every item met itself only: draw two ids for each step."),
        (met.sum() == within, "only items of one pair met: draw the two ids one by one, from all six."),
        (not within, "partners never met: draw the two ids one by one, from all six."),
        (not alone.any(), "no item ever met itself: draw the two ids one by one, with replacement."),
        ((met[UPPER] == 0).any(), "some items never met: draw the second id from all six, whatever the first one is."),
        (True, "each of the two ids is one of 0 to 5, all equally likely, drawn anew for each step."),
    )


# Exercise 5.


def _errors(table: Table, rule: Rule) -> dict[tuple[int, int], float]:
    """Return label less dot product, for each ordered pair."""
    return {(a, b): rule(a, b) - float(np.inner(table[a], table[b])) for a, b in np.ndindex(6, 6)}


def _mean_cost(table: Table, rule: Rule = label) -> float:
    return float(np.mean(np.abs(list(_errors(table, rule).values()))))


@checks.mistakes_of("expected_cost")
def mean_mistakes(expected: float, embeddings: Table) -> Pairs:
    """Yield what the usual mistakes give for any table."""
    table = np.array(embeddings, dtype=float)
    errors = _errors(table, label)
    size = {pair: abs(error) for pair, error in errors.items()}
    own = sum(size[a, a] for a in range(6))
    partners = sum(size[a, b] for a, b in size if label(a, b))
    total, values = 36 * expected, np.array(list(errors.values()))
    yield lambda got: np.size(got) == 36, "these are the costs of all pairs: their mean was asked for."
    yield lambda got: np.ndim(got) > 0, "one number was asked for: the mean over all pairs."
    yield 12 / 36, "that is what a table of zeros costs: is embeddings used?"
    yield total, "that is the sum of all costs: divide it by 36."
    yield (total - own) / 30, "items with themselves count, too: 36 ordered pairs, not 30 or 15."
    yield (total - own) / 36, "the pairs of an item with itself are missing from the sum."
    yield (total + own) / 2 / 21, "each pair of items was counted once: (a, b) and (b, a) both count."
    yield total / 6, "that is the sum divided by 6: 36 pairs."
    yield total / 12, "divided by 12, the pairs of label 1: all 36 count."
    for divisor in (36, 12):
        yield partners / divisor, "only pairs of label 1 were counted: strangers cost, too."
    for divisor in (36, 24):
        yield (total - partners) / divisor, "only pairs of label 0 were counted: pairs of label 1 cost, too."
    yield own / 6, "only items with themselves were counted."
    yield size[0, 1], "that is the cost of one pair: the mean over all 36."
    yield np.mean([size[0, 1], size[2, 3], size[4, 5]]), "only the three pairs were counted: all 36 count."
    for rule, name in WRONG_LABELS:
        yield _mean_cost(table, rule), name
    yield (values**2).mean(), "that is L2, the errors squared: the cost is the absolute value."
    yield (values**2).mean() / 2, "that is half of L2: the cost is the absolute value."
    yield np.sqrt((values**2).mean()), "that is the root of the mean square: take absolute values."
    yield (
        lambda got: checks.alike(abs(got), abs(values.mean())),
        "the absolute value is missing, or taken after the mean.",
    )
    yield np.median(abs(values)), "that is the median: the mean was asked for."
    for whole in (np.trunc(table), np.round(table)):
        yield _mean_cost(whole), "the table was turned into whole numbers: keep the fractions."
    lengths = np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    yield _mean_cost(table / lengths), "the rows were scaled to length 1: leave them."
    apart = np.linalg.norm(table[:, None] - table, axis=2)
    yield np.mean([abs(label(*pair) - apart[pair]) for pair in size]), "that takes distances: take dot products."
    yield apart.mean(), "that is the mean distance: the cost takes dot products, and labels."
    yield np.mean(table @ table.T), "that is the mean dot product: how far is each from its label?"
    yield lambda got: abs(got / expected - 1) < 0.2, "close: do all 36 ordered pairs count, once each, none drawn?"


# Exercise 7.


def case(exposing_case: Answer) -> Result:
    """Return what exposing_case gives, checked to be a table and pairs of valid ids."""
    result = exposing_case()
    told = f"returned {checks.brief(result.value)}; expected a pair (table, pairs)."
    result.must(result.value is not None, told, "is there a `return`?")
    pair = isinstance(result.value, (tuple, list)) and len(result.value) == 2
    result.must(pair, told, "return two things, the table and the pairs: return table, pairs.")
    table, pairs = (Result(part, f"{result.said}, part {place},").array() for place, part in enumerate(result.value))
    six = table.ndim == 2 and len(table) == 6
    told = f"returned a table of shape {table.shape}; expected (6, d)."
    turned = table.dtype.kind in "iu" and pairs.dtype.kind == "f"
    likely = "the table comes first, then the pairs." if turned else "the table has a row for each of the six items."
    result.must(six, told, likely)
    told = f"put {abs(table).max():.4g} into the table; expected numbers from -10 to 10."
    nan = "NaN differs even from itself, so the right step seems wrong, too."
    likely = "in huge numbers rounding alone makes a difference." if np.isfinite(table).all() else nan
    result.must(abs(table).max() <= 10, told, likely)
    told = f"returned pairs {checks.brief(pairs)}; expected 1 to 100 rows of two whole numbers, shape (n, 2)."
    likely = "pairs is a list of pairs of ids, a row for each, also when there is one: [[0, 1]]."
    result.must(pairs.ndim == 2 and pairs.shape[1] == 2, told, likely)
    result.must(0 < len(pairs) <= 100, told, "100 pairs at most, and one at least: a few well-chosen ones are enough.")
    result.must(pairs.dtype.kind in "iu", told, "ids are whole numbers: int, not float.")
    valid = pairs.min() >= 0 and pairs.max() < 6
    told = f"returned pairs {checks.brief(pairs)}; expected ids from 0 to 5."
    result.must(valid, told, "there is no such item: six items have the ids 0 to 5.")
    return Result((table, pairs), result.said)


def exposes(case: Result, steps: Callable[..., Any], broken: dict[str, Callable[..., Any]], wanted: int) -> None:
    """Check that the case exposes at least so many of the broken steps, and that these are the ones handed out."""
    nothing = checks.exposed(steps, broken, np.eye(6), np.array([[0, 2]]))
    likely = "steps, broken_steps or checks was changed: run the notebook anew, and leave them as they are."
    case.must(len(broken) == 6 and not nothing, "was judged by other steps than the lesson's.", likely)
    try:
        checks.exposes(case, case.value, steps, broken, wanted)
    except checks.Refusal as refusal:
        refusal.likely = _lacking(*case.value, steps) or refusal.likely
        raise


def _lacking(table: Table, pairs: Table, steps: Callable[..., Any]) -> str:
    """Return what a case lacks."""
    met = [(int(a), int(b)) for a, b in pairs]
    partners = [table[a] @ table[b] for a, b in met if a != b and label(a, b)]
    same, still = not any(0 < dot < 1 for dot in partners), np.array_equal(steps(table, pairs), table)
    return _first_of(
        (still, "nothing moves here: rows of zeros pull at nothing, and a product that is its label gives no step."),
        (not any(a == b for a, b in met), "no item meets itself: the case a == b goes unseen."),
        (not partners, "no two items of one pair meet: their label goes unseen."),
        (all(label(a, b) for a, b in met), "no items of two pairs meet: what strangers learn goes unseen."),
        (same, "the product of two partners must lie between 0 and 1: elsewhere both labels give the same step."),
    )
