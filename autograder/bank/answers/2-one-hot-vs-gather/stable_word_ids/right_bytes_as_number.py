def stable_word_ids(words, n_buckets):
    return [int.from_bytes(word.encode(), "big") % (n_buckets - 1) + 1 for word in words]
