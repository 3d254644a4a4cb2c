"""What nbgrader_config.py says of grading, built in one place: every way to grade takes its settings from here."""

from __future__ import annotations

import os
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute
from traitlets import Bool, Float, Integer, List, Unicode
from traitlets.config import Config, Configurable

from autograder import text, words
from autograder.bank.bank import Bank
from autograder.course.convert import load_config
from autograder.course.lessons import Lesson, find_root, lessons
from autograder.execute.budget import MB, Limits
from autograder.lms.roster import Roster
from autograder.sandbox.settings import Sandbox

# The parts of the configuration that say how kernels are started and confined. With the language, which students are
# spoken to in, that is all that the execute step gets of it.
KERNEL = ("KernelManager", "WarmProvisioner", "Sandbox")


class Autograder(Configurable):
    """How a class is graded, as c.Autograder in nbgrader_config.py."""

    state = Unicode("build/grading", help="Where is kept what has been done; a run goes on from it.").tag(config=True)
    linked = List(Unicode(), ["data"], help="Folders of the course, linked beside each notebook.").tag(config=True)
    lean = Bool(False, help="Leave out the teaching cells that no mark depends on, see prepare/idle.py.").tag(
        config=True
    )
    judge = Bool(True, help="Judge tests apart from the student's kernel, where that can be done.").tag(config=True)
    seed = Integer(
        None,
        allow_none=True,
        help="What tests' inputs depend on: run.json has that of each submission; None: a new one.",
    ).tag(config=True)
    notebook_seconds = Float(600, help="Seconds a submission may take; Execute.timeout is a cell's.").tag(config=True)
    cell_output = Integer(1, help="Megabytes that a cell may print; the rest is cut.").tag(config=True)
    notebook_output = Integer(10, help="Megabytes that a submission may print in all.").tag(config=True)


def limits(config: Config) -> Limits:
    """Return what a submission may use: a cell's seconds from c.Execute, memory from c.Sandbox, else c.Autograder."""
    own = Autograder(config=config)
    return Limits(
        cell_seconds=Execute(config=config).timeout or Limits.cell_seconds,
        notebook_seconds=own.notebook_seconds,
        cell_output=own.cell_output * MB,
        notebook_output=own.notebook_output * MB,
        memory=Sandbox(config=config).memory * MB,
    )


@dataclass(frozen=True)
class Settings:
    """The settings of one course.

    config: nbgrader's configuration, with the course's root in it and hidden from kernels; state: the folder where is
    kept what has been done; linked: names of folders at the root that notebooks find beside them; lean: leave out the
    cells that no mark depends on, for courses whose tests depend on given cells and answers alone; judge: judge tests
    apart; seed: of their inputs, None for a new one for each submission.
    """

    root: Path
    config: Config
    limits: Limits
    state: Path
    linked: tuple[str, ...] = ("data",)
    lean: bool = False
    judge: bool = True
    seed: int | None = None

    @classmethod
    def of(cls, config: Config, root: Path | str) -> Settings:
        """Return those that a configuration holds, of the course at root; its language is spoken from here on."""
        config, root = deepcopy(config), Path(root)
        config.CourseDirectory.root = str(root)
        config.Sandbox.hidden = sorted({*Sandbox(config=config).hidden, str(root)})
        words.speak(config)
        own = Autograder(config=config)
        kept = root / own.state
        return cls(root, config, limits(config), kept, tuple(own.linked), own.lean, own.judge, own.seed)

    @classmethod
    def load(cls, root: Path | str | None = None) -> Settings:
        """Return those in nbgrader_config.py of the course at root, or of the one that the current folder lies in."""
        root = find_root() if root is None else Path(root)
        return cls.of(load_config(root), root)

    @cached_property
    def coursedir(self) -> CourseDirectory:
        """nbgrader's directory of the course."""
        return CourseDirectory(config=self.config)

    @cached_property
    def bank(self) -> Bank:
        """The bank of the course, which may be none."""
        return Bank(config=self.config)

    @property
    def proposed(self) -> Path:
        """The folder of what is proposed, see record/proposals.py."""
        return self.state.with_name(f"{self.state.name}-proposed")

    @property
    def submitted(self) -> Path:
        """The folder of submissions."""
        return self.root / self.coursedir.submitted_directory

    @property
    def folders(self) -> dict[str, str]:
        """{name: path} of the folders that are linked beside each notebook, of those that are there."""
        return {name: str(self.root / name) for name in self.linked if (self.root / name).is_dir()}

    @property
    def kernel(self) -> dict[str, dict[str, Any]]:
        """What of the configuration the execute step needs, as plain data."""
        parts = {name: dict(self.config[name]) for name in KERNEL if name in self.config}
        return parts | ({"Words": dict(words.asked(self.config).Words)} if "Words" in self.config else {})

    def lessons(self) -> dict[str, list[Lesson]]:
        """Return {name: the notebooks of the lesson}, in order."""
        found: dict[str, list[Lesson]] = {}
        for each in lessons(self.root, self.coursedir.source_directory):
            found.setdefault(each.name, []).append(each)
        return found

    def roster(self) -> Roster:
        """Return who takes the course, nobody where it has no roster; raises RosterError with one line."""
        return Roster.load(self.root / Roster(config=self.config).file, self.lessons())

    def seen(self, line: str) -> str:
        """Return a line with paths as they are seen from the course."""
        return text.shown(line.replace(f"{self.root}{os.sep}", ""), 1000)
