def stable_word_ids(words, n_buckets):
    return tf.keras.layers.Hashing(n_buckets, mask_value="")(words)
