"""How many failures have a name before and after answers join the bank, and how many of the names are wrong.

`nice python -m autograder.tests.adoption FOLDER 11` says it of two classes with 11 changed answers to each exercise,
which takes an hour on two cores; what is known it keeps in FOLDER, and goes on from there. "silent" as a third word
leaves out what checks name by themselves: then all names are the bank's.

What came of each answer is known (simulated.py); from there on all is the grader's own: what a student reads is what
rubric.explain() notes, groups are the report's, and they join the bank as `adopt` lets them.
"""

import json
import os
import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat.v4 import new_output
from nbgrader.utils import is_solution

from autograder.bank import heard
from autograder.bank.outcomes import Outcome
from autograder.bank.survey import Survey
from autograder.cells import MARK, is_test
from autograder.course import lessons as course
from autograder.execute.scoring import in_one_line
from autograder.record import tables
from autograder.record.graded import Graded, Points
from autograder.record.state import Judged
from autograder.report import mistakes, stored
from autograder.report.people import Mask
from autograder.review import adopted
from autograder.review.adopted import Adoption
from autograder.review.draft import draft
from autograder.review.trial import Trial
from autograder.review.unnamed import Unnamed
from autograder.rubric import Rubric
from autograder.settings import Settings
from autograder.tests import ROOT, behaviour
from autograder.tests.behaviour import Said
from autograder.tests.simulated import Wrong, done, of, silent
from autograder.verdicts import LIKELY, Verdict

COPIED = ("solutions", "nbgrader_config.py", "README.md", "autograder/bank")
NOBODY = Mask([], {}, "")


def copy(root: Path, to: Path) -> Path:
    """Return a copy of what a course's bank is made of and with."""
    for name in COPIED:
        place = to / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if (root / name).is_dir():
            shutil.copytree(root / name, place, symlinks=True)
        else:
            shutil.copy(root / name, place)
    (to / "data").symlink_to(root / "data")
    return to


@dataclass
class Told:
    """What a student is told of one test that refused the answer.

    name: the mistake's, "" for none; by: "check" where the check names it by itself, else "bank".
    """

    wrong: Wrong
    test: str
    name: str
    by: str
    hidden: bool


@dataclass
class Figures:
    """How many failures there are in exercises, how many have a name, by whom, and the ones that are wrong."""

    told: list[Told] = field(default_factory=list)
    wrongly: list[Told] = field(default_factory=list)

    def line(self, what: str) -> str:
        """Return them as a line. A student's failure in an exercise counts once, and is named where one test is."""
        best: dict[int, str] = {}
        for each in self.told:
            ranks = ("", "check", "bank")
            best[id(each.wrong)] = max(best.get(id(each.wrong), ""), each.by, key=ranks.index)
        by = [*best.values()]
        bank, check, n = by.count("bank"), by.count("check"), len(by)
        wrongly = len({id(each.wrong) for each in self.wrongly})
        return (
            f"{what}: {bank + check} of {n} failures named ({(bank + check) / max(n, 1):.1%}): {check} by the check "
            f"itself, {bank} by the bank, of these {wrongly} wrongly; {n - bank - check} without a name"
        )


class Course:
    """A copy of the course, whose bank learns."""

    def __init__(self, root: Path, kept: Path) -> None:
        """kept: where it is stored what answers of the bank do."""
        self.root, self.kept = root, kept
        self.settings = Settings.load(root)
        self.does: dict[str, list[Said] | None] = pickle.loads(kept.read_bytes()) if kept.is_file() else {}
        self.joined: dict[str, list[Said] | None] = {}
        self.refresh()

    def refresh(self) -> None:
        """Read the bank as it is now."""
        self.survey = Survey(self.root, self.settings.bank)
        self.rubrics = {each.name: Rubric(each, self.settings) for each in course.lessons(self.root)}

    def judged(self, wrong: Wrong) -> tuple[dict[str, Judged], dict[str, dict[str, str]]]:
        """Return {test: what it came to}, and {test: what its student is told}, as the grader has it."""
        lesson, rubric = self.survey.lessons[wrong.lesson], self.rubrics[wrong.lesson]
        refused = {
            key: lesson.refusal(key, check, wrong.again.get(key)) for key, check in wrong.checks.items() if check.error
        }
        answer = next(each for each in self.survey.answers if each.exercise == wrong.exercise)
        messages = self.survey.messages(answer, Outcome("", refused), {})
        tests: dict[str, Judged] = {}
        traces, outputs = {}, {}
        for key, visible, said in messages:
            name, _, text = said.partition(": ")
            output = new_output("error", ename=name, evalue=text, traceback=[])
            outputs[key] = [output]
            check = wrong.checks[key]
            tests[key] = Judged(Verdict.FAILED, 0.0, 1.0, reason=in_one_line(output), hidden=not visible)
            trace = check.trace if visible and LIKELY not in said else None
            trace = trace if visible else heard.trace(name, text, check.told)
            if trace:
                traces[key] = trace
        cells = [nbformat.from_dict(dict(each)) for each in rubric.skeleton.cells if is_test(each)]
        for cell in cells:
            cell.outputs = outputs.get(cell.metadata.nbgrader.grade_id, [])
        executed = nbformat.v4.new_notebook(cells=cells)
        known = rubric.explain(executed, tests, traces)
        return known, {cell.metadata.nbgrader.grade_id: cell.metadata.get(MARK, {}) for cell in cells}

    def told(self, wrong: Wrong) -> list[Told]:
        """Return what a student is told of each test that refused the answer."""
        bank = {each.mistake for each in self.survey.of(wrong.lesson) if not each.is_right}
        known, labels = self.judged(wrong)
        found = []
        for key, each in known.items():
            said = labels[key]["message"]
            name = labels[key]["mistake"] or (said.rpartition(LIKELY)[2] if LIKELY in said else "")
            by = "bank" if name and set(name.split(" Or: ")) <= bank else "check" if name else ""
            found.append(Told(wrong, key, name, by, each.hidden))
        return found

    def figures(self, wrongs: Sequence[Wrong]) -> Figures:
        """Return how many are named, and which wrongly."""
        found = Figures([told for each in wrongs for told in self.told(each)])
        found.wrongly = [each for each in found.told if each.by == "bank" and not self.is_true(each)]
        return found

    def is_true(self, told: Told) -> bool:
        """Tell whether an answer of the bank that has the name does what the answer does, on inputs of no test."""
        wrong, names = told.wrong, told.name.split(" Or: ")
        return any(
            behaviour.same(wrong.does, self.doing(each.lesson, each.exercise, each.source))
            for each in self.survey.of(wrong.lesson)
            if each.exercise == wrong.exercise and not each.is_right and each.mistake in names
        )

    def doing(self, lesson: str, exercise: str, source: str) -> list[Said] | None:
        """Return what an answer of the bank does."""
        key = f"{lesson}/{exercise}/{source}"
        if key in self.joined:
            return self.joined[key]
        if key not in self.does:
            self.does[key] = done(lesson, exercise, source, self.root)
            self.kept.write_bytes(pickle.dumps(self.does))
        return self.does[key]

    def groups(self, wrongs: Sequence[Wrong]) -> list[tuple[Unnamed, list[Wrong]]]:
        """Return the groups without a name of a class, each with its members, as the report numbers them."""
        entries, by = [], {}
        for number, wrong in enumerate(wrongs):
            student = f"s{number:04}"
            by[student] = wrong
            known, _ = self.judged(wrong)
            points = {wrong.exercise: Points(0.0, 1.0)}
            entries.append(tables.entry(Graded(student, wrong.lesson, points, tests=known)))
        lessons: dict[str, list] = {}
        for each in course.lessons(self.root):
            lessons.setdefault(each.name, []).append(each)
        plans = stored.plans(lessons, entries)
        found = []
        for name, plan in plans.items():
            mine = [each for each in entries if each["lesson"] == name]
            found += [(plan, each) for each in mistakes.of_lesson(plan.items, mine)]
        mistakes.numbered([[each for _, each in found]])
        unnamed = [Unnamed(plan, each) for plan, each in found if each.number]
        return [(each, [by[student] for student in each.group.students]) for each in unnamed]

    def adopt(self, wrongs: Sequence[Wrong], least: int) -> list[Adoption]:
        """Let answers of all groups of at least so many join, as `adopt --least` does, and MISTAKE= where one must."""
        done: list[Adoption] = []
        for group, members in self.groups(wrongs):
            if group.count >= least:
                trial = Trial(group, [])
                for each in sorted(members, key=lambda each: (len(each.source), each.source)):
                    if not trial.source:
                        trial.take(each.source, each.checks, each.again)
                done.append(Adoption(group, trial))
        for each in done:
            rights = [
                other.source for other in self.survey.of(each.group.plan.name) if other.exercise == each.group.exercise
            ]
            looked = each.trial.source and each.trial.only_hidden
            words = draft(each.trial.said, each.trial.source, rights) if looked else ""
            adopted.prepare(each, self.survey, words, NOBODY)
        wanted = [each for each in done if not each.why]
        if wanted:
            adopted.written(self.settings, self.survey, wanted)
        known = {each.source: each.does for each in wrongs}
        for each in wanted:
            if each.answer:
                key = f"{each.answer.lesson}/{each.answer.exercise}/{each.answer.source}"
                self.joined[key] = known[each.trial.source]
        self.refresh()
        return done


def hand_in(root: Path, wrongs: Sequence[Wrong]) -> dict[str, dict[str, Wrong]]:
    """Hand in wrong answers, one to each exercise of a notebook; return {student: {exercise: answer}}."""
    found: dict[str, dict[str, Wrong]] = {}
    for wrong in wrongs:
        place = 0
        while wrong.exercise in found.setdefault(f"{wrong.lesson}-{place}", {}):
            place += 1
        found[f"{wrong.lesson}-{place}"][wrong.exercise] = wrong
    for student, answers in found.items():
        lesson = course.lesson(next(iter(answers.values())).lesson, root)
        notebook = nbformat.from_dict(dict(lesson.notebook))
        for cell in notebook.cells:
            if is_solution(cell) and (grade_id := cell.metadata.nbgrader.grade_id) in answers:
                cell.source = answers[grade_id].source
            cell.source = re.sub(r"### BEGIN HIDDEN.*?### END HIDDEN TESTS", "", cell.source, flags=re.DOTALL)
        path = root / "submitted" / student / lesson.name / lesson.path.name
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
    return found


def graded_for_real(where: Course, wrongs: Sequence[Wrong]) -> tuple[int, list[str]]:
    """Grade wrong answers in the sandbox; return how many were compared, and a line for each told otherwise there.

    An answer that ends otherwise there (a right one of its notebook calls it, say) is compared by what it was told.
    """
    handed_in, lines, count = hand_in(where.root, wrongs), [], 0
    line = [sys.executable, "-m", "autograder", "grade"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(line, cwd=where.root, env=env, check=True, capture_output=True, timeout=1800)
    for entry in json.loads((where.root / "run.json").read_text(encoding="utf-8")):
        mine = [each for each in handed_in[entry["student"]].values() if each.lesson == entry["lesson"]]
        for wrong in mine:
            for told in where.told(wrong):
                judged = entry["tests"][told.test]
                name = judged["mistake"] or mistakes.name_of(judged)
                count += 1
                if name != told.name:
                    lines.append(f"{wrong.exercise} at {told.test}: {name!r}, not {told.name!r} ({judged['reason']})")
    return count, lines


def measure(root: Path, folder: Path, one: Sequence[Wrong], other: Sequence[Wrong], say: Callable[[str], None]) -> None:
    """Say the figures of a class, and of another one, before and after a round of adopting in the first."""
    for least in (0, 1, 2, 3):
        where = Course(copy(root, folder / f"least-{least}"), folder / "does.pickle")
        what = "before" if not least else "after all groups" if least == 1 else f"after groups of {least} or more"
        if least:
            found = where.adopt(one, least)
            joined = [each for each in found if each.answer]
            say(f"{what}: {len(joined)} of {len(found)} groups adopted")
            for each in found:
                if not each.answer:
                    say(f"    not {each.group.group.text!r}: {each.why}")
        for name, wrongs in (("the same class", one), ("a fresh class", other)):
            figures = where.figures(wrongs)
            say(figures.line(f"{what}, {name}"))
            for each in figures.wrongly:
                say(f"    wrongly: {each.wrong.exercise} at {each.test}: {each.name}")


def main(folder: Path, number: int, *words: str) -> None:
    """Measure the course that this package is a part of."""
    folder.mkdir(parents=True, exist_ok=True)
    data = Settings.load(ROOT).bank.data
    assert data is not None
    classes = [of(ROOT, data, seed, number, folder / f"class-{seed}.pickle") for seed in (1, 2)]
    if "silent" in words:
        classes = [[silent(each) for each in wrongs] for wrongs in classes]
    for place in folder.glob("least-*"):
        shutil.rmtree(place)
    measure(ROOT, folder, *classes, say=lambda line: print(line, flush=True))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
