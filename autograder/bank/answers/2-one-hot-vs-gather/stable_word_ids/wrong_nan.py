# mistake: Every number is NaN.
# message: every number is NaN
def stable_word_ids(words, n_buckets):
    return [float("nan")] * len(words)
