"""Control groups, where this process may make some: a hard limit on the memory and the processes of a kernel.

Of processors' time each kernel has a fair share, however many processes it starts, since its group counts as one; and a
limit, where one is set. Version 2 has one tree, and what it limits must be handed on from group to group; version 1 has
a tree a controller.
"""

import contextlib
import os
import time
import uuid
from pathlib import Path

MOUNTS = Path("/proc/self/mounts")
OWN = Path("/proc/self/cgroup")
# A controller's file of limits, by version.
FILES = {
    ("memory", 1): "memory.limit_in_bytes",
    ("memory", 2): "memory.max",
    ("pids", 1): "pids.max",
    ("pids", 2): "pids.max",
    ("cpu", 1): "cpu.cfs_quota_us",
    ("cpu", 2): "cpu.max",
}
PERIOD = 100_000  # microseconds, in which a group may use so many times its number of processors
# A group of a grader in another container, whose processes are not seen from here, is left alone so long.
SECONDS_STRANGE = 3600
# What of memory.stat is a kernel's own: the caches of files that it was the first to read are not.
OWN_MEMORY = {"total_rss", "total_shmem", "anon", "shmem"}


def owner(process_id: int | str) -> str:
    """Return what tells a process from every other one: its id, when it started, and where ids are counted."""
    started = Path("/proc", str(process_id), "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    return f"{process_id}-{started}-{Path('/proc/self/ns/pid').stat().st_ino}"


def limit(controller: str, version: int, value: float) -> str | None:
    """Return the text of a controller's limit; None where there is none to set."""
    if controller != "cpu":
        return str(value)
    quota = int(value * PERIOD)
    return (f"{quota} {PERIOD}" if version == 2 else str(quota)) if quota else None


def places() -> dict[str, tuple[int, Path]]:
    """Return {controller: (version, folder of the group that this process is in)} for those that limit here."""
    mounts = [line.split() for line in MOUNTS.read_text(encoding="utf-8").splitlines()]
    own = [line.split(":", 2) for line in OWN.read_text(encoding="utf-8").splitlines()]
    found: dict[str, tuple[int, Path]] = {}
    for _, controllers, group in own:
        for _, place, kind, options, *_ in mounts:
            if kind == "cgroup2" and not controllers:
                folder = Path(place, group.lstrip("/"))
                with contextlib.suppress(OSError):
                    offered = (folder / "cgroup.controllers").read_text(encoding="ascii").split()
                    # The first mount of a controller: a later one may be of some other root's, and not to be made in.
                    found = {name: (2, folder) for name in offered if (name, 2) in FILES} | found
            for name in controllers.split(","):
                if kind == "cgroup" and name in options.split(",") and (name, 1) in FILES:
                    # In a container the group may be named as the host sees it; then the mount is the group.
                    folder = Path(place, group.lstrip("/"))
                    found.setdefault(name, (1, folder if folder.is_dir() else Path(place)))
    return found


class Cgroup:
    """A group of its own, in each of the trees, for one kernel."""

    def __init__(self, memory: int, processes: int, cores: float = 0):
        """Make it, without the controllers that are not to be had here.

        memory: bytes; processes: their number; cores: processors' worth of time, 0 for no limit.
        """
        self.folders: dict[str, Path] = {}
        limits = {"memory": memory, "pids": processes, "cpu": cores}
        name = f"kernel-{owner(os.getpid())}-{uuid.uuid4().hex[:8]}"
        for controller, (version, folder) in places().items():
            mine = None
            try:
                mine = (hand_on(folder, controller) if version == 2 else folder) / name
                mine.mkdir(exist_ok=True)
                text = limit(controller, version, limits[controller])
                if text is not None:
                    (mine / FILES[controller, version]).write_text(text, encoding="ascii")
            except OSError:  # not ours to make, or not to be limited here
                if mine is not None and mine not in self.folders.values():
                    with contextlib.suppress(OSError):
                        mine.rmdir()
                continue
            self.folders[controller] = mine

    @property
    def controllers(self) -> list[str]:
        """The controllers in force, in order."""
        return sorted(self.folders)

    @property
    def entrances(self) -> list[str]:
        """The files that a process writes 0 to in order to be in the group."""
        return sorted({str(folder / "cgroup.procs") for folder in self.folders.values()})

    def memory(self) -> int | None:
        """Return the bytes of memory in use, those of files in a tmpfs among them; None where it is not known."""
        with contextlib.suppress(KeyError, OSError, ValueError):
            lines = (self.folders["memory"] / "memory.stat").read_text(encoding="ascii").splitlines()
            found = {name: int(value) for name, value in map(str.split, lines) if name in OWN_MEMORY}
            # Version 1 has shmem as well, without the groups inside.
            return found["total_rss"] + found["total_shmem"] if "total_rss" in found else sum(found.values())
        return None

    def ran_out(self) -> bool:
        """Tell whether the kernel has killed a process for its memory."""
        for name in ("memory.events", "memory.oom_control"):
            with contextlib.suppress(KeyError, OSError):
                lines = (self.folders["memory"] / name).read_text(encoding="ascii").splitlines()
                if any(line.startswith("oom_kill ") and line.split()[1] != "0" for line in lines):
                    return True
        return False

    def remove(self, seconds: float = 2) -> None:
        """Remove it once its processes, which have been killed, are gone."""
        end = time.monotonic() + seconds
        left = set(self.folders.values())
        while left and time.monotonic() < end:
            for folder in list(left):
                try:
                    folder.rmdir()
                    left.discard(folder)
                except FileNotFoundError:
                    left.discard(folder)
                except OSError:
                    time.sleep(0.005)


def remove_abandoned() -> None:
    """Remove the groups of graders that were killed before they could."""
    for _, folder in places().values():
        for each in [*folder.glob("kernel-*-*"), *folder.parent.glob("kernel-*-*")]:
            with contextlib.suppress(OSError):  # in use, or gone meanwhile
                if abandoned(each):
                    each.rmdir()


def abandoned(group: Path) -> bool:
    """Tell whether the grader that has made a group is gone, as far as can be seen from here."""
    _, process_id, *rest = group.name.split("-")
    if len(rest) != 3:  # not as this version names them
        return not Path("/proc", process_id).exists()
    if rest[1] != str(Path("/proc/self/ns/pid").stat().st_ino):
        return time.time() - group.stat().st_mtime > SECONDS_STRANGE
    try:
        return not group.name.startswith(f"kernel-{owner(process_id)}-")
    except OSError:
        return True


def hand_on(folder: Path, controller: str) -> Path:
    """Let groups inside folder be limited by a controller of version 2; return the folder to make them in.

    A group that hands a controller on holds no processes of its own: where ours is in it, it moves to a group beside.
    """
    if os.access(folder / "cgroup.subtree_control", os.W_OK) and folder.name != "grader":
        if controller not in (folder / "cgroup.subtree_control").read_text(encoding="ascii").split():
            leaf = folder / "grader"
            leaf.mkdir(exist_ok=True)
            for number in (folder / "cgroup.procs").read_text(encoding="ascii").split():
                with contextlib.suppress(OSError):
                    (leaf / "cgroup.procs").write_text(number, encoding="ascii")
            (folder / "cgroup.subtree_control").write_text(f"+{controller}", encoding="ascii")
        return folder
    return folder.parent
