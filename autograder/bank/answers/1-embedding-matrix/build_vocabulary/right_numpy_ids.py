def build_vocabulary(texts, vocab_size):
    words = [word for text in texts for word in text.lower().split()]
    ranked = ["[UNK]"] + sorted(dict.fromkeys(words), key=words.count, reverse=True)
    return {word: np.int64(i) for i, word in enumerate(ranked[:vocab_size])}
