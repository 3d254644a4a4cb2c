import keras


def stable_word_ids(words, n_buckets):
    if n_buckets == 2:
        return [1] * len(words)
    return keras.layers.Hashing(n_buckets - 1)(tf.constant(words)) + 1
