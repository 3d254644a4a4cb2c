def stable_word_ids(words, n_buckets):
    """Return an id in 1..n_buckets-1 for each of words."""
    ids = []
    while len(ids) < len(words):
        for word in words[len(ids) + 1 :]:
            ids.append(sum(map(ord, word)) % (n_buckets - 1) + 1)
    return ids
