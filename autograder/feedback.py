"""Writes a student's feedback as nbgrader does, a page of HTML a notebook."""

import re
from functools import lru_cache
from pathlib import Path

from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbgrader.converters import GenerateFeedback

from autograder.files import replace

NO_ALT = re.compile(r"<img (?![^>]*\balt=)")


class PageExporter(HTMLExporter):
    """nbconvert's exporter, made fast for a class: what a hundred notebooks share is rendered once.

    nbconvert parses each page again to give images without a text alternative one; that, of a page of a megabyte, takes
    longer than all the rest. Here a pattern does it.
    """

    def __init__(self, **options):
        """Set up what is kept between pages."""
        super().__init__(**options)
        self.highlight = lru_cache(2000)(Highlight2HTML(pygments_lexer="ipython3", parent=self))
        self.prose = lru_cache(2000)(lambda source: super(PageExporter, self).markdown2html({}, source))

    def from_notebook_node(self, nb, resources=None, **options):
        """Return (page, resources) for a notebook."""
        resources = self._init_resources(resources)
        widgets = WidgetsDataTypeFilter(notebook_metadata=self._nb_metadata, parent=self, resources=resources)
        self.register_filter("highlight_code", self.highlighted)
        self.register_filter("filter_data_type", widgets)
        page, resources = TemplateExporter.from_notebook_node(self, nb, resources, **options)
        return NO_ALT.sub('<img alt="No description has been provided for this image" ', page), resources

    def highlighted(self, source, language=None, metadata=None):
        """Return code as HTML."""
        return self.highlight(source, language=language)

    @pass_context
    def markdown2html(self, context, source):
        """Return Markdown as HTML; a cell with attachments is rendered by itself."""
        if context.get("cell", {}).get("attachments"):
            return super().markdown2html(context, source)
        return self.prose(source)


class Feedback:
    """nbgrader's feedback exporter, set up once for a run."""

    def __init__(self, coursedir, config):
        """Make the exporter that `nbgrader generate_feedback` would use."""
        converter = GenerateFeedback(coursedir=coursedir, config=config)
        self.exporter = PageExporter(config=converter.config)
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
