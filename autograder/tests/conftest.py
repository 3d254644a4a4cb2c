"""Fixtures that several test modules share."""

import os
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from jupyter_client.provisioning import KernelProvisionerFactory

from autograder.course import lessons
from autograder.course.convert import load_config
from autograder.sandbox import settings
from autograder.tests import ROOT

# Characters of a line that says what has failed.
LONGEST = 600
# How names of the environment begin that tests set, and that other tests would run by.
STEERING = ("HOME", "IPY", "JPY", "JUPYTER", "LANG", "LC_", "NBGRADER", "PYTHON", "TMP", "XDG")


def pytest_collection_modifyitems(items):
    """Where there is no sandbox, leave out the tests that grade in one."""
    found = settings.probe() if any(item.get_closest_marker("confined") for item in items) else None
    for item in items:
        if item.get_closest_marker("confined") and not found.bubblewrap:
            item.add_marker(pytest.mark.skip(reason=f"no sandbox here: {found.missing}"))


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report):
    """Say at once what has failed, in a line: a run that is ended from outside has told it."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:  # whose reports the main process gets, too
        said = getattr(report.longrepr, "reprcrash", None)
        line = " ".join((said.message if said else str(report.longrepr)).split())
        print(f"\n{report.when} of {report.nodeid} failed: {line[:LONGEST]}", flush=True)


def surroundings():
    """Return what all tests of a process share, and with them the notebooks that nbval runs in it.

    Of the environment what steers Python and Jupyter: libraries set names of their own as they are imported. Paths of
    modules and handlers of signals are left out: nbgrader and nbclient leave them changed.
    """
    umask = os.umask(0o077)
    os.umask(umask)
    return {
        "environment": {name: value for name, value in os.environ.items() if name.startswith(STEERING)},
        "folder": Path.cwd(),
        "provisioner of kernels": KernelProvisionerFactory.instance().default_provisioner_name,
        "umask": umask,
    }


@pytest.fixture(scope="module", autouse=True)
def left_as_found():
    """Each module leaves what is shared as it was: which one comes next differs from run to run."""
    found = surroundings()
    yield
    assert surroundings() == found


@pytest.fixture(scope="session")
def config():
    """nbgrader's configuration of this course."""
    return load_config(ROOT)


def chromium():
    """Return the path of a Chromium, or of Chrome; None without one."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    return mac if mac.exists() else None


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium; where none can be had here, the tests that ask for it are skipped with the reason.

    For a module only: as long as it is there an event loop runs in this thread, in the way of others.
    """
    from playwright._impl._driver import compute_driver_executable
    from playwright.sync_api import Error, sync_playwright

    program = chromium()
    if program is None:
        pytest.skip("no Chromium on this machine (Debian, Ubuntu: apt install chromium)")
    driver, _ = compute_driver_executable()
    if subprocess.run([driver, "--version"], capture_output=True).returncode:
        pytest.skip("Playwright's driver does not run on this machine (Debian, Ubuntu: apt install libatomic1)")
    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        try:
            browser = playwright.chromium.launch(executable_path=program, args=[*quiet, "--disable-sync"])
        except Error as error:
            pytest.skip(f"{program} does not start on this machine: {error.message.splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def course_copy(tmp_path):
    """A copy of what grading and JupyterLab need of the course, to be written to at will."""
    root = tmp_path / "course"
    for name in ("solutions", "lessons", "data", "autograder"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in [*ROOT.glob("*_config.py"), *ROOT.glob("requirements.lock"), ROOT / "Makefile"]:
        shutil.copy2(path, root)
    shutil.copy2(ROOT / "pyproject.toml", root)
    return root


@pytest.fixture(params=lessons.lessons(), ids=lambda lesson: lesson.name)
def lesson(request):
    """Each lesson in turn."""
    return request.param


@pytest.fixture
def released(lesson):
    """The lesson's notebook as students get it."""
    return nbformat.read(ROOT / "lessons" / lesson.name / lesson.path.name, as_version=4)
