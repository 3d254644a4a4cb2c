"""Reads where a student says "My answer is right" though a check refuses it: a request for another look by a person.

It is said in the notebook, by a tag of a cell, by a cell of the student's own or by a comment that begins with these
words; or in a file beside it, see asked.py. What is read is text, cut and without control characters; nothing of it is
run, and it changes nothing of what is.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder import text
from autograder.errors import SubmissionError
from autograder.prepare import notebook
from autograder.prepare.identify import around, normal
from autograder.prepare.matching import Matching
from autograder.prepare.named import ELSEWHERE, Named, without_words
from autograder.prepare.notebook import SubmittedCell

MOST, LONGEST = 20, 2000  # requests of a submission; characters of each
LOOKED, LINES = 100_000, 2000  # characters and lines of a text that are looked at
# Whether a notebook may ask at all, by its bytes: in JSON a gap may be written in several ways.
GAP = rb"(?:\\u[0-9a-f]{4}|\\[nrt\"]|[^a-z0-9\\]){1,40}"
MENTION = re.compile(rb"my" + GAP + rb"answer" + GAP + rb"is" + GAP + rb"right", re.IGNORECASE)
# The words in a line of code; what may stand before them in a comment of Python, or of another language; a line of it.
IN_CODE = re.compile(r"my[\s_-]{1,5}answer[\s_-]{1,5}is[\s_-]{1,5}right\b", re.IGNORECASE)
BEFORE, COMMENTS = "#/%;- \t", ("#", "//", "--", "%", ";")
COMMENTED = re.compile(r"\s*(?:#+|//+|--+|%+|;+) ?")


@dataclass(frozen=True)
class Request:
    """A student's word that an answer is right.

    answer: the grade_id of its cell, "" where it is not clear which; said: the reason, as plain text; is_near: the
    answer is not named, but stands nearest to where it is said.
    """

    answer: str
    said: str
    is_near: bool = False


def mentioned(data: bytes) -> bool:
    """Tell whether a notebook in bytes may hold a request; where it says nothing of the kind, it holds none.

    What a lesson's last cell has printed says the words, too: of a notebook only texts and tags of cells are looked at.
    """
    if b"\0" not in data[:200] and MENTION.search(data) is None:
        return False
    try:
        content = notebook.load_json(notebook.decode(data, ""), "")
    except SubmissionError:
        return False
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list):
        return True
    parts = [(each.get("source"), each.get("metadata")) for each in cells if isinstance(each, dict)]
    return MENTION.search(json.dumps(parts).encode()) is not None


def requests(
    data: bytes,
    texts: Sequence[str],
    skeleton: NotebookNode,
    visible: Mapping[str, str],
    others: Sequence[NotebookNode] = (),
    is_first: bool = True,
) -> tuple[Request, ...]:
    """Return the requests in a notebook in bytes, and in the texts of files beside it: one an answer, and not too many.

    skeleton: the lesson that it is of; visible: {grade_id: source} of its tests as students have them; others: the
    lesson's other notebooks, of which a file may speak, too; is_first: of these it is the one to which a text belongs
    that names no exercise. A notebook that cannot be read holds none.
    """
    found: list[Request] = []
    if data:
        try:
            found += in_cells(Matching(skeleton, notebook.parse(data, ""), visible), Named(skeleton))
        except SubmissionError:  # which is told when it is prepared
            found = []
    named = Named(skeleton, others)
    for each in texts:
        found += [made for made in split(each, named, is_list=True) if made.answer or is_first]
    return merged(found)


def in_cells(matching: Matching, named: Named) -> Iterator[Request]:
    """Yield the requests in a notebook's cells."""
    lesson = matching.lesson.cells
    known = [matching.places.get(place, index) for place, index in enumerate(matching.identified)]
    below = next((named.about[index] for index in known if index in named.about), "")
    here = ""
    for cell, index in zip(matching.cells, known, strict=True):
        if index is not None:
            here = named.about.get(index, here)
        if index is None:
            yield from of_own(cell, named, here, below)
            continue
        answer, is_near = here or below, index not in named.about
        if cell.cell_type == "code":
            said = commented(cell.source)
        elif is_solution(lesson[index]):
            said = [without_words(cell.source)] if without_words(cell.source) != cell.source else []
        else:
            parts = around(normal(cell.source), matching.known.texts[index]) or ()
            said = [without_words(part) for part in parts if without_words(part) != part]
        for each in said or [""] * cell.asks:
            yield Request(answer, plain(each), is_near)


def of_own(cell: SubmittedCell, named: Named, near: str, below: str) -> Iterator[Request]:
    """Yield the requests in a cell of the student's own; near: the answer above it; below: the first of all."""
    source = cell.source[:LOOKED]
    said = without_words(source)
    if cell.asks or said != source:
        if cell.cell_type == "code":
            said = "\n".join(COMMENTED.sub("", line, count=1) for line in said.split("\n"))
        yield from split(said, named, near, below)
    elif cell.cell_type == "code":
        for each in commented(source):
            yield from split(each, named, near, below)


def commented(source: str) -> list[str]:
    """Return what comments of a code cell say that begin with the words, each with the lines of comment below it."""
    found: list[list[str]] = []
    is_open = False
    for line in source[:LOOKED].split("\n"):
        start = IN_CODE.search(line)
        if start is not None and is_comment(line[: start.start()]):
            found.append([without_words(line[start.start() :])])
            is_open = True
        elif is_open and (mark := COMMENTED.match(line)):
            found[-1].append(line[mark.end() :])
        else:
            is_open = False
    return ["\n".join(lines) for lines in found]


def is_comment(before: str) -> bool:
    """Tell whether a comment begins at the end of what stands in a line of code."""
    mark = before[len(before.rstrip(BEFORE)) :]
    return any(each in mark for each in COMMENTS)


def split(said: str, named: Named, near: str = "", below: str = "", is_list: bool = False) -> list[Request]:
    """Return the requests in a text: one for each exercise that begins a line, else a single one.

    near, or else below: the answer that is meant where the text names none; is_list: a number alone may begin a line.
    """
    lines = without_words(said[:LOOKED].replace("\r\n", "\n").replace("\r", "\n")).split("\n")[:LINES]
    parts: list[tuple[str, list[str]]] = []
    loose: list[str] = []
    for line in lines:
        first = not parts and not "".join(loose).strip()
        found = named.head(line, is_first=first, bare=first or is_list, plain=first and not near)
        if found is not None:
            parts.append((found[0], [found[1]]))
        else:
            (parts[-1][1] if parts else loose).append(line)
    if parts:
        parts[0][1][:0] = loose
        return [Request(answer, plain("\n".join(rest))) for answer, rest in parts if answer != ELSEWHERE]
    answer = named.meant("\n".join(lines), near)
    if answer == ELSEWHERE:
        return []
    near = near or below
    return [Request(answer or near, plain("\n".join(lines)), is_near=bool(near) and not answer)]


def plain(said: str) -> str:
    """Return what a student says as plain text: no control characters, no marks that turn the direction, not too long.

    Line breaks stay.
    """
    lines = [text.shown(line.replace("\t", " ").rstrip(), None) for line in said.strip()[: 2 * LONGEST].split("\n")]
    whole = text.writable("\n".join(lines)).strip()
    return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 3]}..."


def merged(found: Iterable[Request]) -> tuple[Request, ...]:
    """Return requests, one for each answer, and after these, of those that name none, each text once."""
    made: dict[str, Request] = {}
    for each in found:
        key = each.answer or f"\n{' '.join(each.said.split()).casefold()}"
        known = made.get(key)
        if known is None:
            made[key] = each
            continue
        said = known.said if each.said in known.said else plain(f"{known.said}\n{each.said}")
        made[key] = replace(known, said=said, is_near=known.is_near and each.is_near)
    kept = [each for each in made.values() if each.answer or each.said or len(made) == 1]
    return tuple(sorted(kept, key=lambda each: not each.answer)[:MOST])
