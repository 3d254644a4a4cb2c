"""The register of the certificates that were issued: what each states, its code, and what became of it.

A file of JSON, an entry a line. Entries are only added, and sealed with the key (seal.py), so that one that was changed
or added by other hands is found.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from autograder import files
from autograder.errors import CertificateError
from autograder.record.certificate import Facts, facts
from autograder.record.seal import Key, same

NAME = "register.json"
# What happened to a code. Its files may be drawn anew, for a page may come to look otherwise.
ISSUED, DRAWN, REPLACED, WITHDRAWN = "issued", "drawn anew", "replaced", "withdrawn"
BACKUP = "put it back from a backup"


@dataclass(frozen=True)
class Entry:
    """What happened to a code, and when; facts: with ISSUED, what the certificate states.

    files: with ISSUED and DRAWN, {form: the hash of its file}; by: with REPLACED, the new code; why: with WITHDRAWN;
    key: the name of the key; seal: of all that, and of the entries before.
    """

    event: str
    code: str
    date: str
    key: str
    facts: Facts | None = None
    files: dict[str, str] = field(default_factory=dict)
    by: str = ""
    why: str = ""
    seal: str = ""

    def plain(self) -> dict[str, Any]:
        """Return it as plain data, without what is empty."""
        known = asdict(self) | {"facts": self.facts.plain() if self.facts else None}
        return {name: value for name, value in known.items() if value}

    def stated(self) -> bytes:
        """Return the bytes that are sealed."""
        return json.dumps(replace(self, seal="").plain(), sort_keys=True).encode("ascii")


@dataclass(frozen=True)
class Known:
    """What is known of a code: its facts, the files that were made, and the last thing that happened to it."""

    facts: Facts
    files: frozenset[tuple[str, str]]
    last: Entry


class Register:
    """The register in a folder, all of it read and checked; what is added is there for others with save()."""

    def __init__(self, folder: Path, key: Key) -> None:
        """Read it; raises CertificateError where it cannot be read, or is not what this key has sealed."""
        self.path, self.key, self.entries, self.known = folder / NAME, key, list[Entry](), dict[str, Known]()
        for line, plain in enumerate(listed(self.path), 1):
            try:
                entry = Entry(**plain | {"facts": facts(plain["facts"]) if "facts" in plain else None})
                self.check(entry, line)
                self.take(entry)
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise CertificateError(f"{self.path}: entry {line} is none of this register's; {BACKUP}") from error

    def check(self, entry: Entry, line: int) -> None:
        """Raise CertificateError where an entry is not sealed, as the next one, with this key."""
        if not same(entry.key, self.key.name):
            other = f"{self.path} was made with another key"
            raise CertificateError(f"{self.key.path}: {other}; put that key back, or move the register's folder away")
        if not same(entry.seal, self.key.seal(self.end, entry.stated())):
            of = f" ({entry.facts.student})" if entry.facts else ""
            raise CertificateError(
                f"{self.path}: entry {line}{of} was changed, added or cut out by other hands; {BACKUP}"
            )

    @property
    def end(self) -> str:
        """The seal of the last entry."""
        return self.entries[-1].seal if self.entries else ""

    def take(self, entry: Entry) -> None:
        """Take up an entry; raises KeyError where it is about a code that was never issued."""
        before = self.known.get(entry.code)
        made = frozenset(entry.files.items()) | (before.files if before else frozenset())
        stated = entry.facts or self.known[entry.code].facts
        last = before.last if before and entry.event == DRAWN else entry
        self.known[entry.code] = Known(stated, made, last)
        self.entries.append(entry)

    def add(self, event: str, code: str, date: str, **told: Any) -> None:
        """Add an entry, sealed; told: the other fields of Entry."""
        entry = Entry(event, code, date, self.key.name, **told)
        self.take(replace(entry, seal=self.key.seal(self.end, entry.stated())))

    def valid(self) -> Iterator[tuple[str, Known]]:
        """Yield the codes that are valid, and what is known of them."""
        yield from ((code, each) for code, each in self.known.items() if each.last.event == ISSUED)

    def of(self, student: str) -> tuple[str, Known] | None:
        """Return the valid code of a student and what is known of it."""
        return next(((code, each) for code, each in self.valid() if each.facts.student == student), None)

    def find(self, fits: Callable[[str], bool]) -> tuple[str, Known] | None:
        """Return the code that fits, of all that were issued, and what is known of it."""
        found = [(code, each) for code, each in self.known.items() if fits(code)]  # all are compared, whichever fits
        return found[0] if found else None

    def save(self) -> None:
        """Write it, all at once; raises CertificateError where that fails, and then it is as it was."""
        lines = ",\n".join(json.dumps(each.plain(), ensure_ascii=False) for each in self.entries)
        try:
            files.replace(self.path, f"[\n{lines}\n]\n")
        except OSError as error:
            raise CertificateError(f"{self.path}: cannot be written ({error.strerror}); nothing was issued") from error


def listed(path: Path) -> list[dict[str, Any]]:
    """Return the entries of a register as plain data, [] where there is no file; raises CertificateError."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise CertificateError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise CertificateError(f"{path}: broken, and was left as it is; {BACKUP}") from error
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise CertificateError(f"{path}: no register of certificates, and was left as it is; {BACKUP}")
    return found
