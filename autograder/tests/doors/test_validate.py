"""The button Validate, in a real JupyterLab, in a real browser."""

import shutil
from urllib.request import urlopen

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import compute_checksum

from autograder.tests import axe, small
from autograder.tests.doors.lab_server import TOKEN, running, said, wait_for_kernel

LOOP = "def double(x):\n    while True:\n        pass"
BITE = "<img src=x onerror=alert(1)>"
FOLDER = "lessons/9-small"
DONE = ".autograder-Validate[data-state=done]"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory, browser):
    """`make lab` in a copy of the course: the address, and the copy."""
    if shutil.which("make") is None:
        pytest.skip("no make on this machine (Debian, Ubuntu: apt install make)")
    root = tmp_path_factory.mktemp("lab") / "course"
    with running(root) as (address, log):
        (root / FOLDER).mkdir()
        yield address, root
        assert "Traceback" not in said(log)


@pytest.fixture
def page(browser, server):
    """A fresh window on JupyterLab; it fails at the end when the page itself reported an error, or asked something."""
    errors = []
    page = browser.new_page(viewport={"width": 1400, "height": 950})
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: errors.append(dialog.message) or dialog.dismiss())
    yield page
    page.close()
    assert errors == []


def opened(page, server, name, change=None, **answers):
    """Open a small lesson as a student has it, once change was made to it; return its path."""
    address, root = server
    notebook = small.handed_in(**answers)
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.checksum = compute_checksum(cell)
    notebook = change(notebook) or notebook if change else notebook
    path = root / FOLDER / f"{name}.ipynb"
    nbformat.write(notebook, path)
    page.goto(f"{address}/lab/tree/{FOLDER}/{path.name}?token={TOKEN}&reset")
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for(timeout=120_000)
    wait_for_kernel(page)
    return path


def click(page):
    """Click Validate in the toolbar, of which there is one."""
    page.locator(".jp-NotebookPanel-toolbar >> text=Validate").click()


def answer(page):
    """Return the panel once it has an answer."""
    panel = page.locator(DONE)
    panel.wait_for(timeout=300_000)
    return panel


def at_exercise(page):
    """Wait until a run is at an exercise."""
    page.locator(".autograder-Validate-status:has-text('running: exercise 1 of 2')").wait_for(timeout=300_000)


def test_an_exercise_a_line_and_its_cell_a_click_away(page, server):
    """The sum and the checks' own words as text; the link makes the answer's cell the one that is worked on."""
    opened(page, server, "half", double=f"def double(x):\n    return {BITE!r}")
    click(page)
    panel = answer(page)
    assert panel.locator("[role=status]").inner_text() == (
        "3 of 5 points by the visible checks; hidden ones are run at grading."
    )
    lines = panel.locator(".autograder-Validate-exercise").all_inner_texts()
    first, second = (each.split("\n") for each in lines)
    assert first[:3] == ["✗", "Exercise 1 - Double: 0 of 2 points", "not yet"]
    assert second == ["✓", "Exercise 2 - Halve: 3 of 3 points", "passed"]
    assert f"AssertionError: double(3) returned {BITE}, but 6 was due" in first[3]
    assert "Success" not in panel.inner_text() and "all" not in panel.inner_text().split()
    assert axe.found(page, {"include": [[".autograder-Validate"]]}) == []
    link = panel.locator(".autograder-Validate-exercise button").first
    link.focus()
    page.keyboard.press("Enter")
    active = page.locator(".jp-Notebook .jp-Cell.jp-mod-active")
    active.filter(has_text="def double(x)").wait_for()
    assert "img src" in active.inner_text()


def test_a_loop_keeps_nobody(page, server):
    """While it runs the server answers and the student goes on; then it is cut, and the rest has its points."""
    address, _ = server
    path = opened(page, server, "loop", double=LOOP)
    click(page)
    at_exercise(page)
    urlopen(f"{address}/api/contents/{FOLDER}?token={TOKEN}").close()
    click(page)  # joins the run under way
    assert page.locator(".jp-Dialog").count() == 0
    page.locator(".jp-NotebookPanel .jp-Cell").first.click()
    page.keyboard.press("b")
    with page.expect_response(lambda found: "/api/contents/" in found.url and found.request.method == "PUT"):
        page.keyboard.press("Control+s")
    assert page.locator(".autograder-Validate").get_attribute("data-state") == "running"
    first, second = answer(page).locator(".autograder-Validate-exercise").all_inner_texts()
    assert "it ran over 12 s" in first and "3 of 3 points" in second
    assert len(nbformat.read(path, as_version=4).cells) == 10


def test_stop(page, server):
    """Ends it at once, by the keyboard too; Escape closes the panel."""
    opened(page, server, "stop", double="import time\n\ndef double(x):\n    time.sleep(600)")
    click(page)
    at_exercise(page)
    page.locator(".autograder-Validate button:has-text('Stop')").focus()
    page.keyboard.press("Enter")
    panel = answer(page)
    assert panel.locator("[role=status]").inner_text() == "Stopped before the end."
    assert page.evaluate("document.querySelector('.autograder-Validate').contains(document.activeElement)")
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")


def test_what_is_not_saved_is_saved_first(page, server):
    """What runs is what the student sees. The command is in the palette, once, and none of nbgrader's that is dead."""
    path = opened(page, server, "unsaved", double=None)
    page.locator(".jp-Notebook .jp-Cell:has-text('def double(x)') .cm-content").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("double = lambda x: 2 * x")
    page.keyboard.press("Control+Shift+c")
    page.locator(".lm-CommandPalette-input").fill("validate")
    found = page.locator(".lm-CommandPalette-item:has-text('validate')")
    assert [each.strip() for each in page.locator(".lm-CommandPalette-itemLabel").all_inner_texts()] == ["Validate"]
    found.click()
    assert "5 of 5 points" in answer(page).locator("[role=status]").inner_text()
    assert "lambda" in path.read_text(encoding="utf-8")


def test_a_changed_test_is_said(page, server):
    """In a note, which leads to it."""

    def change(notebook):
        notebook.cells[5].source = "pass"

    opened(page, server, "changed", change)
    click(page)
    note = answer(page).locator(".autograder-Validate-note button")
    assert "The test test_double is not as it was handed out" in note.inner_text()
    note.click()
    page.locator(".jp-Notebook .jp-Cell.jp-mod-active:has-text('pass')").wait_for()


def test_no_lesson(page, server):
    """It gets one line."""
    opened(page, server, "notes", lambda _: new_notebook(cells=[new_code_cell("1")], metadata=small.source().metadata))
    click(page)
    panel = answer(page)
    assert panel.locator("[role=status]").inner_text().startswith("notes.ipynb has no tests")
    assert panel.locator("li >> visible=true").count() == 0


def test_on_a_narrow_window_it_can_be_read(page, server):
    """The panel has what room there is: nothing of it is out of sight."""
    opened(page, server, "narrow")
    page.locator(".jp-NotebookPanel .jp-Cell").first.click()
    page.set_viewport_size({"width": 390, "height": 800})
    page.keyboard.press("Control+Shift+c")
    page.locator(".lm-CommandPalette-input").fill("validate")
    page.locator(".lm-CommandPalette-item:has-text('validate')").click()
    box = answer(page).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["width"] >= 250
