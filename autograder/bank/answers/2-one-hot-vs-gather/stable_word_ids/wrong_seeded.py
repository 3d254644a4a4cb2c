# mistake: The numbers are drawn in order, whatever the words are.
# message: the id depends on the word's place, or on chance
import random


def stable_word_ids(words, n_buckets):
    random.seed(0)
    return [random.randint(1, n_buckets - 1) for w in words]
