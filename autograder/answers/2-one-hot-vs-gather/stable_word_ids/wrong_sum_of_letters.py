# mistake: The letters are added up, so the ids crowd on small numbers.
# message: let every letter count, and its place
def stable_word_ids(words, n_buckets):
    return [sum(word.encode()) % (n_buckets - 1) + 1 for word in words]
