"""Grades the bank of answers, those that have changed: what came of them, the tables, and what is made of it all.

Made are: outcomes.json and fingerprints.json beside the answers, mistakes.json beside each lesson's notebook, the table
in autograder/bank/BANK.md, and the sums in README.md. Nothing is written while an answer is not marked as it should be.
"""

import contextlib
import json
import multiprocessing
import os
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from autograder.bank import answer as bank
from autograder.bank import controls, fingerprints, mistakes, outcomes, summary
from autograder.bank import trace as recorder
from autograder.bank.outcomes import Outcome, Refusal
from autograder.bank.wording import names_mistake
from autograder.course import convert, skeleton
from autograder.course import lessons as course
from autograder.errors import BankError, WordsError
from autograder.files import read_json, replace
from autograder.verdicts import LIKELY

# Where results are kept until nothing is red any more; not committed.
CACHE = "build/bank.json"
# As many answers are graded by this process itself.
FEW = 3
# Characters of a message that are kept.
LONGEST = 2000


@cache
def visible_tests(lesson, root):
    """Return {grade_id: source} of a lesson's tests without their hidden parts; lesson: its name."""
    return skeleton.visible_tests(course.lesson(lesson, root).notebook, convert.load_config(root))


def grade(answer, root):
    """Return {test cell's grade_id: bank.Check} for one answer; raises BankError for a file that cannot be graded."""
    with contextlib.suppress(WordsError):  # its author wants to see the words that it gets
        answer.check()
    lesson = course.lesson(answer.lesson, root)
    exercises = {each.name: each for each in lesson.exercises}
    if answer.exercise not in exercises:
        raise BankError(f"{answer.path.parent}: {no_exercise(answer.lesson, exercises)}")
    return bank.run(lesson, exercises[answer.exercise], answer.source, visible_tests(answer.lesson, root))


def no_exercise(lesson, known):
    """Return that a lesson has no such exercise, and which it has."""
    return f"{lesson} has no such exercise; it has: {', '.join(known)}"


def grade_all(answers, root):
    """Yield (answer, checks, a future of the checks that another process sees, or None) for each answer.

    Wrong answers are graded by two processes: what differs there, by Python's salted hash or a clock, is no
    fingerprint. Few answers are graded by this very process, so that the first message is there soon.
    """
    with contextlib.ExitStack() as stack:
        two = stack.enter_context(process("2", later=len(answers) <= FEW))
        stack.callback(two.shutdown, cancel_futures=True)  # stopped half-way, it does not go on with the rest
        if len(answers) <= FEW:
            jobs = [(each, None if each.is_right else two.submit(grade, each, root)) for each in answers]
            for answer, again in jobs:
                yield answer, grade(answer, root), again
            return
        one = stack.enter_context(process("1"))
        stack.callback(one.shutdown, cancel_futures=True)
        jobs = []
        for place, answer in enumerate(answers):
            first, second = (two, one) if place % 2 else (one, two)
            again = None if answer.is_right else second.submit(grade, answer, root)
            jobs.append((answer, first.submit(grade, answer, root), again))
        for answer, first, again in jobs:
            yield answer, first.result(), again


def process(salt, later=False):
    """Return an executor of one new process, whose str hashes have that salt, or another than ours if ours is the same.

    later: whether the work of this process goes first.
    """
    before = os.environ.get("PYTHONHASHSEED")
    os.environ["PYTHONHASHSEED"] = salt if before != salt else f"{salt}0"
    try:
        lower = {"initializer": os.nice, "initargs": (5,)} if later else {}
        executor = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), **lower)
        executor.submit(os.getpid).result()
    finally:
        os.environ.pop("PYTHONHASHSEED")
        if before is not None:
            os.environ["PYTHONHASHSEED"] = before
    return executor


def fingerprint(checks, again):
    """Return {test cell's grade_id: trace} of a wrong answer's checks, where two runs left the same trace."""
    found = {}
    for test_id, check in checks.items():
        trace, other = check.trace, again[test_id].trace
        if trace and other and fingerprints.alike(trace, other):
            found[test_id] = trace
    return found


class Lesson:
    """What grading the bank needs of one lesson, read once."""

    def __init__(self, lesson):
        """lesson: a course.lessons.Lesson."""
        self.lesson, self.name, self.folder = lesson, lesson.name, lesson.path.parent
        self.exercises = {each.name: each for each in lesson.exercises}
        self.shared = {each.name: outcomes.base(lesson, each) for each in lesson.exercises}
        # What the checks say is told apart from what they take for the mistake, which they read here.
        self.before = mistakes.load(self.folder)
        self._likely = None

    def likely(self, test_id, told, entries):
        """Return the mistake that the lesson's checks name, "" for none; told: the trace of a check, or None."""
        if told is None:
            return ""
        self._likely = self._likely or mistakes.likely(self.folder)
        return self._likely(test_id, told, entries)

    def refusal(self, test_id, check, again):
        """Return the Refusal of a failed bank.Check, without what the mistakes.json of today makes the check say.

        again: the Check of another process, None for a right answer; what they do not share is no trace.
        """
        sure = again is not None and check.told and again.told and mistakes.same(check.told, again.told)
        named = self.likely(test_id, check.told, self.before)
        said = recorder.ADDRESS.sub("0x", without(check.error, named))[:LONGEST]
        return Refusal(said, check.visible, check.told if sure else None)


def without(said, named):
    """Return what a check says without the line that names the mistake; named: "" where there is none."""
    lines = said.split("\n")
    rest = [line for line in lines if not named or line != f"{LIKELY}{named}"]
    return "\n".join(rest) or said


class Survey:
    """What came of the answers of a course's bank, as far as it is known."""

    def __init__(self, root):
        """root: the course's folder."""
        self.root, self.data = Path(root), bank.folder(root)
        self.lessons = {each.name: Lesson(each) for each in course.lessons(root)}
        self.answers, self.stray = [], []
        for answer in bank.answers(self.data):
            lesson = self.lessons.get(answer.lesson)
            if lesson and answer.exercise in lesson.exercises:
                self.answers.append(answer)
            else:
                self.stray.append(answer.path.parent)
        shared = {name: each.shared for name, each in self.lessons.items()}
        self.keys = {each: outcomes.key(each.source, shared[each.lesson][each.exercise]) for each in self.answers}
        # What is stored: of the answers of today, and of what they were.
        self.known, self.stale = {}, {}
        for lesson, exercise in dict.fromkeys((each.lesson, each.exercise) for each in self.answers):
            stored = outcomes.load(self.data / lesson / exercise, self.lessons[lesson].exercises[exercise])
            for name, outcome in stored.items():
                answer = bank.Answer(self.data / lesson / exercise / f"{name}.py")
                if answer in self.keys:
                    (self.known if outcome.key == self.keys[answer] else self.stale)[answer] = outcome
        # What was graded and could not be stored, by its key.
        kept, wanted = read_json(self.root / CACHE) or {}, set(self.keys.values())
        self.kept = {key: Outcome.of(each, each["traces"]) for key, each in kept.items() if key in wanted}

    def chosen(self, words):
        """Return the answers that words mean, each LESSON, LESSON/EXERCISE or LESSON/EXERCISE/NAME; all for no words.

        Raises LessonError or BankError, in one line with what exists, for a name that is not known.
        """
        found = [each for word in words for each in self.meant(word)] if words else self.answers
        return list(dict.fromkeys(found))

    def exercises(self, words):
        """Return [(lesson, exercise), ...] that words mean, as chosen() takes them."""
        found = [each for word in words or self.lessons for each in self.scope(word)[0]]
        return list(dict.fromkeys(found))

    def scope(self, word):
        """Return the [(lesson, exercise), ...] that a word means, and what it calls the answer, "" for all."""
        name, exercise, answer = [*word.removesuffix(".py").rstrip("/").split("/", 2), "", ""][:3]
        lesson = self.lessons[course.lesson(name, self.root).name]
        if exercise and exercise not in lesson.exercises:
            raise BankError(f"{word}: {no_exercise(lesson.name, lesson.exercises)}")
        return [(lesson.name, each) for each in lesson.exercises if exercise in ("", each)], answer

    def meant(self, word):
        """Return the answers that one word means."""
        exercises, name = self.scope(word)
        found = [each for each in self.answers if (each.lesson, each.exercise) in exercises]
        if name and name not in [each.path.stem for each in found]:
            known = ", ".join(each.path.stem for each in found) or "none"
            raise BankError(f"{word}: {'/'.join(exercises[0])} has no such answer; it has: {known}")
        return [each for each in found if name in ("", each.path.stem)]

    def malformed(self, chosen):
        """Return {answer: BankError} of those whose files are not as they must be."""
        found = {}
        for answer in chosen:
            try:
                answer.check()
            except BankError as error:
                found[answer] = error
        return found

    def grade(self, chosen, force=False, tell=lambda answer: None):
        """See to it that it is known what came of some answers: grade those that have changed, and return these.

        What comes of them is kept in build/, too: what is red for one answer's sake is not graded twice.
        force: grade them all; tell: what to do with each as soon as its message is there. A file that cannot be graded
        is left out.
        """
        unfit = {each for each, error in self.malformed(chosen).items() if not isinstance(error, WordsError)}
        chosen = [each for each in chosen if each not in unfit]
        if not force:
            ready = ((each, self.kept.get(self.keys[each])) for each in chosen if each not in self.known)
            self.known |= {answer: outcome for answer, outcome in ready if outcome}
        fresh = [each for each in chosen if force or each not in self.known]
        try:
            for answer, checks, again in grade_all(fresh, self.root) if fresh else ():
                self.known[answer] = self.outcome(answer, checks, checks)
                tell(answer)
                outcome = self.outcome(answer, checks, again and again.result())
                self.known[answer] = self.kept[outcome.key] = outcome
        finally:
            self.keep()
        return fresh

    def outcome(self, answer, checks, again):
        """Return the Outcome of an answer's checks; again: those that another process saw, None for a right answer."""
        lesson, refused = self.lessons[answer.lesson], {}
        for test_id, check in checks.items():
            if check.error:
                refused[test_id] = lesson.refusal(test_id, check, again and again[test_id])
        return Outcome(self.keys[answer], refused, fingerprint(checks, again) if again else {})

    def keep(self):
        """Write to build/ what is kept there, as far as it is not stored."""
        plain = {key: {**each.plain(), "traces": each.traces} for key, each in self.kept.items()}
        if plain:
            replace(self.root / CACHE, json.dumps(plain))
        else:
            (self.root / CACHE).unlink(missing_ok=True)

    def entries(self, lesson):
        """Return what the mistakes.json of a lesson is to hold, by what is known today; lesson: its name."""
        known = [(each, self.known[each]) for each in self.of(lesson) if not each.is_right]
        return mistakes.entries(self.lessons[lesson].exercises.values(), known)

    def messages(self, answer, outcome, entries):
        """Return [(test cell's grade_id, whether students see it, message)] of the tests that refused an answer.

        outcome: what came of it; entries: what is known of mistakes in its lesson, and makes the check say its words,
        which come last.
        """
        lesson, found = self.lessons[answer.lesson], []
        for test_id, refusal in outcome.refused.items():
            named = "" if LIKELY in refusal.said else lesson.likely(test_id, refusal.told, entries)
            said = f"{refusal.said}\n{LIKELY}{named}" if named else refusal.said
            found.append((test_id, refusal.visible, said))
        return found

    def problems(self, chosen):
        """Return a line for each of the answers that is not as it must be.

        Of the other answers of their lessons, too, where these take their words from them.
        """
        malformed, lines = self.malformed(chosen), []
        lines += [str(error) for error in malformed.values()]
        for name in dict.fromkeys(each.lesson for each in chosen):
            entries = self.entries(name)
            for answer in self.of(name):
                problem = self.problem(answer, self.messages(answer, self.known[answer], entries))
                if problem and answer not in malformed:
                    lines.append(f"{answer.key}: {problem}")
        return lines

    def problem(self, answer, messages):
        """Return in what an answer is not marked as it should be, "" for nothing; messages: see messages()."""
        first = messages[0][2] if messages else ""
        if answer.is_right:
            return f"right, but refused: {first}" if messages else ""
        if not messages:
            return "wrong, but passed"
        named = any(answer.message in message for *_, message in messages)
        return "" if named else f"refused, but without '{answer.message}': {first}"

    def of(self, lesson):
        """Return the answers of a lesson of which it is known what came of them, in order; lesson: its name."""
        return [each for each in self.answers if each.lesson == lesson and each in self.known]

    def is_current(self, lesson):
        """Tell whether it is known what came of each answer of a lesson; lesson: its name."""
        return all(each in self.known for each in self.answers if each.lesson == lesson)

    @property
    def rest(self):
        """How many answers there are of which it is not known what came of them."""
        return len(self.answers) - len(self.known)

    def counts(self):
        """Return {(lesson, exercise): Counts} of all that is known."""
        found = {}
        for name, lesson in self.lessons.items():
            found |= {(name, exercise): summary.Counts() for exercise in lesson.exercises}
            entries, traces = self.entries(name), self.traces(name)
            for answer in self.of(name):
                row, outcome = found[name, answer.exercise], self.known[answer]
                if answer.is_right:
                    row.right += 1
                    row.accepted += not outcome.refused
                    continue
                seen = [message for _, visible, message in self.messages(answer, outcome, entries) if visible]
                row.wrong += 1
                row.refused += bool(outcome.refused)
                row.visible += bool(seen)
                row.named += names_mistake(answer.message) and any(answer.message in message for message in seen)
                row.fingerprint += self.recognised(answer, traces[answer.exercise])
        return found

    def traces(self, lesson):
        """Return {exercise: {test cell's grade_id: [(mistake, trace), ...]}} of the fingerprints of a lesson."""
        found = defaultdict(lambda: defaultdict(list))
        for answer in self.of(lesson):
            for test_id, trace in self.known[answer].traces.items():
                found[answer.exercise][test_id].append((answer.mistake, trace))
        return found

    def recognised(self, answer, traces):
        """Tell whether one of the fingerprints of a wrong answer leads to its mistake; traces: all of its exercise."""
        for test_id, trace in self.known[answer].traces.items():
            named = {words for words, other in traces[test_id] if fingerprints.alike(trace, other)}
            if len(named) <= fingerprints.MOST:
                return True
        return False

    def files(self, lessons):
        """Return {path: text} of the files that are made of what is known of some lessons; "" for no file.

        lessons: their names. The page and the sums are among them when all of the bank is known.
        """
        found, by_folder = {}, defaultdict(dict)
        for answer, outcome in {**self.stale, **self.known}.items():
            if answer.lesson in lessons:
                by_folder[answer.path.parent][answer.path.stem] = outcome
        for folder, known in by_folder.items():
            exercise = self.lessons[folder.parent.name].exercises[folder.name]
            found[folder / outcomes.NAME] = outcomes.dumps(known)
            found[folder / fingerprints.NAME] = fingerprints.dumps(outcomes.fingerprints_of(known, exercise))
        for name in lessons:
            if self.is_current(name):
                found[self.lessons[name].folder / mistakes.NAME] = mistakes.dumps(self.entries(name))
        if not self.rest:
            counts = self.counts()
            found[self.root / summary.PAGE] = summary.page(counts)
            found[self.root / "README.md"] = summary.put(self.root / "README.md", summary.sums(counts))
        return found

    def write(self, lessons):
        """Write the files of some lessons, each in one step; return those that changed."""
        changed = []
        for path, text in self.files(lessons).items():
            before = path.read_text(encoding="utf-8") if path.is_file() else ""
            if text != before:
                changed.append(path)
                replace(path, text) if text else path.unlink()
        stored = {each.key for each in self.known.values()}
        self.kept = {key: each for key, each in self.kept.items() if key not in stored}
        self.keep()
        fingerprints.known.cache_clear()
        controls.stocks.cache_clear()
        return changed
