# mistake: The id depends on the first two letters only.
# message: only its first two letters count
def stable_word_ids(words, n_buckets):
    return [sum(ord(c) * 31 ** k for k, c in enumerate(w[:2])) % (n_buckets - 1) + 1 for w in words]
