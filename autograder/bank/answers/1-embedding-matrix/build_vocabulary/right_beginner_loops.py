def build_vocabulary(texts, vocab_size):
    seen = []
    for t in texts:
        for w in t.split():
            seen.append(w.lower())
    unique = []
    for w in seen:
        if w not in unique:
            unique.append(w)
    result = dict()
    result["[UNK]"] = 0
    next_id = 1
    while unique and next_id < vocab_size:
        best = unique[0]
        for w in unique:
            if seen.count(w) > seen.count(best):
                best = w
        result[best] = next_id
        next_id = next_id + 1
        unique.remove(best)
    return result
