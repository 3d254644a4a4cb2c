"""The filter of system calls that kernels run under: seccomp's, as a program for the Linux kernel's packet filter.

Refused is what no notebook needs and what reaches deep into the Linux kernel, or past the other walls: keyrings,
namespaces, mounts, rings, tracing, handles, modules, clocks, what tells of other processes' files, sockets of any
family but four. All else is allowed: a list of what libraries need would be wrong with every new version of one. Calls
newer than this list do not exist (ENOSYS), which is what an older Linux kernel says, and what libraries know;
calls of another architecture, 32-bit ones among them, end the process.

It is made here and not by a library: pyseccomp, the one binding of libseccomp on PyPI that is used, has had no version
since 2021; it needs libseccomp on the machine, whose list of names is as old as the machine; and the packet filter's
language is a few lines below. The numbers are the Linux kernel's own, which never change, and a test compares them with
libseccomp's. confine.py, which has to work where this package is not seen, gets the finished program.
"""

import ctypes
import errno
import platform
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# One instruction: code, jumps where a comparison holds and where not, value; see linux/filter.h.
Instruction = tuple[int, int, int, int]
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# Offsets in struct seccomp_data: the call's number, the architecture, the lower half of an argument. Little-endian.
NUMBER, ARCHITECTURE, ARGUMENT = 0, 4, 16
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
SECCOMP_GET_ACTION_AVAIL = 2

# Of linux/audit.h, by the names that platform.machine() has.
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# Beyond the last number that this list knows of, mseal's; those of x32 have a bit above all of them.
NEW = 463

# {what is refused: {name: number on x86_64 and on aarch64, None where there is none}}
PRIVILEGED: dict[str, tuple[int | None, int | None]] = {
    # keyrings, which fork hands on and no change of user or namespace takes away
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    # namespaces, roots and mounts
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "statmount": (457, 457),
    "listmount": (458, 458),
    # other processes: their memory, descriptors, traces
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    # programs in the Linux kernel, faults handled outside of it
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "modify_ldt": (154, None),
    "iopl": (172, None),
    "ioperm": (173, None),
    # files by handles instead of paths
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    # the machine
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "acct": (163, 89),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "syslog": (103, 116),
    "vhangup": (153, 58),
    "lookup_dcookie": (212, 18),
}
# What libraries do without where it is not there.
ABSENT: dict[str, tuple[int | None, int | None]] = {
    "clone3": (435, 435),  # its flags lie in memory, where no filter sees them; the C library then takes clone
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "memfd_secret": (447, 447),
    # what others open of the files that all kernels see, and whether it is in the cache
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "inotify_add_watch": (254, 27),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "mincore": (27, 232),
    "cachestat": (451, 451),
}
# Advice that may be ignored: followed, it would throw shared files out of the cache, which others could tell.
IGNORED: dict[str, tuple[int | None, int | None]] = {"fadvise64": (221, 223)}

NAMESPACES = 0x7E020000  # CLONE_NEW*, but for that of time, which clone does not know
UNIX, INET, INET6, NETLINK = 1, 2, 10, 16
LINUX, ASKS = 0, 0xFFFFFFFF  # personality()'s
F_SETLEASE, F_NOTIFY = 1024, 1026
TIOCSTI, TIOCLINUX = 0x5412, 0x541C  # which type into a terminal
RWF_NOWAIT = 8


@dataclass(frozen=True)
class Condition:
    """A call that is refused for some of its arguments' values.

    numbers: as of PRIVILEGED; argument: its place, from 0; error: what the call then fails with. Refused are: every
    value that has one of bits, those of refused, and, where allowed is not empty, those not in it.
    """

    numbers: tuple[int, int]
    argument: int
    error: int
    bits: int = 0
    refused: Sequence[int] = ()
    allowed: Sequence[int] = ()


FAMILIES = (UNIX, INET, INET6, NETLINK)
CONDITIONS: dict[str, Condition] = {
    "clone": Condition((56, 220), 0, errno.EPERM, bits=NAMESPACES),
    "socket": Condition((41, 198), 0, errno.EAFNOSUPPORT, allowed=FAMILIES),
    "socketpair": Condition((53, 199), 0, errno.EAFNOSUPPORT, allowed=FAMILIES),
    "personality": Condition((135, 92), 0, errno.EPERM, allowed=(LINUX, ASKS)),
    "fcntl": Condition((72, 25), 1, errno.EINVAL, refused=(F_SETLEASE, F_NOTIFY)),
    "ioctl": Condition((16, 29), 1, errno.EPERM, refused=(TIOCSTI, TIOCLINUX)),
    "preadv2": Condition((327, 286), 5, errno.EOPNOTSUPP, bits=RWF_NOWAIT),
}


def program(machine: str) -> list[Instruction]:
    """Return the filter for a machine, as platform.machine() names it; empty where its numbers are not known here."""
    if machine not in MACHINES:
        return []
    place = list(MACHINES).index(machine)
    made: list[Instruction] = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, MACHINES[machine]), (RETURN, 0, 0, KILL)]
    made += [(LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, NEW), (RETURN, 0, 0, ERROR | errno.ENOSYS)]
    for calls, error in ((PRIVILEGED, errno.EPERM), (ABSENT, errno.ENOSYS), (IGNORED, 0)):
        for numbers in calls.values():
            number = numbers[place]
            if number is not None:
                made += when(number, [(RETURN, 0, 0, ERROR | error)])
    for condition in CONDITIONS.values():
        made += when(condition.numbers[place], judged(condition))
    return [*made, (RETURN, 0, 0, ALLOW)]


def when(number: int, body: Sequence[Instruction]) -> list[Instruction]:
    """Return instructions that are gone through for one call only; body: ends by returning."""
    return [(EQUAL, 0, len(body), number), *body]


def judged(condition: Condition) -> list[Instruction]:
    """Return the instructions that look at an argument."""
    refuse: Instruction = (RETURN, 0, 0, ERROR | condition.error)
    allow: Instruction = (RETURN, 0, 0, ALLOW)
    made: list[Instruction] = [(LOAD, 0, 0, ARGUMENT + 8 * condition.argument)]
    if condition.bits:
        made += [(ANY_BIT, 0, 1, condition.bits), refuse]
    for value in condition.refused:
        made += [(EQUAL, 0, 1, value), refuse]
    for value in condition.allowed:
        made += [(EQUAL, 0, 1, value), allow]
    return [*made, refuse if condition.allowed else allow]


@lru_cache
def missing() -> str:
    """Return why there can be no filter on this machine, in a few words; "" where there can be one."""
    machine = platform.machine()
    if sys.platform != "linux":
        return "seccomp is Linux's"
    if machine not in MACHINES or sys.maxsize < 2**32:
        return f"the numbers of {machine}'s are not known"
    libc = ctypes.CDLL(None, use_errno=True)
    action, number = ctypes.c_uint32(ERROR), {"x86_64": 317, "aarch64": 277}[machine]
    if libc.syscall(number, SECCOMP_GET_ACTION_AVAIL, 0, ctypes.byref(action)) != 0:
        return f"this Linux kernel has no seccomp ({errno.errorcode.get(ctypes.get_errno(), 'no reason told')})"
    return ""


@lru_cache
def packed() -> str:
    """Return the filter for this machine as confine.Plan has it, struct sock_filter in hexadecimal digits, or ""."""
    if missing():
        return ""
    return b"".join(struct.pack("=HBBI", *each) for each in program(platform.machine())).hex()
