"""The report's pictures, as SVG. Each says in its title what it shows, and in its description all of its numbers."""

from collections.abc import Sequence

from markupsafe import Markup

from autograder.report.counted import ExerciseFigures, LessonFigures

# How an exercise ended, as its bar is drawn from left to right: {part of the bar: what it is called}.
ENDS = {"full": "full marks", "part": "some points", "nothing": "no points", "not_begun": "not begun"}
WIDTH, HEIGHT, BASE = 360, 170, 140  # of a histogram, in the units of its view; where its bars stand
LEFT, ROW, BAR = 34, 30, 18  # of the bars of exercises: room for a number, a row's height, a bar's
SEEN = 14  # the narrowest part of a bar that has room for its number
OPEN = (
    '<svg viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-title {name}-desc">'
    '<title id="{name}-title">{title}</title><desc id="{name}-desc">{desc}</desc>'
)
RECT = Markup('<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>')
TEXT = Markup('<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{said}</text>')


def histogram(lesson: LessonFigures, name: str) -> Markup:
    """Return the histogram of a lesson's marks; name: what its ids begin with."""
    bars, n = lesson["histogram"], sum(each["count"] for each in lesson["histogram"])
    most, last = max(1, *(each["count"] for each in bars)), len(bars) - 1
    told = "; ".join(
        f"{each['low']} {'to' if place == last else 'to under'} {each['high']} %: {each['count']}"
        for place, each in enumerate(bars)
    )
    drawn = [opened(name, HEIGHT, f"Marks in {lesson['title']} by share of the points, n = {n}", f"{told}.")]
    step = (WIDTH - 20) / len(bars)
    for place, each in enumerate(bars):
        x, height = 10 + place * step, 110 * each["count"] / most
        drawn.append(RECT.format(kind="bar", x=x + 2, y=BASE - height, width=step - 4, height=height))
        if each["count"]:
            drawn.append(TEXT.format(kind="middle", x=x + step / 2, y=BASE - height - 5, said=each["count"]))
    drawn.append(RECT.format(kind="axis", x=10, y=BASE, width=WIDTH - 20, height=1))
    for percent, kind in ((0, "first"), (50, "middle"), (100, "last")):
        drawn.append(TEXT.format(kind=kind, x=10 + (WIDTH - 20) * percent / 100, y=BASE + 18, said=f"{percent} %"))
    return Markup("").join([*drawn, Markup("</svg>")])


def ends(lesson: LessonFigures, name: str) -> Markup:
    """Return the bars of a lesson's exercises: how many have full marks, some points, none, or have not begun."""
    exercises = lesson["exercises"]
    told = "; ".join(said(each, place) for place, each in enumerate(exercises, 1))
    title = f"Exercises of {lesson['title']}: full marks, some points, no points, not begun"
    drawn = [opened(name, ROW * len(exercises) + 6, title, f"{told}.")]
    for place, each in enumerate(exercises):
        drawn += bars(each, place)
    return Markup("").join([*drawn, Markup("</svg>")])


def bars(exercise: ExerciseFigures, place: int) -> list[Markup]:
    """Return the parts of one exercise's bar, with their numbers where there is room."""
    x, y = float(LEFT), 6.0 + place * ROW
    drawn = [TEXT.format(kind="first", x=0, y=y + 14, said=short(exercise, place + 1))]
    for kind, count in counts(exercise):
        width = (WIDTH - LEFT) * count / max(1, exercise["n"])
        if count:
            drawn.append(RECT.format(kind=kind, x=x, y=y, width=max(0.5, width - 1.5), height=BAR))
        if width >= SEEN:
            drawn.append(TEXT.format(kind=f"middle on-{kind}", x=x + width / 2, y=y + 13.5, said=count))
        x += width
    return drawn


def counts(exercise: ExerciseFigures) -> Sequence[tuple[str, int]]:
    """Return the parts of an exercise's bar, in order."""
    numbers = exercise["full"], exercise["part"], exercise["nothing"], exercise["not_begun"]
    return list(zip(ENDS, numbers, strict=True))


def short(exercise: ExerciseFigures, place: int) -> str:
    """Return how an exercise is called beside its bar: by its number, or by its place in brackets."""
    return f"{exercise['number']}." if exercise["number"] is not None else f"({place})"


def said(exercise: ExerciseFigures, place: int) -> str:
    """Return in words what an exercise's bar shows."""
    parts = ", ".join(f"{count} {ENDS[kind]}" for kind, count in counts(exercise))
    return f"{short(exercise, place)} {exercise['title']}, n = {exercise['n']}: {parts}"


def opened(name: str, height: float, title: str, desc: str) -> Markup:
    """Return how a picture begins."""
    return Markup(OPEN).format(name=name, width=WIDTH, height=height, title=title, desc=desc)
