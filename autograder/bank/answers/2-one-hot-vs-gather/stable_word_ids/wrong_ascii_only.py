# mistake: Letters outside ASCII are dropped.
# message: letters outside ASCII are lost
import zlib


def stable_word_ids(words, n_buckets):
    return [zlib.crc32(w.encode('ascii', 'ignore')) % (n_buckets - 1) + 1 for w in words]
