"""Warm kernels: as cold ones but for the time, and by configuration alone wherever kernels are started."""

import ast
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import pytest
from jupyter_client import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from autograder.errors import WarmError
from autograder.sandbox import warm
from autograder.sandbox.confine import Plan
from autograder.sandbox.provisioner import NAME, WarmProvisioner
from autograder.sandbox.walls import Entrance
from autograder.sandbox.warm_process import LAUNCHER
from autograder.tests import small

linux = sys.platform == "linux"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.confined,
    pytest.mark.skipif(not linux, reason="kernels are forked on Linux only"),
]

# Warm kernels as such: what a sandbox takes from them is sandbox/test_sandbox.py's.
OPEN = Config({"Sandbox": {"minimum": "none"}})
# What a kernel says of itself; the process ids, ports and salted hashes in it differ from kernel to kernel.
LOOK = """
import json, os, random, signal, sys, threading
import matplotlib, numpy
def look():
    return {
        "main": sys.modules["__main__"].__dict__ is globals(),
        "name": __name__,
        "file": "__file__" in globals(),
        "argv": [os.path.basename(sys.argv[0]), sys.argv[1]],
        "cwd": os.getcwd(),
        "path": sys.path,
        "environment": {k: v for k, v in sorted(os.environ.items())},
        "backend": matplotlib.get_backend().lower(),
        "threads": sorted(t.name.split("-")[0] for t in threading.enumerate()),
        "session": os.getsid(0) == os.getpid(),
        "group": os.getpgid(0) == os.getpid(),
        "signals": [str(signal.getsignal(s)) for s in (signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE)],
        "stdin": os.isatty(0),
        "names": sorted(n for n in dir(__builtins__) if not n.startswith("_")),
        "class": type(get_ipython()).__name__,
        "executable": sys.executable,
        "prefix": sys.prefix,
        "flags": [sys.flags.optimize, sys.flags.dev_mode],
    }
json.dumps(look())
"""


def notebook(*sources):
    """Return a notebook of code cells."""
    return new_notebook(cells=[new_code_cell(source) for source in sources])


def choose(provisioner, monkeypatch):
    """Let kernels be started by that provisioner, for one test: the factory reads the environment only once."""
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", provisioner)
    monkeypatch.setattr(KernelProvisionerFactory, "_instance", None)


def run(provisioner, monkeypatch, folder, *sources, **options):
    """Run sources by nbclient in a kernel of that provisioner; return the cells."""
    choose(provisioner, monkeypatch)
    made = notebook(*sources)
    resources = {"metadata": {"path": str(folder)}}
    options = {"kernel_name": "python3", "allow_errors": True, "shutdown_kernel": "immediate", "config": OPEN} | options
    NotebookClient(made, resources=resources, **options).execute()
    return made.cells


def shown(cell):
    """Return what a cell's last line showed."""
    return cell.outputs[-1].data["text/plain"]


def test_a_warm_kernel_behaves_as_a_cold_one(monkeypatch, tmp_path):
    """Its namespace, arguments, folder, paths, signals, plots and subprocesses are those of a kernel of Jupyter's.

    The environment is that of a cold kernel of ours.
    """
    monkeypatch.setenv("COURSE_SECRET", "set after the warm process has started")
    for name in ("PYTHONPATH", "PYTEST_CURRENT_TEST"):  # with the latter ipykernel captures less
        monkeypatch.delenv(name, raising=False)
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    child = "import subprocess\nchild = [sys.executable, '-c', 'print(6 * 7)']\n"
    child += "subprocess.run(child, capture_output=True, text=True).stdout"
    seen = {}
    cold = OPEN.copy()
    cold.merge(Config({"WarmProvisioner": {"enabled": False}}))
    kinds = {
        "Jupyter's": ("local-provisioner", OPEN),
        "cold": (NAME, cold),
        "warm": (NAME, OPEN),
    }
    for kind, (provisioner, settings) in kinds.items():
        cells = run(provisioner, monkeypatch, tmp_path, LOOK, plot, child, "!echo shell", config=settings)
        facts = json.loads(ast.literal_eval(shown(cells[0])))
        assert facts["environment"].pop("JPY_PARENT_PID")
        home = facts["environment"]["HOME"]
        facts["environment"] = {key: value.replace(home, "HOME") for key, value in facts["environment"].items()}
        facts["plots"] = [output.output_type for output in cells[1].outputs if "image/png" in output.get("data", {})]
        facts["child"] = shown(cells[2])
        facts["shell"] = cells[3].outputs[-1].text.strip()
        seen[kind] = facts
    assert seen["warm"]["environment"] == seen["cold"]["environment"]
    assert "COURSE_SECRET" in seen["Jupyter's"].pop("environment")
    assert "COURSE_SECRET" not in seen["cold"]["environment"]
    plain = seen["Jupyter's"]
    assert plain["plots"] == ["display_data"] and plain["child"] == "'42\\n'" and plain["shell"] == "shell"
    for key, value in plain.items():
        assert seen["warm"][key] == value, key


def test_kernels_do_not_share_their_random_numbers(monkeypatch, tmp_path):
    """Each starts as a new process does."""
    draw = "import random, numpy\n(random.random(), float(numpy.random.rand()))"
    seen = {shown(run(NAME, monkeypatch, tmp_path, draw)[0]) for _ in range(3)}
    assert len(seen) == 3


def test_one_kernel_leaves_nothing_to_the_next(monkeypatch, tmp_path):
    """What one changes, modules, environment or folder, the next one does not see."""
    spoil = "import os, sys, numpy\nnumpy.spoilt = True\nos.environ['SPOILT'] = '1'\n"
    spoil += "os.chdir('/')\nsys.path.append('x')"
    run(NAME, monkeypatch, tmp_path, spoil)
    look = "import os, sys, numpy\nspoilt = hasattr(numpy, 'spoilt') or 'SPOILT' in os.environ or 'x' in sys.path\n"
    look += f"spoilt or os.getcwd() != {str(tmp_path)!r}"
    assert shown(run(NAME, monkeypatch, tmp_path, look)[0]) == "False"


def test_tensorflow_works_in_several_kernels(monkeypatch, tmp_path):
    """Operations, functions, gradients and Keras' fit, in one kernel after the other."""
    source = """
import keras, tensorflow as tf
table = tf.Variable(tf.ones((3, 2)))
with tf.GradientTape() as tape:
    total = tf.reduce_sum(tf.gather(table, [0, 2]) ** 2)
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
history = model.fit(table.numpy(), tf.ones((3, 1)), verbose=0)
tf.function(lambda x: 2 * x)(float(total)).numpy(), len(history.history["loss"])
"""
    for _ in range(2):
        assert shown(run(NAME, monkeypatch, tmp_path, source)[0]) == "(np.float32(8.0), 1)"


@pytest.fixture
def manager(monkeypatch, tmp_path):
    """A kernel manager whose kernel is warm, started, with a client that is ready."""
    choose(NAME, monkeypatch)
    manager = KernelManager(kernel_name="python3", config=OPEN)
    manager.start_kernel(cwd=tmp_path)
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    yield manager, client
    client.stop_channels()
    if manager.has_kernel:
        manager.shutdown_kernel(now=True)


def test_interrupt_restart_and_shutdown(manager):
    """SIGINT stops a cell, a restart gives a new kernel under the same manager, a shutdown is graceful."""
    manager, client = manager
    client.execute("import time\nready = 1\ntime.sleep(100)")
    time.sleep(1)
    manager.interrupt_kernel()
    reply = client.get_shell_msg(timeout=10)
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    first = manager.provisioner.pid
    manager.restart_kernel(now=True)
    client.wait_for_ready(timeout=60)
    reply = client.execute_interactive("ready", silent=True, timeout=10, output_hook=lambda message: None)
    assert reply["content"]["ename"] == "NameError"
    second = manager.provisioner.pid
    assert first != second and not alive(first)
    manager.shutdown_kernel()
    assert not alive(second)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("import os; os._exit(3)", 3),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -9),
        ("import ctypes; ctypes.string_at(0)", -signal.SIGSEGV),
    ],
)
def test_exit_codes_are_told(manager, source, code):
    """However a kernel ends, its manager knows the exit code that a process started by it would have."""
    manager, client = manager
    client.execute(source)
    end = time.monotonic() + 10
    while manager.is_alive() and time.monotonic() < end:
        time.sleep(0.05)
    assert manager.provisioner.process.returncode == code


def alive(process_id):
    """Tell whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8").split(")")[1].split()[0] != "Z"
    except OSError:
        return False


def test_kernels_end_with_the_process_that_wanted_them(tmp_path):
    """When the grader is killed, so are its warm process, its kernels and what they have started."""
    script = """
import os, sys, time
from jupyter_client import KernelManager
from autograder.sandbox import warm
from traitlets.config import Config
manager = KernelManager(kernel_name="python3", config=Config({"Sandbox": {"minimum": "none"}}))
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=60)
client.execute('''
import subprocess, pathlib
process = subprocess.Popen(["sleep", "600"])
pathlib.Path("child").write_text(str(process.pid))
''')
client.get_shell_msg(timeout=10)
process, = warm.WarmProcess.started.values()
print(manager.provisioner.pid, process.process.pid, flush=True)
time.sleep(600)
"""
    env = os.environ | {"JUPYTER_DEFAULT_PROVISIONER_NAME": NAME}
    command = [sys.executable, "-c", script]
    grader = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True)
    ids = [*map(int, grader.stdout.readline().split()), int((tmp_path / "child").read_text(encoding="utf-8"))]
    assert all(map(alive, ids))
    grader.kill()
    grader.wait()
    end = time.monotonic() + 10
    while any(map(alive, ids)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(alive, ids))


def warm_by_environment(folder):
    """Return an environment in which every kernel of this Python starts warm, with few imports."""
    return os.environ | {"JUPYTER_DEFAULT_PROVISIONER_NAME": NAME, "JUPYTER_CONFIG_DIR": str(folder)}


FORKED = "import sys\n'confine' in sys.modules"  # which warm_process.py has imported
WARM = "True"


def test_nbclients_command_uses_it(tmp_path):
    """`jupyter execute`, told by an environment variable."""
    path = tmp_path / "x.ipynb"
    nbformat.write(notebook(FORKED), path)
    command = [Path(sys.executable).with_name("jupyter-execute"), "--inplace", path]
    subprocess.run(command, env=warm_by_environment(tmp_path), check=True, capture_output=True)
    assert shown(nbformat.read(path, as_version=4).cells[0]) == WARM


def test_nbval_uses_it(tmp_path):
    """`pytest --nbval`, told by an environment variable."""
    made = notebook(FORKED)
    made.cells[0].outputs = [
        nbformat.v4.new_output("execute_result", {"text/plain": WARM}, execution_count=1),
    ]
    made.cells[0].execution_count = 1
    nbformat.write(made, tmp_path / "x.ipynb")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", tmp_path / "x.ipynb"]
    done = subprocess.run(command, env=warm_by_environment(tmp_path), cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout


def test_nbgraders_autograde_uses_it(tmp_path):
    """Plain `nbgrader autograde` with the course's way of executing in its configuration."""
    root = small.make_course(tmp_path / "course")
    own = '\nc.Autograde.autograde_preprocessors = [\n    "autograder.doors.autograde.ExecuteAndName",\n'
    own += '    "nbgrader.preprocessors.SaveAutoGrades",\n]\n'
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(own)
    submitted = small.handed_in()
    submitted.cells.append(new_code_cell(FORKED, id="look"))
    path = root / "submitted" / "ada" / small.NOTEBOOK
    path.parent.mkdir(parents=True)
    nbformat.write(submitted, path)
    nbgrader = Path(sys.executable).with_name("nbgrader")
    env = os.environ | {"PATH": f"{nbgrader.parent}{os.pathsep}{os.environ['PATH']}"}
    for step in ("generate_assignment", "autograde"):
        done = subprocess.run([nbgrader, step, small.LESSON], cwd=root, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    graded = nbformat.read(root / "autograded" / "ada" / small.NOTEBOOK, as_version=4)
    assert shown(graded.cells[-1]) == WARM


@pytest.mark.filterwarnings("always")
def test_a_warm_process_that_does_not_start_is_told(monkeypatch, tmp_path):
    """One line says how it ended, at once, and how to do without it."""
    monkeypatch.setattr(warm.warm_process, "__file__", str(tmp_path / "nothing.py"))
    process = warm.WarmProcess([], {"NEVER": "mind"})
    with pytest.raises(WarmError, match="has ended with exit code 2; WarmProvisioner"):
        process.connect()
    process.close()


def test_where_forking_is_not_to_be_had_it_starts_cold(monkeypatch, tmp_path, recwarn):
    """It says so, once, and the kernel runs."""
    monkeypatch.setattr(WarmProvisioner, "told", set())
    config = Config({"WarmProvisioner": {"enabled": False}, "Sandbox": {"minimum": "none"}})
    cells = run(NAME, monkeypatch, tmp_path, FORKED, config=config)
    assert shown(cells[0]) != WARM
    run(NAME, monkeypatch, tmp_path, "1", config=config)
    told = [str(warning.message) for warning in recwarn if "start cold" in str(warning.message)]
    assert told == ["kernels start cold: this system does not fork processes safely (WarmProvisioner.enabled)"]


def test_a_kernel_that_ends_before_it_starts_has_no_process_id(tmp_path):
    """Its exit code, 1, was once taken for one: whoever then killed its group killed every process there is."""
    process = warm.WarmProcess([], {"ANOTHER": "1"})
    plan = Plan(limits={}, memory=0, user=0, cgroups=[str(tmp_path / "gone" / "cgroup.procs")])
    try:
        with pytest.raises(WarmError, match="a kernel could not be started; is the machine out of memory"):
            warm.ForkedProcess(process, ["python", LAUNCHER], {}, tmp_path, entrance=Entrance(plan))
    finally:
        process.close()


LIVES = ["python", "-m", LAUNCHER, "--debug", "-f"]


def test_a_connection_that_closes_first_ends_no_other_kernel(tmp_path):
    """A manager may go while its kernel lives: that kernel is killed, and the next one starts."""
    process = warm.WarmProcess([], {"YET": "another"})
    try:
        for number in range(3):
            kernel = warm.ForkedProcess(process, [*LIVES, str(tmp_path / f"{number}.json")], {}, tmp_path)
            assert alive(kernel.pid)
            kernel.connection.close()
            end = time.monotonic() + 30
            while alive(kernel.pid) and time.monotonic() < end:
                time.sleep(0.02)
            assert not alive(kernel.pid)
        # Beyond what it was told before: it has laid all of them to rest, and serves.
        last = warm.ForkedProcess(process, [*LIVES, str(tmp_path / "last.json")], {}, tmp_path)
        last.kill()
        assert last.wait(30) == -signal.SIGKILL and process.process.poll() is None
    finally:
        process.close()


def test_what_has_been_ended_starts_nothing_but_a_new_run_does():
    """A worker of the run that was stopped is refused; this thread, and workers that are new, are not."""
    preload, answers, go = [], [], threading.Event()

    def work():
        go.wait()
        try:
            answers.append(warm.WarmProcess.get(preload, {"A": "run"}))
        except WarmError as error:
            answers.append(str(error))

    worker = threading.Thread(target=work, name=f"{warm.WORKER}_0")
    worker.start()
    first = warm.WarmProcess.get(preload, {"A": "run"})
    warm.end()
    assert first.process.poll() is not None
    go.set()
    worker.join()
    assert answers.pop() == "grading has been stopped; run it again"
    try:
        new = threading.Thread(target=work, name=f"{warm.WORKER}_0")
        new.start()
        new.join()
        assert answers.pop() is warm.WarmProcess.get(preload, {"A": "run"})
    finally:
        warm.end()


@pytest.mark.filterwarnings("always")
def test_an_import_that_fails_beforehand_is_told(tmp_path, recwarn):
    """Whatever the error is, kernels start; a module that is not installed at all is nobody's fault."""
    (tmp_path / "broken.py").write_text("raise RuntimeError('no backend\\nhere')", encoding="utf-8")
    process = warm.WarmProcess(["broken", "no_such_module"], {"PYTHONPATH": str(tmp_path)})
    try:
        process.connect().close()
        process.connect().close()
        assert process.failed == {
            "broken": "RuntimeError: no backend here",
            "no_such_module": "ModuleNotFoundError: No module named 'no_such_module'",
        }
    finally:
        process.close()
    told = [str(warning.message) for warning in recwarn if "kernels start without" in str(warning.message)]
    assert told == ["kernels start without broken: its import fails with RuntimeError: no backend here"]


def test_an_import_that_takes_long_is_waited_for(tmp_path, monkeypatch):
    """More than a minute, as TensorFlow's does on a busy machine, as long as the process lives."""
    (tmp_path / "slow.py").write_text("import time\ntime.sleep(1)", encoding="utf-8")
    process = warm.WarmProcess(["slow"], {"PYTHONPATH": str(tmp_path)})
    seconds = iter([0.0])
    monkeypatch.setattr(warm.time, "monotonic", lambda: next(seconds, 300.0))
    try:
        process.connect().close()
    finally:
        monkeypatch.undo()
        process.close()
