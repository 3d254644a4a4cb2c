"""A server of `make lab` or `make author` on a copy of the course, for tests that click in a browser."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from autograder.tests import IGNORED, ROOT

TOKEN = "for-the-test"
# How the server tells, at length, that a browser has left a page while it was being connected.
LEFT = re.compile(r"Uncaught exception .*(?:StreamClosedError|WebSocketClosedError|accept_connection)", re.DOTALL)


@contextmanager
def running(root, target="lab", source=ROOT, **environment):
    """Run `make lab` in a copy of the course, or of another source, made at root; yield the address and the log."""
    shutil.copytree(source, root, ignore=IGNORED)
    (root / ".venv").symlink_to(sys.prefix)
    for name in ("requirements.lock", "pyproject.toml"):
        os.utime(root / name, (0, 0))  # no test makes the environment anew that it runs in
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"--no-browser --port {port} --IdentityProvider.token={TOKEN}"
    log = root / "server.log"
    own = root.parent / "jupyter"  # neither the settings of whoever runs the tests, nor those of an earlier run
    env = os.environ | {"JUPYTERLAB_SETTINGS_DIR": f"{own}/settings", "JUPYTERLAB_WORKSPACES_DIR": f"{own}/workspaces"}
    env |= environment
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            ["make", target, f"LAB_ARGS={options}"], cwd=root, env=env, stdout=file, stderr=file, start_new_session=True
        )
    try:
        for _ in range(120):
            try:
                urlopen(f"http://127.0.0.1:{port}/api?token={TOKEN}").close()
                break
            except URLError:
                assert process.poll() is None, log.read_text(encoding="utf-8")
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}", log
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def said(log):
    """Return what a server has logged, less what it says of pages that were left while they were being connected."""
    entries = re.split(r"^(?=\[[A-Z] )", log.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return "".join(entry for entry in entries if not LEFT.search(entry))


def wait_for_kernel(page):
    """Wait until the kernel is there and has nothing to do: before it is there the indicator says idle, too."""
    ready = """() => {
        const bar = document.querySelector(".jp-NotebookPanel-toolbar");
        const name = bar?.querySelector(".jp-Toolbar-kernelName")?.textContent ?? "";
        const indicator = bar?.querySelector(".jp-Notebook-ExecutionIndicator");
        return name.includes("Python 3") && indicator?.dataset.status == "idle";
    }"""
    page.wait_for_function(ready, timeout=180_000)
