"""Text from outside: names, messages, files' names. Here it becomes text that can be printed and written anywhere.

A student's folder may have any bytes for a name, a message any character: escape sequences that move a terminal's
cursor, marks that turn the direction of writing, halves of characters that no encoding has, line breaks that forge
another student's line. All of these become escapes that can be read; every other character stays as it is.
"""

import contextlib
import hashlib
import sys
import unicodedata
from typing import TextIO

# Marks that turn the direction of what stands beside them. Joiners, which some scripts need, stay.
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
# What a spreadsheet takes for a formula where a cell begins with it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
LONGEST = 1000  # characters of a cell of grades.csv
NAME = 200  # bytes of a name that becomes a file's


def escaped(character: str) -> str:
    """Return the escape of one character; a byte that was no text is shown as that byte."""
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # how os.fsdecode keeps a byte that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return SHORT.get(character) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def strange(character: str) -> bool:
    """Tell whether a character is shown as an escape."""
    return character in TURNING or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def shown(value: object, most: int | None = 300) -> str:
    """Return text from outside as one line that can be printed and written anywhere, cut to most characters.

    most: None for all of it.
    """
    value = value if isinstance(value, str) else str(value)
    cut = most is not None and len(value) > most
    text = value[:most] if cut else value
    if not text.isascii() or not text.isprintable():
        text = "".join(escaped(each) if strange(each) else each for each in text)
    return f"{text}..." if cut else text


def identifier(name: str) -> str:
    """Return the name by which a student or lesson is kept in the gradebook and in folders, from a folder's name."""
    text = shown(name, None)
    if len(text.encode()) <= NAME or text == name:
        return text
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return f"{text.encode()[:NAME].decode('utf-8', 'ignore')}~{digest}"


def told(error: BaseException, most: int | None = 200) -> str:
    """Return an error in one line: its type, and what it says as far as it can say it."""
    try:
        said = " ".join(str(error).split())
    except Exception:  # an error's own text may be what cannot be made
        said = ""
    return shown(f"{type(error).__name__}: {said}" if said else type(error).__name__, most)


def writable(value: str) -> str:
    """Return text that every encoding of Unicode has: halves of characters become escapes, the rest stays."""
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def plain(value: object, most: int = 2000) -> object:
    """Return plain data with every text in it as shown() gives it."""
    if isinstance(value, str):
        return shown(value, most)
    if isinstance(value, dict):
        return {plain(key, most): plain(each, most) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each, most) for each in value]
    return value


def cell(value: object) -> str:
    """Return text for a cell of a CSV file, of which no spreadsheet makes a formula."""
    line = shown(value, LONGEST)
    return f"'{line}" if str(value).startswith(FORMULA) else line


def say(line: str = "", stream: TextIO | None = None) -> None:
    """Print a line whatever the stream's encoding; a stream that is closed costs nothing but the line."""
    stream = sys.stdout if stream is None else stream
    with contextlib.suppress(OSError, ValueError):
        print(encodable(line, stream), file=stream, flush=True)


def encodable(line: str, stream: TextIO) -> str:
    """Return a line with escapes for what the encoding of a stream does not have."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return line.encode(encoding, "backslashreplace").decode(encoding)
