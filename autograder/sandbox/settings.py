"""The sandbox that a student's kernel runs in: what of it is to be had on this machine, and one for each kernel.

Bubblewrap builds it: a file system that is read-only and holds Python, the system's libraries and the lesson's data, a
private /tmp of limited size, no network but a loopback of its own, process ids of its own. confine.py takes the rest
away. Where bubblewrap cannot work, Landlock alone is weaker, and has to be asked for.
"""

import contextlib
import json
import os
import random
import re
import select
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

import psutil
from traitlets import Dict, Enum, Float, Integer, List, Unicode
from traitlets.config import Configurable

from autograder.errors import SandboxError
from autograder.files import PACKAGE
from autograder.sandbox import confine, temporary
from autograder.sandbox.cgroups import Cgroup, remove_abandoned

MB = 10**6
SCRATCH = "/tmp/scratch"
HOME = "/tmp/home"
SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]
ETC = ["alternatives", "fonts", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "mime.types", "timezone"]
NAMESPACES = ["mnt", "uts", "ipc", "pid", "net"]
# Variables of the grader's environment that a kernel may see: what the machine needs, and nothing that changes what is
# right, as KERAS_BACKEND or PYTHONHASHSEED would. The settings can add to them (Sandbox.environment).
KEPT = re.compile(
    r"LANG|LC_\w+|TZ|LD_LIBRARY_PATH|OPENBLAS_CORETYPE|CUDA_VISIBLE_DEVICES|CUDA_DEVICE_ORDER|NVIDIA_\w+"
    r"|(OMP|MKL|OPENBLAS|BLIS|NUMEXPR)_NUM_THREADS|TF_NUM_(INTRAOP|INTEROP)_THREADS|TF_FORCE_GPU_ALLOW_GROWTH|NBGRADER_\w+"
)
# The users that kernels run as where root grades: of the range that systemd gives to services for their time.
USERS = range(61184, 65520)
# Of the files beside a notebook its kernel gets so many, and so many bytes.
MOST, LARGEST = 200, 50 * MB


def kept(env):
    """Return those variables of the grader's environment that a kernel may see."""
    return {name: value for name, value in env.items() if KEPT.fullmatch(name)}


PATH = os.pathsep.join([str(Path(sys.prefix, "bin")), "/usr/local/bin", "/usr/bin", "/bin"])


def environment(env, home=HOME, more=()):
    """Return the environment of a kernel, from that of the grader.

    home: the folder that is its home, as the kernel sees it; more: variables that the settings add.
    """
    own = {"PATH": PATH, "HOME": home, "TMPDIR": "/tmp" if home == HOME else home, "IPYTHONDIR": f"{home}/ipython"}
    own |= {"MPLCONFIGDIR": f"{home}/matplotlib", "PYTHONDONTWRITEBYTECODE": "1"}
    return kept(env) | own | {name: str(value) for name, value in dict(more).items()}


@dataclass(frozen=True)
class Found:
    """What this machine has: bubblewrap's version, "" without; Landlock's, 0 without; cgroup controllers.

    missing: why bubblewrap does not work here, in one line.
    """

    bubblewrap: str = ""
    landlock: int = 0
    cgroups: tuple = ()
    missing: str = ""


@lru_cache
def probe():
    """Try what there is on this machine, for real, and return what was Found."""
    if sys.platform != "linux":
        return Found(missing="sandboxes are Linux's; this system has none of them")
    remove_abandoned()
    group = Cgroup({"memory": 1000 * MB, "pids": 100, "cpu": 0})
    group.remove()
    found = {"landlock": landlock_version(), "cgroups": tuple(group.controllers)}
    program = shutil.which("bwrap")
    if program is None:
        return Found(missing="bubblewrap is not installed (Debian, Ubuntu: apt install bubblewrap)", **found)
    version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.split()[-1:]
    try:
        with contextlib.closing(Enclosure(Sandbox(), Found(bubblewrap="?"))) as enclosure:
            enclosure.hold()
    except (SandboxError, OSError) as error:
        hint = "are namespaces allowed here? In Docker: --privileged, or seccomp and AppArmor unconfined"
        return Found(missing=f"bubblewrap does not work, {error}; {hint}", **found)
    return Found(bubblewrap="".join(version), **found)


def landlock_version():
    """Return the version of Landlock's interface that the kernel has, 0 for none."""
    with contextlib.suppress(Exception):  # of several types, the library's own among them
        from py_landlock import get_abi_version

        return int(get_abi_version())
    return 0


class Sandbox(Configurable):
    """The settings of the sandbox, as c.Sandbox in nbgrader_config.py."""

    minimum = Enum(
        ["bubblewrap", "landlock", "none"],
        "bubblewrap",
        help="The least that grading goes on with; none grades without any sandbox, with the grader's own rights.",
    ).tag(config=True)
    memory = Integer(4000, help="Megabytes of memory for a kernel and what it starts.").tag(config=True)
    processes = Integer(512, help="Processes and threads of a kernel and what it starts.").tag(config=True)
    cpu_seconds = Integer(1200, help="Seconds of processor time for each process.").tag(config=True)
    file_size = Integer(200, help="Megabytes that a file may have.").tag(config=True)
    disk = Integer(500, help="Megabytes that all files together may have; they are kept in memory.").tag(config=True)
    open_files = Integer(1024, help="Files that a process may have open.").tag(config=True)
    folders = Dict(help="Folders to read that lie beside each notebook: {name: path}.").tag(config=True)
    readable = List(Unicode(), help="More paths that kernels may read, beside Python's and the system's.").tag(
        config=True
    )
    hidden = List(Unicode(), help="Folders to leave out, wherever they lie.").tag(config=True)
    environment = Dict(help="Variables that kernels see beside those that the machine needs: {name: value}.").tag(
        config=True
    )
    cores = Float(0.0, help="Processors' worth of time for a kernel, where control groups limit it; 0: no limit.").tag(
        config=True
    )

    def line(self):
        """Return one line that says what is in force; raises SandboxError when it is less than the minimum."""
        if self.minimum == "none":
            return "sandbox: none; submissions run with your rights, and can read and change what you can"
        found = probe()
        parts = [f"bubblewrap {found.bubblewrap}"] if found.bubblewrap else []
        parts += [f"landlock {found.landlock}"] if found.landlock else []
        parts += [f"cgroups ({', '.join(found.cgroups)})"] if found.cgroups else []
        if not found.bubblewrap and not (self.minimum == "landlock" and found.landlock):
            raise SandboxError(
                f"no sandbox of the kind asked for ({self.minimum}): {found.missing}; there is "
                f"{' + '.join(parts) or 'nothing'}. --sandbox=landlock takes less where the kernel has Landlock, "
                "--sandbox=none grades with your own rights"
            )
        network = "no network" if found.bubblewrap else f"network open, since {found.missing}"
        return f"sandbox: {' + '.join(parts)}; {network}; {self.memory / 1000:g} GB, {self.processes} processes"

    def open(self, folder):
        """Return an Enclosure for one kernel that starts in folder; None where the minimum is none.

        What folder holds, but for notebooks and links, is copied to the kernel's own; beside it lie self.folders.
        """
        if self.minimum == "none":
            return None
        self.line()
        return Enclosure(self, probe(), folder)


class Enclosure:
    """One sandbox, for one kernel.

    sockets: a folder at the same path inside and outside, where they talk; cwd: the kernel's folder, as it sees it;
    user: the id of the user that it runs as, 0 for the grader's own.
    """

    users: ClassVar = set()
    lock: ClassVar = threading.Lock()

    def __init__(self, settings, found, folder=None):
        """Prepare it; hold() or command() then builds it, and close() takes it away."""
        self.settings, self.found, self.folder = settings, found, folder
        self.holder = self.pidfd = self.inner = self.sockets = self.cgroup = None
        self.cwd, self.home, self.user = SCRATCH, HOME, 0
        try:
            # Only behind walls: by Landlock alone another user could not reach a Python in root's home.
            self.user = self.claim_user() if os.getuid() == 0 and found.bubblewrap else 0
            self.sockets = temporary.make("kernel-")
            # More than the grader allows when it looks, which it does often: so that it can say why the kernel ended.
            limits = {"memory": settings.memory * MB * 5 // 4, "pids": settings.processes, "cpu": settings.cores}
            self.cgroup = Cgroup(limits)
            if not found.bubblewrap:
                self.home = temporary.make("home-")
                self.cwd = str(Path(self.home, "scratch"))
                Path(self.cwd).mkdir()
                self.fill(Path(self.cwd))
        except BaseException:
            self.close()
            raise

    def claim_user(self):
        """Return the id of a user whom no other kernel runs as, so that limits for each user are for each kernel."""
        with self.lock:
            user = random.choice([each for each in USERS if each not in self.users])
            self.users.add(user)
        return user

    def fill(self, place):
        """Put the files into a folder of this file system, and links to the others."""
        for name, data in files(self.folder):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(data)
        for name, path in self.settings.folders.items():
            (place / name).symlink_to(path)

    def environment(self, env):
        """Return the environment of the kernel, from that of the grader."""
        return environment(env, self.home, self.settings.environment)

    @property
    def plan(self):
        """What confine.py is to do, as plain data."""
        settings = self.settings
        read, write = ["/"], ["/tmp", "/dev"]
        if not self.found.bubblewrap:
            read = [*SYSTEM, "/etc", "/proc", "/sys", "/dev", *visible(settings), *settings.folders.values()]
            write = [self.home, self.sockets, "/dev/shm"]
        limits = {"NPROC": settings.processes, "CPU": settings.cpu_seconds, "FSIZE": settings.file_size * MB}
        namespaces = NAMESPACES if self.user else [*NAMESPACES, "user"]
        return {
            "cgroups": self.cgroup.entrances,
            "namespaces": namespaces if self.found.bubblewrap else [],
            "limits": limits | {"NOFILE": settings.open_files, "CORE": 0},
            "memory": settings.memory * MB,
            "user": self.user,
            "landlock": {"read": read, "write": write} if self.found.landlock else {},
        }

    def hold(self):
        """Build it around a process that does nothing; return a file descriptor of it to enter by, None without one."""
        if not self.found.bubblewrap:
            return None
        command = ["/bin/sh", "-c", "echo ready; exec sleep infinity"]
        self.start(command, self.environment({}), subprocess.PIPE, subprocess.PIPE)
        if self.holder.stdout.readline() != b"ready\n":
            said = " ".join(self.holder.stderr.read().decode(errors="replace").split())
            raise SandboxError(said or "for no reason that it tells")
        self.pidfd = os.pidfd_open(self.inner)
        return self.pidfd

    def run(self, command, env, stdout=None, stderr=None):
        """Start a command inside by itself, for a kernel that cannot be forked; return its Popen."""
        plan = self.plan | {"namespaces": []}
        if not self.found.bubblewrap:
            raise SandboxError("kernels that start cold need bubblewrap; let them be forked (WarmProvisioner.enabled)")
        source = Path(confine.__file__).read_text(encoding="utf-8")
        confined = [sys.executable, "-c", source, json.dumps(plan), *command]
        self.start(confined, env, stdout, stderr, "--as-pid-1")
        if self.inner is not None:
            self.pidfd = os.pidfd_open(self.inner)
        return self.holder

    def start(self, command, env, stdout, stderr, *more):
        """Run a command inside; self.inner becomes the process id of process 1 there, None where there is none."""
        arguments, descriptors = self.arguments()
        info, told = os.pipe()
        listed = memory_file("\0".join([*arguments, "--info-fd", str(told), *more]).encode())
        program = [shutil.which("bwrap"), "--args", str(listed), "--", *command]
        descriptors += [listed, told]
        streams = {"stdin": subprocess.DEVNULL, "stdout": stdout, "stderr": stderr}
        try:
            self.holder = subprocess.Popen(program, env=env, pass_fds=descriptors, **streams)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        with os.fdopen(info, encoding="utf-8") as file, contextlib.suppress(ValueError):
            self.inner = json.load(file)["child-pid"]

    def arguments(self):
        """Return bubblewrap's arguments, and the file descriptors that they name."""
        made = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--hostname", "grader"]
        made += ["--die-with-parent", "--new-session"]
        if not self.user:
            made += ["--unshare-user", "--disable-userns"]
        for path in map(Path, SYSTEM):
            if path.is_symlink():
                made += ["--symlink", str(path.readlink()), str(path)]
            elif path.is_dir():
                made += ["--ro-bind", str(path), str(path)]
        made += parents("/etc/passwd")
        for name in ETC:
            made += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
        size = ["--perms", "1777", "--size", str(self.settings.disk * MB)]
        made += ["--proc", "/proc", "--dev", "/dev", *size, "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
        made += [*size, "--tmpfs", "/tmp", "--perms", "0777", "--dir", HOME, "--perms", "0777", "--dir", SCRATCH]
        seen = visible(self.settings)  # after /tmp, which may hold some of it
        for path in seen:
            made += [*parents(path), "--ro-bind", path, path]
        for path in masked(self.settings, seen):
            made += ["--tmpfs", path]
            for inner in seen:
                if Path(inner).is_relative_to(path):
                    made += [*parents(inner), "--ro-bind", inner, inner]
        user = self.user or os.getuid()
        etc = {
            "passwd": f"student:x:{user}:{user}::{HOME}:/bin/sh\n",
            "group": f"student:x:{user}:\n",
            "hosts": "127.0.0.1 localhost grader\n::1 localhost\n",
            "nsswitch.conf": "hosts: files\n",
        }
        written = [(f"/etc/{name}", text.encode()) for name, text in etc.items()]
        descriptors, folders = [], set()
        for name, data in files(self.folder):
            for parent in reversed(Path(name).parents[:-1]):
                if parent not in folders:
                    folders.add(parent)
                    made += ["--perms", "0777", "--dir", f"{SCRATCH}/{parent}"]
            written.append((f"{SCRATCH}/{name}", data))
        for path, data in written:
            descriptors.append(memory_file(data))
            made += ["--perms", "0644", "--file", str(descriptors[-1]), path]
        for name, path in self.settings.folders.items():
            # And where ../../name leads, as it does from a lesson's folder in the course.
            made += ["--ro-bind", str(path), f"{SCRATCH}/{name}", "--ro-bind", str(path), f"/{name}"]
        made += [*parents(self.sockets), "--bind", self.sockets, self.sockets, "--remount-ro", "/", "--chdir", SCRATCH]
        return made, descriptors

    def give(self, connection_file):
        """Let the user that the kernel runs as have its connection file, and the folder of sockets."""
        if self.user:
            for path in (self.sockets, connection_file):
                os.chown(path, self.user, self.user)

    def processes(self, kernel):
        """Return the processes inside, as psutil has them; kernel: the process id of the kernel."""
        found = {}
        for top in (kernel, self.inner):
            with contextlib.suppress(psutil.Error):
                if top is not None:
                    process = psutil.Process(top)
                    found |= {each.pid: each for each in [process, *process.children(recursive=True)]}
        return list(found.values())

    def close(self):
        """End every process inside, and take it all away."""
        if self.pidfd is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
            ended = select.poll()  # no select, which takes no descriptor above 1023
            ended.register(self.pidfd, select.POLLIN)
            ended.poll(10_000)  # until it has ended, and with it all that is inside
            os.close(self.pidfd)
            self.pidfd = None
        if self.holder is not None:
            # It ends by itself once process 1 inside has ended, and lays that one to rest; nobody else may.
            try:
                self.holder.communicate(timeout=5 if self.inner else 0)
            except subprocess.TimeoutExpired:
                self.holder.kill()
                self.holder.communicate()
            self.holder = None
        if self.cgroup is not None:
            self.cgroup.remove()
        for folder in {self.sockets, self.home} - {None, HOME}:
            temporary.remove(folder)
        self.users.discard(self.user)


def parents(path):
    """Return bubblewrap's arguments for the folders above a path, which it would make for its own user alone."""
    above = [str(parent) for parent in reversed(Path(path).parents) if str(parent) not in ("/", "/tmp")]
    return [argument for each in above for argument in ("--perms", "0755", "--dir", each)]


def memory_file(data):
    """Return a file descriptor to read data from."""
    descriptor = os.memfd_create("file")
    with open(descriptor, "wb", closefd=False) as file:
        file.write(data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def files(folder):
    """Yield (path, bytes) of the files in a folder that a kernel gets: no link, no notebook, and only so many.

    A folder that a student has filled is no reason to fail, so the rest is left out.
    """
    if folder is None:
        return
    folder, count, total = Path(folder), 0, 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        linked = any((folder / each).is_symlink() for each in [name, *name.parents[:-1]])
        if linked or not path.is_file() or path.suffix == ".ipynb":
            continue
        count, total = count + 1, total + path.stat().st_size
        if count > MOST or total > LARGEST:
            return
        yield str(name), path.read_bytes()


def visible(settings):
    """Return the paths beside the system's that Python needs, outer ones first."""
    paths = {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix, *settings.readable}
    paths |= {path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")}
    paths = sorted({Path(path).absolute() for path in paths} | {Path("/usr")})
    outer = [path for path in paths if path.is_dir() and not any(each in paths for each in path.parents)]
    return [str(path) for path in outer if path != Path("/usr")]


def masked(settings, seen):
    """Return the folders to leave out that lie inside one that is seen: the course, this package, the home."""
    hidden = sorted({*settings.hidden, str(PACKAGE), str(Path.home())} - set(seen))
    inside = [path for path in hidden if any(Path(path).is_relative_to(outer) for outer in [*seen, *SYSTEM])]
    return [path for path in inside if Path(path).is_dir()]
