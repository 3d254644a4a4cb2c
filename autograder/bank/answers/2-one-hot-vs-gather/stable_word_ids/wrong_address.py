# mistake: The address of a word in memory is another in every process.
# message: chance, the time or id()
def stable_word_ids(words, n_buckets):
    return [id(w) % (n_buckets - 1) + 1 for w in words]
