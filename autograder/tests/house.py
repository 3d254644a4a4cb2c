"""The house: its floors, and the modules in it."""

from pathlib import Path

from autograder.files import PACKAGE

# From the ground up: a module imports from its own floor and from those before it.
FLOORS = (
    ("errors", "text", "files", "verdicts", "cells", "language", "words", "locale"),
    ("sandbox",),
    ("judge",),
    ("course",),
    ("bank",),
    ("prepare",),
    ("execute",),
    ("record",),
    ("lms",),
    ("report",),
    ("doors",),
    ("settings",),
    ("rubric",),
    ("rehearsal",),
    ("papers",),
    ("grading",),
    ("similar",),
    ("audit",),
    ("review",),
    ("commands",),
    ("__init__", "__main__"),
)


def modules(package: Path = PACKAGE) -> dict[str, Path]:
    """Return {dotted name from the package, "" for its own: path} of the modules, less the tests."""
    paths = [*package.glob("*.py"), *package.glob("*/*.py")]
    names = {path: ".".join(path.relative_to(package).with_suffix("").parts) for path in paths}
    return {name.removesuffix(".__init__"): path for path, name in names.items() if not name.startswith("tests")}
