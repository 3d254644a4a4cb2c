"""Pages that people read can be read by all: axe-core finds nothing on them, wide, dark and as narrow as a phone.

What a page is made of is real: the course's lessons, and submissions of every verdict, graded.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.bank.flips import Flip
from autograder.commands import report
from autograder.course import lessons, page
from autograder.course.convert import load_config
from autograder.record import certificate, explained, preview
from autograder.review import server
from autograder.settings import Settings
from autograder.tests import ROOT, axe, certified, made_class, small
from autograder.tests.review.held_class import class_of_all
from autograder.tests.review.opened_desk import Visitor, running
from autograder.tests.sample import params
from autograder.tests.similar import made as similar_class

pytestmark = pytest.mark.slow

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
# What a student may write beside the answers.
OWN = [
    "print('a ' * 200)",
    "import sys\nprint('careful', file=sys.stderr)",
    "from IPython.display import HTML\nHTML('<table><tr><th>a</th><td>1</td></tr></table>')",
    f"from base64 import b64decode\nfrom IPython.display import Image\nImage(b64decode({DOT!r}))",
]


def lessons_of(source):
    """Return what writes the pages of the lessons in a folder of the course."""

    def write(folder):
        return page.write(lessons.lessons(ROOT, source), folder, page.PageExporter(load_config(ROOT)))

    return write


def without_kernel_and_network(folder):
    """Write the page of a notebook with all kinds of outputs and of Markdown that no lesson has today."""
    text = "# Any\n\n| | a |\n|---|---|\n| b | 1 |\n\n```python\nx = 1  # one\n```\n\n" + "`word` " * 80
    text += f"\n\n<details><summary>More</summary>\n\n![](data:image/png;base64,{DOT})\n\n</details>"
    coloured = "".join(f"\x1b[{number}m {number} \x1b[0m" for number in (*range(31, 37), *range(91, 97)))
    coloured += "\x1b[1mbold\x1b[0m \x1b[38;5;226mof its own\x1b[0m " + "long " * 60
    outputs = [
        nbformat.v4.new_output("error", ename="E", evalue="e", traceback=[coloured]),
        nbformat.v4.new_output("stream", name="stderr", text="careful\n"),
        nbformat.v4.new_output("display_data", {"image/png": DOT}),
        nbformat.v4.new_output("display_data", {"image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg"/>'}),
        nbformat.v4.new_output("display_data", {"text/html": "<table><tr><th></th><th>a</th></tr></table>"}),
        nbformat.v4.new_output("display_data", {"text/markdown": "**bold** and `code`", "text/plain": "x"}),
        nbformat.v4.new_output(
            "display_data", {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": "a widget"}
        ),
    ]
    code = "@dataclass\nclass A:\n    '''Doc.'''\n    x: int = 0b1 if not None else 1.5  # " + "long " * 40
    cells = [nbformat.v4.new_markdown_cell(text), nbformat.v4.new_code_cell(code, outputs=outputs)]
    cells.append(nbformat.v4.new_code_cell("folded()", metadata={"jupyter": {"source_hidden": True}}))
    path = folder / "1-any" / "any.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return page.write([lessons.Lesson("1-any", path)], folder, page.PageExporter(load_config(ROOT)))


def run(root, *command):
    """Run a command of the course in a folder."""
    done = subprocess.run([sys.executable, "-m", "autograder", *command], cwd=root, capture_output=True, text=True)
    assert "Traceback" not in done.stderr and "graded now" in done.stdout, done.stdout + done.stderr


def demo(folder):
    """Grade the demo class in the first lesson; return its pages of feedback."""
    root, name = folder / "course", lessons.lessons()[0].name
    for each in ("solutions", "lessons"):
        shutil.copytree(ROOT / each / name, root / each / name)
    for each in ("data", "autograder"):
        shutil.copytree(ROOT / each, root / each, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.glob("*_config.py"):
        shutil.copy(path, root)
    run(root, "demo")
    return sorted((root / "build" / "demo").glob("feedback/*/*/*.html"))


def small_class(folder):
    """Grade what the demo class has not handed in: cells of their own, what is found elsewhere, what is no notebook."""
    root = small.make_course(folder / "small")
    small.submit(root, "right")
    small.submit(root, "no notebook").write_text("none", encoding="utf-8")
    small.submit(root, "loop", double="def double(x):\n    while True:\n        pass")
    notebook = small.handed_in(halve="def halve(x):\n    return x // 2")
    notebook.cells += map(nbformat.v4.new_code_cell, OWN)
    notebook.cells.append(nbformat.v4.new_markdown_cell("**My** notes, with `code`."))
    notebook.cells.insert(3, notebook.cells.pop(7))  # an answer that stands elsewhere
    notebook.cells[1].source += "\nmine = 1"  # and a given cell that was edited
    small.submit(root, "own", notebook=notebook, halve="def halve(x):\n    return x // 2")
    run(root, "grade", "--sandbox=none")
    return sorted(root.glob("feedback/*/*/*.html"))


def desk_of_a_student(folder):
    """Write the pages of the start page, with its table, and of a lesson's last cell."""
    root, name = folder / "lessons", lessons.lessons()[0].name
    shutil.copytree(ROOT / "lessons", root, ignore=shutil.ignore_patterns("__pycache__"))
    last = nbformat.v4.new_code_cell("import desk\ndesk.progress()")
    cells = [nbformat.v4.new_markdown_cell("# Last"), last]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), root / name / "l.ipynb")
    found = [lessons.Lesson("start", root / "start.ipynb"), lessons.Lesson("last", root / name / "l.ipynb")]
    for each in found:
        notebook = nbformat.read(each.path, as_version=4)
        NotebookClient(notebook, resources={"metadata": {"path": str(each.path.parent)}}).execute()
        (shown,) = notebook.cells[-1].outputs
        assert "text/html" in shown.data
        nbformat.write(notebook, each.path)
    return page.write(found, folder / "pages", page.PageExporter(load_config(ROOT)))


def a_certificate(folder):
    """Write a certificate."""
    path = folder / "ada.html"
    path.write_text(certificate.html(certified.facts(), certified.CODE), encoding="utf-8")
    return [path]


def explained_pages(folder):
    """Write the solutions of all lessons, and why."""
    return [explained.write(each, folder, load_config(ROOT)) for each in lessons.lessons()]


def a_preview(folder):
    """Write the preview of a change: who gains, who loses, who stays, what could not be graded, what the bank says."""
    why = preview.Reason("test_double", "passed", "failed", "double(2) returned 4.0;\nexpected 4")
    ways = {"loses": (5, 3), "gains": (None, 5), "differs": (5, 5), "fault": (5, 5), "same": (5, 5)}
    found = [
        preview.Line(f"student-{way}", "1-small", *marks, way, (why,) * (way in ("loses", "gains")), "the disk is full")
        for way, marks in ways.items()
    ]
    flips = [Flip("1-small", "double", "right_a", True, "test_double", why.said)]
    flips.append(Flip("1-small", "double", "wrong_b", False))
    path = folder / "preview.html"
    preview.write(preview.Preview(found, {"the lesson": 5}, flips, 13, 2.0), path)
    return [path]


def class_report(folder):
    """Write the report of a made class, with names and without."""
    root = made_class.make(folder / "course")
    settings, run = Settings.load(root), root / "run.json"
    return [Path(report.written(settings, run, anonymous)) for anonymous in (False, True)]


def the_desk(folder):
    """Write the pages of the desk for what is held, one of each kind, as its server sends them."""
    root, place = class_of_all(folder / "course"), folder / "pages"
    place.mkdir()
    for name in server.FILES:
        shutil.copy(server.ROOM / name, place)
    with running(root) as (address, _):
        visitor, found = Visitor(address), []
        count = int(re.search(r"of (\d+)</p>", visitor.body)[1])
        for number in range(1, count + 2):
            text = visitor.get(f"/case/{number}" if number <= count else "/done")
            found.append(place / f"{number}.html")
            found[-1].write_text(re.sub(r'"/(desk\.\w+)"', r'"\1"', text), encoding="utf-8")
    return found


# The pages that people read: {name: what writes them into a folder and returns their paths}.
PAGES = {
    "lessons": lessons_of("lessons"),
    "solutions": lessons_of("solutions"),
    "any notebook": without_kernel_and_network,
    "feedback": demo,
    "feedback of a small class": small_class,
    "start page and last cell": desk_of_a_student,
    "certificate": a_certificate,
    "solutions and why": explained_pages,
    "preview of a change": a_preview,
    "class report": class_report,
    "answers that are alike": similar_class.written_page,
    "the desk": the_desk,
}
# What is a library's alone and cannot be mended here: {a rule and what it is found on: the reason}.
THEIRS: dict[str, str] = {}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return a function that returns the paths of the pages of a name, written once."""
    made: dict[str, list[Path]] = {}

    def write(name):
        if name not in made:
            made[name] = PAGES[name](tmp_path_factory.mktemp("pages"))
            assert made[name]
        return made[name]

    return write


@pytest.mark.parametrize("way", axe.WAYS)
# What solutions have beyond lessons, outputs and figures, "feedback" has, too.
@pytest.mark.parametrize("name", params(list(PAGES), [name for name in PAGES if name != "solutions"]))
def test_axe_finds_nothing(name, way, written, browser):
    """On any page; nor does one scroll sideways or fetch anything."""
    wrong = {path.name: axe.read(browser, path, way) for path in written(name)}
    ours = {path: [each for each in lines if not each.startswith(tuple(THEIRS))] for path, lines in wrong.items()}
    assert {path: lines for path, lines in ours.items() if lines} == {}


def test_every_verdict_was_there(written):
    """What axe has found nothing on are pages with all that a page can say."""
    said = "".join(path.read_text(encoding="utf-8") for name in PAGES if "feedback" in name for path in written(name))
    verdicts = ("passed", "partly passed", "failed", "timed out", "kernel died", "held")
    assert [each for each in (*verdicts, "Likely mistake:", "Remarks", "was not run") if each not in said] == []
    assert "What your code showed:" in said and "data:image/png" in said


@pytest.mark.parametrize("way", axe.WAYS)
def test_axe_finds_what_is_wrong(tmp_path, browser, way):
    """A page that breaks a rule of each kind: no picture's text, no contrast, too small a target, a wide line."""
    small_target = "<a href='#a' style='display:inline-block;font-size:4px'>a</a>" * 2
    body = f"<img src='data:image/png;base64,{DOT}'><p style='color:#aaa;background:#eee'>pale</p>{small_target}"
    body += "<p style='width:2000px;background:#eee'>wide</p><img alt='' src='https://127.0.0.1:9/x.png'>"
    path = tmp_path / "wrong.html"
    path.write_text(f"<!DOCTYPE html><html><head><title>x</title></head><body>{body}</body></html>", encoding="utf-8")
    lines = axe.read(browser, path, way)
    due = ["it fetches", "it scrolls"]
    due += ["html-has-lang", "image-alt", "landmark-one-main", "target-size"] if way != "dark" else []
    due += ["color-contrast"] if way != "phone" else []
    assert [each for each in due if not any(line.startswith(each) for line in lines)] == [], lines
