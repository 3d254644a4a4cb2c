"""Replays a test cell and notes what the answer under test was given and gave back: its trace.

The text of this file also runs inside a student's kernel, where this package may be out of reach; so it imports
nothing of the package, and the answer is watched from outside (by the interpreter's profile hook), not wrapped. Types
stand there as text alone, since a student may have bound their names to something else.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import io
import math
import random
import re
import sys
import types
from collections.abc import Callable
from typing import NotRequired, TypeAlias, TypedDict

KEPT = 16  # numbers of a trace: those of the last call or two, where the check stopped
CALLS = 200  # calls noted at most
ADDRESS = re.compile(r"0x[0-9a-f]+")
FRACTION = re.compile(r"-?\d+\.\d*(e[-+]?\d+)?")
# What Keras calls the objects that it makes, by the number of those before.
COUNTED = re.compile(r"\b([a-z]+(?:_[a-z]+)*)_\d+\b")
NOTE, ERROR = "_note_of_a_check", "_error_of_a_check"
# What a value becomes, and a call: (name, arguments, result).
Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
Call: TypeAlias = "tuple[str, list[Plain], Plain]"


class Trace(TypedDict):
    """What was seen of an answer while a check that refused it was replayed, as plain data.

    message: the error without addresses and fractions; calls: how many calls of the answer were seen; structure: a hash
    of the kinds and shapes that went in and out; numbers: the last of the numbers that did, arrays as three sums each,
    and then the fractions of the message. rest, more: a hash of what all checks say that students see, also those after
    the first that refused the answer, and sums of the numbers in it; missing where they were not asked.
    """

    message: str
    calls: int
    structure: str
    numbers: list[float]
    rest: NotRequired[str]
    more: NotRequired[list[float]]


class Told(TypedDict):
    """The trace that a check itself leaves in its exception, as `trace`: what it says, and its numbers."""

    text: str
    numbers: list[float]


def replay(name: str, test: str, namespace: dict[str, object], shown: str | None = None) -> Trace | None:
    """Run the source of a test cell of the answer called name; return its trace, or None when nothing stopped it.

    namespace: where the answer and the given cells were run; shown: the part that students have, whose checks are all
    asked then.
    """
    seed()
    calls, watch = watcher(codes(namespace.get(name)))
    error: Exception | None = None
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        sys.setprofile(watch)
        try:
            exec(compile(test, f"<{name}>", "exec", dont_inherit=True), namespace)
        except Exception as raised:
            error = raised
        finally:
            sys.setprofile(None)
    if error is None:
        return None
    structure: list[int | str] = []
    numbers: list[float] = []
    for call in calls:
        flatten(call, structure, numbers)
    message, told = described(error)
    said = [*told, *(float(found[0]) for found in FRACTION.finditer(message))]
    trace: Trace = {
        "message": FRACTION.sub("#", ADDRESS.sub("#", message)),
        "calls": len(calls),
        "structure": hashlib.sha256(repr(structure).encode()).hexdigest()[:12],
        "numbers": [float(f"{number:.6g}") for number in numbers[-KEPT:] + said[:KEPT]],
    }
    if shown is not None:
        trace["rest"], trace["more"] = all_said(shown, namespace)
    return trace


def all_said(test: str, namespace: dict[str, object]) -> tuple[str, list[float]]:
    """Return rest and more of a trace: each statement of a test is tried, whatever became of the one before."""
    texts: list[tuple[int, str]] = []
    numbers: list[float] = []

    def note(line: int, error: Exception) -> None:
        if len(texts) < CALLS:
            text, told = refusal(error)
            texts.append((line, text))
            numbers.extend(each for each in told if math.isfinite(each))

    seed()
    namespace[NOTE] = note
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            exec(compile(guarded(test), "<all of a test>", "exec", dont_inherit=True), namespace)
        except Exception as error:  # of what stands around the statements
            note(0, error)
        finally:
            namespace.pop(NOTE, None)
    weighted = sum(number * math.cos(place) for place, number in enumerate(numbers))
    sums = [float(len(numbers)), sum(numbers), sum(map(abs, numbers)), weighted]
    return hashlib.sha256(repr(texts).encode()).hexdigest()[:12], [float(f"{number:.6g}") for number in sums]


def refusal(error: Exception) -> tuple[str, list[float]]:
    """Return what a check says that refuses an answer, without what differs from run to run, and its numbers."""
    structure: list[int | str] = []
    numbers: list[float] = []
    try:
        text = f"{getattr(error, 'call')}\n{getattr(error, 'problem')}"  # noqa: B009 (an Exception has none of its own)
        flatten(summary(getattr(error, "got", None)), structure, numbers)
    except Exception:  # no check's own, or an answer's own error that bites
        text, _ = described(error)
    numbers += [float(found[0]) for found in FRACTION.finditer(text)]
    text = COUNTED.sub(r"\1", FRACTION.sub("#", ADDRESS.sub("#", text)))
    return f"{text}\n{structure}", numbers


def guarded(test: str) -> ast.Module:
    """Return the source of a test in which each statement is tried; what they end in goes to NOTE, with the line."""
    tree = ast.parse(test)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            node.body = tried(node.body)
    tree.body = [one for each in tree.body for one in ([each] if isinstance(each, ast.FunctionDef) else tried([each]))]
    return ast.fix_missing_locations(tree)


def tried(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return statements, each in a `try`; so are those in a loop over something, a branch, or a `with`."""
    found: list[ast.stmt] = []
    for each in body:
        if isinstance(each, (ast.For, ast.If, ast.With)):
            each.body = tried(each.body)
        if isinstance(each, ast.If):
            each.orelse = tried(each.orelse)
        if isinstance(each, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Break, ast.Continue)):
            found.append(each)
            continue
        told = ast.parse(f"{NOTE}({each.lineno}, {ERROR})").body
        handler = ast.ExceptHandler(ast.Name("Exception", ast.Load()), ERROR, told)
        found.append(ast.Try([each], [handler], [], []))
    return found


def described(error: Exception) -> tuple[str, list[float]]:
    """Return what an error says, and the numbers that it tells of apart from that.

    A check that leaves a trace of its own is told by it: its message depends on what is known of likely mistakes.
    """
    kind = "AssertionError" if isinstance(error, AssertionError) else type(error).__name__
    try:
        told: Told = getattr(error, "trace")  # noqa: B009 (an Exception has none of its own)
        return f"{kind}: {told['text']}", [float(number) for number in told["numbers"]]
    except Exception:  # it has none, or an answer's own error bites
        return f"{kind}: {error}", []


def seed() -> None:
    """Give every generator of random numbers that is loaded the same start."""
    random.seed(0)
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(0)
    elif "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)


def codes(answer: object) -> set[types.CodeType]:
    """Return the code objects of a function, or of the methods of a class."""
    members = vars(answer).values() if isinstance(answer, type) else [answer]
    members = [getattr(member, "__func__", member) for member in members]
    return {member.__code__ for member in members if isinstance(member, types.FunctionType)}


def watcher(watched: set[types.CodeType]) -> tuple[list[Call], Callable[[types.FrameType, str, object], None]]:
    """Return a list, and a profile hook that adds calls, with arguments as they are after the call, to it."""
    calls: list[Call] = []
    arguments: dict[int, list[object]] = {}

    def watch(frame: types.FrameType, event: str, result: object) -> None:
        code = frame.f_code
        if code not in watched or len(calls) >= CALLS:
            return
        if event == "call":
            names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
            arguments[id(frame)] = [frame.f_locals.get(name) for name in names]
        elif event == "return":
            given = arguments.pop(id(frame), [])
            calls.append((code.co_name, [summary(value) for value in given], summary(result)))

    return calls, watch


def summary(value: object, depth: int = 0) -> Plain:
    """Return a value as plain data: numbers, text, lists and dicts of them; an array as its shape and three sums."""
    try:
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        if isinstance(value, dict) and depth < 3:
            return {str(key): summary(part, depth + 1) for key, part in list(value.items())[:50]}
        if isinstance(value, (list, tuple)) and depth < 3:
            return [summary(part, depth + 1) for part in value[:50]]
        if hasattr(value, "__array__"):
            return sums(value)
    except Exception:  # whatever an answer's object does when it is looked at
        return "unreadable"
    return type(value).__name__


def sums(value: object) -> list[Plain]:
    """Return [shape, sum, sum of sizes, weighted sum] of an array; entries that are no numbers count as one kind."""
    import numpy as np

    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        return [list(array.shape), array.dtype.kind]
    flat = array.ravel()[:1_000_000].astype(float)
    odd = int(np.sum(~np.isfinite(flat)))
    flat = np.nan_to_num(flat, nan=0.0, posinf=0.0, neginf=0.0)
    weighted = flat @ np.cos(np.arange(flat.size))
    return [list(array.shape), odd, float(flat.sum()), float(abs(flat).sum()), float(weighted)]


def flatten(part: object, structure: list[int | str], numbers: list[float]) -> None:
    """Put the floats of nested plain data into numbers, and all the rest into structure."""
    if isinstance(part, dict):
        part = list(part.items())
    if isinstance(part, (list, tuple)):
        structure.append(len(part))
        for each in part:
            flatten(each, structure, numbers)
    elif isinstance(part, (int, float)) and not isinstance(part, bool) and math.isfinite(part):
        structure.append("number")
        numbers.append(float(part))
    else:
        structure.append(str(part)[:80])
