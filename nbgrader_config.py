"""Tells nbgrader where the course is and how it is released and graded; read by every nbgrader command."""

import sys
from pathlib import Path

# Where nothing was installed (Binder, a bare checkout) the package is found beside this file.
ROOT = Path(__file__).parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from nbgrader.converters import Autograde, GenerateAssignment  # noqa: E402
from nbgrader.preprocessors import ClearSolutions, Execute  # noqa: E402

from autograder.preprocessors import DropStderr, NumberedStarters  # noqa: E402

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "embeddings"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "lessons"

# The exchange is nbgrader's way to hand files out on a shared machine. Hidden under build/, which `make lab`
# makes, it is there for the formgrader to find and needs no rights outside the course.
c.Exchange.root = str(ROOT / "build" / "exchange")
c.Exchange.cache = str(ROOT / "build" / "exchange-cache")


def swapped(preprocessors, old, *new):
    """Return the preprocessors with old replaced by new."""
    at = preprocessors.index(old)
    return [*preprocessors[:at], *new, *preprocessors[at + 1 :]]


c.GenerateAssignment.preprocessors = swapped(
    GenerateAssignment.preprocessors.default(), ClearSolutions, NumberedStarters
)
c.Autograde.autograde_preprocessors = swapped(
    Autograde.autograde_preprocessors.default(), Execute, Execute, DropStderr
)

# Seconds a cell may take. The slowest cell of a lesson is the import of TensorFlow.
c.Execute.timeout = 60
# No student state is worth a graceful end of the kernel; this saves a second for each submission.
c.Execute.shutdown_kernel = "immediate"
# Kernels talk to the grader over the loopback; encrypted where the kernel can, and then without a warning.
c.KernelManager.transport_encryption = "auto"
