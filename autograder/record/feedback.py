"""Writes what a student gets back: a page of HTML for each notebook, safe to open and safe to hand out.

A page holds marks, verdicts, messages, the named mistake, the student's own answers and what they showed. It holds
nothing that a hidden test says or is: only what was printed before one ran (see execute.py), and of a hidden test that
has failed, words that stand in the bank. The student's text is escaped; HTML is cleaned by nh3; the page's content
security policy lets no script run and nothing be loaded.

PageExporter is an exporter of nbconvert's, so that `nbgrader generate_feedback` and the formgrader write the same page.
"""

import base64
import binascii
import hashlib
import re
import secrets
from functools import cache
from pathlib import Path

import nh3
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape
from nbconvert.exporters import Exporter
from nbconvert.filters import strip_ansi
from nbgrader.converters import GenerateFeedback
from nbgrader.utils import is_grade, is_locked, is_solution, is_task
from traitlets import default

from autograder import text
from autograder.cells import HEADING, MARK
from autograder.errors import SubmissionError
from autograder.files import read_small, replace
from autograder.prepare import times
from autograder.record import rendered
from autograder.record.marks import GetMarks
from autograder.verdicts import BREAK, LIKELY, REFUSED, UNWRITTEN, Verdict

TEMPLATES = Path(__file__).with_name("templates")
# What a page holds at most: characters of a source, of an output, of all; bytes of an image; outputs of a cell; cells.
SOURCE, OUTPUT, PAGE, IMAGE, OUTPUTS, OWN_CELLS = 20_000, 5_000, 1_500_000, 300_000, 10, 40
TAGS = {
    *("p", "br", "hr", "pre", "code", "b", "i", "em", "strong", "sub", "sup", "blockquote", "span", "div"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
IMAGES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
HIDDEN = "It passes the checks that you see, but not all of the others: try more cases, and unusual ones."
HELD = {
    Verdict.DIED: "Your code ended the kernel that it ran in; a person will look at it.",
    Verdict.NOT_RUN: "It was not run; a person will look at it.",
    Verdict.TAMPERED: "Its check did not work as it should in your notebook; a person will look at it.",
    Verdict.GRADER: "It could not be graded, which is no fault of yours; a person will look at it.",
}


# A picture that was pasted into a note; it is no part of what is graded.
PASTED = re.compile(r"!\[(?P<name>[^\]\n]*)\]\(attachment:[^)\n]*\)")
UNSHOWN = "This cannot be shown here."
# What nbgrader's exchange lays beside a submission, and `nbgrader release_feedback` looks for beside its feedback.
SECRET = "submission_secret.txt"


def clean(html, most=2 * OUTPUT):
    """Return HTML with nothing in it but text, tables and lists: no script, style, link, image or attribute.

    most: characters that are looked at; the rest is cut.
    """
    return Markup(
        nh3.clean(text.writable(html[:most]), tags=TAGS, attributes={}, clean_content_tags={"script", "style"})
    )


def markdown(source):
    """Return Markdown as HTML, not yet clean; as the text that it is where no HTML can be made of it.

    In place of pictures that were pasted into it stands that there was one.
    """
    source = PASTED.sub(lambda found: f"(picture, not shown here: {found['name'] or 'without a name'})", source)
    source = text.writable(source)
    try:
        return rendered.html(source)
    except Exception:  # nbconvert's, of many types: a link to what is not there, brackets nested without end
        return f"<pre>{escape(source)}</pre>"


def safe_markdown(source):
    """Return Markdown as HTML that runs nothing; a filter for the formgrader's pages."""
    return nh3.clean(markdown(source), tags=nh3.ALLOWED_TAGS | {"details", "summary"})


@cache
def form():
    """Return the hash of how pages look: a page of another form is written anew."""
    parts = [Path(__file__), *sorted(TEMPLATES.iterdir())]
    return hashlib.sha256(b"".join(path.read_bytes() for path in parts if path.is_file())).hexdigest()[:16]


def lay_for_release(place, time, folders):
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


def number(value):
    """Show points without a needless .0."""
    return None if value is None else f"{value:g}"


def label(test_id, cell, told, bank):
    """Return {verdict, message, mistake} of a test cell for its student.

    told: its outcome and mistake, as a dict; bank: a bank.Bank.
    """
    verdict, message = Verdict(told["verdict"]), ""
    if cell.cell_type != "code" or is_solution(cell):
        return {"verdict": "due", "message": "A person marks this.", "mistake": ""}
    if verdict in HELD:
        message = HELD[verdict]
    elif told["hidden"]:
        words = bank.words(test_id, cell.source, told["reason"])
        message = f"{HIDDEN} Of one of them it is said: {words}" if words else HIDDEN
    elif verdict is not Verdict.PASSED:
        message = re.sub(rf"^({'|'.join((*REFUSED, *UNWRITTEN))}): ", "", told["reason"])
    mistake = "" if LIKELY in message else told.get("mistake", "")
    return {"verdict": str(verdict), "message": message, "mistake": mistake}


class PageExporter(Exporter):
    """Turns an executed notebook with marks (marks.GetMarks) into the page."""

    output_mimetype = "text/html"

    def __init__(self, **options):
        """Load the template."""
        super().__init__(**options)
        environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True)
        css = (TEMPLATES / "feedback.css").read_text(encoding="utf-8")
        digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
        self.template = environment.get_template("feedback.html.j2")
        self.template.globals.update(css=Markup(css), css_hash=f"sha256-{digest}")

    @default("file_extension")
    def _file_extension_default(self):
        return ".html"

    def from_notebook_node(self, nb, resources=None, **options):
        """Return (page, resources) for a notebook."""
        notebook, resources = super().from_notebook_node(nb, resources, **options)
        page = self.template.render(page=Page(notebook, resources["nbgrader"]))
        return page, resources


class Page:
    """What the template shows of one notebook."""

    def __init__(self, notebook, names):
        """Collect it; names: nbgrader's resources: the student's name, the score and so on."""
        # Without our mark on the notebook, hidden tests may have run before the outputs came.
        self.trusted, self.left = MARK in notebook.metadata, PAGE
        self.student, self.title = text.shown(names["student"]), text.shown(names["assignment"])
        told = notebook.metadata.get(MARK, {})
        # Of what was never run there are no answers to show, only why.
        self.held = text.shown(told["held"], 1000) if "held" in told else ""
        self.remarks = [text.shown(each, 500) for each in told.get("remarks", [])]
        self.exercises, self.own, exercise, heading = [], [], None, None
        for place, cell in enumerate(notebook.cells):
            entry = cell.metadata.get("nbgrader", {})
            # A heading of the student's own gives no exercise its name.
            if cell.cell_type == "markdown" and not entry.get("solution") and not is_own(cell):
                found = HEADING.search(cell.source)
                heading = found or heading
                exercise = None if found else exercise
                if place == 0 and cell.source.startswith("# "):
                    self.title = cell.source.splitlines()[0].removeprefix("# ")
            if is_solution(cell) or is_grade(cell) or is_task(cell):
                if exercise is None:
                    exercise = self.begin(heading, entry["grade_id"])
                self.add(exercise, cell, entry)
            elif is_own(cell) and cell.source.strip() and len(self.own) < OWN_CELLS:
                self.own.append(self.safely_shown(cell))
        self.exercises = [summed(each) for each in self.exercises]
        marks = [each["raw"] for each in self.exercises]
        self.points = number(sum(each["all"] for each in self.exercises))
        penalty = names.get("late_penalty") or 0
        self.penalty = number(penalty) if penalty else ""
        held = None in marks or (self.held and not marks)
        self.mark = None if held else number(max(0, sum(marks) - penalty))

    def begin(self, heading, name):
        """Return a new exercise, named by the heading above it or by its first cell."""
        title = f"Exercise {heading['number']} - {heading['title']}" if heading else name
        known = {each["title"] for each in self.exercises}
        title = title if title not in known else name
        made = {"title": title, "anchor": f"exercise-{len(self.exercises) + 1}"}
        made |= {"checks": [], "answers": [], "comments": []}
        self.exercises.append(made)
        return made

    def add(self, exercise, cell, entry):
        """Add an answer or a test to an exercise."""
        if is_grade(cell) or is_task(cell):
            score, points, told = entry.get("score"), entry["points"], cell.metadata.get(MARK, {})
            if not self.trusted or "verdict" not in told or entry.get("by_hand"):
                verdict = Verdict.PASSED if score == points else Verdict.PARTLY if score else Verdict.FAILED
                verdict = "held" if score is None else str(verdict)
                told = {"verdict": verdict, "message": "", "mistake": told.get("mistake", "")}
            told = {key: text.shown(each, 1000) if isinstance(each, str) else each for key, each in told.items()}
            check = {"name": entry["grade_id"], "points": number(points), "all": points, "raw": score, **told}
            lines = [line for line in told["message"].split(BREAK) if line]
            exercise["checks"].append(check | {"mark": number(score), "lines": lines})
        if (is_solution(cell) or is_task(cell)) and not self.held:
            exercise["answers"].append(self.safely_shown(cell))
        if entry.get("comment"):
            exercise["comments"].append(text.writable(entry["comment"]))

    def safely_shown(self, cell):
        """Return what shown() does; that there is something which cannot be shown, where a library stumbles over it."""
        try:
            return self.shown(cell)
        except Exception:  # of any type: whatever a student has written, the page shows the marks
            return {"source": UNSHOWN, "outputs": [], "cut": False}

    def shown(self, cell):
        """Return {source or html, outputs, cut} of a cell that the student has written."""
        if cell.cell_type != "code":
            return {
                "html": clean(markdown(cell.source[:SOURCE]), 10 * SOURCE),
                "outputs": [],
                "cut": len(cell.source) > SOURCE,
            }
        outputs = [each for each in map(self.output, cell.outputs[:OUTPUTS]) if each] if self.trusted else []
        cut = len(cell.outputs) > OUTPUTS or len(cell.source) > SOURCE or any(each["cut"] for each in outputs)
        return {"source": text.writable(cell.source[:SOURCE]), "outputs": outputs, "cut": cut}

    def output(self, output):
        """Return {text, html or image, cut} of one output; None where the page is full or there is nothing to show."""
        if self.left <= 0:
            return None
        data = output.get("data", {})
        for kind, start in IMAGES.items():
            image = picture(data.get(kind), start)
            if image:
                self.left -= len(image)
                return {"image": f"data:{kind};base64,{image}", "cut": False}
        if output.output_type == "error":
            said = f"{output.ename}: {output.evalue}"
        elif "text/html" in data:
            html = clean(data["text/html"])
            self.left -= len(html)
            return {"html": html, "cut": len(data["text/html"]) > 2 * OUTPUT}
        else:
            said = output.get("text") or data.get("text/plain") or ""
        said = text.writable(strip_ansi(said[: 10 * OUTPUT]))
        self.left -= min(len(said), OUTPUT)
        return {"text": said[:OUTPUT], "cut": len(said) > OUTPUT} if said.strip() else None


def picture(encoded, start):
    """Return an image as base64 without blanks, "" unless it is one that begins with start and is not too large."""
    if not isinstance(encoded, str) or len(encoded) > IMAGE * 4 // 3:
        return ""
    encoded = re.sub(r"\s", "", encoded)
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return ""
    if not data.startswith(start):
        return ""
    # A small file can hold a picture that fills a browser's memory.
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20)) if start[1:4] == b"PNG" else (1, 1)
    return encoded if 0 < width * height <= 16_000_000 else ""


def is_own(cell):
    """Tell whether a cell is the student's own, which prepare.py has marked."""
    return bool(cell.metadata.get(MARK, {}).get("own")) and not is_locked(cell)


def summed(exercise):
    """Return an exercise with its points and the verdict of it all."""
    checks = exercise["checks"]
    raw = [check["raw"] for check in checks]
    mark = None if None in raw else sum(raw)
    points = sum(check["all"] for check in checks)
    verdict = "held" if mark is None else "passed" if mark >= points else "partly passed" if mark else "failed"
    return exercise | {"raw": mark, "mark": number(mark), "points": number(points), "all": points, "verdict": verdict}


class Feedback:
    """The exporter that `nbgrader generate_feedback` would use, set up once for a run."""

    def __init__(self, coursedir, config):
        """Make it."""
        converter = GenerateFeedback(coursedir=coursedir, config=config)
        self.exporter = PageExporter(config=converter.config)
        for preprocessor in converter.preprocessors:
            known = str(preprocessor)
            if "CSSHTMLHeader" not in known:  # the page has its own
                chosen = GetMarks if "GetGrades" in known else preprocessor
                self.exporter.register_preprocessor(chosen, enabled=True)
        self.coursedir = coursedir

    def write(self, student, lesson, notebook, executed):
        """Write feedback/STUDENT/LESSON/NOTEBOOK.html for an executed and recorded notebook; return its path."""
        names = {"student": student, "assignment": lesson, "notebook": notebook, "db_url": self.coursedir.db_url}
        resources = {"unique_key": notebook, "metadata": {"name": notebook}, "nbgrader": names}
        page, _ = self.exporter.from_notebook_node(executed, resources=resources)
        folder = self.coursedir.format_path(self.coursedir.feedback_directory, student, lesson)
        path = Path(folder, f"{notebook}.html")
        replace(path, page)
        return path
