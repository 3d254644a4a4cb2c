"""Shows how far a grading run is: a bar on a terminal, a line a submission elsewhere."""

import sys
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.report import number


def line(graded):
    """Return what is told of one submission."""
    held = graded.held
    told = f"held: {held}" if held else f"{number(graded.mark)} of {number(graded.points)}"
    remark = f" ({graded.remark})" if graded.remark and not held else ""
    return f"{graded.student}, {graded.lesson or 'no lesson'}: {told}{remark}"


@contextmanager
def progress(total, stream=None):
    """Give a function that takes each Graded as it is done; total: a function that returns how many there will be."""
    stream = stream or sys.stdout
    if not stream.isatty():
        yield lambda graded: print(line(graded), file=stream, flush=True)
        return
    rate = TextColumn("{task.fields[rate]}")
    columns = [TextColumn("grading"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn()]
    with Progress(*columns, console=Console(file=stream)) as bar:
        task = bar.add_task("grading", total=None, rate="")

        def done(graded):
            bar.update(task, advance=1, total=total())
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
            bar.update(task, rate=f"{speed * 60:.0f} a minute" if speed else "")
            if graded.held:
                bar.console.print(line(graded), markup=False, highlight=False, soft_wrap=True)

        yield done
