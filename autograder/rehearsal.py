"""The lesson is graded first: its own solution earns full marks and its untouched release none, or nobody is graded.

Both go through the very engine, configuration and executor that students' work goes through, so that what is wrong with
the machine or with the lesson is told once, in one line, and is no student's mark. What came of it is kept beside the
other state of a run, and believed as long as nothing has changed that a mark depends on.

The solution also proves the control runs (see bank/controls.py): each of its tests, having passed, must refuse the
wrong answer that is stored for it. Where none is stored for a test as it stands today, or that one is refused no more,
the wrong answers of the bank are tried, and those that are refused are kept. A test for which none is has no control
run: what passes it is held.
"""

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import asdict, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade
from traitlets import List, Unicode
from traitlets.config import Config, Configurable

from autograder.bank import fingerprints
from autograder.bank.answer import Answer
from autograder.bank.bank import Bank
from autograder.bank.controls import constant
from autograder.cells import is_test, owners
from autograder.errors import AutograderError, RehearsalError
from autograder.execute.control import CONTROLS
from autograder.execute.job import Control, Job, Refusal, Result, alone, merged
from autograder.execute.run import execute
from autograder.files import read_json, write_json
from autograder.prepare.notebook import parse
from autograder.prepare.rebuild import prepared
from autograder.record import basis
from autograder.rubric import Rubric, kept_controls
from autograder.sandbox import causes, provisioner, settings, temporary, visible
from autograder.verdicts import Verdict

# How often the solution is run with other wrong answers, CONTROLS a test each time, until each test has its control.
ROUNDS = 12
# What comes of the lesson's own solution where a test cannot be judged apart.
UNLIKE = {Verdict.FAILED, Verdict.PARTLY, Verdict.TAMPERED, Verdict.GRADER}


class Rehearsal(Configurable):
    """The settings, as c.Rehearsal in nbgrader_config.py."""

    exempt = List(
        Unicode(), help="grade_ids of tests that the solution need not pass, and the untouched release may."
    ).tag(config=True)


def rehearse(rubric: Rubric, executor: Executor, force: bool = False) -> list[str]:
    """Grade a lesson's own solution and release; return the grade_ids of its tests that have no control run.

    rubric: of the lesson, whose jobs have the control runs that were found after that; executor: the run's own; force:
    though nothing has changed. Raises RehearsalError, in one line, with the likely cause.
    """
    config = rubric.settings.config
    try:
        full = causes.no_room(temporary.short(), rubric.settings.root)
        if full:
            raise RehearsalError(full)
        solution, release = job(rubric, solved(rubric)), job(rubric, released(rubric))
        digest = digest_of(rubric, solution, release, executor)
        kept = read_json(rubric.rehearsed)
        if force or not kept or kept.get("digest") != digest:
            unguarded, found = perform(rubric, solution, release, executor)
            kept = {"digest": digest, "controls": found, "unguarded": unguarded}
            kept |= {"in_place": rubric.in_place, "fixed": rubric.fixed}
            write_json(rubric.rehearsed, kept)
            rubric.found |= kept_controls(kept, rubric.tests)
    except AutograderError as error:
        raise RehearsalError(f"{rubric.key}: nobody was graded, {error}") from error
    except Exception as error:  # of any type: before the first student, it is the lesson's or the machine's
        said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        line = told(f"since the lesson could not be graded first: {said}", said, config)
        raise RehearsalError(f"{rubric.key}: nobody was graded, {line}") from error
    unguarded_tests: list[str] = kept["unguarded"]
    return unguarded_tests


def notes(rubric: Rubric, unguarded: Collection[str], before: Iterable[Rubric]) -> list[str]:
    """Return the lines to tell of a lesson before its first student: what is not judged apart, or has no control run.

    before: the lessons of which that has been told in this run.
    """
    lines = [f"{rubric.key}: {key} is not judged apart: {why}" for key, why in sorted(rubric.in_place.items())]
    lines += [f"{rubric.key}: {key} is judged on its author's inputs alone" for key in sorted(rubric.fixed)]
    if unguarded:
        which = f"no control run for {', '.join(unguarded)}"
        return [*lines, f"{rubric.key}: {which}: passes are held; add a wrong answer to the bank, then make bank"]
    if not rubric.guarded and rubric.tests.keys() - rubric.judged and all(each.guarded for each in before):
        return [*lines, "no bank: no control runs"]
    return lines


def know(rubric: Rubric, executor: Executor) -> None:
    """See to it that it is known which tests of a lesson cannot be judged apart, where no rehearsal has been kept."""
    if not rubric.rehearsed.is_file() and rubric.judged:
        rubric.in_place, rubric.fixed = apart(job(rubric, solved(rubric)), executor)


def perform(
    rubric: Rubric, solution: Job, release: Job, executor: Executor
) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """Run both; return the grade_ids of the tests without a control run, and the controls that were found anew.

    The rubric is told which tests cannot be judged apart.
    """
    config = rubric.settings.config
    exempt = set(Rehearsal(config=config).exempt)
    untouched = submit(executor, replace(release, controls={}, guarded=frozenset()))
    rubric.in_place, rubric.fixed = apart(replace(solution, judged=rubric.needs), executor)
    judged = rubric.judged
    solution = replace(solution, judged=judged, fixed=frozenset(rubric.fixed))
    guarded = set(solution.guarded) - set(judged)
    found: dict[str, dict[str, Any]] = {}
    ways = {key: untried(rubric, key) for key in guarded}
    controls = {key: solution.controls.get(key) or following(ways[key]) for key in guarded}
    unguarded: set[str] = set()
    left = set(guarded)
    for number in range(ROUNDS):
        tried = {key: each for key, each in controls.items() if each}
        result = ran(executor, replace(solution, controls=tried, guarded=frozenset()))
        if number == 0:
            check_solution(result, exempt, config)
            check_release(ended(untouched), exempt, config)
        refused = {key for key in left if tried.get(key) and result.outcomes[key].verdict is Verdict.PASSED}
        for key in refused:
            if result.refusals[key].control != solution.controls.get(key, (None,))[0]:
                entries = proven(tried[key], result.refusals[key])
                found[key] = {"test": fingerprints.digest(rubric.tests[key]), "controls": entries}
        left -= refused
        controls = {key: following(ways[key]) for key in left}
        unguarded |= {key for key in left if not controls[key]}
        left -= unguarded
        if not left:
            break
    return sorted(unguarded | left), found


def apart(solution: Job, executor: Executor) -> tuple[dict[str, str], list[str]]:
    """Return which tests the judge does not pass the lesson's own solution at, or on its author's inputs alone.

    They are ({grade_id: why} of those that cannot be judged apart, the grade_ids of the others).
    A test that ended in no verdict of the judge's, as on a busy machine, stays judged apart: then the solution does not
    pass it, and that is told. Raises RehearsalError where the judge has heard nothing at all.
    """
    if not solution.judged:
        return {}, []
    alone = replace(solution, controls={}, guarded=frozenset(), fixed=frozenset())
    result = ran(executor, alone)
    known = [result.outcomes[key] for key in solution.judged if key in result.outcomes]
    lost = [each.reason for each in known if each.verdict in (Verdict.TAMPERED, Verdict.GRADER)]
    if lost and not result.heard:
        line = f"since the judge has heard no answer of its own solution: {lost[0]}"
        raise RehearsalError(told(line, lost[0], solution.config))
    refused = {key: each for key, each in solution.judged.items() if unlike(result, key)}
    if not refused:
        return {}, []
    again = ran(executor, replace(alone, judged=refused, seed=None))
    in_place = {key: again.outcomes[key].reason for key in refused if unlike(again, key)}
    return in_place, sorted(refused.keys() - in_place)


def unlike(result: Result, test_id: str) -> bool:
    """Tell whether a test came to something else than where the answer is."""
    return test_id in result.outcomes and result.outcomes[test_id].verdict in UNLIKE


def proven(tried: Sequence[Control], refusal: Refusal) -> list[dict[str, str]]:
    """Return, as they are kept, the wrong answers that were tried on a test; first the one that it has refused."""
    first = refusal.control
    words = first.message or constant(refusal.said)
    entries = [{"source": first.source, "message": words, "name": first.name}]
    rest = [each for each in tried if each != first]
    return entries + [{"source": each.source, "message": each.message, "name": each.name} for each in rest]


def untried(rubric: Rubric, test_id: str) -> Iterator[Control]:
    """Return an iterator of the wrong answers that may become a test's control run."""
    return iter(rubric.settings.bank.candidates(rubric.name, owners(rubric.skeleton).get(test_id, "")))


def following(ways: Iterator[Control]) -> tuple[Control, ...]:
    """Return the next few of an iterator, () when there are no more."""
    return tuple(each for each, _ in zip(ways, range(CONTROLS), strict=False))


def job(rubric: Rubric, notebook: NotebookNode) -> Job:
    """Return the job of a notebook that is handed in."""
    submitted = parse(nbformat.writes(notebook).encode(), rubric.lesson.path.name)
    return rubric.job(prepared(rubric.skeleton, submitted, rubric.visible))


def solved(rubric: Rubric) -> NotebookNode:
    """Return a lesson's source, as it would be handed in."""
    return nbformat.from_dict(rubric.lesson.notebook)


def released(rubric: Rubric) -> NotebookNode:
    """Return a lesson as its students get it."""
    notebook = nbformat.from_dict(rubric.skeleton)
    for cell in notebook.cells:
        if is_grade(cell):
            cell.source = rubric.visible.get(cell.metadata.nbgrader.grade_id, cell.source)
    return notebook


def submit(executor: Executor, job: Job) -> Future[Result]:
    """Give a job to the executor; raises RehearsalError when it takes none."""
    try:
        return executor.submit(execute, job)
    except Exception as error:  # the executor's, of any type
        raise RehearsalError(f"the executor takes no job ({type(error).__name__}: {error})") from error


def ran(executor: Executor, job: Job) -> Result:
    """Return the Result of a job; what was out of time, as on a busy machine, is tried once more."""
    result = ended(submit(executor, job))
    again = alone(job, result)
    return merged(result, ended(submit(executor, again))) if again else result


def ended(future: Future[Result]) -> Result:
    """Return the Result of a job; raises RehearsalError when it could not be executed."""
    try:
        return future.result()
    except Exception as error:  # the executor's, of any type
        raise RehearsalError(f"its solution could not be executed ({type(error).__name__}: {error})") from error


def check_solution(result: Result, exempt: Collection[str], config: Config) -> None:
    """Raise RehearsalError unless every test has passed; that it passes a wrong answer, too, is told elsewhere."""
    cells = tests_in(result)
    for test_id, cell in cells.items():
        outcome = result.outcomes[test_id]
        if outcome.verdict in (Verdict.PASSED, Verdict.TAMPERED) or test_id in exempt:
            continue
        said = outcome.reason or f"{outcome.score:g} of {outcome.points:g} points"
        first = first_error(result, cell)
        whole = said if not first or first in said else f"{said} (the first error: {first})"
        line = f"since its own solution does not pass {test_id}: {outcome.verdict}, {whole}"
        raise RehearsalError(told(line, first or said, config, outcome.verdict is Verdict.TIMED_OUT))


def check_release(result: Result, exempt: Collection[str], config: Config) -> None:
    """Raise RehearsalError when a test gives points to the untouched release, or passes it."""
    if result.fault:
        raise RehearsalError(told(f"since its release could not be run: {result.fault}", result.fault, config))
    for test_id in tests_in(result):
        outcome = result.outcomes[test_id]
        if (outcome.score or outcome.verdict is Verdict.PASSED) and test_id not in exempt:
            hint = f"give the test something to refuse, or add it to c.Rehearsal.exempt = [{test_id!r}]"
            line = f"since the untouched release passes {test_id} ({outcome.score:g} of {outcome.points:g} points)"
            raise RehearsalError(f"{line}; {hint}")


def told(line: str, said: str, config: Mapping[str, Any], slow: bool = False) -> str:
    """Return a line with its likely cause, where one is known; slow: a test was out of time."""
    cause = causes.likely(said, Config(config), slow)
    return f"{line}; {cause}" if cause else line


def tests_in(result: Result) -> dict[str, NotebookNode]:
    """Return {grade_id: test cell} of an executed notebook."""
    cells = nbformat.reads(result.notebook, as_version=4).cells
    return {cell.metadata.nbgrader.grade_id: cell for cell in cells if is_test(cell)}


def first_error(result: Result, test: NotebookNode) -> str:
    """Return the first error of an executed notebook up to a test, in one line; "" when there is none."""
    for cell in nbformat.reads(result.notebook, as_version=4).cells:
        if "raises-exception" not in cell.metadata.get("tags", []):
            for output in cell.get("outputs", []):
                if output.output_type == "error":
                    return " ".join(f"{output.ename}: {output.evalue}".split())[:300]
        if cell.id == test.id:
            break
    return ""


def digest_of(rubric: Rubric, solution: Job, release: Job, executor: Executor) -> str:
    """Return the hash of all that the outcome depends on."""
    lean, bank = rubric.settings.lean, rubric.settings.bank
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


def exercises_of(job: Job, bank: Bank) -> Collection[Answer]:
    """Return an answer of the bank for each of the exercises that a job's tests may be controlled by."""
    names = {job.owners.get(key, "") for key in job.guarded}
    return {(each.lesson, each.exercise): each for each in bank.answers() if each.exercise in names}.values()


def contents(folder: str) -> list[tuple[str, int, int]]:
    """Return what tells that a folder has changed: the size and the time of each file."""
    found = []
    for path in sorted(Path(folder).rglob("*")):
        with contextlib.suppress(OSError):
            facts = path.stat()
            found.append((str(path.relative_to(folder)), facts.st_size, facts.st_mtime_ns))
    return found


def packages() -> list[str]:
    """Return the installed packages with their versions, as their folders are named."""
    return sorted({Path(each._path).name for each in metadata.distributions() if hasattr(each, "_path")})
