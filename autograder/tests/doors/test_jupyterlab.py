"""What a student and an instructor click, in a real JupyterLab, in a real browser."""

import os
import re
import shutil
import subprocess

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.course import demo, lessons
from autograder.tests import ROOT
from autograder.tests.doors.lab_server import TOKEN, running, said, wait_for_kernel

LESSON = lessons.lessons()[0]
NOTEBOOK = f"lessons/{LESSON.name}/{LESSON.path.name}"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory, browser):
    """`make lab` in a copy of the course: the address, the copy, and the server's log."""
    if shutil.which("make") is None:
        pytest.skip("no make on this machine (Debian, Ubuntu: apt install make)")
    root = tmp_path_factory.mktemp("lab") / "course"
    with running(root) as (address, log):
        yield address, root, log


@pytest.fixture
def page(browser, server):
    """A fresh window on JupyterLab; it fails at the end when the page itself reported an error."""
    errors = []
    page = browser.new_page(viewport={"width": 1400, "height": 950})
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


def open_lesson(page, address):
    """Open the first lesson and wait until its kernel is ready."""
    page.goto(f"{address}/lab/tree/{NOTEBOOK}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
    page.wait_for_selector(".jp-NotebookPanel-toolbar >> text=Python 3", timeout=60_000)


def validate(page):
    """Click Validate and return what it answers."""
    page.locator(".jp-NotebookPanel-toolbar >> text=Validate").click()
    panel = page.locator(".autograder-Validate[data-state=done]")
    panel.wait_for(timeout=300_000)
    return panel.inner_text()


def test_lesson_opens_without_questions(page, server):
    """A student sees the lesson at once: no pop-up, Validate in the toolbar, nbgrader's panel at the side."""
    address, _, _ = server
    open_lesson(page, address)
    page.wait_for_timeout(3000)  # a pop-up would come by now
    assert page.locator(".Toastify__toast").count() == 0
    assert page.locator(".jp-Dialog").count() == 0
    assert page.locator(".jp-RenderedMarkdown h1").first.inner_text().startswith("1 - The embedding matrix")


def menu(page):
    """Open the menu Nbgrader and return what it offers."""
    page.locator(".lm-MenuBar-item >> text=Nbgrader").click()
    page.locator(".lm-Menu-item >> visible=true").first.wait_for()
    return page.locator(".lm-Menu-item >> visible=true").all_inner_texts()


def test_menu_offers_what_works(page, server):
    """The menu Nbgrader has the formgrader, which opens beside it, and nothing that is dead or would change a test."""
    address, _, _ = server
    open_lesson(page, address)
    assert page.locator("[title='Nbgrader Create Assignment']").count() == 0
    assert [each.strip() for each in menu(page)] == ["Formgrader"]
    page.locator(".lm-Menu-item >> text=Formgrader").first.click()
    page.frame_locator("iframe").locator(f"text={LESSON.name}").first.wait_for(timeout=30_000)


def test_a_lesson_that_is_only_opened_is_unchanged(page, server):
    """When its kernel has started, and some time after, a lesson is as it was; nor does saving change it."""
    address, root, _ = server
    before = (root / NOTEBOOK).read_bytes()
    open_lesson(page, address)
    wait_for_kernel(page)
    page.wait_for_timeout(10_000)
    assert page.locator(".lm-TabBar-tab.jp-mod-dirty").count() == 0
    page.locator(".jp-NotebookPanel .jp-Cell").first.click()
    with page.expect_response(lambda response: "/api/contents/" in response.url and response.request.method == "PUT"):
        page.keyboard.press("Control+s")
    assert (root / NOTEBOOK).read_bytes() == before


def test_authors_have_the_panel_of_points(browser, tmp_path):
    """With `make author` the panel Create Assignment is there, and knows a lesson's points."""
    if shutil.which("make") is None:
        pytest.skip("no make on this machine (Debian, Ubuntu: apt install make)")
    with running(tmp_path / "course", "author") as (address, _):
        page = browser.new_page(viewport={"width": 1400, "height": 950})
        open_lesson(page, address)
        page.locator("[title='Nbgrader Create Assignment']").click()
        total = page.locator(".nbgrader-TotalPointsInput")
        total.first.wait_for(timeout=30_000)
        assert total.first.input_value() == "20"
        page.close()


def test_validate(page, server):
    """Validate names the exercises of an untouched lesson, and has all points for a finished one."""
    address, root, _ = server
    open_lesson(page, address)
    answer = validate(page)
    assert "Exercise 1 - Build a vocabulary: 0 of 2 points" in answer and answer.count("not started") == 6
    assert "0 of 20 points by the visible checks" in answer

    page.goto("about:blank")
    released = nbformat.read(ROOT / NOTEBOOK, as_version=4)
    nbformat.write(demo.answered(released, demo.solved(LESSON)), root / NOTEBOOK)
    open_lesson(page, address)
    answer = validate(page)
    assert "20 of 20 points by the visible checks; hidden ones are run at grading." in answer
    assert answer.count("passed") == 6 and "not" not in answer


def test_formgrader(page, server):
    """The instructor finds the lessons in the formgrader, without a complaint about the exchange."""
    address, _, _ = server
    page.goto(f"{address}/formgrader?token={TOKEN}")
    page.wait_for_selector(f"text={LESSON.name}", timeout=30_000)
    assert page.locator(".alert").count() == 0
    page.locator("text=Manage Students").click()
    page.wait_for_selector("h1:has-text('Manage Students')", timeout=30_000)


@pytest.mark.confined
def test_the_formgraders_button_uses_warm_kernels(page, server):
    """Autograde, in the formgrader's list of submissions, runs with the course's configuration: forked kernels."""
    address, root, _ = server
    released = nbformat.read(ROOT / NOTEBOOK, as_version=4)
    submitted = demo.answered(released, demo.solved(LESSON))
    look = "import os, sys\nsorted(set(os.listdir('.')) - {'__pycache__'}), "
    look += "'confine' in sys.modules, os.path.exists('/proc/2')"
    bite = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    mine = f"Mine. {bite} ![](attachment:one.png) <img src='attachment:two.png'>"
    mine += "\n\n<details ontoggle=alert(1) open><summary>Seen</summary>\n\n`a < b`\n\n</details>"
    submitted.cells.append(nbformat.v4.new_markdown_cell(mine))
    submitted.cells.append(nbformat.v4.new_code_cell(f"from IPython.display import HTML\nHTML('bold {bite}')"))
    submitted.cells.append(nbformat.v4.new_code_cell(look))
    path = root / "submitted" / "ada" / LESSON.name / LESSON.path.name
    path.parent.mkdir(parents=True)
    nbformat.write(submitted, path)
    env = os.environ | {"PATH": f"{root / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    command = ["nbgrader", "generate_assignment", LESSON.name, "--force"]
    subprocess.run(command, cwd=root, env=env, check=True, capture_output=True)
    page.goto(f"{address}/lab?token={TOKEN}")  # which leaves the cookie that the formgrader's own requests need
    page.wait_for_load_state("networkidle")
    page.goto(f"{address}/formgrader/manage_submissions/{LESSON.name}")
    page.locator("td.autograde a").first.click(timeout=30_000)
    page.wait_for_selector("text=Successfully autograded", timeout=120_000)
    graded = nbformat.read(root / "autograded" / "ada" / LESSON.name / LESSON.path.name, as_version=4)
    beside = {path.name for path in LESSON.path.parent.iterdir()} - {LESSON.path.name, "__pycache__"}
    assert "checks.py" in beside
    given = sorted(beside | {"data"})
    assert "".join(graded.cells[-1].outputs[-1].data["text/plain"].split()) == f"({given},True,True)".replace(" ", "")


@pytest.mark.confined
def test_the_formgrader_runs_no_students_script(browser, server):
    """What the student above has put into Markdown and outputs does nothing in the instructor's browser."""
    address, root, _ = server
    page = browser.new_page()  # not one that minds errors of the page's own: it looks for MathJax on the network
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "embeddings") as gradebook:
        submission = gradebook.find_submission_notebook(LESSON.path.stem, LESSON.name, "ada").id
    said = []
    page.on("dialog", lambda dialog: said.append(dialog.message) or dialog.dismiss())
    page.goto(f"{address}/lab?token={TOKEN}")
    page.wait_for_load_state("networkidle")
    page.goto(f"{address}/formgrader/submissions/{submission}")
    page.locator("text=Mine.").first.wait_for(timeout=30_000)
    page.wait_for_timeout(500)
    assert said == [], [each for each in page.content().splitlines() if "alert" in each]
    assert page.locator("img[onerror]").count() == 0
    assert page.locator("text='a < b'").count() == 1
    assert page.locator("text=the picture one.png is in the notebook").count() == 1
    page.close()


@pytest.mark.confined
def test_the_formgrader_folds_hints(browser, server):
    """In a submission's page a hint is what it is in JupyterLab: folded, until its title is clicked."""
    address, root, _ = server
    page = browser.new_page()
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "embeddings") as gradebook:
        submission = gradebook.find_submission_notebook(LESSON.path.stem, LESSON.name, "ada").id
    page.goto(f"{address}/lab?token={TOKEN}")
    page.wait_for_load_state("networkidle")
    page.goto(f"{address}/formgrader/submissions/{submission}")
    hint = page.locator("details", has=page.locator("summary", has_text="A nudge")).first
    hint.wait_for(timeout=30_000)
    assert hint.get_attribute("open") is None
    hint.locator("summary").click()
    assert hint.get_attribute("open") is not None
    assert page.locator("text='<details>'").count() == 0 and "&lt;details&gt;" not in page.content()
    page.close()


def test_server_log_is_clean(server):
    """After all of the above the server has logged no error."""
    _, _, log = server
    text = said(log)
    assert re.findall(r"^.*(?:\[E |\[C |Traceback|WARNING).*$", text, re.MULTILINE) == [], text
