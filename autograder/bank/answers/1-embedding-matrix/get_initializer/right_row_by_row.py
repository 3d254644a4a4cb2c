import random


def get_initializer(embedding_dim, vocab_size):
    rows = []
    for i in range(vocab_size):
        rows.append([random.uniform(-0.5 / embedding_dim, 0.5 / embedding_dim) for j in range(embedding_dim)])
    return tf.constant(rows, dtype=tf.float32)
