import random


def stable_word_ids(words, n_buckets):
    return [random.Random(word).randint(1, n_buckets - 1) for word in words]
