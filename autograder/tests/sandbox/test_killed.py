"""What a grader leaves behind that is killed, beside one that lives: the next one removes that, and nothing else."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pytest

from autograder.execute.job import Job
from autograder.execute.kernel import Kernel, KernelGone
from autograder.sandbox import temporary, warm
from autograder.tests import ROOT
from autograder.tests.house import modules
from autograder.verdicts import Verdict

# A grader whose kernel has started processes of its own. It tells what there is of it, and runs a cell for each line.
GRADER = """
import json, os, sys
import nbformat
from autograder.execute.job import Job
from autograder.execute.kernel import Kernel
from autograder.sandbox import temporary
from autograder.sandbox.settings import Sandbox
from traitlets.config import Config
config = Config(json.loads(sys.argv[1]))
Sandbox(config=config).line()
kernel = Kernel(Job("", config=config), sys.argv[2])
source = "import subprocess\\nfor _ in range(3):\\n    subprocess.Popen(['sleep', '600'], start_new_session=True)"
kernel.run(nbformat.v4.new_code_cell(source), 60)
processes = [each.pid for each in kernel.walls.processes(kernel.process.pid)]
groups = [*map(str, kernel.walls.cgroup.folders.values())]
print(json.dumps([temporary.Own.place, groups, processes]), flush=True)
for line in sys.stdin:
    cell = nbformat.v4.new_code_cell(line)
    kernel.run(cell, 60)
    print(json.dumps(cell.outputs[-1].text), flush=True)
kernel.stop()
"""


def gone(processes, seconds=20):
    """Wait for processes to end; tell whether they have."""
    end = time.monotonic() + seconds
    while any(map(alive, processes)) and time.monotonic() < end:
        time.sleep(0.05)
    return not any(map(alive, processes))


def alive(process):
    """Tell whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.confined
@pytest.mark.slow
@pytest.mark.parametrize("enabled", [True, False], ids=["forked", "cold"])
def test_a_kernel_is_interrupted_and_goes_on_and_takes_all_with_it(tmp_path, enabled):
    """The signal reaches the kernel and not what waits for it outside; when it ends, so does what it has started."""
    config = {"WarmProvisioner": {"preload": ["numpy"], "environment": {}, "enabled": enabled}}
    kernel = Kernel(Job("", config=config), tmp_path)
    try:
        cell = nbformat.v4.new_code_cell("import time\ntime.sleep(100)")
        assert kernel.run(cell, 1)[1].verdict == Verdict.TIMED_OUT
        source = "import subprocess\nsubprocess.Popen(['sleep', '600'], start_new_session=True)\nprint(6 * 7)"
        cell = nbformat.v4.new_code_cell(source)
        kernel.run(cell, 60)
        assert cell.outputs[-1].text == "42\n"
        processes = [each.pid for each in kernel.walls.processes(kernel.process.pid)]
        with pytest.raises(KernelGone, match="exit code 3"):
            kernel.run(nbformat.v4.new_code_cell("import os\nos._exit(3)"), 60)
    finally:
        kernel.stop()
        warm.end()
    assert len(processes) >= 3 and gone(processes)


@pytest.mark.confined
@pytest.mark.slow
@pytest.mark.parametrize("enabled", [True, False], ids=["forked", "cold"])
def test_a_killed_grader_leaves_nothing_for_long(tmp_path, enabled):
    """Its processes end with it, its folder and groups with the start of the next; one that lives keeps all of its."""
    preload = {"preload": ["numpy"], "environment": {}, "enabled": enabled}
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="t-") as place:
        env = os.environ | {"TMPDIR": place, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", GRADER, json.dumps({"WarmProvisioner": preload}), str(tmp_path)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}

        def start():
            grader = subprocess.Popen(command, env=env, **pipes)
            return grader, *json.loads(grader.stdout.readline())

        graders = [start(), start()]
        try:
            (killed, folder, groups, processes), (living, kept, its_groups, its_processes) = graders
            assert len(processes) >= 4 and all(map(alive, processes)) and Path(folder).is_dir()
            killed.kill()
            killed.wait()
            assert gone(processes)
            graders.append(start())
            assert not Path(folder).exists() and not any(Path(group).exists() for group in groups)
            assert Path(kept).is_dir() and all(Path(group).is_dir() for group in its_groups)
            assert all(map(alive, its_processes))
            said, _ = living.communicate("print(6 * 7)\n", timeout=60)
            assert json.loads(said) == "42\n" and not Path(kept).exists()
        finally:
            for grader, *_ in graders:
                grader.kill()
                grader.communicate()


def test_a_folder_without_a_lock_goes_once_it_is_old(tmp_path):
    """Of a grader that was killed while it made it; a new one may get its lock yet."""
    folders = {name: tmp_path / f"{temporary.PREFIX}{name}" for name in ("new", "old")}
    for each in folders.values():
        (each / "kernel-x").mkdir(parents=True)
    old = time.time() - 2 * temporary.SECONDS_UNLOCKED
    os.utime(folders["old"], (old, old))
    temporary.sweep(tmp_path)
    assert folders["new"].is_dir() and not folders["old"].exists()


def test_what_a_grader_makes_for_a_time_can_be_swept():
    """All of it lies in the folder of its process; what only measures, and is not run beside a class, has its own."""
    making = re.compile(r"tempfile\.(TemporaryDirectory|NamedTemporaryFile|mkdtemp|mkstemp)\b")
    found = {name for name, path in modules().items() if making.search(path.read_text(encoding="utf-8"))}
    assert found == {"sandbox.temporary", "commands.bench", "commands.honest_course"}
