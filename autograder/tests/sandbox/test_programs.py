"""Kernels of other Pythons and languages: they find themselves inside the walls, and nothing that is left out."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from autograder.errors import GraderError, SandboxError
from autograder.execute.kernel import Kernel, KernelGone
from autograder.execute.run import Job
from autograder.files import PACKAGE
from autograder.sandbox import programs, visible
from autograder.sandbox.programs import Program
from autograder.sandbox.settings import Sandbox
from autograder.sandbox.walls import LandlockOnly

# What a kernel tells of itself and of the files called PATHS.
LOOK = """
import json, os, pathlib, sys
def read(path):
    try:
        return pathlib.Path(path).read_text()
    except OSError as error:
        return type(error).__name__
print(json.dumps({
    "prefixes": [sys.prefix, sys.base_prefix],
    "executable": sys.executable,
    "path": os.environ["PATH"].split(":")[0],
    "variable": os.environ.get("OF_THE_KERNELSPEC"),
    "read": {path: read(path) for path in PATHS},
}))
"""
LAUNCH = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a course, a home and kernelspecs; returns it."""
    for name in ("course/solutions/secret", "home/secret", "home/.local/share/secret"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"of {name}", encoding="utf-8")
    (tmp_path / "scratch").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    return tmp_path


@pytest.fixture
def rules(place):
    """Rules that leave the course out."""
    return Sandbox(hidden=[str(place / "course")]).rules()


def register(place, *argv, **more):
    """Write a kernelspec called other; return its folder."""
    folder = place / "jupyter" / "kernels" / "other"
    folder.mkdir(parents=True)
    spec = {"argv": [str(each) for each in argv], "display_name": "Other", "language": "python"} | more
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    return folder


def start(place, **settings):
    """Start the kernel called other, with the course left out."""
    config = {"Sandbox": {"hidden": [str(place / "course")]} | settings}
    return Kernel(Job("", config=config, kernel_name="other"), place / "scratch")


def look(place, *paths):
    """Return what the kernel called other tells of itself and of paths."""
    kernel = start(place)
    try:
        cell = nbformat.v4.new_code_cell(f"PATHS = {[str(path) for path in paths]!r}\n{LOOK}")
        kernel.run(cell, 60)
        return json.loads(cell.outputs[-1].text)
    finally:
        kernel.stop()


def program(path, text="#!/bin/sh\n"):
    """Write a program; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def another_python(prefix):
    """Make an installation of Python in a folder of its own, whose library is this one's; return its program."""
    version = sysconfig.get_python_version()
    made = prefix / "bin" / f"python{version}"
    made.parent.mkdir(parents=True)
    shutil.copy(Path(sys.executable).resolve(), made)
    (prefix / "lib").mkdir()
    (prefix / "lib" / f"python{version}").symlink_to(sysconfig.get_path("stdlib"))
    return made


@pytest.mark.slow
@pytest.mark.confined
@pytest.mark.filterwarnings("ignore:kernels of .* start cold")
@pytest.mark.parametrize("where", ["envs/other", "home/envs/other", "course/.venv"])
def test_another_python_finds_itself(place, where):
    """Its environment and the Python that it was made with, wherever they lie; of what is around them, nothing."""
    python, venv = another_python(place / "home" / "pythons" / "another"), place / where
    subprocess.run([python, "-m", "venv", "--without-pip", venv], check=True)
    (site,) = venv.glob("lib/python*/site-packages")
    (site / "ours.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    register(place, venv / "bin" / "python", *LAUNCH, env={"OF_THE_KERNELSPEC": "set", "HOME": "/nowhere"})
    secrets = [place / "course/solutions/secret", place / "home/secret", PACKAGE / "bank" / "__init__.py"]
    told = look(place, *secrets)
    assert told["prefixes"] == [str(venv), str(python.parent.parent)]
    assert told["executable"] == str(venv / "bin" / "python") and told["path"] == str(venv / "bin")
    assert told["variable"] == "set"
    assert told["read"] == dict.fromkeys(map(str, secrets), "FileNotFoundError")


def script():
    """Return the text of a program that is a kernel."""
    return f"#!{sys.executable}\nfrom ipykernel.kernelapp import launch_new_instance\nlaunch_new_instance()\n"


@pytest.mark.slow
@pytest.mark.confined
@pytest.mark.filterwarnings("ignore:kernels of .* start cold")
def test_a_program_sees_what_lies_above_its_bin(place):
    """As a language's installation has it, and the folder of its kernelspec; the course is nowhere."""
    path = program(place / "tool" / "bin" / "kernel", script())
    (place / "tool" / "words").write_text("of the tool", encoding="utf-8")
    folder = register(place, path, "-f", "{connection_file}")
    (folder / "start").write_text("of the kernelspec", encoding="utf-8")
    secret = place / "course/solutions/secret"
    told = look(place, path, place / "tool/words", folder / "start", secret)
    assert list(told["read"].values()) == [script(), "of the tool", "of the kernelspec", "FileNotFoundError"]


@pytest.mark.slow
@pytest.mark.confined
@pytest.mark.filterwarnings("ignore:kernels of .* start cold")
def test_a_program_in_the_home_sees_itself_alone(place, monkeypatch):
    """Found on PATH, as a kernelspec may name it; what lies beside it stays out of sight."""
    path = program(place / "home" / "bin" / "my-kernel", script())
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")
    register(place, "my-kernel", "-f", "{connection_file}")
    (path.parent / "other").write_text("", encoding="utf-8")
    told = look(place, path, path.parent / "other", place / "home/secret", place / "course/solutions/secret")
    assert list(told["read"].values()) == [script(), *3 * ["FileNotFoundError"]]


@pytest.mark.confined
@pytest.mark.filterwarnings("ignore:kernels of .* start cold")
@pytest.mark.parametrize("minimum", ["bubblewrap", "none"])
def test_a_program_that_is_missing_is_one_line(place, minimum):
    """It names the program, and the kernelspec that asks for it."""
    folder = register(place, "/nowhere/R", "--slave")
    with pytest.raises(GraderError, match="kernel's program /nowhere/R is not here") as caught:
        start(place, minimum=minimum)
    assert str(folder / "kernel.json") in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.confined
@pytest.mark.filterwarnings("ignore:kernels of .* start cold")
def test_a_program_in_the_course_is_refused(place):
    """One line says so: kernels are not to see what lies there."""
    path = program(place / "course" / "bin" / "kernel", script())
    register(place, path, "-f", "{connection_file}")
    with pytest.raises(SandboxError, match=rf"{path} lies where kernels do not look; .* c\.Sandbox\.readable"):
        start(place)


@pytest.mark.slow
@pytest.mark.confined
@pytest.mark.filterwarnings("ignore:kernels of .* start cold")
def test_memory_of_a_kernel_that_starts_cold_is_limited(place):
    """It is in its control groups, or looked at; what it starts, too."""
    register(place, program(place / "tool" / "bin" / "kernel", script()), "-f", "{connection_file}")
    kernel = start(place)
    kernel.limits = replace(kernel.limits, memory=300 * 10**6)
    child = "import time; x = bytearray(400 * 10**6); time.sleep(60)"
    source = f"import subprocess\nsubprocess.run([{sys.executable!r}, '-c', {child!r}])"
    try:
        with pytest.raises(KernelGone, match="it used more than 300 MB of memory"):
            kernel.run(nbformat.v4.new_code_cell(source), 20)
    finally:
        kernel.stop()


def test_landlock_alone_starts_no_program(rules):
    """It says what to do instead, and leaves nothing behind."""
    landlock = LandlockOnly(rules)
    with pytest.raises(SandboxError, match="start cold need bubblewrap; let them be forked"):
        landlock.run(Program("/bin/sh"), [], {}, (None, None))
    landlock.close()
    assert not Path(landlock.home).exists() and not Path(landlock.sockets).exists()


def test_folders_of_an_environment(place, rules):
    """By links and pyvenv.cfg: its own, those that links lead through, and those of the Python that made it."""
    real = program(place / "pythons" / "3.12.1" / "bin" / "python3.12")
    (place / "pythons" / "3.12").symlink_to("3.12.1")
    program(place / "env" / "bin" / "x")
    (place / "env" / "bin" / "python").symlink_to("python3")
    (place / "env" / "bin" / "python3").symlink_to("../../pythons/3.12/bin/python3.12")
    (place / "env" / "pyvenv.cfg").write_text(f"home = {place / 'base' / 'bin'}\n", encoding="utf-8")
    program(place / "base" / "bin" / "python3.12")
    seen = Program(str(place / "env" / "bin" / "python")).seen(rules)
    assert {str(place / each) for each in ("env", "base", "pythons/3.12", "pythons/3.12.1")} <= set(seen)
    assert str(real) in seen and str(place) not in seen


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("tool/bin/x", ["tool", "tool/bin/x"]),
        ("tool/x", ["tool/x"]),
        ("home/bin/x", ["home/bin/x"]),
        ("home/.local/bin/x", ["home/.local/bin/x"]),
        ("home/tool/bin/x", ["home/tool", "home/tool/bin/x"]),
        ("bin/x", ["bin/x"]),
        ("course/bin/x", []),
        ("course/tool/bin/x", []),
        ("alias/tool/bin/x", []),
        ("link", []),
    ],
)
def test_what_is_shown_of_a_program(place, rules, path, shown):
    """Its own folder where that is no more, else itself; of the course nothing, by whatever name."""
    program(place / "course/tool/bin/x")
    (place / "alias").symlink_to("course")
    (place / "link").symlink_to("course/tool/bin/x")
    if not (place / path).exists():
        program(place / path)
    assert Program(str(place / path)).seen(rules) == sorted(str(place / each) for each in shown)


def test_what_all_share_is_never_shown(place, rules):
    """Neither /, nor the folder of temporary files, nor what lies above homes."""
    for path in ("/", "/tmp", str(place), str(place / "home"), str(place / "home/.local"), "/usr/bin"):
        assert not programs.showable(Path(path), rules)


def test_an_environment_that_is_the_course_itself_shows_its_parts(place, rules, monkeypatch):
    """`python -m venv .` in the course: kernels see its Python, and no solution."""
    for name in ("bin", "lib"):
        (place / "course" / name).mkdir()
    (place / "course" / "pyvenv.cfg").write_text("", encoding="utf-8")
    monkeypatch.setattr(sys, "prefix", str(place / "course"))
    monkeypatch.setattr(sys, "exec_prefix", str(place / "course"))
    assert not visible.sees(place / "course/solutions/secret", rules)
    assert visible.sees(place / "course/lib/python", rules) and visible.sees(place / "course/bin/python", rules)
