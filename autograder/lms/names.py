"""People's names: when two are the same, how one is split, and which can be a folder's."""

import re
import unicodedata
from collections.abc import Iterable

# What a folder's name must not begin with: files so called are leftovers of systems, and passed over.
PASSED_OVER = (".", "__MACOSX")


def folded(name: str) -> str:
    """Return what two names have in common that some file systems take for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def unfit(name: str) -> str:
    """Return why a name cannot be a student's folder; "" where it can."""
    if any(each in name for each in ("/", "\0", "\n", "\r")):
        return "it has a slash or a line break"
    if name.startswith(PASSED_OVER):
        return "what begins with a dot, or is called __MACOSX, is passed over"
    return "some systems drop its dot at the end" if name.endswith(".") else ""


def words_of(name: str) -> list[str]:
    """Return the words of a name, less case and marks between them."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    # A vowel sign or an accent of its own belongs to the letter before it.
    plain = "".join(each if unicodedata.category(each)[0] in "LMN" else " " for each in re.sub(r"['’ʼ`]", "", plain))
    return plain.split()


def keys(name: str, others: Iterable[str] = ()) -> set[str]:
    """Return what platforms may make of a name: its words in a row, whichever of them is put first.

    others: more of the same name, as first and last.
    """
    words = words_of(name)
    found = {"".join([*words[cut:], *words[:cut]]) for cut in range(len(words))}
    return found.union(*map(keys, others)) if words else set().union(*map(keys, others))


def split(name: str) -> tuple[str, str]:
    """Return (first, last) of a whole name, written either way: "Ada Byron" or "Byron, Ada"."""
    last, comma, first = (part.strip() for part in name.partition(","))
    if comma:
        return first, last
    first, _, last = name.strip().rpartition(" ")
    return first.strip(), last
