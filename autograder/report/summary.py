"""What a person has to look at, and what stands out, in sentences; the most urgent first. Each number has its n."""

from collections.abc import Iterable, Iterator, Sequence

from autograder.record.tables import number
from autograder.report.counted import ExerciseFigures, LessonFigures
from autograder.report.statistics import is_contrary


def sentences(lessons: Sequence[LessonFigures], strays: int) -> list[str]:
    """Return the sentences at the top of the page; strays: how many entries belong to no lesson."""
    held, there = sum(each["held"] for each in lessons), sum(each["handed_in"] for each in lessons)
    missing, due = sum(each["missing"] for each in lessons), sum(each["students"] for each in lessons)
    found = [f"{held} of {there} submissions {'is' if held == 1 else 'are'} held for you to mark."]
    found += [f"{strays} of what was handed in belongs to no lesson."] if strays else []
    found += [f"{missing} of {due} due {'is' if missing == 1 else 'are'} missing{where(lessons)}."]
    found += [*hardest(lessons), *contrary(lessons), *frequent(lessons), *hidden(lessons)]
    late = sum(each["timed_out"] for each in lessons)
    found += [f"{late} of {there} submissions ran out of time in a test."] if late else []
    return found


def where(lessons: Sequence[LessonFigures]) -> str:
    """Return in which lessons work is missing, where there are several lessons."""
    those = [f"{each['missing']} in {each['title']}" for each in lessons if each["missing"]]
    return f" ({', '.join(those)})" if len(lessons) > 1 and those else ""


def exercises(lessons: Iterable[LessonFigures]) -> Iterator[tuple[ExerciseFigures, str]]:
    """Yield each exercise, and how a sentence says where it is."""
    lessons = list(lessons)
    for lesson in lessons:
        for each in lesson["exercises"]:
            yield each, f" of {lesson['title']}" if len(lessons) > 1 else ""


def hardest(lessons: Sequence[LessonFigures]) -> Iterator[str]:
    """Yield the exercise in which the smallest share of the points was reached."""
    known = [(share, each, place) for each, place in exercises(lessons) if (share := each["mean_share"]) is not None]
    if known:
        share, each, place = min(known, key=lambda one: one[0])
        yield f"{each['label']}{place} was hardest: {percent(share)} of its points (n = {each['n']})."


def contrary(lessons: Sequence[LessonFigures]) -> Iterator[str]:
    """Yield the exercises that those fail who are good in the rest."""
    for each, place in exercises(lessons):
        found = each["discrimination"]
        if found["value"] is not None and is_contrary(found):
            yield (
                f"{each['label']}{place} goes against the rest of the lesson: discrimination "
                f"{number_of(found['value'])}, n = {found['n']}; look at its text and its tests."
            )


def frequent(lessons: Sequence[LessonFigures]) -> Iterator[str]:
    """Yield the most frequent mistake, if more than one has made it."""
    known = [(each, lesson) for lesson in lessons for each in lesson["mistakes"] if each["count"] > 1]
    if known:
        each, lesson = max(known, key=lambda one: one[0]["count"])
        place = f" of {lesson['title']}" if len(lessons) > 1 else ""
        said = " ".join(each["text"].split()).rstrip(".")
        yield f"The most frequent mistake, {each['count']} of {each['n']} in {each['label']}{place}: {said}."


def hidden(lessons: Sequence[LessonFigures]) -> Iterator[str]:
    """Yield the exercise in which most have passed all that they saw, and failed a hidden part."""
    known = [one for one in exercises(lessons) if one[0]["hidden_only"]]
    if known:
        each, place = max(known, key=lambda one: one[0]["hidden_only"])
        yield (
            f"{each['hidden_only']} of {each['visible']} who passed what they saw of {each['label']}{place} "
            "failed a hidden part of it."
        )


def percent(share: float) -> str:
    """Return a share as percent."""
    return f"{100 * share:.0f} %"


def number_of(value: float) -> str:
    """Return a figure with at most two decimals."""
    shown = number(round(value, 2) + 0.0)
    return shown.replace("-", "\N{MINUS SIGN}")
