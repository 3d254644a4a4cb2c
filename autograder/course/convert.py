"""Runs one of nbgrader's converters and returns what it logged, instead of printing it."""

import logging
import os
import re
import sys
import warnings
from contextlib import contextmanager
from pathlib import Path

import traitlets.log
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log
from sqlalchemy.exc import SAWarning
from traitlets.config import Config, PyFileConfigLoader

from autograder.errors import ConverterError


def load_config(root):
    """Return the configuration in nbgrader_config.py of the course at root."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    config.CourseDirectory.root = str(root)
    return config


@contextmanager
def alembic_found():
    """See to it that the interpreter's folder is on the PATH, where nbgrader finds alembic, which it starts by name.

    It stays there: to take it away again would change what other threads, which start kernels, see meanwhile.
    """
    folder, path = str(Path(sys.executable).parent), os.environ.get("PATH", "")
    if folder not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([folder, path])
    yield


@contextmanager
def quiet_database():
    """Keep SQLAlchemy's warnings about nbgrader's own code from the user, from now on and in every thread."""
    if not any(each[0] == "ignore" and each[2] is SAWarning for each in warnings.filters):
        warnings.simplefilter("ignore", SAWarning)
    yield


def convert(converter, config, assignment, student="*", overrides=None):
    """Run converter, a class of nbgrader.converters, for one assignment (and student).

    config: nbgrader's configuration; overrides: {class name: {trait: value}} on top of it.
    Raises ConverterError with the error's line out of all that nbgrader logged.
    """
    config = config.copy()
    config.merge(Config(overrides or {}))
    coursedir = CourseDirectory(config=config, assignment_id=assignment, student_id=student)
    log = traitlets.log.get_logger()
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
