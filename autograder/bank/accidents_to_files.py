"""Accidents to a notebook's file: metadata and ids are lost, another editor or an older format has saved it."""

import string
from random import Random

from autograder.bank.draft import KERNEL, Accidents, Draft, new_id, told

ACCIDENTS = Accidents()


@ACCIDENTS.known("metadata lost", 3)
def metadata_lost(draft: Draft, rng: Random) -> str | None:
    """Lose metadata, nbgrader's or all, ids or both, of a cell or of all."""
    what = rng.choice(["all metadata", "nbgrader", "ids", "ids and metadata", "new ids", "new ids, no nbgrader"])
    place = draft.pick(rng) if rng.random() < 0.4 else None
    for number, cell in enumerate(draft.cells):
        if place in (None, number):
            if what in ("all metadata", "ids and metadata"):
                cell.metadata = {}
            if "nbgrader" in what:
                cell.metadata.pop("nbgrader", None)
            if what.startswith("ids"):
                cell.id = None
            if what.startswith("new ids"):
                cell.id = new_id(rng)
    return f"{what} of {'all' if place is None else told(draft.cells[place])}"


@ACCIDENTS.known("ids twice")
def ids_twice(draft: Draft, rng: Random) -> str | None:
    """Two cells have the same id."""
    one, other = draft.pick(rng), draft.pick(rng)
    if one is None or other is None:
        return None
    draft.cells[one].id = draft.cells[other].id
    return f"{told(draft.cells[one])}, {told(draft.cells[other])}"


@ACCIDENTS.known("line ends", 2)
def line_ends(draft: Draft, rng: Random) -> str | None:
    """CRLF, CR, blanks at the ends, empty lines around, in all cells."""
    what = rng.choice(["crlf", "cr", "trailing blanks", "empty lines", "stripped"])
    for cell in draft.cells:
        if what in ("crlf", "cr"):
            cell.source = cell.source.replace("\r", "").replace("\n", "\r\n" if what == "crlf" else "\r")
        elif what == "trailing blanks":
            cell.source = "\n".join(f"{line} " if line.endswith(")") else line for line in cell.source.split("\n"))
        elif what == "empty lines":
            cell.source = f"\n{cell.source}\n\n"
        else:
            cell.source = "\n".join(line.rstrip() for line in cell.source.strip().split("\n"))
    return what


@ACCIDENTS.known("encoding")
def encoding(draft: Draft, rng: Random) -> str | None:
    """A byte-order mark, UTF-16, sources as one text."""
    draft.encoding = rng.choice(["utf-8-sig", "utf-16", "utf-8"])
    draft.lists = rng.random() < 0.5
    return draft.encoding


@ACCIDENTS.known("older format")
def older_format(draft: Draft, rng: Random) -> str | None:
    """Saved without ids; or as format 3."""
    draft.minor = rng.choice([0, 2, 4])
    draft.format_3 = rng.random() < 0.3
    return f"4.{draft.minor}{', as 3' if draft.format_3 else ''}"


@ACCIDENTS.known("editor", 3)
def editor(draft: Draft, rng: Random) -> str | None:
    """Saved by another editor."""
    known = ["colab", "colab, no metadata", "vs code", "vs code, ids lost", "jupytext", "dataspell", "classic"]
    what = rng.choice(known)
    letters = string.ascii_letters + string.digits
    for cell in draft.cells:
        if what.startswith("colab"):
            own = "".join(rng.choices(letters, k=10)) + "-" + rng.choice(letters)
            cell.metadata = ({} if "no" in what else cell.metadata) | {"id": own, "outputId": own}
            cell.id = None if "no" in what else cell.id
        elif what == "vs code":
            cell.metadata = cell.metadata | {"vscode": {"languageId": "python"}}
        elif what == "vs code, ids lost":
            cell.metadata, cell.id = {"vscode": {"languageId": "python"}}, new_id(rng)
        elif what == "jupytext":
            cell.id = new_id(rng)
            cell.source = cell.source.strip("\n")
        elif what == "dataspell":
            cell.metadata = {"collapsed": False, "pycharm": {"name": "#%%\n", "is_executing": False}}
            cell.id = None
    draft.metadata = {"kernelspec": KERNEL}
    if what.startswith("colab"):
        draft.metadata |= {"colab": {"provenance": []}, "accelerator": "GPU", "gpuClass": "standard"}
        draft.minor = 0
    elif what == "classic":
        draft.minor, draft.lists = 4, False
    elif what.startswith("vs code"):
        draft.metadata = {"kernelspec": {"name": "venv", "display_name": ".venv"}, "language_info": {"version": "3.12"}}
    return what
