# mistake: of an empty list comes None, which is no word
# message: no words, no letters
def longest(words):
    return max(words, key=count, default=None)
