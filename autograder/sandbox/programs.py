"""Where a kernel's program lies, and which folders it needs to find itself: of a Python or of any other language.

Nothing is run to find that out: links, the name of the folder and pyvenv.cfg tell.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import GraderError
from autograder.sandbox.rules import Rules
from autograder.sandbox.visible import SYSTEM, to_hide, within

# Links from one to the next that a program's path may have.
LINKS = 40


@dataclass(frozen=True)
class Program:
    """A kernel's program: its path, and the kernelspec's folder, "" where it has none."""

    path: str
    resources: str = ""

    def folders(self) -> set[Path]:
        """Return the folders that it needs, and itself, wherever they lie: for a Python its prefix and its base's."""
        found = {Path(self.resources)} if self.resources else set()
        for path in links(Path(self.path)):
            top = path.parent.parent
            inside = path.parent.name == "bin"
            found |= {path, top} if inside else {path}
            if inside and (home := base(top)) is not None:
                found |= {each.parent for each in (home, home.resolve())}
        return found

    def seen(self, rules: Rules) -> list[str]:
        """Return those of them to show a kernel beside what every kernel sees.

        None that is to be left out or lies in such a folder, but for environments of Python: one may lie in the course.
        Of the home nothing as such, of folders above it, and above temporary ones, nothing but the program itself.
        """
        return sorted(str(each) for each in self.folders() if each.exists() and showable(each, rules))


def find(name: str, env: Mapping[str, str], resources: str = "") -> Program:
    """Return the program that a kernelspec calls name; raises GraderError where there is none.

    env: the environment whose PATH it is looked for on; resources: the kernelspec's folder.
    """
    path = shutil.which(name, path=env.get("PATH", os.defpath))
    if path is None:
        where = f" (argv of {Path(resources, 'kernel.json')})" if resources else ""
        raise GraderError(f"the kernel's program {name} is not here{where}; install it where grading runs")
    return Program(str(Path(path).absolute()), resources)


def links(path: Path) -> Iterator[Path]:
    """Yield a path, what it is a link to, and so on, and the real one."""
    for _ in range(LINKS):
        yield path
        if not path.is_symlink():
            break
        path = Path(os.path.normpath(path.parent / path.readlink()))
    yield path.resolve()


def base(prefix: Path) -> Path | None:
    """Return the folder of the Python that an environment was made with, its bin; None where prefix is none."""
    try:
        lines = (prefix / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return None
    named = {key.strip(): value.strip() for key, _, value in (line.partition("=") for line in lines)}
    return Path(named["home"]) if named.get("home") else None


def is_environment(path: Path) -> bool:
    """Tell whether a folder is an environment of Python, as venv or conda makes them."""
    return (path / "pyvenv.cfg").is_file() or (path / "conda-meta").is_dir()


def showable(path: Path, rules: Rules) -> bool:
    """Tell whether a path of a program's may be shown, by its name and by where that leads, see Program.seen()."""
    real = path.resolve()
    if real != path and any(Path(each).is_relative_to(real) for each in to_hide(rules)):
        return False  # by another name it would show what masked() knows by its own
    return is_program(path, rules) and (real == path or within(real, SYSTEM) or is_program(real, rules))


def is_program(path: Path, rules: Rules) -> bool:
    """Tell whether a path outside the system's folders is no more than a program's, and not to be left out."""
    home = {str(Path.home()), str(Path.home().resolve())}
    # What holds more than a program: whole homes, other graders' folders, all there is.
    broad = [*map(Path, home), Path.home() / ".local", Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]
    if within(path, SYSTEM) or any(each.is_relative_to(path) for each in broad):
        return False
    around = [Path(each) for each in to_hide(rules) - home if path.is_relative_to(each)]
    own = next((each for each in [path, *path.parents] if is_environment(each)), None)
    return all(own is not None and own != each and own.is_relative_to(each) for each in around)
