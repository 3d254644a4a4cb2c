"""Settings of the Jupyter server that `make lab` starts in the course's root."""

from autograder.files import PACKAGE

c = get_config()  # noqa: F821

# The start page opens first, the file browser beside it on the lessons; nbgrader's panels need the course's root as
# the server's folder.
c.LabApp.default_url = "/lab/tree/lessons/start.ipynb"

# No look-up of newer versions. (labconfig/page_config.json does away with the pop-up that asks about news.)
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"

# A lesson counts as changed when someone has changed it, not as soon as its kernel has started.
c.ServerApp.contents_manager_class = "autograder.doors.lab.LessonContents"

# Validate is our own, which runs a notebook apart from the server (autograder/doors/validate.py); its button and panel:
c.LabApp.extra_labextensions_path = [str(PACKAGE / "doors" / "labextensions")]

# Of nbgrader's server extensions the course uses the formgrader. Two others list what is in an exchange for students of
# a shared machine, and complain in the log where there is none. (labconfig/page_config.json does away with their menu
# entries, with nbgrader's button, and with the panel that makes cells into tests, which `make author` brings back.)
c.ServerApp.jpserver_extensions = {
    "autograder.doors.validate": True,
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.course_list": False,
    "nbgrader.server_extensions.validate_assignment": False,
}

# Encrypt what goes between server and kernels where the kernel can; it then logs no warning either.
c.KernelManager.transport_encryption = "auto"
