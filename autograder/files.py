"""Writes files so that a reader sees the old or the new, never half of it; reads no more of one than is allowed."""

import json
import os
import stat
from importlib import resources
from pathlib import Path
from typing import Any

from autograder import words
from autograder.errors import SubmissionError

# Where this package lies, however it was installed.
PACKAGE = Path(str(resources.files("autograder")))


def replace(path: str | Path, text: str | bytes) -> None:
    """Write text, or bytes as they are, to path in one step, its folders made where they are missing.

    Halves of characters, which UTF-8 does not have, are written as escapes: in JSON as those that JSON has for them.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name[:100]}.{os.getpid()}.tmp")
    try:
        data = text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")
        scratch.write_bytes(data)
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise


def read_json(path: str | Path) -> Any:
    """Return what a JSON file holds; None where there is none, or half of one."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, MemoryError):
        return None


def write_json(path: str | Path, value: object) -> None:
    """Write plain data as JSON that a person can read, in one step."""
    replace(path, json.dumps(value, indent=1, ensure_ascii=False, default=str) + "\n")


def read_small(path: str | Path, most: int) -> bytes | None:
    """Return the bytes of a small file that somebody else has made; None where there is none.

    Never waits and never follows a link. Raises SubmissionError, without the path, for what is no such file.
    """
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise SubmissionError(words.CANNOT_OPEN(reason=error.strerror)) from error
    try:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise SubmissionError(words.NO_REGULAR_FILE())
        data = os.read(number, most + 1)
    except OSError as error:
        raise SubmissionError(words.CANNOT_READ(reason=error.strerror)) from error
    finally:
        os.close(number)
    if len(data) > most:
        raise SubmissionError(words.TOO_LONG(count=most))
    return data
