# kind: ends
# attack: sleeps for an hour
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: timed out
import time


def build_vocabulary(texts, vocab_size):
    time.sleep(3600)
