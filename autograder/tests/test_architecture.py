"""ARCHITECTURE.md is true: what it names is there, and what is there has its place in it."""

import ast
import re
from pathlib import Path

import pytest
from nbgrader.plugins import FileNameCollectorPlugin
from traitlets.utils.importstring import import_item

from autograder.cells import MARK
from autograder.commands import main
from autograder.commands.app import traits_of
from autograder.files import PACKAGE
from autograder.tests import ROOT
from autograder.tests.house import FLOORS, modules

PAGE = (PACKAGE / "ARCHITECTURE.md").read_text(encoding="utf-8")
MAP = PAGE.partition("```")[2].partition("```")[0]
# What stands in backticks and is a path: it has a slash, or one of these endings.
PATH = re.compile(r"[\w.-]*/[\w./-]*|[\w-]+\.(?:py|md|sh|j2|css)")
NAMED = sorted({each for each in re.findall(r"`([^`\n]+)`", PAGE.replace(MAP, "")) if PATH.fullmatch(each)})
IN_MAP = sorted(set(re.findall(r"\b\w+\.py|\b\w+/", MAP)))
# "`Job` and `Result` (`execute/job.py`)": names, and the file that defines them.
DEFINED = set(re.findall(r"((?:`[\w.]+` and )*`[\w.]+`) \(`([\w/]+\.py)`\)", PAGE))
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| `")]
KEYS = [row for row in ROWS if re.fullmatch(r"`[a-z]+`", row[0])]


def place(name: str) -> Path:
    """Return the path that a name on the page means: from this package, or else from the course's root."""
    return PACKAGE / name if (PACKAGE / name).exists() else ROOT / name


def names_in(path: Path) -> set[str]:
    """Return the names that a module defines, and Class.name for what is inside a class."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        tops = bound(node)
        found |= tops
        for inner in node.body if isinstance(node, ast.ClassDef) else ():
            found |= {f"{node.name}.{name}" for name in bound(inner)}
    return found


def bound(node: ast.stmt) -> set[str]:
    """Return the names that a statement binds."""
    if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}


@pytest.mark.parametrize("name", sorted({*NAMED, *IN_MAP}))
def test_every_file_and_folder_is_there(name):
    """Under the name that the page has for it."""
    assert place(name).is_dir() if name.endswith("/") else place(name).is_file()


@pytest.mark.parametrize(("names", "path"), sorted(DEFINED))
def test_every_name_is_defined_where_it_says(names, path):
    """Classes and functions, and what is inside a class."""
    assert set(re.findall(r"`([\w.]+)`", names)) <= names_in(place(path))


def test_every_room_and_module_is_on_the_map():
    """A room by its folder, with all that is in it; a module outside of the rooms by its file."""
    rooms = {name.partition(".")[0] for name in modules()} - {"tests", ""}
    files = {f"{name}/" if (PACKAGE / name).is_dir() else f"{name}.py" for name in rooms}
    assert files <= set(IN_MAP)
    assert {name for floor in FLOORS for name in floor} <= {each.removesuffix(".py").rstrip("/") for each in IN_MAP}


def test_the_map_is_drawn_as_the_floors_lie():
    """From the ground up."""
    drawn = [each.removesuffix(".py").rstrip("/") for each in re.findall(r"\b\w+\.py|\b\w+/", MAP)]
    level = {name: number for number, floor in enumerate(FLOORS) for name in floor if not name.startswith("__")}
    levels = [level[name] for name in drawn if name in level]
    assert levels == sorted(levels) and len(set(drawn)) == len(drawn)


@pytest.mark.parametrize("row", KEYS, ids=lambda row: row[0])
def test_who_writes_and_reads_a_key(row):
    """Each file that the table names for it mentions it."""
    for name in re.findall(r"`([\w/]+\.py)`", row[2] + row[3]):
        assert re.search(rf"\b{row[0].strip('`')}\b", place(name).read_text(encoding="utf-8")), name


def written(node: ast.AST) -> set[str]:
    """Return the constant keys of a dict that becomes our entry, where a piece of source makes one."""
    makes = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith("metadata[MARK]")
    inside = [node.value] if makes else []
    if isinstance(node, ast.Dict):
        keys = [key is not None and ast.unparse(key) == "MARK" for key in node.keys]
        inside = [value for value, ours in zip(node.values, keys, strict=True) if ours]
    dicts = [each for part in inside for each in ast.walk(part) if isinstance(each, ast.Dict)]
    return {key.value for each in dicts for key in each.keys if isinstance(key, ast.Constant)}


@pytest.mark.slow
def test_every_key_of_ours_is_in_the_table():
    """Whatever module writes it."""
    assert MARK == "autograder"
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in modules().values()]
    keys = {key for tree in trees for node in ast.walk(tree) for key in written(node)}
    assert {"own", "digest"} <= keys <= {word for row in KEYS for word in re.findall(r"`([a-z]+)`", " ".join(row))}


@pytest.mark.parametrize("option", sorted(set(re.findall(r"`c\.(\w+\.\w+)`", PAGE))))
def test_every_setting_is_one(option):
    """It can be configured, by the name that the page has for it."""
    kinds = [import_item(place) for place, _ in main.AutograderApp.subcommands.values()]
    assert kinds and FileNameCollectorPlugin  # which bring the classes in
    section, name = option.split(".")
    assert name in traits_of(section)


def test_nothing_speaks_of_a_file_that_is_gone():
    """What docstrings, comments and pages call by the name of a Python file is one; NAME.py stands for any."""
    here = {path.name for folder in ("autograder", "solutions", ".jupyter") for path in (ROOT / folder).rglob("*.py")}
    pages = [*modules().values(), *PACKAGE.rglob("*.md"), *(ROOT / name for name in ("README.md", "Makefile"))]
    gone = []
    for path in pages:
        spoken = re.findall(r"(?<![\w*/.])(?:[\w-]+/)*([a-z]\w*\.py)\b", path.read_text(encoding="utf-8"))
        gone += [f"{path.name}: {name}" for name in spoken if name not in {*here, "nbgrader_config.py"}]
    assert gone == []


def test_the_page_stays_short():
    """Whoever comes new reads it to the end."""
    assert len(PAGE.splitlines()) < 180
    assert all(len(line) <= 120 for line in PAGE.splitlines())
