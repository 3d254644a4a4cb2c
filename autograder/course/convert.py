"""Runs one of nbgrader's converters and returns what it logged, instead of printing it."""

import atexit
import logging
import os
import re
import shlex
import shutil
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from pathlib import Path

import traitlets.log
from nbgrader.converters import BaseConverter
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log
from sqlalchemy.exc import SAWarning
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.errors import ConverterError
from autograder.sandbox import temporary


def load_config(root: str | Path) -> Config:
    """Return the configuration in nbgrader_config.py of the course at root."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    config.CourseDirectory.root = str(root)
    return config


def source_directory(config: Config) -> str:
    """Return the name of the folder of a course's sources."""
    return str(CourseDirectory(config=config).source_directory)


@contextmanager
def alembic_found() -> Iterator[None]:
    """See to it that alembic is on the PATH, which nbgrader starts by name: beside the interpreter, or one made for it.

    It stays there: to take it away again would change what other threads, which start kernels, see meanwhile.
    """
    folder, path = str(Path(sys.executable).parent), os.environ.get("PATH", "")
    if shutil.which("alembic", path=os.pathsep.join([folder, path])) is None:
        folder = made_alembic()
    if folder not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([folder, path])
    yield


@cache
def made_alembic() -> str:
    """Return a folder, there as long as this process, with a program that runs the alembic which is imported here.

    Packages that come by a path (a .pth file, `pip install --target`) bring no programs.
    """
    folder = temporary.make("alembic-")
    atexit.register(temporary.remove, folder)
    program = Path(folder, "alembic")
    seen = shlex.quote(os.pathsep.join(map(os.path.abspath, sys.path)))
    line = f'PYTHONPATH={seen} exec {shlex.quote(sys.executable)} -m alembic "$@"'
    program.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8", errors="surrogateescape")
    program.chmod(0o700)
    return folder


@contextmanager
def quiet_database() -> Iterator[None]:
    """Keep SQLAlchemy's warnings about nbgrader's own code from the user, from now on and in every thread."""
    if not any(each[0] == "ignore" and each[2] is SAWarning for each in warnings.filters):
        warnings.simplefilter("ignore", SAWarning)
    yield


def convert(
    converter: type[BaseConverter],
    config: Config,
    assignment: str,
    student: str = "*",
    overrides: Mapping[str, Mapping[str, object]] | None = None,
) -> None:
    """Run one of nbgrader's converters for one assignment (and student).

    overrides: {class name: {trait: value}} on top of the configuration.
    Raises ConverterError with the error's line out of all that nbgrader logged.
    """
    config = deepcopy(config)
    config.merge(Config({name: dict(traits) for name, traits in (overrides or {}).items()}))
    coursedir = CourseDirectory(config=config, assignment_id=assignment, student_id=student)
    log = traitlets.log.get_logger()
    log = log.logger if isinstance(log, logging.LoggerAdapter) else log
    level, handlers = log.level, log.handlers
    log.handlers = [logging.NullHandler()]
    log.setLevel(logging.INFO)
    try:
        with alembic_found(), quiet_database():
            answer = capture_log(converter(coursedir=coursedir, config=config))
    finally:
        log.handlers = handlers
        log.setLevel(level)
    if not answer["success"]:
        said = answer.get("log", "") + answer.get("error", "")
        lines = re.findall(r"^ *([\w.]+(?:Error|Exception): .+)$", said, re.MULTILINE) or said.strip().splitlines()
        raise ConverterError(lines[0].strip() if lines else "no reason given", said)
