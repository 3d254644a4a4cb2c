"""The known accidents: accidents/NAME.py, each one that has happened to a notebook, with what is due.

Comment lines open it: "# accident: what has happened", "# lesson: NAME" and "# due: all", "held", or "plain" for no
less than the plain run gives. Its happen(notebook) changes the solved notebook of the lesson; it may return bytes,
which are then what is handed in. They are of our own making, and run in this process.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.errors import BankError

LINE = re.compile(r"# (accident|lesson|due): (.+)\n")


@dataclass(frozen=True)
class Accident:
    """One known accident."""

    path: Path

    @property
    def name(self) -> str:
        """The file's name, without its ending."""
        return self.path.stem

    @property
    def about(self) -> dict[str, str]:
        """{"accident", "lesson", "due": what is said of it}; raises BankError where one of them is missing."""
        found: dict[str, str] = dict(LINE.findall(self.path.read_text(encoding="utf-8")))
        missing = {"accident", "lesson", "due"} - set(found)
        if missing or found["due"] not in ("all", "held", "plain"):
            said = ", ".join(sorted(missing)) or "what is due"
            raise BankError(f"{self.path}: says nothing of {said}; see accident.py")
        return found

    def handed_in(self, solved: NotebookNode) -> bytes:
        """Return what is handed in; solved: the solved notebook of its lesson, which is changed."""
        own: dict[str, Any] = {}
        exec(compile(self.path.read_text(encoding="utf-8"), self.path, "exec"), own)
        made = own["happen"](solved)
        return made if isinstance(made, bytes) else json.dumps(solved).encode()


def accidents(folder: Path) -> list[Accident]:
    """Return the known accidents in a bank's folder accidents/, in order."""
    return [Accident(path) for path in sorted(folder.glob("*.py"))]
