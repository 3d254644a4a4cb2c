"""Certificates for tests: facts, what students have reached, and a course's criteria."""

from autograder.record import certificates, verify
from autograder.record.certificate import Earned, Facts
from autograder.record.criteria import Criteria, Reached

TITLES = {"1-double": "1 - Double", "2-halve": "2 - Halve"}
CODE = "39AB-51ST-F1F9-JSR7-2WP0"


def earned(*marks):
    """Return marks in the lessons of TITLES, each of 10 points."""
    pairs = zip(TITLES.items(), marks, strict=False)
    return tuple(Earned(name, title, float(mark), 10.0) for (name, title), mark in pairs)


def facts(name="Ada Byron", student="ada", lessons=None, course="Numbers", issuer="A school", date="2026-03-01"):
    """Return what a certificate states."""
    return Facts(course, student, name, lessons or earned(7, 8.5), date, issuer)


def reached(student="ada", name="Ada Byron", marks=(7, 8.5), lacks=()):
    """Return what a student has reached."""
    return Reached(student, name, earned(*marks), list(lacks))


def criteria(root, **changed):
    """Return the criteria of a course at root."""
    known = {"course": "Numbers", "issuer": "A school", "lessons": TITLES, "share": 0.6, "least": 0.5}
    return Criteria(**known | {"folder": root / "certificates", "key": root / "certificates.key"} | changed)


def issue(root, *students, today="2026-03-01", only=None, **changed):
    """Issue certificates in a course at root; return {student: (what became of it, the line)}."""
    told = certificates.issue(criteria(root, **changed), {each.student: each for each in students}, today, only)
    return {each.student: (each.what, each.line) for each in told}


def code_of(root, student="ada"):
    """Return the valid code of a student."""
    return opened(root).of(student)[0]


def opened(root):
    """Return the register of a course at root."""
    return certificates.opened(root / "certificates", root / "certificates.key")


def check(root, word):
    """Return whether a code or a file is valid, and what is said of it, as one text."""
    answer = verify.verify(opened(root), str(word))
    return answer.valid, "\n".join(answer.lines)
