# mistake: Keras' Hashing starts at 0 unless it has a mask_value.
# message: ids start at 1, not at 0
def stable_word_ids(words, n_buckets):
    return tf.keras.layers.Hashing(n_buckets)(words)
