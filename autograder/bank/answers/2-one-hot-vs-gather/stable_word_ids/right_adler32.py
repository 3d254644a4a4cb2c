from zlib import adler32


def stable_word_ids(words, n_buckets):
    return np.array([1 + adler32(bytes(word, "utf-8")) % (n_buckets - 1) for word in words])
