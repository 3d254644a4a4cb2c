# mistake: The sums were not brought into the range.
# message: bring the number into the range
import zlib


def stable_word_ids(words, n_buckets):
    return [zlib.crc32(w.encode()) + 1 for w in words]
