"""What is done with a submission's own text before any of it is run: found, read, rebuilt, looked through.

All of it goes through parsers, so all of it is run apart: whatever is in a file costs this submission one line.
"""

import contextlib

from autograder.errors import SubmissionError, TooMuch
from autograder.prepare import archive
from autograder.prepare.idle import idle_cells
from autograder.sandbox.apart import Apart

MB = 10**6
# What reading one submission may take: bytes of memory, seconds, and bytes of what it comes to.
MEMORY, SECONDS, LARGEST = 1500 * MB, 60, 2 * archive.LARGEST
PRELOAD = ("autograder.prepare.intake",)


class Intake:
    """Takes submissions in, for any number of threads at once."""

    def __init__(self, memory=MEMORY, seconds=SECONDS):
        """memory, seconds: of one step of one submission."""
        self.apart = Apart(memory, seconds, PRELOAD, LARGEST)

    def start(self):
        """Begin with the imports; they go on while this returns."""
        self.apart.start()

    def find(self, place, name, known=()):
        """Return prepare.find()'s Found."""
        with named(place):
            return self.apart.run(archive.find, place, name, known)

    def ready(self, data, where, skeleton, visible, lean):
        """Return (prepare.Prepared, ids of the cells that are left out) of a notebook in bytes.

        where: how it is called in messages; skeleton: the lesson that it is rebuilt on; visible: {grade_id: source} of
        its tests as students have them; lean: leave idle cells out.
        """
        with named(where):
            return self.apart.run(ready, data, where, skeleton, visible, lean)

    def close(self):
        """End what it has started."""
        self.apart.close()


@contextlib.contextmanager
def named(where):
    """Put a submission's place before what is said of it; what parsers raise over a text is that text's fault."""
    try:
        yield
    except TooMuch as error:
        raise TooMuch(f"{where}: {error}; {archive.HINT}") from error
    except (ValueError, RuntimeError, SyntaxError) as error:
        told = " ".join(f"{type(error).__name__}: {error}".split())[:100]
        raise SubmissionError(f"{where}: cannot be read ({told}); {archive.HINT}") from error


def ready(data, where, skeleton, visible, lean):
    """Do what Intake.ready() does, in this process."""
    prepared = archive.prepared(skeleton, archive.parse(data, where), visible)
    return prepared, idle_cells(prepared.notebook, skeleton) if lean else frozenset()
