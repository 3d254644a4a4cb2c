# mistake: The id depends on the word's length only.
# message: only the length of the word counts
def stable_word_ids(words, n_buckets):
    return [len(w) % (n_buckets - 1) + 1 for w in words]
