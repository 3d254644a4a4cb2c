"""Grades a class: finds submissions, prepares, executes many at once, records one by one, writes feedback.

What a submission needs next is read off the disk, so that a run that was stopped goes on where it was: its state, a
JSON file, is written after execution, after recording and after the feedback.
"""

import contextlib
import hashlib
import os
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import asdict, dataclass, field
from pathlib import Path

import nbformat
from nbformat.v4 import new_output
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_grade

from autograder import budget, control, course, feedback, fingerprints, naming, prepare, rehearsal, skeleton
from autograder.errors import AutograderError, GraderError, LessonError, RehearsalError, SubmissionError
from autograder.execute import Job, alone, execute, is_test, merged, owners
from autograder.files import read_json, replace, write_json
from autograder.lean import idle_cells
from autograder.prepare import MARK
from autograder.record import Record
from autograder.sandbox import LARGEST, MOST, Sandbox
from autograder.verdicts import Outcome, Verdict

# The parts of the configuration that the execute step needs.
KERNEL_SETTINGS = ("KernelManager", "WarmProvisioner", "Sandbox")


@dataclass
class Graded:
    """What became of one submission: marks {exercise: (mark or None, points)}, or a problem in one line.

    tests: {a test cell's grade_id: verdicts.Outcome as a dict}; seconds, memory: of the execution; remark: in one line.
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

    @property
    def mark(self):
        """The sum of the marks, or None when one of them is held."""
        marks = [mark for mark, _ in self.marks.values()]
        return None if self.problem or not marks or None in marks else sum(marks)

    @property
    def points(self):
        """The points that could be had."""
        return sum(points for _, points in self.marks.values())

    @property
    def held(self):
        """Why the mark is held, in one line; "" when it is not."""
        if self.problem or self.mark is not None:
            return self.problem
        reasons = [f"{name}: {each['verdict']}, {each['reason']}" for name, each in self.tests.items() if held(each)]
        return "; ".join(reasons) or "a mark by hand is due"


def held(outcome):
    """Tell whether an outcome, as a dict, is no mark by itself."""
    return outcome["score"] is None


@dataclass(frozen=True)
class Submission:
    """One thing handed in: who, for which lesson, and the folder or file that holds it."""

    student: str
    lesson: str
    place: Path


def find_submissions(folder, lessons):
    """Return (submissions, problems): what lies in folder as STUDENT/LESSON, and (student, one line) for the rest.

    STUDENT/LESSON is a folder, or a zip file or notebook of the lesson's name. lessons: those of the course.
    """
    by_file = {f"{lesson.name}.zip": lesson.name for lesson in lessons}
    by_file |= {f"{lesson.path.stem}.{kind}": lesson.name for lesson in lessons for kind in ("zip", "ipynb")}
    found, problems = [], []
    for student in sorted(visible(folder)):
        if student.is_symlink():
            problems.append((student.name, f"{student}: a link, and links are not followed; put the folder there"))
            continue
        if not student.is_dir():
            problems.append((student.name, f"{student}: a file where a student's folder was due; unpack or move it"))
            continue
        inside = sorted(visible(student))
        if not inside:
            problems.append((student.name, f"{student}: empty; a lesson's folder with its notebook was due"))
        for each in inside:
            if each.is_dir() and not each.is_symlink():
                found.append(Submission(student.name, each.name, each))
            elif each.name in by_file:
                found.append(Submission(student.name, by_file[each.name], each))
            elif each.name != "timestamp.txt":
                problems.append((student.name, f"{each}: a file where a lesson's folder was due; move it into one"))
    return found, problems


def visible(folder):
    """Return what folder holds, less hidden files and the leftovers of macOS archives."""
    return [path for path in Path(folder).iterdir() if not path.name.startswith((".", "__MACOSX"))]


class Grading:
    """The grading of one course.

    config: nbgrader's configuration, which says where submissions, gradebook and the rest are; state: the folder, seen
    from root, where it is kept what has been done; linked: folders of the course that lessons read; lean: leave out the
    cells that no mark depends on, for courses whose tests depend on given cells and answers alone.
    """

    def __init__(self, config, root=course.ROOT, state="build/grading", linked=("data",), limits=None, lean=False):
        """Prepare to grade in the course at root."""
        # What takes a line that a run has to say before it goes on; {lesson: why nobody is graded in it, "" if all are}
        self.say, self.refused = print, {}
        self.lean = lean
        self.root = Path(root)
        self.config = config.copy()
        self.config.CourseDirectory.root = str(self.root)
        self.config.Sandbox.hidden = sorted({*Sandbox(config=self.config).hidden, str(self.root)})
        self.coursedir = CourseDirectory(config=self.config)
        self.state, self.linked, self.limits = self.root / state, linked, limits or budget.limits(self.config)
        self.lessons = {each.name: each for each in course.lessons(self.root, self.coursedir.source_directory)}
        self.prepared, self.visible, self.rubrics, self.registered, self.total = {}, {}, {}, set(), 0

    @property
    def submitted(self):
        """The folder of submissions."""
        return self.root / self.coursedir.submitted_directory

    def run(self, executor, assignment=None, student=None, force=False, ahead=4):
        """Grade what is submitted; yield a Graded for each submission as it is done.

        executor: a concurrent.futures.Executor; assignment, student: grade these only; force: execute again what has
        not changed since; ahead: how many jobs are given to the executor before the first one is done.
        """
        if not self.submitted.is_dir():
            return
        found, problems = find_submissions(self.submitted, self.lessons.values())
        chosen = [each for each in found if student in (None, each.student) and assignment in (None, each.lesson)]
        problems = [each for each in problems if student in (None, each[0]) and assignment is None]
        self.total, self.refused = len(chosen) + len(problems), {}
        for name, problem in problems:
            yield self.problem(name, "", problem)
        with contextlib.ExitStack() as stack:
            self.record = stack.enter_context(Record(self.coursedir, self.config))
            self.feedback = None
            running = {}
            for submission in chosen:
                ready = self.begin(executor, submission, force, running)
                if ready is not None:
                    yield ready
                while len(running) >= ahead:
                    yield from self.finish_some(running)
            while running:
                yield from self.finish_some(running)

    def begin(self, executor, submission, force, running):
        """Start on a submission: return its Graded when nothing is left to execute, else None with a job in running."""
        try:
            lesson = self.lesson(submission.lesson)
            found = prepare.find(submission.place, lesson.path.name)
            digest = self.digest(lesson, found.data)
            state = read_json(self.state_path(submission))
            if not force and state and state["digest"] == digest and self.executed_path(submission, lesson).is_file():
                return self.conclude(submission, lesson, state)
            parsed = prepare.parse(found.data, found.where)
            if not self.may_grade(lesson, executor, force):
                return None
            self.register(lesson)
            prepared = prepare.prepared(self.skeleton(lesson), parsed)
            remark = "; ".join([*filter(None, [found.remark]), *prepared.remarks])
            running[executor.submit(execute, self.job(lesson, prepared))] = (submission, lesson, digest, remark)
        except LessonError as error:
            return self.problem(submission.student, submission.lesson, f"{submission.place}: {error}")
        except AutograderError as error:
            return self.problem(submission.student, submission.lesson, str(error))
        except OSError as error:
            return self.problem(submission.student, submission.lesson, f"{submission.place}: cannot be read, {error}")
        return None

    def may_grade(self, lesson, executor, force):
        """Grade the lesson itself, once in a run, and tell whether its students may be; see rehearsal.py."""
        if lesson.name not in self.refused:
            self.refused[lesson.name] = ""
            try:
                for line in rehearsal.notes(self, lesson, rehearsal.rehearse(self, lesson, executor, force)):
                    self.say(line)
            except RehearsalError as error:
                self.refused[lesson.name] = str(error).replace(f"{self.root}{os.sep}", "")
        return not self.refused[lesson.name]

    def finish_some(self, running):
        """Wait for a job, record and yield each that is done."""
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            submission, lesson, digest, remark = running.pop(future)
            try:
                yield self.finish(submission, lesson, digest, remark, future.result())
            except AutograderError as error:
                yield self.problem(submission.student, submission.lesson, str(error))
            except Exception as error:  # ours, but one submission's fault or not: the others go on
                told = " ".join(f"{type(error).__name__}: {error}".split())[:200]
                line = f"{submission.place}: executed, but not recorded or without feedback ({told}); run again"
                yield self.problem(submission.student, submission.lesson, line)

    def finish(self, submission, lesson, digest, remark, result):
        """Put an executed notebook on disk, then record it."""
        executed = nbformat.reads(result.notebook, as_version=4)
        mistakes = self.name_mistakes(executed, result.traces)
        tests = {key: asdict(each) | {"mistake": mistakes.get(key, "")} for key, each in result.outcomes.items()}
        executed.metadata[MARK] = {"digest": digest}
        for cell in executed.cells:
            if is_grade(cell):
                told = feedback.label(cell.metadata.nbgrader.grade_id, cell, tests[cell.metadata.nbgrader.grade_id])
                cell.metadata[MARK] = cell.metadata.get(MARK, {}) | told
        replace(self.executed_path(submission, lesson), nbformat.writes(executed))
        state = {"digest": digest, "done": "executed", "tests": tests, "remark": remark}
        state |= {"seconds": round(result.seconds, 3), "memory": result.memory}
        self.save(submission, state)
        graded = self.conclude(submission, lesson, state, executed)
        graded.fresh = True
        return graded

    def conclude(self, submission, lesson, state, executed=None):
        """Do what is still to do for an executed submission, and return its Graded."""
        names = submission.student, lesson.name, lesson.path.stem
        marks = self.record.marks(*names) if state["done"] != "executed" else None
        if marks is None or not self.feedback_path(submission, lesson).is_file() or state["done"] != "done":
            executed = executed or nbformat.read(self.executed_path(submission, lesson), as_version=4)
            if marks is None:
                self.register(lesson)
                outcomes = {key: outcome(each) for key, each in state["tests"].items()}
                self.record.put(*names, executed, outcomes, self.timestamp(submission))
                self.save(submission, state | {"done": "recorded"})
                marks = self.record.marks(*names)
            self.feedback = self.feedback or feedback.Feedback(self.coursedir, self.config)
            self.feedback.write(*names, executed)
            self.save(submission, state | {"done": "done"})
        parts = columns(lesson).items()
        by_exercise = {name: add([marks[key] for key in keys if key in marks]) for name, keys in parts}
        known = {key: state[key] for key in ("remark", "tests", "seconds", "memory")}
        return Graded(submission.student, submission.lesson, by_exercise, **known)

    def name_mistakes(self, executed, traces):
        """Add the mistakes that the bank knows to the failed test cells; return {grade_id: mistake}."""
        named = {}
        for cell in executed.cells:
            test_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            words = test_id in traces and fingerprints.mistake(test_id, cell.source, traces[test_id])
            if words:
                named[test_id] = words
                cell.outputs.append(new_output("display_data", {"text/plain": naming.LABEL + words}))
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
            replace(path, source)
        self.registered.add(lesson.name)

    def job(self, lesson, prepared):
        """Return the execute step's job for a prepare.Prepared."""
        skeleton = self.skeleton(lesson)
        return Job(
            nbformat.writes(prepared.notebook),
            plain=nbformat.writes(prepared.plain) if prepared.plain else "",
            idle=idle_cells(prepared.notebook, skeleton) if self.lean else frozenset(),
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

    def digest(self, lesson, data):
        """Return what tells a graded submission from a newer one: the hash of it and of its lesson."""
        return hashlib.sha256(data + lesson.path.read_bytes()).hexdigest()

    def timestamp(self, submission):
        """Return the text of the submission's timestamp.txt, as nbgrader's exchange writes it; None without one."""
        path = submission.place / "timestamp.txt"
        if submission.place.is_dir() and path.is_file() and not path.is_symlink():
            return path.read_text(encoding="utf-8", errors="replace").strip()[:100] or None
        return None

    def executed_path(self, submission, lesson):
        """Return where the executed notebook is kept, as nbgrader's autograde does."""
        place = self.coursedir.format_path(self.coursedir.autograded_directory, submission.student, lesson.name)
        return Path(place, lesson.path.name)

    def feedback_path(self, submission, lesson):
        """Return where the feedback is kept."""
        place = self.coursedir.format_path(self.coursedir.feedback_directory, submission.student, lesson.name)
        return Path(place, f"{lesson.path.stem}.html")

    def state_path(self, submission):
        """Return where it is kept what has been done for a submission."""
        return self.state / submission.student / f"{submission.lesson}.json"

    def save(self, submission, state):
        """Keep what has been done for a submission."""
        write_json(self.state_path(submission), state)

    def problem(self, student, lesson, line):
        """Return the Graded of a submission that was not run; paths are told as seen from the course."""
        return Graded(student, lesson, problem=line.replace(f"{self.root}{os.sep}", ""), fresh=True)


def columns(lesson):
    """Return {exercise: [grade_ids of its tests]}; each test by itself where the lesson numbers no exercises."""
    with contextlib.suppress(LessonError):
        exercises = lesson.exercises
        if exercises:
            return {each.name: [test.metadata.nbgrader.grade_id for test in each.tests] for each in exercises}
    graded = [cell.metadata.nbgrader.grade_id for cell in lesson.notebook.cells if is_grade(cell)]
    return {grade_id: [grade_id] for grade_id in graded}


def files_beside(lesson):
    """Return {path from the notebook: bytes} of what a lesson keeps beside its notebook; LessonError for too much."""
    folder, found = lesson.path.parent, {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".ipynb" and ".ipynb_checkpoints" not in path.parts:
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


def grade_one(submission, lesson, config, root=course.ROOT, limits=None):
    """Return {grade_id: Outcome} for one submission, without gradebook or files; raises SubmissionError.

    submission: a path (notebook, folder or zip file) or a notebook's bytes; lesson: an autograder.course.Lesson.
    """
    grading = Grading(config, root, limits=limits)
    if isinstance(submission, bytes):
        data, where = submission, "the submission"
    else:
        if not Path(submission).exists():
            raise SubmissionError(f"{submission}: no such file or folder")
        found = prepare.find(submission, lesson.path.name)
        data, where = found.data, found.where
    job = grading.job(lesson, prepare.prepared(grading.skeleton(lesson), prepare.parse(data, where)))
    result = execute(job)
    again = alone(job, result)
    result = merged(result, execute(again)) if again else result
    faults = [each.reason for each in result.outcomes.values() if each.verdict is Verdict.GRADER]
    if result.fault or faults:
        raise GraderError(result.fault or faults[0])
    return result.outcomes
