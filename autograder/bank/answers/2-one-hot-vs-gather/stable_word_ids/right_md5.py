import hashlib


def stable_word_ids(words, n_buckets):
    ids = []
    for w in words:
        digest = hashlib.md5(w.encode()).hexdigest()
        ids.append(1 + int(digest, 16) % (n_buckets - 1))
    return np.array(ids)
