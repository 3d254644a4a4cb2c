"""The command that checks: all marks against their log, and a sample again; or a certificate, or a page of feedback."""

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

from traitlets import Integer, Unicode
from traitlets.config import Configurable

from autograder import text
from autograder.audit import lines, page
from autograder.audit.again import Sample, again, drawn
from autograder.audit.findings import Checks, Finding
from autograder.audit.lines import Log
from autograder.audit.taken import Taken
from autograder.commands.app import CourseApp, near
from autograder.commands.certificates import LONGEST, warn
from autograder.errors import SubmissionError, UsageError
from autograder.files import read_small
from autograder.grading import Grading
from autograder.judge.pool import POOL
from autograder.record import certificates, seal, stamp, verify
from autograder.record.criteria import Certificates, places
from autograder.record.verify import Answer
from autograder.sandbox import warm
from autograder.sandbox.settings import Sandbox
from autograder.settings import Autograder, Settings

NONE_YET = "no log of marks yet; the next make grade begins it"


class VerifyApp(CourseApp):
    """Check marks against their log; or certificates, or pages of feedback."""

    name = "autograder-verify"
    takes_lessons = True
    description = (
        "Check every mark against its log, receipts.jsonl, and grade a sample again; exit with 0 if nothing changed."
        " With words: check certificates, by code, as typed from paper, or by file, and pages of feedback."
    )
    sample = Integer(5, min=0, help="How many submissions are graded again.").tag(config=True)
    student = Unicode(None, allow_none=True, help="Look at this student's marks only.").tag(config=True)
    assignment = Unicode(None, allow_none=True, help="Look at this lesson only.").tag(config=True)
    grades = Unicode("grades.csv", help="Where the marks are, with run.json and their log beside it.").tag(config=True)
    workers = Integer(os.cpu_count() or 1, min=1, help="How many submissions run at once.").tag(config=True)
    aliases: ClassVar[dict[str, str]] = {
        "sample": "VerifyApp.sample",
        "student": "VerifyApp.student",
        "assignment": "VerifyApp.assignment",
        "workers": "VerifyApp.workers",
        "sandbox": "Sandbox.minimum",
    }
    classes: ClassVar[list[type[Configurable]]] = [Certificates, Autograder, Sandbox]

    def run(self) -> None:
        """Say what is not as it was entered, or of each that is asked for whether it is valid; then exit with 1."""
        settings, asked = Settings.of(self.config, self.root), verify.asked(self.extra_args)
        answers = self.shown(settings, asked) if asked else [self.whole(settings)]
        for answer in answers:
            for line in answer.lines:
                text.say(text.shown(line, LONGEST))
        if not all(each.valid for each in answers):
            sys.exit(1)

    def shown(self, settings: Settings, asked: Sequence[str]) -> list[Answer]:
        """Check what is asked for: pages of feedback by the log, all else by the register of certificates."""
        pages = {word: data for word in asked if (data := page_in(word)) is not None}
        log = self.known(settings) if pages else None
        register = certificates.opened(*places(settings.config, self.folder)) if len(pages) < len(set(asked)) else None
        answers = []
        for word in asked:
            if word in pages:
                known = log and page.check(log, pages[word], word)
                answers.append(known or Answer(False, [f"{word}: a page of feedback, and there is no log: {NONE_YET}"]))
            elif register is not None:
                answers.append(verify.verify(register, word))
        return answers

    def known(self, settings: Settings) -> Log | None:
        """Return the log of marks; None where there is none."""
        return lines.read(
            (self.folder / self.grades).with_name(lines.NAME), seal.load(places(settings.config, self.folder)[1])
        )

    def whole(self, settings: Settings) -> Answer:
        """Check every mark, and grade a sample again."""
        log, grades = self.known(settings), self.folder / self.grades
        taken = Taken(settings, grades.with_name("run.json"))
        if log is None:
            stamped = with_receipts(settings)
            if stamped:
                gone = f"log: missing, though {stamped} pages of feedback have their receipt; put it back from a backup"
                return Answer(False, [gone])
            return Answer(True, [f"{grades.with_name(lines.NAME)}: {NONE_YET}"])
        self.check_chosen(log)
        warn(places(settings.config, self.folder)[1])
        who = None if self.student is None else text.identifier(self.student)
        checks = Checks(
            log, taken, grades, lambda whose: who in (None, whose[0]) and self.assignment in (None, whose[1])
        )
        found = list(checks.all())
        for finding in found:
            text.say(finding.line)
        sample = self.again(settings, log, checks.whom)
        for line in [*(each.line for each in sample.findings), *sample.told]:
            text.say(text.shown(line, LONGEST))
        return Answer(not found and not sample.findings, [total(log, checks, found, sample)])

    def check_chosen(self, log: Log) -> None:
        """Raise UsageError where the log knows nothing of who, or of what, is to be looked at."""
        for option, place, name in (("student", 0, self.student), ("assignment", 1, self.assignment)):
            known = {whose[place] for whose in log.numbers}
            if name is not None and text.identifier(name) not in known:
                raise UsageError(f"--{option}={name}: the log of marks has none of that name{near(name, known)}")

    def again(self, settings: Settings, log: Log, whom: Sequence[tuple[str, str]]) -> Sample:
        """Grade a sample again."""
        chosen = drawn(log, whom, self.sample)
        if not chosen:
            return Sample()
        sandbox = Sandbox(config=self.config)
        sandbox.require()
        text.say(sandbox.line())
        executor = ThreadPoolExecutor(self.workers, warm.WORKER)
        try:
            return again(Grading(settings), executor, log, chosen)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
            POOL.close()
            warm.end()


def page_in(word: str) -> bytes | None:
    """Return the page of feedback that a file holds; None where a word names none."""
    if not verify.is_path(word):
        return None
    try:
        data = read_small(word, page.LARGEST)
    except SubmissionError:
        return None
    return data if data is not None and page.is_page(data) else None


def with_receipts(settings: Settings) -> int:
    """Return how many pages of feedback have a receipt."""
    folder = settings.root / settings.coursedir.feedback_directory
    return sum(bool(stamp.stamp_of(path.read_bytes())) for path in folder.glob("*/*/*.html") if path.is_file())


def total(log: Log, checks: Checks, found: Sequence[Finding], sample: Sample) -> str:
    """Return the line that sums up."""
    students = len({student for student, _ in checks.whom})
    said = f"{len(checks.whom)} marks of {students} students against {len(log.marks)} in {log.path.name}"
    count = len(found) + len(sample.findings)
    graded = f"; {sample.same} graded again, to the same" if sample.same else ""
    what = f"{count} {'finding' if count == 1 else 'findings'}" if count else "all as they were entered"
    return f"{said}: {what}{graded}"
