"""Start three parameter servers on this machine, cut a table over them, and look rows up in two ways.

The notebook shows the middle part, and runs the file in a process of its own, so that nothing stays behind. It prints
one line of JSON.
"""

import json
import os
import socket
import time

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0")

import tensorflow as tf
from tensorflow.python.framework import op_callbacks  # a hook for debuggers: told of each operation that runs

# Three servers hold rows, a worker would train; each has a port of its own.
doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(4)]
addresses = [f"127.0.0.1:{door.getsockname()[1]}" for door in doors]
for door in doors:
    door.close()
cluster = tf.train.ClusterSpec({"ps": addresses[:3], "worker": addresses[3:]})
jobs = [("ps", 0), ("ps", 1), ("ps", 2), ("worker", 0)]
servers = [tf.distribute.Server(cluster, job, number) for job, number in jobs]
resolver = tf.distribute.cluster_resolver.SimpleClusterResolver(cluster, rpc_layer="grpc")
ran = []


def record(op_type, inputs, attrs, outputs, op_name=None, graph=None):
    """Note an operation that runs, and how many rows it gives."""
    ran.append((tf.compat.as_str(op_type), outputs[0].shape[0]))


def seconds(lookup):
    """Return how long the fastest of three lookups takes, after one to warm up."""
    times = []
    for _ in range(4):
        start = time.perf_counter()
        lookup(ids).numpy()
        times.append(time.perf_counter() - start)
    return min(times[1:])


# What the notebook shows:
cut = tf.distribute.experimental.partitioners.FixedShardsPartitioner(3)
strategy = tf.distribute.ParameterServerStrategy(resolver, variable_partitioner=cut)


def table_of(rows, columns):
    """Return a table over the servers, a ShardedVariable whose row k starts with k."""
    with strategy.scope():
        return tf.Variable(tf.range(rows, dtype=tf.float32)[:, None] + tf.range(columns, dtype=tf.float32) / 10)


def lookup_in(table):
    """Return a function that looks ids up in a table."""
    return lambda ids: tf.nn.embedding_lookup(table, ids)


ids = tf.constant([9, 3, 9, 0])
table = table_of(10, 5)
eager = lookup_in(table)
inside = tf.function(eager)  # the very same line, but TensorFlow makes a graph of it first
# End of what it shows.

rows = inside(ids)
op_callbacks.add_op_callback(record)
same = eager(ids)
op_callbacks.clear_op_callbacks()
large = lookup_in(table_of(2_000_000, 8))
seen = {
    "rows held": [shard.shape[0] for shard in table.variables],
    "devices": [shard.device for shard in table.variables],
    "first column": rows.numpy()[:, 0].tolist(),
    "same": bool(tf.reduce_all(rows == same)),
    "graph": [op.type for op in inside.get_concrete_function(ids).graph.get_operations()],
    "eager": ran,
    "seconds in a graph": seconds(tf.function(large)),
    "seconds eager": seconds(large),
}
print(json.dumps(seen))
