"""Takes away from the process that it runs in what a student's code must not have.

A process that warm_process.py has forked steps with enter() into walls that walls.py or bubblewrap.py has built, and
drops the rest with give_up(); a kernel that starts cold is started inside as `python -c SOURCE PLAN COMMAND ...`, where
SOURCE is this file's. Nothing of it can be undone from within. A Plan is sent as JSON.
"""

import contextlib
import ctypes
import errno
import json
import os
import platform
import resource
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from py_landlock import Landlock

# From linux/sched.h, linux/prctl.h, linux/seccomp.h, linux/capability.h and linux/keyctl.h.
NAMESPACES = {
    "mnt": 0x00020000,
    "uts": 0x04000000,
    "ipc": 0x08000000,
    "user": 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
}
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 24, 36, 38
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
CAPABILITY_VERSION_3 = 0x20080522
KEYCTL_JOIN_SESSION_KEYRING = 1
# keyctl's number, by machine.
KEYCTL = {"x86_64": 250, "aarch64": 219, "riscv64": 219, "loongarch64": 219, "ppc64le": 271, "s390x": 280}

# Memory that is asked for but not used costs nothing, and right answers do so (an empty table, to tell its size). What
# is used is limited by the control group, or by the grader's own look; this stops what grows too fast for that.
ROOM = 4


@dataclass(frozen=True)
class Plan:
    """What a process is to give up.

    limits: {name of a resource limit, without RLIMIT_: the most of it}; memory: bytes; user: the id of the one that it
    becomes, 0 to stay what it is; cgroups: files to write 0 to, and namespaces: those to step into, for enter() alone;
    read, write, meet: the paths that Landlock leaves it, in meet to make sockets only, none to do without Landlock;
    nice: steps by which others come first; filter: of system calls, as syscalls.packed() has it, "" for none.
    """

    limits: Mapping[str, int]
    memory: int
    user: int = 0
    cgroups: Sequence[str] = ()
    namespaces: Sequence[str] = ()
    read: Sequence[str] = ()
    write: Sequence[str] = ()
    meet: Sequence[str] = ()
    nice: int = 0
    filter: str = ""


LIBC = ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: object) -> None:
    """Call a function of the C library; raises OSError when it fails."""
    if getattr(LIBC, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def enter(plan: Plan, pidfd: int | None, tell: int) -> None:
    """Step into a sandbox: return in a new process that is inside.

    pidfd: of a process of the sandbox, None where there are no namespaces to step into. The process that calls stays
    outside: it writes a line with the process id of the new one to the file descriptor tell, and ends as that one ends.
    """
    for path in plan.cgroups:
        Path(path).write_text("0", encoding="ascii")
    with contextlib.suppress(OSError):  # where memory runs out, a student's kernel goes first
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
    if pidfd is not None:
        call("setns", pidfd, sum(NAMESPACES[name] for name in plan.namespaces))
        os.close(pidfd)
    call("prctl", PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    inside = os.fork()
    if inside:
        os.write(tell, b"process %d\n" % inside)
        end_like(inside)
    os.close(tell)


def end_like(child: int) -> NoReturn:
    """Wait for a child, kill what it has left behind, and end as it has ended; on SIGTERM kill it, too."""
    os.closerange(0, os.sysconf("SC_OPEN_MAX"))
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    status: int | None = None
    while True:
        try:
            process_id, ended = os.wait()
        except ChildProcessError:  # none is left
            break
        status = ended if process_id == child else status
        if status is not None:
            kill_children()
    if status is None:  # somebody else has laid it to rest
        os._exit(1)
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def kill_children() -> None:
    """Kill the children of this process: orphans of the kernel's, which are handed to it."""
    with contextlib.suppress(OSError):  # inside of a sandbox with process ids of its own all are gone by then
        for number in Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split():
            os.kill(int(number), signal.SIGKILL)


def give_up(plan: Plan) -> None:
    """Give up, for good, what plan says: limits, keys, the user, capabilities, then files and system calls."""
    box = landlock(plan) if plan.read else None
    os.nice(plan.nice)
    leave_keys()
    limits = {**plan.limits, "DATA": ROOM * plan.memory + own_data()}
    for name, most in limits.items():
        number = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(number)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(number, (most, most))
    for number in range(64):
        try:
            call("prctl", PR_CAPBSET_DROP, number, 0, 0, 0)
        except OSError:
            break  # beyond the last one, or there is none to drop
    if plan.user:
        os.setgroups([])
        os.setresgid(plan.user, plan.user, plan.user)
        os.setresuid(plan.user, plan.user, plan.user)
    call("capset", (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)())
    call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Last of the process's own, for a change of user takes it back: this process does not outlive its parent.
    call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if box is not None:
        box.apply()
    if plan.filter:
        filter_calls(bytes.fromhex(plan.filter))


def own_data() -> int:
    """Return the bytes of private memory that this process has mapped: what the warm process came with."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * os.sysconf("SC_PAGESIZE")


def leave_keys() -> None:
    """Take a new session keyring, empty: fork keeps that of the grader's login, whatever user this becomes."""
    number = KEYCTL.get(platform.machine()) if sys.platform == "linux" else None
    if number is not None and LIBC.syscall(number, KEYCTL_JOIN_SESSION_KEYRING, None) < 0:
        error = ctypes.get_errno()
        # There are no keys in this Linux kernel, or a filter from outside keeps us and our children from all of them.
        if error not in (errno.ENOSYS, errno.EPERM):
            raise OSError(error, f"keyctl: {os.strerror(error)}")


class Program(ctypes.Structure):
    """struct sock_fprog, of linux/filter.h: the number of instructions, and where they lie."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def filter_calls(instructions: bytes) -> None:
    """Let the Linux kernel put a filter before each system call of this process and of those that it starts."""
    program = Program(len(instructions) // 8, instructions)
    call("prctl", PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)


def landlock(plan: Plan) -> "Landlock":
    """Return Landlock's restrictions, not yet in force: files, signals and abstract sockets.

    Paths of the plan that do not exist are left out.
    """
    from py_landlock import AccessFs, Landlock

    everything = AccessFs(0)
    for each in AccessFs:
        everything |= each
    box = Landlock(strict=False).allow_all_network()
    known = [path for path in plan.read if Path(path).exists()]
    box.allow_read(*known).allow_execute(*known)
    for path in plan.write:
        if Path(path).is_dir():
            box.add_path_rule(path, access=everything)
    sockets = AccessFs.READ_FILE | AccessFs.READ_DIR | AccessFs.MAKE_SOCK | AccessFs.REMOVE_FILE
    for path in plan.meet:
        box.add_path_rule(path, access=sockets)
    return box


if __name__ == "__main__":
    os.setsid()  # what interrupts a kernel sends its signal to the group that it leads
    give_up(Plan(**json.loads(sys.argv[1])))
    os.execv(sys.argv[2], sys.argv[2:])
