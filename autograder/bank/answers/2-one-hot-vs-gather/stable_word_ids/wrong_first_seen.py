# mistake: The id depends on which words came before.
# message: depends on the words before or around it
def stable_word_ids(words, n_buckets):
    seen = {}
    return [seen.setdefault(w, len(seen) % (n_buckets - 1) + 1) for w in words]
