"""Makes a web page of a lesson, for readers with and without eyes, without a kernel and without a network.

The page is nbconvert's, by a template of our own (templates/lesson): a title, one main landmark, code and outputs with
their names, colours that can be read on a light ground and on a dark one, nothing that scrolls the page sideways.
`make watch` and `make pages` use it.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from traitlets.config import Config

from autograder import words
from autograder.course.lessons import Lesson
from autograder.course.source import read_notebook
from autograder.files import PACKAGE, replace

TEMPLATES = PACKAGE / "course" / "templates"
# Parts of highlighted code that page.css gives no colour, which are most of them.
PLAIN = re.compile(r'<span class="(?!k|s|c|m|ow|nf|nc|nd|fm)\w*">([^<]*)</span>')
# What a page can show, the best first: no widgets, which would want a kernel, nor scripts of an output's own.
SHOWN = ["text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/latex", "text/plain"]


class PageExporter(HTMLExporter):
    """Turns a notebook into the page. Set up once: that takes a second."""

    def __init__(self, config: Config | None = None) -> None:
        """Choose our template. config: the course's, of which the language alone counts.

        What it says of nbconvert's HTML is for pages of what students hand in, in which nothing is trusted.
        """
        ours = {"template_name": "lesson", "extra_template_basedirs": [str(TEMPLATES)]}
        super().__init__(config=words.asked(config), **ours)  # type: ignore[no-untyped-call]  # nbconvert's has no types
        self.exclude_input_prompt = self.exclude_output_prompt = self.exclude_anchor_links = True

    @property
    def default_config(self) -> Config:
        """nbconvert's own, less the kinds of outputs that a page of ours has no use for."""
        config: Config = super().default_config
        config.NbConvertBase.display_data_priority = SHOWN
        return config

    def _create_environment(self) -> Environment:
        """Return nbconvert's, with the words that the page itself says."""
        environment: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.add_extension("jinja2.ext.i18n")
        environment.globals.update(gettext=words.translated, ngettext=words.ngettext)
        environment.filters.update(mended=mended, coloured=coloured)
        return environment

    def from_notebook_node(  # type: ignore[override]  # what the base class returns first is no text
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return (page, resources) for a notebook.

        resources may hold "title", "before" and "after", each {"page", "title"} of another lesson, and "links",
        {a notebook as the text links to it: its page}.
        """
        words.speak(self.config)
        given = {"title": title_of(nb), "before": None, "after": None, "links": {}} | dict(resources or {})
        return super().from_notebook_node(nb, given, **options)


def title_of(notebook: NotebookNode, otherwise: str = "notebook") -> str:
    """Return the text of a notebook's first heading, or something else where it has none."""
    for cell in notebook.cells:
        for line in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            if line.startswith("# "):
                return line.removeprefix("# ").strip()
    return otherwise


def coloured(html: str) -> str:
    """Return highlighted code with those spans alone that have a colour: a lesson's page is read and checked sooner."""
    return PLAIN.sub(r"\1", html)


@pass_context
def mended(context: Context, html: str) -> str:
    """Return HTML that Markdown or an output has made with what a screen reader, a narrow screen and links need."""
    links: Mapping[str, str] = context["resources"]["links"]
    if "<table" not in html and not any(each in html for each in links):
        return html
    soup = BeautifulSoup(html, features="html.parser")
    for table in soup.select("table"):
        for cell in table.select("th"):
            if not cell.get_text(strip=True):
                cell.name = "td"  # the empty corner is no heading of anything
            elif not cell.get("scope"):
                cell["scope"] = "col" if cell.find_parent("thead") else "row"
        table.wrap(soup.new_tag("div", attrs={"class": "wide", "role": "group", "aria-label": words.TABLE()}))
    for link in soup.select("a[href]"):
        link["href"] = links.get(str(link["href"]), str(link["href"]))
    return str(soup)


def write(found: Sequence[Lesson], folder: Path, exporter: PageExporter) -> list[Path]:
    """Write a page of each lesson, FOLDER/LESSON.html, with links to those before and after it; return the paths.

    A lesson of several notebooks has a page of each, LESSON-NOTEBOOK.html. Raises LessonError for what is no notebook.
    """
    count = Counter(each.name for each in found)
    names = [each.name if count[each.name] == 1 else f"{each.name}-{each.path.stem}" for each in found]
    pages = [f"{name}.html" for name in names]
    links = {f"../{each.name}/{each.path.name}": page for each, page in zip(found, pages, strict=True)}
    notebooks = [read_notebook(each.path) for each in found]
    around = [
        {"page": page, "title": title_of(notebook, name)}
        for page, notebook, name in zip(pages, notebooks, names, strict=True)
    ]
    for at, (lesson, notebook) in enumerate(zip(found, notebooks, strict=True)):
        resources = {"metadata": {"name": names[at], "path": str(lesson.path.parent)}, "links": links}
        near = {"before": around[at - 1] if at else None, "after": around[at + 1] if at + 1 < len(found) else None}
        html, _ = exporter.from_notebook_node(notebook, resources | near | {"title": around[at]["title"]})
        replace(folder / pages[at], html)
    return [folder / page for page in pages]
