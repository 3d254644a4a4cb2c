"""An honest player, in a process of its own: a test sees through the judge what it would see beside the answer."""

import numpy as np
import pytest

from autograder.judge.caller import ABSENT
from autograder.judge.errors import CannotAskError
from autograder.tests.judge.ends import player, same

ANSWERS = '''
import numpy as np

class Own(ValueError):
    """An error of its own."""

class Counter:
    """Counts."""
    step = 2
    def __init__(self, start=0):
        self.start = start
    def __len__(self):
        return self.start
    def __getitem__(self, place):
        if place >= self.start:
            raise IndexError(place)
        return place * self.step
    def __bool__(self):
        return self.start > 0
    def __float__(self):
        return self.start + 0.5
    def __str__(self):
        return f"counts from {self.start}"
    def add(self, more=1):
        self.start += more
        return self
    def fresh(self):
        return Counter(self.start)

def echo(*arguments, **options):
    return [*arguments, options] if options or len(arguments) != 1 else arguments[0]

def inside(values):
    values[0].append(1)
    return values

def swap(values):
    values["a"][0] += 10
    values["b"].add(5)

def numbers():
    yield from (1, 2, 3)

def last_call(function):
    return function

def twice(function, x):
    return function(function(x))

def caught(function, x):
    try:
        return function(x)
    except Exception as error:
        return f"{type(error).__name__}: {error}"

def turned(function, x):
    try:
        return function(x)
    except Exception:
        raise ValueError from None

def fails(kind="ValueError", *arguments):
    raise {"Own": Own}.get(kind) or vars(__import__("builtins"))[kind](*arguments)

def fill(array):
    array[...] = 7

def same_tuple(pair):
    pair[0][0] = 9
    return pair[0]

def uses_given():
    return given(1)

def given(x):
    return x + 1

def stops(place):
    raise StopIteration

def sorts(values):
    values.sort()
'''


@pytest.fixture(scope="module")
def names():
    """Return what the player has, by its names."""
    with player(ANSWERS) as caller:

        class Names:
            """Fetches."""

            def __getattr__(self, name):
                """Fetch it."""
                return caller.fetch(name)

        yield Names()


def test_arguments_and_results(names):
    """By place and by name, of all kinds."""
    assert names.echo(1) == 1 and names.echo() == [{}]
    assert same(names.echo((1, "a"), x=[2.0], y={3: None}), [(1, "a"), {"x": [2.0], "y": {3: None}}])


def test_arguments_that_change(names):
    """Wherever they are: whoever holds a part of them sees it."""
    array, values = np.zeros((2, 2)), [3, 1, 2]
    assert names.fill(array) is None and (array == 7).all()
    names.sorts(values)
    assert values == [1, 2, 3]
    inner = []
    held = [inner, 5]
    back = names.inside(held)
    assert inner == [1] and held[0] is inner and back is held
    part, also = np.zeros(2), {1}
    values = {"a": part, "b": also}
    names.swap(values)
    assert part[0] == 10 and also == {1, 5} and values["a"] is part and values["b"] is also
    pair = ([0], 1)
    assert names.same_tuple(pair) is not None and pair[0] == [9]


def test_a_result_that_is_an_argument_is_that_argument(names):
    """A test may see that nothing was copied, or that it was."""
    for value in ([1], {1: 2}, {3}, np.zeros(2)):
        assert names.echo(value) is value
        (first, options) = names.echo(value, x=1)
        assert first is value and options == {"x": 1}


def test_objects_stay_there(names):
    """Attributes, methods, special methods, classes."""
    kind = names.Counter
    counter = kind(3)
    assert isinstance(counter, kind) and not isinstance(kind, kind) and not isinstance(5, kind)
    assert counter.start == 3 and kind.step == 2 and counter.add(2) is counter and counter.start == 5
    assert len(counter) == 5 and counter[1] == 2 and list(counter) == [0, 2, 4, 6, 8] and float(counter) == 5.5
    assert str(counter) == f"{counter}" == "counts from 5" and "Counter object" in repr(counter)
    counter.start = 0
    assert not counter and len(counter) == 0
    assert not hasattr(counter, "nothing") and not hasattr(kind, "nothing")
    assert kind.__name__ == "Counter" and type(counter).__name__ == "Counter" and callable(counter.add)
    assert counter.add.__name__ == "add" and names.echo.__name__ == "echo" and not hasattr(counter, "__name__")
    assert counter.fresh() is not counter and names.echo(counter) is counter
    assert counter != 0 and counter != counter.fresh()


def test_iterators_are_gone_through_there(names):
    """Once, to their end."""
    got = names.numbers()
    assert list(got) == [1, 2, 3] and list(got) == []
    assert next(names.numbers()) == 1


def test_functions_of_ours_are_called_back(names):
    """Nested, as often as the answer calls them; what they raise comes out here."""
    calls = []

    def double(x):
        calls.append(x)
        return 2 * x

    assert names.twice(double, 3) == 12 and calls == [3, 6]
    assert names.twice(lambda x: names.twice(double, x), 1) == 16 and len(calls) == 6

    def fails(x):
        raise KeyError("no such thing")

    with pytest.raises(KeyError, match="no such thing"):
        names.twice(fails, 1)
    with pytest.raises(KeyError) as told:
        names.twice(fails, 1)
    assert told.value.args == ("no such thing",)
    assert names.caught(fails, 1) == "KeyError: 'no such thing'"
    assert names.echo(1) == 1  # an error that the answer has caught is over


def test_what_a_function_of_ours_asserts_is_not_told(names):
    """It may say what is expected."""

    def check(x):
        assert x == 0, "41 was due"

    assert names.caught(check, 1) == "AssertionError: "

    class OwnError(Exception):
        pass

    def own(x):
        raise OwnError("41 was due")

    assert names.caught(own, 1) == "RuntimeError: "


def test_an_error_of_a_function_of_ours_that_an_answer_turns_is_the_answers(names):
    """Though both of them say nothing; one of a class that wants more than a text comes out as it is."""

    def check(x):
        assert x == 0, "41 was due"

    with pytest.raises(AssertionError, match="41 was due"):
        names.twice(check, 1)
    with pytest.raises(ValueError):
        names.turned(check, 1)

    def decodes(x):
        return b"\xff".decode()

    with pytest.raises(UnicodeDecodeError):
        names.twice(decodes, 1)


def test_errors(names):
    """Of Python's own with their arguments, and of other classes by their name and nearest class."""
    with pytest.raises(ZeroDivisionError, match="by 0") as told:
        names.fails("ZeroDivisionError", "by 0")
    assert told.value.args == ("by 0",)
    with pytest.raises(KeyError) as told:
        names.fails("KeyError", ("a", 1))
    assert told.value.args == (("a", 1),)
    with pytest.raises(ValueError) as told:
        names.fails("Own")
    assert type(told.value).__name__ == "Own" and str(told.value) == ""
    for kind in ("SystemExit", "GeneratorExit", "MemoryError", "RecursionError", "UnicodeError", "OSError", "Warning"):
        with pytest.raises(vars(__import__("builtins"))[kind]):
            names.fails(kind)
    with pytest.raises(Exception, match="encode"):
        names.fails("UnicodeEncodeError", "utf-8", "x", 0, 1, "encode")


def test_an_answer_that_stops_an_iteration_ends_no_loop_of_a_test(names):
    """all(map(...)) would pass."""
    stops_at = names.stops
    with pytest.raises(RuntimeError, match="StopIteration"):
        all(map(stops_at, range(3)))


def test_what_cannot_be_sent_is_no_error_of_the_answers():
    """A test that waits for an error would take it for that one."""
    with player(ANSWERS) as caller:
        with pytest.raises(CannotAskError):
            try:
                caller.fetch("echo")(object())
            except Exception:
                pytest.fail("taken for the answer's")
        assert "object does not go to the answer" in caller.fault
        assert caller.fetch("echo")(1) == 1


def test_given_functions_go_by_name():
    """Both ends have them."""

    def given(x):
        return x + 1

    with player(ANSWERS, given={"given": given}) as caller:
        assert caller.fetch("twice")(given, 1) == 3
        assert caller.callbacks == []


def test_names_are_bound_there_and_put_back():
    """Those that there were, and those that there were not."""
    with player(ANSWERS) as caller:
        uses = caller.fetch("uses_given")
        caller.bind("given", lambda x: 40)
        caller.bind("given", lambda x: 41)
        caller.bind("more", [1])
        assert uses() == 41 and caller.fetch("more") == [1]
        caller.unbind("given")
        caller.unbind("more")
        assert uses() == 2 and caller.fetch("more") is ABSENT and caller.fetch("given")(1) == 2


WATCH = """
import contextlib, types

def made(start):
    return [start].append

@contextlib.contextmanager
def watching(what):
    told = types.SimpleNamespace(told=None)
    before = list(what)
    yield told
    told.told = before
"""


def test_values_are_made_and_contexts_entered_there(tmp_path, monkeypatch):
    """By functions of a module that lies beside the notebook; after one is left others are."""
    (tmp_path / "watch_beside.py").write_text(WATCH, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    watch = __import__("watch_beside")
    with player(ANSWERS, folder=tmp_path) as caller:
        assert callable(caller.make(watch.made, (1,)))
        for number in range(50):
            inside = caller.enter(watch.watching, ([number],))
            assert caller.leave(inside) == [number]
            assert callable(caller.fetch("echo")) and caller.fetch("Counter")(number).start == number
