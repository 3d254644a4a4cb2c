# mistake: The id depends on which other words are there.
# message: depends on the words before or around it
def stable_word_ids(words, n_buckets):
    rng = np.random.default_rng(0)
    table = {w: int(rng.integers(1, n_buckets)) for w in sorted(set(words))}
    return [table[w] for w in words]
