"""A finished lesson passes nbval; an untouched one fails at its exercises' tests and nowhere else."""

import shutil
import subprocess
import sys

import nbformat
import pytest
from nbgrader.utils import is_grade

from autograder.course import lessons
from autograder.course.demo import answered, solved
from autograder.tests import ROOT
from autograder.tests.doors.run_nbval import nbval

pytestmark = pytest.mark.slow

# Half a minute each: the others run in nbval as solutions, and untouched in JupyterLab (test_run_all.py).
SOME = pytest.mark.parametrize("lesson", [lessons.lessons()[0], lessons.lessons()[-1]], ids=lambda lesson: lesson.name)


def code_cells(notebook):
    """Return the code cells, in the order that nbval counts them."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def store(notebook, lesson, tmp_path):
    """Write a notebook where it finds data/ by walking up, and beside it what lies beside it in lessons/."""
    (tmp_path / "data").symlink_to(ROOT / "data")
    path = tmp_path / lesson.name / lesson.path.name
    ignored = shutil.ignore_patterns("*.ipynb", "__pycache__")
    shutil.copytree(ROOT / "lessons" / lesson.name, path.parent, ignore=ignored)
    nbformat.write(notebook, path)
    return path


@SOME
def test_finished(lesson, released, tmp_path):
    """With the answers put in, every cell passes."""
    failed, output = nbval(store(answered(released, solved(lesson)), lesson, tmp_path))
    assert failed == set(), output


@SOME
def test_untouched(lesson, released, tmp_path):
    """Without answers, exactly the exercises' test cells fail."""
    failed, output = nbval(store(released, lesson, tmp_path))
    tests = {number for number, cell in enumerate(code_cells(released)) if is_grade(cell)}
    assert failed == tests, output


@pytest.mark.parametrize("lesson", lessons.lessons()[:1], ids=lambda lesson: lesson.name)
def test_tags_and_comments_do_not_help(lesson, released, tmp_path):
    """A student's tags and comments on test cells change nothing."""
    for number, cell in enumerate(filter(is_grade, released.cells)):
        if number % 2:
            cell.metadata.tags = ["raises-exception", "nbval-skip"]
        else:
            cell.source = f"# NBVAL_SKIP\n# NBVAL_RAISES_EXCEPTION\n{cell.source}"
    failed, output = nbval(store(released, lesson, tmp_path))
    tests = {number for number, cell in enumerate(code_cells(released)) if is_grade(cell)}
    assert failed == tests, output


@pytest.mark.parametrize("source, stored, failed", [("print(2)", "2\n", set()), ("print(2)", "3\n", {0})])
def test_strict_compares_outputs_without_counts(tmp_path, source, stored, failed):
    """Strict nbval compares the stored outputs of a notebook that stores no execution counts."""
    cell = nbformat.v4.new_code_cell(source, outputs=[nbformat.v4.new_output("stream", text=stored)])
    path = tmp_path / "one.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    assert nbval(path, "--nbval")[0] == failed


SAVED_BY = {  # what editors write into a notebook's metadata
    "VS Code": {
        "kernelspec": {"display_name": ".venv (3.11.7)", "language": "python", "name": "embeddings-venv"},
        "language_info": {"name": "python", "version": "3.11.7"},
        "vscode": {"interpreter": {"hash": "0" * 64}},
    },
    "VS Code, a kernel by its path": {"kernelspec": {"display_name": "Python 3.12", "name": "/usr/bin/python3.12"}},
    "Colab": {"colab": {"provenance": []}, "kernelspec": {"display_name": "Python 3", "name": "python3"}},
    "conda": {"kernelspec": {"display_name": "Python [conda env:tf]", "language": "Python", "name": "conda-env-tf-py"}},
    "nothing": {},
    "no name": {"kernelspec": {"display_name": "", "name": ""}, "language_info": {"name": "python"}},
    "empty": {"kernelspec": {}, "language_info": {}},
}


def tiny():
    """Return a notebook with an answer that is right, and a test of it that is not NBVAL's to skip."""
    test = {"schema_version": 3, "grade_id": "test", "grade": True, "locked": True, "points": 1, "solution": False}
    cells = [nbformat.v4.new_code_cell("import sys\nanswer = sys.executable")]
    due = f"# NBVAL_SKIP\nassert answer == {sys.executable!r}, answer"
    cells.append(nbformat.v4.new_code_cell(due, metadata={"nbgrader": test}))
    return nbformat.v4.new_notebook(cells=cells)


@pytest.mark.parametrize("editor", SAVED_BY)
@pytest.mark.parametrize("of_nbgrader", [True, False])
def test_any_editors_notebook_runs(tmp_path, editor, of_nbgrader):
    """Whatever kernel a notebook names, it runs in the Python that pytest runs in."""
    notebook = tiny()
    notebook.metadata = SAVED_BY[editor]
    if not of_nbgrader:
        del notebook.cells[1]
    nbformat.write(notebook, tmp_path / "one.ipynb")
    failed, output = nbval(tmp_path / "one.ipynb")
    assert failed == set(), output
    assert f"{len(notebook.cells)} passed" in output, output


def test_a_kernel_of_that_name_elsewhere_is_not_taken(tmp_path, monkeypatch):
    """Where the user has a kernel `python3` of another Python, a lesson runs in the course's all the same."""
    spec = tmp_path / "share" / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text('{"argv": ["false"], "display_name": "Another", "language": "python"}', encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))
    notebook = tiny()
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    nbformat.write(notebook, tmp_path / "one.ipynb")
    failed, output = nbval(tmp_path / "one.ipynb")
    assert failed == set() and "2 passed" in output, output


@pytest.mark.parametrize("options", [["--nbval-kernel-name", "no-such"], []])
def test_a_kernel_that_is_asked_for_is_the_one(tmp_path, options):
    """Neither an option of nbval's is overruled, nor a notebook run as Python that says it is in another language."""
    notebook = tiny()
    language = "python" if options else "R"
    notebook.metadata = {"kernelspec": {"name": "no-such", "language": language, "display_name": ""}}
    nbformat.write(notebook, tmp_path / "one.ipynb")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval-lax",
        "-p",
        "no:cacheprovider",
        *options,
        tmp_path / "one.ipynb",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "no-such" in done.stdout, done.stdout


def test_the_plugin_brings_nothing_into_every_pytest(tmp_path):
    """A pytest that has no notebook to run loads neither nbgrader nor Jupyter for the plugin's sake."""
    (tmp_path / "test_it.py").write_text(
        "import sys\n\ndef test():\n    assert not {'nbgrader', 'jupyter_client', 'sqlalchemy'} & set(sys.modules)\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:nbval", "-p", "no:anyio"]
    done = subprocess.run([*command, tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout + done.stderr


def test_spoilt_metadata_stop_no_other_notebook(tmp_path):
    """A cell whose entry of nbgrader's is no such thing is run as any cell."""
    notebook = tiny()
    notebook.cells[0].metadata.nbgrader = "lost"
    nbformat.write(notebook, tmp_path / "one.ipynb")
    assert nbval(tmp_path / "one.ipynb")[0] == set()


@pytest.mark.parametrize(
    "drawn, failed",
    [
        ('<img alt="a line from 0 to 1" src="data:image/png;base64,BBBB">', set()),
        ('<img alt="a line from 0 to 2" src="data:image/png;base64,AAAA">', {0}),
        ('<img data-varies alt="1 s" src="data:image/png;base64,AAAA">', {0}),
    ],
)
def test_strict_compares_a_figures_words_and_not_its_picture(tmp_path, drawn, failed):
    """A picture may differ in its bytes; what is said of it may not, unless it is marked as measured."""
    stored = '<img alt="a line from 0 to 1" src="data:image/png;base64,AAAA">'
    cells = []
    for before, after in ((stored, drawn), ('<img data-varies alt="1 s">', '<img data-varies alt="2 s">')):
        source = f"from IPython.display import display\n_ = display({{'text/html': {after!r}}}, raw=True)"
        output = nbformat.v4.new_output("display_data", data={"text/html": before})
        cells.append(nbformat.v4.new_code_cell(source, outputs=[output]))
    path = tmp_path / "one.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    assert nbval(path, "--nbval")[0] == failed
