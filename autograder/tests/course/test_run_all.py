"""Run All in JupyterLab, in a real browser: it goes to the end, whatever is still open in the lesson."""

import re
import shutil
import time
from contextlib import suppress

import nbformat
import pytest
from nbgrader.utils import is_grade, is_solution
from playwright.sync_api import TimeoutError as PageTimeout

from autograder.bank.bank import Bank
from autograder.course import demo, lessons
from autograder.course.convert import load_config
from autograder.tests import ROOT
from autograder.tests.doors.lab_server import TOKEN, running, wait_for_kernel
from autograder.tests.sample import params
from autograder.verdicts import LIKELY

pytestmark = pytest.mark.slow

LESSONS = lessons.lessons()


@pytest.fixture(scope="module")
def server(tmp_path_factory, browser):
    """`make lab` in a copy of the course: the address and the copy."""
    if shutil.which("make") is None:
        pytest.skip("no make on this machine (Debian, Ubuntu: apt install make)")
    root = tmp_path_factory.mktemp("lab") / "course"
    with running(root) as (address, _):
        yield address, root


def half_solved(lesson):
    """Return {exercise: answer} where every second exercise is solved, one is wrong and one is no Python."""
    solved = demo.solved(lesson)
    names = list(solved)
    half = {name: solved[name] for name in names[::2]}
    wrong = Bank(config=load_config(ROOT)).answers_to(lesson.name, names[1])
    half[names[1]] = next(each.source for each in wrong if not each.is_right)
    half[names[3]] = f"def {names[3]}(*arguments)\n    return None"
    return half


def run_all(browser, server, lesson, answers, look=lambda page: None):
    """Open a lesson with these answers, click Run All, save, look at the page; return the saved notebook."""
    address, root = server
    path = root / "lessons" / lesson.name / lesson.path.name
    released = nbformat.read(ROOT / "lessons" / lesson.name / lesson.path.name, as_version=4)
    nbformat.write(demo.answered(released, answers), path)
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    try:
        page.goto(f"{address}/lab/tree/lessons/{lesson.name}/{lesson.path.name}?token={TOKEN}&reset")
        page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
        wait_for_kernel(page)
        page.locator(".lm-MenuBar-item >> text=/^Run$/").click()
        page.locator("[data-command='runmenu:run-all']").click()
        notebook = saved_when_run(page, path)
        look(page)
        return notebook
    finally:
        page.close()


def saved_when_run(page, path, seconds=400):
    """Save until the file says that the last of its cells has run; return it. The page draws only what is in sight."""
    indicator = page.locator(".jp-NotebookPanel-toolbar .jp-Notebook-ExecutionIndicator")
    end, notebook = time.monotonic() + seconds, nbformat.read(path, as_version=4)
    while time.monotonic() < end:
        idle = indicator.get_attribute("data-status") == "idle"
        with suppress(PageTimeout):  # a page that is busy drawing has no time to save
            with page.expect_response(lambda reply: "/api/contents/" in reply.url and reply.request.method == "PUT"):
                page.keyboard.press("Control+s")
            notebook = nbformat.read(path, as_version=4)
            if idle and any(cell.id == "progress" and cell.outputs for cell in notebook.cells):
                break
        page.wait_for_timeout(1000)
    return notebook


# What a reader can move: a figure's own slider, at its end, and widgets, for which the kernel draws anew.
MOVABLE = {
    "figures.player(": ("div:has(> p > input[type=range])", "ArrowLeft"),
    "interact(": (".widget-interact", "ArrowRight"),
}
# The drawing that is in sight there, as a string that tells one from the other.
DRAWN = "place => [...place.querySelectorAll('img')].filter(each => !each.hidden).map(each => each.src).join()"


def movable(lesson):
    """Return {what makes something that can be moved: how many cells of a lesson do}."""
    code = [cell.source for cell in lesson.notebook.cells if cell.cell_type == "code"]
    return {made: sum(made in source for source in code) for made in MOVABLE}


def moved(page):
    """Move all that can be moved in a lesson that has been run; return {what makes it: how many drawings changed}."""
    panel = page.locator(".jp-NotebookPanel .jp-WindowedPanel-outer")
    panel.evaluate("element => element.scrollTo(0, 0)")
    while not panel.evaluate("element => element.scrollTop + element.clientHeight + 2 > element.scrollHeight"):
        panel.evaluate("element => element.scrollBy(0, 700)")
        page.wait_for_timeout(100)
    changed = dict.fromkeys(MOVABLE, 0)
    for made, (selector, key) in MOVABLE.items():
        for place in page.locator(f".jp-OutputArea-output {selector}").all():
            place.scroll_into_view_if_needed()
            before = now = place.evaluate(DRAWN)
            place.locator("input[type=range], .noUi-handle").first.press(key)
            end = time.monotonic() + 60
            while now in (before, "") and time.monotonic() < end:  # "": the kernel is drawing
                page.wait_for_timeout(100)
                now = place.evaluate(DRAWN)
            changed[made] += now not in (before, "")
    return changed


def errors_in(notebook):
    """Return {cell's id: error output} of the cells that ended in an error."""
    return {
        cell.id: output
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "error"
    }


ANSWERS = ("untouched", "half solved", "solved")
CASES = [(lesson, answers) for lesson in LESSONS for answers in ANSWERS]
# Each lesson once, and the last, which has most that moves, solved, too.
SAMPLE = [*((lesson, ANSWERS[place % 3]) for place, lesson in enumerate(LESSONS)), (LESSONS[-1], "solved")]


@pytest.mark.parametrize("case", params(CASES, SAMPLE, ids=lambda case: f"{case[0].name}-{case[1]}"))
def test_run_all_goes_to_the_end(browser, server, case):
    """Every cell runs; errors come from checks, in four lines, and from answers; the last cell says what is open.

    In a lesson that is solved all that can be moved moves.
    """
    lesson, answers = case
    chosen = {"untouched": dict, "half solved": lambda: half_solved(lesson), "solved": lambda: demo.solved(lesson)}
    changed = {}
    look = (lambda page: changed.update(moved(page))) if answers == "solved" else lambda page: None
    notebook = run_all(browser, server, lesson, chosen[answers](), look)
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    assert [cell.id for cell in code if cell.execution_count is None] == []
    errors, cells = errors_in(notebook), {cell.id: cell for cell in code}
    for name, error in errors.items():
        if is_grade(cells[name]):
            assert error.ename in ("NotYet", "NotStarted"), (name, error.evalue)
            assert len(error.traceback) == 1 and error.traceback[0].count("\n") <= 3, (name, error.traceback)
        else:
            assert is_solution(cells[name]) and error.ename == "SyntaxError", (name, error.evalue)
    tests = {cell.id for cell in code if is_grade(cell)}
    told = "".join(output.data["text/plain"] for output in cells["progress"].outputs)
    assert f"File to hand in: lessons/{lesson.name}/{lesson.path.name}" in told
    if answers == "solved":
        assert not errors and told.startswith("20 of 20 points") and "Nothing is open." in told
        assert changed == movable(lesson) and any(changed.values())
    elif answers == "untouched":
        assert set(errors) == tests and {error.ename for error in errors.values()} == {"NotStarted"}
        assert told.startswith("0 of 20 points")
    else:
        tested = [[test.metadata.nbgrader.grade_id for test in each.tests] for each in lesson.exercises]
        wrong = [errors[key].evalue for key in tested[1] if key in errors]
        broken = [errors[key].evalue for key in tested[3]]
        assert any(LIKELY in each for each in wrong), wrong
        assert all("ended in SyntaxError" in each for each in broken), broken
        assert re.search(r"Open: .+\.", told) and "not started" in told


def test_a_refusal_fits_in_one_glance(browser, server):
    """A failing check is as high as a few lines of text, with no frame of anyone's."""
    address, _ = server
    lesson = LESSONS[0]
    run_all(browser, server, lesson, half_solved(lesson))
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}/lab/tree/lessons/{lesson.name}/{lesson.path.name}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
    page.wait_for_timeout(2000)
    panel = page.locator(".jp-NotebookPanel .jp-WindowedPanel-outer")
    refusal = page.locator(".jp-OutputArea-output >> text=/Likely mistake:/").first
    for _ in range(60):
        if refusal.count():
            break
        panel.evaluate("element => element.scrollBy(0, 500)")
        page.wait_for_timeout(200)
    box = refusal.bounding_box()
    print(f"a failing check is {box['height']:.0f} px high")
    assert box["height"] < 130
    page.close()
