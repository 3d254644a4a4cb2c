"""The commands for a lesson's author: solutions, lessons, pages, watch."""

import time
from typing import ClassVar

from traitlets import Bool

from autograder.commands.app import CourseApp
from autograder.course import desk, lessons, outputs, page, release, watch
from autograder.errors import UsageError


class SolutionsApp(CourseApp):
    """Run the source notebooks and store their outputs."""

    name = "autograder-solutions"
    takes_lessons = True
    description = "Run solutions/ from top to bottom and store what the cells print, or only the lessons named."

    def run(self) -> None:
        """Run each lesson and the start page, and say how long it took."""
        # The start page last: it shows what the lessons have stored.
        for lesson in [*self.chosen(), *desk.start_pages(lessons.lessons(self.root))]:
            start = time.perf_counter()
            outputs.refresh(lesson)
            print(f"{lesson.name}: run in {time.perf_counter() - start:.1f} s")


class LessonsApp(CourseApp):
    """Make lessons/ from solutions/."""

    name = "autograder-lessons"
    description = "Make lessons/, what students open, from solutions/."

    def run(self) -> None:
        """Make all lessons and name the files that changed."""
        changed = release.release_all(lessons.lessons(self.root), self.folder / "lessons", self.config)
        for path in changed:
            print(f"lessons/{path}: written")
        if not changed:
            print("lessons/ is what solutions/ generates")


class PagesApp(CourseApp):
    """Make a web page of each lesson."""

    name = "autograder-pages"
    description = "Make build/pages/LESSON.html of each lesson, to be read without Jupyter and without a network."

    solutions = Bool(False, help="Of solutions/, with answers and outputs, in build/pages-solutions.").tag(config=True)
    flags: ClassVar[dict[str, tuple[dict[str, dict[str, bool]], str]]] = {
        "solutions": ({"PagesApp": {"solutions": True}}, "of solutions/, with answers, in build/pages-solutions")
    }

    def run(self) -> None:
        """Make all pages and name them."""
        found = lessons.lessons(self.root, None if self.solutions else "lessons")
        folder = self.folder / "build" / ("pages-solutions" if self.solutions else "pages")
        for each in page.write(found, folder, page.PageExporter(config=self.config)):
            print(each.relative_to(self.folder))


class WatchApp(CourseApp):
    """Keep a lesson as its author saves it."""

    name = "autograder-watch"
    takes_lessons = True
    description = "At each save of a lesson, by its name or number: run it, make its lessons/, check it, make a page."

    def run(self) -> None:
        """Go round until the keyboard stops it."""
        if len(self.extra_args) != 1:
            known = ", ".join(each.name for each in lessons.lessons(self.root))
            raise UsageError(f"which lesson? make watch LESSON=1, or its whole name; the lessons are: {known}")
        watch.Watch(self.extra_args[0], self.root, self.config).run()
