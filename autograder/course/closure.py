"""Which files of this package a few of its modules need: themselves, and all that they import, wherever in them."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.errors import CourseError


def path_of(name: str, package: Path) -> Path | None:
    """Return the file of a module, by its dotted name from the package on; None where there is none."""
    base = package.parent.joinpath(*name.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None)


def imported(path: Path) -> Iterator[str]:
    """Yield what may be the dotted names of the modules that a module imports, in a function or not."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def closure(names: Iterable[str], package: Path) -> dict[str, Path]:
    """Return {dotted name: file} of the modules named, of all that they import of the package, and of their folders.

    The package's own __init__.py is not followed. Raises CourseError for a name that is no module's.
    """
    waiting, found = list(names), {}
    for name in waiting:
        if path_of(name, package) is None:
            raise CourseError(f"{name}: no such module in {package}; the list of the handout names it")
    while waiting:
        name = waiting.pop()
        path = path_of(name, package) if name.startswith(f"{package.name}.") else None
        if path is not None and name not in found:
            found[name] = path
            waiting += [*imported(path), name.rpartition(".")[0]]
    return found
