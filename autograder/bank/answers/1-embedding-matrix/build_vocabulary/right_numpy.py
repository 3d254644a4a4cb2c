def build_vocabulary(texts, vocab_size):
    words = np.array(" ".join(texts).lower().split(), dtype=object)
    if words.size == 0:
        return {"[UNK]": 0}
    names, first, counts = np.unique(words, return_index=True, return_counts=True)
    order = np.lexsort((first, -counts))[: vocab_size - 1]
    return {"[UNK]": 0, **{str(names[k]): n + 1 for n, k in enumerate(order)}}
