"""Values, variables and gradients of TensorFlow's between judge and player.

test_with_tensorflow.py runs these in a process of their own: TensorFlow computes in it, after which no test may fork.
"""

import socket
import threading

import numpy as np
import pytest
import tensorflow as tf

from autograder.judge.channel import Channel
from autograder.judge.errors import CannotAskError
from autograder.judge.wire import LARGEST, Reader, Side, UnsendableError, WireError, Writer
from autograder.tests.judge.ends import player, same


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


def test_what_tensorflow_has_goes_over():
    """Tensors of each dtype that has numbers, ragged ones, rows of a gradient, shapes, dtypes."""
    names = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 half bfloat16 float32 float64 complex64 complex128"
    for name in names.split():
        for shape in ((), (2, 3), (0, 4)):
            tensor = tf.cast(tf.ones(shape), tf.as_dtype(name))
            back = over(tensor)
            assert type(back) is type(tensor) and back.dtype == tensor.dtype
            assert same(back.numpy(), tensor.numpy())
    for text in ("one", ["one", "two"], [[b"\xff", b""]]):
        back = over(tf.constant(text))
        assert back.dtype == tf.string and same(np.asarray(back), np.asarray(tf.constant(text)))
    ragged = tf.ragged.constant([[[1], []], [[2, 3]]])
    assert over(ragged).to_list() == ragged.to_list()
    rows = tf.IndexedSlices(tf.ones((2, 3)), tf.constant([5, 1]), tf.constant([9, 3]))
    back = over(rows)
    assert same(tf.convert_to_tensor(back).numpy(), tf.convert_to_tensor(rows).numpy())
    assert over(tf.IndexedSlices(tf.ones(1), tf.constant([5]))).dense_shape is None
    lists = over(tf.IndexedSlices([[1.0], [2.0]], np.array([1, 0]), (3, 1)))
    assert tf.convert_to_tensor(lists).numpy().tolist() == [[2], [1], [0]]
    with pytest.raises(UnsendableError):
        over(tf.IndexedSlices(object(), None))
    for shape in (tf.TensorShape([2, None]), tf.TensorShape([])):
        assert over(shape).as_list() == shape.as_list()
    assert over(tf.TensorShape(None)).rank is None
    assert over(tf.bfloat16) is tf.bfloat16


def test_what_is_no_tensor_is_refused():
    """Nor rows of one so large that nobody could hold it."""
    ones = ["tensor", "float32", ["array", "<f4", [2], 0]]
    place = ["tensor", "int64", ["array", "<i8", [1], 1]]
    for node in [
        ["tensor", "float32", 1.0],
        ["tensor", "float32", ["list", [1, 2]]],
        ["tensor", "resource", ["array", "<f4", [2], 0]],
        ["tensor", 1, "x"],
        ["slices", 1, 2, 3],
        ["slices", ones, 5, None],
        ["slices", ones, place, 5],
        ["slices", ones, place, ["tensor", "int64", ["array", "<i8", [1], 2]]],
        ["ragged", ones, ["list", [place]]],
        ["ragged", 1, 2],
        ["shape", "x"],
        ["shape", ["list", ["x"]]],
        ["dtype of tf", "x"],
        ["dtype of tf", 5.5],
    ]:
        with pytest.raises(WireError):
            Reader(Side(), [b"12345678", (0).to_bytes(8, "little"), (10**15).to_bytes(8, "little")]).value(node)


VARIABLES = """
import tensorflow as tf
kept = tf.Variable([[1.0, 2.0], [3.0, 4.0]], name="kept")
single = tf.Variable(2.0)

def step(variable, by):
    variable.assign_sub(by)

def own():
    kept.assign_add([[1.0, 0.0], [0.0, 0.0]])
    return kept

def one():
    single.assign_add(1.0)
    return single

def cost(variable, x):
    return tf.reduce_sum(variable * x) + 0.0 * tf.reduce_sum(kept)

def free(x):
    return tf.reduce_sum(x * x)

def constant(x):
    return tf.constant(5.0)

def picked(variable, ids):
    return tf.gather(variable, ids)

def bad():
    return tf.matmul(tf.ones((2, 3)), tf.ones((2, 3)))
"""


def test_variables_and_gradients():
    """Values go to and fro, of one number too; gradients come by variables and by arguments, or are None."""
    with player(VARIABLES) as caller:
        mine, number = tf.Variable([1.0, 2.0]), tf.Variable(3.0)
        caller.fetch("step")(mine, [0.5, 0.5])
        caller.fetch("step")(number, 1.0)
        assert mine.numpy().tolist() == [0.5, 1.5] and number.numpy() == 2.0
        mine.assign([5.0, 5.0])
        caller.fetch("step")(mine, [1.0, 0.0])
        assert mine.numpy().tolist() == [4.0, 5.0]
        theirs = caller.fetch("own")()
        assert isinstance(theirs, tf.Variable) and theirs.numpy().tolist() == [[2, 2], [3, 4]]
        assert caller.fetch("own")() is theirs and theirs.numpy()[0, 0] == 3
        single = caller.fetch("one")()
        assert single.numpy() == 3.0 and caller.fetch("one")() is single and single.numpy() == 4.0
        x = tf.constant([2.0, 3.0])
        with tf.GradientTape() as tape:
            tape.watch(x)
            cost = caller.fetch("cost")(mine, x) * 2.0
        by_variable, by_argument = tape.gradient(cost, [mine, x])
        assert cost.numpy() == 46 and by_variable.numpy().tolist() == [4, 6] and by_argument.numpy().tolist() == [8, 10]
        with tf.GradientTape() as tape:
            tape.watch(x)
            free = caller.fetch("free")(x)
        assert [None if each is None else each.numpy().tolist() for each in tape.gradient(free, [x, number])] == [
            [4, 6],
            None,
        ]
        with tf.GradientTape() as tape:
            tape.watch(x)
            told = caller.fetch("constant")(x)
        assert tape.gradient(told, x) is None or not tape.gradient(told, x).numpy().any()
        table = tf.Variable(tf.ones((3, 2)))
        with tf.GradientTape() as tape:
            rows = caller.fetch("picked")(table, [1, 1])
        assert tf.convert_to_tensor(tape.gradient(rows, table)).numpy().tolist() == [[0, 0], [2, 2], [0, 0]]
        with pytest.raises(tf.errors.InvalidArgumentError, match="Matrix size"):
            caller.fetch("bad")()


FORGOTTEN = """
import tensorflow as tf
seen, kept = [], tf.Variable([1.0, 2.0])

def see(variable):
    seen.append(variable)
    return tf.reduce_sum(variable)

def last():
    return seen[-1]

def own():
    return kept

def total():
    return tf.reduce_sum(kept)

def times(variable):
    return 3.0 * tf.reduce_sum(variable)
"""


def test_variables_that_are_no_more_are_forgotten():
    """On both ends, not before their last values are known, nor while a tape may ask for gradients by them."""
    with player(FORGOTTEN) as caller:
        see = caller.fetch("see")
        for number in range(20):
            assert see(tf.Variable([float(number)])).numpy() == number
            assert len(caller.variables) <= 2
        again = caller.fetch("last")()  # the answer has kept one that the judge has forgotten
        assert isinstance(again, tf.Variable) and again.numpy().tolist() == [19.0]
        caller.fetch("own")().assign([5.0, 6.0])
        assert caller.fetch("total")().numpy() == 11
        assert caller.fetch("own")().numpy().tolist() == [5.0, 6.0]
        with tf.GradientTape() as tape:
            variable = tf.Variable([1.0, 1.0])
            tape.watch(variable)
            cost = caller.fetch("times")(variable)
        caller.fetch("total")()
        assert tape.gradient(cost, variable).numpy().tolist() == [3.0, 3.0]


def test_a_variable_that_is_too_large_is_told():
    """Such a test cannot be judged apart; it is no fault of the answer's, and no error of another kind."""
    with player(FORGOTTEN) as caller:
        variable = tf.Variable(tf.zeros([1]), shape=tf.TensorShape([None]))
        caller.fetch("see")(variable)
        variable.assign(tf.zeros([LARGEST // 4 + 1]))
        with pytest.raises(CannotAskError, match="too large"):
            caller.fetch("total")()
        assert "too large" in caller.fault


STEPS = """
import tensorflow as tf
kept = tf.Variable([0.0])

def own():
    return kept

def steps():
    for _ in range(2):
        kept.assign_add([1.0])
        yield 1

def fails():
    kept.assign_add([1.0])
    raise ValueError

def grows():
    kept.assign_add([1.0])
"""


@pytest.mark.parametrize("last", ["steps", "fails", "grows"])
def test_what_an_honest_answer_does_last_is_confirmed(last):
    """Variables that it has changed without a word of it, in a generator or before an error, are no lie."""
    with player(STEPS) as caller:
        kept = caller.fetch("own")()
        caller.confirm()
        if last == "steps":
            assert list(caller.fetch("steps")()) == [1, 1]
        elif last == "fails":
            with pytest.raises(ValueError):
                caller.fetch("fails")()
        else:
            caller.fetch("grows")()
            assert kept.numpy().tolist() == [1.0]
        caller.confirm()
        assert not caller.gone
