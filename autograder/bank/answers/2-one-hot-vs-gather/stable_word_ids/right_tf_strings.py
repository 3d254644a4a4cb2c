def stable_word_ids(words, n_buckets):
    return 1 + tf.strings.to_hash_bucket_fast(words, n_buckets - 1)
