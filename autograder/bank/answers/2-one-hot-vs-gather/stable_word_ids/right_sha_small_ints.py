import hashlib


def stable_word_ids(words, n_buckets):
    digests = [hashlib.sha256(word.encode()).digest() for word in words]
    return np.array([int.from_bytes(digest[:8], "little") % (n_buckets - 1) + 1 for digest in digests], np.uint16)
