"""The command by which a person marks what is held: review."""

import threading
import webbrowser
from pathlib import Path
from typing import ClassVar

from traitlets import Bool, Integer, Unicode
from traitlets.config import Configurable

from autograder import text
from autograder.commands import report
from autograder.commands.app import CourseApp
from autograder.errors import ReviewError
from autograder.grading import Grading
from autograder.record.gradebook import Record
from autograder.review import server
from autograder.review.desk import Desk
from autograder.settings import Settings


class ReviewApp(CourseApp):
    """Mark what is held, in the browser."""

    name = "autograder-review"
    description = "Open a page, of this machine alone, on which a person marks what is held."

    anonymous = Bool(False, help="Leave out who is who: students are called A1, A2, ...").tag(config=True)
    browser = Bool(True, help="Open the page in the browser.").tag(config=True)
    port = Integer(0, min=0, max=65535, help="The port of the page; 0: any that is free.").tag(config=True)
    grades = Unicode("grades.csv", help="Where the marks are written, with run.json beside it.").tag(config=True)
    aliases: ClassVar[dict[str, str]] = {"port": "ReviewApp.port"}
    flags: ClassVar[dict[str, tuple[dict[str, object], str]]] = {
        "anonymous": ({"ReviewApp": {"anonymous": True}}, "Leave out who is who: students are called A1, A2, ..."),
        "no-browser": ({"ReviewApp": {"browser": False}}, "Print the address, and open no browser."),
    }
    classes: ClassVar[list[type[Configurable]]] = []

    def run(self) -> None:
        """Serve the page until Ctrl-C; say then what was marked, and make the class report anew."""
        settings, grades = Settings.of(self.config, self.root), self.folder / self.grades
        if not settings.state.is_dir():
            raise ReviewError(f"{settings.state}: nothing was graded yet; make grade first")
        with Record(settings.coursedir, settings.config) as record:
            desk = Desk.open(Grading(settings), record, grades, self.anonymous)
            if not desk.cases:
                text.say("Nothing is held: no mark waits for a person.")
                return
            server.serve(desk, server.bound(self.port), lambda address: self.ready(desk, address))
        self.end(desk, settings, grades)

    def ready(self, desk: Desk, address: str) -> None:
        """Say where the page is, and open it."""
        count = len(desk.cases)
        text.say(f"{count} {'waits' if count == 1 else 'wait'} for a person. The page, until Ctrl-C: {address}")
        if self.browser:  # apart, since some browsers only come back when they are closed
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    def end(self, desk: Desk, settings: Settings, grades: Path) -> None:
        """Say what was marked, and make the class report anew where something was."""
        text.say(f"\n{desk.summary()}")
        if desk.steps:
            text.say(report.after(settings, grades.with_name("run.json")))
