"""Where am I, am I done: the last cell of each lesson, and the start page over all of them.

    import desk

    desk.progress()  # in a lesson: points, what is open, the file to hand in and its digest
    desk.start()     # on the start page: all lessons, as their notebooks were last saved

What a course consists of, and how its people are asked, stands in course.json, which `make lessons` writes beside the
start page. What is not there is left out: a lesson's folder works alone. Nothing here decides a mark.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

# Where this file lies: beside a lesson's notebook, or beside the start page.
HERE = Path(__file__).parent.absolute()
START = "start.ipynb"
# How a check's first line begins, as checks.py writes it.
PASSED, NOT_YET, NOT_STARTED = MARKS = "✓ passed", "✗ not yet", "○ not started"
NOT_RUN = "○ not run"
HAND_IN = "press Validate in the toolbar, save (Ctrl+S), and submit this file, its name unchanged, to your course."
DONE = "Nothing is open. Hidden checks run at grading."
SURE = (
    'Sure that a check is wrong? Add a text cell below your answer that begins with "My answer is right:" and says '
    "why. A person reads it."
)
HEADING = re.compile(r"^#+ (Exercise \d+ - .+?)(?: \(\d+ points?\))?$", re.MULTILINE)
# Notebooks set tables to the right, which suits numbers.
LEFT = 'style="text-align: left"'
# Seconds that a notebook may take to be saved.
SAVING = 2.0
# What a link may lead to, outside the course.
OUTSIDE = ("https://", "mailto:")


# What is handed in, in twelve digits.


def digest(cells: Iterable[Any]) -> str:
    """Return the digest of a notebook's cells: of each its type and its text, whatever it printed and whoever saved it.

    The grader works it out in the same way, and prints it on the page of feedback.
    """
    parts = [[str(cell.get("cell_type")), text_of(cell)] for cell in cells if isinstance(cell, dict)]
    line = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    digits = hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{digits[:4]} {digits[4:8]} {digits[8:12]}"


def text_of(cell: dict[str, Any]) -> str:
    """Return a cell's text, stored as one text or as a list of lines."""
    source = cell.get("source")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source.replace("\r\n", "\n").replace("\r", "\n") if isinstance(source, str) else ""


def cells_in(path: Path) -> list[dict[str, Any]]:
    """Return the cells of a saved notebook; raises OSError or ValueError where it is none.

    JupyterLab empties a file before it writes it anew: one that was touched just now is read again.
    """
    end = time.monotonic() + SAVING
    while True:
        try:
            return cells_of(path)
        except ValueError:
            if time.monotonic() > end or time.time() - path.stat().st_mtime > SAVING:
                raise
            time.sleep(0.05)


def cells_of(path: Path) -> list[dict[str, Any]]:
    """Return what cells_in() does, of what the file holds at this moment."""
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig", "surrogatepass"))
    except RecursionError as error:
        raise ValueError(str(error)) from None
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list):
        raise ValueError("no notebook")
    return [cell for cell in cells if isinstance(cell, dict)]


# What stands in a saved notebook.


@dataclass
class Exercise:
    """An exercise: its title, the id of its answer's cell, its points, those reached, what its tests say."""

    title: str
    cell: str = ""
    points: float = 0
    reached: float = 0
    marks: list[str] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """What its tests say together."""
        return self.marks[0] if len(set(self.marks)) == 1 else NOT_YET

    def add(self, points: float, mark: str) -> None:
        """Add one of its tests."""
        self.points += points
        self.reached += points if mark == PASSED else 0
        self.marks.append(mark)


def exercises_in(cells: Iterable[dict[str, Any]]) -> list[Exercise]:
    """Return the exercises that have tests, in order, with what these printed when the notebook was last saved."""
    found: list[Exercise] = []
    title = ""
    for cell in cells:
        metadata = cell.get("metadata")
        entry = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        heading = HEADING.search(text_of(cell)) if cell.get("cell_type") == "markdown" else None
        title = heading[1] if heading else title
        if isinstance(entry, dict) and cell.get("cell_type") == "code":
            if entry.get("solution"):
                found.append(Exercise(title or str(entry.get("grade_id")), str(cell.get("id", ""))))
            elif entry.get("grade") and found:
                found[-1].add(number(entry.get("points")), verdict_in(cell))
    return [each for each in found if each.marks]


def verdict_in(cell: dict[str, Any]) -> str:
    """Return what the saved outputs of a test say, NOT_RUN where they say nothing. An answer may print, too."""
    verdict = NOT_RUN
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else ():
        if output.get("output_type") == "error":
            return next((mark for mark in MARKS if str(output.get("evalue")).startswith(mark)), NOT_YET)
        said = output.get("text", "")
        lines = ("".join(said) if isinstance(said, list) else str(said)).splitlines()
        verdict = next((mark for line in lines for mark in MARKS if line.startswith(f"{mark}:")), verdict)
    return verdict


# What the course consists of.


def course() -> dict[str, Any]:
    """Return what course.json says, beside this file or in the folder above; {} where there is none."""
    for folder in (HERE, HERE.parent):
        with contextlib.suppress(OSError, ValueError, RecursionError):
            found = json.loads((folder / "course.json").read_text(encoding="utf-8"))
            if isinstance(found, dict):
                return found
    return {}


def lessons_of(known: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the lessons that course.json lists, those that are whole; folder and notebook are names, and no paths."""
    listed = known.get("lessons")
    lessons = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return [each for each in lessons if all(is_name(each.get(key)) for key in ("folder", "notebook"))]


def is_name(value: object) -> bool:
    """Tell whether a value is the name of a file or folder."""
    return isinstance(value, str) and value not in ("", ".", "..") and not set(value) & {"/", "\\", "\0"}


def lessons_here() -> list[dict[str, Any]]:
    """Return the lessons in the folders beside the start page, where no course.json lists them."""
    folders = [path for path in HERE.glob("[0-9]*-*/") if path.is_dir()]
    folders.sort(key=lambda path: (int(re.match(r"\d+", path.name)[0]), path.name))
    found = [(folder, sorted(folder.glob("*.ipynb"))) for folder in folders]
    return [{"folder": folder.name, "notebook": paths[0].name} for folder, paths in found if paths]


def number(value: object) -> float:
    """Return a number that a file holds, 0 where it is none."""
    return value if isinstance(value, (int, float)) else 0


def title_of(lesson: dict[str, Any]) -> str:
    """Return how a lesson is called."""
    return str(lesson.get("title") or lesson["folder"])


def links(known: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is said of ways to ask and to report, and where each leads, as far as the course says."""
    for key, said in (("ask", "Ask a question"), ("report", "Report a mistake in the course")):
        target = known.get(key)
        if isinstance(target, str) and target.startswith(OUTSIDE):
            yield said, target


# A page in two forms: text, for terminals, and HTML with links, for JupyterLab. Both say the same.


class Page:
    """Paragraphs and tables, as text and as HTML."""

    def __init__(self, name: str) -> None:
        """name: what the whole of it is called, where it is read aloud."""
        self.name, self.lines, self.html = name, [], []

    def say(self, line: str, html: str = "") -> None:
        """Add a paragraph; html: its form with links, where it has any."""
        self.lines.append(line)
        self.html.append(f"<p>{html or escape(line)}</p>")

    def lead(self, targets: Iterable[tuple[str, str]]) -> None:
        """Add a line of links, (what it says, where it leads) each; none where there are no links."""
        targets = list(targets)
        if targets:
            html = " · ".join(link(said, target) for said, target in targets)
            self.say("\n".join(f"{said}: {target}" for said, target in targets), html)

    def table(self, caption: str, head: list[str], rows: list[list[tuple[str, str]]]) -> None:
        """Add a table, of cells (text, HTML); columns in which no row has anything are left out."""
        used = [at for at in range(len(head)) if any(row[at][0] for row in rows)]
        texts = [[head[at] for at in used], *([row[at][0] for at in used] for row in rows)]
        widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
        aligned = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in texts)
        self.lines.append("\n".join([f"{caption}:", *(f"  {line}" for line in aligned)]))
        heads = "".join(f'<th scope="col" {LEFT}>{escape(head[at])}</th>' for at in used)
        body = ""
        for row in rows:
            first, *others = [row[at][1] for at in used]
            cells = "".join(f"<td {LEFT}>{each}</td>" for each in others)
            body += f'<tr><th scope="row" {LEFT}>{first}</th>{cells}</tr>'
        caption = f"<caption {LEFT}>{escape(caption)}</caption>"
        self.html.append(f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>")

    def show(self) -> None:
        """Show it in a notebook; print the text where there is none."""
        text = "\n".join(self.lines)
        with contextlib.suppress(ImportError):
            from IPython import get_ipython
            from IPython.display import display

            if get_ipython() is not None:
                html = f'<div role="group" aria-label="{escape(self.name)}">{"".join(self.html)}</div>'
                display({"text/plain": text, "text/html": html}, raw=True)
                return
        print(text)


def link(said: str, target: str) -> str:
    """Return a link; what lies outside the course opens beside it."""
    aside = ' target="_blank" rel="noopener"' if target.startswith(OUTSIDE) else ""
    return f'<a href="{escape(target)}"{aside}>{escape(said)}</a>'


def plain(text: str) -> tuple[str, str]:
    """Return a cell of a table without links."""
    return text, escape(text)


def bar(reached: float, points: float, name: str) -> tuple[str, str]:
    """Return a bar, in text and in HTML; the numbers stand beside it, the name is what it is called when read aloud."""
    filled = int(10 * reached / points) if points else 0
    said, label = f"{reached:g} of {points:g}", escape(f"{name}: {reached:g} of {points:g} points")
    html = f'<progress style="width: 6em" value="{reached:g}" max="{points:g}" aria-label="{label}">{said}</progress>'
    return "#" * filled + "." * (10 - filled), html


# The last cell of a lesson.


def progress(points: float = 20) -> None:
    """Show the points by the visible checks that have run here, what is open, and how to hand it in.

    points: those of the whole lesson.
    """
    import checks

    rows: dict[str, Exercise] = {}
    for test, (_, worth, mark) in checks._now.results.items():
        name = checks._tested(test)
        rows.setdefault(name, Exercise(name)).add(worth, mark)
    reached = sum(each.reached for each in rows.values())
    unseen = points - sum(each.points for each in rows.values())
    page = Page("Your progress")
    said = f"{reached:g} of {points:g} points by the visible checks"
    page.say(said, f"<strong>{said}</strong> {bar(reached, points, 'This lesson')[1]}")
    if rows:
        cells = [(each.title, f"{each.reached:g} of {each.points:g}", each.mark) for each in rows.values()]
        page.table("By exercise", ["exercise", "points", "verdict"], [list(map(plain, row)) for row in cells])
    if unseen > 0:
        page.say(f"Checks for {unseen:g} points have not run here: Run > Run All Cells runs them.")
    left = [each.title for each in rows.values() if each.mark != PASSED]
    if left or not unseen:
        page.say(f"Open: {'; '.join(left)}." if left else DONE)
    if any(each.mark == NOT_YET for each in rows.values()):
        page.say(SURE)
    for sentence in filter(None, map(checks._stale, rows)):
        page.say(sentence)
    known = course()
    hand_in(page, known, checks._runs.values())
    neighbours(page, known)
    page.show()


def hand_in(page: Page, known: dict[str, Any], runs: Iterable[Any]) -> None:
    """Say which file is handed in, its digest as it was last saved, and how; runs: of cells, as checks.py notes them.

    Only where the kernel is a notebook's that has a file: elsewhere, as in grading, nobody hands anything in.
    """
    session = os.environ.get("JPY_SESSION_NAME", "")
    if not session.endswith(".ipynb"):
        return
    path = Path(session) if Path(session).is_file() else HERE / Path(session).name
    mine = next((each for each in lessons_of(known) if each["folder"] == HERE.name), None)
    try:
        saved, cells = path.stat().st_mtime, cells_in(path)
    except (OSError, ValueError):
        page.say(f"{path.name} is not there, or cannot be read. Renamed? Restart the kernel, then run this again.")
        return
    # As JupyterLab's file browser shows it where the whole course is open in it.
    shown = "/".join([*([HERE.parent.name] if mine else []), HERE.name, path.name])
    sources = {text_of(cell).strip() for cell in cells}
    if any(run.time > saved and run.source.strip() not in sources for run in runs):
        page.say(f"File to hand in: {shown}. It is older than what you ran: save (Ctrl+S), then run this cell again.")
    else:
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(saved))
        page.say(f"File to hand in: {shown}, digest {digest(cells)}, as last saved ({when}).")
    if mine and path.name != mine["notebook"]:
        page.say(f"Rename it before you hand it in: {mine['notebook']}")
    page.say(f"How: {known.get('hand_in') or HAND_IN}")


def neighbours(page: Page, known: dict[str, Any]) -> None:
    """Add links to the lessons before and after this one, to the start page, and to people."""
    lessons = lessons_of(known)
    at = next((at for at, each in enumerate(lessons) if each["folder"] == HERE.name), None)
    found = []
    for word, place in (("Previous", -1), ("Next", 1)):
        if at is not None and 0 <= at + place < len(lessons):
            other = lessons[at + place]
            found.append((f"{word}: {title_of(other)}", f"../{other['folder']}/{other['notebook']}"))
    if at is not None and (HERE.parent / START).is_file():
        found.insert(0, ("Start page", f"../{START}"))
    page.lead([*found, *links(known)])


# The start page.


@dataclass
class Row:
    """A lesson on the start page. note: what is wrong with its notebook, "" where nothing is."""

    title: str
    href: str
    minutes: float
    points: float
    exercises: list[Exercise]
    note: str = ""

    @property
    def reached(self) -> float:
        """The points by the visible checks."""
        return min(self.points, sum(each.reached for each in self.exercises))

    @property
    def open(self) -> list[Exercise]:
        """The exercises that are open."""
        return [each for each in self.exercises if each.mark != PASSED]


def look(lesson: dict[str, Any], titles: Iterable[str]) -> Row:
    """Return the row of a lesson, out of its saved notebook; titles: those of all lessons."""
    folder, name = HERE / lesson["folder"], lesson["notebook"]
    minutes, worth = lesson.get("minutes"), lesson.get("points")
    row = Row(title_of(lesson), f"{folder.name}/{name}", number(minutes), number(worth), [])
    others = [path.name for path in folder.glob("*.ipynb")]
    if name not in others and len(others) == 1:
        row.note = f"saved as {others[0]}: rename it to {name} before you hand it in"
        name, row.href = others[0], f"{folder.name}/{others[0]}"
    elif name not in others:
        row.note = f"{name} is not in {folder.name}: get it from the course again"
        return row
    try:
        cells = cells_in(folder / name)
        row.exercises = exercises_in(cells)
    except Exception:  # of many types: the file may be anything
        row.note = f"{name} cannot be read: restore it from a copy, or get it from the course again"
        return row
    heading = next((text_of(cell).partition("\n")[0].lstrip("# ") for cell in cells if text_of(cell).strip()), "")
    if not row.exercises or (heading != row.title and heading in titles):
        row.exercises, row.note = [], f"{name} is another notebook: it has none of this lesson's exercises"
    elif "title" not in lesson:
        row.title = heading
    row.points = row.points or sum(each.points for each in row.exercises)
    return row


def start() -> None:
    """Show all lessons, points by the visible checks as last run and saved, and where to go on."""
    known = course()
    lessons = lessons_of(known) or lessons_here()
    rows = [look(each, set(map(title_of, lessons))) for each in lessons]
    page = Page("The lessons, and your points")
    if not rows:
        page.say("No lesson is here: open this page in the folder of the lessons.")
    else:
        go_on(page, rows)
        listed(page, rows)
    page.lead(links(known))
    page.show()


def listed(page: Page, rows: list[Row]) -> None:
    """Add the table of the lessons."""
    cells = []
    for row in rows:
        said = f"{row.reached:g} of {row.points:g}" if row.points else ""
        count = len(row.open)
        state = row.note or (f"{count} exercise{'s' * (count != 1)} open" if count else "nothing open")
        title = (row.title, link(row.title, row.href))
        shown = bar(row.reached, row.points, row.title) if row.points else plain("")
        cells.append([title, plain(f"{row.minutes:g}" if row.minutes else ""), plain(said), shown, plain(state)])
    reached, points = sum(row.reached for row in rows), sum(row.points for row in rows)
    minutes = sum(row.minutes for row in rows)
    whole = [f"{minutes:g}" if minutes else "", f"{reached:g} of {points:g}"]
    cells.append([plain("All lessons"), *map(plain, whole), bar(reached, points, "All lessons"), plain("")])
    caption = "Points by the visible checks, as last run and saved"
    page.table(caption, ["lesson", "minutes", "points", "progress", "state"], cells)


def go_on(page: Page, rows: list[Row]) -> None:
    """Say where to go on: the first lesson with an open exercise, and that exercise."""
    row = next((row for row in rows if row.open), None)
    if row is None:
        unread = [row.title for row in rows if not row.exercises]
        page.say(f"Nothing is open in the lessons that can be read; look at: {'; '.join(unread)}." if unread else DONE)
        return
    first = row.open[0]
    said = f"Continue here: {row.title}, {first.title}"
    target = f"{row.href}#cell-id={first.cell}" if first.cell else row.href
    page.say(f"{said} ({row.href})", f"<strong>{link(said, target)}</strong>")
