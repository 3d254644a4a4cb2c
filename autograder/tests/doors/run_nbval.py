"""nbval as CI and a student run it, for tests that read what it says."""

import re
import subprocess
import sys


def nbval(path, *options):
    """Run nbval on a notebook; return the numbers of the code cells that failed, and the output."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        *(options or ["--nbval-lax"]),
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-rA",
        path,
    ]
    done = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False)
    assert re.search(r"\d+ (passed|failed)", done.stdout), done.stdout + done.stderr
    return {int(n) for n in re.findall(r"^FAILED .*::Cell (\d+)", done.stdout, re.MULTILINE)}, done.stdout
