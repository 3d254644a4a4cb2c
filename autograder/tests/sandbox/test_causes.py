"""What is said of a package that kernels do not find: what would let them see it, and no more."""

import sys
from pathlib import Path

import nbformat
import pytest
from traitlets.config import Config

from autograder.execute.kernel import Kernel
from autograder.execute.run import Job
from autograder.sandbox import causes, visible

MISSING = "ModuleNotFoundError: No module named '{}'"
# Of a module that all tests may import once: find_spec() keeps what it has found.
PLACES = {"folder": "elsewhere/helpers_in_folder/__init__.py", "file": "elsewhere/helpers_in_file.py"}
PLACES |= {"course": "course/helpers_in_course/__init__.py", "file of the course": "course/helpers_of_course.py"}


@pytest.fixture
def course(tmp_path):
    """A course's folder, with a solution."""
    path = tmp_path / "course"
    (path / "solutions").mkdir(parents=True)
    (path / "solutions" / "secret").write_text("secret", encoding="utf-8")
    return path


def written(place):
    """Write a module; return its name and the folder to import it from."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("FOUND = 'found'\n", encoding="utf-8")
    if place.name == "__init__.py":
        return place.parent.name, place.parent.parent
    return place.stem, place.parent


@pytest.mark.slow
@pytest.mark.confined
@pytest.mark.parametrize("by", ["a .pth file", "PYTHONPATH"])
@pytest.mark.parametrize("kind", PLACES)
def test_the_settings_that_are_named_are_right(course, monkeypatch, kind, by):
    """Kernels find the module with them, and see nothing of the course beside it."""
    name, folder = written(course.parent / PLACES[kind])
    monkeypatch.syspath_prepend(folder)
    if by == "PYTHONPATH":
        monkeypatch.setenv("PYTHONPATH", str(folder))
    config = Config({"Sandbox": {"hidden": [str(course)]}})
    said = causes.likely(MISSING.format(name), config)
    assert f"{name} lies at {folder}" in said and "where kernels do not look: install it into" in said
    c = Config()
    exec(said.partition(", or set ")[2].replace(" and c.", "\nc."), {"c": c})
    assert ("environment" in c.Sandbox) == (by == "PYTHONPATH")
    config.merge(c)
    config.WarmProvisioner.preload = []
    (course.parent / "scratch").mkdir()
    kernel = Kernel(Job("", config=config), course.parent / "scratch")
    try:
        # What a .pth file does in the environment of kernels.
        path = f"sys.path.append({str(folder)!r})\n" if by == "a .pth file" else ""
        look = f"({name}.FOUND, os.path.exists({str(course / 'solutions')!r}))"
        cell = nbformat.v4.new_code_cell(f"import os, sys\n{path}import {name}\n{look}")
        kernel.run(cell, 60)
        assert cell.outputs[-1].data["text/plain"] == "('found', False)"
    finally:
        kernel.stop()


def test_what_is_seen_is_not_said_to_be_elsewhere(course, monkeypatch):
    """In the system's folders, too, where a Python of the system has its packages."""
    name, folder = written(course.parent / "system" / "helpers_of_system" / "__init__.py")
    monkeypatch.syspath_prepend(folder)
    assert "where kernels do not look" in causes.likely(MISSING.format(name), Config())
    monkeypatch.setattr(visible, "SYSTEM", [str(folder)])
    assert f"{name} lies at {folder / name}, but cannot be imported" in causes.likely(MISSING.format(name), Config())


def test_what_is_not_there_is_to_be_installed():
    """Into the Python of the grader."""
    said = causes.likely(MISSING.format("no_such_package.part"), Config())
    assert said == f"the package no_such_package is missing in {Path(sys.prefix)}; install it there"
