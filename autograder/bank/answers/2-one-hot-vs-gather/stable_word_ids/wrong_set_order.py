# mistake: The order of a set changes from process to process.
# message: A set's order
import zlib


def stable_word_ids(words, n_buckets):
    order = {w: k for k, w in enumerate({'the', 'a', 'of', 'to', 'in', 'it'})}
    return [(order.get(w, 0) + order['a'] + zlib.crc32(w.encode())) % (n_buckets - 1) + 1 for w in words]
