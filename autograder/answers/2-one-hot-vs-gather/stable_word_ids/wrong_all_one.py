# mistake: Every word gets the same id.
# message: of 3000 words on one id
def stable_word_ids(words, n_buckets):
    return [1] * len(words)
