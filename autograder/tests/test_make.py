"""What `make` says where it cannot go on: one line each."""

import os
import subprocess

import pytest

from autograder.course import ROOT


def make_venv(python, folder, path=os.environ["PATH"]):
    """Run make_venv.sh and return its exit status and what it wrote on stderr."""
    command = ["sh", ROOT / "autograder" / "make_venv.sh", str(python), str(folder)]
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
    status, lines = make_venv(fake_python(tmp_path, version, modules), tmp_path / "venv")
    assert status == 1
    assert len(lines) == 1 and words in lines[0]
    assert not (tmp_path / "venv").exists()


@pytest.mark.parametrize("python", ["", "/nowhere/python3.11"])
def test_no_python(tmp_path, python):
    """No Python at all is one line too."""
    status, lines = make_venv(python, tmp_path / "venv")
    assert status == 1
    assert len(lines) == 1 and "make PYTHON=" in lines[0]


@pytest.mark.slow
def test_no_network(tmp_path, monkeypatch):
    """Without a network the reason is one line, and it says where the details are."""
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    python = ROOT / ".venv" / "bin" / "python"
    status, lines = make_venv(python, tmp_path / "venv")
    assert status == 1
    assert len(lines) == 1 and "is there a network" in lines[0]
