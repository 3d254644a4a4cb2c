"""Temporary folders of a grader: all in one folder of its process, swept by the next grader where one was killed.

The folder of a process is locked as long as the process lives, which holds whatever becomes of process ids, and between
containers that share a file system, too. Sockets need a short path: where TMPDIR has a long one, a short folder is
taken instead.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import GraderError

PREFIX, LOCK = "autograder-", "lock"
# A folder without a lock is left alone so long: its grader may be about to make one.
SECONDS_UNLOCKED = 600
# A socket's path has at most 107 bytes; below the folder of a process about 40 more are needed.
LONGEST = 107 - len(f"/{PREFIX}12345678/kernel-12345678/kernel-12345")


class Own:
    """The folder of this process, made with the first folder in it and removed with the last."""

    guard = threading.Lock()
    process = 0  # the process that place belongs to: a forked one makes its own
    place, lock = "", -1
    inside: frozenset[str] = frozenset()


def short() -> str:
    """Return a folder for temporary files whose path is short enough for sockets; raises GraderError without one."""
    wished = tempfile.gettempdir()
    for place in [wished, "/tmp", "/var/tmp", os.environ.get("XDG_RUNTIME_DIR", "")]:
        if place and len(os.fsencode(place)) <= LONGEST and os.access(place, os.W_OK | os.X_OK):
            return place
    raise GraderError(
        f"TMPDIR: {wished} is too long for a socket's path, {len(os.fsencode(wished))} of at most {LONGEST} bytes, and "
        "neither /tmp nor /var/tmp can be written; set TMPDIR to a short folder"
    )


def make(prefix: str) -> str:
    """Return the path of a new folder; remove() takes it away."""
    with Own.guard:
        if Own.process != os.getpid():
            Own.process, Own.place, Own.inside = os.getpid(), "", frozenset()
        if not Own.place:
            parent = short()
            sweep(parent)
            Own.place = tempfile.mkdtemp(prefix=PREFIX, dir=parent)
            new = Path(Own.place, f"{LOCK}.new")
            Own.lock = os.open(new, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            fcntl.flock(Own.lock, fcntl.LOCK_EX)
            new.rename(Path(Own.place, LOCK))  # only now does sweep() see it
        made = tempfile.mkdtemp(prefix=prefix, dir=Own.place)
        Own.inside |= {made}
    return made


def remove(folder: str) -> None:
    """Remove a folder that make() has made, whatever is in it, and that of the process with its last one."""
    shutil.rmtree(folder, ignore_errors=True)
    with Own.guard:
        if Own.process != os.getpid() or folder not in Own.inside:
            return
        Own.inside -= {folder}
        if not Own.inside:
            shutil.rmtree(Own.place, ignore_errors=True)
            os.close(Own.lock)
            Own.place = ""


@contextmanager
def folder(prefix: str) -> Iterator[str]:
    """Give a new folder, removed in the end."""
    made = make(prefix)
    try:
        yield made
    finally:
        remove(made)


def sweep(parent: str | Path) -> None:
    """Remove the folders of graders that were killed before they could."""
    for each in Path(parent).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # in use, or gone meanwhile
            about = each.lstat()
            if about.st_uid != os.geteuid():
                continue
            try:
                lock = os.open(each / LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
            except FileNotFoundError:  # of one that was killed while it made its folder, or took it away
                if time.time() - about.st_mtime > SECONDS_UNLOCKED:
                    shutil.rmtree(each, ignore_errors=True)
                continue
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(each, ignore_errors=True)
            finally:
                os.close(lock)
