"""The walls around one kernel: what its provisioner and the grader ask of them, and two kinds that are soon told.

NoWalls are none, LandlockOnly is what the Linux kernel alone can do; bubblewrap.py builds the third.
"""

import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import IO, Any, Protocol, TypeAlias

import psutil
from jupyter_client.launcher import launch_kernel
from jupyter_client.manager import KernelManager

from autograder.errors import SandboxError
from autograder.sandbox import syscalls, temporary, visible
from autograder.sandbox.cgroups import Cgroup
from autograder.sandbox.confine import Plan
from autograder.sandbox.programs import Program
from autograder.sandbox.rules import Rules

# What Popen takes as a stream; standard output and standard error.
Stream: TypeAlias = IO[bytes] | int | None
Streams: TypeAlias = tuple[Stream, Stream]
# Steps by which a kernel stands back where no control group shares the processors out.
NICE = 10


@dataclass(frozen=True)
class Entrance:
    """How a forked process steps inside: by a plan for confine.py, and a descriptor of a process in there.

    Without a plan it steps nowhere.
    """

    plan: Plan | None = None
    descriptors: tuple[int, ...] = ()


NOWHERE = Entrance()


class Walls(Protocol):
    """What stands around one kernel, from when its manager is about to start it until it is gone."""

    cwd: str
    """The kernel's folder, as it sees it."""
    sockets: str
    """A folder that kernel and grader both see, at the same path; "" where there is none yet."""

    def connect(self, manager: KernelManager) -> None:
        """Let a manager and its kernel meet where both can be."""

    def environment(self, env: Mapping[str, str]) -> dict[str, str]:
        """Return the kernel's environment, from that of the grader."""

    def enter(self) -> Entrance:
        """Build them; return how a process that is forked for the kernel steps inside."""

    def run(
        self, program: Program, arguments: Sequence[str], env: Mapping[str, str], streams: Streams
    ) -> tuple[Popen[bytes], int]:
        """Start a program inside by itself, a kernel that cannot be forked; return it, and its process id."""

    def memory(self) -> int | None:
        """Return the bytes of memory in use inside; None where nobody counts."""

    def ran_out(self) -> bool:
        """Tell whether a process inside was killed since memory ran out."""

    def processes(self, kernel: int) -> list[psutil.Process]:
        """Return the processes inside, as far as they are known; kernel: the process id of the kernel."""

    def close(self) -> None:
        """End what is inside, and take everything away."""


class NoWalls:
    """No walls: the kernel runs in the grader's folder, with the grader's rights, and a home of its own."""

    def __init__(self, folder: str | Path = "", more: Mapping[str, str] | None = None):
        """Note the kernel's folder, and variables that the settings add to its environment."""
        self.cwd, self.more, self.home, self.sockets = str(folder), dict(more or {}), "", ""

    def connect(self, manager: KernelManager) -> None:
        """Let them meet where Jupyter has it."""

    def environment(self, env: Mapping[str, str]) -> dict[str, str]:
        """Return the kernel's environment; its home is made here."""
        self.home = self.sockets = self.home or temporary.make("home-")
        return visible.environment(env, self.home, self.more) | {"JPY_PARENT_PID": str(os.getpid())}

    def enter(self) -> Entrance:
        """There is nowhere to step into."""
        return NOWHERE

    def run(
        self, program: Program, arguments: Sequence[str], env: Mapping[str, str], streams: Streams
    ) -> tuple[Popen[bytes], int]:
        """Start it as Jupyter does."""
        command, (stdout, stderr) = [program.path, *arguments], streams
        # Any stream that Popen takes will do, whatever the annotation says.
        process = launch_kernel(command, stdout=stdout, stderr=stderr, env=dict(env), cwd=self.cwd)  # type: ignore[arg-type]
        return process, process.pid

    def memory(self) -> int | None:
        """Nobody counts."""
        return None

    def ran_out(self) -> bool:
        """Nobody tells."""
        return False

    def processes(self, kernel: int) -> list[psutil.Process]:
        """Return none: what the kernel starts may be anywhere."""
        return []

    def close(self) -> None:
        """Take the home away."""
        if self.home:
            temporary.remove(self.home)
        self.home = self.sockets = ""


class Enclosure:
    """What walls of either kind have: limits, and folders where kernel and grader meet.

    home: as the kernel sees it; sockets: a folder of the grader's, with the connection file, and meeting: the one in
    which the kernel makes its sockets; both have the same path inside and outside.
    """

    cwd = home = ""

    def __init__(self, rules: Rules):
        """Prepare it; close() takes it away."""
        self.rules = rules
        self.sockets = self.meeting = temporary.make("kernel-")
        try:
            # More than the grader allows when it looks, which it does often: so that it can say why the kernel ended.
            self.cgroup = Cgroup(memory=rules.memory * 5 // 4, processes=rules.processes, cores=rules.cores)
        except BaseException:
            temporary.remove(self.sockets)
            raise

    def connect(self, manager: KernelManager) -> None:
        """Let them meet through sockets that nobody else can reach."""
        manager.transport = "ipc"
        # With keys in it, ipykernel would write the connection file anew, for which there is no leave.
        manager.transport_encryption = "disabled"
        manager.connection_file = str(Path(self.sockets, "kernel.json"))
        manager.ip = str(Path(self.meeting, "kernel"))

    def environment(self, env: Mapping[str, str]) -> dict[str, str]:
        """Return the kernel's environment, from that of the grader."""
        return visible.environment(env, self.home, self.rules.environment)

    def plan(self, **more: Any) -> Plan:
        """Return what confine.py is to do; more: fields of Plan that differ between kinds of walls."""
        rules = self.rules
        limits = {"NPROC": rules.processes, "CPU": rules.cpu_seconds, "FSIZE": rules.file_size}
        limits |= {"NOFILE": rules.open_files, "CORE": 0, "NICE": 0, "RTPRIO": 0}
        nice = 0 if "cpu" in self.cgroup.controllers else NICE
        entrances, calls = self.cgroup.entrances, syscalls.packed()
        return Plan(limits, rules.memory, cgroups=entrances, nice=nice, filter=calls, **more)

    def memory(self) -> int | None:
        """Return the bytes of memory in use inside; None where there are no control groups to count them."""
        return self.cgroup.memory()

    def ran_out(self) -> bool:
        """Tell whether a process inside was killed since memory ran out."""
        return self.cgroup.ran_out()

    def processes(self, kernel: int) -> list[psutil.Process]:
        """Return the kernel and what it has started."""
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(kernel)
            return [process, *process.children(recursive=True)]
        return []

    def close(self) -> None:
        """Take the limits and the folder away, once nothing is left inside."""
        self.cgroup.remove()
        temporary.remove(self.sockets)


class LandlockOnly(Enclosure):
    """Landlock alone: files are out of reach, but the network is open and other processes can be seen.

    The kernel runs as the grader's own user: another could not reach a Python in root's home.
    """

    def __init__(self, rules: Rules, folder: str | Path | None = None):
        """Prepare it: a home, with copies of what folder holds, and links to the folders of the rules."""
        super().__init__(rules)
        try:
            self.home = temporary.make("home-")
            scratch = Path(self.home, "scratch")
            scratch.mkdir()
            self.cwd = str(scratch)
            for name, data in visible.files(folder):
                (scratch / name).parent.mkdir(parents=True, exist_ok=True)
                (scratch / name).write_bytes(data)
            for name, path in rules.folders.items():
                (scratch / name).symlink_to(path)
        except BaseException:
            self.close()
            raise

    def enter(self) -> Entrance:
        """Return how a forked process gives up what Landlock can take."""
        seen = filter(os.path.isdir, visible.paths(self.rules))
        read = [*visible.SYSTEM, "/etc", "/proc", "/sys", "/dev", *seen, *self.rules.folders.values()]
        return Entrance(self.plan(read=read, write=[self.home, "/dev/shm"], meet=[self.meeting]))

    def run(
        self, program: Program, arguments: Sequence[str], env: Mapping[str, str], streams: Streams
    ) -> tuple[Popen[bytes], int]:
        """Refuse, with a SandboxError: a process that starts by itself needs more than Landlock."""
        raise SandboxError("kernels that start cold need bubblewrap; let them be forked (WarmProvisioner.enabled)")

    def close(self) -> None:
        """Take everything away."""
        super().close()
        if self.home:
            temporary.remove(self.home)
