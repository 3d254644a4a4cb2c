"""Tells nbgrader where the course is and how it is released and graded; read by every nbgrader command."""

import sys
from pathlib import Path

from bleach import ALLOWED_TAGS
from nbgrader.converters import Autograde, GenerateAssignment

# Where nothing was installed (Binder, a bare checkout) the autograder package is found beside this file.
ROOT = Path(__file__).parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "embeddings"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "lessons"

# The exchange is nbgrader's way to hand files out on a shared machine. Hidden under build/, which `make lab`
# makes, it is there for the formgrader to find and needs no rights outside the course.
c.Exchange.root = str(ROOT / "build" / "exchange")
c.Exchange.cache = str(ROOT / "build" / "exchange-cache")


def names(preprocessors, **changes):
    """Return the dotted names of nbgrader's preprocessors, those in changes replaced (name -> list of names)."""
    found = []
    for each in preprocessors.default():
        found += changes.get(each.__name__, [f"{each.__module__}.{each.__name__}"])
    return found


# Names, not classes, since the formgrader shows the configuration as JSON.
c.GenerateAssignment.preprocessors = names(
    GenerateAssignment.preprocessors, ClearSolutions=["autograder.doors.preprocessors.NumberedStarters"]
)
c.Autograde.autograde_preprocessors = names(
    Autograde.autograde_preprocessors,
    Execute=["autograder.doors.autograde.ExecuteAndName", "autograder.doors.preprocessors.DropStderr"],
)

# `nbgrader export` makes up no mark of what is held or missing, and writes nbgrader_export.csv: grades.csv is ours.
c.ExportApp.plugin_class = "autograder.record.export.MarksExportPlugin"

# Feedback that tells nothing of hidden tests and runs no script, whoever makes it: us, nbgrader or the formgrader.
c.GenerateFeedback.preprocessors = ["autograder.record.marks.GetMarks"]
c.GenerateFeedback.exporter_class = "autograder.record.feedback.PageExporter"
# The formgrader shows in the instructor's browser what students have written.
c.HTMLExporter.preprocessors = ["autograder.doors.preprocessors.SanitizeOutputs"]
c.HTMLExporter.filters = {"markdown2html": "autograder.record.clean.safe_markdown"}
# Hints are folded there, as in JupyterLab.
c.SanitizeHTML.tags = sorted({*ALLOWED_TAGS, "details", "summary"})

# `nbgrader validate` cuts lines: what a check says shall stand there whole.
c.Validator.width = 300

# Links on the start page and at each lesson's end, https://... or mailto:...; a forum, a page of issues, an address.
# Empty ones are left out. `make lessons` writes them, and how students hand in, to lessons/course.json.
c.Desk.ask = ""
c.Desk.report = ""

# The answers, attacks and accidents that are known: by them mistakes are named, and tests watched.
c.Bank.folder = str(ROOT / "autograder" / "bank")

# Seconds a cell may take. The slowest cell of a lesson is the import of TensorFlow.
c.Execute.timeout = 60
# The last output of a cell may be late on a busy machine; nbclient would give up after 4 seconds.
c.Execute.iopub_timeout = 60
# No student state is worth a graceful end of the kernel; this saves a second for each submission.
c.Execute.shutdown_kernel = "immediate"
# Kernels talk to the grader over the loopback; encrypted where the kernel can, and then without a warning.
c.KernelManager.transport_encryption = "auto"

# Students' kernels run in a sandbox, see sandbox/THREATS.md. They read data/, and nothing else of the course.
c.Sandbox.minimum = "bubblewrap"
c.Sandbox.folders = {"data": str(ROOT / "data")}
c.Sandbox.hidden = [str(ROOT)]

# Who gets a certificate after all lessons, and what it says: `make certificates`.
c.Certificates.title = "Embeddings"
c.Certificates.share = 0.6  # of all points
c.Certificates.least = 0.5  # of each lesson's

# Where `make marks` and `make returned` bring marks and feedback: moodle, canvas or brightspace. For `make marks
# CANVAS=1` also Canvas's address, the course's number and those of the assignments; the token is in the environment, as
# CANVAS_TOKEN.
c.Platform.lms = ""
c.Canvas.url = ""
c.Canvas.course = 0
c.Canvas.assignments = {}  # {"1-embedding-matrix": 77}

# How Moodle and Canvas name what is handed in in a zip file to download, for `nbgrader zip_collect`:
# "Ada Byron_123_assignsubmission_file_/x.ipynb", or without the folder, and "byronada_12_345_x-1.ipynb".
c.FileNameCollectorPlugin.named_regexp = (
    r"(?:.*/)?(?P<student_id>[^/_]+)_(?:LATE_)?\d+_(?:assignsubmission_file_?/?|\d+_)"
    r"(?P<file_id>[^/]+?)(?: ?\(\d+\)|-\d+)?\.ipynb$"
)

# Tests of this course depend on given cells and answers alone (the bank of answers proves it), so that grading can
# leave out the teaching cells that train and draw, unless an answer uses what they define.
c.Autograder.lean = True
