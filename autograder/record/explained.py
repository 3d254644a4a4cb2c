"""Makes the pages "solution and why", for release after the deadline: one of a lesson's notebooks, self-contained.

Each exercise has its contract, the course's own solution, why it matters (the lines of the checks that a learner reads
after a pass), what the hidden tests add, and the usual mistakes with what the checks say of them, as the bank has them.
"""

import ast
import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from nbconvert.filters import markdown2html
from nbformat import NotebookNode
from nbgrader.utils import is_solution
from traitlets.config import Config

from autograder import words
from autograder.bank import outcomes
from autograder.bank.answer import Answer
from autograder.bank.bank import Bank
from autograder.cells import Exercise, heading_in
from autograder.course.demo import solved
from autograder.course.leaks import REGION
from autograder.course.lessons import Lesson
from autograder.files import PACKAGE, replace

ROOM = PACKAGE / "record"
TEMPLATE, STYLE = "explained.html.j2", "explained.css"
# The solution is on the page: no hint is needed.
HINTS = re.compile(r"<details>.*?</details>", re.DOTALL)
# Who returns what claims to equal everything has made no mistake.
DECEIT = "def __eq__"


@dataclass(frozen=True)
class Check:
    """A test of an exercise: its name, why it matters, and its hidden part; "" where it has none."""

    name: str
    why: str
    hidden: str


@dataclass(frozen=True)
class Mistake:
    """A usual mistake, and the lines in which a check says what it saw."""

    text: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Solution:
    """What the page has of an exercise."""

    number: int
    title: str
    points: int
    contract: Markup
    code: str
    checks: tuple[Check, ...]
    mistakes: tuple[Mistake, ...]


def contract(notebook: NotebookNode, number: int) -> Markup:
    """Return the text of an exercise, from its heading to its starter, as HTML; without heading and hints."""
    found: list[str] = []
    for cell in notebook.cells:
        heading = heading_in(cell)
        if heading is not None and heading.number == number:
            found = [cell.source[cell.source.index(heading.title) :].partition("\n")[2]]
        elif found and is_solution(cell):
            break
        elif found and cell.cell_type == "markdown":
            found.append(cell.source)
    return Markup(markdown2html(HINTS.sub("", "\n\n".join(found)).strip()))


def check(test: NotebookNode) -> Check:
    """Return what the page has of a test cell."""
    name = test.metadata.nbgrader.grade_id
    hidden = "\n".join(dedent(block).rstrip() for _, block in REGION.findall(test.source))
    return Check(name, why(test.source), hidden)


def why(source: str) -> str:
    """Return the docstring of the first function of a test that has one, in a line; "" where none has."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return ""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return next((" ".join(said.split()) for each in functions if (said := ast.get_docstring(each))), "")


def mistakes(lesson: Lesson, exercise: Exercise, bank: Bank) -> Iterator[Mistake]:
    """Yield the mistakes of an exercise that the bank knows, each once, with what the first check said of it."""
    if bank.data is None:
        return
    folder, seen = bank.data / lesson.name / exercise.name, set[str]()
    known = outcomes.load(folder, exercise)
    for answer in (Answer(path) for path in sorted(folder.glob("wrong_*.py"))):
        if answer.mistake not in seen and DECEIT not in answer.source:
            seen.add(answer.mistake)
            outcome = known.get(answer.path.stem)
            said = [each.said for each in outcome.refused.values() if each.visible] if outcome else []
            yield Mistake(answer.mistake, tuple(said[0].splitlines()[1:]) if said else ())


def solutions(lesson: Lesson, bank: Bank) -> list[Solution]:
    """Return what the page has of each exercise of a lesson."""
    code = solved(lesson)
    return [
        Solution(
            each.number,
            each.title,
            each.points,
            contract(lesson.notebook, each.number),
            code[each.name],
            tuple(map(check, each.tests)),
            tuple(mistakes(lesson, each, bank)),
        )
        for each in lesson.exercises
    ]


def page(lesson: Lesson, config: Config) -> str:
    """Return the page of a lesson's notebook."""
    words.speak(config)
    environment = Environment(
        loader=FileSystemLoader(ROOM), autoescape=True, trim_blocks=True, extensions=["jinja2.ext.i18n"]
    )
    environment.globals.update(gettext=words.translated, ngettext=words.ngettext, spoken=words.spoken)
    css = (ROOM / STYLE).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    first = next((cell.source for cell in lesson.notebook.cells if cell.source.startswith("# ")), f"# {lesson.name}")
    return environment.get_template(TEMPLATE).render(
        title=first.splitlines()[0].removeprefix("# "),
        solutions=solutions(lesson, Bank(config=config)),
        css=Markup(css),
        css_hash=f"sha256-{digest}",
    )


def write(lesson: Lesson, folder: Path, config: Config) -> Path:
    """Write the page of a lesson's notebook into a folder; return its path."""
    alone = len(list(lesson.path.parent.glob("*.ipynb"))) == 1
    path = folder / f"{lesson.name if alone else f'{lesson.name}-{lesson.path.stem}'}.html"
    replace(path, page(lesson, config))
    return path
