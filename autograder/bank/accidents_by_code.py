"""Accidents by code: own cells and lines, and what they leave behind."""

import re
from random import Random

from autograder.bank.draft import Accidents, Cell, Draft, new_id, told

ACCIDENTS = Accidents()
OWN = {
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
TENSORFLOW = {
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


@ACCIDENTS.known("own cell", 8)
def own_cell(draft: Draft, rng: Random) -> str | None:
    """An own cell with a side effect: at the top, beside an answer or a test, at the end."""
    known = OWN | (TENSORFLOW if draft.tensorflow and rng.random() < 0.6 else {})
    if draft.tensorflow and rng.random() < 0.5:
        known = TENSORFLOW
    what = rng.choice(sorted(known))
    places = draft.places("answer", "test") or [0]
    beside = rng.choice(places)
    to, where = rng.choice(
        [(len(draft.cells), "at the end"), (len(draft.cells), "at the end"), (0, "at the top"), (beside, "beside"),
         (beside + 1, "beside")]
    )  # fmt: skip
    draft.cells.insert(to, Cell("code", known[what], {}, new_id(rng), "own"))
    return f"{what} {where} {told(draft.cells[to - 1]) if where == 'beside' else ''}".strip()


@ACCIDENTS.known("names deleted or taken", 2)
def names_taken(draft: Draft, rng: Random) -> str | None:
    """An own cell at the end, or beside a test, deletes an answer's name or binds it to something else."""
    place = draft.pick(rng, "answer", kind="code")
    name = "" if place is None else draft.cells[place].grade_id
    if place is None or not name.isidentifier():
        return None
    line = rng.choice([f"del {name}", f"{name} = None", f"print({name}", f"{name} = {name}", f"x = {name}"])
    to = rng.choice([len(draft.cells), place + 1, place + 2])
    draft.cells.insert(to, Cell("code", line, {}, new_id(rng), "own"))
    return f"{line!r} at {to}"


@ACCIDENTS.known("magic at the top", 2)
def magic(draft: Draft, rng: Random) -> str | None:
    """A line of IPython's own above an answer, or another cell."""
    place = draft.pick(rng, "answer", "answer", "given", "teaching", "own", kind="code")
    if place is None:
        return None
    cell, line = draft.cells[place], rng.choice(MAGICS)
    draft.cells[place] = cell.copy(source=f"{line}\n{cell.source}")
    return f"{line!r} above {told(cell)}"


@ACCIDENTS.known("reads a teaching cell's names", 2)
def reads_names(draft: Draft, rng: Random) -> str | None:
    """An answer depends on a name of a teaching cell, which it reads by its text."""
    place, taught = draft.pick(rng, "answer", kind="code"), draft.pick(rng, "teaching", kind="code")
    if place is None or taught is None:
        return None
    bound = re.findall(r"^(\w+)(?:, \w+)* = ", draft.cells[taught].source, re.MULTILINE)
    if not bound:
        return None
    name = rng.choice(bound)
    how = rng.choice([f"{name}", f"globals()['{name}']", f"eval('{name}')", f"globals()['{name[:1]}' + '{name[1:]}']"])
    cell = draft.cells[place]
    own = rng.random() < 0.3
    if own:
        draft.cells.insert(place, Cell("code", f"taken = {how}", {}, new_id(rng), "own"))
        how = "taken"
    draft.cells[place + own] = cell.copy(source=f"assert {how} is not Ellipsis\n{cell.source}")
    return f"{how} in {told(cell)}"


@ACCIDENTS.known("image pasted")
def image_pasted(draft: Draft, rng: Random) -> str | None:
    """A note with an image that is an attachment; half an emoji."""
    to = rng.randint(0, len(draft.cells))
    text = rng.choice(["see ![image.png](attachment:image.png)", "half \ud83d", "$$x^2$$ <script>alert(1)</script>"])
    attached = Cell("markdown", text, {}, new_id(rng), "own")
    draft.cells.insert(to, attached)
    return repr(text[:12])
