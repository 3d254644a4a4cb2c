"""The start page and the last cell of a lesson in JupyterLab, in a real browser: run, read, their links clicked."""

import json
import shutil

import nbformat
import pytest
from nbformat.v4 import new_output
from playwright.sync_api import expect

from autograder.course import lessons
from autograder.prepare.notebook import receipt_of
from autograder.tests.doors.lab_server import TOKEN, running, wait_for_kernel

pytestmark = pytest.mark.slow

ONE, TWO = lessons.lessons()[:2]
ASK = "https://example.org/ask"
# The notebook in front.
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"


@pytest.fixture
def lab(tmp_path_factory, browser):
    """`make lab` in a copy of the course, whose configuration has a link: a page, and the course's folder."""
    if shutil.which("make") is None:
        pytest.skip("no make on this machine (Debian, Ubuntu: apt install make)")
    root = tmp_path_factory.mktemp("lab") / "course"
    with running(root) as (address, _):
        known = json.loads((root / "lessons" / "course.json").read_text(encoding="utf-8"))
        (root / "lessons" / "course.json").write_text(json.dumps(known | {"ask": ASK}), encoding="utf-8")
        half(root / "lessons" / ONE.name / ONE.path.name)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/?token={TOKEN}")
        page.wait_for_selector(f"{PANEL} .jp-Cell", timeout=180_000)
        wait_for_kernel(page)
        yield page, root
        page.close()


def half(path):
    """Store in a notebook that the first exercise has passed, and that the second has not."""
    notebook = nbformat.read(path, as_version=4)
    first, second = (exercise.tests for exercise in ONE.exercises[:2])
    said = {test.id: [new_output("stream", text="✓ passed: it (1 point)\n")] for test in first}
    said |= {test.id: [new_output("error", ename="NotYet", evalue="✗ not yet: it", traceback=[])] for test in second}
    for cell in notebook.cells:
        cell.update({"outputs": said[cell.id]} if cell.id in said else {})
    nbformat.write(notebook, path)


def output(page):
    """Return the last output of the notebook in front, once it is there."""
    shown = page.locator(f"{PANEL} .jp-OutputArea-output [role=group]").last
    shown.wait_for(timeout=180_000)
    return shown


def test_a_student_finds_her_way(lab):
    """The start page opens first and says where to go on; its links, and those of the lesson's last cell, lead there.

    The digest that the last cell shows is that of the file.
    """
    page, root = lab
    assert page.url.endswith("/lab/tree/lessons/start.ipynb")
    page.locator(f"{PANEL} .jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    start = output(page)
    rows = [" ".join(row.inner_text().split()) for row in start.locator("tbody tr").all()]
    points, opened = ONE.exercises[0].points, len(ONE.exercises) - 1
    assert rows[0].endswith(f"{points} of 20 {opened} exercises open") and rows[-1].endswith(f"{points} of 100")
    bars = start.get_by_role("progressbar")
    assert bars.count() == 6
    assert start.get_by_role("progressbar", name=f"The embedding matrix: {points} of 20 points").is_visible()
    assert start.get_by_role("link", name="Ask a question").get_attribute("href") == ASK
    second = ONE.exercises[1]
    start.get_by_role("link", name=f"Continue here: 1 - The embedding matrix, Exercise 2 - {second.title}").click()
    page.wait_for_url(f"**/lab/tree/lessons/{ONE.name}/{ONE.path.name}", timeout=180_000)
    wait_for_kernel(page)
    starter = page.locator(f"{PANEL} .jp-Cell.jp-mod-active", has_text=f"def {second.name}(")
    expect(starter.locator(".cm-content")).to_be_in_viewport(timeout=30_000)
    panel = page.locator(f"{PANEL} .jp-WindowedPanel-outer")
    cell = page.locator(f"{PANEL} .jp-CodeCell", has_text="desk.progress()").last
    while not (cell.count() and cell.is_visible()):  # the page draws only what is in sight
        panel.evaluate("element => element.scrollBy(0, 600)")
        page.wait_for_timeout(200)
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    last = output(page)
    told = last.inner_text()
    digest = receipt_of((root / "lessons" / ONE.name / ONE.path.name).read_bytes())
    assert f"File to hand in: lessons/{ONE.name}/{ONE.path.name}, digest {digest}, as last saved (" in told
    assert "0 of 20 points by the visible checks" in told and "all tests" not in told
    assert last.get_by_role("link", name="Ask a question").get_attribute("href") == ASK
    last.get_by_role("link", name="Next: 2 - One-hot against gather").click()
    page.wait_for_url(f"**/lab/tree/lessons/{TWO.name}/{TWO.path.name}", timeout=180_000)
