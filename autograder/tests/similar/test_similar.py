"""`make similar`: off until it is turned on; then a page that names figures, no culprits, and runs nothing."""

import os
import subprocess
import sys

import pytest

from autograder.settings import Settings
from autograder.similar import page
from autograder.similar.settings import Similarity
from autograder.similar.whole import Compare, whole
from autograder.tests import small
from autograder.tests.report.reading import Reader

pytestmark = pytest.mark.slow

# Two who copied, in both exercises, with other names; what is in it runs nowhere.
ONE = {
    "double": """def double(x):
    # mine
    total = 0
    for step in range(2):
        total = total + abs(x) if x > 0 else total - abs(x)
    hostile = '</code></pre><script>alert(1)</script>\u202e'
    return total if x else 0 * x""",
    "halve": """def halve(x):
    parts = [x for _ in range(3)]
    while len(parts) > 1:
        parts = parts[:-1]
    return parts[0] * (1 / 2) if parts else None""",
}
OTHER = {
    name: source.replace("total", "my_sum").replace("step", "i").replace("parts", "pieces").replace("# mine", "# by me")
    for name, source in ONE.items()
}
STARTER = "def {}(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
# All others write something else, most of them the same.
REST = [
    "def halve(x):\n    return x / 2",
    "def halve(x):\n    return 0.5 * x",
    "def halve(x):\n    y = x\n    return y / 2",
]


def similar(root, *options):
    """Run the command; return the finished process."""
    command = [sys.executable, "-m", "autograder", "similar", *options]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A graded class of twenty, of whom two have copied, and one has begun nothing."""
    root = small.make_course(tmp_path_factory.mktemp("similar") / "course")
    for number in range(17):
        small.submit(root, f"s{number:02}", halve=REST[number % 3])
    small.submit(root, "one", **ONE)
    small.submit(root, "other", **OTHER)
    small.submit(root, "idle", **{name: STARTER.format(name) for name in ONE})
    command = [sys.executable, "-m", "autograder", "grade", "--sandbox=none"]
    subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert (root / "run.json").is_file()
    return root


def test_it_is_off_until_it_is_turned_on(root):
    """One line says what it is, and how; nothing is written."""
    done = similar(root)
    assert done.returncode == 2 and "c.Similarity.enabled = True" in done.stderr and len(done.stderr.splitlines()) == 1
    assert not (root / "build" / "similar").exists()


def test_the_pair_is_found_and_nobody_else(root):
    """With its base rate in each exercise."""
    done = similar(root, "--Similarity.enabled=True", small.LESSON)
    assert (
        done.returncode == 0
        and "of 19 students that are alike in more than one exercise: 1, in one alone: 0" in done.stdout
    )
    settings = Settings.load(root)
    place = page.place(root, root / "run.json")
    found = whole(Compare(root / "run.json", place, settings, Similarity(enabled=True)))
    (lesson,) = found["lessons"]
    (pair,) = lesson["pairs"]
    assert pair["students"] == ["one", "other"] and len(pair["alike"]) == 2
    assert {(each["as_alike"], each["n"], each["share"]) for each in pair["alike"]} == {(1, 171, 1.0)}
    assert [each["answers"] for each in lesson["exercises"]] == [19, 19]
    assert all(each["little"] == 17 for each in lesson["exercises"])


def test_the_page_says_what_it_cannot_tell_and_runs_nothing(root):
    """Whatever stands in an answer; for nobody else to read than who owns the folder's files."""
    similar(root, "--Similarity.enabled=True")
    path = root / "build" / "similar" / "index.html"
    source = path.read_text(encoding="utf-8")
    read = Reader(source)
    said = "".join(each for _, each in read.said)
    assert read.loads == [] and read.links == [] and "<script" not in source and "\u202e" not in source
    assert "What this page cannot tell" in said and "Whether anybody has copied" in said and "never a verdict" in said
    assert "alert(1)" in said and "base rate 1 of 171" in said


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["9-none"], "9-none"),
        (["--Similarity.alike=2"], "alike"),
        (["--SimilarApp.grades=elsewhere/grades.csv"], "make grade first"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(root, options, line):
    """A lesson that is not there, a share that is none, a run that is not there."""
    done = similar(root, "--Similarity.enabled=True", *options)
    assert done.returncode and line in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_the_same_class_gives_the_same_page(root):
    """In every process: no hash of Python's is in it."""
    pages = []
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "autograder", "similar", "--Similarity.enabled=True"]
        subprocess.run(command, cwd=root, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True)
        pages.append((root / "build" / "similar" / "index.html").read_bytes())
    assert pages[0] == pages[1]
