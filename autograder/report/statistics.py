"""Pure numbers: how marks are spread, how well exercises tell students apart, how reliable a lesson is.

Every figure comes with the n that it is made of; where it is not defined, or n is too small to mean anything, it is
None and `lacks` says why.
"""

import math
import statistics
from collections.abc import Sequence
from typing import TypedDict

# Fewer complete submissions than this give no discrimination and no reliability: chance alone would decide.
LEAST = 10
# A histogram's bars, by the share of the points.
BINS = 10
# Below this a variance is rounding alone.
NOTHING = 1e-9


class Spread(TypedDict):
    """How values are spread; all but n are None where n is 0."""

    n: int
    mean: float | None
    lowest: float | None
    q1: float | None
    median: float | None
    q3: float | None
    highest: float | None


class Bin(TypedDict):
    """A bar of a histogram: how many have low percent or more and less than high; the last one has those above, too."""

    low: int
    high: int
    count: int


class Coefficient(TypedDict):
    """A correlation or a reliability, 1 at most, made of n submissions and of so many items; lacks: why it is None."""

    value: float | None
    n: int
    items: int
    lacks: str


def spread(values: Sequence[float]) -> Spread:
    """Return how values are spread. Quartiles are interpolated between values (Hyndman and Fan 1996, type 7)."""
    if not values:
        return Spread(n=0, mean=None, lowest=None, q1=None, median=None, q3=None, highest=None)
    first, middle, third = statistics.quantiles(values, method="inclusive") if len(values) > 1 else [values[0]] * 3
    return Spread(
        n=len(values),
        mean=statistics.fmean(values),
        lowest=min(values),
        q1=first,
        median=middle,
        q3=third,
        highest=max(values),
    )


def histogram(shares: Sequence[float]) -> list[Bin]:
    """Return ten bars from 0 to 100 percent; shares: of the points, 1 for all of them."""
    width = 100 // BINS
    bars = [Bin(low=number * width, high=(number + 1) * width, count=0) for number in range(BINS)]
    for each in shares:
        # a mark of 7 of 10 is in the bar that begins with 70 percent, however 0.7 is rounded
        bars[min(max(int(each * BINS + NOTHING), 0), BINS - 1)]["count"] += 1
    return bars


def discrimination(rows: Sequence[Sequence[float]], item: int) -> Coefficient:
    """Return the corrected item-total correlation of one item: Pearson's r of its marks and the sums of the others'.

    rows: the marks of each complete submission, an item each. The item is left out of the sum, since it would correlate
    with itself (Henrysson 1963, "Correction of item-total correlations in item analysis").
    """
    items, n = len(rows[0]) if rows else 0, len(rows)
    if items == 1 or n < LEAST:
        return Coefficient(value=None, n=n, items=items, lacks=too_few(n, items))
    own, rest = [row[item] for row in rows], [sum(row) - row[item] for row in rows]
    for values, lacks in ((own, "all have the same mark"), (rest, "all have the same marks in the rest")):
        if statistics.pvariance(values) < NOTHING:
            return Coefficient(value=None, n=n, items=items, lacks=lacks)
    return Coefficient(value=statistics.correlation(own, rest), n=n, items=items, lacks="")


def is_contrary(found: Coefficient) -> bool:
    """Tell whether a discrimination is below zero by more than chance: by two standard errors, 2 / sqrt(n)."""
    return found["value"] is not None and found["value"] < -2 / math.sqrt(found["n"])


def reliability(rows: Sequence[Sequence[float]]) -> Coefficient:
    """Return Cronbach's alpha of a lesson: k / (k - 1) * (1 - sum of the items' variances / variance of the sums).

    rows: the marks of each complete submission, an item each (Cronbach 1951, "Coefficient alpha and the internal
    structure of tests").
    """
    items, n = len(rows[0]) if rows else 0, len(rows)
    if items == 1 or n < LEAST:
        return Coefficient(value=None, n=n, items=items, lacks=too_few(n, items))
    whole = statistics.variance([sum(row) for row in rows])
    if whole < NOTHING:
        return Coefficient(value=None, n=n, items=items, lacks="all have the same sum")
    parts = sum(statistics.variance(column) for column in zip(*rows, strict=True))
    return Coefficient(value=items / (items - 1) * (1 - parts / whole), n=n, items=items, lacks="")


def too_few(n: int, items: int) -> str:
    """Say why there is no figure of so few submissions, or of one item."""
    return f"fewer than {LEAST} with a mark in every exercise" if n < LEAST or items == 0 else "one exercise alone"
