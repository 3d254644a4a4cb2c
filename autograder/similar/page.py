"""The comparison as one page of HTML, with nothing in it that runs or is loaded."""

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.files import PACKAGE, replace
from autograder.similar.whole import Class, Compare, whole

ROOM = PACKAGE / "similar"
TEMPLATE, STYLE = "similar.html.j2", "similar.css"


def place(root: Path, run: Path) -> Path:
    """Return where the page of a run is kept: build/similar at the course's root, or beside a run that is below it."""
    folder = root / "build" / "similar" if run.parent == root else run.parent / "similar"
    return folder / "index.html"


def write(course: Compare, chosen: Sequence[str] = ()) -> Class:
    """Write the page, and return what it shows; chosen: as of whole(). Raises ReportError where there is no run."""
    found = whole(course, chosen)
    replace(course.page, page(found))
    return found


def page(found: Class) -> str:
    """Return the page that shows a comparison."""
    options: dict[str, Any] = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    environment = Environment(loader=FileSystemLoader(ROOM), undefined=StrictUndefined, **options)
    environment.filters.update(percent=percent)
    css = (ROOM / STYLE).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return environment.get_template(TEMPLATE).render(found=found, css=Markup(css), css_hash=f"sha256-{digest}")


def percent(share: float) -> str:
    """Return a share as percent, a small one with what it takes to be no zero."""
    return f"{100 * share:.0f} %" if share >= 0.1 or share == 0 else f"{100 * share:.2g} %"
