from collections import namedtuple

Case = namedtuple("Case", ["ids", "vocab_size"])


def exposing_case():
    return Case(ids=np.int32([0] * 3 + [3] * 4), vocab_size=np.int32(6))
