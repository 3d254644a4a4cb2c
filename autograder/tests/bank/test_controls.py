"""Control runs do not switch themselves off: each test has one in words of its own, is given another, or is held."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest

from autograder import grading, rehearsal
from autograder.bank import attack, controls, fingerprints
from autograder.bank.bank import Bank
from autograder.course import lessons
from autograder.course.convert import load_config
from autograder.execute.run import execute
from autograder.rubric import Rubric
from autograder.settings import Settings
from autograder.tests import BANK, ROOT, small
from autograder.verdicts import Verdict

LESSONS = lessons.lessons()
KNOWN = Bank(config=load_config(ROOT))


def sources_of(lesson):
    """Return {grade_id: source} of a lesson's tests."""
    return {test.metadata.nbgrader.grade_id: test.source for each in lesson.exercises for test in each.tests}


def test_every_test_has_control_runs_in_words_of_their_own(lesson):
    """None may end in just any error; the words are of the stored refusal, and do not differ from run to run."""
    stored = {}
    for folder in fingerprints.folders(KNOWN.data):
        if folder.parent.name == lesson.name:
            for test_id, entry in fingerprints.load(folder).items():
                stored.setdefault(test_id, []).extend(trace["message"] for trace in entry["traces"].values())
    for test_id, source in sources_of(lesson).items():
        found = KNOWN.controls(lesson.name, test_id, source)
        assert 1 <= len(found) <= controls.MOST, test_id
        for each in found:
            assert len(each.message) >= 3, (test_id, each.message)
            assert any(each.message in message for message in stored[test_id]), (test_id, each.message)
            assert not controls.VARYING.search(each.message) or any(
                each.message == answer.message
                for answer in KNOWN.answers()
                if answer.lesson == lesson.name and not answer.is_right
            )


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("AssertionError: f(7, #) returned #, but the table has other rows", ", but the table has other rows"),
        ("AssertionError: wrong", "wrong"),
    ],
)
def test_the_constant_part_of_a_message(message, words):
    """The longest between what differs from run to run."""
    assert controls.constant(message) == words


def test_a_lesson_that_was_renamed_keeps_its_control_runs(lesson):
    """What is known of a test is known of its source, whatever the lesson's folder is called."""
    tests = sources_of(lesson)
    assert KNOWN.is_guarded("renamed", tests)
    assert all(KNOWN.controls("renamed", *test) for test in tests.items())
    assert not KNOWN.is_guarded("1-small", {"test_double": small.TEST_DOUBLE})


@pytest.mark.slow
def test_words_are_those_of_the_very_exercise():
    """An exercise of the same name in another lesson has other words; they are read once."""
    for lesson in LESSONS:
        for exercise in lesson.exercises:
            own = {
                each.message
                for each in KNOWN.answers()
                if (each.lesson, each.exercise) == (lesson.name, exercise.name) and not each.is_right
            }
            for test in exercise.tests:
                told = " | ".join(each.message for each in KNOWN.answers() if not each.is_right)
                assert KNOWN.words(test.metadata.nbgrader.grade_id, test.source, told) in own


def configure(root, bank=BANK):
    """Let a course that lies elsewhere have the bank of this one, and control runs for all of its tests."""
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write("\nc.Autograder.judge = False\n")
        if bank:
            file.write(f"c.Bank.folder = {str(bank)!r}\n")


@pytest.fixture
def commented(tmp_path):
    """A copy of the first lesson whose tests each have one comment more, so that the bank's traces fit none."""
    root = tmp_path / "course"
    name = LESSONS[0].name
    for place in ("solutions", "lessons"):
        shutil.copytree(ROOT / place / name, root / place / name)
        for path in (ROOT / place).glob("*.py"):
            shutil.copy2(path, root / place)
    shutil.copytree(ROOT / "data", root / "data")
    shutil.copy2(ROOT / "nbgrader_config.py", root)
    configure(root)
    path = root / "solutions" / name / LESSONS[0].path.name
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.get("metadata", {}).get("nbgrader", {}).get("points"):
            cell.source += "\n# one comment more"
    nbformat.write(notebook, path)
    return root


@pytest.mark.slow
@pytest.mark.confined
def test_a_comment_in_the_tests_leaves_the_control_runs(commented):
    """They are found again by the engine itself and kept; a forger is caught as before, and the honest are not."""
    settings = Settings.load(commented)
    ((lesson,),) = settings.lessons().values()
    rubric = Rubric(lesson, settings)
    tests = sources_of(lesson)
    assert not any(KNOWN.controls(lesson.name, *test) for test in tests.items())
    with ThreadPoolExecutor(1) as executor:
        assert rehearsal.rehearse(rubric, executor) == []
    found = rubric.found
    assert set(found) == set(tests) and all(each.message for controls in found.values() for each in controls)
    again = Rubric(lesson, settings)
    assert again.found == found
    forger = next(each for each in attack.attacks(KNOWN.hostile) if each.path.stem == "input_transformer")
    assert forger.lesson == lesson.name and forger.verdicts == {Verdict.TAMPERED}
    exercise = next(each for each in lesson.exercises if each.name == forger.exercise)
    forged = verdicts(again, forger.notebook(commented))
    assert {forged[test.metadata.nbgrader.grade_id] for test in exercise.tests} == {Verdict.TAMPERED}
    assert set(verdicts(again, lesson.notebook).values()) == {Verdict.PASSED}


def verdicts(rubric, notebook):
    """Return {grade_id: verdict} of a notebook that is handed in."""
    result = execute(rehearsal.job(rubric, notebook))
    return {key: outcome.verdict for key, outcome in result.outcomes.items()}


def run(root):
    """Grade what is submitted; return ({student: Graded}, lines said)."""
    job, said = grading.Grading(Settings.load(root)), []
    job.say = said.append
    with ThreadPoolExecutor(2) as executor:
        graded = {each.student: each for each in job.run(executor)}
    assert not any(job.refused.values()), job.refused
    return graded, said


@pytest.mark.slow
@pytest.mark.confined
def test_what_has_no_control_run_is_said_and_held(tmp_path, monkeypatch):
    """In a lesson that the bank knows, an exercise that it does not know passes for a person to look at."""
    monkeypatch.setattr(small, "LESSON", LESSONS[0].name)
    monkeypatch.setattr(small, "NOTEBOOK", f"{LESSONS[0].name}/small.ipynb")
    root = small.make_course(tmp_path / "course")
    configure(root)
    small.submit(root, "ada")
    small.submit(root, "bob", double="def double(x):\n    return 3 * x")
    for _ in range(2):
        graded, said = run(root)
        (root / "build" / "grading" / "ada" / f"{small.LESSON}.json").unlink()
        assert graded["ada"].marks == {"double": (None, 2), "halve": (None, 3)}
        assert graded["bob"].marks == {"double": (0, 2), "halve": (None, 3)}
        (line,) = said
        assert line.startswith(f"{small.LESSON}: no control run for test_double, test_halve: passes are held")


@pytest.mark.slow
@pytest.mark.confined
def test_a_course_without_a_bank_is_told_so_once(tmp_path):
    """And nothing of it is held."""
    root = small.make_course(tmp_path / "course")
    configure(root, bank=None)
    shutil.copytree(root / "solutions" / small.LESSON, root / "solutions" / "2-same")
    small.submit(root, "ada")
    shutil.copytree(root / "submitted" / "ada" / small.LESSON, root / "submitted" / "ada" / "2-same")
    graded, said = run(root)
    assert graded["ada"].mark == 5 and said == ["no bank: no control runs"]
