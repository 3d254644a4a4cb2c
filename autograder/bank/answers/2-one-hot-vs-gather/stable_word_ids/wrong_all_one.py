# mistake: Every word gets the same id.
# message: every word gets the same id
def stable_word_ids(words, n_buckets):
    return [1] * len(words)
