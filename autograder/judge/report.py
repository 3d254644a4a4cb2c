"""What the judge is asked for, and what it says: plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Needs:
    """What a test needs. given: sources of the lesson's cells, in order; names: those that the player is asked for."""

    given: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """How a test ended. Nothing of it comes from a student's process but through the judge's eyes.

    error: name, text and traceback of the error that it ended in, None where in none; number: what its last expression
    gives; trace: what the check that refused the answer tells of it; fault: why a given cell failed; gone: how the
    player broke off; calls, seconds: of the player's, how many and how long they took; whole: seconds in all; shown:
    kinds of Keras's objects that the player has shown.
    """

    error: Mapping[str, str] | None = None
    number: float | None = None
    trace: Mapping[str, Any] | None = None
    fault: str = ""
    gone: str = ""
    calls: int = 0
    seconds: float = 0.0
    whole: float = 0.0
    shown: Sequence[str] = ()
