"""A lesson without a mouse and without eyes: keys alone, and what is read is what the browser tells a screen reader."""

import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course import demo, lessons
from autograder.tests import axe
from autograder.tests.doors.lab_server import TOKEN, running, wait_for_kernel

LESSON = lessons.lessons()[0]
FOLDER = f"lessons/{LESSON.name}"
EXERCISE = LESSON.exercises[0].name
WRONG = f"def {EXERCISE}(texts, vocab_size):\n    return {{}}"

# What on JupyterLab's page is the course's: text, and what cells show. All around it is JupyterLab's own.
OURS = [[".jp-NotebookPanel .jp-RenderedMarkdown"], [".jp-NotebookPanel .jp-OutputArea-output"]]
# What is ours by its place and a library's alone by its making: {selector: why}.
THEIRS = {
    ".widget-slider": "noUiSlider, inside ipywidgets, gives its handle no name; the label beside it can be read",
    ".widget-play": "ipywidgets gives the buttons of its player no names; the slider beside them does the same",
}

# In a notebook that nobody has run here, JupyterLab takes from outputs scripts and aria-label, and switches a player's
# slider off. Lessons come without outputs, so that no student meets it.
UNTRUSTED = [["input[type=range][disabled]"]]

# A notebook with each kind of thing that lessons show, which needs no training.
SHOWN = [
    "import figures\nax, = figures.panels(1)\nax.plot([0, 1], [1, 3], label='loss')\n"
    "ax.set(title='Falling')\nfigures.show(ax, alt='The loss.')",
    "figures.player(figures.panels(2), ['start', 'end'], 'which step')",
    "import checks\n\n\ndef unwritten():\n    raise NotImplementedError\n\n\n@checks.test(points=2)\n"
    "def test_unwritten(unwritten):\n    'Why.'\n    unwritten().gives(1)",
    "def written():\n    return 1\n\n\n@checks.test(points=2)\n"
    "def test_written(written):\n    'Why.'\n    written().gives(1)",
    "import sys\nprint('careful', file=sys.stderr)",
    "import desk\ndesk.progress()",
    "from ipywidgets import FloatSlider, IntSlider, Play, SelectionSlider, ToggleButtons, VBox\nVBox([IntSlider("
    "description='rate'), FloatSlider(description='score'), Play(), SelectionSlider(options=['a', 'b'], description="
    "'start'), ToggleButtons(options=['a', 'b'], description='cost')])",
]
TEXT = "# Shown\n\n## A part\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
TEXT += "<details><summary>A nudge</summary>\n\n`x`\n</details>"

# The place of the active cell, and whether the browser's focus is on something.
PLACE = "() => document.querySelector('.jp-NotebookPanel .jp-Cell.jp-mod-active')?.dataset.windowedListIndex"
FOCUSED = "selector => document.activeElement.closest(selector) !== null"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory, browser):
    """`make lab` in a copy of the course: the address, and the copy."""
    if shutil.which("make") is None:
        pytest.skip("no make on this machine (Debian, Ubuntu: apt install make)")
    root = tmp_path_factory.mktemp("lab") / "course"
    with running(root) as (address, _):
        yield address, root


@pytest.fixture
def page(browser):
    """A fresh window."""
    page = browser.new_page(viewport={"width": 1400, "height": 950})
    page.set_default_timeout(120_000)
    yield page
    page.close()


def opened(page):
    """Wait until a notebook is there, with its kernel, and the keys go to it."""
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    wait_for_kernel(page)
    page.wait_for_function(FOCUSED, arg=".jp-Notebook")


def tab_to(page, selector):
    """Press Tab until something has the focus."""
    for _ in range(60):
        if page.evaluate(FOCUSED, selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {selector}")


def choose(page, name):
    """Open a file or folder in the file browser, with arrow keys and Enter."""
    page.wait_for_selector(f".jp-DirListing-item:has-text('{name}')")
    tab_to(page, ".jp-DirListing-content")
    chosen = f".jp-DirListing-item.jp-mod-selected:has-text('{name}')"
    for _ in range(30):
        if page.locator(chosen).count():
            page.keyboard.press("Enter")
            return
        page.keyboard.press("ArrowDown")
        page.wait_for_selector(".jp-DirListing-item.jp-mod-selected")
    raise AssertionError(f"no arrow leads to {name}")


def active(page):
    """Return the active cell."""
    return page.locator(".jp-NotebookPanel .jp-Cell.jp-mod-active")


def step(page, key="ArrowDown"):
    """Go to the cell below or above."""
    before = page.evaluate(PLACE)
    page.keyboard.press(key)
    page.wait_for_function(f"before => ({PLACE})() !== before", arg=before)


def go_to(page, text, key="ArrowDown"):
    """Go to the cell with a text."""
    for _ in range(80):
        page.wait_for_function("() => document.querySelector('.jp-Cell.jp-mod-active').textContent.trim()")
        if text in active(page).inner_text():
            return
        step(page, key)
    raise AssertionError(f"no arrow leads to {text}")


def run(page):
    """Run the active cell with Shift+Enter, which goes on to the next; return when it has come to its end."""
    before = page.evaluate(PLACE)
    prompt = f".jp-NotebookPanel .jp-CodeCell[data-windowed-list-index='{before}'] .jp-InputPrompt"
    code = page.locator(prompt).count() > 0
    count = page.locator(prompt).inner_text().strip() if code else ""
    page.keyboard.press("Shift+Enter")
    page.wait_for_function(f"before => ({PLACE})() !== before", arg=before)
    if code:
        said = "document.querySelector(prompt).textContent.trim()"
        page.wait_for_function(f"([prompt, count]) => /[0-9]/.test({said}) && {said} !== count", arg=[prompt, count])
    wait_for_kernel(page)


def write(page, source):
    """Write into the active cell, in place of what is there; then run it."""
    page.keyboard.press("Enter")
    page.wait_for_function(FOCUSED, arg=".jp-Cell.jp-mod-active .cm-content")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(source)
    run(page)


def tree(page):
    """Return the accessibility tree: the nodes that a screen reader is told of, {id: node}."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return {node["nodeId"]: node for node in nodes if not node.get("ignored")}


def named(nodes, role):
    """Return the names of the nodes that have a role."""
    return [each["name"]["value"] for each in nodes.values() if each["role"]["value"] == role]


def announced(page, first):
    """Return what a screen reader is told at once, when its first line is due."""
    there = "first => document.querySelector('.autograder-Announced[role=status]').textContent.startsWith(first)"
    page.wait_for_function(there, arg=first)
    return page.locator(".autograder-Announced").text_content()


def read(page):
    """Return the text of the accessibility tree that is said inside cells with an output, in a line each."""
    nodes, said = tree(page), []
    for node in nodes.values():
        if node["role"]["value"] == "StaticText":
            above = node
            while above := nodes.get(above.get("parentId")):
                if above["name"]["value"] == "Code Cell Content with Output":
                    said += node["name"]["value"].splitlines()
    return said


def test_a_lesson_by_keys_alone(page, server):
    """Open a lesson, find exercise 1, write, run its check, hear and read the verdict; open a hint, a folded check."""
    address, _ = server
    page.goto(f"{address}/lab/tree/lessons?token={TOKEN}&reset")
    choose(page, LESSON.name)
    choose(page, LESSON.path.name)
    opened(page)
    go_to(page, "import os")
    run(page)
    go_to(page, "Exercise 1 - ")

    tab_to(page, ".jp-Cell.jp-mod-active summary")
    page.keyboard.press("Space")
    page.wait_for_selector(".jp-Cell.jp-mod-active details[open]")
    assert "A nudge" in named(tree(page), "DisclosureTriangle")
    page.keyboard.press("Escape")
    page.wait_for_function(FOCUSED, arg=".jp-Notebook")

    go_to(page, f"def {EXERCISE}")
    write(page, WRONG)
    page.wait_for_selector(".jp-Cell.jp-mod-active .jp-InputPlaceholder")  # the check, whose code is folded
    assert f"def test_{EXERCISE}" not in active(page).inner_text()
    page.keyboard.press("Enter")
    page.wait_for_function(FOCUSED, arg=".jp-Cell.jp-mod-active .cm-content")
    assert f"def test_{EXERCISE}" in active(page).inner_text()
    page.keyboard.press("Escape")
    run(page)
    said = read(page)
    (place,) = [at for at, line in enumerate(said) if line == f"✗ not yet: {EXERCISE} (2 points)."]
    assert "returned {}; expected {" in said[place + 3] or "returned {}; expected {" in said[place + 2], said
    assert any(line.startswith("Likely mistake: ") for line in said[place:])
    assert "\nLikely mistake: " in announced(page, f"✗ not yet: {EXERCISE} (2 points).")

    go_to(page, f"def {EXERCISE}", "ArrowUp")
    write(page, demo.solved(LESSON)[EXERCISE])
    run(page)
    said = read(page)
    assert f"✓ passed: {EXERCISE} (2 points by the visible checks)" in said, said
    assert not [line for line in said if line.startswith("✗ not yet")]
    assert announced(page, f"✓ passed: {EXERCISE} (2 points by the visible checks)")


def test_what_lessons_show_can_be_heard(page, server):
    """Figures by their data, sliders and buttons by their names; axe finds nothing on text and outputs of ours."""
    address, root = server
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    cells = [new_markdown_cell(TEXT), *map(new_code_cell, SHOWN)]
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), root / FOLDER / "shown.ipynb")
    page.goto(f"{address}/lab/tree/{FOLDER}/shown.ipynb?token={TOKEN}&reset")
    opened(page)
    for _ in cells:
        run(page)
    page.wait_for_selector(".widget-slider")
    nodes = tree(page)
    assert "The loss. Falling. loss: from (0, 1) to (1, 3), 2 points." in named(nodes, "image")
    assert "which step" in named(nodes, "slider") and "Play" in named(nodes, "button")
    said = read(page)
    assert "○ not started: unwritten (2 points)." in said
    assert "✓ passed: written (2 points by the visible checks)" in said
    page.evaluate(axe.UNFOLD)
    context = {"include": OURS, "exclude": [[each] for each in THEIRS]}
    assert axe.found(page, context) == []
    assert any("aria-input-field-name" in line for line in axe.found(page, {"include": [[each] for each in THEIRS]}))


@pytest.mark.parametrize("number", range(len(lessons.lessons())))
def test_axe_finds_nothing_of_ours_in_a_lesson(page, server, number):
    """On the text and the stored outputs of a whole lesson, as JupyterLab shows them."""
    address, root = server
    lesson = lessons.lessons()[number]
    shutil.copy(lesson.path, root / "lessons" / lesson.name / "solved.ipynb")
    page.goto(f"{address}/lab/tree/lessons/{lesson.name}/solved.ipynb?token={TOKEN}&reset")
    opened(page)
    page.wait_for_selector(".jp-OutputArea-output img >> nth=3", state="attached")
    page.evaluate(axe.UNFOLD)
    assert axe.found(page, {"include": OURS, "exclude": UNTRUSTED}) == []
    assert not [name for name in named(tree(page), "image") if name == "figure"]
