"""What a mark depends on beside the submission itself, and that a change of it is seen."""

from pathlib import Path

import nbformat
import pytest

import autograder
from autograder.execute.budget import Limits
from autograder.record import basis
from autograder.tests import canned, small


@pytest.fixture
def root(tmp_path):
    """A small course in which three have handed in right answers."""
    root = small.make_course(tmp_path / "course")
    for student in ("ada", "bob", "eve"):
        small.submit(root, student)
    return root


@pytest.mark.slow
def test_what_a_mark_depends_on_is_seen(root, monkeypatch):
    """Each part that changes means that all are graded again, and the run says which it was."""
    lesson, data = root / "solutions" / small.LESSON, root / "data"
    data.mkdir()
    (lesson / "helper.py").write_text("one = 1", encoding="utf-8")
    canned.grade(root)

    def again(**options):
        changed = {}
        fresh = {name: each.fresh for name, each in canned.grade(root, changed=changed, **options).items()}
        assert len(set(fresh.values())) == 1
        assert not any(each.fresh for each in canned.grade(root, **options).values())
        return list(changed) if all(fresh.values()) else "as it was"

    assert again() == "as it was"
    (lesson / "helper.py").write_text("one = 2", encoding="utf-8")
    assert again() == ["its files"]
    (data / "words.txt").write_text("a", encoding="utf-8")
    assert again() == ["its data"]
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write("\nc.Sandbox.processes = 300\n")
    assert again() == ["the configuration"]
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write("\nc.GradeApp.workers = 1\n")
    assert again() == "as it was"
    notebook = nbformat.read(lesson / "small.ipynb", as_version=4)
    notebook.cells[0].source = "# The same small lesson"
    nbformat.write(notebook, lesson / "small.ipynb")
    assert again() == ["the lesson"]
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"\nc.Bank.folder = {lesson_bank(root)!r}\n")
    assert again() == ["its bank"]
    place = root / "bank" / "answers" / small.LESSON
    for path in (place / "double" / "right_two.py", place / "halve" / "right_one.py"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"def {path.parent.name}(x): return x", encoding="utf-8")
    assert again() == "as it was"  # one right answer more changes no mark
    (place / "double" / "wrong_one.py").write_text("# mistake: It is x.\n# message: x\ndouble = 1", encoding="utf-8")
    assert again() == ["its bank"]
    monkeypatch.setattr(basis, "versions", lambda: "others")
    assert again() == ["versions"]
    monkeypatch.setattr(basis, "grader", lambda: "another")
    assert again() == ["the grader"]
    assert again(limits=Limits(cell_seconds=4)) == ["limits"]


def lesson_bank(root):
    """Make a bank of one answer; return its folder as it is configured."""
    folder = root / "bank" / "answers" / small.LESSON / "double"
    folder.mkdir(parents=True)
    (folder / "right_one.py").write_text("def double(x): return 2 * x", encoding="utf-8")
    return "bank"


@pytest.mark.parametrize("room", ["bank", "execute", "record", "sandbox"])
def test_the_source_of_every_room_counts(room, tmp_path, monkeypatch):
    """A mark is of today's grader only where nothing of it has changed, in whatever room; tests and data are none."""
    package = Path(autograder.__file__).parent
    copy = tmp_path / "autograder"
    for path in basis.sources(package):
        (copy / path.relative_to(package)).parent.mkdir(parents=True, exist_ok=True)
        (copy / path.relative_to(package)).write_bytes(path.read_bytes())
    before = basis.grader(copy)
    changed = next(path for path in sorted((copy / room).iterdir()) if path.suffix == ".py")
    changed.write_text(changed.read_text() + "# changed\n")
    basis.grader.cache_clear()
    assert basis.grader(copy) != before
    inside = [path.relative_to(package) for path in basis.sources(package)]
    assert not [path for path in inside if {"tests", "answers", "hostile", "demo_class"} & set(path.parts)]
