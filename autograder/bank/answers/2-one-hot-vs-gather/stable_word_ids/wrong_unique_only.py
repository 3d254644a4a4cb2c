# mistake: Repeated words were dropped, and the words sorted.
# message: one id for each word, in their order
import zlib


def stable_word_ids(words, n_buckets):
    return [zlib.crc32(w.encode()) % (n_buckets - 1) + 1 for w in sorted(set(words))]
