"""Breaks text into lines that fit a box of a drawing, where no browser does it: SVG has no boxes for text.

How wide a text is only its font knows; what is reckoned here is as wide as common fonts are, or wider.
"""

import unicodedata
from typing import NamedTuple

# In shares of the font's size: how wide a character is, and how far lines stand apart.
NARROW, LETTER, CAPITAL, WIDE, PICTURE, OTHER, LEADING = 0.42, 0.68, 0.85, 1.15, 1.4, 1.0, 1.25
NARROW_ONES, WIDE_ONES = set("iIjl.,:;'|! ft()-"), set("mwMW@%&")
SMALLER, SMALLEST = 0.88, 9.0
JOINER = "\u200d"


class Block(NamedTuple):
    """Lines of text, and the size of their font."""

    lines: list[str]
    size: float


def width(character: str) -> float:
    """Return how wide a character is, in shares of the font's size."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    if character in NARROW_ONES:
        return NARROW
    if character in WIDE_ONES:
        return WIDE
    if ord(character) < 0x250:
        return CAPITAL if character.isupper() else LETTER
    return PICTURE if ord(character) >= 0x1F000 else WIDE if unicodedata.east_asian_width(character) in "WF" else OTHER


def measured(text: str) -> float:
    """Return how wide a text is."""
    return sum(map(width, text))


def clusters(text: str) -> list[str]:
    """Return a text in pieces that are not to be parted: marks stay with their letter, joined pictures together."""
    found: list[str] = []
    for each in text:
        tied = unicodedata.category(each) in ("Mn", "Me", "Mc", "Cf") or 0x1F3FB <= ord(each) <= 0x1F3FF
        if found and (tied or found[-1].endswith(JOINER)):
            found[-1] += each
        else:
            found.append(each)
    return found


def broken(text: str, room: float) -> list[str]:
    """Return a text in lines, each with room for so much: broken at spaces, within a word where one is too long."""
    lines = [""]
    for word in text.split():
        if measured(f"{lines[-1]} {word}") <= room:
            lines[-1] = f"{lines[-1]} {word}".strip()
            continue
        lines.append("")
        for piece in clusters(word):
            if lines[-1] and measured(lines[-1] + piece) > room:
                lines.append("")
            lines[-1] += piece
    return [line for line in lines if line]


def fitted(text: str, wide: float, high: float, largest: float) -> Block:
    """Return the lines of a text, and the largest size at which they fit a box; what never fits is cut short.

    wide, high: of the box; largest: no size is larger. All in the drawing's units.
    """
    widest = max((measured(word) for word in text.split()), default=0.0)
    # A word is broken only where it must be; the hundredth is for what fractions lose.
    size = min(largest, max(0.99 * wide / (widest or 1.0), largest / 3))
    while True:
        lines, most = broken(text, wide / size), max(1, int(high / (size * LEADING)))
        if len(lines) <= most:
            return Block(lines, round(size, 1))
        if size <= SMALLEST:
            return Block([*lines[: most - 1], f"{lines[most - 1][:-1]}…"], round(size, 1))
        size = max(SMALLEST, size * SMALLER)
