"""The settings of the sandbox that students' kernels run in, and what of it is to be had on this machine.

Where bubblewrap cannot work, Landlock alone is weaker, and has to be asked for.
"""

import contextlib
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from traitlets import Dict, Enum, Float, Integer, List, Unicode
from traitlets.config import Configurable

from autograder.errors import SandboxError
from autograder.sandbox import syscalls
from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.sandbox.cgroups import Cgroup, remove_abandoned
from autograder.sandbox.rules import MB, Rules
from autograder.sandbox.walls import LandlockOnly, NoWalls, Walls


@dataclass(frozen=True)
class Found:
    """What this machine has: bubblewrap's version, "" without; Landlock's, 0 without; cgroup controllers.

    missing: why bubblewrap does not work here, in one line; seccomp: whether system calls can be filtered.
    """

    bubblewrap: str = ""
    landlock: int = 0
    cgroups: tuple[str, ...] = ()
    missing: str = ""
    seccomp: bool = False

    @property
    def parts(self) -> list[str]:
        """What there is, in words."""
        parts = [f"bubblewrap {self.bubblewrap}"] if self.bubblewrap else []
        parts += [f"landlock {self.landlock}"] if self.landlock else []
        parts += ["seccomp"] if self.seccomp else []
        return parts + ([f"cgroups ({', '.join(self.cgroups)})"] if self.cgroups else [])


@lru_cache
def probe() -> Found:
    """Try what there is on this machine, for real."""
    if sys.platform != "linux":
        return Found(missing="sandboxes are Linux's; this system has none of them")
    remove_abandoned()
    group = Cgroup(memory=1000 * MB, processes=100)
    group.remove()
    found = Found("", landlock_version(), tuple(group.controllers), seccomp=not syscalls.missing())
    program = shutil.which("bwrap")
    if program is None:
        return replace(found, missing="bubblewrap is not installed (Debian, Ubuntu: apt install bubblewrap)")
    version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.split()[-1:]
    try:
        with contextlib.closing(Bubblewrap(Sandbox().rules())) as walls:
            walls.hold()
    except (SandboxError, OSError) as error:
        hint = "are namespaces allowed here? In Docker: --privileged, or seccomp and AppArmor unconfined"
        return replace(found, missing=f"bubblewrap does not work, {error}; {hint}")
    return replace(found, bubblewrap="".join(version))


def landlock_version() -> int:
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
    readable = List(
        Unicode(), help="More paths that kernels may read, beside Python's, the system's and their own program's."
    ).tag(config=True)
    hidden = List(Unicode(), help="Folders to leave out, wherever they lie.").tag(config=True)
    environment = Dict(help="Variables that kernels see beside those that the machine needs: {name: value}.").tag(
        config=True
    )
    cores = Float(0.0, help="Processors' worth of time for a kernel, where control groups limit it; 0: no limit.").tag(
        config=True
    )

    def require(self) -> None:
        """Raise SandboxError where this machine has less than the minimum."""
        if self.minimum == "none":
            return
        found = probe()
        if not found.bubblewrap and not (self.minimum == "landlock" and found.landlock):
            raise SandboxError(
                f"no sandbox of the kind asked for ({self.minimum}): {found.missing}; there is "
                f"{' + '.join(found.parts) or 'nothing'}. --sandbox=landlock takes less where the kernel has Landlock, "
                "--sandbox=none grades with your own rights"
            )

    def line(self) -> str:
        """Return one line that says what is in force, where that is enough, see require()."""
        if self.minimum == "none":
            return "sandbox: none; submissions run with your rights, and can read and change what you can"
        found = probe()
        network = "no network" if found.bubblewrap else f"network open, since {found.missing}"
        limits = f"{self.memory / 1000:g} GB, {self.processes} processes"
        less = "" if found.seccomp else f"; system calls are not filtered: {syscalls.missing()}"
        less += "" if "cpu" in found.cgroups else "; no control group shares processors out: busy kernels slow others"
        return f"sandbox: {' + '.join(found.parts)}; {network}; {limits}{less}"

    def rules(self) -> Rules:
        """Return what these settings say of one kernel."""
        return Rules(
            memory=self.memory * MB,
            processes=self.processes,
            cpu_seconds=self.cpu_seconds,
            file_size=self.file_size * MB,
            disk=self.disk * MB,
            open_files=self.open_files,
            cores=self.cores,
            folders={str(name): str(path) for name, path in self.folders.items()},
            readable=tuple(self.readable),
            hidden=tuple(self.hidden),
            environment={str(name): str(value) for name, value in self.environment.items()},
        )

    def open(self, folder: str | Path) -> Walls:
        """Return the walls for one kernel that starts in folder; raises SandboxError where they are not to be had.

        Within walls, what folder holds, but for notebooks and links, is copied to the kernel's own; beside it lie
        self.folders.
        """
        self.require()
        rules = self.rules()
        if self.minimum == "none":
            return NoWalls(folder, rules.environment)
        found = probe()
        if found.bubblewrap:
            return Bubblewrap(rules, folder, landlock=bool(found.landlock))
        return LandlockOnly(rules, folder)
