# mistake: The ids reach n_buckets; they should end at n_buckets - 1.
# message: ids end at n_buckets - 1
import zlib


def stable_word_ids(words, n_buckets):
    return [zlib.crc32(w.encode()) % n_buckets + 1 for w in words]
