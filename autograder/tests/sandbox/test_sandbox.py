"""The sandbox in its kinds: for root and an ordinary user, for warm and cold kernels, with Landlock alone, and none."""

import fcntl
import json
import os
import resource
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from traitlets.config import Config

import autograder
from autograder.errors import GraderError, SandboxError
from autograder.execute.job import Job
from autograder.execute.kernel import Kernel
from autograder.sandbox import cgroups, provisioner, settings, temporary, visible, walls, warm
from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.sandbox.settings import Found, Sandbox
from autograder.tests import ROOT

# What a kernel tries; it prints what came of it as JSON.
TRIES = f"""
import json, os, pathlib, socket
def tried(action):
    try:
        return str(action())
    except OSError as error:
        return type(error).__name__
root = pathlib.Path({str(ROOT)!r})
status = pathlib.Path("/proc/self/status").read_text().split("CapEff:")[1].split()[0]
end = socket.socket()
end.bind(("127.0.0.1", 0))
end.listen()
print(json.dumps({{
    "course": tried(lambda: (root / "README.md").read_text()[:3]),
    "write": tried(lambda: (root / "new").write_text("x")),
    "scratch": tried(lambda: pathlib.Path("new").write_text("x")),
    "beside": sorted(each.name for each in pathlib.Path().iterdir()),
    "data": tried(lambda: len(list(pathlib.Path("data").iterdir())) > 0),
    "data above": tried(lambda: len(list(pathlib.Path("../../data").iterdir())) > 0),
    "loopback": tried(lambda: socket.create_connection(end.getsockname()).close()),
    "network": tried(lambda: socket.create_connection(("1.1.1.1", 53), 1).close()),
    "capabilities": int(status, 16),
    "root": os.getuid() == 0,
    "home": os.environ["HOME"],
    "secret": os.environ.get("COURSE_SECRET", ""),
    "processes": len([name for name in os.listdir("/proc") if name.isdigit()]),
    "tensorflow": tried(lambda: __import__("numpy").ones(3).sum()),
}}))
"""
# A grader of its own: prints the first line of a run, and what became of TRIES in a kernel.
GRADER = f"""
import json, sys
import nbformat
from autograder.errors import AutograderError
from autograder.execute.job import Job
from autograder.execute.kernel import Kernel
from autograder.sandbox.settings import Sandbox
from traitlets.config import Config
config, folder, tries = Config(json.loads(sys.argv[1])), sys.argv[2], {TRIES!r}
try:
    Sandbox(config=config).require()
    print(Sandbox(config=config).line())
    kernel = Kernel(Job("", config=config, folders={{"data": {str(ROOT / "data")!r}}}), folder)
    cell = nbformat.v4.new_code_cell(tries)
    kernel.run(cell, 30)
    kernel.stop()
    print(*(output.get("text") or output for output in cell.outputs if output.get("name") != "stderr"), end="")
except AutograderError as error:
    print(error)
"""
# As an ordinary user, where the tests run as root; and as one whom the system does not allow namespaces.
USER = ["--dev-bind", "/", "/", "--unshare-user", "--uid", "1000", "--gid", "1000"]
PLAIN = {"WarmProvisioner": {"preload": ["numpy"], "environment": {}}}


def grade(folder, config, *within):
    """Run the grader, inside bubblewrap where within are its arguments; return the lines that it prints."""
    command = [sys.executable, "-c", GRADER, json.dumps(PLAIN | config), str(folder)]
    if within:
        command = [shutil.which("bwrap"), *within, "--", *command]
    env = os.environ | {"COURSE_SECRET": "told"}
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def temporary_folder(monkeypatch):
    """A new folder for temporary files, of a short path."""
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        monkeypatch.setattr(tempfile, "tempdir", place)
        yield Path(place)


@pytest.fixture
def folder(tmp_path):
    """A notebook's folder, with a file for the kernel, one that is not, and a link that leads out."""
    (tmp_path / "notes.txt").write_text("for the kernel", encoding="utf-8")
    (tmp_path / "x.ipynb").write_text("{}", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(ROOT / "README.md")
    return tmp_path


WITHIN = {
    "course": "FileNotFoundError",
    "scratch": "1",
    "beside": ["data", "new", "notes.txt"],
    "data": "True",
    "data above": "True",
    "loopback": "None",
    "network": "OSError",
    "capabilities": 0,
    "root": False,
    "home": visible.HOME,
    "secret": "",
    "tensorflow": "3.0",
}


@pytest.mark.confined
@pytest.mark.slow
@pytest.mark.parametrize("within", [[], USER], ids=["as we are", "as an ordinary user"])
@pytest.mark.parametrize("kind", [{}, {"enabled": False}], ids=["warm", "cold"])
def test_a_kernel_is_confined(folder, kind, within):
    """It sees its folder and the data, nothing of the course, no network, no secret, and has no rights."""
    line, seen = grade(folder, {"WarmProvisioner": PLAIN["WarmProvisioner"] | kind}, *within)
    assert line.startswith("sandbox: bubblewrap ") and "; no network; 4 GB, 512 processes" in line
    seen = json.loads(seen)
    del seen["write"]  # which may seem to work, in a private /tmp that holds the course's path
    assert not (ROOT / "new").exists()
    assert seen.pop("processes") <= 4
    assert seen == WITHIN


@pytest.mark.confined
@pytest.mark.slow
def test_without_namespaces_it_is_refused_with_the_reason(folder):
    """The line says what is missing and what there is, and how to go on with less."""
    (line,) = grade(folder, {}, *USER, "--disable-userns")
    assert "bubblewrap does not work" in line and "namespace" in line
    assert "--sandbox=none grades with your own rights" in line


@pytest.mark.confined
@pytest.mark.slow
def test_landlock_alone_is_less_and_says_so(folder):
    """Files are out of reach, but the network is open."""
    if not settings.probe().landlock:
        pytest.skip("this kernel has no Landlock")
    line, seen = grade(folder, {"Sandbox": {"minimum": "landlock"}}, *USER, "--disable-userns")
    assert line.startswith("sandbox: landlock ") and "; network open, since bubblewrap does not work" in line
    seen = json.loads(seen)
    assert (seen["course"], seen["write"]) == ("PermissionError", "PermissionError")
    assert not (ROOT / "new").exists()
    assert (seen["scratch"], seen["data"], seen["loopback"]) == ("1", "True", "None")
    assert (seen["beside"], seen["capabilities"], seen["secret"]) == (WITHIN["beside"], 0, "")


def test_none_has_to_be_asked_for(monkeypatch, tmp_path):
    """The line says what that means."""
    missing = Found(missing="bubblewrap is not installed (Debian, Ubuntu: apt install bubblewrap)", landlock=7)
    monkeypatch.setattr(settings, "probe", lambda: missing)
    with pytest.raises(SandboxError, match=r"asked for \(bubblewrap\): bubblewrap is not installed .* is landlock 7\."):
        Sandbox().require()
    Sandbox(minimum="landlock").require()
    assert Sandbox(minimum="landlock").line().startswith("sandbox: landlock 7; network open")
    monkeypatch.setattr(settings, "probe", Found)
    with pytest.raises(SandboxError, match="there is nothing"):
        Sandbox(minimum="landlock").require()
    assert Sandbox(minimum="none").line().startswith("sandbox: none; submissions run with your rights")
    Sandbox(minimum="none").require()
    assert isinstance(Sandbox(minimum="none").open(tmp_path), walls.NoWalls)


def test_a_package_that_is_not_installed_confines_nothing(monkeypatch):
    """Kernels would start without a sandbox: refused, unless that was asked for."""
    monkeypatch.setattr(provisioner, "entry_points", lambda **_: [])
    with pytest.raises(SandboxError, match="the package autograder is not installed here"):
        provisioner.warmed("a kernelspec", Config())
    assert provisioner.warmed("a kernelspec", Config({"Sandbox": {"minimum": "none"}})) == "a kernelspec"


def test_what_lies_in_a_visible_folder_is_masked(tmp_path):
    """A course inside Python's own folder stays out of sight, and an environment inside the course in sight."""
    inside = tmp_path / "python" / "course"
    inside.mkdir(parents=True)
    rules = Sandbox(readable=[str(tmp_path / "python")], hidden=[str(inside)]).rules()
    assert str(inside) in visible.masked(rules, visible.paths(rules))
    assert not visible.sees(inside / "solutions", rules) and visible.sees(inside.parent, rules)
    assert not [path for path in visible.paths(Sandbox().rules()) if ROOT.is_relative_to(path)]


def test_all_of_this_package_is_masked(tmp_path):
    """Wherever it lies, and not only the room that builds the walls: the answers of the bank lie in another."""
    package = Path(autograder.__file__).parent
    rules = Sandbox(readable=[str(package.parent)], hidden=[]).rules()
    assert str(package) in visible.masked(rules, visible.paths(rules))


@pytest.mark.confined
@pytest.mark.slow
def test_nothing_stays_behind(tmp_path):
    """Groups, folders and processes of a kernel go with it, however it ends."""
    kernel = Kernel(Job("", config=PLAIN), tmp_path)
    enclosure = kernel.manager.provisioner.enclosure
    source = "import os, subprocess\nsubprocess.Popen(['sleep', '1000'], start_new_session=True)\nos.getpid()"
    kernel.run(nbformat.v4.new_code_cell(source), 10)
    processes = enclosure.processes(kernel.process.pid)
    assert len(processes) >= 3 and all(each.is_running() for each in processes)
    places = [enclosure.sockets, *map(str, enclosure.cgroup.folders.values())]
    assert all(map(os.path.isdir, places))
    kernel.stop()
    assert not any(each.is_running() for each in processes)
    assert not any(map(os.path.isdir, places))


@pytest.mark.slow
@pytest.mark.confined
def test_walls_fall_when_the_grader_lets_go(tmp_path):
    """By the pipe that goes with the grader: killed while bubblewrap starts, it would leave them standing for ever."""
    built = Sandbox().open(tmp_path)
    try:
        built.enter()
        inside = psutil.Process(built.inner)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, built.holder.stdin.fileno())  # the pipe goes, as with the grader
        os.close(nowhere)
        assert psutil.wait_procs([inside], timeout=20)[1] == []
    finally:
        built.close()


def test_a_folder_full_of_files_is_cut(tmp_path):
    """A kernel gets so many files, in order, whatever a student has put beside the notebook."""
    for number in range(visible.MOST + 50):
        (tmp_path / f"{number:04}.txt").write_text("x", encoding="utf-8")
    (tmp_path / "0000.ipynb").write_text("{}", encoding="utf-8")
    names = [name for name, _ in visible.files(tmp_path)]
    assert names == [f"{number:04}.txt" for number in range(visible.MOST)]


def test_groups_are_found_as_mounted(tmp_path, monkeypatch):
    """Version 1 has a tree a controller, version 2 one for all; in a container the mount itself is the group."""
    for name in ("memory/own", "pids", "unified/user"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "unified/user/cgroup.controllers").write_text("cpu pids\n", encoding="ascii")
    mounts = tmp_path / "mounts"
    lines = [f"cgroup {tmp_path}/memory cgroup rw,memory 0 0", f"cgroup {tmp_path}/pids cgroup rw,pids 0 0"]
    mounts.write_text("\n".join(lines) + "\n", encoding="utf-8")
    own = tmp_path / "own"
    own.write_text("9:memory:/own\n8:pids:/docker/123\n0::/user\n", encoding="utf-8")
    monkeypatch.setattr(cgroups, "MOUNTS", mounts)
    monkeypatch.setattr(cgroups, "OWN", own)
    assert cgroups.places() == {"memory": (1, tmp_path / "memory/own"), "pids": (1, tmp_path / "pids")}
    mounts.write_text(f"cgroup2 {tmp_path}/unified cgroup2 rw 0 0\n", encoding="utf-8")
    assert cgroups.places() == dict.fromkeys(("cpu", "pids"), (2, tmp_path / "unified/user"))


# Of an instructor's shell: what changes numbers, starts files or loads other code.
THEIRS = {
    "KERAS_BACKEND": "torch",
    "TF_USE_LEGACY_KERAS": "1",
    "TF_DETERMINISTIC_OPS": "1",
    "NPY_PROMOTION_STATE": "legacy",
    "XLA_FLAGS": "--xla_gpu_deterministic_ops",
    "JAX_ENABLE_X64": "1",
    "PYTHONHASHSEED": "7",
    "PYTHONOPTIMIZE": "2",
    "PYTHONWARNINGS": "error",
    "PYTHONSTARTUP": "/nowhere/start.py",
    "MATPLOTLIBRC": "/nowhere/matplotlibrc",
    "MPLBACKEND": "svg",
}
MACHINE = {"LANG": "C.UTF-8", "TZ": "Asia/Tokyo", "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
SEEN = """
import json, os, sys
import keras, matplotlib, numpy
print(json.dumps({
    "environment": dict(os.environ),
    "settings": [keras.config.floatx(), matplotlib.rcParams["lines.linewidth"], matplotlib.rcParams["font.size"]],
    "startup": "from_startup" in globals(),
    "flags": [sys.flags.optimize, sys.flags.hash_randomization, sys.warnoptions],
}))
"""


@pytest.mark.confined
@pytest.mark.slow
@pytest.mark.parametrize("minimum", ["bubblewrap", "none"])
@pytest.mark.parametrize("enabled", [True, False], ids=["warm", "cold"])
def test_what_an_instructor_has_set_changes_no_numbers(tmp_path, monkeypatch, minimum, enabled):
    """Neither variables nor settings in the home or the current folder reach a kernel; what the machine needs does."""
    home = tmp_path / "home"
    written = {
        ".keras/keras.json": '{"floatx": "float16", "backend": "torch"}',
        ".config/matplotlib/matplotlibrc": "lines.linewidth: 77",
        "matplotlibrc": "font.size: 77",
        ".ipython/profile_default/startup/start.py": "from_startup = True",
    }
    for name, text in written.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    for name, value in {**THEIRS, **MACHINE, "HOME": str(home), "KERAS_HOME": str(home / ".keras")}.items():
        monkeypatch.setenv(name, value)
    for name in ("IPYTHONDIR", "MPLCONFIGDIR", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(home)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    preload = {"preload": ["keras", "matplotlib.pyplot"], "environment": {"TF_CPP_MIN_LOG_LEVEL": "2"}}
    more = {"minimum": minimum, "environment": {"ADDED": 1}}
    config = {"WarmProvisioner": preload | {"enabled": enabled}, "Sandbox": more}
    kernel = Kernel(Job("", config=config), scratch)
    try:
        cell = nbformat.v4.new_code_cell(SEEN)
        kernel.run(cell, 120)
        seen = json.loads(cell.outputs[-1].text)
    finally:
        kernel.stop()
        warm.end()
    environment = seen.pop("environment")
    assert not set(THEIRS) - {"MPLBACKEND"} & set(environment) and environment.get("MPLBACKEND") != "svg"
    assert MACHINE.items() <= environment.items() and environment["ADDED"] == "1"
    assert str(home) not in " ".join(environment.values())
    assert seen == {"settings": ["float32", 1.5, 10.0], "startup": False, "flags": [0, 1, []]}


def test_python_s_own_kernel_is_this_python_s(tmp_path, monkeypatch):
    """A kernelspec of the same name in the user's folder or on JUPYTER_PATH is passed over."""
    for name in ("python3", "other"):
        folder = tmp_path / "kernels" / name
        folder.mkdir(parents=True)
        spec = {"argv": ["/nowhere/python", "-m", "ipykernel_launcher"], "display_name": name, "language": "python"}
        (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert provisioner.spec("python3").argv[:3] == [sys.executable, "-m", "ipykernel_launcher"]
    assert provisioner.spec("other").argv[0] == "/nowhere/python"
    with pytest.raises(GraderError, match="no kernel is called nowhere; install it where grading runs"):
        provisioner.spec("nowhere")


@pytest.mark.confined
@pytest.mark.slow
def test_a_long_tmpdir_works(tmp_path, monkeypatch):
    """Sockets have a short path where the temporary folder has a long one."""
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    kernel = Kernel(Job("", config=PLAIN), tmp_path)
    try:
        cell = nbformat.v4.new_code_cell("6 * 7")
        kernel.run(cell, 60)
        assert cell.outputs[-1].data["text/plain"] == "42"
    finally:
        kernel.stop()
        warm.end()


def test_where_every_folder_is_too_long_tmpdir_is_named(monkeypatch):
    """The line says what to set."""
    monkeypatch.setattr(tempfile, "tempdir", "/tmp/" + "x" * 100)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(GraderError, match=r"TMPDIR: /tmp/x+ is too long for a socket's path, .*; set TMPDIR"):
        temporary.short()


def test_folders_of_a_killed_grader_are_swept(temporary_folder):
    """By the next one, and those of one that lives are left alone, whatever their process ids."""
    script = (
        "import time; from autograder.sandbox import temporary;"
        "print(temporary.make('warm-'), flush=True); time.sleep(600)"
    )
    env = os.environ | {"TMPDIR": str(temporary_folder), "PYTHONPATH": str(ROOT)}
    line = [sys.executable, "-c", script]
    graders = [subprocess.Popen(line, env=env, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    killed, living = [Path(grader.stdout.readline().strip()) for grader in graders]
    try:
        assert killed.is_dir() and living.is_dir() and living.parent.parent == temporary_folder
        graders[0].kill()
        graders[0].wait()
        temporary.sweep(temporary_folder)
        assert not killed.parent.exists() and living.is_dir()
    finally:
        graders[1].kill()
        graders[1].wait()


def test_groups_of_a_killed_grader_are_known(tmp_path):
    """A process id that another process has now does not keep them; a grader in another container keeps its own."""
    here, there = Path("/proc/self/ns/pid").stat().st_ino, 1
    mine = cgroups.owner(os.getpid())
    assert not cgroups.abandoned(Path(f"kernel-{mine}-abc"))
    assert cgroups.abandoned(Path(f"kernel-{os.getpid()}-1-{here}-abc"))
    strange = tmp_path / f"kernel-{os.getpid()}-1-{there}-abc"
    strange.mkdir()
    assert not cgroups.abandoned(strange)
    old = time.time() - 2 * cgroups.SECONDS_STRANGE
    os.utime(strange, (old, old))
    assert cgroups.abandoned(strange)


def test_a_group_without_its_limit_does_not_stay(tmp_path, monkeypatch):
    """Where the limit cannot be written the group is taken away again."""
    (tmp_path / "pids").mkdir()
    monkeypatch.setattr(cgroups, "places", lambda: {"pids": (1, tmp_path / "pids")})
    monkeypatch.setitem(cgroups.FILES, ("pids", 1), "no/such/file")
    group = cgroups.Cgroup(memory=1, processes=10)
    assert group.folders == {} and list((tmp_path / "pids").iterdir()) == []


def test_processors_are_limited_where_it_is_asked_for():
    """In microseconds of each period; by itself a group has its fair share only."""
    assert cgroups.limit("cpu", 2, 1.5) == "150000 100000" and cgroups.limit("cpu", 1, 1.5) == "150000"
    assert cgroups.limit("cpu", 2, 0) is None and cgroups.limit("memory", 2, 7) == "7"


def test_what_fails_while_it_is_opened_leaves_nothing(temporary_folder, monkeypatch):
    """No folder, no group, no user that stays taken."""
    users = set(Bubblewrap.users)

    def fail(**limits):
        raise OSError("no group today")

    monkeypatch.setattr(walls, "Cgroup", fail)
    with pytest.raises(OSError, match="no group today"):
        Bubblewrap(Sandbox().rules())
    assert list(temporary_folder.iterdir()) == [] and Bubblewrap.users == users


@pytest.mark.skipif(sys.platform != "linux", reason="process descriptors are Linux's")
def test_a_sandbox_ends_whatever_the_number_of_its_descriptor(temporary_folder):
    """Above 1023, too, where select() would give up."""
    enclosure = Bubblewrap(Sandbox().rules())
    sleeper = subprocess.Popen(["sleep", "600"])
    first = os.pidfd_open(sleeper.pid)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    enclosure.pidfd = fcntl.fcntl(first, fcntl.F_DUPFD, 1500)
    os.close(first)
    with pytest.raises(ValueError, match="out of range"):
        select.select([enclosure.pidfd], [], [], 0)
    enclosure.close()
    assert sleeper.wait(10) == -9 and list(temporary_folder.iterdir()) == []
