def longest(words):
    return max(words, key=count, default="")
