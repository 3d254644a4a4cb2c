"""The commands that measure: bench, what grading costs; honest, whether an accident costs a mark."""

import sys
from typing import ClassVar

from traitlets import Integer, Unicode

from autograder.commands import bench, honest
from autograder.commands.app import CourseApp
from autograder.course import lessons


class BenchApp(CourseApp):
    """Measure grading."""

    name = "autograder-bench"
    takes_lessons = True
    description = "Grade copies of the solved lessons with stock nbgrader and with ours, and print seconds and ratios."

    copies = Integer(20, min=1, help="Submissions a lesson.").tag(config=True)
    stock_copies = Integer(3, min=1, help="Submissions a lesson for stock nbgrader, which takes long.").tag(config=True)

    most = Integer(1000, min=10, help="Submissions in the largest class whose execution is simulated.").tag(config=True)

    aliases: ClassVar[dict[str, str]] = {"copies": "BenchApp.copies", "stock-copies": "BenchApp.stock_copies"}

    def run(self) -> None:
        """Measure each lesson and print the table."""
        rows = {}
        for lesson in self.chosen():
            rows[lesson.name] = bench.compare(lesson, self.copies, self.stock_copies)
            print(f"{lesson.name}: measured", flush=True)
        print(f"\nSeconds a submission, {self.copies} of each ({self.stock_copies} for stock), with the same marks:\n")
        print(bench.table(rows))
        for copies in (10, 100, self.most):
            each = bench.recording(lessons.lessons(self.root)[0], copies)
            print(f"\n{copies} submissions, execution simulated: {each * 1000:.0f} ms each for all the rest", end="")
        none, confined = bench.kernels(self.copies).values()
        print(f"\n\nA kernel, from its start to its end: {none * 1000:.0f} ms, in the sandbox {confined * 1000:.0f} ms")
        for lesson in self.chosen():
            whole, judging = bench.judging(lesson, min(self.copies, 5))
            share = judging / whole
            told = f"of that the judge and control runs {judging:.2f} s ({share:.0%})"
            print(f"{lesson.name}: executed in {whole:.2f} s, {told}")


class HonestApp(CourseApp):
    """Compare our marks with the plain run's."""

    name = "autograder-honest"
    description = "Let honest accidents happen to notebooks, and compare our marks with those of the plain run."

    n = Integer(200, min=1, help="How many notebooks.").tag(config=True)
    seed = Integer(1, help="Another seed makes other notebooks; the seed of a difference makes that one again.").tag(
        config=True
    )
    lesson = Unicode(None, allow_none=True, help="This lesson's notebooks only.").tag(config=True)

    aliases: ClassVar[dict[str, str]] = {
        "n": "HonestApp.n",
        "seed": "HonestApp.seed",
        "lesson": "HonestApp.lesson",
    }

    def run(self) -> None:
        """Compare, print each difference and the sum; exit with 1 where there is one."""
        sys.exit(honest.main(self.n, self.seed, self.lesson))
