"""What the checks of lesson 4 know beside the examples: mistakes by name, and how addresses and shards are read."""

from __future__ import annotations

import contextlib
import string
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from unittest import mock

import numpy as np
import tensorflow as tf
from tensorflow.python.ops import embedding_ops

import checks
from checks import Answer, Refusal, Result

Pairs = Iterator[tuple[Any, str]]

BOTH = ("mod", "div")
OTHER = {"mod": "div", "div": "mod"}
# TensorFlow's own: what it reads is what is expected.
LOOKUP = tf.compat.v1.nn.embedding_lookup


def held(vocab_size: int, n_shards: int, strategy: str) -> list[np.ndarray]:
    """Return the ids that each shard holds: TensorFlow is asked, with shards whose rows are their own number."""
    tags = [np.full(vocab_size // n_shards + (k < vocab_size % n_shards), k) for k in range(n_shards)]
    owner = LOOKUP(tags, np.arange(vocab_size), partition_strategy=strategy).numpy()
    return [np.flatnonzero(owner == k) for k in range(n_shards)]


def places(ids: np.ndarray, shards: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the shard and the row of each id, from the ids that each shard holds; raises IndexError for others."""
    size = int(np.concatenate(shards).max()) + 1
    shard, row = np.zeros(size, int), np.zeros(size, int)
    for k, own in enumerate(shards):
        shard[own], row[own] = k, np.arange(len(own))
    return shard[ids], row[ids]


def address_in(strategy: str, ids: np.ndarray, vocab_size: int, n_shards: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the shard and the row of each id."""
    return places(ids, held(vocab_size, n_shards, strategy))


def wrong_cuts(vocab_size: int, n_shards: int) -> Iterator[tuple[list[np.ndarray], str]]:
    """Yield the runs into which a table is often cut by mistake, and the name of the mistake."""
    extra = vocab_size % n_shards
    short = (vocab_size - extra) // n_shards
    others = [short] * (n_shards - 1)
    cuts = np.arange(n_shards + 1) * vocab_size / n_shards
    for sizes, name in (
        ([short + bool(extra)] * n_shards, "every run has the rounded-up size: only the first few may be that long."),
        ([*others, short + extra], "the last shard is the longer one: the first few should be, by one row each."),
        ([short] * (n_shards - extra) + [short + 1] * extra, "the last shards are longer: the first few should be."),
        ([short] * -(-vocab_size // short), "every run has the rounded-down size: the first few hold one row more."),
        ([short + extra, *others], "the first shard took all that is left over: the first few take one row more each."),
        *(
            (np.diff(rounded(cuts).astype(int)), "the cuts lie in proportion: the longer shards should come first.")
            for rounded in (np.ceil, np.floor, np.round)
        ),
    ):
        yield np.split(np.arange(sum(sizes)), np.cumsum(sizes)[:-1]), name


# Exercises 1 and 2: an address, (shard, row).


def address(result: Result, shard: Any, row: Any) -> None:
    """Check both parts of an address that came back from mod_position or div_position."""
    value, parts = result.value, {"shard": np.array(shard), "row": np.array(row)}
    shard, row = parts.values()
    if not checks.alike(value, np.stack([shard, row])):
        why = result.named(_no_pairs(shard, row))
        two = not why and hasattr(value, "__len__") and len(value) == 2
        why = why or checks.usual(value, shard) or "one pair for all ids: an array of shards and an array of rows."
        result.must(two, f"returned {checks.brief(value)}; expected a pair (shard, row).", why)
        told = f"returned {checks.brief(value)}; expected {checks.brief((shard, row))}."
        why = result.named(_wrong_addresses(shard, row, *result.arguments))
        result.must(not why, told, why)
    for name, part in zip(parts, value, strict=True):
        _part(name, Result(part, f"the {name} of {result.said}", result.arguments), parts[name])


def _no_pairs(shard: np.ndarray, row: np.ndarray) -> Pairs:
    """Yield what comes back in place of a pair."""
    yield lambda got: isinstance(got, dict), "that is a dict: return a pair, (shard, row)."
    yield lambda got: isinstance(got, str), "that is text: return a pair of arrays, (shard, row)."
    yield shard, "that is the shard alone: return a pair, (shard, row)."
    yield row, "that is the row alone: return a pair, (shard, row)."
    each = np.stack([shard, row], -1)
    for wrong in (each, each.reshape(-1, 2)):
        yield wrong, "return one array of shards and one of rows, not a pair for each id."


def _wrong_addresses(shard: np.ndarray, row: np.ndarray, ids: np.ndarray, *sizes: int) -> Pairs:
    """Yield the mistakes that show in both parts together."""
    yield np.stack([row, shard]), "the two are swapped: the shard comes first."
    n_shards, flat = sizes[-1], ids.ravel()
    dealt = np.stack([ids % n_shards, ids // n_shards])
    if len(sizes) == 2:
        yield dealt, "that is mod, which deals the ids out like cards: div cuts into runs."
        for cut, name in wrong_cuts(*sizes):
            with contextlib.suppress(IndexError):
                yield np.stack(places(ids, cut)), name
        asked = np.array_split(np.arange(flat.size), n_shards)
        yield np.stack(places(np.arange(flat.size), asked)).reshape(2, *ids.shape), "the ids were cut, not the table."
        return
    for wrong in (n_shards - 1, n_shards + 1):
        if wrong:
            yield np.stack([ids % wrong, ids // wrong]), f"divide by n_shards itself, not by {wrong}."
    largest = int(ids.max())
    for size in range(max(largest + 1, n_shards), largest + 2 * n_shards + 1 if largest < 10_000 else 0):
        for runs in (held(size, n_shards, "div"), *(cut for cut, _ in wrong_cuts(size, n_shards))):
            with contextlib.suppress(IndexError):
                yield np.stack(places(ids, runs)), "that is div, which cuts into runs: mod deals ids out like cards."


def _part(name: str, part: Result, expected: np.ndarray) -> None:
    """Check one part of an address."""
    got, (ids, *sizes) = part.array(), part.arguments
    told = f"is {checks.brief(got)}; expected {checks.brief(expected)}. {checks.difference(got, expected)}"
    if not checks.alike(got, expected):
        known = [*_wrong_parts(name, expected, ids, sizes[-1])]
        known += _wrong_in_mod(name, ids, *sizes) if len(sizes) == 1 else _wrong_in_div(name, expected, ids, *sizes)
        why = part.named(pair for pair in known if callable(pair[0]) or not checks.alike(pair[0], expected))
        part.fail(told.rstrip(), why or checks.usual(got, expected) or _rule(name, sizes))


def _wrong_parts(name: str, expected: np.ndarray, ids: np.ndarray, n_shards: int) -> Pairs:
    """Yield the mistakes that both strategies share."""
    yield lambda got: np.isnan(got).any(), "NaN is no address."
    yield np.squeeze(expected), "an axis of length one was lost: both parts keep the shape of ids."
    yield expected.ravel(), "the ids were flattened: both parts keep the shape of ids."
    yield lambda got: (np.asarray(got) % 1 != 0).any(), f"the {name} is a fraction: use // (or %), not /."
    yield expected + 1, f"{name}s count from 0."
    if ids.max() < 2**24:
        yield lambda got: not np.any(got), f"every {name} is 0."
    if name == "row":
        yield ids, "that is still the id: a row counts from the start of its own shard."
        yield ids // n_shards + 1, "rows count from 0."
        place = np.arange(ids.size)
        for wrong in (place, place // n_shards, place % n_shards):
            yield wrong.reshape(ids.shape), "the row comes from the id, not from where the id stands."


def _wrong_in_mod(name: str, ids: np.ndarray, n_shards: int) -> Pairs:
    """Yield what mistakes give in mod."""
    number = ("shard", "row").index(name)
    yield (ids // n_shards, ids % n_shards)[number], "what is left over is the shard, and the quotient is the row."
    yield ids & (n_shards - 1), "masking bits is the remainder for powers of two only."
    for rounded in (np.round(ids / n_shards), np.ceil(ids / n_shards)):
        yield rounded * number, "a row is rounded down: use //."
    before = [np.sum(ids.ravel()[:place] % n_shards == each % n_shards) for place, each in enumerate(ids.ravel())]
    yield np.reshape(before, ids.shape), "the row comes from the id, not from how many ids stand before it."


def _wrong_in_div(name: str, expected: np.ndarray, ids: np.ndarray, vocab_size: int, n_shards: int) -> Pairs:
    """Yield what mistakes give in div."""
    number = ("shard", "row").index(name)
    yield (ids % n_shards, ids // n_shards)[number], "that is mod, which deals the ids out like cards: div cuts runs."
    for cut, why in wrong_cuts(vocab_size, n_shards):
        with contextlib.suppress(IndexError):
            yield places(ids, cut)[number], why
    if ids.max() + 1 >= n_shards:
        seen = address_in("div", ids, int(ids.max()) + 1, n_shards)
        yield seen[number], "the table has vocab_size rows, not max(ids) + 1."
    extra = vocab_size % n_shards
    short = (vocab_size - extra) // n_shards
    late, (shard, row) = ids >= extra * (short + 1), address_in("div", ids, vocab_size, n_shards)
    first = (row == 0) & (shard > 0)
    border = "the first id of a run went to the shard before: mind < against <=, or side= of searchsorted."
    if name == "shard":
        yield lambda got: (got == expected - first).all(), border
        again = "wrong past the longer shards: the number of a shard goes on counting from there."
        yield np.where(late, shard - extra, shard), again
    else:
        yield lambda got: (got == expected)[~first].all(), border
    yield lambda got: extra and (got == expected)[~late].all(), "wrong past the longer shards: subtract where they end."
    yield lambda got: extra and (got == expected)[late].all(), "wrong in the longer shards: each holds one row more."


@checks.mistakes_of("div_position raises")
def div_errors(expected: Exception, *case: Any) -> Pairs:
    """Yield what errors mean that an address in div should not have ended in."""
    yield lambda error: "truth value" in str(error), "`if` looks at one number: np.where decides for each id."


def _rule(name: str, sizes: Sequence[int]) -> str:
    """Return what decides a part, for a mistake that nothing else names."""
    if name == "row":
        return "a row counts from 0 at the start of the id's own shard."
    if len(sizes) == 1:
        return f"ids are dealt like cards: to shards 0 to {sizes[0] - 1} in turn, and from shard 0 again."
    rows = ", ".join(str(len(own)) for own in held(*sizes, "div"))
    return f"the shards hold {rows} rows: into which of these runs does an id fall?"


# Exercise 3: a table in shards.


def _table(shape: tuple[int, ...]) -> np.ndarray:
    """Return a table of random numbers, the same for the same shape."""
    return np.random.default_rng([44, *shape]).normal(size=shape)


def _ids_of(rows: Any, table: np.ndarray) -> list[Any]:
    """Return which row of a table each of rows is, "?" for none."""
    equal = [[np.shape(row) == own.shape and np.allclose(row, own) for own in table] for row in rows]
    return [each.index(True) if any(each) else "?" for each in equal]


def _written(ids: list[Any]) -> str:
    """Write ids, "?" among them, in a line."""
    text = str(ids).replace("'", "")
    return text if len(text) <= checks.LONGEST else f"{text[: checks.LONGEST - 3]}..."


def reads_back(split_table: Answer, shape: tuple[int, ...], n_shards: int) -> None:
    """Check the shards of a random table in both strategies."""
    got = {}
    for strategy in BOTH:
        said = f"split_table(a table {shape}, {n_shards}, {strategy!r})"
        got[strategy] = split_table.named(said)(_table(shape), n_shards, strategy)
    table = _table(shape)
    expected = {strategy: [table[own] for own in held(len(table), n_shards, strategy)] for strategy in BOTH}
    for strategy, other in OTHER.items():
        result = got[strategy]
        a_list = hasattr(result.value, "__len__") and not isinstance(result.value, (str, dict))
        likely = checks.usual(result.value, table) or "return a list with one array for each shard."
        seen = f"a {type(result.value).__name__}" if isinstance(result.value, dict) else checks.brief(result.value)
        result.must(a_list, f"returned {seen}; expected a list of {n_shards} shards.", likely)
        if not isinstance(result.value, list):
            kind = type(result.value).__name__
            stacked = f"TensorFlow takes only a list for shards, and stacks a {kind} into one table: return a list."
            result.fail(f"returned a {kind}; expected a list of {n_shards} shards.", stacked)
        if checks.alike([*result.value], expected[strategy]):
            continue
        swapped = checks.alike(got[other].value, expected[strategy])
        ignored = checks.alike(got[other].value, expected[other])
        other_cut = f"{strategy} was cut as {other} is: " + "strategy was not looked at." * ignored
        other_cut = other_cut if ignored else f"that is how {other} cuts: look at strategy."
        known = [
            (expected[other], "mod and div are swapped." if swapped else other_cut),
            *split_mistakes(expected[strategy], table, n_shards, strategy),
        ]
        why = Result([*result.value], "").named(known) or "a shard holds rows of the table as they are, in their order."
        result.fail(_told_of_split(result.value, table, n_shards, strategy), why)


def _told_of_split(shards: Any, table: np.ndarray, n_shards: int, strategy: str) -> str:
    """Return how shards differ from those that were expected."""
    cut = held(len(table), n_shards, strategy)
    if len(shards) != n_shards:
        return f"returned {len(shards)} shard{'s' * (len(shards) != 1)}; expected {n_shards}."
    rows, sizes = [len(shard) if np.ndim(shard) else 1 for shard in shards], [len(own) for own in cut]
    if rows != sizes:
        return f"returned shards of {rows} rows; expected {sizes}."
    for k, (shard, own) in enumerate(zip(shards, cut, strict=True)):
        found = _ids_of(shard, table)
        if found != own.tolist():
            return f"put rows {_written(found)} of the table into shard {k}; expected rows {_written(own.tolist())}."
    return "returned shards that are no arrays of numbers."


@checks.mistakes_of("split_table")
def split_mistakes(expected: Any, table: np.ndarray, n_shards: int, strategy: str) -> Pairs:
    """Yield what the usual mistakes give for any table, or for a strategy that does not exist."""

    def cut(kind: str) -> list[np.ndarray]:
        return [table[own] for own in held(len(table), n_shards, kind)]

    def arrays(got: Any) -> list[np.ndarray]:
        return [np.asarray(shard) for shard in got]

    def in_all(got: Any) -> int:
        return sum(len(shard) for shard in got)

    if isinstance(expected, type):
        for kind in BOTH:
            yield cut(kind), f"an unknown strategy is taken for {kind}: raise a ValueError instead."
        yield lambda got: True, "an unknown strategy passes without a word: raise a ValueError."
        return
    yield cut(OTHER[strategy]), f"that is how {OTHER[strategy]} cuts: look at strategy."
    of_n_rows = "n_shards says how many shards there are, not how many rows each of them has."
    yield lambda got: len(got) != n_shards and len(got[0]) == n_shards, of_n_rows
    yield lambda got: len(got) < n_shards, "some shards are missing: n_shards says how many there are."
    yield lambda got: any(np.isnan(shard).any() for shard in arrays(got)), "some numbers are NaN."
    yield [*map(list, held(len(table), n_shards, strategy))], "these are ids: a shard holds the rows themselves."
    by_columns = "the columns were cut: a shard holds whole rows (axis 0)."
    yield lambda got: all(len(shard) == len(table) and np.ndim(shard) == table.ndim for shard in got), by_columns
    yield lambda got: all(shard.ndim < table.ndim for shard in arrays(got)), "the table was flattened: cut whole rows."
    for runs, name in wrong_cuts(len(table), n_shards) if strategy == "div" else ():
        yield [table[run[run < len(table)]] for run in runs], name
    yield lambda got: len(got) > n_shards, "there are more shards than n_shards."
    yield lambda got: in_all(got) < len(table), "rows were left out: the shards together hold each row once."
    yield lambda got: in_all(got) > len(table), "some rows are in two shards: together they hold each row once."
    yield lambda got: not any(shard.any() for shard in arrays(got)), "every number is 0."
    reversed_cut = [table[::-1][own] for own in held(len(table), n_shards, strategy)]
    yield reversed_cut, "the table was turned round before it was cut: its rows keep their order."
    yield [shard[::-1] for shard in cut(strategy)], "the rows of each shard run backwards."
    yield cut(strategy)[::-1], "the shards run backwards: shard 0 comes first."
    elsewhere = f"all rows are there, but not where {strategy} puts them."
    yield lambda got: sorted(_ids_of(np.concatenate(got), table)) == [*range(len(table))], elsewhere


@checks.mistakes_of("split_table raises")
def split_errors(expected: Exception, *case: Any) -> Pairs:
    """Yield what errors mean that a table in shards should not have ended in."""
    yield lambda error: "equal division" in str(error), "np.split needs rows that divide evenly: use np.array_split."
    yield lambda error: "too many indices" in str(error), "a table may have any rank: index its first axis only."


# Exercise 4: a lookup in shards.


@contextlib.contextmanager
def lookup_taken() -> Iterator[list[str]]:
    """Let every lookup of TensorFlow's raise, under whatever name it is called; tf.gather and the like stay.

    Yields a list with a word for each call of it.
    """
    calls: list[str] = []

    def taken(*arguments: Any, **options: Any) -> Any:
        calls.append("called")
        raise RuntimeError("TensorFlow's own lookup is taken away")

    with mock.patch.object(embedding_ops, "_embedding_lookup_and_transform", taken):
        yield calls


@contextlib.contextmanager
def own_lookup_taken() -> Iterator[None]:
    """Take TensorFlow's own lookup away; an answer that is refused since it called it is told so."""
    seen = checks.Seen()
    try:
        with checks.seat.beside(lookup_taken) as seen:
            yield
    except Refusal as refusal:
        if not seen.told:
            raise
        told = "called TensorFlow's own lookup, which is taken away while your answer is checked."
        steps = "write the three steps yourself: find each id's address, gather once per shard, put back."
        raise Refusal(refusal.call, told, steps, refusal.got) from None


def looks_up(partitioned_lookup: Answer, shape: tuple[int, ...], n_shards: int, ids: Any) -> None:
    """Check a lookup in both strategies, in a table of random numbers."""
    got, ids = {}, np.array(ids)
    for strategy in BOTH:
        said = f"partitioned_lookup({n_shards} shards of a table {shape}, {checks.brief(ids)}, {strategy!r})"
        shards = [_table(shape)[own] for own in held(shape[0], n_shards, strategy)]
        with own_lookup_taken():
            got[strategy] = partitioned_lookup.named(said)(shards, ids.copy(), strategy)
    for strategy in BOTH:
        _one_lookup(got, strategy, _table(shape), n_shards, ids)


@checks.mistakes_of("partitioned_lookup raises")
def lookup_errors(expected: Exception, shards: list[np.ndarray], ids: np.ndarray, strategy: str) -> Pairs:
    """Yield what errors mean that a lookup of valid ids should not have ended in."""
    sizes = ", ".join(str(len(shard)) for shard in shards)
    if shards[0].ndim != 2:
        yield lambda error: True, "rows may have any rank: the shape of a row is a shard's without its first axis."
    for text in ("out of bounds", "is not in [0,"):
        yield lambda error, text=text: text in str(error), f"an address points past its shard: they hold {sizes} rows."
    yield lambda error: "scalar index" in str(error), "shards is a list: take one shard at a time, shards[k]."


def _one_lookup(got: dict[str, Result], strategy: str, table: np.ndarray, n_shards: int, ids: np.ndarray) -> None:
    """Compare a lookup with the rows that are expected, and name what went wrong."""
    result, other, expected = got[strategy], OTHER[strategy], table[ids]
    if checks.alike(result.value, expected):
        return
    swapped = checks.alike(got[other].value, _read_as(strategy, other, table, n_shards, ids))
    ignored = checks.alike(got[other].value, table[ids])
    why = "strategy was not looked at." if ignored else "look at strategy."
    why = "the strategies are swapped." if swapped else why
    why += " (Joining shards reads them as div.)" * (strategy == "mod" and ignored)
    known = [(_read_as(other, strategy, table, n_shards, ids), f"{strategy} shards were read as {other}: {why}")]
    known += _wrong_lookups(strategy, table, n_shards, ids)
    why = result.named(pair for pair in known if callable(pair[0]) or not checks.alike(pair[0], expected))
    parts = isinstance(result.value, (list, tuple)) and len({np.shape(part) for part in result.value}) > 1
    told = f"returned {checks.brief(result.value)}; expected one array."
    result.must(not parts, told, "these are the shards' answers one by one: put them into one array, in order of ids.")
    rows = result.array()
    lost = rows.size < expected.size and "rows are missing: each id gives one, a repeated id again."
    told = f"has shape {rows.shape}; expected {expected.shape}, which is ids.shape + the shape of a row."
    likely = why or lost or checks.usual(rows, expected) or "one row for each id, in the shape of ids."
    result.must(rows.shape == expected.shape, told, likely)
    found = _ids_of(rows.reshape(-1, *table.shape[1:]), table)
    told = f"returned the rows of ids {_written(found)}; expected {_written(ids.ravel().tolist())}."
    if ids.size > checks.WRITTEN_OUT:
        told = f"returned other rows than expected. {checks.difference(rows, expected)}"
    likely = why or ("?" in found and checks.usual(rows, expected)) or "follow the first id that differs by hand."
    result.fail(told, likely)


def _read_as(read: str, made: str, table: np.ndarray, n_shards: int, ids: np.ndarray) -> np.ndarray:
    """Return what shards made by one strategy give when they are read by another."""
    return _picked(table, held(len(table), n_shards, made), *address_in(read, ids, len(table), n_shards))


def _picked(table: np.ndarray, cut: list[np.ndarray], shard: np.ndarray, row: np.ndarray) -> np.ndarray:
    """Return the row of a table that lies at each address in its shards, zeros where there is none."""
    there = {(k, r): number for k, own in enumerate(cut) for r, number in enumerate(own.tolist())}
    ids = [there.get(place, -1) for place in zip(shard.ravel().tolist(), row.ravel().tolist(), strict=True)]
    return np.append(table, np.zeros_like(table[:1]), axis=0)[np.reshape(ids, shard.shape)]


def _wrong_lookups(strategy: str, table: np.ndarray, n_shards: int, ids: np.ndarray) -> Pairs:
    """Yield what mistakes of a lookup give."""
    cut, flat = held(len(table), n_shards, strategy), ids.ravel()
    shard, row = places(ids, cut)
    order = np.argsort(shard.ravel(), kind="stable")
    lost = "an axis of length one was lost: the result keeps the shape of ids, 1s too, + the shape of a row."
    yield np.squeeze(table[ids]), lost
    for axis in range(ids.ndim + table.ndim - 1):
        with contextlib.suppress(ValueError):
            yield np.squeeze(table[ids], axis=axis), lost
    yield table[flat], "the ids were flattened: the result keeps their shape, ids.shape + the shape of a row."
    for taken, name in (
        (flat[order], "the answers stand shard by shard: put them back in the order of ids."),
        (np.sort(flat), "the ids were sorted: keep their order."),
        (flat[order][order], "put back the wrong way round: result[order] = rows, not rows[order]."),
        (flat[::-1], "the rows run backwards: keep the order of ids."),
    ):
        yield table[taken.reshape(ids.shape)], name
        yield table[taken], name
    for once in (np.unique(flat), list(dict.fromkeys(flat.tolist()))):
        yield table[once], "repeated ids were dropped: each gives its row again."
    for addresses in ((shard, row), np.stack([shard, row], -1)):
        yield addresses, "these are addresses: fetch the rows that lie there."
    for wrong, name in (
        ((row, shard), "shard and row are swapped."),
        ((shard, row - 1), "rows of a shard count from 0."),
        ((shard, row + 1), "rows of a shard count from 0."),
    ):
        yield _picked(table, cut, *wrong), name
    longest = np.array([len(own) - 1 for own in cut])
    for runs, name in wrong_cuts(len(table), n_shards) if strategy == "div" else ():
        with contextlib.suppress(IndexError):
            wrong_shard, wrong_row = places(ids, runs)
            yield _picked(table, cut, wrong_shard, wrong_row), name
            wrong_shard = np.minimum(wrong_shard, n_shards - 1)
            yield _picked(table, cut, wrong_shard, np.minimum(wrong_row, longest[wrong_shard])), name
    yield lambda got: np.isnan(got).all(), "every number is NaN."
    yield lambda got: np.isnan(got).any(), "some numbers are NaN: these places were never filled in."
    yield lambda got: not np.any(got), "every number is 0: were the rows put into the result?"
    yield lambda got: np.allclose(got, table[ids], atol=0.01), "digits were lost: give the result the shards' dtype."
    yield np.trunc(table[ids]), "the result was made for whole numbers: give it the dtype of the shards."
    unfilled = "places that show ? are still 0: no shard was asked for them. Is the shard's number right?"
    for k in range(n_shards):
        mine = (shard == k).reshape(*ids.shape, *[1] * (table.ndim - 1))
        yield np.where(mine, table[ids], 0), f"only shard {k} was asked, or only its answer kept: go through them all."
    yield lambda got: not np.reshape(got, (ids.size, -1)).any(axis=1).all(), unfilled


def refuses(partitioned_lookup: Answer, n_rows: int, n_shards: int, ids: Any) -> None:
    """Check that ids outside the table raise, in both strategies."""
    ids, table = np.array(ids), _table((n_rows, 2))
    bad = (ids < 0) | (ids >= n_rows)
    known = [
        (lambda got: not np.any(np.asarray(got)[bad]), "zeros hide a bad id: raise an error instead."),
        (lambda got: np.isnan(np.asarray(got)[bad]).all(), "NaN hides a bad id: raise an error instead."),
        (table[np.clip(ids, 0, n_rows - 1)], "a bad id was moved to the nearest good one: raise an error instead."),
        (table[ids[~bad]], "bad ids were left out: raise an error instead."),
        (lambda got: ids.min() < 0, "a negative id counts from the end in NumPy: refuse it yourself."),
        (table[ids % n_rows], "a bad id was wrapped round: raise an error instead."),
        (lambda got: True, "an id outside the table has to raise: compare ids with the number of all rows first."),
    ]
    for strategy in BOTH:
        shards = [table[own] for own in held(n_rows, n_shards, strategy)]
        said = f"partitioned_lookup({n_shards} shards of {n_rows} rows together, {checks.brief(ids)}, {strategy!r})"
        with own_lookup_taken():
            partitioned_lookup.named(said).refuses(shards, ids, strategy, mistakes=known)


class CountingShard(np.ndarray):
    """An array that counts how often rows are taken from it and its like, where it is one that counts."""

    indexed = 0
    counts = False

    @classmethod
    def of(cls, array: np.ndarray) -> CountingShard:
        """Return an array that counts; what is taken from it does not."""
        shard = array.view(cls)
        shard.counts = True
        return shard

    def __getitem__(self, key: Any) -> Any:
        """Count, and give what is asked for."""
        CountingShard.indexed += self.counts
        return super().__getitem__(key)

    def take(self, *arguments: Any, **options: Any) -> Any:
        """Count, and give what is asked for."""
        CountingShard.indexed += self.counts
        return super().take(*arguments, **options)


def counting_shards(strategy: str) -> list[CountingShard]:
    """Return three shards that count, of a table (12, 2)."""
    return [CountingShard.of(_table((12, 2))[own]) for own in held(12, 3, strategy)]


@contextlib.contextmanager
def all_counted() -> Iterator[list[int]]:
    """Count how often shards are indexed: also what np.asarray and np.array would hide, and what TensorFlow gathers.

    Yields a list, which holds the number at the end.
    """
    CountingShard.indexed, told = 0, []

    def kept(function: Callable[..., Any]) -> Callable[..., Any]:
        def convert(value: Any, *arguments: Any, **options: Any) -> Any:
            plain = function(value, *arguments, **options)
            return CountingShard.of(plain) if isinstance(value, CountingShard) and value.counts else plain

        return convert

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def gather(*arguments: Any, **options: Any) -> Any:
            CountingShard.indexed += 1
            return function(*arguments, **options)

        return gather

    gathers = [(tf, "gather"), (tf, "gather_nd")]
    with contextlib.ExitStack() as patches:
        for place, name in [(np, "asarray"), (np, "array")]:
            patches.enter_context(mock.patch.object(place, name, kept(getattr(place, name))))
        for place, name in gathers:
            patches.enter_context(mock.patch.object(place, name, counted(getattr(place, name))))
        try:
            yield told
        finally:
            told.append(CountingShard.indexed)


def gathers_once(partitioned_lookup: Answer, n_ids: int) -> None:
    """Check that shards are indexed once for all ids together, not once for each."""
    for strategy in BOTH:
        shards = checks.seat.there(counting_shards, strategy)
        said = f"partitioned_lookup(3 shards of a table (12, 2), {n_ids} ids, {strategy!r})"
        with own_lookup_taken(), checks.seat.beside(all_counted) as seen:
            result = partitioned_lookup.named(said)(shards, np.arange(n_ids) % 12, strategy)
        told = f"indexed the shards {seen.told[0]} times; expected about once each, for all ids together."
        likely = "the rows are fetched one at a time: gather all of a shard's rows with one index."
        result.must(seen.told[0] <= 100, told, likely)


# Exercises 5 and 6.


@checks.mistakes_of("sentence_to_ids")
def sentence_mistakes(expected: Any, sentence: str, vocabulary: dict[str, int], unknown_word: str = "unk") -> Pairs:
    """Yield what the usual mistakes give for any sentence."""
    words, unknown = sentence.split(), vocabulary[unknown_word]
    known = [word for word in words if word in vocabulary]
    lower = {word.lower(): number for word, number in vocabulary.items()}
    names = list(vocabulary)

    def ids(words: Iterable[str], of: dict[str, int] = vocabulary, otherwise: Any = unknown) -> list[Any]:
        return [of.get(word, otherwise) for word in words]

    repeated = "a repeated word gives its id each time: a dict or a set holds it once only."
    numbered = "the words were numbered: their ids are in vocabulary."
    if not words:
        yield lambda got: len(got) > 0, "a sentence without a word gives no id."
    yield lambda got: isinstance(got, Iterator), "that is something to loop over: return a list of ids."
    yield lambda got: isinstance(got, str), "that is text: return a list with one id for each word."
    yield lambda got: isinstance(got, dict), "that is a dict: return a list with one id for each word."
    yield lambda got: isinstance(got, (set, frozenset)), "that is a set, which keeps neither order nor repeats."
    yield lambda got: [*got] == words != [], "these are the words: return their ids."
    yield lambda got: len(got) and all(isinstance(each, str) for each in got), "these are texts: ids are numbers."
    yield lambda got: any(isinstance(each, str) for each in got), "an unknown word gives an id, that of unknown_word."
    yield lambda got: any(isinstance(each, (tuple, list)) for each in got), "these are pairs: return the ids alone."
    yield lambda got: None in [*got], "get() gives None for an unknown word: tell it what to give instead."
    yield lambda got: np.isnan(np.asarray(got, float)).any(), "NaN is no id: every id is in vocabulary."
    yield ids(sentence), "that goes letter by letter: split the sentence into words first."
    yield ids(dict.fromkeys(words)), repeated
    yield ids(known), "unknown words were skipped: they get the id of unknown_word."
    yield ids(dict.fromkeys(known)), "repeated words give their id each time, and unknown ones were skipped."
    yield sorted(expected), "the ids were sorted: keep the order of the words."
    yield expected[::-1], "the ids run backwards: keep the order of the words."
    if unknown_word != "unk":
        yield ids(words, otherwise=vocabulary.get("unk")), 'use the argument unknown_word, not the word "unk".'
    yield [vocabulary.get(word) or unknown for word in words], "an id may be 0, which counts as false: ask with `in`."
    for other in (0, -1, 1, len(vocabulary), len(vocabulary) + 1):
        yield ids(words, otherwise=other), f"unknown words got {other}: the id of unknown_word is in vocabulary."
    for split in (sentence.split(" "), sentence.strip().split(" "), [*filter(None, sentence.split(" "))]):
        yield ids(split), "split at any whitespace, tabs and line ends too, however much there is: split() does."
    for changed in (str.lower, str.upper, str.capitalize):
        yield ids(map(changed, words)), "keep the case of the words."
    yield ids(map(str.lower, words), lower), "keep the case of the words."
    yield ids(word.strip(string.punctuation) for word in words), "punctuation stays part of a word."
    for start in (0, 1):
        yield [*range(start, start + len(words))], numbered
    stands = [names.index(word if word in names else unknown_word) for word in words]
    yield stands, "that is where a word stands in vocabulary: its id is the value there."
    yield lambda got: sorted(got) == sorted(ids(set(words))), repeated
    yield lambda got: sorted(got) == sorted(expected), "the right ids, in another order: keep the order of the words."
    yield lambda got: len(got) < len(words), "ids are missing: each word gives one, repeated and unknown ones too."
    yield lambda got: len(got) > len(words), "there are more ids than words: split() finds the words."
    of_known = [place for place, word in enumerate(words) if word in vocabulary]
    only_unknown = "only unknown words are wrong: they get the id of unknown_word."
    yield lambda got: all(got[place] == expected[place] for place in of_known), only_unknown


@checks.mistakes_of("sentence_to_ids raises")
def sentence_errors(expected: Exception, sentence: str, vocabulary: dict[str, int], unknown_word: str = "unk") -> Pairs:
    """Yield what errors mean that a sentence should not have ended in."""
    if unknown_word != "unk":
        told = 'use the argument unknown_word, not the word "unk".'
        yield lambda error: isinstance(error, KeyError) and error.args[0] == "unk", told
    letter = "that goes letter by letter: split the sentence into words first."
    unknown = "an unknown word is no key of vocabulary: it gets the id of unknown_word."
    yield lambda error: isinstance(error, KeyError) and error.args[0] not in sentence.split(), letter
    yield lambda error: isinstance(error, KeyError), unknown


@checks.mistakes_of("shard_loads")
def load_mistakes(expected: Any, ids: np.ndarray, vocab_size: int, n_shards: int, strategy: str) -> Pairs:
    """Yield what the usual mistakes give for any ids."""

    def count(shards: Sequence[np.ndarray], ids: np.ndarray = ids) -> np.ndarray:
        return np.bincount(places(ids, shards)[0], minlength=n_shards)

    expected, other = np.array(expected), OTHER[strategy]
    own = held(vocab_size, n_shards, strategy)
    shard, row = places(ids, own)
    silent = "a shard that serves nothing counts 0: there are n_shards numbers."
    yield lambda got: isinstance(got, Iterator), "that is something to loop over: return a list of numbers."
    yield lambda got: isinstance(got, dict), f"that is a dict: return numbers in order. And {silent}"
    yield lambda got: np.ndim(got) == 0 and np.isreal(got + 0), "that is one number: return one for each shard."
    yield lambda got: np.isnan(np.asarray(got, float)).any(), "NaN is no count."
    why = "look at strategy." if strategy == "div" else "the two are swapped, or strategy is not looked at."
    yield count(held(vocab_size, n_shards, other)), f"these are the loads in {other}: {why}"
    for missing in (np.trim_zeros(expected, "b"), np.trim_zeros(expected), expected[expected > 0]):
        yield missing, silent
    if strategy == "div" and ids.max() + 1 >= n_shards:
        yield count(held(int(ids.max()) + 1, n_shards, "div")), "the table has vocab_size rows, not max(ids) + 1."
    for runs, name in wrong_cuts(vocab_size, n_shards) if strategy == "div" else ():
        with contextlib.suppress(IndexError):
            yield count(runs), name
    before = np.bincount(shard - ((row == 0) & (shard > 0)), minlength=n_shards)
    if strategy == "div":
        yield before, "the first id of a run was counted for the shard before: mind < against <=, or side=."
    for cut in (ids, np.sort(ids)):
        spread = [len(part) for part in np.array_split(cut, n_shards)]
        yield spread, "the lookups were spread evenly: each goes to the shard that holds its id."
    once = "each shard was counted once at most: loads[shard] += 1 adds only 1, however often."
    yield (expected > 0).astype(int), once
    for whole in (1, 100):
        yield expected / len(ids) * whole, "these are shares: counts were asked for."
    yield shard, "that is the shard of each id: count how often each shard occurs."
    yield row, "that is the row of each id: count the shards."
    for length in (0, n_shards):
        yield np.bincount(row, minlength=length), "the rows were counted: count the shards."
    for kind in BOTH:
        yield [*map(len, held(vocab_size, n_shards, kind))], "these are the rows a shard holds: count what it serves."
    yield count(own, np.unique(ids)), "repeated ids were counted once: each is a lookup."
    for small in ("int8", "uint8", "int16", "uint16"):
        bits = 8 * np.dtype(small).itemsize
        yield expected.astype(small), f"a count does not fit into {bits} bits: count with whole numbers of full size."
    yield np.cumsum(expected), "the loads were added up: give each shard its own."
    yield [ids[shard == k].sum() for k in range(n_shards)], "the ids were added up: count them."
    yield expected[::-1], "the loads run backwards: shard 0 comes first."
    yield lambda got: any(np.ndim(each) for each in got), "these are the ids of each shard: count them."
    for from_one in ([0, *expected], [0, *expected[:-1]]):
        yield from_one, "shards count from 0."
    yield lambda got: sorted(got) == sorted(expected), "the right loads, in another order: shard 0 comes first."
    yield lambda got: len(got) == n_shards + 1, "that is one number too many: shards count from 0."
    yield lambda got: len(got) == vocab_size, "that is one number for each id: add up those of a shard."
    yield lambda got: len(got) == n_shards and np.sum(got) < len(ids), "some lookups were not counted: each id is one."
    yield lambda got: len(got) == n_shards and np.sum(got) > len(ids), "more loads than ids: each id is one lookup."


# Exercise 7: find the bug.


def case(exposing_case: Answer) -> Result:
    """Return what exposing_case gives, checked to be valid ids and a number of shards."""
    result = exposing_case()
    pair = isinstance(result.value, (tuple, list)) and len(result.value) == 2
    told = f"returned {checks.brief(result.value)}; expected a pair (ids, n_shards)."
    result.must(pair, told, "return a pair: the ids, then the number of shards.")
    ids, n_shards = (Result(part, f"{result.said}, part {place},").array() for place, part in enumerate(result.value))
    told = f"returned ids {checks.brief(ids)}; expected whole numbers of shape (n,)."
    result.must(not np.isnan(ids).any(), told, "NaN is no id.")
    turned = ids.ndim == 0 and n_shards.ndim == 1
    likely = "the ids come first, then n_shards." if turned else "ids stand in one row, at least one of them: (n,)."
    result.must(ids.ndim == 1 and ids.size, told, likely)
    result.must(ids.dtype.kind in "iu", told, "these ids are floats: whole numbers (int) were asked for.")
    told = f"returned ids {checks.brief(ids)}; none may be negative."
    result.must(ids.min() >= 0, told, "a negative id has no address.")
    told = f"returned ids {checks.brief(ids)}; expected ids from 0 to 999."
    result.must(ids.max() <= 999, told, "an id beyond the table breaks the right lookup, too.")
    told = f"returned n_shards {checks.brief(n_shards)}; expected a whole number from 1 to 100."
    whole = n_shards.ndim == 0 and n_shards.dtype.kind in "iu" and 1 <= n_shards <= 100
    result.must(whole, told, "n_shards is one whole number (int), at least 1 and at most 100.")
    return Result((ids, int(n_shards)), result.said)


def exposes(result: Result, right: Callable[..., Any], broken: dict[str, Callable[..., Any]], wanted: int) -> None:
    """Check that a case exposes at least so many of the broken lookups, and that these are the lesson's own."""
    known = len(broken), len(checks.exposed(right, broken, np.array([0, 1, 2]), 4))
    told = "was judged by other lookups than the lesson's."
    result.must(known == (6, 0), told, "the right or the broken lookups were changed: run their cell again.")
    caught = checks.exposed(right, broken, *result.value)
    alive = ", ".join(name for name in broken if name not in caught)
    told = f"exposes {len(caught)} of {len(broken)}; expected {wanted} or more. Not exposed: {alive}."
    result.must(len(caught) >= wanted, told, _weakness(*result.value))


def _weakness(ids: np.ndarray, n_shards: int) -> str:
    """Return what makes a case weak."""
    if n_shards == 1:
        return "with one shard every id lies in shard 0, and hardly anything can go wrong."
    if ids.max() < n_shards:
        return "every id is below n_shards: each lies in row 0, and none goes round to shard 0 again."
    if (np.diff(ids % n_shards) >= 0).all():
        return "the ids come shard by shard already, so that nothing has to be put back."
    if len(np.unique(ids)) == len(ids):
        return "no id occurs twice, so dropping repeats changes nothing."
    if n_shards & (n_shards - 1) == 0:
        return "n_shards is a power of two, for which C divides as it should."
    return "with three shards, F is right." if n_shards == 3 else "read the code of those that are not exposed."
