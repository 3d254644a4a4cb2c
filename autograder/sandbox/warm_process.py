"""The warm process: imports what kernels need, once, and forks a kernel whenever it is asked to.

Started by warm.py as `python warm_process.py SOCKET MODULE ...`, it reads from standard input a line of JSON, variables
of the environment for the imports alone, and listens on a Unix socket. A connection is a kernel: the request comes as a
line of JSON with the kernel's three standard streams and, where its plan for confine.py steps into one, a process of
the sandbox; the line `process ID` goes back, and `ended CODE` when the kernel has ended. When the connection closes
earlier the kernel is killed; when standard input closes (the process that started this one is gone) all of them are,
and this process ends.

It must never run a TensorFlow operation: the children of a process that has done so hang. Imports only.
"""

import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import random
import selectors
import signal
import socket
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

LAUNCHER = "ipykernel_launcher"
# What every kernel imports, and what it imports only when it runs its first cell.
KERNEL = ["ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger", "IPython.display"]
INLINE = "module://matplotlib_inline.backend_inline"
SECONDS_TO_ASK = 60  # which a request may take, once its connection is there
FAILED = "failed.json"  # beside the socket: what could not be imported, and why


def main(address: str, *modules: str) -> None:
    """Import the modules, then serve until standard input closes."""
    import confine  # beside this file, where a kernel does not look

    if sys.path[0] == str(Path(__file__).parent):
        del sys.path[0]
    confine.leave_keys()
    os.environ.update(json.loads(sys.stdin.readline()))
    before = set(os.environ)
    for name in KERNEL:
        importlib.import_module(name)
    imported = {key: value for key, value in os.environ.items() if key not in before}
    failed = {name: why for name in [*modules, "py_landlock"] if (why := failure(name))}
    Path(address).with_name(FAILED).write_text(json.dumps(failed), encoding="utf-8")
    gc.collect()
    gc.freeze()  # so that a child's collections do not touch, and so copy, what it shares with this process
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(address)
        listener.listen(64)
        Server(listener, imported, confine).run()


def failure(name: str) -> str:
    """Import a module; return why that fails, "" where it does not."""
    try:
        importlib.import_module(name)
    except Exception as error:  # of any type: a package that is broken; kernels that import it tell
        return " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return ""


def absent(name: str) -> str:
    """Return why a module could not be imported that is not installed at all."""
    return f"ModuleNotFoundError: No module named {name.partition('.')[0]!r}"


class Server:
    """Forks kernels and tells how they end."""

    def __init__(self, listener: socket.socket, imported: dict[str, str], confine: types.ModuleType):
        """Listen on a bound socket; imported: what a kernel's imports put into its environment; confine: the module."""
        self.imported, self.confine = imported, confine
        self.selector = selectors.DefaultSelector()
        self.listener = listener
        # {process id of the kernel, or of the one that waits for it outside its sandbox: connection}; the latter ones.
        self.kernels: dict[int, socket.socket] = {}
        self.outside: set[int] = set()
        self.wake, wake_end = socket.socketpair()
        wake_end.setblocking(False)
        signal.set_wakeup_fd(wake_end.fileno(), warn_on_full_buffer=False)
        self.wake_end = wake_end
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.selector.register(listener, selectors.EVENT_READ, self.accept)
        self.selector.register(self.wake, selectors.EVENT_READ, self.reap)
        self.selector.register(sys.stdin.fileno(), selectors.EVENT_READ, self.orphaned)

    def run(self) -> NoReturn:
        """Serve for ever; orphaned() ends the process."""
        while True:
            for key, _ in self.selector.select():
                if self.selector.get_map().get(key.fd) is key:  # not if what was done just before has closed it
                    key.data(key.fileobj)

    def accept(self, listener: socket.socket) -> None:
        """Take a request and fork."""
        try:
            connection, _ = listener.accept()
        except OSError:  # gone again, or no descriptor is left
            return
        streams: list[int] = []
        try:
            connection.settimeout(SECONDS_TO_ASK)
            request = receive(connection, streams)
            connection.settimeout(None)
            process_id = os.fork()
        except (OSError, ValueError, EOFError):  # no request, or no room for a process more
            for each in streams:
                os.close(each)
            connection.close()
            return
        if process_id == 0:
            self.become(request, streams, connection)
        for stream in streams:
            os.close(stream)
        self.kernels[process_id] = connection
        self.selector.register(connection, selectors.EVENT_READ, self.abandoned)
        if request.get("plan") is not None:
            self.outside.add(process_id)
        else:
            self.tell(connection, "process", process_id)

    def become(self, request: dict[str, Any], streams: list[int], connection: socket.socket) -> NoReturn:
        """In a child: turn into the kernel that a request describes, within its walls."""
        self.leave()
        request["env"] = self.imported | request["env"]
        give_up: Callable[[], object] = bool
        if request.get("plan") is not None:
            plan = self.confine.Plan(**request["plan"])
            os.setsid()
            self.confine.enter(plan, streams[3] if streams[3:] else None, connection.fileno())
            give_up = functools.partial(self.confine.give_up, plan)
        else:
            connection.close()
        become_kernel(request, streams[:3], give_up)

    def leave(self) -> None:
        """In a child: let go of everything that is the server's."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.selector.close()
        for each in (self.listener, self.wake, self.wake_end, *self.kernels.values()):
            each.close()

    def reap(self, wake: socket.socket) -> None:
        """Tell the exit codes of the kernels that have ended."""
        wake.recv(4096)
        while True:
            try:
                process_id, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if process_id == 0:
                return
            connection = self.kernels.pop(process_id, None)
            if connection is not None:
                self.kill(process_id)
                self.outside.discard(process_id)
                self.tell(connection, "ended", os.waitstatus_to_exitcode(status))
                self.forget(connection)
                connection.close()

    def tell(self, connection: socket.socket, what: str, number: int) -> None:
        """Send a line: of what it tells, and a number. A kernel may end before it has told its process id."""
        with contextlib.suppress(OSError):
            connection.sendall(f"{what} {number}\n".encode())

    def abandoned(self, connection: socket.socket) -> None:
        """Kill a kernel whose manager has closed its connection."""
        with contextlib.suppress(OSError):
            if connection.recv(1):
                return
        for process_id, each in self.kernels.items():
            if each is connection:
                self.kill(process_id)
        self.forget(connection)

    def forget(self, connection: socket.socket) -> None:
        """Listen no more to a connection, which may have been closed before or after its kernel has ended."""
        with contextlib.suppress(KeyError, ValueError):
            self.selector.unregister(connection)

    def orphaned(self, _: object) -> None:
        """Kill all kernels and end, for the process that started this one is gone."""
        if os.read(sys.stdin.fileno(), 4096):
            return
        for process_id in self.kernels:
            self.kill(process_id)
        os._exit(0)

    def kill(self, process_id: int) -> None:
        """Kill a kernel and what it started in its process group; who waits outside of a sandbox does so by itself."""
        with contextlib.suppress(OSError):
            if process_id in self.outside:
                os.kill(process_id, signal.SIGTERM)
            else:
                os.kill(process_id, signal.SIGKILL)  # it may not lead its group yet
                os.killpg(process_id, signal.SIGKILL)


def receive(connection: socket.socket, streams: list[int]) -> dict[str, Any]:
    """Return a request as sent on a new connection; streams becomes the three or four file descriptors with it."""
    data, streams[:], _, _ = socket.recv_fds(connection, 65536, 4)
    while not data.endswith(b"\n"):
        more = connection.recv(65536)
        if not more:
            raise EOFError("the request breaks off")
        data += more
    request: dict[str, Any] = json.loads(data)
    return request


def become_kernel(request: dict[str, Any], streams: list[int], give_up: Callable[[], object]) -> NoReturn:
    """Turn this forked process into the kernel that a request describes; give_up: what takes its rights away."""
    code = 1
    try:
        os.setsid()
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        os.chdir(request["cwd"])
        set_environment(request["env"])
        reseed()
        give_up()
        run(request["argv"])
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(BaseException):
            atexit._run_exitfuncs()
        for file in (sys.stdout, sys.stderr):
            with contextlib.suppress(BaseException):
                file.flush()
        os._exit(code)


def set_environment(env: dict[str, str]) -> None:
    """Take over a kernel's environment, and what of it would have been read at import."""
    os.environ.clear()
    os.environ.update(env)
    sys.path[:0] = [path for path in env.get("PYTHONPATH", "").split(os.pathsep) if path and path not in sys.path]
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rcParams["backend"] = env.get("MPLBACKEND") or INLINE
    if "tempfile" in sys.modules:
        vars(sys.modules["tempfile"])["tempdir"] = None  # to be looked up again: this kernel may not have it


def reseed() -> None:
    """Give random numbers a start of their own, as a new process has it."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


def run(argv: list[str]) -> None:
    """Do what a command line of Python does: one with a source to run, or that of a kernel."""
    if argv[1:2] == ["-c"]:
        sys.argv = ["-c", *argv[3:]]
        sys.modules["__main__"] = types.ModuleType("__main__")
        exec(compile(argv[2], "<command>", "exec", dont_inherit=True), vars(sys.modules["__main__"]))
    else:
        run_kernel(argv)


def run_kernel(argv: list[str]) -> None:
    """Do what `python -m ipykernel_launcher ...` does, with everything imported already."""
    from ipykernel import kernelapp

    at = argv.index(LAUNCHER)
    sys.argv = [str(Path(kernelapp.__file__).parent.parent / f"{LAUNCHER}.py"), *argv[at + 1 :]]
    sys.modules["__main__"] = types.ModuleType("__main__")
    # The environment variable that tells a kernel its parent was read at import, when there was none.
    kernelapp.launch_new_instance(argv=[*sys.argv[1:], f"--IPKernelApp.parent_handle={os.getppid()}"])


if __name__ == "__main__":
    main(*sys.argv[1:])
