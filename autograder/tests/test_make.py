"""What `make` says where it cannot go on: one line each."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from autograder.tests import ROOT


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


TOOLS = ("sh", "cat", "chmod", "cut", "dirname", "grep", "mktemp", "rm", "tail", "touch", "true")
# A fake apt-get: it keeps what it is told, and either puts in place what the packages hold, or fails as the real one.
APT_GET = """#!/bin/sh
echo "as $(id -u): $*" >>"$HERE/apt.log"
[ "$APT" = works ] || { echo "E: first"; echo "E: $APT"; exit 100; } >&2
case $1 in install)
    for word in "$@"; do
        case $word in
        bubblewrap) echo "#!/bin/sh" >"$HERE/bwrap"; chmod +x "$HERE/bwrap" ;;
        chromium | git | make) echo "#!/bin/sh" >"$HERE/$word"; chmod +x "$HERE/$word" ;;
        libatomic1 | python*-venv) touch "$HERE/$word" ;;
        esac
    done ;;
esac
"""
NEEDED = "chromium git bubblewrap libatomic1"


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Make the PATH that of a bare Linux, and return a function that describes it further and runs a script there."""
    here = tmp_path / "programs"
    here.mkdir()

    def program(name, text):
        (here / name).write_text(text if text.startswith("#!") else f"#!/bin/sh\n{text}\n")
        (here / name).chmod(0o755)

    for name in TOOLS:
        (here / name).symlink_to(shutil.which(name))
    program("uname", "echo Linux")
    program("ldconfig", '[ ! -f "$HERE/libatomic1" ] || echo "libatomic.so.1 (libc6,x86-64) => /lib/libatomic.so.1"')

    def run(script, *arguments, user=1000, apt=None, sudo=None):
        """Run a script of autograder/; apt: "works", or why it fails, None for no apt-get; sudo: its exit status."""
        program("id", f"echo ${{AS:-{user}}}")
        if apt is not None:
            program("apt-get", APT_GET)
        if sudo is not None:
            program("sudo", f'[ "$1" = -n ] && [ {sudo} = 0 ] || exit 1\nshift\nAS=0 exec "$@"')
        env = {"PATH": str(here), "HERE": str(here), "APT": apt or "", "TMPDIR": str(tmp_path)}
        command = [here / "sh", ROOT / "autograder" / script, *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
        log = here / "apt.log"
        asked = log.read_text().splitlines() if log.exists() else []
        return done.returncode, done.stdout.splitlines(), done.stderr.splitlines(), asked

    run.here, run.program = here, program
    return run


@pytest.mark.parametrize("who", [{"user": 0}, {"user": 1000, "sudo": 0}])
def test_what_is_missing_is_installed_where_it_may_be(machine, who):
    """Root, and who has a sudo that asks for nothing, gets what is missing; a second time there is nothing to do."""
    status, told, errors, asked = machine("system.sh", "make", "tests", apt="works", **who)
    assert (status, told, errors) == (0, [f"Installing with apt-get: make {NEEDED}"], [])
    assert asked[0] == "as 0: update -qq"
    assert len(asked) == 2 and asked[1].startswith("as 0: install ") and asked[1].endswith(f" make {NEEDED}")
    assert machine("system.sh", "make", "tests", apt="works", **who) == (0, [], [], asked)


@pytest.mark.parametrize("sudo", [None, 1])
def test_an_ordinary_user_is_told_what_is_missing(machine, sudo):
    """Without rights nothing is tried; one line says what is missing, what becomes of it, and how to get it."""
    status, told, (line,), asked = machine("system.sh", "tests", apt="works", sudo=sudo)
    assert (status, told, asked) == (0, [], [])
    assert line == (
        f"make: missing: {NEEDED}; get them, as root, by: apt-get install {NEEDED}; tests that need them are skipped"
    )


def test_without_apt_get_one_line(machine):
    """Where there is no apt-get, nothing is tried either; only what is missing is named."""
    machine.program("google-chrome", "")
    status, told, (line,), _ = machine("system.sh", "tests", user=0)
    assert (status, told) == (0, [])
    assert line.startswith("make: missing: git bubblewrap libatomic1; there is no apt-get here")


@pytest.mark.parametrize("why", ["Could not get lock /var/lib/dpkg/lock-frontend.", "Temporary failure resolving it"])
def test_an_apt_get_that_fails_is_one_line(machine, why):
    """A lock, or no network: the last reason that apt-get gave, and on it goes."""
    status, told, errors, _ = machine("system.sh", "tests", user=0, apt=why)
    assert (status, told) == (0, [f"Installing with apt-get: {NEEDED}"])
    assert errors == [
        f"make: missing: {NEEDED}; apt-get could not install them ({why}); tests that need them are skipped"
    ]


def test_on_a_mac_there_is_no_bubblewrap_to_miss(machine):
    """What only Linux has is asked for on Linux only."""
    machine.program("uname", "echo Darwin")
    for name in ("chromium", "git"):
        machine.program(name, "")
    assert machine("system.sh", "tests") == (0, [], [], [])


@pytest.mark.parametrize("apt, begun", [("works", True), ("no network", False)])
def test_the_venv_module_is_installed_where_it_may_be(machine, apt, begun):
    """A Debian Python without its venv module gets it, and only then is told to be unfit."""
    answers = '*version_info*) echo 3.11 ;; *ensurepip*) [ -f "$HERE/python3.11-venv" ] ;; *) exit 1 ;;'
    machine.program("python3", f'case "$2" in {answers} esac')
    status, _, (line,), asked = machine("make_venv.sh", "venv", user=0, apt=apt)
    assert status == 1 and asked[0] == "as 0: update -qq" and asked[1].endswith(" python3.11-venv")
    assert ("could not make a virtual environment" if begun else "apt install python3.11-venv") in line


@pytest.mark.skipif(shutil.which("make") is None, reason="no make on this machine (Debian, Ubuntu: apt install make)")
def test_make_lab_as_root_and_not():
    """Jupyter is told that root is meant, once, and a line says so; nobody else hears of it."""
    for user, options, times in ((0, "--port 1", 1), (0, "--allow-root", 1), (1000, "--port 1", 0)):
        command = ["make", "--dry-run", "lab", "STAMP=", f"LAB_ARGS={options}", f"USER_ID={user}"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        assert len(re.findall(r"jupyter lab .*--allow-root", done.stdout)) == times, done.stdout
        assert done.stdout.count("--allow-root") == times, done.stdout
        assert ("echo" in done.stdout) == (user == 0), done.stdout


def test_one_list_of_system_packages():
    """What is installed with apt-get stands in system.sh; CI and the workflows use it."""
    for path in (".ci/run", ".github/workflows/test.yml", ".github/workflows/newest.yml", "Makefile"):
        text = (ROOT / path).read_text(encoding="utf-8")
        assert "autograder/system.sh" in text and "apt-get" not in text, path


@pytest.mark.parametrize(
    "version, modules, words",
    [
        ("3.9", True, "the course needs 3.11, 3.12 or 3.13"),
        ("3.14", True, "the course needs 3.11, 3.12 or 3.13"),
        ("3.12", False, "apt install python3.12-venv"),
        ("3.11", True, "could not make a virtual environment"),
    ],
)
def test_unfit_python(tmp_path, machine, version, modules, words):
    """A Python that is too old, too new, without venv, or broken is named in one line; nothing is left behind."""
    machine.program("python", fake_python(tmp_path, version, modules).read_text())
    status, _, lines, _ = machine("make_venv.sh", tmp_path / "venv", machine.here / "python")
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


LEFT_BY_A_CLASS = [
    *("submitted/ada/1-x/x.ipynb", "downloaded/1-x/archive/Ada Byron_123_assignsubmission_file_/x.ipynb"),
    *("autograded/ada/1-x/x.ipynb", "feedback/ada/1-x/x.html", "gradebook.db", "gradebook.db-journal"),
    *("grades.csv", "nbgrader_export.csv", "run.json", ".grades.csv.4711.tmp", ".run.json.4711.tmp", "submissions.zip"),
    *("certificates/ada.html", "certificates/register.json", "certificates.key", ".certificates.key.4711.tmp"),
    *("exchange/x", "inbound/x", "build/demo/run.json"),
]


@pytest.mark.skipif(shutil.which("git") is None, reason="no git on this machine (Debian, Ubuntu: apt install git)")
def test_git_does_not_see_a_class(tmp_path):
    """Names, work and marks of students are never offered for a commit, and no file of the course is ignored."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    shutil.copy(ROOT / ".gitignore", tmp_path)
    ours = ["data/words.csv", "lessons/1-x/x.ipynb", "autograder/bank/hostile/run.json", "solutions/1-x/x.csv"]
    command = ["git", "check-ignore", *LEFT_BY_A_CLASS, *ours]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == LEFT_BY_A_CLASS


def test_lint_does_not_see_a_class(tmp_path):
    """What students have handed in is none of `make check`'s business; what is ours is."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for folder in ("submitted", "downloaded", "autograded", "feedback"):
        (tmp_path / folder / "ada").mkdir(parents=True)
        (tmp_path / folder / "ada" / "x.py").write_text("import os\nimport sys\n")
    lint = [sys.executable, "-m", "ruff", "check", "--no-cache", "."]
    assert subprocess.run(lint, cwd=tmp_path, capture_output=True).returncode == 0
    (tmp_path / "ours.py").write_text("import os\nimport sys\n")
    assert subprocess.run(lint, cwd=tmp_path, capture_output=True).returncode == 1
