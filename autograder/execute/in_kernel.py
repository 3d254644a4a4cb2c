"""What a kernel does for the grader beside a notebook's cells: keeps its names, binds the answer that a test is for.

The text of this file runs inside a student's kernel, before the first cell and on names of its own (language.py sends
it there), so it imports nothing of the package. What it uses of Python's it has taken by then: a student may bind any
of it to something else. Types stand here as text alone.

A test runs for real, and on a wrong answer (see control.py), and a kernel is to find no difference. Each such run is
prepared by one call of `stage`, with the same arguments but for a number of chance, of which a secret tells what it is.
In both a function is bound by the same wrapper, and what the student's function sees when it is called is the same:
its own name is bound to itself meanwhile. In the control run it is given copies, and what it returns is thrown away; so
what an answer does to a test by being called is done to the control run as well. Of a class the same is done with an
instance of its own for each instance of the wrong one, method by method; but the class that a student has written is
left as it is in the real run, since what it inherits may depend on which class it is.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib.util
import inspect
import types
from collections.abc import Callable
from typing import Any, TypeAlias

Names: TypeAlias = "dict[str, Any]"
Function = types.FunctionType


def private(name: str) -> Any:
    """Return a module of Python's that nobody else has, so that nobody can change it."""
    spec = importlib.util.find_spec(name)
    module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]  # Python's own is there
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    return module


deepcopy = private("copy").deepcopy
signature = inspect.signature
PLAIN = dict(vars(builtins))


def named(both: Any, like: Any) -> Any:
    """Return a wrapper that says of itself what the function says that it is like: its names, signature, and file."""
    for key in ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__"):
        with contextlib.suppress(Exception):  # a callable that has none
            setattr(both, key, getattr(like, key))
    if type(like) is Function:
        both.__dict__.update(like.__dict__)
        # A test may read the file of an answer's own cell.
        both.__code__ = both.__code__.replace(co_filename=like.__code__.co_filename)
    both.__wrapped__ = like
    return both


class Own:
    """What the student has bound to the answer's name, and how it is called; bound: what stands in its place."""

    def __init__(self, names: Names, name: str) -> None:
        """names: the notebook's."""
        self.names, self.name = names, name
        self.own: Any = names.get(name)
        self.bound: Any = None

    def call(self, function: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """Call what is the student's while the name is bound to that: so a function may call itself."""
        names, name = self.names, self.name
        if names.get(name) is not self.bound:  # this run is over, or what was called has bound it anew
            return function(*arguments, **options)
        names[name] = self.own
        try:
            return function(*arguments, **options)
        finally:
            if names.get(name) is self.own:
                names[name] = self.bound

    def copied(self, function: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """Call it on copies; return None where that ends in an error."""
        try:
            return self.call(function, deepcopy(arguments), deepcopy(options))
        except Exception:
            return None

    def beside(self, wrong: Any) -> None:
        """Bind the name to a wrong answer, each of whose calls is one of the student's as well; None: for real."""
        own = self.own

        def both(*arguments: Any, **options: Any) -> Any:
            if wrong is None:
                return self.call(own, arguments, options)
            self.copied(own, arguments, options)
            return wrong(*arguments, **options)

        if isinstance(own, type) or not callable(own):
            self.bound = own if wrong is None else wrong
            if isinstance(own, type) and isinstance(wrong, type):
                self.shadow(wrong)
        elif wrong is None or (callable(wrong) and not isinstance(wrong, type)):
            self.bound = named(both, own)
        else:
            self.bound = wrong
        self.names[self.name] = self.bound

    def shadow(self, wrong: type) -> None:
        """Let each instance of a wrong class have one of the student's beside it, whose methods are called alike."""
        twins: dict[int, tuple[Any, Any]] = {}
        keys = ["__init__", *vars(wrong), *(key for each in self.own.__mro__[:-1] for key in vars(each))]
        own = {key for each in self.own.__mro__ if each not in wrong.__mro__ for key in vars(each)}
        for key in dict.fromkeys(keys):
            method = next((vars(each)[key] for each in wrong.__mro__ if key in vars(each)), None)
            if key == "__init__" or (key in own and type(method) is Function):
                setattr(wrong, key, self.method(key, method, twins))

    def method(self, key: str, method: Any, twins: dict[int, tuple[Any, Any]]) -> Any:
        """Return a method that calls the student's of the same name first, on copies."""

        def both(self: Any, *arguments: Any, **options: Any) -> Any:
            if key == "__init__":
                twins[id(self)] = (self, kept.copied(kept.own, arguments, options))
            elif id(self) in twins:
                kept.copied(lambda *some, **more: getattr(twins[id(self)][1], key)(*some, **more), arguments, options)
            return method(self, *arguments, **options)

        kept, made = self, named(both, method)
        if key == "__init__":  # Keras looks at this one's arguments without looking at what it wraps
            with contextlib.suppress(Exception):
                made.__signature__ = signature(method)
        return made


class Raises:
    """Stands for a wrong answer that cannot be bound: a call ends in the error that did that."""

    def __init__(self, error: BaseException) -> None:
        """Keep the error."""
        self.error = error

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Raise it."""
        raise self.error


class Stage:
    """What one kernel keeps for the grader; names: the notebook's."""

    def __init__(self, names: Names, secret: int) -> None:
        """secret: what tells real runs from control runs."""
        self.names, self.secret = names, secret
        self.kept: dict[str, Names] = {}

    def keep(self, key: str) -> None:
        """Keep the names that there are now, under a key."""
        self.kept[key] = dict(self.names)

    def restore(self, key: str) -> None:
        """Take up the names that were kept under a key, where there are some."""
        kept = self.kept.get(key)
        if kept is not None:
            self.names.clear()
            self.names.update(kept)

    def stage(self, key: str, name: str, source: str, number: int) -> None:
        """Prepare a run of a test: take up its names, bind the answer called name; source: of the wrong answer."""
        self.restore(key)
        if not name:
            return
        is_real = bin(number & self.secret).count("1") % 2
        Own(self.names, name).beside(None if is_real else self.wrong(name, source))

    def wrong(self, name: str, source: str) -> Any:
        """Return the wrong answer that a source defines, on names of its own where Python's are as they were."""
        apart = {key: value for key, value in self.names.items() if key not in PLAIN}
        apart["__builtins__"] = PLAIN
        try:
            exec(compile(source, "<a wrong answer>", "exec"), apart)
            return apart[name]
        except Exception as error:
            return Raises(error)
