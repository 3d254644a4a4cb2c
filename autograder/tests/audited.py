"""A small class that was graded and entered in the log of marks, without kernels, and what is found in it."""

from autograder.audit import lines, log, taken
from autograder.audit.findings import Checks
from autograder.audit.taken import Taken
from autograder.grading import Grading
from autograder.record import seal, tables
from autograder.settings import Settings
from autograder.tests import canned, small

ANSWERS = {"ada": None, "bob": canned.WRONG, "cai": canned.HALF, "dee": canned.DIES, "eve": canned.LOOPS}


def run(root, by=taken.GRADED, **options):
    """Grade the class, write its tables and enter it; return what was entered."""
    settings, path = Settings.load(root), root / "run.json"
    graded = list(course(root).run(canned.AtOnce(), **options))
    entries = [*map(tables.entry, graded), *(tables.kept(path, graded) or [])]
    tables.write_csv(entries, root / "grades.csv")
    tables.write_run(entries, path)
    return log.enter(settings, path, {(each.student, each.lesson) for each in graded}, by)


def course(root):
    """Return the grading of a course whose lesson is taken for sound."""
    made = Grading(Settings.load(root))
    made.preparer, made.may_grade = canned.KEPT, lambda *_: True
    return made


def make(root):
    """Make a class of six, graded twice: one was marked by hand between the two, one is held, one has a comment."""
    small.make_course(root)
    for student, answer in ANSWERS.items():
        small.submit(root, student, **({} if answer is None else {"double": answer}))
    small.submit(root, "fay").write_text("{half", encoding="utf-8")
    run(root)
    small.by_hand(root, "dee", comment="See me.", test_double=1.0)
    run(root)
    return root


def known(root):
    """Return the log of a course, checked with its key."""
    return lines.read(root / lines.NAME, seal.load(root / "certificates.key"))


def found(root, wanted=lambda _: True):
    """Return what is found in a course."""
    path = Taken(Settings.load(root), root / "run.json")
    return list(Checks(known(root), path, root / "grades.csv", wanted).all())


def page(root, student):
    """Return the path of a student's page."""
    return root / "feedback" / student / small.LESSON / "small.html"
