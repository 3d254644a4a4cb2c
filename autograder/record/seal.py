"""The key of a course's certificates, and what is made with it: codes, and the seals of the register's lines.

A code is an HMAC-SHA256 (RFC 2104) of all that a certificate states, with a key that only the instructor has; of it are
kept 100 bits, as twenty letters and digits of an alphabet without look-alikes (Crockford's), so that it can be typed
from paper.

What a code proves: somebody who had the key has issued a certificate that states exactly this, and, by the register,
whether it was replaced or withdrawn since. What it does not prove: that the work was the student's own, that whoever
shows it is the student, or anything to someone who cannot ask the instructor, since who can check codes can also make
them. Who reads the key can forge all of it; so it lies in a file of its own that only its owner may read, outside of
what is handed out, of version control, and of what students' kernels see in a sandbox (without one they may read it).
The register's lines are sealed one after the other: a line that is changed, added, or cut out before another is found;
that its last lines are missing is not, so it belongs into a backup, and so does the key.
"""

import hashlib
import hmac
import os
import re
import secrets
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CertificateError, SubmissionError
from autograder.files import read_small

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# What is typed for another: letters that the alphabet leaves out since they look like one of its own.
LOOK_ALIKES = str.maketrans("OILU", "011V")
LETTERS, GROUP, BITS = 20, 4, 5
# What is said first in each message, so that no code can be taken for a seal.
OF_A_CODE, OF_A_SEAL, OF_THE_KEY = b"certificate 1\n", b"register 1\n", b"name of the key 1\n"
OF_A_ROOT = b"log of marks 1\n"


@dataclass(frozen=True)
class Key:
    """The secret of a course; path: where it lies."""

    path: Path
    secret: bytes

    def code(self, stated: bytes) -> str:
        """Return the code of what a certificate states, in groups of letters."""
        digest = hmac.digest(self.secret, OF_A_CODE + stated, hashlib.sha256)
        number = int.from_bytes(digest, "big") >> (len(digest) * 8 - LETTERS * BITS)
        letters = [ALPHABET[number >> BITS * place & 2**BITS - 1] for place in reversed(range(LETTERS))]
        return grouped("".join(letters))

    def seal(self, before: str, line: bytes) -> str:
        """Return the seal of a line of the register, whose last one has the seal before."""
        return hmac.new(self.secret, OF_A_SEAL + before.encode() + b"\n" + line, hashlib.sha256).hexdigest()

    def root(self, stated: bytes) -> str:
        """Return the seal of a root of the log of marks, see audit/lines.py; stated: all that its line says."""
        return hmac.new(self.secret, OF_A_ROOT + stated, hashlib.sha256).hexdigest()

    @property
    def name(self) -> str:
        """What tells this key from others, and nothing of its secret."""
        return hmac.new(self.secret, OF_THE_KEY, hashlib.sha256).hexdigest()[:16]


def load(path: Path) -> Key | None:
    """Return the key that a file holds, None where there is no file; raises CertificateError for what is no key."""
    try:
        data = read_small(path, 1000)
    except SubmissionError as error:
        raise CertificateError(f"{path}: {error}; it is the key of all certificates") from error
    if data is None:
        return None
    if not re.fullmatch(rb"[0-9a-f]{64}\n?", data):
        raise CertificateError(f"{path}: no key of certificates, or half of one; put it back from a backup")
    return Key(path, bytes.fromhex(data.decode()))


def make(path: Path) -> Key:
    """Make a key, in a file that only its owner may read; raises CertificateError where it cannot be written."""
    key = Key(path, secrets.token_bytes(32))
    scratch = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch.unlink(missing_ok=True)
        number = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "w", encoding="ascii") as file:
            file.write(f"{key.secret.hex()}\n")
            file.flush()
            os.fsync(file.fileno())  # no certificate may outlive its key
        scratch.rename(path)
    except OSError as error:
        raise CertificateError(f"{path}: the key cannot be written ({error.strerror}); nothing was issued") from error
    finally:
        scratch.unlink(missing_ok=True)
    return key


def is_open(path: Path) -> bool:
    """Tell whether others than its owner may read the file of a key."""
    return path.exists() and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def grouped(letters: str) -> str:
    """Return letters in groups, as they are printed."""
    return "-".join(letters[place : place + GROUP] for place in range(0, len(letters), GROUP))


def letters(typed: str) -> str:
    """Return what was typed as letters of the alphabet: capitals, nothing between them, look-alikes as what is meant.

    A character that can be none of them stays, so that the code is not one.
    """
    plain = unicodedata.normalize("NFKC", typed).upper().translate(LOOK_ALIKES)
    return "".join(each for each in plain if each.isalnum())


def same(one: str, other: str) -> bool:
    """Tell whether two codes or seals are the same, in a time that says nothing of where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "backslashreplace"), other.encode("utf-8", "backslashreplace"))
