"""A class of hostile and of honest students, graded, and all that is known of the run."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count, cycle
from math import gcd
from pathlib import Path

import psutil
from nbgrader.api import Gradebook

from autograder.bank import attack, random_attacks
from autograder.bank.accident import Accident, accidents
from autograder.bank.bank import Bank
from autograder.bank.random_accidents import rng_of
from autograder.commands import honest, honest_course
from autograder.course import lessons as course
from autograder.course.convert import alembic_found, load_config
from autograder.tests import BANK, ROOT
from autograder.tests.listener import Listener
from autograder.tests.sample import sampled

SEED = int(os.environ.get("HOSTILE_SEED") or 20_261_126)
KNOWN = Bank(config=load_config(ROOT))
CASES = [*attack.attacks(KNOWN.hostile), *random_attacks.drawn(SEED)]
# Those that `make test` tries: some of each kind with each verdict that is due.
SAMPLE = sampled(CASES, lambda case: (case.kind, case.about.get("due") or case.about["verdict"]), every=6)
# The class comes in two parts, each with all of the honest students, and a number of workers of its own.
WORKERS = (2, 4)
# What lies where no submission may look, put together here so that no file of the course holds it either.
CANARIES = {place: f"CANARY-{place}-{'SECRET'}" for place in ("SOLUTION", "GRADEBOOK", "ENVIRON")}
# Honest students: with answers of the bank; to whom accidents of a seed have happened; and known ones.
PLAIN, RANDOM, KNOWN_ONES = 5, 5, 5
# What takes seconds to import: one check runs an answer in processes of its own, for as long as a cell has here.
IMPORTS = re.compile(r"(import|from) (keras|tensorflow)")


@dataclass(frozen=True)
class Honest:
    """An honest student: what is handed in, and the marks that are due, None where it is held.

    exact: whether they are these very marks, or at least these, since an accident may cost more in the plain run.
    """

    name: str
    lesson: str
    data: bytes
    due: dict[str, float] | None
    exact: bool = True


def honest_students() -> list[Honest]:
    """Return the honest students; what is due to them is what the plain run gives."""
    names = [each.name for each in course.lessons()]
    known = accidents(KNOWN.accidents)
    first = SEED % len(known)
    chosen = [(known * 2)[first + number * len(known) // KNOWN_ONES] for number in range(KNOWN_ONES)]
    made = [(names[number % len(names)], number >= PLAIN, number) for number in range(PLAIN + RANDOM)]
    honest_course.courses()
    with ThreadPoolExecutor(2) as executor:
        drawn = list(executor.map(lambda each: of_a_seed(*each), made))
        return drawn + list(executor.map(of_an_accident, chosen))


def of_a_seed(lesson: str, unlucky: bool, number: int) -> Honest:
    """Return an honest student with answers of the bank, to whom accidents have happened where he is unlucky."""
    owner, found = honest_course.courses()[lesson]
    for seed in count(SEED + 1000 * number):
        accidents = honest.cases(1, seed, lesson)[0].accidents if unlucky else ()
        made, _ = honest.Case(lesson, seed, accidents).draft()
        if not any(IMPORTS.search(cell.source) for cell in made.cells if cell.role in ("answer", "own")):
            break
    due = owner.plain_marks(found, made.plain())
    return Honest(f"{'accident' if unlucky else 'honest'}-{seed}", lesson, made.bytes(), due, not unlucky)


def of_an_accident(known: Accident) -> Honest:
    """Return an honest student to whom a known accident has happened."""
    owner, lesson = honest_course.courses()[known.about["lesson"]]
    due = {"all": lambda: owner.points(lesson), "held": lambda: None, "plain": lambda: owner.plain_marks_after(known)}
    return Honest(f"honest-{known.name}", lesson.name, owner.handed_in(known), due[known.about["due"]]())


@dataclass
class Watched:
    """What a grader has said, and the memory that it has had: MB of its own above its start, and after which line."""

    lines: list[str] = field(default_factory=list)
    errors: str = ""
    start: float = 0.0
    peaks: list[tuple[float, int]] = field(default_factory=list)  # MB, number of lines until then

    @property
    def grown(self) -> float:
        """By how many MB it has grown at most."""
        return max((size for size, _ in self.peaks), default=0.0) - self.start

    def told(self) -> str:
        """Say when it grew, by what it said next."""
        return "\n".join(f"{size - self.start:+.0f} MB: {self.lines[at : at + 6]}" for size, at in self.peaks[-8:])


def watched(command: list[str], root: Path, env: dict[str, str]) -> Watched:
    """Run a grader to its end, and watch it."""
    seen = Watched()
    grader = subprocess.Popen(command, cwd=root, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def read() -> None:
        for line in grader.stdout:
            seen.lines.append(line.rstrip("\n"))

    def read_errors() -> None:
        seen.errors = grader.stderr.read()

    threads = [threading.Thread(target=each) for each in (read, read_errors)]
    for each in threads:
        each.start()
    try:
        end = time.monotonic() + 5400
        while grader.poll() is None:
            assert time.monotonic() < end, seen.lines
            size = resident(grader.pid)
            if seen.lines:
                seen.start = seen.start or size
                if size > max((each for each, _ in seen.peaks), default=seen.start) + 5:
                    seen.peaks.append((size, len(seen.lines)))
            time.sleep(0.03)
    finally:
        grader.kill()
    for each in threads:
        each.join()
    assert list(Path("/sys/fs/cgroup").rglob(f"kernel-{grader.pid}-*")) == []
    return seen


def resident(process: int) -> float:
    """Return the most MB of memory that a process has had until now, 0 where it is gone."""
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="utf-8"))
    except OSError:
        return 0.0
    return int(found[1]) / 1000 if found else 0.0


@dataclass
class Graded:
    """A part of the class, graded: entries of run.json, {student: [entry]}; what was found before and after."""

    root: Path
    honest: list[Honest]
    students: dict[str, list[str]]  # {attack's or honest one's name: the students of that name}
    entries: dict[str, list[dict]] = field(default_factory=dict)
    hashes: tuple[dict[str, str], ...] = ()
    left: list[str] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    watched: Watched = field(default_factory=Watched)

    def of(self, name: str) -> list[list[dict]]:
        """Return the entries of each student of a name; what an attack adds to its student's name does not matter."""
        return [
            [each for known, entries in self.entries.items() if known.startswith(student) for each in entries]
            for student in self.students[name]
        ]


def make_course(root: Path) -> None:
    """Copy the course to root, with secrets in it."""
    for name in ("solutions", "lessons", "data"):
        shutil.copytree(ROOT / name, root / name)
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    (root / "nbgrader_config.py").write_text(f"{config}\nc.Bank.folder = {str(BANK)!r}\n", encoding="utf-8")
    for lesson in course.lessons(root):
        text = lesson.path.read_text(encoding="utf-8")
        assert "### BEGIN SOLUTION\\n" in text
        text = text.replace("### BEGIN SOLUTION\\n", f"### BEGIN SOLUTION {CANARIES['SOLUTION']}\\n")
        lesson.path.write_text(text, encoding="utf-8")
    with alembic_found(), Gradebook(f"sqlite:///{root / 'gradebook.db'}", "embeddings") as gradebook:
        gradebook.add_student("canary", first_name=CANARIES["GRADEBOOK"])


def places(honest_ones: list[Honest], cases: list[attack.Attack]) -> Iterator[tuple[str, Honest | attack.Attack]]:
    """Yield (student, what that one hands in): honest ones among the others all the way."""
    others = [case for case in cases for _ in range(case.copies)]
    every = max(2, (len(others) + len(honest_ones)) // len(honest_ones))
    waiting = list(honest_ones)
    for number in range(len(others) + len(honest_ones)):
        each = waiting.pop(0) if waiting and (number % every == 0 or not others) else others.pop(0)
        yield f"{number:03}-{each.name}"[:90], each


def grade(root: Path, honest_ones: list[Honest], cases: list[attack.Attack], workers: int) -> Graded:
    """Make a part of the class at root, grade it with so many workers, and return what became of it."""
    make_course(root)
    graded = Graded(root, honest_ones, {})
    for student, each in places(honest_ones, cases):
        graded.students.setdefault(each.name, []).append(student)
        folder = root / "submitted" / student
        folder.mkdir(parents=True)
        if isinstance(each, Honest):
            path = folder / each.lesson / course.lesson(each.lesson).path.name
            path.parent.mkdir()
            path.write_bytes(each.data)
        else:
            each.hand_in(folder, ROOT)
    temporary, before = Path(tempfile.mkdtemp(prefix="hostile-")), hashes(root)
    command = [sys.executable, "-m", "autograder", "grade", f"--workers={workers}", "--Execute.timeout=12"]
    env = os.environ | {"CANARY": CANARIES["ENVIRON"], "TMPDIR": str(temporary)}
    with Listener.tcp() as port, Listener.unix(temporary.parent / f"{temporary.name}-socket") as unix:
        graded.watched = watched([*command, "--Sandbox.memory=1500"], root, env)
        graded.calls = [port.calls, unix.calls]
    graded.hashes, graded.left = (before, hashes(root)), left_behind(temporary)
    shutil.rmtree(temporary)
    assert "Traceback" not in graded.watched.errors, graded.watched.errors
    assert graded.watched.lines[0].startswith("sandbox: bubblewrap"), graded.watched
    for entry in json.loads((root / "run.json").read_text(encoding="utf-8")):
        if entry["mark"] != "missing":
            graded.entries.setdefault(entry["student"], []).append(entry)
    return graded


def hashes(root: Path) -> dict[str, str]:
    """Return {path: hash} of what grading must not change; of a huge file, which has no content, its size."""
    own = {"autograded", "feedback", "build", "gradebook.db", "grades.csv", "run.json", "__pycache__"}
    own |= {"receipts.jsonl", "certificates.key"}  # the log of marks, and the key that it is sealed with
    files = [path for path in root.rglob("*") if path.is_file() and not own & set(path.relative_to(root).parts)]
    found = {}
    for path in files:
        size = path.stat().st_size
        small = size < 10**9 and not path.is_symlink()
        found[str(path.relative_to(root))] = hashlib.sha256(path.read_bytes()).hexdigest() if small else str(size)
    return found


def left_behind(temporary: Path) -> list[str]:
    """Return what kernels have left: files, and processes that were forked from the warm one or call themselves so."""
    found = [str(path) for path in [*temporary.iterdir(), Path("/tmp/bitten")] if path.exists()]
    for process in psutil.process_iter(["name", "cmdline"]):
        text = " ".join([process.info["name"] or "", *(process.info["cmdline"] or [])])
        if "hostile-daemon" in text or str(temporary) in text:
            found.append(f"{process.pid} {text}")
    return found


def parts(cases: list[attack.Attack]) -> list[list[attack.Attack]]:
    """Return the parts of the cases, of each kind as many as there are workers for, in an order that the seed says."""
    ordered = sorted(cases, key=lambda case: case.kind)
    turns = [number for number, workers in enumerate(WORKERS) for _ in range(workers // gcd(*WORKERS))]
    found = [[case for turn, case in zip(cycle(turns), ordered) if turn == number] for number in range(len(WORKERS))]
    for number, part in enumerate(found):
        rng_of("part", number, SEED).shuffle(part)
    return found


def graded_class(folder: Path, cases: list[attack.Attack]) -> list[Graded]:
    """Grade both parts of a class with these attacks in folders below folder."""
    honest_ones, found = honest_students(), []
    for number, (part, workers) in enumerate(zip(parts(cases), WORKERS, strict=True)):
        found.append(grade(folder / str(number) / "course", honest_ones, part, workers))
    return found
