"""environment.yml, pyproject.toml and requirements.lock say the same, and the lock can be used anywhere."""

import re
import tomllib
from importlib import metadata

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from autograder.tests import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked():
    """Return the requirements of the lock: name -> those that stand for it (one a marker)."""
    found = {}
    for line in re.findall(r"^([a-zA-Z0-9][^\\\n]*)", LOCK, re.MULTILINE):
        requirement = Requirement(line.strip())
        found.setdefault(requirement.name, []).append(requirement)
    return found


def wanted():
    """Return the requirements of pyproject.toml, extras included."""
    project = PROJECT["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return [Requirement(line) for group in groups for line in group]


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_lock_holds_what_the_project_asks_for(requirement):
    """Each requirement of pyproject.toml has a version in the lock, inside its range."""
    assert requirement.name in locked(), f"{requirement.name} is not in requirements.lock; run make lock"
    for found in locked()[requirement.name]:
        (pin,) = found.specifier
        assert pin.operator == "=="
        assert requirement.specifier.contains(pin.version), f"{found} is outside {requirement}; run make lock"


def test_lock_is_hashed_and_names_no_host():
    """Every pin has a hash, and no line says where packages come from."""
    pins = re.findall(r"^[a-zA-Z0-9].*?(?=^\S|\Z)", LOCK, re.MULTILINE | re.DOTALL)
    assert len(pins) == sum(map(len, locked().values()))
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert "://" not in LOCK
    assert re.findall(r"^\s*--(?!hash)\S+", LOCK, re.MULTILINE) == []


def test_installed_is_what_is_locked():
    """The environment that runs this test is the lock's."""
    environment = default_environment()
    for name, requirements in locked().items():
        for requirement in requirements:
            if requirement.marker is None or requirement.marker.evaluate(environment):
                installed = metadata.version(name)
                assert requirement.specifier.contains(installed, prereleases=True), f"{name} {installed}; run make"


def test_environment_yml():
    """Conda brings a Python that the project allows; everything else comes from the lock."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, pip, rest = environment["dependencies"]
    version = Requirement(python.replace("=", "==", 1)).specifier
    (pin,) = version
    assert SpecifierSet(PROJECT["project"]["requires-python"]).contains(pin.version)
    assert pip == "pip"
    assert rest == {"pip": ["--requirement requirements.lock"]}
