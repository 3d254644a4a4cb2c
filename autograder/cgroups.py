"""Control groups, where this process may make some: a hard limit on the memory and the processes of a kernel.

Version 2 has one tree, and what it limits must be handed on from group to group; version 1 has a tree a controller.
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
}
# What of memory.stat is a kernel's own: the caches of files that it was the first to read are not.
OWN_MEMORY = {"total_rss", "total_shmem", "anon", "shmem"}


def places():
    """Return {controller: (version, folder of the group that this process is in)} for memory and pids."""
    mounts = [line.split() for line in MOUNTS.read_text(encoding="utf-8").splitlines()]
    own = [line.split(":", 2) for line in OWN.read_text(encoding="utf-8").splitlines()]
    found = {}
    for _, controllers, group in own:
        for _, place, kind, options, *_ in mounts:
            if kind == "cgroup2" and not controllers:
                folder = Path(place, group.lstrip("/"))
                with contextlib.suppress(OSError):
                    offered = (folder / "cgroup.controllers").read_text(encoding="ascii").split()
                    found |= {name: (2, folder) for name in offered if (name, 2) in FILES}
            for name in controllers.split(","):
                if kind == "cgroup" and name in options.split(",") and (name, 1) in FILES:
                    # In a container the group may be named as the host sees it; then the mount is the group.
                    folder = Path(place, group.lstrip("/"))
                    found[name] = (1, folder if folder.is_dir() else Path(place))
    return found


class Cgroup:
    """A group of its own, in each of the trees, for one kernel."""

    def __init__(self, limits):
        """Make it; limits: {"memory": bytes, "pids": number}. Controllers that are not to be had are left out."""
        self.folders = {}
        name = f"kernel-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        for controller, (version, folder) in places().items():
            try:
                mine = (hand_on(folder, controller) if version == 2 else folder) / name
                mine.mkdir(exist_ok=True)
                (mine / FILES[controller, version]).write_text(str(limits[controller]), encoding="ascii")
            except OSError:  # not ours to make, or not to be limited here
                continue
            self.folders[controller] = mine

    @property
    def controllers(self):
        """The controllers in force, in order."""
        return sorted(self.folders)

    @property
    def entrances(self):
        """The files that a process writes 0 to in order to be in the group."""
        return sorted({str(folder / "cgroup.procs") for folder in self.folders.values()})

    def memory(self):
        """Return the bytes of memory in use, those of files in a tmpfs among them; None where it is not known."""
        with contextlib.suppress(KeyError, OSError, ValueError):
            lines = (self.folders["memory"] / "memory.stat").read_text(encoding="ascii").splitlines()
            found = {name: int(value) for name, value in map(str.split, lines) if name in OWN_MEMORY}
            # Version 1 has shmem as well, without the groups inside.
            return found["total_rss"] + found["total_shmem"] if "total_rss" in found else sum(found.values())
        return None

    def ran_out(self):
        """Tell whether the kernel has killed a process for its memory."""
        for name in ("memory.events", "memory.oom_control"):
            with contextlib.suppress(KeyError, OSError):
                lines = (self.folders["memory"] / name).read_text(encoding="ascii").splitlines()
                if any(line.startswith("oom_kill ") and line.split()[1] != "0" for line in lines):
                    return True
        return False

    def remove(self, seconds=2):
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


def remove_abandoned():
    """Remove the groups of graders that were killed before they could."""
    for _, folder in places().values():
        for each in [*folder.glob("kernel-*-*"), *folder.parent.glob("kernel-*-*")]:
            if not Path("/proc", each.name.split("-")[1]).exists():
                with contextlib.suppress(OSError):
                    each.rmdir()


def hand_on(folder, controller):
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
