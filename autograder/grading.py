"""The class: papers in, Graded out. Prepares one by one, executes many at once, records one by one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder import rehearsal, text, words
from autograder.course.lessons import Lesson
from autograder.errors import GraderError, LessonError, RehearsalError, SubmissionError, attempt
from autograder.execute.job import Result, alone, merged
from autograder.execute.run import execute
from autograder.lms.roster import Roster
from autograder.papers.desk import Desk
from autograder.papers.paper import Paper
from autograder.papers.trial import Applied
from autograder.prepare.preparer import Preparer
from autograder.prepare.submissions import Folder, Intake, Stray, Submission
from autograder.record import requested
from autograder.record.gradebook import Record
from autograder.record.graded import Graded, of_record, together
from autograder.record.pages import Pages
from autograder.record.proposals import Proposals
from autograder.record.register import Register
from autograder.record.state import State
from autograder.rubric import Rubric
from autograder.settings import Settings
from autograder.verdicts import Outcome, Verdict


@dataclass(eq=False)
class HandedIn:
    """What one student handed in for one lesson: a paper for each of its notebooks."""

    papers: list[Paper]
    done: dict[str, Graded] = field(default_factory=dict)

    def take(self, paper: Paper) -> Graded | None:
        """Take up a paper that is done; return the Graded of all of them with the last one."""
        if paper.graded is not None:
            self.done[paper.rubric.notebook] = paper.graded
        if len(self.done) < len(self.papers):
            return None
        return together({each.rubric.notebook: self.done[each.rubric.notebook] for each in self.papers})


class Grading:
    """The grading of one course.

    lessons: {name: a Rubric for each of its notebooks}; total: how many submissions a run has to tell of; changed:
    {what has changed since: the names of whom it concerns}; refused: {lesson: why nobody is graded in it}; say: takes a
    line that a run has to say before it goes on.
    """

    def __init__(self, settings: Settings, intake: Intake | None = None) -> None:
        """intake: tells what was handed in; without one it is the folder of submissions."""
        self.settings = settings
        self.intake = intake or Folder(settings.submitted)
        self.lessons = {name: rubrics(notebooks, settings) for name, notebooks in settings.lessons().items()}
        self.preparer = Preparer()
        self.say: Callable[[str], None] = text.say
        self.refused: dict[str, str] = {}
        self.changed: dict[str, set[tuple[str, str, str]]] = {}
        self.total = 0

    def collect(self) -> tuple[list[Submission], list[Stray]]:
        """Return what was handed in, and what of it is no submission."""
        return self.intake.collect([each.lesson for rubrics in self.lessons.values() for each in rubrics])

    def run(
        self,
        executor: Executor,
        assignment: str | None = None,
        student: str | None = None,
        force: bool = False,
        ahead: int = 4,
        kind: type[Paper] = Paper,
        only: Collection[tuple[str, str]] | None = None,
    ) -> Iterator[Graded]:
        """Grade what was handed in; yield a Graded for each submission as it is done, then for what else is known.

        assignment, student: grade these only; force: execute again what has not changed since; ahead: how many jobs are
        given to the executor before the first one is done; kind: Paper; or Trial, to see what marks would become; or
        Applied, to enter what was proposed; only: (student, lesson) of those to grade, None for all.

        A submission whose tests ran out of time is tried once more when nothing else runs. What follows the submissions
        are the lessons that somebody has not handed in, and marks of what is handed in no more. Raises RosterError
        before anything is graded.
        """
        if not self.settings.submitted.is_dir():
            return
        found, strays = self.collect()
        roster, wanted = self.settings.roster(), chooser(assignment, student, only)
        chosen = [each for each in found if wanted(each.student, each.lesson)]
        chosen.sort(key=lambda each: each.lesson)  # a judge hears submissions of one lesson
        told = [each for each in strays if kind is Paper and wanted(each.student, "")]
        self.total, self.changed, self.refused = len(chosen) + len(told), {}, {}
        self.preparer.start()
        with Record(self.settings.coursedir, self.settings.config) as record:
            try:
                if kind is Paper:  # else nothing is entered but marks that were seen
                    self.enroll(record, roster, {*(each.student for each in chosen), *(each.student for each in told)})
                for each in told:
                    yield Graded(each.student, "", problem=self.settings.seen(each.problem), fresh=True)
                yield from Run(self, record, executor, force, kind).all(chosen, ahead)
                if (chosen or told) and kind is Paper:
                    yield from self.others(record, found, strays, wanted)
            finally:
                self.preparer.close()

    def enroll(self, record: Record, roster: Roster, students: set[str]) -> None:
        """Enter who is on the roster, so that what they lack is missing; say who of these students is not on it."""
        for line in roster.remarks:
            self.say(line)
        if roster.is_there:
            record.enroll(roster.people.values())
            strangers = [f"{text.shown(name)}{roster.near(name)}" for name in sorted(students - set(roster.people))]
            if strangers:
                self.say(text.shown(f"not on the roster, and graded as all others: {', '.join(strangers)}", 1000))

    def sound(self, rubric: Rubric) -> bool:
        """Tell whether a lesson is such that it can be graded; what it lacks is told once, not of each student."""
        try:
            rubric.common  # noqa: B018
        except LessonError as error:
            self.refused[rubric.name] = self.settings.seen(f"{rubric.name}: nobody was graded, {error}")
            return False
        return True

    def may_grade(self, rubric: Rubric, executor: Executor, force: bool) -> bool:
        """Grade a lesson itself, once in a run, and tell whether its students may be graded; see rehearsal.py."""
        if rubric.name not in self.refused:
            self.refused[rubric.name] = ""
            told = [name for name, line in self.refused.items() if not line and name != rubric.name]
            before = [each for name in told for each in self.lessons[name]]
            try:
                for each in self.lessons[rubric.name]:
                    for line in rehearsal.notes(each, rehearsal.rehearse(each, executor, force), before):
                        self.say(line)
                    before.append(each)
            except RehearsalError as error:
                self.refused[rubric.name] = self.settings.seen(str(error))
        return not self.refused[rubric.name]

    def others(
        self, record: Record, found: list[Submission], strays: list[Stray], wanted: Callable[[str, str], bool]
    ) -> Iterator[Graded]:
        """Yield the Graded of what is missing, and of marks in the gradebook of what is handed in no more.

        A lesson is missing where others have handed it in. It is not said of one who has handed in something of which
        it is not known what it is.
        """
        there = {(each.student, each.lesson) for each in found}
        unclear = {each.student for each in strays} | {name for name, lesson in there if lesson not in self.lessons}
        students = {name for name, _ in there} | set(record.students)
        handed_in = {lesson for _, lesson in there} | {lesson for _, lesson, _ in record.known}
        for name in sorted(handed_in & set(self.lessons)):
            for student in sorted(students):
                if (student, name) in there or not wanted(student, name):
                    continue
                gone, error = attempt(self.as_recorded, record, student, name)
                if gone is not None:
                    self.total += 1
                    gone.remark = "; ".join(filter(None, [gone.remark, words.GONE()]))
                    yield gone
                elif error is None and student not in unclear:
                    yield Graded(student, name, missing=True)

    def as_recorded(self, record: Record, student: str, name: str) -> Graded | None:
        """Return the Graded of what the gradebook says of a student and a lesson; None where it says nothing."""
        parts = {}
        for rubric in self.lessons[name]:
            recorded = record.find(student, name, rubric.notebook)
            if recorded is not None:
                state = State.load(rubric.state_path(student)) or State()
                known = state if state.is_executed else None
                graded = of_record(student, name, rubric.columns, recorded, known, known.remarks if known else [])
                graded.problem, graded.receipt = "" if recorded.is_marked else state.held, state.receipt
                graded.requests = requested.waiting(state.requests, recorded.marks, rubric.parts)
                parts[rubric.notebook] = graded
        return together(parts) if parts else None

    def known(self) -> list[Graded]:
        """Return the Graded of all that the gradebook knows, without executing or writing anything."""
        with Record(self.settings.coursedir, self.settings.config) as record:
            names = sorted({(student, name) for student, name, _ in record.known if name in self.lessons})
            tried = (attempt(self.as_recorded, record, *each) for each in names)
            return [graded for graded, _ in tried if graded is not None]


class Run:
    """One run over what was handed in: which papers are executed, and which are put aside to be tried alone."""

    def __init__(
        self, grading: Grading, record: Record, executor: Executor, force: bool, kind: type[Paper] = Paper
    ) -> None:
        """Begin; force: execute again what has not changed since; kind: of the papers."""
        settings = grading.settings
        register = Register(record, settings.config, settings.state, may_alter=kind is Applied)
        self.grading, self.kind = grading, kind
        self.desk = Desk(
            settings,
            grading.preparer,
            record,
            Pages(settings.coursedir, settings.config),
            Proposals(settings.proposed),
            lambda rubric: register.enter([each.lesson for each in grading.lessons[rubric.name]]),
            lambda rubric: register.alters([each.lesson for each in grading.lessons[rubric.name]]),
            lambda rubric: grading.may_grade(rubric, executor, force),
            lambda job: executor.submit(execute, job),
            force,
            grading.changed,
        )
        self.running: dict[Future[Result], tuple[Paper, HandedIn]] = {}
        self.late: list[tuple[Paper, HandedIn]] = []

    def all(self, chosen: list[Submission], ahead: int) -> Iterator[Graded]:
        """Grade submissions; yield the Graded of each as it is done. ahead: how many jobs may wait."""
        try:
            for submission in chosen:
                yield from self.begin(submission)
                while len(self.running) >= ahead:
                    yield from self.some()
            while self.running:
                yield from self.some()
            for paper, whole in self.late:
                yield from self.advance(paper, whole)
        finally:
            for future in [*self.running, *(paper.future for paper, _ in self.late)]:
                if future is not None:
                    future.cancel()

    def begin(self, submission: Submission) -> Iterator[Graded]:
        """Take the first step of each paper of a submission."""
        known = self.grading.lessons.get(submission.lesson)
        if known is None:
            names = ", ".join(self.grading.lessons) or "none"
            line = f"{submission.place}: no lesson is called {submission.lesson}; the lessons are: {names}"
            seen = self.grading.settings.seen(line)
            yield Graded(submission.student, submission.lesson, problem=seen, fresh=True)
            return
        if not all(map(self.grading.sound, known)):
            self.grading.total -= 1
            return
        whole = HandedIn([self.kind(submission, rubric, self.desk) for rubric in known])
        for paper in whole.papers:
            yield from self.advance(paper, whole)
        if any(paper.dropped for paper in whole.papers):
            self.grading.total -= 1

    def some(self) -> Iterator[Graded]:
        """Wait for a job, and go on with the papers of all that are done."""
        done, _ = wait(self.running, return_when=FIRST_COMPLETED)
        for future in done:
            yield from self.advance(*self.running.pop(future))

    def advance(self, paper: Paper, whole: HandedIn) -> Iterator[Graded]:
        """Let a paper take its next step; yield the Graded of the submission where it was the last that is done."""
        paper.advance()
        if paper.graded is not None:
            graded = whole.take(paper)
            if graded is not None:
                yield graded
        elif paper.is_late:
            self.late.append((paper, whole))
        elif paper.future is not None:
            self.running[paper.future] = paper, whole


def chooser(
    assignment: str | None, student: str | None, only: Collection[tuple[str, str]] | None
) -> Callable[[str, str], bool]:
    """Return what tells whether a student's lesson is to be graded, by their names; arguments as of Grading.run()."""
    who = None if student is None else text.identifier(student)

    def wanted(student: str, lesson: str) -> bool:
        chosen = only is None or (student, lesson) in only
        return chosen and who in (None, student) and assignment in (None, lesson)

    return wanted


def points(rubrics: list[Rubric]) -> dict[str, float]:
    """Return {exercise: its points} of a lesson, in order, as together() calls them."""
    return {
        f"{each.notebook}/{name}" if each.siblings else name: found
        for each in rubrics
        for name, found in each.points.items()
    }


def rubrics(notebooks: list[Lesson], settings: Settings) -> list[Rubric]:
    """Return a Rubric for each notebook of one lesson."""
    names = {each.path.name for each in notebooks}
    return [Rubric(each, settings, names - {each.path.name}) for each in notebooks]


def grade_one(submission: Path | str | bytes, lesson: str, settings: Settings) -> dict[str, Outcome]:
    """Return {grade_id: Outcome} for one submission, without gradebook or files.

    submission: a path (notebook, folder or zip file) or a notebook's bytes. Raises LessonError for a lesson that is not
    known, SubmissionError for what is no notebook, GraderError for the grader's own fault.
    """
    grading = Grading(settings)
    if lesson not in grading.lessons:
        known = ", ".join(grading.lessons) or "none"
        raise LessonError(f"no lesson is called {lesson}; the lessons are: {known}")
    if not isinstance(submission, bytes) and not Path(submission).exists():
        raise SubmissionError(f"{submission}: no such file or folder")
    found: dict[str, Outcome] = {}
    for rubric in grading.lessons[lesson]:
        outcomes = outcomes_of(submission, rubric, grading.preparer)
        found |= {f"{rubric.notebook}/{key}" if rubric.siblings else key: each for key, each in outcomes.items()}
    return found


def outcomes_of(submission: Path | str | bytes, rubric: Rubric, preparer: Preparer) -> dict[str, Outcome]:
    """Return {grade_id: Outcome} for one notebook of a submission."""
    try:
        if isinstance(submission, bytes):
            data, where = submission, "the submission"
        else:
            found = preparer.find(Path(submission), rubric.lesson.path.name)
            data, where = found.data, found.where
        prepared, idle = preparer.ready(data, where, rubric.skeleton, rubric.visible, rubric.settings.lean)
    finally:
        preparer.close()
    job = rubric.job(prepared, idle)
    result = execute(job)
    if any(each.verdict in (Verdict.TAMPERED, Verdict.GRADER) for each in result.outcomes.values()):
        with ThreadPoolExecutor(1) as executor:  # it may be a test that cannot be judged apart
            rehearsal.know(rubric, executor)
        if rubric.judged.keys() != job.judged.keys():
            job = replace(job, judged=rubric.judged)
            result = execute(job)
    again = alone(job, result)
    result = merged(result, execute(again)) if again else result
    faults = [each.reason for each in result.outcomes.values() if each.verdict is Verdict.GRADER]
    if result.fault or faults:
        raise GraderError(result.fault or faults[0])
    return dict(result.outcomes)
