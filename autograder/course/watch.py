"""Runs, releases, checks and exports a lesson whenever it is saved, for its author: `make watch LESSON=1`.

Saved means: the lesson's notebook, or a module anywhere in solutions/, has changed on disk. A round writes the notebook
back with its outputs, lessons/LESSON, and the page build/watch/LESSON.html.
"""

import subprocess
import sys
import time
from functools import cached_property
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter

from autograder import text
from autograder.course import lessons, outputs, release
from autograder.errors import LessonError
from autograder.files import replace

PAGES = "build/watch"
# Seconds between two looks at the files.
PAUSE = 0.5


def stamp(path):
    """Return what tells one content of a file from another; None where there is none."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size


class Watch:
    """Watches one lesson."""

    def __init__(self, name, root, config):
        """name: the lesson's name, or its number; root: the course's folder; config: nbgrader's configuration."""
        self.root, self.config = Path(root), config
        self.name = lessons.lesson(name, root).name
        self.seen = {}

    @cached_property
    def exporter(self):
        """What makes the page, made once: it takes a second."""
        return HTMLExporter()

    def stamps(self):
        """Return {path: stamp} of the files that are watched."""
        source = self.root / "solutions"
        paths = [*(source / self.name).glob("*.ipynb"), *source.rglob("*.py")]
        return {path: stamp(path) for path in paths if not path.name.startswith(".")}

    def run(self):
        """Go round at once and after each save, one line each, until the keyboard stops it."""
        try:
            while True:
                if self.has_changed():
                    text.say(self.round())
                time.sleep(PAUSE)
        except KeyboardInterrupt:
            return

    def has_changed(self):
        """Tell whether a file has changed since this last said so."""
        before, self.seen = self.seen, self.stamps()
        return before != self.seen

    def round(self):
        """Run, release, check and export the lesson once; return what to say of it, in one line."""
        start = time.perf_counter()
        try:
            done = self.steps()
        except LessonError as error:
            done = [text.shown(error, 1000)]
        except (ValueError, OSError) as error:  # half a notebook, while an editor writes it
            done = [f"the notebook cannot be read ({text.told(error)})"]
        return f"{self.name}: {', '.join(done)} ({time.perf_counter() - start:.1f} s)"

    def steps(self):
        """Take the steps of a round; return what was done. Raises LessonError where one cannot be taken."""
        lesson = lessons.lesson(self.name, self.root)
        exercises = len(lesson.exercises)  # with a line where headings, starters and tests do not fit together
        before = lesson.path.read_text(encoding="utf-8")
        notebook = outputs.executed(lesson, nbformat.reads(before, as_version=4))
        if lesson.path.read_text(encoding="utf-8") != before:
            return ["saved again while it ran"]  # what was written meanwhile is the author's; the next round is its
        after = nbformat.writes(notebook) + "\n"
        if after != before:
            replace(lesson.path, after)
            self.seen[lesson.path] = stamp(lesson.path)
        changed = release.release_one(lessons.lesson(self.name, self.root), self.root / "lessons", self.config)
        body, _ = self.exporter.from_notebook_node(notebook)
        page = self.root / PAGES / f"{self.name}.html"
        replace(page, body)
        released = "lessons/ written" if changed else "lessons/ as it was"
        return [f"{exercises} exercises run", released, self.lint(lesson), str(page.relative_to(self.root))]

    def lint(self, lesson):
        """Return what ruff says of the notebook and the modules beside it, in a few words."""
        paths = [lesson.path, *lesson.path.parent.glob("*.py")]
        command = [sys.executable, "-m", "ruff", "check", "--quiet", "--output-format=concise", *map(str, paths)]
        found = subprocess.run(command, cwd=self.root, capture_output=True, text=True)
        if not found.returncode:
            return "ruff finds nothing"
        first, *more = (found.stdout + found.stderr).strip().splitlines() or ["failed"]
        return f"ruff: {text.shown(first)}" + (f" and {len(more)} more" if more else "")
