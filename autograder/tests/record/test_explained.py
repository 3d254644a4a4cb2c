"""The pages "solution and why": all that helps after the deadline, for each exercise, and readable by all."""

import html

import pytest

from autograder.bank.answer import Answer
from autograder.course import leaks, lessons
from autograder.course.convert import load_config
from autograder.course.demo import solved
from autograder.files import PACKAGE
from autograder.record import explained
from autograder.tests import ROOT, small


@pytest.fixture(scope="module")
def pages():
    """{lesson: its page}, as a reader sees its text."""
    config = load_config(ROOT)
    return {each.name: html.unescape(explained.page(each, config)) for each in lessons.lessons()}


def test_each_exercise_is_explained(lesson, pages):
    """Contract, solution, why, hidden part; no hint, and nothing of nbgrader's marks."""
    page = pages[lesson.name]
    for exercise in lesson.exercises:
        assert f'<h2 id="exercise-{exercise.number}">Exercise {exercise.number} - {exercise.title} (' in page
        assert f"<code>{solved(lesson)[exercise.name]}</code></pre>" in page
        for test in exercise.tests:
            (reason,) = (line for line in test.source.splitlines() if line.strip().startswith('"""'))
            assert f"<p>{reason.strip().strip(chr(34))}</p>" in page
            assert ("<code>" + explained.check(test).hidden + "</code></pre>" in page) == ("HIDDEN" in test.source)
    assert page.count('<div class="contract"><p>') == len(lesson.exercises)
    assert "A nudge" not in page and "### BEGIN" not in page and "### END" not in page


def test_each_usual_mistake_is_named(lesson, pages):
    """Once, as the bank has it, with what the check says; who deceives a check has made no usual mistake."""
    for exercise in lesson.exercises:
        section = pages[lesson.name].partition(f'<h2 id="exercise-{exercise.number}">')[2].partition("</section>")[0]
        folder = PACKAGE / "bank" / "answers" / lesson.name / exercise.name
        answers = [Answer(path) for path in folder.glob("wrong_*.py")]
        usual = {each.mistake for each in answers if explained.DECEIT not in each.source}
        assert all(section.count(f"<li><p>{mistake}</p>") == 1 for mistake in usual)
        assert section.count("<li><p>") == len(usual) >= 8 and f"{len(usual)} usual mistakes" in section
    assert "Likely mistake: " in pages[lesson.name]


def test_a_course_without_a_bank_and_without_reasons(tmp_path):
    """What it does not have is left out."""
    root = small.make_course(tmp_path / "course")
    lesson = lessons.lesson("1", root)
    path = explained.write(lesson, tmp_path / "pages", load_config(root))
    page = html.unescape(path.read_text(encoding="utf-8"))
    assert path.name == f"{small.LESSON}.html"
    assert "return 2 * x" in page and "expect(double, 4, 8)" in page and "Exercise 2 - Halve (3 points)" in page
    assert "usual mistake" not in page and "Why it matters" not in page


def test_a_page_among_the_lessons_would_be_found():
    """Whoever lays it there gets no handout."""
    lesson = lessons.lessons()[0]
    page = explained.page(lesson, load_config(ROOT)).encode()
    found = {leak.what for leak in leaks.leaks({"lessons/x.html": page}, leaks.of_lesson(lesson))}
    assert found == {secret.what for secret in leaks.of_lesson(lesson)}
