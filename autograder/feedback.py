"""Writes a student's feedback as nbgrader does, a page of HTML a notebook."""

from pathlib import Path

from nbconvert.exporters import HTMLExporter
from nbgrader.converters import GenerateFeedback

from autograder.files import replace


class Feedback:
    """nbgrader's feedback exporter, set up once for a run."""

    def __init__(self, coursedir, config):
        """Make the exporter that `nbgrader generate_feedback` would use."""
        converter = GenerateFeedback(coursedir=coursedir, config=config)
        self.exporter = HTMLExporter(config=converter.config)
        for preprocessor in converter.preprocessors:
            self.exporter.register_preprocessor(preprocessor, enabled=True)
        self.coursedir = coursedir

    def write(self, student, lesson, notebook, executed):
        """Write feedback/STUDENT/LESSON/NOTEBOOK.html for an executed and recorded notebook; return its path."""
        names = {"student": student, "assignment": lesson, "notebook": notebook, "db_url": self.coursedir.db_url}
        resources = {"unique_key": notebook, "metadata": {"name": notebook}, "nbgrader": names}
        page, _ = self.exporter.from_notebook_node(executed, resources=resources)
        folder = self.coursedir.format_path(self.coursedir.feedback_directory, student, lesson)
        path = Path(folder, f"{notebook}.html")
        replace(path, page)
        return path
