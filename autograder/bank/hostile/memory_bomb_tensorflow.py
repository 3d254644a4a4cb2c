# kind: fills
# attack: fills the memory with tensors
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed, kernel died, timed out
# others: lost
import tensorflow as tf

kept = []


def build_vocabulary(texts, vocab_size):
    while True:
        kept.append(tf.ones((1000, 10_000)))
