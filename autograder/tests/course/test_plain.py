"""What an answer gives becomes plain data at once: answers that lie when they are compared are refused, others pass."""

import subprocess
import sys
from collections import Counter, OrderedDict, UserDict, UserList, defaultdict, deque, namedtuple

import numpy as np
import pytest

import checks
import plain
from autograder.bank import grade
from autograder.course import lessons
from autograder.tests import ROOT

LESSONS = {lesson.name[0]: lesson for lesson in lessons.lessons()}

# What liars share: `due` looks around in the frames above for what the check is about to compare them with.
LIES = """
import sys

def due(*names):
    frame = sys._getframe(1)
    while frame is not None:
        for name in names:
            if name in frame.f_locals:
                return frame.f_locals[name]
        frame = frame.f_back
    raise LookupError(names)

class Array:
    def __init__(self, first=0.0, part=None):
        self.first, self.part = np.asarray(first), part
    def __array__(self, dtype=None, copy=None):
        try:
            found = due("expected")
        except LookupError:
            return self.first
        if self.part is not None and len(found) == self.part[1] and np.ndim(found[0]) == self.part[2]:
            found = found[self.part[0]]
        return np.asarray(found)

class Interface:
    def __init__(self, first):
        self.first = np.asarray(first)
    @property
    def __array_interface__(self):
        try:
            self.kept = np.asarray(due("expected"), "float64")
        except LookupError:
            self.kept = np.asarray(self.first, "float64")
        return self.kept.__array_interface__

class List(list):
    def __iter__(self):
        try:
            return iter(np.asarray(due("expected")).tolist())
        except LookupError:
            return list.__iter__(self)
    def __len__(self):
        return sum(1 for _ in self)

class Pair(tuple):
    __iter__, __len__ = List.__iter__, List.__len__

class Sequence:
    def asked(self):
        try:
            return list(due("expected"))
        except LookupError:
            return [0]
    def __len__(self):
        return len(self.asked())
    def __getitem__(self, place):
        return self.asked()[place]

class Dict(dict):
    def __len__(self):
        return len(due("expected"))
    def __contains__(self, key):
        return True
    def __getitem__(self, key):
        return due("expected")[key]

class Text(str):
    def __eq__(self, other):
        return "checks" in sys._getframe(1).f_code.co_filename or str.__eq__(self, other)
    __hash__ = str.__hash__
"""

FOLLOWS = """
def {name}(layer):
    own = keras.layers.Embedding(layer.input_dim, layer.output_dim)
    own.build()
    own.set_weights(layer.get_weights())
    layer.set_weights, layer.get_weights = own.set_weights, own.get_weights
    source = keras.Input((1,), dtype="int32")
    return {made}
"""

NEVER_CHANGED = """
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    after = embedding_matrix.numpy()
    np.subtract.at(after, ids, learning_rate * row_gradients)
    {lie}
"""

STEP = """
def {name}(embeddings, a, b, learning_rate=0.01):
    start = np.array(embeddings.numpy())
    after, error = start.copy(), start[a] @ start[b] - (a // 2 == b // 2)
    np.subtract.at(after, [a, b], learning_rate * np.sign(error) * start[[b, a]])
    {lie}
"""

# (lesson, exercise, what an answer lies with): (the answer's cell, words of what the check says).
LIARS = {
    ("1", "build_vocabulary", "dict"): (
        "def build_vocabulary(texts, vocab_size):\n    return Dict({'a': 1})",
        "returned {'a': 1}; expected",
    ),
    ("1", "table_size", "__array__"): (
        "def table_size(vocab_size, embedding_dim, dtype='float32'):\n    return Array((1, 2))",
        "returned [1, 2]; expected (40, 160)",
    ),
    ("1", "table_size", "__iter__ of a tuple"): (
        "def table_size(vocab_size, embedding_dim, dtype='float32'):\n    return Pair((1, 2))",
        "returned (1, 2); expected (40, 160)",
    ),
    ("1", "EmbeddingModel", "__array__"): (
        """
class EmbeddingModel:
    def __init__(self, vocab_size, embedding_dim):
        self.sizes = embedding_dim, vocab_size
    def forward(self, ids):
        get_initializer(*self.sizes)
        self.embedding_matrix = tf.Variable([0.0], name="embedding_matrix")
        return Array(np.ones((*ids.shape, self.sizes[0])))
""",
        "returned an array of shape (4, 5), float64; expected an array of shape (4, 5), float32",
    ),
    ("1", "sgd_step", "numpy"): (
        NEVER_CHANGED.format(lie="embedding_matrix.numpy = lambda: after"),
        "left the variable as it was",
    ),
    ("1", "sgd_step", "read_value"): (
        NEVER_CHANGED.format(lie="embedding_matrix.read_value = lambda: tf.constant(after)"),
        "left the variable as it was",
    ),
    ("1", "sgd_step", "_read_variable_op"): (
        NEVER_CHANGED.format(lie="embedding_matrix._read_variable_op = lambda *more: tf.constant(after)"),
        "left the variable as it was",
    ),
    ("1", "sgd_step", "__class__"): (
        NEVER_CHANGED.format(
            lie="embedding_matrix.__class__ = "
            "type('Lie', (type(embedding_matrix),), {'numpy': lambda self: after, '__getattribute__': look})"
        )
        + "def look(self, name):\n    return object.__getattribute__(self, name)\n",
        "left the variable as it was",
    ),
    ("1", "sgd_step", "another handle"): (
        NEVER_CHANGED.format(lie="embedding_matrix.numpy, embedding_matrix._handle = lambda: after, None"),
        "took the variable apart",
    ),
    ("2", "onehot_encode", "__array__"): (
        """
class Single(Array):
    def __array__(self, dtype=None, copy=None):
        return np.float32(Array.__array__(self))

def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        raise ValueError
    return Single(np.zeros(dim))
""",
        "returned [0., 0., 0., 0.]; expected [0, 0, 1, 0]",
    ),
    ("2", "lookup_by_matmul", "__iter__ of a list"): (
        "def lookup_by_matmul(weights, embedding_matrix):\n    return List([1, 2])",
        "returned [1, 2]; expected",
    ),
    ("2", "lookup_by_gather", "__array_interface__"): (
        """
def lookup_by_gather(ids, embedding_matrix):
    if np.any(ids < 0) or np.any(ids >= len(embedding_matrix)):
        raise IndexError
    return Interface(np.zeros((*ids.shape, embedding_matrix.shape[1])))
""",
        "every number is 0",
    ),
    ("2", "lookup_cost", "dict"): (
        "def lookup_cost(n_ids, vocab_size, embedding_dim):\n"
        "    return Dict(matmul_multiply_adds=1, onehot_bytes=2, gather_bytes=3)",
        "returned 1; expected 165",
    ),
    ("2", "accumulate_rows", "__array_interface__"): (
        "def accumulate_rows(row_ids, row_gradients, vocab_size):\n    return Interface(np.zeros((vocab_size, 2)))",
        "returned [[0., 0.]",
    ),
    ("3", "shared_parameters", "__array__"): (
        "def shared_parameters(vocab_size, embedding_dim):\n    return Array(5)",
        "returned 5; expected 88",
    ),
    ("3", "embedding_model", "get_weights of the given layer"): (
        FOLLOWS.format(name="embedding_model", made="keras.Model(source, own(source))"),
        "still the old rows",
    ),
    ("3", "flat_model", "get_weights of the given layer"): (
        FOLLOWS.format(name="flat_model", made="keras.Model(source, keras.layers.Flatten()(own(source)))"),
        "still the old rows",
    ),
    ("3", "sequential_model", "get_weights of the given layer"): (
        FOLLOWS.format(name="sequential_model", made="keras.Sequential([source, own, keras.layers.Flatten()])"),
        "still the old rows",
    ),
    ("3", "LookupEmbedding", "a name that equals any"): (
        """
class LookupEmbedding(keras.layers.Embedding):
    def __init__(self, input_dim, output_dim, name=None, **kwargs):
        super().__init__(input_dim, output_dim, **kwargs)
    name = property(lambda self: Text("lookup"), lambda self, value: None)
""",
        "has name 'lookup'; expected 'words'",
    ),
    ("4", "mod_position", "__array__"): (
        "def mod_position(ids, n_shards):\n    return tuple(Array(0 * ids, (part, 2, ids.ndim)) for part in range(2))",
        "is [0, 0, 0, 0]; expected [1, 1, 1, 0]",
    ),
    ("4", "div_position", "__array__"): (
        "def div_position(ids, vocab_size, n_shards):\n"
        "    return tuple(Array(0 * ids, (part, 2, ids.ndim)) for part in range(2))",
        "is [0, 0, 0, 0, 0, 0]; expected [0, 0, 1, 1, 2, 2]",
    ),
    ("4", "split_table", "__array__"): (
        """
def split_table(table, n_shards, strategy):
    if strategy not in ("mod", "div"):
        raise ValueError
    return [Array(0 * each, (k, n_shards, table.ndim)) for k, each in enumerate(np.array_split(table, n_shards))]
""",
        "put rows",
    ),
    ("4", "partitioned_lookup", "__array__"): (
        """
def partitioned_lookup(shards, ids, strategy):
    if np.any(ids < 0) or np.any(ids >= sum(map(len, shards))):
        raise IndexError
    return Array(np.zeros((*ids.shape, *np.shape(shards[0])[1:])))
""",
        "every number is 0",
    ),
    ("4", "sentence_to_ids", "__iter__ of a list"): (
        "def sentence_to_ids(sentence, vocabulary, unknown_word='unk'):\n    return List([-1] * len(sentence.split()))",
        "returned [-1, -1, -1, -1]; expected",
    ),
    ("4", "shard_loads", "__getitem__ of a sequence"): (
        "def shard_loads(ids, vocab_size, n_shards, strategy):\n    return Sequence()",
        "returned [0]; expected",
    ),
    ("5", "concatenate_embeddings", "__array_interface__"): (
        "def concatenate_embeddings(embeddings, ids):\n    return Interface(np.zeros((len(ids), 4)))",
        "every number is 0",
    ),
    ("5", "train_step", "__array__ of the cost"): (
        STEP.format(name="train_step", lie="embeddings.assign(after); return Array(-1.0)"),
        "returned -1.; expected 1",
    ),
    ("5", "train_step", "numpy"): (
        STEP.format(name="train_step", lie="embeddings.numpy = lambda: after; return abs(error)"),
        "left the table as it was",
    ),
    ("5", "sparse_train_step", "read_value"): (
        STEP.format(
            name="sparse_train_step", lie="embeddings.read_value = lambda: tf.constant(after); return abs(error)"
        ),
        "left the table as it was",
    ),
    ("5", "expected_cost", "__array__"): (
        "def expected_cost(embeddings):\n    return Array(5.0)",
        "returned 5.; expected 0.861111",
    ),
}


def said(key, source):
    """Return what the tests of an exercise say of an answer's cell, "" where all pass. key: lesson and exercise."""
    lesson, name = LESSONS[key[0]], key[1]
    (exercise,) = (each for each in lesson.exercises if each.name == name)
    told = grade.run(lesson, exercise, source, grade.visible_tests(lesson.name, ROOT))
    return "\n".join(check.error for check in told.values() if check.error)


@pytest.mark.slow
@pytest.mark.parametrize("key", LIARS, ids=" ".join)
def test_what_lies_when_it_is_compared_is_refused(key):
    """Whatever it looks up in the frames above: when it can look, nothing that is expected is there."""
    source, words = LIARS[key]
    told = said(key, LIES + source)
    assert told.startswith("NotYet") and words in told, told


RIGHT_SIZE = """
def table_size(vocab_size, embedding_dim, dtype="float32"):
    n = vocab_size * embedding_dim
    both = n, n * np.dtype(dtype).itemsize
    return {way}
"""
RIGHT_WORDS = """
def build_vocabulary(texts, vocab_size):
    words = " ".join(texts).lower().split()
    frequent = [word for word, _ in Counter(words).most_common(vocab_size - 1)]
    found = {{word: number for number, word in enumerate(["[UNK]", *frequent])}}
    return {way}
"""
RIGHT_SUM = """
def accumulate_rows(row_ids, row_gradients, vocab_size):
    dense = np.zeros((vocab_size, row_gradients.shape[1]), "float32")
    np.add.at(dense, row_ids, row_gradients)
    return {way}
"""
RIGHT_COST = """
def expected_cost(embeddings):
    labels = np.kron(np.eye(3), np.ones((2, 2)))
    cost = np.mean(np.abs(labels - embeddings @ embeddings.T))
    return {way}
"""
RIGHT_IDS = """
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    ids = [vocabulary.get(word, vocabulary[unknown_word]) for word in sentence.split()]
    return {way}
"""
RIGHT_SHARDS = """
def split_table(table, n_shards, strategy):
    if strategy not in ("mod", "div"):
        raise ValueError(strategy)
    mod = [table[shard::n_shards] for shard in range(n_shards)]
    shards = mod if strategy == "mod" else np.array_split(table, n_shards)
    return {way}
"""
# What the right answers share: honest classes of a learner's own.
HONEST = """
import array, collections, enum, keras

class Series:
    def __init__(self, numbers):
        self.numbers = numbers
    def __array__(self, dtype=None, copy=None):
        return np.array(self.numbers, dtype)

class Mine(np.ndarray):
    pass

class Number(float):
    pass

class Word(str):
    pass

class Shards(list):
    pass

def kept(value):
    module = tf.Module()
    module.value = value
    return module.value
"""
WAYS = [
    ("1", "table_size", RIGHT_SIZE, way)
    for way in (
        "list(both)",
        "np.array(both)",
        "np.array(both, object)",
        "tf.constant(both, tf.int64)",
        "tf.Variable(both, dtype=tf.int64)",
        "[tf.Variable(n, dtype=tf.int64), np.int64(both[1])]",
        "collections.namedtuple('Size', 'entries size')(*both)",
        "collections.deque(both)",
        "collections.UserList(both)",
        "array.array('q', both)",
        "memoryview(np.array(both))",
        "Series(both)",
        "(Series(n), Series(both[1]))",
        "np.array(both).view(Mine)",
        "tuple(map(Number, both))",
        "np.ma.array(both)",
        "kept(list(both))",
        "kept(both)",
    )
] + [
    ("1", "build_vocabulary", RIGHT_WORDS, way)
    for way in (
        "collections.OrderedDict(found)",
        "collections.defaultdict(int, found)",
        "Counter(found)",
        "kept(found)",
        "{np.str_(word): np.int16(number) for word, number in found.items()}",
        "{Word(word): tf.constant(number) for word, number in found.items()}",
        "{word: enum.IntEnum('Id', {'it': number})(number) for word, number in found.items()}",
    )
]
WAYS += [
    ("2", "accumulate_rows", RIGHT_SUM, way)
    for way in (
        "np.matrix(dense)",
        "tf.Variable(dense)",
        "list(tf.unstack(dense))",
        "keras.Variable(dense)",
        "dense.data",
    )
]
WAYS += [
    ("5", "expected_cost", RIGHT_COST, way)
    for way in ("Number(cost)", "tf.Variable(cost)", "Series(cost)", "np.asarray(cost)", "np.float64(cost)[()]")
]
WAYS += [
    ("4", "sentence_to_ids", RIGHT_IDS, way)
    for way in ("collections.deque(ids)", "Shards(ids)", "np.array(ids)", "kept(ids)", "tuple(ids)")
]
WAYS += [
    ("4", "split_table", RIGHT_SHARDS, way)
    for way in ("Shards(shards)", "kept(shards)", "[tf.Variable(each) for each in shards]", "[*map(Series, shards)]")
]


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way[1]} {way[3]}")
def test_right_answers_pass_however_they_are_written(way):
    """In a container, an array or a number of whatever kind."""
    lesson, name, source, given = way
    assert said((lesson, name), HONEST + source.format(way=given)) == ""


class Spy:
    """Notes when a method of it runs while something is expected in a frame above."""

    def __init__(self):
        """Nothing was seen."""
        object.__setattr__(self, "seen", [])

    def look(self, name):
        """Note what is expected above."""
        frame = sys._getframe(2)
        while frame is not None:
            if "expected" in frame.f_locals and frame.f_code.co_filename == checks.__file__:
                self.seen.append((name, frame.f_code.co_name))
            frame = frame.f_back


def spying(name):
    """Return a method that looks around, and then fails."""

    def method(self, *arguments):
        object.__getattribute__(self, "look")(name)
        raise TypeError(name)

    return method


HOOKS = [
    *("__getattribute__", "__repr__", "__str__", "__eq__", "__ne__", "__lt__", "__hash__", "__len__", "__iter__"),
    *("__next__", "__getitem__", "__contains__", "__array__", "__bool__", "__float__", "__int__", "__index__"),
    *("__abs__", "__add__", "__sub__", "__mod__", "__format__", "__call__"),
]


def spies():
    """Yield objects of which each kind looks around, and the list of what each has seen."""
    uncalled = [each for each in HOOKS if each != "__call__"]
    for hooks in (HOOKS, uncalled, ["__repr__", "__str__"], ["__eq__", "__hash__"]):
        spy = type("Spied", (Spy,), {name: spying(name) for name in hooks})()
        yield spy, object.__getattribute__(spy, "seen")
    for base in (dict, list, tuple, str, int, float, Exception):
        bases, methods = (base,), {name: spying(name) for name in HOOKS if name != "__getattribute__"}
        kind = type("Spied", bases, methods | {"look": Spy.look, "seen": []})
        yield base.__new__(kind), kind.seen


@pytest.mark.parametrize("expected", [6, "six", None, True, [1.5, 2], [[1], [2, 3]], {"a": 1, "b": 2}, (1, [2, 3])])
@pytest.mark.parametrize("inside", [lambda spy: spy, lambda spy: [spy, 1], lambda spy: {"a": spy, "b": 2}])
def test_nothing_of_a_learners_runs_while_something_is_expected(expected, inside, monkeypatch):
    """Neither to be compared, nor to be shown, nor to find the name of a mistake."""
    monkeypatch.setattr(checks, "_known", {"double": lambda expected, *case: known})
    known = [(lambda got: got == expected, "same"), (lambda got: 0 in got, "in"), (lambda got: [*got], "loop")]
    known += [(lambda got: len(got), "len"), (lambda got: got % 2, "mod"), (7, "seven"), ({"a": 2}, "dict")]
    monkeypatch.setattr(checks._now, "answer", "double")
    for spy, seen in spies():
        result = checks.Answer(lambda spy=spy: inside(spy), "double")()
        with pytest.raises(checks.Refusal) as caught:
            result.gives(expected)
        checks.trace_of(caught.value)
        checks.usual(caught.value.got, expected)
        assert seen == [], (type(spy).__mro__[1], seen)


def test_what_is_given_is_of_exact_types():
    """Subclasses become their base, by the base's own methods; what is no data a Thing that does nothing."""
    point = namedtuple("Point", "x y")

    class Lie(dict):
        def items(self):
            return [("a", 0)]

    for value, expected in (
        (Counter("aab"), {"a": 2, "b": 1}),
        (OrderedDict(a=1), {"a": 1}),
        (defaultdict(list, a=[1]), {"a": [1]}),
        (Lie(a=1), {"a": 1}),
        (point(1, [2]), (1, [2])),
        (type("L", (list,), {})([1, (2,)]), [1, (2,)]),
        (type("S", (str,), {})("a"), "a"),
        (np.str_("a"), "a"),
        (type("I", (int,), {"__int__": lambda self: 7})(3), 3),
        (type("F", (float,), {"__float__": lambda self: 7.0})(3.5), 3.5),
        (type("B", (bytes,), {})(b"a"), b"a"),
        ({type("S", (str,), {})("a")}, {"a"}),
        (10**30, 10**30),
    ):
        got = plain.plain(value)
        assert got == expected and type(got) is type(expected), value
    for value in (object(), len, dict, UserDict(a=1), iter([1]), ValueError("no"), {}.keys(), ...):
        got = plain.plain(value)
        assert isinstance(got, plain.Thing) and type(got).__name__ == type(value).__name__, value
        assert repr(got) == plain.ADDRESS.sub("...", repr(value))
    assert plain.plain(len).called and plain.plain(ValueError).is_error and plain.plain(ValueError("no")).is_error


def test_arrays_are_copies_of_numpys_own_type():
    """What is bound onto a class, or changes later, is not in them."""
    matrix = np.matrix([[1, 2]])
    got = plain.plain(matrix)
    matrix[0, 0] = 7
    assert type(got) is np.ndarray and got.tolist() == [[1, 2]]
    scalar = type("Scalar", (np.float64,), {"__array__": lambda self, *more: np.array(9.0)})(2.5)
    assert type(plain.plain(scalar)) is np.float64 and plain.plain(scalar) == 2.5
    mixed = plain.plain(np.array([len, type("S", (str,), {})("a")], object))
    assert isinstance(mixed[0], plain.Thing) and type(mixed[1]) is str
    for value in (UserList([1, 2]), deque([1, 2]), range(1, 3), memoryview(b"\1\2")):
        assert np.asarray(plain.plain(value)).tolist() == [1, 2]


def test_what_has_no_end_is_refused_in_a_line():
    """A list that holds itself, one that holds much more than it seems to, an array that only looks large."""
    itself, wide = [], [0]
    itself.append(itself)
    for _ in range(40):
        wide = [wide, wide]
    doubled = [0] * 1000
    for value, words in (
        (itself, "does a list hold itself?"),
        (wide, "does a list hold itself?"),
        ([[doubled] * 1000] * 10, "is there a list that grows"),
        (np.broadcast_to(1.0, (10**6, 10**6)), "is there a list that grows"),
        (range(-(10**30), 10**30, 3), "is there a list that grows"),
        (type("Long", (UserList,), {"__len__": lambda self: 10**12})(), "is there a list that grows"),
    ):
        with pytest.raises(checks.Refusal) as caught:
            checks.Answer(lambda value=value: value, "double")()
        assert words in caught.value.likely and "\n" not in caught.value.problem


def test_whole_numbers_of_any_size_are_compared():
    """Python's own know no end; NumPy's do."""
    assert checks.alike(plain.plain(10**30), 10**30) and checks.alike([10**30, 1], [10**30, 1])
    assert not checks.alike(10**30, 10**31) and not checks.alike([10**30, object()], [10**30, 1])


# In a process of its own: after TensorFlow's first operation a process is not to be forked.
TENSORS = """
import numpy as np, plain, tensorflow as tf

variable = tf.Variable([1.0, 2.0])
with tf.GradientTape() as tape:
    tensor = variable * variable
    tensor.numpy = tensor._numpy = lambda: np.zeros(2)
    got = plain.plain(tensor)
assert type(got) is type(tensor) and got.numpy().tolist() == [1, 4]
assert tape.gradient(got, variable).numpy().tolist() == [2, 4]
variable.numpy = variable.read_value = variable.value = lambda: tf.zeros(2)
assert plain.plain(variable).numpy().tolist() == plain.numbers_of(variable).tolist() == [1, 2]
plain.set_numbers(variable, [3, 4])
assert plain.numbers_of(variable).tolist() == [3, 4]
slices = plain.plain(tf.IndexedSlices(tensor, tf.constant([0, 1])))
assert isinstance(slices, tf.IndexedSlices) and slices.values.numpy().tolist() == [1, 4]
assert "numpy" not in vars(slices.values)
assert plain.plain(tf.constant("a")).numpy() == b"a"
assert isinstance(plain.plain(variable.handle), plain.Thing)
variable._handle = object()
try:
    plain.numbers_of(variable)
except plain.NotPlain as error:
    print(error.problem)
"""


@pytest.mark.slow
def test_tensors_are_read_by_their_own_methods():
    """What was bound onto a tensor or variable is not asked; a gradient still goes through."""
    command = [sys.executable, "-c", TENSORS]
    done = subprocess.run(command, cwd=ROOT / "solutions", capture_output=True, text=True, check=False)
    assert done.stdout == "took the variable apart.\n", done.stderr


class Elsewhere(checks.Seat):
    """A seat that notes what goes through it."""

    def __init__(self):
        """Nothing has gone through."""
        self.bound = []

    def bind(self, namespace, name, value):
        """Note it."""
        self.bound.append((name, value))
        super().bind(namespace, name, value)

    def unbind(self, namespace, name):
        """Note it."""
        self.bound.append((name, None))
        super().unbind(namespace, name)


def test_names_are_bound_through_the_seat(monkeypatch):
    """So that an answer in another process meets them, too."""
    seat, now = Elsewhere(), checks.Running()
    now.names = {"helper": 1}
    monkeypatch.setattr(checks, "seat", seat)
    monkeypatch.setattr(checks, "_now", now)
    with checks.stand_in(helper=2, other=3):
        assert now.names == {"helper": 2, "other": 3}
    assert now.names == {"helper": 1}
    assert seat.bound == [("helper", 2), ("other", 3), ("helper", 1), ("other", None)]


def test_what_was_seen_beside_an_answer_is_told_after_an_error_too():
    """A watch fills what it yields, until it ends."""

    @checks.contextlib.contextmanager
    def watch(first):
        told = [first]
        try:
            yield told
        finally:
            told.append("end")

    seat = checks.Seat()
    with pytest.raises(KeyError), seat.beside(watch, "start") as seen:
        raise KeyError
    assert seen.told == ["start", "end"]
    assert seat.there(max, 2, 3) == 3
