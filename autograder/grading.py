"""Grades a class: finds submissions, prepares, executes many at once, records one by one, writes feedback.

What a submission needs next is read off the disk, so that a run that was stopped goes on where it was: its state, a
JSON file, is written after execution, after recording and after the feedback.

Around every step of one submission there is one net, Grading.safely(): whatever comes out of a step costs that
submission its mark for now, in one line that says why, and nobody else anything.
"""

import contextlib
import errno
import hashlib
import os
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, wait
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook, new_output
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_grade, is_task

from autograder import basis, rehearsal, text
from autograder.bank import controls as control
from autograder.bank import fingerprints
from autograder.cells import is_test
from autograder.course import lessons as course
from autograder.course import skeleton
from autograder.errors import GraderError, LessonError, RehearsalError, SubmissionError
from autograder.execute import budget
from autograder.execute.run import Job, alone, execute, merged, owners
from autograder.files import read_json, write_json
from autograder.files import replace as write
from autograder.prepare import times
from autograder.prepare.archive import MARK
from autograder.prepare.idle import idle_cells
from autograder.prepare.intake import Intake
from autograder.record import feedback
from autograder.record.gradebook import Record, scores
from autograder.sandbox.settings import LARGEST, MOST, Sandbox
from autograder.verdicts import LIKELY, Outcome, Verdict

# The parts of the configuration that the execute step needs.
KERNEL_SETTINGS = ("KernelManager", "WarmProvisioner", "Sandbox")
# The form of a state file. One of another form, of an older version of this package, means: graded anew.
STATE = 2
# What became of a submission, by the step at which an error came.
FAILED = {
    "read": "cannot be read",
    "prepared": "could not be prepared",
    "executed": "could not be executed",
    "recorded": "executed, but not recorded",
}
# Errors of the system that may be gone when it is tried again.
PASSING = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.EINTR, errno.EIO),
    *(errno.EBUSY, errno.ETIMEDOUT, errno.ESTALE, errno.ECONNREFUSED, errno.ECONNRESET, errno.EPIPE, errno.EROFS),
}
NO_FAULT = "It could not be graded, which is no fault of yours."


@dataclass
class Graded:
    """What became of one submission: marks {exercise: (mark or None, points)}, or a problem in one line.

    tests: {a test cell's grade_id: verdicts.Outcome as a dict}; seconds, memory: of the execution; remark: in one line;
    penalty: what being late costs; missing: nothing was handed in.
    """

    student: str
    lesson: str
    marks: dict = field(default_factory=dict)
    problem: str = ""
    remark: str = ""
    tests: dict = field(default_factory=dict)
    seconds: float = 0.0
    memory: int = 0
    fresh: bool = False
    penalty: float = 0.0
    missing: bool = False

    @property
    def mark(self):
        """The sum of the marks less what being late costs, or None when one of them is held."""
        marks = [mark for mark, _ in self.marks.values()]
        return None if not marks or None in marks else max(0, sum(marks) - self.penalty)

    @property
    def points(self):
        """The points that could be had."""
        return sum(points for _, points in self.marks.values())

    @property
    def held(self):
        """Why the mark is held, in one line; "" when it is not."""
        if self.missing or self.mark is not None:
            return ""
        reasons = [f"{name}: {each['verdict']}, {each['reason']}" for name, each in self.tests.items() if held(each)]
        return self.problem or "; ".join(reasons) or "a mark by hand is due"


def held(outcome):
    """Tell whether an outcome, as a dict, is no mark by itself."""
    return outcome["score"] is None


@dataclass(frozen=True)
class Submission:
    """One thing handed in: who, for which lesson, and the folder or file that holds it.

    student, lesson: as gradebook and folders have them, see text.identifier; others: more places that hold the same.
    """

    student: str
    lesson: str
    place: Path
    others: tuple = ()


@dataclass
class Work:
    """A submission on its way through the steps, and what is known of it so far.

    stage: the step it is at, of FAILED; digest: of what was handed in; basis: of all else that its marks depend on, see
    basis.py; remarks, prepared: a line each, on what was handed in, and by the prepare step; time: when it was handed
    in, as a datetime in UTC, None where nothing is known.
    """

    submission: Submission
    stage: str = "read"
    lesson: course.Lesson | None = None
    digest: str = ""
    basis: dict = field(default_factory=dict)
    remarks: list = field(default_factory=list)
    prepared: list = field(default_factory=list)
    time: datetime | None = None
    job: Job | None = None

    @property
    def names(self):
        """The names of student, lesson and notebook, as the gradebook has them."""
        return self.submission.student, self.lesson.name, self.lesson.path.stem


def find_submissions(folder, lessons):
    """Return (submissions, problems): what lies in folder as STUDENT/LESSON, and (student, one line) for the rest.

    STUDENT/LESSON is a folder, or a zip file or notebook of the lesson's name. lessons: those of the course.
    """
    by_file = {f"{lesson.name}.zip": lesson.name for lesson in lessons}
    by_file |= {f"{lesson.path.stem}.{kind}": lesson.name for lesson in lessons for kind in ("zip", "ipynb")}
    found, problems = {}, []
    try:
        students = sorted(visible(folder))
    except OSError as error:
        raise GraderError(f"{folder}: cannot be read, {error.strerror}") from error
    for student in students:
        name = text.identifier(student.name)
        try:
            for lesson, place, problem in find_in(student, by_file):
                if problem:
                    problems.append((name, problem))
                else:
                    found.setdefault((name, text.identifier(lesson)), []).append(place)
        except OSError as error:
            problems.append((name, f"{student}: cannot be read, {error.strerror}"))
    submissions = []
    for (name, lesson), places in found.items():
        first, *others = sorted(places, key=lambda place: (place.is_file(), os.fsencode(place)))
        submissions.append(Submission(name, lesson, first, tuple(others)))
    return submissions, problems


def find_in(student, by_file):
    """Yield (lesson's name, place, "") for each thing in a student's folder, ("", place, one line) for what is none."""
    if student.is_symlink():
        yield "", student, f"{student}: a link, and links are not followed; put the folder there"
        return
    if not student.is_dir():
        yield "", student, f"{student}: a file where a student's folder was due; unpack or move it"
        return
    inside = sorted(visible(student))
    if not inside:
        yield "", student, f"{student}: empty; a lesson's folder with its notebook was due"
    for each in inside:
        if each.is_dir() and not each.is_symlink():
            yield each.name, each, ""
        elif each.name in by_file:
            yield by_file[each.name], each, ""
        elif each.name != times.NAME:
            yield "", each, f"{each}: a file where a lesson's folder was due; move it into one"


def visible(folder):
    """Return what folder holds, less hidden files and the leftovers of macOS archives."""
    return [path for path in Path(folder).iterdir() if not path.name.startswith((".", "__MACOSX"))]


def attempt(function, *arguments):
    """Return (what a function returns, None), or (None, the error that came out of it), whatever it is.

    Nothing but the wish of the one who runs it to stop comes out. An exit of nbgrader's, and what a library in another
    language throws, are no Exception.
    """
    try:
        return function(*arguments), None
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:
        return None, error


def may_pass(error):
    """Tell whether an error may be gone when it is tried again."""
    return isinstance(error, (MemoryError, BrokenExecutor)) or getattr(error, "errno", None) in PASSING


class Grading:
    """The grading of one course.

    config: nbgrader's configuration, which says where submissions, gradebook and the rest are; state: the folder, seen
    from root, where it is kept what has been done; linked: folders of the course that lessons read; lean: leave out the
    cells that no mark depends on, for courses whose tests depend on given cells and answers alone.
    """

    def __init__(self, config, root, state="build/grading", linked=("data",), limits=None, lean=False):
        """Prepare to grade in the course at root."""
        # What takes a line that a run has to say before it goes on; {lesson: why nobody is graded in it, "" if all are}
        self.say, self.refused = text.say, {}
        self.lean = lean
        self.root = Path(root)
        self.config = config.copy()
        self.config.CourseDirectory.root = str(self.root)
        self.config.Sandbox.hidden = sorted({*Sandbox(config=self.config).hidden, str(self.root)})
        self.coursedir = CourseDirectory(config=self.config)
        self.state, self.linked, self.limits = self.root / state, linked, limits or budget.limits(self.config)
        self.lessons = {each.name: each for each in course.lessons(self.root, self.coursedir.source_directory)}
        self.prepared, self.visible, self.rubrics, self.registered, self.total = {}, {}, {}, set(), 0
        self.intake = Intake()
        self.bases, self.changed = {}, {}

    @property
    def submitted(self):
        """The folder of submissions."""
        return self.root / self.coursedir.submitted_directory

    def run(self, executor, assignment=None, student=None, force=False, ahead=4):
        """Grade what is submitted; yield a Graded for each submission as it is done, then for what else is known.

        executor: a concurrent.futures.Executor; assignment, student: grade these only; force: execute again what has
        not changed since; ahead: how many jobs are given to the executor before the first one is done.

        A submission whose tests ran out of time is tried once more when nothing else runs. What follows the submissions
        are the lessons that somebody has not handed in, and marks of what lies in submitted/ no more.
        """
        if not self.submitted.is_dir():
            return
        found, problems = find_submissions(self.submitted, self.lessons.values())
        who = None if student is None else text.identifier(student)

        def wanted(student, lesson):
            return who in (None, student) and assignment in (None, lesson)

        chosen = [each for each in found if wanted(each.student, each.lesson)]
        told = [each for each in problems if wanted(each[0], "")]
        self.total, self.changed = len(chosen) + len(told), {}
        running, parked = {}, []
        self.refused = {}
        self.intake.start()
        with Record(self.coursedir, self.config) as self.record:
            self.feedback = None
            try:
                for name, problem in told:
                    yield self.problem(name, "", problem)
                for submission in chosen:
                    work = Work(submission)
                    ready = self.safely(work, self.begin, executor, force, running)
                    if ready is not None:
                        yield ready
                    while len(running) >= ahead:
                        yield from self.finish_some(running, parked)
                while running:
                    yield from self.finish_some(running, parked)
                for work, result, again in parked:
                    yield self.safely(work, self.finish_alone, executor, result, again, running)
                if chosen or told:
                    yield from self.others(found, problems, wanted)
            finally:
                for future in running:
                    future.cancel()
                self.intake.close()

    def safely(self, work, step, *arguments):
        """Return what a step gives for a submission; whatever else comes out of it, its Graded, held, in one line."""
        graded, error = attempt(step, work, *arguments)
        if error is None:
            return graded
        line = self.line(work, error)
        graded, other = attempt(self.hold, work, error, line)
        if other is None:
            return graded
        told = f"{line}; the gradebook may still have an older mark ({text.told(other)})"
        return self.problem(work.submission.student, work.submission.lesson, told)

    def line(self, work, error):
        """Return what is told of an error at a submission: where, what, and whether it is worth another run."""
        place, failed = work.submission.place, FAILED[work.stage]
        if isinstance(error, LessonError):
            return self.seen(f"{place}: {error}")
        if isinstance(error, SubmissionError) and work.stage in ("read", "prepared"):
            return self.seen(str(error))
        if isinstance(error, GraderError):
            return self.seen(f"{place}: {failed} ({error})" if work.stage == "executed" else str(error))
        told = text.shown(error) if isinstance(error, OSError) and work.stage == "read" else text.told(error)
        again = "; run again" if may_pass(error) or work.stage == "executed" else ""
        return self.seen(f"{place}: {failed} ({told}){again}")

    def begin(self, work, executor, force, running):
        """Start on a submission: return its Graded when nothing is left to execute, else None with a job in running."""
        lesson = work.lesson = self.lesson(work.submission.lesson)
        if not self.sound(lesson):
            self.total -= 1
            return None
        found = self.find(work)
        work.digest, work.basis = hashlib.sha256(found.data).hexdigest(), self.basis(lesson)
        work.time, remark = self.timestamp(work.submission)
        work.remarks += filter(None, [found.remark, remark])
        state = self.load(work.submission)
        if state and state["digest"] == work.digest:
            changed = basis.changed(state["basis"], work.basis)
            executed = None if changed or force else self.executed(work, state)
            if executed is not None:
                work.stage = "recorded"
                state["remarks"] = [*work.remarks, *state["prepared"]]
                return self.conclude(work, state, executed)
            for part in changed:
                self.changed.setdefault(part, set()).add(work.names)
        work.stage = "prepared"
        known = self.skeleton(lesson), self.released(lesson)
        prepared, idle = self.intake.ready(found.data, found.where, *known, self.lean)
        work.prepared = [text.shown(each) for each in prepared.remarks]
        if not self.may_grade(lesson, executor, force):
            self.total -= 1
            return None
        self.register(lesson)
        work.job = self.job(lesson, prepared, idle)
        work.stage = "executed"
        running[executor.submit(execute, work.job)] = work
        return None

    def sound(self, lesson):
        """Tell whether a lesson is such that it can be graded; what it lacks is told once, not of each student."""
        try:
            self.shared(lesson)
        except LessonError as error:
            self.refused[lesson.name] = self.seen(f"{lesson.name}: nobody was graded, {error}")
            return False
        return True

    def may_grade(self, lesson, executor, force):
        """Grade the lesson itself, once in a run, and tell whether its students may be; see rehearsal.py."""
        if lesson.name not in self.refused:
            self.refused[lesson.name] = ""
            try:
                for line in rehearsal.notes(self, lesson, rehearsal.rehearse(self, lesson, executor, force)):
                    self.say(line)
            except RehearsalError as error:
                self.refused[lesson.name] = self.seen(str(error))
        return not self.refused[lesson.name]

    def find(self, work):
        """Return the prepare.Found of a submission; raises SubmissionError where two places hold different ones."""
        submission, name = work.submission, work.lesson.path.name
        beside = tuple(Path(each).name for each in self.shared(work.lesson)["files"])
        found = self.intake.find(submission.place, name, beside)
        for place in submission.others:
            other, error = attempt(self.intake.find, place, name)
            if error is not None or other.data != found.data:
                places = " and ".join(str(each) for each in (submission.place, *submission.others))
                raise SubmissionError(f"{places}: handed in at more than one place, and not the same; leave one")
        if submission.others:
            places = ", ".join(text.shown(place.name) for place in submission.others)
            return replace(found, remark="; ".join(filter(None, [found.remark, f"the same as in {places}"])))
        return found

    def finish_some(self, running, parked):
        """Wait for a job; record and yield each that is done, but put those aside that are to be tried again alone."""
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            work = running.pop(future)
            graded = self.safely(work, self.take, future, parked)
            if graded is not None:
                yield graded

    def take(self, work, future, parked):
        """Record what a job has come to; return the Graded, or None where the job is put aside to be tried again."""
        result = future.result()
        work.stage = "recorded"
        again = alone(work.job, result)
        if again is not None:
            parked.append((work, result, again))
            return None
        return self.finish(work, result)

    def finish_alone(self, work, executor, result, again, running):
        """Try a job again while nothing else runs, and record what came of both; return the Graded."""
        work.stage = "executed"
        future = executor.submit(execute, again)
        running[future] = work
        result = merged(result, future.result())
        del running[future]
        return self.finish(work, result)

    def finish(self, work, result):
        """Put an executed notebook on disk, then record it; return the Graded."""
        work.stage = "recorded"
        executed = nbformat.reads(result.notebook, as_version=4)
        tests = {key: asdict(each) | {"mistake": ""} for key, each in result.outcomes.items()}
        _, error = attempt(self.explain, executed, tests, result.traces)
        own = bool(result.fault) or any(each.verdict is Verdict.GRADER for each in result.outcomes.values())
        state = {
            "version": STATE,
            # Of a fault of the grader's own nothing is kept that would pass for done: the next run tries again.
            "digest": "" if own else work.digest,
            "basis": work.basis,
            "done": "executed",
            "tests": tests,
            "prepared": work.prepared + ([f"known mistakes are not named ({text.told(error)})"] if error else []),
            "seconds": round(result.seconds, 3),
            "memory": result.memory,
        }
        state["remarks"] = [*work.remarks, *state["prepared"]]
        executed.metadata[MARK] = {"digest": state["digest"], "remarks": state["remarks"]}
        write(self.executed_path(work), nbformat.writes(executed))
        self.save(work.submission, state)
        graded = self.conclude(work, state, executed)
        graded.fresh = True
        return graded

    def explain(self, executed, tests, traces):
        """Note in an executed notebook's test cells what their student is told."""
        for test_id, words in self.name_mistakes(executed, traces).items():
            tests[test_id]["mistake"] = words
        for cell in executed.cells:
            if is_grade(cell) and (test_id := cell.metadata.nbgrader.grade_id) in tests:
                entry = tests[test_id]
                told = feedback.label(test_id, cell, outcome(entry), entry["mistake"])
                cell.metadata[MARK] = cell.metadata.get(MARK, {}) | told.plain()

    def conclude(self, work, state, executed):
        """Do what is still to do for an executed submission, and return its Graded."""
        names, outcomes = work.names, {key: outcome(each) for key, each in state["tests"].items()}
        recorded = self.record.find(*names) if state["done"] != "executed" else None
        due = scores(executed, outcomes)
        if recorded is None or any(recorded.marks[key].auto != due[key] for key in due if key in recorded.marks):
            self.register(work.lesson)
            recorded = self.record.put(*names, executed, outcomes, work.time)
            state["done"] = "recorded"
            self.save(work.submission, state)
        elif work.time is not None and work.time != recorded.timestamp:
            recorded = self.record.set_time(*names, work.time)
        recorded, late = self.penalised(names, recorded)
        remarks = [*state["remarks"], *late]
        if state["done"] != "done" or not self.shows(work, recorded, state, remarks):
            remarks += self.show(work, recorded, executed, state, remarks)
            state["done"] = "done"
            self.save(work.submission, state)
        return self.graded(work.submission.student, work.lesson, recorded, state, remarks)

    def penalised(self, names, recorded):
        """Return the Recorded with what being late costs now, and remarks; an error there holds no mark."""
        known, error = attempt(self.record.penalise, *names)
        if error is not None:
            return recorded, [f"what being late costs could not be worked out anew ({text.told(error)})"]
        return known, []

    def shows(self, work, recorded, state, remarks):
        """Tell whether the page of feedback shows what is recorded."""
        return state.get("page") == self.page_key(recorded, state, remarks) and self.feedback_path(work).is_file()

    def show(self, work, recorded, executed, state, remarks):
        """Write the page of feedback and note it in state; return remarks, since an error there holds no mark."""
        _, error = attempt(self.write_page, work, executed, remarks)
        state["page"] = "" if error else self.page_key(recorded, state, remarks)
        if error is None:
            return []
        attempt(self.feedback_path(work).unlink, True)  # rather none than one that shows another mark
        return [f"its page of feedback could not be made, the next run tries again ({text.told(error)})"]

    def write_page(self, work, executed, remarks):
        """Write the page of feedback, and beside it what `nbgrader release_feedback` needs."""
        executed.metadata[MARK] = executed.metadata.get(MARK, {}) | {"remarks": remarks}
        self.feedback = self.feedback or feedback.Feedback(self.coursedir, self.config)
        self.feedback.write(*work.names, executed)
        folders = [self.feedback_path(work).parent, self.executed_path(work).parent]
        feedback.lay_for_release(work.submission.place, work.time, folders)

    def page_key(self, recorded, state, remarks):
        """Return the hash of all that a page of feedback shows."""
        marks = {key: [each.score, each.points, each.by_hand] for key, each in recorded.marks.items()}
        held = [state["digest"], state["tests"], state.get("held", "")]
        return basis.digest([feedback.form(), marks, recorded.comments, recorded.penalty, remarks, *held])

    def graded(self, student, lesson, recorded, state, remarks):
        """Return the Graded of what is recorded."""
        marks = {key: (each.score, each.points) for key, each in recorded.marks.items()}
        by_exercise = {
            name: add([marks[key] for key in keys if key in marks]) for name, keys in columns(lesson).items()
        }
        known = {key: state[key] for key in ("tests", "seconds", "memory") if key in state}
        return Graded(student, lesson.name, by_exercise, remark="; ".join(remarks), penalty=recorded.penalty, **known)

    def hold(self, work, error, line):
        """Hold the mark of a submission everywhere: gradebook, executed notebook, page; return its Graded.

        Marks by hand stay; where a person has given all of them, they are the mark. What was executed before is kept
        where the error is not the submission's, which is still the same.
        """
        student, lesson = work.submission.student, work.lesson
        if lesson is not None:
            attempt(self.register, lesson)
        if lesson is None or not self.record.has(lesson.name):
            return self.problem(student, work.submission.lesson, line)
        theirs = isinstance(error, SubmissionError)
        told = line if theirs else NO_FAULT
        recorded, late = self.penalised(work.names, self.record.hold(*work.names, line))
        remarks = [*work.remarks, *late]
        notebook, _ = attempt(self.stand_in, lesson, told)
        kept = self.load(work.submission)
        if not theirs and kept and kept["digest"] == work.digest:
            self.show(work, recorded, notebook or stand_in(told), {**kept, "held": told}, remarks)
            self.save(work.submission, kept | {"done": "executed", "page": ""})
        else:
            before = read_json(self.state_path(work.submission))
            page = before.get("page", "") if isinstance(before, dict) else ""
            state = {"version": STATE, "digest": "", "tests": {}, "held": told, "page": page}
            if notebook:
                write(self.executed_path(work), nbformat.writes(notebook))
            if not self.shows(work, recorded, state, remarks):
                remarks += self.show(work, recorded, notebook or stand_in(told), state, remarks)
            self.save(work.submission, state)
        graded = self.graded(student, lesson, recorded, {}, remarks)
        graded.fresh = True
        if graded.mark is None:
            graded.problem = line
        else:
            graded.remark = "; ".join([*remarks, f"marked by hand: {line}"])
        return graded

    def stand_in(self, lesson, told):
        """Return what stands in autograded/ for a submission that has not been run, so that it can be marked there."""
        return stand_in(told, nbformat.from_dict(self.skeleton(lesson)))

    def others(self, found, problems, wanted):
        """Yield the Graded of what is missing, and of marks in the gradebook of what lies in submitted/ no more.

        A lesson is missing where others have handed it in. It is not said of one who has handed in something of which
        it is not known what it is.
        """
        there = {(each.student, each.lesson) for each in found}
        unclear = {student for student, _ in problems} | {name for name, lesson in there if lesson not in self.lessons}
        students = {name for name, _ in there} | set(self.record.students)
        handed_in = {lesson for _, lesson in there} | {lesson for _, lesson, _ in self.record.known}
        for name in sorted(handed_in & set(self.lessons)):
            for student in sorted(students):
                if (student, name) in there or not wanted(student, name):
                    continue
                gone, error = attempt(self.as_recorded, student, name)
                if gone is not None:
                    self.total += 1
                    gone.remark = "; ".join(filter(None, [gone.remark, "what was handed in is in submitted/ no more"]))
                    yield gone
                elif error is None and student not in unclear:
                    yield Graded(student, name, missing=True)

    def as_recorded(self, student, name):
        """Return the Graded of what the gradebook says of a student and a lesson; None where it says nothing."""
        lesson = self.lessons[name]
        recorded = self.record.find(student, name, lesson.path.stem)
        if recorded is None:
            return None
        state = read_json(self.state / student / f"{name}.json")
        state = state if isinstance(state, dict) else {}
        known = state if usable(state) else {}
        graded = self.graded(student, lesson, recorded, known, known.get("remarks", []))
        graded.problem = "" if graded.mark is not None else str(state.get("held", ""))
        return graded

    def known(self):
        """Return the Graded of all that the gradebook knows, without executing or writing anything."""
        with Record(self.coursedir, self.config) as self.record:
            names = sorted({(student, name) for student, name, _ in self.record.known if name in self.lessons})
            return [graded for graded, _ in (attempt(self.as_recorded, *each) for each in names) if graded is not None]

    def name_mistakes(self, executed, traces):
        """Add the mistakes that the bank knows to the failed test cells; return {grade_id: mistake}."""
        named = {}
        for cell in executed.cells:
            test_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            words = test_id in traces and fingerprints.mistake(test_id, cell.source, traces[test_id])
            if words:
                named[test_id] = words
                cell.outputs.append(new_output("display_data", {"text/plain": LIKELY + words}))
        return named

    def lesson(self, name):
        """Return a lesson by name; raises LessonError when there is none."""
        if name not in self.lessons:
            known = ", ".join(self.lessons) or "none"
            raise LessonError(f"no lesson is called {name}; the lessons are: {known}")
        return self.lessons[name]

    def skeleton(self, lesson):
        """Return the notebook that submissions of a lesson are rebuilt on."""
        if lesson.name not in self.prepared:
            self.prepared[lesson.name] = skeleton.make(lesson, self.config)
        return self.prepared[lesson.name]

    def released(self, lesson):
        """Return {grade_id: source} of a lesson's tests as its students have them."""
        if lesson.name not in self.visible:
            self.visible[lesson.name] = skeleton.visible_tests(self.skeleton(lesson), self.config)
        return self.visible[lesson.name]

    def register(self, lesson):
        """Enter a lesson in the gradebook, unless this very source is there already."""
        if lesson.name in self.registered:
            return
        path = self.state / f"{lesson.name}.registered"
        source = hashlib.sha256(lesson.path.read_bytes()).hexdigest()
        if not (path.is_file() and path.read_text(encoding="utf-8") == source and self.record.has(lesson.name)):
            skeleton.register(lesson, self.config)
            self.record.gradebook.db.expire_all()
            write(path, source)
        self.registered.add(lesson.name)

    def job(self, lesson, prepared, idle=None):
        """Return the execute step's job for a prepare.Prepared; idle: ids of its cells to leave out, where known."""
        if idle is None:
            idle = idle_cells(prepared.notebook, self.skeleton(lesson)) if self.lean else frozenset()
        return Job(
            nbformat.writes(prepared.notebook),
            plain=nbformat.writes(prepared.plain) if prepared.plain else "",
            idle=idle,
            **self.shared(lesson),
        )

    def shared(self, lesson):
        """Return what the jobs of a lesson have in common, made once: the arguments of Job, by name."""
        if lesson.name not in self.rubrics:
            skeleton, released = self.skeleton(lesson), self.released(lesson)
            tests = {cell.metadata.nbgrader.grade_id: cell.source for cell in skeleton.cells if is_test(cell)}
            controls = {key: control.stock(lesson.name, key, source) for key, source in tests.items()}
            controls |= rehearsal.derived(self.state, lesson.name, tests)
            files = files_beside(lesson)
            folders = {name: str(self.root / name) for name in self.linked if (self.root / name).is_dir()}
            self.rubrics[lesson.name] = {
                "names": {key: name for key, source in tests.items() if (name := fingerprints.answer(key, source))},
                "visible": {key: source for key, source in released.items() if source != tests.get(key)},
                "owners": owners(skeleton),
                "controls": {key: each for key, each in controls.items() if each},
                "guarded": frozenset(tests if control.is_guarded(lesson.name, tests) else ()),
                "limits": self.limits,
                "kernel_name": skeleton.metadata.get("kernelspec", {}).get("name", "python3"),
                "config": {name: dict(self.config[name]) for name in KERNEL_SETTINGS if name in self.config},
                "files": files,
                # A folder of the lesson's own comes before one of the same name that the course shares.
                "folders": {
                    name: path for name, path in folders.items() if name not in {Path(each).parts[0] for each in files}
                },
            }
        return self.rubrics[lesson.name]

    def basis(self, lesson):
        """Return what the marks of a lesson depend on beside the submissions, see basis.py."""
        if lesson.name not in self.bases:
            linked = [self.root / name for name in self.linked]
            known = lesson, set(columns(lesson)), self.config, self.limits, linked, self.lean
            self.bases[lesson.name] = basis.of(*known)
        return self.bases[lesson.name]

    def timestamp(self, submission):
        """Return (the time in UTC at which a submission's folder says that it was handed in or None, a remark)."""
        return times.read(submission.place) if submission.place.is_dir() else (None, "")

    def executed_path(self, work):
        """Return where the executed notebook is kept, as nbgrader's autograde does."""
        place = self.coursedir.format_path(self.coursedir.autograded_directory, *work.names[:2])
        return Path(place, work.lesson.path.name)

    def executed(self, work, state):
        """Return the executed notebook that a state is of; None where it is not there, or not that one."""
        notebook, _ = attempt(lambda: nbformat.v4.reads(self.executed_path(work).read_text(encoding="utf-8")))
        whole, _ = attempt(lambda: all("metadata" in cell and "source" in cell for cell in notebook.cells))
        digest, _ = attempt(lambda: notebook.metadata[MARK].digest)
        return notebook if whole and digest == state["digest"] else None

    def feedback_path(self, work):
        """Return where the feedback is kept."""
        place = self.coursedir.format_path(self.coursedir.feedback_directory, *work.names[:2])
        return Path(place, f"{work.lesson.path.stem}.html")

    def state_path(self, submission):
        """Return where it is kept what has been done for a submission."""
        return self.state / submission.student / f"{submission.lesson}.json"

    def load(self, submission):
        """Return what has been done for a submission; None where nothing is known, or not in today's form."""
        state = read_json(self.state_path(submission))
        return state if usable(state) else None

    def save(self, submission, state):
        """Keep what has been done for a submission."""
        write_json(self.state_path(submission), state)

    def problem(self, student, lesson, line):
        """Return the Graded of a submission that was not run."""
        return Graded(student, lesson, problem=self.seen(line), fresh=True)

    def seen(self, line):
        """Return a line with paths as they are seen from the course."""
        return text.shown(line.replace(f"{self.root}{os.sep}", ""), 1000)


def usable(state):
    """Tell whether a state is whole and of today's form: of a submission that was executed."""
    if not isinstance(state, dict) or state.get("version") != STATE or not isinstance(state.get("digest"), str):
        return False
    kinds = {"basis": dict, "tests": dict, "prepared": list, "remarks": list, "done": str, "seconds": float}
    if not all(isinstance(state.get(key), kind) for key, kind in kinds.items()) or not state["digest"]:
        return False
    _, error = attempt(lambda: [outcome(each).verdict.is_mark for each in state["tests"].values()])
    return error is None and isinstance(state.get("memory"), int)


def stand_in(told, notebook=None):
    """Return a notebook, an empty one where none is given, that says that a submission is held and why."""
    notebook = new_notebook() if notebook is None else notebook
    notebook.metadata[MARK] = {"held": told}
    line = new_markdown_cell(f"This submission is held, and what follows is not the student's: {told}", id="held")
    notebook.cells.insert(min(1, len(notebook.cells)), line)
    return notebook


def columns(lesson):
    """Return {exercise: [grade_ids of its tests]}; each test by itself where it belongs to no numbered exercise."""
    found = {}
    with contextlib.suppress(LessonError):
        found = {each.name: [test.metadata.nbgrader.grade_id for test in each.tests] for each in lesson.exercises}
    known = {test for tests in found.values() for test in tests}
    graded = [cell.metadata.nbgrader.grade_id for cell in lesson.notebook.cells if is_grade(cell) or is_task(cell)]
    return found | {grade_id: [grade_id] for grade_id in graded if grade_id not in known}


def files_beside(lesson):
    """Return {path from the notebook: bytes} of what a lesson keeps beside its notebook; LessonError for too much."""
    folder, found = lesson.path.parent, {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".ipynb" and not basis.SKIPPED & set(path.parts):
            found[str(path.relative_to(folder))] = b"" if path.stat().st_size > LARGEST else path.read_bytes()
            size = sum(map(len, found.values()))
            if path.stat().st_size > LARGEST or size > LARGEST or len(found) > MOST:
                most = f"{MOST} files or {LARGEST // 10**6} MB beside the notebook (at {path.name})"
                raise LessonError(f"{folder}: more than {most}; move them to data/")
    return found


def add(pairs):
    """Return the sums of (mark, points) pairs; the mark is None when one of them is."""
    marks = [mark for mark, _ in pairs]
    return None if None in marks else sum(marks), sum(points for _, points in pairs)


def outcome(entry):
    """Return an Outcome from its form in a state file."""
    kept = {key: value for key, value in entry.items() if key != "mistake"}
    return Outcome(**kept | {"verdict": Verdict(kept["verdict"])})


def grade_one(submission, lesson, config, root, limits=None):
    """Return {grade_id: Outcome} for one submission, without gradebook or files; raises SubmissionError.

    submission: a path (notebook, folder or zip file) or a notebook's bytes; lesson: a course.lessons.Lesson.
    """
    grading = Grading(config, root, limits=limits)
    if isinstance(submission, bytes):
        data, where = submission, "the submission"
    else:
        if not Path(submission).exists():
            raise SubmissionError(f"{submission}: no such file or folder")
        found = grading.intake.find(submission, lesson.path.name)
        data, where = found.data, found.where
    known = grading.skeleton(lesson), grading.released(lesson)
    prepared, idle = grading.intake.ready(data, where, *known, grading.lean)
    grading.intake.close()
    job = grading.job(lesson, prepared, idle)
    result = execute(job)
    again = alone(job, result)
    result = merged(result, execute(again)) if again else result
    faults = [each.reason for each in result.outcomes.values() if each.verdict is Verdict.GRADER]
    if result.fault or faults:
        raise GraderError(result.fault or faults[0])
    return result.outcomes
