"""Installed plainly, from a wheel, it grades: nothing that the modules read stays behind, no kernel is walled in."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.tests import ROOT, small

pytestmark = [pytest.mark.slow, pytest.mark.confined]


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


def test_it_holds_what_the_package_holds(wheel):
    """Every file beside the modules: answers, fingerprints, templates, the demo class, the hostile bank."""
    with zipfile.ZipFile(wheel) as members:
        inside = {name for name in members.namelist() if name.startswith("autograder/")}
    package = ROOT / "autograder"
    files = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert inside == {str(path.relative_to(ROOT)) for path in files}
    assert len(inside) > 800


def test_a_class_is_graded_from_it(wheel, tmp_path):
    """In an environment of its own, far from this repository, in the sandbox, with the marks that are due."""
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as members:
        members.extractall(packages)
    # All other packages are those of the environment that runs this test, but not this package.
    (packages / "others.pth").write_text("\n".join(others()), encoding="utf-8")
    root = small.make_course(tmp_path / "course")
    small.submit(root, "ada")
    small.submit(root, "bob", double="def double(x):\n    return 3 * x")
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"\nc.Sandbox.readable = {others()!r}\n")
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    # The programs of those packages, too: nbgrader starts alembic by its name.
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    python = environment / "bin" / "python"
    where = [python, "-c", "import autograder; print(autograder.__file__)"]
    assert str(packages) in subprocess.run(where, cwd=root, env=env, capture_output=True, text=True).stdout
    command = [python, "-m", "autograder", "grade"]
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("sandbox: bubblewrap"), done.stdout
    run = json.loads((root / "run.json").read_text(encoding="utf-8"))
    assert {entry["student"]: entry["mark"] for entry in run} == {"ada": 5, "bob": 3}
    pages = [path for path in (root / "feedback").rglob("*.html") if "<style" in path.read_text(encoding="utf-8")]
    assert len(pages) == 2


def others():
    """Return the folders of this environment's packages."""
    return sorted({path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")})
