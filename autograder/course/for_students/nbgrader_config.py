"""Tells nbgrader where the lessons are; read by every nbgrader command."""

import sys
from pathlib import Path

# Where nothing was installed the autograder package is found beside this file.
ROOT = Path(__file__).parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "embeddings"
c.CourseDirectory.source_directory = "lessons"

# nbgrader's exchange is not used here; hidden under build/, which `make lab` makes, it asks for nothing.
c.Exchange.root = str(ROOT / "build" / "exchange")
c.Exchange.cache = str(ROOT / "build" / "exchange-cache")

# `nbgrader validate` cuts lines: what a check says shall stand there whole.
c.Validator.width = 300

# Seconds a cell may take, as at grading. The slowest cell of a lesson is the import of TensorFlow.
c.Execute.timeout = 60
c.Execute.iopub_timeout = 60
c.Execute.shutdown_kernel = "immediate"
c.KernelManager.transport_encryption = "auto"
