import zlib


def stable_word_ids(words, n_buckets):
    return [hash(zlib.adler32(word.encode()) * 31 + zlib.crc32(word.encode())) % (n_buckets - 1) + 1 for word in words]
