"""Answers of the class join the bank, each for a group of failures without a name: all that were asked for, or none."""

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.bank import fingerprints
from autograder.bank.answer import Answer
from autograder.bank.survey import CACHE, Survey
from autograder.bank.wording import names_mistake
from autograder.errors import AdoptError
from autograder.files import replace
from autograder.report.people import Mask
from autograder.review import trial
from autograder.review.draft import draft
from autograder.review.joined import join
from autograder.review.trial import Trial
from autograder.review.unnamed import Class, Unnamed
from autograder.settings import Settings

# Words of a mistake that stand in the name of its file.
WORDS = 6
DIGITS = re.compile(r"\S*\d\S*")
HOW = 'MISTAKE="..." says it in words'


@dataclass
class Adoption:
    """What comes of a group: answer: the one that has joined, None for none; why: for what reason none did."""

    group: Unnamed
    trial: Trial
    mistake: str = ""
    answer: Answer | None = None
    why: str = ""


@dataclass
class Adopted:
    """What came of all groups; changed: the files that were written beside the answers."""

    groups: list[Adoption] = field(default_factory=list)
    changed: list[Path] = field(default_factory=list)


def adopt(settings: Settings, run: Class, groups: Sequence[Unnamed], mistake: str = "") -> Adopted:
    """Let an answer of each of some groups join the bank, and write what is made of the bank then.

    mistake: its words, of one group; "" for a draft. A group of which no answer can join is told of, and costs the
    others nothing. Raises BankError or AdoptError where none may; then, and whenever it is broken off, the bank is as
    it was.
    """
    survey = Survey(settings.root, settings.bank)
    if survey.rest:
        raise AdoptError(f"{survey.rest} answers of the bank have changed; `make bank` first")
    found = [Adoption(each, Trial(each, run.answers(each))) for each in groups]
    trial.run([each.trial for each in found if can_be_in(survey, each)], settings.root)
    for each in found:
        prepare(each, survey, mistake, run.whole.mask(each.group.plan))
    wanted = [each for each in found if not each.why]
    changed = written(settings, survey, wanted) if wanted else []
    return Adopted(found, changed)


def can_be_in(survey: Survey, each: Adoption) -> bool:
    """Tell whether the bank can have answers to a group's exercise; note why it cannot."""
    lesson = survey.lessons.get(each.group.plan.name)
    if lesson is None or each.group.exercise not in lesson.exercises:
        each.why = f"the bank has no exercise {each.group.plan.name}/{each.group.exercise}"
    return not each.why


def prepare(each: Adoption, survey: Survey, mistake: str, mask: Mask) -> None:
    """Find the words of a group's mistake, or why none of its answers may join."""
    done, group = each.trial, each.group
    if each.why:
        return
    if not done.source:
        each.why = (
            done.refused
            or f"no answer of it can be read, defines {group.exercise}, names nobody, and does no more than compute"
        )
        return
    mine = [other for other in survey.answers if (other.lesson, other.exercise) == (group.plan.name, group.exercise)]
    rights = [other.source for other in mine if other.is_right]
    known = named(survey, group, done)
    if trial.is_known(done.source, rights):
        each.why = "its answer is a right one of the bank: make bank says what is wrong with the test"
    elif known:
        each.why = f"the bank knows it by now: make grade tells those {group.count}: {known}"
    elif done.only_hidden and not mistake:
        each.why = f"it passes all that students see: look whether it is wrong at all; if so, {HOW}"
    else:
        each.mistake = mistake or draft(done.said, done.source, rights)
        each.why = unfit(each.mistake, mask)


def named(survey: Survey, group: Unnamed, done: Trial) -> str:
    """Return the mistake that the bank names today by the trace that an answer leaves, "" where it has no name."""
    trace, lesson = done.checks[done.test].trace, survey.lessons[group.plan.name]
    tests = {test.metadata.nbgrader.grade_id: test.source for test in lesson.exercises[group.exercise].tests}
    return fingerprints.mistake(survey.data, done.test, tests[done.test], trace) if trace else ""


def unfit(mistake: str, mask: Mask) -> str:
    """Return why words cannot be those of a mistake, "" where they can."""
    if mask.holds(mistake):
        return "the words of a mistake name nobody of the class"
    return "" if message_of(mistake) else f"'{mistake}' names no mistake; {HOW}, by more than that something differs"


def message_of(mistake: str) -> str:
    """Return the longest part of a mistake's words that has no number and names it; "" for none."""
    found = [each.strip(" ,;:") for each in DIGITS.split(" ".join(mistake.split()))]
    return max((each for each in found if names_mistake(each)), key=len, default="")


def file_name(mistake: str) -> str:
    """Return the name of the file of a mistake."""
    found = re.findall(r"[a-z]+", mistake.casefold().encode("ascii", "ignore").decode())
    return "_".join(["wrong", *found[:WORDS]])


def written(settings: Settings, survey: Survey, wanted: Sequence[Adoption]) -> list[Path]:
    """Write the answers, and what is made of the bank with them; return the paths of the latter.

    Those that the bank cannot tell apart from others are taken out again. Raises AdoptError where others are red.
    """
    lessons = list(dict.fromkeys(each.group.plan.name for each in wanted))
    with unless_broken_off(survey, lessons):
        for each in wanted:
            folder = survey.data / each.group.plan.name / each.group.exercise
            opening = f"# mistake: {each.mistake}\n# message: {message_of(each.mistake)}\n"
            each.answer = join(folder, file_name(each.mistake), opening + each.trial.source)
        while True:
            after = surveyed(settings, wanted)
            red = [each for each in wanted if each.answer and is_red(after, each)]
            if not red:
                break
            for each in red:
                if each.answer:
                    each.answer.path.unlink()
                each.answer = None
        joined = [each.answer for each in wanted if each.answer]
        problems = after.problems([answer for answer in after.answers if answer.lesson in lessons]) if joined else []
        if problems:
            raise AdoptError(f"with it the bank is red, so nothing is written: {problems[0]}")
        return after.write(lessons) if joined else []


def surveyed(settings: Settings, wanted: Iterable[Adoption]) -> Survey:
    """Return what is known of the bank with the answers that have joined."""
    survey = Survey(settings.root, settings.bank)
    for each in wanted:
        if each.answer:
            answer = next(other for other in survey.answers if other.path == each.answer.path)
            survey.known[answer] = survey.outcome(answer, each.trial.checks, each.trial.again)
    return survey


def is_red(survey: Survey, each: Adoption) -> bool:
    """Tell whether an answer that has joined cannot stay, and note why: nobody would be told its mistake."""
    answer = next(other for other in survey.answers if each.answer and other.path == each.answer.path)
    traces = survey.traces(answer.lesson)[answer.exercise]
    messages = survey.messages(answer, survey.known[answer], survey.entries(answer.lesson))
    left = trial.next_trace(each.group, each.trial.checks[each.trial.test])
    known = {words for words, other in traces[each.trial.test] if left and fingerprints.alike(left, other)}
    if not 0 < len(known) <= fingerprints.MOST:
        why = "its check leaves no trace of it, or not the same one twice, or that of two other mistakes"
        each.why = f"nobody would be told: {why}; mistakes_of in checks.py lets the check itself name it"
    elif survey.problem(answer, [*messages, *survey.on_page(answer, traces)]):
        each.why = "its students read another mistake that the check itself names: see mistakes_of in checks.py"
    return bool(each.why)


@contextlib.contextmanager
def unless_broken_off(survey: Survey, lessons: Sequence[str]) -> Iterator[None]:
    """Put the bank, and what is made of it, back as it was, byte for byte, where this does not end well."""
    folders = [survey.data / lesson / name for lesson in lessons for name in survey.lessons[lesson].exercises]
    missing = [each for each in [*(survey.data / lesson for lesson in lessons), *folders] if not each.exists()]
    files = {path: path.read_bytes() for folder in folders for path in folder.glob("*") if path.is_file()}
    made = [*survey.tables(), survey.root / CACHE, *(survey.lessons[each].folder / "mistakes.json" for each in lessons)]
    before = {path: path.read_bytes() if path.is_file() else None for path in made}
    try:
        yield
    except BaseException:
        for path in (path for folder in folders for path in folder.glob("*") if path.is_file() and path not in files):
            path.unlink()
        for path, data in {**files, **before}.items():
            if data is None:
                path.unlink(missing_ok=True)
            elif not path.is_file() or path.read_bytes() != data:
                replace(path, data)
        for folder in reversed(missing):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise
