"""The command for the bank of answers: it grades what has changed, and writes what is made of it."""

import sys
import time
from collections.abc import Sequence
from typing import ClassVar

from traitlets import Bool, Integer

from autograder import text
from autograder.bank import apart, mistakes, summary
from autograder.bank.agreement import Agreement
from autograder.bank.answer import Answer, too_few
from autograder.bank.bank import Bank
from autograder.bank.survey import Survey
from autograder.commands.app import CourseApp
from autograder.prepare.needs import needs
from autograder.rubric import Rubric
from autograder.settings import Settings


class BankApp(CourseApp):
    """Grade the bank of answers."""

    name = "autograder-bank"
    takes_lessons = True
    description = (
        "Grade what has changed in the bank of answers, or in LESSON, LESSON/EXERCISE or LESSON/EXERCISE/NAME; store "
        "what came of it, fingerprints, likely mistakes and the tables, unless an answer is not marked as it should be."
    )
    # Messages of so many answers that have changed are printed; of those that are named all are.
    shown = 20

    force = Bool(False, help="Grade again what has not changed since it was graded.").tag(config=True)
    apart = Bool(False, help="Compare what answers come to where test and answer run apart, and write nothing.").tag(
        config=True
    )
    fresh = Integer(0, min=0, help="Apart: with how many inputs beside the author's a right answer is tried.").tag(
        config=True
    )
    aliases: ClassVar[dict[str, str]] = {"fresh": "BankApp.fresh"}
    flags: ClassVar[dict[str, tuple[dict[str, object], str]]] = {
        "force": ({"BankApp": {"force": True}}, "Grade again what has not changed since."),
        "apart": ({"BankApp": {"apart": True}}, "Compare with what answers come to where test and answer run apart."),
    }

    def run(self) -> None:
        """Grade, tell messages and shares, write what is made of them; or one line for each answer that is red."""
        start, survey = time.perf_counter(), Survey(self.folder, Bank(config=self.config))
        chosen = survey.chosen(self.extra_args)
        if self.apart:
            self.compare(survey, chosen)
            return
        fresh = self.grade(survey, chosen)
        seconds = f"{len(fresh)} of {len(chosen)} answers graded, in {time.perf_counter() - start:.1f} s"
        problems = self.missing(survey) + survey.problems(chosen)
        if problems:
            text.say(f"{seconds}; nothing is written")
            sys.exit("\n".join(text.shown(line, 1000) for line in problems))
        self.write(survey, chosen)
        text.say(seconds)

    def compare(self, survey: Survey, chosen: Sequence[Answer]) -> None:
        """Judge answers apart, and say which of them come to another end than in one process; exit with 1 if any."""
        settings, found = Settings.load(self.root), []
        for lesson in survey.lessons.values():
            mine = [each for each in chosen if each.lesson == lesson.name]
            if mine:
                found += apart.cases(lesson.lesson, needs(Rubric(lesson.lesson, settings).skeleton), mine, self.fresh)
        agreement, red = Agreement(survey), 0
        try:
            for case, heard in apart.tried_all(found, self.folder):
                for line in agreement.compare(case, heard):
                    red += 1
                    text.say(text.shown(line, 1000))
        finally:  # also when it is stopped: the whole bank takes minutes
            text.say("\n".join(agreement.table()))
        if red:
            sys.exit(f"{red} differences in {len(found)} answers")

    def grade(self, survey: Survey, chosen: Sequence[Answer]) -> list[Answer]:
        """Grade those of the chosen answers that have changed, and return them; tell messages as they come."""
        told: list[Answer] = []

        def tell(answer: Answer) -> None:
            told.append(answer)
            if self.extra_args or len(told) <= self.shown:
                self.tell(answer, survey)

        fresh: list[Answer] = survey.grade(chosen, self.force, tell)
        for answer in chosen if self.extra_args else ():
            if answer not in told:
                self.tell(answer, survey)
        return fresh

    def tell(self, answer: Answer, survey: Survey) -> None:
        """Print the message that a wrong answer gets."""
        if answer.is_right:
            return
        outcome, entries = survey.known.get(answer), survey.entries(answer.lesson)
        for test_id, visible, message in survey.messages(answer, outcome, entries) if outcome else ():
            text.say(f"{answer.key}, {test_id}{'' if visible else ', its hidden part'}:")
            for line in message.split("\n"):
                text.say(f"    {text.shown(line, 1000)}")

    def missing(self, survey: Survey) -> list[str]:
        """Return a line for each exercise that the bank knows too little of, and each folder that is of no exercise."""
        named = survey.exercises(self.extra_args)
        lines = [line for lesson, exercise in named for line in too_few(lesson, exercise, survey.data)]
        stray = () if self.extra_args else dict.fromkeys(survey.stray)
        return lines + [f"{folder}: no lesson has such an exercise" for folder in stray]

    def write(self, survey: Survey, chosen: Sequence[Answer]) -> None:
        """Write what is made of the chosen answers' lessons, and say which files, and how many are known of all."""
        for path in survey.write(list(dict.fromkeys(each.lesson for each in chosen))):
            text.say(f"{path.relative_to(self.root)}: written")
            if path.name == mistakes.NAME:
                text.say("`make lessons` lays it beside the students' notebook")
        if survey.rest:
            text.say(f"{survey.rest} other answers have changed, too; `make bank` grades them and makes the tables")
        else:
            text.say("\n".join(summary.shares(survey.counts())))
