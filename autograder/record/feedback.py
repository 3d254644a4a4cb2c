"""Writes what a student gets back: a page of HTML for each notebook, safe to open and safe to hand out.

A page holds marks, verdicts, messages, the named mistake, the student's own answers and what they showed. It holds
nothing that a hidden test says or is: only what was printed before one ran (see execute/run.py), and of a hidden test
that has failed, words that stand in the bank. The student's text is escaped; HTML is cleaned by nh3; the page's content
security policy lets no script run and nothing be loaded.

PageExporter is an exporter of nbconvert's, so that `nbgrader generate_feedback` and the formgrader write the same page.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_solution
from traitlets import default
from traitlets.config import Config

from autograder import words
from autograder.bank.bank import Bank
from autograder.errors import SubmissionError
from autograder.files import PACKAGE, read_small, replace
from autograder.prepare import times
from autograder.record.gradebook import is_untouched
from autograder.record.marks import GetMarks
from autograder.record.page import DUE, Label, page
from autograder.record.tables import number
from autograder.verdicts import LIKELY, REFUSED, UNWRITTEN, Outcome, Verdict

ROOM = PACKAGE / "record"
TEMPLATE, STYLE = "feedback.html.j2", "feedback.css"
# What nbgrader's exchange lays beside a submission, and `nbgrader release_feedback` looks for beside its feedback.
SECRET = "submission_secret.txt"
# How the message of a check begins in an error's line; its student reads what comes after it.
NAMED = re.compile(rf"^({'|'.join((*REFUSED, *UNWRITTEN))}): ")
HELD = {
    Verdict.DIED: words.DIED,
    Verdict.NOT_RUN: words.NOT_RUN,
    Verdict.TAMPERED: words.TAMPERED,
    Verdict.GRADER: words.OUR_FAULT,
}


def label(test_id: str, cell: NotebookNode, outcome: Outcome, mistake: str, bank: Bank) -> Label:
    """Return what the student is told of a test cell; mistake: the one that the bank knows, "" where there is none."""
    if cell.cell_type != "code" or is_solution(cell):
        return Label(str(Verdict.FAILED), words.NO_ANSWER()) if is_untouched(cell) else Label(DUE, words.BY_A_PERSON())
    message = ""
    if outcome.verdict in HELD:
        message = HELD[outcome.verdict]()
    elif outcome.hidden:
        said = bank.words(test_id, cell.source, outcome.reason)
        message = f"{words.HIDDEN()} {words.HIDDEN_SAYS(said=said)}" if said else words.HIDDEN()
    elif outcome.verdict is not Verdict.PASSED:
        message = NAMED.sub("", outcome.reason)
    return Label(str(outcome.verdict), message, "" if LIKELY in message else mistake)


def form() -> str:
    """Return what tells how pages look: a page of another form, or in another language, is written anew."""
    return f"{sources()} {words.spoken().language} {words.spoken().digest}"


@cache
def sources() -> str:
    """Return the hash of what makes pages."""
    parts = sorted(path for path in ROOM.rglob("*") if path.suffix in (".py", ".j2", ".css"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()[:16]


def lay_for_release(place: Path, time: datetime | None, folders: Sequence[Path]) -> None:
    """Lay into folders what `nbgrader release_feedback` reads beside a page: the time, and the exchange's secret.

    The secret is the one that the exchange gave to the submission, which lies in place; where there is none, a random
    one: then nobody can guess the name under which the page is released.
    """
    kept = None
    for folder in [place, *folders]:
        try:
            kept = kept or read_small(Path(folder, SECRET), 1000)
        except SubmissionError:
            continue
    secret = kept.decode("ascii", "replace") if kept else ""
    secret = secret if secret.strip().isalnum() else secrets.token_hex(64)
    said = f"{time:%Y-%m-%d %H:%M:%S.%f} UTC" if time else ""
    for folder in folders:
        for name, content in ((SECRET, secret), (times.NAME, said)):
            path = Path(folder, name)
            if not path.is_file() or path.read_text(encoding="utf-8") != content:
                replace(path, content)


class PageExporter(Exporter):
    """Turns an executed notebook with marks (marks.GetMarks) into the page."""

    output_mimetype = "text/html"

    def __init__(self, **options: object) -> None:
        """Load the template."""
        super().__init__(**options)  # type: ignore[no-untyped-call]  # nbconvert's has no types
        i18n = "jinja2.ext.i18n"
        environment = Environment(loader=FileSystemLoader(ROOM), autoescape=True, trim_blocks=True, extensions=[i18n])
        environment.globals.update(gettext=words.translated, ngettext=words.ngettext, spoken=words.spoken)
        environment.filters.update(number=number, count=words.counted, verdict=words.verdict)
        css = (ROOM / STYLE).read_text(encoding="utf-8")
        digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
        self.template = environment.get_template(TEMPLATE)
        self.template.globals.update(css=Markup(css), css_hash=f"sha256-{digest}")

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]  # what the base class returns first is no text
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return (page, resources) for a notebook."""
        words.speak(self.config)
        notebook, resources = super().from_notebook_node(nb, resources, **options)
        return self.template.render(page=page(notebook, resources["nbgrader"])), resources


class Feedback:
    """The exporter that `nbgrader generate_feedback` would use, set up once for a run."""

    def __init__(self, coursedir: CourseDirectory, config: Config) -> None:
        """Make it."""
        converter = GenerateFeedback(coursedir=coursedir, config=config)
        self.exporter = PageExporter(config=converter.config)
        for preprocessor in converter.preprocessors:
            known = str(preprocessor)
            if "CSSHTMLHeader" not in known:  # the page has its own
                chosen = GetMarks if "GetGrades" in known else preprocessor
                self.exporter.register_preprocessor(chosen, enabled=True)  # type: ignore[no-untyped-call]  # nbconvert
        self.coursedir = coursedir

    def write(self, student: str, lesson: str, notebook: str, executed: NotebookNode) -> Path:
        """Write feedback/STUDENT/LESSON/NOTEBOOK.html for an executed and recorded notebook; return its path."""
        names = {"student": student, "assignment": lesson, "notebook": notebook, "db_url": self.coursedir.db_url}
        resources = {"unique_key": notebook, "metadata": {"name": notebook}, "nbgrader": names}
        made, _ = self.exporter.from_notebook_node(executed, resources=resources)
        folder = self.coursedir.format_path(self.coursedir.feedback_directory, student, lesson)
        path = Path(folder, f"{notebook}.html")
        replace(path, made)
        return path
