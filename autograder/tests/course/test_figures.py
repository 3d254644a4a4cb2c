"""Figures say what they show: each alternative text is held against the data that was drawn."""

import importlib.util
import re
import sys

import numpy as np
import pytest

from autograder.tests import ROOT

pytest.importorskip("matplotlib")


def module(name):
    """Import one of the modules that lie beside the lessons."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "solutions" / f"{name}.py")
    found = importlib.util.module_from_spec(spec)
    sys.modules[name] = found  # where dataclasses look
    spec.loader.exec_module(found)
    return found


figures = module("figures")


@pytest.fixture
def ax():
    """An empty drawing."""
    (ax,) = figures.panels(1)
    return ax


@pytest.fixture
def shown(monkeypatch):
    """A function that calls figures.show or figures.player and returns (HTML, plain text) of its only output."""
    outputs = []
    monkeypatch.setattr(figures, "display", lambda data, raw: outputs.append(data))

    def call(function, *arguments, **options):
        outputs.clear()
        function(*arguments, **options)
        (data,) = outputs
        return data["text/html"], data["text/plain"]

    return call


def alts(page):
    """Return the alternative texts of a page's images."""
    return re.findall(r'<img [^>]*?alt="([^"]*)"', page)


def numbers(text):
    """Return the numbers that a text says."""
    return [float(found.replace(",", "")) for found in re.findall(r"-?\d[\d,]*\.?\d*(?:e[-+]\d+)?", text)]


def test_points_are_where_they_are_drawn(ax):
    """A labelled set of points is told by its middle and its reach; a line without a label is decoration."""
    points = np.random.default_rng(1).normal(size=(5, 2))
    ax.plot(*points.T, "o", label="animals")
    ax.plot(*points.T, ".")
    ax.set(title="a map", xlabel="column 0", ylabel="column 1")
    text = figures.describe(ax)
    assert text.startswith("a map. x: column 0. y: column 1. animals: 5 points around")
    middle = points.mean(axis=0)
    reach = np.linalg.norm(points - middle, axis=1).max()
    assert numbers(text.split("around")[1]) == pytest.approx([*middle, reach], rel=5e-3)
    assert text.count("points") == 1


@pytest.mark.parametrize(
    "x, y, words",
    [
        ([1, 10, 100], [3, 2, 0.5], "cost: from (1, 3) to (100, 0.5), 3 points."),
        ([2], [4.25], "cost: at (2, 4.25)."),
        ([0, 5], [1, 1], "cost: a level line at 1."),
        ([3, 3], [0, 9], "cost: an upright line at 3."),
        ([], [], "cost: nothing."),
    ],
)
def test_lines_are_told_by_their_ends(ax, x, y, words):
    """A labelled line is told by where it starts and ends."""
    ax.plot(x, y, label="cost")
    assert figures.describe(ax) == words


def test_lines_in_space_and_on_logarithmic_axes(ax):
    """Three coordinates are told where there are three; a logarithmic axis is named."""
    ax.loglog([1, 100], [2, 200], label="time")
    ax.set(xlabel="words")
    assert figures.describe(ax) == "x: words, logarithmic. time: from (1, 2) to (100, 200), 2 points."
    (deep,) = figures.panels(1, projection="3d")
    deep.plot([0, 1], [0, 2], [0, 3], label="item 0")
    assert figures.describe(deep) == "item 0: from (0, 0, 0) to (1, 2, 3), 2 points."


def test_bars_and_outlines(ax):
    """Bars are told by their heights, a histogram's outline by its range and height."""
    ax.bar([0, 1, 2], [0.5, 0.25, 0.125], label="mod")
    ax.hist([1.0, 1.5, 1.7, 3.0], bins=[1, 2, 3], histtype="step", label="entries")
    text = figures.describe(ax)
    assert "3 bars of mod, from left to right 0.5, 0.25, 0.125." in text
    assert "entries: from 1 to 3, at most 3 high." in text


def test_rows_are_told_as_they_are_written(ax):
    """A table is told row by row, with the values that it shows, and says which rows are framed."""
    rows = np.array([[3.0, 3.14], [0.0, -5.26]])
    figures.draw_rows(ax, rows, [3, 5], "lookup", framed=[1])
    assert figures.describe(ax) == "lookup. id 3: 3.0 3.1. id 5 (framed): 0.0 -5.3."
    figures.draw_rows(ax, rows + 1, [3, 5], "lookup")


def test_zero_is_white_and_ids_keep_their_colour(ax):
    """A zero has no colour; every other entry has that of its id."""
    figures.draw_rows(ax, [[1.0, 0.0]], [3])
    one, zero = ax.patches[:2]
    assert zero.get_facecolor()[:3] == (1, 1, 1)
    assert one.get_facecolor() == pytest.approx((0xD5 / 255, 0x5E / 255, 0, figures.ALPHA))


def test_neighbouring_colours_can_be_told_apart():
    """No two ids look alike where a table shows them: in Oklab, at least 0.07 apart on a white plate."""
    root = [[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]]
    to_lab = [[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]]
    rgb = np.array([figures.to_rgb(colour) for colour in figures.COLOURS]) * figures.ALPHA + 1 - figures.ALPHA
    linear = np.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** 2.4, rgb / 12.92)
    lab = np.cbrt(linear @ np.transpose(root)) @ np.transpose(to_lab)
    apart = np.linalg.norm(lab[:, None] - lab[None], axis=2) + np.eye(len(lab))
    assert apart.min() > 0.07


def boxes(ax):
    """Return the boxes of a drawing's labels, as they stand on the page."""
    ax.figure.canvas.draw()
    renderer = ax.figure.canvas.get_renderer()
    extent = pytest.importorskip("matplotlib.text").Text.get_window_extent  # of the name without its line
    return {text.get_text(): np.array(extent(text, renderer).extents) for text in ax.texts}


@pytest.mark.parametrize("seed", range(6))
def test_labels_do_not_collide(ax, seed):
    """Fifteen names beside fifteen points: no name covers another, or a point, or leaves the drawing."""
    rng = np.random.default_rng(seed)
    names = ["cat", "dog", "mouse", "puppy", "kitten", "bread", "cake", "soup", "rice", "cheese"]
    names += ["rain", "snow", "wind", "clouds", "storm"]
    # five crowded together, ten spread out
    spread = np.concatenate([rng.normal(0, 0.05, (5, 2)), rng.normal(0, 1, (10, 2))])
    points = dict(zip(names, spread, strict=True))
    ax.plot(*spread.T, "o")
    ax.set(xmargin=0.15, ymargin=0.12)
    figures.label_points(ax, points)
    found = boxes(ax)
    assert found.keys() == points.keys()
    edges = np.array(list(found.values()))
    assert np.triu(figures.shared(edges, edges), 1).max() == 0
    spots = ax.transData.transform(spread)
    assert figures.shared(edges, np.concatenate([spots - 2, spots + 2], axis=1)).max() == 0
    assert (edges[:, :2] >= ax.bbox.extents[:2]).all()
    assert (edges[:, 2:] <= ax.bbox.extents[2:]).all()


def test_show_puts_words_on_every_picture(shown):
    """Each drawing is a picture of its own with its own text, so that a narrow page can stack them."""
    drawn = figures.panels(2)
    for at, ax in enumerate(drawn):
        ax.plot([0, 1], [0, at + 1], label="line")
        ax.set(title=f"panel {at} & more")
    page, plain = shown(figures.show, *drawn, alt="Two lines.")
    assert alts(page) == [
        "Two lines. panel 0 &amp; more. line: from (0, 0) to (1, 1), 2 points.",
        "panel 1 &amp; more. line: from (0, 0) to (1, 2), 2 points.",
    ]
    assert plain == "[figure: panel 0 & more; panel 1 & more]"
    assert page.count("data:image/png;base64,iVBOR") == 2
    assert "max-width:100%" in page


def test_other_data_other_words(shown):
    """The text follows the data, and so does the picture."""
    pages = []
    for end in (1.0, 2.0):
        (ax,) = figures.panels(1)
        ax.plot([0, 1], [0, end], label="line")
        pages.append(shown(figures.show, ax)[0])
    assert alts(pages[0]) != alts(pages[1])
    assert pages[0] != pages[1]


def test_the_same_data_the_same_page(shown):
    """Nothing in a page depends on the moment: nbval compares it."""
    pages = []
    for _ in range(2):
        (ax,) = figures.panels(1)
        ax.plot([0, 1], label="line")
        pages.append(shown(figures.player, [ax, ax], ["a", "b"], "step"))
    assert pages[0] == pages[1]


def test_measured_figures_are_marked(shown, ax):
    """What differs from run to run is marked for the tests of the notebooks."""
    ax.plot([0, 1], label="seconds")
    assert "data-varies" in shown(figures.show, ax, varies=True)[0]
    assert "data-varies" not in shown(figures.show, ax)[0]


def test_a_player_is_complete_without_scripts(shown):
    """Only the last picture is to be seen until a script runs, and then the controls are there; all have words."""
    drawn = figures.panels(3)
    for at, ax in enumerate(drawn):
        ax.plot(at, at, "o", label="cat")
    page, plain = shown(figures.player, drawn, ["step 0", "step 1", "step 2"], "training step")
    images = re.findall(r"<img [^>]*>", page)
    assert [" hidden " in image for image in images] == [True, True, False]
    assert alts(page) == [f"step {at}. cat: at ({at}, {at})." for at in range(3)]
    assert 'aria-label="training step"' in page and "<p hidden>" in page
    controls = re.findall(r"<(?:input|button) [^>]*>", page)
    assert len(controls) == 2
    assert all("data-lm-suppress-shortcuts" in control for control in controls)  # arrow keys are JupyterLab's, too
    assert "<script" not in page and "http" not in page
    assert plain == "[figure: training step, step 0 to step 2]"
    with pytest.raises(ValueError, match="3 drawings, but 1 names"):
        figures.player(drawn, ["one"], "step")


@pytest.mark.parametrize(
    "value, text", [(0.0, "0"), (-0.0001234, "-0.000123"), (1234567, "1,230,000"), (15.0, "15"), (2.346, "2.35")]
)
def test_numbers_are_short(value, text):
    """Three digits that count."""
    assert figures.number(value) == text
