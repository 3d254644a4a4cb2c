"""What goes over a connection comes back equal and of the exact type; what is no message is refused, whatever it is."""

import contextlib
import enum
import json
import random
import socket
import subprocess
import sys
import threading
from collections import Counter, OrderedDict, namedtuple

import numpy as np
import pytest

from autograder.judge.channel import HEAD, Channel
from autograder.judge.errors import PlayerGoneError
from autograder.judge.wire import DEEPEST, LARGEST, LARGEST_JSON, Reader, Side, UnsendableError, WireError, Writer
from autograder.tests.judge.ends import Liar, frame, same

Pair = namedtuple("Pair", "one two")


class Color(enum.IntEnum):
    """An int of another class."""

    RED = 3


class Text(str):
    """A text of another class, which lies."""

    def __str__(self):
        """Lie."""
        return "a lie"

    def __eq__(self, other):
        """Lie."""
        return True

    __hash__ = str.__hash__


class Number(float):
    """A number of another class, which is equal to all."""

    def __eq__(self, other):
        """Lie."""
        return True

    __hash__ = float.__hash__


class Items(dict):
    """A dict of another class, whose items are others."""

    def items(self):
        """Lie."""
        return [("a", "lie")]


class Table(np.ndarray):
    """An array of another class."""


class Measured:
    """An object that makes an array of itself."""

    def __array__(self, dtype=None, copy=None):
        """Make it."""
        return np.arange(3.0)


def over(value):
    """Return a value as it comes out at the other end of a real connection."""
    one, other = socket.socketpair()
    with one, other:
        writer = Writer(Side())
        message = ["done", writer.node(value)]
        sender = threading.Thread(target=Channel(one).send, args=(message, writer))
        sender.start()
        (_, node), buffers = Channel(other).receive()
        sender.join()
        return Reader(Side(), buffers).value(node)


DTYPES = [*"?bhiqBHIQefdgFDG", *["S3", "U3", ">f8", ">i4", "<u2", ">U2", "M8[s]", "M8[us]", ">m8[D]", "m8"]]
PLAIN = [
    *[None, True, False, 0, -1, 2**62, -(2**62), 2**63 - 1, 10**40, -(7**9000), 1.5, -0.0, 5e-324, float("inf")],
    *[float("nan"), complex(1, -0.0), complex(float("nan"), 2), "", "ä\ud800\U0001f600\0", b"", bytes(range(256))],
    *[[], [1, [2.0, [None, ["x"]]]], (), (1, (2, [3])), {}, {1: "a", "1": b"b", None: {(1, 2.5): []}, True and 2: 3}],
    *[set(), {1, "a", (2, 3)}, frozenset({1}), {frozenset({2}): {3}}, range(3), range(10, -5, -3), range(0)],
    *[slice(None), slice(1, -2, 3), Ellipsis, [Ellipsis, slice(None, 2)], list(range(1000)), "x" * 10**6],
    *[int, [bool, dict], {"kind": ValueError}, {object: KeyError}, frozenset],
]
ARRAYS = [
    *[np.zeros((2, 3), code) if code[-1] != "3" else np.array([["ab", "c"]]).astype(code) for code in DTYPES],
    *[np.array(5.0), np.array(b"abc"), np.array("abc"), np.array([]), np.zeros((0, 3), "f4"), np.zeros((2, 0, 1))],
    *[
        np.arange(24).reshape(4, 6)[::2, ::-1],
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.array([[True, False]]),
    ],
    *[np.array([1, None, "x", [2]], object), np.array([[1, 2.5], [b"a", (1,)]], object), np.array([np.nan, -0.0])],
    *[np.float32(1.5), np.float64("nan"), np.int8(-3), np.bool_(True), np.complex64(1j), np.str_("a"), np.bytes_(b"a")],
    *[
        np.datetime64("2024-05-06"),
        np.timedelta64(3, "s"),
        np.dtype("f4"),
        np.dtype(">i2"),
        np.dtype("U5"),
        np.arange(10**6),
    ],
]


@pytest.mark.parametrize("value", [*PLAIN, *ARRAYS], ids=lambda value: type(value).__name__)
def test_plain_data_goes_over(value):
    """Equal, to the last bit, and of the exact type."""
    assert same(over(value), value)
    assert same(over({"in": [value]}), {"in": [value]})


@pytest.mark.parametrize(
    ("value", "exact"),
    [
        (Color.RED, 3),
        (Text("abc"), "abc"),
        (Number(2.5), 2.5),
        (Items(x=1), {"x": 1}),
        (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
        (Counter("aab"), {"a": 2, "b": 1}),
        (Pair(1, [2]), (1, [2])),
        (bytearray(b"ab"), b"ab"),
        (np.arange(4).view(Table), np.arange(4)),
        (np.ma.masked_array([1, 2], [True, False]), np.array([1, 2])),
        (Measured(), np.arange(3.0)),
        ([Text("a"), (Number(1),)], ["a", (1.0,)]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_other_classes_become_exact_types(value, exact):
    """Nothing of what they say of themselves goes over."""
    assert same(over(value), exact)


def test_numbers_that_tensorflow_adds():
    """To NumPy's."""
    ml_dtypes = pytest.importorskip("ml_dtypes")
    for name in ("bfloat16", "float8_e4m3fn", "float8_e5m2", "int4", "uint4"):
        array = np.array([1, 2, 3]).astype(getattr(ml_dtypes, name))
        assert same(over(array), array) and same(over(array[1]), array[1])


def nested(depth, inside=0):
    """Return a list in a list in a list."""
    for _ in range(depth):
        inside = [inside]
    return inside


def doubled(depth):
    """Return a list of two lists that are the same one, and so on: small, and of 2**depth parts."""
    value = []
    for _ in range(depth):
        value = [value, value]
    return value


ITSELF = []
ITSELF.append(ITSELF)
UNSENDABLE = [
    *[nested(DEEPEST + 2), ITSELF, {"x": ITSELF}, doubled(50), np.zeros(LARGEST // 8 + 1), [b"x" * 10**6] * 101],
    *[
        [b""] * 20_001,
        object(),
        len,
        type,
        type("int", (int,), {}),
        np.ndarray,
        np.array([(1, 2.0)], "i4,f8"),
        np.void(b"ab"),
        open,
        range(10**9),
        [[]] * 10**6,
    ],
    *[
        {place: place for place in range(600_000)},
        Exception(),
        iter([]),
        np.array([object()], object),
        memoryview(b"a"),
    ],
]


@pytest.mark.slow
@pytest.mark.parametrize("value", UNSENDABLE, ids=lambda value: f"{type(value).__name__}")
def test_what_cannot_go_over_is_refused(value):
    """Too deep, too large, or of no kind that is known."""
    with pytest.raises(UnsendableError):
        over(value)
    assert nested(DEEPEST) == over(nested(DEEPEST))


def test_text_that_is_too_long_is_refused():
    """Where it is sent: the receiver would refuse the message."""
    one, other = socket.socketpair()
    with one, other, pytest.raises(UnsendableError):
        Channel(one).send(["done", "x" * (LARGEST_JSON + 1)])


# What is no value, as a node, with buffers of 8 bytes each.
VALUES = [
    *[[], {}, {"a": 1}, [1], [None], [[]], [True, 1], [{}], ["list"], ["list", 1], ["list", [[]]], ["list", [], []]],
    *[
        ["int", "x"],
        ["int", 5],
        ["int", None],
        ["int", "12", 16],
        ["complex", "1", 2],
        ["complex", [], 2],
        ["complex", 1],
    ],
    *[
        ["dict", [[1]]],
        ["dict", [[["list", []], 1]]],
        ["dict", [1]],
        ["dict", [[1, 2, 3]]],
        ["dict", 5],
        ["dict", None],
    ],
    *[["set", [["list", []]]], ["frozenset", [["dict", []]]], ["range", []], ["range", ["a"]], ["range", [1, 2, 0]]],
    *[
        ["range", [10**9]],
        ["range", [["int", "0x" + "f" * 50]]],
        ["slice", []],
        ["slice", [1, 2, 3, 4]],
        ["ellipsis", 1],
    ],
    *[
        ["bytes", 9],
        ["bytes", -1],
        ["bytes", True],
        ["bytes", 1.0],
        ["bytes", "0"],
        ["bytes", None],
        ["bytes", [0]],
        ["bytes"],
    ],
    *[
        ["array", name, [1], 0]
        for name in ("O", "|O8", "V8", "<V8", "i4,i4", "f8,(2,)f8", "{'names': []}", "object", "", 5)
    ],
    *[
        ["array", name, [1], 0]
        for name in ("S0", "U0", "<f9", "c64", "i0", "T16", "f8;", " f8", "f8\n", None, ["f8"], {})
    ],
    *[
        ["array", "<f8", shape, 0]
        for shape in ([-1], [2], [0], [10**30], [2**32, 2**32], [1.0], [True], ["1"], 1, None, {})
    ],
    *[["array", "<f8", [1] * 70, 0], ["array", "<f8", [-1, -1], 0], ["array", "<f4", [1], 0], ["array", "<f8", [1], 7]],
    *[
        ["scalar", "<f8", [-1], 0],
        ["scalar", "O", [], 0],
        ["objects", [2], [1]],
        ["objects", [-1], [1]],
        ["objects", [1], 5],
    ],
    *[
        ["dtype", "O"],
        ["dtype", "i4,i4"],
        ["dtype", 5],
        ["dtype", "bfloat17"],
        ["dtype", "__class__"],
        ["handle", 1, {}],
    ],
    *[
        [kind, 0]
        for kind in ("__class__", "value", "values", "wrong", "side", "buffers", "taken", "__init__", "a_list", "")
    ],
    *[["x" * 10**6], ["list", [["bytes", 0], ["bytes", 0]]], ["ä"], ["a b"], ["dtype", "ml_dtypes"], ["argument", 0]],
    *[["class", name] for name in ("type", "eval", "__import__", "__class__", "os", "", None, 5, ["list", []])],
]


@pytest.mark.parametrize("node", VALUES, ids=lambda node: repr(node)[:60])
def test_what_is_no_value_is_refused(node):
    """By an error of the wire's own, and no other."""
    with pytest.raises(WireError):
        Reader(Side(), [b"12345678", b"12345678"]).value(node)
    with pytest.raises(WireError):
        Reader(Side(), [b"12345678", b"12345678"]).value(["list", [node]])


def test_kinds_are_all_that_a_reader_has():
    """What a node may name are the methods that make values, each of which is known here."""
    known = "int bytes complex list tuple dict set frozenset range slice ellipsis array objects scalar dtype tensor "
    known += "slices ragged shape dtype_of_tf class"
    assert {name.removeprefix("a_") for name in dir(Reader(Side(), [])) if name.startswith("a_")} == set(known.split())


def test_truth_values_are_0_or_1():
    """Whatever their bytes are: one that counts twice would add to a score."""
    back = Reader(Side(), [bytes([0, 1, 2, 255])]).value(["array", "|b1", [4], 0])
    assert back.sum() == 3 and back.tobytes() == bytes([0, 1, 1, 1])


def deep(text, depth=10**6):
    """Return a text within a million brackets."""
    return b"[" * depth + text + b"]" * depth


FRAMES = {
    "nothing": b"",
    "half a head": b"\0\0\0",
    "half a text": HEAD.pack(100, 0) + b"[",
    "half a buffer": frame(["done", None], [b"1234"])[:-1],
    "4 GB": b"\xff" * 8,
    "more text than is taken": HEAD.pack(LARGEST_JSON + 1, 0),
    "more bytes than are taken": HEAD.pack(2, LARGEST + 1) + b"[]",
    "no JSON": frame(b"x"),
    "no text": frame(b"\xff\xfe\x00"),
    "UTF-16": frame('[["done",1],[]]'.encode("utf-16")),
    "Latin-1": frame('[["done","ä"],[]]'.encode("latin-1")),
    "no pair": frame(b'["done"]'),
    "a number": frame(b"5"),
    "two letters": frame(b'"ab"'),
    "a dict of two": frame(b'{"a": 1, "b": 2}'),
    "no list": frame(b"[5, []]"),
    "no kind": frame(b"[[], []]"),
    "a kind that is none": frame(b"[[5], []]"),
    "sizes that add up wrongly": frame(["done", None], [b"1234"], [3]),
    "sizes below 0": frame(["done", None], [b"1234"], [8, -4]),
    "sizes with fractions": frame(["done", None], [b"1234"], [2.5, 1.5]),
    "sizes that are true": frame(["done", None], [b"1"], [True]),
    "sizes that are no numbers": frame(["done", None], [b"1"], ["1"]),
    "sizes that are NaN": frame(["done", None], [b"1"], [float("nan")]),
    "sizes in a dict": frame(["done", None], [], {}),
    "sizes that are text": frame(["done", None], [], ""),
    "too many buffers": frame(["done", None], [b""] * 20_001),
    "deep": frame(deep(b"")),
    "deep inside": frame(b'[["done",' + deep(b"", 400_000) + b"],[]]"),
    "deep dicts": frame(b'{"a":' * 10**6),
    "many dicts": frame(b'[["done",[' + b"{}," * 2_000_000 + b"{}]],[]]"),
    "many lists": frame(b'[["done",[' + b"[]," * 2_000_000 + b"[]]],[]]"),
    "digits": frame(b'[["done",' + b"9" * 5000 + b"],[]]"),
    "digits of a size": frame(b'[["done",1],[' + b"9" * 5000 + b"]]"),
    "NaN twice": frame(b"[NaN, NaN]"),
}


@pytest.mark.parametrize("name", FRAMES)
def test_what_is_no_message_is_refused(name):
    """By an error of the wire's own, or at the end of what comes; a judge's test ends in the player's having gone."""
    one, other = socket.socketpair()
    with other:
        sender = threading.Thread(target=lambda: (send(one, FRAMES[name]), one.close()))
        sender.start()
        with pytest.raises((WireError, EOFError)):
            Channel(other).receive()
    sender.join()
    liar = Liar(FRAMES[name])
    with pytest.raises(PlayerGoneError):
        liar.caller.fetch("double")
    assert liar.caller.gone
    liar.close()


def send(connection, data):
    """Send as much as is taken."""
    with contextlib.suppress(OSError):
        connection.sendall(data)


# In a process that may have no more memory than this: messages whose values would take many times what they are.
HUNGRY = """
import json, resource, socket, sys, threading
import numpy as np
from autograder.judge.errors import PlayerGoneError
from autograder.tests.judge.ends import Liar, frame

array = ["array", "<f8", [12_000_000], 0]
nodes = {
    "one buffer many times": (["list", [array] * 1000], [bytes(96_000_000)]),
    "dicts": (["list", [{}] * 900_000], []),
    "lists": (["list", [["list", []]] * 450_000], []),
    "handles": (["list", [["handle", n, {"class": "X"}] for n in range(1, 200_000)]], []),
    "a long range": (["list", [["range", [10**12]]]], []),
    "a long text": ("x" * 7_600_000 + chr(0x1F600), []),
    "an array": (["array", "<f8", [12_000_000], 0], [bytes(96_000_000)]),
}
node, buffers = nodes[sys.argv[1]]
lie = frame(["done", ["here", node, []]], buffers)
del node, buffers, nodes, array
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
liar = Liar(lie)
try:
    liar.caller.fetch("double")
    print("read", end=" ")
except PlayerGoneError:
    print("gone", end=" ")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1000)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("one buffer many times", "gone"),
        ("dicts", "gone"),
        ("lists", "read"),
        ("handles", "gone"),
        ("a long range", "gone"),
        ("a long text", "read"),
        ("an array", "read"),
    ],
)
def test_memory_stays_within_a_few_messages(name, ends):
    """However little a message is that asks for more."""
    done = subprocess.run([sys.executable, "-c", HUNGRY, name], capture_output=True, text=True, check=True)
    told, megabytes = done.stdout.split()
    assert told == ends and int(megabytes) < 5 * LARGEST // 10**6


def random_value(chance, depth=0):
    """Return a value of random kinds."""
    leaves = [
        lambda: chance.randrange(-(10**30), 10**30),
        lambda: chance.uniform(-1e6, 1e6),
        lambda: "".join(chr(chance.randrange(1, 0x11000)) for _ in range(chance.randrange(8))),
        lambda: chance.randbytes(chance.randrange(20)),
        lambda: chance.choice([None, True, False, Ellipsis, float("inf"), -0.0, range(4), slice(1, 2)]),
        lambda: np.frombuffer(chance.randbytes(48), chance.choice(["u1", "<i8", ">u2", "<c16"])).reshape(-1, 1),
        lambda: np.array(chance.random())[()],
    ]
    kinds = [list, tuple, dict]
    if depth > 4 or chance.random() < 0.4:
        return chance.choice(leaves)()
    kind, size = chance.choice(kinds), chance.randrange(5)
    parts = [random_value(chance, depth + 1) for _ in range(size)]
    return {(place, str(place)): each for place, each in enumerate(parts)} if kind is dict else kind(parts)


@pytest.mark.slow
def test_random_trees_go_over():
    """Whatever they are made of."""
    chance = random.Random(136351771)
    for _ in range(2000):
        value = random_value(chance)
        assert same(over(value), value), value


def test_halves_of_a_character_stay_two():
    """Text that is no text goes over as it is, in each place."""
    halves = "\ud83d\ude00"
    for value in (halves, [halves], {halves: "\U0001f600"}, "\udfff\ud800", 'a\x00\u2028"\\'):
        assert same(over(value), value)


def messages():
    """Return real messages of a player's, as bytes."""
    facts = {"type": "X", "module": "m", "text": "t", "class": "", "callable": True, "special": ["__len__"]}
    facts["parameters"] = ["x"]
    found = []
    for value in [*PLAIN[:40], *ARRAYS[:50]]:
        writer = Writer(Side())
        node = writer.node(value)
        if len(json.dumps(node)) + writer.size < 5000:
            found.append(frame(["done", [node, [[0, node]], [[], []], 0]], writer.buffers))
            found.append(frame(["asks", 0, [node], [["x", node]]], writer.buffers))
    found.append(frame(["done", [["handle", 1, facts], [], [[[1, ["array", "<f8", [1], 0]]], []], 3]], [b"12345678"]))
    found.append(frame(["raised", [[["builtins", "ValueError"]], "text", ["tuple", ["text"]]]]))
    found.append(frame(["done", [["handle", 2, facts | {"class": "Y"}], [], [[], []], 0]]))
    return found


def mutated(chance, data):
    """Return a message with something changed."""
    way = chance.randrange(5)
    if way == 0:
        place = chance.randrange(len(data))
        return data[:place] + chance.randbytes(1) + data[place + 1 :]
    if way == 1:
        return data[: chance.randrange(len(data))]
    length, _ = HEAD.unpack(data[: HEAD.size])
    text, buffers = data[HEAD.size : HEAD.size + length].decode(), data[HEAD.size + length :]
    if way == 2:
        place = chance.randrange(len(text))
        text = text[:place] + chance.choice('[]{},:"0-9eN \\tnuf') + text[place + chance.randrange(2) :]
    elif way == 3:
        one, other = chance.randrange(len(text)), chance.randrange(len(text))
        text = text[:one] + text[min(one, other) : max(one, other)] + text[one:]
    else:
        kinds = ["list", "dict", "array", "tuple", "handle", "variable", "argument", "objects", "set", "int", "mine"]
        kind = chance.choice(kinds)
        for each in kinds:
            text = text.replace(f'"{each}"', f'"{kind}"', 1)
    text = text.encode("utf-8", "replace")
    return HEAD.pack(len(text), len(buffers)) + text + buffers


@pytest.mark.slow
def test_random_changes_of_real_messages():
    """2000 of them: a value comes back, or an error as an answer's, or the player has gone; nothing else happens."""
    chance = random.Random(20_261_126)
    real, ends = messages(), {"value": 0, "raised": 0, "gone": 0}
    # First each as it is, so that all three ends come, whatever chance does to the rest.
    for lie in [*real, *(mutated(chance, chance.choice(real)) for _ in range(2000))]:
        liar = Liar(lie)
        liar.caller.callbacks.append(lambda *arguments, **options: None)
        argument = [1.0, 2.0]
        try:
            liar.caller.call(1, (argument,), {})
            ends["value"] += 1
        except PlayerGoneError:
            ends["gone"] += 1
        except Exception as error:
            assert b"raised" in lie, (lie, error)
            ends["raised"] += 1
        liar.close()
    assert all(ends.values()) and ends["gone"] > 500, ends
