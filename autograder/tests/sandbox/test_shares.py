"""A kernel's share of the processors: a fair one, however many processes it starts, and no more than it may have."""

import json
import os
import subprocess
import sys

import nbformat
import pytest

from autograder.execute.job import Job
from autograder.execute.kernel import Kernel
from autograder.sandbox import cgroups, settings, warm

pytestmark = [pytest.mark.confined, pytest.mark.slow]

PLAIN = {"WarmProvisioner": {"preload": ["numpy"], "environment": {}}}
SECONDS = 3
# So many processes, each of a session of its own, keep a processor busy; prints their seconds of it, and from when to
# when that was.
BUSY = f"""
import json, os, resource, time
def busy(number, processor):
    os.sched_setaffinity(0, [processor])
    began = time.monotonic()
    for _ in range(number):
        if os.fork() == 0:
            os.setsid()
            end = time.monotonic() + {SECONDS}
            while time.monotonic() < end:
                pass
            os._exit(0)
    for _ in range(number):
        os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps([used.ru_utime + used.ru_stime, began, time.monotonic()]))
"""
# One more, outside of any kernel, until it is told to end; prints its seconds of the processor, by time.
BESIDE = """
import json, os, signal, time
seen, ended = [], []
signal.signal(signal.SIGTERM, lambda *_: ended.append(True))
os.sched_setaffinity(0, [PROCESSOR])
print("ready", flush=True)
while not ended:
    if not seen or time.monotonic() > seen[-1][0] + 0.005:
        seen.append([time.monotonic(), time.process_time()])
print(json.dumps(seen))
"""


@pytest.fixture
def kernels(tmp_path):
    """A function that starts a kernel, with these settings of the sandbox."""
    started = []

    def start(**rules):
        started.append(Kernel(Job("", config=PLAIN | {"Sandbox": rules}), tmp_path))
        return started[-1]

    yield start
    for each in started:
        each.stop()
    warm.end()


def run(kernel, source):
    """Return what a cell prints, as JSON."""
    cell = nbformat.v4.new_code_cell(BUSY + source)
    kernel.run(cell, 60)
    return json.loads(cell.outputs[-1].text)


def shared():
    """Tell whether control groups share processors out here."""
    return "cpu" in settings.probe().cgroups


def test_many_busy_processes_have_the_share_of_one(kernels):
    """On the processor where both want to be, what runs outside gets about as much as all of them."""
    if not shared():
        pytest.skip("no control group shares processors out here")
    kernel, processor = kernels(), min(os.sched_getaffinity(0))
    command = [sys.executable, "-c", BESIDE.replace("PROCESSOR", str(processor))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as beside:
        try:
            assert beside.stdout.readline() == "ready\n"
            inside, began, ended = run(kernel, f"busy(12, {processor})")
        finally:
            beside.terminate()
        seen = [used for time, used in json.loads(beside.communicate()[0]) if began <= time <= ended]
    assert inside < 4 * (seen[-1] - seen[0])


def test_no_more_than_its_cores(kernels):
    """Half a processor is half a processor."""
    if not shared():
        pytest.skip("no control group limits processors here")
    processor = min(os.sched_getaffinity(0))
    used, began, ended = run(kernels(cores=0.25), f"busy(4, {processor})")
    assert used < 0.5 * (ended - began)


def test_without_such_a_group_a_kernel_stands_back(kernels, monkeypatch):
    """By its niceness, which it cannot take back."""
    places = cgroups.places
    monkeypatch.setattr(cgroups, "places", lambda: {name: each for name, each in places().items() if name != "cpu"})
    first = os.nice(0)
    kernel = kernels()
    assert run(kernel, "print(os.nice(0))") == min(first + 10, 19)
    cell = nbformat.v4.new_code_cell("import os\nos.setpriority(os.PRIO_PROCESS, 0, 0)")
    kernel.run(cell, 60)
    assert cell.outputs[-1].ename == "PermissionError"
