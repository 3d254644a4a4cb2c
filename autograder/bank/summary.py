"""The tables of the bank: its page BANK.md, the sentence in README.md, and the shares that are printed."""

import textwrap
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from autograder.errors import BankError

PAGE = "BANK.md"
BEGIN, END = "<!-- made by `make bank` -->", "<!-- end -->"
# Shares of the wrong answers, in per cent, that are to be reached: in each lesson, and in all.
AIM_VISIBLE, AIM_NAMED = 95, 90
WIDTH = 120
HEAD = """# The bank of answers

Each answer of `{bank}/answers` is graded with the very test cells of its lesson. A *visible check* is a test
without its hidden part, as students have it; the *visible message* is what they read when it fails, the likely mistake
included. A *fingerprint* is the trace by which the feedback recognises a known mistake. `make bank` makes this page.
"""
TAIL = """
## The other banks

`accidents/` holds what has happened to honest notebooks (`accident.py` has the form, `random_accidents.py` makes more);
`hostile/` holds attacks. The suite grades all attacks in one class, beside honest students.

**An attack on an exercise** is a file in `hostile/`: the whole answer, with comment lines that say its kind, what it
tries, and the verdict that is due; `attack.py` has the form. Where the attack reaches what it is after it answers
rightly, so that a full mark says that it has; where a mark is what it is after, the due verdict is `refused`, which
stands for all verdicts that give no points.

**A file or folder that is no notebook** is a file in `hostile/`, too: with `# lesson:` in place of the exercise,
`# due:` in place of the verdict, and a function that hands it in.

**A kind** is a line of `KINDS` in `attack.py`: what attacks of that kind are after. The suite fails where one has none.

**A generator** makes attacks of which a kind has many: a function in `attacks_on_checks.py`, `attacks_that_lie.py`,
`attacks_on_parsers.py`, `attacks_by_files.py` or `attacks_by_messages.py`, which gets a random generator and returns
the text of such a file. A few are tried in each run, and each is called by its generator and its seed:
`told-20261126`. `HOSTILE_SEED=5` makes others.

**What is not closed yet** stands in `hostile/open.txt`: a line says what an attack, or a generator's, gets today. The
suite expects that it does; when it does no more, it fails, and the line is to be taken out.
"""
COLUMNS = (
    *("right accepted", "wrong refused", "refused by a visible check", "named by the visible message"),
    "known by its fingerprint",
)


@dataclass
class Counts:
    """How many right answers there are and were accepted, how many wrong ones there are and were refused, and so on."""

    right: int = 0
    accepted: int = 0
    wrong: int = 0
    refused: int = 0
    visible: int = 0
    named: int = 0
    fingerprint: int = 0

    @classmethod
    def all(cls, parts: "Iterable[Counts]") -> "Counts":
        """Return the sum of Counts."""
        return cls(*map(sum, zip(*map(astuple, [cls(), *parts]), strict=True)))

    def cells(self) -> list[str]:
        """Return the cells of their row in a table."""
        wrong = (self.refused, self.visible, self.named, self.fingerprint)
        return [f"{self.accepted} / {self.right}", *(f"{number} / {self.wrong}" for number in wrong)]

    def share(self, number: int) -> float:
        """Return which share of the wrong answers a number is, in per cent; all of none."""
        return 100 * number / self.wrong if self.wrong else 100.0


# {(lesson, exercise): Counts}
Table = dict[tuple[str, str], Counts]


def rows(first: str, lines: Iterable[tuple[str, Counts]]) -> str:
    """Return a table in Markdown; first: the head of its first column; lines: labels and Counts."""
    table = [f"| {' | '.join([first, *COLUMNS])} |", "|---" * (len(COLUMNS) + 1) + "|"]
    return "\n".join(table + [f"| {label} | {' | '.join(counts.cells())} |" for label, counts in lines])


def by_lesson(counts: Table) -> dict[str, Counts]:
    """Return {lesson: Counts}."""
    names = dict.fromkeys(lesson for lesson, _ in counts)
    return {name: Counts.all(each for (lesson, _), each in counts.items() if lesson == name) for name in names}


def page(counts: Table, bank: str) -> str:
    """Return the page; bank: the bank's folder as it is seen from the course's root."""
    lessons = [*by_lesson(counts).items(), ("all", Counts.all(counts.values()))]
    exercises = [(f"{lesson.partition('-')[0]} `{name}`", each) for (lesson, name), each in counts.items()]
    tables = [rows("lesson", lessons), "", rows("exercise", exercises)]
    return "\n".join([HEAD.format(bank=bank), *tables, TAIL])


def shares(counts: Table) -> list[str]:
    """Return the lines that tell the shares, lesson by lesson and of all, and the aim where it is missed."""
    lessons, lines = by_lesson(counts), []
    for name, each in [*lessons.items(), ("all", Counts.all(counts.values()))]:
        visible, named = each.share(each.visible), each.share(each.named)
        aims = f" (aim: {AIM_VISIBLE} %)" if name in lessons and visible < AIM_VISIBLE else ""
        line = f"{name}: {each.accepted} of {each.right} right accepted, {each.refused} of {each.wrong} wrong refused, "
        line += f"{visible:.1f} % by a visible check{aims}, {named:.1f} % named by its message"
        lines.append(line + (f" (aim: {AIM_NAMED} %)" if name not in lessons and named < AIM_NAMED else ""))
    return lines


def sums(counts: Table, bank: str) -> str:
    """Return the sentence that README.md carries; bank: the bank's folder as it is seen from the course's root."""
    each = Counts.all(counts.values())
    words = (
        f"Today {each.accepted} of {each.right} right answers are accepted and {each.refused} of {each.wrong} wrong "
        f"ones refused: {each.visible} by a check that students see, {each.named} of them with a message that names "
        f"the mistake, and {each.fingerprint} are known by their fingerprint: [exercise by exercise]({bank}/{PAGE})."
    )
    return textwrap.fill(words, WIDTH, break_long_words=False, break_on_hyphens=False)


def carried(readme: Path) -> str:
    """Return what a README carries between the two marks; raises BankError when these are not there."""
    text = readme.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        raise BankError(f"{readme}: the lines {BEGIN} and {END}, between which the bank's sums stand, are missing")
    return text.split(BEGIN)[1].split(END)[0].strip()


def put(readme: Path, new: str) -> str:
    """Return the text of a README with something new between the two marks."""
    carried(readme)
    text = readme.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    return f"{before}{BEGIN}\n\n{new}\n\n{END}{after}"
