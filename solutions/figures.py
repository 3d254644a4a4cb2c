"""Figures that look alike in all lessons, fit a phone, and say in words what they show.

`show` puts drawings on the page, each with an alternative text that is read from the drawing's own lines, bars, points
and tables: where the data changes, so do the words. `player` is a slider over ready-made pictures that needs no kernel.
"""

import html
import io
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from PIL import Image

# One colour per id (Okabe-Ito), the same in all lessons.
COLOURS = ["#E69F00", "#56B4E9", "#009E73", "#D55E00", "#0072B2", "#CC79A7", "#F0E442", "#000000"]
# How much of its colour a table's entry shows: with less, the colours of two ids look alike.
ALPHA = 0.75
SHARPNESS = 2  # pixels of a picture for one of the page, so that a fine screen shows fine lines
PER_INCH = 96  # pixels of the page
PLATE = "background:#fff;max-width:100%;height:auto;border-radius:4px"
# How far from its point a label may stand, in points of 1/72 inch, and in which directions it is tried.
DISTANCES = (9, 15, 23, 33, 45, 60, 80)
DIRECTIONS = np.arange(0, 360, 30)


def panels(count: int, width: float = 4.3, height: float = 3.6, **options: object) -> list[Axes]:
    """Return count empty drawings of their own, which `show` sets side by side, or one below the other on a phone.

    width, height: inches of one drawing; options: what matplotlib's `add_subplot` takes, such as projection="3d".
    """
    drawn = []
    for _ in range(count):
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        drawn.append(figure.add_subplot(**options))
    return drawn


def show(*drawn: Axes | Figure, alt: str = "", varies: bool = False) -> None:
    """Put drawings on the page, side by side where there is room.

    Each gets its `describe` as alternative text, the first with alt before it. varies: the numbers are measured and
    differ from run to run, so that a test of the notebook leaves the text out.
    """
    texts = [describe(each) for each in drawn]
    texts[0] = f"{alt} {texts[0]}".strip()
    images = [image(each, text, varies) for each, text in zip(drawn, texts, strict=True)]
    body = f'<div style="display:flex;flex-wrap:wrap;gap:8px">{"".join(images)}</div>'
    titles = "; ".join(filter(None, (" ".join(axes.get_title().split()) for each in drawn for axes in axes_of(each))))
    display({"text/html": body, "text/plain": f"[figure: {titles}]"}, raw=True)


def player(drawn: Sequence[Axes | Figure], names: Sequence[str], label: str) -> None:
    """Put drawings on the page one at a time, with a slider, arrow keys and a button to play them.

    names: what to call each; label: what the slider changes. It needs no kernel; where the page runs no script, it is
    the last drawing.
    """
    if len(drawn) != len(names) or not drawn:
        raise ValueError(f"{len(drawn)} drawings, but {len(names)} names")
    stand_still(drawn)
    last = len(drawn) - 1
    reveal = "this.parentNode.querySelector('p').hidden=false"
    frames = [
        image(each, f"{name}. {describe(each)}", extra=f'onload="{reveal}"' if at == last else "hidden", sharpness=1.4)
        for at, (each, name) in enumerate(zip(drawn, names, strict=True))
    ]
    said = html.escape("|".join(names))
    turn = (
        "var p=this.closest('div'),i=+this.value;"
        "p.querySelectorAll('img').forEach(function(m,k){m.hidden=k!=i});"
        "p.querySelector('output').value=p.dataset.names.split('|')[i]"
    )
    play = (
        "var b=this,r=b.parentNode.querySelector('input');"
        "function stop(){clearInterval(b.timer);b.timer=0;b.textContent='Play'}"
        "if(b.timer){stop();return}"
        "if(r.value==r.max)r.value=0;b.textContent='Stop';"
        "b.timer=setInterval(function(){r.stepUp();r.oninput();if(r.value==r.max)stop()},400)"
    )
    own = 'data-lm-suppress-shortcuts="true"'  # else JupyterLab folds the section at an arrow key
    controls = (
        f'<p hidden><button type="button" {own} onclick="{play}">Play</button> '
        f'<input type="range" {own} min="0" max="{last}" value="{last}" '
        f'aria-label="{html.escape(label)}" oninput="{turn}"> '
        f"<output>{html.escape(names[-1])}</output></p>"
    )
    body = f'<div data-names="{said}">{"".join(frames)}{controls}</div>'
    display({"text/html": body, "text/plain": f"[figure: {label}, {names[0]} to {names[-1]}]"}, raw=True)


def stand_still(drawn: Sequence[Axes | Figure]) -> None:
    """Give the axes of all drawings the places that they have in the first, so that nothing jumps."""
    figure_of(drawn[0]).canvas.draw()
    for each in drawn:
        figure_of(each).set_layout_engine("none")
        for ax, first in zip(axes_of(each), axes_of(drawn[0]), strict=True):
            ax.set_position(first.get_position(original=True))


def image(drawn: Axes | Figure, alt: str, varies: bool = False, extra: str = "", sharpness: float = SHARPNESS) -> str:
    """Return a drawing as an HTML image that holds its own picture and its alternative text."""
    figure = figure_of(drawn)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=PER_INCH * sharpness, facecolor="white")
    picture = Image.open(buffer).convert("RGB").quantize(64, method=Image.Quantize.FASTOCTREE)
    small = io.BytesIO()
    picture.save(small, format="PNG", optimize=True)
    width = round(figure.get_figwidth() * PER_INCH)
    mark = "data-varies " if varies else ""
    data = b64encode(small.getvalue()).decode("ascii")
    return (
        f'<img {mark}alt="{html.escape(alt)}" width="{width}" style="{PLATE}" {extra} '
        f'src="data:image/png;base64,{data}">'
    )


def figure_of(drawn: Axes | Figure) -> Figure:
    """Return the figure that a drawing is, or is in."""
    return drawn if isinstance(drawn, Figure) else drawn.figure


def axes_of(drawn: Axes | Figure) -> list[Axes]:
    """Return the axes of a drawing: all those of a figure, or the one that it is."""
    return drawn.axes if isinstance(drawn, Figure) else [drawn]


def draw_rows(
    ax: Axes, rows: Iterable[Sequence[float]], ids: Iterable[int], title: str = "", framed: Iterable[int] = ()
) -> None:
    """Draw rows, an array (n, columns), as a grid, each in the colour of its id; a zero stays white.

    framed: places of rows, counted from 0, that get a black frame.
    """
    rows, ids = [list(row) for row in rows], list(ids)
    columns = max(map(len, rows), default=1)
    for y, (row, number) in enumerate(zip(rows, ids, strict=True)):
        for x, value in enumerate(row):
            colour = COLOURS[number % len(COLOURS)] if value else "white"
            ax.add_patch(Rectangle((x, -y), 1, -1, fc=colour, alpha=ALPHA, ec="white" if value else "lightgrey"))
            ink = "white" if np.dot(to_rgb(colour), (0.299, 0.587, 0.114)) * ALPHA + 1 - ALPHA < 0.4 else "black"
            ax.text(x + 0.5, -y - 0.5, f"{value:.1f}", ha="center", va="center", color=ink, fontsize=11)
        ax.text(-0.15, -y - 0.5, f"id {number}", ha="right", va="center", fontsize=11, gid=f"row {y}")
    for y in framed:
        ax.add_patch(Rectangle((0, -y), columns, -1, fill=False, ec="black", lw=2.5, zorder=3))
    ax.set(xlim=(-1.2, columns), ylim=(-max(len(rows), 1), 0), aspect="equal", title=title)
    ax.axis("off")


def label_points(ax: Axes, points: Mapping[str, Sequence[float]], colour: str | Mapping[str, str] = "black") -> None:
    """Write each point's name beside it, so that no name covers another or a point; a thin line leads to a far one.

    points: name -> (x, y); colour: one for all, or name -> colour. Call it once, last, when the limits stand.
    """
    figure = ax.figure
    figure.canvas.draw()
    figure.set_layout_engine("none")  # nothing moves any more
    renderer = figure.canvas.get_renderer()
    scale = figure.dpi / 72
    at = {name: ax.transData.transform(xy) for name, xy in points.items()}
    taken = [(x - 4 * scale, y - 4 * scale, x + 4 * scale, y + 4 * scale) for x, y in at.values()]
    directions = np.radians(DIRECTIONS)
    turns = np.stack([np.cos(directions), np.sin(directions)], axis=1)
    for name, xy in points.items():
        ink = colour if isinstance(colour, str) else colour[name]
        text = ax.annotate(name, xy, xytext=(0, 0), textcoords="offset points", ha="center", va="center", color=ink)
        extent = text.get_window_extent(renderer)
        half = np.array([extent.width, extent.height]) / 2 + 1
        best = None
        for distance in DISTANCES:
            shifts = turns * (distance * scale + np.array([half[0], 0]))  # so that long names keep off their point
            boxes = np.concatenate([at[name] + shifts - half, at[name] + shifts + half], axis=1)
            costs = shared(boxes, np.array(taken)).sum(axis=1) + 4 * half.prod()
            costs -= shared(boxes, np.array([ax.bbox.extents]))[:, 0]  # what lies outside counts too
            least = int(costs.argmin())
            if best is None or costs[least] < best[0] - 1e-6:
                best = costs[least], shifts[least], boxes[least], distance
            if best[0] < 1e-6:
                break
        _, shift, box, distance = best
        taken.append(tuple(box))
        text.set_position(tuple(shift / scale))
        if distance > DISTANCES[0]:
            text.remove()
            line = {"arrowstyle": "-", "color": ink, "alpha": 0.4, "shrinkA": 0, "shrinkB": 3}
            away = {"xytext": tuple(shift / scale), "textcoords": "offset points", "arrowprops": line}
            ax.annotate(name, xy, **away, ha="center", va="center", color=ink)


def shared(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the areas that boxes (n, 4) share with others (m, 4), as (n, m); a box is left, bottom, right, top."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return np.clip(high - low, 0, None).prod(axis=2)


def describe(drawn: Axes | Figure) -> str:
    """Say in words what a drawing shows, read from what is drawn."""
    return " ".join(filter(None, map(describe_axes, axes_of(drawn))))


def describe_axes(ax: Axes) -> str:
    """Say what one pair of axes shows: title, what lies along the axes, and each kind of thing that is drawn."""
    title = " ".join(ax.get_title().split())
    parts = [f"{title}." if title else ""]
    if ax.axison:
        sides = [(name, getattr(ax, f"get_{name}label")(), getattr(ax, f"get_{name}scale")()) for name in "xy"]
        parts += [f"{side}: {text}{', logarithmic' * (scale == 'log')}." for side, text, scale in sides if text]
    parts += [*describe_lines(ax), *describe_bars(ax), *describe_outlines(ax), *describe_rows(ax)]
    return " ".join(filter(None, parts))


def describe_lines(ax: Axes) -> list[str]:
    """Say of each labelled line where it starts and ends, and of each labelled set of points where it lies.

    Lines without a label, and what takes no part in the data's limits, are decoration.
    """
    said = []
    for line in ax.get_lines():
        if line.get_label().startswith("_"):
            continue
        points = np.array(coordinates(line), dtype=float)
        name = line.get_label()
        if not points.size:
            said.append(f"{name}: nothing.")
        elif len(points) == 1:
            said.append(f"{name}: at {spot(points[0])}.")
        elif line.get_linestyle() in ("None", "", " "):
            centre = points.mean(axis=0)
            far = np.linalg.norm(points - centre, axis=1).max()
            said.append(f"{name}: {len(points)} points around {spot(centre)}, at most {number(far)} from there.")
        elif len(np.unique(points[:, 0])) == 1:
            said.append(f"{name}: an upright line at {number(points[0, 0])}.")
        elif len(np.unique(points[:, 1])) == 1 and points.shape[1] == 2:
            said.append(f"{name}: a level line at {number(points[0, 1])}.")
        else:
            said.append(f"{name}: from {spot(points[0])} to {spot(points[-1])}, {len(points)} points.")
    return said


def coordinates(line: Line2D) -> np.ndarray:
    """Return a line's points, (n, 2), or (n, 3) where it is drawn in space."""
    data = line.get_data_3d() if hasattr(line, "get_data_3d") else line.get_data(orig=False)
    return np.stack([np.ravel(each) for each in data], axis=1)


def describe_bars(ax: Axes) -> list[str]:
    """Say the heights of each labelled set of bars, by the ticks' names where these are words."""
    said = []
    for bars in (each for each in ax.containers if isinstance(each, BarContainer)):
        heights = ", ".join(number(bar.get_height()) for bar in bars)
        name = "" if bars.get_label().startswith("_") else f" of {bars.get_label()}"
        said.append(f"{len(bars)} bars{name}, from left to right {heights}.")
    return said


def describe_outlines(ax: Axes) -> list[str]:
    """Say of each labelled outline of a histogram from where to where it goes, and how high."""
    said = []
    for patch in ax.patches:
        if type(patch) is Polygon and not patch.get_label().startswith("_"):
            x, y = patch.get_xy().T
            filled = x[y > 0]
            low, high = (filled.min(), filled.max()) if filled.size else (0, 0)
            said.append(f"{patch.get_label()}: from {number(low)} to {number(high)}, at most {number(y.max())} high.")
    return said


def describe_rows(ax: Axes) -> list[str]:
    """Say the rows of a table that `draw_rows` has drawn, as it writes them, and which of them are framed."""
    heads = {-round(text.get_position()[1] + 0.5): text for text in ax.texts if text.get_gid()}
    framed = {-round(patch.get_y()) for patch in ax.patches if isinstance(patch, Rectangle) and not patch.get_fill()}
    said = []
    for y, head in heads.items():
        inside = [text for text in ax.texts if not text.get_gid() and -round(text.get_position()[1] + 0.5) == y]
        values = [text.get_text() for text in sorted(inside, key=lambda text: text.get_position()[0])]
        said.append(f"{head.get_text()}{' (framed)' * (y in framed)}: {' '.join(values)}.")
    return said


def spot(point: Iterable[float]) -> str:
    """Return a point as (x, y)."""
    return f"({', '.join(map(number, point))})"


def number(value: float) -> str:
    """Return a number with three digits that count, and none where it is whole."""
    value = float(f"{value:.3g}") + 0.0  # no -0
    return f"{value:,.0f}" if value == int(value) and abs(value) < 1e15 else f"{value:g}"
