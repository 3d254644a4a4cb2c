"""A lesson's web page: what stands where. How it can be read, test_accessible.py says, in a browser."""

import re
import shutil

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.commands.lessons import PagesApp
from autograder.course import lessons, page
from autograder.course.convert import load_config
from autograder.tests import ROOT, small

HINT = (
    "<details><summary>A nudge</summary>\n\nUse `a < b`.\n</details>\n<details><summary>More</summary>\n\n1\n</details>"
)
TABLE = "| | a |\n|---|---|\n| b | 1 |"


@pytest.fixture(scope="module")
def exporter():
    """What makes pages, made once, with this course's configuration, which also says how students' work is shown."""
    return page.PageExporter(load_config(ROOT))


def made(exporter, *cells):
    """Return the page of a notebook."""
    html, _ = exporter.from_notebook_node(new_notebook(cells=list(cells)))
    return BeautifulSoup(html, "html.parser")


@pytest.mark.slow
def test_lessons_lead_to_each_other(tmp_path, exporter):
    """By links at the end, and where the text names another lesson; a lesson of two notebooks has two pages."""
    root = small.make_course(tmp_path / "course")
    text = "# Next\n\n[before](../1-small/small.ipynb), [elsewhere](../9-none/x.ipynb)"
    for name in ("one", "two"):
        path = root / "solutions" / "2-next" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(new_notebook(cells=[new_markdown_cell(text), *small.source().cells]), path)
    found = page.write(lessons.lessons(root), tmp_path / "pages", exporter)
    assert [path.name for path in found] == ["1-small.html", "2-next-one.html", "2-next-two.html"]
    pages = [BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in found]
    ends = [[(link["href"], link.text) for link in each.select("nav a")] for each in pages]
    assert ends[0] == [("2-next-one.html", "Next: Next")]
    assert ends[1] == [("1-small.html", "Previous: A small lesson"), ("2-next-two.html", "Next: Next")]
    assert [link["href"] for link in pages[1].select("main a")] == ["1-small.html", "../9-none/x.ipynb"]
    assert [each.title.text for each in pages] == ["A small lesson", "Next", "Next"]


@pytest.mark.slow
def test_figures_are_pictures(lesson, exporter):
    """Each that the lesson shows, with its words; what an output brings as HTML is no text of tags."""
    outputs = [each for cell in lesson.notebook.cells for each in cell.get("outputs", [])]
    due = "".join(each.data["text/html"] for each in outputs if "text/html" in each.get("data", {}))
    html, _ = exporter.from_notebook_node(lesson.notebook)
    pictures = BeautifulSoup(html, "html.parser").select("main img[alt]")
    assert len(pictures) == due.count("<img ") >= 4
    assert "&lt;img" not in html and "&lt;div" not in html


@pytest.mark.slow
def test_hints_and_code_are_folded_as_in_jupyterlab(exporter):
    """What is inside of a hint is inside on the page; code that JupyterLab folds is folded under its name."""
    folded = new_code_cell("x < 1", id="folded", metadata={"jupyter": {"source_hidden": True}})
    soup = made(exporter, new_markdown_cell(HINT), folded, new_code_cell("y", id="open"))
    said = [" ".join(each.text.split()) for each in soup.select("details")]
    assert said == ["A nudge Use a < b.", "More 1", "Folded code: folded x < 1"]
    assert not soup.select("details[open]") and soup.select("pre")[-1].find_parent("details") is None


def test_tables_scroll_by_themselves_and_have_headers(exporter):
    """Those of the text and those of outputs; an empty corner is no header."""
    output = nbformat.v4.new_output("display_data", {"text/html": "<table><tr><th>a</th><td>1</td></tr></table>"})
    soup = made(exporter, new_markdown_cell(TABLE), new_code_cell("x", outputs=[output]))
    assert [each.parent["class"] for each in soup.select("table")] == [["wide"], ["wide"]]
    assert [(each.text, each["scope"]) for each in soup.select("th")] == [("a", "col"), ("a", "row")]


@pytest.mark.slow
def test_a_page_needs_no_network(exporter):
    """It asks for nothing, and forbids itself to."""
    notebook = lessons.lessons(ROOT)[0].notebook
    html, _ = exporter.from_notebook_node(notebook)
    assert "default-src 'none'" in html
    assert not re.search(r"(src|href)=\"?(https?:)?//|@import|url\(", html)


def test_lessons_have_no_tex():
    """It would need MathJax, which pages do without: a lesson's formulas are text."""
    for lesson in lessons.lessons(ROOT):
        prose = "".join(cell.source for cell in lesson.notebook.cells if cell.cell_type == "markdown")
        assert not re.search(r"\$[^$\n]+\$|\\\(|\\\[|\\begin\{", re.sub(r"`[^`]*`", "", prose)), lesson.name


def test_colours_are_only_where_the_style_has_some():
    """What has none is text, whatever it is."""
    html = '<span class="k">if</span> <span class="n">x</span><span class="p">:</span> <span class="nf">f</span>'
    assert page.coloured(html) == '<span class="k">if</span> x: <span class="nf">f</span>'


def test_the_command_makes_all_pages(tmp_path):
    """Of lessons/; --solutions, of solutions/, in another folder."""
    root = small.make_course(tmp_path / "course")
    shutil.copytree(root / "solutions", root / "lessons")
    for flags, folder in (([], "pages"), (["--solutions"], "pages-solutions")):
        app = PagesApp()
        app.initialize([f"--PagesApp.root={root}", *flags])
        app.run()
        assert [path.name for path in (root / "build" / folder).iterdir()] == ["1-small.html"]
