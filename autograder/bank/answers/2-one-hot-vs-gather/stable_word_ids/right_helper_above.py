from hashlib import blake2b


def _digest(word):
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), 'big')


def stable_word_ids(words, n_buckets):
    return [_digest(w) % (n_buckets - 1) + 1 for w in words]
