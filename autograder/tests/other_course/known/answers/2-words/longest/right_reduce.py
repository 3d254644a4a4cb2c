from functools import reduce


def longest(words):
    return reduce(lambda one, other: other if count(other) > count(one) else one, words, "")
