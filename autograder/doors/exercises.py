"""Finds the exercises in a student's own notebook, with what is odd about their tests.

Where it says of a test that it is not as it was handed out, it goes by the checksum that nbgrader has left in the cell.
"""

from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from autograder import text, words
from autograder.cells import Heading, Kind, entry, grade_id_of, heading_in, is_marked, is_test, kind_of, view

PASSED = "✓"


@dataclass(frozen=True)
class Place:
    """A cell that can be looked at: its id, and its place among all cells, by which old notebooks know it."""

    cell: str
    index: int


@dataclass
class Exercise:
    """One line of the answer. mark: ✓, ✗ or ○, and state, the same in a word; said: what its checks say, in lines.

    place: of its answer; tests: the places of its tests.
    """

    title: str
    place: Place
    of: float = 0.0
    points: float = 0.0
    mark: str = PASSED
    state: str = ""
    said: list[str] = field(default_factory=list)
    tests: list[Place] = field(default_factory=list)

    @property
    def line(self) -> str:
        """Its title and points."""
        return words.EXERCISE_POINTS(title=self.title, points=self.points, of=self.of)


@dataclass(frozen=True)
class Note:
    """Something beside the exercises that is worth knowing, and the cell that it is about."""

    said: str
    place: Place | None = None


def tidy(notebook: NotebookNode) -> dict[str, int]:
    """Take for tests only what can be one, and each once, as it was handed out where it is; return {name: how often}.

    What is no test then runs as any cell does.
    """
    known: dict[str, list[NotebookNode]] = {}
    for cell in notebook.cells:
        if is_test(cell):
            number = entry(cell).get("points")
            if grade_id_of(cell) and isinstance(number, (int, float)):
                known.setdefault(grade_id_of(cell) or "", []).append(cell)
            else:
                del cell.metadata["nbgrader"]
    for cells in known.values():
        counts = next((cell for cell in cells if not is_changed(cell)), cells[0])
        for cell in cells:
            if cell is not counts:
                del cell.metadata["nbgrader"]
    return {name: len(cells) for name, cells in known.items()}


def is_changed(cell: NotebookNode) -> bool:
    """Tell whether a test is not as it was handed out, as far as its metadata knows."""
    kept = entry(cell).get("checksum")
    return isinstance(kept, str) and kept != compute_checksum(cell)


class Looking:
    """Goes through the cells of a notebook and finds its exercises, each an answer's cell and the tests below.

    Answers under one heading are one exercise, as are tests above any answer. notes: what is odd about tests.
    """

    def __init__(self) -> None:
        """Nothing is found yet."""
        self.heading: Heading | None = None
        self.names: set[str] = set()
        self.found: list[Exercise] = []
        self.notes: list[Note] = []
        self.current: Exercise | None = None
        self.elsewhere: dict[int, float] = {}  # {place of an exercise: points that no test here gives}
        self.due: dict[int, int] = {}  # {place of an exercise: points that its heading has}

    def look(self, cell: NotebookNode, place: Place) -> None:
        """Take a cell for what it is; a test that is no code any more is taken for none."""
        self.heading = heading_in(cell) or self.heading
        name, given = grade_id_of(cell) or "", view(cell).points
        if kind_of(cell) is Kind.ANSWER and name not in self.names:
            self.names.add(name)
            title = titled(self.heading, name)
            if self.current is None or self.current.title != title:
                self.begin(Exercise(title, place))
                self.due |= {place.index: self.heading.points} if self.heading else {}
        if is_test(cell):
            exercise = self.current or self.begin(Exercise(name, place))
            exercise.tests.append(place)
            exercise.of += given
            if is_changed(cell):
                self.notes.append(Note(words.CHANGED_TEST(name=name), place))
        elif cell.cell_type != "code" and entry(cell).get("cell_type") == "code" and is_marked(cell):
            if self.current is not None:
                self.current.of += given
            self.notes.append(Note(words.CHANGED_TYPE(name=name), place))
            del cell.metadata["nbgrader"]
        elif is_marked(cell) and self.current is not None:
            index = self.current.place.index
            self.elsewhere[index] = self.elsewhere.get(index, 0.0) + given

    def begin(self, exercise: Exercise) -> Exercise:
        """Take an exercise for the one that what follows belongs to."""
        self.found.append(exercise)
        self.current = exercise
        return exercise

    def exercises(self) -> list[Exercise]:
        """Return those that have tests, or should have by their headings."""
        for each in self.found:
            index = each.place.index
            missing = self.due.get(index, 0) - each.of - self.elsewhere.get(index, 0.0)
            if missing > 0:
                each.of, each.said = each.of + missing, [words.MISSING_TEST()]
        return [each for each in self.found if each.tests or each.of]


def titled(heading: Heading | None, name: str) -> str:
    """Return how an exercise is called."""
    return words.EXERCISE(number=heading.number, title=text.shown(heading.title)) if heading else text.shown(name)
