"""Random accidents: what honest people and their editors do to a notebook between opening it and handing it in."""

from random import Random

from autograder.bank import accidents_by_code, accidents_to_cells, accidents_to_files
from autograder.bank.draft import Accidents, Draft

ACCIDENTS = Accidents(
    accidents_to_cells.ACCIDENTS | accidents_to_files.ACCIDENTS | accidents_by_code.ACCIDENTS,
)


def happen(draft: Draft, name: str, rng: Random) -> str | None:
    """Let an accident happen to a draft; return what it did, in words, None where it found nothing to happen to."""
    accident, _ = ACCIDENTS[name]
    done = accident(draft, rng)
    return None if done is None else f"{name}{f' ({done})' if done else ''}"


def names(rng: Random, count: int) -> list[str]:
    """Return the names of count accidents, drawn by their weights."""
    every = sorted(ACCIDENTS)
    return rng.choices(every, [ACCIDENTS[name][1] for name in every], k=count)


def rng_of(*parts: object) -> Random:
    """Return a random generator for what parts say: the same in every process."""
    return Random("/".join(map(str, parts)))
