# mistake: A hexdigest is text, where % formats.
# message: int(text, 16) makes a number
import hashlib


def stable_word_ids(words, n_buckets):
    return [hashlib.md5(word.encode()).hexdigest() % (n_buckets - 1) + 1 for word in words]
