# mistake: Every number is NaN.
# message: whole numbers
def stable_word_ids(words, n_buckets):
    return [float("nan")] * len(words)
