"""Guesses that are kept: a learner guesses before a cell runs; the result is then set beside the guess.

A guess costs and earns nothing. Whatever was typed is taken calmly, nothing at all too.
"""

from dataclasses import dataclass
from numbers import Real


@dataclass(frozen=True)
class Kept:
    """One question's result and the guess for it; surprised is None where nobody guessed, or nobody can tell."""

    guessed: bool
    surprised: bool | None


KEPT: dict[str, Kept] = {}  # by question, in the order of the lesson; a cell that runs again replaces its own


def compare(question: str, guess: object, result: object, within: float = 0.0) -> None:
    """Print a guess beside the result, and keep for `recap` whether it was a surprise.

    within: how far a number may be off without being a surprise. Words are compared without regard to case.
    """
    if guess is ... or guess is None:
        KEPT[question] = Kept(False, None)
        print(f"{question}: {shown(result)}   (no guess made)")
        return
    surprised = differ(guess, result, within)
    KEPT[question] = Kept(True, surprised)
    verdict = {True: "a surprise", False: "as you guessed", None: "compare them yourself"}[surprised]
    print(f"{question}: {shown(result)}   (your guess: {shown(guess)} - {verdict})")


def recap() -> None:
    """Print how many guesses were made, and how often the result was a surprise."""
    made = sum(kept.guessed for kept in KEPT.values())
    surprises = sum(kept.surprised is True for kept in KEPT.values())
    if not made:
        print(f"{times(len(KEPT), 'question')} to guess at, no guess made. Guess first next time: it sticks better.")
        return
    often = {0: "You were never surprised", 1: "You were surprised once", 2: "You were surprised twice"}
    said = often.get(surprises, f"You were surprised {surprises} times")
    open_ = len(KEPT) - made
    print(f"{times(made, 'guess', 'guesses')} made{f', {open_} left out' if open_ else ''}. {said}.")
    for question in (question for question, kept in KEPT.items() if kept.surprised):
        print(f"  worth another look: {question}")


def differ(guess: object, result: object, within: float) -> bool | None:
    """Tell whether a guess is off; None where the two cannot be compared."""
    try:
        expected, got = as_number(result), as_number(guess)
        if expected is not None:
            return None if got is None else not abs(got - expected) <= within
        if isinstance(result, str):
            return words(guess) != words(result) if isinstance(guess, str) else None
        return bool(guess != result)
    except Exception:  # what was typed may be an object that does anything
        return None


def as_number(value: object) -> float | None:
    """Return a number, or what a text such as "60 %" says of one; None for all else, and for True and False."""
    if isinstance(value, str):
        text = value.strip().rstrip("%").strip()
        try:
            return float(text)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, Real):
        return None
    return float(value)


def words(text: str) -> list[str]:
    """Return a text's words in lower case, without the marks around them."""
    return [word.strip(".,;:!?\"'()") for word in text.lower().split()]


def shown(value: object) -> str:
    """Return a value in one short line; floats are rounded, texts stand without quotes."""
    try:
        text = value if isinstance(value, str) else f"{value:.3g}" if isinstance(value, float) else repr(value)
        text = " ".join(str(text).split())
    except Exception:  # an object's own words may fail
        text = f"something of type {type(value).__name__}"
    return text if len(text) <= 60 else text[:57] + "..."


def times(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun in the right number."""
    return f"{count} {one if count == 1 else many or one + 's'}"
