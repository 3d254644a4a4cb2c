"""Accidents to cells: they are moved, merged, split, copied, deleted, retyped, written into."""

import re
from random import Random

from autograder.bank.draft import Accidents, Cell, Draft, new_id, told

ACCIDENTS = Accidents()


@ACCIDENTS.known("moved", 3)
def moved(draft: Draft, rng: Random) -> str | None:
    """Move a cell anywhere."""
    place = draft.pick(rng, "answer", "test", "given", "text", "own") if rng.random() < 0.8 else draft.pick(rng)
    if place is None:
        return None
    cell = draft.cells.pop(place)
    to = rng.choice([0, len(draft.cells), rng.randint(0, len(draft.cells)), max(0, place - 1), place + 1])
    draft.cells.insert(to, cell)
    return f"{told(cell)} from {place} to {to}"


@ACCIDENTS.known("merged", 3)
def merged(draft: Draft, rng: Random) -> str | None:
    """Merge a cell with the next one of its type: the upper one's id and metadata stay."""
    places = [
        p
        for p in draft.places("answer", "test", "given", "own", "teaching")
        if p + 1 < len(draft.cells) and draft.cells[p].kind == draft.cells[p + 1].kind
    ]
    if not places:
        return None
    place = rng.choice(places)
    upper, lower = draft.cells[place], draft.cells.pop(place + 1)
    said = f"{told(upper)} with {told(lower)}"
    tests = upper.tests | lower.tests
    role = "own" if upper.role == "test" else upper.role
    draft.cells[place] = upper.copy(source=f"{upper.source}\n\n{lower.source}", tests=tests, role=role)
    return said


@ACCIDENTS.known("answers merged")
def answers_merged(draft: Draft, rng: Random) -> str | None:
    """Put all answers into one cell, the first one's or an own one, there or at the top."""
    places = draft.places("answer", kind="code")
    if not places:
        return None
    sources = [draft.cells[place].source for place in places]
    first = draft.cells[places[0]]
    own, text = rng.random() < 0.5, "\n\n".join(sources)
    made = Cell("code", text, {}, new_id(rng), "own") if own else first.copy(source=text)
    to = rng.choice([places[0], places[0], min(1, places[0])])
    draft.cells = [cell for place, cell in enumerate(draft.cells) if place not in places]
    draft.cells.insert(to, made)
    return f"{'own cell' if own else 'first answer'} at {to}"


@ACCIDENTS.known("everything merged")
def everything_merged(draft: Draft, rng: Random) -> str | None:
    """Merge all code into one cell, or all from some place on."""
    places = draft.places("answer", "test", "given", "own", kind="code")
    if len(places) < 3:
        return None
    start = rng.choice([0, len(places) // 2])
    chosen = places[start:]
    cells = [draft.cells[place] for place in chosen]
    tests = {name: text for cell in cells for name, text in cell.tests.items()}
    role = "own" if cells[0].role == "test" else cells[0].role
    made = cells[0].copy(source="\n\n".join(cell.source for cell in cells), tests=tests, role=role)
    draft.cells = [cell for place, cell in enumerate(draft.cells) if place not in chosen]
    draft.cells.insert(chosen[0], made)
    return f"from {told(cells[0])}"


@ACCIDENTS.known("split", 2)
def split(draft: Draft, rng: Random) -> str | None:
    """Split a cell at a line: both halves have the metadata."""
    place = draft.pick(rng, "answer", "given", kind="code")
    if place is None:
        return None
    cell = draft.cells[place]
    lines = cell.source.split("\n")
    tops = [n for n, line in enumerate(lines) if n and re.match(r"[^\s#)\]}]", line)]
    at = rng.choice(tops) if tops and rng.random() < 0.8 else rng.randint(0, len(lines))
    upper, lower = cell.copy(source="\n".join(lines[:at])), cell.copy(source="\n".join(lines[at:]), id=new_id(rng))
    draft.cells[place : place + 1] = [upper, lower]
    return f"{told(cell)} at line {at}"


@ACCIDENTS.known("copied", 3)
def copied(draft: Draft, rng: Random) -> str | None:
    """Copy a cell, with its metadata, to a place near or far."""
    place = draft.pick(rng, "answer", "test", "given", "text", "own", "teaching")
    if place is None:
        return None
    copy = draft.cells[place].copy(id=rng.choice([new_id(rng), draft.cells[place].id]))
    to = rng.choice([place, place + 1, len(draft.cells), 0])
    draft.cells.insert(to, copy)
    return f"{told(copy)} to {to}"


@ACCIDENTS.known("wrong attempt above", 2)
def wrong_above(draft: Draft, rng: Random) -> str | None:
    """A wrong attempt stands above a right copy, with the same metadata."""
    return attempt(draft, rng, 0)


@ACCIDENTS.known("wrong attempt below", 1)
def wrong_below(draft: Draft, rng: Random) -> str | None:
    """A wrong attempt stands below a right copy; or an own cell defines the name anew, at the end."""
    return attempt(draft, rng, rng.choice([1, 2, None]))


def attempt(draft: Draft, rng: Random, offset: int | None) -> str | None:
    """Put a wrong attempt beside an answer; offset None: at the end."""
    place = draft.pick(rng, "answer", kind="code")
    if place is None:
        return None
    cell = draft.cells[place]
    name = cell.grade_id
    wrong = rng.choice([*draft.wrong.get(name, []), "raise ValueError('not yet')", draft.starters.get(name, "1 / 0")])
    keeps = rng.random() < 0.7
    # An attempt holds no test, whatever had been merged into the cell beside it.
    made = cell.copy(source=wrong, id=new_id(rng), metadata=cell.metadata if keeps else {}, tests={})
    draft.cells.insert(len(draft.cells) if offset is None else place + offset, made)
    return f"{name}, {'same' if keeps else 'no'} metadata"


@ACCIDENTS.known("right copy far below")
def right_copy_below(draft: Draft, rng: Random) -> str | None:
    """The answer's cell holds a wrong attempt; the right one stands at the end, with its tests or without."""
    place = draft.pick(rng, "answer", kind="code")
    if place is None:
        return None
    cell = draft.cells[place]
    name = cell.grade_id
    draft.cells.append(cell.copy(id=new_id(rng)))
    draft.cells[place] = cell.copy(source=rng.choice([*draft.wrong.get(name, []), draft.starters.get(name, "pass")]))
    with_tests = rng.random() < 0.5
    if with_tests:
        for each in list(draft.cells):
            if each.role == "test" and name and name in "".join(each.tests):
                draft.cells.append(each.copy(id=new_id(rng)))
    return f"{name}, {'with' if with_tests else 'without'} tests"


@ACCIDENTS.known("deleted", 3)
def deleted(draft: Draft, rng: Random) -> str | None:
    """Delete a cell."""
    place = draft.pick(rng, "test", "given", "text", "own", "teaching", "answer")
    if place is None or len(draft.cells) < 3:
        return None
    return told(draft.cells.pop(place))


@ACCIDENTS.known("all of a kind deleted")
def all_deleted(draft: Draft, rng: Random) -> str | None:
    """Delete all tests, all text, all teaching cells, or all but the answers."""
    roles = rng.choice(["test", "text", "teaching", "text teaching", "text teaching test given"]).split()
    kept = [cell for cell in draft.cells if cell.role not in roles]
    if not kept or len(kept) == len(draft.cells):
        return None
    draft.cells = kept
    return " ".join(roles)


@ACCIDENTS.known("starter deleted", 2)
def starter_deleted(draft: Draft, rng: Random) -> str | None:
    """The answer stands in an own cell: in place of the starter, at the top, or beside the starter."""
    place = draft.pick(rng, "answer", kind="code")
    if place is None:
        return None
    cell = draft.cells[place]
    name = cell.grade_id
    own = Cell("code", cell.source, {}, new_id(rng), "own")
    where = rng.choice(["in place", "at the top", "starter above", "starter below"])
    if where == "in place":
        draft.cells[place] = own
    elif where == "at the top":
        del draft.cells[place]
        draft.cells.insert(0, own)
    else:
        draft.cells[place] = cell.copy(source=draft.starters.get(name, cell.source))
        draft.cells.insert(place + (where == "starter above"), own)
    return f"{name}, {where}"


@ACCIDENTS.known("under another heading")
def under_another_heading(draft: Draft, rng: Random) -> str | None:
    """An answer with its tests stands under another exercise's heading."""
    texts = [p for p in draft.places("text") if "Exercise" in draft.cells[p].source]
    place = draft.pick(rng, "answer")
    if place is None or not texts:
        return None
    end = place + 1
    while end < len(draft.cells) and draft.cells[end].role == "test":
        end += 1
    block = draft.cells[place:end]
    heading = draft.cells[rng.choice(texts)]
    del draft.cells[place:end]
    to = next(p for p, each in enumerate(draft.cells) if each is heading) + 1
    draft.cells[to:to] = block
    return f"{told(block[0])} under {told(heading)}"


@ACCIDENTS.known("headings changed")
def headings_changed(draft: Draft, rng: Random) -> str | None:
    """Edit a text of the lesson's, or retitle the notebook."""
    place = draft.pick(rng, "text", kind="markdown")
    if place is None:
        return None
    cell = draft.cells[place]
    text = rng.choice([f"{cell.source}\n\nmy note", "# My title", "", "### Exercise 9 - Mine (1 point)"])
    draft.cells[place] = cell.copy(source=text)
    return told(cell)


@ACCIDENTS.known("retyped", 2)
def retyped(draft: Draft, rng: Random) -> str | None:
    """Turn a code cell into text."""
    place = draft.pick(rng, "answer", "test", "given", "teaching", "own", kind="code")
    if place is None:
        return None
    cell = draft.cells[place]
    draft.cells[place] = cell.copy(kind=rng.choice(["markdown", "raw"]))
    return f"{told(cell)} to {draft.cells[place].kind}"


@ACCIDENTS.known("retyped and back")
def retyped_back(draft: Draft, rng: Random) -> str | None:
    """Turn a text of the lesson's into code, as one does by a wrong key."""
    place = draft.pick(rng, "text", kind="markdown")
    if place is None:
        return None
    draft.cells[place] = draft.cells[place].copy(kind="code")
    return told(draft.cells[place])


@ACCIDENTS.known("written into a cell")
def written_into(draft: Draft, rng: Random) -> str | None:
    """Write a line into a test, a given or a teaching cell, above or below what stands there."""
    place = draft.pick(rng, "test", "given", "teaching", kind="code")
    if place is None:
        return None
    cell = draft.cells[place]
    line = rng.choice(["print('here')", "import math", "# why does this fail?", "x = 5", "1 / 0", "%matplotlib inline"])
    source = f"{line}\n{cell.source}" if rng.random() < 0.5 else f"{cell.source}\n{line}"
    draft.cells[place] = cell.copy(source=source)
    return f"{line!r} into {told(cell)}"


@ACCIDENTS.known("pasted over")
def pasted_over(draft: Draft, rng: Random) -> str | None:
    """Two cells change their texts: ids and metadata are the other's."""
    one, other = draft.pick(rng, "answer", kind="code"), draft.pick(rng, "own", "teaching", kind="code")
    if one is None or other is None:
        return None
    a, b = draft.cells[one], draft.cells[other]
    a.metadata, b.metadata, a.id, b.id = b.metadata, a.metadata, b.id, a.id
    a.role, b.role = "own", "own"
    return f"{told(b)} and {told(a)}"
