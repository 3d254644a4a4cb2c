"""Checks a certificate, by its code or by its file: whether it was issued so, and whether it still stands.

What a code proves, and what it does not, says seal.py.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from autograder.errors import CertificateError, SubmissionError
from autograder.files import read_small
from autograder.record.certificate import FORMS, Facts, changes, read
from autograder.record.certificates import hashed
from autograder.record.issued import ISSUED, REPLACED, Known, Register
from autograder.record.seal import LETTERS, grouped, letters, same
from autograder.record.tables import number

LARGEST = 1_000_000  # bytes of a file


@dataclass(frozen=True)
class Answer:
    """What came of a check: whether it is valid, and that in lines."""

    valid: bool
    lines: list[str]


def asked(words: Iterable[str]) -> list[str]:
    """Return what is asked for, a code or a file each; a code may come in several words."""
    found: list[str] = []
    parts: list[str] = []
    for word in words:
        if is_path(word):
            found += [*filter(None, [" ".join(parts)]), word]
            parts = []
            continue
        parts.append(word)
        if len(letters("".join(parts))) >= LETTERS:
            found.append(" ".join(parts))
            parts = []
    return found + list(filter(None, [" ".join(parts)]))


def is_path(word: str) -> bool:
    """Tell whether a word is a file's name, and no code."""
    return os.sep in word or Path(word).suffix.lower().removeprefix(".") in FORMS or os.path.lexists(word)


def verify(register: Register, word: str) -> Answer:
    """Check a code, or the certificate in a file."""
    if is_path(word):
        return of_file(register, Path(word))
    typed = letters(word)
    if len(typed) != LETTERS or not typed.isascii():
        return Answer(False, [f"{word}: no code, which has {LETTERS} letters and digits; this has {len(typed)}"])
    return of_code(register, grouped(typed))


def of_code(register: Register, code: str, name: str = "") -> Answer:
    """Check a code; name: of the file that it stands in."""
    known = register.find(lambda each: same(each, code))
    told = f"{name}: {code}" if name else code
    if known is None:
        return Answer(False, [f"{told}: unknown: no certificate of this course has that code"])
    if not same(register.key.code(known[1].facts.stated()), code):
        return Answer(False, [f"{told}: forged: the register states of it what the code is not of"])
    return Answer(known[1].last.event == ISSUED, [f"{told}: {standing(known[1])}", *described(known[1].facts)])


def standing(known: Known) -> str:
    """Say whether a certificate that was issued still stands."""
    last = known.last
    if last.event == ISSUED:
        return "valid"
    what = f"replaced by {last.by}" if last.event == REPLACED else "withdrawn"
    return f"{what} on {last.date}{f': {last.why}' if last.why else ''}"


def described(facts: Facts) -> list[str]:
    """Say what a certificate states."""
    who = facts.name if facts.name == facts.student else f"{facts.name} ({facts.student})"
    points = f"{number(facts.mark)} of {number(facts.points)} points"
    parts = [f"{number(each.mark)} of {number(each.points)} in {each.lesson}" for each in facts.lessons]
    return [f"  {who}, {facts.course}, {points}, issued on {facts.date}", f"  {'; '.join(parts)}"]


def of_file(register: Register, path: Path) -> Answer:
    """Check the certificate in a file: its code, what it states, and that it shows what it states."""
    try:
        data = read_small(path, LARGEST)
        if data is None:
            raise CertificateError("there is no such file")
        form, facts, code = read(data.decode("utf-8"))
    except UnicodeDecodeError:
        return Answer(False, [f"{path}: no certificate: it is no text"])
    except (SubmissionError, CertificateError) as error:
        return Answer(False, [f"{path}: {error}"])
    known = register.find(lambda each: same(each, code))
    if not same(register.key.code(facts.stated()), code):
        why = "what it states is not what its code was made of"
        said = f": {changes(known[1].facts, facts)}" if known and known[1].facts != facts else ""
        return Answer(False, [f"{path}: forged: {why}{said}"])
    if known is None:
        return Answer(False, [f"{path}: its code is right, and the register does not know it: is that the whole one?"])
    drawn = FORMS[form](facts, code)
    if (form, hashed(data)) not in known[1].files and data != drawn.encode():
        differs = difference(drawn, data.decode("utf-8"))
        return Answer(False, [f"{path}: changed: it does not show what it states: {differs}"])
    return of_code(register, code, str(path))


def difference(due: str, shown: str) -> str:
    """Say in one line where a file first differs from what it should be."""
    if due.split() == shown.split():
        return "it differs in white space alone; its code can be checked by itself"
    lines = list(unified_diff(due.splitlines(), shown.splitlines(), lineterm="", n=0))[2:]
    place = next((each.split("+")[1].split(",")[0].split(" ")[0] for each in lines if each.startswith("@@")), "?")
    gone = next((each[1:].strip() for each in lines if each.startswith("-")), "")
    come = next((each[1:].strip() for each in lines if each.startswith("+")), "")
    return f"line {place} is {apart(come, gone)}, where {apart(gone, come)} was due"


def apart(line: str, other: str, most: int = 60) -> str:
    """Return the part of a line in which it differs from another."""
    start = next((place for place, pair in enumerate(zip(line, other, strict=False)) if len({*pair}) > 1), 0)
    start = max(0, start - most // 3)
    return repr(line[start : start + most])
