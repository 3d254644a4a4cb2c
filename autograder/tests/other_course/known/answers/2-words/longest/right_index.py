def longest(words):
    counts = [count(word) for word in words]
    return words[counts.index(max(counts))] if words else ""
