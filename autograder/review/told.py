"""What is told at once after a mark by hand: every door says the same, and the next run has nothing to do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder import text, words
from autograder.audit import log
from autograder.audit.taken import BY_HAND
from autograder.cells import MARK
from autograder.errors import attempt
from autograder.files import read_json
from autograder.grading import Grading
from autograder.papers.desk import kept
from autograder.prepare import times
from autograder.record import tables
from autograder.record.gradebook import Record
from autograder.record.pages import Names, Pages, stand_in
from autograder.record.recorded import Recorded
from autograder.record.state import EXECUTED, State
from autograder.record.tables import Entry
from autograder.review.queue import reasons
from autograder.rubric import Rubric

# What of an entry a mark does not change, and the gradebook does not know.
STAYS = ("note", "receipt", "seconds", "memory", "proposals")


@dataclass(frozen=True)
class Doors:
    """What tells of marks: the gradebook, the pages of feedback, grades.csv and run.json beside it."""

    course: Grading
    record: Record
    pages: Pages
    grades: Path
    run: Path


def told(doors: Doors, marked: Collection[Names]) -> list[str]:
    """Tell of notebooks that a person has just marked; return a line for each thing that could not be told.

    What a mark is told to is told here and nowhere else.
    """
    problems = [line for names in marked for line in page(doors, names)]
    whom = {names[:2] for names in marked}
    _, error = attempt(tabled, doors, whom)
    if error is not None:  # what the log says is what the tables say
        return [*problems, f"{doors.grades.name} and run.json could not be written ({text.told(error)})"]
    _, error = attempt(log.enter, doors.course.settings, doors.run, whom, BY_HAND)
    problems += [f"the log of marks has no line of it ({text.told(error)}); make grade enters it"] if error else []
    return problems


def rubric_of(course: Grading, names: Names) -> Rubric:
    """Return the rubric of a notebook."""
    return next(each for each in course.lessons[names[1]] if each.notebook == names[2])


def page(doors: Doors, names: Names) -> list[str]:
    """Work out what being late costs, and write the page of feedback; return what went wrong, a line each."""
    rubric = rubric_of(doors.course, names)
    path = rubric.state_path(names[0])
    recorded, late = attempt(doors.record.penalise, *names)
    problems = [f"what being late costs could not be worked out ({text.told(late)})"] if late else []
    recorded = recorded or doors.record.known[names]
    state = State.load(path)
    if state is not None:
        remarks = [*state.remarks, *([words.LATE_UNKNOWN(error=text.told(late))] if late else [])]
        _, error = attempt(written, doors, rubric, names, state, recorded, remarks)
        if error is None:
            state.page = doors.pages.noted(names, recorded, state, remarks)
        else:
            state.page = ""
            attempt(doors.pages.path(names).unlink, True)  # rather none than one that shows another mark
            problems.append(f"its page of feedback could not be written ({text.told(error)}); make grade tries again")
        if state.done != EXECUTED:
            state.save(path)
    return problems


def written(
    doors: Doors, rubric: Rubric, names: Names, state: State, recorded: Recorded, remarks: Sequence[str]
) -> None:
    """Write the page of feedback, as a run does."""
    settings = doors.course.settings
    place = settings.coursedir.format_path(settings.coursedir.autograded_directory, *names[:2])
    path = Path(place, rubric.lesson.path.name)
    submitted = settings.submitted / names[0] / names[1]
    time = times.read(submitted)[0] if submitted.is_dir() else recorded.timestamp
    executed = executed_of(rubric, path, state)
    executed.metadata[MARK] = executed.metadata.get(MARK, {}) | {"asked": [each["answer"] for each in state.requests]}
    doors.pages.write(names, executed, remarks, submitted, time, path.parent)


def executed_of(rubric: Rubric, path: Path, state: State) -> NotebookNode:
    """Return the executed notebook at a path, or what stands in for one that was not run."""
    if state.held or state.done == EXECUTED:
        told = state.held or words.NO_FAULT()
        known, _ = attempt(lambda: nbformat.v4.reads(path.read_text(encoding="utf-8")) if state.held else None)
        if known is not None and known.metadata.get(MARK, {}).get("held") == told:
            return known
        whole, _ = attempt(lambda: stand_in(told, nbformat.from_dict(rubric.skeleton)))
        return whole or stand_in(told)
    found = kept(path, state)
    if found is None:
        raise FileNotFoundError(f"{path.name} is not as it was executed")
    return found


def tabled(doors: Doors, submissions: Collection[tuple[str, str]]) -> None:
    """Write grades.csv and run.json anew, with the marks that some submissions have now."""
    found = {each: doors.course.as_recorded(doors.record, *each) for each in submissions}
    graded = [each for each in found.values() if each is not None]
    before, entries, whole = told_before(doors.run), [], reasons(doors.record)
    for each in graded:
        entries.append(tables.entry(each))
        old = before.get((entries[-1]["student"], entries[-1]["lesson"]))
        why = "; ".join(line for names, line in whole.items() if names[:2] == (each.student, each.lesson))
        if old is not None:
            keep(entries[-1], old, text.shown(why, tables.LONGEST))
    rest = tables.kept(doors.run, graded)
    if rest is None:
        known = [each for each in doors.course.known() if (each.student, each.lesson) not in submissions]
        rest = [tables.entry(each) for each in known]
    tables.write_csv([*entries, *rest], doors.grades)
    tables.write_run([*entries, *rest], doors.run)


def told_before(run: Path) -> dict[tuple[str, str], Entry]:
    """Return {(student, lesson): its entry} of run.json."""
    entries = read_json(run)
    known = [each for each in entries if tables.is_entry(each)] if isinstance(entries, list) else []
    return {(each["student"], each["lesson"]): each for each in known}


def keep(entry: Entry, old: Entry, why: str) -> None:
    """Put into an entry what of an older one a mark does not change; why: it is held, or had been, as a whole."""
    plain: dict[str, Any] = {key: value for key, value in old.items() if key in STAYS}
    entry.update(plain)  # type: ignore[typeddict-item]  # its own keys
    marked = words.MARKED_BY_HAND(reason=why)
    remark = old.get("remark", "") or entry["remark"]
    if why:
        remark = remark.removesuffix(marked).removesuffix("; ")
        remark = remark if entry["held"] else "; ".join(filter(None, [remark, marked]))
        entry["held"] = entry["held"] and why
    entry["remark"] = remark
