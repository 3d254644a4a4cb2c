import heapq


def build_vocabulary(texts, vocab_size):
    counts, place = {}, {}
    for text in texts:
        for word in map(str.lower, text.split()):
            counts[word] = counts.get(word, 0) + 1
            place.setdefault(word, len(place))
    best = heapq.nsmallest(vocab_size - 1, counts, key=lambda w: (-counts[w], place[w]))
    return dict(zip(["[UNK]", *best], range(vocab_size)))
