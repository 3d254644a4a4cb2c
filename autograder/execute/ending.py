"""How a cell may end that does not end by itself, and what is said of it."""

from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.verdicts import Verdict


@dataclass(frozen=True)
class Ending:
    """Why a cell did not end by itself: the verdict for the exercise that it belongs to, and the reason in one line."""

    verdict: Verdict
    reason: str

    @property
    def score(self) -> float | None:
        """The score of a test that ended so; None where it is held."""
        return 0.0 if self.verdict.is_mark else None

    @property
    def output(self) -> NotebookNode:
        """The error output that says so in one line."""
        name = "CellTimeoutError" if self.verdict is Verdict.TIMED_OUT else "DeadKernelError"
        return new_output("error", ename=name, evalue=self.reason, traceback=[f"{name}: {self.reason}"])


class KernelGone(Exception):
    """The kernel ended, or had to be ended, while a cell ran."""

    def __init__(self, ending: Ending, sudden: bool = False) -> None:
        """Note how; sudden: it ended by itself."""
        super().__init__(ending.reason)
        self.ending, self.sudden = ending, sudden


def out_of_time(seconds: float, how: str = "") -> Ending:
    """The cell took longer than it may; how: what had to be done about it."""
    return Ending(Verdict.TIMED_OUT, f"it ran over {seconds:g} s{how}")


INTERRUPTED = " and was interrupted"
STUCK = " and could not be interrupted"


def out_of_memory(megabytes: int) -> Ending:
    """The kernel took more memory than it may."""
    return Ending(Verdict.DIED, f"it used more than {megabytes} MB of memory")


def ended(code: int | None) -> Ending:
    """The kernel's process ended; code: as subprocess gives it, None where it is not known."""
    told = "no exit code" if code is None else f"exit code {code}" if code >= 0 else f"signal {-code}"
    return Ending(Verdict.DIED, f"its code ended the kernel ({told})")


def late(seconds: float) -> Ending:
    """The notebook's time is up, so that the cell was not run, or not for as long as it may."""
    return Ending(Verdict.NOT_RUN, f"the notebook had run {seconds:g} s before")


def used_up(kernels: int) -> Ending:
    """No more kernels are started for the notebook."""
    return Ending(Verdict.NOT_RUN, f"{kernels} kernels were lost before")


UNREADABLE = Ending(Verdict.DIED, "it sent more than can be read, or closed its connection")
REPLAY_STUCK = Ending(Verdict.TIMED_OUT, "a replay could not be interrupted")
