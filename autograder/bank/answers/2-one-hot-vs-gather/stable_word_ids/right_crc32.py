import zlib


def stable_word_ids(words, n_buckets):
    return [zlib.crc32(w.encode('utf-8')) % (n_buckets - 1) + 1 for w in words]
