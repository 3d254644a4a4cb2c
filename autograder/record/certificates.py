"""Issues certificates: to each student who has earned one, once for the same facts; and withdraws them.

The register is written first, then the files: whatever ends a run, the next one finishes it. One run at a time.
"""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from autograder.errors import CertificateError
from autograder.files import replace as write
from autograder.record import seal
from autograder.record.certificate import FORMS, Facts, changes
from autograder.record.criteria import Criteria, Reached
from autograder.record.issued import BACKUP, DRAWN, ISSUED, NAME, REPLACED, WITHDRAWN, Known, Register

LOCK = ".lock"
PLAIN = " -_.@+,'"  # beside letters and digits, what a file's name has as it is
LONGEST = 180  # bytes of a file's name


@dataclass(frozen=True)
class Told:
    """What became of a student's certificate: ISSUED, "as it was", WITHDRAWN or "not yet"; and that in one line."""

    student: str
    what: str
    line: str


AS_IT_WAS, NOT_YET = "as it was", "not yet"


def stem(student: str) -> str:
    """Return the name of a student's files, another for each student, whatever characters an id has."""
    safe = "".join(
        each if each.isalnum() or each in PLAIN else quote(each, safe="", errors="surrogatepass") for each in student
    )
    safe = f"%2E{safe[1:]}" if safe.startswith(".") else safe
    if len(safe.encode()) <= LONGEST:
        return safe
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{safe.encode()[:LONGEST].decode('utf-8', 'ignore')}~{digest}"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other run issues certificates in a folder, which is made; raises CertificateError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise CertificateError(f"{folder}: cannot be written ({error.strerror}); nothing was issued") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def opened(folder: Path, place: Path, make: bool = False) -> Register:
    """Return the register in a folder; place: of its key, which is made where there is neither and make says so.

    Raises CertificateError where one of the two is missing, or cannot be used.
    """
    register, key = folder / NAME, seal.load(place)
    if key is None and register.exists():
        why = f"the key of the codes in {register} is missing, without it they cannot be checked"
        raise CertificateError(f"{place}: {why}; {BACKUP}, or move {folder} away to begin anew")
    if not register.exists() and any(each for form in FORMS for each in folder.glob(f"*.{form}")):
        why = "the register of the certificates beside it is missing"
        raise CertificateError(f"{register}: {why}; {BACKUP}, or move the folder away to begin anew")
    if key is None and not make:
        raise CertificateError(f"{place}: no key, so no certificate was issued here; make certificates")
    return Register(folder, key or seal.make(place))


def issue(wanted: Criteria, students: Mapping[str, Reached], today: str, only: str | None = None) -> list[Told]:
    """Issue, replace and withdraw certificates; return what became of each student's.

    students: all of the gradebook; today: the date of what is issued now; only: look at this student alone.
    Raises CertificateError where nothing could be done, or files could not be written, which the next run does.
    """
    with alone(wanted.folder):
        run = Issuing(opened(wanted.folder, wanted.key, make=True), wanted, today)
        for student, reached in students.items():
            if only in (None, student):
                run.look(reached)
        for code, known in list(run.register.valid()):
            gone = known.facts.student
            if gone not in students and only in (None, gone):
                run.tell(gone, AS_IT_WAS, f"as it was, code {code}, though nobody of that name is in the gradebook")
        run.finish()
    return run.told


class Issuing:
    """One run; nothing is written before finish()."""

    def __init__(self, register: Register, wanted: Criteria, today: str) -> None:
        """Begin."""
        self.register, self.wanted, self.today = register, wanted, today
        self.told: list[Told] = []
        self.changed = False
        self.files: dict[Path, str | None] = {}  # what is to be written, None for a file that is to be removed

    def look(self, reached: Reached) -> None:
        """Decide what becomes of a student's certificate."""
        had = self.register.of(reached.student)
        if reached.lacks:
            self.refuse(reached, had)
            return
        wanted = self.wanted
        due = Facts(wanted.course, reached.student, reached.name, reached.lessons, self.today, wanted.issuer)
        if had and replace(had[1].facts, date=self.today) == due:
            drawn = " (its files were made anew)" if self.lay(*had) else ""
            self.tell(reached.student, AS_IT_WAS, f"as it was, code {had[0]}{drawn}")
            return
        code = self.register.key.code(due.stated())
        self.add(ISSUED, code, facts=due, files=hashes(due, code))
        if had:
            self.add(REPLACED, had[0], by=code)
        self.lay(code, self.register.known[code])
        instead = f", in place of {had[0]}: {changes(had[1].facts, due)}" if had else ""
        self.tell(reached.student, ISSUED, f"issued, code {code}{instead}")

    def refuse(self, reached: Reached, had: tuple[str, Known] | None) -> None:
        """Withdraw what a student had; whatever files are left of an earlier one go, too."""
        why = "; ".join(reached.lacks)
        for path in self.paths(reached.student).values():
            if path.exists() or path.is_symlink():
                self.files[path] = None
        if had is None:
            self.tell(reached.student, NOT_YET, f"not yet: {why}")
            return
        self.add(WITHDRAWN, had[0], why=why)
        self.tell(reached.student, WITHDRAWN, f"withdrawn, code {had[0]}, and its files removed: {why}")

    def lay(self, code: str, known: Known) -> bool:
        """See to it that the files of a certificate are there and what was made; tell whether one was not."""
        anew, made = False, known.files
        for form, path in self.paths(known.facts.student).items():
            if (form, digest(path)) in made:
                continue
            anew, text = True, FORMS[form](known.facts, code)
            self.files[path] = text
            if (form, hashed(text.encode())) not in made:  # pages look otherwise than when it was issued
                self.add(DRAWN, code, files={form: hashed(text.encode())})
        return anew

    def paths(self, student: str) -> dict[str, Path]:
        """Return {form: path} of a student's files."""
        return {form: self.wanted.folder / f"{stem(student)}.{form}" for form in FORMS}

    def add(self, event: str, code: str, **told: object) -> None:
        """Add an entry to the register."""
        self.register.add(event, code, self.today, **told)
        self.changed = True

    def tell(self, student: str, what: str, line: str) -> None:
        """Keep what became of a student's certificate."""
        self.told.append(Told(student, what, line))

    def finish(self) -> None:
        """Write the register, then the files; raises CertificateError."""
        if self.changed:
            self.register.save()
        for path, text in self.files.items():
            try:
                if text is None:
                    path.unlink(missing_ok=True)
                else:
                    write(path, text)
            except OSError as error:
                rest = "the register knows what was issued; run again, and the files are made"
                raise CertificateError(f"{path}: cannot be written ({error.strerror}); {rest}") from error


def hashed(data: bytes) -> str:
    """Return the hash by which a file is known."""
    return hashlib.sha256(data).hexdigest()


def hashes(stated: Facts, code: str) -> dict[str, str]:
    """Return {form: the hash of its file} of a certificate."""
    return {form: hashed(make(stated, code).encode()) for form, make in FORMS.items()}


def digest(path: Path) -> str:
    """Return the hash of a file that lies there, "" of what is none."""
    with contextlib.suppress(OSError):
        if path.is_file() and not path.is_symlink():
            return hashed(path.read_bytes())
    return ""
