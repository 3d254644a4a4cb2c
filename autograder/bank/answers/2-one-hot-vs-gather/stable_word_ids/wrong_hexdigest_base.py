# mistake: A hexdigest is written in base 16.
# message: a hexdigest has base 16
import hashlib


def stable_word_ids(words, n_buckets):
    return [int(hashlib.md5(w.encode()).hexdigest()) % (n_buckets - 1) + 1 for w in words]
