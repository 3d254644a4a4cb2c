"""The place on a page of feedback for the receipt of its mark: the root of the log of marks, see audit/lines.py.

A page is written with an empty place, a comment that no browser shows, and stamped when the root is known, at the end
of the run. What a page shows is compared without it. A page that nbgrader writes keeps the empty place.
"""

import hashlib
import re

from markupsafe import escape

from autograder import words

PLACE = b"<!-- receipt -->"
# The place stands above all that a student has written: only the first one that is found is meant.
# Neither of the two can be looked for in more than one way, however long a file is that somebody shows.
FILLED = re.compile(rb'<p class="quiet" id="receipt">[^<]*<br>[^<]*</p>')
ANY = re.compile(PLACE + b"|" + FILLED.pattern)
GROUP, SHORT = 4, 16  # letters of a group, and of what is read out


def grouped(root: str) -> str:
    """Return a root in groups of letters, as it can be read out and typed."""
    return " ".join(root[place : place + GROUP] for place in range(0, len(root), GROUP))


def short(root: str) -> str:
    """Return what is read out of a root."""
    return grouped(root[:SHORT])


def stamp(root: str, leaves: int) -> bytes:
    """Return what stands in the place; leaves: how many marks the root is of."""
    told = words.MARK_RECEIPT(root=short(root))
    whole = words.MARK_RECEIPT_WHOLE(count=leaves, root=grouped(root))
    return f'<p class="quiet" id="receipt">{escape(told)}<br>{escape(whole)}</p>'.encode()


def stamp_of(page: bytes) -> bytes | None:
    """Return what stands in a page's place, b"" where it is empty, None where the page has no such place."""
    found = ANY.search(page)
    return None if found is None else b"" if found[0] == PLACE else found[0]


def blanked(page: bytes) -> bytes:
    """Return a page with its place empty."""
    return ANY.sub(PLACE, page, count=1)


def stamped(page: bytes, said: bytes) -> bytes:
    """Return a page with what is said in its place."""
    return ANY.sub(lambda _: said, page, count=1)


def digest(page: bytes) -> str:
    """Return the hash of a page with its place empty."""
    return hashlib.sha256(blanked(page)).hexdigest()
