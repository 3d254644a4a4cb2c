"""All that a lesson gives to each of its submissions, made once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.utils import is_grade

from autograder.bank import fingerprints, mistakes
from autograder.bank.controls import Control
from autograder.cells import MARK, columns, grade_id_of, is_test, language_of, owners, points
from autograder.course import skeleton
from autograder.course.lessons import Lesson
from autograder.errors import LessonError, attempt
from autograder.execute.job import Job
from autograder.files import read_json
from autograder.judge.report import Needs
from autograder.prepare.idle import idle_cells
from autograder.prepare.needs import needs
from autograder.prepare.rebuild import Prepared
from autograder.record import basis, feedback, requested
from autograder.record.state import Judged
from autograder.sandbox.visible import LARGEST, MOST
from autograder.settings import Settings
from autograder.verdicts import LIKELY


class Rubric:
    """What the submissions of one notebook of a lesson have in common. Each part is made when it is first asked for.

    siblings: the file names of the lesson's other notebooks; key: the name that its files are kept under.
    """

    def __init__(self, lesson: Lesson, settings: Settings, siblings: Iterable[str] = ()) -> None:
        """Nothing is made yet."""
        self.lesson, self.settings, self.siblings = lesson, settings, frozenset(siblings)
        self.name, self.notebook = lesson.name, lesson.path.stem
        self.key = f"{self.name}/{self.notebook}" if self.siblings else self.name

    @property
    def rehearsed(self) -> Path:
        """Where it is kept what came of the lesson's rehearsal."""
        return self.settings.state / f"{self.key}.rehearsed.json"

    def state_path(self, student: str) -> Path:
        """Return where the state of a student's submission is kept."""
        return self.settings.state / student / f"{self.key}.json"

    @cached_property
    def skeleton(self) -> NotebookNode:
        """The notebook that submissions are rebuilt on; raises LessonError where none can be made."""
        return skeleton.make(self.lesson, self.settings.config)

    @cached_property
    def visible(self) -> dict[str, str]:
        """{grade_id: source} of the tests as students have them."""
        return skeleton.visible_tests(self.skeleton, self.settings.config)

    @cached_property
    def tests(self) -> dict[str, str]:
        """{grade_id: source} of the tests, whole."""
        return {cell.metadata.nbgrader.grade_id: cell.source for cell in self.skeleton.cells if is_test(cell)}

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        """{exercise: the grade_ids of what gives its points}, in order."""
        return columns(self.lesson.notebook)

    @cached_property
    def points(self) -> dict[str, float]:
        """{exercise: its points}, in order."""
        return points(self.lesson.notebook)

    @cached_property
    def parts(self) -> requested.Parts:
        """{grade_id of an answer: the grade_ids of what gives its points}."""
        return requested.parts(self.lesson.notebook)

    @cached_property
    def others(self) -> tuple[NotebookNode, ...]:
        """The lesson's other notebooks, by their names, those that can be read."""
        paths = [self.lesson.path.with_name(each) for each in sorted(self.siblings)]
        tried = [attempt(getattr, Lesson(self.name, path), "notebook")[0] for path in paths]
        return tuple(each for each in tried if each is not None)

    @cached_property
    def controls(self) -> dict[str, tuple[Control, ...]]:
        """{grade_id: the control runs that the bank has stored for it, the first to be tried first}."""
        bank = self.settings.bank
        stocks = {key: bank.controls(self.name, key, source) for key, source in self.tests.items()}
        return {key: each for key, each in stocks.items() if each}

    @cached_property
    def found(self) -> dict[str, tuple[Control, ...]]:
        """{grade_id: the control runs that a rehearsal has found for it}."""
        return kept_controls(read_json(self.rehearsed) or {}, self.tests)

    @cached_property
    def in_place(self) -> dict[str, str]:
        """{grade_id: why} of the tests that a rehearsal has found to run only where the answer is."""
        kept = (read_json(self.rehearsed) or {}).get("in_place")
        return dict(kept) if isinstance(kept, dict) else {}

    @cached_property
    def fixed(self) -> list[str]:
        """The grade_ids of the tests that a rehearsal has found to pass a right answer on the author's inputs alone."""
        kept = (read_json(self.rehearsed) or {}).get("fixed")
        return list(kept) if isinstance(kept, list) else []

    @cached_property
    def needs(self) -> dict[str, Needs]:
        """{grade_id: what the judge needs for it} of the tests; none where nothing is judged apart."""
        return needs(self.skeleton) if self.settings.judge and language_of(self.skeleton) == "python" else {}

    @property
    def judged(self) -> dict[str, Needs]:
        """Those of the tests that are judged apart."""
        return {key: each for key, each in self.needs.items() if key not in self.in_place}

    @cached_property
    def guarded(self) -> frozenset[str]:
        """The grade_ids of the tests that pass only with a control run: all of a lesson that the bank knows."""
        return frozenset(self.tests if self.settings.bank.is_guarded(self.name, self.tests) else ())

    @cached_property
    def files(self) -> dict[str, bytes]:
        """{path from the notebook: content} of what lies beside it; raises LessonError where that is too much."""
        folder = self.lesson.path.parent
        found: dict[str, bytes] = {}
        for path in sorted(folder.rglob("*")):
            # What the bank knows is named by all that an answer's checks say, and not by the first of them alone.
            told = path.suffix == ".ipynb" or path.name == mistakes.NAME
            if path.is_file() and not told and not basis.SKIPPED & set(path.parts):
                found[str(path.relative_to(folder))] = b"" if path.stat().st_size > LARGEST else path.read_bytes()
                size = sum(map(len, found.values()))
                if path.stat().st_size > LARGEST or size > LARGEST or len(found) > MOST:
                    most = f"{MOST} files or {LARGEST // 10**6} MB beside the notebook (at {path.name})"
                    raise LessonError(f"{folder}: more than {most}; move them to data/")
        return found

    @property
    def beside(self) -> tuple[str, ...]:
        """The names of what the lesson has beside this notebook: its other notebooks, and files."""
        return (*self.siblings, *(Path(each).name for each in self.files))

    @cached_property
    def common(self) -> dict[str, Any]:
        """The arguments of Job that are the same for each submission, but for the control runs."""
        own, bank = {Path(each).parts[0] for each in self.files}, self.settings.bank
        return {
            "names": {key: name for key, source in self.tests.items() if (name := bank.name(key, source))},
            "visible": {key: source for key, source in self.visible.items() if self.tests.get(key, source) != source},
            "owners": owners(self.skeleton),
            "guarded": self.guarded,
            "limits": self.settings.limits,
            "kernel_name": self.skeleton.metadata.get("kernelspec", {}).get("name", "python3"),
            "config": self.settings.kernel,
            "files": self.files,
            # A folder of the lesson's own comes before one of the same name that the course shares.
            "folders": {name: path for name, path in self.settings.folders.items() if name not in own},
        }

    @cached_property
    def basis(self) -> dict[str, str]:
        """What the marks depend on beside the submissions, see basis.py."""
        settings = self.settings
        banked = settings.bank.folders(self.name, self.columns)
        linked = [str(settings.root / name) for name in settings.linked]
        return basis.of(self.lesson, banked, settings.config, settings.limits, linked, [settings.lean, settings.judge])

    def job(self, prepared: Prepared, idle: Iterable[str] | None = None) -> Job:
        """Return the execute step's job for a submission; idle: ids of the cells to leave out, where known."""
        if idle is None:
            idle = idle_cells(prepared.notebook, self.skeleton) if self.settings.lean else ()
        return Job(
            nbformat.writes(prepared.notebook),
            plain=nbformat.writes(prepared.plain) if prepared.plain else "",
            idle=frozenset(idle),
            controls=self.controls | self.found,
            judged=self.judged,
            fixed=frozenset(self.fixed),
            seed=secrets.randbelow(2**31) if self.settings.seed is None else self.settings.seed,
            **self.common,
        )

    def explain(
        self, executed: NotebookNode, tests: Mapping[str, Judged], traces: Mapping[str, Any]
    ) -> dict[str, Judged]:
        """Note in the test cells of an executed notebook what its student is told; return tests with their mistakes."""
        named = self.name_mistakes(executed, traces)
        done = {key: fingerprints.same(each) for key, each in traces.items()}
        known = {key: replace(each, mistake=named.get(key, ""), trace=done.get(key, "")) for key, each in tests.items()}
        for cell in executed.cells:
            if is_grade(cell) and (tested := known.get(cell.metadata.nbgrader.grade_id)):
                test_id, bank = cell.metadata.nbgrader.grade_id, self.settings.bank
                told = feedback.label(test_id, cell, tested, tested.mistake, bank)
                cell.metadata[MARK] = cell.metadata.get(MARK, {}) | told.plain()
        return known

    def name_mistakes(self, executed: NotebookNode, traces: Mapping[str, Any]) -> dict[str, str]:
        """Add the mistakes that the bank knows to the failed test cells; return {grade_id: mistake}."""
        named = {}
        for cell in executed.cells:
            test_id = grade_id_of(cell) or ""
            if test_id in traces and (words := self.settings.bank.mistake(test_id, cell.source, traces[test_id])):
                named[test_id] = words
                cell.outputs.append(new_output("display_data", {"text/plain": LIKELY + words}))
        return named


def kept_controls(kept: Mapping[str, Any], tests: Mapping[str, str]) -> dict[str, tuple[Control, ...]]:
    """Return {grade_id: control runs} that a rehearsal has kept, of the tests whose source is still the same."""
    found = {}
    for test_id, entry in kept.get("controls", {}).items():
        if test_id in tests and entry["test"] == fingerprints.digest(tests[test_id]):
            found[test_id] = tuple(Control(**each) for each in entry["controls"])
    return found
