"""Every answer of the bank is graded by the very test cells of its lesson."""

import pytest

from autograder import bank, course


@pytest.mark.slow
@pytest.mark.parametrize("answer", bank.answers(), ids=lambda answer: answer.key)
def test_answer(answer):
    """A right answer passes every check; a wrong one fails one, with the words that its file promises."""
    lesson = course.lesson(answer.lesson)
    exercise = next(each for each in lesson.exercises if each.name == answer.exercise)
    outcome = bank.run(lesson, exercise, answer.source)
    failed = {name: error for name, error in outcome.items() if error}
    if answer.is_right:
        assert not failed, f"{answer.key} is right, but was refused: {failed}"
    else:
        assert failed, f"{answer.key} is wrong, but passed"
        assert answer.message, f"{answer.path} does not open with '# message: ...'"
        assert any(answer.message in error for error in failed.values()), f"{answer.key}: {failed}"
