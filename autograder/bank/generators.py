"""Generators of attacks by their names: what random_attacks.py draws from."""

from collections.abc import Callable
from random import Random

Generator = Callable[[Random], str]


class Generators(dict[str, tuple[Generator, int]]):
    """Generators by their names, each with the number of its attacks that are tried in each run."""

    def known(self, name: str, count: int = 2) -> Callable[[Generator], Generator]:
        """Return a decorator that makes a function the generator of that name."""

        def added(function: Generator) -> Generator:
            self[name] = (function, count)
            return function

        return added


def answer(kind: str, attack: str, exercise: str, verdict: str, text: str, *more: str) -> str:
    """Return the text of an attack on an exercise; more: further comment lines, such as "others: lost"."""
    said = [f"kind: {kind}", f"attack: {attack}", f"exercise: {exercise}", f"verdict: {verdict}", *more]
    return "".join(f"# {line}\n" for line in said) + text.lstrip("\n")
