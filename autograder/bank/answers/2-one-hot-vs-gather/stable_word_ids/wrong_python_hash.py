# mistake: Python's hash is salted anew in every process.
# message: salted anew in every process
def stable_word_ids(words, n_buckets):
    return [hash(w) % (n_buckets - 1) + 1 for w in words]
