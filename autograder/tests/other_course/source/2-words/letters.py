"""Lies beside the notebook, which imports it."""


def count(word):
    """Return how many letters a word has."""
    return sum(character.isalpha() for character in word)
