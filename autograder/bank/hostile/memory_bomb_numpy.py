# kind: fills
# attack: fills the memory with arrays
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed, kernel died, timed out
# others: lost
import numpy as np

kept = []


def build_vocabulary(texts, vocab_size):
    while True:
        kept.append(np.ones(10**7))
