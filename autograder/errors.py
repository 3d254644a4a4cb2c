"""The errors of this package. Each message is one line: what is wrong, where, and what to do."""

import errno
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from typing import Any

# Errors of the system that may be gone when it is tried again.
PASSING = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.EINTR, errno.EIO),
    *(errno.EBUSY, errno.ETIMEDOUT, errno.ESTALE, errno.ECONNREFUSED, errno.ECONNRESET, errno.EPIPE, errno.EROFS),
}


class AutograderError(Exception):
    """Base of all errors below; the command line prints the message and exits with 1."""


class LessonError(AutograderError):
    """A lesson's source does not have the form that the course asks for."""


class SubmissionError(AutograderError):
    """A submission cannot be graded."""


class NotHandedIn(SubmissionError):
    """A submission holds nothing that may be the notebook that is looked for."""


class GraderError(AutograderError):
    """The grader itself failed, through no fault of a submission."""


class ConverterError(AutograderError):
    """nbgrader gave up; log holds all it said."""

    def __init__(self, message: str, log: str) -> None:
        """Keep the log beside the one-line message."""
        super().__init__(message)
        self.log = log


class BankError(AutograderError):
    """A file of the bank of answers does not have the form that the bank asks for."""


class WordsError(BankError):
    """The words that a wrong answer promises name no mistake; the answer itself can be graded."""


class WarmError(GraderError):
    """The warm process, from which kernels are forked, does not do its part."""


class SandboxError(GraderError):
    """The sandbox asked for is not to be had, or could not be built."""


class TooMuch(SubmissionError):
    """A submission took more time or memory than it may take to read, or ended what was reading it."""


class RehearsalError(GraderError):
    """A lesson's own solution does not earn full marks here, or its untouched release some: nobody is graded in it."""


class HandoutError(AutograderError):
    """What students would get cannot be made, or holds what they must not have; nothing was written."""


class CertificateError(AutograderError):
    """A certificate, the register of those that were issued, or the key of their codes cannot be used."""


class AuditError(AutograderError):
    """The log of marks cannot be used, or something cannot be entered in it; it is as it was."""


class ProposalError(AutograderError):
    """What was proposed cannot be applied, or what was applied taken back; nothing was changed."""


class MarkError(AutograderError):
    """A mark that a person gives cannot be entered; nothing was changed."""


class ReviewError(AutograderError):
    """The page on which a person marks cannot be shown."""


class LmsError(AutograderError):
    """A file of a learning platform, or the platform itself, cannot be used."""


class RosterError(AutograderError):
    """The roster of the course cannot be used."""


class DownloadError(AutograderError):
    """What was downloaded from a learning platform cannot be collected; nothing of it was written."""


class ReportError(AutograderError):
    """There is no run that a class report could be made of, or none that can be read."""


class AdoptError(AutograderError):
    """No answer of the class can join the bank as it was asked for; the bank is as it was."""


class UsageError(AutograderError):
    """A command was called in a way that it does not know; the command line exits with 2."""


class CourseError(UsageError):
    """There is no course where one is looked for."""


def attempt(function: Callable[..., Any], *arguments: Any) -> tuple[Any, BaseException | None]:
    """Return (what a function returns, None), or (None, the error that came out of it), whatever it is.

    Nothing but the wish of the one who runs it to stop comes out. An exit of nbgrader's, and what a library in another
    language throws, are no Exception.
    """
    try:
        return function(*arguments), None
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:
        return None, error


def may_pass(error: BaseException) -> bool:
    """Tell whether an error may be gone when it is tried again."""
    return isinstance(error, (MemoryError, BrokenExecutor)) or getattr(error, "errno", None) in PASSING
