"""What a submission may use, and what is left of it: one clock and one count of bytes for all of a job."""

import time
from dataclasses import dataclass

from nbgrader.preprocessors import Execute

from autograder.sandbox.settings import Sandbox

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


def limits(config, **own):
    """Return the Limits of a configuration, from c.Execute.timeout and c.Sandbox.memory; own: others, by name."""
    seconds = Execute(config=config).timeout or Limits.cell_seconds
    return Limits(**{"cell_seconds": seconds, "memory": Sandbox(config=config).memory * MB} | own)


class Budget:
    """What is left for one job. Every wait asks it: of first runs, replays, confirmations and control runs alike."""

    def __init__(self, limits, clock=time.monotonic):
        """Begin now, or once the first kernel is up; clock: a function that returns seconds."""
        self.limits, self.clock, self.begun = limits, clock, False
        self.end = clock() + limits.notebook_seconds
        self.left = limits.notebook_output

    def begin(self):
        """Begin, unless that was done: until the first kernel is up it is the machine's time that passes."""
        if not self.begun:
            self.begun, self.end = True, self.clock() + self.limits.notebook_seconds

    def seconds(self, most):
        """Return how many seconds something that wants that many may take; 0 or less when time is up."""
        return min(most, self.end - self.clock())

    @property
    def is_over(self):
        """Whether time is up."""
        return self.clock() >= self.end

    @property
    def output(self):
        """How many bytes the next cell may print."""
        return max(0, min(self.limits.cell_output, self.left))

    def spend(self, size):
        """Note that so many bytes were printed."""
        self.left -= size
