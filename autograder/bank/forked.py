"""Runs cells by IPython in a forked, silenced process, which has all that was imported before and no kernel around it.

TensorFlow survives a fork after its import, but not after its first operation: the process that forks only imports.
"""

import contextlib
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import TypeVar

from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

T = TypeVar("T")


class Unseen(DisplayPublisher):
    """What is displayed is made, and goes nowhere."""

    def publish(self, *arguments: object, **options: object) -> None:
        """Show nothing."""


class Silent(InteractiveShell):
    """IPython's shell, which tells nothing."""

    def enable_gui(self, gui: str | None = None) -> None:
        """Open no window."""

    def showtraceback(self, *arguments: object, **options: object) -> None:
        """Show none."""

    def run(self, cell: str) -> BaseException | None:
        """Run a cell; return the exception that it ended in, None where it has none."""
        result = self.run_cell(cell)  # type: ignore[no-untyped-call]  # IPython's has no types
        error: BaseException | None = result.error_before_exec or result.error_in_exec
        return error

    def drawn(self) -> None:
        """Draw figures from now on, in all forms that a notebook has, but show none."""
        self.enable_matplotlib("inline")  # type: ignore[no-untyped-call]  # nor has this
        if self.display_formatter is not None:
            self.display_formatter.active_types = self.display_formatter.format_types
        self.display_pub = Unseen(parent=self)  # type: ignore[no-untyped-call]  # nor has this


def preload(with_tensorflow: bool = True) -> None:
    """Import what the cells import, once, so that the processes that are forked after that have it."""
    with contextlib.suppress(ModuleNotFoundError):  # a course that draws nothing need not have it
        import matplotlib.pyplot  # noqa: F401

    if with_tensorflow:
        os.environ.update(TF_CPP_MIN_LOG_LEVEL="2", TF_ENABLE_ONEDNN_OPTS="0")
        import tensorflow  # noqa: F401


def forked(work: Callable[[Silent], T], folder: Path, timeout: float | None = None) -> T:
    """Return what work(shell) returns in a forked process; it must be data that can be pickled.

    folder: a lesson's, where the cells run, with the modules that lie beside the notebook. Raises TimeoutError where
    there is no end after timeout seconds, EOFError where the process has died.
    """
    with child(work, folder) as (_, receiver):
        if not receiver.poll(timeout):
            raise TimeoutError(f"no end after {timeout} s")
        found: T = receiver.recv()
        return found


@contextlib.contextmanager
def child(work: Callable[[Silent], object], folder: Path) -> Iterator[tuple[ForkProcess, Connection]]:
    """Have work(shell) done in a forked process; yield it, and what it sends at its end. It is ended afterwards.

    folder: as of forked().
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(work, folder, sender))
    process.start()
    sender.close()
    try:
        yield process, receiver
    finally:
        process.kill()
        process.join()
        receiver.close()


def _send(work: Callable[[Silent], object], folder: Path, sender: Connection) -> None:
    """Do the work in this forked process, and send what comes of it."""
    os.chdir(folder)
    sys.path.insert(0, str(folder))  # the modules that lie beside the notebook
    for beside in folder.glob("*.py"):  # and no other module of such a name, which came through the fork
        sys.modules.pop(beside.stem, None)
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    for stream in (1, 2):  # what the cells print is nobody's to read here
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    InteractiveShell.clear_instance()  # one that came through the fork is not ours
    shell = Silent.instance(history_length=0, quiet=True)
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].use("agg")
    sender.send(work(shell))
