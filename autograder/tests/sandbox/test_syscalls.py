"""The filter of system calls: its numbers, what it says of each call on each machine, and what kernels then reach."""

import ctypes
import errno
import platform
import struct

import nbformat
import pytest

from autograder.execute.job import Job
from autograder.execute.kernel import Kernel
from autograder.sandbox import settings, syscalls, warm
from autograder.sandbox.settings import Sandbox
from autograder.tests import BANK

NUMBERS = syscalls.PRIVILEGED | syscalls.ABSENT | syscalls.IGNORED
NUMBERS |= {name: condition.numbers for name, condition in syscalls.CONDITIONS.items()}
ALLOW, KILL = "allow", "kill"


def judge(machine, number, *arguments, architecture=None):
    """Run the filter as the Linux kernel does; return what becomes of a call: ALLOW, KILL or the number of an error."""
    arguments = [each & (2**64 - 1) for each in arguments] + [0] * (6 - len(arguments))
    data = struct.pack("<IIQ6Q", number, architecture or syscalls.MACHINES[machine], 0, *arguments)
    made, place, value = syscalls.program(machine), 0, 0
    tests = {
        syscalls.EQUAL: lambda value, known: value == known,
        syscalls.AT_LEAST: lambda value, known: value >= known,
        syscalls.ANY_BIT: lambda value, known: bool(value & known),
    }
    while True:
        code, yes, no, known = made[place]
        assert 0 <= yes < 256 and 0 <= no < 256
        place += 1
        if code == syscalls.LOAD:
            (value,) = struct.unpack_from("<I", data, known)
        elif code == syscalls.RETURN:
            return {syscalls.ALLOW: ALLOW, syscalls.KILL: KILL}.get(known, known & 0xFFFF)
        else:
            place += yes if tests[code](value, known) else no


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_each_call_has_its_own_number(machine):
    """As libseccomp has them, where it is; each number stands once."""
    place = list(syscalls.MACHINES).index(machine)
    numbers = {name: each[place] for name, each in NUMBERS.items() if each[place] is not None}
    assert len(set(numbers.values())) == len(numbers) == len(NUMBERS) - sum(e[place] is None for e in NUMBERS.values())
    try:
        library = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        pytest.skip("libseccomp, which knows the numbers, is not on this machine")
    named = {
        name: library.seccomp_syscall_resolve_name_arch(syscalls.MACHINES[machine], name.encode()) for name in NUMBERS
    }
    # A name that it does not know is newer than the library, one below zero is none of this machine's.
    assert {name: number for name, number in named.items() if number >= 0}.items() <= numbers.items()
    assert len([number for number in named.values() if number >= 0]) > 60


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_what_is_refused_and_what_is_not(machine):
    """By number and by argument; another architecture ends the process, and what is newer does not exist."""
    place = list(syscalls.MACHINES).index(machine)
    calls = {name: each[place] for name, each in NUMBERS.items()}
    for name in syscalls.PRIVILEGED:
        assert calls[name] is None or judge(machine, calls[name]) == errno.EPERM, name
    for name in syscalls.ABSENT:
        assert calls[name] is None or judge(machine, calls[name]) == errno.ENOSYS, name
    assert judge(machine, calls["fadvise64"]) == 0
    assert judge(machine, syscalls.NEW - 1) == ALLOW and judge(machine, syscalls.NEW) == errno.ENOSYS
    assert judge(machine, 0x40000000 + calls["keyctl"]) == errno.ENOSYS
    for other in (0x40000003, 0x40000028, *(set(syscalls.MACHINES.values()) - {syscalls.MACHINES[machine]})):
        assert judge(machine, calls["socket"], 1, architecture=other) == KILL

    def of(name, *arguments):
        return judge(machine, calls[name], *arguments)

    threads, spawned = 0x003D0F00, 0x01200011  # what the C library's pthread_create and fork ask for
    assert of("clone", threads) == of("clone", spawned) == of("clone", 0x4111) == ALLOW  # the last is vfork's
    for bit in (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000):
        assert of("clone", spawned | bit) == errno.EPERM
    assert [family for family in range(-1, 50) if of("socket", family, 1) == ALLOW] == [1, 2, 10, 16]
    assert of("socket", 40) == of("socketpair", 30) == of("socket", 1 << 32 | 40) == errno.EAFNOSUPPORT
    assert of("socketpair", 1) == of("socket", 1 << 32 | 1) == ALLOW  # the Linux kernel looks at the lower half, too
    assert of("personality", 0xFFFFFFFF) == of("personality", -1) == of("personality", 0) == ALLOW
    assert of("personality", 0x0040000) == of("personality", 8) == errno.EPERM
    assert of("fcntl", 3, 1026) == of("fcntl", 3, 1024) == errno.EINVAL and of("fcntl", 3, 6) == ALLOW
    assert of("ioctl", 0, 0x5412) == of("ioctl", 0, 0x541C) == errno.EPERM and of("ioctl", 0, 0x5413) == ALLOW
    assert of("preadv2", 3, 0, 0, 0, 0, 8) == errno.EOPNOTSUPP and of("preadv2", 3, 0, 0, 0, 0, 0) == ALLOW


def test_where_there_is_no_filter_the_first_line_says_so(monkeypatch):
    """With the reason, and kernels start without one."""
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    for each in (syscalls.missing, syscalls.packed):
        monkeypatch.setattr(syscalls, each.__name__, each.__wrapped__)
    assert syscalls.packed() == "" and syscalls.program("riscv64") == []
    monkeypatch.setattr(settings, "probe", lambda: settings.Found("0.8", 7, ("cpu",)))
    assert Sandbox().line().endswith("; system calls are not filtered: the numbers of riscv64's are not known")
    monkeypatch.setattr(settings, "probe", lambda: settings.Found("0.8", 7, ("memory",), seccomp=True))
    told = "no control group shares processors out: busy kernels slow others"
    assert "+ seccomp +" in Sandbox().line() and Sandbox().line().endswith(f"512 processes; {told}")


# What each of these attacks reaches when nothing is in its way; the last line of a kernel's run is what it has reached.
TRIED = ["keys_left_behind", "namespaces_of_its_own", "system_calls", "sockets_of_other_families", "watches_others"]
WITHOUT = {
    "keys_left_behind": "('left', -3)",
    "namespaces_of_its_own": "unshare user",
    "system_calls": "io_uring_setup",
    "sockets_of_other_families": "(40,",
    "watches_others": "inotify",
}


def reached(name, folder, **rules):
    """Return what an attack of the hostile bank reaches in a kernel, as text."""
    preload = {"preload": ["numpy"], "environment": {}} | rules.pop("provisioner", {})
    kernel = Kernel(Job("", config={"WarmProvisioner": preload, "Sandbox": rules}), folder)
    cell = nbformat.v4.new_code_cell(f"{(BANK / 'hostile' / name).with_suffix('.py').read_text()}\nprint(reached)")
    try:
        assert kernel.run(cell, 60)[1] is None
    finally:
        kernel.stop()
    return "".join(output.get("text", "") for output in cell.outputs)


@pytest.fixture(scope="module", autouse=True)
def ended():
    """No warm process is left for other tests."""
    yield
    warm.end()


KINDS = [{}, {"provisioner": {"enabled": False}}, {"minimum": "landlock"}]
needs_filter = pytest.mark.skipif(bool(syscalls.missing()), reason="system calls cannot be filtered here")


@needs_filter
@pytest.mark.confined
@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=["forked", "cold", "landlock"])
@pytest.mark.parametrize("name", TRIED)
def test_attacks_reach_nothing(tmp_path, monkeypatch, name, kind):
    """Forked or started cold, and without bubblewrap."""
    if kind.get("minimum"):
        found = settings.probe()
        monkeypatch.setattr(settings, "probe", lambda: settings.Found("", found.landlock, found.cgroups, seccomp=True))
        if not found.landlock:
            pytest.skip("this kernel has no Landlock")
    assert reached(name, tmp_path, **kind) == "[]\n"


@needs_filter
@pytest.mark.confined
@pytest.mark.slow
@pytest.mark.parametrize("name", TRIED)
def test_attacks_reach_what_they_are_after_without_the_filter(tmp_path, monkeypatch, name):
    """So that those above do not pass because they are broken; where the Linux kernel has what this one asks for."""
    monkeypatch.setattr(syscalls, "packed", lambda: "")
    found = reached(name, tmp_path)
    if found == "[]\n":
        pytest.skip("this Linux kernel has nothing that the attack is after")
    assert WITHOUT[name] in found
