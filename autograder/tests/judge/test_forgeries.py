"""Hostile players before the real judge: whatever they send, at whatever point, no test passes, the judge goes on."""

import builtins
import contextlib
import json
import socket
import struct
import threading
import time

import pytest

from autograder.judge.channel import HEAD
from autograder.judge.judge import Judge
from autograder.judge.report import Needs
from autograder.tests import ROOT, small
from autograder.tests.judge.ends import frame

pytestmark = pytest.mark.slow

CHECKED = """
import checks
import numpy as np

@checks.test(points=2)
def test_double(double):
    \"\"\"Why.\"\"\"
    double(3).gives(6)
    double(np.array([1.0, 2.0])).gives(np.array([2.0, 4.0]))
    double.refuses("x")
"""
PLAIN = """
assert double(3) == 6
held = [1, 2]
assert double(held) == [2, 4]
try:
    double("x")
except Exception:
    pass
else:
    raise AssertionError("it took a text")
"""
MAPPED = "assert all(map(lambda x: double(x) == 2 * x, range(1, 5)))"
CLOSE = "import math\nassert math.isclose(double(3), 6) and abs(double(4) - 8) < 1e-6"
MEMBER = "assert double(3) in (6, 6.0) and {6: True}[double(3)]"
ORDER = "assert 5 < double(3) < 7 and not double(3) != 6"
SUBSET = "assert set(double([1, 2])) == {2, 4} and sorted(double([3, 1])) == [2, 6]"
ARRAY = "import numpy as np\nnp.testing.assert_allclose(double(np.array([1.0, 2.0])), [2.0, 4.0])"
CALLS = "def two(x):\n    return 2 * x\nassert double(two, 3) == 12 and double(two, 4) == 16"
SCORE = "score = sum(double(x) == 2 * x for x in (1, 2, 3))\nscore"
TESTS = {"checked": CHECKED, "plain": PLAIN, "mapped": MAPPED, "close": CLOSE, "member": MEMBER, "order": ORDER}
TESTS |= {"subset": SUBSET, "array": ARRAY, "calls": CALLS, "score": SCORE}
# A test that swallows whatever it can: only one that has no answer to hear is not to pass it.
SWALLOWS = "try:\n    double(3)\nexcept:\n    pass"


@pytest.fixture(scope="module")
def judge():
    """The judge, as a grader has it, with the course's checks beside it."""
    config = small.config()
    config.Sandbox.minimum = "none"
    files = {name: (ROOT / "solutions" / name).read_bytes() for name in ("checks.py", "plain.py")}
    with contextlib.closing(Judge(config, files, {})) as made:
        made.wait()
        yield made


FUNCTION = {"type": "function", "module": "m", "text": "<function>", "class": "", "callable": True, "special": []}
METHODS = "__len__ __getitem__ __iter__ __next__ __bool__ __float__ __int__ __setitem__ __delitem__ __enter__ __exit__"
METHODS += " __str__ __eq__ __ne__ __lt__ __gt__ __le__ __ge__ __hash__ __contains__ __abs__ __sub__ __rsub__ __array__"
METHODS += " __instancecheck__ __class__ __getattr__ __index__ __complex__ __format__ __repr__ __add__"
METHODS += " __radd__ __array_ufunc__"
NOTHING: list = [[], []]  # that has become of variables and of layers
HERE = ["done", ["here", ["handle", 1, FUNCTION], []]]
EVERY = FUNCTION | {"type": "int", "module": "builtins", "text": "6", "special": METHODS.split()}


class Hostile:
    """Answers what it likes: reply is called with (the message, how many there were before).

    It gives bytes, (bytes,) where they are the last ones, None for nothing more.
    """

    def __init__(self, judge, source, reply, early=b""):
        """Play through a test; report: the judge's."""
        ours, theirs = socket.socketpair()
        self.reply, self.connection, self.heard = reply, ours, bytearray()
        with ours:
            ours.sendall(early)
            thread = threading.Thread(target=self.serve, daemon=True)
            thread.start()
            with theirs:
                self.report = judge.test(source, Needs((), ("double",)), 5, theirs)
        thread.join(20)
        assert not thread.is_alive()

    def serve(self):
        """Reply until the judge has gone."""
        count = 0
        with contextlib.suppress(OSError):
            while head := self.connection.recv(HEAD.size, socket.MSG_WAITALL):
                text, rest = (self.connection.recv(size, socket.MSG_WAITALL) for size in HEAD.unpack(head))
                self.heard += text + rest
                said = self.reply(json.loads(text)[0], count)
                count += 1
                if said is None or count > 5000:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.connection.sendall(said[0] if isinstance(said, tuple) else said)
                if isinstance(said, tuple):
                    self.connection.shutdown(socket.SHUT_WR)

    @property
    def passed(self):
        """Whether the test has passed, in whole."""
        report = self.report
        return not (report.error or report.gone or report.fault) and report.number in (None, 3.0)


def says(node, changed=(), variables=(), tape=0):
    """Return a reply by which the answer is a function, each call of which gives a node."""

    def reply(message, count):
        kind = message[0]
        if kind == "fetch":
            return frame(HERE)
        if count > 100:  # what loops over it would have no end
            return None
        if kind == "call":
            return frame(["done", [node, list(changed), [list(variables), []], tape]])
        return frame(["done", [node, NOTHING] if kind == "get" else node])

    return reply


def raises(*kinds, arguments=None):
    """Return a reply by which each call raises an error, of classes [[module, name], ...]."""

    def reply(message, count):
        if message[0] == "fetch":
            return frame(HERE)
        return frame(["raised", [list(map(list, kinds)), "6", arguments]])

    return reply


ERRORS = [name for name, each in vars(builtins).items() if isinstance(each, type) and issubclass(each, BaseException)]
LIES = {
    "an object that has every special method": says(["handle", 2, EVERY]),
    "an object that is true": says(["handle", 3, EVERY | {"special": ["__bool__", "__len__", "__iter__", "__next__"]}]),
    "a class": says(["handle", 4, EVERY | {"class": "int"}]),
    "the function itself": says(["handle", 1, FUNCTION]),
    "None": says(None),
    "True": says(True),
    "NaN": says(float("nan")),
    "a text": says("6"),
    "an empty list": says(["list", []]),
    "an empty set": says(["set", []]),
    "an array of objects": says(["objects", [2], [["handle", 2, EVERY], ["handle", 3, EVERY]]]),
    "a list of objects": says(["list", [["handle", 2, EVERY], ["handle", 3, EVERY]]]),
    "its argument": says(["argument", 0]),
    "not implemented": says(["handle", 5, EVERY | {"type": "NotImplementedType", "text": "NotImplemented"}]),
    "an argument that is none": says(["argument", 9]),
    "a changed argument": says(5, [[0, ["list", [2, 4]]]]),
    "values for variables that there are not": says(6, (), [[1, 2]]),
    "a variable with no name": says(6, (), [[["list", []], 2]]),
    "a tape": says(5, (), (), 77),
    **{f"changes argument {place!r}": says(6, [[place, 1]]) for place in (7, -1, True, "0", None, [])},
    **{f"raises {name}": raises(["builtins", name]) for name in ERRORS},
    "raises NotYet": raises(["checks", "NotYet"], ["builtins", "AssertionError"]),
    "raises Refusal": raises(["checks", "Refusal"], ["builtins", "Exception"]),
    "raises NotStarted": raises(["checks", "NotStarted"], ["builtins", "NotImplementedError"]),
    "raises the player's end": raises(["autograder.judge.errors", "PlayerGoneError"], ["builtins", "BaseException"]),
    "raises with arguments": raises(["builtins", "KeyError"], arguments=["tuple", [["handle", 6, EVERY]]]),
    "raises nothing": raises(),
    "raises what is no name": raises(["builtins", "a\0b"]),
    "raises what is no class": raises(["builtins", "len"], ["numpy", "array"], ["os", "system"]),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_is_no_answer_passes_no_test(judge, lie):
    """Of whatever kind the test is; and what is expected was not told."""
    passed = [name for name, source in TESTS.items() if Hostile(judge, source, LIES[lie]).passed]
    assert passed == []


def after(count, reply):
    """Return a reply that ends the connection after some questions."""
    return lambda message, number: None if number >= count else reply(message, number)


def honest(message, count):
    """Double rightly, in a simple way: numbers and lists of them."""
    if message[0] == "fetch":
        return frame(HERE)
    (value,) = message[2]
    if isinstance(value, str):
        return frame(["raised", [[["builtins", "TypeError"]], "a text", None]])
    value = ["list", [2 * each for each in value[1]]] if isinstance(value, list) else 2 * value
    return frame(["done", [value, [], NOTHING, 0]])


def test_a_right_answer_passes(judge):
    """The same tests, by the same way."""
    for name in ("plain", "mapped", "close", "member", "order", "subset", "score"):
        assert Hostile(judge, TESTS[name], honest).passed, name


FACTS = [
    {"class": "a\0b"},
    {"class": "\ud800"},
    {"type": "a\0b"},
    {"class": 5, "type": [], "text": {}, "module": None},
    {"parameters": 5},
    {"parameters": ["class", "x", "x", "1", 5, None]},
    {"special": 7},
    {"special": {"__len__": 1}},
    {"text": "x" * 10**6},
    {},
]
BROKEN = {
    "is closed": None,
    "half a head": b"\0\0",
    "no message": frame(b"x"),
    "too large": HEAD.pack(2**31, 0),
    "no kind": frame([5]),
    "another kind": frame(["call", 1]),
    "no value": frame(["done"]),
    "two values": frame(["done", 1, 2]),
    "an error without one": frame(["raised"]),
    "an error that is none": frame(["raised", 5]),
    "an error of too many parts": frame(["raised", [[], "", None, None]]),
    "an error with a buffer that is not there": frame(["raised", [[["builtins", "ValueError"]], "", ["bytes", 3]]]),
    "an error with a deep argument": frame(
        b'["raised",[[["builtins","ValueError"]],"",' + b'["list",[' * 5000 + b"]]" * 5000 + b"]]"
    ),
    "no parts": frame(["done", []]),
    "too few parts": frame(["done", [1, [], NOTHING]]),
    "parts that are no lists": frame(["done", [1, 5, 5, 0]]),
    "pairs that are none": frame(["done", [1, [[1]], NOTHING, 0]]),
    "variables without layers": frame(["done", [1, [], [[]], 0]]),
    "layers that are none": frame(["done", [1, [], [[], 5], 0]]),
    "a layer that there is not": frame(["done", [1, [], [[], [[1, True, True, None, [], []]]], 0]]),
    "a deep value": frame(b'[["done",[' + b'["list",[' * 5000 + b"]]" * 5000 + b",[],[[],[]],0]],[]]"),
    "a kind of value that is none": frame(["done", [["__class__"], [], NOTHING, 0]]),
    "too many objects": frame(["done", [["list", [["handle", n, {}] for n in range(2, 11_000)]], [], NOTHING, 0]]),
    "a name that is no value": frame(["done", ["here", ["__class__"], []]]),
    "a name that is a deep value": frame(b'[["done",["here",' + b'["list",[' * 5000 + b"]]" * 5000 + b",[]]],[]]"),
    "a name with layers that are none": frame(["done", ["here", 1, 5]]),
    "a name with a layer that there is not": frame(["done", ["here", 1, [[1, True, True, None, [], []]]]]),
    "a name of too few parts": frame(["done", ["here", 1]]),
    "a name of too many objects": frame(
        ["done", ["here", ["list", [["handle", n, {}] for n in range(2, 11_000)]], []]]
    ),
    "asks for no function": frame(["asks", 0, [], []]),
    "asks by a name": frame(["asks", "__class__", [], []]),
    "asks for the last function": frame(["asks", -1, [], []]),
    "asks with too little": frame(["asks", 0]),
    "asks with what is no list": frame(["asks", 0, 5, 5]),
    "asks without end": frame(["asks", 0, [1], []]),
    **{
        f"facts {place}": frame(["done", [["handle", 9, facts], [], NOTHING, 0]])
        for place, facts in enumerate(FACTS[:2])
    },
    **{
        f"facts {place} of a name": frame(["done", ["here", ["handle", 9, facts], []]])
        for place, facts in enumerate(FACTS[:2])
    },
}


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_no_message_ends_the_test(judge, broken):
    """At each step: as soon as the name is asked for, at the first call, at the second; whatever the test swallows."""
    for count in range(3):
        for source in (SWALLOWS if count < 2 else PLAIN, CHECKED, PLAIN):

            def reply(message, number, count=count):
                return (BROKEN[broken] or b"",) if number >= count else honest(message, number)

            found = Hostile(judge, source, reply)
            assert not found.passed
            assert found.report.gone, (count, source, found.report)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: repr(facts)[:40])
def test_what_is_told_of_an_object_breaks_nothing(judge, facts):
    """It is no answer, whatever it is."""
    for source in (CHECKED, PLAIN, SCORE):
        assert not Hostile(judge, source, says(["handle", 9, facts])).passed


def test_answers_that_come_too_early_too_often_or_late(judge):
    """They are answers that were given before the question was known."""
    early = frame(HERE) + frame(["done", [8, [], NOTHING, 0]]) * 3
    assert not Hostile(judge, PLAIN, lambda *_: b"", early).passed
    assert not Hostile(judge, PLAIN, lambda message, count: 2 * honest(message, count)).passed

    def late(message, count):
        time.sleep(0.3)
        return honest(message, count)

    found = Hostile(judge, PLAIN, late)
    assert found.passed and found.report.seconds > 0.6  # which is the budget's to judge


def test_functions_are_called_as_often_as_the_player_likes_and_gain_it_nothing(judge):
    """Each call is one more message; then it has to answer."""

    def reply(message, count):
        if message[0] == "fetch" or count > 3000:
            return honest(message, count) if message[0] == "fetch" else None
        return frame(["asks", 0, [count], []])

    found = Hostile(judge, CALLS, reply)
    assert found.report.gone and not found.passed


def test_an_error_that_asks_the_player_for_its_text_ends_nothing(judge):
    """Even where the player has gone by then."""
    shows = says(["handle", 2, EVERY])
    source = "value = double(3)\nraise AssertionError(value, str(value))"
    for count in range(6):
        assert not Hostile(judge, source, after(count, shows)).passed
    assert not Hostile(judge, "assert False, double(3)", after(2, shows)).passed
    assert Hostile(judge, PLAIN, honest).passed


def test_numbers_of_numpy_are_scores(judge):
    """A notebook shows np.int64(0), which nbgrader does not read as a number, and gives full marks."""
    scalar = says(["scalar", "<f8", [], 0])

    def reply(message, count):
        if message[0] == "fetch":
            return scalar(message, count)
        return frame(["done", [["scalar", "<f8", [], 0], [], NOTHING, 0]], [struct.pack("<d", 0.0)])

    assert Hostile(judge, SCORE, reply).report.number == 0

    def array(message, count):
        if message[0] == "fetch":
            return scalar(message, count)
        return frame(["done", [["array", "<f8", [1], 0], [], NOTHING, 0]], [struct.pack("<d", 0.0)])

    assert Hostile(judge, SCORE, array).report.number == 0
    several = Hostile(judge, "double(3)", says(["objects", [2], [1, 2]])).report
    assert several.number != several.number


def test_nothing_of_one_test_is_there_for_the_next(judge):
    """Neither its names nor its player."""
    assert Hostile(judge, "left_behind = double\nexpected = 6", honest).passed
    for name in ("left_behind", "expected"):
        assert Hostile(judge, f"{name}", honest).report.error["ename"] == "NameError"


EXPECTED = [123456.789, 98765.4321, "a text that is due", 4242424242]
TELLING = f"""
import checks
import numpy as np

SECRET = "a line of the test's own"

@checks.test(points=2)
def test_double(double):
    \"\"\"Why this matters.\"\"\"
    for value in (3, 4.5, [1, 2], {{"a": 1}}, "text", np.arange(3.0)):
        result = double(value)
        numbers = np.full(3, {EXPECTED[0]})
        for due in ({EXPECTED[0]}, {EXPECTED[2]!r}, {{"x": {EXPECTED[1]}}}, [{EXPECTED[3]}, 1], numbers):
            try:
                result.gives(due)
            except checks.Refusal as refusal:
                str(refusal)
            result.value == due
            due == result.value
            [due].count(result.value)
            str(result.value), repr(result.value)
            for way in (float, int, len, list, bool, iter, np.asarray):
                try:
                    way(result.value) == due
                except Exception:
                    pass
    raise checks.Refusal("double(3)", f"{{SECRET}} returned; expected {EXPECTED[0]}")
"""


@pytest.mark.parametrize(
    "lie", ["an object that has every special method", "a list of objects", "None", "its argument"]
)
def test_nothing_that_is_expected_is_sent(judge, lie):
    """Nor the test's text, its name, its points, a verdict: all bytes that the player gets are looked through."""
    found = Hostile(judge, TELLING, LIES[lie])
    assert "SECRET" not in str(found.report.error["ename"]) and found.report.error
    told = [str(each).encode() for each in EXPECTED] + [struct.pack("<d", each) for each in (EXPECTED[0], EXPECTED[1])]
    told += [b"SECRET", b"own", b"test_double", b"Why this", b"points", b"expected", b"checks", b"Refusal", b"passed"]
    assert found.heard and [each for each in told if each in found.heard] == []
