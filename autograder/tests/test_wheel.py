"""Installed plainly, from a wheel, it grades a course of another author: nothing that the modules read stays behind."""

import html
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import is_solution

from autograder.tests import ROOT, imports

pytestmark = [pytest.mark.slow, pytest.mark.confined]

OTHER = ROOT / "autograder" / "tests" / "other_course"
# Packages that are extras: in the environment of this test they are not to be had.
EXTRAS = ("tensorflow", "keras", "matplotlib", "numpy", "ipywidgets", "nbval")
# {a module and what it imports: why nothing has to be declared}.
LOADED_BY = {"doors/nbval.py: pytest, of pytest": "nothing but pytest loads it, by the entry point pytest11"}
BLOCKED = """
import importlib.abc
import sys


class Extras(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {extras!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)


sys.meta_path.insert(0, Extras())
"""
# As setuptools does it for `pip install --editable`.
FINDER = """
import importlib.util
import sys
from pathlib import Path


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "by_finder" and Path({path!r}).exists():
            return importlib.util.spec_from_file_location(name, {path!r})


sys.meta_path.append(Finder)
"""

NUMBERS, WORDS = "1-numbers", "2-words"
RIGHT = {
    NUMBERS: "def even_sum(numbers):\n    return sum(each for each in numbers if each % 2 == 0)",
    WORDS: "def longest(words):\n    return max(words, key=count, default='')",
}
ODD = {NUMBERS: "def even_sum(numbers):\n    return sum(each for each in numbers if each % 2 == 1)"}
LAST = {WORDS: "def longest(words):\n    return max(reversed(words), key=count, default='')"}
# It takes from the check what it refuses with.
FORGED = {
    NUMBERS: "def even_sum(numbers):\n    return 0\n\n\ndef same(*arguments):\n    pass",
    WORDS: "longest = lambda words: ''\nsame.__code__ = (lambda got, expected, because: None).__code__",
}
STUDENTS = {"right": RIGHT, "odd": RIGHT | ODD, "last": RIGHT | LAST, "forged": FORGED, "untouched": {}}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this package, built from a copy of its sources."""
    place = tmp_path_factory.mktemp("wheel")
    source = place / "source"
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(ROOT / "autograder", source / "autograder", ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(ROOT / name, source)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", place, source]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = place.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory):
    """Python in an empty environment, into which pip has installed the wheel.

    What the wheel requires is that of the environment that runs this test, less the extras and less this package.
    """
    place = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    python = place / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel]
    done = subprocess.run(install, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stdout + done.stderr
    (packages,) = place.glob("lib/python*/site-packages")
    lines = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    (packages / "others.pth").write_text("\n".join([*dict.fromkeys(lines), "import no_extras"]), encoding="utf-8")
    (packages / "no_extras.py").write_text(BLOCKED.format(extras=EXTRAS), encoding="utf-8")
    lay_elsewhere(tmp_path_factory.mktemp("elsewhere"), packages)
    return python


def lay_elsewhere(folder, packages):
    """Make two modules that lie in no folder of packages: found by a path in a .pth file, and as editable installs are.

    folder: where they lie; packages: the environment's own folder of packages.
    """
    for name in ("by_path", "by_finder"):
        (folder / name / name).mkdir(parents=True)
        (folder / name / name / "__init__.py").write_text("", encoding="utf-8")
    (packages / "by_path.pth").write_text(str(folder / "by_path"), encoding="utf-8")
    (packages / "by_finder.pth").write_text("import finder_of_by_finder", encoding="utf-8")
    place = folder / "by_finder" / "by_finder" / "__init__.py"
    (packages / "finder_of_by_finder.py").write_text(FINDER.format(path=str(place)), encoding="utf-8")


def run(python, folder, *words):
    """Run Python in a folder, with nothing of this repository in its environment; return the finished process."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run([python, *words], cwd=folder, env=env, capture_output=True, text=True, timeout=500)


def make_course(place, bank=True):
    """Lay the other author's course at place, with a bank or without one; return its root."""
    shutil.copytree(OTHER, place)
    if not bank:
        shutil.rmtree(place / "known")
        config = place / "nbgrader_config.py"
        lines = config.read_text(encoding="utf-8").splitlines()
        config.write_text("\n".join(line for line in lines if "c.Bank" not in line), encoding="utf-8")
    for student, answers in STUDENTS.items():
        for path in place.glob("source/*/*.ipynb"):
            notebook = nbformat.read(path, as_version=4)
            for cell in notebook.cells:
                if is_solution(cell):
                    cell.source = answers.get(path.parent.name, "# YOUR CODE HERE\nraise NotImplementedError()")
            target = place / "submitted" / student / path.relative_to(place / "source")
            target.parent.mkdir(parents=True)
            nbformat.write(notebook, target)
    return place


def marks(root):
    """Return {(student, lesson): mark, or "held"} of a run."""
    entries = json.loads((root / "run.json").read_text(encoding="utf-8"))
    return {(entry["student"], entry["lesson"]): entry["mark"] for entry in entries}


def verdicts(root, student):
    """Return {test: verdict} of a student."""
    entries = json.loads((root / "run.json").read_text(encoding="utf-8"))
    mine = [entry["tests"] for entry in entries if entry["student"] == student]
    return {name: outcome["verdict"] for tests in mine for name, outcome in tests.items()}


def page(root, student, lesson):
    """Return the text of a student's page of feedback."""
    (path,) = (root / "feedback" / student / lesson).glob("*.html")
    return html.unescape(path.read_text(encoding="utf-8"))


def test_it_holds_what_the_package_holds(wheel):
    """Every file beside the modules: answers, fingerprints, templates, the demo class, the hostile bank."""
    with zipfile.ZipFile(wheel) as members:
        inside = {name for name in members.namelist() if name.startswith("autograder/")}
    package = ROOT / "autograder"
    files = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert inside == {str(path.relative_to(ROOT)) for path in files}


def test_it_declares_what_it_imports(wheel):
    """Each package of others that a module imports is required; what only a function imports may be an extra."""
    with zipfile.ZipFile(wheel) as members:
        (name,) = (name for name in members.namelist() if name.endswith(".dist-info/METADATA"))
        text = members.read(name).decode()
    assert len(imports.modules(ROOT / "autograder")) > 50
    assert imports.undeclared(ROOT / "autograder", text) == list(LOADED_BY)


def test_it_is_the_one_that_runs(environment, tmp_path):
    """The package is the installed one; the extras are not there."""
    where = run(environment, tmp_path, "-c", "import autograder; print(autograder.__file__)").stdout
    assert where.startswith(str(environment.parent.parent))
    assert run(environment, tmp_path, "-c", "import numpy").returncode == 1


def test_a_course_with_a_bank(environment, tmp_path):
    """Its own answers are graded and stored; they name mistakes, and give the control runs that refuse a forger."""
    root = make_course(tmp_path / "course")
    done = run(environment, root / "source", "-m", "autograder", "bank")
    assert done.returncode == 0, done.stdout + done.stderr
    assert {path.name for path in root.glob("known/answers/*/*/*.json")} == {"fingerprints.json", "outcomes.json"}
    done = run(environment, tmp_path, "-m", "autograder", "grade", f"--CourseApp.root={root}")
    assert done.returncode == 1 and done.stdout.startswith("sandbox: bubblewrap"), done.stdout + done.stderr
    assert "no control run" not in done.stdout
    assert marks(root) == {
        **{("right", NUMBERS): 3, ("right", WORDS): 3, ("odd", NUMBERS): 0, ("odd", WORDS): 3},
        **{("last", NUMBERS): 3, ("last", WORDS): 1, ("forged", NUMBERS): "held", ("forged", WORDS): "held"},
        **{("untouched", NUMBERS): 0, ("untouched", WORDS): 0},
    }
    assert set(verdicts(root, "forged").values()) == {"tampered"}
    assert "the odd numbers are added, not the even ones" in page(root, "odd", NUMBERS)
    assert "of words of one length the last is returned" in page(root, "last", WORDS)
    assert "the odd numbers are added" not in page(root, "right", NUMBERS)
    report = (root / "build" / "report" / "index.html").read_text(encoding="utf-8")
    assert "the odd numbers are added, not the even ones" in report and "2 of 10 submissions are held" in report


def test_a_course_without_a_bank(environment, tmp_path):
    """It is graded by its tests alone, which is said; no mistake has a name, and nothing refuses a forger."""
    root = make_course(tmp_path / "course", bank=False)
    done = run(environment, root, "-m", "autograder", "grade")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no bank: no control runs" in done.stdout.splitlines()
    found = marks(root)
    assert (found["right", NUMBERS], found["right", WORDS], found["odd", NUMBERS], found["last", WORDS]) == (3, 3, 0, 1)
    assert found["untouched", NUMBERS] == found["untouched", WORDS] == 0
    assert found["forged", NUMBERS] == 3
    assert "the odd numbers are added" not in page(root, "odd", NUMBERS)


@pytest.mark.parametrize("module", ["by_path", "by_finder"])
def test_packages_that_lie_elsewhere(environment, tmp_path, module):
    """A kernel does not see them, which is said before anybody is graded, with the setting that shows them to it."""
    root = make_course(tmp_path / "course", bank=False)
    path = root / "source" / NUMBERS / "numbers.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = f"import {module}\n{notebook.cells[1].source}"
    nbformat.write(notebook, path)
    done = run(environment, root, "-m", "autograder", "grade")
    (line,) = (line for line in done.stderr.splitlines() if line.startswith(f"{NUMBERS}: nobody was graded"))
    where = run(environment, tmp_path, "-c", f"import {module}; print({module}.__file__)").stdout
    setting = f"c.Sandbox.readable = [{str(Path(where).parent.parent)!r}]"
    assert done.returncode == 1 and line.endswith(setting)
    assert {lesson for _, lesson in marks(root)} == {WORDS}
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"\n{setting}\n")
    done = run(environment, root, "-m", "autograder", "grade")
    assert done.returncode == 0, done.stdout + done.stderr
    assert marks(root)["right", NUMBERS] == 3
