"""Marks as proposals, on the command line: `make grade` with --preview, --apply and --undo."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from sqlalchemy.engine import make_url

from autograder import text
from autograder.bank.flips import Flip, flips
from autograder.errors import ProposalError, attempt
from autograder.grading import Grading
from autograder.papers.paper import Paper
from autograder.papers.trial import Applied, Trial
from autograder.record import preview, tables, undo
from autograder.record.gradebook import Record
from autograder.record.graded import Graded
from autograder.record.preview import Preview
from autograder.record.proposals import NOT_AGAIN, Proposals
from autograder.record.recorded import Names
from autograder.record.rows import taken
from autograder.settings import Settings

PAGE = "build/preview.html"
# Parts of what marks depend on that the bank's answers depend on, too.
OF_ANSWERS = {"the lesson", "its files", "its data", "its bank", "versions"}
# Grades what has marks, or only some of it, by papers of a kind.
Grade = Callable[[type[Paper], Collection[tuple[str, str]] | None], list[Graded]]
# The same, and why it ended before it was done, "" if it did not.
GradeSome = Callable[[type[Paper], Collection[tuple[str, str]] | None], tuple[list[Graded], str]]


def show(course: Grading, graded: Sequence[Graded], start: float) -> None:
    """Print the preview of what was graded beside its marks, and write its page; start: when that began."""
    settings, refused = course.settings, {name: line for name, line in course.refused.items() if line}
    changed = {part: len({names[:2] for names in whom}) for part, whom in course.changed.items()}
    found = [proposal for each in graded for proposal in each.proposals]
    number, flipped = bank_flips(settings, {*(each.names[1] for each in found), *refused}, changed)
    seconds = time.perf_counter() - start
    made = Preview(preview.lines(found), changed, flipped, number, seconds, list(refused.values()))
    text.say(preview.told(made))
    path = settings.root / PAGE
    preview.write(made, path)
    text.say(f"\nThe same as a page: {settings.seen(str(path))}. Nothing is entered; GRADE_ARGS=--apply enters it.")


def bank_flips(settings: Settings, lessons: Collection[str], changed: dict[str, int]) -> tuple[int, Sequence[Flip]]:
    """Return how many answers of the bank were graded with changed tests, and those that are marked wrongly now."""
    if not OF_ANSWERS & set(changed):
        return 0, ()
    known, error = attempt(flips, settings.root, settings.bank, lessons)
    if error is not None:
        text.say(f"The bank's answers could not be graded ({text.told(error)}).")
    return known or (0, ())


def trial(grade: Grade, course: Grading) -> bool:
    """Grade what has marks beside them, and show what these would become; tell whether a lesson was refused."""
    start = time.perf_counter()
    graded = grade(Trial, None)
    refused = any(course.refused.values())
    if refused or any(each.proposals for each in graded):
        show(course, graded, start)
    else:
        text.say("Nothing that marks depend on has changed since they were given; --force grades them all the same.")
    return refused


def waiting(course: Grading, wanted: Callable[[str, str], bool]) -> dict[Names, Path]:
    """Return {names: where it is kept} of what is proposed, of those that are wanted by student and lesson."""
    proposals, found = Proposals(course.settings.proposed), {}
    for submission in course.collect()[0]:
        for rubric in course.lessons.get(submission.lesson, ()):
            path = proposals.path(submission.student, rubric.key)
            if path.is_file() and wanted(submission.student, submission.lesson):
                found[submission.student, submission.lesson, rubric.notebook] = path
    return found


def apply(
    settings: Settings, course: Grading, grade: GradeSome, chosen: dict[Names, Path], written: Sequence[Path]
) -> tuple[list[Graded], str]:
    """Enter what is proposed, once all that it may change is kept for --undo; return what grade() does.

    written: where the tables are written.
    """
    if not chosen:
        raise ProposalError("nothing is proposed; GRADE_ARGS=--preview grades what has changed beside its marks")
    step = undo.new_step(kept_in(settings), settings.root)
    with Record(settings.coursedir, settings.config) as record:
        rows = {names: rows for names in chosen if (rows := attempt(taken, record, names)[0]) is not None}
    step.take(places(course, chosen, written), database(settings), rows)
    return grade(Applied, {names[:2] for names in chosen})


def places(course: Grading, chosen: dict[Names, Path], written: Sequence[Path]) -> list[Path]:
    """Return the files and folders that entering proposals may change."""
    settings, found = course.settings, [*written]
    place = settings.coursedir
    for (student, lesson, notebook), path in chosen.items():
        found += [path, path.with_suffix(".ipynb")]
        for directory in (place.autograded_directory, place.feedback_directory):
            found.append(Path(place.format_path(directory, student, lesson)))
        rubric = next(each for each in course.lessons[lesson] if each.notebook == notebook)
        found += [rubric.state_path(student), settings.state / f"{lesson}.registered"]
    return list(dict.fromkeys(found))


def kept_in(settings: Settings) -> Path:
    """Return the folder of what --undo takes back."""
    return settings.state.with_name(f"{settings.state.name}-undo")


def database(settings: Settings) -> Path | None:
    """Return the gradebook's file; None where the gradebook has none."""
    url = make_url(settings.coursedir.db_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def seal(settings: Settings) -> None:
    """Note that all that was to be entered is."""
    undo.steps(kept_in(settings), settings.root)[-1].seal()


def entered(graded: Sequence[Graded], chosen: Collection[Names], ended: str) -> str:
    """Return in a line what became of what was proposed; ended: why not all of it was come to, "" where it was."""
    failed = [each for each in graded if each.note.startswith(NOT_AGAIN)]
    rest = len({names[:2] for names in chosen}) - len(graded)
    told = [f"{len(graded) - len(failed)} entered as proposed"]
    told += [f"{len(failed)} could not be, and keep their marks"] if failed else []
    stale, left = (
        "not as proposed any more, and as they were: preview again",
        "not come to: GRADE_ARGS=--apply enters them",
    )
    told += [f"{rest} {left if ended else stale}"] if rest else []
    return f"{'; '.join(told)}. GRADE_ARGS=--undo takes it back."


def waits(graded: Sequence[Graded]) -> str:
    """Return in a line how many marks stand as they were and would change, "" for none."""
    found = [each for each in graded if each.proposals]
    if not found:
        return ""
    lower = sum(any(proposal.falls for proposal in each.proposals) for each in found)
    return (
        f"{len(found)} marks stand as they were, of which {lower} would fall: GRADE_ARGS=--preview shows why, "
        "--apply enters them."
    )


def take_back(settings: Settings, course: Grading, written: Sequence[Path]) -> tuple[str, set[tuple[str, str]]]:
    """Take back what was applied last; return what came of it, in a line, and (student, lesson) of whom.

    written: grades.csv and run.json.
    """
    steps = undo.steps(kept_in(settings), settings.root)
    if not steps:
        raise ProposalError("nothing was applied that could be taken back")
    step = steps[-1]
    whom = {names[:2] for names in step.rows}
    if step.is_whole():
        step.put_files_back()
        step.drop()
        return f"Taken back: the marks of {len(whom)} submissions, and every file, are as they were.", whom
    with Record(settings.coursedir, settings.config) as record:
        kept = [*written, *filter(None, [database(settings)])]
        undo.take_back(step, record, kept)
    retell(course, step, written)
    step.drop()
    return (
        f"Taken back: the marks of {len(whom)} submissions are as they were. The gradebook has changed since they were "
        "applied: what was given by hand and graded since then stays."
    ), whom


def retell(course: Grading, step: undo.Step, written: Sequence[Path]) -> None:
    """Write the tables anew, with the marks that were taken back."""
    grades, run = written
    restored = {names[:2] for names in step.rows}
    now = {(each.student, each.lesson): each for each in course.known()}
    entries = [tables.entry(now[names]) for names in sorted(restored & set(now))]
    entries += tables.kept(run, [now[names] for names in restored & set(now)]) or []
    tables.write_csv(entries, grades)
    tables.write_run(entries, run)
