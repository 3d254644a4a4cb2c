"""Shows how far a grading run is: a bar on a terminal, a line a submission elsewhere."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder import text
from autograder.record.graded import Graded
from autograder.record.tables import number

LONGEST = 2000  # characters of what is told of one submission


def line(graded: Graded) -> str:
    """Return what is told of one submission."""
    held = graded.held
    told = f"held: {held}" if held else f"{number(graded.mark)} of {number(graded.points)}"
    if graded.penalty and not held:
        told += f", {number(graded.penalty)} taken off for being late"
    remark = "".join(f" ({each})" for each in (graded.remark, graded.note) if each)
    names = f"{text.shown(graded.student)}, {text.shown(graded.lesson) or 'no lesson'}"
    return f"{names}: {text.shown(told + remark, LONGEST)}"


@contextmanager
def progress(total: Callable[[], int], stream: TextIO | None = None) -> Iterator[Callable[[Graded], None]]:
    """Give a function that takes each Graded as it is done; total: a function that returns how many there will be.

    Whatever the stream cannot show costs that line and nothing else.
    """
    stream = stream or sys.stdout
    if not stream.isatty():
        yield lambda graded: None if graded.missing else text.say(line(graded), stream)
        return
    rate = TextColumn("{task.fields[rate]}")
    columns = [TextColumn("grading"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn()]
    with Progress(*columns, console=Console(file=stream)) as bar:
        task = bar.add_task("grading", total=None, rate="")

        def done(graded: Graded) -> None:
            if graded.missing:
                return
            bar.update(task, advance=1, total=total())
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
            bar.update(task, rate=f"{speed * 60:.0f} a minute" if speed else "")
            if graded.held:
                told = text.encodable(line(graded), stream)
                with contextlib.suppress(OSError, ValueError):
                    bar.console.print(told, markup=False, highlight=False, soft_wrap=True)

        yield done
