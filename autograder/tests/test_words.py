"""Every sentence that a student reads can be said in another language, and nothing is decided by a sentence."""

import ast
import multiprocessing
import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from babel.messages import pofile
from nbformat.v4 import new_output
from traitlets.config import Config

from autograder import words
from autograder.bank.bank import Bank
from autograder.course import lessons, skeleton
from autograder.course.convert import load_config
from autograder.errors import GraderError, NotHandedIn, SubmissionError
from autograder.execute.job import Job, alone, merged
from autograder.execute.run import execute
from autograder.locale.catalogue import LOCALE, fields
from autograder.prepare.preparer import Preparer
from autograder.record import feedback
from autograder.rubric import Rubric
from autograder.settings import Settings
from autograder.tests import ROOT, small
from autograder.tests.house import modules
from autograder.verdicts import Outcome, Verdict
from autograder.words import Sentence

POT = LOCALE / "autograder.pot"
SENTENCES = {name: value for name, value in vars(words).items() if isinstance(value, Sentence)}


@pytest.fixture(autouse=True)
def english():
    """English is spoken again after each test."""
    yield
    words.speak(Config())


def catalogue(path):
    """Return {sentence, or (singular, plural): what stands above it for translators} of a .pot file."""
    with path.open("rb") as file:
        return {message.id: message.auto_comments for message in pofile.read_po(file) if message.id}


def translation(folder, translate, language="de"):
    """Write a translation of all there is into a folder; translate: a function. Return the configuration for it."""
    with POT.open("rb") as file:
        known = pofile.read_po(file, locale=language)
    known.fuzzy = False
    for message in known:
        if message.id:
            forms = (message.id,) if isinstance(message.id, str) else message.id
            said = tuple(map(translate, forms))
            message.string = said[0] if isinstance(message.id, str) else said
    path = folder / language / "LC_MESSAGES" / "autograder.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        pofile.write_po(file, known)
    return Config({"Words": {"language": language, "folder": str(folder)}})


def made_up(sentence):
    """Return a sentence in a language of which nobody takes a word for English: letters turned, fields kept."""
    parts = re.split(r"(\{[^}]*\}|%\(\w+\)s|</?b>)", sentence)
    return "".join(part if place % 2 else part.upper() for place, part in enumerate(parts))


def test_the_catalogue_is_up_to_date(tmp_path):
    """`make words` would write the same."""
    recipe = re.search(r"^words:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1]
    made = tmp_path / "autograder.pot"
    command = recipe.replace("$(BIN)", str(Path(sys.executable).parent)).replace(str(POT.relative_to(ROOT)), str(made))
    subprocess.run(["sh", "-ec", command], cwd=ROOT, check=True)
    assert catalogue(made) == catalogue(POT), "make words"
    one = {
        each.one if not each.many else (each.one, each.many) for each in (*SENTENCES.values(), *words.VERDICTS.values())
    }
    assert one < set(catalogue(POT))


def test_each_call_of_a_sentence_gives_its_fields():
    """A field that is wanting would be found when a student's work has just come to it."""
    calls = 0
    for path in modules().values():  # no answers and no attacks, which may be no Python
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                of, name = node.func.value, node.func.attr
                if isinstance(of, ast.Name) and of.id == "words" and name in SENTENCES:
                    sentence, given = SENTENCES[name], {each.arg for each in node.keywords}
                    assert given == fields(sentence.one) | fields(sentence.many), (path, name)
                    calls += 1
    assert calls > 5


def test_verdicts_are_all_there():
    """A verdict that has no name of its own would be said in English."""
    assert set(words.VERDICTS) == {*map(str, Verdict), "held", "due"}
    assert words.verdict("no such") == "no such"


def page(config, **told):
    """Return the page of a submission in which one test has passed, one is held, with all that a page can hold."""
    notebook = small.source()
    notebook.metadata.autograder = {"remarks": ["A remark."]} | told
    for cell in notebook.cells:
        if cell.id.startswith("test_"):
            passed = cell.id == "test_double"
            outcome = Outcome(Verdict.PASSED if passed else Verdict.DIED, 2.0 if passed else None, 2.0)
            cell.metadata.nbgrader.score = outcome.score
            cell.metadata.autograder = feedback.label(cell.id, cell, outcome, "It doubles twice.", Bank()).plain()
        elif cell.id == "double":
            cell.metadata.nbgrader.comment = "See me."
            cell.outputs = [new_output("stream", text="4\n"), new_output("display_data", {"text/html": "<b>5</b>"})]
        elif cell.id == "teaching":
            cell.metadata.autograder = {"own": True}
    resources = {"nbgrader": {"student": "ada", "assignment": "1-small", "late_penalty": 1}, "metadata": {}}
    made, _ = feedback.PageExporter(config=config).from_notebook_node(notebook, resources)
    return made


def test_the_page_is_in_the_course_s_language(tmp_path):
    """All of it but what the student, the lesson and a person have said; the page says which language it is."""
    config = translation(tmp_path, made_up)
    words.speak(config)
    made = page(config)
    assert '<html lang="de">' in made
    body = made[made.index("<main>") :]
    text = re.sub(r"<[^>]*>", " ", re.sub(r"<pre.*?</pre>", "", body, flags=re.DOTALL))
    known = ["A small lesson", "ada", "A remark.", "It doubles twice.", "See me.", "Double", "Halve"]
    known += ["test_double", "test_halve"]
    left = re.sub("|".join(map(re.escape, known)), "", text)
    assert not re.search("[a-z]", left), left
    assert "FEEDBACK FOR <b>ada</b>" in made and "KERNEL DIED" in made and 'aria-label="WHAT YOUR CODE SHOWED"' in made
    assert "Feedback for" in page(Config())


def test_a_page_is_written_anew_in_another_language(tmp_path):
    """What tells how pages look is another then, and another again when the translation changes."""
    forms = [feedback.form()]
    for number, translate in enumerate((made_up, lambda sentence: f"{made_up(sentence)}!")):
        words.speak(translation(tmp_path / str(number), translate))
        forms.append(feedback.form())
    assert len(set(forms)) == 3


def test_starters_are_in_the_course_s_language(tmp_path):
    """And are Python all the same, whatever quotes a translation has."""
    root = small.make_course(tmp_path / "course")
    config = load_config(root)
    config.GenerateAssignment.preprocessors = ["autograder.doors.preprocessors.NumberedStarters"]
    config.merge(translation(tmp_path / "words", lambda sentence: f'{made_up(sentence)} "SO" IT\'S'))
    made = skeleton.make(lessons.lesson(small.LESSON, root), config)
    starter = next(cell.source for cell in made.cells if cell.id == "double")
    assert "# WRITE YOUR ANSWER HERE, IN PLACE OF THE NEXT LINE." in starter
    with pytest.raises(NotImplementedError, match=r"""^EXERCISE 1: double IS NOT WRITTEN YET "SO" IT'S$"""):
        exec(compile(starter, "starter", "exec"), names := {}) or names["double"](1)


@pytest.mark.parametrize("count, said", [(1, "1 NOTEBOOK"), (2, "2 NOTEBOOKS"), (5, "5 NOTEBOOKS")])
def test_one_and_many(tmp_path, count, said):
    """The count decides which form is said."""
    assert words.MORE_NOTEBOOKS(count=count).upper().startswith(said.replace(" ", " MORE "))
    words.speak(translation(tmp_path, made_up))
    assert words.MORE_NOTEBOOKS(count=count).startswith(said.replace(" ", " MORE "))


def test_a_language_with_three_forms(tmp_path):
    """Polish has one for 1, one for 2 to 4, one for 5: as the translation's own header has it."""
    path = tmp_path / "pl" / "LC_MESSAGES" / "autograder.po"
    path.parent.mkdir(parents=True)
    lines = [
        'msgid ""',
        'msgstr ""',
        r'"Content-Type: text/plain; charset=utf-8\n"',
        r'"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\n"',
        "",
        'msgid "{count} kernel was lost before"',
        'msgid_plural "{count} kernels were lost before"',
        'msgstr[0] "raz"',
        'msgstr[1] "{count} razy"',
        'msgstr[2] "{count} ×"',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    words.speak(Config({"Words": {"language": "pl_PL", "folder": str(tmp_path)}}))
    assert [words.KERNELS_LOST(count=count) for count in (1, 3, 40, 12)] == ["raz", "3 razy", "40 ×", "12 ×"]
    assert words.EMPTY(count=1) == "empty, a file of 1 byte; hand it in again"  # what is not translated is in English
    assert (words.counted(1), words.counted(1.0), words.counted(0.5), words.counted(20)) == (1, 1, 2, 20)


def test_a_course_brings_its_own(tmp_path):
    """The folder is seen from the course; English may be said in other words, too; another process is told."""
    translation(tmp_path / "own", lambda sentence: f"{sentence}!", "en")
    config = Config({"CourseDirectory": {"root": str(tmp_path)}, "Words": {"folder": "own"}})
    words.speak(config)
    assert words.REPLAY() == "a replay could not be interrupted!"
    passed_on = words.asked()
    words.speak(Config())
    assert words.REPLAY() == "a replay could not be interrupted"
    words.speak(passed_on)
    assert words.REPLAY() == "a replay could not be interrupted!"


def test_a_translation_that_cannot_be_used_is_told_at_once(tmp_path):
    """In one line that says where: not when the first student's page is due."""
    with pytest.raises(GraderError, match=r"'eo': there is no .*eo/LC_MESSAGES/autograder.po; translate .*\.pot$"):
        words.speak(Config({"Words": {"language": "eo", "folder": str(tmp_path)}}))
    wrong = [
        lambda sentence: sentence.replace("{seconds", "{sekunden"),
        lambda sentence: sentence.replace("{seconds:g}", "{seconds"),
        lambda sentence: sentence.replace("%(mark)s", "%(note)s"),
        lambda sentence: sentence.replace("%(mark)s", "%(mark)"),
    ]
    for number, translate in enumerate(wrong):
        with pytest.raises(GraderError, match=r"autograder.po: line \d+: its fields are not those of '"):
            words.speak(translation(tmp_path / str(number), translate))
        assert words.REPLAY() == "a replay could not be interrupted"
    path = tmp_path / "xx" / "LC_MESSAGES" / "autograder.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid "a\n', encoding="utf-8")
    with pytest.raises(GraderError, match=r"autograder.po: no translation of gettext's that can be read"):
        words.speak(Config({"Words": {"language": "xx", "folder": str(tmp_path)}}))


@pytest.fixture
def rubric(tmp_path):
    """The small lesson of a course that has a translation of its own."""
    root = small.make_course(tmp_path / "course")
    translation(root / "words", made_up)
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write('c.Words.language = "de"\nc.Words.folder = "words"\n')
    settings = Settings.load(root)
    settings = replace(settings, limits=replace(settings.limits, cell_seconds=1))
    return Rubric(settings.lessons()[small.LESSON][0], settings)


@pytest.fixture
def preparer():
    """A Preparer."""
    made = Preparer()
    yield made
    made.close()


def handed_in(**answers):
    """Return the bytes of the small lesson as a student hands it in, its given cell edited."""
    notebook = small.handed_in(**answers)
    next(cell for cell in notebook.cells if cell.id == "given").source += "\nmine = 1"
    return nbformat.writes(notebook).encode()


@pytest.mark.slow
def test_what_is_said_of_a_file_is_in_the_course_s_language(rubric, preparer, tmp_path):
    """The prepare step runs in processes of its own: what it refuses, and what it remarks on."""
    known = rubric.skeleton, rubric.visible, True
    folder = tmp_path / "handed-in"
    folder.mkdir()
    with pytest.raises(NotHandedIn, match=r"/small\.ipynb: MISSING, THE FOLDER IS EMPTY$"):
        preparer.find(folder, "small.ipynb")
    (folder / "mine.ipynb").write_bytes(handed_in())
    found = preparer.find(folder, "small.ipynb")
    assert found.remark == "mine.ipynb WAS TAKEN FOR small.ipynb: THE FILE WAS RENAMED"
    made, _ = preparer.ready(found.data, found.where, *known)
    assert made.remarks == ("given WAS EDITED; THE LESSON'S OWN VERSION RAN AFTER YOURS",)
    with pytest.raises(SubmissionError, match=r"^x: NOT A NOTEBOOK, THE JSON .* AT LINE 1; ASK FOR THE FILE AS"):
        preparer.ready(b"no notebook", "x", *known)
    words.speak(Config())
    assert preparer.find(folder, "small.ipynb").remark == "mine.ipynb was taken for small.ipynb: the file was renamed"


@pytest.mark.slow
@pytest.mark.confined
def test_what_a_test_comes_to_is_in_the_course_s_language(rubric, preparer):
    """The execute step may run in a process that knows no course; verdicts stay as they are."""
    data = handed_in(double="def double(x):\n    while True:\n        pass")
    made, _ = preparer.ready(data, "x", rubric.skeleton, rubric.visible, False)
    job = rubric.job(made)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as executor:
        result = executor.submit(execute, job).result()
        again = executor.submit(execute, alone(job, result)).result()
        english = executor.submit(execute, replace(job, only={"test_double"}, config=small.config())).result()
    outcome = result.outcomes["test_double"]
    assert (outcome.verdict, outcome.reason) == (Verdict.TIMED_OUT, "IT RAN OVER 1 S")
    assert "CellTimeoutError: IT RAN OVER 1 S AND WAS INTERRUPTED" in result.notebook
    assert merged(result, again).outcomes["test_double"].reason == "IT RAN OVER 1 S; TRIED TWICE, THE SECOND TIME ALONE"
    assert english.outcomes["test_double"].reason == "it ran over 1 s"


def test_a_course_with_a_translation_that_cannot_be_used_is_not_graded(tmp_path):
    """It is told with the settings, in one line; what executes raises nothing and holds the marks."""
    root = small.make_course(tmp_path)
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write('c.Words.language = "eo"\n')
    with pytest.raises(GraderError, match=r"'eo': there is no "):
        Settings.load(root)
    result = execute(Job(nbformat.writes(small.source()), config={"Words": {"language": "eo"}}))
    assert "'eo': there is no " in result.fault
    assert {each.verdict for each in result.outcomes.values()} == {Verdict.GRADER}


def test_english_needs_no_babel():
    """Who speaks English does not even load it."""
    code = "import sys\nfrom autograder import words\nfrom traitlets.config import Config\nwords.speak(Config())\n"
    code += "assert words.REPLAY() and 'babel' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
