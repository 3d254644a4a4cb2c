"""What the checks of lesson 2 know beside the examples: mistakes by name, and how ids of words are looked at."""

import builtins
import contextlib
import linecache
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import tensorflow as tf

import checks
from checks import Answer, Result

Pairs = Iterator[tuple[Any, str]]

SALTED = "Python's hash of text is salted anew in every process: zlib and hashlib have sums that last."
LATIN, GREEK = "abcdefghijklmnopqrst", "αβγδεζηθικλμνξοπρστυ"


def plain(value: Any) -> np.ndarray:
    """Return a value as an array of numbers; raises ValueError for one that is none, or holds NaN."""
    array = np.asarray(value)
    if array.dtype.kind not in "iuf" or not np.isfinite(array).all():
        raise ValueError("no plain numbers")
    return array


def _lost_an_axis(got: Any, expected: np.ndarray) -> bool:
    """Tell whether a result is right but for axes of length one that are gone."""
    fewer = np.ndim(got) < expected.ndim and np.shape(np.squeeze(got)) == np.shape(np.squeeze(expected))
    return fewer and checks.alike(np.reshape(got, expected.shape), expected)


# One-hot vectors.


@checks.mistakes_of("onehot_encode")
def encoding_mistakes(expected: Any, dim: int, label: Any) -> Pairs:
    """Yield what the usual mistakes give for good labels, or instead of an error for bad ones."""
    label = np.array(label)
    if expected is ValueError:
        yield from _instead_of_an_error(label, dim, np.eye(dim), "label")
        return
    expected = np.asarray(expected)
    yield np.moveaxis(expected, -1, 0), "dim comes last: the shape is label.shape + (dim,)."
    yield np.swapaxes(expected, 0, -1), "dim comes last: the shape is label.shape + (dim,)."
    yield np.roll(expected, -1, axis=-1), "labels count from 0, not from 1."
    yield np.roll(expected, 1, axis=-1), "the one stands a place too far: labels count from 0."
    yield expected[..., ::-1], "each vector is turned round: place 0 is the first."
    yield 1 - expected, "zeros and ones are swapped."
    yield lambda got: np.asarray(got).dtype.kind == "b", "these are True and False: float32 numbers were asked for."
    yield label, "that is the label itself: a one-hot vector has dim places."
    lost = "an axis of length one was lost: label.shape + (dim,) keeps it."
    yield lambda got: _lost_an_axis(got, expected), lost
    kept = "nested labels keep their shape: label.shape + (dim,)."
    yield lambda got: label.ndim > 1 and plain(got).size == expected.size and np.shape(got) != expected.shape, kept
    single = "for a single number the shape is (dim,): label.shape + (dim,), no axis more."
    yield lambda got: not label.ndim and plain(got).size == dim and np.shape(got) != (dim,), single
    yield lambda got: label.ndim and plain(got).shape == (dim,), "each label has a vector of its own."
    yield lambda got: plain(got).shape == (dim, dim), "that is the identity matrix: pick the rows of the labels."
    swapped = "dim and label are swapped: onehot_encode gets dim first, tf.one_hot the labels."
    yield lambda got: not label.ndim and plain(got).shape == (label,), swapped
    yield lambda got: plain(got).shape[-1] != dim, "dim says how long each vector is, whatever the largest label."
    yield lambda got: np.ptp(plain(got)) == 0, "every number is the same: 1 at the place of the label, 0 elsewhere."
    yield lambda got: set(np.unique(plain(got))) - {0, 1}, "a one-hot vector holds zeros and a single 1."
    yield lambda got: plain(got).sum() != label.size, "each vector has exactly one 1, at the place of its label."


@checks.mistakes_of("onehot_encode raises")
def encoding_errors(error: Exception, dim: int, label: Any) -> Pairs:
    """Yield what errors mean that a call with good labels ended in."""
    known = checks.cause(error)
    yield lambda _: np.ndim(label) == 0 and "'int'" in str(error), "label may be a plain int: np.asarray(label) first."
    yield lambda _: isinstance(error, ValueError) and not known, "0 to dim - 1 are good; dim is the first argument."
    yield lambda _: "must be a scalar" in str(error), "dim and label are swapped: tf.one_hot gets the labels first."
    yield lambda _: isinstance(error, IndexError), "the place of a label is along the last axis, which has dim places."


def _instead_of_an_error(ids: np.ndarray, size: int, rows: np.ndarray, noun: str) -> Pairs:
    """Yield what came back for ids of which some are bad, because of which mistake. rows: what good ids give."""
    good = (ids >= 0) & (ids < size)
    clipped, wrapped = rows[np.clip(ids, 0, size - 1)], rows[ids % size]
    raising = f"raise when any {noun} is below 0 or above {size - 1}."
    yield None, f"a bad {noun} has to stop the call: raise the error, do not return None."
    yield lambda got: isinstance(got, str), "an error is raised, not returned as text."
    round_the_end = f"NumPy counts a negative {noun} from the end: {raising}"
    yield lambda got: ids.min() < 0 and ids.max() < size and checks.alike(got, wrapped), round_the_end
    yield clipped, f"a bad {noun} was moved to the nearest good one: {raising}"
    yield wrapped, f"a bad {noun} was wrapped round (%): {raising}"
    yield rows[np.clip(abs(ids), 0, size - 1)], f"the sign of a negative {noun} was dropped: {raising}"
    yield np.where(good[..., None], clipped, 0), f"a bad {noun} became zeros, silently: {raising}"
    yield lambda got: not plain(got).any(), f"bad {noun}s became zeros, silently: {raising}"
    yield lambda got: np.isnan(got).any(), f"a bad {noun} became NaN: {raising}"
    yield lambda got: np.size(got) < clipped.size, f"a bad {noun} was left out: {raising}"
    yield lambda got: True, raising


# A product and an index.


@checks.mistakes_of("lookup_by_matmul")
def product_mistakes(expected: Any, weights: np.ndarray, table: np.ndarray) -> Pairs:
    """Yield what the usual mistakes give for weights of any shape."""
    expected, total = np.asarray(expected), weights.sum(axis=-1, keepdims=True)
    spread, used = np.exp(weights - weights.max(axis=-1, keepdims=True)), weights != 0
    lost = "an axis of length one was lost: weights.shape[:-1] + (embedding_dim,) keeps it."
    yield lambda got: _lost_an_axis(got, expected), lost
    kept = "the leading axes of weights are kept: weights.shape[:-1] + (embedding_dim,)."
    same_size = "the axes are in another order: weights.shape[:-1] comes first, then embedding_dim."
    yield lambda got: checks.alike(np.reshape(got, expected.shape), expected), kept
    yield lambda got: isinstance(got, tuple), "return the rows alone, and nothing beside them."
    yield table[weights.argmax(axis=-1)], "that is the row of the largest weight: mix all rows."
    yield lambda got: checks.alike(got, expected / total), "weights are taken as they are: no normalising."
    yield spread / spread.sum(axis=-1, keepdims=True) @ table, "weights are taken as they are: no softmax."
    yield lambda got: checks.alike(got, used @ table / used.sum(-1, keepdims=True)), "rows count by their weights."
    yield used @ table, "rows count by their weights, not all alike."
    yield np.maximum(weights, 0) @ table, "negative weights count, too."
    yield np.clip(weights, 0, 1) @ table, "weights are taken as they are: below 0 and above 1, too."
    yield table[np.nonzero(weights)[-1]], "these are the rows that have a weight: add them up, each times its weight."
    yield (weights[..., None] * table).sum(axis=-1), "the sum runs over the words, not over the columns."
    yield abs(weights) @ table, "a negative weight subtracts its row."
    yield weights.astype(int) @ table, "the weights became whole numbers on the way."
    yield weights[..., None] * table, "multiplied, but not yet added up over the words."
    yield expected / len(table), "that is a mean: the products are added up, not averaged."
    yield lambda got: checks.alike(got, weights @ table.T), "the table was turned round (.T)."
    yield lambda got: plain(got).ndim == 0, "everything was added up: the sum runs over the words only."
    yield lambda got: checks.alike(got, expected.sum(axis=0)), "each vector of weights gives a row of its own."
    yield lambda got: checks.alike(got, expected[0]), "only the first vector of weights was used."
    yield lambda got: plain(got).size == expected.size and np.shape(got) != expected.shape, same_size
    yield np.round(expected), "the result was rounded on the way."
    yield lambda got: np.ptp(plain(got)) == 0, "every number is the same: do weights and table both come in?"
    by_word = "a row for each word is left: weigh them, and add up over the words."
    yield lambda got: plain(got).shape == table.shape != expected.shape, by_word
    all_pairs = "each weight was multiplied with the whole table: weight v belongs to row v only."
    yield lambda got: plain(got).size == weights.size * table.size != expected.size, all_pairs


@checks.mistakes_of("lookup_by_matmul raises")
def product_errors(error: Exception, weights: np.ndarray, table: np.ndarray) -> Pairs:
    """Yield what errors mean that a product ended in."""
    text = str(error)
    kind, invalid = type(error).__name__, isinstance(error, (ValueError, tf.errors.InvalidArgumentError))
    any_axes = "weights may have one axis, two or three: np.matmul and @ take them all, tf.matmul needs two."
    counted = "tuple index" in text or "einstein" in text or "different ndims" in text or "min_ndim" in text
    yield lambda _: counted or (invalid and weights.ndim > 2), any_axes
    yield lambda _: kind == "IndexError" or "Tindices" in text, "weights are no ids: multiply them with the table."
    by_entry = "* multiplies entry by entry: the product of matrices is @."
    yield lambda _: weights.ndim == 1 and ("broadcast" in text or "Incompatible shapes" in text), by_entry
    yield lambda _: "broadcast" in text, any_axes
    order = "weights first, (..., vocab_size), then the table as it is, (vocab_size, embedding_dim)."
    yield lambda _: invalid, order


def keeps_fractions(lookup_by_matmul: Answer, weights: np.ndarray, table: Any) -> None:
    """Check that one-hot weights which are no floats give the right rows of a table, and not the rows rounded.

    An error will do, too: TensorFlow mixes no types.
    """
    try:
        result = lookup_by_matmul(weights, table)
    except checks.Refusal as refusal:
        if isinstance(refusal.got, Exception):
            return
        raise
    expected = np.asarray(table)[weights.argmax(axis=-1)]
    told = f"returned {checks.brief(result.value)}; expected {checks.brief(expected)}, or an error."
    likely = "the table was cast to the weights' type: cast the weights to float32 instead."
    result.must(checks.alike(result.value, expected), told, likely)


@checks.mistakes_of("lookup_by_gather")
def index_mistakes(expected: Any, ids: np.ndarray, table: np.ndarray) -> Pairs:
    """Yield what the usual mistakes give for good ids, or instead of an error for bad ones."""
    size, dim = table.shape
    if expected is Exception:
        yield from _instead_of_an_error(ids, size, table, "id")
        return
    expected = np.asarray(expected)
    yield lambda got: _lost_an_axis(got, expected), "an axis of length one was lost: ids.shape + (embedding_dim,)."
    kept = "nested ids keep their shape: ids.shape + (embedding_dim,)."
    yield lambda got: checks.alike(np.reshape(got, expected.shape), expected), kept
    yield table[np.sort(ids, axis=None)], "the ids were sorted: keep their order."
    yield table[np.sort(ids, axis=-1)], "the ids were sorted: keep their order."
    yield table[np.unique(ids)], "repeated ids were dropped: each gives its row again."
    yield table[list(dict.fromkeys(ids.ravel().tolist()))], "repeated ids were dropped: each gives its row again."
    yield table[ids - 1], "ids count from 0, not from 1."
    yield table[np.maximum(ids - 1, 0)], "ids count from 0, not from 1."
    yield table[(ids + 1) % size], "ids count from 0: these are the next rows."
    yield table[ids.ravel()[::-1]].reshape(expected.shape), "the rows came out backwards."
    yield lambda got: checks.alike(got, table.T[ids]), "these are columns of the table: look up along axis 0."
    yield lambda got: checks.alike(got, np.moveaxis(expected, -1, 0)), "the axes are swapped: embedding_dim comes last."
    yield np.eye(size)[ids], "these are one-hot vectors: the rows of the table were asked for."
    yield ids, "these are the ids themselves: return their rows."
    yield table.ravel()[ids], "these are single numbers: np.take needs axis=0 to take rows."
    yield expected.sum(axis=-2), "the rows were added up: return each."
    yield expected.mean(axis=-2), "the rows were averaged: return each."
    yield table, "that is the whole table: look up the rows of ids."
    first = table[np.arange(ids.size).reshape(ids.shape) % size]
    yield lambda got: checks.alike(got, first), "these are the first rows of the table, whatever the ids."
    yield lambda got: plain(got).shape == (dim,), "each id gives a row: ids.shape + (embedding_dim,)."
    yield lambda got: plain(got).size < expected.size, "rows are missing: each id gives one, repeated ids too."
    yield lambda got: plain(got).size > expected.size, "there are too many numbers: each id gives one row."
    yield np.trunc(expected), "the rows became whole numbers on the way."


def clean(rows: Result) -> Result:
    """Check that the NaN of a row which was not asked for stays out of the rows that came back."""
    spoilt = np.isnan(rows.array()).any()
    likely = "NaN came in from a row that was not asked for: index, do not multiply."
    told = f"returned {checks.brief(rows.value)}; expected no NaN: only other rows hold it."
    return rows.must(not spoilt, told, likely)


@checks.mistakes_of("lookup_by_gather raises")
def index_errors(error: Exception, ids: np.ndarray, table: np.ndarray) -> Pairs:
    """Yield what errors mean that a lookup of good ids ended in."""
    known, text = checks.cause(error), str(error)
    columns = "is that along the columns? The ids number the rows, axis 0."
    yield lambda _: isinstance(error, IndexError) or "is not in [0," in text, columns
    yield lambda _: "ndarray" in text and "gather" in text, "an array has no gather: tf.gather(table, ids)."
    yield lambda _: "Tindices" in text, "tf.gather gets the table first, then the ids, which are whole numbers."
    yield lambda _: "scalar index" in text, "a list takes one index at a time: leave the table an array."
    yield lambda _: not known, "these ids are good: 0 to vocab_size - 1, where vocab_size is the number of rows."


# What it costs.


@checks.mistakes_of("lookup_cost raises")
def costing_errors(error: Exception, n_ids: int, vocab_size: int, embedding_dim: int) -> Pairs:
    """Yield what errors mean that the counting ended in."""
    yield lambda _: isinstance(error, MemoryError), "nothing has to be made: multiply the sizes."
    yield lambda _: "'type'" in str(error), "np.float32 is a type, not its size: a float32 number takes 4 bytes."


def costs(result: Result, multiply_adds: int, onehot_bytes: int, gather_bytes: int) -> None:
    """Check the three entries of a dict of costs; others may stand beside them."""
    n, v, d = result.arguments
    expected = {"matmul_multiply_adds": multiply_adds, "onehot_bytes": onehot_bytes, "gather_bytes": gather_bytes}
    got = result.value
    told = f"returned {checks.brief(got)}; expected a dict."
    likely = "is there a `return`?" if got is None else f"name the numbers: {{{', '.join(map(repr, expected))}}}."
    result.must(isinstance(got, dict), told, likely)
    names = f"the keys are {', '.join(expected)}, and the numbers their values."
    for key in expected:
        result.must(key in got, f"has no entry {key!r}; it has {checks.brief(list(got))}.", names)
    same = len({checks.brief(got[key]) for key in expected}) == 1 and all(_is_number(got[key]) for key in expected)
    result.must(not same, f"returned {checks.brief(got)}.", "one number three times: each entry counts something else.")
    for key, cost in expected.items():
        entry = Result(got[key], f"{result.said}[{key!r}]")
        others = [(value, f"that is what belongs to {other}.") for other, value in expected.items() if other != key]
        listed = (lambda value: np.ndim(value) > 0, "give the number itself, not a list of it.")
        mistakes = [listed, *(pair for pair in _of_costs(key, n, v, d) if pair[0] not in expected.values()), *others]
        bits = (cost + 2**31) % 2**32 - 2**31
        overflow = "32-bit whole numbers overflow here: Python's own int does not."
        near = f"a number went wrong: write down the shapes ({n}, {v}) and ({v}, {d}), and what {key} counts."
        entry.gives(cost, [(bits, overflow), (bits % 2**32, overflow), *mistakes, (_is_number, near)])


def _is_number(value: Any) -> bool:
    return np.asarray(value).dtype.kind in "iuf" and bool(np.isfinite(value))


def _of_costs(key: str, n: int, v: int, d: int) -> Pairs:
    """Yield what the usual mistakes give for one entry."""
    if key == "matmul_multiply_adds":
        once = "a multiplication with its addition counts as one."
        bytes_too = "these are bytes: count the multiplications."
        yield from ((2 * n * v * d, once), (2 * n * v * d - n * d, once), (n * (v - 1) * d, once))
        yield n * d, "the zeros are multiplied too: every word, for every id and column."
        yield v * d, "that is for one id: each of the n_ids rows is multiplied with the table."
        yield n * v, "that is for one column: every column of the table is multiplied."
        yield v, "that is for one id and one column."
        yield from ((4 * n * v * d, bytes_too), (n * v + v * d, "that is the size of both matrices."))
        yield n + v + d, "the three sizes are multiplied, not added."
        return
    rows, columns = (n, v) if key == "onehot_bytes" else (n, d)
    entries = rows * columns
    yield entries, "these are entries: float32 takes 4 bytes for each."
    yield 8 * entries, "8 bytes an entry is float64: float32 takes 4 bytes."
    yield 32 * entries, "these are bits: float32 takes 32 bits, which are 4 bytes."
    yield entries / 8, "that is a bit for each entry: float32 takes 4 bytes."
    yield from ((4 * entries / unit, "plain bytes were asked for, not kB or MB.") for unit in (1e3, 1024, 1e6, 2**20))
    yield 4 * columns, "that is for one id: there is one row for each of the n_ids."
    yield 2 * entries, "2 bytes an entry is float16: float32 takes 4 bytes."
    yield 4 * (n + columns), "rows times columns, not plus."
    if key == "onehot_bytes":
        yield 4 * n, "the zeros take bytes, too: each row has vocab_size entries."
        yield 4 * v * v, "that is the whole identity matrix: the one-hot matrix has n_ids rows."
        yield 4 * v * d, "that is the table: the one-hot matrix is (n_ids, vocab_size)."
        yield 4 * n * v * d, "the one-hot matrix is (n_ids, vocab_size): embedding_dim has no part in it."
    else:
        yield 4 * v * d, "that is the whole table: only the rows asked for are read."
        yield 4 * n * v * d, "an index reads one row for each id, not the table for each."
        yield from ((4 * n * d + size * n, "the ids themselves do not count: the rows do.") for size in (4, 8))
        yield 8 * n * d, "each row is read once."


# From sparse to dense.


@checks.mistakes_of("accumulate_rows")
def accumulating_mistakes(expected: Any, row_ids: np.ndarray, rows: np.ndarray, vocab_size: int) -> Pairs:
    """Yield what the usual mistakes give for ids of which some are repeated."""
    expected = np.asarray(expected, "float32")
    last, first, largest, running, once, no_first, no_last = (np.zeros_like(expected) for _ in range(7))
    for kept, order in ((last, 1), (first, -1)):
        kept[row_ids[::order]] = rows[::order]
    np.maximum.at(largest, row_ids, rows)
    np.add.at(no_first, row_ids[1:], rows[1:])
    np.add.at(no_last, row_ids[:-1], rows[:-1])
    once[row_ids[0]], running[row_ids] = rows[0], np.cumsum(rows, axis=0)
    times = np.bincount(row_ids, minlength=vocab_size)[:, None]
    sparse = "that is the sparse form again: the dense array was asked for."
    yield lambda got: isinstance(got, tf.IndexedSlices), sparse
    yield lambda got: isinstance(got, dict), "that is a dict: return an array of vocab_size rows."
    yield lambda got: _lost_an_axis(got, expected), "an axis of length one was lost: (vocab_size, embedding_dim)."
    yield last, "only the last row of a repeated id counts: they add up (dense[ids] += rows does not do that)."
    yield first, "only the first row of a repeated id counts: they add up."
    yield largest, "only the largest row of a repeated id counts: they add up."
    yield expected / np.maximum(times, 1), "that is the mean of a repeated id's rows: they add up."
    yield once, "only one row arrived: does `return` stand inside the loop?"
    yield no_first, "the first row was left out."
    yield no_last, "the last row was left out."
    yield running, "that is the sum of all rows so far: each id gets its own rows."
    yield last * times, "a repeated id has the last of its rows several times: add up all of them."
    yield expected * times, "repeated ids were counted twice over: each row is added once."
    yield expected[: row_ids.max() + 1], "the result has vocab_size rows, also beyond the largest id."
    yield expected[np.unique(row_ids)], "the result has vocab_size rows: zeros for ids that do not occur."
    yield rows, "these are the rows as they came: add them into vocab_size rows."
    yield -expected, "the sign is wrong: this is the gradient, and not yet the step."
    yield np.roll(expected, 1, axis=0), "every row is one too low: ids count from 0."
    yield np.roll(expected, -1, axis=0), "every row is one too high: ids count from 0."
    yield expected[::-1], "the rows stand upside down: id 0 comes first."
    sorted_ids = np.zeros_like(expected)
    np.add.at(sorted_ids, np.sort(row_ids), rows)
    yield sorted_ids, "the ids were sorted, but not their rows: keep both in step."
    yield np.broadcast_to(times, expected.shape), "that says how often ids occur: add up their rows."
    yield (times > 0) * rows.sum(axis=0), "each id gets its own rows, not the sum of all."
    yield np.broadcast_to(rows.sum(axis=0), expected.shape), "each id gets its own rows, not the sum of all."
    yield np.trunc(expected), "the fractions are lost: start from floats, not from ints."
    yield expected.T, "rows and columns are swapped: (vocab_size, embedding_dim)."
    unused = times.ravel() == 0
    leftovers = "rows of ids that do not occur are not zero: start from np.zeros (np.empty holds leftovers)."
    yield lambda got: np.shape(got) == expected.shape and plain(got)[unused].any(), leftovers
    offset = "the rows were added to something: start from zeros."
    yield lambda got: np.ptp(plain(got) - expected) < 1e-3 and np.shape(got) == expected.shape, offset
    yield lambda got: not plain(got).any(), "every number is 0: nothing was added up."
    yield lambda got: plain(got).shape == expected.shape[:1], "each id has a whole row: (vocab_size, embedding_dim)."
    yield lambda got: plain(got).shape[0] != vocab_size, "the result has vocab_size rows, one for each word."


@checks.mistakes_of("accumulate_rows raises")
def accumulating_errors(error: Exception, row_ids: np.ndarray, rows: np.ndarray, vocab_size: int) -> Pairs:
    """Yield what errors mean that the adding up ended in."""
    text = str(error)
    yield lambda _: "item assignment" in text, "a tensor cannot change: start from np.zeros, or from a tf.Variable."
    yield lambda _: "dense_shape" in text, "give tf.IndexedSlices its dense_shape: (vocab_size, embedding_dim)."
    yield lambda _: isinstance(error, IndexError), "the result needs vocab_size rows, one for each word."
    yield lambda _: isinstance(error, KeyError), "not every id occurs: start from zeros for all vocab_size rows."
    yield lambda _: "not increasing" in text, "tf.math.segment_sum needs sorted ids: unsorted_segment_sum does not."
    yield lambda _: "must match dimensions" in text, "tf.scatter_nd needs ids of shape (n, 1): row_ids[:, None]."
    yield lambda _: "broadcast" in text, "the result is (vocab_size, embedding_dim): one whole row for each word."


def again(accumulate_rows: Answer, row_ids: np.ndarray, rows: np.ndarray, vocab_size: int) -> None:
    """Check that a second call gives what the first one gave."""
    before = np.array(accumulate_rows(row_ids, rows, vocab_size).array())
    after = accumulate_rows.named("the same call once more")(row_ids, rows, vocab_size)
    told = f"returned {checks.brief(after.value)}; the first time it was {checks.brief(before)}."
    after.must(checks.alike(after.value, before), told, "sums of earlier calls are still in there: start from zeros.")


# Ids without a vocabulary.

START = "ids start at 1, not at 0: take % (n_buckets - 1), then add 1."
END = "ids end at n_buckets - 1: % n_buckets, and then 1 more, is one too many."
EACH = "one id for each word, in their order, repeated words too."
# Seconds that an answer may take in processes of its own.
PATIENCE = 10.0


@checks.mistakes_of("stable_word_ids")
def numbering_mistakes(expected: Any, words: list[str], n_buckets: int) -> Pairs:
    """Yield what tells the usual mistakes by the range and the number of ids."""
    yield lambda got: isinstance(got, dict), "that is a dict: return a list, " + EACH
    yield lambda got: isinstance(got, str), "that is text: return a list, " + EACH
    yield lambda got: plain(got).shape != (len(words),), EACH
    yield lambda got: (plain(got) % 1).any(), "ids are whole numbers: // or int."
    yield lambda got: plain(got).min() == 0, START
    yield lambda got: plain(got).min() < 0, "take % (n_buckets - 1), which is never negative, and then add 1."
    yield lambda got: plain(got).max() in (n_buckets, n_buckets + 1), END
    yield lambda got: plain(got).max() > n_buckets, "bring the number into the range: % (n_buckets - 1), then add 1."


@checks.mistakes_of("stable_word_ids raises")
def numbering_errors(error: Exception, words: list[str], n_buckets: int) -> Pairs:
    """Yield what errors mean that a call ended in."""
    text = str(error)
    yield lambda _: isinstance(error, UnicodeError), "that encoding has no such letters: word.encode() is UTF-8."
    yield lambda _: "bytes-like" in text or "encoded before" in text, "sums and digests take bytes: word.encode()."
    yield lambda _: "not found" in text or "not in list" in text, "any letter may come: encode() and ord know them all."
    yield lambda _: "string formatting" in text, "a hexdigest is text, where % formats: int(text, 16) makes a number."
    yield lambda _: "HASH" in text, "a digest is an object: take its hexdigest(), and int(..., 16) of that."
    yield lambda _: "invalid literal" in text, "a hexdigest has base 16: int(text, 16)."
    yield lambda _: "num_bins" in text, "Keras' Hashing wants two bins or more: with n_buckets 2 every id is 1."
    yield lambda _: "object has no attribute 'encode'" in text, "words is a list: loop over it, and encode each word."
    yield lambda _: "ord()" in text, "ord takes one letter: go through the letters of each word."
    yield lambda _: isinstance(error, KeyError), "any word may come: compute its id, do not look it up."
    likely = "n_buckets may be 2: then % (n_buckets - 1) gives 0, and every id is 1."
    yield lambda _: isinstance(error, (ZeroDivisionError, ValueError)) and n_buckets == 2, likely


def made_up(count: int, seed: int, letters: str = LATIN) -> list[str]:
    """Return words of 4 to 11 letters."""
    rng = np.random.default_rng(seed)
    return ["".join(rng.choice([*letters], length)) for length in rng.integers(4, 12, count)]


def numbers(stable_word_ids: Answer, words: list[str], n_buckets: int, said: str = "") -> np.ndarray:
    """Return the ids of words, checked: one whole number from 1 to n_buckets - 1 for each."""
    shown = checks.brief(words) if len(words) < 9 else f"{len(words)} words"
    result = stable_word_ids.named(said or f"stable_word_ids({shown}, {n_buckets})")(list(words), n_buckets)
    likely = result.named(numbering_mistakes(None, words, n_buckets))
    told = f"returned {checks.brief(result.value)}; expected {len(words)} whole numbers."
    result.must(not isinstance(result.value, (dict, str)), told, likely)
    got = result.finite().array()
    result.must(got.shape == (len(words),), f"has shape {got.shape}; expected ({len(words)},).", likely)
    result.must(np.array_equal(got, np.round(got)), told, likely)
    told = f"has ids from {got.min()} to {got.max()}; expected 1 to {n_buckets - 1}."
    result.must(got.min() >= 1 and got.max() < n_buckets, told, likely)
    return got.astype(int)


def depends_on_the_word(stable_word_ids: Answer, n_buckets: int, seed: int = 26) -> None:
    """Check that a word has one id, wherever it stands and whatever other words are there."""
    cat = numbers(stable_word_ids, ["cat", "dog", "cat"], n_buckets)
    place = "the id depends on the word's place, or on chance: compute it from the word alone."
    seen = Result(cat, f"stable_word_ids(['cat', 'dog', 'cat'], {n_buckets})")
    seen.must(cat[0] == cat[2], f"returned {checks.brief(cat)}: two ids for cat.", place)
    words = made_up(1000, seed)
    before = numbers(stable_word_ids, words, n_buckets)
    said = f"stable_word_ids(1000 words, {n_buckets})"
    same = np.array_equal(numbers(stable_word_ids, words, n_buckets), before)
    chance = "is there chance in it, or a count of earlier calls? Compute the id from the word alone."
    Result(None, f"{said}, called twice,").must(same, "gave other ids the second time.", chance)
    for part, told in ((words[::-1], "the same words backwards"), (words[:7], "the first 7 of them")):
        got = numbers(stable_word_ids, part, n_buckets, f"stable_word_ids({told}, {n_buckets})")
        same = np.array_equal(got, before[::-1] if len(part) == len(words) else before[:7])
        problem = f"gave other ids than {said} for the same words."
        likely = "the id depends on the words before or around it: compute it from the word alone."
        Result(got, f"stable_word_ids({told}, {n_buckets})").must(same, problem, likely)


def spreads(stable_word_ids: Answer, n_buckets: int, letters: str = LATIN, seed: int = 27) -> None:
    """Check that 1000 words do not crowd on few ids: all are used where there are few, many where there are many."""
    words, free = made_up(1000, seed, letters), n_buckets - 1
    got = numbers(stable_word_ids, words, n_buckets)
    written = "" if letters == LATIN else f" such as {words[0]}"
    result = Result(got, f"stable_word_ids(1000 words{written}, {n_buckets})")
    counts = np.bincount(got, minlength=n_buckets)[1:]
    part = _what_counts(words, got)
    used = int(np.count_nonzero(counts))
    told = f"uses {used} of {free} ids, one of them for {counts.max() / len(words):.0%} of the words."
    lost = "letters outside ASCII are lost on the way: word.encode() keeps them all."
    result.must(not part, told, lost if written else f"{part}: let every letter count.")
    likely = "let every letter count, and its place; then % (n_buckets - 1), plus 1."
    result.must(used > min(200, 0.99 * free) and counts.max() < 0.2 * len(words), told, likely)


def _what_counts(words: list[str], ids: np.ndarray) -> str:
    """Return the part of a word that settles its id, where it is not the whole word; "" where it is."""
    parts: dict[str, Callable[[str], Any]] = {
        "every word gets the same id": lambda word: 0,
        "only the length of the word counts": len,
        "only its first letter counts": lambda word: word[0],
        "only its last letter counts": lambda word: word[-1],
        "only its length and first letter count": lambda word: (len(word), word[0]),
        "only its first and last letter count": lambda word: (word[0], word[-1]),
        "only its first two letters count": lambda word: word[:2],
        "only its last two letters count": lambda word: word[-2:],
    }
    for name, part in parts.items():
        if len({(part(word), number) for word, number in zip(words, ids.tolist(), strict=True)}) == len(
            {part(word) for word in words}
        ):
            return name
    return ""


def lasts(stable_word_ids: Answer, words: list[str], n_buckets: int) -> None:
    """Check that words have the same ids under another salt of Python's hash, and in two processes of their own."""
    before = numbers(stable_word_ids, words, n_buckets)
    with checks.seat.beside(another_salt):
        after = numbers(stable_word_ids, words, n_buckets, "stable_word_ids in another process")
    result = Result(after, "stable_word_ids in another process")
    result.must(np.array_equal(after, before), "gave other ids for the same words.", SALTED)
    given = [("3", words), ("4", words[::-1])]
    one, other = checks.seat.there(in_processes, stable_word_ids.function, given, n_buckets)
    if one and other and one != other[::-1]:
        given = [("3", words), ("4", words)]
        once_more, salted = checks.seat.there(in_processes, stable_word_ids.function, given, n_buckets)
        likely = SALTED + " A set's order and w.__hash__() come from it, too."
        if once_more != one:
            likely = "chance, the time or id() is in it: compute it from the word alone."
        elif salted == one:
            likely = "the id depends on the words before it: compute it from the word alone."
        Result(None, "stable_word_ids in two processes").fail("gave different ids for the same words.", likely)


@contextlib.contextmanager
def another_salt() -> Iterator[list[str]]:
    """Salt Python's hash of text anew, as another process would; nothing is told."""
    real = builtins.hash
    builtins.hash = lambda thing: real((thing, "another process")) if _is_salted(thing) else real(thing)
    try:
        yield []
    finally:
        builtins.hash = real


def _is_salted(thing: Any) -> bool:
    return any(map(_is_salted, thing)) if isinstance(thing, (tuple, frozenset)) else isinstance(thing, (str, bytes))


def in_processes(function: Any, given: list[tuple[str, list[str]]], n_buckets: int) -> list[list[str]]:
    """Return the ids that an answer's own cell gives in fresh processes, as lists; [] where it needs more than NumPy.

    given: for each process the salt of Python's hash, and the words. An answer that is not done within PATIENCE imports
    a large library, say, or shares its cell with an experiment, which is no mistake: it gives [], too.
    """
    lines = linecache.getlines(getattr(getattr(function, "__code__", None), "co_filename", ""))
    started = []
    for salt, words in given:
        call = f"print(*map(int, stable_word_ids({words!r}, {n_buckets})))"
        command = [sys.executable, "-c", "import numpy as np\n" + "".join(lines) + "\n" + call]
        environment = os.environ | {"PYTHONHASHSEED": salt}
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        try:
            started.append(subprocess.Popen(command, env=environment, **pipes))
        except OSError:  # a sandbox may allow no process: then this says nothing
            started.append(None)
    end = time.monotonic() + PATIENCE
    return [_printed(process, end - time.monotonic()) if process else [] for process in started]


def _printed(process: Any, seconds: float) -> list[str]:
    """Return the words on the last line that a process prints; [] where it fails, or is not done in time."""
    try:
        lines = process.communicate(timeout=max(0.0, seconds))[0].splitlines()
    except subprocess.TimeoutExpired:
        process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):  # what it has started may keep its output open
            process.communicate(timeout=1)
        return []
    return lines[-1].split() if lines and not process.returncode else []


# Find the bug.


def case(exposing_case: Answer) -> Result:
    """Return what exposing_case gives, checked to be valid ids and how many there can be."""
    result = exposing_case()
    pair = isinstance(result.value, (tuple, list)) and len(result.value) == 2
    told = f"returned {checks.brief(result.value)}; expected a pair (ids, vocab_size)."
    likely = "is there a `return`?" if result.value is None else "return two things: the ids, and vocab_size."
    result.must(pair, told, likely)
    truths = any(np.asarray(part).dtype.kind == "b" for part in result.value)
    result.must(not truths, told, "True and False are no ids: whole numbers are.")
    ids, size = (Result(part, f"{result.said}, part {place},").array() for place, part in enumerate(result.value))
    swapped = "the ids come first, then vocab_size."
    result.must(ids.ndim or not size.ndim, f"returned {checks.brief(ids)} as ids.", swapped)
    flat = ids.ndim == 1 and ids.size and ids.dtype.kind in "iu"
    told = f"returned ids {checks.brief(ids)}; expected whole numbers of shape (n,)."
    likely = "NaN is no id." if np.isnan(ids).any() else "ids are whole numbers (int), in one row, one at least."
    result.must(flat, told, likely)
    whole = size.ndim == 0 and size.dtype.kind in "iu" and size <= 10**6
    told = f"returned vocab_size {checks.brief(size)}; expected one whole number, up to 10**6."
    result.must(whole, told, "vocab_size is how many words there are: an int, up to a million.")
    valid = ids.min() >= 0 and ids.max() < size
    told = f"returned ids {checks.brief(ids)}; expected ids from 0 to {size - 1}."
    result.must(valid, told, "with an id outside 0 to vocab_size - 1 the right function fails, too.")
    return Result((ids.astype(np.int64), int(size)), result.said)


# What is wrong with each broken bag, told when a case exposes it, and what a case would need that it survives.
BAGS = {
    "A": ("says whether, not how often", "does any id occur more than once?"),
    "B": ("stops at the largest id", "is there a word beyond your largest id?"),
    "C": ("takes id 0 for padding", "does the smallest of all ids occur?"),
    "D": ("reads five ids at most", "how long are your ids, and does the end matter?"),
    "E": ("counts a run of one id once", "does an id stand twice side by side?"),
    "F": ("packs the counts to the front", "is an id left out below your largest one?"),
}


def unmasked(found: list[str]) -> str:
    """Return a line for each broken bag: its name if it is among those found."""
    return "\n".join(f"{bag}: {name if bag in found else '?'}" for bag, (name, _) in BAGS.items())


def exposes(result: Result, right: Callable[..., Any], broken: dict[str, Callable[..., Any]], wanted: int) -> None:
    """Check that the case that came back exposes at least so many of the broken bags; name those that it exposes."""
    result.must(broken, "has nothing to expose.", "the broken functions are gone: run the cell that holds them again.")
    caught = checks.exposed(right, broken, *result.value)
    alive = [bag for bag in broken if bag not in caught]
    names = "; ".join(f"{bag} {BAGS[bag][0]}" for bag in caught) or "none"
    told = f"exposes {len(caught)} of {len(broken)}; expected {wanted} or more. Exposed: {names}. Alive: {alive}."
    likely = f"{alive[0]} survives: {BAGS[alive[0]][1]}" if alive else ""
    result.must(len(caught) >= wanted, told.replace("'", ""), likely)
