"""Runs, releases, checks and exports a lesson whenever it is saved, for its author: `make watch LESSON=1`.

Saved means: the lesson's notebook, or a module anywhere in solutions/, has changed on disk. A round writes the notebook
back with its outputs, lessons/LESSON and the start page's list of lessons, and the page build/watch/LESSON.html.
"""

import subprocess
import sys
import time
from functools import cached_property
from pathlib import Path

import nbformat
from traitlets.config import Config

from autograder import text
from autograder.course import lessons, outputs, page, release
from autograder.course.convert import source_directory
from autograder.course.lessons import Lesson
from autograder.course.source import read_notebook
from autograder.errors import LessonError
from autograder.files import replace

PAGES = "build/watch"
# Seconds between two looks at the files.
PAUSE = 0.5


# What tells one content of a file from another: its time and size; None where there is no file.
Stamp = tuple[int, int] | None


def stamp(path: Path) -> Stamp:
    """Return the stamp of a file."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size


class Watch:
    """Watches one lesson, all its notebooks."""

    def __init__(self, name: str, root: str | Path, config: Config) -> None:
        """name: the lesson's name, or its number; root: the course's folder."""
        self.root, self.config, self.source = Path(root), config, source_directory(config)
        self.name = lessons.lesson(name, root, self.source).name
        self.seen: dict[Path, Stamp] = {}

    @cached_property
    def exporter(self) -> page.PageExporter:
        """What makes the page, made once: it takes a second."""
        return page.PageExporter(config=self.config)

    def stamps(self) -> dict[Path, Stamp]:
        """Return the stamps of the files that are watched."""
        source = self.root / self.source
        paths = [*(source / self.name).glob("*.ipynb"), *source.rglob("*.py")]
        return {path: stamp(path) for path in paths if not path.name.startswith(".")}

    def run(self) -> None:
        """Go round at once and after each save, one line each, until the keyboard stops it."""
        try:
            while True:
                if self.has_changed():
                    text.say(self.round())
                time.sleep(PAUSE)
        except KeyboardInterrupt:
            return

    def has_changed(self) -> bool:
        """Tell whether a file has changed since this last said so."""
        before, self.seen = self.seen, self.stamps()
        return before != self.seen

    def round(self) -> str:
        """Run, release, check and export the lesson once; return what to say of it, in one line."""
        start = time.perf_counter()
        try:
            done = self.steps()
        except LessonError as error:
            done = [text.shown(error, 1000)]
        except (ValueError, OSError) as error:  # half a notebook, while an editor writes it
            done = [f"the notebook cannot be read ({text.told(error)})"]
        return f"{self.name}: {', '.join(done)} ({time.perf_counter() - start:.1f} s)"

    def steps(self) -> list[str]:
        """Take the steps of a round; return what was done. Raises LessonError where one cannot be taken."""
        parts = lessons.parts(self.name, self.root, self.source)
        exercises = sum(len(each.exercises) for each in parts)  # with a line where a part's cells do not fit together
        if not all(self.store(each) for each in parts):
            return ["saved again while it ran"]  # what was written meanwhile is the author's; the next round is its
        every = lessons.lessons(self.root, self.source)
        changed = release.release_one(parts[0], every, self.root / "lessons", self.config)
        pages = page.write(parts, self.root / PAGES, self.exporter)
        released = "lessons/ written" if changed else "lessons/ as it was"
        told = ", ".join(str(each.relative_to(self.root)) for each in pages)
        return [f"{exercises} exercises run", released, self.lint(parts), told]

    def store(self, lesson: Lesson) -> bool:
        """Run a notebook and write it back with its outputs, unless it was saved meanwhile; tell whether it was not."""
        before = lesson.path.read_bytes()
        notebook = outputs.executed(lesson, read_notebook(before, str(lesson.path)))
        if lesson.path.read_bytes() != before:
            return False
        after = nbformat.writes(notebook) + "\n"
        if after.encode() != before:
            replace(lesson.path, after)
            self.seen[lesson.path] = stamp(lesson.path)
        return True

    def lint(self, parts: list[Lesson]) -> str:
        """Return what ruff says of the notebooks and the modules beside them, in a few words."""
        paths = [*(each.path for each in parts), *parts[0].path.parent.glob("*.py")]
        command = [sys.executable, "-m", "ruff", "check", "--quiet", "--output-format=concise", *map(str, paths)]
        found = subprocess.run(command, cwd=self.root, capture_output=True, text=True)
        if not found.returncode:
            return "ruff finds nothing"
        first, *more = (found.stdout + found.stderr).strip().splitlines() or ["failed"]
        return f"ruff: {text.shown(first)}" + (f" and {len(more)} more" if more else "")
