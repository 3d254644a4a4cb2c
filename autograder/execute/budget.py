"""What a submission may use, and what is left of it: one clock and one count of bytes for all of a job."""

import time
from collections.abc import Callable
from dataclasses import dataclass

MB = 10**6


@dataclass(frozen=True)
class Limits:
    """How much a submission may use. Seconds, bytes of output, bytes of memory of its own."""

    cell_seconds: float = 60
    notebook_seconds: float = 600
    cell_output: int = 1 * MB
    notebook_output: int = 10 * MB
    memory: int = 4000 * MB
    # After an interrupt a kernel has this long to come back before it is killed.
    grace_seconds: float = 3


class Budget:
    """What is left for one job, and the most memory that was used.

    Every wait asks it: of first runs, replays, confirmations and control runs alike. memory: bytes of a kernel's own;
    stopped: whether somebody has said that this is enough; patience: so many seconds more a cell may take while its
    kernel has had less processor time than a cell may take: on a busy machine that is no loop.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic, patience: float = 0.0) -> None:
        """Begin now, or once the first kernel is up; clock: returns seconds."""
        self.limits, self.clock, self.begun, self.stopped = limits, clock, False, False
        self.patience = patience
        self.end = clock() + limits.notebook_seconds
        self.left, self.memory = limits.notebook_output, 0

    def begin(self) -> None:
        """Begin, unless that was done: until the first kernel is up it is the machine's time that passes."""
        if not self.begun:
            self.begun, self.end = True, self.clock() + self.limits.notebook_seconds

    def seconds(self, most: float) -> float:
        """Return how many seconds something that wants that many may take; 0 or less when time is up."""
        return 0.0 if self.stopped else min(most, self.end - self.clock())

    @property
    def is_over(self) -> bool:
        """Whether time is up."""
        return self.stopped or self.clock() >= self.end

    def stop(self) -> None:
        """Let time be up now; any thread may. A kernel that runs is ended within a moment."""
        self.stopped = True

    @property
    def output(self) -> int:
        """How many bytes the next cell may print."""
        return max(0, min(self.limits.cell_output, self.left))

    def spend(self, size: int) -> None:
        """Note that so many bytes were printed."""
        self.left -= size

    def saw(self, memory: int) -> int:
        """Note how many bytes of memory a kernel has; return them."""
        self.memory = max(self.memory, memory)
        return memory
