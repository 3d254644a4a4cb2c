"""What the commands share: the course they work on, options that are read strictly, errors told in one line."""

import contextlib
import difflib
import io
import logging
import signal
import sys
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, NoReturn

from nbgrader.apps.baseapp import NbGrader
from traitlets import Bunch, TraitError, Unicode, default, validate
from traitlets.config import Config, Configurable
from traitlets.config.loader import KVArgParseConfigLoader

from autograder import text
from autograder.course import lessons
from autograder.errors import AutograderError, UsageError


def near(name: str, known: Iterable[str]) -> str:
    """Return a hint at the names that are meant, where some are like a name that is not known."""
    matches = difflib.get_close_matches(name, list(known), 3)
    return f"; is {' or '.join(matches)} meant?" if matches else ""


class StrictLoader(KVArgParseConfigLoader):
    """Reads a command line, and refuses an option that is not known; traitlets would go on without it."""

    def _handle_unrecognized_alias(self, arg: str) -> NoReturn:
        """Refuse a short option, as --student, that no alias is called."""
        name = arg.lstrip("-")
        raise UsageError(f"--{name}: no such option{near(name, [str(each) for each in self.aliases])}")

    # traitlets says Any, too, of what comes here.
    def load_config(self, *arguments: Any, **options: Any) -> Config:
        """Return the configuration that a command line asks for; raises UsageError with one line."""
        said = io.StringIO()
        try:
            with contextlib.redirect_stderr(said):
                config = super().load_config(*arguments, **options)
        except SystemExit as error:  # argparse has told its usage, at length
            raise UsageError(f"{said.getvalue().strip().rpartition('error: ')[2]}; --help lists the options") from error
        for section, traits in config.items():
            known = traits_of(section)
            if not known:
                raise UsageError(f"--{section}: nothing that can be configured is called {section}")
            for name in traits:
                if name not in known and not name[:1].isupper():
                    meant = near(name, known)
                    raise UsageError(f"--{section}.{name}: {section} has no such option{meant}")
        return config


def traits_of(section: str) -> set[str]:
    """Return the names of what can be configured of the classes that a section of the configuration is for."""
    found: set[str] = set()
    waiting: list[type[Configurable]] = [Configurable]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if section in (each.__name__ for each in kind.__mro__):
            found |= set(kind.class_trait_names(config=True))
    return found


class CourseApp(NbGrader):
    """A command: it finds the course's root, reads its configuration, and tells an error in one line."""

    # Whether names of lessons, or other words, may follow the command.
    takes_lessons = False

    root = Unicode(help="The course's folder: the nearest, from the current one upward, with a configuration.").tag(
        config=True
    )

    @default("root")
    def _root_default(self) -> str:
        return str(lessons.find_root())

    @validate("root")
    def _root_of_a_course(self, proposal: Bunch) -> str:
        """Take a folder inside the course for the course's own."""
        return str(lessons.find_root(proposal.value))

    @default("log_level")
    def _log_level_default(self) -> int:
        return logging.ERROR

    def _create_loader(
        self, argv: list[str] | None, aliases: dict[str, Any], flags: dict[str, Any], classes: Collection[Any] | None
    ) -> StrictLoader:
        """Return what reads the command line."""
        kinds = list(classes or ())
        return StrictLoader(argv, aliases, flags, classes=kinds, log=self.log, subcommands=self.subcommands)

    def initialize(self, argv: list[str] | None = None) -> None:
        """Read the command line, then nbgrader_config.py from the course's root, wherever the command was started."""
        # A name with characters that the terminal's encoding does not have ends no run.
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            super().initialize(argv)
            self.check_arguments()
            if not self.subcommands:  # what is configured by a path is seen from the course, wherever one stands
                self.config.CourseDirectory.root = self.root
        except UsageError as error:
            self.refuse(error)

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Read the command line, and only then look for the course: --help needs none."""
        super().parse_command_line(argv)
        if not self.subcommands:
            self.coursedir.root = self.root

    def refuse(self, error: UsageError) -> NoReturn:
        """Say in one line what is wrong with the command line, and exit with 2."""
        print(f"{type(error).__name__}: {text.shown(error, 1000)}", file=sys.stderr)
        sys.exit(2)

    def check_arguments(self) -> None:
        """Raise UsageError where words follow the command that it does not take."""
        if self.subapp is not None or self.takes_lessons or not self.extra_args:
            return
        word = self.extra_args[0]
        if self.subcommands:
            known = ", ".join(self.subcommands)
            raise UsageError(f"{word}: no such command{near(word, self.subcommands)}; the commands are: {known}")
        raise UsageError(f"{word}: {self.name} takes options alone{self.instead(word)}")

    def instead(self, word: str) -> str:
        """Return what may be meant by a word that the command does not take."""
        return ""

    def start(self) -> None:
        """Run the command; exit with 1 and one line when it fails by an error of our own, with 2 when misused."""
        super().start()
        try:
            self.run()
        except UsageError as error:
            self.refuse(error)
        except KeyboardInterrupt:  # a command that has something to finish has done so
            print("stopped", file=sys.stderr)
            sys.exit(128 + signal.SIGINT)
        except TraitError as error:  # a value that nothing may have, of what is made only when it is needed
            self.refuse(UsageError(str(error)))
        except AutograderError as error:
            sys.exit(f"{type(error).__name__}: {text.shown(error, 1000)}")

    def run(self) -> None:
        """Do what the command is for."""
        raise NotImplementedError

    def chosen(self) -> list[lessons.Lesson]:
        """Return the lessons to work on: those named on the command line, or all."""
        named = [lessons.lesson(name, self.root) for name in self.extra_args]
        return named or lessons.lessons(self.root)

    @property
    def folder(self) -> Path:
        """The course's folder."""
        return Path(self.root)
