"""The house: no room imports one above it, no two modules import each other in a circle, and the map is true."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from autograder.files import PACKAGE
from autograder.tests.house import FLOORS, modules

LEVEL = {name: level for level, floor in enumerate(FLOORS) for name in floor}


def imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """Yield the dotted names of the modules of this package that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "autograder":
            base = (node.module or "").partition(".")[2]
            names = [f"{base}.{each.name}".lstrip(".") for each in node.names]
            names = [name if name in known else base for name in names]
        elif isinstance(node, ast.Import):
            names = [each.name.partition(".")[2] for each in node.names if each.name.partition(".")[0] == "autograder"]
        yield from (name or "__init__" for name in names)


def floor(name: str) -> int:
    """Return the level of a module's room; of what is none, as the tests, it is above all."""
    return LEVEL.get(name.partition(".")[0], len(FLOORS))


def upward(package: Path = PACKAGE) -> list[str]:
    """Return a line for each import that leads upward."""
    known = modules(package)
    found = [(name, each) for name, path in known.items() for each in imported(path, known)]
    return sorted(f"{name} imports {each}" for name, each in found if floor(each) > floor(name))


def test_every_module_has_its_floor():
    """What stands nowhere in FLOORS is a room that nobody has drawn in."""
    assert not [name for name in modules() if name.partition(".")[0] not in LEVEL]


def test_no_room_imports_upward():
    """A room knows those below it, and nothing of those above."""
    assert upward() == []


def test_there_are_no_circles():
    """Within a room, too, one module can be read after another."""
    known = modules()
    TopologicalSorter({name: set(imported(path, known)) - {name} for name, path in known.items()}).prepare()


def test_no_test_leans_on_another():
    """What tests share stands in a plain module beside them or in a conftest.py, so that each can be moved and read."""
    tests = sorted((PACKAGE / "tests").rglob("test_*.py"))
    shared, stems = [], {path.stem for path in tests}
    for path in tests:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                named = {*(node.module or "").split("."), *(each.name for each in node.names)}
                shared += [f"{path.name} imports {name}" for name in sorted(named & stems)]
    assert shared == []


@pytest.mark.parametrize("line", ["from autograder.record import tables", "import autograder.grading"])
def test_an_import_that_leads_upward_is_seen(line, tmp_path):
    """The test above can fail."""
    for name in ("execute", "record"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tables.py").write_text(f"def late():\n    {line}\n" if name == "execute" else "")
    (tmp_path / "grading.py").write_text("")
    assert len(upward(tmp_path)) == 1
