"""Attacks whose answers lie when they are compared: objects that read what is due in the frames above them."""

from random import Random

from autograder.bank.attacks_on_checks import ARRAYS, MAPPINGS
from autograder.bank.generators import Generators, answer

GENERATORS = Generators()
# How the frames above a method are reached.
WAYS = {
    "_getframe": "import sys\n\n\ndef frames():\n    return sys._getframe(1)\n",
    "inspect": "import inspect\n\n\ndef frames():\n    return inspect.currentframe()\n",
    "a traceback": (
        "def frames():\n    try:\n        raise ValueError\n    except ValueError as error:\n"
        "        return error.__traceback__.tb_frame\n"
    ),
    "all frames": (
        "import sys\nimport threading\n\n\ndef frames():\n    return sys._current_frames()[threading.get_ident()]\n"
    ),
    "a walk": "import traceback\n\n\ndef frames():\n    return next(traceback.walk_stack(None))[0]\n",
    "a generator": (
        "def frames():\n    def looks():\n        yield made.gi_frame.f_back\n\n"
        "    made = looks()\n    return next(made)\n"
    ),
    "a profiler": (
        "import sys\n\nlast = None\n\n\ndef profile(frame, event, argument):\n    global last\n"
        "    if event == 'call' and frame.f_code.co_name == 'alike':\n        last = frame\n\n\n"
        "def frames():\n    return last\n\n\nsys.setprofile(profile)\n"
    ),
}
DUE = """
def due():
    frame = frames()
    while frame is not None:
        if "expected" in frame.f_locals:
            return frame.f_locals["expected"]
        frame = frame.f_back
    return 0
"""
# Objects that find out what is due when they are looked at.
MAPPING_LIARS = {
    "a dict": "class Liar(dict):\n    def __len__(self):\n        self.update(due())\n        return len(due())\n",
    "an object that says it is a dict": (
        "class Liar:\n    __class__ = property(lambda self: dict)\n\n    def __len__(self):\n"
        "        self.found = dict(due())\n        return len(self.found)\n\n    def __contains__(self, key):\n"
        "        return key in self.found\n\n    def __getitem__(self, key):\n        return self.found[key]\n"
    ),
    "a dict with a key that says yes": (
        "class Liar(dict):\n    def __len__(self):\n        return len(due())\n\n    def __contains__(self, key):\n"
        "        return True\n\n    def __missing__(self, key):\n        return due()[key]\n"
    ),
}
ARRAY_LIARS = {
    "__array__": "class Liar:\n    def __array__(self, dtype=None, copy=None):\n        return np.asarray(due())\n",
    "__array__ of a list": "class Liar(list):\n    def __array__(self, *_, **__):\n        return np.asarray(due())\n",
    "__array__ of a tuple": (
        "class Liar(tuple):\n    def __array__(self, *_, **__):\n        return np.asarray(due())\n"
    ),
    "__array_interface__": (
        "class Liar:\n    @property\n    def __array_interface__(self):\n        self.kept = np.asarray(due())\n"
        "        return self.kept.__array_interface__\n"
    ),
    "__array_struct__": (
        "class Liar:\n    @property\n    def __array_struct__(self):\n        self.kept = np.asarray(due())\n"
        "        return self.kept.__array_struct__\n"
    ),
}


@GENERATORS.known("reads_its_caller")
def reads_its_caller(rng: Random) -> str:
    """Return an attack whose answer is an object that looks up what is due once it is compared with it."""
    way, exercise = rng.choice(sorted(WAYS)), rng.choice([*MAPPINGS, *ARRAYS])
    liars = MAPPING_LIARS if exercise in MAPPINGS else ARRAY_LIARS
    liar = rng.choice(sorted(liars))
    name = exercise.partition("/")[2]
    body = f"import numpy as np\n\n{WAYS[way]}\n{DUE}\n\n{liars[liar]}\n\n"
    body += f"def {name}(*arguments, **options):\n    return Liar()\n"
    return answer("lies", f"{liar} reads what is due in the frames above, by {way}", exercise, "refused", body)
