"""The warm process, as the one who starts it sees it: it has imported TensorFlow once, and forks kernels.

warm_process.py is what runs in it.
"""

import atexit
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import warnings
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import ClassVar, TypeAlias

from autograder.errors import WarmError
from autograder.files import read_json
from autograder.sandbox import temporary, visible, warm_process
from autograder.sandbox.walls import NOWHERE, Entrance, Stream, Streams

# How the names of the threads begin that a run executes submissions in.
WORKER = "grading"
# Beside an import that takes long on a busy machine: a process that lives and has not answered until then hangs.
SECONDS_TO_IMPORT = 900
# What it imports, and the environment that it does so in.
Key: TypeAlias = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]


def for_imports(folder: Path) -> dict[str, str]:
    """Return the variables by which imports look for settings and caches, all of them leading into an empty folder.

    No keras.json or matplotlibrc of the user's is read there. The list of fonts, which takes long to make where there
    are many, is the user's.
    """
    plots = Path(folder, "matplotlib")
    plots.mkdir()
    cache = os.environ.get("MPLCONFIGDIR") or Path(os.environ.get("XDG_CACHE_HOME", "~/.cache"), "matplotlib")
    with contextlib.suppress(OSError, RuntimeError):
        for fonts in Path(cache).expanduser().glob("fontlist-*.json"):
            shutil.copy(fonts, plots)
    own = {name: str(folder) for name in ("HOME", "KERAS_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    return own | {"PATH": visible.PATH, "MPLCONFIGDIR": str(plots)}


class WarmProcess:
    """A warm process started by this one; it ends with it.

    stopped: the threads of runs that were ended, which start no new one.
    """

    started: ClassVar[dict[Key, "WarmProcess"]] = {}
    lock: ClassVar = threading.Lock()
    stopped: ClassVar[weakref.WeakSet[threading.Thread]] = weakref.WeakSet()

    def __init__(self, preload: Sequence[str], environment: Mapping[str, str]):
        """Start it; it accepts requests once its imports are done.

        Nothing of our environment is in the memory that its kernels inherit, but for what they may see.
        """
        self.folder = temporary.make("warm-")
        self.address, self.told = str(Path(self.folder, "socket")), False
        home = Path(self.folder, "home")
        home.mkdir()
        env = visible.kept(os.environ) | dict(environment)
        env["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # the debugger's warning at import; no kernel inherits this
        reads, writes = os.pipe()
        self.stdin = os.fdopen(writes, "wb")
        try:
            self.process = subprocess.Popen(
                [sys.executable, warm_process.__file__, self.address, *preload],
                stdin=reads,
                env=env,
                cwd=home,  # where a matplotlibrc would be read
                start_new_session=True,
            )
        finally:
            os.close(reads)
        with contextlib.suppress(BrokenPipeError):  # connect() tells why it has ended
            self.stdin.write(json.dumps(for_imports(home)).encode() + b"\n")
            self.stdin.flush()

    @classmethod
    def get(cls, preload: Sequence[str], environment: Mapping[str, str]) -> "WarmProcess":
        """Return the warm process for these imports, started if there is none yet."""
        key = (tuple(preload), tuple(sorted(environment.items())))
        with cls.lock:
            if threading.current_thread() in cls.stopped:
                raise WarmError("grading has been stopped; run it again")
            known = cls.started.get(key)
            if known is not None and known.process.poll() is not None:
                cls.started.pop(key).close()
                known = None
            if known is None:
                known = cls.started[key] = cls(preload, environment)
        return known

    @property
    def failed(self) -> dict[str, str]:
        """Return {module: why} of what it was to import and could not."""
        return read_json(Path(self.folder, warm_process.FAILED)) or {}

    def tell_failures(self) -> None:
        """Warn, once, of imports that failed though the module is there: kernels then start slower, or not right."""
        if not self.told:
            self.told = True
            for name, why in self.failed.items():
                if why != warm_process.absent(name):
                    warnings.warn(f"kernels start without {name}: its import fails with {why}", stacklevel=2)

    def connect(self, seconds: float = SECONDS_TO_IMPORT) -> socket.socket:
        """Return a connection to it; raises WarmError when it has ended, or does not answer in time.

        It answers once its imports are done, and they may take long on a busy machine.
        """
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                connection.connect(self.address)
            except (FileNotFoundError, ConnectionRefusedError):
                connection.close()
                time.sleep(0.02)
            else:
                self.tell_failures()
                return connection
        code = self.process.poll()
        why = f"does not answer in {seconds} s" if code is None else f"has ended with exit code {code}"
        raise WarmError(f"the process that kernels are forked from {why}; WarmProvisioner.enabled = False does without")

    def close(self) -> None:
        """End it, and the kernels it has forked."""
        with contextlib.suppress(BrokenPipeError):
            self.stdin.close()
        self.process.wait()
        temporary.remove(self.folder)


def descriptor(stream: Stream, default: int, nothing: int) -> int:
    """Return the file descriptor of what Popen takes as a stream; a pipe, which nobody here would read, is nothing."""
    if stream is None:
        return default
    number = stream if isinstance(stream, int) else stream.fileno()
    return number if number >= 0 else nothing


class ForkedProcess:
    """A kernel forked by the warm process, with the part of subprocess.Popen's face that provisioners use."""

    stdin = stdout = stderr = None

    def __init__(
        self,
        process: WarmProcess,
        argv: Sequence[str],
        env: Mapping[str, str],
        cwd: str | Path,
        streams: Streams = (None, None),
        entrance: Entrance = NOWHERE,
    ):
        """Ask a warm process for a kernel; streams: as Popen takes them, None for ours; entrance: to its walls."""
        self.args = argv
        self.returncode: int | None = None
        self.connection = process.connect()
        plan = asdict(entrance)["plan"]
        request = json.dumps({"argv": argv, "env": env, "cwd": str(cwd), "plan": plan}).encode() + b"\n"
        nothing = os.open(os.devnull, os.O_RDWR)
        try:
            stdout, stderr = streams
            given = [nothing, descriptor(stdout, 1, nothing), descriptor(stderr, 2, nothing), *entrance.descriptors]
            sent = socket.send_fds(self.connection, [request[:60000]], given)
            self.connection.sendall(request[sent:])
        finally:
            os.close(nothing)
        pid = self.read("process")
        if pid is None:
            self.connection.close()
            raise WarmError("a kernel could not be started; is the machine out of memory or processes?")
        self.pid = pid

    def read(self, what: str) -> int | None:
        """Return the number of the next line that the warm process tells; None when it is no line of that kind.

        A kernel that ends before it has started tells no process id, and its exit code must not be taken for one: 1, as
        the id of a group to kill, is every process there is.
        """
        line = b""
        while not line.endswith(b"\n"):
            byte = self.connection.recv(1)
            if not byte:
                return None
            line += byte
        told, number = line.split()
        return int(number) if told.decode() == what else None

    def poll(self) -> int | None:
        """Return the exit code, or None while the kernel runs."""
        if self.returncode is None:
            try:
                self.connection.setblocking(False)
                self.connection.recv(1, socket.MSG_PEEK)
            except BlockingIOError:
                return None
            except OSError:
                pass
            return self.wait()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code once the kernel has ended; without a word from the warm process it was killed."""
        if self.returncode is None:
            try:
                self.connection.settimeout(timeout)
                code = self.read("ended")
            except TimeoutError:
                raise subprocess.TimeoutExpired(self.args, timeout or 0) from None
            except OSError:
                code = None
            self.returncode = -9 if code is None else code
            self.connection.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Send SIGTERM."""
        self.send_signal(15)

    def kill(self) -> None:
        """Send SIGKILL."""
        self.send_signal(9)


def failures() -> dict[str, str]:
    """Return {module: why} of what the warm processes of this one were to import and could not."""
    with WarmProcess.lock:
        return {name: why for each in WarmProcess.started.values() for name, why in each.failed.items()}


def end() -> None:
    """End every warm process that this one has started, and the kernels forked from them.

    Workers of the run that ends, the threads called WORKER, start no new one; a new run does.
    """
    with WarmProcess.lock:
        WarmProcess.stopped.update(each for each in threading.enumerate() if each.name.startswith(WORKER))
        while WarmProcess.started:
            WarmProcess.started.popitem()[1].close()


atexit.register(end)
