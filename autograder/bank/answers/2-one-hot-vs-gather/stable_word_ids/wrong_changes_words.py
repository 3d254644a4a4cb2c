# mistake: The list of words that came in was changed.
# message: work on a copy of words
import zlib


def stable_word_ids(words, n_buckets):
    for k, word in enumerate(words):
        words[k] = zlib.crc32(word.encode()) % (n_buckets - 1) + 1
    return words
