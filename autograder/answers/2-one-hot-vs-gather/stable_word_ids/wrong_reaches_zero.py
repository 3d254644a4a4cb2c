# mistake: The ids start at 0; they should start at 1.
# message: they must lie between 1
import zlib


def stable_word_ids(words, n_buckets):
    return [zlib.crc32(w.encode()) % n_buckets for w in words]
