"""What is known of all answers of a course's bank: those that have changed are graded, and files are made of it all.

Made are: outcomes.json and fingerprints.json beside the answers, mistakes.json beside each lesson's notebook, the table
BANK.md in the bank's folder, and the sums in README.md. Nothing is written while an answer is not marked as it should
be.
"""

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from autograder.bank import controls, fingerprints, mistakes, outcomes, summary
from autograder.bank import trace as recorder
from autograder.bank.answer import Answer
from autograder.bank.bank import Bank
from autograder.bank.grade import Check, Checks, fingerprint, grade_all, no_exercise
from autograder.bank.outcomes import Outcome, Refusal
from autograder.bank.trace import Told, Trace
from autograder.bank.wording import names_mistake
from autograder.course import lessons as course
from autograder.errors import BankError, WordsError
from autograder.files import read_json, replace
from autograder.verdicts import LIKELY

# Where results are kept until nothing is red any more; not committed.
CACHE = "build/bank.json"
# Characters of a message that are kept.
LONGEST = 2000
# (test cell's grade_id, whether students see it, what it says)
Message = tuple[str, bool, str]
# {test cell's grade_id: mistakes and the traces that they left}
Traces = dict[str, list[tuple[str, Trace]]]


class Lesson:
    """What grading the bank needs of one lesson, read once."""

    def __init__(self, lesson: course.Lesson) -> None:
        """Read it."""
        self.lesson, self.name, self.folder = lesson, lesson.name, lesson.path.parent
        self.exercises = {each.name: each for each in lesson.exercises}
        self.shared = {each.name: outcomes.base(lesson, each) for each in lesson.exercises}
        # What the checks say is told apart from what they take for the mistake, which they read here.
        self.before = mistakes.load(self.folder)
        self._likely: mistakes.Namer | None = None

    def likely(self, test_id: str, told: Told | None, entries: mistakes.Entries) -> str:
        """Return the mistake that the lesson's checks name, "" for none; told: the trace of a check, or None."""
        if told is None:
            return ""
        self._likely = self._likely or mistakes.likely(self.folder)
        return self._likely(test_id, told, entries)

    def refusal(self, test_id: str, check: Check, again: Check | None) -> Refusal:
        """Return the Refusal of a failed Check, without what the mistakes.json of today makes the check say.

        again: the Check of another process, None for a right answer; what they do not share is no trace.
        """
        sure = again is not None and check.told and again.told and mistakes.same(check.told, again.told)
        named = self.likely(test_id, check.told, self.before)
        said = recorder.ADDRESS.sub("0x", without(check.error, named))[:LONGEST]
        return Refusal(said, check.visible, check.told if sure else None)


def without(said: str, named: str) -> str:
    """Return what a check says without the line that names the mistake; named: "" where there is none."""
    lines = said.split("\n")
    rest = [line for line in lines if not named or line != f"{LIKELY}{named}"]
    return "\n".join(rest) or said


class Survey:
    """What came of the answers of a course's bank, as far as it is known.

    known: {answer: Outcome} of the answers of today; stale: of what they were; kept: {key: Outcome} of what was graded
    and could not be stored; stray: folders that are of no exercise.
    """

    def __init__(self, root: Path, bank: Bank) -> None:
        """root: the course's folder. Raises BankError where there is no bank."""
        self.root, self.place = Path(root), bank.needed
        self.data = self.place / "answers"
        self.lessons = {each.name: Lesson(each) for each in course.lessons(root)}
        self.answers: list[Answer] = []
        self.stray: list[Path] = []
        for answer in bank.answers():
            lesson = self.lessons.get(answer.lesson)
            if lesson and answer.exercise in lesson.exercises:
                self.answers.append(answer)
            else:
                self.stray.append(answer.path.parent)
        shared = {name: each.shared for name, each in self.lessons.items()}
        self.keys = {each: outcomes.key(each.source, shared[each.lesson][each.exercise]) for each in self.answers}
        self.known: dict[Answer, Outcome] = {}
        self.stale: dict[Answer, Outcome] = {}
        self.kept: dict[str, Outcome] = {}
        self.load()

    def load(self) -> None:
        """Read what is stored, and what is kept."""
        for lesson, exercise in dict.fromkeys((each.lesson, each.exercise) for each in self.answers):
            stored = outcomes.load(self.data / lesson / exercise, self.lessons[lesson].exercises[exercise])
            for name, outcome in stored.items():
                answer = Answer(self.data / lesson / exercise / f"{name}.py")
                if answer in self.keys:
                    (self.known if outcome.key == self.keys[answer] else self.stale)[answer] = outcome
        kept, wanted = read_json(self.root / CACHE) or {}, set(self.keys.values())
        self.kept = {key: Outcome.of(each, each["traces"]) for key, each in kept.items() if key in wanted}

    def chosen(self, words: Sequence[str]) -> list[Answer]:
        """Return the answers that words mean, each LESSON, LESSON/EXERCISE or LESSON/EXERCISE/NAME; all for no words.

        Raises LessonError or BankError, in one line with what exists, for a name that is not known.
        """
        found = [each for word in words for each in self.meant(word)] if words else self.answers
        return list(dict.fromkeys(found))

    def exercises(self, words: Sequence[str]) -> list[tuple[str, str]]:
        """Return [(lesson, exercise), ...] that words mean, as chosen() takes them."""
        found = [each for word in words or self.lessons for each in self.scope(word)[0]]
        return list(dict.fromkeys(found))

    def scope(self, word: str) -> tuple[list[tuple[str, str]], str]:
        """Return the [(lesson, exercise), ...] that a word means, and what it calls the answer, "" for all."""
        name, exercise, answer = [*word.removesuffix(".py").rstrip("/").split("/", 2), "", ""][:3]
        lesson = self.lessons[course.lesson(name, self.root).name]
        if exercise and exercise not in lesson.exercises:
            raise BankError(f"{word}: {no_exercise(lesson.name, lesson.exercises)}")
        return [(lesson.name, each) for each in lesson.exercises if exercise in ("", each)], answer

    def meant(self, word: str) -> list[Answer]:
        """Return the answers that one word means."""
        exercises, name = self.scope(word)
        found = [each for each in self.answers if (each.lesson, each.exercise) in exercises]
        if name and name not in [each.path.stem for each in found]:
            known = ", ".join(each.path.stem for each in found) or "none"
            raise BankError(f"{word}: {'/'.join(exercises[0])} has no such answer; it has: {known}")
        return [each for each in found if name in ("", each.path.stem)]

    def malformed(self, chosen: Iterable[Answer]) -> dict[Answer, BankError]:
        """Return the errors of those whose files are not as they must be."""
        found = {}
        for answer in chosen:
            try:
                answer.check()
            except BankError as error:
                found[answer] = error
        return found

    def grade(
        self, chosen: Iterable[Answer], force: bool = False, tell: Callable[[Answer], None] = lambda answer: None
    ) -> list[Answer]:
        """See to it that it is known what came of some answers: grade those that have changed, and return these.

        What comes of them is kept in build/, too: what is red for one answer's sake is not graded twice.
        force: grade them all; tell: what to do with each as soon as its message is there. A file that cannot be graded
        is left out.
        """
        chosen = list(chosen)
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
                outcome = self.outcome(answer, checks, again.result() if again else None)
                self.known[answer] = self.kept[outcome.key] = outcome
        finally:
            self.keep()
        return fresh

    def outcome(self, answer: Answer, checks: Checks, again: Checks | None) -> Outcome:
        """Return the Outcome of an answer's checks; again: those that another process saw, None for a right answer."""
        lesson, refused = self.lessons[answer.lesson], {}
        for test_id, check in checks.items():
            if check.error:
                refused[test_id] = lesson.refusal(test_id, check, again[test_id] if again else None)
        return Outcome(self.keys[answer], refused, fingerprint(checks, again) if again else {})

    def keep(self) -> None:
        """Write to build/ what is kept there, as far as it is not stored."""
        plain = {key: each.kept() for key, each in self.kept.items()}
        if plain:
            replace(self.root / CACHE, json.dumps(plain))
        else:
            (self.root / CACHE).unlink(missing_ok=True)

    def entries(self, lesson: str) -> mistakes.Entries:
        """Return what the mistakes.json of a lesson is to hold, by what is known today; lesson: its name."""
        known = [(each, self.known[each]) for each in self.of(lesson) if not each.is_right]
        return mistakes.entries(self.lessons[lesson].exercises.values(), known)

    def messages(self, answer: Answer, outcome: Outcome, entries: mistakes.Entries) -> list[Message]:
        """Return what the tests say that refused an answer.

        outcome: what came of it; entries: what is known of mistakes in its lesson, and makes the check say its words,
        which come last.
        """
        lesson, found = self.lessons[answer.lesson], []
        for test_id, refusal in outcome.refused.items():
            named = "" if LIKELY in refusal.said else lesson.likely(test_id, refusal.told, entries)
            said = f"{refusal.said}\n{LIKELY}{named}" if named else refusal.said
            found.append((test_id, refusal.visible, said))
        return found

    def problems(self, chosen: Sequence[Answer]) -> list[str]:
        """Return a line for each of the answers that is not as it must be.

        Of the other answers of their lessons, too, where these take their words from them.
        """
        malformed = self.malformed(chosen)
        lines = [str(error) for error in malformed.values()]
        for name in dict.fromkeys(each.lesson for each in chosen):
            entries, traces = self.entries(name), self.traces(name)
            for answer in self.of(name):
                messages = self.messages(answer, self.known[answer], entries)
                problem = self.problem(answer, messages + self.on_page(answer, traces[answer.exercise]))
                if problem and answer not in malformed:
                    lines.append(f"{answer.key}: {problem}")
        return lines

    def on_page(self, answer: Answer, traces: Traces) -> list[Message]:
        """Return the mistakes that the page of feedback alone names: of a hidden part, or where a check tells nothing.

        traces: the fingerprints of the answer's exercise.
        """
        found, outcome = [], self.known[answer]
        for test_id, trace in outcome.traces.items():
            refusal = outcome.refused.get(test_id)
            if refusal is None or (refusal.visible and refusal.told is not None):
                continue
            named = dict.fromkeys(words for words, other in traces[test_id] if fingerprints.alike(trace, other))
            if len(named) <= fingerprints.MOST:
                found.append((test_id, False, LIKELY + " Or: ".join(named)))
        return found

    def problem(self, answer: Answer, messages: Sequence[Message]) -> str:
        """Return in what an answer is not marked as it should be, "" for nothing; messages: see messages()."""
        first = messages[0][2] if messages else ""
        if answer.is_right:
            return f"right, but refused: {first}" if messages else ""
        if not messages:
            return "wrong, but passed"
        named = any(answer.message in message for *_, message in messages)
        return "" if named else f"refused, but without '{answer.message}': {first}"

    def of(self, lesson: str) -> list[Answer]:
        """Return the answers of a lesson of which it is known what came of them, in order; lesson: its name."""
        return [each for each in self.answers if each.lesson == lesson and each in self.known]

    def is_current(self, lesson: str) -> bool:
        """Tell whether it is known what came of each answer of a lesson; lesson: its name."""
        return all(each in self.known for each in self.answers if each.lesson == lesson)

    @property
    def rest(self) -> int:
        """How many answers there are of which it is not known what came of them."""
        return len(self.answers) - len(self.known)

    def counts(self) -> summary.Table:
        """Return the counts of all that is known."""
        found: summary.Table = {}
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

    def traces(self, lesson: str) -> dict[str, Traces]:
        """Return {exercise: Traces} of the fingerprints of a lesson."""
        found: dict[str, Traces] = defaultdict(lambda: defaultdict(list))
        for answer in self.of(lesson):
            for test_id, trace in self.known[answer].traces.items():
                found[answer.exercise][test_id].append((answer.mistake, trace))
        return found

    def recognised(self, answer: Answer, traces: Traces) -> bool:
        """Tell whether one of the fingerprints of a wrong answer leads to its mistake; traces: all of its exercise."""
        for test_id, trace in self.known[answer].traces.items():
            named = {words for words, other in traces[test_id] if fingerprints.alike(trace, other)}
            if len(named) <= fingerprints.MOST:
                return True
        return False

    def files(self, lessons: Iterable[str]) -> dict[Path, str]:
        """Return {path: text} of the files that are made of what is known of some lessons; "" for no file.

        lessons: their names. The page and the sums are among them when all of the bank is known; the sums where the
        course has a README.md.
        """
        lessons, found = list(lessons), {}
        by_folder: dict[Path, dict[str, Outcome]] = defaultdict(dict)
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
        return found if self.rest else found | self.tables()

    def tables(self) -> dict[Path, str]:
        """Return {path: text} of the page, and of the course's README.md, where it has one."""
        counts, readme = self.counts(), self.root / "README.md"
        bank = Path(os.path.relpath(self.place, self.root)).as_posix()
        found = {self.place / summary.PAGE: summary.page(counts, bank)}
        return found | ({readme: summary.put(readme, summary.sums(counts, bank))} if readme.is_file() else {})

    def write(self, lessons: Iterable[str]) -> list[Path]:
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
