"""Where kernel and grader meet: sockets, which work and hold nothing; keyrings, which they do not share."""

import ctypes
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.sandbox import settings
from autograder.sandbox.confine import KEYCTL
from autograder.tests import BANK, ROOT

pytestmark = [pytest.mark.confined, pytest.mark.slow]

PLAIN = {"WarmProvisioner": {"preload": ["numpy"], "environment": {}}}
# As an ordinary user, where the tests run as root.
USER = ["--dev-bind", "/", "/", "--unshare-user", "--uid", "1000", "--gid", "1000"]
# A grader of its own, with the arguments configuration, folder and code; what it does with a kernel comes after this.
GRADER = """
import json, os, socket, sys
from pathlib import Path
import nbformat
from autograder.execute.job import Job
from autograder.execute.kernel import Kernel
from autograder.sandbox import syscalls, temporary, warm
config, folder, code = json.loads(sys.argv[1]), sys.argv[2], sys.argv[3]
def start():
    return Kernel(Job("", config=config), folder)
def run(kernel, source):
    cell = nbformat.v4.new_code_cell(source)
    kernel.run(cell, 60)
    return "".join(output.get("text", "") for output in cell.outputs)
"""
FILLS = """
def held():
    paths = [path for path in Path(temporary.Own.place).rglob("*") if not path.is_symlink()]
    return sum(path.lstat().st_blocks * 512 for path in paths), len(paths)
kernel = start()
before, said = held(), run(kernel, code + "\\nprint(reached)")
print(json.dumps([before, held(), said]))
kernel.stop()
warm.end()
print(json.dumps(os.listdir(os.environ["TMPDIR"])))
"""
MEETS = """
kernel = start()
place = Path(kernel.walls.sockets, "player-1.sock")
with socket.socket(socket.AF_UNIX) as end:
    end.bind(str(place))
    place.chmod(0o666)
    end.listen()
    source = f"import socket\\nend = socket.socket(socket.AF_UNIX)\\nend.connect({str(place)!r})\\nend.send(b'here')"
    said = run(kernel, source)
    print(json.dumps(end.accept()[0].recv(9).decode()))
kernel.stop()
"""
WRITES = """
kernel = start()
print(json.dumps(run(kernel, f"place = {kernel.walls.meeting!r}" + '''
import os, socket
def tried(action):
    try:
        action()
        return True
    except OSError:
        return False
actions = {
    "file": lambda: open(f"{place}/file", "w"),
    "folder": lambda: os.mkdir(f"{place}/folder"),
    "link": lambda: os.symlink("/etc", f"{place}/link"),
    "hard link": lambda: os.link(f"{place}/kernel.json", f"{place}/other"),
    "fifo": lambda: os.mkfifo(f"{place}/fifo"),
    "written": lambda: open(f"{place}/kernel.json", "a"),
    "cut": lambda: os.truncate(f"{place}/kernel.json", 10**6),
    "bind": lambda: socket.socket(socket.AF_UNIX).bind(f"{place}/socket"),
}
print([name for name, action in actions.items() if tried(action)])
''')))
kernel.stop()
"""
# No filter stands before keyctl here: it is the keyring that is to be another one.
KEYS = """
from autograder.sandbox import confine
import ctypes
syscalls.packed = lambda: ""
libc = ctypes.CDLL(None)
assert libc.syscall(NUMBER, 1, b"of-a-login") > 0
assert libc.syscall(NUMBER - 2, b"user", b"graders", b"SECRET", 6, -3) > 0
for _ in range(2):
    kernel = start()
    print(json.dumps(run(kernel, code)))
    kernel.stop()
"""
SEARCHES = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
found = [name for name in (b"graders", b"students") if libc.syscall(NUMBER, 10, -3, b"user", name, 0) > 0]
print(found, libc.syscall(NUMBER - 2, b"user", b"students", b"TOLD", 4, -3) > 0, "graders" in open("/proc/keys").read())
"""
ORDINARY = pytest.mark.parametrize("within", [[], USER], ids=["as we are", "as an ordinary user"])


def grade(script, folder, code="", within=(), **rules):
    """Run the grader; return what it prints, a line of JSON each."""
    command = [sys.executable, "-c", GRADER + script, json.dumps(PLAIN | rules), str(folder), code]
    if within:
        command = [shutil.which("bwrap"), *within, "--", *command]
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="t-") as temporary:
        Path(temporary).chmod(0o777)
        env = os.environ | {"TMPDIR": temporary}
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@ORDINARY
@pytest.mark.parametrize("kind", [{}, {"enabled": False}], ids=["forked", "cold"])
def test_nothing_of_a_kernel_s_is_on_the_grader_s_disk(tmp_path, kind, within):
    """Neither bytes nor names, in either of the folders that it shares with the grader."""
    attack = (BANK / "hostile/fills_the_folder_of_sockets.py").read_text(encoding="utf-8")
    rules = {"WarmProvisioner": PLAIN["WarmProvisioner"] | kind}
    (before, after, said), left = grade(FILLS, tmp_path, attack, within, **rules)
    assert said == "[]\n" and before == after and left == []


@ORDINARY
def test_a_socket_of_the_grader_s_is_reached(tmp_path, within):
    """One that it makes in the folder of sockets, at any time."""
    assert grade(MEETS, tmp_path, within=within) == ["here"]


def test_with_landlock_alone_sockets_are_all_that_the_folder_takes(tmp_path):
    """No file, folder or link, and nothing in the connection file."""
    if not settings.probe().landlock:
        pytest.skip("this kernel has no Landlock")
    within = [*USER, "--disable-userns"]
    assert grade(WRITES, tmp_path, within=within, Sandbox={"minimum": "landlock"}) == ["['bind']\n"]


@pytest.mark.skipif(platform.machine() not in ("x86_64", "aarch64"), reason="add_key has another number here")
@pytest.mark.parametrize("kind", [{}, {"enabled": False}], ids=["forked", "cold"])
def test_keys_of_a_login_are_not_handed_on(tmp_path, kind):
    """No kernel finds those of the session that grading was started in, nor those that another kernel has left."""
    if ctypes.CDLL(None).syscall(KEYCTL[platform.machine()], 0, -3, 0) < 0:
        pytest.skip("this Linux kernel has no keyrings")
    number = f"NUMBER = {KEYCTL[platform.machine()]}\n"
    rules = {"WarmProvisioner": PLAIN["WarmProvisioner"] | kind}
    assert grade(number + KEYS, tmp_path, number + SEARCHES, **rules) == ["[] True False\n"] * 2
