# mistake: The ids start at 0; they should start at 1.
# message: ids start at 1, not at 0
import zlib


def stable_word_ids(words, n_buckets):
    return [zlib.crc32(w.encode()) % n_buckets for w in words]
