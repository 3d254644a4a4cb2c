"""The prints of an answer: hashes of a few of its runs of tokens, so chosen that long common runs are always seen.

By winnowing, after Saul Schleimer, Daniel S. Wilkerson and Alex Aiken, "Winnowing: local algorithms for document
fingerprinting" (SIGMOD 2003): of each window of hashes of k tokens in a row the smallest is kept, of several the last.
Two answers that have k + window - 1 tokens in a row in common then share a print, and what they share in fewer than k
never counts.
"""

import hashlib
from collections.abc import Iterable, Sequence, Set

from autograder.similar.tokens import Token

# {a print: the lines of the answer, from 0, that it comes from}
Prints = dict[str, frozenset[int]]


def runs(tokens: Sequence[Token], noise: int) -> list[str]:
    """Return the hashes of all runs of that many tokens, in order."""
    said = [each.said for each in tokens]
    return [hashed(said[place : place + noise]) for place in range(len(said) - noise + 1)]


def hashed(said: Iterable[str]) -> str:
    """Return the hash of a run, the same in every process."""
    return hashlib.blake2b("\0".join(said).encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()


def prints(tokens: Sequence[Token], common: Set[str], noise: int, guarantee: int) -> Prints:
    """Return the prints of an answer.

    common: the runs that tell nothing, since the lesson itself has them: they are left out before anything is chosen;
    noise: tokens of a run; guarantee: tokens in a row from which on a print is sure to be shared.
    """
    window = max(1, guarantee - noise + 1)
    own = [(place, run) for place, run in enumerate(runs(tokens, noise)) if run not in common]
    found: dict[str, set[int]] = {}
    for start in range(max(1, len(own) - window + 1)):
        inside = own[start : start + window]
        if not inside:
            break
        place, run = min(inside, key=lambda each: (each[1], -each[0]))
        lines = found.setdefault(run, set())
        for each in tokens[place : place + noise]:
            lines.update(range(each.first, each.last + 1))
    return {run: frozenset(lines) for run, lines in found.items()}
