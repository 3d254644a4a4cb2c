"""What `make` says where it cannot go on: one line each."""

import os
import subprocess

import pytest

from autograder.course import ROOT


def make_venv(folder, *python, path=os.environ["PATH"]):
    """Run make_venv.sh and return its exit status and what it wrote on stderr."""
    command = ["/bin/sh", ROOT / "autograder" / "make_venv.sh", folder, *python]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"PATH": path})
    return done.returncode, done.stderr.strip().splitlines()


def fake_python(folder, version, modules=True):
    """Write a program that answers as a Python of that version, with or without the venv module."""
    program = folder / "python"
    program.write_text(
        "#!/bin/sh\n"
        f'case "$2" in *version_info*) echo {version} ;; *ensurepip*) exit {0 if modules else 1} ;; *) exit 1 ;; esac\n'
    )
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    "version, modules, words",
    [
        ("3.9", True, "the course needs 3.11, 3.12 or 3.13"),
        ("3.14", True, "the course needs 3.11, 3.12 or 3.13"),
        ("3.12", False, "apt install python3.12-venv"),
        ("3.11", True, "could not make a virtual environment"),
    ],
)
def test_unfit_python(tmp_path, version, modules, words):
    """A Python that is too old, too new, without venv, or broken is named in one line; nothing is left behind."""
    status, lines = make_venv(tmp_path / "venv", fake_python(tmp_path, version, modules))
    assert status == 1
    assert len(lines) == 1 and words in lines[0]
    assert not (tmp_path / "venv").exists()


def test_no_such_python(tmp_path):
    """A Python that is not there is one line."""
    status, lines = make_venv(tmp_path / "venv", "/nowhere/python3.11")
    assert status == 1
    assert len(lines) == 1 and "/nowhere/python3.11 does not run" in lines[0]


def test_no_fitting_python(tmp_path):
    """With no fitting Python on the PATH, the line says what python3 is, and how to name another."""
    fake_python(tmp_path, "3.9").rename(tmp_path / "python3")
    status, lines = make_venv(tmp_path / "venv", path=str(tmp_path))
    assert status == 1
    assert len(lines) == 1 and "python3 is 3.9" in lines[0] and "make PYTHON=" in lines[0]


@pytest.mark.slow
def test_no_network(tmp_path, monkeypatch):
    """Without a network the reason is one line, and it says where the details are."""
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    python = ROOT / ".venv" / "bin" / "python"
    status, lines = make_venv(tmp_path / "venv", python)
    assert status == 1
    assert len(lines) == 1 and "is there a network" in lines[0]
