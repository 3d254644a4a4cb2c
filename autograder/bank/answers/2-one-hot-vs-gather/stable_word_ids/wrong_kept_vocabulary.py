# mistake: The id counts words in the order of their first appearance.
# message: the id depends on the words before it
seen = {}


def stable_word_ids(words, n_buckets):
    return [seen.setdefault(w, len(seen)) % (n_buckets - 1) + 1 for w in words]
