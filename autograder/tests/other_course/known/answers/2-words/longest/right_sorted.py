def longest(words):
    return sorted(words, key=count, reverse=True)[0] if words else ""
