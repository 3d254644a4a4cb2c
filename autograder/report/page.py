"""The report as one page of HTML, with nothing in it that runs or is loaded, and as JSON with the same figures."""

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder import text
from autograder.files import PACKAGE, replace
from autograder.record.tables import number
from autograder.report import figures
from autograder.report.summary import number_of, percent
from autograder.report.whole import Course, Report, report

ROOM = PACKAGE / "report"
TEMPLATE, STYLE = "report.html.j2", "report.css"
# How the files are called, beside each other: with names in them, and without.
NAMED, ANONYMOUS = "index", "anonymous"
STAMP, HEAD = re.compile(r'<meta name="run" content="(\w+)">'), 5000  # characters in which it stands
DIGITS = 6  # decimals that are kept
NONE = "\N{EN DASH}"


def place(root: Path, run: Path, anonymous: bool) -> Path:
    """Return where the page of a run is kept: build/report at the course's root, or beside a run that is below it."""
    folder = root / "build" / "report" if run.parent == root else run.parent / "report"
    return folder / f"{ANONYMOUS if anonymous else NAMED}.html"


def write(course: Course, as_json: bool = False) -> list[Path]:
    """Write the page of a run, and its figures as JSON; return the paths. Raises ReportError where there is no run."""
    made = report(course)
    plain = rounded(made)
    replace(course.page, page(plain))
    if not as_json:
        return [course.page]
    path = course.page.with_suffix(".json")
    replace(path, json.dumps(plain, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    return [course.page, path]


def page(plain: Report) -> str:
    """Return the page that shows a report, which is rounded."""
    options: dict[str, Any] = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    environment = Environment(loader=FileSystemLoader(ROOM), undefined=StrictUndefined, **options)
    environment.filters.update(mark=mark, percent=share, figure=figure, text=text.writable, whole="{:.0f}".format)
    environment.globals.update(histogram=figures.histogram, ends=figures.ends)
    css = (ROOM / STYLE).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    template = environment.get_template(TEMPLATE)
    return template.render(report=plain, css=Markup(css), css_hash=f"sha256-{digest}")


def stamp_of(path: Path) -> str:
    """Return of which run a page tells, see whole.stamp(); "" where there is none, or it does not say."""
    found = STAMP.search(path.read_text(encoding="utf-8", errors="replace")[:HEAD]) if path.is_file() else None
    return found[1] if found else ""


def rounded(value: Any) -> Any:
    """Return plain data with its numbers rounded, so that sums that differ in their last bit alone are the same."""
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return round(value, DIGITS) + 0.0 if isinstance(value, float) else value


def mark(value: float | None) -> str:
    """Return a mark, points or seconds with at most two decimals."""
    return NONE if value is None else number(round(value, 2) + 0.0)


def share(value: float | None) -> str:
    """Return a share as percent."""
    return NONE if value is None else percent(value)


def figure(value: float | None) -> str:
    """Return a coefficient."""
    return NONE if value is None else number_of(value)
