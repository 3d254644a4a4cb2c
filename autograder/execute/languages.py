"""What the execute step asks of a kernel's language: Python has all of it; any other kernel is judged in place."""

from collections.abc import Sequence
from typing import Protocol

from jupyter_client.kernelspec import KernelSpec

from autograder import language
from autograder.judge import bundle


class Language(Protocol):
    """A kernel's language; each expression is "" where there is nothing to evaluate.

    whole: whether names can be kept and taken up again, so that a test can run where others have run. Without that
    each runs once, whole and where it stands: no control runs, no cells left out, no traces.
    arguments: more of the kernel's command line; opening: what a new kernel evaluates first; brief: what it evaluates
    before runs of which nobody reads a traceback.
    """

    whole: bool
    arguments: Sequence[str]
    opening: str
    brief: str

    def keep(self, key: str) -> str:
        """Return the expression by which a kernel keeps its names under a key."""

    def restore(self, key: str) -> str:
        """Return the expression by which it takes up those that it has kept under a key."""

    def stage(self, key: str, name: str, source: str, real: bool) -> str:
        """Return the expression by which it takes up names, and binds an answer or a wrong one, for a run of a test."""

    def trace(self, name: str, test: str, shown: str) -> str:
        """Return the expression whose value is the trace of a failed test of the answer called name.

        shown: the part of the test that students have.
        """

    @property
    def player(self) -> str:
        """The expression after which a kernel can play for a judge."""

    def play(self, address: str, before: str) -> str:
        """Return the cell by which it plays for the judge at an address; before: an expression to evaluate before."""

    def shows_a_score(self, source: str) -> bool:
        """Tell whether a number that a test cell shows as its result is its score, from the cell's source."""


class Python:
    """Python, run by IPython."""

    whole = True
    brief = language.SHORT

    def __init__(self, command: Sequence[str] = ()) -> None:
        """Note what it takes; command: the kernel's, since another kernel than ipykernel may know none of it."""
        own = any("ipykernel" in each for each in command)
        self.arguments: Sequence[str] = language.ARGUMENTS if own else ()
        self.opening = f"({language.STAY}, {language.opened()})" if own else ""

    def opened(self, expression: str) -> str:
        """Return an expression before which a kernel that has evaluated no opening makes what it needs, once."""
        return expression if self.opening else f"({language.opened()}, {expression})[1]"

    def keep(self, key: str) -> str:
        """All names of the notebook's module, in IPython's shell."""
        return self.opened(language.keep(key))

    def restore(self, key: str) -> str:
        """Those in place of the ones that the module has now."""
        return self.opened(language.restore(key))

    def stage(self, key: str, name: str, source: str, real: bool) -> str:
        """Those kept under key; then name is bound to the student's answer, or to what source defines."""
        return self.opened(language.stage(key, name, source, real))

    def trace(self, name: str, test: str, shown: str) -> str:
        """As bank/trace.py notes it."""
        return language.request(name, test, shown)

    @property
    def player(self) -> str:
        """What bundle.py sends, kept in IPython's shell."""
        return language.learned(bundle.text(bundle.PLAYER, ready=True))

    def play(self, address: str, before: str) -> str:
        """On all names of the notebook's module."""
        return language.play(address, before)

    def shows_a_score(self, source: str) -> bool:
        """Only where the source ends in an expression, not wherever a number was displayed."""
        return language.shows_a_number(source)


class Other:
    """Any other language, of which nothing is known but what nbgrader knows."""

    whole = False
    arguments: Sequence[str] = ()
    opening = brief = ""

    def keep(self, key: str) -> str:
        """Nothing."""
        return ""

    def restore(self, key: str) -> str:
        """Nothing."""
        return ""

    def stage(self, key: str, name: str, source: str, real: bool) -> str:
        """Nothing."""
        return ""

    def trace(self, name: str, test: str, shown: str) -> str:
        """Nothing."""
        return ""

    @property
    def player(self) -> str:
        """None."""
        return ""

    def play(self, address: str, before: str) -> str:
        """None."""
        return ""

    def shows_a_score(self, source: str) -> bool:
        """Wherever a result is a number."""
        return True


def of(spec: KernelSpec) -> Language:
    """Return the language of a kernelspec. A Python kernel of any name, of another Python too, is Python."""
    return Python(spec.argv) if spec.language.lower() == "python" else Other()
