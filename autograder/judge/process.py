"""The judge's process: it runs a lesson's given cells and test cells, and asks players for what answers give.

Each request comes on a socket from the grader, a line of JSON, with the file descriptor of a connection to a player.
Each report goes back as a line of JSON. Nothing of a student's is run here.
"""

from __future__ import annotations

import array
import ast
import contextlib
import functools
import gc
import importlib
import json
import math
import numbers
import os
import re
import socket
import sys
import time
import traceback
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.judge.caller import ABSENT, Caller
from autograder.judge.errors import CannotAskError

LONGEST = 20_000  # letters of an error
# What starts a generator of random numbers, where its module is loaded; and what sets two starts apart.
SEEDED = (
    *(("random", "", "seed"), ("numpy", "random", "default_rng"), ("numpy", "random", "seed")),
    ("tensorflow", "random", "set_seed"),
)
STRIDE = 1_000_003
TEST, GIVEN = "<test>", "<given>"  # what cells are called in tracebacks


class Seat:
    """Where the answer is, as the module `checks` beside a notebook asks for it; see solutions/checks.py."""

    def __init__(self, caller: Caller) -> None:
        """It is with a player."""
        self.caller = caller

    def bind(self, namespace: dict[str, Any], name: str, value: Any) -> None:
        """Bind a name of the notebook's, on both ends."""
        namespace[name] = value
        self.caller.bind(name, value)

    def unbind(self, namespace: dict[str, Any], name: str) -> None:
        """Take a name away, on both ends."""
        namespace.pop(name, None)
        self.caller.unbind(name)

    def there(self, function: Any, *arguments: Any) -> Any:
        """Make a value where the answer runs; function: of a module beside the notebook."""
        return self.caller.make(function, arguments)

    @contextlib.contextmanager
    def beside(self, watch: Any, *arguments: Any) -> Iterator[types.SimpleNamespace]:
        """Enter a context where the answer runs; what it tells is .told of what is yielded, after it."""
        told = types.SimpleNamespace(told=None)
        number = self.caller.enter(watch, arguments)
        try:
            yield told
        finally:
            told.told = self.caller.leave(number)


class Court:
    """One lesson's names, in which its tests run one after the other."""

    def __init__(self) -> None:
        """Nothing has run yet."""
        self.module = types.ModuleType("__main__")
        sys.modules["__main__"] = self.module
        self.names: dict[str, Any] = vars(self.module)
        self.given: dict[str, Any] = {}
        self.own = {"__builtins__", *self.names}

    def hold(self, request: dict[str, Any], connection: socket.socket) -> dict[str, Any]:
        """Run what a request asks for; return the report."""
        began = time.perf_counter()
        report: dict[str, Any] = {"error": None, "fault": "", "number": None, "trace": None, "gone": ""}
        caller = Caller(connection, self.given)
        try:
            self.forget()
            report["fault"] = self.prepare(request["given"])
            if not report["fault"]:
                caller = Caller(connection, self.given)
                seats = self.seat(request["source"], caller)
                self.bind(request["names"], caller)
                with seated(seats, caller), fresh(request["seed"]):
                    report["number"] = self.run(request["source"], TEST)
                    caller.confirm()
        except CannotAskError:
            pass  # which the caller tells, whoever has swallowed it
        except BaseException as error:  # whatever a test ends in
            report |= self.told(error)
        finally:
            caller.close()
        report |= {"gone": caller.gone, "fault": report["fault"] or caller.fault}
        seconds = time.perf_counter() - began
        report["shown"] = sorted(caller.shown)
        return report | {"calls": caller.calls, "in_calls": caller.seconds, "seconds": seconds}

    def forget(self) -> None:
        """Take up the names of the given cells alone: nothing of one test, or of its player, is there for the next."""
        for name in self.names.keys() - self.given.keys() - self.own:
            del self.names[name]
        self.names.update(self.given)
        if "keras" in sys.modules:  # which numbers what it makes, and messages have the names
            sys.modules["keras"].utils.clear_session(free_memory=False)

    def prepare(self, cells: list[str]) -> str:
        """Run given cells; return why one of them fails, "" where none does."""
        before = dict(self.names)  # which tests have bound names in, too
        for source in cells:
            try:
                self.run(source, GIVEN)
            except BaseException as error:
                return f"{type(error).__name__}: {error}"[:300]
        bound = {name: value for name, value in self.names.items() if name not in self.own}
        self.given |= {name: value for name, value in bound.items() if before.get(name, ABSENT) is not value}
        return ""

    def bind(self, names: list[str], caller: Caller) -> None:
        """Bind names of answers to what the player has under them, for this test."""
        for name in names:
            value = caller.fetch(name)
            if value is ABSENT:
                self.names.pop(name, None)
            else:
                self.names[name] = value

    def seat(self, source: str, caller: Caller) -> list[types.ModuleType]:
        """Return the modules beside the notebook that ask where the answer is; those that a test uses are imported."""
        words = set(re.findall(r"\w+", source))
        for path in sorted(Path().glob("*.py")):
            if path.stem in words:
                importlib.import_module(path.stem)
        beside = {path.stem for path in Path().glob("*.py")}
        return [each for name, each in sys.modules.items() if name in beside and hasattr(each, "seat")]

    def run(self, source: str, name: str) -> float | None:
        """Run a cell; return the number that its last expression gives, None where it gives none."""
        from IPython.core.inputtransformer2 import TransformerManager

        tree = ast.parse(TransformerManager().transform_cell(source))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), self.names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), name, "eval"), self.names)
            return number_of(value)
        return None

    def told(self, error: BaseException) -> dict[str, Any]:
        """Return what is reported of an error, whatever it does when it is shown: it may ask a player for its text."""
        text = lines = ""
        with contextlib.suppress(BaseException):
            text = str(error)
        with contextlib.suppress(BaseException):
            if not hasattr(error, "_render_traceback_"):
                lines = "".join(traceback.format_exception(error))
        said = {"ename": type(error).__name__, "evalue": text[:LONGEST], "traceback": lines[-LONGEST:]}
        trace = getattr(error, "trace", None)
        return {"error": said | {"line": line_of(error)}, "trace": trace if isinstance(trace, dict) else None}


def line_of(error: BaseException | None) -> str:
    """Return the number of the line of a test that an error comes from, as text; "" where it comes from none."""
    found = ""
    while error is not None:
        frames = traceback.walk_tb(error.__traceback__)
        found = next((str(number) for frame, number in frames if frame.f_code.co_filename == TEST), "") or found
        error = error.__cause__ or error.__context__
    return found


def number_of(value: Any) -> float | None:
    """Return the number that a test's last expression gives, None where it gives none; NaN of numbers that are several.

    A notebook shows numbers of NumPy's in its own way, which nbgrader does not read, and gives full marks.
    """
    np = sys.modules.get("numpy")
    if isinstance(value, bool) or (np is not None and isinstance(value, np.bool_)):
        return None
    if isinstance(value, numbers.Number):
        return float(value) if isinstance(value, numbers.Real) else math.nan
    if np is not None and type(value).__module__.partition(".")[0] in ("numpy", "tensorflow"):
        with contextlib.suppress(Exception):  # what is no array at all
            array = np.asarray(value)
            if array.dtype.kind in "iufcO":
                return float(array.reshape(())) if array.size == 1 and array.dtype.kind in "iuf" else math.nan
    return None


@contextlib.contextmanager
def seated(modules: list[types.ModuleType], caller: Caller) -> Iterator[None]:
    """Tell modules that the answer is with a player, for a while."""
    before = {each: vars(each)["seat"] for each in modules}
    for each in modules:
        vars(each)["seat"] = Seat(caller)
    try:
        yield
    finally:
        for each, seat in before.items():
            vars(each)["seat"] = seat


@contextlib.contextmanager
def fresh(seed: int | None) -> Iterator[None]:
    """Let generators of random numbers that are made from a number start from another one, which depends on seed.

    So the inputs of a test are new ones at each grading. seed: None for those that the author had.
    """
    changed: list[tuple[Any, str, Any]] = []
    if seed is not None:
        for module, part, name in SEEDED:
            place = getattr(sys.modules.get(module), part, None) if part else sys.modules.get(module)
            if place is not None:
                changed.append((place, name, getattr(place, name)))
                setattr(place, name, shifted(getattr(place, name), seed))
    try:
        yield
    finally:
        for place, name, real in changed:
            setattr(place, name, real)


def shifted(real: Any, seed: int) -> Any:
    """Return a function that starts a generator from another number than it is told."""

    @functools.wraps(real)
    def start(number: Any = None, *arguments: Any, **options: Any) -> Any:
        if isinstance(number, numbers.Integral) and not isinstance(number, bool):
            number = (int(number) * STRIDE + seed) % 2**32
        elif isinstance(number, list | tuple):
            number = [*number, seed]
        return real(number, *arguments, **options)

    return start


def serve(control: socket.socket) -> None:
    """Hold court for the grader until it has gone."""
    court, number, own = Court(), 1, set(Path().rglob("*"))
    while True:
        request, connection = receive(control)
        if request is None or connection is None:
            return
        if request["submission"] != number:
            court, number = Court(), request["submission"]
            clean(own)
        report = court.hold(request, connection)
        try:
            text = json.dumps(report, default=str)
        except (TypeError, ValueError, RecursionError):  # a trace that is no plain data
            text = json.dumps(report | {"trace": None}, default=str)
        control.sendall(text.encode("ascii") + b"\n")


def clean(own: set[Path]) -> None:
    """Take away what tests have left: modules that lie beside the notebook, figures, objects, and files but its own."""
    here = f"{Path.cwd()}{os.sep}"
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__dict__", {}).get("__file__")  # which loads nothing that waits to be loaded
        if isinstance(file, str) and file.startswith(here):
            del sys.modules[name]
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    gc.collect()
    for path in sorted(set(Path().rglob("*")) - own, reverse=True):
        if "__pycache__" not in path.parts:  # which spares the next one a part of its work
            with contextlib.suppress(OSError):
                path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


def receive(control: socket.socket) -> tuple[dict[str, Any] | None, socket.socket | None]:
    """Return (request, connection to a player), or nothing at the end."""
    data, ancillary, _, _ = control.recvmsg(65536, socket.CMSG_SPACE(4))
    descriptors = array.array("i")
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(content)
    while data and not data.endswith(b"\n"):
        more = control.recv(65536)
        if not more:
            return None, None
        data += more
    if not data:
        return None, None
    return json.loads(data), socket.socket(fileno=descriptors[0]) if descriptors else None


def main() -> None:
    """Take the control socket, which stands in for standard output; whatever is printed goes where errors do: nowhere.

    Walls may leave no right to open the null device, so the grader has opened it.
    """
    control = socket.socket(fileno=os.dup(1))
    for stream in (0, 1):
        os.dup2(2, stream)
    sys.path.insert(0, str(Path.cwd()))
    gc.set_threshold(100_000)  # each submission ends with a collection, see clean()
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].use("agg")
    control.sendall(b"ready\n")
    serve(control)
