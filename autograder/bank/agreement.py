"""Tells where answers that are judged apart come to another end than in one process, and what judging apart costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from autograder.bank import grade
from autograder.bank import trace as recorder
from autograder.bank.answer import Answer
from autograder.bank.apart import Case, Heard
from autograder.bank.outcomes import Refusal
from autograder.bank.survey import Message, Survey


@dataclass
class Row:
    """What is known of one exercise. chance: {grade_id: [seeds that ended otherwise than they should, seeds tried]}."""

    right: int = 0
    wrong: int = 0
    different: int = 0
    calls: list[int] = field(default_factory=list)
    seconds: float = 0.0
    chance: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))


class Agreement:
    """Compares what answers come to apart with what is known of them in one process.

    rows: {(lesson, exercise): Row} of what was compared so far.
    """

    def __init__(self, survey: Survey) -> None:
        """survey: it knows what the answers come to in one process."""
        self.survey = survey
        self.rows: dict[tuple[str, str], Row] = defaultdict(Row)

    def compare(self, case: Case, heard: Heard) -> list[str]:
        """Return a line for each thing in which an answer differs; count it."""
        row = self.rows[case.place]
        row.right, row.wrong = row.right + case.is_right, row.wrong + (not case.is_right)
        row.calls += heard.calls.values()
        row.seconds += sum(heard.seconds.values())
        lines = self.differences(case, heard)
        row.different += bool(lines)
        return [
            f"{case.key}, {' / '.join(line.split(chr(10)))}" for line in [*lines, *self.by_chance(case, heard, row)]
        ]

    def known(self, case: Case, afresh: bool) -> dict[str, Refusal]:
        """Return {grade_id: how a test refuses an answer in one process}. afresh: not what was stored before."""
        answer = Answer(self.survey.data / f"{case.key}.py")
        if answer not in self.survey.keys:
            return {}  # the lesson's own, which nothing refuses
        if afresh and answer not in self.survey.known:
            checks = grade.grade(answer, self.survey.root)
            self.survey.known[answer] = self.survey.outcome(answer, checks, None)
        outcome = self.survey.known.get(answer) or self.survey.stale.get(answer)
        return outcome.refused if outcome else {}

    def differences(self, case: Case, heard: Heard) -> list[str]:
        """Return in what an answer differs on the author's inputs; what differs from an older run is run again."""
        found: list[str] = []
        for afresh in (False, True):
            there, found = self.known(case, afresh), []
            for test_id, check in heard.checks.items():
                refusal = self.survey.lessons[case.place[0]].refusal(test_id, check, check) if check.error else None
                one, other = told(there.get(test_id)), told(refusal)
                if bool(one) != bool(other) or (one != other and not by_luck(case, there.get(test_id))):
                    found.append(f"{test_id}: {other or 'passes'} | in one process: {one or 'passes'}")
            if not found:
                break
        unnamed = "" if case.is_right or case.is_tampering else self.problem(case, heard)
        return found + ([unnamed] if unnamed else [])

    def problem(self, case: Case, heard: Heard) -> str:
        """Return what is wrong with the words in which a wrong answer is refused, "" for nothing."""
        messages: Sequence[Message] = [
            (key, each.visible, each.error) for key, each in heard.checks.items() if each.error
        ]
        return self.survey.problem(Answer(self.survey.data / f"{case.key}.py"), messages)

    def by_chance(self, case: Case, heard: Heard, row: Row) -> Iterator[str]:
        """Yield which tests accept a wrong answer, or refuse a right one, on other inputs than the author's."""
        if not case.is_right:
            passed = [place for place, each in enumerate(zip(*heard.fresh.values(), strict=True)) if not any(each)]
            count = max(map(len, heard.fresh.values()), default=0)
            row.chance["wrong"][0] += len(passed)
            row.chance["wrong"][1] += count
            if passed:
                yield f"passes on {len(passed)} of {count} fresh inputs"
            return
        for test_id, ends in heard.fresh.items():
            refused = [each for each in ends if each]
            row.chance[test_id][0] += len(refused)
            row.chance[test_id][1] += len(ends)
            if refused:
                yield f"{test_id} refuses it on {len(refused)} of {len(ends)} fresh inputs: {refused[0]}"

    def table(self) -> list[str]:
        """Return the lines of a table: an exercise each."""
        lines = ["exercise | right | wrong | differ | calls a test | ms a call | other than due on fresh inputs"]
        for (lesson, exercise), row in self.rows.items():
            calls = f"{min(row.calls, default=0)} to {max(row.calls, default=0)}"
            each = 1000 * row.seconds / max(1, sum(row.calls))
            chance = ", ".join(f"{key} {bad} of {count}" for key, (bad, count) in row.chance.items() if count)
            cells = [f"{lesson}/{exercise}", row.right, row.wrong, row.different, calls, f"{each:.1f}", chance or "-"]
            lines.append(" | ".join(map(str, cells)))
        return lines


def told(refusal: Refusal | None) -> str:
    """Return what two runs share of a refusal, "" of none: numbers may be drawn by the answer itself."""
    if refusal is None:
        return ""
    part = "" if refusal.visible else "(hidden part) "
    return part + recorder.FRACTION.sub("#", refusal.said)


def by_luck(case: Case, refusal: Refusal | None) -> bool:
    """Tell whether the words of a refusal are not the same in each run, or cannot be the same apart."""
    return case.is_tampering or (refusal is not None and refusal.told is None)
