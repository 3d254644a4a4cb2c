"""Grades the whole bank of answers: the table that README.md carries, and the fingerprints of the wrong ones."""

import multiprocessing
import os
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from autograder import bank, control, course, fingerprints
from autograder.errors import BankError

BEGIN, END = "<!-- made by `make bank` -->", "<!-- end -->"


def grade(answer, root=course.ROOT):
    """Return {test cell's grade_id: bank.Check} for one answer; raises BankError for a malformed file."""
    answer.check()
    exercises = {each.name: each for each in course.lesson(answer.lesson, root).exercises}
    if answer.exercise not in exercises:
        known = ", ".join(exercises)
        raise BankError(f"{answer.path.parent}: {answer.lesson} has no such exercise; it has: {known}")
    return bank.run(course.lesson(answer.lesson, root), exercises[answer.exercise], answer.source)


def grade_all(answers, root=course.ROOT):
    """Yield (answer, checks, checks seen by another process or None) for each answer, on two processes.

    Wrong answers are graded by both: what differs there, by Python's salted hash or a clock, is no fingerprint.
    """
    for answer in answers:
        answer.check()
    with process("1") as one, process("2") as two:
        jobs = []
        for place, answer in enumerate(answers):
            first, second = (one, two) if place % 2 else (two, one)
            again = None if answer.is_right else second.submit(grade, answer, root)
            jobs.append((answer, first.submit(grade, answer, root), again))
        for answer, first, again in jobs:
            yield answer, first.result(), again and again.result()


def process(salt):
    """Return an executor of one new process, whose str hashes have that salt."""
    before = os.environ.get("PYTHONHASHSEED")
    os.environ["PYTHONHASHSEED"] = salt
    try:
        executor = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        executor.submit(os.getpid).result()
    finally:
        os.environ.pop("PYTHONHASHSEED")
        if before is not None:
            os.environ["PYTHONHASHSEED"] = before
    return executor


def failures(answer, checks):
    """Return the errors of the tests that refused an answer, and whether one has the words promised."""
    errors = [check.error for check in checks.values() if check.error]
    return errors, not answer.is_right and any(answer.message in error for error in errors)


def fingerprint(answer, checks, again, exercise):
    """Return {test cell's grade_id: trace} for a wrong answer, of the tests where two runs left the same trace."""
    found = {}
    for test in exercise.tests:
        test_id = test.metadata.nbgrader.grade_id
        trace, other = checks[test_id].trace, again[test_id].trace
        if trace and other and fingerprints.alike(trace, other):
            found[test_id] = trace
    return found


def recognised(answer, exercise):
    """Tell whether one of the stored traces of a wrong answer leads to its mistake."""
    stored = fingerprints.load(answer.path.parent)
    for test in exercise.tests:
        test_id = test.metadata.nbgrader.grade_id
        trace = stored.get(test_id, {"traces": {}})["traces"].get(answer.path.stem)
        if trace and answer.mistake in fingerprints.mistake(test_id, test.source, trace):
            return True
    return False


def store_fingerprints(results, lessons):
    """Write the fingerprints of every exercise from the results of grade_all, beside its answers."""
    by_exercise, folders = defaultdict(dict), {}
    exercises = {(lesson.name, each.name): each for lesson in lessons for each in lesson.exercises}
    for answer, checks, again in results:
        key = answer.lesson, answer.exercise
        entries, folders[key] = by_exercise[key], answer.path.parent
        for test in exercises[key].tests:
            new = {"test": fingerprints.digest(test.source), "traces": {}}
            entries.setdefault(test.metadata.nbgrader.grade_id, new)
        if not answer.is_right:
            for test_id, trace in fingerprint(answer, checks, again, exercises[key]).items():
                entries[test_id]["traces"][answer.path.stem] = trace
    for key, found in by_exercise.items():
        fingerprints.store(folders[key], found)
    fingerprints.known.cache_clear()
    control.stocks.cache_clear()


def table(results, lessons):
    """Return the table of the bank in Markdown: a row an exercise, then the sum.

    results: pairs (answer, checks).
    """
    exercises = {(lesson.name, each.name): each for lesson in lessons for each in lesson.exercises}
    counts = {key: [0] * 6 for key in exercises}
    for answer, checks in results:
        key = answer.lesson, answer.exercise
        row = counts[key]
        errors, named = failures(answer, checks)
        if answer.is_right:
            row[0] += not errors
            row[1] += 1
        else:
            row[2] += bool(errors)
            row[3] += 1
            row[4] += named
            row[5] += recognised(answer, exercises[key])
    lines = ["| exercise | right accepted | wrong refused | named by the message | known by its fingerprint |"]
    lines += ["|---|---|---|---|---|"]
    counts["all", ""] = [sum(column) for column in zip(*counts.values(), strict=True)]
    for (lesson, name), (accepted, right, refused, wrong, named, known) in counts.items():
        label = f"{lesson.partition('-')[0]} `{name}`" if name else "all"
        cells = [f"{accepted} / {right}", *(f"{number} / {wrong}" for number in (refused, named, known))]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def carried(readme):
    """Return the table that a README carries; raises BankError when its two marks are not there."""
    text = Path(readme).read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        raise BankError(f"{readme}: the lines {BEGIN} and {END}, between which the bank's table stands, are missing")
    return text.split(BEGIN)[1].split(END)[0].strip()


def put(readme, new):
    """Replace the table that a README carries."""
    old, text = carried(readme), Path(readme).read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    if old != new:
        Path(readme).write_text(f"{before}{BEGIN}\n\n{new}\n\n{END}{after}", encoding="utf-8")
