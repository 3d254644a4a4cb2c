"""What is done with a submission's own text before any of it is run: found, read, rebuilt, looked through.

All of it goes through parsers, so all of it is run apart: whatever is in a file costs this submission one line.
"""

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder import words
from autograder.errors import SubmissionError, TooMuch, attempt
from autograder.prepare import archive, asked, notebook, requests
from autograder.prepare.archive import Found
from autograder.prepare.asked import Said
from autograder.prepare.idle import idle_cells
from autograder.prepare.notes import notes
from autograder.prepare.rebuild import Prepared, prepared
from autograder.prepare.requests import Request
from autograder.sandbox.apart import Apart

MB = 10**6
# What reading one submission may take: bytes of memory, seconds, and bytes of what it comes to.
MEMORY, SECONDS, LARGEST = 1500 * MB, 60, 2 * archive.LARGEST
PRELOAD = ("autograder.prepare.preparer",)


class Preparer:
    """Prepares submissions, for any number of threads at once."""

    def __init__(self, memory: int = MEMORY, seconds: float = SECONDS) -> None:
        """memory, seconds: of one step of one submission."""
        self.apart = Apart(memory, seconds, PRELOAD, LARGEST)

    def start(self) -> None:
        """Begin with the imports; they go on while this returns."""
        self.apart.start()

    def find(self, place: str | Path, name: str, known: Collection[str] = ()) -> Found:
        """Return archive.find()'s Found, and with it what says that an answer is right."""
        with named(place):
            found: Found = self.apart.run(find, place, name, known)
            return found

    def asked(self, place: str | Path) -> Said:
        """Return what files in a place say in which there are requests, as asked.beside() does."""
        said, _ = attempt(self.apart.run, asked.beside, place)
        return said or Said()

    def requests(self, data: bytes, texts: Sequence[str], *of: Any) -> tuple[Request, ...]:
        """Return requests.requests() of a notebook in bytes and of texts beside it; of: the lesson, see there.

        What cannot be read of the notebook costs no text its request. Raises what comes out of reading the texts.
        """
        found, error = attempt(self.apart.run, requests.requests, data, texts, *of)
        if error is None:
            return tuple(found)
        return tuple(self.apart.run(requests.requests, b"", texts, *of))

    def ready(
        self, data: bytes, where: str, skeleton: NotebookNode, visible: Mapping[str, str], lean: bool
    ) -> tuple[Prepared, frozenset[str]]:
        """Return the Prepared of a notebook in bytes, and the ids of its cells that are left out.

        where: how it is called in messages; skeleton: the lesson that it is rebuilt on; visible: {grade_id: source} of
        its tests and tasks as students have them; lean: leave idle cells out.
        """
        with named(where):
            made: tuple[Prepared, frozenset[str]] = self.apart.run(ready, data, where, skeleton, visible, lean)
            return made

    def receipt(self, data: bytes) -> str:
        """Return the receipt of a notebook in bytes, "" where they are none: whoever reads them on says why."""
        made, _ = attempt(self.apart.run, notebook.receipt_of, data)
        return str(made or "")

    def close(self) -> None:
        """End what it has started."""
        self.apart.close()


@contextlib.contextmanager
def named(where: str | Path) -> Iterator[None]:
    """Put a submission's place before what is said of it; what parsers raise over a text is that text's fault."""
    try:
        yield
    except TooMuch as error:
        raise TooMuch(f"{where}: {error}; {words.HINT()}") from error
    except (ValueError, RuntimeError, SyntaxError) as error:
        told = " ".join(f"{type(error).__name__}: {error}".split())[:100]
        raise SubmissionError(f"{where}: {words.UNREADABLE(reason=told)}; {words.HINT()}") from error


def find(place: str | Path, name: str, known: Collection[str] = ()) -> Found:
    """Do what Preparer.find() does, in this process."""
    found = archive.find(place, name, known)
    said, _ = attempt(asked.beside, place)  # whatever lies there, it is in nobody's way
    said = said or Said()
    asks, _ = attempt(requests.mentioned, found.data)
    remark = "; ".join(filter(None, [found.remark, *said.unread]))
    return replace(found, remark=remark, asks=bool(asks), asked=said.texts)


def ready(
    data: bytes, where: str, skeleton: NotebookNode, visible: Mapping[str, str], lean: bool
) -> tuple[Prepared, frozenset[str]]:
    """Do what Preparer.ready() does, in this process."""
    made = prepared(skeleton, notebook.parse(data, where), visible)
    made = replace(made, notes=notes(made.notebook, skeleton))
    return made, idle_cells(made.notebook, skeleton) if lean else frozenset()
