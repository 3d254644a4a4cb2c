"""Accidents: what honest people and their editors do to a notebook between opening it and handing it in.

Each changes a Paper with a random generator, and says in its name, and in what it returns, what it has done; it returns
None where there is nothing for it to happen to.
"""

import json
import random
import re
import string
from dataclasses import dataclass, field, replace

import nbformat

from autograder.language import shows_a_number

ACCIDENTS = {}
CODE_OF_OWN = {
    "numpy seed": "import numpy\nnumpy.random.seed(7)",
    "numpy print options": "import numpy\nnumpy.set_printoptions(precision=1, threshold=2)",
    "numpy errors raise": "import numpy\nnumpy.seterr(all='raise')",
    "names of builtins": "list = [1, 2]\nsum = 0\nmax = min = len\ntype = 'x'",
    "dict and len": "dict = {}\nlen = 3\nisinstance = None",
    "print redefined": "def print(*anything):\n    pass",
    "np redefined": "np = 3",
    "chdir": "import os\nos.chdir('/tmp')",
    "warnings are errors": "import warnings\nwarnings.simplefilter('error')",
    "warnings off": "import warnings\nwarnings.filterwarnings('ignore')",
    "seed": "import random\nrandom.seed(1)",
    "exit": "exit",
    "exit()": "exit()",
    "quit": "quit()",
    "sys.exit": "import sys\nsys.exit()",
    "raises": "raise ValueError('still to do')",
    "divides by zero": "1 / 0",
    "syntax error": "def broken(:",
    "sleep": "import time\ntime.sleep(0.2)",
    "plt.close": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.close('all')",
    "rcParams": "import matplotlib\nmatplotlib.rcParams['figure.figsize'] = 2, 2",
    "stdout redirected": "import io, sys\nsys.stdout = io.StringIO()",
    "stderr": "import sys\nsys.stderr.write('a warning\\n')",
    "del of checks": "for name in ('expect', 'checks', 'close'):\n    globals().pop(name, None)",
    "checks redefined": "def expect(*anything):\n    raise ValueError\nclose = checks = expect",
    "reset": "%reset -f",
    "recursion limit": "import sys\nsys.setrecursionlimit(150)",
    "environment": "import os\nos.environ.clear()",
    "gc": "import gc\ngc.disable()",
    "thread": "import threading, time\nthreading.Thread(target=time.sleep, args=(0.5,)).start()",
    "float format": "from IPython import get_ipython\nget_ipython().run_line_magic('precision', '1')",
    "decimal": "import decimal\ndecimal.getcontext().prec = 2",
    "locale": "import locale\nlocale.setlocale(locale.LC_ALL, 'C')",
    "reload": "import importlib, json\nimportlib.reload(json)",
    "path": "import sys\nsys.path.insert(0, '.')",
    "async": "import asyncio\nawait asyncio.sleep(0)",
    "looks at everything": "seen = [name for name in dir() if not name.startswith('_')]",
    "time": "%time n = sum(range(10))",
    "timeit": "%%timeit -n1 -r1\nsum(range(10))",
    "ls": "!ls",
    "files": "open('notes.txt', 'w').write('x')\nopen('notes.txt').read()",
    "autoreload": "%load_ext autoreload\n%autoreload 2",
    "inline": "%matplotlib inline",
    "prints a lot": "for number in range(300):\n    print(number)",
    "underscore": "_ = 5\n__ = _",
    "help": "len?",
    "input": "name = input('name? ')",
    "pandas options": "import numpy as np\nnp.set_printoptions(suppress=True)\nnp.random.default_rng = None",
}
CODE_OF_TENSORFLOW = {
    "tf seed": "import tensorflow as tf\ntf.random.set_seed(3)",
    "functions eagerly": "import tensorflow as tf\ntf.config.run_functions_eagerly(True)",
    "eager off": "import tensorflow as tf\ntf.compat.v1.disable_eager_execution()",
    "v2 off": "import tensorflow as tf\ntf.compat.v1.disable_v2_behavior()",
    "floatx": "import tensorflow as tf\ntf.keras.backend.set_floatx('float64')",
    "float16 policy": "import tensorflow as tf\ntf.keras.mixed_precision.set_global_policy('mixed_float16')",
    "clear session": "import tensorflow as tf\ntf.keras.backend.clear_session()",
    "image format": "import tensorflow as tf\ntf.keras.backend.set_image_data_format('channels_first')",
    "numpy behavior": "import tensorflow.experimental.numpy as tnp\ntnp.experimental_enable_numpy_behavior()",
    "deterministic": "import tensorflow as tf\ntf.config.experimental.enable_op_determinism()",
    "threads": "import tensorflow as tf\ntf.config.threading.set_inter_op_parallelism_threads(1)",
    "tf redefined": "tf = None",
    "soft placement": "import tensorflow as tf\ntf.debugging.set_log_device_placement(False)",
    "check numerics": "import tensorflow as tf\ntf.debugging.enable_check_numerics()",
    "keras seed": "import keras\nkeras.utils.set_random_seed(3)",
    "no logs": "import os\nos.environ['TF_CPP_MIN_LOG_LEVEL'] = '0'",
    "variable patched": "import tensorflow as tf\ntable = tf.Variable([1.0])",
}
MAGICS = ["%matplotlib inline", "%time", "!ls", "%load_ext autoreload\n%autoreload 2", "%config IPCompleter.greedy = 1"]
MAGICS += ["%%time", "%%capture", "%%timeit -n1 -r1", "%%prun -q", "%%javascript", "%env HOME", "import os?", "# %%"]


KERNEL = {"name": "python3", "display_name": "Python 3"}


@dataclass
class Cell:
    """A cell of a notebook on its way: role: answer, test, given, teaching, text or own.

    tests: {a test's grade_id: its text as handed out} for the tests that the cell holds.
    """

    kind: str
    source: str
    metadata: dict
    id: str | None
    role: str
    tests: dict = field(default_factory=dict)

    def copy(self, **changes):
        """Return a copy with changes."""
        again = replace(self, metadata=json.loads(json.dumps(self.metadata)), tests=dict(self.tests))
        return replace(again, **changes)


@dataclass
class Paper:
    """A notebook on its way.

    whole: {a test's grade_id: its text with the hidden part}; starters: {an answer's grade_id: text}; wrong: {an
    answer's grade_id: [text]}; tensorflow: whether the lesson uses it.
    """

    cells: list
    metadata: dict
    whole: dict
    starters: dict
    wrong: dict
    tensorflow: bool = False
    minor: int = 5
    lists: bool = True
    encoding: str = "utf-8"
    format_3: bool = False

    def places(self, *roles, kind=None):
        """Return the places of the cells with one of some roles; kind: of that type only."""
        return [p for p, each in enumerate(self.cells) if each.role in roles and kind in (None, each.kind)]

    def bytes(self):
        """Return the file that is handed in."""
        cells = []
        for number, each in enumerate(self.cells):
            source = each.source.splitlines(keepends=True) if self.lists and not self.format_3 else each.source
            made = {"cell_type": each.kind, "metadata": each.metadata, "source": source}
            if self.minor >= 5 and each.id is not None:
                made["id"] = each.id or f"made-{number}"
            if each.kind == "code":
                made |= {"execution_count": None, "outputs": []}
            cells.append(made)
        content = {"cells": cells, "metadata": self.metadata, "nbformat": 4, "nbformat_minor": self.minor}
        if self.format_3:
            content = nbformat.convert(nbformat.from_dict(content), 3)
        return json.dumps(content, indent=1, ensure_ascii=False).encode(self.encoding, "surrogatepass")

    def plain(self):
        """Return the notebook of the plain run: as it is, each test whole where it stands."""
        cells = []
        for each in self.cells:
            if each.kind == "code":
                text = self.whole_text(each)
                # A score that others follow in a merged cell is no score: what it would give cannot be said.
                tests = [name for name in each.tests if each.role == "test" or self.counts(text, self.whole[name])]
                cells.append(nbformat.v4.new_code_cell(text, metadata={"tests": sorted(tests)}))
        return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})

    @staticmethod
    def counts(text, test):
        """Tell whether a test that stands in a longer text gives a mark there."""
        return not shows_a_number(test) or text.rstrip().endswith(test)

    def whole_text(self, cell):
        """Return a cell's text with its tests whole."""
        if cell.role == "test":
            (name,) = cell.tests
            return self.whole[name]
        text = cell.source
        if cell.tests:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
            for name, shown in cell.tests.items():
                text = text.replace(shown, self.whole[name])
        return text


def accident(name, weight=1):
    """Return a decorator that makes a function an accident of that name; weight: how often it happens."""

    def known(function):
        ACCIDENTS[name] = (function, weight)
        return function

    return known


def happen(paper, name, rng):
    """Let an accident happen to a paper; return what it did, in words, None where it found nothing to happen to."""
    function, _ = ACCIDENTS[name]
    done = function(paper, rng)
    return None if done is None else f"{name}{f' ({done})' if done else ''}"


def names(rng, count):
    """Return the names of count accidents, drawn by their weights."""
    every = sorted(ACCIDENTS)
    return rng.choices(every, [ACCIDENTS[name][1] for name in every], k=count)


def told(cell):
    """Return what a cell is called in the words of an accident."""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id") or cell.id or "a cell"
    return f"{cell.role} {grade_id}"


def new_id(rng):
    """Return a new cell id, as JupyterLab makes them."""
    return "".join(rng.choices("0123456789abcdef", k=8))


def pick(paper, rng, *roles, kind=None):
    """Return the place of a random cell of some roles, None where there is none."""
    places = paper.places(*roles, kind=kind) if roles else [*range(len(paper.cells))]
    return rng.choice(places) if places else None


# Cells moved, merged, split, copied, deleted.


@accident("moved", 3)
def moved(paper, rng):
    """Move a cell anywhere."""
    place = pick(paper, rng, "answer", "test", "given", "text", "own") if rng.random() < 0.8 else pick(paper, rng)
    cell = paper.cells.pop(place)
    to = rng.choice([0, len(paper.cells), rng.randint(0, len(paper.cells)), max(0, place - 1), place + 1])
    paper.cells.insert(to, cell)
    return f"{told(cell)} from {place} to {to}"


@accident("merged", 3)
def merged(paper, rng):
    """Merge a cell with the next one of its type: the upper one's id and metadata stay."""
    places = [
        p
        for p in paper.places("answer", "test", "given", "own", "teaching")
        if p + 1 < len(paper.cells) and paper.cells[p].kind == paper.cells[p + 1].kind
    ]
    if not places:
        return None
    place = rng.choice(places)
    upper, lower = paper.cells[place], paper.cells.pop(place + 1)
    said = f"{told(upper)} with {told(lower)}"
    tests = upper.tests | lower.tests
    role = "own" if upper.role == "test" else upper.role
    paper.cells[place] = upper.copy(source=f"{upper.source}\n\n{lower.source}", tests=tests, role=role)
    return said


@accident("answers merged")
def answers_merged(paper, rng):
    """Put all answers into one cell, the first one's or an own one, there or at the top."""
    places = paper.places("answer", kind="code")
    if not places:
        return None
    sources = [paper.cells[place].source for place in places]
    first = paper.cells[places[0]]
    own, text = rng.random() < 0.5, "\n\n".join(sources)
    made = Cell("code", text, {}, new_id(rng), "own") if own else first.copy(source=text)
    to = rng.choice([places[0], places[0], min(1, places[0])])
    paper.cells = [cell for place, cell in enumerate(paper.cells) if place not in places]
    paper.cells.insert(to, made)
    return f"{'own cell' if own else 'first answer'} at {to}"


@accident("everything merged")
def everything_merged(paper, rng):
    """Merge all code into one cell, or all from some place on."""
    places = paper.places("answer", "test", "given", "own", kind="code")
    if len(places) < 3:
        return None
    start = rng.choice([0, len(places) // 2])
    chosen = places[start:]
    cells = [paper.cells[place] for place in chosen]
    tests = {name: text for cell in cells for name, text in cell.tests.items()}
    role = "own" if cells[0].role == "test" else cells[0].role
    made = cells[0].copy(source="\n\n".join(cell.source for cell in cells), tests=tests, role=role)
    paper.cells = [cell for place, cell in enumerate(paper.cells) if place not in chosen]
    paper.cells.insert(chosen[0], made)
    return f"from {told(cells[0])}"


@accident("split", 2)
def split(paper, rng):
    """Split a cell at a line: both halves have the metadata."""
    place = pick(paper, rng, "answer", "given", kind="code")
    if place is None:
        return None
    cell = paper.cells[place]
    lines = cell.source.split("\n")
    tops = [n for n, line in enumerate(lines) if n and re.match(r"[^\s#)\]}]", line)]
    at = rng.choice(tops) if tops and rng.random() < 0.8 else rng.randint(0, len(lines))
    upper, lower = cell.copy(source="\n".join(lines[:at])), cell.copy(source="\n".join(lines[at:]), id=new_id(rng))
    paper.cells[place : place + 1] = [upper, lower]
    return f"{told(cell)} at line {at}"


@accident("copied", 3)
def copied(paper, rng):
    """Copy a cell, with its metadata, to a place near or far."""
    place = pick(paper, rng, "answer", "test", "given", "text", "own", "teaching")
    if place is None:
        return None
    copy = paper.cells[place].copy(id=rng.choice([new_id(rng), paper.cells[place].id]))
    to = rng.choice([place, place + 1, len(paper.cells), 0])
    paper.cells.insert(to, copy)
    return f"{told(copy)} to {to}"


@accident("wrong attempt above", 2)
def wrong_above(paper, rng):
    """A wrong attempt stands above a right copy, with the same metadata."""
    return attempt(paper, rng, 0)


@accident("wrong attempt below", 1)
def wrong_below(paper, rng):
    """A wrong attempt stands below a right copy; or an own cell defines the name anew, at the end."""
    return attempt(paper, rng, rng.choice([1, 2, None]))


def attempt(paper, rng, offset):
    """Put a wrong attempt beside an answer; offset None: at the end."""
    place = pick(paper, rng, "answer", kind="code")
    if place is None:
        return None
    cell = paper.cells[place]
    name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    wrong = rng.choice([*paper.wrong.get(name, []), "raise ValueError('not yet')", paper.starters.get(name, "1 / 0")])
    keeps = rng.random() < 0.7
    # An attempt holds no test, whatever had been merged into the cell beside it.
    made = cell.copy(source=wrong, id=new_id(rng), metadata=cell.metadata if keeps else {}, tests={})
    paper.cells.insert(len(paper.cells) if offset is None else place + offset, made)
    return f"{name}, {'same' if keeps else 'no'} metadata"


@accident("right copy far below")
def right_copy_below(paper, rng):
    """The answer's cell holds a wrong attempt; the right one stands at the end, with its tests or without."""
    place = pick(paper, rng, "answer", kind="code")
    if place is None:
        return None
    cell = paper.cells[place]
    name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    paper.cells.append(cell.copy(id=new_id(rng)))
    paper.cells[place] = cell.copy(source=rng.choice([*paper.wrong.get(name, []), paper.starters.get(name, "pass")]))
    with_tests = rng.random() < 0.5
    if with_tests:
        for each in list(paper.cells):
            if each.role == "test" and name and name in "".join(each.tests):
                paper.cells.append(each.copy(id=new_id(rng)))
    return f"{name}, {'with' if with_tests else 'without'} tests"


@accident("deleted", 3)
def deleted(paper, rng):
    """Delete a cell."""
    place = pick(paper, rng, "test", "given", "text", "own", "teaching", "answer")
    if place is None or len(paper.cells) < 3:
        return None
    return told(paper.cells.pop(place))


@accident("all of a kind deleted")
def all_deleted(paper, rng):
    """Delete all tests, all text, all teaching cells, or all but the answers."""
    roles = rng.choice(["test", "text", "teaching", "text teaching", "text teaching test given"]).split()
    kept = [cell for cell in paper.cells if cell.role not in roles]
    if not kept or len(kept) == len(paper.cells):
        return None
    paper.cells = kept
    return " ".join(roles)


@accident("starter deleted", 2)
def starter_deleted(paper, rng):
    """The answer stands in an own cell: in place of the starter, at the top, or beside the starter."""
    place = pick(paper, rng, "answer", kind="code")
    if place is None:
        return None
    cell = paper.cells[place]
    name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    own = Cell("code", cell.source, {}, new_id(rng), "own")
    where = rng.choice(["in place", "at the top", "starter above", "starter below"])
    if where == "in place":
        paper.cells[place] = own
    elif where == "at the top":
        del paper.cells[place]
        paper.cells.insert(0, own)
    else:
        paper.cells[place] = cell.copy(source=paper.starters.get(name, cell.source))
        paper.cells.insert(place + (where == "starter above"), own)
    return f"{name}, {where}"


@accident("under another heading")
def under_another_heading(paper, rng):
    """An answer with its tests stands under another exercise's heading."""
    texts = [p for p in paper.places("text") if "Exercise" in paper.cells[p].source]
    place = pick(paper, rng, "answer")
    if place is None or not texts:
        return None
    end = place + 1
    while end < len(paper.cells) and paper.cells[end].role == "test":
        end += 1
    block = paper.cells[place:end]
    heading = paper.cells[rng.choice(texts)]
    del paper.cells[place:end]
    to = next(p for p, each in enumerate(paper.cells) if each is heading) + 1
    paper.cells[to:to] = block
    return f"{told(block[0])} under {told(heading)}"


@accident("headings changed")
def headings_changed(paper, rng):
    """Edit a text of the lesson's, or retitle the notebook."""
    place = pick(paper, rng, "text", kind="markdown")
    if place is None:
        return None
    cell = paper.cells[place]
    text = rng.choice([f"{cell.source}\n\nmy note", "# My title", "", "### Exercise 9 - Mine (1 point)"])
    paper.cells[place] = cell.copy(source=text)
    return told(cell)


@accident("retyped", 2)
def retyped(paper, rng):
    """Turn a code cell into text."""
    place = pick(paper, rng, "answer", "test", "given", "teaching", "own", kind="code")
    if place is None:
        return None
    cell = paper.cells[place]
    paper.cells[place] = cell.copy(kind=rng.choice(["markdown", "raw"]))
    return f"{told(cell)} to {paper.cells[place].kind}"


@accident("retyped and back")
def retyped_back(paper, rng):
    """Turn a text of the lesson's into code, as one does by a wrong key."""
    place = pick(paper, rng, "text", kind="markdown")
    if place is None:
        return None
    paper.cells[place] = paper.cells[place].copy(kind="code")
    return told(paper.cells[place])


@accident("written into a cell")
def written_into(paper, rng):
    """Write a line into a test, a given or a teaching cell, above or below what stands there."""
    place = pick(paper, rng, "test", "given", "teaching", kind="code")
    if place is None:
        return None
    cell = paper.cells[place]
    line = rng.choice(["print('here')", "import math", "# why does this fail?", "x = 5", "1 / 0", "%matplotlib inline"])
    source = f"{line}\n{cell.source}" if rng.random() < 0.5 else f"{cell.source}\n{line}"
    paper.cells[place] = cell.copy(source=source)
    return f"{line!r} into {told(cell)}"


@accident("pasted over")
def pasted_over(paper, rng):
    """Two cells change their texts: ids and metadata are the other's."""
    one, other = pick(paper, rng, "answer", kind="code"), pick(paper, rng, "own", "teaching", kind="code")
    if one is None or other is None:
        return None
    a, b = paper.cells[one], paper.cells[other]
    a.metadata, b.metadata, a.id, b.id = b.metadata, a.metadata, b.id, a.id
    a.role, b.role = "own", "own"
    return f"{told(b)} and {told(a)}"


# Metadata, ids, files.


@accident("metadata lost", 3)
def metadata_lost(paper, rng):
    """Lose metadata, nbgrader's or all, ids or both, of a cell or of all."""
    what = rng.choice(["all metadata", "nbgrader", "ids", "ids and metadata", "new ids", "new ids, no nbgrader"])
    place = pick(paper, rng) if rng.random() < 0.4 else None
    for number, cell in enumerate(paper.cells):
        if place in (None, number):
            if what in ("all metadata", "ids and metadata"):
                cell.metadata = {}
            if "nbgrader" in what:
                cell.metadata.pop("nbgrader", None)
            if what.startswith("ids"):
                cell.id = None
            if what.startswith("new ids"):
                cell.id = new_id(rng)
    return f"{what} of {'all' if place is None else told(paper.cells[place])}"


@accident("ids twice")
def ids_twice(paper, rng):
    """Two cells have the same id."""
    one, other = pick(paper, rng), pick(paper, rng)
    paper.cells[one].id = paper.cells[other].id
    return f"{told(paper.cells[one])}, {told(paper.cells[other])}"


@accident("line ends", 2)
def line_ends(paper, rng):
    """CRLF, CR, blanks at the ends, empty lines around, in all cells."""
    what = rng.choice(["crlf", "cr", "trailing blanks", "empty lines", "stripped"])
    for cell in paper.cells:
        if what in ("crlf", "cr"):
            cell.source = cell.source.replace("\r", "").replace("\n", "\r\n" if what == "crlf" else "\r")
        elif what == "trailing blanks":
            cell.source = "\n".join(f"{line} " if line.endswith(")") else line for line in cell.source.split("\n"))
        elif what == "empty lines":
            cell.source = f"\n{cell.source}\n\n"
        else:
            cell.source = "\n".join(line.rstrip() for line in cell.source.strip().split("\n"))
    return what


@accident("encoding")
def encoding(paper, rng):
    """A byte-order mark, UTF-16, sources as one text."""
    paper.encoding = rng.choice(["utf-8-sig", "utf-16", "utf-8"])
    paper.lists = rng.random() < 0.5
    return paper.encoding


@accident("older format")
def older_format(paper, rng):
    """Saved without ids; or as format 3."""
    paper.minor = rng.choice([0, 2, 4])
    paper.format_3 = rng.random() < 0.3
    return f"4.{paper.minor}{', as 3' if paper.format_3 else ''}"


@accident("editor", 3)
def editor(paper, rng):
    """Saved by another editor."""
    known = ["colab", "colab, no metadata", "vs code", "vs code, ids lost", "jupytext", "dataspell", "classic"]
    what = rng.choice(known)
    letters = string.ascii_letters + string.digits
    for cell in paper.cells:
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
    paper.metadata = {"kernelspec": KERNEL}
    if what.startswith("colab"):
        paper.metadata |= {"colab": {"provenance": []}, "accelerator": "GPU", "gpuClass": "standard"}
        paper.minor = 0
    elif what == "classic":
        paper.minor, paper.lists = 4, False
    elif what.startswith("vs code"):
        paper.metadata = {"kernelspec": {"name": "venv", "display_name": ".venv"}, "language_info": {"version": "3.12"}}
    return what


# Own cells, and what they leave behind.


@accident("own cell", 8)
def own_cell(paper, rng):
    """An own cell with a side effect: at the top, beside an answer or a test, at the end."""
    known = CODE_OF_OWN | (CODE_OF_TENSORFLOW if paper.tensorflow and rng.random() < 0.6 else {})
    if paper.tensorflow and rng.random() < 0.5:
        known = CODE_OF_TENSORFLOW
    what = rng.choice(sorted(known))
    places = paper.places("answer", "test") or [0]
    beside = rng.choice(places)
    to, where = rng.choice(
        [(len(paper.cells), "at the end"), (len(paper.cells), "at the end"), (0, "at the top"), (beside, "beside"),
         (beside + 1, "beside")]
    )  # fmt: skip
    paper.cells.insert(to, Cell("code", known[what], {}, new_id(rng), "own"))
    return f"{what} {where} {told(paper.cells[to - 1]) if where == 'beside' else ''}".strip()


@accident("names deleted or taken", 2)
def names_taken(paper, rng):
    """An own cell at the end, or beside a test, deletes an answer's name or binds it to something else."""
    place = pick(paper, rng, "answer", kind="code")
    name = paper.cells[place].metadata.get("nbgrader", {}).get("grade_id") if place is not None else None
    if not name or not name.isidentifier():
        return None
    line = rng.choice([f"del {name}", f"{name} = None", f"print({name}", f"{name} = {name}", f"x = {name}"])
    to = rng.choice([len(paper.cells), place + 1, place + 2])
    paper.cells.insert(to, Cell("code", line, {}, new_id(rng), "own"))
    return f"{line!r} at {to}"


@accident("magic at the top", 2)
def magic(paper, rng):
    """A line of IPython's own above an answer, or another cell."""
    place = pick(paper, rng, "answer", "answer", "given", "teaching", "own", kind="code")
    if place is None:
        return None
    cell, line = paper.cells[place], rng.choice(MAGICS)
    paper.cells[place] = cell.copy(source=f"{line}\n{cell.source}")
    return f"{line!r} above {told(cell)}"


@accident("reads a teaching cell's names", 2)
def reads_names(paper, rng):
    """An answer depends on a name of a teaching cell, which it reads by its text."""
    place, taught = pick(paper, rng, "answer", kind="code"), pick(paper, rng, "teaching", kind="code")
    if place is None or taught is None:
        return None
    bound = re.findall(r"^(\w+)(?:, \w+)* = ", paper.cells[taught].source, re.MULTILINE)
    if not bound:
        return None
    name = rng.choice(bound)
    how = rng.choice([f"{name}", f"globals()['{name}']", f"eval('{name}')", f"globals()['{name[:1]}' + '{name[1:]}']"])
    cell = paper.cells[place]
    own = rng.random() < 0.3
    if own:
        paper.cells.insert(place, Cell("code", f"taken = {how}", {}, new_id(rng), "own"))
        how = "taken"
    paper.cells[place + own] = cell.copy(source=f"assert {how} is not Ellipsis\n{cell.source}")
    return f"{how} in {told(cell)}"


@accident("image pasted")
def image_pasted(paper, rng):
    """A note with an image that is an attachment; half an emoji."""
    to = rng.randint(0, len(paper.cells))
    text = rng.choice(["see ![image.png](attachment:image.png)", "half \ud83d", "$$x^2$$ <script>alert(1)</script>"])
    attached = Cell("markdown", text, {}, new_id(rng), "own")
    paper.cells.insert(to, attached)
    return repr(text[:12])


def rng_of(*parts):
    """Return a random generator for what parts say: the same in every process."""
    return random.Random("/".join(map(str, parts)))
