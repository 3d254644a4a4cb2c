"""What the judge holds of the functions, classes and objects that stay in the player."""

from __future__ import annotations

import inspect
import keyword
from typing import Any, Protocol

from autograder.judge.standins import StandIn

MARK = "_autograder_number"


class Asker(Protocol):
    """What a proxy asks; objects have numbers there."""

    def call(self, number: int, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """Call one."""

    def get(self, number: int, name: str) -> Any:
        """Return an attribute of one."""

    def set(self, number: int, name: str, value: Any) -> None:
        """Give one an attribute."""

    def method(self, number: int, name: str, arguments: tuple[Any, ...]) -> Any:
        """Call a special method of one."""

    def ask(self, kind: str, *parts: Any) -> tuple[Any, Any]:
        """Ask for something."""


class Proxy:
    """An object of the player's. Its class has the name that it has there, and the special methods of SPECIAL."""

    _autograder_caller: Asker
    _autograder_number: int
    _autograder_text: str
    __signature__: inspect.Signature

    def __getattr__(self, name: str) -> Any:
        """Ask for an attribute; special ones are looked up on classes, and there are none here."""
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return self._autograder_caller.get(self._autograder_number, name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute there."""
        self._autograder_caller.set(self._autograder_number, name, value)

    def __repr__(self) -> str:
        """As it shows itself there."""
        return self._autograder_text


def called(self: Any, *arguments: Any, **options: Any) -> Any:
    """Call it there."""
    return self._autograder_caller.call(self._autograder_number, arguments, options)


def special(name: str) -> Any:
    """Return a special method that is asked for there. Whatever is compared with is not sent: there is no __eq__."""

    def method(self: Any, *arguments: Any) -> Any:
        return self._autograder_caller.method(self._autograder_number, name, arguments)

    method.__name__ = name
    return method


METHODS: tuple[str, ...] = ("__len__", "__getitem__", "__iter__", "__next__", "__bool__", "__float__", "__int__")
METHODS += ("__setitem__", "__delitem__", "__enter__", "__exit__", "__str__")


class Remote(type):
    """The class of classes that stay in the player: to call one makes an object there."""

    def __call__(cls, *arguments: Any, **options: Any) -> Any:
        """Call it there."""
        return called(cls, *arguments, **options)

    def __getattr__(cls, name: str) -> Any:
        """Ask for an attribute."""
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return vars(cls)["_autograder_caller"].get(vars(cls)[MARK], name)

    def __instancecheck__(cls, value: Any) -> bool:
        """Ask whether an object of the player's is one of them."""
        return vars(cls)["_autograder_caller"].is_of(value, vars(cls)[MARK])

    def __repr__(cls) -> str:
        """As it shows itself there."""
        return str(vars(cls)["_autograder_text"])


def proxy(caller: Asker, number: int, facts: dict[str, Any]) -> Any:
    """Return the proxy of an object; facts: what the player tells of it."""
    told = {key: value for key, value in facts.items() if isinstance(value, str)}
    told_names = facts.get("parameters")
    names = [str(each)[:100] for each in told_names[:30]] if isinstance(told_names, list) else []
    names = [each for each in names if each.isidentifier() and not keyword.iskeyword(each)]
    parts: dict[str, Any] = {
        "_autograder_caller": caller,
        MARK: number,
        "_autograder_text": told.get("text", "")[:500],
        "__module__": told.get("module", "")[:100],
        "__doc__": told.get("doc", "")[:2000] or None,
    }
    if told.get("name") and not told.get("class"):
        parts["__name__"] = told["name"][:100]
    if len(names) == len(set(names)) and names:
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        parts["__signature__"] = inspect.Signature([inspect.Parameter(each, kind) for each in names])
    if told.get("class"):
        return Remote(told["class"][:100], (), parts)
    if facts.get("callable") is True:
        parts["__call__"] = called
    has = facts.get("special")
    for name in METHODS:
        if isinstance(has, list) and name in has:
            parts[name] = special(name)
    made: Any = type((told.get("type") or "object")[:100], (Proxy,), parts)
    return made()


def number_of(value: Any) -> int:
    """Return the number of what the player has, 0 of any other value."""
    if isinstance(value, Proxy) or type(value) is Remote:
        number: int = vars(type(value) if isinstance(value, Proxy) else value)[MARK]
        return number
    return value._autograder_number if isinstance(value, StandIn) else 0
