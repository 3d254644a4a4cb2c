"""The lesson is graded first: its own solution earns full marks and its untouched release none, or nobody is graded.

Both go through the very engine, configuration and executor that students' work goes through, so that what is wrong with
the machine or with the lesson is told once, in one line, and is no student's mark. What came of it is kept beside the
other state of a run, and believed as long as nothing has changed that a mark depends on.

The solution also proves the control runs (see controls.py): each of its tests, having passed, must refuse the wrong
answer that is stored for it. Where none is stored for a test as it stands today, or that one is refused no more, the
wrong answers of the bank are tried, and those that are refused are kept. A test for which none is has no control run:
what passes it is held.
"""

import contextlib
import hashlib
import json
import os
import sys
from dataclasses import asdict, replace
from importlib import metadata
from pathlib import Path

import nbformat
from nbgrader.utils import is_grade
from traitlets import List, Unicode
from traitlets.config import Configurable

from autograder import basis
from autograder.bank import fingerprints
from autograder.bank.bank import Bank
from autograder.bank.controls import Control
from autograder.cells import is_test
from autograder.errors import AutograderError, RehearsalError
from autograder.execute.base import CONTROLS
from autograder.execute.job import alone, merged
from autograder.execute.run import execute
from autograder.files import read_json, write_json
from autograder.prepare import notebook as prepare
from autograder.prepare.rebuild import prepared
from autograder.sandbox import causes, provisioner, settings, temporary, visible
from autograder.verdicts import Verdict

# How often the solution is run with other wrong answers, CONTROLS a test each time, until each test has its control.
ROUNDS = 12


class Rehearsal(Configurable):
    """The settings, as c.Rehearsal in nbgrader_config.py."""

    exempt = List(
        Unicode(), help="grade_ids of tests that the solution need not pass, and the untouched release may."
    ).tag(config=True)


def rehearse(grading, lesson, executor, force=False):
    """Grade a lesson's own solution and release; return the grade_ids of its tests that have no control run.

    grading: a grading.Grading, whose jobs have the control runs that were found after that; executor: the run's own;
    force: though nothing has changed. Raises RehearsalError, in one line, with the likely cause.
    """
    try:
        full = causes.no_room(temporary.short(), grading.root)
        if full:
            raise RehearsalError(full)
        solution, release = job(grading, lesson, solved(lesson)), job(grading, lesson, released(grading, lesson))
        digest = digest_of(solution, release, executor, grading.lean, Bank(config=grading.config))
        path = kept_at(grading.state, lesson.name)
        kept = read_json(path)
        if force or not kept or kept.get("digest") != digest:
            unguarded, found = perform(grading, lesson, solution, release, executor)
            kept = {"digest": digest, "controls": found, "unguarded": unguarded}
            write_json(path, kept)
            grading.shared(lesson)["controls"] |= read(kept, tests_of(solution))
    except AutograderError as error:
        raise RehearsalError(f"{lesson.name}: nobody was graded, {error}") from error
    except Exception as error:  # of any type: before the first student, it is the lesson's or the machine's
        said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        line = told(f"since the lesson could not be graded first: {said}", said, grading.config)
        raise RehearsalError(f"{lesson.name}: nobody was graded, {line}") from error
    return kept["unguarded"]


def notes(grading, lesson, unguarded):
    """Return the lines to tell of a lesson before its first student: what has no control run."""
    if unguarded:
        which = f"no control run for {', '.join(unguarded)}"
        return [f"{lesson.name}: {which}: passes are held; add a wrong answer to the bank, then make bank"]
    told_before = any(
        not grading.shared(grading.lessons[each])["guarded"] for each in grading.rubrics if each != lesson.name
    )
    if not grading.shared(lesson)["guarded"] and not told_before:
        return ["no bank: no control runs"]
    return []


def perform(grading, lesson, solution, release, executor):
    """Run both; return the grade_ids of the tests without a control run, and the controls that were found anew."""
    exempt = set(Rehearsal(config=grading.config).exempt)
    untouched = submit(executor, replace(release, controls={}, guarded=frozenset()))
    tests, guarded, found = tests_of(solution), set(solution.guarded), {}
    bank = Bank(config=grading.config)
    ways = {key: untried(bank, lesson, solution, key) for key in guarded}
    controls = {key: solution.controls.get(key) or following(ways[key]) for key in guarded}
    unguarded, left = set(), set(guarded)
    for number in range(ROUNDS):
        tried = {key: each for key, each in controls.items() if each}
        result = ran(executor, replace(solution, controls=tried, guarded=frozenset()))
        if number == 0:
            check_solution(lesson, result, exempt, grading.config)
            check_release(lesson, ended(untouched), exempt, grading.config)
        refused = {key for key in left if tried.get(key) and result.outcomes[key].verdict is Verdict.PASSED}
        for key in refused - {key for key in refused if tried[key] == solution.controls.get(key)}:
            entries = [asdict(each) for each in tried[key]]
            found[key] = {"test": fingerprints.digest(tests[key]), "controls": entries}
        left -= refused
        controls = {key: following(ways[key]) for key in left}
        unguarded |= {key for key in left if not controls[key]}
        left -= unguarded
        if not left:
            break
    return sorted(unguarded | left), found


def untried(bank, lesson, solution, test_id):
    """Return an iterator of the wrong answers that may become a test's control run."""
    return iter(bank.candidates(lesson.name, solution.owners.get(test_id, "")))


def following(ways):
    """Return the next few of an iterator, () when there are no more."""
    return tuple(each for each, _ in zip(ways, range(CONTROLS), strict=False))


def job(grading, lesson, notebook):
    """Return the job of a notebook that is handed in."""
    submitted = prepare.parse(nbformat.writes(notebook).encode(), lesson.path.name)
    return grading.job(lesson, prepared(grading.skeleton(lesson), submitted))


def solved(lesson):
    """Return a lesson's source, as it would be handed in."""
    return nbformat.from_dict(lesson.notebook)


def released(grading, lesson):
    """Return a lesson as its students get it."""
    notebook = nbformat.from_dict(grading.skeleton(lesson))
    visible = grading.released(lesson)
    for cell in notebook.cells:
        if is_grade(cell):
            cell.source = visible.get(cell.metadata.nbgrader.grade_id, cell.source)
    return notebook


def submit(executor, job):
    """Give a job to the executor; raises RehearsalError when it takes none."""
    try:
        return executor.submit(execute, job)
    except Exception as error:  # the executor's, of any type
        raise RehearsalError(f"the executor takes no job ({type(error).__name__}: {error})") from error


def ran(executor, job):
    """Return the Result of a job; what was out of time, as on a busy machine, is tried once more."""
    result = ended(submit(executor, job))
    again = alone(job, result)
    return merged(result, ended(submit(executor, again))) if again else result


def ended(future):
    """Return the Result of a job; raises RehearsalError when it could not be executed."""
    try:
        return future.result()
    except Exception as error:  # the executor's, of any type
        raise RehearsalError(f"its solution could not be executed ({type(error).__name__}: {error})") from error


def check_solution(lesson, result, exempt, config):
    """Raise RehearsalError unless every test has passed; that it passes a wrong answer, too, is told elsewhere."""
    cells = tests_in(result)
    for test_id, cell in cells.items():
        outcome = result.outcomes[test_id]
        if outcome.verdict in (Verdict.PASSED, Verdict.TAMPERED) or test_id in exempt:
            continue
        said = outcome.reason or f"{outcome.score:g} of {outcome.points:g} points"
        first = first_error(result, cell)
        whole = said if not first or first in said else f"{said} (the first error: {first})"
        raise RehearsalError(
            told(f"since its own solution does not pass {test_id}: {outcome.verdict}, {whole}", first or said, config)
        )


def check_release(lesson, result, exempt, config):
    """Raise RehearsalError when a test gives points to the untouched release, or passes it."""
    if result.fault:
        raise RehearsalError(told(f"since its release could not be run: {result.fault}", result.fault, config))
    for test_id in tests_in(result):
        outcome = result.outcomes[test_id]
        if (outcome.score or outcome.verdict is Verdict.PASSED) and test_id not in exempt:
            hint = f"give the test something to refuse, or add it to c.Rehearsal.exempt = [{test_id!r}]"
            line = f"since the untouched release passes {test_id} ({outcome.score:g} of {outcome.points:g} points)"
            raise RehearsalError(f"{line}; {hint}")


def told(line, said, config):
    """Return a line with its likely cause, where one is known."""
    cause = causes.likely(said, config)
    return f"{line}; {cause}" if cause else line


def tests_in(result):
    """Return {grade_id: test cell} of an executed notebook."""
    cells = nbformat.reads(result.notebook, as_version=4).cells
    return {cell.metadata.nbgrader.grade_id: cell for cell in cells if is_test(cell)}


def first_error(result, test):
    """Return the first error of an executed notebook up to a test, in one line; "" when there is none."""
    for cell in nbformat.reads(result.notebook, as_version=4).cells:
        if "raises-exception" not in cell.metadata.get("tags", []):
            for output in cell.get("outputs", []):
                if output.output_type == "error":
                    return " ".join(f"{output.ename}: {output.evalue}".split())[:300]
        if cell.id == test.id:
            break
    return ""


def tests_of(job):
    """Return {grade_id: source} of a job's tests."""
    cells = nbformat.reads(job.notebook, as_version=4).cells
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in cells if is_test(cell)}


def kept_at(state, name):
    """Return where it is kept what came of a lesson's rehearsal."""
    return Path(state, f"{name}.rehearsed.json")


def derived(state, name, tests):
    """Return {grade_id: Controls} that a rehearsal has found for tests of a lesson, {grade_id: source}."""
    return read(read_json(kept_at(state, name)) or {}, tests)


def read(kept, tests):
    """Return the same from what is kept."""
    found = {}
    for test_id, entry in kept.get("controls", {}).items():
        if test_id in tests and entry["test"] == fingerprints.digest(tests[test_id]):
            found[test_id] = tuple(Control(**each) for each in entry["controls"])
    return found


def digest_of(solution, release, executor, lean, bank):
    """Return the hash of all that the outcome depends on."""
    stocks = [bank.candidates(each.lesson, each.exercise) for each in exercises_of(solution, bank)]
    parts = [
        [solution.notebook, solution.plain, release.notebook, release.plain, lean],
        [solution.visible, solution.owners, sorted(solution.guarded), stocks],
        [asdict(solution.limits), solution.config],
        [solution.kernel_name, provisioner.spec(solution.kernel_name).to_dict()],
        {name: hashlib.sha256(data).hexdigest() for name, data in solution.files.items()},
        {name: contents(path) for name, path in solution.folders.items()},
        [type(executor).__qualname__, visible.kept(os.environ), asdict(settings.probe()), temporary.short()],
        [sys.version, sys.prefix, packages(), basis.grader()],
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def exercises_of(job, bank):
    """Return an answer of the bank for each of the exercises that a job's tests may be controlled by."""
    names = {job.owners.get(key, "") for key in job.guarded}
    return {(each.lesson, each.exercise): each for each in bank.answers() if each.exercise in names}.values()


def contents(folder):
    """Return what tells that a folder has changed: the size and the time of each file."""
    found = []
    for path in sorted(Path(folder).rglob("*")):
        with contextlib.suppress(OSError):
            facts = path.stat()
            found.append((str(path.relative_to(folder)), facts.st_size, facts.st_mtime_ns))
    return found


def packages():
    """Return the installed packages with their versions, as their folders are named."""
    return sorted({Path(each._path).name for each in metadata.distributions() if hasattr(each, "_path")})
