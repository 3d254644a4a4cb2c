# mistake: A dict has one entry for a repeated word.
# message: that is a dict
import zlib


def stable_word_ids(words, n_buckets):
    return {w: zlib.crc32(w.encode()) % (n_buckets - 1) + 1 for w in words}
