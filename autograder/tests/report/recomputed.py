"""The numbers of the report of the made class, computed once more: by NumPy, and by who answered what."""

import numpy as np

from autograder.tests import made_class
from autograder.tests.made_class import PLAN, POINTS


def numbers_in(value, at=""):
    """Yield (pointer, number) for each number in plain data."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in pairs:
        yield from numbers_in(each, f"{at}/{key}")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        yield at, value


def spread(values):
    """Return how values are spread, by NumPy."""
    if not len(values):
        return {"n": 0}
    parts = np.percentile(values, [0, 25, 50, 75, 100])
    return {"n": len(values), "mean": np.mean(values)} | dict(
        zip(("lowest", "q1", "median", "q3", "highest"), parts, strict=True)
    )


def coefficients(matrix):
    """Return (alpha, the discrimination of each exercise) of marks, a row a student, by NumPy."""
    k = matrix.shape[1]
    covariance = np.cov(matrix.T)
    alpha = k / (k - 1) * (1 - np.trace(covariance) / covariance.sum())
    rest = [np.corrcoef(matrix[:, i], np.delete(matrix, i, 1).sum(1))[0, 1] for i in range(k)]
    return alpha, rest


def recomputed(entries, lesson):
    """Return {pointer in the lesson's figures: number}, from run.json and from who answered what."""
    rows = [each for each in entries if each["lesson"] == lesson]
    there = [each for each in rows if each["mark"] != "missing"]
    marked = [each for each in there if each["mark"] != "held"]
    marks = np.array([each["mark"] for each in marked])
    full = sum(POINTS[name] for name in PLAN[lesson])
    percent = np.round(100 * marks / full, 6)
    bars = [np.sum((percent >= low) & (percent < low + 10 + (low == 90))) for low in range(0, 100, 10)]
    found = {"points": full, "students": len(rows), "handed_in": len(there), "missing": len(rows) - len(there)}
    found |= {"held": len(there) - len(marked)}
    found |= under("marks", spread(marks))
    for place, count in enumerate(bars):
        found |= under(f"histogram/{place}", {"low": 10 * place, "high": 10 * place + 10, "count": int(count)})
    costs = [each["penalty"] for each in marked]
    found |= under("late", {"count": np.count_nonzero(costs), "n": len(costs), "points": np.sum(costs)})
    found |= under("seconds", spread([each["seconds"] for each in there if each["tests"]]))
    found |= under("memory", spread([each["memory"] / 1e6 for each in there if each["tests"]]))
    found["timed_out"] = sum("timed out" in str(each["tests"]) for each in there)
    columns = [[each["exercises"].get(name, {}).get("mark") for name in PLAN[lesson]] for each in there]
    matrix = np.array([row for row in columns if None not in row], float)
    alpha, rest = coefficients(matrix)
    sizes = {"n": len(matrix), "items": len(PLAN[lesson])}
    found |= under("reliability", sizes | {"value": alpha})
    for place, name in enumerate(PLAN[lesson]):
        found |= under(f"exercises/{place}/discrimination", sizes | {"value": rest[place]})
        found |= under(f"exercises/{place}", exercise(there, lesson, name, place))
    return found


def under(at, numbers):
    """Return numbers with their pointers below at."""
    return {f"{at}/{key}": each for key, each in numbers.items()}


def exercise(there, lesson, name, place):
    """Return the numbers of an exercise: from its marks in run.json, and from the words that the answers said."""
    words = made_class.words(lesson, name)
    told = dict(zip(made_class.handed_in(lesson), words, strict=True))
    marks = {each["student"]: each["exercises"].get(name, {}).get("mark") for each in there}
    known = {student: mark for student, mark in marks.items() if mark is not None}
    points = POINTS[name]
    begun = [mark for student, mark in known.items() if told[student] != "-"]
    tested = [word for word in words if word != "dies"]
    shown = [word for word in tested if word in ("right", "heart")]
    return {
        "number": place + 1,
        "points": points,
        "n": len(known),
        "held": len(there) - len(known),
        "full": sum(mark == points for mark in begun),
        "part": sum(0 < mark < points for mark in begun),
        "nothing": begun.count(0),
        "not_begun": words.count("-"),
        "full_share": sum(mark == points for mark in known.values()) / len(known),
        "mean_share": np.mean(list(known.values())) / points,
        "tested": len(tested),
        "visible": len(shown),
        "visible_share": len(shown) / len(tested),
        "hidden_only": words.count("heart"),
        "timed_out": words.count("loops"),
    }


def mistakes(lesson):
    """Return {(exercise, kind, is hidden): (count, n)} of the mistakes of a lesson, by the words of the answers."""
    kinds = {"adds": "named", "text": "same", "none": "same", "heart": "said", "raises": "said"}
    found = {}
    for name in PLAN[lesson]:
        words = made_class.words(lesson, name)
        for word in set(words) & set(kinds):
            kind = "same" if word == "adds" and name != "double" else kinds[word]
            found[name, word] = kind, words.count(word), len(words)
    return found
