# mistake: The id depends on where the word stands.
# message: the id depends on the word's place
def stable_word_ids(words, n_buckets):
    return [k % (n_buckets - 1) + 1 for k in range(len(words))]
