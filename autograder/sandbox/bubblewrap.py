"""Walls that bubblewrap builds: a file system of its own, no network, no process but its own.

The file system is read-only and holds Python, the system's libraries and the lesson's data, and a private /tmp of
limited size. confine.py takes the rest away.
"""

import contextlib
import json
import os
import random
import select
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired
from typing import ClassVar

import psutil

from autograder.errors import SandboxError
from autograder.sandbox import confine, visible
from autograder.sandbox.programs import Program
from autograder.sandbox.rules import Rules
from autograder.sandbox.visible import HOME, SYSTEM, within
from autograder.sandbox.walls import Enclosure, Entrance, Streams

SCRATCH = "/tmp/scratch"
ETC = ["alternatives", "fonts", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "mime.types", "timezone"]
NAMESPACES = ["mnt", "uts", "ipc", "pid", "net"]
# The users that kernels run as where root grades: of the range that systemd gives to services for their time.
USERS = range(61184, 65520)
# Bytes in the folder where the kernel makes its sockets, which have none.
MEETING = 10**6
# Steps into control groups, whose entrances are the arguments before "--", and becomes the command after it.
STEP_IN = 'while [ "$1" != -- ]; do echo 0 > "$1" || exit 1; shift; done; shift; exec "$@"'


class Bubblewrap(Enclosure):
    """One sandbox, for one kernel.

    landlock: whether the Linux kernel has that, too; user: the id of the user that it runs as, 0 for the grader's own;
    inner: the process id of process 1 inside, as it is outside. Inside, the folder of sockets is to be read only, and
    that in which the kernel makes its own is in memory; outside that is a link to what process 1 has there.
    """

    users: ClassVar[set[int]] = set()
    lock: ClassVar = threading.Lock()
    cwd, home = SCRATCH, HOME

    def __init__(self, rules: Rules, folder: str | Path | None = None, landlock: bool = False):
        """Prepare it; enter() or run() then builds it, with copies of what folder holds, and close() takes it away."""
        super().__init__(rules)
        self.meeting = f"{self.sockets}.in"
        self.folder, self.landlock = folder, landlock
        self.holder: Popen[bytes] | None = None
        self.inner: int | None = None
        self.pidfd: int | None = None
        self.user = self.claim_user() if os.getuid() == 0 else 0

    def claim_user(self) -> int:
        """Return the id of a user whom no other kernel runs as, so that limits for each user are for each kernel."""
        with self.lock:
            user = random.choice([each for each in USERS if each not in self.users])
            self.users.add(user)
        return user

    def confinement(self, namespaces: Sequence[str] = ()) -> confine.Plan:
        """Return what confine.py is to do, once it is in the namespaces."""
        read, write = (["/"], ["/tmp", "/dev", self.meeting]) if self.landlock else ([], [])
        return self.plan(read=read, write=write, namespaces=namespaces, user=self.user)

    def enter(self) -> Entrance:
        """Build it around a process that does nothing; return how a forked process steps in beside that one."""
        self.give()
        return Entrance(self.confinement(NAMESPACES if self.user else [*NAMESPACES, "user"]), (self.hold(),))

    def hold(self) -> int:
        """Build it around a process that does nothing; return a descriptor of that one."""
        # It ends with the grader, whenever that is killed: bubblewrap asks for that a moment after it has started.
        command = ["/bin/sh", "-c", "echo ready; read -r nothing"]
        holder = self.start(command, self.environment({}), (PIPE, PIPE))
        ready = holder.stdout is not None and holder.stdout.readline() == b"ready\n"
        if not ready or self.pidfd is None:
            said = b"" if holder.stderr is None else holder.stderr.read()
            raise SandboxError(" ".join(said.decode(errors="replace").split()) or "for no reason that it tells")
        if not Path(self.meeting).is_dir():
            raise SandboxError(f"{Path(self.meeting).readlink()} cannot be reached from outside")
        return self.pidfd

    def run(
        self, program: Program, arguments: Sequence[str], env: Mapping[str, str], streams: Streams
    ) -> tuple[Popen[bytes], int]:
        """Start a program inside by itself, which sees what it needs to find itself; return it and its process id.

        Raises SandboxError where the program itself is not to be seen.
        """
        self.rules = replace(self.rules, readable=(*self.rules.readable, *program.seen(self.rules)))
        if not all(visible.sees(each, self.rules) for each in (program.path, Path(program.path).resolve())):
            told = f"the kernel's program {program.path} lies where kernels do not look"
            raise SandboxError(f"{told}; install it elsewhere, or set c.Sandbox.readable")
        self.give()
        source = Path(confine.__file__).read_text(encoding="utf-8")
        plan = json.dumps(asdict(self.confinement()))
        command = [sys.executable, "-c", source, plan, program.path, *arguments]
        process = self.start(command, env, streams, cold=True)
        kernel = self.first(process)
        if kernel is None:
            raise SandboxError("a kernel could not be started; is the machine out of memory or processes?")
        return process, kernel

    def start(
        self, command: Sequence[str], env: Mapping[str, str], streams: Streams, cold: bool = False
    ) -> Popen[bytes]:
        """Run a command inside; self.inner and self.pidfd become process 1 there, and None where there is none.

        cold: in the control groups, and with nothing to read. Process 1 is bubblewrap's own: where root grades it stays
        root's, so that it may be ended, and with it all that is inside, when the one who waits outside is killed.
        """
        arguments, descriptors = self.arguments()
        info, told = os.pipe()
        listed = memory_file("\0".join([*arguments, "--info-fd", str(told)]).encode())
        program = [shutil.which("bwrap") or "bwrap", "--args", str(listed), "--", *command]
        if cold:
            program = ["/bin/sh", "-c", STEP_IN, "sh", *self.cgroup.entrances, "--", *program]
        descriptors += [listed, told]
        stdout, stderr = streams
        try:
            stdin = DEVNULL if cold else PIPE
            self.holder = Popen(program, env=env, pass_fds=descriptors, stdin=stdin, stdout=stdout, stderr=stderr)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        with os.fdopen(info, encoding="utf-8") as file, contextlib.suppress(ValueError, ProcessLookupError):
            self.inner = int(json.load(file)["child-pid"])
            self.pidfd = os.pidfd_open(self.inner)
            Path(self.meeting).symlink_to(f"/proc/{self.inner}/root{self.meeting}")
        return self.holder

    def first(self, holder: Popen[bytes], seconds: float = 60) -> int | None:
        """Return the process id, outside, of what process 1 inside has started; None where there is none."""
        end = time.monotonic() + seconds
        while self.inner is not None and holder.poll() is None and time.monotonic() < end:
            with contextlib.suppress(psutil.Error):
                for child in psutil.Process(self.inner).children():
                    return child.pid
            time.sleep(0.002)
        return None

    def arguments(self) -> tuple[list[str], list[int]]:
        """Return bubblewrap's arguments, and the file descriptors that they name."""
        made = [*apart(self.user), *system(), *own(self.rules.disk), *sights(self.rules)]
        user = self.user or os.getuid()
        written = etc(user)
        for name, data in visible.files(self.folder):
            written[f"{SCRATCH}/{name}"] = data
        made += folders(path for path in written if within(path, [SCRATCH]))
        descriptors = []
        for path, data in written.items():
            descriptors.append(memory_file(data))
            made += ["--perms", "0644", "--file", str(descriptors[-1]), path]
        for name, place in self.rules.folders.items():
            # And where ../../name leads, as it does from a lesson's folder in the course.
            made += ["--ro-bind", place, f"{SCRATCH}/{name}", "--ro-bind", place, f"/{name}"]
        made += [*parents(self.sockets), "--ro-bind", self.sockets, self.sockets]
        made += ["--perms", "1777", "--size", str(MEETING), "--tmpfs", self.meeting]
        return [*made, "--remount-ro", "/", "--chdir", SCRATCH], descriptors

    def give(self) -> None:
        """Let the user that the kernel runs as read the folder of sockets, and what the manager has put there."""
        if self.user:
            for path in (Path(self.sockets), *Path(self.sockets).iterdir()):
                os.chown(path, self.user, self.user)

    def processes(self, kernel: int) -> list[psutil.Process]:
        """Return the processes inside, as psutil has them; kernel: the process id of the kernel."""
        found = super().processes(kernel) + ([] if self.inner is None else super().processes(self.inner))
        return list({each.pid: each for each in found}.values())

    def close(self) -> None:
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
            except TimeoutExpired:
                self.holder.kill()
                self.holder.communicate()
            self.holder = None
        Path(self.meeting).unlink(missing_ok=True)
        super().close()
        self.users.discard(self.user)


def apart(user: int) -> list[str]:
    """Return the arguments for namespaces; user: 0 where the kernel needs one of users, too."""
    made = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--hostname", "grader"]
    made += ["--die-with-parent", "--new-session"]
    return made if user else [*made, "--unshare-user", "--disable-userns"]


def system() -> list[str]:
    """Return the arguments for the system's programs and libraries, and what they need of /etc."""
    made = []
    for path in map(Path, SYSTEM):
        if path.is_symlink():
            made += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            made += ["--ro-bind", str(path), str(path)]
    made += parents("/etc/passwd")
    for name in ETC:
        made += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    return made


def own(disk: int) -> list[str]:
    """Return the arguments for what the kernel has to itself: /proc, /dev and a /tmp with its home and its folder.

    disk: bytes that all files in one of them may have.
    """
    size = ["--perms", "1777", "--size", str(disk)]
    made = ["--proc", "/proc", "--dev", "/dev", *size, "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
    return [*made, *size, "--tmpfs", "/tmp", "--perms", "0777", "--dir", HOME, "--perms", "0777", "--dir", SCRATCH]


def sights(rules: Rules) -> list[str]:
    """Return the arguments for what is seen beside the system's; they come after /tmp, which may hold some of it."""
    made, seen = [], visible.paths(rules)
    for path in seen:
        made += [*parents(path), "--ro-bind", path, path]
    for path in visible.masked(rules, seen):
        made += ["--tmpfs", path]
        for inner in seen:
            if within(inner, [path]):
                made += [*parents(inner), "--ro-bind", inner, inner]
    return made


def etc(user: int) -> dict[str, bytes]:
    """Return {path: content} of what the kernel reads of users and names; user: the id of its own."""
    texts = {
        "passwd": f"student:x:{user}:{user}::{HOME}:/bin/sh\n",
        "group": f"student:x:{user}:\n",
        "hosts": "127.0.0.1 localhost grader\n::1 localhost\n",
        "nsswitch.conf": "hosts: files\n",
    }
    return {f"/etc/{name}": text.encode() for name, text in texts.items()}


def folders(paths: Iterable[str]) -> list[str]:
    """Return the arguments for the folders between the kernel's own and files in it."""
    above = {parent for path in paths for parent in Path(path).relative_to(SCRATCH).parents}
    return [part for each in sorted(above - {Path()}) for part in ("--perms", "0777", "--dir", f"{SCRATCH}/{each}")]


def parents(path: str) -> list[str]:
    """Return the arguments for the folders above a path, which bubblewrap would make for its own user alone."""
    above = [str(parent) for parent in reversed(Path(path).parents) if str(parent) not in ("/", "/tmp")]
    return [argument for each in above for argument in ("--perms", "0755", "--dir", each)]


def memory_file(data: bytes) -> int:
    """Return a file descriptor to read data from."""
    descriptor = os.memfd_create("file")
    with open(descriptor, "wb", closefd=False) as file:
        file.write(data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
