"""Random attacks: of kinds with many members a few, each made from a seed, and called GENERATOR-SEED.

A generator gets a random generator and returns the text of an attack, as attack.py reads it: so the same seed makes the
same attack again. `HOSTILE_SEED=5` for the tests makes others.
"""

from collections.abc import Iterator
from pathlib import Path

from autograder.bank import (
    attacks_by_files,
    attacks_by_messages,
    attacks_on_checks,
    attacks_on_parsers,
    attacks_that_lie,
)
from autograder.bank.attack import Attack
from autograder.bank.generators import Generators
from autograder.bank.random_accidents import rng_of

GENERATORS = Generators(
    attacks_on_checks.GENERATORS
    | attacks_that_lie.GENERATORS
    | attacks_on_parsers.GENERATORS
    | attacks_by_files.GENERATORS
    | attacks_by_messages.GENERATORS
)


def made(name: str, seed: int) -> Attack:
    """Return the attack that a generator makes of a seed."""
    return Attack(Path(f"{name}-{seed}.py"), GENERATORS[name][0](rng_of(name, seed)))


def drawn(seed: int) -> Iterator[Attack]:
    """Yield a few attacks of each generator, as many as it is worth."""
    for name, (_, count) in GENERATORS.items():
        yield from (made(name, seed + number) for number in range(count))


def generator_of(attack: Attack) -> str:
    """Return the name of the generator that has made an attack, that of the attack where none has."""
    return attack.name.rpartition("-")[0] if attack.made else attack.name
