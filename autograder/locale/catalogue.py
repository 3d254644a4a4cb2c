"""Files of gettext's that hold what students read in another language: where ours are, and how one is read."""

import gettext
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from string import Formatter

from autograder.errors import GraderError

DOMAIN = "autograder"
# The translations that come with this package.
LOCALE = Path(str(resources.files("autograder"))) / "locale"


@dataclass(frozen=True)
class Translation:
    """What a file of gettext's says: {a sentence, its singular where it has two forms: its forms}; which is due."""

    said: dict[str, list[str]]
    form: Callable[[int], int]


def read(path: Path) -> Translation:
    """Return a translation; raises GraderError, in a line, for one that cannot be used."""
    try:
        from babel.messages import pofile  # here, since English needs none of it
    except ImportError as error:
        raise GraderError(f"{path}: it is read by a package that is not installed here: pip install babel") from error
    try:
        with path.open("rb") as file:
            catalogue = pofile.read_po(file, abort_invalid=True)
    except (OSError, ValueError, pofile.PoFileError) as error:
        raise GraderError(f"{path}: no translation of gettext's that can be read ({error})") from error
    found = {}
    for message in catalogue:
        english, said = forms(message.id), forms(message.string)
        if english[0] and all(said) and not message.fuzzy:
            if not all(fits(each, english) for each in said):
                raise GraderError(f"{path}: line {message.lineno}: its fields are not those of {english[0]!r}")
            found[english[0]] = said
    return Translation(found, gettext.c2py(catalogue.plural_expr))


def forms(said: str | list[str] | tuple[str, ...] | None) -> list[str]:
    """Return what babel has of a message: its forms, one where it has no plural."""
    return [said] if isinstance(said, str) else list(said or ())


def fits(said: str, english: list[str]) -> bool:
    """Tell whether a translation can be filled with what its English takes: {name} here, %(name)s in the template."""
    known = {name for each in english for name in fields(each)}
    try:
        if any("%(" in each for each in english):
            _ = said % dict.fromkeys(known, "")
        return fields(said) <= known
    except (ValueError, KeyError, TypeError):
        return False


def fields(sentence: str) -> set[str]:
    """Return the names of a sentence's fields; raises ValueError where its braces are not in order."""
    braces = {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
    return braces | set(re.findall(r"%\((\w+)\)s", sentence))
