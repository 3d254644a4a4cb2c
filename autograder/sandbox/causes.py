"""Likely causes, in a few words, of what goes wrong for everyone: the machine's fault or the instructor's."""

import importlib.util
import os
import re
import shutil
import sys
from pathlib import Path

from traitlets.config import Config

from autograder.sandbox import temporary, visible, warm, warm_process
from autograder.sandbox.rules import MB
from autograder.sandbox.settings import Sandbox

# Variables that change what code computes or which code it is.
NUMBERS = re.compile(r"(KERAS|TF|PYTHON|NPY|NUMPY|NUMBA|XLA|JAX|TORCH|MKL|MPL|MATPLOTLIB|IPYTHON)\w*")
# Bytes that a disk needs to have, for the folders and the outputs of a few kernels.
ROOM = 50 * MB


def likely(text: str, config: Config, slow: bool = False) -> str:
    """Return the likely cause of an error of a lesson's own solution, and what to do; "" where none is known.

    text: what the error said; config: the course's configuration, which says what kernels may see; slow: a test was out
    of time.
    """
    missing = re.search(r"No module named '([\w.]+)'", text)
    if missing:
        return package(missing[1], config)
    if re.search(r"AF_UNIX path too long|ipc path.* is longer than|too long for a socket", text):
        return f"the temporary folder {temporary.short()} has a long path; set TMPDIR to a short one"
    if re.search(r"No space left on device|Disk quota exceeded", text):
        return "a disk is full; make room, or set TMPDIR to a folder on another one"
    if re.search(r"bubblewrap|bwrap|namespace", text):
        return "the sandbox does not work; does `bwrap --ro-bind / / true` run?"
    reaching = variables(config)
    if reaching:
        return f"these variables reach its kernel: {', '.join(reaching)} (c.Sandbox.environment)"
    failed = [f"{name} ({why})" for name, why in warm.failures().items() if why != warm_process.absent(name)]
    if failed:
        return f"the process that kernels are forked from could not import {'; '.join(failed)}"
    # The first is the error of a cell that was out of time, the second what Python says; neither is translated.
    if slow or "CellTimeoutError" in text or "timed out" in text:
        return "is the machine busy, or c.Execute.timeout too short for it?"
    return ""


def package(name: str, config: Config) -> str:
    """Return why a module is missing in kernels, and what to do."""
    top = name.partition(".")[0]
    try:
        found = importlib.util.find_spec(top)
    except (ImportError, ValueError):
        found = None
    places = [*(found.submodule_search_locations or []), found.origin or ""] if found else []
    place = next((Path(each) for each in places if each and Path(each).exists()), None)
    if place is None:
        return f"the package {top} is missing in {sys.prefix}; install it there"
    rules, module = Sandbox(config=config).rules(), place
    place = place if place.is_dir() else place.parent
    root = place.parent if place.name == top else place
    if visible.sees(module, rules):
        return f"{top} lies at {place}, but cannot be imported by a kernel; is it installed for this Python?"
    # Of a folder that is left out, or has such folders inside, no more than the module itself is to be seen.
    wide = any(Path(each).is_relative_to(root) for each in visible.to_hide(rules))
    how = f"c.Sandbox.readable = [{str(module if wide else root)!r}]"
    if str(root) in os.environ.get("PYTHONPATH", "").split(os.pathsep):
        how += f" and c.Sandbox.environment = {{'PYTHONPATH': {str(root)!r}}}"
    return f"{top} lies at {place}, where kernels do not look: install it into {sys.prefix}, or set {how}"


def variables(config: Config) -> list[str]:
    """Return NAME=VALUE of the variables that change what is computed and that kernels see by the settings."""
    given = Sandbox(config=config).environment
    return sorted(f"{name}={value}" for name, value in given.items() if NUMBERS.fullmatch(name))


def no_room(*folders: str | Path) -> str:
    """Return, in words, which of the folders lies on a disk that is full; "" when none does."""
    for folder in folders:
        place = Path(folder)
        while not place.exists():
            place = place.parent
        free = shutil.disk_usage(place).free
        if free < ROOM:
            return f"the disk of {place} is full ({free // MB} MB are left); make room, or set TMPDIR to another disk"
    return ""
