"""The errors of this package. Each message is one line: what is wrong, where, and what to do."""


class AutograderError(Exception):
    """Base of all errors below; the command line prints the message and exits with 1."""


class LessonError(AutograderError):
    """A lesson's source does not have the form that the course asks for."""


class SubmissionError(AutograderError):
    """A submission cannot be graded."""


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


class UsageError(AutograderError):
    """A command was called in a way that it does not know; the command line exits with 2."""


class CourseError(UsageError):
    """There is no course where one is looked for."""
