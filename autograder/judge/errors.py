"""Errors that an answer has raised, made again on the judge's end."""

from __future__ import annotations

import builtins
import contextlib
import sys
from typing import Any

from autograder.judge.beside import is_beside
from autograder.judge.wire import Reader, WireError

# Modules whose errors are known beside Python's own.
KNOWN = ("numpy", "numpy.exceptions", "numpy.linalg", "tensorflow.python.framework.errors_impl")
LONGEST = 20_000  # letters of what an error says


class PlayerGoneError(BaseException):
    """The player has ended, or sends what is no message. No `except Exception` of a test is to go on after that."""


class CannotAskError(BaseException):
    """A test calls an answer with what cannot go there. No answer's error, which a test may wait for."""


def revived(node: Any, reader: Reader) -> BaseException:
    """Return an error like the one of a node: of the nearest class that is known here, with its name and its text.

    Raises WireError where the node is none.
    """
    try:
        kinds, text, arguments = node
        names = [(str(module)[:100], str(name)[:100].rpartition(".")[2]) for module, name in kinds]
        given = reader.value(arguments)
    except (TypeError, ValueError, RecursionError, MemoryError) as error:
        raise WireError(f"no error that can be read ({type(error).__name__})") from None
    said = str(text)[:LONGEST]
    for base in [*filter(None, (known(*each) for each in names)), Exception]:
        with contextlib.suppress(Exception):  # of several types: a class that wants more than its name
            return made(base, names[0], said, given if isinstance(given, tuple) else (said,))
    raise WireError("no error that can be read")


def made(base: type[BaseException], names: tuple[str, str], text: str, arguments: tuple[Any, ...]) -> BaseException:
    """Return an error of a class derived from base; names: of the module and the class that it says it is of."""
    module, name = names
    kind: Any = type(name, (base,), {"__str__": lambda self: text, "__module__": module})
    error: BaseException = kind.__new__(kind)
    error.args = arguments
    if is_beside(sys.modules.get(base.__module__)):
        with contextlib.suppress(Exception):  # whatever its class makes of other arguments than its own
            base.__init__(error, *error.args)
    if hasattr(base, "message"):
        vars(error)["_message"] = text  # as TensorFlow's errors keep it
    return error


def known(module: str, name: str) -> type[BaseException] | None:
    """Return the class of an error by its name; None where it is none of those that are known."""
    found: object = None
    if module == "builtins":
        found = vars(builtins).get(name)
    elif module in sys.modules and (module in KNOWN or is_beside(sys.modules[module])):
        found = vars(sys.modules[module]).get(name)
    return found if isinstance(found, type) and issubclass(found, BaseException) else None
