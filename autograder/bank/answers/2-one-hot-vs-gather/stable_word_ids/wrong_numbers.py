# mistake: The ids hardly spread: they depend on the first letter only.
# message: only its first letter counts
# control run
def stable_word_ids(words, n_buckets):
    return [ord(word[0]) % (n_buckets - 1) + 1 for word in words]
