from collections import OrderedDict


def build_vocabulary(texts, vocab_size):
    counter = Counter()
    for text in texts:
        counter.update(text.casefold().split())
    words = ["[UNK]"] + [w for w, c in sorted(counter.items(), key=lambda item: -item[1])]
    return OrderedDict(zip(words[:vocab_size], range(vocab_size)))
