"""A kernel provisioner that starts kernels warm: forked from a process that has imported TensorFlow once.

Chosen by name, "autograder-warm": in a kernelspec's metadata, by JUPYTER_DEFAULT_PROVISIONER_NAME, or by the Execute
preprocessor of naming.py. Where forking is not to be had, or the kernel is not this Python's ipykernel, it starts cold.
"""

import asyncio
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
from importlib.metadata import entry_points
from pathlib import Path
from typing import ClassVar

from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME as NATIVE_KERNEL
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Bool, Dict, List, Unicode

from autograder.errors import GraderError, SandboxError, WarmError
from autograder.files import read_json
from autograder.sandbox import settings as sandbox
from autograder.sandbox import temporary, warm_process
from autograder.sandbox.settings import Sandbox
from autograder.sandbox.warm_process import LAUNCHER

NAME = "autograder-warm"
PRELOAD = ["numpy", "tensorflow", "keras", "matplotlib.pyplot"]
# As the lessons set it before they import TensorFlow: the import happens in the warm process.
ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "2", "TF_ENABLE_ONEDNN_OPTS": "0"}


# Beside an import that takes long on a busy machine: a process that lives and has not answered until then hangs.
SECONDS_TO_IMPORT = 900


def spec(name):
    """Return the kernelspec of that name; raises GraderError when there is none.

    The one of Python, by its usual name, is always this Python's own ipykernel: another of that name may lie in the
    user's folder or on JUPYTER_PATH, and be of a Python without what the course needs.
    """
    if name in (NATIVE_KERNEL, "python"):
        return KernelSpec(**get_kernel_dict())
    try:
        return KernelSpecManager().get_kernel_spec(name)
    except NoSuchKernel as error:
        raise GraderError(f"no kernel is called {name}; install it where grading runs") from error


def for_imports(folder):
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
    return own | {"PATH": sandbox.PATH, "MPLCONFIGDIR": str(plots)}


# How the names of the threads begin that a run executes submissions in.
WORKER = "grading"


class WarmProcess:
    """A warm process started by this one; it ends with it.

    stopped: the threads of runs that were ended, which start no new one.
    """

    started: ClassVar = {}
    lock: ClassVar = threading.Lock()
    stopped: ClassVar = weakref.WeakSet()

    def __init__(self, preload, environment):
        """Start it; it accepts requests once its imports are done.

        Nothing of our environment is in the memory that its kernels inherit, but for what they may see.
        """
        self.folder = temporary.make("warm-")
        self.address, self.told = str(Path(self.folder, "socket")), False
        home = Path(self.folder, "home")
        home.mkdir()
        env = sandbox.kept(os.environ) | environment
        env["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # the debugger's warning at import; no kernel inherits this
        self.process = subprocess.Popen(
            [sys.executable, warm_process.__file__, self.address, *preload],
            stdin=subprocess.PIPE,
            env=env,
            cwd=home,  # where a matplotlibrc would be read
            start_new_session=True,
        )
        with contextlib.suppress(BrokenPipeError):  # connect() tells why it has ended
            self.process.stdin.write(json.dumps(for_imports(home)).encode() + b"\n")
            self.process.stdin.flush()

    @classmethod
    def get(cls, preload, environment):
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
    def failed(self):
        """Return {module: why} of what it was to import and could not."""
        return read_json(Path(self.folder, warm_process.FAILED)) or {}

    def tell_failures(self):
        """Warn, once, of imports that failed though the module is there: kernels then start slower, or not right."""
        if not self.told:
            self.told = True
            for name, why in self.failed.items():
                if why != warm_process.absent(name):
                    warnings.warn(f"kernels start without {name}: its import fails with {why}", stacklevel=2)

    def connect(self, seconds=SECONDS_TO_IMPORT):
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

    def close(self):
        """End it, and the kernels it has forked."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()
        temporary.remove(self.folder)


def warmed(spec, config):
    """Return a kernelspec that starts warm, and in a sandbox.

    It is as it was where this package is not installed, and so not to be found; raises SandboxError unless kernels may
    then run without a sandbox.
    """
    if not entry_points(group="jupyter_client.kernel_provisioners", name=NAME):
        if Sandbox(config=config).minimum != "none":
            told = "no sandbox, since the package autograder is not installed here: make venv, or pip install -e ."
            raise SandboxError(f"{told}; --sandbox=none grades with your own rights")
        return spec
    chosen = {"kernel_provisioner": {"provisioner_name": NAME}}
    return KernelSpec(resource_dir=spec.resource_dir, **spec.to_dict() | {"metadata": spec.metadata | chosen})


def descriptor(stream, default, nothing):
    """Return the file descriptor of what Popen takes as a stream; a pipe, which nobody here would read, is nothing."""
    if stream is None:
        return default
    number = stream.fileno() if hasattr(stream, "fileno") else stream
    return number if number >= 0 else nothing


class ForkedProcess:
    """A kernel forked by the warm process, with the part of subprocess.Popen's face that provisioners use."""

    stdin = stdout = stderr = None

    def __init__(self, process, argv, env, cwd, stdout=None, stderr=None, plan=None, pidfd=None):
        """Ask a warm process for a kernel; stdout, stderr: as Popen takes them, None for ours.

        plan, pidfd: of the sandbox that it enters, see confine.enter().
        """
        self.args, self.returncode = argv, None
        self.connection = process.connect()
        request = json.dumps({"argv": argv, "env": env, "cwd": str(cwd), "plan": plan}).encode() + b"\n"
        nothing = os.open(os.devnull, os.O_RDWR)
        try:
            streams = [nothing, descriptor(stdout, 1, nothing), descriptor(stderr, 2, nothing)]
            streams += [] if pidfd is None else [pidfd]
            sent = socket.send_fds(self.connection, [request[:60000]], streams)
            self.connection.sendall(request[sent:])
        finally:
            os.close(nothing)
        self.pid = self.read("process")
        if self.pid is None:
            self.connection.close()
            raise WarmError("a kernel could not be started; is the machine out of memory or processes?")

    def read(self, what):
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

    def poll(self):
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

    def wait(self, timeout=None):
        """Return the exit code once the kernel has ended; without a word from the warm process it was killed."""
        if self.returncode is None:
            try:
                self.connection.settimeout(timeout)
                code = self.read("ended")
            except TimeoutError:
                raise subprocess.TimeoutExpired(self.args, timeout) from None
            except OSError:
                code = None
            self.returncode = -9 if code is None else code
            self.connection.close()
        return self.returncode

    def send_signal(self, number):
        """Send a signal to the kernel."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self):
        """Send SIGTERM."""
        self.send_signal(15)

    def kill(self):
        """Send SIGKILL."""
        self.send_signal(9)


def failures():
    """Return {module: why} of what the warm processes of this one were to import and could not."""
    with WarmProcess.lock:
        return {name: why for each in WarmProcess.started.values() for name, why in each.failed.items()}


def end():
    """End every warm process that this one has started, and the kernels forked from them.

    Workers of the run that ends, the threads called WORKER, start no new one; a new run does.
    """
    with WarmProcess.lock:
        WarmProcess.stopped.update(each for each in threading.enumerate() if each.name.startswith(WORKER))
        while WarmProcess.started:
            WarmProcess.started.popitem()[1].close()


atexit.register(end)


class WarmProvisioner(LocalProvisioner):
    """Starts kernels by forking the warm process."""

    enabled = Bool(hasattr(os, "fork") and sys.platform != "darwin", help="Fork; else every kernel starts cold.").tag(
        config=True
    )
    preload = List(Unicode(), PRELOAD, help="The modules that the warm process imports.").tag(config=True)
    environment = Dict(ENVIRONMENT, help="The environment that it imports them in, beside our own.").tag(config=True)

    told: ClassVar = set()
    enclosure = settings = home = None

    def cold_because(self, cmd):
        """Return why a kernel cannot be forked, "" when it can."""
        if not self.enabled:
            return "kernels start cold: this system does not fork processes safely (WarmProvisioner.enabled)"
        same = Path(cmd[0]).absolute() == Path(sys.executable).absolute() or cmd[0] in ("python", "python3")
        if not same or LAUNCHER not in cmd:
            return f"kernels of {cmd[0]} start cold: they are not this Python's ipykernel"
        return ""

    async def wait(self):
        """Wait for the kernel to end, looking more often than every tenth of a second: after a kill it is soon gone."""
        while self.process and self.process.poll() is None:
            await asyncio.sleep(0.005)
        return await super().wait()

    async def pre_launch(self, **kwargs):
        """Open a sandbox, where one is asked for, and let the kernel talk through sockets in a folder of its own."""
        folder = kwargs.get("cwd") or Path.cwd()
        self.close()
        try:
            self.settings = Sandbox(parent=self)
            self.enclosure = self.settings.open(folder)
            if self.enclosure is not None:
                manager = self.parent
                manager.transport = "ipc"
                manager.connection_file = str(Path(self.enclosure.sockets, "kernel.json"))
                manager.ip = str(Path(self.enclosure.sockets, "kernel"))
            return await super().pre_launch(**kwargs)
        except BaseException:
            self.close()
            raise

    async def launch_kernel(self, cmd, **kwargs):
        """Start the kernel, warm where it can be; return its connection information."""
        env, self.cwd = dict(kwargs.get("env") or os.environ), kwargs.get("cwd") or Path.cwd()
        try:
            cold, plan = self.cold_because(cmd), None
            if cold and cold not in self.told:
                self.told.add(cold)
                warnings.warn(cold, stacklevel=2)
            if self.enclosure is None:
                self.home = temporary.make("home-")
                env = sandbox.environment(env, self.home, self.settings.environment)
                env["JPY_PARENT_PID"] = str(os.getpid())
            else:
                env, self.cwd = self.enclosure.environment(env), self.enclosure.cwd
                self.enclosure.give(self.parent.connection_file)
                plan = self.enclosure.plan
            if cold and self.enclosure is None:
                return await super().launch_kernel(cmd, **kwargs | {"env": env})
            self.process = self.start(cmd, env, cold, plan, (kwargs.get("stdout"), kwargs.get("stderr")))
        except BaseException:
            await self.cleanup()
            raise
        self.pid = self.pgid = self.enclosure.inner if cold else self.process.pid
        return self.connection_info

    def start(self, cmd, env, cold, plan, streams):
        """Start the kernel's process, forked or in a sandbox or both, and return it."""
        if cold:
            return self.enclosure.run(cmd, env, *streams)
        process = WarmProcess.get(self.preload, self.environment)
        pidfd = self.enclosure.hold() if plan else None
        return ForkedProcess(process, cmd, env, self.cwd, *streams, plan, pidfd)

    def close(self):
        """Take the sandbox away, and with it whatever still runs in it."""
        if self.enclosure is not None:
            self.enclosure.close()
        if self.home is not None:
            temporary.remove(self.home)
        self.enclosure = self.home = None

    async def cleanup(self, restart=False):
        """Take the sandbox away once the kernel is gone."""
        await super().cleanup(restart)
        self.close()
