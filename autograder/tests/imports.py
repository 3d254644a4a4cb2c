"""What a package imports, by its sources, and what its metadata declares."""

import ast
import sys
from email import message_from_string
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def modules(package):
    """Return the paths of a package's modules without its tests; what lies where no __init__.py is, is data."""
    found = sorted(package.rglob("*.py"))
    tests = package / "tests"
    return [path for path in found if tests not in path.parents and (path.parent / "__init__.py").is_file()]


def imported(path):
    """Return the names of the packages that a module imports: ({always}, {in a function, or if it is there})."""
    always, sometimes = set(), set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    lazy = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.Try, ast.If, ast.With))
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module]
        (sometimes if id(node) in lazy else always).update(name.partition(".")[0] for name in names)
    return always, sometimes


def required(text):
    """Return what a wheel's METADATA requires: ({distribution, always}, {distribution, as an extra})."""
    always, extra = set(), set()
    for line in message_from_string(text).get_all("Requires-Dist", []):
        requirement = Requirement(line)
        (extra if "extra" in str(requirement.marker) else always).add(canonicalize_name(requirement.name))
    return always, extra


def undeclared(package, text):
    """Return a line for each import of a package that the METADATA of its wheel declares nothing for.

    What is run as a script may import what lies beside it.
    """
    always, extra = required(text)
    known, lines = metadata.packages_distributions(), []
    for path in modules(package):
        for names, declared in zip(imported(path), (always, always | extra), strict=True):
            beside = {each.stem for each in path.parent.glob("*.py")}
            for name in sorted(names - sys.stdlib_module_names - beside - {package.name}):
                homes = {canonicalize_name(each) for each in known.get(name, [])}
                if not homes & declared:
                    lines.append(f"{path.relative_to(package)}: {name}, of {', '.join(sorted(homes)) or 'nobody'}")
    return lines
