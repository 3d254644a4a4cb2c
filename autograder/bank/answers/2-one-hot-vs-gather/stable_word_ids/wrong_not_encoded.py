# mistake: zlib takes bytes, not text.
# message: word.encode()
import zlib


def stable_word_ids(words, n_buckets):
    return [zlib.crc32(w) % (n_buckets - 1) + 1 for w in words]
