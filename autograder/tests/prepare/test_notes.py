"""Notes for the instructor: code that reaches for how tests are run is named, in one line; no honest answer is."""

import csv
import io
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder import grading
from autograder.bank import attack
from autograder.bank.bank import Bank
from autograder.course import lessons, skeleton
from autograder.course.convert import load_config
from autograder.prepare import notes
from autograder.prepare.preparer import ready
from autograder.record import tables
from autograder.record.graded import Graded
from autograder.settings import Settings
from autograder.tests import ROOT, small

KNOWN = Bank(config=load_config(ROOT))
# What the bank's wrong answers really do that is worth a note: objects that are equal to all, and changed juries.
REALLY = ("wrong_always_equal", "wrong_jury_bribed", "wrong_jury_replaced")


@pytest.fixture(scope="module")
def given():
    """{lesson: what names stand for in its own cells}."""
    found = {}
    for lesson in lessons.lessons():
        cells = [cell.source for cell in skeleton.make(lesson, load_config(ROOT)).cells if cell.cell_type == "code"]
        found[lesson.name] = notes.lent(cells).union(*(notes.looked(source)[1] for source in cells))
    return found


def test_no_answer_of_the_bank_gives_a_note_but_where_it_does_such_a_thing(given):
    """Right or wrong: 0 of the right ones, and of the wrong ones those that make an object equal to all, or bribe."""
    noted = {each for each in KNOWN.answers() if notes.looked(each.source, given[each.lesson])[0]}
    assert not [each.key for each in noted if each.is_right]
    assert {each.path.stem for each in noted} == set(REALLY)


def test_every_attack_on_a_mark_gives_a_note(given):
    """Those that forge, by whatever way; what floods, hangs or ends a kernel is seen by other means."""
    silent = {
        each.name
        for each in attack.attacks(KNOWN.hostile)
        if each.path.suffix == ".py" and not notes.looked(each.path.read_text(encoding="utf-8"), given[each.lesson])[0]
    }
    forging = {"ast_transformer", "patches_when_called", "run_ast_nodes", "input_transformer", "numpy_testing_patched"}
    forging |= {"always_equal", "array_that_lies", "assertion_error_replaced", "builtins_patched", "do_execute"}
    forging |= {"checks_module_patched", "checks_module_replaced", "run_cell_succeeds", "showtraceback"}
    forging |= {"stack_inspection", "stack_inspection_of_a_dict", "empties_its_test", "prints_hidden_tests"}
    assert not silent & forging


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("get_ipython().events.register('pre_run_cell', print)", notes.EVENTS),
        ("from IPython import get_ipython as g\ng().user_ns['a'] = 1", notes.IPYTHON),
        ("import IPython\nIPython.get_ipython()", notes.IPYTHON),
        ("from IPython.core.interactiveshell import InteractiveShell", notes.IPYTHON),
        ("import sys\nf = sys._getframe(1)", notes.FRAMES),
        ("import sys\nf = getattr(sys, '_getframe')(1)", notes.FRAMES),
        ("from sys import _getframe as look", notes.FRAMES),
        ("import inspect\nfor each in inspect.stack(): pass", notes.FRAMES),
        ("from inspect import stack as s\ns()", notes.FRAMES),
        ("import inspect as i\ni.currentframe().f_back", notes.FRAMES),
        ("try:\n    1 / 0\nexcept Exception as e:\n    e.__traceback__.tb_frame", notes.FRAMES),
        ("import sys\nsys.settrace(None)", notes.TRACING),
        ("import threading\nthreading.setprofile(None)", notes.TRACING),
        ("from sys import monitoring", notes.TRACING),
        ("import gc\ngc.get_objects()", notes.COLLECTOR),
        ("class A:\n    def __array__(self): ...", "the method __array__"),
        ("class A:\n    __array__ = None", "the method __array__"),
        ("class A(dict):\n    __class__ = property(lambda s: dict)", "the method __class__"),
        ("x = []\nx.__class__ = dict", "the method __class__"),
        ("A = type('A', (), {'__array__': 1})", "the method __array__"),
        ("import checks\nchecks.alike = print", "what checks holds"),
        ("import checks as c\nsetattr(c, 'alike', print)", "what checks holds"),
        ("import checks\nchecks.__dict__['alike'] = print", "what checks holds"),
        ("import checks\nvars(checks)['alike'] = print", "what checks holds"),
        ("from checks_lesson import case\ncase.__kwdefaults__ = {}", "what checks_lesson.case holds"),
        ("import checks\nchecks._now", "the inside of checks"),
        ("import numpy as np\nnp.testing.assert_allclose = print", "what numpy.testing holds"),
        ("import builtins", notes.BUILTINS),
        ("__builtins__['len'] = 1", notes.BUILTINS),
        ("import sys\nsys.modules['checks'] = 1", notes.MODULES),
        ("exec('import checks')", notes.TEXT),
        ("def f():\n    return f.__globals__", notes.CODE),
        ("%matplotlib inline\nimport gc\ngc.get_referrers(1)", notes.COLLECTOR),
        (">>> import gc\n>>> gc.get_referrers(1)", notes.COLLECTOR),
        ("x = " + "-" * 100_000 + "1", "what no parser can read"),
    ],
)
def test_what_is_worth_a_note(source, words):
    """By whatever name it is called."""
    assert words in notes.looked(source)[0]


@pytest.mark.parametrize(
    "source",
    [
        "from IPython.display import display, HTML\ndisplay(1)",
        "%matplotlib inline\n!pip list\n%%time",
        "import gc\ngc.collect()",
        "import sys\nIN_COLAB = 'google.colab' in sys.modules\nsys.setrecursionlimit(5000)",
        "import numpy as np\nnp.testing.assert_allclose(1, 1)\nnp.random.seed(1)",
        "import matplotlib.pyplot as plt\nplt.rcParams['figure.dpi'] = 100",
        "import inspect\nprint(inspect.getsource(print))",
        "import checks\n\n@checks.test(points=1)\ndef test_f(f):\n    f(1).gives(2)",
        "class A:\n    def __len__(self): return 1\n    def __repr__(self): return type(self).__name__",
        "class A:\n    def f(self): return self.__class__.__name__, super().__init__",
        "m = {}\nm.events = 1",
        "import numpy as np\nx = np.zeros(3)\nx.shape = (3, 1)\ny = np.stack([x, x])",
        "this is (no Python",
        "# get_ipython().events, sys._getframe\n'''inspect.stack() and gc.get_objects() are told of here'''",
        "",
    ],
)
def test_what_is_not(source):
    """What students do, and what is in a comment or a text."""
    assert notes.looked(source)[0] == ()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The small course."""
    return small.make_course(tmp_path_factory.mktemp("course"))


def noted(course, *own, double=None, given=""):
    """Return the notes on a notebook with own cells; given: what the lesson's own cell holds beside."""
    made = skeleton.make(lessons.lessons(course)[0], load_config(course))
    for cell in made.cells:
        if cell.id == "given":
            cell.source += given
    submitted = small.handed_in(**({"double": double} if double else {}))
    submitted.cells[3:3] = [new_code_cell(source) for source in own]
    data = nbformat.writes(submitted).encode()
    prepared, _ = ready(data, "x.ipynb", made, skeleton.visible_tests(made, load_config(course)), True)
    return prepared.notes


def test_a_note_names_the_cell(course):
    """In the order of the notebook, one line a cell; what the lesson's own cells do is worth none."""
    events, frame = (
        "get_ipython().events.trigger('x')",
        "import sys\ndef double(x):\n    return sys._getframe() and 2 * x",
    )
    assert noted(course, "a = 1", events, double=frame) == (
        "own cell 2 touches IPython's events: look at it",
        "the answer double touches the frames of its callers: look at it",
    )
    assert noted(course) == ()
    assert noted(course, double=frame, given="\nimport inspect\ninspect.currentframe()\n") == ()
    assert noted(course, "import numpy as np", "np.testing.x = 1")[0].startswith(
        "own cell 2 touches what numpy.testing"
    )


@pytest.mark.parametrize(
    "before, name",
    [
        ("", "checks_lesson.owed"),
        ("from checks_lesson import owed\n", "owed"),
        ("", "given_double"),
        ("", "GivenDouble().of"),
        ("given = given_double\n", "given"),
    ],
)
def test_an_answer_that_leans_on_the_lesson_is_noted(course, before, name):
    """What the lesson lends to its own cells, for an exercise still open; a cell of one's own may look at it."""
    answer = f"{before}def double(x):\n    return {name}(x)"
    given = "\nimport checks_lesson\nchecks_lesson.owed(1)\n"
    given += "def given_double(x): return 2 * x\nclass GivenDouble: of = given_double\n"
    assert noted(course, "checks_lesson.owed(2), given_double(1)", double=answer, given=given) == (
        "the answer double touches what the lesson lends for an open exercise: look at it",
    )


@pytest.mark.parametrize("lesson", lessons.lessons(), ids=lambda lesson: lesson.name)
def test_whatever_a_lesson_lends_is_noted(lesson):
    """Each name that a cell of the lesson puts in the place of an exercise still open, by checks.yours()."""
    cells = [cell.source for cell in skeleton.make(lesson, load_config(ROOT)).cells if cell.cell_type == "code"]
    known = notes.lent(cells).union(*(notes.looked(source)[1] for source in cells))
    names = {name for source in cells for name in re.findall(r"\byours\(.*otherwise=([\w.]+)\)", source)}
    assert names
    for name in names - {"given", "layers.Embedding"}:  # which is each of several in turn; Keras's own
        assert notes.looked(f"def answer(*arguments):\n    return {name}(*arguments)", known)[0] == (notes.LENT,), name


@pytest.mark.slow
def test_notes_are_few_and_reading_ends(course):
    """Of many cells their number is told; what is too much is not read to its end."""
    many = noted(course, *[f"import gc\ngc.get_objects({number})" for number in range(50)])
    assert len(many) == notes.MOST + 1 and many[-1] == f"and {50 - notes.MOST} cells more"
    start = time.process_time()
    long = noted(course, *["x = [1, 2, 3]\n" * 1000 + f"y = {number}" for number in range(40)])
    assert len(long) == 1 and "more than was looked at" in long[0] and time.process_time() - start < 10


@pytest.mark.slow
@pytest.mark.confined
def test_the_instructor_alone_is_told(course):
    """In run.json, the table, and the line on the terminal; marks stay, and the student's page says nothing of it."""
    looks = "import sys\ndef double(x):\n    sys._getframe()\n    return 2 * x"
    small.submit(course, "ada", double=looks)
    small.submit(course, "bob")
    for _ in range(2):  # the second time from what was kept
        job = grading.Grading(Settings.load(course))
        job.say = lambda line: None
        with ThreadPoolExecutor(1) as executor:
            found = {each.student: each for each in job.run(executor)}
        assert {each.mark for each in found.values()} == {5} and not found["bob"].note
        assert found["ada"].note == "the answer double touches the frames of its callers: look at it"
        assert not found["ada"].remark
    (page,) = (course / "feedback" / "ada").rglob("*.html")
    assert "look at it" not in page.read_text(encoding="utf-8")
    kept = (course / "autograded" / "ada").rglob("*.ipynb")
    assert all("look at it" not in path.read_text(encoding="utf-8") for path in kept)


def test_where_a_note_is_told(tmp_path):
    """Beside what else is said of the submission; a name of a student's cannot make a line of its own."""
    graded = Graded("a\nb", "1", note="own cell 3 touches IPython's events: look at it")
    tables.write_run([tables.entry(graded), tables.entry(Graded("c", "1"))], tmp_path / "run.json")
    assert [each["note"] for each in json.loads((tmp_path / "run.json").read_text())] == [graded.note, ""]
    told = tables.table([graded, Graded("c", "1")], "1", {})
    assert told.splitlines()[-2:] == ["Worth a look, though no mark depends on it:", f"a\\nb: {graded.note}"]
    assert "Worth a look" not in tables.table([Graded("c", "1")], "1", {})
    tables.write_csv([tables.entry(graded)], tmp_path / "grades.csv")
    assert not next(csv.DictReader(io.StringIO((tmp_path / "grades.csv").read_text())))["problem"].startswith("own")
