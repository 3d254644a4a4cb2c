"""What a kernel sees of this machine: variables of the grader's environment, files beside its notebook, folders."""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from autograder.files import PACKAGE
from autograder.sandbox.rules import MB, Rules

HOME = "/tmp/home"
SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]
# Variables of the grader's environment that a kernel may see: what the machine needs, and nothing that changes what is
# right, as KERAS_BACKEND or PYTHONHASHSEED would. The settings can add to them (Sandbox.environment).
KEPT = re.compile(
    r"LANG|LC_\w+|TZ|LD_LIBRARY_PATH|OPENBLAS_CORETYPE|CUDA_VISIBLE_DEVICES|CUDA_DEVICE_ORDER|NVIDIA_\w+"
    r"|(OMP|MKL|OPENBLAS|BLIS|NUMEXPR)_NUM_THREADS|TF_NUM_(INTRAOP|INTEROP)_THREADS|TF_FORCE_GPU_ALLOW_GROWTH|NBGRADER_\w+"
)
PATH = os.pathsep.join([str(Path(sys.prefix, "bin")), "/usr/local/bin", "/usr/bin", "/bin"])
# Of the files beside a notebook its kernel gets so many, and so many bytes.
MOST, LARGEST = 200, 50 * MB
# What a Python needs of its prefix where that is itself to be left out: an environment made in the course's folder.
PARTS = ("bin", "lib", "lib64", "pyvenv.cfg")


def kept(env: Mapping[str, str]) -> dict[str, str]:
    """Return those variables of the grader's environment that a kernel may see."""
    return {name: value for name, value in env.items() if KEPT.fullmatch(name)}


def environment(env: Mapping[str, str], home: str, more: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a kernel, from that of the grader.

    home: the folder that is its home, as the kernel sees it; more: variables that the settings add.
    """
    own = {"PATH": PATH, "HOME": home, "TMPDIR": "/tmp" if home == HOME else home, "IPYTHONDIR": f"{home}/ipython"}
    own |= {"MPLCONFIGDIR": f"{home}/matplotlib", "PYTHONDONTWRITEBYTECODE": "1"}
    return kept(env) | own | dict(more)


def files(folder: str | Path | None) -> Iterator[tuple[str, bytes]]:
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


def paths(rules: Rules) -> list[str]:
    """Return the paths beside the system's that Python needs and the settings add, outer ones first."""
    found = {Path(path) for path in sys.path if Path(path).name in ("site-packages", "dist-packages")}
    for prefix in {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}:
        found |= {Path(prefix, part) for part in PARTS} if withheld(prefix, rules) else {Path(prefix)}
    found |= {Path(path) for path in rules.readable}
    known = {path.absolute() for path in found}
    outer = [path for path in sorted(known) if path.exists() and not any(each in known for each in path.parents)]
    return [str(path) for path in outer if not within(path, SYSTEM)]


def to_hide(rules: Rules) -> set[str]:
    """Return the folders to leave out wherever they lie, by every name: the course, this package, the home."""
    named = {*map(Path, rules.hidden), PACKAGE, Path.home()}
    return {str(each) for path in named for each in (path, path.resolve())}


def withheld(path: str | Path, rules: Rules) -> bool:
    """Tell whether a path is itself one to leave out."""
    return str(Path(path).absolute()) in to_hide(rules)


def masked(rules: Rules, seen: Iterable[str]) -> list[str]:
    """Return the folders to leave out that lie inside one that is seen, see paths()."""
    seen = list(seen)
    hidden = sorted(to_hide(rules) - set(seen))
    return [path for path in hidden if within(path, [*seen, *SYSTEM]) and Path(path).is_dir()]


def sees(path: str | Path, rules: Rules) -> bool:
    """Tell whether a path is seen: in a folder that is, and not in one inside of that which is left out."""
    seen = paths(rules)
    hidden = masked(rules, seen)
    around = [each for each in [*SYSTEM, *seen, *hidden] if within(path, [each])]
    return bool(around) and max(around, key=len) not in hidden


def within(path: str | Path, folders: Iterable[str]) -> bool:
    """Tell whether a path is one of the folders, or lies in one."""
    return any(Path(path).is_relative_to(each) for each in folders)
