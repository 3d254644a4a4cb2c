"""What a page of feedback shows of one notebook, gathered from the executed notebook and the gradebook's marks."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from markupsafe import Markup
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

from autograder import text, words
from autograder.cells import HEADING, MARK
from autograder.record import clean
from autograder.record.tables import HELD
from autograder.verdicts import BREAK, Verdict

# What a page holds at most: characters of a source, of an output, of all; outputs of a cell; cells of the student's.
SOURCE, OUTPUT, PAGE, OUTPUTS, OWN_CELLS = 20_000, 5_000, 1_500_000, 10, 40
# What stands in a verdict's place, beside HELD, where there is none: a person will mark it.
DUE = "due"
# Why a test that a person has marked since had been held.
WAS_HELD = {
    str(Verdict.DIED): words.WAS_DIED,
    str(Verdict.NOT_RUN): words.WAS_NOT_RUN,
    str(Verdict.TAMPERED): words.WAS_TAMPERED,
    str(Verdict.GRADER): words.WAS_OUR_FAULT,
}


@dataclass(frozen=True)
class Label:
    """What a student is told of a test cell: its verdict, HELD or DUE; why; the mistake that is known."""

    verdict: str
    message: str = ""
    mistake: str = ""

    def plain(self) -> dict[str, str]:
        """Return it as it stands in the cell's metadata."""
        return {"verdict": self.verdict, "message": self.message, "mistake": self.mistake}


@dataclass(frozen=True)
class Output:
    """One output of a cell: an image as the URL that holds it, or HTML, or else text; whether it was cut."""

    text: str = ""
    html: Markup | None = None
    image: str = ""
    cut: bool = False


@dataclass(frozen=True)
class Shown:
    """A cell that the student has written: its source, or its HTML where it is prose; whether something was cut."""

    source: str = ""
    html: Markup | None = None
    outputs: tuple[Output, ...] = ()
    cut: bool = False


@dataclass(frozen=True)
class Check:
    """What became of one test: its label in lines, its score, None where it is held, its points."""

    name: str
    score: float | None
    points: float
    verdict: str
    lines: tuple[str, ...] = ()
    mistake: str = ""


@dataclass(frozen=True)
class Exercise:
    """What stands below one heading: checks, answers, an instructor's comments. anchor: its id in the page.

    asked: the answers at which its student asks for another look; by_hand: the checks that a person has marked,
    and nothing was handed in since.
    """

    title: str
    anchor: str
    checks: list[Check] = field(default_factory=list)
    answers: list[Shown] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)

    @property
    def look(self) -> str:
        """What its student is told of another look that she has asked for; "" where there is nothing to tell."""
        if not self.asked:
            return ""
        is_full = self.mark is not None and self.mark >= self.points
        if self.by_hand and (is_full or len(self.by_hand) == len(self.checks)):
            return words.ASKED_MARKED()
        return "" if is_full else words.ASKED()

    @property
    def mark(self) -> float | None:
        """The sum of its scores; None where one is held."""
        scores = [each.score for each in self.checks]
        known = [score for score in scores if score is not None]
        return sum(known) if len(known) == len(scores) else None

    @property
    def points(self) -> float:
        """The points that could be had."""
        return sum(each.points for each in self.checks)

    @property
    def verdict(self) -> str:
        """The verdict of it all."""
        return HELD if self.mark is None else str(verdict_of(self.mark, self.points))


@dataclass(frozen=True)
class Page:
    """What the template shows. held: why nothing was run, "" where it was; penalty: what being late costs.

    handed_in, receipt: the name of the file and its digest, "" where they are not known.
    """

    student: str
    title: str
    held: str
    remarks: tuple[str, ...]
    exercises: tuple[Exercise, ...]
    own: tuple[Shown, ...]
    penalty: float
    handed_in: str = ""
    receipt: str = ""

    @property
    def points(self) -> float:
        """The points that could be had."""
        return sum(each.points for each in self.exercises)

    @property
    def mark(self) -> float | None:
        """The sum of the marks less what being late costs; None where one is held."""
        marks = [each.mark for each in self.exercises]
        known = [mark for mark in marks if mark is not None]
        if len(known) < len(marks) or (self.held and not any(each.checks for each in self.exercises)):
            return None
        return max(0, sum(known) - self.penalty)


def page(notebook: NotebookNode, names: Mapping[str, object]) -> Page:
    """Return the Page of an executed notebook; names: nbgrader's resources, such as the student's name."""
    return Reader(notebook, names).page


class Reader:
    """Reads an executed notebook, cell by cell, and counts what the page has room for."""

    def __init__(self, notebook: NotebookNode, names: Mapping[str, object]) -> None:
        """Read all of it into self.page."""
        # Without our mark on the notebook, hidden tests may have run before the outputs came.
        self.trusted, self.left = MARK in notebook.metadata, PAGE
        told = notebook.metadata.get(MARK, {})
        # Of what was never run there are no answers to show, only why.
        self.held = text.shown(told["held"], 1000) if "held" in told else ""
        self.asked = frozenset(map(str, told.get("asked", ())))
        self.title = text.shown(names["assignment"])
        self.exercises: list[Exercise] = []
        self.own: list[Shown] = []
        self.read(notebook)
        penalty = names.get("late_penalty")
        self.page = Page(
            student=text.shown(names["student"]),
            title=self.title,
            held=self.held,
            remarks=tuple(text.shown(each, 500) for each in told.get("remarks", [])),
            exercises=tuple(self.exercises),
            own=tuple(self.own),
            penalty=float(penalty) if isinstance(penalty, (int, float)) else 0.0,
            handed_in=text.shown(told.get("file", ""), 200),
            receipt=text.shown(told.get("receipt", ""), 100),
        )

    def read(self, notebook: NotebookNode) -> None:
        """Sort the cells into exercises, and cells of the student's own."""
        exercise: Exercise | None = None
        title = ""
        for place, cell in enumerate(notebook.cells):
            # A heading of the student's own gives no exercise its name.
            if cell.cell_type == "markdown" and not is_solution(cell) and not is_own(cell):
                if heading := HEADING.search(cell.source):
                    title, exercise = words.EXERCISE(number=heading["number"], title=heading["title"]), None
                if place == 0 and cell.source.startswith("# "):
                    self.title = cell.source.splitlines()[0].removeprefix("# ")
            if is_solution(cell) or is_grade(cell) or is_task(cell):
                exercise = exercise or self.begin(title, cell.metadata.nbgrader.grade_id)
                self.add(exercise, cell)
            elif is_own(cell) and cell.source.strip() and len(self.own) < OWN_CELLS:
                self.own.append(self.safely_shown(cell))

    def begin(self, title: str, name: str) -> Exercise:
        """Return a new exercise, named by the heading above it, or by its first cell where that is not to be had."""
        known = {each.title for each in self.exercises}
        made = Exercise(title if title and title not in known else name, f"exercise-{len(self.exercises) + 1}")
        self.exercises.append(made)
        return made

    def add(self, exercise: Exercise, cell: NotebookNode) -> None:
        """Add an answer or a test to an exercise."""
        entry = cell.metadata.nbgrader
        if is_grade(cell) or is_task(cell):
            exercise.checks.append(self.check(cell))
            is_done = entry.get("by_hand") and not entry.get("looks")
            exercise.by_hand.extend([entry.grade_id] if is_done else [])
        if entry.grade_id in self.asked:
            exercise.asked.append(entry.grade_id)
        if is_solution(cell) and not self.held:  # what stands in a task is the lesson's
            exercise.answers.append(self.safely_shown(cell))
        if entry.get("comment"):
            exercise.comments.append(text.writable(entry["comment"]))

    def check(self, cell: NotebookNode) -> Check:
        """Return the Check of a test; of one marked by a person also why it was held; of others' runs the score."""
        entry, told = cell.metadata.nbgrader, cell.metadata.get(MARK, {})
        score, points = entry.get("score"), entry["points"]
        label = Label(HELD if score is None else str(verdict_of(score, points)), mistake=told.get("mistake", ""))
        if score is None and is_task(cell) and not self.held:
            label = Label(DUE, words.BY_A_PERSON())
        known = self.trusted and "verdict" in told
        if known and not entry.get("by_hand"):
            label = replace(label, verdict=told["verdict"], message=told["message"])
        elif known and label.verdict == told["verdict"]:  # the person agrees, so that what the test says stands
            label = replace(label, message=told["message"])
        lines = text.shown(label.message, 1000).split(BREAK)
        if entry.get("by_hand"):
            was = WAS_HELD.get(told.get("verdict", ""))
            lines = [words.BY_INSTRUCTOR(), was() if was else "", *lines]
            if score is not None and score >= points:  # whatever its mistake was
                label = replace(label, mistake="")
        return Check(
            name=entry["grade_id"],
            score=score,
            points=points,
            verdict=text.shown(label.verdict, 1000),
            lines=tuple(filter(None, lines)),
            mistake=text.shown(label.mistake, 1000),
        )

    def safely_shown(self, cell: NotebookNode) -> Shown:
        """Return what shown() does; that there is something which cannot be shown, where a library stumbles over it."""
        try:
            return self.shown(cell)
        except Exception:  # of any type: whatever a student has written, the page shows the marks
            return Shown(words.UNSHOWN())

    def shown(self, cell: NotebookNode) -> Shown:
        """Return what is shown of a cell that the student has written."""
        cut = len(cell.source) > SOURCE
        if cell.cell_type != "code":
            return Shown(html=clean.html(clean.markdown(cell.source[:SOURCE]), 10 * SOURCE), cut=cut)
        found = map(self.output, cell.outputs[:OUTPUTS]) if self.trusted else ()
        outputs = tuple(each for each in found if each is not None)
        cut = cut or len(cell.outputs) > OUTPUTS or any(each.cut for each in outputs)
        return Shown(text.writable(cell.source[:SOURCE]), outputs=outputs, cut=cut)

    def output(self, output: NotebookNode) -> Output | None:
        """Return what is shown of one output; None where the page is full or there is nothing to show."""
        if self.left <= 0:
            return None
        data = output.get("data", {})
        for kind, start in clean.IMAGES.items():
            image = clean.picture(data.get(kind), start)
            if image:
                self.left -= len(image)
                return Output(image=f"data:{kind};base64,{image}")
        if output.output_type == "error":
            said = f"{output.ename}: {output.evalue}"
        elif "text/html" in data:
            html = clean.html(data["text/html"], 2 * OUTPUT)
            self.left -= len(html)
            return Output(html=html, cut=len(data["text/html"]) > 2 * OUTPUT)
        else:
            said = output.get("text") or data.get("text/plain") or ""
        said = text.writable(strip_ansi(said[: 10 * OUTPUT]))
        self.left -= min(len(said), OUTPUT)
        return Output(said[:OUTPUT], cut=len(said) > OUTPUT) if said.strip() else None


def verdict_of(score: float, points: float) -> Verdict:
    """Return the verdict that a score amounts to."""
    return Verdict.PASSED if score >= points else Verdict.PARTLY if score else Verdict.FAILED


def is_own(cell: NotebookNode) -> bool:
    """Tell whether a cell is the student's own, which the prepare step has marked."""
    return bool(cell.metadata.get(MARK, {}).get("own")) and not is_locked(cell)
