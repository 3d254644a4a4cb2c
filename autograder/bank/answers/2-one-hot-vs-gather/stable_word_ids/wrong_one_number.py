# mistake: The words were joined and got one id together.
# message: one id for each word
import zlib


def stable_word_ids(words, n_buckets):
    return zlib.crc32(' '.join(words).encode()) % (n_buckets - 1) + 1
