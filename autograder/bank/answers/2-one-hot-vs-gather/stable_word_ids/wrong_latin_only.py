# mistake: The words were encoded as Latin-1, which has no letter for many of them.
# message: that encoding has no such letters
import zlib


def stable_word_ids(words, n_buckets):
    return [zlib.crc32(w.encode('latin-1')) % (n_buckets - 1) + 1 for w in words]
